"""A document as `inspect` shows it: its key with the evidence, its tables, what the prose states, its findings.

In English rows, columns and codes stand as the warehouse has them; in Chinese as the form and the catalogue name them,
rows below the captions of the form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gongkai.extract.document import REASONS, Rejected
from gongkai.extract.encoding import Origin
from gongkai.flows.terminal import console, named, say, say_json
from gongkai.transform.report import Attempt, Fact, Finding, Report, Status
from gongkai.warehouse.pages.form_tables import rows_of_form
from gongkai.warehouse.pages.words import called, called_each, field_name, form_name
from gongkai.words import _, in_context, language_in_use, listed
from gongkai.words.translated import translated

WIDE = 10  # of the first column of the key


def show_rejected(file: str, document_id: str | None, rejected: Rejected, as_json: bool) -> None:
    """A document that goes into quarantine, and why."""
    if as_json:
        fields = {"source": str(file), "document_id": document_id}
        say_json({**fields, "reason": rejected.reason, "message": rejected.message})
        return
    say(_("{file} is no report: it goes into quarantine.").format(file=file))
    means = _(REASONS[rejected.reason])
    reason = f"{rejected.reason} ({means})" if _is_english() else means
    say(reason + _(": ") + translated(rejected.message))


def show_report(file: str, report: Report, findings: Sequence[Finding], as_json: bool) -> None:
    """One report as the warehouse will hold it."""
    if as_json:
        fields = asdict(report) | {
            "source": str(file),
            "facts": [fact._asdict() for fact in report.facts],
            "derived": [one._asdict() for one in report.derived],
            "sections": [section._asdict() for section in report.sections],
            "findings": [asdict(finding) for finding in findings],
            "origins": [origin and origin._asdict() for origin in report.origins],
        }
        say_json(fields)
        return
    out = console()
    _show_key(out, file, report)
    for table, facts in groupby(report.facts, lambda fact: fact.table):
        tried = _(", ").join(_tried(attempt) for attempt in report.attempts if attempt.table == table)
        out.print(
            "\n" + _("{table}   layouts: {tried}").format(table=_of_form(table), tried=tried or named("layout", "none"))
        )
        for grid in _grids(list(facts), report):
            out.print(grid)
    _show_derived(out, report)
    _show_prose(out, report)
    _show_findings(out, findings)


def _show_key(out: Console, file: str, report: Report) -> None:
    key = report.key
    place = " ".join(filter(None, (key.province, key.prefecture, key.county, key.town))) or _("not known")
    codes = " ".join(filter(None, (key.town_code or key.county_code,)))
    out.print(report.title or _("(no title)"), style="bold")
    _show_field(out, in_context("inspect", "file"), file)
    _show_field(out, in_context("inspect", "document"), report.document_id)
    if report.crawl and report.crawl.url:
        _show_field(out, in_context("inspect", "fetched"), f"{report.crawl.url} {report.crawl.fetched or ''}".rstrip())
    damaged = (
        _(", {count} characters damaged").format(count=report.damaged_characters) if report.damaged_characters else ""
    )
    _show_field(out, in_context("inspect", "encoding"), f"{report.encoding}{damaged}")
    name = key.unit_name or _("not named")
    _show_field(out, in_context("inspect", "unit"), named("unit_kind", key.unit_kind) + _(": ") + name)
    _show_field(out, in_context("inspect", "place"), f"{place} {codes}".rstrip())
    if key.candidates:
        _show_field(out, "", _("may be: {candidates}").format(candidates=listed(key.candidates)))
    _show_field(out, in_context("inspect", "year"), str(key.year or _("not known")))
    form, layout = named("form", report.form), _layouts(report.layout)
    _show_field(out, in_context("inspect", "form"), _("{form}, layout {layout}").format(form=form, layout=layout))
    out.print("\n" + _("Evidence"))
    for evidence in key.evidence:
        line = _("line {line}").format(line=evidence.line) if evidence.line else ""
        value = named("unit_kind", evidence.value) if evidence.field == "unit_kind" else evidence.value
        field, kind = _padded(named("field", evidence.field), WIDE - 1), named("evidence", evidence.kind)
        out.print(f"  {field} {value}   {kind} {line}{_(': ')}{translated(evidence.text)}")


def _show_field(out: Console, name: str, value: str) -> None:
    out.print(f"{_padded(name, WIDE)}{value}")


def _padded(text: str, wide: int) -> str:
    """A Chinese character is as wide as two Latin ones."""
    return text + " " * (wide - cell_len(text))


def _tried(attempt: Attempt) -> str:
    wording = (
        _("{layout} (won): {placed} placed, {leftover} left over")
        if attempt.won
        else _("{layout}: {placed} placed, {leftover} left over")
    )
    return wording.format(layout=_layouts(attempt.layout), placed=attempt.placed, leftover=attempt.leftover)


def _grids(facts: list[Fact], report: Report) -> Iterator[Table]:
    """A grid for each run of rows that have the same columns."""
    captions = {} if _is_english() else rows_of_form(facts, report.form)
    rows = [(row, list(cells)) for row, cells in groupby(facts, lambda fact: fact.row)]
    for columns, block in groupby(rows, lambda item: tuple((fact.table, fact.column) for fact in item[1])):
        listed = list(block)
        grid = Table(box=None, pad_edge=False)
        grid.add_column("  " + in_context("inspect", "row"))
        for table, column in columns:
            grid.add_column(_of_form(table, listed[0][0], column), justify="right")
        grid.add_column(in_context("inspect", "line"), justify="right")
        for row, cells in listed:
            lines = [fact.line for fact in cells if fact.line is not None]
            for caption in captions[row].headings if row in captions else ():
                grid.add_row(f"  {caption}")
            label = ("  " if row in captions and captions[row].is_below else "") + _of_form(cells[0].table, row)
            grid.add_row(f"  {label}", *map(_cell, cells), _where(min(lines), report.origins) if lines else "")
        yield grid


def _of_form(table: str, row: str | None = None, column: str | None = None) -> str:
    """The last of them, as the form names it."""
    code = column or row or table
    return code if _is_english() else form_name("zh", table, row, column).split(" · ")[-1]


def _layouts(codes: str) -> str:
    return codes if _is_english() else called_each("layout", codes, "zh")


def _where(line: int, origins: Sequence[Origin | None]) -> str:
    origin = origins[line - 1] if line <= len(origins) else None
    if not origin:
        return str(line)
    return f"{line} ({origin})" if _is_english() else f"{line}（{_origin(origin)}）"


def _origin(origin: Origin) -> str:
    within = called("origin", origin.kind, "zh").format(origin.position)
    return (called("origin", origin.part, "zh").format(origin.name) if origin.part else "") + within


def _cell(fact: Fact) -> Text:
    """A number, bold where it is not 0, or the status of a cell that has none."""
    if fact.status is not Status.REPORTED or fact.value is None:
        return Text(named("status", fact.status), style="dim")
    return Text(f"{fact.value:g}", style="bold cyan" if fact.value else "")


def _show_derived(out: Console, report: Report) -> None:
    if not report.derived:
        out.print("", end="")
        return
    out.print("\n" + _("Implied by the printed cells"))
    for one in report.derived:
        cell = f"{one.table} {one.row} {one.column}"
        if _is_english():
            out.print(f"  {cell} = {one.value:g}   by {one.sums}")
        else:
            out.print(f"  {form_name('zh', one.table, one.row, one.column)} = {one.value:g}")


def _show_prose(out: Console, report: Report) -> None:
    out.print("\n" + (_("Figures in the prose") if report.figures else _("No figures in the prose")))
    for figure in report.figures:
        measure = figure.measure if _is_english() else field_name(figure.measure, "zh")
        about = _("about ") if figure.approximate else ""
        line = _("line {line}").format(line=figure.line)
        out.print(f"  {measure} = {about}{figure.value:g} {figure.unit}   {line}{_(': ')}{figure.sentence}")
    if report.subjects:
        out.print("\n" + _("Published by subject, as the prose lists it"))
    for subject in report.subjects:
        line = _("line {line}").format(line=subject.line)
        out.print(f"  {subject.label} = {subject.value:g} {subject.unit or ''}   {line}")
    out.print("\n" + _("Sections"))
    for section in report.sections:
        lines = _lines(section.first_line, section.last_line)
        heading = _(": ") + section.heading if lines else section.heading
        out.print(f"  {_padded(_section(section.code), 23)} {lines}{heading}")


def _lines(first: int, last: int) -> str:
    """Empty where no line is the section's own."""
    if not first:
        return ""
    said = _("line {line}") if first == last else _("lines {first}-{last}")
    return said.format(line=first, first=first, last=last)


def _section(code: str) -> str:
    """Parts of the overview are overview.PART."""
    return code if _is_english() else " · ".join(called("section", part, "zh") for part in code.split("."))


def _show_findings(out: Console, findings: Sequence[Finding]) -> None:
    out.print("\n" + (_("Findings") if findings else _("No findings")))
    for finding in findings:
        if _is_english():
            out.print(f"  {finding.severity} {finding.check}: {finding.message}")
        else:
            out.print(f"  {called('severity', finding.severity, 'zh')}：{finding.message_zh}")


def _is_english() -> bool:
    return language_in_use() == "en"
