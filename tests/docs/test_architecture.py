"""What the page on the architecture says a change takes is all that it takes: each is made in a copy of the project."""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.copied import copied, python
from tests.docs.written import ROOT, blocks, rows_below

PAGE = ROOT / "docs/architecture.md"
SAMPLE = ROOT / "data/samples/2021_tab_hongqiao.txt"
IN_COPY = """
from pathlib import Path
from gongkai.extract.document import Document
from gongkai.transform.read import read
from gongkai.warehouse import build, database
"""
COUNT = """
from gongkai.transform.prose.measures import measures
assert measures()[-1].code == "hotline_calls"
text = read(Document("a.txt", Path("report.txt").read_bytes())).text
text = text.replace("一、总体情况", "一、总体情况\\n全年接听热线来电35次。")
assert [one.value for one in read(Document("a.txt", text.encode())).figures if one.measure == "hotline_calls"] == [35.0]
with database.create() as con:
    assert con.execute("SELECT chinese FROM measures WHERE code = 'hotline_calls'").fetchall() == [("政务热线来电",)]
"""
COLUMN = """
from dataclasses import replace
from gongkai.warehouse.codebook import write_comments
from gongkai.warehouse.shards import write_ledger, write_shards, frames
from gongkai.warehouse.ledger import LEDGER
import polars as pl
report = read(Document("a.txt", Path("report.txt").read_bytes()))
report = replace(report, facts=tuple(fact._replace(width=len(fact.raw or "")) for fact in report.facts))
assert "width" in frames([(0, report)])["fact"].columns
work = Path("work")
work.mkdir()
write_shards(work, 0, [(0, report)])
row = {"root": "", "source": "", "size": 0, "mtime_ns": 0, "document_id": report.document_id, "outcome": "report",
       "reader_version": "", "first_seen": None, "last_changed": None}
write_ledger(work, pl.DataFrame([row], LEDGER).with_columns(first_seen=pl.lit(0).cast(pl.Datetime("us")),
             last_changed=pl.lit(0).cast(pl.Datetime("us"))))
with database.create() as con:
    build.fill(con, work)
    write_comments(con)
    wide = con.execute("SELECT count(*) FROM facts WHERE status = 'reported' AND width = length(raw)").fetchall()
    assert wide[0][0] > 50
    said = "SELECT comment FROM duckdb_columns() WHERE table_name = 'facts' AND column_name = 'width'"
    assert con.execute(said).fetchall() == [("How many characters the cell had",)]
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    copied(tmp_path)
    shutil.copyfile(SAMPLE, tmp_path / "report.txt")
    return tmp_path


def run(folder: Path, program: str) -> str:
    """A file, not a text: its processes load it anew."""
    (folder / "tried.py").write_text(program, encoding="utf-8")
    return python(folder, "tried.py")


def put(file: Path, behind: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(behind) == 1, behind
    file.write_text(text.replace(behind, behind + new), encoding="utf-8")


def test_a_measure_is_an_entry(copy: Path) -> None:
    (entry,) = blocks(PAGE, "toml")
    with (copy / "transform/prose/measures.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{entry.code}")
    run(copy, IN_COPY + COUNT)


def test_a_column_of_facts_is_declared_in_two_files(copy: Path) -> None:
    (change,) = blocks(PAGE, "diff")
    for name, part in re.findall(r"\+\+\+ b/(\S+)\n(.*?)(?=---|\Z)", change.code, re.DOTALL):
        behind, new = re.findall(r"^ (.*)$", part, re.MULTILINE)[0], re.findall(r"^\+(.*)$", part, re.MULTILINE)[0]
        put(copy / name, f"{behind}\n", f"{new}\n")
    tables = copy / "warehouse/schema/tables.toml"
    put(tables, '"rule", "proof"', ', "width"')
    put(tables, '"f.proof"', ', "f.width"')
    run(copy, IN_COPY + COLUMN)


def test_another_runner_is_a_class_of_its_own(tmp_path: Path) -> None:
    (runner,) = blocks(PAGE, "python")
    (tmp_path / "reports").mkdir()
    shutil.copyfile(SAMPLE, tmp_path / "reports/report.txt")
    lines = ["from pathlib import Path", "from gongkai.flows.night import Night, night", "def main():"]
    lines += [f"    {line}" for line in runner.code.splitlines()] + ["if __name__ == '__main__':", "    main()"]
    counted, *stages = run(tmp_path, "\n".join(lines)).split()
    assert counted == "1"
    assert stages == ["repair", "look", "compare", "read", "0", "build", "gate", "publish"]


def test_the_ways_through_the_house_are_as_long_as_the_page_says() -> None:
    """And in Chinese: the names of the ways differ, their figures do not."""
    printed = re.findall(
        r"^([a-z ]+): (\d+) files \(.*\), (\d+) doors$", python(ROOT, "-m", "tests.docs.ways"), re.MULTILINE
    )
    stated = [[row[0], row[2], row[4]] for row in rows_below(PAGE, "The ways through it")]
    assert stated == [list(way) for way in printed]
    chinese = rows_below(PAGE.with_suffix(".zh.md"), "几条通路")
    assert [row[1:] for row in chinese] == [row[1:] for row in rows_below(PAGE, "The ways through it")]


def test_the_rooms_that_are_drawn_are_there() -> None:
    drawn = next(block for block in blocks(PAGE, "text") if "warehouse" in block.code).code
    folders = set(re.findall(r"\b([a-z]+)/", drawn))
    assert {"commands", "schema", "checks", "gates", "pages", "forms", "table", "key", "prose", "origin"} <= folders
    rooms = ("extract", "transform", "warehouse", "flows")
    assert all(any((ROOT / room / folder).is_dir() for room in rooms) for folder in folders)
