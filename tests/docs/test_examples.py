"""Every example of the documentation works: pages are typed from top to bottom, as a reader would."""

import re
from pathlib import Path

import pytest

from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.query import ask
from tests.docs.typed import BEGIN, FILES_TO_TAKE, Checkout, type_all
from tests.docs.written import FILES, PAGES, README, ROOT, Block, blocks

# See test_extending.py and test_architecture.py.
BY_THEMSELVES = {ROOT / "docs/architecture.md", *(ROOT / "docs").glob("new_*.md")}
# Chinese pages have the same blocks: see test_complete.py.
TYPED = [
    file
    for file in (README, *PAGES)
    if file not in BY_THEMSELVES and not file.stem.endswith(".zh") and blocks(file, "sh", "python")
]
RUN = {"sh", "python", "sql", "r"}
SHOWN = {"", "text", "stata", "toml", "diff"}  # said to be not run, or the test of another file


def test_what_the_first_pages_say_to_type_can_be_typed(checkout: Checkout, prefect_api: str) -> None:
    folder, _ = type_all(BEGIN, checkout, prefect_api)
    assert (folder / "data/site/index.html").is_file()


@pytest.mark.parametrize(
    "file", [file for file in TYPED if file not in (*BEGIN, *FILES_TO_TAKE)], ids=lambda file: str(file.name)
)
def test_what_a_page_says_to_type_can_be_typed(file: Path, checkout: Checkout, request: pytest.FixtureRequest) -> None:
    reads = file.name in ("tutorial.md", "kinds.md")
    folder, said = type_all([file], checkout, request.getfixturevalue("prefect_api") if reads else None)
    if file.name == "tutorial.md":
        assert "Found 5 documents: 4 reports, 0 duplicates, 1 in quarantine." in said
        assert "key   changed        5          1  2020_tab_chengguan.txt county: (nothing) -> 榆中县" in said
        assert re.search(r"\n│ *1929\.0 │ *9\.0 │ 1929 *│ *\d+ │\n", said)
        assert (folder / "work/received.svg").read_text(encoding="utf-8").startswith("<svg")
    if file.name == "kinds.md":
        assert re.search(r"\n│ 2021_word\.docx │ 24522 *│ table 2, row 4 *│\n", said)
    if file.name == "faults.md":
        assert said.count("ended with 2") == 3


@pytest.mark.parametrize(
    "block",
    # Checks and gates have a head, and a test of their own: test_extending.py.
    [block for file in FILES for block in blocks(file, "sql") if "-- [en]" not in block.code],
    ids=lambda block: block.name,
)
def test_a_question_is_answered(block: Block, warehouse: Path) -> None:
    with open_to_read(warehouse, locked=True) as con:
        assert list(ask(con, block.code).rows), "no row"


def test_every_block_is_run_or_said_to_be_shown_only() -> None:
    assert {block.language for file in FILES for block in blocks(file)} <= RUN | SHOWN
