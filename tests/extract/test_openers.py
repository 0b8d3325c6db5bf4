"""Documents of office programs: the same report, whatever kind of file it comes in, and each line leads back to it."""

import json
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gongkai.extract.document import Document
from gongkai.extract.openers import text_of
from gongkai.transform.forms import Form, forms
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests import office
from tests.truth import wrong_cells

with_libreoffice = pytest.mark.skipif(not office.LIBREOFFICE, reason="LibreOffice is not installed")
with_printing = pytest.mark.skipif(not office.PRINTING, reason="LibreOffice or a Chinese font is not installed")
with_browser = pytest.mark.skipif(not office.BROWSER, reason="Chromium or a Chinese font is not installed")
Make = Callable[[list[office.Block], Path], bytes]

MADE: dict[str, Make] = {
    "docx": lambda blocks, _: office.as_word(blocks),
    "xlsx": lambda blocks, _: office.as_excel(blocks),
}
CONVERTED: dict[str, Make] = {
    "doc": lambda blocks, folder: office.converted(office.as_word(blocks), "docx", "doc", folder),
    "rtf": lambda blocks, folder: office.converted(office.as_word(blocks), "docx", "rtf", folder),
    "odt": lambda blocks, folder: office.converted(office.as_word(blocks), "docx", "odt", folder),
    "xls": lambda blocks, folder: office.converted(office.as_excel(blocks), "xlsx", "xls", folder),
}


def printed(blocks: list[office.Block], folder: Path) -> bytes:
    return office.converted(office.as_word(blocks), "docx", "pdf", folder)


def read_as(kind: str, make: Make, form: Form, pushed: int, folder: Path) -> None:
    """pushed: how many paragraphs push the tables over the ends of pages; more of the cells are blank with some."""
    cells = office.figures(form, seed=pushed, blank=(0.0, 0.3, 0.8)[pushed % 3])
    data = make(office.report(form, cells, before_tables=pushed), folder)
    report = read(Document("named as it may be", data))
    assert wrong_cells(report, office.truth(cells)) == {}
    assert (report.encoding, report.form, report.key.town) == (kind, form.code, "赵堡镇")
    lines = report.text.split("\n")
    for fact in report.facts:
        assert fact.line is not None
        assert report.origins[fact.line - 1] is not None
        assert (fact.raw or "") in lines[fact.line - 1]


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("pushed", [0, 4, 8])
def test_a_report_is_read_from_what_an_office_program_wrote(kind: str, form: Form, pushed: int, tmp_path: Path) -> None:
    read_as(kind, MADE[kind], form, pushed, tmp_path)


@with_libreoffice
@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("kind", CONVERTED)
def test_a_report_is_read_from_what_libreoffice_wrote(kind: str, form: Form, tmp_path: Path) -> None:
    read_as(kind, CONVERTED[kind], form, 8, tmp_path)


@with_printing
@pytest.mark.parametrize("pushed", [0, 3, 5])
def test_a_page_may_break_a_table_in_a_row_and_a_row_in_a_figure(pushed: int, tmp_path: Path) -> None:
    read_as("pdf", printed, forms()[0], pushed, tmp_path)


@with_browser
@pytest.mark.parametrize("pushed", [0, 4])
@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_a_report_is_read_from_what_a_browser_printed(form: Form, pushed: int, tmp_path: Path) -> None:
    read_as("pdf", lambda blocks, folder: office.printed(office.as_html(blocks), folder), form, pushed, tmp_path)


@with_browser
@pytest.mark.parametrize("blank", [0.3, 0.8])
def test_upright_lines_of_two_tables_on_a_page_are_not_one(blank: float, tmp_path: Path) -> None:
    cells = office.figures(forms()[0], seed=48, blank=blank)
    style = "table{border:1px solid #000}td{border:1px solid #000;padding:3px}"
    page = office.as_html(office.report(forms()[0], cells, before_tables=8), style)
    assert wrong_cells(read(Document("", office.printed(page, tmp_path))), office.truth(cells)) == {}


@with_browser
@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_of_tables_without_lines_nothing_is_read_wrong(form: Form, tmp_path: Path) -> None:
    cells = office.figures(form, seed=1)
    page = office.as_html(office.report(form, cells), style="td{padding:4px}")
    report = read(Document("", office.printed(page, tmp_path)))
    truth = office.truth(cells)["cells"]
    got = {f"{fact.table}.{fact.row}.{fact.column}": fact.value for fact in report.facts if fact.value is not None}
    assert got == {cell: truth[cell] for cell in got}
    assert {cell for cell in truth if cell.startswith("proactive.")} <= got.keys()
    assert not any(fact.status is Status.BLANK for fact in report.facts)
    assert "\n四、政府信息公开行政复议、行政诉讼情况\n" in report.text  # and not behind the last figure above it


def test_word_is_read_as_its_readers_see_it() -> None:
    document = docx.Document()
    document.add_paragraph("看得见的文字。")
    run = document.add_paragraph("半句").add_run("看不见")
    run.font.hidden = True
    paragraph = document.add_paragraph("改后")
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删去</w:delText><w:t>删去</w:t></w:r></w:del>")
    )
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>的文字</w:t></w:r></w:ins>"))
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Number")
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "框中之一。"
    inner = frame.cell(0, 0).add_table(2, 2)
    inner.cell(0, 0).merge(inner.cell(1, 0)).text = "合并"
    inner.cell(0, 1).text = "一行\n两段"
    text = text_of(Document("", office._saved(document)))
    assert text.text.split("\n") == [
        "看得见的文字。",
        "半句",
        "改后的文字",
        "1.甲",
        "2.乙",
        "框中之一。",
        '<table><tr><td rowspan="2">合并</td><td>一行两段</td></tr>',
        "<tr><td></td></tr></table>",
        "",
    ]
    assert [str(origin) for origin in text.origins[:2]] == ["paragraph 1", "paragraph 2"]
    assert [str(origin) for origin in text.origins[6:8]] == ["table 1, row 1", "table 1, row 2"]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0, "General", "0"),
        (12.50, "General", "12.5"),
        (0.1 + 0.2, "General", "0.3"),
        (80.1, "0.0000", "80.1000"),
        (1234, "#,##0", "1234"),
        (0.25, "0%", "25%"),
        (3, '0"件"', "3件"),
        (0, "0;-0;;@", ""),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (-3, "0_);(0)", "(3)"),
        (True, "General", "TRUE"),
        ("", "General", ""),
    ],
)
def test_a_figure_is_what_its_cell_shows(value: float, form: str, shown: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["B1"] = value
    book.active["B1"].number_format = form
    assert text_of(
        Document("", office._saved(book))
    ).text == f"<table><tr><td>甲</td><td>{shown}</td></tr></table>\n" or (
        shown == "" and text_of(Document("", office._saved(book))).text == "<table><tr><td>甲</td></tr></table>\n"
    )


def test_a_formula_without_its_result_is_no_blank_cell() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲", "=1+1"])
    assert text_of(Document("", office._saved(book))).text == "<table><tr><td>甲</td><td>=1+1</td></tr></table>\n"


def test_what_a_workbook_hides_is_told_and_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["甲"])
    book.create_sheet("藏").sheet_state = "hidden"
    book["藏"].append(["乙"])
    text = text_of(Document("", office._saved(book)))
    assert "乙" not in text.text
    assert [(remark.code, "藏" in (remark.about or "")) for remark in text.remarks] == [("hidden_sheets", True)]


def test_plain_text_and_pages_are_what_they_were() -> None:
    for data in ("正文<table>".encode(), "正文".encode("gb18030"), b"<p>PK %PDF- {\\rtf"):
        assert text_of(Document("", data)).origins == ()


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parents[2] / "data/documents").glob("*_*")), ids=lambda file: file.name
)
def test_the_sample_of_each_kind_is_read_to_the_last_cell(file: Path) -> None:
    if file.suffix in (".doc", ".rtf", ".xls") and not office.LIBREOFFICE:
        pytest.skip("LibreOffice is not installed")
    beside = file.with_suffix(".txt").read_bytes() if file.stem.endswith("scan") else None
    report = read(Document("", file.read_bytes(), beside=beside))
    truth = json.loads((file.parent / f"{file.name[:4]}.json").read_text(encoding="utf-8"))
    assert wrong_cells(report, truth) == {}
    assert (report.form, report.key.town, report.key.year) == (truth["form"], truth["town"], truth["year"])
