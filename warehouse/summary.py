"""What a run came to, and what the warehouse holds now: what is told to people at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.ledger import Counts
from gongkai.warehouse.query import Answer, ask


def runs(con: duckdb.DuckDBPyConnection) -> Answer:
    """The last twenty runs that published, the newest first."""
    return ask(
        con,
        "SELECT generation, finished, found, reports, duplicates, quarantined, newly_read, unchanged, vanished,"
        " reports_held, facts_held, findings_held, note FROM runs ORDER BY generation DESC LIMIT 20",
    )


@dataclass(frozen=True)
class Summary:
    """What a run came to.

    findings: (check, severity, how many) in the whole warehouse. quarantined: (reason, sources), of this run.
    notes: what had to be done to the published file, and what the manifests hold that could not be used, in sentences.
    corrections: (outcome, how many). failed: a sentence on each correction that failed. waiting: how many things wait
    for a person.
    """

    warehouse: Path
    published: bool
    generation: int
    counts: Counts
    reports_held: int
    facts_held: int
    findings: list[tuple[str, str, int]]
    quarantined: list[tuple[str, list[str]]]
    notes: list[str]
    corrections: list[tuple[str, int]]
    failed: list[str]
    waiting: int


def corrections(con: duckdb.DuckDBPyConnection) -> tuple[list[tuple[str, int]], list[str]]:
    """((outcome, how many), a sentence on each that failed)."""
    outcomes = con.execute("SELECT outcome, count(*) FROM corrections GROUP BY outcome ORDER BY outcome").fetchall()
    failed = con.execute(
        "SELECT format('{}, line {}: {}', file, line, message) FROM corrections WHERE outcome = 'failed'"
    ).fetchall()
    return outcomes, [sentence for (sentence,) in failed]


def summarise(
    warehouse: Path,
    published: bool,
    counts: Counts,
    quarantined: list[tuple[str, list[str]]],
    notes: Sequence[str] = (),
) -> Summary:
    """quarantined: as in Summary. Raises WarehouseError."""
    with open_to_read(warehouse, bounded=True) as con:
        generation, reports, facts, waiting = con.execute(
            "SELECT generation, reports_held, facts_held, waiting FROM runs ORDER BY generation DESC LIMIT 1"
        ).fetchall()[0]
        findings = con.execute(
            'SELECT "check", severity, count(*) FROM findings GROUP BY ALL ORDER BY severity, "check"'
        ).fetchall()
        decided = corrections(con)
    return Summary(
        warehouse, published, generation, counts, reports, facts, findings, quarantined, list(notes), *decided, waiting
    )
