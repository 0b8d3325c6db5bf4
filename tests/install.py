"""Packages outside the project, installed as their users do."""

import subprocess
import sys
from pathlib import Path

PIP = (
    "-m",
    "pip",
    "install",
    "--quiet",
    "--no-deps",
    "--no-build-isolation",
    "--no-index",
    "--disable-pip-version-check",
)


def install(package: Path, site: Path) -> Path:
    """The folder, with a package in it that is built here and now."""
    subprocess.run([sys.executable, *PIP, "--target", str(site), str(package)], check=True)
    return site
