"""Tables whose rows are all whole: as many numbers as columns, and no other cell between them. Most are.

What is asked of damaged tables need not be asked of these: a number has one place only. Where anything else is seen,
this tells nothing, and the rows are looked at one by one.
"""

from collections.abc import Iterable, Mapping, Sequence

from gongkai.extract.layouts import Grid
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order, stretches
from gongkai.transform.table.placement import Cells, Placed
from gongkai.transform.table.walk import LabelledRow, Value

Rows = Sequence[tuple[LabelledRow, Order]]


def whole_rows(labelled: Sequence[LabelledRow], chosen: Sequence[Order], grid: Grid) -> Cells | None:
    """Every cell of the rows; None where one is not whole, stands twice, or has a column that the form has not."""
    cells: Cells = {}
    for rows in _runs(labelled, chosen).values():
        begins = _begins(rows) if grid.ruled else None
        if begins is None and not _hold_numbers_only(rows, grid.ruled):
            return None
        if not _put_all(cells, rows, begins):
            return None
    return cells


def _runs(labelled: Sequence[LabelledRow], chosen: Sequence[Order]) -> Mapping[int, list[tuple[LabelledRow, Order]]]:
    by_run: dict[int, list[tuple[LabelledRow, Order]]] = {}
    for row, order in zip(labelled, chosen, strict=True):
        by_run.setdefault(row.run, []).append((row, order))
    return by_run


def _begins(rows: Rows) -> Mapping[int, int] | None:
    """By how many columns a row has, where its numbers begin; None where rows do not have them in the same places.

    All rows have one width, their numbers stand behind the labels of all, and below their names where these tell.
    """
    labels_end = max([row.position for row, _ in rows])
    if len(rows) == 1 or len({row.width for row, _ in rows}) > 1:
        return None
    begins: dict[int, int] = {}
    checked: tuple[object, Order] | None = None
    for row, order in rows:
        blanks = _blanks_before(row.values)
        if len(row.values) < blanks + len(order) or not order:
            return None
        first = row.values[blanks].position
        if first <= labels_end or begins.setdefault(len(order), first) != first:
            return None
        if checked is None or checked[0] is not row.header or checked[1] is not order:
            if row.header.run == row.run and not _stand_below(row, order, labels_end + 1, first):
                return None
            checked = (row.header, order)
        if any(value.token.kind is not Kind.EMPTY for value in row.values[blanks + len(order) :]):
            return None
    return begins


def _blanks_before(values: Iterable[Value]) -> int:
    """How many empty cells stand before the first that is none."""
    blanks = 0
    for value in values:
        if value.token.kind is not Kind.EMPTY:
            break
        blanks += 1
    return blanks


def _stand_below(row: LabelledRow, order: Order, behind: int, first: int) -> bool:
    """Whether the columns stand one after the other from the first, as their names do, or these do not tell."""
    columns = stretches(row.header, order, behind, row.width)
    return not columns or [(first + at, slot) for at, slot in enumerate(order)] == [
        (column.start, column.slot) for column in columns
    ]


def _hold_numbers_only(rows: Rows, ruled: bool) -> bool:
    """Whether each row has its numbers and no other cell; in a grid, beside labels of others: no position tells."""
    if any(row.mixed or len(row.values) != len(order) for row, order in rows):
        return False
    labels_end = max([row.position for row, _ in rows])
    return not ruled or any(row.values[0].position <= labels_end for row, _ in rows if row.values)


def _put_all(cells: Cells, rows: Rows, begins: Mapping[int, int] | None) -> bool:
    """Whether each column has its number. begins: None where they are counted."""
    rule, proof, by_name = Rule.LEFT_TO_RIGHT, Proof.COUNT, Proof.HEADER
    if begins is not None:
        rule, proof, by_name = Rule.BY_POSITION, Proof.GRID, Proof.GRID
    reported, number = Status.REPORTED, Kind.NUMBER
    for row, order in rows:
        blanks = 0 if begins is None else _blanks_before(row.values)
        code = row.label.code
        for slot, value in zip(order, row.values[blanks : blanks + len(order)], strict=True):
            if slot is None or value.token.kind is not number or value.cell.span != 1:
                return False
            key = (code, slot.column.code)
            if key in cells:
                return False
            cells[key] = Placed(code, slot, reported, value, rule, by_name if slot.named else proof)
    return True
