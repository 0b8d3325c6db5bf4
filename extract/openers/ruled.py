"""Tables that are drawn with lines: boxes on pages become rows of cells that span rows and columns.

Where a page breaks a table, its parts are one table again, and so is a row that the break runs through: a line of its
text fills the cell and goes on at the head of the next page.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from gongkai.extract.encoding import Origin
from gongkai.extract.openers.lines import TableCell

Box = tuple[float, float, float, float]  # left, top, right, bottom: points from the page's upper left corner
NEAR = 3.0  # points between edges that are one
PADDING = 11.0  # points: what office programs leave free beside the text of a cell, both sides together
DIGIT = 0.5  # of the size of the characters: how wide a digit is
WORDS = re.compile(r"[\u3400-\u9fff]")
ROW_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")

OPENING, CLOSING = tuple("（《“"), tuple("，、。；：）》”")


class Written(Protocol):
    """A line of characters: see `page.Line`."""

    @property
    def text(self) -> str: ...
    @property
    def x0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def size(self) -> float: ...


Cells = Mapping[Box, tuple[Written, ...]]


@dataclass(frozen=True, slots=True)
class Ruled:
    """The part of a table that is on one page. cells: box -> the lines in it, from top to bottom. number_at: which line
    of the page stands at a height."""

    page: int
    cells: Cells
    number_at: Callable[[float], int]

    @property
    def top(self) -> float:
        return min(box[1] for box in self.cells)

    @property
    def bottom(self) -> float:
        return max(box[3] for box in self.cells)

    @property
    def sides(self) -> tuple[float, float]:
        return min(box[0] for box in self.cells), max(box[2] for box in self.cells)


def continues(table: Ruled, below: Ruled) -> bool:
    """Whether a table goes on at the head of the next page: it is as wide."""
    return below.page == table.page + 1 and _same(table.sides, below.sides)


def rows_of(parts: Sequence[Ruled]) -> Iterator[tuple[list[TableCell], Origin]]:
    """The rows of a table, which may go on over pages: its columns are those of all of them."""
    lefts = _edges([edge for part in parts for box in part.cells for edge in (box[0], box[2])])
    for part in _unbroken(parts):
        tops = _edges([edge for box in part.cells for edge in (box[1], box[3])])
        rows: list[list[tuple[int, TableCell]]] = [[] for _ in tops]
        for box, lines in part.cells.items():
            left, top, right, bottom = (_at(edges, edge) for edges, edge in zip((lefts, tops) * 2, box, strict=True))
            cell = TableCell(tuple(_pieces(box, lines)), max(1, bottom - top), max(1, right - left))
            rows[top].append((left, cell))
        for height, row in zip(tops, rows, strict=True):
            if row:
                cells = [cell for _, cell in sorted(row, key=lambda one: one[0])]
                yield cells, Origin("page", str(part.page), "line", part.number_at(height + NEAR))


def _unbroken(parts: Sequence[Ruled]) -> list[Ruled]:
    """The parts without headers that are printed anew, and with broken rows as rows of the page where they begin."""
    whole = [parts[0]]
    for part in parts[1:]:
        below = _without_header(part, parts[0])
        rest = _rest_of_row(whole[-1].cells, below.cells) if below.cells else {}
        if rest:
            whole[-1] = replace(
                whole[-1], cells={box: (*lines, *rest.get(box, ())) for box, lines in whole[-1].cells.items()}
            )
            below = _below(below, min(box[3] for box in below.cells))
        if below.cells:
            whole.append(below)
    return whole


def _without_header(part: Ruled, first: Ruled) -> Ruled:
    """Without the rows with which the table begins on each page."""
    for row, original in zip(_by_row(part.cells), _by_row(first.cells), strict=False):
        same = len(row) == len(original) and all(
            _same((one[0], one[2]), (other[0], other[2])) and _text(part.cells[one]) == _text(first.cells[other])
            for one, other in zip(row, original, strict=True)
        )
        if not same or not any(WORDS.search(_text(part.cells[box])) for box in row):
            break
        part = _below(part, min(box[3] for box in row))
    return part


def _rest_of_row(above: Cells, below: Cells) -> dict[Box, tuple[Written, ...]]:
    """Box above -> what goes on of it in the first row below; {} where that row is another one."""
    bottom, first = max(box[3] for box in above), _by_row(below)[0]
    end = min(box[3] for box in first)
    rest: dict[Box, tuple[Written, ...]] = {}
    for box in (box for box in first if box[3] <= end + NEAR):
        begun = next((one for one in above if one[3] >= bottom - NEAR and _same(one[::2], box[::2])), None)
        if begun is None or (above[begun] and below[box] and not _goes_on(begun, above[begun], below[box])):
            return {}
        rest[begun] = below[box]
    return rest if any(rest.values()) and any(above[box] for box in rest) else {}


def _goes_on(box: Box, lines: Sequence[Written], following: Sequence[Written]) -> bool:
    """Whether the last line fills a cell up to its end, and no new row begins with what follows: a number is cut by a
    cell that is too narrow for it, words are broken."""
    text, then, size = _text(lines), following[0].text, lines[-1].size
    if text.isdecimal() and then.isdecimal():
        return _is_full(box, lines[-1], DIGIT * size)
    if not WORDS.search(then) or not WORDS.search(text):
        return False
    if text.count("（") > text.count("）"):
        return True
    # A line neither ends in an opening bracket nor begins with a comma: their neighbours go with them.
    signs = 2 if then[0] in OPENING or then[1:2] in CLOSING else 1
    return _is_full(box, lines[-1], signs * size) and not ROW_NUMBER.match(then)


def _is_full(box: Box, line: Written, width: float) -> bool:
    """Whether a sign of this width would not have found room behind a line."""
    return box[2] - box[0] - (line.x1 - line.x0) < PADDING + width


def _pieces(box: Box, lines: Sequence[Written]) -> Iterator[str]:
    """The lines in a cell. A number that the cell was too narrow for is put together again."""
    text = ""
    for line, following in pairwise([*lines, None]):
        if line is None:
            break
        text += line.text
        is_cut = _is_full(box, line, DIGIT * line.size) and text[-1:].isdigit()
        if not (following and is_cut and following.text[:1].isdigit()):
            yield text
            text = ""


def _text(lines: Sequence[Written]) -> str:
    return "".join(line.text for line in lines)


def _by_row(cells: Cells) -> list[list[Box]]:
    """The boxes by the edge that they hang on, from top to bottom and from left to right."""
    tops = _edges([box[1] for box in cells])
    rows: list[list[Box]] = [[] for _ in tops]
    for box in sorted(cells):
        rows[_at(tops, box[1])].append(box)
    return rows


def _below(part: Ruled, height: float) -> Ruled:
    """What of it is below a height; cells that reach across it begin there."""
    cells = {
        (left, max(top, height), right, bottom): lines
        for (left, top, right, bottom), lines in part.cells.items()
        if bottom > height + NEAR
    }
    return replace(part, cells=cells)


def _same(pair: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(one - another) <= NEAR for one, another in zip(pair, other, strict=True))


def _edges(positions: Sequence[float]) -> list[float]:
    """Of these positions, those that are far enough from each other."""
    edges: list[float] = []
    for edge in sorted(positions):
        if not edges or edge - edges[-1] > NEAR:
            edges.append(edge)
    return edges


def _at(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))
