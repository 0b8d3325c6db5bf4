"""The command line, started as a user starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "data/samples"
LONG = 900  # seconds that a busy machine may take for what is to come to pass
GONGKAI = [sys.executable, "-c", "from gongkai.flows.cli import main; main()"]


def run(*arguments: object, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """`gongkai ...`, as a user starts it, in this folder."""
    return subprocess.run(
        [*GONGKAI, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200", **env},
        timeout=LONG,
        check=False,
    )


@contextmanager
def ingesting(folder: Path, stage: str, env: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """`gongkai ingest` of the samples, in this folder, when it has come to this stage."""
    with subprocess.Popen(
        [*GONGKAI, "ingest", str(SAMPLES)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    ) as running:
        assert running.stderr
        assert any(line.startswith(stage) for line in running.stderr)
        yield running


def without_prefect() -> dict[str, str]:
    """The environment of somebody who has set nothing of Prefect's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
