"""Rows of a ruled grid that are wider or narrower than their like: a cell stands twice in them, or is lost.

Where each cell has a line of its own, as in lists of JSON or tables of a wiki, a line that is lost was a cell, wherever
it stood. Where a row is a line, cells are lost at its end only, the empty ones.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.placement import are_apart, uncovered
from gongkai.transform.table.skeleton import ordinal_of
from gongkai.transform.table.walk import LabelledRow, Value

FEWEST_ALIKE = 5
MOST_ALIKE = 1.25  # times as many rows as are alike

Rows = Sequence[tuple[LabelledRow, int]]  # with the number of its columns


def mark_uneven(of_runs: Mapping[int, Rows], grid: Grid) -> None:
    """Note the rows that are not as wide as they should be."""
    apart = {run: stand_apart(grid.runs[run]) for run in of_runs}
    above = [cells for run in grid.runs for cells in run]
    for run, rows in of_runs.items():
        _mark_misnamed(rows, above, apart[run])
    labelled = [row for rows in of_runs.values() for row in rows]
    if all(apart.values()) and len(labelled) <= len(of_runs) * MOST_ALIKE:  # a row a run, and one table all the same
        _mark_odd(labelled, True)
        return
    for run, rows in of_runs.items():
        if apart[run] or not _stand_beside_labels(rows):
            _mark(rows, apart[run])


def _mark_misnamed(rows: Rows, above: Sequence[Sequence[Cell]], apart: bool) -> None:
    """Note the rows that are not as wide as the header above them, where names are no places.

    Where each cell has a line of its own, that is, unless there is a cell for each name: one is lost, or stands twice.
    Elsewhere, where a name was put together: the sign that parts cells stands in it. above: all rows of the grid.
    """
    for row, columns in rows:
        levels = {cell.level for cell in row.header.cells} if row.header.run == row.run else ()
        if not levels or max([len(above[level]) for level in levels]) == row.width:
            continue
        if apart:
            row.misnamed = not row.header.named == columns == len(uncovered(row.values))
        else:
            row.misnamed = any(cell.text not in [one.text for one in above[cell.level]] for cell in row.header.cells)


def stand_apart(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether each cell has a line of its own, in nearly all rows."""
    several = [cells for row in rows if len(cells := [cell for cell in row if cell.span]) > 1]
    return bool(several) and sum(map(are_apart, several)) * MOST_ALIKE >= len(several)


def has_one_twice(filled: Sequence[Value]) -> bool:
    """Whether of figures in lines of their own two side by side are one and the same. Ordinals may stand for such."""
    pairs = [(one.cell.text, other.cell.text) for one, other in pairwise(filled)]
    may_be_same = any(one == other or ordinal_of(one) is not None for one, other in pairs)
    return may_be_same and are_apart([value.cell for value in filled])


def _stand_beside_labels(rows: Rows) -> bool:
    """Whether a row holds something where another has its label: merged cells collapse in each as they like."""
    first = max(row.position for row, _ in rows)
    return any(
        value.position <= first and value.token.kind is not Kind.EMPTY for row, _ in rows for value in row.values
    )


def _mark(rows: Rows, apart: bool) -> None:
    widths = whole_widths(rows)
    usual, alike = Counter(widths).most_common(1)[0]
    if FEWEST_ALIKE <= alike < len(widths) <= alike * MOST_ALIKE:
        for row, _ in rows:
            row.uneven = row.width != usual
    else:
        _mark_odd(rows, apart)


def whole_widths(rows: Rows) -> list[int]:
    """The widths of the rows, but for the last one where the text ends there."""
    widths = [row.width for row, _ in rows]
    return widths[: -1 if rows[-1][0].last and widths[-1] < max(widths) else None] or widths


def _mark_odd(rows: Rows, apart: bool) -> None:
    """The row that is longer or shorter than it should be, as its header or all others like it are. (Where no row ends
    with an empty cell, those at the ends were dropped from all.)"""
    keep_blanks = apart or any(row.ends_empty for row, _ in rows)
    for row, columns in rows:
        due = row.position + 1 + columns
        like = {
            other.width
            for other, width in rows
            if other is not row and (width, other.position) == (columns, row.position)
        }
        if row.header.run == row.run:
            like.add(max((cell.position + 1 for cell in row.header.cells), default=due))
        is_odd = (like == {due} or (apart and len(like) == 1)) and row.width not in like
        row.uneven = is_odd and (row.width > min(like) or keep_blanks)
