"""A table read through its template is the table as it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.extract.document import Document, Rejected
from gongkai.extract.encoding import decode
from gongkai.extract.layouts import Part, drawn_rows
from gongkai.extract.text.outline import outline
from gongkai.transform.read import anchors, read
from gongkai.transform.report import Fact, Status
from gongkai.transform.table.facts import facts, findings
from gongkai.transform.table.reading import read_as_it_stands, read_table
from gongkai.transform.table.skeleton import is_free
from gongkai.transform.table.vocabulary import form_tables

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "gallery": ROOT / "tests" / "golden",
    "samples": ROOT / "data" / "samples",
    "cases": ROOT.parent / "shared" / "cases",
    "seeds": ROOT.parent / "shared" / "seeds",
}


def parts(folder: Path) -> Iterator[Part]:
    """Every statutory table in the documents of a folder."""
    for file in sorted(file for file in folder.rglob("*") if file.suffix in (".txt", ".html", ".csv", ".md")):
        try:
            text = decode(file.read_bytes()).text
        except Rejected:
            continue
        yield from (part for part in outline(text, anchors()).tables if part.table != "legacy")


@pytest.mark.parametrize("name", FOLDERS)
def test_template_and_text_say_the_same(name: str) -> None:
    if not FOLDERS[name].exists():
        pytest.skip(f"{FOLDERS[name]} is not there")
    compared = 0
    for part in parts(FOLDERS[name]):
        reading, plain = read_table(part), read_as_it_stands(part, form_tables(part.table))
        if reading:
            assert facts([reading], None) == facts([plain], None)
            assert list(findings([reading])) == list(findings([plain]))
            assert reading.interpretation.attempts == plain.interpretation.attempts
            compared += 1
    assert compared > 10


def decisions(text: str) -> list[Fact]:
    report = f"甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{text}\n三、其他\n无。\n"
    found = read(Document("x", report.encode())).facts
    return [fact for fact in found if fact.row in ("licensing", "penalties") and fact.status is not Status.ABSENT]


@pytest.mark.parametrize(("first", "second", "value"), [("17", "17", 17.0), ("17", "19", None), ("5", "5", 5.0)])
def test_a_row_that_stands_twice_is_compared_by_its_figures(first: str, second: str, value: float | None) -> None:
    text = f"信息内容\t本年处理决定数量\n行政许可\t{first}\n行政许可\t{second}\n行政处罚\t4"
    licensing, penalties = decisions(text)
    assert (licensing.value, licensing.status is Status.AMBIGUOUS) == (value, value is None)
    assert penalties.value == 4.0


def test_the_same_template_takes_each_reports_own_figures_and_lines() -> None:
    text = "信息内容\t本年处理决定数量\n行政许可\t{}\n行政处罚\t{}"
    assert [(fact.value, fact.raw, fact.line) for fact in decisions(text.format(31, 7))] == [
        (31.0, "31", 4),
        (7.0, "7", 5),
    ]
    assert [(fact.value, fact.raw, fact.line) for fact in decisions("\n" + text.format("０", "１２"))] == [
        (0.0, "０", 5),
        (12.0, "１２", 6),
    ]


def test_where_the_width_of_a_figure_tells_its_column_a_table_has_no_template() -> None:
    """Cells go on over lines, and columns begin where the screen's do."""
    lines = [
        "+--------------------+------+------+------+",
        "|信息内容            |制发  |废止  |现行  |",
        "|                    |件数  |件数  |件数  |",
        "+--------------------+------+------+------+",
        "|规章                |5     |12    |141   |",
        "+--------------------+------+------+------+",
        "|行政规范性文件      |7     |1     |23    |",
        "|（含决定）          |      |      |      |",
        "+--------------------+------+------+------+",
    ]
    flat = [line for line in lines if "件数" not in line and "决定" not in line]
    assert not is_free(drawn_rows.layout.read(Part("proactive", tuple(enumerate(lines)), False, False)))
    assert is_free(drawn_rows.layout.read(Part("proactive", tuple(enumerate(flat)), False, False)))


def test_digits_in_the_styles_of_mathematics_are_figures_of_the_text() -> None:
    assert [fact.value for fact in decisions("信息内容\t本年处理决定数量\n行政许可\t𝟷𝟶𝟶𝟶𝟷\n行政处罚\t𝟚")] == [
        10001.0,
        2.0,
    ]
