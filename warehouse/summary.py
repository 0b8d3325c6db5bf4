"""What a run came to, and what the warehouse holds now: what is told to people at the end."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.database import open_to_read
from warehouse.ledger import Counts
from warehouse.query import Answer, ask


def runs(con: duckdb.DuckDBPyConnection) -> Answer:
    """The last twenty runs that published, the newest first."""
    return ask(
        con,
        "SELECT generation, finished, found, reports, duplicates, quarantined, newly_read, unchanged, vanished,"
        " reports_held, facts_held, findings_held, note FROM runs ORDER BY generation DESC LIMIT 20",
    )


@dataclass(frozen=True)
class Summary:
    """findings: (check, severity, how many) in the whole warehouse. quarantined: (reason, sources), of this run.

    notes: what had to be done to the published file before the run could begin, in sentences.
    """

    warehouse: Path
    published: bool
    generation: int
    counts: Counts
    reports_held: int
    facts_held: int
    findings: list[tuple[str, str, int]]
    quarantined: list[tuple[str, list[str]]]
    notes: tuple[str, ...] = ()


def summarise(warehouse: Path, published: bool, counts: Counts, seen: pl.DataFrame) -> Summary:
    """seen: the rows of the ledger that this run's documents have. Raises WarehouseError."""
    with open_to_read(warehouse) as con:
        generation, reports, facts = con.execute(
            "SELECT generation, reports_held, facts_held FROM runs ORDER BY generation DESC LIMIT 1"
        ).fetchall()[0]
        findings = con.execute(
            'SELECT "check", severity, count(*) FROM findings GROUP BY ALL ORDER BY severity, "check"'
        ).fetchall()
    reasons = seen.filter(pl.col("outcome") == "quarantined").group_by("reason").agg("source").sort("reason").rows()
    return Summary(warehouse, published, generation, counts, reports, facts, findings, reasons)
