"""What the printed cells of a table imply where nothing is reported.

A cell follows where the form's sums leave it no other value: as the only unknown of a sum, or of several taken
together; or because the other parts fill their total already, and no count is negative. Where the printed cells
contradict each other, or imply what cannot be, nothing is derived in the table.
"""

from collections.abc import Iterable, Iterator

from gongkai.transform.arithmetic.sums import EXACT, Filled, Sums, missed, without
from gongkai.transform.report import Derived

_Proofs = dict[int, frozenset[int]]  # cell -> the equations that prove it, by number


class _Contradiction(Exception):
    """The printed cells cannot all be right."""


def derived(table: Filled) -> tuple[Derived, ...]:
    """The cells of one table that follow from its printed ones, each with the sums that prove it."""
    if None not in table.values or table.values.count(None) == len(table.values):
        return ()
    values = list(table.values)
    proofs: _Proofs = {}
    try:
        while _one_by_one(table.sums, values, proofs) or _together(table.sums, values, proofs):
            pass
    except _Contradiction:
        return ()
    codes = {number: cell for cell, number in table.sums.place.items()}
    return tuple(
        Derived(table.sums.table, *codes[cell], values[cell] or 0.0, " ".join(_names(table.sums, proofs[cell])))
        for cell in sorted(proofs.keys() & table.facts.keys())
    )


def _names(sums: Sums, numbers: Iterable[int]) -> Iterator[str]:
    yield from (sums.equations[number].name for number in sorted(numbers))


def _one_by_one(sums: Sums, values: list[float | None], proofs: _Proofs) -> bool:
    """Fill in what a single sum says, as long as one says anything. Returns whether anything was filled in."""
    before = len(proofs)
    open_ = list(range(len(sums.equations)))
    while open_:
        left = [number for number in open_ if not _settle(sums, number, values, proofs)]
        if len(left) == len(open_):
            break
        open_ = left
    return len(proofs) > before


def _settle(sums: Sums, number: int, values: list[float | None], proofs: _Proofs) -> bool:
    """Whether nothing is open in this sum, now that what it says is filled in."""
    amount, unknown = 0.0, {}
    for cell, sign in sums.equations[number].terms():
        value = values[cell]
        if value is None:
            unknown[cell] = sign
        else:
            amount -= sign * value
    return _fill(sums, [number], unknown, amount, values, proofs)


def _fill(
    sums: Sums,
    used: Iterable[int],
    unknown: dict[int, int],
    amount: float,
    values: list[float | None],
    proofs: _Proofs,
) -> bool:
    """Where unknown cells, each times its sign, come to `amount`: fill in what they are, if that says so."""
    if not unknown:
        if abs(amount) > EXACT:
            raise _Contradiction
        return True
    if len(unknown) == 1:
        ((cell, sign),) = unknown.items()
        found = {cell: amount * sign}
    elif _are_counts(sums, unknown):
        side = next(iter(unknown.values()))
        if amount * side < -EXACT:
            raise _Contradiction  # the parts that are printed are more than their total already
        if abs(amount) > EXACT:
            return False
        found = dict.fromkeys(unknown, 0.0)
    else:
        return False
    by = _proof(sums, used, proofs)
    for cell, value in found.items():
        if not sums.can_be(cell, value):
            raise _Contradiction
        values[cell], proofs[cell] = round(value, 6), by
    return True


def _are_counts(sums: Sums, unknown: dict[int, int]) -> bool:
    """Cells on one side, none of which can be negative."""
    return len(set(unknown.values())) == 1 and not sums.signed & unknown.keys()


def _proof(sums: Sums, used: Iterable[int], proofs: _Proofs) -> frozenset[int]:
    """These equations, and those by which cells in them were filled in before."""
    used = frozenset(used)
    earlier = (proofs[cell] for number in used for cell, _ in sums.equations[number].terms() if cell in proofs)
    return used.union(*earlier)


def _together(sums: Sums, values: list[float | None], proofs: _Proofs) -> bool:
    """Fill in what no sum says alone, but several together. Returns whether anything was filled in."""
    before = len(proofs)
    unknown = tuple(cell for cell, value in enumerate(values) if value is None)
    by = missed(sums, values)
    for factors, cells in without(sums, unknown):
        if len(cells) < 2:
            amount = -sum(factor * by[number] for number, factor in factors.items())
            _fill(sums, factors, dict.fromkeys(cells, 1), amount / next(iter(cells.values()), 1), values, proofs)
    return len(proofs) > before
