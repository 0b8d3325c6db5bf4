"""Tests that share what is dear are run by one process, and what all processes share is made once."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import TOGETHER

ROOT = Path(__file__).parents[1]
CONFTEST = """
import tests.conftest
from tests.conftest import pytest_collection_modifyitems, pytest_xdist_make_scheduler
tests.conftest.TOGETHER = ("test_together.py",)
"""
TESTS = """
import os, time
from pathlib import Path
import pytest
from tests.shared import made_once

@pytest.mark.parametrize("number", range(6))
def test_one(number, tmp_path_factory):
    made_once(tmp_path_factory, "file", lambda folder: Path({log!r}).open("a").write("made "))
    time.sleep(0.1)
    Path({log!r}).open("a").write(os.environ["PYTEST_XDIST_WORKER"] + " ")
"""


def test_a_file_is_run_by_one_process_and_a_folder_made_once(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name in ("together", "apart"):
        (tmp_path / f"test_{name}.py").write_text(TESTS.format(log=str(tmp_path / name)))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-n",
        "2",
        "--basetemp",
        str(tmp_path / "made"),
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=env | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    together, apart = ((tmp_path / name).read_text().split() for name in ("together", "apart"))
    assert len({word for word in together if word != "made"}) == 1
    assert len({*together, *apart} - {"made"}) == 2, "another process runs the rest meanwhile"
    assert (together + apart).count("made") == 1


def test_the_files_are_there() -> None:
    assert [file for file in TOGETHER if not (ROOT / file).is_file()] == []
