"""What the forms' sums can tell: wrong cells located, lost cells derived, and how often either is wrong.

python -m benchmarks.arithmetic [TABLES]

Tables of applications of both forms, with different figures or small ones as towns have them, get one or two wrong
cells (as they are met: digits swapped, lost or added, the figure of another cell, any other), or lose cells (columns
and rows cut off, some dropped, noughts left blank). `of` counts planted errors, or lost cells that the sums imply, by
ranks over a prime field: that has nothing to do with how the program finds them. `told` counts answers, `wrong` those
that are wrong; noughts that follow because no count is negative are told beyond what is counted.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from gongkai.transform.arithmetic import calculate
from gongkai.transform.forms import forms
from gongkai.transform.forms.equations import Sums, sums_of
from gongkai.transform.report import Fact, Status

PRIME = 2_147_483_647
TABLE = "applications"
Cells = dict[tuple[str, str], int]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.arithmetic", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("tables", nargs="?", type=int, default=2000, help="how many tables of each kind")
    asked = parser.parse_args()
    print(f"{'form':<6} {'figures':<10} {'planted':<22} {'of':>7} {'found':>8} {'told':>7} {'wrong':>6}")
    for form in forms():
        for numbers in ("different", "small"):
            for what, one in measured(form.code, numbers, asked.tables):
                share = one.found / max(one.of, 1)
                print(f"{form.code:<6} {numbers:<10} {what:<22} {one.of:>7} {share:>8.4f} {one.told:>7} {one.wrong:>6}")


class Measured(NamedTuple):
    """of: how many there are to be found. told: how many answers there were, right or wrong."""

    of: int
    found: int
    told: int
    wrong: int


def measured(form: str, numbers: str, tables: int) -> Iterator[tuple[str, Measured]]:
    """What was planted, and what came of it."""
    rng = random.Random(f"{form} {numbers}")
    for errors, what in ((0, "nothing"), (1, "one wrong cell"), (2, "two wrong cells")):
        yield what, located(form, numbers, errors, tables, rng)
    for cut in CUTS:
        yield str(getattr(cut, "__name__", "")).replace("_", " "), completed(form, numbers, cut, tables, rng)


def located(form: str, numbers: str, errors: int, tables: int, rng: random.Random) -> Measured:
    """Tables with so many wrong cells; with none, nothing is the right answer."""
    found = told = wrong = 0
    for _ in range(tables):
        cells = made(form, numbers, rng)
        printed = dict(cells)
        for cell in rng.sample([*cells], errors):
            printed[cell] = misprinted(cells, cell, rng)
        said = {(one.fact.row, one.fact.column): one.would_do for one in calculate(facts(form, printed)).suspects}
        right = {cell: float(cells[cell]) for cell in cells if printed[cell] != cells[cell]}
        found += said == right
        told += bool(said)
        wrong += bool(said) and said != right
    return Measured(tables, found, told, wrong)


def completed(form: str, numbers: str, cut: "Cut", tables: int, rng: random.Random) -> Measured:
    """Of the cells that the sums alone imply, those that were derived; and those derived that are wrong."""
    sums = sums_of(form, TABLE)
    assert sums
    of = found = told = wrong = 0
    for _ in range(tables):
        cells = made(form, numbers, rng)
        lost = cut(cells, rng)
        left = {cell: value for cell, value in cells.items() if cell not in lost}
        said = {(one.row, one.column): one.value for one in calculate(facts(form, left)).derived}
        implied = implied_cells(sums, {sums.number_of[cell] for cell in lost})
        of += len(implied)
        found += sum(sums.number_of[cell] in implied for cell in said)
        told += len(said)
        wrong += sum(value != cells[cell] for cell, value in said.items())
    return Measured(of, found, told, wrong)


def made(form: str, numbers: str, rng: random.Random) -> Cells:
    """A table whose sums hold. numbers: different (each cell has its own), or small (most are 0)."""
    declared = next(one for one in forms() if one.code == form).table(TABLE)
    outcomes = next(sum_.right for sum_ in declared.sums if sum_.code == "outcomes")
    columns = [column.code for column in declared.blocks[0].columns][:-1]
    distinct = iter(rng.sample(range(101, 9999), 400))

    def number() -> int:
        small = 0 if rng.random() < 0.7 else rng.choice((1, 1, 2, 3, 5, 8, 13, 40))
        return next(distinct) if numbers == "different" else small

    cells: Cells = {}
    for column in columns:
        cells |= {(row, column): number() for row in outcomes}
        cells["total_handled", column] = sum(cells[row, column] for row in outcomes)
        cells["carried_out", column] = number()
        into = cells["total_handled", column] + cells["carried_out", column]
        cells["carried_in", column] = min(number(), into)
        cells["received", column] = into - cells["carried_in", column]
    for row in {row for row, _ in cells}:
        cells[row, "total"] = sum(cells[row, column] for column in columns)
    in_order = [(row.code, column.code) for row in declared.blocks[0].rows for column in declared.blocks[0].columns]
    return {cell: cells[cell] for cell in in_order}


def misprinted(cells: Cells, cell: tuple[str, str], rng: random.Random) -> int:
    """Another number in the place of this one, as it is met."""
    right = str(cells[cell])
    row = [value for (code, _), value in cells.items() if code == cell[0]]
    ways: list[Callable[[], str]] = [
        lambda: _swapped(right, rng),
        lambda: right[:-1],
        lambda: right + rng.choice("0123456789"),
        lambda: str(rng.choice(row)),
        lambda: str(rng.randrange(0, 400)),
    ]
    rng.shuffle(ways)
    wrong = (int(printed) for way in ways if (printed := way()))
    return next((printed for printed in wrong if printed != cells[cell]), cells[cell] + 1)


def _swapped(digits: str, rng: random.Random) -> str:
    if len(digits) < 2:
        return ""
    at = rng.randrange(len(digits) - 1)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


def facts(form: str, cells: Cells) -> tuple[Fact, ...]:
    """The table as the reader would report it; cells that are not there are absent."""
    declared = next(one for one in forms() if one.code == form)
    return tuple(
        Fact(table.code, row.code, column.code, float(value), Status.REPORTED, "件", str(value), 1, "made", form)
        if (value := cells.get((row.code, column.code))) is not None
        else Fact(table.code, row.code, column.code, None, Status.ABSENT, "件", form=form)
        for table, _, row, column in declared.cells()
        if table.code == TABLE
    )


def columns_cut_off(cells: Cells, rng: random.Random) -> set[tuple[str, str]]:
    """The last columns of the upper rows, as at the end of a page."""
    rows, columns = _rows(cells), _columns(cells)
    upper, right = rng.randrange(1, len(rows) + 1), rng.randrange(1, 3)
    return {(row, column) for row in rows[:upper] for column in columns[-right:]}


def rows_cut_off(cells: Cells, rng: random.Random) -> set[tuple[str, str]]:
    """The last rows, as where a text breaks off, or one in the middle."""
    rows = _rows(cells)
    lost = rows[-rng.randrange(1, 4) :] if rng.random() < 0.7 else [rng.choice(rows)]
    return {cell for cell in cells if cell[0] in lost}


def cells_dropped(cells: Cells, rng: random.Random) -> set[tuple[str, str]]:
    """Some here and there."""
    return set(rng.sample([*cells], rng.randrange(1, 40)))


def noughts_left_blank(cells: Cells, rng: random.Random) -> set[tuple[str, str]]:
    """As offices do that fill in totals only; where no figure is 0, the small ones."""
    least = max(0, min(cells.values()))
    return {cell for cell, value in cells.items() if value == least and rng.random() < 0.9}


Cut = Callable[[Cells, random.Random], set[tuple[str, str]]]
CUTS: tuple[Cut, ...] = (columns_cut_off, rows_cut_off, cells_dropped, noughts_left_blank)


def _rows(cells: Cells) -> list[str]:
    return [*dict.fromkeys(row for row, _ in cells)]


def _columns(cells: Cells) -> list[str]:
    return [*dict.fromkeys(column for _, column in cells)]


def implied_cells(sums: Sums, lost: set[int]) -> set[int]:
    """Lost cells that the equations leave one value only: adding one to their rows does not raise the rank."""
    rows = [{cell: sign for cell, sign in one.terms() if cell in lost} for one in sums.equations]
    basis = _basis(rows)
    return {cell for cell in lost if not _reduced({cell: 1}, basis)}


def _basis(rows: Sequence[dict[int, int]]) -> dict[int, dict[int, int]]:
    """Leading cell -> row, in echelon form."""
    basis: dict[int, dict[int, int]] = {}
    for row in rows:
        left = _reduced(row, basis)
        if left:
            lead = min(left)
            scale = pow(left[lead], -1, PRIME)
            basis[lead] = {cell: value * scale % PRIME for cell, value in left.items()}
    return basis


def _reduced(row: dict[int, int], basis: dict[int, dict[int, int]]) -> dict[int, int]:
    left = {cell: value % PRIME for cell, value in row.items() if value % PRIME}
    while left:
        lead = next((cell for cell in sorted(left) if cell in basis), None)
        if lead is None:
            return left
        times = left[lead]
        for cell, value in basis[lead].items():
            amount = (left.get(cell, 0) - times * value) % PRIME
            if amount:
                left[cell] = amount
            else:
                left.pop(cell, None)
    return left


if __name__ == "__main__":
    main()
