"""One table row a line, its cells parted by tabs: a grid copied out of Word or a spreadsheet."""

from itertools import groupby

from extract.layouts import Cell, Grid, Layout, Part


def clue(part: Part) -> float:
    """The share of filled lines that hold a tab inside."""
    filled = [text.strip(" ") for _, text in part.lines if text.strip()]
    return sum("\t" in text.strip() for text in filled) / len(filled) if filled else 0.0


def read(part: Part) -> Grid:
    """A blank line parts runs: that is how a page break inside the table shows."""
    runs = groupby(part.lines, key=lambda line: bool(line[1].strip()))
    return Grid(tuple(tuple(_row(*line) for line in lines) for filled, lines in runs if filled), ruled=True)


def _row(number: int, text: str) -> tuple[Cell, ...]:
    return tuple([Cell(cell.strip(), number) for cell in text.split("\t")])


layout = Layout("tab_rows", clue, read)
