"""The command line, started as a user starts it."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "data/samples"
GONGKAI = [sys.executable, "-c", "from flows.cli import main; main()"]


def run(*arguments: object, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """`gongkai ...`, as a user starts it, in this folder."""
    return subprocess.run(
        [*GONGKAI, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **env},
        timeout=120,
        check=False,
    )
