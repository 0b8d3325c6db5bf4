"""From labelled rows to cells of the form: which column does each value belong to?

In a grid whose rows all have one width, a cell's position tells its column. Elsewhere merged cells collapse differently
in each row, so values are counted from the first behind the label. With as many values as columns there is no question.
With fewer, the lost ones are absent only where it is plain which they are: the page was cut off at the right, or the
text ends there. Otherwise nobody can know, and the whole row is ambiguous.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from gongkai.extract.layouts import Cell, Grid, Part
from gongkai.transform.forms import Block, Table
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import (
    NO_HEADER,
    Header,
    Order,
    Slot,
    Stretch,
    across,
    across_stretches,
    orders,
    repeats_names,
    stretches,
)
from gongkai.transform.table.totals import ending_in_total
from gongkai.transform.table.vocabulary import FormTable, Label, Token
from gongkai.transform.table.walk import Leftover, Line, Stray, Value, Walk, walk_across, walk_down
from gongkai.transform.table.windows import Side, is_longer, side

ITEM = re.compile(r"^(\d+)[.、．]")
FEWEST_NUMBERED = 3  # rows, before a figure too many is taken for the number of the next one
DAMAGED = "\ufffd"
TORN = re.compile(r"^0\d+$")  # no figure begins so: what is left of one that was parted
ITEM_MARKS = frozenset({".", "、", "．"})
UNIT_WORDS = {"件", "项", "条", "元", "万元", "个", "次"}


class Placed(NamedTuple):
    """One cell of a form as a table has it. rule: how it got there. proof: how its place was proved."""

    row: str
    slot: Slot
    status: Status
    value: Value | None
    rule: Rule
    proof: Proof | None = None


Cells = dict[tuple[str, str], Placed]


@dataclass(frozen=True, slots=True)
class Placement:
    """How one form reads one table in one layout.

    form: its code. cells: by (row, column). seen: folded labels that stand in the table. complete: every row has just
    the values that its columns ask for, and nothing is left over. choices: of orders of columns, as the header allows.
    """

    form: str
    cells: Mapping[tuple[str, str], Placed]
    leftovers: tuple[Leftover, ...] = ()
    seen: frozenset[str] = frozenset()
    complete: bool = False
    choices: int = 1

    @property
    def settled(self) -> int:
        """How many cells hold a number or are seen to be blank."""
        return sum(placed.status in (Status.REPORTED, Status.BLANK) for placed in self.cells.values())

    @property
    def merit(self) -> tuple[bool, int, int]:
        """Better is greater: a layout that places something, however much it leaves, before one that sees nothing."""
        return (self.settled > 0, *self.score)

    @property
    def score(self) -> tuple[int, int]:
        """Better is greater: cells with a value, less what stays doubtful; then blanks seen."""
        count = [placed.status for placed in self.cells.values()].count
        doubtful = count(Status.AMBIGUOUS) + count(Status.UNREADABLE)
        return count(Status.REPORTED) - doubtful - 3 * self._spilt, count(Status.BLANK)

    @property
    def is_mostly_spilt(self) -> bool:
        """Whether more figures stand behind no label than in cells."""
        return self._spilt > sum(placed.status is Status.REPORTED for placed in self.cells.values())

    @property
    def _spilt(self) -> int:
        return sum(len(leftover.figures) for leftover in self.leftovers if leftover.row is None)


class _Seen(NamedTuple):
    """What all rows of a table together tell about each of them.

    labels_end: grid column of the last label. shows_blanks: blank cells stand between figures, or have marks.
    loses_values: blank cells were dropped somewhere. some_values: not all of its rows are blank. spilt: figures were
    left over. glued: figures stand together without anything between them.
    """

    ruled: bool
    labels_end: int
    shows_blanks: bool
    loses_values: bool
    some_values: bool
    spilt: bool
    glued: bool


Aligned = list[tuple[Status, Value | None]]


def place(form: FormTable, part: Part, grid: Grid, choice: int = 0) -> Placement:
    """Read one part's table, in one layout, as one form declares it.

    choice: which of the orders that the header allows, 0 the likeliest.
    """
    return (_place_across if form.table.across else _place_down)(form, part, grid, choice)


def _place_down(form: FormTable, part: Part, grid: Grid, choice: int) -> Placement:
    table = form.table
    walk = walk_down(table, form.words, grid)
    if walk.lines:
        walk.lines[-1].last, walk.lines[-1].breaks_off = part.ends_text, part.breaks_off
    possible = _possible(table, walk.lines)
    chosen = [_order(line, allowed, choice, grid.ruled) for line, allowed in zip(walk.lines, possible, strict=True)]
    if not grid.ruled:
        _drop_item_numbers(table, walk, chosen)
        for line, order in zip(walk.lines, chosen, strict=True):
            line.values = _put_together(line.values, order)
    if grid.glued and not walk.strays and not walk.unparted:
        for line, order in zip(walk.lines, chosen, strict=True):
            line.values = _unglued(line.values, len(order))
    told = not (walk.strays or walk.unparted)
    totals = ending_in_total(table, walk.lines, chosen, grid.ruled) if told else frozenset()
    cells, ambiguous = _align_all(walk, chosen, grid, totals, DAMAGED in part.text)
    for stray in walk.strays:
        _settle_stray(table, walk, chosen, stray, cells)
    leftovers = [
        *walk.unparted,
        *(_leftover(stray.beside, stray.values) for stray in walk.strays),
        *ambiguous,
    ]
    left = tuple(leftover for leftover in leftovers if leftover)
    complete = not left and all(placed.status is Status.REPORTED for placed in cells.values())
    choices = max(map(len, possible), default=1)
    return Placement(form.form, cells, left, frozenset(walk.seen), complete, choices)


def _drop_item_numbers(table: Table, walk: Walk, chosen: Sequence[Order]) -> None:
    """The number of the next row's label may stand on a line of its own, behind the values of the row before."""
    numbers = _item_numbers(table)
    for line, after, order in zip(walk.lines, walk.lines[1:], chosen, strict=False):
        item = numbers.get(after.label.code)
        if item and len(line.values) > len(order):
            _drop_item_number(line.values, item)
    _drop_row_numbers(walk, chosen)
    for stray in walk.strays:
        item = numbers.get(walk.lines[stray.position].label.code) if stray.position < len(walk.lines) else None
        if item:
            _drop_item_number(stray.values, item)
    walk.strays = [stray for stray in walk.strays if stray.values]


def _drop_row_numbers(walk: Walk, chosen: Sequence[Order]) -> None:
    """Behind the values of a row, or before the next label, the running number of the next row may stand."""
    longer = [
        (number, line.values)
        for number, (line, order) in enumerate(zip(walk.lines, chosen, strict=True), 2)
        if len(line.values) == len(order) + 1
    ]
    loose = [(stray.position + 1, stray.values) for stray in walk.strays if len(stray.values) == 1]
    numbered = [*longer, *loose]
    if len(numbered) >= FEWEST_NUMBERED and all(values[-1].token.value == number for number, values in numbered):
        for _, values in numbered:
            values.pop()


def _put_together(values: list[Value], order: Order) -> list[Value]:
    """A figure that was parted at its point or behind its sign, where just so many values are too many."""
    texts = [value.cell.text for value in values]
    if not "".join(texts).isascii():
        return values
    whole = range(1, len(texts) - 1)
    if len(values) == len(order) + 2:
        points = [at - 1 for at in whole if texts[at] == "." and (texts[at - 1] + texts[at + 1]).isdecimal()]
        return _joined_at(values, points, 3)
    if len(values) == len(order) + 1:
        signs = [at for at in whole if texts[at] in ("+", "-") and texts[at + 1].isdecimal()]
        signed = [at for at in signs if (slot := order[at]) and slot.column.signed]
        return _joined_at(values, signed, 2)
    return values


def _joined_at(values: list[Value], places: Sequence[int], size: int) -> list[Value]:
    if len(places) != 1:
        return values
    begin, end = places[0], places[0] + size
    text = "".join(value.cell.text for value in values[begin:end])
    token = Token(Kind.NUMBER, float(text))
    return [
        *values[:begin],
        values[begin]._replace(token=token, cell=values[begin].cell._replace(text=text)),
        *values[end:],
    ]


def _drop_item_number(values: list[Value], item: str) -> None:
    marked = [value.cell.text.strip() for value in values[-2:]]
    if marked[-1:] == [item]:
        del values[-1:]
    elif len(marked) == 2 and marked[0] == item and marked[1] in ITEM_MARKS:
        del values[-2:]


@cache
def _item_numbers(table: Table) -> Mapping[str, str]:
    """Row -> the number before its label."""
    labels = {row.code: ITEM.match(row.label) for block in table.blocks for row in block.rows}
    return {code: item[1] for code, item in labels.items() if item}


def _possible(table: Table, lines: Sequence[Line]) -> list[Sequence[Order]]:
    """For each line the orders that its header allows; lines that follow each other mostly share one."""
    found: list[Sequence[Order]] = []
    before: tuple[Header, Block] | None = None
    for line in lines:
        block = table.block(line.label.code)
        same = before is not None and before[0] is line.header and before[1] is block
        found.append(found[-1] if same else orders(line.header, block))
        before = line.header, block
    return found


def _order(line: Line, possible: Sequence[Order], choice: int, ruled: bool) -> Order:
    """The order of the row's columns: of those that the header allows, in a grid the one with as many as cells."""
    if not possible:
        return ()
    if choice:
        return possible[min(choice, len(possible) - 1)]
    return next((order for order in possible[1:] if ruled and len(order) == len(line.values)), possible[0])


def _align_all(
    walk: Walk, chosen: Sequence[Order], grid: Grid, totals: frozenset[int], is_damaged: bool
) -> tuple[Cells, list[Leftover | None]]:
    """totals: the lines whose last figure is their total, wherever the others stand."""
    seen = _seen(walk, chosen, grid)
    positional = _positional_runs(walk.lines, grid) if grid.ruled else {}
    longer = side(walk.lines, chosen) if grid.ruled else None
    cells: Cells = {}
    ambiguous: list[Leftover | None] = []
    for at, (line, order) in enumerate(zip(walk.lines, chosen, strict=True)):
        aligned, rule, proof = (
            _by_position(line, order, positional.get(line.run))
            or _at_side(line, order, longer)
            or _by_count(line, order, seen)
        )
        total = line.values.pop() if rule is Rule.VALUES_LOST and at in totals else None
        damaged = is_damaged and any(DAMAGED in value.cell.text for value in line.values)
        for slot, (status, value) in zip(order, aligned, strict=True):
            if damaged and status is Status.BLANK:  # a figure may be among the characters that were lost
                status = Status.AMBIGUOUS
            if slot is None:
                if value and value.token.kind is Kind.NUMBER:
                    ambiguous.append(Leftover(line.label.code, (value.cell.text,), value.cell.line))
                continue
            key = (line.label.code, slot.column.code)
            shown = Proof.HEADER if slot.named and proof is Proof.COUNT else proof
            placed = Placed(*key[:1], slot, status, value, rule, shown if status is Status.REPORTED else None)
            cells[key] = _twice(cells[key], placed) if key in cells else placed
        slot = order[-1] if order else None
        if total and slot:
            key = (line.label.code, slot.column.code)
            cells[key] = Placed(*key[:1], slot, Status.REPORTED, total, Rule.TOTAL_OF_ROW, Proof.SUMS)
        if not order or any(status is Status.AMBIGUOUS for status, _ in aligned):
            ambiguous.append(_leftover(line.label.code, line.values, line.label.code if order else None))
    return cells, ambiguous


def _seen(walk: Walk, chosen: Sequence[Order], grid: Grid) -> _Seen:
    lines = walk.lines
    return _Seen(
        ruled=grid.ruled,
        labels_end=max((line.position for line in lines if line.values), default=0),
        shows_blanks=any(_shows_blank(line.values) for line in lines if line.mixed),
        loses_values=not grid.ruled
        and any(0 < len(line.values) < len(order) and not line.last for line, order in zip(lines, chosen, strict=True)),
        some_values=len(lines) == 1 or any(value.token.kind is Kind.NUMBER for line in lines for value in line.values),
        spilt=bool(walk.strays or walk.unparted),
        glued=grid.glued,
    )


def _shows_blank(values: Sequence[Value]) -> bool:
    """A mark for a blank cell, or an empty one between two figures."""
    filled = [at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY]
    inside = values[filled[0] : filled[-1] + 1] if filled else ()
    return any(value.token.kind in (Kind.EMPTY, Kind.BLANK) for value in inside)


# By position


class _Run(NamedTuple):
    """A stretch of a grid whose rows share their columns. first: the first position behind all labels.

    constant: all rows have one width. spanned: cells that cover several columns are known as such. repeats: a merged
    cell's text stands in each column that it covers.
    """

    first: int
    width: int
    constant: bool
    spanned: bool
    repeats: bool


def _positional_runs(lines: Sequence[Line], grid: Grid) -> dict[int, _Run]:
    """The runs in which no value stands where the label of another row does: there, positions are columns."""
    by_run: dict[int, list[Line]] = {}
    for line in lines:
        by_run.setdefault(line.run, []).append(line)
    found = {}
    for run, rows in by_run.items():
        first = max(line.position for line in rows) + 1
        filled = [value.position for line in rows for value in line.values if value.token.kind is not Kind.EMPTY]
        if all(position >= first for position in filled):
            widths = {line.width for line in rows}
            spanned = any(value.cell.span != 1 for line in rows for value in line.values)
            found[run] = _Run(first, max(widths), len(widths) == 1 and len(rows) > 1, spanned, _repeats(grid.runs[run]))
    return found


def _repeats(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a text stands in three cells of a row or more, side by side."""
    return any(
        row[at].text and row[at].text == row[at + 1].text == row[at + 2].text and not row[at].text[-1].isdigit()
        for row in rows
        for at in range(len(row) - 2)
    )


def _by_position(line: Line, order: Order, run: _Run | None) -> tuple[Aligned, Rule, Proof | None] | None:
    """The values of a row by where they stand in the grid; None where positions tell nothing certain."""
    if run is None or not order or line.breaks_off or not line.values:
        return None
    filled = _filled(line.values)
    columns: Sequence[Stretch] = ()
    if line.header is not NO_HEADER and line.header.run == line.run:
        columns = stretches(line.header, order, run.first, max(run.width, line.width))
    if not columns and run.constant:
        columns = _counted(line, order, run)
    counted = _merged_cells(line, order, run)
    if not columns:
        return counted
    aligned = [_standing(line, columns, slot) for slot in order]
    taken = {id(value) for _, value in aligned if value}
    strange = [value for value in filled if id(value) not in taken and value.token.kind is Kind.NUMBER]
    named = {id(stretch.slot) for stretch in columns if stretch.slot is None}
    if (strange and not named) or any(status is Status.AMBIGUOUS for status, _ in aligned):
        return counted or (None if strange and not named else (aligned, Rule.BY_POSITION, None))
    return aligned, Rule.BY_POSITION, Proof.GRID


def _merged_cells(line: Line, order: Order, run: _Run) -> tuple[Aligned, Rule, Proof | None] | None:
    """The cells of a row in their order, where merged ones are known as such and there are as many as columns."""
    cells = _real(line.values)
    if run.spanned and len(cells) == len(order):
        return [_status(value) for value in cells], Rule.BY_POSITION, Proof.GRID
    if run.repeats:
        once = _once(cells)
        if len(once) == len(order):
            return [_status(value) for value in once], Rule.BY_POSITION, Proof.GRID
    return None


def _once(values: Sequence[Value]) -> list[Value]:
    """Each text once of those that stand side by side."""
    return [value for at, value in enumerate(values) if not at or value.cell.text != values[at - 1].cell.text]


def _counted(line: Line, order: Order, run: _Run) -> Sequence[Stretch]:
    """The columns one after the other, from the first behind the labels on, where no value stands beyond the last."""
    beyond = run.first + len(order)
    if any(value.position >= beyond and value.token.kind is not Kind.EMPTY for value in line.values):
        return ()
    return tuple(Stretch(run.first + at, slot) for at, slot in enumerate(order))


def _standing(line: Line, columns: Sequence[Stretch], slot: Slot | None) -> tuple[Status, Value | None]:
    """What stands in a column of the grid."""
    at = next((at for at, stretch in enumerate(columns) if stretch.slot == slot), None)
    if at is None:
        return Status.ABSENT, None
    start = columns[at].start
    end = columns[at + 1].start if at + 1 < len(columns) else None
    here = [value for value in line.values if value.position >= start and (end is None or value.position < end)]
    filled = [value for value in here if value.token.kind is not Kind.EMPTY]
    if not here:
        covering = [value for value in line.values if value.position < start < value.position + value.cell.span]
        return (Status.AMBIGUOUS if covering else Status.ABSENT), None
    if not filled:  # the cell that covers it may be another column's, whose name is as wide
        covering = [value for value in line.values if value.position < start < value.position + value.cell.span]
        if covering and covering[0].token.kind is Kind.NUMBER:
            return Status.AMBIGUOUS, None
        return Status.BLANK, here[0]
    if len(filled) > 1 and not (columns[at].repeated and len({value.cell.text for value in filled}) == 1):
        return Status.AMBIGUOUS, None
    covered = filled[0].position + filled[0].cell.span
    if end is not None and covered > end and not any(end <= one.position < covered for one in _filled(line.values)):
        return Status.AMBIGUOUS, None  # one figure for several columns
    return _status(filled[0])


def _real(values: Iterable[Value]) -> list[Value]:
    """Without the places that a merged cell covers."""
    return [value for value in values if value.cell.span]


def _filled(values: Iterable[Value]) -> list[Value]:
    return [value for value in values if value.token.kind is not Kind.EMPTY]


def _at_side(line: Line, order: Order, longer: Side | None) -> tuple[Aligned, Rule, Proof | None] | None:
    """The values of a row that is too long, at the side where all rows of the table have theirs."""
    if longer is None or not order or line.breaks_off or not is_longer(line, order):
        return None
    return [_status(value) for value in longer.of(line.values, len(order))], Rule.BY_POSITION, Proof.GRID


# By count


def _by_count(line: Line, order: Order, table: _Seen) -> tuple[Aligned, Rule, Proof | None]:
    line.values = _real(line.values)
    if len(line.values) > len(order) and repeats_names(line.header):
        line.values = _once(line.values)
    aligned, rule = _align(line, len(order), table)
    if aligned is None:
        return [(Status.AMBIGUOUS, None)] * len(order), rule, None
    return aligned, rule, Proof.COUNT


def _align(line: Line, width: int, table: _Seen) -> tuple[Aligned | None, Rule]:
    """Status and value for each slot, and the rule that says so; None where nobody can know."""
    values = _behind_labels(line.values, table.labels_end) if line.mixed else line.values
    if width == 0:
        return (None, Rule.NO_HEADER) if values else ([], Rule.NO_HEADER)
    if not values:
        return _align_nothing(line, width, table)
    missing = width - len(values)
    if table.ruled and missing < 0:
        values = _without_remarks(values, width)
        missing = width - len(values)
    if missing < 0:
        return None, Rule.TWO_ROWS if width > 1 and len(values) >= 2 * width else Rule.TOO_MANY_VALUES
    if any(value.cell.span > 1 for value in values) and missing:
        return None, Rule.VALUES_LOST  # one figure for several columns
    if not table.ruled and any(TORN.match(value.cell.text) for value in values):
        return None, Rule.VALUES_LOST
    if _may_lack_digits(values[-1], line):
        return _cut_in_figure(values, missing, table)
    if missing == 0:
        return [_status(value) for value in values], Rule.LEFT_TO_RIGHT
    blanks = _with_blanks(line, width, table) if line.mixed else ()
    if blanks:
        return [_status(value) for value in blanks], Rule.BLANK_CELLS
    lost: Aligned = [(Status.ABSENT, None)] * missing
    if table.ruled and line.cut and line.values[-1] is values[-1]:
        return [_status(value) for value in values] + lost, Rule.CUT_RIGHT
    if line.last and not table.loses_values and not table.glued:
        return [_status(value) for value in values] + lost, Rule.TEXT_ENDS
    return None, Rule.VALUES_LOST


def _align_nothing(line: Line, width: int, table: _Seen) -> tuple[Aligned | None, Rule]:
    """A label without figures: blank cells, unless they were lost with the end of the text or like others here."""
    seen = list(line.values[-width:]) if table.ruled else []
    if len(seen) < width:
        if line.last and table.some_values:
            return [(Status.ABSENT, None)] * width, Rule.TEXT_ENDS
        if table.loses_values or table.spilt:
            return None, Rule.VALUES_LOST
    return [(Status.BLANK, value) for value in seen] + [(Status.BLANK, None)] * (width - len(seen)), Rule.BLANK_ROW


def _behind_labels(values: Sequence[Value], labels_end: int) -> list[Value]:
    """Without the empty cells at the end, and without those before the first figure that labels of other rows fill."""
    first = next((at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY), len(values))
    begin = next((at for at, value in enumerate(values[:first]) if value.position > labels_end), first)
    end = next((at for at in range(len(values), first, -1) if values[at - 1].token.kind is not Kind.EMPTY), first)
    return list(values[begin:end]) if end > first else []


def _with_blanks(line: Line, width: int, table: _Seen) -> Sequence[Value]:
    """As many cells as columns, where the table shows its blank cells; before them only merged ones may stand."""
    if not table.shows_blanks:
        return ()
    first = next(at for at, value in enumerate(line.values) if value.token.kind is not Kind.EMPTY)
    merged = sum(value.position <= table.labels_end for value in line.values[:first])
    dropped = len(line.values) - width
    fits = dropped == 0 or (0 < dropped <= merged and line.values[-1].token.kind is not Kind.EMPTY)
    return line.values[dropped:] if fits else ()


def _without_remarks(values: Sequence[Value], width: int) -> list[Value]:
    """Without a column of units before the figures, or of remarks behind them, which are on no form."""
    if values[0].cell.text in UNIT_WORDS and len(values) == width + 1:
        return list(values[1:])
    if all(value.token.kind in (Kind.TEXT, Kind.EMPTY, Kind.BLANK) for value in values[width:]):
        return list(values[:width])
    return list(values)


def _cut_in_figure(values: Sequence[Value], missing: int, table: _Seen) -> tuple[Aligned | None, Rule]:
    """The figures before the last one are whole."""
    if missing and table.loses_values:
        return None, Rule.FIGURE_CUT
    whole: Aligned = [_status(value) for value in values[:-1]]
    return [*whole, (Status.AMBIGUOUS, values[-1]), *[(Status.ABSENT, None)] * missing], Rule.FIGURE_CUT


def _may_lack_digits(value: Value, line: Line) -> bool:
    """A figure at the very end of a text that breaks off may have lost digits. A nought has none to lose."""
    return line.breaks_off and bool(value.token.value)


def _status(value: Value) -> tuple[Status, Value | None]:
    if value.token.kind is Kind.NUMBER:
        return Status.REPORTED, value
    return (Status.UNREADABLE if value.token.kind is Kind.TEXT else Status.BLANK), value


def _twice(first: Placed, second: Placed) -> Placed:
    """A row that stands twice: agreeing figures are one, others cannot be chosen between."""
    if second.status is not Status.REPORTED or first.rule is Rule.STANDS_TWICE:
        return first
    if first.status is not Status.REPORTED:
        return second
    same = first.value and second.value and first.value.token.value == second.value.token.value
    if same:
        return first
    return first._replace(status=Status.AMBIGUOUS, value=None, rule=Rule.STANDS_TWICE, proof=None)


def _unglued(values: Sequence[Value], width: int) -> list[Value]:
    """Figures glued together can only be parted where each is one digit."""
    if len(values) != 1 or width == 1 or len(values[0].cell.text) != width or not values[0].cell.text.isdigit():
        return list(values)
    _, cell, position = values[0]
    return [Value(Token(Kind.NUMBER, float(digit)), Cell(digit, cell.line), position) for digit in cell.text]


def _leftover(beside: str, values: Iterable[Value], row: str | None = None) -> Leftover | None:
    figures = [value.cell for value in values if value.token.kind is Kind.NUMBER]
    return Leftover(beside, tuple(cell.text for cell in figures), figures[0].line, row) if figures else None


def _settle_stray(table: Table, walk: Walk, chosen: Sequence[Order], stray: Stray, cells: Cells) -> None:
    """Values whose label is lost, where the form has just one row left between their neighbours: ambiguous there."""
    if stray.position >= len(walk.lines) or len(stray.values) != len(chosen[stray.position]):
        return
    after = walk.lines[stray.position]
    codes = [row.code for row in table.block(after.label.code).rows]
    at = codes.index(after.label.code)
    if at and codes[at - 1] not in {line.label.code for line in walk.lines}:
        for slot, value in zip(chosen[stray.position], stray.values, strict=True):
            if slot:
                cells[codes[at - 1], slot.column.code] = Placed(
                    codes[at - 1], slot, Status.AMBIGUOUS, value, Rule.LABEL_LOST
                )


# Rows side by side


def _place_across(form: FormTable, part: Part, grid: Grid, choice: int) -> Placement:
    table = form.table
    stands, left = walk_across(form.words, grid)
    block = table.blocks[0]
    cells: Cells = {}
    leftovers: list[Leftover | None] = list(left)
    for stand in stands:
        last = stand is stands[-1]
        line = Line(Label(table.code), stand.header, 0, values=stand.values, mixed=True, cut=stand.cut)
        line.last, line.breaks_off = last and part.ends_text, last and part.breaks_off
        aligned, order, rule, proof = _stand(line, block, grid, choice)
        for slot, (status, value) in zip(order, aligned, strict=True):
            if slot is not None and slot.row is not None:
                key = (slot.row, slot.column.code)
                shown = (
                    (Proof.HEADER if slot.named and proof is Proof.COUNT else proof)
                    if status is Status.REPORTED
                    else None
                )
                placed = Placed(slot.row, slot, status, value, rule, shown)
                cells[key] = _twice(cells[key], placed) if key in cells else placed
        if any(status is Status.AMBIGUOUS for status, _ in aligned):
            rows = {slot.row for slot in order if slot}
            leftovers.append(_leftover(block.code, stand.values, next(iter(rows), None)))
    found = tuple(leftover for leftover in leftovers if leftover)
    whole = len(cells) == len(block.rows) * len(block.columns)
    complete = whole and not found and all(placed.status is Status.REPORTED for placed in cells.values())
    choices = max((len(list(across(stand.header, block))) for stand in stands), default=1)
    return Placement(form.form, cells, found, frozenset(), complete, choices)


def _stand(line: Line, block: Block, grid: Grid, choice: int) -> tuple[Aligned, Order, Rule, Proof | None]:
    values = line.values
    numbers = [value for value in values if value.token.kind in (Kind.NUMBER, Kind.BLANK)]
    possible = list(across(line.header, block))
    if grid.ruled:
        columns = across_stretches(line.header, block, values[-1].position + 1)
        order = tuple(stretch.slot for stretch in columns)
        if columns and not line.breaks_off and numbers[-1].position < columns[-1].start + 1:
            aligned = [_standing(line, columns, slot) for slot in order]
            if sum(status in (Status.REPORTED, Status.BLANK) for status, _ in aligned) >= len(numbers):
                return aligned, order, Rule.BY_POSITION, Proof.GRID
    counts = (len(_real(values)), len(numbers))
    fitting = [order for count in counts for order in possible if len(order) == count]
    order = possible[min(choice, len(possible) - 1)] if choice else next(iter(fitting), possible[0])
    seen = _Seen(grid.ruled, -1, _shows_blank(values), False, True, False, grid.glued)
    aligned, rule, proof = _by_count(line, order, seen)
    return aligned, order, rule, proof
