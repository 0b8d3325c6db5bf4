"""One table row a line, its cells parted by tabs: a grid copied out of Word or a spreadsheet."""

import re
from itertools import groupby

from gongkai.extract.layouts import Cell, Grid, Layout, Part

PARTED = re.compile(r"^[^\n\t]*\t.*$", re.MULTILINE)


def clue(part: Part) -> float:
    """The share of lines that hold a tab inside."""
    return part.share(PARTED) if "\t" in part.text else 0.0


def read(part: Part) -> Grid:
    """A blank line parts runs: that is how a page break inside the table shows."""
    runs = groupby(part.lines, key=lambda line: bool(line[1].strip()))
    return Grid(tuple(tuple(_row(*line) for line in lines) for filled, lines in runs if filled), ruled=True)


def _row(number: int, text: str) -> tuple[Cell, ...]:
    return tuple([Cell(cell.strip(), number) for cell in text.split("\t")])


layout = Layout("tab_rows", clue, read)
