"""Cells closed by pipes with the rows run together: one cell a line (`0 |`), or a whole page on one line.

Lines of nothing but pipes stand for merged cells, for blank ones or for the end of a row, and nothing tells which.
"""

import re

from extract.layouts import Cell, Grid, Layout, Part

PIPED = re.compile(r"^[^\n|]*\|.*$", re.MULTILINE)


def clue(part: Part) -> float:
    """The share of lines that hold a pipe, never the first to be tried."""
    return part.share(PIPED) * 0.9 if "|" in part.text else 0.0


def read(part: Part) -> Grid:
    cells = [Cell(text.strip(), number) for number, line in part.filled for text in line.split("|")]
    return Grid(((tuple([cell for cell in cells if cell.text]),),), ruled=False)


layout = Layout("pipe_cells", clue, read)
