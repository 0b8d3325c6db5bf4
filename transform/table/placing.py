"""From labelled rows to cells of the form: which column does each value belong to?

In a grid whose rows all have one width, a cell's position tells its column (by_position). Elsewhere merged cells
collapse differently in each row, so values are counted (by_count).
"""

from collections.abc import Iterable, Sequence, Set
from itertools import takewhile

from gongkai.extract.layouts import Cell, Grid, Part
from gongkai.transform.forms import Block, Table
from gongkai.transform.forms.equations import sums_of_table
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.blank_lines import Rows, cells_on_lines
from gongkai.transform.table.by_count import Seen, by_count, shows_blank
from gongkai.transform.table.by_position import at_side, by_position, positional_runs, standing
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Header, Order, orders, rival_order
from gongkai.transform.table.header_across import across, across_stretches, has_more_columns
from gongkai.transform.table.mended_values import drop_item_numbers, put_together, unglue
from gongkai.transform.table.placement import (
    Aligned,
    Cells,
    Placed,
    Placement,
    ambiguous,
    are_apart,
    not_empty,
    uncovered,
    values,
)
from gongkai.transform.table.sums import prove
from gongkai.transform.table.surplus_cells import keep_ends, side
from gongkai.transform.table.totals import ending_in_total
from gongkai.transform.table.uneven_rows import stand_apart
from gongkai.transform.table.vocabulary import EMPTY, FormTable, Label, fold
from gongkai.transform.table.walk import LabelledRow, Leftover, Stray, Value, Walk, grid_rows, walk_down
from gongkai.transform.table.walk_across import Stand, walk_across
from gongkai.transform.table.whole_rows import whole_rows

DAMAGED = "\ufffd"


def read_placement(form: FormTable, part: Part, grid: Grid, choice: int = 0) -> Placement:
    """Read one part's table, in one layout, as one form declares it.

    choice: which of the orders that the header allows, 0 the likeliest.
    """
    return (_read_across if form.table.across else _read_down)(form, part, grid, choice)


def _read_down(form: FormTable, part: Part, grid: Grid, choice: int) -> Placement:
    table = form.table
    walk = walk_down(table, form.words, grid)
    if walk.rows:
        _note_end(walk.rows[-1], part, grid)
    possible = _possible(table, walk.rows)
    chosen = [_order(row, allowed, choice, grid.ruled) for row, allowed in zip(walk.rows, possible, strict=True)]
    if not grid.ruled:
        drop_item_numbers(table, walk, chosen)
        for row, order in zip(walk.rows, chosen, strict=True):
            row.values = put_together(row.values, order)
    if grid.glued and not walk.strays and not walk.unparted:
        unglue(walk.rows, chosen)
    told = not (walk.strays or walk.unparted)
    if grid.line_by_line:
        rows = list(zip(walk.rows, chosen, strict=True)) if told and not part.breaks_off else []
        return _on_lines(form, rows, walk.seen, max(map(len, possible), default=1))
    rivals = [rival_order(row.header, table.block(row.label.code)) for row in walk.rows]
    is_whole = told and not part.breaks_off and not any(rivals)
    whole = whole_rows(walk.rows, chosen, grid) if is_whole else None
    if whole:
        return Placement(form.form, whole, (), frozenset(walk.seen), True, max(map(len, possible)))
    totals = ending_in_total(table, walk.rows, chosen, grid.ruled) if told else frozenset()
    cells, doubtful = _align_all(walk, chosen, grid, part, totals)
    for stray in walk.strays:
        _mark_stray(table, walk, chosen, stray, cells)
        _mark_continued(walk, stray, cells, grid.ruled)
    leftovers = [
        *walk.unparted,
        *(_leftover(stray.beside, stray.values) for stray in walk.strays),
        *doubtful,
    ]
    is_disputed = not grid.ruled and any(None in order for order in chosen)  # a column is named that is no other's
    if any(rivals):
        moved = _in_other_order(cells, walk.rows, chosen, rivals)
        cells, is_disputed = _judged(table, cells, moved)
    left = tuple(leftover for leftover in leftovers if leftover)
    complete = not left and all(placed.status is Status.REPORTED for placed in cells.values())
    choices = max(map(len, possible), default=1)
    return Placement(form.form, cells, left, frozenset(walk.seen), complete, choices, is_disputed=is_disputed)


def _in_other_order(
    cells: Cells, labelled: Sequence[LabelledRow], chosen: Sequence[Order], rivals: Sequence[Order | None]
) -> Cells:
    """The same figures, in each row that has a rival order in that one."""
    moved = dict(cells)
    for row, order, rival in zip(labelled, chosen, rivals, strict=True):
        for mine, theirs in zip(order, rival or (), strict=False):
            if mine and theirs:
                other = cells[row.label.code, mine.column.code]
                moved[row.label.code, theirs.column.code] = other._replace(slot=theirs)
    return moved


def _judged(table: Table, cells: Cells, moved: Cells) -> tuple[Cells, bool]:
    """The cells in the order in which fewer sums fail, and whether none tells: then only what both orders say."""
    failing, otherwise = (prove(table, values(one)).failing for one in (cells, moved))
    if failing != otherwise:
        return (cells if failing < otherwise else moved), False
    agreed = {
        key: placed if _value(placed) == _value(moved[key]) else ambiguous(placed) for key, placed in cells.items()
    }
    return agreed, True


def _value(placed: Placed) -> float | None:
    return placed.value.token.value if placed.value else None


def _on_lines(form: FormTable, rows: Rows, seen: Set[str], choices: int) -> Placement:
    """Nothing at all unless each line is seen to be a cell."""
    cells = cells_on_lines(rows, sums_of_table(form.table)) or {}
    complete = bool(cells) and all(placed.status is Status.REPORTED for placed in cells.values())
    return Placement(form.form, cells, (), frozenset(seen), complete, choices)


def _note_end(row: LabelledRow, part: Part, grid: Grid) -> None:
    """What the last row may have lost with the end of the text: nothing, where words follow it."""
    figures = [value.cell for value in row.values if value.cell.text]
    if not figures or figures[-1] == _last_cell(grid):
        row.last, row.breaks_off = part.ends_text, part.breaks_off
    if row.last and part.lines[-1][1]:  # not even a line end follows: what the last cell was to hold is not seen
        while row.values and row.values[-1].token.kind in (Kind.EMPTY, Kind.TEXT):
            row.values.pop()


def _last_cell(grid: Grid) -> Cell | None:
    cells = (cell for run in reversed(grid.runs) for row in reversed(run) for cell in reversed(row))
    return next((cell for cell in cells if cell.text), None)


def _possible(table: Table, labelled: Sequence[LabelledRow]) -> list[Sequence[Order]]:
    """For each row the orders that its header allows; rows that follow each other mostly share one."""
    found: list[Sequence[Order]] = []
    before: tuple[Header, Block] | None = None
    for row in labelled:
        block = table.block(row.label.code)
        same = before is not None and before[0] is row.header and before[1] is block
        found.append(found[-1] if same else orders(row.header, block))
        before = row.header, block
    return found


def _order(row: LabelledRow, possible: Sequence[Order], choice: int, ruled: bool) -> Order:
    """The order of the row's columns: of those that the header allows, in a grid the first with as many as cells."""
    if not possible:
        return ()
    if choice:
        return possible[min(choice, len(possible) - 1)]
    return next((order for order in possible if ruled and len(order) == len(row.values)), possible[0])


def _align_all(
    walk: Walk, chosen: Sequence[Order], grid: Grid, part: Part, totals: frozenset[int]
) -> tuple[Cells, list[Leftover | None]]:
    """totals: the rows whose last figure is their total, wherever the others stand."""
    seen = _seen(walk, chosen, grid, part)
    positional = positional_runs(walk.rows, chosen, grid, part.ends_text) if grid.ruled else {}
    longer = side(walk.rows, chosen) if grid.ruled else None
    cells: Cells = {}
    left: list[Leftover | None] = []
    is_damaged = DAMAGED in part.text
    to_the_letter = {row.label.code for row in walk.rows if row.exact}
    for at, (row, order) in enumerate(zip(walk.rows, chosen, strict=True)):
        if not row.exact and row.label.code in to_the_letter:  # what is only like a label is another, where that stands
            left.append(_leftover(row.label.code, row.values))
            continue
        aligned, rule, proof = (
            _shared(row, order)
            or by_position(row, order, positional.get(row.run))
            or at_side(row, order, longer)
            or by_count(row, order, seen)
        )
        total = row.values.pop() if rule is Rule.VALUES_LOST and at in totals else None
        damaged = is_damaged and any(DAMAGED in value.cell.text for value in row.values)
        torn = not row.exact and not any(value.token.kind is Kind.NUMBER for value in row.values)
        code = row.label.code
        doubtful = not order
        for slot, (status, value) in zip(order, aligned, strict=True):
            if slot is None:
                if value and value.token.kind is Kind.NUMBER:
                    left.append(Leftover(code, (value.cell.text,), value.cell.line))
            elif status is Status.REPORTED:
                shown = Proof.HEADER if slot.named and proof is Proof.COUNT else proof
                _put(cells, Placed(code, slot, status, value, rule, shown))
            else:  # a figure may be among the characters that were lost, or in the line that holds the label's rest
                lost = (damaged or torn) and status is Status.BLANK
                _put(cells, Placed(code, slot, Status.AMBIGUOUS if lost else status, value, rule))
            doubtful = doubtful or status is Status.AMBIGUOUS
        slot = order[-1] if order else None
        if total and slot:
            cells[code, slot.column.code] = Placed(code, slot, Status.REPORTED, total, Rule.TOTAL_OF_ROW, Proof.SUMS)
        if doubtful:
            left.append(_leftover(code, row.values, code if order else None))
    return cells, left


def _shared(row: LabelledRow, order: Order) -> tuple[Aligned, Rule, None] | None:
    """No value is told of a row in which another one's label stands, too: whose they are cannot be seen."""
    return ([(Status.AMBIGUOUS, None)] * len(order), Rule.TWO_ROWS, None) if row.shared else None


def _put(cells: Cells, placed: Placed) -> None:
    key = (placed.row, placed.slot.column.code)
    cells[key] = _twice(cells[key], placed) if key in cells else placed


def _seen(walk: Walk, chosen: Sequence[Order], grid: Grid, part: Part) -> Seen:
    labelled = walk.rows
    labels_end = max((row.position for row in labelled if row.values), default=0)
    return Seen(
        ruled=grid.ruled,
        labels_end=labels_end,
        shows_blanks=any(shows_blank(row.values) for row in labelled if row.mixed),
        loses_values=grid.blanks_dropped or (not grid.ruled and _some_are_short(labelled, chosen)),
        some_values=len(labelled) == 1
        or any(value.token.kind is Kind.NUMBER for row in labelled for value in row.values),
        spilt=bool(walk.strays or walk.unparted),
        glued=grid.glued,
        labels_open=grid.ruled
        and part.ends_text
        and all(value.position > labels_end + 1 for row in labelled for value in not_empty(row.values)),
        cut_widths=_cut_widths(labelled, chosen),
        apart=grid.ruled and any(map(stand_apart, grid.runs)),
        keeps_ends=keep_ends(labelled, chosen),
    )


def _cut_widths(labelled: Sequence[LabelledRow], chosen: Sequence[Order]) -> frozenset[int]:
    """How many columns the rows have of which some hold figures, and none has as many cells."""
    rows = [(row.values, len(order)) for row, order in zip(labelled, chosen, strict=True) if not_empty(row.values)]
    whole = {width for values, width in rows if len(uncovered(values)) >= width}
    return frozenset({width for _, width in rows} - whole)


def _some_are_short(labelled: Sequence[LabelledRow], chosen: Sequence[Order]) -> bool:
    """Whether a row, and not the last one of a text, has values, and fewer than columns."""
    rows = zip(labelled, chosen, strict=True)
    return any(0 < len(row.values) < len(order) and not row.last for row, order in rows)


def _twice(first: Placed, second: Placed) -> Placed:
    """A row that stands twice: agreeing figures are one, others cannot be chosen between."""
    if first.status is Status.BLANK and second.status in (Status.AMBIGUOUS, Status.UNREADABLE):
        return second  # a label that is repeated has its figures behind the last one
    if second.status is not Status.REPORTED or first.rule is Rule.STANDS_TWICE:
        return first
    if first.status is not Status.REPORTED:
        return second
    same = first.value and second.value and first.value.token.value == second.value.token.value
    if same:
        return first
    return first._replace(status=Status.AMBIGUOUS, value=None, rule=Rule.STANDS_TWICE, proof=None)


def _leftover(beside: str, values: Iterable[Value], row: str | None = None) -> Leftover | None:
    figures = [value.cell for value in values if value.token.kind is Kind.NUMBER]
    return Leftover(beside, tuple(cell.text for cell in figures), figures[0].line, row) if figures else None


def _mark_stray(table: Table, walk: Walk, chosen: Sequence[Order], stray: Stray, cells: Cells) -> None:
    """Values whose label is lost, where the form has just one row left between their neighbours: ambiguous there."""
    if stray.position >= len(walk.rows) or len(stray.values) != len(chosen[stray.position]):
        return
    after = walk.rows[stray.position]
    codes = [row.code for row in table.block(after.label.code).rows]
    at = codes.index(after.label.code)
    if at and codes[at - 1] not in {row.label.code for row in walk.rows}:
        for slot, value in zip(chosen[stray.position], stray.values, strict=True):
            if slot:
                cells[codes[at - 1], slot.column.code] = Placed(
                    codes[at - 1], slot, Status.AMBIGUOUS, value, Rule.LABEL_LOST
                )


def _mark_continued(walk: Walk, stray: Stray, cells: Cells, ruled: bool) -> None:
    """Figures below which more digits stand, beside the rest of their label, or below one of several: 762 above 69."""
    before = walk.rows[stray.position - 1] if stray.position else None
    rest = fold(stray.beside)
    if before is None or rest not in before.label.words or not (rest or ruled):
        return
    figures = sum([one.token.kind is Kind.NUMBER for one in before.values])
    is_whole = before.exact if rest else len(stray.values) >= figures
    if is_whole:
        return
    places = {value.position for value in stray.values}
    for key, placed in cells.items():
        if placed.row == before.label.code and placed.value and (placed.value.position in places or not ruled):
            cells[key] = ambiguous(placed)


# Rows side by side


def _read_across(form: FormTable, part: Part, grid: Grid, choice: int) -> Placement:
    table = form.table
    stands, left = walk_across(form.words, grid)
    block = table.blocks[0]
    if grid.line_by_line:
        on_lines = [_stand_on_lines(stand, grid, block) for stand in stands] if not (left or part.breaks_off) else []
        return _on_lines(form, on_lines, frozenset(), 1)
    cells: Cells = {}
    leftovers: list[Leftover | None] = list(left)
    for stand in stands:
        last = stand is stands[-1]
        row = LabelledRow(Label(table.code), stand.header, 0, values=stand.values, mixed=True, cut=stand.is_cut)
        row.is_broken = grid.ruled and len(stand.rows) > 1 and _holds_empty(grid, stand.rows)
        if last:
            _note_end(row, part, grid)
        if not row.values:
            continue
        aligned, order, rule, proof = _stand(row, block, grid, choice)
        for slot, (status, value) in zip(order, aligned, strict=True):
            if slot is not None and slot.row is not None:
                shown = Proof.HEADER if slot.named and proof is Proof.COUNT else proof
                _put(cells, Placed(slot.row, slot, status, value, rule, shown if status is Status.REPORTED else None))
        if any(status is Status.AMBIGUOUS for status, _ in aligned):
            rows = {slot.row for slot in order if slot}
            leftovers.append(_leftover(block.code, stand.values, next(iter(rows), None)))
    left_over = tuple(leftover for leftover in leftovers if leftover)
    whole = len(cells) == len(block.rows) * len(block.columns)
    complete = whole and not left_over and all(placed.status is Status.REPORTED for placed in cells.values())
    choices = max((len(across(stand.header, block)) for stand in stands), default=1)
    return Placement(form.form, cells, left_over, frozenset(), complete, choices)


def _stand_on_lines(stand: Stand, grid: Grid, block: Block) -> tuple[LabelledRow, Order]:
    """With the empty cells between the last name and the first figure."""
    first = stand.values[0]
    above = next(row for _, row, _ in grid_rows(grid) if first.cell in row)[: first.position]
    blanks = list(takewhile(lambda cell: not cell.text, reversed(above)))
    leading = [Value(EMPTY, cell, first.position - at) for at, cell in enumerate(blanks, 1)][::-1]
    row = LabelledRow(Label(block.code), stand.header, 0, values=[*leading, *stand.values])
    return row, across(stand.header, block)[0]


def _stand(row: LabelledRow, block: Block, grid: Grid, choice: int) -> tuple[Aligned, Order, Rule, Proof | None]:
    values = row.values
    numbers = [value for value in values if value.token.kind in (Kind.NUMBER, Kind.BLANK)]
    possible = across(row.header, block)
    if has_more_columns(row.header, block):
        return [(Status.AMBIGUOUS, None)] * len(possible[0]), possible[0], Rule.NO_HEADER, None
    if grid.ruled:
        # Where each cell has a line of its own, a row with a cell too many has a line twice, and was not filled up.
        if len(uncovered(values)) > max(map(len, possible)) and are_apart([value.cell for value in values]):
            return [(Status.AMBIGUOUS, None)] * len(possible[0]), possible[0], Rule.VALUES_LOST, None
        columns = across_stretches(row.header, block, values[-1].position + 1)
        order = tuple(stretch.slot for stretch in columns)
        if columns and numbers and not row.breaks_off and numbers[-1].position < columns[-1].start + 1:
            aligned = [standing(row, columns, slot) for slot in order]
            if sum(status in (Status.REPORTED, Status.BLANK) for status, _ in aligned) >= len(numbers):
                return aligned, order, Rule.BY_POSITION, Proof.GRID
    counts = (len(uncovered(values)), len(numbers))
    fitting = [order for count in counts for order in possible if len(order) == count]
    order = possible[min(choice, len(possible) - 1)] if choice else next(iter(fitting), possible[0])
    is_cut = (row.breaks_off or row.last) and counts[0] < max(map(len, possible))
    if is_cut and len(numbers) < len(values):  # of the cells before the end, the empty ones may not all be there
        return [(Status.AMBIGUOUS, None)] * len(order), order, Rule.FIGURE_CUT, None
    if row.is_broken:
        return [(Status.AMBIGUOUS, None)] * len(order), order, Rule.VALUES_LOST, None
    seen = Seen(grid.ruled, -1, shows_blank(values), grid.blanks_dropped, True, False, grid.glued)
    aligned, rule, proof = by_count(row, order, seen)
    return aligned, order, rule, proof


def _holds_empty(grid: Grid, levels: Set[int]) -> bool:
    """Whether an empty cell stands in these rows of the grid: of one row of the table in several, it may be any."""
    return any(not cell.text for level, (_, row, _) in enumerate(grid_rows(grid)) if level in levels for cell in row)
