"""What a night came to, as a page of Markdown that people find in the morning: tables, and links to go on from.

In the language in use; in English codes stand as the warehouse has them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gongkai.extract.document import REASONS
from gongkai.extract.origin.found import is_address
from gongkai.flows.terminal import harmless, named, worded
from gongkai.warehouse.checks import title_of
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.generation import kept
from gongkai.warehouse.pages.words import called
from gongkai.warehouse.review import worst
from gongkai.warehouse.summary import Summary
from gongkai.words import _, language_in_use, listed
from gongkai.words.translated import translated

SHOWN = 20
_CHANGED = "SELECT what, change, count(*) AS changes FROM changes GROUP BY ALL ORDER BY ALL"
_BY_NAME = f"""
    SELECT change, count(*) AS documents,
        string_agg(source, ', ' ORDER BY position) FILTER (position <= {SHOWN}) AS names
    FROM (
        SELECT change, source, row_number() OVER (PARTITION BY change ORDER BY source) AS position
        FROM (SELECT DISTINCT change, source FROM changes WHERE what = 'document')
    )
    GROUP BY change
    ORDER BY change
"""
_NIGHTS = 7
_TREND = f"""
    SELECT generation, strftime(finished, '%Y-%m-%d %H:%M'), date_diff('second', started, finished), found, newly_read,
        reports_held, findings_held, waiting
    FROM runs
    ORDER BY generation DESC
    LIMIT {_NIGHTS}
"""
_TREND_NAMES = ("generation", "finished", "seconds", "found", "newly_read", "reports", "findings", "waiting")
_ADDRESSES = f"SELECT DISTINCT source, url FROM review WHERE url IS NOT NULL ORDER BY ALL LIMIT {SHOWN}"


def page(summary: Summary, sources: Sequence[str], site: Path | None = None) -> str:
    """The page of a night that published, or had nothing to do. site: its static pages. Raises WarehouseError."""
    with open_to_read(summary.warehouse, bounded=True) as con:
        changed = con.execute(_CHANGED).fetchall() if summary.published else []
        by_name = con.execute(_BY_NAME).fetchall() if summary.published else []
        trend = con.execute(_TREND).fetchall()
        waiting = worded(worst(con, SHOWN))
        answer = list(waiting.rows)
        addresses = con.execute(_ADDRESSES).fetchall()
    reasons = [
        (named("quarantine", reason), _(REASONS.get(reason, reason)), len(names), _first(names))
        for reason, names in summary.quarantined
    ]
    files = [
        (_("the published warehouse"), summary.warehouse),
        *((_("generation {number}").format(number=number), file) for number, file in _kept(summary)),
    ]
    pages = [(_("the pages of the site"), (site / "index.html").resolve().as_uri())] if site else []
    links = [
        *pages,
        *((name, Path(file).resolve().as_uri()) for name, file in files),
        *((_("source"), source if is_address(source) else Path(source).resolve().as_uri()) for source in sources),
    ]
    parts = [
        "# " + _title(summary),
        *(_plain(translated(note)) for note in summary.notes),
        _table(_("Documents"), ["", _column("documents")], _counted(asdict(summary.counts))),
        _table(
            _("The warehouse holds"),
            ["", ""],
            _counted({"reports": summary.reports_held, "facts_held": summary.facts_held}),
        ),
        _table(_("What changed"), _columns("what", "change", "changes"), map(_change, changed)),
        _table(
            _("Documents that came, went or changed"),
            _columns("change", "documents", "names"),
            ((named("change", change), *rest) for change, *rest in by_name),
        ),
        _table(_("The last {count} nights that published").format(count=_NIGHTS), _columns(*_TREND_NAMES), trend),
        _table(_("In quarantine"), _columns("reason", "meaning", "documents", "names"), reasons),
        _table(_("Findings"), _columns("check", "severity", "findings"), map(_finding, summary.findings)),
        _table(
            _("Corrections"),
            _columns("outcome", "corrections"),
            ((_(outcome), count) for outcome, count in summary.corrections),
        ),
        _table(_("Corrections that failed"), _columns("why"), [(translated(sentence),) for sentence in summary.failed]),
        _table(
            _("Waiting for a person ({shown} of {waiting}, the worst first)").format(
                shown=len(answer), waiting=f"{summary.waiting:,}"
            ),
            waiting.names,
            answer,
        ),
        _list(_("Where things are"), links),
        _list(_("Addresses of documents that wait"), addresses),
    ]
    return "\n\n".join(filter(None, parts))


def page_of_failure(sentence: str, warehouse: Path) -> str:
    """The page of a night that did not publish, and knows why."""
    links = [(_("the warehouse, as it was"), warehouse.resolve().as_uri())] if warehouse.exists() else []
    parts = ["# " + _("Nothing was published"), _plain(translated(sentence)), _list(_("Where things are"), links)]
    return "\n\n".join(filter(None, parts))


def _title(summary: Summary) -> str:
    said = (
        _("Generation {number} was published")
        if summary.published
        else _("Generation {number} is up to date; there was nothing to do")
    )
    return said.format(number=summary.generation)


def _first(names: Sequence[str]) -> str:
    return listed([*names[:SHOWN], *(["…"] if names[SHOWN:] else [])])


def _column(code: str) -> str:
    return called("column", code, language_in_use())


def _columns(*codes: str) -> list[str]:
    return list(map(_column, codes))


def _counted(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(_column(code), count) for code, count in counts.items()]


def _change(row: tuple[str, str, int]) -> tuple[str, str, int]:
    what, change, count = row
    return named("what", what), named("change", change), count


def _finding(row: tuple[str, str, int]) -> tuple[str, str, int]:
    check, severity, count = row
    return check if language_in_use() == "en" else title_of(check, "zh"), named("severity", severity), count


def _kept(summary: Summary) -> Iterable[tuple[int, Path]]:
    return reversed(kept(summary.warehouse).items())


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"## {title}", "", f"| {' | '.join(names)} |", "|---" * len(names) + "|", *lines])


def _list(title: str, links: Iterable[tuple[str, str]]) -> str:
    lines = [f"- [{_cell(name)}](<{address}>)" for name, address in links]
    return "\n".join([f"## {title}", "", *lines]) if lines else ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else _plain(" ".join(str(value).split()))


def _plain(text: str) -> str:
    """Names and sentences as they are: what Markdown would take for its own is escaped."""
    return "".join(f"\\{char}" if char in r"\`*_[]<>|#" else char for char in harmless(text))
