"""What people see: progress, the summary of a run, a report as the reader sees it, answers in tables."""

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import TextIOBase
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gongkai.extract.document import REASONS
from gongkai.warehouse.checks import title_of
from gongkai.warehouse.pages.words import called, field_name
from gongkai.warehouse.review import evidence_in
from gongkai.words import _, language_in_use, listed
from gongkai.words.translated import translated

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
                self._task = self._bars.add_task(translated(stage), total=everything or None)
            self._bars.update(self._task, completed=done, total=everything or None)
        elif stage != self._stage or everything:
            count = _(" {done:,} of {everything:,}").format(done=done, everything=everything) if everything else ""
            print(f"{translated(stage)}{count}", file=sys.stderr, flush=True)
        self._stage = stage


def show_summary(summary: "Summary") -> None:
    """What a run came to, in lines that can be read in the morning."""
    counts = summary.counts
    for note in summary.notes:
        say(translated(note))
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
        names = listed(map(_name, sources[:SHOWN_NAMES]))
        more = _(" and {more:,} more").format(more=len(sources) - SHOWN_NAMES) if len(sources) > SHOWN_NAMES else ""
        means = _(REASONS.get(reason, reason))
        say(f"  {f'{reason} ({means})' if language_in_use() == 'en' else means}" + _(": ") + names + more)
    say(
        _("The warehouse holds {reports} with {facts}.").format(
            reports=_many(summary.reports_held, _("report"), _("reports")),
            facts=_many(summary.facts_held, _("fact"), _("facts")),
        )
    )
    if summary.findings:
        say(_("Findings: ") + _(", ").join(_counted(*finding) for finding in summary.findings))
    show_corrections(summary.corrections, summary.failed)
    if summary.waiting:
        things = _many(summary.waiting, _("thing"), _("things"))
        say(_("Waiting for a person: {things}. See them: gongkai review").format(things=things))
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


def _counted(check: str, severity: str, count: int) -> str:
    if language_in_use() == "en":
        return f"{count:,} {check} ({severity})"
    return f"{title_of(check, 'zh')}（{called('severity', severity, 'zh')}）{count:,} 处"


def show_corrections(outcomes: Sequence[tuple[str, int]], failed: Sequence[str]) -> None:
    """How many decisions of people are in force; each that is not, and why."""
    if outcomes:
        say(_("Corrections: ") + _(", ").join(f"{count:,} {_(outcome)}" for outcome, count in outcomes))
    for sentence in failed:
        say(_("  FAILED, not applied: {sentence}").format(sentence=translated(sentence)))


def _name(text: str) -> str:
    """On one line."""
    return harmless(text.replace("\n", "\\n"))


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def named(kind: str, code: str) -> str:
    """A code in English, and what it is called in Chinese: scripts and questions in SQL are written with codes."""
    return code if language_in_use() == "en" else called(kind, code, language_in_use())


def show_answer(answer: "Answer", file_format: str, output: Path | None) -> None:
    """file_format: table, csv, json or parquet. output: takes the place of an earlier file, whole or not at all."""
    from gongkai.warehouse.disk import NOT_WRITTEN, disk_told, replacing
    from gongkai.warehouse.query import write_parquet

    if output is None:
        _write(answer, file_format, cast(TextIO, _Harmless(sys.stdout)) if sys.stdout.isatty() else sys.stdout)
        return
    told = partial(disk_told, output.parent, NOT_WRITTEN)
    with told(), replacing(output) as file, told():
        if file_format == "parquet":
            write_parquet(answer, file)
            return
        with file.open("w", encoding="utf-8", newline="") as out:
            _write(answer, file_format, out)


class _Harmless(TextIOBase):
    """A terminal, on which the text of an answer is only shown."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str) -> int:
        return self.terminal.write(harmless(text))

    def isatty(self) -> bool:
        return True


def _write(answer: "Answer", file_format: str, out: TextIO) -> None:
    from gongkai.warehouse.query import write_csv, write_json

    if file_format == "csv":
        write_csv(answer, out)
    elif file_format == "json":
        write_json(answer, out)
    else:
        _write_table(answer, Console(file=out, width=None if out.isatty() else 10_000, highlight=False))


def worded(answer: "Answer") -> "Answer":
    """An answer of ours, not of a question of somebody's: in Chinese with words for its columns and codes."""
    if language_in_use() == "en":
        return answer
    columns = [(called("column", name, "zh"), kind) for name, kind in answer.columns]
    names = [name for name, _kind in answer.columns]
    rows = (tuple(map(_worded, names, row)) for row in answer.rows)
    return replace(answer, columns=columns, rows=rows)


def _worded(column: str, value: Any) -> Any:
    """What a cell of such a column says."""
    if column == "field" and value:
        return field_name(value, "zh")
    if column in ("what", "change") and value:
        return called(column, value, "zh")
    if column == "kind" and value:
        return called("review", value, "zh")
    if column == "evidence" and value:
        return evidence_in(value, "zh")
    return translated(value) if isinstance(value, str) else value


def show_question(con: "duckdb.DuckDBPyConnection", sql: str, file_format: str, output: Path | None) -> None:
    """The answer to a question in SQL; on the screen as wide as that is."""
    from gongkai.warehouse.place_names import forgiven
    from gongkai.warehouse.query import ask, show

    meant, said = forgiven(con, sql)
    for sentence in said:
        say(sentence, error=True)
    if file_format == "table" and output is None:
        say(show(con, meant, SHOWN_ROWS, console().width).rstrip("\n"))
    else:
        show_answer(ask(con, meant), file_format, output)


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
        say(_("The first {rows} rows. All of them: --format csv --output FILE").format(rows=SHOWN_ROWS), error=True)


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
    _write_table(worded(replace(answer, rows=iter(shown))), console())
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
            _("\nA run of {refused} UTC found {found:,} documents and was not published:").format(
                refused=refused["refused"], found=found
            )
        )
        for one in refused["reasons"]:
            gate = f" ({one['gate']})" if language_in_use() == "en" else ""
            say(f"  {one['reason']}{gate} {one['advice']}")
    say(_("\nRuns that published a generation, the newest first (times in UTC)"))
    _write_table(worded(runs), console())
    say(_("\nEarlier generations that are kept") if kept else _("\nNo earlier generation is kept"))
    for number, file in kept.items():
        say(f"  {number}: {file} ({file.stat().st_size / 1e6:,.1f} MB)")
