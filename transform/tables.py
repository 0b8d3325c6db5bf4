"""Every statutory table of a report: which layout read it best, which form it is, and all its cells as facts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from extract.layouts import Layout, Part, layouts
from transform.alignment import STANDS_TWICE, Placed
from transform.forms import Column, Form, forms
from transform.placing import Placement, place
from transform.report import Attempt, Fact, Finding, Severity, Status
from transform.templates import NO_FIGURES, Figures, figure_at, has_figures, is_free, numbered, take_out

SEEN = (Status.REPORTED, Status.BLANK)


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """How one table is read, whatever its figures are: the placement that won, with the attempts of all layouts.

    The lines of its cells count from 0 within the table; a figure's text is its ordinal.
    """

    table: str
    layout: str
    placement: Placement
    attempts: tuple[Attempt, ...]


class Reading(NamedTuple):
    """One table as it was read: its template, filled with its own figures."""

    template: Template
    figures: Figures


def read_table(part: Part) -> Reading | None:
    """Let every layout that sees something of itself try; the form judges. None where no cell finds its place."""
    skeleton, figures = take_out(part)
    template = None if part.breaks_off else _template(part.table, skeleton, part.ends_text)
    reading = Reading(template, figures) if template else read_as_it_stands(part)
    placement = reading.template.placement
    return reading if placement.cells or placement.forms else None


def read_as_it_stands(part: Part) -> Reading:
    """The table with its figures in it: a template for nothing else."""
    template, _ = _try_layouts(replace(part, lines=tuple(enumerate([text for _, text in part.lines]))))
    return Reading(template, Figures((), [number for number, _ in part.lines]))


@lru_cache(maxsize=1 << 10)
def _template(table: str, skeleton: str, ends_text: bool) -> Template | None:
    """None where the figures have a say in how the table is read."""
    lines = tuple(enumerate(numbered(skeleton).split("\n")))
    template, free = _try_layouts(Part(table, lines, ends_text, breaks_off=False))
    return template if free or not has_figures(skeleton) else None


def _try_layouts(part: Part) -> tuple[Template, bool]:
    """(how the table is read, whether the figures had no say in it)."""
    tried: list[tuple[Layout, Placement]] = []
    free = True
    clues = [(layout.clue(part), layout) for layout in layouts()]
    for _, layout in sorted((pair for pair in clues if pair[0] > 0), key=lambda pair: -pair[0]):
        grid = layout.read(part)
        placement = place(part, grid)
        tried.append((layout, placement))
        free = free and is_free(grid) and not _stands_twice(placement)
        if _is_whole(placement):
            break
    if not tried:
        return Template(part.table, "", Placement({}, (), frozenset()), ()), free
    best, placement = max(tried, key=lambda attempt: attempt[1].score)
    attempts = tuple(
        Attempt(part.table, layout.name, *_counts(tried_placement), won=layout is best)
        for layout, tried_placement in tried
    )
    return Template(part.table, best.name, placement, attempts), free


def _is_whole(placement: Placement) -> bool:
    """Every cell holds a number or is seen to be blank, and no figure is left over: no other layout can do better."""
    cells = placement.cells.values()
    return bool(cells) and not placement.leftovers and all(placed.status in SEEN and placed.value for placed in cells)


def _stands_twice(placement: Placement) -> bool:
    """Whether figures were compared: no two ordinals are the same, but the figures that they stand for may be."""
    return any(placed.rule == STANDS_TWICE for placed in placement.cells.values())


def _counts(placement: Placement) -> tuple[int, int]:
    placed = sum(placed.status in SEEN for placed in placement.cells.values())
    return placed, sum(len(leftover.figures) for leftover in placement.leftovers)


def settle_losses(readings: Sequence[Reading]) -> list[Reading]:
    """Where values were lost in one table, a row without any in another has not been seen to be blank, either."""
    if len(set().union(*(_rows_lost(reading.template) for reading in readings))) < 2:
        return list(readings)
    return [Reading(_doubting_blanks(reading.template), reading.figures) for reading in readings]


@lru_cache(maxsize=1 << 10)
def _rows_lost(template: Template) -> frozenset[tuple[str, str]]:
    cells = template.placement.cells.values()
    return frozenset((template.table, cell.row) for cell in cells if cell.rule == "values_lost")


@lru_cache(maxsize=1 << 10)
def _doubting_blanks(template: Template) -> Template:
    cells = {
        key: cell._replace(status=Status.AMBIGUOUS, rule="values_lost")
        if cell.status is Status.BLANK and cell.value is None
        else cell
        for key, cell in template.placement.cells.items()
    }
    return replace(template, placement=replace(template.placement, cells=cells))


def form_of(readings: Sequence[Reading]) -> str:
    """2019 | 2021 | mixed, as the tables' own labels say; none where there is no table."""
    evidenced = {form for reading in readings for form in reading.template.placement.forms}
    if len(evidenced) > 1:
        return "mixed"
    return evidenced.pop() if evidenced else "none"


def facts(readings: Sequence[Reading]) -> tuple[Fact, ...]:
    """All cells of the form that the report uses, in the form's order; those that no table holds are absent."""
    if not readings:
        return ()
    usual = _usual_form(tuple([reading.template for reading in readings]))
    by_table = {reading.template.table: reading for reading in readings}
    found: list[Fact] = []
    for table in usual.tables:
        reading = by_table.get(table.code)
        template, figures = reading or (None, NO_FIGURES)
        found += _filled(_template_facts(usual.code, table.code, template), figures)
    return tuple(found)


@lru_cache(maxsize=1 << 10)
def _usual_form(templates: Sequence[Template]) -> Form:
    """The form that most of the report's own labels belong to; the newest where they tell nothing."""
    weight: Counter[str] = Counter()
    for template in templates:
        for form in template.placement.forms:
            weight[form] += sum(placed.slot.form == form for placed in template.placement.cells.values()) + 1
    return max(forms(), key=lambda form: (weight[form.code], form.first_year))


@lru_cache(maxsize=1 << 10)
def _template_facts(usual: str, table: str, template: Template | None) -> tuple[tuple[Fact, int | None], ...]:
    """The facts of a table whatever its figures are, each with the place of its own among them."""
    own = template.placement.forms if template else frozenset()
    likely = own if own and usual not in own else {usual}
    form = next(form for form in reversed(forms()) if form.code in likely)
    cells = template.placement.cells if template else {}
    layout = template.layout if template else ""
    found = [
        _fact(table, cell, column_form, layout) if cell else _absent(table, row, column, column_form)
        for row, columns in _rows(form, table, cells)
        for column, column_form in columns
        for cell in [cells.get((row, column.code))]
    ]
    return tuple((fact, figure_at(fact.raw) if fact.raw else None) for fact in found)


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


def _filled(template_facts: Iterable[tuple[Fact, int | None]], figures: Figures) -> Iterator[Fact]:
    """Each fact with its own figure and line."""
    texts, lines = figures
    new = tuple.__new__  # what Fact(...) comes to, in half the time: there are two hundred a report
    for fact, ordinal in template_facts:
        table, row, column, value, status, unit, raw, line, layout, form, rule = fact
        if line is None:
            yield fact
            continue
        if ordinal is not None:
            raw = texts[ordinal]
            value = float(raw) if value is not None else None
        yield new(Fact, (table, row, column, value, status, unit, raw, lines[line], layout, form, rule))


def findings(readings: Sequence[Reading]) -> Iterator[Finding]:
    """What was doubtful in placing: figures left over, rows whose values were lost, headers read by position."""
    for template, own in readings:
        for leftover in template.placement.leftovers:
            figures = ", ".join(_printed(figure, own) for figure in leftover.figures)
            beside = f"beside “{leftover.beside}”" if leftover.beside else "beside no label"
            yield Finding(
                "figures_left_over",
                Severity.WARNING,
                f"Figures {figures} stand {beside} where no cell of the form could take them.",
                table=template.table,
                right=figures,
                line=own.lines[leftover.line],
            )
        yield from _template_findings(template)


def _printed(figure: str, figures: Figures) -> str:
    at = figure_at(figure)
    return figure if at is None else figures.texts[at]


@lru_cache(maxsize=1 << 10)
def _template_findings(template: Template) -> tuple[Finding, ...]:
    """Those that no figure changes."""
    cells = template.placement.cells.values()
    ambiguous = [
        Finding(
            "row_ambiguous",
            Severity.WARNING,
            f"Row {row} of table {template.table} has not as many figures as columns: values were lost, "
            "and nobody can know which.",
            table=template.table,
            row=row,
        )
        for row in dict.fromkeys(cell.row for cell in cells if cell.status is Status.AMBIGUOUS)
    ]
    by_position = [
        Finding(
            "header_by_position",
            Severity.NOTE,
            f"The header of row {cell.row} is cut; column {cell.slot.column.label} was told by its position.",
            table=template.table,
            row=cell.row,
            column=cell.slot.column.code,
        )
        for cell in cells
        if cell.slot.by_position
    ]
    return (*ambiguous, *by_position)
