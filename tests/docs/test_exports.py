"""The pages on exports are typed once, and what they write is what they say of it."""

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from tests.docs.typed import FILES_TO_TAKE, Checkout, type_all
from tests.docs.written import ROOT, Block, blocks

# Words of Stata that cannot name a variable.
RESERVED = {"byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with", "_all", "_n", "_N"}


@pytest.fixture(scope="module")
def files_to_take(checkout: Checkout) -> Path:
    """The folder in which the pages on exports were typed, with the files that they write."""
    return type_all(FILES_TO_TAKE, checkout)[0]


def test_the_pages_on_exports_can_be_typed(files_to_take: Path) -> None:
    assert list(csv.DictReader((files_to_take / "received.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("block", blocks(ROOT / "docs/r.md", "r"), ids=lambda block: block.name)
def test_what_is_said_to_r_runs(block: Block, files_to_take: Path) -> None:
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed: apt-get install r-base-core")
    for package in re.findall(r"library\((\w+)\)", block.code):
        if subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True, check=False).returncode:
            pytest.skip(f"the R package {package} is not installed")
    (files_to_take / "typed.R").write_text(block.code, encoding="utf-8")
    done = subprocess.run(["Rscript", "typed.R"], cwd=files_to_take, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "虹桥镇" in done.stdout


def test_the_csv_files_are_what_the_page_on_excel_relies_on(files_to_take: Path) -> None:
    """It is not here. A byte-order mark, UTF-8, rows as long as the first line, names that Stata takes, too."""
    files = list((files_to_take / "data/export-csv").rglob("*.csv"))
    assert len(files) > 20
    for file in files:
        data = file.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf"), file
        names, *rows = csv.reader(data.decode("utf-8-sig").splitlines(keepends=True))
        assert all(re.fullmatch("[A-Za-z_][A-Za-z0-9_]{0,31}", name) for name in names), file
        assert not RESERVED & set(names), file
        assert len(set(map(str.lower, names))) == len(names)
        assert {len(row) for row in rows} <= {len(names)}, file


def test_the_file_for_stata_is_what_its_page_relies_on(files_to_take: Path) -> None:
    """Stata is not here either: what it is asked to show is there."""
    (asked,) = blocks(ROOT / "docs/stata.md", "stata")
    (named,) = re.findall('"(data.*?)"', asked.code)
    rows = pd.read_stata(files_to_take / named)
    (shown,) = re.findall(r"^list (.*)$", asked.code, re.MULTILINE)
    assert len(rows.loc[rows["row_code"] == "received", shown.split()])
