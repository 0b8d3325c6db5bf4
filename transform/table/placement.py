"""What becomes of a form's cells in one reading of a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from gongkai.extract.layouts import Cell
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Slot
from gongkai.transform.table.skeleton import ordinal_of
from gongkai.transform.table.walk import Leftover, Value


class Placed(NamedTuple):
    """One cell of a form as a table has it. rule: how it got there. proof: how its place was proved."""

    row: str
    slot: Slot
    status: Status
    value: Value | None
    rule: Rule
    proof: Proof | None = None


Cells = dict[tuple[str, str], Placed]
KNOWN = (Status.REPORTED, Status.BLANK)  # what a cell is seen to hold
CUT = (Rule.TEXT_ENDS, Rule.FIGURE_CUT)  # the row that the text ends in


@dataclass(frozen=True)
class Placement:
    """How one form reads one table in one layout.

    form: its code. cells: by (row, column). seen: folded labels that stand in the table. complete: every row has just
    the values that its columns ask for, and nothing is left over. choices: of orders of columns, as the header allows.
    adds_up: the figures were chosen so that every sum holds. is_disputed: its columns may stand in another
    order, or one of them is another than the form's.
    """

    form: str
    cells: Mapping[tuple[str, str], Placed]
    leftovers: tuple[Leftover, ...] = ()
    seen: frozenset[str] = frozenset()
    complete: bool = False
    choices: int = 1
    adds_up: bool = False
    is_disputed: bool = False

    @cached_property
    def reported(self) -> int:
        """How many cells hold a number."""
        return self._statuses.count(Status.REPORTED)

    @property
    def known(self) -> int:
        """How many cells hold a number or are seen to be blank."""
        return self.reported + self._statuses.count(Status.BLANK)

    @property
    def merit(self) -> tuple[bool, int, int]:
        """Better is greater: a layout that places something, however much it leaves, before one that sees nothing."""
        return (self.known > 0, *self.score)

    @property
    def score(self) -> tuple[int, int]:
        """Better is greater: cells with a value, less what stays doubtful; then blanks seen."""
        count = self._statuses.count
        doubtful = count(Status.AMBIGUOUS) + count(Status.UNREADABLE)
        return self.reported - doubtful - 3 * self._spilt, count(Status.BLANK)

    @property
    def is_mostly_spilt(self) -> bool:
        """Whether more numbers stand behind no label than in cells."""
        return self._spilt > self.reported

    @cached_property
    def _statuses(self) -> list[Status]:
        return [placed.status for placed in self.cells.values()]

    @property
    def _spilt(self) -> int:
        return sum(len(leftover.numbers) for leftover in self.leftovers if leftover.row is None)


def ambiguous(placed: Placed) -> Placed:
    """The cell, of which two readings that the evidence leaves standing give another value."""
    return placed._replace(status=Status.AMBIGUOUS, rule=Rule.DISPUTED, proof=None)


def values(cells: Mapping[tuple[str, str], Placed]) -> dict[tuple[str, str], float | None]:
    """(row, column) -> the number reported there."""
    return {
        key: placed.value.token.value if placed.value and placed.status is Status.REPORTED else None
        for key, placed in cells.items()
    }


Aligned = list[tuple[Status, Value | None]]


def status_of(value: Value) -> tuple[Status, Value | None]:
    if value.token.kind is Kind.NUMBER:
        return Status.REPORTED, value
    is_said = value.token.kind is Kind.TEXT or value.token.is_sign
    return (Status.UNREADABLE if is_said else Status.BLANK), value


def uncovered(values: Iterable[Value]) -> list[Value]:
    """Without the places that a merged cell covers."""
    return [value for value in values if value.cell.span]


def are_apart(cells: Sequence[Cell]) -> bool:
    """Whether each has a line of its own."""
    return len({cell.line for cell in cells}) == len(cells)


def not_empty(values: Iterable[Value]) -> list[Value]:
    return [value for value in values if value.token.kind is not Kind.EMPTY]


def repeats_dropped(values: Sequence[Value], width: int) -> list[Value] | None:
    """At most so many values, if they can be, where a merged cell's text stands in each column that it covers.

    None where texts side by side can be made so many in several ways: 0 0 5 5 is 0 5 5, or 0 0 5. So are they where an
    empty cell at the end is one of them, or behind them all. Of figures that ordinals stand for, and of what
    is no figure, nobody knows.
    """
    if len(values) > width and any(_is_unknown(value) for value in values):
        return None
    filled = max((at for at, value in enumerate(values, 1) if value.token.kind is not Kind.EMPTY), default=0)
    whole, without_end = _each_once(values, width), _each_once(values[:filled], width)
    if filled == len(values) or (without_end and len(without_end) != width):
        return whole
    return None if whole and len(whole) == width else without_end


def _is_unknown(value: Value) -> bool:
    return value.token.kind is Kind.TEXT or ordinal_of(value.cell.text) is not None


def _each_once(values: Sequence[Value], width: int) -> list[Value] | None:
    alike = [list(group) for _, group in groupby(values, key=lambda value: value.cell.text)]
    repeated = [group for group in alike if len(group) > 1]
    surplus, most = len(values) - width, len(values) - len(alike)
    if surplus >= most:
        return [group[0] for group in alike]
    if surplus < 0 or len(repeated) > 1:
        return None
    return [value for group in alike for value in (group if len(group) == 1 else group[surplus:])]
