"""All cells of the form that a report uses, as facts; and what was doubtful in reading its tables, as findings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import repeat
from typing import Any

from gongkai.transform.finding_words import Row, finding
from gongkai.transform.forms import Form, OtherForm, forms
from gongkai.transform.report import Fact, Finding, Proof, Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.placement import CUT, Placed
from gongkai.transform.table.reading import Interpretation, Reading
from gongkai.transform.table.skeleton import NO_NUMBERS, Numbers, ordinal_of
from gongkai.transform.table.vocabulary import form_table
from gongkai.transform.table.walk import Leftover

FEWEST_ROWS = 2


def doubt_losses(readings: Sequence[Reading]) -> list[Reading]:
    """Where values were lost in one table, a row without any in another has not been seen to be blank, either.

    Nor do the numbers of a row that the text ends in have their cells, unless other rows show that none is lost. And
    while a figure of a table has no place, it may belong to any of its blank cells.
    """
    lost = set().union(*(_rows_lost(reading.interpretation) for reading in readings))
    found = list(readings)
    if len(lost) >= FEWEST_ROWS:
        found = [reading._replace(interpretation=_doubting_blanks(reading.interpretation, False)) for reading in found]
    whole = set().union(*(_rows_counted(reading.interpretation) for reading in readings))
    if lost or len(whole) < FEWEST_ROWS:
        found = [reading._replace(interpretation=_doubting_cut_rows(reading.interpretation)) for reading in found]
    return [
        reading._replace(interpretation=_doubting_blanks(reading.interpretation, True))
        if reading.interpretation.placement.leftovers
        else reading
        for reading in found
    ]


@lru_cache(maxsize=1 << 10)
def _rows_lost(interpretation: Interpretation) -> frozenset[tuple[str, str]]:
    cells = interpretation.placement.cells.values()
    return frozenset((interpretation.table, cell.row) for cell in cells if cell.rule is Rule.VALUES_LOST)


@lru_cache(maxsize=1 << 10)
def _rows_counted(interpretation: Interpretation) -> frozenset[tuple[str, str]]:
    """The rows of several columns that hold as many numbers, where a blank cell need not have left a trace."""
    cells = () if interpretation.ruled else interpretation.placement.cells.values()
    rows = Counter(cell.row for cell in cells if cell.rule is Rule.LEFT_TO_RIGHT)
    return frozenset((interpretation.table, row) for row, columns in rows.items() if columns > 1)


@lru_cache(maxsize=1 << 10)
def _doubting_blanks(interpretation: Interpretation, seen_too: bool) -> Interpretation:
    """seen_too: also blank cells that stand there, and not only rows without any."""
    cells = {
        key: cell._replace(status=Status.AMBIGUOUS, rule=Rule.VALUES_LOST)
        if cell.status is Status.BLANK and (seen_too or cell.value is None)
        else cell
        for key, cell in interpretation.placement.cells.items()
    }
    return replace(interpretation, placement=replace(interpretation.placement, cells=cells))


@lru_cache(maxsize=1 << 10)
def _doubting_cut_rows(interpretation: Interpretation) -> Interpretation:
    """Without the numbers of a row that the text ends in: blank cells may have been dropped before them."""
    cells = interpretation.placement.cells
    cut = {key: cell for key, cell in cells.items() if cell.rule in CUT and not interpretation.ruled}
    if not cut:
        return interpretation
    doubted = {
        key: cell._replace(status=Status.AMBIGUOUS, rule=Rule.VALUES_LOST, proof=None) for key, cell in cut.items()
    }
    row = next(iter(cut))[0]
    values = [cell.value.cell for cell in cut.values() if cell.value and cell.value.token.kind is Kind.NUMBER]
    left = [Leftover(row, tuple(value.text for value in values), values[0].line, row)] if values else []
    placement = replace(
        interpretation.placement, cells={**cells, **doubted}, leftovers=(*interpretation.placement.leftovers, *left)
    )
    return replace(interpretation, placement=placement)


def form_of(readings: Sequence[Reading], year: int | None) -> str:
    """2019 | 2021 | mixed, as the tables' own labels say; none where there is no table, or none that tells.

    year: the year reported on, which decides between forms with the same labels.
    """
    if not any(reading.interpretation.voices for reading in readings):
        return OtherForm.NONE
    agreed = _agreed(readings)
    return max(agreed, key=lambda form: _nearness(form, year)).code if agreed else OtherForm.MIXED


def used_since(readings: Sequence[Reading]) -> int | None:
    """The first report year of the form that the tables are of; None where they are of none, or of two."""
    told = any(reading.interpretation.voices for reading in readings)
    return min((form.first_year for form in _agreed(readings)), default=None) if told else None


def _agreed(readings: Sequence[Reading]) -> list[Form]:
    """The forms that all voices allow."""
    voices = [voice for reading in readings for voice in reading.interpretation.voices]
    return [form for form in forms() if all(form.code in voice for voice in voices)]


def reported(readings: Iterable[Reading]) -> int:
    """How many cells hold a number."""
    return sum([reading.interpretation.placement.reported for reading in readings])


def facts(readings: Sequence[Reading], year: int | None) -> tuple[Fact, ...]:
    """All cells of the form that the report uses, in the form's order; those that no table holds are absent.

    year: the year reported on, which decides where no label tells the forms apart.
    """
    if not readings:
        return ()
    usual = _usual_form(tuple([reading.interpretation for reading in readings]), year)
    by_table = {reading.interpretation.table: reading for reading in readings}
    of_report: list[Fact] = []
    for table in usual.tables:
        reading = by_table.get(table.code)
        interpretation, numbers, proved = reading or (None, NO_NUMBERS, frozenset())
        form = _own_form(usual, interpretation, year).code
        of_report += _filled(_unfilled(form, table.code, interpretation), numbers, proved)
    return tuple(of_report)


@lru_cache(maxsize=1 << 10)
def _usual_form(interpretations: Sequence[Interpretation], year: int | None) -> Form:
    """The form that most of the report's own labels belong to; where they tell nothing, that of the year."""
    weight: Counter[str] = Counter()
    for interpretation in interpretations:
        named = Counter(interpretation.others.values())
        named[interpretation.placement.form] += len(interpretation.placement.cells) - named.total()
        for voice in interpretation.voices:
            weight.update(dict.fromkeys(voice, sum([named[form] for form in voice]) + 1))
    return max(forms(), key=lambda form: (weight[form.code], _nearness(form, year)))


def _nearness(form: Form, year: int | None) -> tuple[bool, int]:
    """Greater for a form made for reports of that year, or shortly before; of forms to come, for the next one."""
    there = form.first_year <= (year if year is not None else _in_use())
    return there, form.first_year if there else -form.first_year


@cache
def _in_use() -> int:
    """The first year of the form that has been in use for the longest: that of reports without a year."""
    return min(form.first_year for form in forms() if form.last_year is None)


def _form_of(interpretation: Interpretation, key: tuple[str, str]) -> str:
    return interpretation.others.get(key, interpretation.placement.form)


def _own_form(usual: Form, interpretation: Interpretation | None, year: int | None) -> Form:
    """The report's form, but where a table's own labels are of none but others."""
    own = frozenset().union(*interpretation.voices) if interpretation else frozenset()
    likely = own if own and usual.code not in own else {usual.code}
    declared = [form for form in forms() if form.code in likely]
    return max(declared, key=lambda form: _nearness(form, year))


@dataclass(frozen=True, eq=False)
class _Unfilled:
    """The facts of a table whatever its numbers are. fields: those of all facts, field by field, so that two hundred
    are filled at once. ordinals: which number of the table each one's is; None where its text is its own."""

    fields: Mapping[str, Sequence[Any]]
    ordinals: tuple[int | None, ...]

    @cached_property
    def are_all_numbers(self) -> bool:
        """Whether each fact is a number of the table: as in most."""
        return None not in self.ordinals and None not in self.fields["value"]


@lru_cache(maxsize=1 << 10)
def _unfilled(form: str, table: str, interpretation: Interpretation | None) -> _Unfilled:
    cells = interpretation.placement.cells if interpretation else {}
    layout = interpretation.layout if interpretation else ""
    columns = _columns(form, table, interpretation)
    placed = [cells.get(key) for key, _, _ in columns]
    unfilled = [
        _fact(table, cell, named, layout) if cell else _absent(table, *key, unit, named)
        for cell, (key, unit, named) in zip(placed, columns, strict=True)
    ]
    ordinals = tuple([ordinal_of(cell.value.cell.text) if cell and cell.value else None for cell in placed])
    return _Unfilled(dict(zip(Fact._fields, zip(*unfilled, strict=True), strict=True)), ordinals)


_Column = tuple[tuple[str, str], str | None, str]  # (row, column), its unit, the form that names it


def _columns(form: str, table: str, interpretation: Interpretation | None) -> Sequence[_Column]:
    """The cells of the form, or in a row whose own header named another form's columns, those."""
    declared = _declared(form, table)
    if interpretation is None or interpretation.placement.cells.keys() <= form_table(table, form).keys:
        return declared
    by_row: dict[str, list[_Column]] = {}
    for one in declared:
        by_row.setdefault(one[0][0], []).append(one)
    named: dict[str, list[_Column]] = {}
    for key, cell in interpretation.placement.cells.items():
        named.setdefault(cell.row, []).append((key, cell.slot.column.unit, _form_of(interpretation, key)))
    for row, columns in named.items():
        codes = {key for key, _, _ in by_row.get(row, ())}
        if any(key not in codes for key, _, _ in columns):
            by_row[row] = columns
    return [one for columns in by_row.values() for one in columns]


@cache
def _declared(form: str, table: str) -> Sequence[_Column]:
    declared = next(one for one in forms() if one.code == form).table(table)
    return tuple(
        ((row.code, column.code), column.unit, form)
        for block in declared.blocks
        for row in block.rows
        for column in block.columns
    )


@cache
def _absent(table: str, row: str, column: str, unit: str | None, form: str) -> Fact:
    return Fact(table, row, column, None, Status.ABSENT, unit, form=form)


def _fact(table: str, cell: Placed, form: str, layout: str) -> Fact:
    row, slot, status, value, rule, proof = cell
    unit = slot.unit or slot.column.unit
    if value is None:
        return Fact(table, row, slot.column.code, None, status, unit, None, None, layout, form, rule)
    token, (raw, line, _), _ = value
    number = token.value if status is Status.REPORTED else None
    return Fact(table, row, slot.column.code, number, status, token.unit or unit, raw, line, layout, form, rule, proof)


def _filled(unfilled: _Unfilled, numbers: Numbers, proved: frozenset[tuple[str, str]]) -> Iterable[Fact]:
    """Each fact with its own number and line, and the proof that its numbers give."""
    own, ordinals = unfilled.fields, unfilled.ordinals
    if unfilled.are_all_numbers:
        values: Iterable[float | None] = map(numbers.values.__getitem__, ordinals)  # type: ignore[arg-type]
        texts: Iterable[str | None] = map(numbers.texts.__getitem__, ordinals)  # type: ignore[arg-type]
        lines: Iterable[int | None] = map(numbers.lines.__getitem__, own["line"])
    else:
        at_number = list(zip(own["value"], own["raw"], ordinals, strict=True))
        values = [value if value is None or at is None else numbers.values[at] for value, _, at in at_number]
        texts = [raw if at is None else numbers.texts[at] for _, raw, at in at_number]
        lines = [None if at is None else numbers.lines[at] for at in own["line"]]
    fields = {**own, "value": values, "raw": texts, "line": lines, "proof": _proofs(unfilled, proved)}
    # What Fact(...) comes to, in half the time.
    return map(tuple.__new__, repeat(Fact), zip(*fields.values(), strict=True))


@lru_cache(maxsize=1 << 10)
def _proofs(unfilled: _Unfilled, proved: frozenset[tuple[str, str]]) -> Sequence[Proof | None]:
    """Of each fact. proved: the cells that the sums prove; mostly the same ones."""
    own = unfilled.fields
    if not proved:
        return own["proof"]
    cells = zip(own["row"], own["column"], own["proof"], strict=True)
    return [Proof.SUMS if (row, column) in proved else proof for row, column, proof in cells]


def findings(readings: Sequence[Reading]) -> Iterator[Finding]:
    """What was doubtful in placing: figures left over, rows whose values were lost, headers read by position."""
    for interpretation, own, _ in readings:
        for leftover in interpretation.placement.leftovers:
            yield finding(
                "figures_left_over",
                interpretation.table,
                right=", ".join(_printed(text, own) for text in leftover.numbers),
                line=own.lines[leftover.line],
                beside=Row(interpretation.table, leftover.beside) if leftover.beside else None,
            )
        yield from _lasting_findings(interpretation)


def _printed(text: str, numbers: Numbers) -> str:
    at = ordinal_of(text)
    return text if at is None else numbers.texts[at]


@lru_cache(maxsize=1 << 10)
def _lasting_findings(interpretation: Interpretation) -> tuple[Finding, ...]:
    """Those that no number changes."""
    cells = interpretation.placement.cells.values()
    ambiguous = [
        finding("row_ambiguous", interpretation.table, row)
        for row in dict.fromkeys(cell.row for cell in cells if cell.status is Status.AMBIGUOUS)
    ]
    by_position = [
        finding("header_by_position", interpretation.table, None, column)
        for column in dict.fromkeys(cell.slot.column.code for cell in cells if cell.slot.by_position)
    ]
    return (*ambiguous, *by_position)
