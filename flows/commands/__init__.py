"""The commands, by what they are about. Each loads what it needs when it runs: only nights ever load Prefect."""
