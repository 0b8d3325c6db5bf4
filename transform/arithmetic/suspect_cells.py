"""Where a table's sums do not hold: the smallest set of cells whose change makes all of them hold (Fellegi and Holt).

It is named where it is unique: one cell, or else two, with the values that would do, none of them negative or broken.
Cells that are not reported may be anything: what is left of the sums without them still has to hold. What the printed
digits, and those beside them, have to do with the right ones tells how a cell likely came to be wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from gongkai.transform.arithmetic.sums import Combination, Filled, without
from gongkai.transform.forms.equations import EXACT, Sums
from gongkai.transform.report import Fact


class Story(StrEnum):
    """The likeliest of these is told, in words of finding_words.toml; the order is that of trying."""

    DIGITS_APART = "digits_apart"  # 1 | 2 for 12
    EXCHANGED = "exchanged"  # two neighbours stand in each other's place
    DIGITS_JOINED = "digits_joined"  # 123 for 12 | 3
    DIGITS_SWAPPED = "digits_swapped"  # 21 for 12
    NEIGHBOUR = "neighbour"  # the value of the next column or row
    TOTAL_NOT_CARRIED = "total_not_carried"  # a total that is 0, or lacks one of its parts
    DIGIT_LOST = "digit_lost"  # 12 for 112
    DIGIT_ADDED = "digit_added"  # 112 for 12


class Change(NamedTuple):
    """A cell, what it is printed as, and the value that would do."""

    cell: int
    printed: float
    value: float


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
    if len(sets) > 1:  # many pairs of columns may have exchanged values; that they are neighbours singles one out
        sets = [changes for changes in sets if _is_exchange(table, changes)]
    return tuple(_told(table, sets[0])) if len(sets) == 1 else ()


def _told(table: Filled, changes: tuple[Change, ...]) -> Iterator[Suspect]:
    cells = [Wrong(table.facts[change.cell], round(change.value, 6)) for change in changes]
    for number, (cell, story) in enumerate(zip(cells, _stories(table, changes), strict=True)):
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


def _stories(table: Filled, changes: Sequence[Change]) -> tuple[Story | None, ...]:
    """The story of each change. Two changes that are one mistake have the same."""
    if _is_exchange(table, changes):
        return (Story.EXCHANGED,) * 2
    if _is_apart(table, changes):
        return (Story.DIGITS_APART,) * 2
    return tuple(next((story for story, fits in _ALONE.items() if fits(table, change)), None) for change in changes)


def _is_exchange(table: Filled, changes: Sequence[Change]) -> bool:
    """Whether two neighbouring cells hold each other's value."""
    if len(changes) != 2:
        return False
    one, other = changes
    return other.cell in table.sums.near[one.cell] and one.value == other.printed and other.value == one.printed


def _is_apart(table: Filled, changes: Sequence[Change]) -> bool:
    """Whether the digits of one number stand in two cells: joined they are the right one, and the other is nothing."""
    if len(changes) != 2:
        return False
    left, right = sorted(changes)
    if table.sums.beside[left.cell][1] != right.cell:
        return False
    joined = _digits(left.printed) + _digits(right.printed)
    return any(_digits(one.value) == joined and other.value == 0 for one, other in ((left, right), (right, left)))


def _digits(value: float) -> str:
    return f"{value:g}"


def _around(table: Filled, change: Change) -> list[str]:
    values = (table.values[cell] for cell in table.sums.near[change.cell])
    return [_digits(value) for value in values if value]


def _joined(table: Filled, change: Change) -> bool:
    printed, value = _digits(change.printed), _digits(change.value)
    return value != "0" and any(printed in (value + other, other + value) for other in _around(table, change))


def _apart(table: Filled, change: Change) -> bool:
    printed, value = _digits(change.printed), _digits(change.value)
    return printed != "0" and any(value in (printed + other, other + printed) for other in _around(table, change))


def _swapped(_: Filled, change: Change) -> bool:
    """Two digits, the rest as it is."""
    printed, value = _digits(change.printed), _digits(change.value)
    differing = [at for at, pair in enumerate(zip(printed, value, strict=False)) if pair[0] != pair[1]]
    return len(printed) == len(value) and len(differing) == 2 and sorted(printed) == sorted(value)


def _neighbour(table: Filled, change: Change) -> bool:
    return change.printed != 0 and _digits(change.printed) in _around(table, change)


def _not_carried(table: Filled, change: Change) -> bool:
    totals = [equation for equation in table.sums.equations if equation.total == change.cell]
    parts = (table.values[cell] for one in totals for cell, _ in one.terms() if cell != change.cell)
    lacking = change.value - change.printed
    return bool(totals) and (change.printed == 0 or lacking in {part for part in parts if part})


def _lacks_a_digit(short: str, long: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _lost(_: Filled, change: Change) -> bool:
    return _lacks_a_digit(_digits(change.printed), _digits(change.value))


def _added(_: Filled, change: Change) -> bool:
    return _lacks_a_digit(_digits(change.value), _digits(change.printed))


_ALONE: dict[Story, Callable[[Filled, Change], bool]] = {
    Story.DIGITS_APART: _apart,
    Story.DIGITS_JOINED: _joined,
    Story.DIGITS_SWAPPED: _swapped,
    Story.NEIGHBOUR: _neighbour,
    Story.TOTAL_NOT_CARRIED: _not_carried,
    Story.DIGIT_LOST: _lost,
    Story.DIGIT_ADDED: _added,
}
