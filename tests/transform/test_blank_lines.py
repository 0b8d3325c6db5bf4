"""Where each cell has a line of its own, blank lines are empty cells if the whole table says so, and else nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document
from gongkai.transform.forms import Form, forms
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Status
from tests.render import Cells, report
from tests.transform.test_cut_blanks import false
from tests.transform.test_forms_to_come import settled
from tests.transform.test_roundtrip import damaged

LAYOUTS = ("line_rows", "hard_blanks", "parted_lines")
FORM = forms()[-1]
RECEIVED, REFUSED = "一、本年新收政府信息公开申请数量", "1.属于国家秘密"


def sparse(form: Form, seed: int) -> Cells:
    """Figures that add up, most of them noughts, blank cells in the text: of each block the last is a figure."""
    rng = random.Random(seed)
    cells = [(table.code, row.code, column.code) for table, _, row, column in form.cells()]
    last = [
        (table.code, block.rows[-1].code, block.columns[-1].code) for table in form.tables for block in table.blocks
    ]
    while True:
        numbers = settled(form, {cell: rng.randrange(11, 99) * (rng.random() < 0.3) for cell in cells})
        if min(numbers.values()) >= 0 and all(numbers[cell] for cell in last):
            return {cell: str(number or "") for cell, number in numbers.items()}


def facts(text: str, table: str) -> dict[tuple[str, str], Fact]:
    """(row, column) -> what is told of it."""
    return {(fact.row, fact.column): fact for fact in read(Document("x", text.encode())).facts if fact.table == table}


def blanks(text: str, table: str) -> int:
    return sum(fact.status is Status.BLANK for fact in facts(text, table).values())


def applications(received: str, refused: str = "\n\n\n\n\n\n", between: str = "") -> str:
    """A table of two rows, each cell in a line; received, refused: their figures. between: lines behind each row."""
    head = "三、收到和处理政府信息公开申请情况"
    names = "自然人\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计"
    rows = f"{RECEIVED}\n{received}\n{between}{REFUSED}\n{refused}\n{between}"
    return f"甲镇2021年政府信息公开工作年度报告\n{head}\n{names}\n{rows}四、其他\n无。\n"


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("seed", range(3))
def test_each_empty_cell_is_seen(form: Form, layout: str, seed: int) -> None:
    cells = sparse(form, seed)
    read_as = read(Document("x", report(form, cells, layout).encode()))
    blank = {(fact.table, fact.row, fact.column) for fact in read_as.facts if fact.status is Status.BLANK}
    assert blank == {cell for cell, text in cells.items() if not text}
    reported = {(fact.table, fact.row, fact.column): fact.value for fact in read_as.facts if fact.value}
    assert reported == {cell: float(text) for cell, text in cells.items() if text}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("damage", ["cut off", "lines lost", "page mark"])
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_line_lost_moves_no_figure(layout: str, damage: str, seed: int) -> None:
    form = forms()[seed % 2]
    cells = sparse(form, seed)
    assert false(damaged(report(form, cells, layout), random.Random(seed), damage), cells) == []


def test_all_rows_have_a_line_for_each_column() -> None:
    whole = applications("3\n\n\n\n\n4\n7")
    assert blanks(whole, "applications") == 11
    assert facts(whole, "applications")["received", "other"].value == 4
    assert blanks(applications("3\n\n\n\n\n4\n7", refused="\n\n"), "applications") == 0


def test_behind_the_columns_stand_blank_lines_only() -> None:
    assert blanks(applications("3\n\n\n\n\n4\n7", between="\n\n"), "applications") == 11
    assert blanks(PROACTIVE.format("\n\n6\n", "\n\n4\n"), "proactive") == 4
    assert blanks(PROACTIVE.format("\n\n6\n", "\n\n\n4"), "proactive") == 0


def test_a_row_that_does_not_add_up_has_lost_a_line() -> None:
    assert blanks(applications("3\n\n\n\n\n4\n8"), "applications") == 0


def test_figures_of_which_columns_do_not_add_up_have_moved() -> None:
    """A row adds up as well with two of its cells exchanged."""
    cells = sparse(FORM, 1)
    assert blanks(report(FORM, cells, "line_rows"), "applications") > 0
    rows = [row.code for row in FORM.tables[1].blocks[0].rows]
    one, other = (("applications", rows[5], column) for column in ("natural_person", "enterprise"))
    moved = cells | {one: cells[other] or "5", other: cells[one] or "5"}
    total = ("applications", rows[5], "total")
    moved[total] = str(
        sum(int(text or 0) for (_, row, column), text in moved.items() if row == rows[5] and column != "total")
    )
    assert blanks(report(FORM, moved, "line_rows"), "applications") == 0


PROACTIVE = """甲镇2021年政府信息公开工作年度报告
二、主动公开政府信息情况
信息内容
本年制发件数
本年废止件数
现行有效件数
规章
{}
行政规范性文件
{}
第二十条第（五）项
信息内容
本年处理决定数量
行政许可
5
三、其他
无。
"""


def test_where_nothing_adds_up_all_rows_have_as_many_lines() -> None:
    assert blanks(PROACTIVE.format("\n\n", "\n\n4"), "proactive") == 5
    assert blanks(PROACTIVE.format("\n\n\n", "\n\n4"), "proactive") == 0


def test_blank_lines_around_a_figure_are_no_cells_where_no_last_column_shows_it() -> None:
    assert blanks(PROACTIVE.format("\n5\n", "\n4\n"), "proactive") == 0
    assert blanks(PROACTIVE.format("\n5\n", "\n\n4"), "proactive") == 4


def test_a_row_that_stands_twice_makes_lines_doubtful() -> None:
    assert blanks(PROACTIVE.format("\n\n", "\n\n4\n规章\n\n\n6"), "proactive") == 0


def test_a_blank_line_at_the_end_of_a_text_is_no_cell() -> None:
    text = PROACTIVE.format("\n\n", "2\n\n4").partition("5\n")[0]
    assert facts(text + "\n", "proactive")["licensing", "decisions"].status is not Status.BLANK


def test_the_last_figure_of_a_text_that_breaks_off_may_have_lost_digits() -> None:
    text = PROACTIVE.format("\n\n", "2\n\n4").partition("5\n")[0] + "5"
    assert facts(text, "proactive")["licensing", "decisions"].value is None
    assert blanks(text, "proactive") == 0


def test_figures_at_other_distances_are_no_cells() -> None:
    """Cells are two lines apart; one figure is three lines below what stands above it."""
    text = PROACTIVE.format("\n\n", "\n\n4").replace("\n", "\n\n")
    assert blanks(text, "proactive") == 5
    assert blanks(text.replace("行政许可", "行政许可\n"), "proactive") == 0
