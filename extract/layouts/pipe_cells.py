"""Cells closed by pipes with the rows run together: one cell a line (`0 |`), or a whole page on one line.

Lines of nothing but pipes stand for merged cells, for blank ones or for the end of a row, and nothing tells which.
"""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part

PIPED = re.compile(r"^[^\n|]*\|.*$", re.MULTILINE)

MERGED = re.compile(r"[^\s|]\s*\|?\s*(\|{3,})$")


def clue(part: Part) -> float:
    """The share of lines that hold a pipe, never the first to be tried."""
    return part.share(PIPED) * 0.9 if "|" in part.text else 0.0


def read(part: Part) -> Grid:
    cells = [cell for number, line in part.filled for cell in _cells(number, line)]
    return Grid(((tuple([cell for cell in cells if cell.text]),),), ruled=False)


def _cells(number: int, line: str) -> list[Cell]:
    """The cells of a line; a row of pipes behind the last one stands for the columns that it covers."""
    cells = [Cell(text.strip(), number) for text in line.split("|")]
    covering = MERGED.search(line)
    if covering:
        last = max((at for at, cell in enumerate(cells) if cell.text), default=0)
        cells[last] = cells[last]._replace(span=len(covering[1]))
    return cells


layout = Layout("pipe_cells", clue, read)
