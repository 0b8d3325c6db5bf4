"""`python -m gongkai` is `gongkai`."""

from gongkai.flows.cli import main

main()
