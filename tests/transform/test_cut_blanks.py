"""Where a text breaks off, and blank cells stand in what is left, no figure moves into another column."""

import random
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document, Rejected
from gongkai.extract.layouts import Part, pipe_cells, pipe_rows
from gongkai.transform.forms import forms
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Status
from tests.render import LAYOUTS, Cells, report
from tests.transform.test_forms_to_come import adding_up
from tests.transform.test_roundtrip import damaged, figures, wrong

FORM = forms()[-1]
RECEIVED = ("applications", "received")
CARRIED_IN = ("applications", "carried_in")
GRANTED = ("applications", "granted")
PARTLY = ("applications", "partly_granted")
REPEATED = ("applications", "unprocessed.repeated")
RULES = ("proactive", "rules")
BELOW = ("proactive", "normative_documents")
UNRULED = ("line_cells", "paragraph_cells", "pipe_cells", "spaced_cells", "spaced_rows")


def written(*blanks: tuple[str, str, str]) -> Cells:
    """Figures of four digits that add up, another one in each cell that no sum settles, but for the blank ones."""
    return {key: "" if key in blanks else str(101 * int(text)) for key, text in adding_up(FORM).items()}


def false(text: str, cells: Cells) -> list[tuple[Fact, str | None]]:
    """What is reported that was not written, and blanks where a figure was."""
    try:
        facts = read(Document("x", text.encode())).facts
    except Rejected:
        return []
    blank = [(fact, cells.get((fact.table, fact.row, fact.column))) for fact in facts if fact.status is Status.BLANK]
    return wrong(facts, cells) + [pair for pair in blank if pair[1]]


def value(text: str, *cell: str) -> tuple[Status, float | None]:
    facts = read(Document("x", text.encode())).facts
    return next((fact.status, fact.value) for fact in facts if (fact.table, fact.row, fact.column) == cell)


def before(text: str, *marks: str) -> str:
    """The text up to a mark behind the others."""
    at = 0
    for mark in marks:
        at = text.index(mark, at)
    return text[:at]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_cut_text_with_blank_cells_makes_no_false_fact(layout: str, seed: int) -> None:
    rng = random.Random(seed)
    form = rng.choice(forms())
    cells = figures(form, rng, blanks=0.2)
    assert false(damaged(report(form, cells, layout), rng, "cut off"), cells) == []


@pytest.mark.parametrize("layout", ["quoted_csv", "wide_bars", "json", "wiki", "narrow_grid", "box"])
def test_an_empty_column_behind_the_labels_that_are_left_may_be_one_of_labels(layout: str) -> None:
    """Below 三、本年度办理结果 labels take two columns; a text that ends before does not show it."""
    cells = written((*RECEIVED, "total"), (*CARRIED_IN, "total"))
    whole = report(FORM, cells, layout)
    group = whole.index("三、本年", whole.index("二、上年"))
    for text in (whole[:group], whole[: whole.rindex("\n", 0, group)]):
        assert false(text, cells) == []


def test_a_figure_at_the_last_column_shows_where_all_of_them_begin() -> None:
    """Then all rows begin there, also one that is blank at both ends."""
    cells = written((*CARRIED_IN, "natural_person"), (*CARRIED_IN, "total"))
    text = before(report(FORM, cells, "quoted_csv"), "二、上年", "三、本年")
    assert false(text, cells) == []
    assert value(text, *RECEIVED, "total") == (Status.REPORTED, float(cells[(*RECEIVED, "total")]))
    assert value(text, *CARRIED_IN, "enterprise") == (Status.REPORTED, float(cells[(*CARRIED_IN, "enterprise")]))
    assert value(text, *CARRIED_IN, "natural_person") == (Status.BLANK, None)


@pytest.mark.parametrize("layout", ["pipe_rows", "markdown", "wiki"])
def test_a_blank_between_pipes_counts_also_where_pipes_only_close_cells(layout: str) -> None:
    """All rows before are whole, so that nothing else tells that blanks are left out."""
    cells = written((*RECEIVED, "natural_person"))
    whole = report(FORM, cells, layout)
    for column in ("research", "public_welfare"):
        end = whole.index(cells[(*RECEIVED, column)])
        assert false(whole[:end], cells) == []
        assert false(whole[: end + 2], cells) == []
        assert false(whole[:end].rstrip() + "\n", cells) == []


def test_lines_between_rows_are_no_cells() -> None:
    """The line below a header of Markdown, and what opens a row in MediaWiki."""
    lines = ("| 规章 | 件数 |", "|---|:---:|", "|-", "| 规章 |  | 5 |", "| 规章 | - | 5 |")
    part = Part("proactive", tuple(enumerate(lines)), ends_text=True, breaks_off=False)
    texts = [[cell.text for cell in row] for run in pipe_cells.read(part).runs for row in run]
    assert texts == [["规章", "件数", "规章", "5", "规章", "-", "5"]]
    rows = [[cell.text for cell in row] for run in pipe_rows.read(part).runs for row in run]
    assert rows == [["规章", "件数"], ["规章", "", "5"], ["规章", "-", "5"]]


def test_a_line_below_a_header_is_no_row_of_blanks() -> None:
    cells = written()
    whole = report(FORM, cells, "markdown")
    end = whole.index("|---|---|", whole.index("行政复议 | 行政诉讼")) + len("|---|---|")
    assert false(whole[:end], cells) == []


@pytest.mark.parametrize("layout", ["wiki", "wiki_lines", "json", "html_table"])
@pytest.mark.parametrize("column", ["other", "pending"])
def test_rows_side_by_side_that_begin_with_blanks_are_not_moved(layout: str, column: str) -> None:
    blank = ("challenges", "reconsideration", "upheld"), ("challenges", "reconsideration", "corrected")
    cells = written(*blank)
    whole = report(FORM, cells, layout)
    figure = whole.index(cells["challenges", "litigation_direct", column])
    for end in (figure, figure + 2, whole.index("\n", figure)):
        assert false(whole[:end], cells) == []


def test_the_rest_of_a_tag_is_no_cell() -> None:
    """Else the row before it is not the last one, whose blanks may be of labels."""
    cells = written((*GRANTED, "natural_person"), (*PARTLY, "natural_person"), (*PARTLY, "research"))
    whole = report(FORM, cells, "html_table")
    row = whole.index(cells[(*PARTLY, "total")])
    for at in range(row + 4, whole.index("\n", row) + 12):
        assert false(whole[:at], cells) == []


@pytest.mark.parametrize("layout", ["html_table", "pipe_rows"])
def test_the_labels_of_a_row_that_is_cut_tell_nothing_of_the_others(layout: str) -> None:
    """Below 三、本年度办理结果 labels take two columns, in longer rows: the text ends in the first of them."""
    for seed in range(30):
        cells = figures(FORM, random.Random(seed), blanks=0.4)
        whole = report(FORM, cells, layout)
        row = whole.index("（一）予以公开")
        for end in (row + 10, row + 24, whole.index("\n", row) - 6):
            assert false(whole[:end], cells) == []


def test_words_where_other_rows_have_their_label_are_no_figure() -> None:
    """A row of another form begins like this one's group; its values would stand one column to the right."""
    cells = written(("applications", "other.not_corrected", "total"))
    whole = report(FORM, cells, "narrow_grid")
    for mark in ("不补正、", "不再处理", "理由逾期"):
        assert false(before(whole, "（六）其", mark), cells) == []


def test_a_figure_that_a_text_breaks_off_in_is_not_whole_because_there_are_as_many_as_cells() -> None:
    cells = written()
    whole = report(FORM, cells, "indented_cells")
    assert false(whole[: whole.index(cells["proactive", "fees", "amount"]) + 2], cells) == []


def test_lines_drawn_at_any_column_make_no_columns() -> None:
    cells = written((*RULES, "issued"), (*BELOW, "repealed"))
    whole = report(FORM, cells, "box")
    for end in ("行政强制", "（三）不予公开", "8.属于行政查询"):
        assert false(before(whole, end) + end[:2], cells) == []


def test_columns_of_the_screen_are_those_of_the_figures_themselves() -> None:
    """Not of signs in their places, which are as long as five digits."""
    for seed in range(7100, 7110):
        rng = random.Random(seed)
        form = rng.choice(forms())
        cells = figures(form, rng, blanks=0.2)
        assert false(report(form, cells, "narrow_grid"), cells) == []


@pytest.mark.parametrize("layout", ["line_cells", "pipe_cells"])
@pytest.mark.parametrize("end", ["3", "3.要求"])
def test_the_beginning_of_a_label_is_no_figure_of_the_row_before(layout: str, end: str) -> None:
    cells = written((*REPEATED, "natural_person"), (*CARRIED_IN, "total"))
    text = before(report(FORM, cells, layout), "2.重复申请", "3.要求") + end
    assert false(text, cells) == []


@pytest.mark.parametrize("layout", UNRULED)
def test_a_row_that_ends_the_text_may_have_lost_its_blanks(layout: str) -> None:
    """Where blank cells leave no trace, and another row has lost one."""
    for other in ((*CARRIED_IN, "other"), (*BELOW, "issued")):
        cells = written((*GRANTED, "natural_person"), other)
        whole = report(FORM, cells, layout)
        after = whole.index(cells[(*GRANTED, "research")])
        for end in (after + 4, after + 6):
            assert false(whole[:end], cells) == []


@pytest.mark.parametrize("layout", UNRULED)
def test_a_row_that_ends_the_text_has_its_places_where_it_has_no_total_and_no_other_row_lost_any(layout: str) -> None:
    row = ("proactive", "coercion")
    figures_there = {(*row, "items_last_year"): "5151", (*row, "change"): "6262", (*row, "decisions"): "7373"}
    cells = figures(forms()[0], random.Random(1)) | figures_there
    whole = report(forms()[0], cells, layout)
    text = whole[: whole.index("7373") + 1]
    assert false(text, cells) == []
    for column in ("items_last_year", "change"):
        assert value(text, *row, column) == (Status.REPORTED, float(cells[(*row, column)]))


def test_it_has_not_where_a_cell_between_pipes_is_empty() -> None:
    row = ("proactive", "coercion")
    figures_there = {(*row, "items_last_year"): "", (*row, "change"): "6262", (*row, "decisions"): "7373"}
    for blank in (("proactive", "rules", "newly_disclosed"), ("proactive", "penalties", "change")):
        cells = figures(forms()[0], random.Random(1)) | figures_there | {blank: ""}
        whole = report(forms()[0], cells, "pipe_cells")
        assert false(whole[: whole.index("7373") + 2], cells) == []


@pytest.mark.parametrize("layout", UNRULED)
@pytest.mark.parametrize("more", [-2, 1])
def test_of_a_row_that_ends_the_text_before_its_total_the_first_cell_may_be_gone(layout: str, more: int) -> None:
    """No other row shows that blank cells are dropped; noughts move with the figures that they stand beside."""
    cells = written((*GRANTED, "natural_person")) | {(*GRANTED, "research"): "0", (*GRANTED, "legal_service"): "0"}
    whole = report(FORM, cells, layout)
    figure = cells[(*GRANTED, "other")]
    text = whole[: whole.index(figure) + len(figure) + more]
    assert false(text, cells) == []


@pytest.mark.parametrize("end", ["natural_person", "total"])
def test_where_a_row_ends_with_a_figure_a_sign_at_the_end_of_others_parts_a_blank(end: str) -> None:
    """The text ends among the rows, most of which have a blank total, and end with the sign."""
    blanks = [("applications", row.code, end) for block in FORM.tables[1].blocks for row in block.rows[:12]]
    cells = written(*(blank for blank in blanks if blank[1] not in ("granted", "refused.state_secret")))
    whole = report(FORM, cells, "bare_pipes")
    text = before(whole, "7.属于行政执法案卷")
    assert false(text, cells) == []
    assert value(text, *RECEIVED, "enterprise") == (Status.REPORTED, float(cells[(*RECEIVED, "enterprise")]))


def test_of_one_row_nothing_tells_whether_blanks_are_lost() -> None:
    cells = written((*RULES, "issued"))
    assert false(before(report(FORM, cells, "line_cells"), cells[(*RULES, "in_force")]), cells) == []


@pytest.mark.parametrize(
    ("layout", "sign"), [("quoted_csv", ","), ("latex", " & "), ("bare_pipes", "|"), ("wide_bars", "｜")]
)
def test_a_row_that_lost_the_sign_between_two_cells_is_not_counted_off(layout: str, sign: str) -> None:
    """Nearly all others are a cell wider; its blank cell may be anywhere."""
    cells = written((*REPEATED, "enterprise"))
    _lose_each(report(FORM, cells, layout), "2.重复申请", sign, cells)


def test_nor_is_it_read_by_the_names_above_it() -> None:
    cells = figures(FORM, random.Random(1)) | {(*REPEATED, "enterprise"): ""}
    (block,) = FORM.tables[1].blocks
    columns = block.columns
    rows = [["", *(column.label for column in columns)]]
    rows += [[row.label, *(cells["applications", row.code, column.code] for column in columns)] for row in block.rows]
    whole = "赵堡镇2021年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
    table = "\n".join("<tr><td>" + "</td><td>".join(row) + "</td></tr>" for row in rows)
    whole += f"<table>\n{table}\n</table>\n五、存在的主要问题及改进情况\n无。\n"
    assert value(whole, *REPEATED, "enterprise") == (Status.BLANK, None)
    assert false(whole, cells) == []
    _lose_each(whole, "2.重复申请", "</td><td>", cells)


@pytest.mark.parametrize(("layout", "sign"), [("bare_pipes", "|"), ("wide_bars", "｜")])
def test_rows_that_lost_their_empty_cells_at_the_end_keep_their_columns(layout: str, sign: str) -> None:
    """Where text is trimmed. One cell behind a label may be its own, so that the rest is as many as columns."""
    for seed in range(20):
        cells = figures(FORM, random.Random(seed), blanks=0.2)
        text = "\n".join(line.rstrip(sign) for line in report(FORM, cells, layout).split("\n"))
        assert false(text, cells) == []


def test_a_row_with_a_figure_in_the_last_column_tells_where_all_of_them_begin() -> None:
    (block,) = FORM.tables[1].blocks
    cells = written(*(("applications", row.code, "total") for row in block.rows[1:9]))
    text = "\n".join(line.rstrip("｜") for line in report(FORM, cells, "wide_bars").split("\n"))
    assert value(text, *CARRIED_IN, "other") == (Status.REPORTED, float(cells[(*CARRIED_IN, "other")]))


@pytest.mark.parametrize(("layout", "sign"), [("bare_pipes", "|"), ("wide_bars", "｜")])
def test_a_row_of_a_page_that_is_cut_is_not_blank(layout: str, sign: str) -> None:
    """Where no row has all its columns, and empty cells at the end are lost."""
    for seed in range(20):
        rng = random.Random(seed)
        cells, width = figures(FORM, rng, blanks=0.2), rng.randrange(3, 8)
        lines = report(FORM, cells, layout).split("\n")
        text = "\n".join(sign.join(line.split(sign)[:width]).rstrip(sign) for line in lines)
        assert false(text, cells) == []


def _lose_each(whole: str, label: str, sign: str, cells: Cells) -> None:
    row = whole.index(label)
    for at in _places(whole, sign, row, whole.index("\n", row)):
        assert false(whole[:at] + whole[at + len(sign) :], cells) == []


def _places(text: str, sign: str, start: int, end: int) -> Iterable[int]:
    at = text.find(sign, start, end)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign), end)


@pytest.mark.parametrize(("row", "is_lost"), [("规章 | 5 |  | 41 |", True), ("规章 | 5 | 2 | 41 |", False)])
def test_an_empty_cell_that_pipe_cells_leave_out_says_that_blanks_are_lost(row: str, is_lost: bool) -> None:
    lines = ("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |", row, "行政规范性文件 | 7 | 1 | 23 |")
    part = Part("proactive", tuple(enumerate(lines)), ends_text=False, breaks_off=False)
    assert pipe_cells.layout.read(part).blanks_dropped is is_lost
