"""What adds up in a table: the sums that its form declares, as evidence of where values stand.

Sums are asked of what is printed, and never change it. A sum with a cell missing tells nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from gongkai.transform.forms import Table

Cells = Mapping[tuple[str, str], float | None]  # (row, column) -> value; None where no number is printed
TOLERANCE = 1e-6
MOST_FAILING = 4  # sums must hold for each that fails


@dataclass(frozen=True, slots=True)
class Equation:
    """The cells of both sides add up to the same."""

    left: tuple[tuple[str, str], ...]
    right: tuple[tuple[str, str], ...]


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
def equations_of(table: Table) -> Mapping[tuple[str, str], int]:
    """How many sums each cell is part of."""
    counts: dict[tuple[str, str], int] = {}
    for equation in equations(table):
        for cell in (*equation.left, *equation.right):
            counts[cell] = counts.get(cell, 0) + 1
    return counts


def prove(table: Table, cells: Cells) -> Proof:
    """Ask every sum of the table of these values."""
    if not any(cells.values()):  # as in most towns
        return NOTHING
    holding = failing = 0
    holds: dict[tuple[str, str], int] = {}
    told: set[tuple[str, str]] = set()
    refuted: set[tuple[str, str]] = set()
    for equation in equations(table):
        left = [cells.get(cell) for cell in equation.left]
        right = [cells.get(cell) for cell in equation.right]
        if None in left or None in right:
            continue
        whole = (*equation.left, *equation.right)
        if abs(sum(left) - sum(right)) > TOLERANCE:  # type: ignore[arg-type]
            failing += 1
            if len({row for row, _ in whole}) == 1:
                refuted.update(whole)
            continue
        nontrivial = any(left) or any(right)
        holding += nontrivial
        for cell in whole:
            holds[cell] = holds.get(cell, 0) + 1
        if nontrivial:
            told.update(whole)
    of = equations_of(table)
    proved = frozenset(cell for cell in told if holds[cell] == of[cell])
    return Proof(holding, failing, proved, frozenset(told), frozenset(refuted))
