"""Tables whose rows are all whole: as many numbers as columns, and no other cell between them. Most are.

What is asked of damaged tables need not be asked of these: a number has one place only. Where anything else is seen,
this tells nothing, and the rows are looked at one by one.
"""

from collections.abc import Sequence
from typing import NamedTuple

from gongkai.extract.layouts import Grid
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order, repeats_names, stretches
from gongkai.transform.table.placement import Cells, Placed, are_apart
from gongkai.transform.table.surplus_cells import is_longer, side
from gongkai.transform.table.walk import LabelledRow, Value, by_run


class _Figures(NamedTuple):
    """The numbers of a row, one for each of its columns, and how many empty cells stand before them."""

    order: Order
    blanks: int
    values: Sequence[Value]


Rows = Sequence[tuple[LabelledRow, _Figures]]


def whole_rows(labelled: Sequence[LabelledRow], chosen: Sequence[Order], grid: Grid) -> Cells | None:
    """Every cell of the rows; None where one is not whole, stands twice, or has a column that the form has not."""
    whole = []
    for row, order in zip(labelled, chosen, strict=True):
        figures = _figures(row, order)
        if figures is None:
            return None
        whole.append((row, figures))
    cells: Cells = {}
    labels_end = max([row.position for row in labelled], default=0)
    runs = [(rows, grid.ruled and _are_even(rows)) for rows in by_run(whole).values()]
    longer = side(labelled, chosen) if grid.ruled and not all(are_even for _, are_even in runs) else None
    for rows, are_even in runs:
        if not (are_even or _hold_numbers_only(rows, labels_end, grid.ruled)):
            return None
        for row, figures in rows:
            in_place = are_even or (longer is not None and is_longer(row, figures.order))
            if not _put(cells, row, figures, in_place):
                return None
    return cells


def _figures(row: LabelledRow, order: Order) -> _Figures | None:
    """None unless behind so many empty cells stands a number for each column, and then none but empty cells.

    (A number that covers several columns is not whole, either.)
    """
    values: Sequence[Value] = row.values
    blanks = 0
    if row.mixed:
        kinds = [value.token.kind for value in values]
        blanks = next((at for at, kind in enumerate(kinds) if kind is not Kind.EMPTY), len(kinds))
        end = blanks + len(order)
        if kinds[blanks:] != [Kind.NUMBER] * len(order) + [Kind.EMPTY] * (len(kinds) - end):
            return None
        values = values[blanks:end]
    if len(values) != len(order) or {value.cell.span for value in values} - {1}:
        return None
    return _Figures(order, blanks, values)


def _are_even(rows: Rows) -> bool:
    """Whether the rows of a grid have one width, and those of as many columns their numbers in the same positions.

    The numbers stand behind the labels of all rows, and below their names where these tell.
    """
    labels_end = max([row.position for row, _ in rows])
    if len({row.width for row, _ in rows}) > 1:
        return False
    begins: dict[int, int] = {}  # by how many columns a row has
    checked: tuple[object, Order] | None = None
    for row, (order, _, values) in rows:
        if not order:
            return False
        first = values[0].position
        if first <= labels_end or begins.setdefault(len(order), first) != first:
            return False
        if checked is None or checked[0] is not row.header or checked[1] is not order:
            if row.header.run == row.run and not _stand_below(row, order, labels_end + 1, first):
                return False
            checked = (row.header, order)
    return True


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
        return not any(row.mixed for row, _ in rows)
    # Where each cell has a line of its own, one may stand twice, and an empty one beside it is another column.
    if any(row.mixed and are_apart([value.cell for value in row.values]) for row, _ in rows):
        return False
    if any(figures.blanks and row.values[figures.blanks - 1].position > labels_end for row, figures in rows):
        return False
    begins = [figures.values[0].position for _, figures in rows if figures.values]
    return any(begin <= max([row.position for row, _ in rows]) for begin in begins)


def _put(cells: Cells, row: LabelledRow, figures: _Figures, in_place: bool) -> bool:
    """Whether each column has its number. in_place: it is proved by the grid, else by their count, or their names."""
    order, _, values = figures
    code, rule = row.label.code, Rule.BY_POSITION if in_place else Rule.LEFT_TO_RIGHT
    due = len(cells) + len(order)
    for slot, value in zip(order, values, strict=True):
        if slot is None:
            return False
        proof = Proof.GRID if in_place else Proof.HEADER if slot.named else Proof.COUNT
        # What Placed(...) comes to, in half the time.
        placed = tuple.__new__(Placed, (code, slot, Status.REPORTED, value, rule, proof))
        cells[code, slot.column.code] = placed
    return len(cells) == due
