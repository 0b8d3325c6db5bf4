"""One cell a line, empty ones too: what a word processor writes of a table, and a script that prints cell after cell.

An empty cell is a line with a hard blank in it, or else a blank one, as far below the last text as figures are, or a
multiple of it, or each one more. A row is the lines from a text behind figures and empty cells to the next such text.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import gcd

from gongkai.extract.layouts import Cell, Grid, Layout, Part

LIKELY = 0.97  # it goes before those that take blank lines for nothing
HARD_BLANK = re.compile("^ *[\xa0\u3000][ \xa0\u3000]*$")
FIGURE = re.compile(r"^[+-]?\d[\d.,]*(?:(?<=\d)[^\W\d]{1,3})?$")  # with its unit, perhaps; 3.其他 is none


def clue(part: Part) -> float:
    """Whether a line stands for an empty cell before a figure."""
    if len(part.filled) == len(part.lines) or "\t" in part.text or "|" in part.text:
        return 0.0
    cells = pairwise(_cells(part))
    return LIKELY if any(not before.text and _is_figure(cell.text) for before, cell in cells) else 0.0


def read(part: Part) -> Grid:
    rows: list[list[Cell]] = [[]]
    for cell in _cells(part):
        if cell.text and rows[-1] and not _is_figure(cell.text) and _is_value(rows[-1][-1]):
            rows.append([])
        rows[-1].append(cell)
    return Grid((tuple(map(tuple, rows)),), ruled=True, line_by_line=True)


def _cells(part: Part) -> Sequence[Cell]:
    """None where no line can be told to be an empty cell. Blank lines at the end of a text are no cells."""
    lines = part.lines
    while part.ends_text and lines and not lines[-1][1].strip():
        lines = lines[:-1]
    hard = [Cell(text.strip(), number) for number, text in lines if text.strip() or HARD_BLANK.match(text)]
    return hard if len(hard) > len(part.filled) else _at_distance(lines)


def _at_distance(lines: Sequence[tuple[int, str]]) -> list[Cell]:
    """The lines that stand as far below the last text as figures do, or a multiple of it.

    Where texts have more lines than empty cells, these are lines behind those that part two texts.
    """
    filled = [at for at, (_, text) in enumerate(lines) if text.strip()]
    gaps = [(other - one, _is_figure(lines[other][1].strip())) for one, other in pairwise(filled)]
    before_figures = [gap for gap, is_figure in gaps if is_figure]
    if not before_figures:
        return []
    nearest = min([gap for gap, _ in gaps])
    first = step = gcd(*before_figures)
    if step < nearest:
        first, step = nearest, gcd(*(gap - nearest for gap in before_figures))
    cells = []
    last = filled[0]
    for at, (number, line) in enumerate(lines):
        text = line.strip()
        last = at if text else last
        if text or (at - last >= first and (at - last - first) % step == 0):
            cells.append(Cell(text, number))
    return cells


def _is_value(cell: Cell) -> bool:
    return not cell.text or _is_figure(cell.text)


def _is_figure(text: str) -> bool:
    return text.isdecimal() or FIGURE.match(text) is not None


layout = Layout("line_rows", clue, read)
