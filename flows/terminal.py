"""What people see: progress, the summary of a run, a report as the reader sees it, answers in tables."""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from io import TextIOBase
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gongkai.extract.document import REASONS, Rejected
from gongkai.extract.encoding import Origin
from gongkai.transform.report import Fact, Finding, Report, Status
from gongkai.words import _

if TYPE_CHECKING:
    import duckdb

    from gongkai.warehouse.query import Answer
    from gongkai.warehouse.summary import Summary

# Control characters but for the end of a line, halves of characters, and what turns or hides the text after it.
_OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
SHOWN_ROWS = 200
SHOWN_NAMES = 10


class Screen(Console):
    """A console on which nothing that documents, names or people's files hold is obeyed by the terminal."""

    def print(self, *things: Any, **how: Any) -> None:
        """Words are shown as they are; tables hold what was made harmless when it was put in."""
        super().print(*(harmless(thing) if isinstance(thing, str) else thing for thing in things), **how)


def console() -> Screen:
    """The screen; lines are not broken where the output is no terminal."""
    terminal = sys.stdout.isatty()
    return Screen(width=None if terminal else 10_000, highlight=False, markup=False, emoji=False)


def say(text: str, error: bool = False) -> None:
    """Lines on the screen. error: where errors are told."""
    print(harmless(text), file=sys.stderr if error else sys.stdout)


def say_json(thing: Any) -> None:
    """For scripts, which read back what was there; a terminal obeys nothing of it."""
    text = json.dumps(thing, ensure_ascii=False, indent=1)
    sys.stdout.write(_OBEYED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n")


def harmless(text: str) -> str:
    """Without what a terminal would obey; lines stay lines. A name, a manifest, a decision may hold anything."""
    return _OBEYED.sub(lambda sign: sign[0].encode("unicode_escape", "surrogatepass").decode(), text)


class Progress:
    """Stages of a run: a bar on a terminal, a line for each stage elsewhere."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._stage = ""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Bars(*columns, console=Console(stderr=True), transient=True) if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        self.tell("starting Prefect", 0, 0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bars:
            self._bars.stop()

    def tell(self, stage: str, done: int, everything: int) -> None:
        """done, everything: documents; both 0 where nobody can count."""
        if self._bars:
            if stage != self._stage:
                self._task = self._bars.add_task(stage, total=everything or None)
            self._bars.update(self._task, completed=done, total=everything or None)
        elif stage != self._stage or everything:
            count = f" {done:,} of {everything:,}" if everything else ""
            print(f"{stage}{count}", file=sys.stderr, flush=True)
        self._stage = stage


def show_summary(summary: "Summary") -> None:
    """What a run came to, in lines that can be read in the morning."""
    counts = summary.counts
    for note in summary.notes:
        say(note)
    say(
        _("Found {documents}: {reports}, {duplicates}, {quarantined:,} in quarantine.").format(
            documents=_many(counts.found, _("document"), _("documents")),
            reports=_many(counts.reports, _("report"), _("reports")),
            duplicates=_many(counts.duplicates, _("duplicate"), _("duplicates")),
            quarantined=counts.quarantined,
        )
    )
    gone = _(", {gone:,} gone since the last run").format(gone=counts.vanished) if counts.vanished else ""
    say(
        _("Read {reports}; {documents} unchanged{gone}.").format(
            reports=_many(counts.newly_read, _("report"), _("reports")),
            documents=_many(counts.unchanged, _("document"), _("documents")),
            gone=gone,
        )
    )
    for reason, sources in summary.quarantined:
        names = ", ".join(map(_name, sources[:SHOWN_NAMES]))
        more = _(" and {more:,} more").format(more=len(sources) - SHOWN_NAMES) if len(sources) > SHOWN_NAMES else ""
        say(f"  {reason} ({_(REASONS.get(reason, reason))}): {names}{more}")
    say(
        _("The warehouse holds {reports_held:,} reports with {facts_held:,} facts.").format(
            reports_held=summary.reports_held, facts_held=summary.facts_held
        )
    )
    if summary.findings:
        say(
            _("Findings: ")
            + ", ".join(f"{count:,} {check} ({_(severity)})" for check, severity, count in summary.findings)
        )
    show_corrections(summary.corrections, summary.failed)
    if summary.waiting:
        say(_("Waiting for a person: {waiting:,} things. See them: gongkai review").format(waiting=summary.waiting))
    if summary.published:
        say(
            _("Published generation {generation}: {warehouse}").format(
                generation=summary.generation, warehouse=summary.warehouse
            )
        )
    else:
        say(
            _("Nothing to do: generation {generation} is up to date: {warehouse}").format(
                generation=summary.generation, warehouse=summary.warehouse
            )
        )
    say(_('Next: gongkai query "SELECT town, county, year, form, layout FROM reports"   or   gongkai export DIR'))


def show_corrections(outcomes: Sequence[tuple[str, int]], failed: Sequence[str]) -> None:
    """How many decisions of people are in force; each that is not, and why."""
    if outcomes:
        say(_("Corrections: ") + ", ".join(f"{count:,} {_(outcome)}" for outcome, count in outcomes))
    for sentence in failed:
        say(_("  FAILED, not applied: {sentence}").format(sentence=sentence))


def _name(text: str) -> str:
    """On one line."""
    return harmless(text.replace("\n", "\\n"))


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def show_rejected(file: str, document_id: str | None, rejected: Rejected, as_json: bool) -> None:
    """A document that goes into quarantine, and why."""
    if as_json:
        fields = {"source": str(file), "document_id": document_id}
        say_json({**fields, "reason": rejected.reason, "message": rejected.message})
        return
    say(_("{file} is no report: it goes into quarantine.").format(file=file))
    say(f"{rejected.reason} ({_(REASONS[rejected.reason])}): {rejected.message}")


def show_report(file: str, report: Report, findings: Sequence[Finding], as_json: bool) -> None:
    """One report as the warehouse will hold it."""
    if as_json:
        fields = asdict(report) | {
            "source": str(file),
            "facts": [fact._asdict() for fact in report.facts],
            "derived": [one._asdict() for one in report.derived],
            "findings": [asdict(finding) for finding in findings],
            "origins": [origin and origin._asdict() for origin in report.origins],
        }
        say_json(fields)
        return
    out = console()
    _show_key(out, file, report)
    for table, facts in groupby(report.facts, lambda fact: fact.table):
        attempts = [attempt for attempt in report.attempts if attempt.table == table]
        tried = ", ".join(
            f"{attempt.layout}{' (won)' if attempt.won else ''}: {attempt.placed} placed, {attempt.leftover} left over"
            for attempt in attempts
        )
        out.print(f"\n{table}   layouts: {tried or 'none'}")
        for grid in _grids(list(facts), report.origins):
            out.print(grid)
    out.print("\n" + _("Implied by the printed cells") if report.derived else "", end="\n" if report.derived else "")
    for one in report.derived:
        out.print(f"  {one.table} {one.row} {one.column} = {one.value:g}   by {one.sums}")
    out.print("\n" + (_("Figures in the prose") if report.figures else _("No figures in the prose")))
    for figure in report.figures:
        about = "about " if figure.approximate else ""
        out.print(f"  {figure.measure} = {about}{figure.value:g} {figure.unit}   line {figure.line}: {figure.sentence}")
    if report.subjects:
        out.print("\n" + _("Published by subject, as the prose lists it"))
    for subject in report.subjects:
        out.print(f"  {subject.label} = {subject.value:g} {subject.unit or ''}   line {subject.line}")
    out.print("\n" + _("Sections"))
    for section in report.sections:
        out.print(f"  {section.code:<14} lines {section.first_line}-{section.last_line}: {section.heading}")
    out.print("\n" + (_("Findings") if findings else _("No findings")))
    for finding in findings:
        where = " ".join(filter(None, (finding.table, finding.row, finding.column)))
        out.print(f"  {finding.severity} {finding.check}{f' ({where})' if where else ''}: {finding.message}")


def _show_key(out: Console, file: str, report: Report) -> None:
    key = report.key
    place = " ".join(filter(None, (key.province, key.prefecture, key.county, key.town))) or "not known"
    codes = " ".join(filter(None, (key.town_code or key.county_code,)))
    out.print(report.title or "(no title)", style="bold")
    out.print(f"file      {file}")
    out.print(f"document  {report.document_id}")
    if report.crawl and report.crawl.url:
        out.print(f"fetched   {report.crawl.url} {report.crawl.fetched or ''}".rstrip())
    damaged = f", {report.damaged_characters} characters damaged" if report.damaged_characters else ""
    out.print(f"encoding  {report.encoding}{damaged}")
    out.print(f"unit      {key.unit_kind}: {key.unit_name or 'not named'}")
    out.print(f"place     {place} {codes}".rstrip())
    if key.candidates:
        out.print(f"          may be: {', '.join(key.candidates)}")
    out.print(f"year      {key.year or 'not known'}")
    out.print(f"form      {report.form}, layout {report.layout}")
    out.print("\n" + _("Evidence"))
    for evidence in key.evidence:
        line = f"line {evidence.line}" if evidence.line else ""
        out.print(f"  {evidence.field:<9} {evidence.value}   {evidence.kind} {line}: {evidence.text}")


def _grids(facts: list[Fact], origins: Sequence[Origin | None]) -> Iterator[Table]:
    """A grid for each run of rows that have the same columns. origins: of the lines of the text, where it has any."""
    rows = [(row, list(cells)) for row, cells in groupby(facts, lambda fact: fact.row)]
    for columns, block in groupby(rows, lambda item: tuple(fact.column for fact in item[1])):
        grid = Table(box=None, pad_edge=False)
        grid.add_column("  row")
        for column in columns:
            grid.add_column(column, justify="right")
        grid.add_column("line", justify="right")
        for row, cells in block:
            lines = [fact.line for fact in cells if fact.line is not None]
            grid.add_row(f"  {row}", *map(_cell, cells), _where(min(lines), origins) if lines else "")
        yield grid


def _where(line: int, origins: Sequence[Origin | None]) -> str:
    origin = origins[line - 1] if line <= len(origins) else None
    return f"{line} ({origin})" if origin else str(line)


def _cell(fact: Fact) -> Text:
    """A number, bold where it is not 0, or the status of a cell that has none."""
    if fact.status is not Status.REPORTED or fact.value is None:
        return Text(fact.status, style="dim")
    return Text(f"{fact.value:g}", style="bold cyan" if fact.value else "")


def show_answer(answer: "Answer", form: str, output: Path | None) -> None:
    """form: table, csv, json or parquet. output: takes the place of an earlier file, whole or not at all."""
    from gongkai.warehouse.disk import NOT_WRITTEN, disk_told, replacing
    from gongkai.warehouse.query import write_parquet

    if output is None:
        _write(answer, form, cast(TextIO, _Harmless(sys.stdout)) if sys.stdout.isatty() else sys.stdout)
        return
    with disk_told(output.parent, NOT_WRITTEN), replacing(output) as file:
        if form == "parquet":
            write_parquet(answer, file)
            return
        with file.open("w", encoding="utf-8", newline="") as out:
            _write(answer, form, out)


class _Harmless(TextIOBase):
    """A terminal, on which the text of an answer is only shown."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        return self.terminal.write(harmless(text))

    def isatty(self) -> bool:
        return True


def _write(answer: "Answer", form: str, out: TextIO) -> None:
    from gongkai.warehouse.query import write_csv, write_json

    if form == "csv":
        write_csv(answer, out)
    elif form == "json":
        write_json(answer, out)
    else:
        _write_table(answer, Console(file=out, width=None if out.isatty() else 10_000, highlight=False))


def show_question(con: "duckdb.DuckDBPyConnection", sql: str, form: str, output: Path | None) -> None:
    """The answer to a question in SQL; on the screen as wide as that is."""
    from gongkai.warehouse.place_names import forgiven
    from gongkai.warehouse.query import ask, show

    meant, said = forgiven(con, sql)
    for sentence in said:
        say(sentence, error=True)
    if form == "table" and output is None:
        say(show(con, meant, SHOWN_ROWS, console().width).rstrip("\n"))
    else:
        show_answer(ask(con, meant), form, output)


def _write_table(answer: "Answer", out: Console) -> None:
    table = Table(box=None, pad_edge=False)
    numbers = ("INT", "DOUBLE", "FLOAT", "DECIMAL")
    for name, kind in answer.columns:
        table.add_column(Text(name), justify="right" if any(word in kind for word in numbers) else "left")
    shown = 0
    for shown, row in enumerate(answer.rows, 1):
        if shown > SHOWN_ROWS:
            break
        table.add_row(*(Text(_plain(value)) for value in row))
    out.print(table)
    if shown > SHOWN_ROWS:
        print(f"The first {SHOWN_ROWS} rows. All of them: --format csv --output FILE", file=sys.stderr)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return harmless(str(value))


def show_review(waiting: int, answer: "Answer") -> None:
    """What waits for a person, worst first."""
    if not waiting:
        say(_("Nothing waits for a person."))
        return
    shown = list(answer.rows)
    _write_table(replace(answer, rows=iter(shown)), console())
    if len(shown) < waiting:
        say(
            _(
                "The first {shown:,} of {waiting:,}. All of them, to be decided on: gongkai review --output FILE.csv"
            ).format(shown=len(shown), waiting=waiting)
        )


def show_status(warehouse: Path, runs: "Answer", kept: Mapping[int, Path], refused: Mapping[str, Any] | None) -> None:
    """The last runs, the newest first, and the generations beside the published file."""
    say(f"{warehouse} ({warehouse.stat().st_size / 1e6:,.1f} MB)")
    if refused and refused["refused"] is None:
        say(_("\nThe last run was not published; what it said is damaged. Run it again: gongkai ingest SOURCE"))
    elif refused:
        found = refused["counts"]["found"]
        say(
            _("\nThe last run, of {refused} UTC, found {found:,} documents and was not published:").format(
                refused=refused["refused"], found=found
            )
        )
        for one in refused["reasons"]:
            say(f"  {one['reason']} ({one['gate']})")
    say(_("\nRuns that published a generation, the newest first (times in UTC)"))
    _write_table(runs, console())
    say(_("\nEarlier generations that are kept") if kept else _("\nNo earlier generation is kept"))
    for number, file in kept.items():
        say(f"  {number}: {file} ({file.stat().st_size / 1e6:,.1f} MB)")
