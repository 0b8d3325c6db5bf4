"""How a figure likely came to be wrong: what the printed digits and those beside it have to do with the right ones."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from gongkai.transform.arithmetic.sums import Filled


class Story(StrEnum):
    """The likeliest of these is told, in words of finding_words.toml; the order is that of trying."""

    DIGITS_APART = "digits_apart"  # 1 | 2 for 12
    EXCHANGED = "exchanged"  # two neighbours stand in each other's place
    DIGITS_JOINED = "digits_joined"  # 123 for 12 | 3
    DIGITS_SWAPPED = "digits_swapped"  # 21 for 12
    NEIGHBOUR = "neighbour"  # the figure of the next column or row
    TOTAL_NOT_CARRIED = "total_not_carried"  # a total that is 0, or lacks one of its parts
    DIGIT_LOST = "digit_lost"  # 12 for 112
    DIGIT_ADDED = "digit_added"  # 112 for 12


class Change(NamedTuple):
    """A cell, what it is printed as, and the value that would do."""

    cell: int
    printed: float
    value: float


def story_of(table: Filled, changes: Sequence[Change]) -> tuple[Story | None, ...]:
    """The story of each change. Two changes that are one mistake have the same."""
    if is_exchange(table, changes):
        return (Story.EXCHANGED,) * 2
    if _is_apart(table, changes):
        return (Story.DIGITS_APART,) * 2
    return tuple(next((story for story, fits in _ALONE.items() if fits(table, change)), None) for change in changes)


def is_exchange(table: Filled, changes: Sequence[Change]) -> bool:
    """Whether two neighbouring cells hold each other's figure."""
    if len(changes) != 2:
        return False
    one, other = changes
    return other.cell in table.sums.near[one.cell] and one.value == other.printed and other.value == one.printed


def _is_apart(table: Filled, changes: Sequence[Change]) -> bool:
    """Whether the digits of one figure stand in two cells: joined they are the right one, and the other is nothing."""
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
