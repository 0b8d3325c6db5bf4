"""One table row a line, its cells parted by tabs: a grid copied out of Word or a spreadsheet."""

import re
from itertools import groupby

from gongkai.extract.layouts import Cell, Grid, Layout, Part, cells_of, with_single

PARTED = re.compile(r"^[^\n\t]*\t.*$", re.MULTILINE)

FEWEST_ROWS = 2


def clue(part: Part) -> float:
    """The share of lines that hold a tab inside."""
    return part.share(PARTED) if "\t" in part.text else 0.0


def read(part: Part) -> Grid:
    """A blank line parts runs: that is how a page break inside the table shows. A single line shows no columns."""
    runs = groupby(with_single("\t", part.lines), key=lambda line: bool(line[1].strip()))
    are_rows = len(PARTED.findall(part.text)) >= FEWEST_ROWS
    return Grid(
        tuple(tuple(_row(*line) for line in lines) for filled, lines in runs if filled),
        ruled=are_rows,
        blanks_dropped=not are_rows,
    )


def _row(number: int, text: str) -> tuple[Cell, ...]:
    return tuple(cells_of(text.split("\t"), number))


layout = Layout("tab_rows", clue, read)
