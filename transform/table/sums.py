"""What adds up in a table: the sums that its form declares, as evidence of where values stand.

Sums are asked of what is printed, and never change it. A sum with a cell missing tells nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, cached_property, lru_cache
from operator import itemgetter

from gongkai.transform.forms import Table

Cells = Mapping[tuple[str, str], float | None]  # (row, column) -> value; None where no number is printed
TOLERANCE = 1e-6
MOST_FAILING = 4  # sums must hold for each that fails


class Outcome(Enum):
    """Of an equation. NOUGHTS: it holds, as all its cells are 0. OPEN: one of them has no value."""

    HOLDS = auto()
    NOUGHTS = auto()
    FAILS = auto()
    OPEN = auto()


@dataclass(frozen=True)
class Equation:
    """The cells of both sides add up to the same."""

    left: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...]

    @cached_property
    def whole(self) -> tuple[tuple[str, str], ...]:
        """All its cells, those of the left side first."""
        return (*self.left, *self.right)

    @cached_property
    def along_row(self) -> bool:
        """Whether all its cells are of one row."""
        return len({row for row, _ in self.whole}) == 1

    @cached_property
    def values_of(self) -> Callable[[Cells], tuple[float | None, ...]]:
        """Takes the values of all its cells at once."""
        return itemgetter(*self.whole)

    def outcome(self, cells: Cells) -> Outcome:
        """What it comes to with these values of all its cells."""
        values, left = self.values_of(cells), len(self.left)
        if None in values:
            return Outcome.OPEN
        if abs(sum(values[:left]) - sum(values[left:])) > TOLERANCE:  # type: ignore[arg-type]
            return Outcome.FAILS
        return Outcome.HOLDS if any(values) else Outcome.NOUGHTS


@dataclass(frozen=True, slots=True)
class Proof:
    """holding, failing: how many sums do and do not add up, of those that are whole and not all noughts.

    proved: cells all of whose sums are whole and hold, one of them not of noughts only. supported: cells of a sum that
    holds and is not of noughts only. refuted: cells of a sum along their own row that fails.
    """

    holding: int
    failing: int
    proved: frozenset[tuple[str, str]]
    supported: frozenset[tuple[str, str]]
    refuted: frozenset[tuple[str, str]]

    @property
    def mostly_holds(self) -> bool:
        """Whether sums fail here and there only: misprints, for figures in wrong places break many."""
        return self.failing * MOST_FAILING <= self.holding


NOTHING = Proof(0, 0, frozenset(), frozenset(), frozenset())


@cache
def equations(table: Table) -> tuple[Equation, ...]:
    """Every sum of the form's table, cell by cell."""
    return tuple(_equations(table))


def _equations(table: Table) -> Iterator[Equation]:
    for block in table.blocks:
        rows, columns = [row.code for row in block.rows], [column.code for column in block.columns]
        for declared in table.sums:
            if declared.of == "rows" and {*declared.left, *declared.right} <= set(rows):
                for column in columns:
                    yield Equation(
                        tuple((row, column) for row in declared.left), tuple((row, column) for row in declared.right)
                    )
            elif declared.of == "columns" and {*declared.left, *declared.right} <= set(columns):
                for row in rows:
                    yield Equation(
                        tuple((row, column) for column in declared.left),
                        tuple((row, column) for column in declared.right),
                    )


@cache
def _without_values(table: Table) -> Cells:
    return dict.fromkeys((cell for equation in equations(table) for cell in equation.whole), None)


def prove(table: Table, cells: Cells) -> Proof:
    """Ask every sum of the table of these values."""
    if not any(cells.values()):  # as in most towns
        return NOTHING
    of_all = {**_without_values(table), **cells}
    return _proof(table, tuple([equation.outcome(of_all) for equation in equations(table)]))


@lru_cache(maxsize=1 << 10)
def _proof(table: Table, outcomes: tuple[Outcome, ...]) -> Proof:
    """What the outcomes of all equations say together: mostly they all hold."""
    supported: set[tuple[str, str]] = set()
    unproved: set[tuple[str, str]] = set()
    refuted: set[tuple[str, str]] = set()
    for equation, outcome in zip(equations(table), outcomes, strict=True):
        if outcome in (Outcome.OPEN, Outcome.FAILS):
            unproved.update(equation.whole)
        if outcome is Outcome.FAILS and equation.along_row:
            refuted.update(equation.whole)
        if outcome is Outcome.HOLDS:
            supported.update(equation.whole)
    holding, failing = outcomes.count(Outcome.HOLDS), outcomes.count(Outcome.FAILS)
    return Proof(holding, failing, frozenset(supported - unproved), frozenset(supported), frozenset(refuted))
