"""One table row a line, its cells parted by commas: a spreadsheet saved as CSV."""

import csv
import re

from extract.layouts import Cell, Grid, Layout, Part

PARTED = re.compile(r"^(?=[^\n,]*[^\n,\d\s]|(?:\d+,){3})[^\n。|]*,\s*\d[\d.]*\s*(?:,[^\n。|]*)?$", re.MULTILINE)


def clue(part: Part) -> float:
    """The share of lines with a figure behind a comma, never the first to be tried."""
    return part.share(PARTED) * 0.9 if "," in part.text and "|" not in part.text else 0.0


def read(part: Part) -> Grid:
    """All rows are one run. Quotation marks are CSV's, within a line."""
    return Grid((tuple(_row(number, text) for number, text in part.filled),), ruled=True)


def _row(number: int, text: str) -> tuple[Cell, ...]:
    cells = next(csv.reader([text])) if len(text) < csv.field_size_limit() else [text]
    return tuple(Cell(cell.strip(), number) for cell in cells)


layout = Layout("comma_rows", clue, read)
