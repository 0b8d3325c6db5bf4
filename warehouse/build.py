"""Build a generation: the published one with the documents of a run put in, taken out, or put in again."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from gongkai.warehouse import checks, database, diff, generation, ledger
from gongkai.warehouse.codebook import write_codebook, write_comments
from gongkai.warehouse.codes import DocumentOutcome, FoundBy
from gongkai.warehouse.corrections import Correction, apply_corrections, stored_corrections
from gongkai.warehouse.divisions import write_divisions
from gongkai.warehouse.panel import make_panel
from gongkai.warehouse.shards import BATCH, LEDGER, load_ledger, load_shards, shards

# Hold rows by report_no.
OF_REPORTS = ("fact", "derived", "section", "figure", "subject", "legacy", "evidence", "line", "finding", "report")


@dataclass(frozen=True)
class Published:
    """What a night finds published. corrections: those that it was built with.

    is_current: whether there is a file with the tables of this version: only such a one can be built upon.
    """

    held: ledger.Held
    corrections: list[Correction]
    is_current: bool


def published(warehouse: Path, work: Path, reader_version: str) -> Published:
    """Look at the published warehouse. work: the folder of the night. Raises WarehouseError.

    Of a warehouse whose tables are of an earlier version, the ledger is known, and no report is held.
    """
    if not warehouse.exists():
        return Published(ledger.nothing_held(), [], is_current=False)
    if not _is_current(warehouse):
        return Published(_ledger_of_earlier_version(warehouse, work), [], is_current=False)
    with database.open_to_read(warehouse, bounded=True) as con:
        known = _in_file(con, work / "known.parquet", f"SELECT {', '.join(ledger.LEDGER)} FROM store.document")
        of_reader = "SELECT document_id, crawl FROM store.report WHERE reader_version = $reader"
        reports = _in_file(con, work / "held.parquet", of_reader, reader=reader_version)
        corrections = stored_corrections(con)
    return Published(ledger.Held(known.cast(pl.Schema(ledger.LEDGER)), reports), corrections, is_current=True)


def _is_current(warehouse: Path) -> bool:
    return warehouse.exists() and database.schema_version(warehouse) == database.SCHEMA_VERSION


def _ledger_of_earlier_version(warehouse: Path, work: Path) -> ledger.Held:
    """When documents were first seen, and which there were, as far as that version had columns for it."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        columns = {name for name, *_ in con.execute("DESCRIBE store.document").fetchall()}
        select = ", ".join(name if name in columns else f"NULL AS {name}" for name in ledger.LEDGER)
        known = _in_file(con, work / "known.parquet", f"SELECT {select} FROM store.document")
    known = known.cast(pl.Schema(ledger.LEDGER)).with_columns(reader_version=pl.lit(""))
    return replace(ledger.nothing_held(), known=known)


def _in_file(con: duckdb.DuckDBPyConnection, file: Path, query: str, **parameters: str) -> pl.LazyFrame:
    """The answer, in a Parquet file: a million rows take a second."""
    con.execute(f"COPY ({query}) TO $file (FORMAT parquet)", {"file": str(file), **parameters})
    return pl.scan_parquet(file, glob=False)


@dataclass(frozen=True)
class Run:
    """A row of store.run, but for what is counted in the generation itself."""

    started: datetime
    roots: Sequence[str]
    reader_version: str
    counts: ledger.Counts
    note: str | None = None


def build(warehouse: Path, work: Path, run: Run, corrections: Sequence[Correction] = ()) -> Path:
    """The next generation, in the folder `work`, complete and closed, from the shards and the ledger that lie there.

    Raises duckdb.Error when anything fails: the published warehouse is not touched.
    """
    built = work / warehouse.name
    number = generation.newest(warehouse) + 1
    earlier = warehouse if warehouse.exists() else None
    holds_tables = _is_current(warehouse)
    anew = not holds_tables or _most_go(warehouse, work, run.counts)
    if not anew:
        shutil.copyfile(warehouse, built)
    with database.create(built) if anew else database.open_to_write(built) as con:
        write_divisions(con)
        if anew and holds_tables:
            take_reports(con, warehouse, work)
        fill(con, work, corrections)
        if earlier and anew:
            take_history(con, earlier)
        write_run(con, number, run)
    with database.attached(built) as con:  # which has all of its memory again
        diff.record(con, earlier)
        write_comments(con)
        generation.close(con, built)
    return built


def _most_go(warehouse: Path, work: Path, counts: ledger.Counts) -> bool:
    """Whether more of its reports go than stay: in a copy of the file, they would leave their space."""
    with database.open_to_read(warehouse) as con:
        (before,) = con.execute("SELECT count(*) FROM store.report").fetchall()[0]
    reported = pl.scan_parquet(work / LEDGER, glob=False).filter(pl.col("outcome") == DocumentOutcome.REPORT)
    reports = reported.select(pl.len()).collect().item()
    return bool(before > 2 * (reports - counts.newly_read))


def take_reports(con: duckdb.DuckDBPyConnection, earlier: Path, work: Path) -> None:
    """Put the reports of an earlier file that stay into a new one, under their numbers."""
    with database.beside(con, earlier):
        con.execute("BEGIN")
        con.execute("DELETE FROM store.cell")  # their facts have the numbers that cells have there
        for table in ("cell", "origin"):
            con.execute(f"INSERT INTO store.{table} BY NAME FROM earlier.store.{table}")
        _list_gone(con, "earlier.store", work)
        for table in OF_REPORTS:
            stay = "report_no NOT IN (FROM gone)"
            con.execute(f"INSERT INTO store.{table} BY NAME FROM earlier.store.{table} WHERE {stay}")
        con.execute("DELETE FROM store.finding WHERE found_by = ?", [FoundBy.CHECK])
        con.execute("DROP TABLE gone; COMMIT")
    write_codebook(con)


def fill(con: duckdb.DuckDBPyConnection, work: Path, corrections: Sequence[Correction] = ()) -> None:
    """Put shards, ledger and corrections into a warehouse, and bring up to date all that follows."""
    con.execute("BEGIN")
    load_ledger(con, work)
    _delete_reports(con, work)
    load_shards(con, work)
    _commit(con)
    apply_corrections(con, corrections)
    con.execute(database.script("units.sql"))
    con.execute(database.script("current.sql"))
    make_panel(con)
    _commit(con)
    checks.run(con)
    con.execute("COMMIT")


def _commit(con: duckdb.DuckDBPyConnection) -> None:
    """And go on: what is committed need not stay in memory."""
    con.execute("COMMIT")
    con.execute("BEGIN")


def _delete_reports(con: duckdb.DuckDBPyConnection, work: Path) -> None:
    _list_gone(con, "store", work)
    for table in OF_REPORTS:
        con.execute(f"DELETE FROM store.{table} WHERE report_no IN (FROM gone)")
    con.execute("DROP TABLE gone")


def _list_gone(con: duckdb.DuckDBPyConnection, store: str, work: Path) -> None:
    """Into the table `gone`: reports of a store that no document holds any more, and those that were read again."""
    con.execute(
        f"CREATE TEMP TABLE gone AS SELECT report_no FROM {store}.report WHERE document_id NOT IN"
        " (SELECT document_id FROM read_parquet($file) WHERE outcome = 'report')",
        {"file": database.pattern(work, LEDGER)},
    )
    if any(work.glob(f"{BATCH}*")):
        con.execute(
            f"INSERT INTO gone SELECT report_no FROM {store}.report"
            " WHERE document_id IN (SELECT document_id FROM read_parquet($files))",
            {"files": shards(work, "report")},
        )


def take_history(con: duckdb.DuckDBPyConnection, earlier: Path) -> None:
    """The runs that another file of this warehouse knows of; without them where its tables had other columns."""
    with database.beside(con, earlier):
        try:
            con.execute("BEGIN")
            con.execute("DELETE FROM store.run")
            con.execute("INSERT INTO store.run BY NAME FROM earlier.store.run")
            con.execute("COMMIT")
        except (duckdb.BinderException, duckdb.ConstraintException):
            con.execute("ROLLBACK")


def write_run(con: duckdb.DuckDBPyConnection, number: int, run: Run) -> None:
    """The row of the run that publishes generation `number`, with what is held now."""
    con.execute(
        "INSERT INTO store.run BY NAME SELECT $generation AS generation, $started AS started, $finished AS finished,"
        " $roots AS roots, $reader_version AS reader_version, $found AS found, $reports AS reports,"
        " $duplicates AS duplicates, $quarantined AS quarantined, $unchanged AS unchanged, $newly_read AS newly_read,"
        " $vanished AS vanished, (SELECT count(*) FROM store.report) AS reports_held,"
        " (SELECT count(*) FROM store.fact) AS facts_held, (SELECT count(*) FROM store.finding) AS findings_held,"
        " (SELECT count(*) FROM store.waiting) AS waiting,"
        " $note AS note",
        {
            "generation": number,
            "started": run.started,
            "finished": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "roots": list(run.roots),
            "reader_version": run.reader_version,
            "note": run.note,
            **asdict(run.counts),
        },
    )
