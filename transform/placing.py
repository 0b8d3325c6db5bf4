"""From rows of cells to facts: whose cell is each figure?

Values stand left-aligned behind their row's label; the header's own cell positions mean nothing, because merged cells
collapse differently in each row. So a table is walked in reading order: a label opens a row, the values behind it are
its own until the next label, and `alignment` says which columns they belong to. What no cell took is a leftover.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from extract.layouts import Cell, Grid, Part
from transform.alignment import Line, Placed, Value, align
from transform.columns import Header, Slot, header_of, own_forms, slot_named, slots_across, slots_of
from transform.forms import forms
from transform.labels import TEXT, Kind, Label, Token, fold, understand, understand_glued, understand_joined
from transform.report import Status

FILLED = (Kind.NUMBER, Kind.BLANK)
HEADS_COLUMNS = "信息内容"  # the caption that stands before the names of columns
# A figure with something at it: no number, but not the next label either.
DOUBTFUL = re.compile(r"^[约近共有]?\d[\d.,]*\s?\D{0,2}$")
# Figures in a row inside one cell: this layout did not part them.
UNPARTED = re.compile(r"^\d[\d.,]*\s*[|,，]+$|(?<![\w.])\d[\d.]*(?:(?:[\s|]+|[,，](?!\d{3}(?!\d)))\d[\d.]*)+(?![\w.])")


@dataclass(frozen=True, slots=True)
class Leftover:
    """Figures that no cell took. beside: the text they stand behind. row: code of the row they are ambiguous in."""

    beside: str
    figures: tuple[str, ...]
    line: int
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """How the form reads one table in one layout.

    cells: by (row, column). forms: codes of the forms whose own labels stand in the table (labels that all forms share
    tell nothing).
    """

    cells: Mapping[tuple[str, str], Placed]
    leftovers: tuple[Leftover, ...]
    forms: frozenset[str]

    @property
    def score(self) -> tuple[int, int]:
        """Better is greater: cells with a value, less what stays doubtful; then blanks that were seen."""
        count = [placed.status for placed in self.cells.values()].count
        doubtful = count(Status.AMBIGUOUS) + count(Status.UNREADABLE)
        spilt = sum(len(leftover.figures) for leftover in self.leftovers if leftover.row is None)
        return count(Status.REPORTED) - doubtful - 3 * spilt, count(Status.BLANK)


def place(part: Part, grid: Grid) -> Placement:
    """Read one part's table, in one layout, as the forms declare it."""
    walk = _walk_across(part.table, grid) if _is_across(part.table) else _walk_down(part.table, grid)
    if walk.lines:
        walk.lines[-1].last, walk.lines[-1].breaks_off = part.ends_text, part.breaks_off
    cells, ambiguous = align(walk.lines, grid, spilt=bool(walk.strays or walk.unparted))
    leftovers = [
        *walk.unparted,
        *(_leftover(stray.beside, stray.values) for stray in walk.strays),
        *(_leftover(line.label.code, line.values, line.label.code) for line in ambiguous),
    ]
    for stray in walk.strays:
        _settle_stray(walk, stray, cells)
    return Placement(cells, tuple(left for left in leftovers if left), _evidenced(walk))


def _rows(grid: Grid) -> Iterator[tuple[Sequence[Cell], bool]]:
    """Each row of the grid, and whether it is cut at the right: it fills the grid, and so does another one."""
    for run in grid.runs:
        widths = [len(row) for row in run]
        widest = max(widths, default=0)
        cut = widths.count(widest) > 1
        for row, width in zip(run, widths, strict=True):
            yield row, cut and width == widest


# Rows below each other


def _walk_down(table: str, grid: Grid) -> "_Walk":
    walk = _Walk(table)
    for row, cut in _rows(grid):
        walk.row(row, grid.ruled, cut)
    return walk


@dataclass(slots=True)
class _Stray:
    """Values behind no label of a row: `position` lines were read before them."""

    position: int
    beside: str
    values: list[Value]


@dataclass(slots=True)
class _Walk:
    """A state machine over cells in reading order: the header being read, and the row being filled."""

    table: str
    header: list[Slot | None] = field(default_factory=list)
    columns: Header | None = None  # of the rows below the header, once it is complete
    in_header: bool = True
    naming_columns: bool = False  # behind 信息内容, where even what is no label is a column
    lines: list[Line] = field(default_factory=list)
    open: Line | None = None
    strays: list[_Stray] = field(default_factory=list)
    unparted: list[Leftover] = field(default_factory=list)
    beside: str = ""

    def row(self, row: Sequence[Cell], ruled: bool, cut: bool) -> None:
        """Walk one row of the grid; in a ruled one it closes the row of the table, too."""
        line = self.open
        for position, token, cell in _understood(self.table, row):
            kind = token.kind
            if line is not None and kind is Kind.NUMBER:
                line.values.append(Value(token, cell, position))
            elif kind is Kind.LABEL:
                self._label(token, cell, position)
                line = self.open
            elif line is not None and (ruled or kind is Kind.BLANK or DOUBTFUL.match(cell.text)):
                line.values.append(Value(token, cell, position))
                line.mixed = True
            elif kind is Kind.TEXT:
                self._text(cell)
                line = None
            elif kind is Kind.NUMBER or (kind is Kind.BLANK and self.strays):
                self._stray(token, cell, position)
        if ruled:
            if line:
                line.cut = cut
            self._close()

    def _close(self) -> None:
        self.open = None
        self.beside = ""

    def _text(self, cell: Cell) -> None:
        self._close()
        self.beside = cell.text
        self.unparted += _unparted(cell)
        if self.naming_columns:
            self.header.append(None)

    def _label(self, token: Token, cell: Cell, position: int) -> None:
        row, column = token.row, token.column
        if column and (self.in_header or not row):
            self._column(column, token)
        elif row:
            self._begin(row, position)
        else:
            self._close()
            self.beside = cell.text
            self.naming_columns = bool(token.caption and token.caption.code == HEADS_COLUMNS)
            if self.naming_columns:
                self.header, self.in_header = [], True

    def _column(self, label: Label, token: Token) -> None:
        if not self.in_header:
            self.header, self.in_header = [], True
        self._close()
        self.header.append(slot_named(self.table, label, token.unit))

    def _begin(self, row: Label, position: int) -> None:
        self._close()
        if self.in_header or self.columns is None:
            self.columns = header_of(tuple(self.header))
        self.in_header = self.naming_columns = False
        if self.lines and not self.lines[-1].values and self.lines[-1].label.code in row.code.split("."):
            self.lines.pop()  # （六）其他处理 is a row in one form and the caption of three in another
        self.open = Line(row, slots_of(self.table, row.code, self.columns), position)
        self.lines.append(self.open)

    def _stray(self, token: Token, cell: Cell, position: int) -> None:
        if not self.strays or (self.strays[-1].position, self.strays[-1].beside) != (len(self.lines), self.beside):
            self.strays.append(_Stray(len(self.lines), self.beside, []))
        self.strays[-1].values.append(Value(token, cell, position))


def _understood(table: str, row: Sequence[Cell]) -> Iterator[tuple[int, Token, Cell]]:
    """(position in the row, what it says, cell). A label broken over several cells is one again, labels that stand in
    one cell are parted."""
    skip = 0
    for position, cell in enumerate(row):
        token = understand(table, cell[0])
        if skip:
            skip -= 1
        elif token.exact:
            yield position, token, cell
            if token.opens_note:
                skip = _note_ends(row, position)
        else:
            joined, size = _joined(table, row[position : position + 3])
            skip = size - 1
            if joined:
                yield position, joined, Cell("".join(part.text for part in row[position : position + size]), cell.line)
                continue
            glued = understand_glued(table, cell.text)
            if sum(one.row is not None and one.caption is None for one in glued) > 1:
                glued = (TEXT,)  # of two rows in one cell, whose are the values?
            for one in glued or (token,):
                yield position, one, cell


def _note_ends(row: Sequence[Cell], position: int) -> int:
    """How many of the next cells are the rest of a note in brackets that a label has left open."""
    for size, cell in enumerate(row[position + 1 : position + 5], 1):
        if cell.text[:1].isdigit():
            break
        if cell.text.endswith((")", "）")):
            return size
    return 0


def _joined(table: str, cells: Sequence[Cell]) -> tuple[Token | None, int]:
    """The label that the first cells give together, and how many they are."""
    if not fold(cells[0].text):  # a figure with a stray mark, or a list number: no piece of a label
        return None, 1
    for size in range(len(cells), 1, -1):
        texts = tuple(cell.text for cell in cells[:size])
        token = understand_joined(table, *texts) if all(texts) else None
        if token:
            return token, size
    return None, 1


# Rows side by side


@cache
def _is_across(table: str) -> bool:
    return forms()[-1].table(table).across


def _walk_across(table: str, grid: Grid) -> _Walk:
    """All values as one row: they stand in one line, block after block, below a header of labels."""
    walk = _Walk(table)
    line = Line(Label(table, frozenset()), slots_across(table), 0, mixed=True)
    for row, cut in _rows(grid):
        understood = list(_understood(table, row))
        if any(token.kind is Kind.LABEL for _, token, _ in understood) and not walk.lines:
            walk.lines.append(line)
        if any(token.kind in FILLED for _, token, _ in understood):
            line.cut = cut
            header_end = max((position for position, token, _ in understood if token.kind is Kind.LABEL), default=-1)
            line.values += [
                Value(token, cell, position)
                for position, token, cell in understood
                if position > header_end and (token.kind in FILLED or (token.kind is Kind.EMPTY and grid.ruled))
            ]
        walk.unparted += [left for _, token, cell in understood if token.kind is Kind.TEXT for left in _unparted(cell)]
    if not line.values and grid.ruled:
        return _Walk(table)  # a header alone: the line of values is not there
    return walk


# What is left


def _unparted(cell: Cell) -> list[Leftover]:
    return [Leftover("", tuple(re.split(r"[\s|,，]+", figures)), cell.line) for figures in UNPARTED.findall(cell.text)]


def _leftover(beside: str, values: Iterable[Value], row: str | None = None) -> Leftover | None:
    figures = [value.cell for value in values if value.token.kind is Kind.NUMBER]
    return Leftover(beside, tuple(cell.text for cell in figures), figures[0].line, row) if figures else None


def _settle_stray(walk: _Walk, stray: _Stray, cells: dict[tuple[str, str], Placed]) -> None:
    """Values whose label is lost, where the form has just one row left between their neighbours: ambiguous there."""
    lines = walk.lines
    after = lines[stray.position] if stray.position < len(lines) else None
    if after is None or len(stray.values) != len(after.slots):
        return
    read = {line.label.code for line in lines}
    for block in (block for form in forms() for block in form.table(walk.table).blocks):
        codes = [row.code for row in block.rows]
        if after.label.code in codes[1:]:
            lost = codes[codes.index(after.label.code) - 1]
            if lost not in read:
                for slot, value in zip(after.slots, stray.values, strict=True):
                    cells[lost, slot.column.code] = Placed(lost, slot, Status.AMBIGUOUS, value, "label_lost")


def _evidenced(walk: _Walk) -> frozenset[str]:
    """Forms that a label of their own gives away: a column of the header, or a row that not all forms have."""
    own = own_forms(walk.table, walk.header)
    for line in walk.lines:
        if 0 < len(line.label.forms) < len(forms()):
            own |= line.label.forms
        own |= own_forms(walk.table, line.slots)
    return frozenset(own)
