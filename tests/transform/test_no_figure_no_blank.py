"""A cell in which something stands that is no figure is not blank: it may be one that this text cannot show."""

import pytest

from gongkai.extract.document import Document
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests.render import report
from tests.transform.test_cut_blanks import FORM, value, written

REPORT = "甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{}\n三、其他\n无。\n"
HEADER = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"
PAGE = """<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>{}</td><td>7</td><td>9</td></tr>
<tr><td>行政规范性文件</td><td></td><td>6</td><td>8</td></tr></table>"""
ISSUED = ("proactive", "rules", "issued")
BELOW = ("proactive", "normative_documents", "issued")


def status(rows: str, cell: tuple[str, str, str] = ISSUED) -> Status:
    return value(REPORT.format(rows), *cell)[0]


@pytest.mark.parametrize("sign", ["####", "□□", "\ue631\ue635", "!!"])
def test_a_sign_in_a_cell_of_a_grid_is_unreadable(sign: str) -> None:
    rows = f"{HEADER}\n规章\t{sign}\t7\t9\n行政规范性文件\t\t6\t8"
    assert status(rows) is Status.UNREADABLE
    assert status(rows, BELOW) is Status.BLANK


@pytest.mark.parametrize("space", ["\uf020", "\ue5e5", "", "/", "——"])
def test_what_is_known_to_be_nothing_is_blank(space: str) -> None:
    assert status(f"{HEADER}\n规章\t{space}\t7\t9\n行政规范性文件\t\t6\t8") is Status.BLANK


@pytest.mark.parametrize("shown", ['<img src="5.png">', "<canvas></canvas>", "<svg></svg>"])
def test_a_cell_that_shows_something_else_than_text_is_unreadable(shown: str) -> None:
    assert status(PAGE.format(shown)) is Status.UNREADABLE
    assert status(PAGE.format(shown), BELOW) is Status.BLANK
    assert value(REPORT.format(PAGE.format(f"5{shown}")), *ISSUED) == (Status.REPORTED, 5.0)


def test_what_was_written_into_a_field_of_a_page_is_its_text() -> None:
    assert value(REPORT.format(PAGE.format('<input value="5">')), *ISSUED) == (Status.REPORTED, 5.0)
    assert value(REPORT.format(PAGE.format('<input type="hidden" value="5">')), *ISSUED) == (Status.BLANK, None)


@pytest.mark.parametrize("style", ["font-size:0", "FONT-SIZE: 0px", "font-size:1px", "font-size:0pt;color:red"])
def test_text_without_any_height_is_not_seen(style: str) -> None:
    text = PAGE.format(f'<span style="{style}">4</span>5')
    assert value(REPORT.format(text), *ISSUED) == (Status.REPORTED, 5.0)
    assert value(REPORT.format(text.replace(style, "font-size:0.9em")), *ISSUED) == (Status.REPORTED, 45.0)


@pytest.mark.parametrize(
    "white", ['<font color="#FFFFFF">{}</font>', '<span style="color:white">{}</span>', '<b style="COLOR: #fff">{}</b>']
)
def test_digits_in_the_colour_of_the_paper_are_no_part_of_a_figure(white: str) -> None:
    page = REPORT.format(PAGE.format(white.format("4") + "5"))
    assert value(page, *ISSUED) == (Status.REPORTED, 5.0)
    assert value(REPORT.format(PAGE.format(white.format("4"))), *ISSUED) == (Status.UNREADABLE, None)
    painted = page.replace("<tr><td>规章", '<tr style="background: #1f4e79"><td>规章')
    assert value(painted, *ISSUED) == (Status.REPORTED, 45.0)
    assert value(painted.replace("#1f4e79", "white"), *ISSUED) == (Status.REPORTED, 5.0)


def test_a_white_text_ends_with_its_tag_or_cell() -> None:
    for white in ('<font color="white"><font>4</font></font>5', '<font color="white"></td><td>5'):
        page = PAGE.format(white).replace("<td>7</td>", "" if "</td>" in white else "<td>7</td>")
        assert 5.0 in [fact.value for fact in read(Document("x", REPORT.format(page).encode())).facts]


@pytest.mark.parametrize(
    "cell", ['<script>document.write("5")</script>', "<p><script>show(12)</script></p>", '<td data-value="5">']
)
def test_a_cell_that_a_program_fills_is_not_blank(cell: str) -> None:
    page = PAGE.format(cell).replace(f"<td>{cell}", cell if cell.startswith("<td") else f"<td>{cell}")
    assert status(page) is Status.UNREADABLE
    assert status(page, BELOW) is Status.BLANK


def test_a_script_elsewhere_and_other_data_of_a_cell_leave_it_blank() -> None:
    page = PAGE.format("").replace("<td></td><td>7", '<td data-name="issued"></td><td>7')
    assert status(f"<script>open(5)</script>{page}") is Status.BLANK


@pytest.mark.parametrize("words", ["待核 待核 待核", "#### #### ####", "![](4.png) ![](0.png) ![](7.png)", "4. 0. 7."])
def test_a_label_behind_which_anything_stands_is_no_blank_row(words: str) -> None:
    header = HEADER.replace("\t", " ")
    blank = f"{header}\n规章\n行政规范性文件"
    assert status(blank) is Status.BLANK
    assert status(f"{header}\n规章 {words}\n行政规范性文件") is not Status.BLANK


def test_figures_in_two_lines_of_a_cell_are_not_one() -> None:
    rows = "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n| 规章 | 23<br>6 | 7 | 9 |"
    assert value(REPORT.format(rows), *ISSUED)[1] is None


def test_noughts_with_a_point_behind_a_label_in_its_line_are_no_blank_row() -> None:
    """As a program prints numbers that may have decimals; the line is one cell, and its words the label's."""
    text = report(FORM, dict.fromkeys(written(), "0."), "spaced_rows")
    facts = read(Document("x", text.encode())).facts
    assert [fact for fact in facts if fact.status is Status.BLANK] == []


def test_a_figure_in_the_cell_of_a_label_is_left_over() -> None:
    label = "一、本年新收政府信息公开申请数量"
    text = report(FORM, written(), "line_cells")
    for sign, left in ((label, 0), (f"{label}（4521）", 1)):
        tried = read(Document("x", text.replace(label, sign).encode())).attempts
        assert [one.leftover for one in tried if (one.table, one.layout) == ("applications", "line_cells")] == [left]
