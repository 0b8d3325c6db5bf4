"""A table in AsciiDoc: a pipe opens each cell, rows are parted by blank lines, and go on over lines as they like."""

import re
from itertools import groupby

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken

FENCE = re.compile(r"^\|={3,}\s*$", re.MULTILINE)
OPENS = re.compile(r"(?:(?<!\S)(?:(\d+)(?:\.\d+)?\+)?[.<^>a-z\d]*)?\|")
WIDEST = 60  # columns that one cell may cover


def clue(part: Part) -> float:
    return 1.0 if "|=" in part.text and FENCE.search(part.text) else 0.0


def read(part: Part) -> Grid:
    """All rows are one run. A cell that covers several columns keeps their places."""
    groups = groupby(part.lines, key=lambda line: bool(line[1].strip()) and not FENCE.match(line[1]))
    return Grid((tuple(row for filled, lines in groups if filled and (row := _row(list(lines)))),), ruled=True)


def _row(lines: list[tuple[int, str]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for number, text in lines:
        begin = 0
        for opens in OPENS.finditer(text):
            _goes_on(cells, text[begin : opens.start()])
            span = min(int(opens[1] or 1), WIDEST)
            cells += [Cell("", number, span), *[Cell("", number, 0)] * (span - 1)]
            begin = opens.end()
        _goes_on(cells, text[begin:])
    return tuple(cells)


def _goes_on(cells: list[Cell], text: str) -> None:
    """Text behind a pipe, or in a line below, belongs to the cell that is open."""
    words = text.strip().removesuffix(" +").strip()
    at = next((at for at in range(len(cells) - 1, -1, -1) if cells[at].span), None)
    if words and words != "+" and at is not None:
        cells[at] = cells[at]._replace(text=join_broken((cells[at].text, words)))


layout = Layout("asciidoc_rows", clue, read)
