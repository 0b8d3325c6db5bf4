"""Where a table's sums do not hold: the smallest set of cells whose change makes all of them hold (Fellegi and Holt).

It is named where it is unique: one cell, or else two, with the values that would do, none of them negative or broken.
Cells that are not reported may be anything: what is left of the sums without them still has to hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from gongkai.transform.arithmetic.likely_slips import Change, Story, is_exchange, story_of
from gongkai.transform.arithmetic.sums import EXACT, Combination, Filled, Sums, without
from gongkai.transform.report import Fact


class Wrong(NamedTuple):
    """A cell that is likely wrong. would_do: the value with which all sums of the table hold."""

    fact: Fact
    would_do: float


class Suspect(NamedTuple):
    """A cell that is likely wrong, and the value that would do.

    story: how it likely came to be wrong; None where nothing tells. other: the one that would have to change with it.
    """

    fact: Fact
    would_do: float
    story: Story | None
    other: Wrong | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Tests:
    """What must be nothing in a table: combinations of its sums, and which of them each cell has a part in.

    parts: cell -> test -> factor. masks: cell -> the tests as bits.
    """

    tests: tuple[Combination, ...]
    parts: Mapping[int, Mapping[int, int]]
    masks: Mapping[int, int]


def suspects(table: Filled) -> tuple[Suspect, ...]:
    """The cells that are likely wrong, if the sums single them out; none where all hold or several sets would do."""
    if not any(table.missed):
        return ()
    tests = _tests(table.sums, tuple(cell for cell, value in enumerate(table.values) if value is None))
    wrong = {
        number: amount
        for number, (factors, _) in enumerate(tests.tests)
        if abs(amount := sum(factor * table.missed[at] for at, factor in factors.items())) > EXACT
    }
    if not wrong:
        return ()
    sets = [*_single(table, tests, wrong)] or [*_pairs(table, tests, wrong)]
    if len(sets) > 1:  # many pairs of columns may have exchanged figures; that they are neighbours singles one out
        sets = [changes for changes in sets if is_exchange(table, changes)]
    return tuple(_told(table, sets[0])) if len(sets) == 1 else ()


def _told(table: Filled, changes: tuple[Change, ...]) -> Iterator[Suspect]:
    cells = [Wrong(table.facts[change.cell], round(change.value, 6)) for change in changes]
    for number, (cell, story) in enumerate(zip(cells, story_of(table, changes), strict=True)):
        yield Suspect(cell.fact, cell.would_do, story, cells[1 - number] if len(cells) == 2 else None)


@lru_cache(maxsize=1 << 8)
def _tests(sums: Sums, unknown: tuple[int, ...]) -> _Tests:
    tests = tuple(one for one in without(sums, unknown) if not one.unknown)
    parts: dict[int, dict[int, int]] = {}
    for number, (factors, _) in enumerate(tests):
        for at, factor in factors.items():
            for cell, sign in sums.equations[at].terms():
                of_cell = parts.setdefault(cell, {})
                of_cell[number] = of_cell.get(number, 0) + sign * factor
    kept = {
        cell: {number: part for number, part in of_cell.items() if part}
        for cell, of_cell in parts.items()
        if cell not in unknown
    }
    return _Tests(tests, kept, {cell: sum(1 << number for number in of_cell) for cell, of_cell in kept.items()})


def _single(table: Filled, tests: _Tests, wrong: Mapping[int, float]) -> Iterator[tuple[Change, ...]]:
    mask = sum(1 << number for number in wrong)
    for cell, of_cell in tests.masks.items():
        if of_cell == mask:
            by = {round(-amount / tests.parts[cell][number], 6) for number, amount in wrong.items()}
            if len(by) == 1:
                yield from _allowed(table, {cell: by.pop()})


def _pairs(table: Filled, tests: _Tests, wrong: Mapping[int, float]) -> Iterator[tuple[Change, ...]]:
    mask = sum(1 << number for number in wrong)
    alike: dict[int, list[int]] = {}  # cells by the tests that hold: what one of a pair changes there, the other undoes
    for cell, of_cell in tests.masks.items():
        alike.setdefault(of_cell & ~mask, []).append(cell)
    for cells in alike.values():
        for one, other in combinations(cells, 2):
            if (tests.masks[one] | tests.masks[other]) & mask == mask:
                yield from _solved(table, tests, wrong, one, other)


def _solved(
    table: Filled, tests: _Tests, wrong: Mapping[int, float], one: int, other: int
) -> Iterator[tuple[Change, ...]]:
    """The two changes that make all tests hold, if any do. Two cells with the same part in all tests tell nothing."""
    here, there = tests.parts[one], tests.parts[other]
    rows = [(here.get(at, 0), there.get(at, 0), -wrong.get(at, 0.0)) for at in {*here, *there}]
    for (a, b, amount), (c, d, more) in combinations(rows, 2):
        by = a * d - b * c
        if abs(by) > EXACT:
            first, second = (amount * d - b * more) / by, (a * more - amount * c) / by
            if all(abs(a * first + b * second - amount) <= EXACT for a, b, amount in rows):
                yield from _allowed(table, {one: first, other: second})
            return


def _allowed(table: Filled, by: Mapping[int, float]) -> Iterator[tuple[Change, ...]]:
    changes = tuple(Change(cell, table.values[cell] or 0.0, (table.values[cell] or 0.0) + by[cell]) for cell in by)
    if all(abs(amount) > EXACT for amount in by.values()) and all(
        table.sums.can_be(one.cell, one.value) for one in changes
    ):
        yield changes
