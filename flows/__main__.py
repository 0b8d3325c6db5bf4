"""`python -m flows` is `gongkai`."""

from flows.cli import main

main()
