"""Rows that have lost their blank cells, but not their total: the last figure, to which the others come.

Which columns the others are of, nobody can know; but wherever they stand, the last one is the total. One figure beside
its like is such a row only where the totals of all rows add up. A nought that is printed speaks against it: who leaves
blanks prints none, so the row was cut. And where only blanks part the figures, two of them may be one.
"""

from collections.abc import Sequence

from gongkai.transform.forms import Table
from gongkai.transform.forms.equations import EXACT, sums_of_table
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order
from gongkai.transform.table.placement import are_apart
from gongkai.transform.table.walk import LabelledRow

FEWEST_NUMBERS = 3  # parts and their total: of fewer, the row alone does not tell which is which


def ending_in_total(
    table: Table, labelled: Sequence[LabelledRow], chosen: Sequence[Order], ruled: bool
) -> frozenset[int]:
    """The places of those rows whose last figure is their total; none where a row of the table speaks against it.

    ruled: something stands between the figures of a row.
    """
    totals: dict[str, float] = {}
    short: dict[int, int] = {}
    for at, (row, order) in enumerate(zip(labelled, chosen, strict=True)):
        numbers = [value.token.value or 0.0 for value in row.values if value.token.kind is Kind.NUMBER]
        if not numbers and not row.values:
            totals[row.label.code] = 0.0
            continue
        if row.label.code in totals or not _has_total_last(table, row.label.code, order):
            return frozenset()
        if len(row.values) > len(order):
            return frozenset()
        if len(row.values) < len(order):
            apart = ruled or are_apart([value.cell for value in row.values])
            if not apart or len(numbers) < len(row.values) or not all(numbers) or sum(numbers[:-1]) != numbers[-1]:
                return frozenset()
            short[at] = len(numbers)
        totals[row.label.code] = numbers[-1] if numbers else 0.0
    holds = _add_up(table, totals)
    if holds is False:
        return frozenset()
    return frozenset(at for at, numbers in short.items() if holds or numbers >= FEWEST_NUMBERS)


def _has_total_last(table: Table, row: str, order: Order) -> bool:
    """Whether the last column is the sum of all others."""
    codes = [slot.column.code for slot in order if slot]
    if len(codes) < max(len(order), FEWEST_NUMBERS):
        return False
    return sums_of_table(table).is_total(row, codes[-1], codes[:-1])


def _add_up(table: Table, totals: dict[str, float]) -> bool | None:
    """Whether the totals of all rows do; None where not all rows of any sum are there, or none has a figure."""
    verdicts = []
    for one in table.sums:
        if one.of == "rows" and {*one.left, *one.right} <= totals.keys():
            left, right = (sum(totals[row] for row in rows) for rows in (one.left, one.right))
            verdicts.append(abs(left - right) <= EXACT if left or right else None)
    told = [verdict for verdict in verdicts if verdict is not None]
    return all(told) if told else None
