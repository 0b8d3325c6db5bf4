"""The sums that a form declares for a table, as equations over its cells, which are numbered in the form's order."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter

from gongkai.transform.forms import Block, Sum, Table, forms

EXACT = 1e-6  # amounts of money have decimals, and doubles carry them inexactly
Values = Sequence[float | None]  # of each cell, by its number; None where no number is printed


@dataclass(frozen=True, eq=False)
class Equation:
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

    @cached_property
    def cells(self) -> tuple[int, ...]:
        """All of them, those of the left side first."""
        return (*self.plus, *self.minus)

    def terms(self) -> Iterator[tuple[int, int]]:
        """(cell, 1 or -1)."""
        yield from ((cell, 1) for cell in self.plus)
        yield from ((cell, -1) for cell in self.minus)

    @property
    def total(self) -> int | None:
        """The cell that the others add up to; None where several stand on both sides."""
        return self.plus[0] if len(self.plus) == 1 else self.minus[0] if len(self.minus) == 1 else None

    @cached_property
    def left(self) -> Callable[[Sequence[float]], float]:
        """What the left side comes to."""
        return _adder(self.plus)

    @cached_property
    def right(self) -> Callable[[Sequence[float]], float]:
        """What the right side comes to."""
        return _adder(self.minus)


def _adder(cells: Sequence[int]) -> Callable[[Sequence[float]], float]:
    if len(cells) == 1:
        return itemgetter(cells[0])
    take = itemgetter(*cells)
    return lambda values: sum(take(values))


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """A table's cells, and the equations between them.

    codes: of row and column, of each cell; number_of: the other way round. signed: cells that may be negative.
    divisible: amounts of money, and what has no unit; others are counts. beside: cell -> the ones left and right of it
    in its row; near: those, and the ones above and below it.
    """

    table: str
    codes: tuple[tuple[str, str], ...]
    number_of: Mapping[tuple[str, str], int]
    equations: tuple[Equation, ...]
    signed: frozenset[int]
    divisible: frozenset[int]
    beside: Mapping[int, tuple[int | None, int | None]]
    near: Mapping[int, tuple[int, ...]]

    def cells_of(self, equation: Equation) -> list[tuple[str, str]]:
        """(row, column) of each, those of the left side first."""
        return [self.codes[number] for number in equation.cells]

    def is_total(self, row: str, column: str, parts: Iterable[str]) -> bool:
        """Whether just these other columns of a row add up to the one."""
        left, right = (self.number_of.get((row, column)),), {self.number_of.get((row, part)) for part in parts}
        return any(one.plus == left and set(one.minus) == right for one in self.equations)

    def can_be(self, cell: int, value: float) -> bool:
        """Counts are whole, and most values are not negative."""
        whole = cell in self.divisible or abs(value - round(value)) <= EXACT
        return whole and (value >= -EXACT or cell in self.signed)

    def impossible(self, values: Values) -> list[int]:
        """The cells whose numbers cannot be what is counted there."""
        odd = [(cell, value) for cell, value in enumerate(values) if value and (value < 0 or value % 1)]
        return [cell for cell, value in odd if not self.can_be(cell, value)]

    def missed(self, values: Values) -> list[float]:
        """How much the left side of each equation is more than the right one; None counts as nothing."""
        if not any(values):  # as in most towns
            return [0.0] * len(self.equations)
        known = [value or 0.0 for value in values] if None in values else values
        return [one.left(known) - one.right(known) for one in self.equations]  # type: ignore[arg-type]


@cache
def sums_of(form: str | None, table: str) -> Sums | None:
    """None where the form, or the table, is none that declares sums."""
    declared = next((one for one in forms() if one.code == form), None)
    of_table = next((one for one in declared.tables if one.code == table), None) if declared else None
    return sums_of_table(of_table) if of_table and of_table.sums else None


@cache
def sums_of_table(table: Table) -> Sums:
    """The table as its form declares it."""
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
        tuple(number_of),
        number_of,
        tuple(
            equation for sum_ in table.sums for block in table.blocks for equation in _equations(sum_, block, number_of)
        ),
        frozenset(number for number, (_, _, column) in enumerate(cells) if column.signed),
        frozenset(number for number, (_, _, column) in enumerate(cells) if (column.unit or "元").endswith("元")),
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
