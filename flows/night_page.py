"""What a night came to, as a page of Markdown that people find in the morning: tables, and links to go on from."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gongkai.extract.document import REASONS
from gongkai.extract.origin.found import is_address
from gongkai.flows.terminal import harmless
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.generation import kept
from gongkai.warehouse.review import worst
from gongkai.warehouse.summary import Summary

SHOWN = 20
_CHANGED = "SELECT what, change, count(*) AS changes FROM changes GROUP BY ALL ORDER BY ALL"
_BY_NAME = f"""
    SELECT change, count(*) AS documents, string_agg(source, ', ' ORDER BY place) FILTER (place <= {SHOWN}) AS names
    FROM (
        SELECT change, source, row_number() OVER (PARTITION BY change ORDER BY source) AS place
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
_TREND_NAMES = ("generation", "finished (UTC)", "seconds", "found", "newly read", "reports", "findings", "waiting")
_ADDRESSES = f"SELECT DISTINCT source, url FROM review WHERE url IS NOT NULL ORDER BY ALL LIMIT {SHOWN}"


def page(summary: Summary, sources: Sequence[str], site: Path | None = None) -> str:
    """The page of a night that published, or had nothing to do. site: its static pages. Raises WarehouseError."""
    done = "was published" if summary.published else "is up to date; there was nothing to do"
    with open_to_read(summary.warehouse, bounded=True) as con:
        changed = con.execute(_CHANGED).fetchall() if summary.published else []
        by_name = con.execute(_BY_NAME).fetchall() if summary.published else []
        trend = con.execute(_TREND).fetchall()
        waiting = worst(con, SHOWN)
        answer = list(waiting.rows)
        addresses = con.execute(_ADDRESSES).fetchall()
    reasons = [
        (reason, REASONS.get(reason, reason), len(names), ", ".join(names[:SHOWN]) + (", …" if names[SHOWN:] else ""))
        for reason, names in summary.quarantined
    ]
    first = f"{len(answer)} of {summary.waiting:,}, the worst first"
    files = [("the published warehouse", summary.warehouse), *((f"generation {n}", f) for n, f in _kept(summary))]
    pages = [("the pages of the site", (site / "index.html").resolve().as_uri())] if site else []
    links = [
        *pages,
        *((name, Path(file).resolve().as_uri()) for name, file in files),
        *(("source", source if is_address(source) else Path(source).resolve().as_uri()) for source in sources),
    ]
    parts = [
        f"# Generation {summary.generation} {done}",
        *map(_plain, summary.notes),
        _table("Documents", ("", "documents"), asdict(summary.counts).items()),
        _table("The warehouse holds", ("", ""), [("reports", summary.reports_held), ("facts", summary.facts_held)]),
        _table("What changed", ("what", "change", "changes"), changed),
        _table("Documents that came, went or changed", ("change", "documents", "names"), by_name),
        _table(f"The last {_NIGHTS} nights that published", _TREND_NAMES, trend),
        _table("In quarantine", ("reason", "means", "documents", "names"), reasons),
        _table("Findings", ("check", "severity", "findings"), summary.findings),
        _table("Corrections", ("outcome", "corrections"), summary.corrections),
        _table("Corrections that failed", ("why",), [(sentence,) for sentence in summary.failed]),
        _table(f"Waiting for a person ({first})", waiting.names, answer),
        _list("Where things are", links),
        _list("Addresses of documents that wait", addresses),
    ]
    return "\n\n".join(filter(None, parts))


def page_of_failure(sentence: str, warehouse: Path) -> str:
    """The page of a night that did not publish, and knows why."""
    links = [("the warehouse, as it was", warehouse.resolve().as_uri())] if warehouse.exists() else []
    return "\n\n".join(filter(None, ["# Nothing was published", _plain(sentence), _list("Where things are", links)]))


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
