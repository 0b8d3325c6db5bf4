"""What adds up in a table: the sums that its form declares, as evidence of where values stand.

Sums are asked of what is printed, and never change it. A sum with a cell missing tells nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from gongkai.transform.forms import Table
from gongkai.transform.forms.equations import EXACT, Equation, Sums, Values, sums_of_table

MOST_FAILING = 4  # sums must hold for each that fails


class Outcome(Enum):
    """Of an equation. NOUGHTS: it holds, as all its cells are 0. OPEN: one of them has no value."""

    HOLDS = auto()
    NOUGHTS = auto()
    FAILS = auto()
    OPEN = auto()


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


def prove(table: Table, cells: Mapping[tuple[str, str], float | None]) -> Proof:
    """Ask every sum of the table of these values: (row, column) -> value; None where no number is printed."""
    sums = sums_of_table(table)
    return prove_values(sums, [cells.get(cell) for cell in sums.number_of])


def prove_values(sums: Sums, values: Values) -> Proof:
    """The same of all cells in the form's order."""
    if not sums.equations or not any(values):  # as in most towns
        return NOTHING
    is_whole = None not in values
    missed = sums.missed(values)
    outcomes = [_outcome(one, by, values, is_whole) for one, by in zip(sums.equations, missed, strict=True)]
    return _proof(sums, tuple(outcomes))


def _outcome(equation: Equation, missed: float, values: Values, is_whole: bool) -> Outcome:
    if not is_whole and None in [values[cell] for cell in equation.cells]:
        return Outcome.OPEN
    if abs(missed) > EXACT:
        return Outcome.FAILS
    return Outcome.HOLDS if any(map(values.__getitem__, equation.cells)) else Outcome.NOUGHTS


@lru_cache(maxsize=1 << 10)
def _proof(sums: Sums, outcomes: tuple[Outcome, ...]) -> Proof:
    """What the outcomes of all equations say together: mostly they all hold."""
    supported: set[tuple[str, str]] = set()
    unproved: set[tuple[str, str]] = set()
    refuted: set[tuple[str, str]] = set()
    for equation, outcome in zip(sums.equations, outcomes, strict=True):
        cells = sums.cells_of(equation)
        if outcome in (Outcome.OPEN, Outcome.FAILS):
            unproved.update(cells)
        if outcome is Outcome.FAILS and equation.of == "columns":
            refuted.update(cells)
        if outcome is Outcome.HOLDS:
            supported.update(cells)
    holding, failing = outcomes.count(Outcome.HOLDS), outcomes.count(Outcome.FAILS)
    return Proof(holding, failing, frozenset(supported - unproved), frozenset(supported), frozenset(refuted))
