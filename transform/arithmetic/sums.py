"""The sums that a form declares for a table, as equations over its cells, and what is left of them without some."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from math import gcd
from operator import attrgetter, itemgetter
from typing import NamedTuple

from gongkai.transform.forms import Block, Sum, Table, forms
from gongkai.transform.report import Fact

EXACT = 1e-6  # amounts of money have decimals, and doubles carry them inexactly


class Equation(NamedTuple):
    """What the cells `plus` add up to, those of `minus` add up to. of: rows or columns; along: the column or row."""

    code: str
    of: str
    along: str
    plus: tuple[int, ...]
    minus: tuple[int, ...]

    @property
    def name(self) -> str:
        """As `derived` names its proof."""
        return f"{self.code}.{self.along}"

    def terms(self) -> Iterator[tuple[int, int]]:
        """(cell, 1 or -1)."""
        yield from ((cell, 1) for cell in self.plus)
        yield from ((cell, -1) for cell in self.minus)

    @property
    def total(self) -> int | None:
        """The cell that the others add up to; None where several stand on both sides."""
        return self.plus[0] if len(self.plus) == 1 else self.minus[0] if len(self.minus) == 1 else None

    def missed_by(self, values: Sequence[float]) -> float:
        """How much the left side is more than the right one."""
        at = values.__getitem__
        return sum(map(at, self.plus)) - sum(map(at, self.minus))


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """A table's cells, numbered in the form's order, and the equations between them.

    number_of: codes of row and column -> cell. signed: cells that may be negative. divisible: amounts of money; others
    are counts. beside: cell -> the ones left and right of it in its row; near: those, and the ones above and below it.
    """

    table: str
    number_of: Mapping[tuple[str, str], int]
    equations: tuple[Equation, ...]
    signed: frozenset[int]
    divisible: frozenset[int]
    beside: Mapping[int, tuple[int | None, int | None]]
    near: Mapping[int, tuple[int, ...]]

    def can_be(self, cell: int, value: float) -> bool:
        """Counts are whole, and most values are not negative."""
        whole = cell in self.divisible or abs(value - round(value)) <= EXACT
        return whole and (value >= -EXACT or cell in self.signed)


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A table of one report. values: of each cell, None where none is reported.

    missed: by how much each equation is missed, if what is not reported counts as nothing.
    """

    sums: Sums
    values: list[float | None]
    missed: list[float]
    facts: Mapping[int, Fact]

    @property
    def is_in_order(self) -> bool:
        """Whether every cell is reported, and all sums hold: as nearly always."""
        return None not in self.values and not any(abs(amount) > EXACT for amount in self.missed)

    def is_whole(self, equation: Equation) -> bool:
        """Whether each term of the sum is reported."""
        return all(self.values[cell] is not None for cell, _ in equation.terms())


def filled_tables(facts: Sequence[Fact]) -> Iterator[Filled]:
    """The tables of a report for which its form declares sums. Where columns of two forms are mixed, most tell."""
    for table, group in groupby(facts, attrgetter("table")):
        cells = list(group)
        named = [fact.form for fact in cells]
        sums = sums_of(max(dict.fromkeys(named), key=named.count), table)
        if sums:
            numbers = map(sums.number_of.get, map(itemgetter(1, 2), cells))  # by row and column
            yield filled(
                sums, {number: fact for number, fact in zip(numbers, cells, strict=True) if number is not None}
            )


def filled(sums: Sums, facts: Mapping[int, Fact]) -> Filled:
    """A table with these facts, by the number of their cell."""
    values = [facts[cell].value if cell in facts else None for cell in range(len(sums.number_of))]
    return Filled(sums, values, missed(sums, values), facts)


def missed(sums: Sums, values: Sequence[float | None]) -> list[float]:
    """By how much each equation is missed; cells that are not known count as nothing."""
    if not any(values):  # as in most towns
        return [0.0] * len(sums.equations)
    known = [value or 0.0 for value in values]
    return [equation.missed_by(known) for equation in sums.equations]


@cache
def sums_of(form: str | None, table: str) -> Sums | None:
    """None where the form, or the table, is none that declares sums."""
    declared = next((one for one in forms() if one.code == form), None)
    of_table = next((one for one in declared.tables if one.code == table), None) if declared else None
    return _sums(of_table) if of_table and of_table.sums else None


def _sums(table: Table) -> Sums:
    cells = [(block, row, column) for block in table.blocks for row in block.rows for column in block.columns]
    number_of = {(row.code, column.code): number for number, (_, row, column) in enumerate(cells)}
    beside: dict[int, tuple[int | None, int | None]] = {}
    near: dict[int, tuple[int, ...]] = {}
    for block in table.blocks:
        grid = [[number_of[row.code, column.code] for column in block.columns] for row in block.rows]
        for row, of_row in enumerate(grid):
            for column, cell in enumerate(of_row):
                left = of_row[column - 1] if column else None
                right = of_row[column + 1] if of_row[column + 1 :] else None
                above = grid[row - 1][column] if row else None
                below = grid[row + 1][column] if grid[row + 1 :] else None
                beside[cell] = (left, right)
                near[cell] = tuple(one for one in (left, right, above, below) if one is not None)
    return Sums(
        table.code,
        number_of,
        tuple(
            equation for sum_ in table.sums for block in table.blocks for equation in _equations(sum_, block, number_of)
        ),
        frozenset(number for number, (_, _, column) in enumerate(cells) if column.signed),
        frozenset(number for number, (_, _, column) in enumerate(cells) if (column.unit or "").endswith("元")),
        beside,
        near,
    )


def _equations(sum_: Sum, block: Block, number_of: Mapping[tuple[str, str], int]) -> Iterator[Equation]:
    """A sum of rows holds for each column of the block that has these rows, and the other way round."""
    rows, columns = [row.code for row in block.rows], [column.code for column in block.columns]
    terms, along = (rows, columns) if sum_.of == "rows" else (columns, rows)
    if not {*sum_.left, *sum_.right} <= set(terms):
        return
    for other in along:
        left, right = (
            tuple(number_of[(term, other) if sum_.of == "rows" else (other, term)] for term in side)
            for side in (sum_.left, sum_.right)
        )
        yield Equation(sum_.code, sum_.of, other, left, right)


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
