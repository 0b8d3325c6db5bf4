"""Cells parted by blanks, on one line or wrapped anyhow: text copied out of a PDF.

Merged cells that run down the page come out with one character a line; those are put together again.
"""

import re
from collections.abc import Iterator

from extract.layouts import Cell, Grid, Layout, Part

PARTED = re.compile(r"^(?:[^\s\d]|\S.*[^\S\n].*)$", re.MULTILINE)
SINGLE = re.compile(r"^(?:[\u3400-\u9fff]|[(（]?[一二三四五六七八九十][、)）]?|[、，。（）()“”])$")


def clue(part: Part) -> float:
    """The share of lines with a blank inside or a single letter, never the first to be tried."""
    return 0.0 if "|" in part.text or "\t" in part.text else part.share(PARTED) * 0.8


def read(part: Part) -> Grid:
    return Grid(((tuple(_cells(part)),),), ruled=False)


def _cells(part: Part) -> Iterator[Cell]:
    upright: list[Cell] = []  # a label that runs down the page
    for number, line in part.filled:
        words = line.split()
        if len(words) == 1 and SINGLE.match(words[0]):
            upright.append(Cell(words[0], number))
            continue
        if upright:
            yield Cell("".join(cell.text for cell in upright), upright[0].line)
            upright = []
        yield from (Cell(word, number) for word in words)
    if upright:
        yield Cell("".join(cell.text for cell in upright), upright[0].line)


layout = Layout("spaced_cells", clue, read)
