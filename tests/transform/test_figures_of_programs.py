"""Figures that programs print beside those of a table: numbers of its parts, columns left out, places on a page."""

import json

import pytest

from gongkai.transform.report import Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.vocabulary import form_table
from tests.render import Cells
from tests.transform.test_cut_blanks import false, value, written
from tests.transform.test_program_tables import CARRIED_IN, RECEIVED, REPEATED, grids, lines, only, open_cells, report

Rows = list[list[str]]
UPHELD = ("challenges", "reconsideration", "upheld")
PENDING = ("challenges", "reconsideration", "pending")


def tables(cells: Cells, *places: int) -> list[tuple[str, Rows]]:
    whole = grids(cells)
    return [whole[place] for place in places]


@pytest.mark.parametrize("sign", ["...", "…"])
@pytest.mark.parametrize("between", ["\t", " | ", "   "])
def test_behind_columns_that_were_left_out_no_figure_has_its_place(sign: str, between: str) -> None:
    """As a program shows a wide table: the first and last columns, and dots between them."""
    cells = written()
    across = [(heading, [[*row[:3], sign, *row[-4:]] for row in rows]) for heading, rows in tables(cells, 2)]
    text = report(across, lines(between))
    assert false(text, cells) == []
    assert value(text, *PENDING)[0] is not Status.BLANK
    assert value(report(across, lines("\t")), *UPHELD) == (Status.REPORTED, float(cells[UPHELD]))


def test_dots_in_one_row_are_a_blank_cell() -> None:
    cells = written(UPHELD)
    shown = [(heading, [[cell or "…" for cell in row] for row in rows[-1:]]) for heading, rows in tables(cells, 2)]
    (heading, rows), *_ = tables(cells, 2)
    text = report([(heading, [*rows[:-1], *shown[0][1]])], lines("\t"))
    assert value(text, *UPHELD) == (Status.BLANK, None)


@pytest.mark.parametrize("between", ["\t", " | ", ","])
@pytest.mark.parametrize("first", [0, 1, 7])
def test_a_last_column_that_counts_the_rows_is_none_of_figures(between: str, first: int) -> None:
    (heading, rows), *_ = tables(written(), 1)
    blank = [[*(cell if not cell.isdecimal() else "" for cell in row), str(at)] for at, row in enumerate(rows, first)]
    assert false(report([(heading, blank)], lines(between)), {}) == []
    filled = [[*row, str(at)] for at, row in enumerate(rows, first)]
    text = report([(heading, filled)], lines(between))
    assert false(text, written()) == []
    assert open_cells(text) == open_cells(report([(heading, rows)], lines(between)))


def test_a_few_figures_one_after_the_other_are_figures() -> None:
    rows = [["信息内容", "本年处理决定数量"], ["行政许可", "1"], ["行政处罚", "2"], ["行政强制", "3"]]
    text = report([("二、主动公开政府信息情况", rows)], lines("\t"))
    assert value(text, "proactive", "licensing", "decisions") == (Status.REPORTED, 1.0)


@pytest.mark.parametrize("place", ["617.85", "-3"])
def test_where_one_of_a_line_can_be_no_count_no_other_is_one(place: str) -> None:
    """As a program tells where a word stands on its page; an amount of money may have parts, and so may no count."""
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    figures = [str(at) for at in range(21, 36)]
    ((heading, _),) = tables(written(), 2)
    for text in (place, "41"):
        line = [*figures[:6], text, *figures[7:]]
        shown = report([(heading, [["行政复议", "未经复议直接起诉", "复议后起诉"], names * 3, line])], lines("\t"))
        whole = (Status.REPORTED, 21.0) if text == "41" else (Status.AMBIGUOUS, None)
        assert value(shown, *UPHELD) == whole


def test_where_no_sum_tells_either_a_figure_that_can_be_no_count_doubts_its_row() -> None:
    cells = written()
    issued, repealed = (("proactive", "rules", column) for column in ("issued", "repealed"))
    whole = [(heading, [[cell for cell in row if cell] for row in rows]) for heading, rows in tables(cells, 0)]
    text = report(whole, lines("\n"))
    assert value(text, *issued) == (Status.REPORTED, float(cells[issued]))
    assert value(text.replace(f"\n{cells[repealed]}\n", "\n617.85\n"), *issued) == (Status.AMBIGUOUS, None)


def test_amounts_of_money_may_have_parts() -> None:
    rows = [["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", "80.25"]]
    for between in ("\t", "\n"):
        text = report([("二、主动公开政府信息情况", rows)], lines(between))
        assert value(text, "proactive", "fees", "amount") == (Status.REPORTED, 80.25)


def test_figures_before_all_names_of_columns_are_in_none() -> None:
    """As a list of words, each with its place on the page."""
    (heading, rows), *_ = tables(written(), 2)
    words = [
        [*map(str, range(at, at + 11)), cell] for at, cell in enumerate(cell for row in rows for cell in row if cell)
    ]
    assert false(report([(heading, words)], lines("\t")), {}) == []


def test_figures_above_all_names_are_in_no_column() -> None:
    """As a list of words, each behind its row and column."""
    (heading, rows), *_ = tables(written(), 2)
    words = [cell for row in rows for cell in row if cell]
    behind = [[str(at % 3 + 1), str(at % 5 + 2), "1", cell] for at, cell in enumerate(words)]
    assert false(report([(heading, behind)], lines("\t")), {}) == []


def test_the_number_of_a_row_before_names_is_none_of_their_figures() -> None:
    """In a page whose rows are counted through all tables."""
    cells = written()
    (heading, rows), *_ = tables(cells, 2)
    results = "".join(f"<td>{name}</td>" for name in rows[-2][5:])
    page = f"""<table><tr><td>43</td><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr>
<tr><td>44</td>{results[: len(results) // 2].replace("<td>", '<td rowspan="2">')}
<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr>
<tr><td>45</td>{results}</tr>
<tr><td>46</td>{"".join(f"<td>{figure}</td>" for figure in rows[-1])}</tr></table>"""
    assert false(report([(heading, [[page]])], lines("")), cells) == []


@pytest.mark.parametrize("number", ["{}. ", "{}+|", "{}) "])
def test_what_begins_the_line_of_the_next_label_is_no_value_of_the_row_before(number: str) -> None:
    """A row that has lost a blank cell would be whole with it."""
    cells = only(
        *((*RECEIVED, one) for one in ("natural_person", "enterprise", "research", "public_welfare", "other", "total"))
    )
    (heading, rows), *_ = tables(cells, 1)
    shown = [[f"{number.format(at)}{row[0]}", *row[1:]] for at, row in enumerate(rows, 29)]
    assert (
        false(
            report([(heading, shown[3:])], lambda rows: "\n".join(" ".join(filter(None, row)) for row in rows)), cells
        )
        == []
    )


def test_cells_one_after_the_other_are_no_page_that_was_cut() -> None:
    """As a program lists the words of a page, which leaves out blank cells."""
    cells = written(UPHELD, PENDING)
    (heading, rows), *_ = tables(cells, 2)
    words = [{"text": cell} for row in rows for cell in row if cell]
    text = report([(heading, [[json.dumps(words, ensure_ascii=False, indent=2)]])], lines(""))
    assert false(text, cells) == []


def test_the_number_of_a_line_before_a_name_is_no_figure_of_the_names_above() -> None:
    (heading, rows), *_ = tables(written(), 2)
    words = [cell for row in rows for cell in row if cell]
    for first in (60, 148):
        numbered = [[f"   {at}", cell] for at, cell in enumerate(words, first)]
        assert false(report([(heading, numbered)], lines("\t")), {}) == []


@pytest.mark.parametrize("between", ["\t", " | "])
def test_a_cell_with_two_figures_tells_that_columns_were_merged(between: str) -> None:
    """Without a header, a grid that is too narrow is otherwise taken for one that was cut at the right."""
    pair = [(*RECEIVED, "natural_person"), (*RECEIVED, "enterprise")]
    cells = only(*pair, (*CARRIED_IN, "research"), (*REPEATED, "other"))
    (heading, rows), *_ = tables(cells, 1)
    merged = [[*row[:-7], " ".join(filter(None, row[-7:-5])), *row[-5:]] for row in rows[3:]]
    assert false(report([(heading, merged)], lines(between)), cells) == []


def test_where_most_figures_have_no_label_none_is_told_by_its_count() -> None:
    """Labels in lines of their own, and the figures of other tables below the last."""
    (heading, rows), *_ = tables(written(), 1)
    labels = [[cell for cell in row if cell and not cell.isdecimal()] for row in rows]
    strange = [[str(1000 + 10 * row + at) for at in range(7)] for row in range(30)]
    for between in ("  ", "\n"):
        assert false(report([(heading, [*labels, *strange])], lines(between)), {}) == []


@pytest.mark.parametrize("sign", ["\t", " | ", ","])
def test_digits_below_a_figure_are_its_rest(sign: str) -> None:
    """As a program writes cells that are longer than their columns are wide."""
    cells = written()
    (heading, rows), *_ = tables(cells, 0)
    fees, at = rows[-1][2:], next(at for at, row in enumerate(rows) if row[0] == "规章")
    for below, amount in (("69", None), ("", 762.41)):
        text = report([(heading, [*rows[:-1], ["行政事业性收", "762.41", *fees], ["费", below, *fees]])], lines(sign))
        assert value(text, "proactive", "fees", "amount")[1] == amount
    one_below = ["", "69", *[""] * len(fees)]
    text = report([(heading, [*rows[: at + 1], one_below, *rows[at + 1 :]])], lines(sign))
    assert value(text, "proactive", "rules", "issued")[1] is None
    assert value(text, "proactive", "rules", "in_force")[1] == float(cells["proactive", "rules", "in_force"])


@pytest.mark.parametrize("dots", ["…", "..."])
def test_a_label_of_which_only_the_beginning_stands_there_is_the_only_one_that_begins_so(dots: str) -> None:
    cells = written()
    (heading, rows), *_ = tables(cells, 1)
    cut = [[f"{cell[:9]}{dots}" if len(cell) > 9 else cell for cell in row] for row in rows]
    assert false(report([(heading, cut)], lines("\t")), cells) == []
    short = [[f"{cell[:4]}{dots}" if len(cell) > 4 and not cell.isdecimal() else cell for cell in row] for row in rows]
    assert false(report([(heading, short)], lines("\t")), cells) == []
    words = form_table("applications", "2021").words
    assert words.understand(f"（六）其他{dots}").kind is Kind.TEXT
    assert words.understand(f"6.属于四类过{dots}").row is not None
