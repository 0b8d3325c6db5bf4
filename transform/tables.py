"""Every statutory table of a report: which layout read it best, which form it is, and all its cells as facts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.layouts import Layout, Part, layouts
from transform.alignment import Placed
from transform.forms import Column, Form, forms
from transform.placing import Placement, place
from transform.report import Attempt, Fact, Finding, Severity, Status


@dataclass(frozen=True, slots=True)
class Reading:
    """The placement that won for one table, with the attempts of all layouts."""

    table: str
    layout: str
    placement: Placement
    attempts: tuple[Attempt, ...]


def read_table(part: Part) -> Reading | None:
    """Let every layout that sees something of itself try; the form judges. None where no cell finds its place."""
    tried: list[tuple[Layout, Placement]] = []
    clues = [(layout.clue(part), layout) for layout in layouts()]
    for _, layout in sorted((pair for pair in clues if pair[0] > 0), key=lambda pair: -pair[0]):
        tried.append((layout, place(part, layout.read(part))))
        if _is_whole(tried[-1][1]):
            break
    if not tried:
        return None
    best, placement = max(tried, key=lambda attempt: attempt[1].score)
    attempts = tuple(
        Attempt(part.table, layout.name, *_counts(tried_placement), won=layout is best)
        for layout, tried_placement in tried
    )
    return Reading(part.table, best.name, placement, attempts) if placement.cells or placement.forms else None


def _is_whole(placement: Placement) -> bool:
    """Every cell holds a number and no figure is left over: no other layout can do better."""
    return (
        bool(placement.cells)
        and not placement.leftovers
        and all(placed.status is Status.REPORTED for placed in placement.cells.values())
    )


def _counts(placement: Placement) -> tuple[int, int]:
    placed = sum(placed.status in (Status.REPORTED, Status.BLANK) for placed in placement.cells.values())
    return placed, sum(len(leftover.figures) for leftover in placement.leftovers)


def settle_losses(readings: Sequence[Reading]) -> list[Reading]:
    """Where values were lost in one table, a row without any in another has not been seen to be blank, either."""
    rows_lost = {
        (reading.table, cell.row)
        for reading in readings
        for cell in reading.placement.cells.values()
        if cell.rule == "values_lost"
    }
    return [_doubting_blanks(reading) for reading in readings] if len(rows_lost) > 1 else list(readings)


def _doubting_blanks(reading: Reading) -> Reading:
    cells = {
        key: cell._replace(status=Status.AMBIGUOUS, rule="values_lost")
        if cell.status is Status.BLANK and cell.value is None
        else cell
        for key, cell in reading.placement.cells.items()
    }
    return replace(reading, placement=replace(reading.placement, cells=cells))


def form_of(readings: Sequence[Reading]) -> str:
    """2019 | 2021 | mixed, as the tables' own labels say; none where there is no table."""
    evidenced = {form for reading in readings for form in reading.placement.forms}
    if len(evidenced) > 1:
        return "mixed"
    return evidenced.pop() if evidenced else "none"


def facts(readings: Sequence[Reading]) -> tuple[Fact, ...]:
    """All cells of the form that the report uses, in the form's order; those that no table holds are absent."""
    if not readings:
        return ()
    usual = _usual_form(readings)
    by_table = {reading.table: reading for reading in readings}
    return tuple(fact for table in usual.tables for fact in _table_facts(usual, table.code, by_table.get(table.code)))


def _usual_form(readings: Sequence[Reading]) -> Form:
    """The form that most of the report's own labels belong to; the newest where they tell nothing."""
    weight: Counter[str] = Counter()
    for reading in readings:
        for form in reading.placement.forms:
            weight[form] += sum(placed.slot.form == form for placed in reading.placement.cells.values()) + 1
    return max(forms(), key=lambda form: (weight[form.code], form.first_year))


def _table_facts(usual: Form, table: str, reading: Reading | None) -> Iterator[Fact]:
    own = reading.placement.forms if reading else frozenset()
    form = usual if usual.code in own or not own else next(form for form in reversed(forms()) if form.code in own)
    cells = reading.placement.cells if reading else {}
    layout = reading.layout if reading else ""
    for row, columns in _rows(form, table, cells):
        for column, column_form in columns:
            cell = cells.get((row, column.code))
            yield _fact(table, cell, column_form, layout) if cell else _absent(table, row, column, column_form)


Columns = Sequence[tuple[Column, str]]


def _rows(form: Form, table: str, cells: Mapping[tuple[str, str], Placed]) -> Iterator[tuple[str, Columns]]:
    """Each row with its columns: the form's, or those that the row's own header named where it is another form's."""
    declared = _declared(form.code, table)
    if table != "proactive":  # the forms share the columns of the other tables
        yield from declared.items()
        return
    named: dict[str, list[tuple[Column, str]]] = {}
    for cell in cells.values():
        named.setdefault(cell.row, []).append((cell.slot.column, cell.slot.form))
    for row in [*declared, *(row for row in named if row not in declared)]:
        strange = any(column_form != form.code for _, column_form in named.get(row, ()))
        yield row, named[row] if strange or row not in declared else declared[row]


@cache
def _declared(form: str, table: str) -> dict[str, Columns]:
    declared = next(one for one in forms() if one.code == form).table(table)
    return {
        row.code: tuple((column, form) for column in block.columns) for block in declared.blocks for row in block.rows
    }


@cache
def _absent(table: str, row: str, column: Column, form: str) -> Fact:
    return Fact(table, row, column.code, None, Status.ABSENT, column.unit, form=form)


def _fact(table: str, cell: Placed, form: str, layout: str) -> Fact:
    row, slot, status, value, rule = cell
    unit = slot.unit or slot.column.unit
    if value is None:
        return Fact(table, row, slot.column.code, None, status, unit, None, None, layout, form, rule)
    token, (raw, line), _ = value
    number = token.value if status is Status.REPORTED else None
    return Fact(table, row, slot.column.code, number, status, token.unit or unit, raw, line, layout, form, rule)


def findings(readings: Sequence[Reading]) -> Iterator[Finding]:
    """What was doubtful in placing: figures left over, rows whose values were lost, headers read by position."""
    for reading in readings:
        for leftover in reading.placement.leftovers:
            figures = ", ".join(leftover.figures)
            beside = f"beside “{leftover.beside}”" if leftover.beside else "beside no label"
            yield Finding(
                "figures_left_over",
                Severity.WARNING,
                f"Figures {figures} stand {beside} where no cell of the form could take them.",
                table=reading.table,
                right=figures,
                line=leftover.line,
            )
        for row in dict.fromkeys(p.row for p in reading.placement.cells.values() if p.status is Status.AMBIGUOUS):
            yield Finding(
                "row_ambiguous",
                Severity.WARNING,
                f"Row {row} of table {reading.table} has not as many figures as columns: values were lost, "
                "and nobody can know which.",
                table=reading.table,
                row=row,
            )
        for cell in reading.placement.cells.values():
            if cell.slot.by_position:
                yield Finding(
                    "header_by_position",
                    Severity.NOTE,
                    f"The header of row {cell.row} is cut; column {cell.slot.column.label} was told by its position.",
                    table=reading.table,
                    row=cell.row,
                    column=cell.slot.column.code,
                )
