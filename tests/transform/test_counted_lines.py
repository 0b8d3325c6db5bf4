"""Cells one a line behind the numbers of their rows and columns, as pandas prints what it has stacked or melted."""

import random
from collections.abc import Callable

import pytest

from gongkai.extract.layouts import Part
from gongkai.transform.forms import forms
from gongkai.transform.table.counted_lines import without_counters
from tests.transform.test_cut_blanks import false
from tests.transform.test_program_tables import Rows, grids, open_cells, report
from tests.transform.test_roundtrip import figures

FORM = forms()[-1]


def stacked(rows: Rows) -> str:
    lines = []
    for at, row in enumerate(rows):
        lines += [f"{at if not column else '':<4}{column:<3}{cell:>20}".rstrip() for column, cell in enumerate(row)]
    return "\n".join(lines)


def melted(rows: Rows) -> str:
    cells = [(row[0], column, row[column]) for column in range(1, len(rows[0])) for row in rows]
    return "\n".join(
        f"{at:<5}{label:>12}  {column:>2}  {cell:>8}".rstrip() for at, (label, column, cell) in enumerate(cells)
    )


def melted_csv(rows: Rows) -> str:
    return "\n".join(f"{row[0]},{column},{row[column]}" for column in range(1, len(rows[0])) for row in rows)


@pytest.mark.parametrize("write", [stacked, melted, melted_csv])
@pytest.mark.parametrize("covered", ["", None])
def test_numbers_of_rows_and_columns_are_no_figures(write: Callable[[Rows], str], covered: str | None) -> None:
    for seed in range(6):
        cells = figures(FORM, random.Random(seed), blanks=0.15)
        assert false(report(grids(cells, covered), write), cells) == []


def test_what_is_stacked_is_read_whole_and_some_of_what_is_melted() -> None:
    cells = figures(FORM, random.Random(1))
    assert open_cells(report(grids(cells), stacked)) == 0
    assert open_cells(report(grids(cells), melted)) < len(cells)


def test_figures_one_a_line_are_not_counters() -> None:
    text = "规章\n0\n1\n2\n行政规范性文件\n0\n1\n2\n行政许可\n3"
    part = Part("proactive", tuple(enumerate(text.split("\n"))), ends_text=False, breaks_off=False)
    assert without_counters(part) is part
