"""A copy of the project to change, and Python with its rooms in place of the project's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.written import ROOT

ROOMS = ("extract", "transform", "warehouse", "flows", "tests")


def copied(folder: Path) -> Path:
    """All rooms, and links to the data."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "golden"))
    shutil.copytree(ROOT / "gongkai", folder / "gongkai", symlinks=True)
    (folder / "data").symlink_to(ROOT / "data")
    return folder


def python(folder: Path, *command: str) -> str:
    """What it prints. Fails with what it says where it ends otherwise than well."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
