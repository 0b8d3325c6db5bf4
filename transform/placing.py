"""From rows of cells to facts: whose cell is each figure?

Values stand left-aligned behind their row's label; the header's own cell positions mean nothing, because merged cells
collapse differently in each row. So a row is: the last label before the values, then as many values as the row has
columns. With fewer, the lost ones are absent only where it is plain which they are (the page or the text was cut off);
otherwise nobody can know, and the whole row is ambiguous. What no cell took is kept as a leftover.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.layouts import Cell, Grid
from transform.forms import Block, Column, Table, forms
from transform.labels import Kind, Label, Token, understand, understand_joined
from transform.report import Status


class Value(NamedTuple):
    """A cell that stands where a value is expected."""

    token: Token
    cell: Cell


class Slot(NamedTuple):
    """A column as a table's header names it: which form's label it was, and the unit printed there."""

    form: str
    column: Column
    unit: str | None
    by_position: bool = False


class Placed(NamedTuple):
    """One cell of a form as a table has it."""

    row: str
    slot: Slot
    status: Status
    value: Value | None
    rule: str


@dataclass(slots=True)
class Line:
    """A labelled row while it is read: the values behind its label, and what is known of the grid's row it stood in."""

    label: Label
    slots: tuple[Slot, ...]
    values: list[Value] = field(default_factory=list)
    cut: bool = False  # the grid ends exactly where this row does
    last: bool = False  # nothing of the document follows
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Leftover:
    """Figures that no cell took. beside: the text they stand behind."""

    beside: str
    figures: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Placement:
    """How the form reads one table in one layout.

    forms: codes of the forms whose own labels stand in the table (labels that all forms share tell nothing).
    """

    cells: tuple[Placed, ...]
    leftovers: tuple[Leftover, ...]
    forms: frozenset[str]

    @property
    def score(self) -> tuple[int, int]:
        """Better is greater: cells with a value, less what stays doubtful; then blanks that were seen."""
        count = [placed.status for placed in self.cells].count
        doubtful = count(Status.AMBIGUOUS) + count(Status.UNREADABLE)
        spilt = sum(len(leftover.figures) for leftover in self.leftovers)
        return count(Status.REPORTED) - doubtful - 3 * spilt, count(Status.BLANK)


def place(table: str, grid: Grid, ends_text: bool) -> Placement:
    """Read one table as the forms declare it. ends_text: nothing of the document follows the grid."""
    across = forms()[0].table(table).across
    return _place_across(table, grid, ends_text) if across else _place_rows(table, grid, ends_text)


# Rows below each other


def _place_rows(table: str, grid: Grid, ends_text: bool) -> Placement:
    reader = _Reader(table)
    for run in grid.runs:
        width = max(map(len, run), default=0)
        for row in run:
            reader.row(_join_broken(table, row), ruled=grid.ruled, cut=len(row) == width)
    if reader.lines and ends_text:
        reader.lines[-1].last = True
    return _settle(table, reader, grid.ruled)


@dataclass(slots=True)
class _Reader:
    """Walks cells in reading order. It is a state machine: the header being read, and the row being filled."""

    table: str
    header: list[Slot | None] = field(default_factory=list)
    in_header: bool = True
    lines: list[Line] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    unlabelled: list[tuple[int, str, list[Value]]] = field(default_factory=list)
    beside: str = ""

    def row(self, cells: Iterable[tuple[Token, Cell]], ruled: bool, cut: bool) -> None:
        for token, cell in cells:
            self._cell(token, cell, ruled)
        if ruled:
            if self._open and not self.lines[-1].closed:
                self.lines[-1].cut = cut
            self._close()

    @property
    def _open(self) -> bool:
        return bool(self.lines) and not self.lines[-1].closed

    def _close(self) -> None:
        if self._open:
            self.lines[-1].closed = True
        self.beside = ""

    def _cell(self, token: Token, cell: Cell, ruled: bool) -> None:
        if token.kind is Kind.LABEL:
            self._label(token, cell)
        elif self._open and (ruled or token.kind in (Kind.NUMBER, Kind.BLANK)):
            self.lines[-1].values.append(Value(token, cell))
        elif token.kind is Kind.TEXT:
            self._close()
            self.beside = cell.text
            if self.in_header and self.header:
                self.header.append(None)
        elif token.kind is Kind.NUMBER:
            self._stray(token, cell)

    def _label(self, token: Token, cell: Cell) -> None:
        row, column = token.label("row"), token.label("column")
        if column and (self.in_header or not row):
            self._column(column, token)
        elif row:
            self._begin(row)
        else:
            self._close()
            self.beside = cell.text
            self._header_caption()

    def _header_caption(self) -> None:
        """第二十条第…项 and 信息内容 open the header of the next block."""
        if self.table == "proactive":
            self.header, self.in_header = [], True

    def _column(self, label: Label, token: Token) -> None:
        if not self.in_header:
            self.header, self.in_header = [], True
        self._close()
        self.header.append(_slot(self.table, label, token.unit))

    def _begin(self, row: Label) -> None:
        self._close()
        self.in_header = False
        slots = _slots(self.table, row.code, self.header)
        if self.lines and not self.lines[-1].values and self.lines[-1].label.code in row.code.split("."):
            self.lines.pop()  # （六）其他处理 is a row in one form and the caption of three in another
        self.lines.append(Line(row, slots))

    def _stray(self, token: Token, cell: Cell) -> None:
        position = len(self.lines)
        if not self.unlabelled or self.unlabelled[-1][:2] != (position, self.beside):
            self.unlabelled.append((position, self.beside, []))
        self.unlabelled[-1][2].append(Value(token, cell))


def _join_broken(table: str, row: Sequence[Cell]) -> Iterator[tuple[Token, Cell]]:
    """Understand each cell; labels that were broken over two or three cells are one again."""
    at = 0
    while at < len(row):
        token = understand(table, row[at].text)
        if token.kind is Kind.TEXT or (token.kind is Kind.LABEL and not token.exact):
            for size in (3, 2):
                texts = tuple(cell.text for cell in row[at : at + size])
                joined = understand_joined(table, *texts) if len(texts) == size and all(texts) else None
                if joined:
                    yield joined, Cell("".join(texts), row[at].line)
                    at += size
                    break
            else:
                yield token, row[at]
                at += 1
        else:
            yield token, row[at]
            at += 1


def _slot(table: str, label: Label, unit: str | None) -> Slot:
    """The column that a header cell names, in the newest form that prints this label."""
    for form in reversed(forms()):
        if form.code in label.forms:
            for block in form.table(table).blocks:
                for column in block.columns:
                    if column.code == label.code:
                        return Slot(form.code, column, unit)
    raise LookupError(label)


def _slots(table: str, row: str, header: Sequence[Slot | None]) -> tuple[Slot, ...]:
    """The columns of a row: the same in all forms, or else as its header names them.

    Empty where the forms differ and the header does not fit the row.
    """
    blocks = [(form.code, block) for form in forms() for block in form.table(table).blocks if _has_row(block, row)]
    if len({block.columns for _, block in blocks}) == 1:
        form, block = blocks[-1]
        units = {slot.column.code: slot.unit for slot in header if slot}
        return tuple(Slot(form, column, units.get(column.code)) for column in block.columns)
    possible = {(form, column.code) for form, block in blocks for column in block.columns}
    named = [slot for slot in header if slot is not None]
    if not named or any((slot.form, slot.column.code) not in possible for slot in named):
        return ()
    if len(named) == len(header):
        return tuple(named)
    for form, block in blocks:  # header cells that are cut or garbled take the form's column at their position
        if len(block.columns) == len(header) and all(
            slot is None or (slot.form, slot.column.code) == (form, column.code)
            for slot, column in zip(header, block.columns, strict=True)
        ):
            return tuple(
                slot or Slot(form, column, None, by_position=True)
                for slot, column in zip(header, block.columns, strict=True)
            )
    return ()


def _has_row(block: Block, code: str) -> bool:
    return any(row.code == code for row in block.rows)


# How many values, and whose


def _settle(table: str, reader: _Reader, ruled: bool) -> Placement:
    lines = reader.lines
    # Blank cells are told from merged ones by rows that hold blanks between figures, or marks for them.
    shows_blanks = any(_holds_blank_inside(line.values) for line in lines)
    loses_values = not ruled and any(0 < len(line.values) < len(line.slots) and not line.last for line in lines)
    some_values = any(line.values for line in lines)
    cells: dict[tuple[str, str], Placed] = {}
    leftovers = list(reader.leftovers)
    for line in lines:
        aligned, rule = _align(line, ruled, shows_blanks, loses_values, some_values)
        if aligned is None:
            leftovers += _as_leftover(line.label.code, line.values)
            aligned, rule = [(Status.AMBIGUOUS, None)] * len(line.slots), rule
        for slot, (status, value) in zip(line.slots, aligned, strict=True):
            placed = Placed(line.label.code, slot, status, value, rule)
            before = cells.get((placed.row, slot.column.code))
            cells[placed.row, slot.column.code] = placed if before is None else _twice(before, placed)
    for position, beside, values in reader.unlabelled:
        _settle_unlabelled(table, lines, position, values, cells)
        leftovers += _as_leftover(beside, values)
    return Placement(tuple(cells.values()), tuple(leftovers), _evidenced(table, reader))


def _holds_blank_inside(values: Sequence[Value]) -> bool:
    kinds = [value.token.kind for value in values]
    while kinds and kinds[-1] is Kind.EMPTY:
        kinds.pop()
    numbers = [at for at, kind in enumerate(kinds) if kind is Kind.NUMBER]
    return Kind.BLANK in kinds or (bool(numbers) and Kind.EMPTY in kinds[numbers[0] :])


Aligned = list[tuple[Status, Value | None]]


def _align(
    line: Line, ruled: bool, shows_blanks: bool, loses_values: bool, some_values: bool
) -> tuple[Aligned | None, str]:
    """Status and value for each slot of a row, and the rule that says so; None where nobody can know."""
    width = len(line.slots)
    values = _trim(line.values)
    missing = width - len(values)
    if width == 0:
        return (None, "no_header") if values else ([], "no_header")
    if not values:
        return _align_nothing(line, width, ruled, loses_values, some_values)
    if missing == 0:
        return [_status(value) for value in values], "left_to_right"
    if missing < 0:
        return None, "too_many_values"
    if shows_blanks and len(line.values) == width:
        return [_status(value) for value in line.values], "blank_cells"
    lost: Aligned = [(Status.ABSENT, None)] * missing
    if ruled and line.cut and line.values[-1] is values[-1]:
        return [_status(value) for value in values] + lost, "cut_right"
    if line.last:
        return [_status(value) for value in values] + lost, "text_ends"
    return None, "values_lost"


def _align_nothing(
    line: Line, width: int, ruled: bool, loses_values: bool, some_values: bool
) -> tuple[Aligned | None, str]:
    """A label without figures: blank cells, unless they were lost with the end of the text or like others here."""
    if line.last and some_values and len(line.values) < width:
        return [(Status.ABSENT, None)] * width, "text_ends"
    if loses_values:
        return None, "values_lost"
    cells: list[Value | None] = list(line.values[:width]) if ruled else []
    return [(Status.BLANK, value) for value in cells + [None] * (width - len(cells))], "blank_row"


def _trim(values: Sequence[Value]) -> list[Value]:
    """Without the empty cells at both ends: merged cells, most often."""
    filled = [at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY]
    return list(values[filled[0] : filled[-1] + 1]) if filled else []


def _status(value: Value) -> tuple[Status, Value | None]:
    if value.token.kind is Kind.NUMBER:
        return Status.REPORTED, value
    return (Status.UNREADABLE if value.token.kind is Kind.TEXT else Status.BLANK), value


def _twice(first: Placed, second: Placed) -> Placed:
    """A row that stands twice: agreeing figures are one, others cannot be chosen between."""
    if second.status is not Status.REPORTED:
        return first
    if first.status is not Status.REPORTED:
        return second
    same = first.value and second.value and first.value.token.value == second.value.token.value
    return first if same else Placed(first.row, first.slot, Status.AMBIGUOUS, None, "stands_twice")


def _as_leftover(beside: str, values: Sequence[Value]) -> list[Leftover]:
    figures = tuple(value.cell.text for value in values if value.token.kind is Kind.NUMBER)
    return [Leftover(beside, figures, values[0].cell.line)] if figures else []


def _settle_unlabelled(
    table: str,
    lines: Sequence[Line],
    position: int,
    values: Sequence[Value],
    cells: dict[tuple[str, str], Placed],
) -> None:
    """Figures whose label is lost, where the form has just one row left between their neighbours: ambiguous there."""
    after = lines[position] if position < len(lines) else None
    if after is None or len(values) != len(after.slots):
        return
    for form in forms():
        for block in form.table(table).blocks:
            codes = [row.code for row in block.rows]
            if after.label.code not in codes[1:]:
                continue
            lost = codes[codes.index(after.label.code) - 1]
            if not any(line.label.code == lost for line in lines):
                for slot, value in zip(after.slots, values, strict=True):
                    cells[lost, slot.column.code] = Placed(lost, slot, Status.AMBIGUOUS, value, "label_lost")


def _evidenced(table: str, reader: _Reader) -> frozenset[str]:
    """Forms that a label of their own gives away."""
    every = frozenset(form.code for form in forms())
    found: set[str] = set()
    for line in reader.lines:
        if table == "proactive":
            found |= {slot.form for slot in line.slots if line.slots}
        elif len(line.label.forms) < len(every) and line.label.code != "other":
            found |= line.label.forms
        elif line.label.code == "other":
            found.add("2019")
    return frozenset(found)


# Rows side by side


def _place_across(table: str, grid: Grid, ends_text: bool) -> Placement:
    """All values stand in one line, block after block, below a header whose cells tell nothing more."""
    declared: Table = forms()[-1].table(table)
    block = declared.blocks[0]
    form = forms()[-1].code
    slots = [(row.code, Slot(form, column, None)) for row in block.rows for column in block.columns]
    line = Line(Label("row", block.code, frozenset()), tuple(slot for _, slot in slots))
    seen = False
    for run in grid.runs:
        width = max(map(len, run), default=0)
        for row in run:
            tokens = list(_join_broken(table, row))
            seen = seen or any(token.kind is Kind.LABEL for token, _ in tokens)
            if any(token.kind in (Kind.NUMBER, Kind.BLANK) for token, _ in tokens):
                values = [Value(token, cell) for token, cell in tokens if token.kind is not Kind.LABEL]
                line.values += (
                    values if grid.ruled else [v for v in values if v.token.kind in (Kind.NUMBER, Kind.BLANK)]
                )
                line.cut = len(row) == width
    line.last = ends_text
    if not seen or (ends_text and not line.values):
        return Placement((), (), frozenset())
    aligned, rule = _align(line, grid.ruled, _holds_blank_inside(line.values), False, True)
    leftovers = _as_leftover(block.code, line.values) if aligned is None else []
    cells = aligned if aligned is not None else [(Status.AMBIGUOUS, None)] * len(slots)
    return Placement(
        tuple(
            Placed(row, slot, status, value, rule) for (row, slot), (status, value) in zip(slots, cells, strict=True)
        ),
        tuple(leftovers),
        frozenset(),
    )
