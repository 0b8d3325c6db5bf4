"""The values of a row by where they stand in a ruled grid: which column is each below?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import NO_HEADER, Order, Slot, Stretch, repeats_names, stretches
from gongkai.transform.table.placement import Aligned, not_empty, repeats_dropped, status_of, uncovered
from gongkai.transform.table.surplus_cells import Side, is_longer
from gongkai.transform.table.uneven_rows import has_one_twice, mark_uneven, whole_widths
from gongkai.transform.table.walk import LabelledRow, Value, by_run


class Run(NamedTuple):
    """A stretch of a grid whose rows share their columns. first: the first position behind all labels.

    begins: by how many columns a row has, the position of the first; not there where that cannot be told. reached: for
    rows of so many columns, and a label at such a position, one has a number in the last. constant: all
    rows have one width, but for the last where the text ends there. spanned: cells that cover several columns are known
    as such. repeats: a merged cell's text stands in each column that it covers. shows_blanks: a cell is empty.
    """

    first: int
    width: int
    begins: dict[int, int]
    reached: frozenset[tuple[int, int]]
    constant: bool
    spanned: bool
    repeats: bool
    shows_blanks: bool


def positional_runs(
    labelled: Sequence[LabelledRow], chosen: Sequence[Order], grid: Grid, ends_text: bool
) -> dict[int, Run]:
    """The runs in which no value stands where the label of another row does: there, positions are columns.

    ends_text: the text ends in this table: a row that is not there may have had more labels.
    """
    found = {}
    of_runs = by_run(zip(labelled, map(len, chosen), strict=True))
    mark_uneven(of_runs, grid)
    for run, rows in of_runs.items():
        first = max(row.position for row, _ in rows) + 1
        spread = _spread(rows)
        if all(low >= first for low, _ in spread.values()):
            widths = [row.width for row, _ in rows]
            is_cut = ends_text and run == len(grid.runs) - 1
            # How many labels a row has that is cut itself tells nothing of the others: they may be as much shorter.
            earliest = max((row.position for row, _ in rows[:-1]), default=0) + 1 if is_cut else first
            begins = _begins(spread, earliest, max(widths), is_cut)
            spanned = any(value.cell.span != 1 for row, _ in rows for value in row.values)
            is_constant = len(set(whole_widths(rows))) == 1 and len(rows) > 1
            reached = _reached(rows, begins, spread)
            cells = grid.runs[run]
            found[run] = Run(
                first, max(widths), begins, reached, is_constant, spanned, _repeats(cells), _shows_blanks(cells)
            )
    return found


def _spread(rows: Sequence[tuple[LabelledRow, int]]) -> dict[int, tuple[int, int]]:
    """By how many columns a row has: the positions between which the rows that have so many hold anything."""
    spread: dict[int, tuple[int, int]] = {}
    for row, columns in rows:
        for value in not_empty(row.values):
            low, high = spread.get(columns, (value.position, value.position))
            spread[columns] = min(low, value.position), max(high, value.position)
    return spread


def _begins(spread: Mapping[int, tuple[int, int]], first: int, width: int, is_cut: bool) -> dict[int, int]:
    """Where the columns begin, so that all that the rows hold stands in them."""
    found = {}
    for columns, (low, high) in spread.items():
        last = max(first, width - columns)
        possible = [at for at in range(first, last + 1) if at <= low and high < at + columns]
        if possible and (len(possible) == 1 or (possible[0] == first and not is_cut)):
            found[columns] = possible[0]
    return found


def _reached(
    rows: Sequence[tuple[LabelledRow, int]], begins: Mapping[int, int], spread: Mapping[int, tuple[int, int]]
) -> frozenset[tuple[int, int]]:
    """(columns, position of the label) of rows of which one has a number in the last column.

    None where no row holds anything in the first column: then it may be another. A row by itself shows nothing, but
    where it has no other cells.
    """
    last = {columns: begin + columns - 1 for columns, begin in begins.items() if spread[columns][0] == begin}
    if len(rows) == 1 and rows[0][0].position + 1 + rows[0][1] != rows[0][0].width:
        return frozenset()
    return frozenset(
        (columns, row.position)
        for row, columns in rows
        if any(value.position == last.get(columns) for value in not_empty(row.values))
    )


def _shows_blanks(rows: Sequence[Sequence[Cell]]) -> bool:
    return any(not cell.text and cell.span for row in rows for cell in row)


def _repeats(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a text stands in three cells of a row or more, side by side."""
    return any(
        row[at].text and row[at].text == row[at + 1].text == row[at + 2].text and not row[at].text[-1].isdigit()
        for row in rows
        for at in range(len(row) - 2)
    )


def by_position(row: LabelledRow, order: Order, run: Run | None) -> tuple[Aligned, Rule, Proof | None] | None:
    """The values of a row by where they stand in the grid; None where positions tell nothing certain."""
    if not order or row.breaks_off or not row.values:
        return None
    filled = not_empty(row.values)
    side_by_side = len(filled) == len(order) == filled[-1].position - filled[0].position + 1
    if row.uneven and (not side_by_side or has_one_twice(filled)):
        return [(Status.AMBIGUOUS, None)] * len(order), Rule.VALUES_LOST, None
    if run is None or (row.misnamed and len(order) < row.width - row.position - 1):
        return None
    if row.is_broken and not len(filled) == len(row.values) == len(order):
        return None
    keeps_blanks = run.shows_blanks or run.spanned or row.cut
    columns: Sequence[Stretch] = ()
    if row.header is not NO_HEADER and row.header.run == row.run and not row.misnamed:
        columns = stretches(row.header, order, run.first, max(run.width, row.width))
        if columns and not keeps_blanks and row.width <= columns[-1].start:
            columns = ()  # of a row that is too short, no other one tells that it is so at its end
    may_lack_blanks = not keeps_blanks and row.width < run.width
    reached = not may_lack_blanks and (len(order), row.position) in run.reached
    is_spread = row.header.is_spread and row.ends_early(len(order)) and len(filled) < len(row.values)
    if not columns and (run.constant or reached) and not is_spread:
        columns = _counted(row, order, run)
    counted = _merged_cells(row, order, run)
    if not columns:
        return counted
    aligned = [standing(row, columns, slot) for slot in order]
    taken = {id(value) for _, value in aligned if value}
    shown = {slot: value.cell.text for slot, (_, value) in zip(order, aligned, strict=True) if value}
    left = [value for value in filled if id(value) not in taken and value.token.kind is Kind.NUMBER]
    strange = [value for value in left if not _is_repeated(value, columns, shown)]
    named = {id(stretch.slot) for stretch in columns if stretch.slot is None}
    if (strange and not named) or any(status is Status.AMBIGUOUS for status, _ in aligned):
        return counted or (None if strange and not named else (aligned, Rule.BY_POSITION, None))
    return aligned, Rule.BY_POSITION, Proof.GRID


def _is_repeated(value: Value, columns: Sequence[Stretch], shown: Mapping[Slot | None, str]) -> bool:
    """Whether it is the figure of the column below one of whose names it stands, once more. shown: those of all."""
    below = [stretch for stretch in columns if stretch.start <= value.position][-1:]
    return any(stretch.repeated and shown.get(stretch.slot) == value.cell.text for stretch in below)


def _merged_cells(row: LabelledRow, order: Order, run: Run) -> tuple[Aligned, Rule, Proof | None] | None:
    """The cells of a row in their order, where merged ones are known as such and there are as many as columns."""
    cells = uncovered(row.values)
    if run.spanned and len(cells) == len(order):
        return [status_of(value) for value in cells], Rule.BY_POSITION, Proof.GRID
    if run.repeats and not (run.spanned or row.ends_early(len(order))):
        once = repeats_dropped(cells, len(order))
        if once and len(once) == len(order):
            return [status_of(value) for value in once], Rule.BY_POSITION, Proof.GRID
    return None


def _counted(row: LabelledRow, order: Order, run: Run) -> Sequence[Stretch]:
    """The columns one after the other, behind the row's label."""
    begin = run.begins.get(len(order), 0)
    return tuple(Stretch(begin + at, slot) for at, slot in enumerate(order)) if begin > row.position else ()


def standing(row: LabelledRow, columns: Sequence[Stretch], slot: Slot | None) -> tuple[Status, Value | None]:
    """What stands in a column of the grid."""
    at = next((at for at, stretch in enumerate(columns) if stretch.slot == slot), None)
    if at is None:
        return Status.ABSENT, None
    start = columns[at].start
    end = columns[at + 1].start if at + 1 < len(columns) else None
    here = [value for value in row.values if value.position >= start and (end is None or value.position < end)]
    filled = [value for value in here if value.token.kind is not Kind.EMPTY]
    if not here:
        covering = [value for value in row.values if value.position < start < value.position + value.cell.span]
        return (Status.AMBIGUOUS if covering else Status.ABSENT), None
    if not filled:  # the cell that covers it may be another column's, whose name is as wide
        covering = [value for value in row.values if value.position < start < value.position + value.cell.span]
        if covering and covering[0].token.kind is Kind.NUMBER:
            return Status.AMBIGUOUS, None
        return status_of(next((value for value in here if value.token.is_sign), here[0]))
    if len(filled) > 1 and not (columns[at].repeated and len({value.cell.text for value in filled}) == 1):
        return Status.AMBIGUOUS, None
    covered = filled[0].position + filled[0].cell.span
    if end is not None and covered > end and not any(end <= one.position < covered for one in not_empty(row.values)):
        return Status.AMBIGUOUS, None  # one figure for several columns
    return status_of(filled[0])


def at_side(row: LabelledRow, order: Order, longer: Side | None) -> tuple[Aligned, Rule, Proof | None] | None:
    """The values of a row that is too long, at the side where all rows of the table have theirs."""
    if longer is None or not order or row.breaks_off or not is_longer(row, order) or repeats_names(row.header):
        return None
    return [status_of(value) for value in longer.of(row.values, len(order))], Rule.BY_POSITION, Proof.GRID
