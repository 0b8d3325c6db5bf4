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
from gongkai.transform.table.surplus_cells import is_longer, side
from gongkai.transform.table.walk import LabelledRow, Value, by_run

Rows = Sequence[tuple[LabelledRow, Order]]


def whole_rows(labelled: Sequence[LabelledRow], chosen: Sequence[Order], grid: Grid) -> Cells | None:
    """Every cell of the rows; None where one is not whole, stands twice, or has a column that the form has not."""
    cells: Cells = {}
    pairs = list(zip(labelled, chosen, strict=True))
    labels_end = max([row.position for row, _ in pairs], default=0)
    longer = side(labelled, chosen) if grid.ruled else None
    for rows in by_run(pairs).values():
        are_even = grid.ruled and _are_even(rows)
        if not (are_even or _hold_numbers_only(rows, labels_end, grid.ruled)):
            return None
        for row, order in rows:
            in_place = are_even or (longer is not None and is_longer(row, order))
            if not _put(cells, row, order, in_place):
                return None
    return cells


def _are_even(rows: Rows) -> bool:
    """Whether the rows of a grid have one width, and those of as many columns their numbers in the same positions.

    The numbers stand behind the labels of all rows, and below their names where these tell.
    """
    labels_end = max([row.position for row, _ in rows])
    if len({row.width for row, _ in rows}) > 1:
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
        if _are_filled(row.values[blanks + len(order) :]):
            return False
    return True


def _are_filled(values: Iterable[Value]) -> bool:
    """Whether anything stands in these cells."""
    return any(value.token.kind is not Kind.EMPTY for value in values)


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


def _hold_numbers_only(rows: Rows, labels_end: int, ruled: bool) -> bool:
    """Whether each row has its numbers, and in a grid empty cells beside them, where others have labels or at its end.

    That is for grids in which numbers stand beside labels of others: no position tells. labels_end: of the last label.
    """
    if any(map(repeats_names, {id(row.header): row.header for row, _ in rows}.values())):
        return False
    if not ruled:
        return not any(row.mixed or len(row.values) != len(order) for row, order in rows)
    begins = []
    for row, order in rows:
        blanks = _blanks_before(row.values)
        if len(row.values) < blanks + len(order) or (blanks and row.values[blanks - 1].position > labels_end):
            return False
        if _are_filled(row.values[blanks + len(order) :]):
            return False
        begins += [value.position for value in row.values[blanks : blanks + 1]]
    return any(begin <= max([row.position for row, _ in rows]) for begin in begins)


def _put(cells: Cells, row: LabelledRow, order: Order, in_place: bool) -> bool:
    """Whether each column has its number. in_place: it is proved by the grid, else by their count, or their names."""
    first, code = _blanks_before(row.values), row.label.code
    rule = Rule.BY_POSITION if in_place else Rule.LEFT_TO_RIGHT
    for slot, value in zip(order, row.values[first : first + len(order)], strict=True):
        if slot is None or value.token.kind is not Kind.NUMBER or value.cell.span != 1:
            return False
        key = (code, slot.column.code)
        if key in cells:
            return False
        proof = Proof.GRID if in_place else Proof.HEADER if slot.named else Proof.COUNT
        cells[key] = Placed(code, slot, Status.REPORTED, value, rule, proof)
    return True
