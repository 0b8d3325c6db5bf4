"""A table in the marks of MediaWiki: {| opens it, |- a row, | or ! at a line's beginning a cell, || or !! one more."""

import re
from collections.abc import Iterator

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken

ROW = re.compile(r"^\|-+(?:[^\S\n][^\n|]*)?$", re.MULTILINE)
FEWEST = 2
CELL = re.compile(r"\|\||!!")
# Attributes stand before a cell's text, with one pipe behind them.
ATTRIBUTES = re.compile(r'^(?P<said>(?:\s*[\w-]+\s*=\s*(?:"[^"|]*"|[^\s|"]+))+)\s*\|(?!\|)')
COVERED = re.compile(r'\b(?P<along>colspan|rowspan)\s*=\s*"?(?P<cells>\d{1,2})\b')


def clue(part: Part) -> float:
    return 1.0 if "|-" in part.text and len(ROW.findall(part.text)) >= FEWEST else 0.0


def read(part: Part) -> Grid:
    """All rows are one run. A cell that covers others keeps their places, in its row and in those below."""
    return Grid((tuple(tuple(row) for row in _placed(part) if row),), ruled=True)


def _placed(part: Part) -> Iterator[list[Cell]]:
    below: dict[int, tuple[int, int]] = {}  # column: rows that a cell above still covers, and its line
    for row in _rows(part):
        placed: list[Cell] = []
        for cell, rows in row:
            _cover(placed, below)
            begin = len(placed)
            placed += [cell, *[Cell("", cell.line, 0)] * (cell.span - 1)]
            below |= {column: (rows - 1, cell.line) for column in range(begin, len(placed)) if rows > 1}
        _cover(placed, below)
        yield placed


def _cover(placed: list[Cell], below: dict[int, tuple[int, int]]) -> None:
    """Empty cells where one from above stands."""
    while len(placed) in below:
        left, line = below.pop(len(placed))
        if left > 1:
            below[len(placed)] = left - 1, line
        placed.append(Cell("", line, 0))


def _rows(part: Part) -> Iterator[list[tuple[Cell, int]]]:
    """The cells of each row, with how many rows each covers. A part may begin within a table, and within a line."""
    row: list[tuple[Cell, int]] = []
    inside = True
    for number, text in part.filled:
        if text.startswith("{|"):
            inside = True
        elif text.startswith(("|-", "|}")):
            yield row
            row = []
            inside = not text.startswith("|}")
        elif inside and (text[0] in "|!" or CELL.search(text)) and not text.startswith("|+"):
            row += [_cell(piece, number) for piece in CELL.split(text.removeprefix("|").removeprefix("!"))]
        elif inside and row:
            cell, rows = row[-1]
            row[-1] = cell._replace(text=join_broken((cell.text, text))), rows
    yield row


def _cell(text: str, line: int) -> tuple[Cell, int]:
    attributes = ATTRIBUTES.match(text)
    said = attributes["said"] if attributes else ""
    covers = {match["along"]: max(int(match["cells"]), 1) for match in COVERED.finditer(said)}
    cell = Cell(text[attributes.end() :].strip() if attributes else text.strip(), line, covers.get("colspan", 1))
    return cell, covers.get("rowspan", 1)


layout = Layout("wiki_rows", clue, read)
