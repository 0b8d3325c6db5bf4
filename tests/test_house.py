"""The house rules that a machine can watch: style, types, one-way imports, nothing of one machine in the files."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("extract", "transform", "warehouse", "flows")  # each may import those before it


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_style() -> None:
    run("ruff", "check", ".")


def test_format() -> None:
    run("ruff", "format", "--check", ".")


def test_types() -> None:
    run("mypy")


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(room: str) -> None:
    later = ROOMS[ROOMS.index(room) + 1 :]
    for file in (ROOT / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in ROOMS], f"{file}: say gongkai.{room} and so on"
            assert not [name for name in names if name.startswith(tuple(f"gongkai.{one}" for one in later))], file


def test_no_file_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    forbidden = re.compile(r"/home/\w|/Users/\w|--(?:extra-)?index-url|files\.python" + r"hosted|registry\.np" + "mjs")
    for name in tracked:
        file = ROOT / name
        if file.suffix in (".py", ".toml", ".md", ".lock", ".sql", ".yaml", "") and file.is_file():
            assert not forbidden.search(file.read_text(encoding="utf-8")), name
