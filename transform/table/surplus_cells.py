"""Rows of a ruled grid that are longer than their columns: at which end do empty cells too many stand?

Where merged labels were dropped, rows are filled up with empty cells at their right; where they were kept in part, the
empty ones stand behind the label. One of the two holds for a whole table, and figures at the other end refute it.
"""

from collections.abc import Callable, Sequence
from enum import Enum

from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order
from gongkai.transform.table.walk import LabelledRow, Value

FEWEST_LONGER = 2  # rows that only one side fits


class Side(Enum):
    """Where the values of each row stand. Its value cuts so many cells out of a row."""

    BEHIND_LABEL = "behind the label"
    AT_THE_EDGE = "at the right edge"

    def of(self, values: Sequence[Value], width: int) -> Sequence[Value]:
        return values[:width] if self is Side.BEHIND_LABEL else values[len(values) - width :]


def side(labelled: Sequence[LabelledRow], chosen: Sequence[Order]) -> Side | None:
    """The only side at which all rows that are too long have their figures; None where none or both are.

    Nor is it the right edge where no row ends with an empty cell, and some are longer than others: there, those with a
    blank at their end have lost it.
    """
    rows = zip(labelled, chosen, strict=True)
    longer = [(row.values, len(order)) for row, order in rows if order and is_longer(row, order)]
    refuted = {side: sum(_is_cut(side.of, *row) for row in longer) for side in Side}
    fitting = [side for side, rows in refuted.items() if not rows]
    if len(fitting) != 1 or max(refuted.values()) < FEWEST_LONGER:
        return None
    if fitting[0] is Side.AT_THE_EDGE and not any(row.ends_empty for row in labelled) and _are_uneven(longer):
        return None
    return fitting[0]


def _are_uneven(longer: Sequence[tuple[Sequence[Value], int]]) -> bool:
    """Whether rows have more cells too many than others."""
    return len({len(values) - width for values, width in longer}) > 1


def keep_ends(labelled: Sequence[LabelledRow], chosen: Sequence[Order]) -> bool:
    """Whether rows have their empty cells at the end: one ends with such a cell, or none has too few cells."""
    if any(row.ends_empty for row in labelled):
        return True
    return not any(0 < len(row.values) < len(order) for row, order in zip(labelled, chosen, strict=True))


def is_longer(row: LabelledRow, order: Order) -> bool:
    """Whether a row has more cells than columns, none of them said to cover several."""
    return len(row.values) > len(order) and all(value.cell.span == 1 for value in row.values)


def _is_cut(of: Callable[[Sequence[Value], int], Sequence[Value]], values: Sequence[Value], width: int) -> bool:
    """Whether something stands outside of the cells."""
    kept = {id(value) for value in of(values, width)}
    return any(id(value) not in kept for value in values if value.token.kind is not Kind.EMPTY)
