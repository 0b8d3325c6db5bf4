"""The tables of a report with their sums: how far each is missed, and what is left of them without some cells."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from math import gcd
from operator import attrgetter
from typing import NamedTuple

from gongkai.transform.forms.equations import EXACT, Equation, Sums, sums_of
from gongkai.transform.report import Fact

CODES, VALUE, FORM = attrgetter("row", "column"), attrgetter("value"), attrgetter("form")


@dataclass(frozen=True, eq=False)
class Filled:
    """A table of one report. values: of each cell, None where none is reported.

    missed: by how much each equation is missed, if what is not reported counts as nothing.
    """

    sums: Sums
    values: list[float | None]
    missed: list[float]
    cells: Sequence[Fact]

    @property
    def is_in_order(self) -> bool:
        """Whether every cell is reported, and all sums hold: as nearly always."""
        return None not in self.values and max(map(abs, self.missed), default=0.0) <= EXACT

    @cached_property
    def facts(self) -> Mapping[int, Fact]:
        """By the number of their cell."""
        by_number = {self.sums.number_of.get((fact.row, fact.column)): fact for fact in self.cells}
        return {number: fact for number, fact in by_number.items() if number is not None}

    def is_whole(self, equation: Equation) -> bool:
        """Whether each term of the sum is reported."""
        return None not in map(self.values.__getitem__, equation.cells)


def filled_tables(facts: Sequence[Fact]) -> Iterator[Filled]:
    """The tables of a report for which its form declares sums. Where columns of two forms are mixed, most tell."""
    for table, group in groupby(facts, attrgetter("table")):
        cells = list(group)
        named = list(map(FORM, cells))
        sums = sums_of(max(dict.fromkeys(named), key=named.count), table)
        if sums:
            by_codes = dict(zip(map(CODES, cells), map(VALUE, cells), strict=True))
            values = list(map(by_codes.get, sums.codes))
            yield Filled(sums, values, sums.missed(values), cells)


class Combination(NamedTuple):
    """Equations, each times a factor, added up: of the cells that are not known, only `unknown` stay, times theirs.

    Where a cell was solved for, its own factor is positive.
    """

    factors: Mapping[int, int]  # by the number of the equation
    unknown: Mapping[int, int]  # by cell


@lru_cache(maxsize=1 << 10)
def without(sums: Sums, unknown: tuple[int, ...]) -> tuple[Combination, ...]:
    """What the equations say together where these cells are not known (by Gauss and Jordan, in whole numbers).

    Combinations in which no cell is left say whether the others can be right; one with a single cell says what it is.
    """
    rows: list[_Row] = [
        ({cell: sign for cell, sign in sums.equations[number].terms() if cell in of}, {number: 1})
        for number, of in _tied(sums, frozenset(unknown)).items()
    ]
    done = 0
    for cell in unknown:
        pivot = next((at for at in range(done, len(rows)) if cell in rows[at][0]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        if rows[done][0][cell] < 0:
            rows[done] = _times(rows[done], -1)
        for at, (cells, _) in enumerate(rows):
            if at != done and cell in cells:
                rows[at] = _without_cell(rows[at], rows[done], cell)
        done += 1
    return tuple(Combination(factors, cells) for cells, factors in rows)


def _tied(sums: Sums, unknown: frozenset[int]) -> dict[int, frozenset[int]]:
    """Equation -> its unknown cells, without the equations that say nothing of any other cell: of those, one unknown
    stands in no other equation."""
    left = {number: frozenset(cell for cell, _ in one.terms()) & unknown for number, one in enumerate(sums.equations)}
    while True:
        once = _once(left.values())
        loose = [number for number, cells in left.items() if cells & once]
        if not loose:
            return left
        for number in loose:
            del left[number]


def _once(groups: Iterable[frozenset[int]]) -> frozenset[int]:
    seen = Counter(cell for group in groups for cell in group)
    return frozenset(cell for cell, count in seen.items() if count == 1)


_Row = tuple[dict[int, int], dict[int, int]]  # (cells, equations) with their factors


def _times(row: _Row, factor: int) -> _Row:
    cells, factors = ({at: amount * factor for at, amount in side.items()} for side in row)
    return cells, factors


def _without_cell(row: _Row, pivot: _Row, cell: int) -> _Row:
    """The row less as much of the pivot as takes the cell out of it, in the smallest whole numbers."""
    mine, theirs = pivot[0][cell], row[0][cell]
    shared = gcd(mine, theirs)
    mine, theirs = mine // shared, theirs // shared
    cells, factors = (
        {at: left for at in {**own, **taken} if (left := mine * own.get(at, 0) - theirs * taken.get(at, 0))}
        for own, taken in zip(row, pivot, strict=True)
    )
    return cells, factors
