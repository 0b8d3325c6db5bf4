"""Every example of the documentation works: pages are typed from top to bottom, as a reader would."""

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.query import ask
from tests.docs.written import FILES, PAGES, README, ROOT, Block, blocks

Checkout = Callable[[bool], Path]
# See test_extending.py and test_architecture.py.
BY_THEMSELVES = {ROOT / "docs/architecture.md", *(ROOT / "docs").glob("new_*.md")}
# Typed together, in one folder.
FILES_TO_TAKE = [ROOT / f"docs/{name}.md" for name in ("exporting", "python", "r", "stata", "excel")]
# Chinese pages have the same blocks: see test_complete.py.
TYPED = [
    file
    for file in (README, *PAGES)
    if file not in BY_THEMSELVES and not file.stem.endswith(".zh") and blocks(file, "sh", "python")
]
RUN = {"sh", "python", "sql", "r"}
SHOWN = {"", "text", "stata", "toml", "diff"}  # said to be not run, or the test of another file
# `make test` would begin all tests again; set-up is what the tests run in; and one real `make run` is enough.
PRELUDE = """
set -euo pipefail
make() {
    case "$PAGE $1" in
        *" test") ;;
        "README.md run" | *" accuracy") command make --old-file .venv/.ready --old-file .venv/.ready-to-run "$@" ;;
        *" run") test -f data/warehouse/gongkai.duckdb ;;
    esac
}
"""
# Words of Stata that cannot name a variable.
RESERVED = {"byte", "double", "float", "if", "in", "int", "long", "strL", "using", "with", "_all", "_n", "_N"}


def typed(*files: Path) -> str:
    """Pages as one script."""
    lines = [PRELUDE]
    for block in (block for file in files for block in blocks(file, "sh", "python")):
        lines.append(f"echo '== {block.name}' >&2")
        lines.append(block.code if block.language == "sh" else f".venv/bin/python - <<'PYTHON'\n{block.code}PYTHON")
    return "\n".join(lines)


def type_all(files: Sequence[Path], checkout: Checkout, prefect_api: str | None = None) -> tuple[Path, str]:
    """(the folder in which pages were typed, what they printed). prefect_api: a server that stands already."""
    folder = checkout(README not in files)
    (folder / "typed.sh").write_text(typed(*files), encoding="utf-8")
    done = subprocess.run(
        ["bash", "typed.sh"],
        cwd=folder,
        env={
            **os.environ,
            "COLUMNS": "200",
            "PAGE": files[0].name,
            **({"PREFECT_API_URL": prefect_api} if prefect_api else {}),
        },
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


TYPED_ONCE = pytest.mark.xdist_group("the pages on exports")  # one process types them for all tests of their files


@pytest.fixture(scope="module")
def files_to_take(checkout: Checkout) -> Path:
    """The folder in which the pages on exports were typed, with the files that they write."""
    return type_all(FILES_TO_TAKE, checkout)[0]


@pytest.mark.parametrize("file", [file for file in TYPED if file not in FILES_TO_TAKE], ids=lambda file: file.name)
def test_what_a_page_says_to_type_can_be_typed(file: Path, checkout: Checkout, request: pytest.FixtureRequest) -> None:
    reads = file in (README, ROOT / "docs/tutorial.md")
    folder, said = type_all([file], checkout, request.getfixturevalue("prefect_api") if reads else None)
    if file.name == "tutorial.md":
        assert "Found 5 documents: 4 reports, 0 duplicates, 1 in quarantine." in said
        assert "key   changed        5          1  2020_tab_chengguan.txt county: (nothing) -> 榆中县" in said
        assert re.search(r"\n│ *1929\.0 │ *9\.0 │ 1929 *│ *\d+ │\n", said)
        assert (folder / "work/received.svg").read_text(encoding="utf-8").startswith("<svg")
    if file.name == "faults.md":
        assert said.count("ended with 2") == 3
    if file == README:
        assert (folder / "data/site/index.html").is_file()


@TYPED_ONCE
def test_the_pages_on_exports_can_be_typed(files_to_take: Path) -> None:
    assert list(csv.DictReader((files_to_take / "received.csv").open(encoding="utf-8")))


@pytest.mark.parametrize(
    "block",
    # Checks and gates have a head, and a test of their own: test_extending.py.
    [block for file in FILES for block in blocks(file, "sql") if "-- [en]" not in block.code],
    ids=lambda block: block.name,
)
def test_a_question_is_answered(block: Block, warehouse: Path) -> None:
    with open_to_read(warehouse, locked=True) as con:
        assert list(ask(con, block.code).rows), "no row"


@TYPED_ONCE
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


@TYPED_ONCE
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


@TYPED_ONCE
def test_the_file_for_stata_is_what_its_page_relies_on(files_to_take: Path) -> None:
    """Stata is not here either: what it is asked to show is there."""
    (asked,) = blocks(ROOT / "docs/stata.md", "stata")
    (named,) = re.findall('"(data.*?)"', asked.code)
    rows = pd.read_stata(files_to_take / named)
    (shown,) = re.findall(r"^list (.*)$", asked.code, re.MULTILINE)
    assert len(rows.loc[rows["row_code"] == "received", shown.split()])


def test_every_block_is_run_or_said_to_be_shown_only() -> None:
    assert {block.language for file in FILES for block in blocks(file)} <= RUN | SHOWN
