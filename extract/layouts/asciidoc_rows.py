"""A table in AsciiDoc: a pipe opens each cell, and rows go on over lines as they like.

Rows are parted by blank lines; where no blank line stands in a table, a row is a line, if they have as many cells.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken

FENCE = re.compile(r"^\|={3,}\s*$", re.MULTILINE)
OPENS = re.compile(r"(?:(?<!\S)(?:(\d+)(?:\.\d+)?\+)?[.<^>a-z\d]*)?\|")
MOST_OTHERS = 1  # lines: a table may begin within its first one
WIDEST = 60  # columns that one cell may cover

Lines = Sequence[tuple[int, str]]


def clue(part: Part) -> float:
    return 1.0 if "|=" in part.text and FENCE.search(part.text) else 0.0


def read(part: Part) -> Grid:
    """All rows are one run. A cell that covers several columns keeps their places."""
    tables = groupby(part.lines, key=lambda line: FENCE.match(line[1]) is not None)
    rows = [_cells(row) for is_fence, lines in tables if not is_fence for row in _rows(list(lines))]
    return Grid((tuple(row for row in rows if row),), ruled=True)


def _rows(table: Lines) -> Iterator[Lines]:
    """The lines of each row."""
    groups = [list(lines) for filled, lines in groupby(table, key=lambda line: bool(line[1].strip())) if filled]
    if len(groups) == 1 and len(groups[0]) > 1:
        widths = Counter(len(OPENS.findall(text)) for _, text in groups[0])
        usual, lines = widths.most_common(1)[0]
        if usual > 1 and lines >= len(groups[0]) - MOST_OTHERS:
            groups = [[line] for line in groups[0]]
    yield from groups


def _cells(row: Lines) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for number, text in row:
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
