"""Which columns do the values behind a row's label belong to?

With as many values as columns there is no question. With fewer, the lost ones are absent only where it is plain which
they are: the page was cut off at the right, or the text ends there. Otherwise nobody can know, and the whole row is
ambiguous. Empty cells are merged ones or blank ones; where the labels of other rows stand in the same column of the
grid they are merged, behind that they are blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.layouts import Cell, Grid
from transform.columns import Slot
from transform.labels import Kind, Label, Token
from transform.report import Status

STANDS_TWICE = "stands_twice"  # the rule of a row whose two sets of figures differ
UNIT_WORDS = {"件", "项", "条", "元", "万元", "个", "次"}


class Value(NamedTuple):
    """A cell that stands where a value is expected. position: in the grid's row."""

    token: Token
    cell: Cell
    position: int


class Placed(NamedTuple):
    """One cell of a form as a table has it. rule: how it got there."""

    row: str
    slot: Slot
    status: Status
    value: Value | None
    rule: str


@dataclass(slots=True)
class Line:
    """A labelled row while it is read.

    position: of the label in the grid's row. mixed: not all values are numbers. cut: the grid ends where this row does.
    last: nothing of the document follows. breaks_off: not even a line end does.
    """

    label: Label
    slots: tuple[Slot, ...]
    position: int
    values: list[Value] = field(default_factory=list)
    mixed: bool = False
    cut: bool = False
    last: bool = False
    breaks_off: bool = False


class _Table(NamedTuple):
    """What all rows of a table together tell about each of them.

    labels_end: grid column of the last label. shows_blanks: blank cells stand between figures, or have marks.
    loses_values: blank cells were dropped somewhere. some_values: not all of its rows are blank. spilt: figures were
    left over.
    """

    ruled: bool
    labels_end: int
    shows_blanks: bool
    loses_values: bool
    some_values: bool
    spilt: bool


Aligned = list[tuple[Status, Value | None]]


def align(lines: Sequence[Line], grid: Grid, spilt: bool) -> tuple[dict[tuple[str, str], Placed], list[Line]]:
    """All cells of the lines by (row, column), and the lines whose values nobody can tell apart."""
    if grid.glued:
        for line in lines:
            line.values = _unglued(line.values, len(line.slots))
    table = _table(lines, grid, spilt)
    cells: dict[tuple[str, str], Placed] = {}
    ambiguous = []
    for line in lines:
        aligned, rule = _align(line, table)
        if aligned is None:
            ambiguous.append(line)
            aligned = [(Status.AMBIGUOUS, None)] * len(line.slots)
        for slot, (status, value) in zip(line.slots, aligned, strict=True):
            row = slot.row or line.label.code
            key = (row, slot.column.code)
            placed = Placed(row, slot, status, value, rule)
            cells[key] = _twice(cells[key], placed) if key in cells else placed
    return cells, ambiguous


def _table(lines: Sequence[Line], grid: Grid, spilt: bool) -> _Table:
    return _Table(
        ruled=grid.ruled,
        labels_end=max((line.position for line in lines if line.values), default=0),
        shows_blanks=any(_shows_blank(line.values) for line in lines if line.mixed),
        loses_values=not grid.ruled and any(0 < len(line.values) < len(line.slots) and not line.last for line in lines),
        some_values=len(lines) == 1 or any(value.token.kind is Kind.NUMBER for line in lines for value in line.values),
        spilt=spilt,
    )


def _shows_blank(values: Sequence[Value]) -> bool:
    """A mark for a blank cell, or an empty one between two figures."""
    filled = [at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY]
    inside = values[filled[0] : filled[-1] + 1] if filled else ()
    return any(value.token.kind in (Kind.EMPTY, Kind.BLANK) for value in inside)


def _align(line: Line, table: _Table) -> tuple[Aligned | None, str]:
    """Status and value for each slot, and the rule that says so; None where nobody can know."""
    width = len(line.slots)
    values = _behind_labels(line.values, table.labels_end) if line.mixed else line.values
    if width == 0:
        return (None, "no_header") if values else ([], "no_header")
    if not values:
        return _align_nothing(line, table)
    missing = width - len(values)
    if table.ruled and missing < 0:
        values = _without_remarks(values, width)
        missing = width - len(values)
    if missing < 0:
        return None, "too_many_values"
    if _may_lack_digits(values[-1], line):
        return _cut_in_figure(values, missing, table)
    if missing == 0:
        return [_status(value) for value in values], "left_to_right"
    blanks = _with_blanks(line, table) if line.mixed else ()
    if blanks:
        return [_status(value) for value in blanks], "blank_cells"
    lost: Aligned = [(Status.ABSENT, None)] * missing
    if table.ruled and line.cut and line.values[-1] is values[-1]:
        return [_status(value) for value in values] + lost, "cut_right"
    if line.last and not table.loses_values:
        return [_status(value) for value in values] + lost, "text_ends"
    return None, "values_lost"


def _align_nothing(line: Line, table: _Table) -> tuple[Aligned | None, str]:
    """A label without figures: blank cells, unless they were lost with the end of the text or like others here."""
    width = len(line.slots)
    seen = list(line.values[-width:]) if table.ruled else []
    if len(seen) < width:
        if line.last and table.some_values:
            return [(Status.ABSENT, None)] * width, "text_ends"
        if table.loses_values or table.spilt:
            return None, "values_lost"
    return [(Status.BLANK, value) for value in seen] + [(Status.BLANK, None)] * (width - len(seen)), "blank_row"


def _behind_labels(values: Sequence[Value], labels_end: int) -> list[Value]:
    """Without the empty cells at the end, and without those before the first figure that labels of other rows fill."""
    first = next((at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY), len(values))
    begin = next((at for at, value in enumerate(values[:first]) if value.position > labels_end), first)
    end = next((at for at in range(len(values), first, -1) if values[at - 1].token.kind is not Kind.EMPTY), first)
    return list(values[begin:end]) if end > first else []


def _with_blanks(line: Line, table: _Table) -> Sequence[Value]:
    """As many cells as columns, where the table shows its blank cells; before them only merged ones may stand."""
    if not table.shows_blanks:
        return ()
    first = next(at for at, value in enumerate(line.values) if value.token.kind is not Kind.EMPTY)
    merged = sum(value.position <= table.labels_end for value in line.values[:first])
    dropped = len(line.values) - len(line.slots)
    fits = dropped == 0 or (0 < dropped <= merged and line.values[-1].token.kind is not Kind.EMPTY)
    return line.values[dropped:] if fits else ()


def _without_remarks(values: Sequence[Value], width: int) -> list[Value]:
    """Without a column of units before the figures, or of remarks behind them, which are on no form."""
    if values[0].cell.text in UNIT_WORDS and len(values) == width + 1:
        return list(values[1:])
    if all(value.token.kind in (Kind.TEXT, Kind.EMPTY, Kind.BLANK) for value in values[width:]):
        return list(values[:width])
    return list(values)


def _cut_in_figure(values: Sequence[Value], missing: int, table: _Table) -> tuple[Aligned | None, str]:
    """The figures before the last one are whole."""
    if missing and table.loses_values:
        return None, "figure_cut"
    whole: Aligned = [_status(value) for value in values[:-1]]
    return [*whole, (Status.AMBIGUOUS, values[-1]), *[(Status.ABSENT, None)] * missing], "figure_cut"


def _may_lack_digits(value: Value, line: Line) -> bool:
    """A figure at the very end of a text that breaks off may have lost digits. A nought has none to lose."""
    return line.breaks_off and bool(value.token.value)


def _status(value: Value) -> tuple[Status, Value | None]:
    if value.token.kind is Kind.NUMBER:
        return Status.REPORTED, value
    return (Status.UNREADABLE if value.token.kind is Kind.TEXT else Status.BLANK), value


def _twice(first: Placed, second: Placed) -> Placed:
    """A row that stands twice: agreeing figures are one, others cannot be chosen between."""
    if second.status is not Status.REPORTED or first.rule == STANDS_TWICE:
        return first
    if first.status is not Status.REPORTED:
        return second
    same = first.value and second.value and first.value.token.value == second.value.token.value
    return first if same else first._replace(status=Status.AMBIGUOUS, value=None, rule=STANDS_TWICE)


def _unglued(values: Sequence[Value], width: int) -> list[Value]:
    """Figures glued together can only be parted where each is one digit."""
    if len(values) != 1 or width == 1 or len(values[0].cell.text) != width:
        return list(values)
    _, cell, position = values[0]
    return [Value(Token(Kind.NUMBER, float(digit)), Cell(digit, cell.line), position) for digit in cell.text]
