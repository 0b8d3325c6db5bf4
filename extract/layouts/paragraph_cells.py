"""One cell a paragraph, blank lines between; the lines of a paragraph are one cell, broken in the cell's own width."""

import re
from itertools import groupby

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken

NUMBER = re.compile(r"^[+-]?\d[\d.,]*$")


def clue(part: Part) -> float:
    """How near the blank lines come to parting every two; none where other separators stand."""
    blank = len(part.lines) - len(part.filled)
    return 0.0 if "\t" in part.text or "|" in part.text else min(1.0, 2 * blank / len(part.lines))


def read(part: Part) -> Grid:
    paragraphs = groupby(part.lines, key=lambda line: bool(line[1].strip()))
    cells = tuple(cell for filled, lines in paragraphs if filled for cell in _cells(list(lines)))
    return Grid(((cells,),), ruled=False)


def _cells(lines: list[tuple[int, str]]) -> list[Cell]:
    """One cell, unless a line of it is a figure by itself: then each line is one."""
    cells = [Cell(text.strip(), number) for number, text in lines]
    if any(NUMBER.match(cell.text) for cell in cells):
        return cells
    return [Cell(join_broken(cell.text for cell in cells), cells[0].line)]


layout = Layout("paragraph_cells", clue, read)
