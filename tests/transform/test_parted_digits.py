"""Figures whose digits have run together, or were cut in pieces, are told where the sums leave one way to part them."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document
from gongkai.extract.layouts import Cell
from gongkai.transform.forms import Form, forms
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.parted_digits import parted
from gongkai.transform.table.vocabulary import Token
from gongkai.transform.table.walk import Value
from tests.render import Line, lines

TABLE = "applications"
REPORT = "甲镇2021年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{}\n四、其他\n无。\n"
Rows = dict[str, list[int]]


def adding_up(form: Form, rng: random.Random, noughts: float = 0.6, largest: int = 60) -> Rows:
    """Figures of each row whose sums hold, most of them nought: as in most towns."""
    block = form.table(TABLE).blocks[0]
    rows = {row.code: [0] * 6 for row in block.rows}
    leaves = [row for row in rows if row not in ("received", "carried_in", "total_handled", "carried_out")]
    for row in (*leaves, "carried_in"):
        rows[row] = [0 if rng.random() < noughts else rng.randrange(1, largest) for _ in range(6)]
    for sum_ in form.table(TABLE).sums:
        if sum_.of == "rows" and len(sum_.left) == 1:
            rows[sum_.left[0]] = [sum(column) for column in zip(*(rows[row] for row in sum_.right), strict=True)]
    handled, before = rows["total_handled"], rows["carried_in"]
    rows["received"] = [max(0, done - left) for done, left in zip(handled, before, strict=True)]
    new = rows["received"]
    rows["carried_out"] = [a + b - c for a, b, c in zip(new, before, handled, strict=True)]
    return {row: [*figures, sum(figures)] for row, figures in rows.items()}


def text(form: Form, rows: Rows, between: str, blank: tuple[str, int] | None = None) -> str:
    """between: what stands between the figures of a row. blank: a cell that is left out."""
    block = form.table(TABLE).blocks[0]
    cells = {
        (TABLE, row, column.code): "" if (row, at) == blank else between.join(str(figure)) if between else str(figure)
        for row, figures in rows.items()
        for at, (column, figure) in enumerate(zip(block.columns, figures, strict=True))
    }
    return REPORT.format("\n".join(_line(line, between) for line in lines(form.table(TABLE), cells)))


def _line(line: Line, between: str) -> str:
    return "".join(line.labels) + between + between.join(line.values)


def facts(document: str) -> list[Fact]:
    return [fact for fact in read(Document("x", document.encode())).facts if fact.table == TABLE]


def wrong(found: list[Fact], rows: Rows, form: Form) -> list[Fact]:
    names = [column.code for column in form.table(TABLE).blocks[0].columns]
    return [one for one in found if one.value is not None and one.value != rows[one.row][names.index(one.column)]]


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("between", ["", "\n"], ids=["run together", "cut in pieces"])
def test_figures_are_parted_where_one_way_adds_up(form: Form, between: str) -> None:
    rows = adding_up(form, random.Random(4))
    assert any(figure > 9 for figures in rows.values() for figure in figures)
    found = facts(text(form, rows, between))
    assert len(found) == 7 * len(rows) and wrong(found, rows, form) == []
    assert {fact.status for fact in found} == {Status.REPORTED}
    assert {fact.rule for fact in found} == {Rule.PARTED}
    assert {fact.proof for fact in found if fact.value} == {Proof.SUMS}


@pytest.mark.parametrize("damage", ["digit lost", "digit twice", "cell blank", "line lost"])
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_way_is_made_up_where_a_sum_is_broken(damage: str, seed: int) -> None:
    rng = random.Random(seed)
    form = rng.choice(forms())
    rows = adding_up(form, rng, rng.choice((0.2, 0.6, 0.9)), rng.choice((12, 99)))
    row = rng.choice([row for row in rows if rows[row][-1]])
    blank = (row, next(at for at, figure in enumerate(rows[row]) if figure)) if damage == "cell blank" else None
    written = text(form, rows, "", blank).split("\n")
    label = next(one.label for one in form.table(TABLE).blocks[0].rows if one.code == row)
    at = next(at for at, line in enumerate(written) if label in line)
    if damage == "digit lost":
        written[at] = written[at][:-1]
    elif damage == "digit twice":
        written[at] += written[at][-1]
    elif damage == "line lost":
        del written[at]
    found = facts("\n".join(written))
    assert wrong(found, rows, form) == []
    assert not any(fact.rule is Rule.PARTED for fact in found)


def test_where_several_ways_add_up_only_what_they_have_in_common_is_told() -> None:
    """3 33 and 33 3 are the same digits, and both rows together come to the same."""
    form = next(form for form in forms() if form.code == "2021")
    rows = {row.code: [0] * 7 for row in form.table(TABLE).blocks[0].rows}
    rows["granted"], rows["partly_granted"] = [0, 0, 3, 33, 0, 0, 36], [0, 0, 33, 3, 0, 0, 36]
    rows["received"] = rows["total_handled"] = [0, 0, 36, 36, 0, 0, 72]
    found = facts(text(form, rows, ""))
    assert wrong(found, rows, form) == []
    open_ = [(fact.row, fact.column, fact.rule) for fact in found if fact.status is Status.AMBIGUOUS]
    columns = ("research", "public_welfare")
    assert open_ == [(row, one, Rule.DISPUTED) for row in ("granted", "partly_granted") for one in columns]
    report = read(Document("x", text(form, rows, "").encode()))
    assert [one.right for one in report.findings if one.check == "figures_left_over"] == ["003330036", "003330036"]


def digits(rows: dict[str, str]) -> dict[str, list[Value]]:
    return {
        row: [Value(Token(Kind.NUMBER, float(piece)), Cell(piece, 1), 1) for piece in pieces.split()]
        for row, pieces in rows.items()
    }


@pytest.mark.parametrize(
    ("row", "pieces", "figures"),
    [
        ("granted", "1200000012", None),  # a figure begins with a nought
        ("granted", "1 2 0 0 0 0 0 12", [12, 0, 0, 0, 0, 0, 12]),
        ("granted", "12 0 0 0 0 12", None),  # a cell is blank
        ("granted", "12 00000 12", None),  # what stands apart is whole: there are no five noughts in one cell
    ],
)
def test_pieces_are_not_cut_and_no_figure_begins_with_a_nought(
    row: str, pieces: str, figures: list[int] | None
) -> None:
    form = next(form for form in forms() if form.code == "2021")
    table = form.table(TABLE)
    total = "12 0 0 0 0 0 12"
    rows = {one.code: "0 0 0 0 0 0 0" for one in table.blocks[0].rows} | {"received": total, "total_handled": total}
    found = parted(table, digits(rows | {row: pieces}))
    assert (found and [value and value.token.value for value in found[row]]) == figures


def test_a_figure_before_all_labels_is_not_left_out() -> None:
    """It may be one that has moved."""
    form = forms()[-1]
    whole = text(form, adding_up(form, random.Random(3)), "")
    assert any(fact.rule is Rule.PARTED for fact in facts(whole))
    strange = whole.replace("一、本年新收", "9\n一、本年新收")
    assert [fact for fact in facts(strange) if fact.rule is Rule.PARTED] == []


def test_rows_without_a_total_are_not_parted() -> None:
    table = forms()[-1].table(TABLE)
    without = replace(table, sums=tuple(sum_ for sum_ in table.sums if sum_.of == "rows"))
    rows = {row.code: "0 0 0 0 0 0 0" for row in table.blocks[0].rows}
    assert parted(table, digits(rows)) is not None
    assert parted(without, digits(rows)) is None


ACROSS = """甲镇2021年政府信息公开工作年度报告
四、政府信息公开行政复议、行政诉讼情况
行政复议行政诉讼
结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉
结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计
{}
五、其他
无。
"""


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0" * 15, 0.0),
        ("0" * 14, None),
        ("0" * 16, None),
        ("000000000000011", None),  # 11 of a row whose other cells are blank, or 1 and 1?
    ],
)
def test_of_rows_side_by_side_only_noughts_are_parted(written: str, value: float | None) -> None:
    found = [fact for fact in read(Document("x", ACROSS.format(written).encode())).facts if fact.table == "challenges"]
    assert [fact.value for fact in found] == [value] * len(found)
    assert len(found) == (15 if value == 0.0 else 0)


def test_noughts_below_names_in_another_order_are_not_parted() -> None:
    turned = ACROSS.replace("未经复议直接起诉复议后起诉", "复议后起诉未经复议直接起诉")
    found = read(Document("x", turned.format("0" * 15).encode())).facts
    assert not any(fact.value == 0.0 for fact in found)


GLUED = """甲镇2021年政府信息公开工作年度报告
二、主动公开政府信息情况
第二十条第（一）项
信息内容本年制发件数本年废止件数现行有效件数
规章000
行政规范性文件220
第二十条第（五）项
信息内容本年处理决定数量
行政许可{}
第二十条第（六）项
信息内容本年处理决定数量
行政处罚51
行政强制6
第二十条第（八）项
信息内容本年收费金额（单位：万元）
行政事业性收费73
三、其他
无。
"""


@pytest.mark.parametrize(("written", "values"), [("4", [0, 0, 0, 2, 2, 0]), ("", [0, 0, 0, None, None, None])])
def test_digits_are_not_one_a_cell_where_a_row_is_blank(written: str, values: list[float | None]) -> None:
    """220 may be 22, 0 and a blank cell there."""
    found = read(Document("x", GLUED.format(written).encode())).facts
    rows = ("rules", "normative_documents")
    assert [fact.value for fact in found if fact.row in rows] == values


def test_nor_are_they_where_a_row_farther_down_is_blank() -> None:
    blank = GLUED.format("4").replace("行政事业性收费73", "行政事业性收费")
    found = [fact for fact in read(Document("x", blank.encode())).facts if fact.row == "normative_documents"]
    assert [fact.value for fact in found] == [None] * len(found)
