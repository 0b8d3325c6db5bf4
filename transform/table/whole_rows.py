"""Tables whose rows are all whole: as many numbers as columns, and no other cell between them. Most are.

What is asked of damaged tables need not be asked of these: a number has one place only. Where anything else is seen,
this tells nothing, and the rows are looked at one by one.
"""

from collections.abc import Iterable, Sequence

from gongkai.extract.layouts import Grid
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order, repeats_names, stretches
from gongkai.transform.table.placement import Cells, Placed
from gongkai.transform.table.walk import LabelledRow, Value, by_run

Rows = Sequence[tuple[LabelledRow, Order]]


def whole_rows(labelled: Sequence[LabelledRow], chosen: Sequence[Order], grid: Grid) -> Cells | None:
    """Every cell of the rows; None where one is not whole, stands twice, or has a column that the form has not."""
    cells: Cells = {}
    for rows in by_run(zip(labelled, chosen, strict=True)).values():
        are_even = grid.ruled and _are_even(rows)
        if not (are_even or _hold_numbers_only(rows, grid.ruled)):
            return None
        rule, proof = (Rule.BY_POSITION, Proof.GRID) if are_even else (Rule.LEFT_TO_RIGHT, Proof.COUNT)
        if not _put_all(cells, rows, rule, proof):
            return None
    return cells


def _are_even(rows: Rows) -> bool:
    """Whether the rows of a grid have one width, and those of as many columns their numbers in the same positions.

    The numbers stand behind the labels of all rows, and below their names where these tell.
    """
    labels_end = max([row.position for row, _ in rows])
    if len(rows) == 1 or len({row.width for row, _ in rows}) > 1:
        return False
    begins: dict[int, int] = {}  # by how many columns a row has
    checked: tuple[object, Order] | None = None
    for row, order in rows:
        blanks = _blanks_before(row.values)
        if len(row.values) < blanks + len(order) or not order:
            return False
        first = row.values[blanks].position
        if first <= labels_end or begins.setdefault(len(order), first) != first:
            return False
        if checked is None or checked[0] is not row.header or checked[1] is not order:
            if row.header.run == row.run and not _stand_below(row, order, labels_end + 1, first):
                return False
            checked = (row.header, order)
        if any(value.token.kind is not Kind.EMPTY for value in row.values[blanks + len(order) :]):
            return False
    return True


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
    if any(map(repeats_names, {id(row.header): row.header for row, _ in rows}.values())):
        return False
    labels_end = max([row.position for row, _ in rows])
    return not ruled or any(row.values[0].position <= labels_end for row, _ in rows if row.values)


def _put_all(cells: Cells, rows: Rows, rule: Rule, proof: Proof) -> bool:
    """Whether each column has its number. proof: of columns that the header does not name."""
    by_name = Proof.HEADER if proof is Proof.COUNT else proof
    for row, order in rows:
        first = _blanks_before(row.values)
        code = row.label.code
        for slot, value in zip(order, row.values[first : first + len(order)], strict=True):
            if slot is None or value.token.kind is not Kind.NUMBER or value.cell.span != 1:
                return False
            key = (code, slot.column.code)
            if key in cells:
                return False
            shown = by_name if slot.named else proof
            cells[key] = Placed(code, slot, Status.REPORTED, value, rule, shown)
    return True
