"""Cells closed by pipes with the rows run together: one cell a line (`0 |`), or a whole page on one line.

Lines of nothing but pipes stand for merged cells, for blank ones or for the end of a row, and nothing tells which.
"""

import re
from collections.abc import Sequence

from gongkai.extract.layouts import Cell, Grid, Layout, Part, cells_of
from gongkai.extract.layouts.pipe_rows import RULE, WIKI_ROW, is_drawn

PIPED = re.compile(r"^[^\n|]*\|.*$", re.MULTILINE)
MERGED = re.compile(r"[^\s|]\s*\|?\s*(\|{3,})$")


def clue(part: Part) -> float:
    """The share of lines that hold a pipe, never the first to be tried."""
    return part.share(PIPED) * 0.9 if "|" in part.text and not is_drawn(part) else 0.0


def read(part: Part) -> Grid:
    rows = [_cells(number, line) for number, line in part.filled if not WIKI_ROW.match(line)]
    cells = tuple([cell for row in rows for cell in row if cell.text and not RULE.match(cell.text)])
    return Grid(((cells,),), ruled=False, blanks_dropped=any(map(_has_blank_inside, rows)))


def _cells(number: int, line: str) -> list[Cell]:
    """The cells of a line; a row of pipes behind the last one stands for the columns that it covers."""
    cells = cells_of(line.split("|"), number)
    covering = MERGED.search(line)
    if covering:
        last = max((at for at, cell in enumerate(cells) if cell.text), default=0)
        cells[last] = cells[last]._replace(span=len(covering[1]))
    return cells


def _has_blank_inside(row: Sequence[Cell]) -> bool:
    """Whether an empty cell stands between two others of a line."""
    filled = [at for at, cell in enumerate(row) if cell.text]
    return bool(filled) and filled[-1] - filled[0] >= len(filled)


layout = Layout("pipe_cells", clue, read)
