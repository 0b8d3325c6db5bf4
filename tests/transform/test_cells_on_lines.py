"""Where each cell of a table has a line of its own, a line that is lost or doubled moves no figure of its row."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import pytest

from gongkai.transform.forms import Table, forms
from gongkai.transform.report import Status
from tests.office import Cell, rows_of
from tests.render import HEADINGS, Cells
from tests.transform.test_cut_blanks import BELOW, FORM, REPEATED, RULES, false, value, written
from tests.transform.test_lost_lines import proactive
from tests.transform.test_roundtrip import figures

TWICE, TOTAL = "twice", "总计"
REPORT = "赵堡镇2021年政府信息公开工作年度报告\n{}\n{}\n五、其他\n无。\n"
Rows = Sequence[Sequence[Cell]]


def page(rows: Rows) -> str:
    """The source of a web page, a line a cell."""
    lines = ["<table>"]
    for row in rows:
        cells = [f"<td colspan={cell.columns} rowspan={cell.rows}>{cell.text}</td>" for cell in row]
        lines += ["<tr>", *cells, "</tr>"]
    return "\n".join([*lines, "</table>"])


def listed(rows: Rows) -> str:
    """A list of lists, as programs indent it."""
    return json.dumps([[cell.text for cell in row] for row in rows], ensure_ascii=False, indent=1)


def damaged(table: Table, cells: Cells, write: Callable[[Rows], str], rng: random.Random) -> Iterator[str]:
    """The table without some of its lines, and with each of them twice."""
    lines = write(rows_of(table, cells)).split("\n")
    for at in rng.sample(range(1, len(lines)), min(len(lines) - 1, 25)):
        if TOTAL not in lines[at]:
            yield written_out(table, [*lines[:at], *lines[at + 1 :]])
            yield written_out(table, [*lines[: at + 1], *lines[at:]])


def written_out(table: Table, lines: Sequence[str]) -> str:
    return REPORT.format(HEADINGS[table.code], "\n".join(lines))


def changed(table: Table, cells: Cells, write: Callable[[Rows], str], old: str, new: str) -> str:
    """The table with its first line that holds something changed: lost where nothing is new."""
    lines = write(rows_of(table, cells)).split("\n")
    at = next(at for at, line in enumerate(lines) if old in line)
    lines[at : at + 1] = [lines[at]] * 2 if new == TWICE else []
    return written_out(table, lines)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("write", [page, listed])
def test_a_line_lost_or_doubled_moves_no_figure(write: Callable[[Rows], str], seed: int) -> None:
    rng = random.Random(seed)
    form = rng.choice(forms())
    cells = figures(form, rng, blanks=0.3)
    for table in form.tables:
        for text in damaged(table, cells, write, rng):
            assert false(text, cells) == []


PROACTIVE, APPLICATIONS, CHALLENGES = FORM.tables


@pytest.mark.parametrize("write", [page, listed])
@pytest.mark.parametrize("end", ["natural_person", "total"])
def test_a_figure_twice_beside_a_blank_fills_no_column(write: Callable[[Rows], str], end: str) -> None:
    """There are as many figures as columns then, if the empty cell at the end is left out."""
    cells = written((*REPEATED, end))
    text = changed(APPLICATIONS, cells, write, cells[(*REPEATED, "research")], TWICE)
    assert false(text, cells) == []


def test_a_figure_twice_in_a_row_without_a_total_fills_no_blank() -> None:
    for blank, figure in product(("issued", "repealed", "in_force"), repeat=2):
        cells = written((*RULES, blank))
        if figure != blank:
            assert false(changed(PROACTIVE, cells, listed, f'"{cells[(*RULES, figure)]}"', TWICE), cells) == []


def test_a_figure_twice_in_rows_side_by_side_moves_those_behind_it() -> None:
    cells = written(("challenges", "litigation_after", "total"))
    for row in CHALLENGES.blocks[0].rows:
        figure = cells["challenges", row.code, "corrected"]
        assert false(changed(CHALLENGES, cells, page, f">{figure}<", TWICE), cells) == []


def test_rows_of_few_columns_have_a_width_of_their_own() -> None:
    """A figure that stands twice makes a row of two columns as wide as most, which have three."""
    form = forms()[0]
    cells = figures(form, random.Random(1)) | {
        ("proactive", "fees", "change"): "",
        ("proactive", "fees", "items_last_year"): "2304",
    }
    assert false(changed(form.tables[0], cells, listed, '"2304"', TWICE), cells) == []


@pytest.mark.parametrize("write", [page, listed])
@pytest.mark.parametrize("name", ["本年制发件数", "本年废止件数", "现行有效件数"])
@pytest.mark.parametrize("new", ["", TWICE])
def test_below_names_that_were_lost_or_doubled_positions_tell_nothing(
    write: Callable[[Rows], str], name: str, new: str
) -> None:
    for blank in ("issued", "repealed", "in_force"):
        cells = written((*RULES, blank), (*BELOW, blank))
        assert false(changed(PROACTIVE, cells, write, name, new), cells) == []


@pytest.mark.parametrize("write", [page, listed])
@pytest.mark.parametrize("name", ["上一年项目数量", "本年增/减", "处理决定数量"])
def test_nor_do_they_below_names_that_are_those_of_rows_of_fewer_columns(
    write: Callable[[Rows], str], name: str
) -> None:
    """What is left may be the names of other rows, or of another form's."""
    form = forms()[0]
    for seed in range(12):
        cells = figures(form, random.Random(str(seed)), blanks=0.3)
        assert false(changed(form.tables[0], cells, write, name, ""), cells) == []


def test_names_that_have_moved_below_a_caption_that_is_lost_tell_no_places() -> None:
    for seed in (1, 20):
        cells = figures(FORM, random.Random(str(seed)), blanks=0.3)
        assert false(changed(APPLICATIONS, cells, page, "法人或其他组织", ""), cells) == []


def test_an_empty_cell_between_wide_columns_may_be_a_piece_of_one() -> None:
    """Names stand above every second cell."""
    rows = [
        ["信息内容", "本年制发件数", "", "本年废止件数", "", "现行有效件数", ""],
        ["规章", "118", "", "108", "", "86", ""],
        ["行政规范性文件", "264", "", "261", "", "", ""],
    ]
    text = proactive(*("\t" + "\n\t".join(row) + "\n" for row in rows))
    assert value(text, *BELOW, "repealed")[0] is not Status.BLANK
    assert value(text, *BELOW, "in_force")[0] is not Status.REPORTED
