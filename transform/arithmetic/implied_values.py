"""What the printed cells of a table imply where nothing is reported.

A cell follows where the form's sums leave it no other value: as the only unknown of a sum, or of several taken
together; or because the other parts fill their total already, and no count is negative. Where the printed cells
contradict each other, or imply what cannot be, nothing is derived in the table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.transform.arithmetic.sums import Filled, without
from gongkai.transform.forms.equations import EXACT, Sums
from gongkai.transform.report import Derived


@dataclass
class _Filling:
    """A table that is being filled in. values: by the number of the cell. proofs: cell -> the equations that prove it,
    by number."""

    sums: Sums
    values: list[float | None]
    proofs: dict[int, frozenset[int]]


class _Contradiction(Exception):
    """The printed cells cannot all be right."""


def derived(table: Filled) -> tuple[Derived, ...]:
    """The cells of one table that follow from its printed ones, each with the sums that prove it."""
    if None not in table.values or table.values.count(None) == len(table.values):
        return ()
    equations = table.sums.equations
    if any(abs(by) > EXACT and table.is_whole(one) for one, by in zip(equations, table.missed, strict=True)):
        return ()
    filling = _Filling(table.sums, list(table.values), {})
    try:
        while _one_by_one(filling) or _together(filling):
            pass
    except _Contradiction:
        return ()
    codes = {number: cell for cell, number in table.sums.number_of.items()}
    return tuple(
        Derived(table.sums.table, *codes[cell], filling.values[cell] or 0.0, " ".join(_names(filling, cell)))
        for cell in sorted(filling.proofs.keys() & table.facts.keys())
    )


def _names(filling: _Filling, cell: int) -> Iterator[str]:
    yield from (filling.sums.equations[number].name for number in sorted(filling.proofs[cell]))


def _one_by_one(filling: _Filling) -> bool:
    """Fill in what a single sum says, as long as one says anything. Returns whether anything was filled in."""
    before = len(filling.proofs)
    equations, value_of = filling.sums.equations, filling.values.__getitem__
    open_ = [number for number, one in enumerate(equations) if None in map(value_of, one.cells)]
    while open_:
        left = [number for number in open_ if not _fill_by_sum(filling, number)]
        if len(left) == len(open_):
            break
        open_ = left
    return len(filling.proofs) > before


def _fill_by_sum(filling: _Filling, number: int) -> bool:
    """Whether nothing is open in this sum, now that what it says is filled in."""
    amount, unknown = 0.0, {}
    for cell, sign in filling.sums.equations[number].terms():
        value = filling.values[cell]
        if value is None:
            unknown[cell] = sign
        else:
            amount -= sign * value
    return _fill(filling, [number], unknown, amount)


def _fill(filling: _Filling, used: Iterable[int], unknown: dict[int, int], amount: float) -> bool:
    """Where unknown cells, each times its sign, come to `amount`: fill in what they are, if that says so."""
    if not unknown:
        if abs(amount) > EXACT:
            raise _Contradiction
        return True
    if len(unknown) == 1:
        ((cell, sign),) = unknown.items()
        implied = {cell: amount * sign}
    elif _are_counts(filling.sums, unknown):
        side = next(iter(unknown.values()))
        if amount * side < -EXACT:
            raise _Contradiction  # the parts that are printed are more than their total already
        if abs(amount) > EXACT:
            return False
        implied = dict.fromkeys(unknown, 0.0)
    else:
        return False
    by = _proof(filling, used)
    for cell, value in implied.items():
        if not filling.sums.can_be(cell, value):
            raise _Contradiction
        filling.values[cell], filling.proofs[cell] = round(value, 6), by
    return True


def _are_counts(sums: Sums, unknown: dict[int, int]) -> bool:
    """Cells on one side, none of which can be negative."""
    return len(set(unknown.values())) == 1 and not sums.signed & unknown.keys()


def _proof(filling: _Filling, used: Iterable[int]) -> frozenset[int]:
    """These equations, and those by which cells in them were filled in before."""
    used = frozenset(used)
    proofs, equations = filling.proofs, filling.sums.equations
    earlier = (proofs[cell] for number in used for cell, _ in equations[number].terms() if cell in proofs)
    return used.union(*earlier)


def _together(filling: _Filling) -> bool:
    """Fill in what no sum says alone, but several together. Returns whether anything was filled in."""
    before = len(filling.proofs)
    unknown = tuple(cell for cell, value in enumerate(filling.values) if value is None)
    by = filling.sums.missed(filling.values)
    for factors, cells in without(filling.sums, unknown):
        if len(cells) < 2:
            amount = -sum(factor * by[number] for number, factor in factors.items())
            _fill(filling, factors, dict.fromkeys(cells, 1), amount / next(iter(cells.values()), 1))
    return len(filling.proofs) > before
