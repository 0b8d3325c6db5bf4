"""Tables with a cell a line whose empty cells are blank lines. Is each blank line one?

Elsewhere blank lines part rows, and the empty cells are not there at all. So such a table is read as a whole or not.
"""

from collections.abc import Iterator, Sequence

from gongkai.transform.forms.equations import EXACT, Sums
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order
from gongkai.transform.table.placement import Cells, Placed, status_of
from gongkai.transform.table.walk import LabelledRow, Value

Rows = Sequence[tuple[LabelledRow, Order]]


def cells_on_lines(rows: Rows, sums: Sums) -> Cells | None:
    """Every cell of the rows; None where blank lines may be something else.

    They are cells where each row has a line for each column, and behind these but blank ones, where one has blank ones
    before the figure in its last column, and all add up. Where there are no sums, a blank line that was lost or stands
    twice shows only if behind the columns all rows have as many.
    """
    if not all(_fit(row.values, order) for row, order in rows):
        return None
    if not any(_ends_behind_blank(row.values[: len(order)]) for row, order in rows):
        return None
    surplus = {len(row.values) - len(order) for row, order in rows[:-1]}
    if not sums.equations and len(surplus) > 1:
        return None
    cells: Cells = {}
    for row, order in rows:
        for placed in _placed(row, order):
            key = placed.row, placed.slot.column.code
            if key in cells:
                return None
            cells[key] = placed
    return cells if _add_up(cells, sums) else None


def _fit(values: Sequence[Value], order: Order) -> bool:
    kinds = [value.token.kind for value in values]
    filled, behind = kinds[: len(order)], kinds[len(order) :]
    is_each = len(filled) == len(order) and set(filled) <= {Kind.NUMBER, Kind.EMPTY, Kind.BLANK}
    return bool(order) and None not in order and is_each and set(behind) <= {Kind.EMPTY}


def _ends_behind_blank(values: Sequence[Value]) -> bool:
    return values[-1].token.kind is Kind.NUMBER and any(value.token.kind is Kind.EMPTY for value in values)


def _placed(row: LabelledRow, order: Order) -> Iterator[Placed]:
    for slot, value in zip(order, row.values, strict=False):
        if slot is not None:
            status, value_there = status_of(value)
            proof = Proof.GRID if status is Status.REPORTED else None
            yield Placed(slot.row or row.label.code, slot, status, value_there, Rule.BY_POSITION, proof)


def _add_up(cells: Cells, sums: Sums) -> bool:
    """Whether every sum of these cells holds, a blank one being nought: a figure that has moved breaks two columns'."""
    printed = [cells.get(code) for code in sums.codes]
    missed = sums.missed([one.value.token.value if one and one.value else None for one in printed])
    there = {number for number, one in enumerate(printed) if one}
    return all(
        abs(by) <= EXACT or not there.issuperset(one.cells) for one, by in zip(sums.equations, missed, strict=True)
    )
