"""From reports to columns: a batch of reports becomes a folder with a Parquet file a table; those are loaded in bulk.

Within a run each report has a `number`, from 0: it stands for the report until loading gives it its report_no.

What a run that was killed had read is not read again: a document's report is a function of its bytes, of what a crawl
knows of it, and of the reader, and where these are the same, the report is. Only a kill leaves batches behind.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import polars as pl
from polars.exceptions import PolarsError

from gongkai.extract.document import Crawl
from gongkai.extract.text.sections import Section
from gongkai.transform.legacy import LegacyFigure
from gongkai.transform.report import (
    Derived,
    Evidence,
    Fact,
    Figure,
    Finding,
    Key,
    LineOrigin,
    Report,
    Status,
    Subject,
)
from gongkai.warehouse import schema
from gongkai.warehouse.codes import FoundBy
from gongkai.warehouse.database import pattern
from gongkai.warehouse.ledger import RETRIED, VERDICTS, Verdict

LEDGER = "ledger.parquet"
BATCH = "batch-"  # and its number: the name of its folder
VERDICT, READER = "verdict", "reader"  # beside the tables: what is no report, and the version of the reader
# table -> the record of the reader that is a row of it. Its fields are the columns, some under other names in SQL.
_RECORDS: dict[str, type] = {
    "fact": Fact,
    "derived": Derived,
    "section": Section,
    "figure": Figure,
    "subject": Subject,
    "legacy": LegacyFigure,
    "line": LineOrigin,
    "evidence": Evidence,
    "finding": Finding,
}
_IN_SQL = {
    "table": "table_code",
    "row": "row_code",
    "column": "column_code",
    "check": "check_code",
    "left": "left_value",
    "right": "right_value",
}
_ROWS = "FROM read_parquet($files)"  # of a table, of all batches
# A cell that no form has would get no number, and is refused by the table.
_CELLS = "LEFT JOIN store.cell USING (table_code, row_code, column_code)"
# What of a report the reader gives; the rest is judged in the warehouse.
_REPORT = [name for name in schema.stored("report") if name not in ("report_no", "is_current", "standing")]
_OF_KEY = {field.name for field in fields(Key)}
_OF_ORIGIN = [name for name in schema.stored("origin") if name != "origin_no"]
_READ = ["document_id", "crawl"]  # what a report follows from

TABLES = ("report", *_RECORDS)


def write_shards(
    work: Path, batch: int, reports: Sequence[tuple[int, Report]], verdicts: Sequence[Verdict] = (), reader: str = ""
) -> None:
    """Write a batch, as `take_batch` leaves it. The same batch gives the same files: read twice, it counts once.

    reports: with their numbers. verdicts: on the documents of the batch that are no reports. reader: its version.
    """
    unfinished = work / uuid4().hex
    unfinished.mkdir()
    write_batch(unfinished, reports, verdicts, reader)
    take_batch(unfinished, work, batch)


def write_batch(folder: Path, reports: Sequence[tuple[int, Report]], verdicts: Sequence[Verdict], reader: str) -> None:
    """Write one file a table into an empty folder. Parameters: see write_shards."""
    for table, frame in frames(reports).items():
        write_table(folder, table, frame)
    write_table(folder, VERDICT, pl.DataFrame(verdicts, VERDICTS, orient="row"))
    (folder / READER).write_text(reader, encoding="utf-8")


def write_table(folder: Path, table: str, frame: pl.DataFrame) -> None:
    """One file."""
    frame.write_parquet(folder / f"{table}.parquet", compression="lz4", statistics=False)  # read once, soon, whole


def take_batch(written: Path, work: Path, batch: int) -> None:
    """Put what one reading of a batch wrote where `load_shards` finds it, by a rename: whole or not at all."""
    taken = work / f"{BATCH}{batch:06}"
    if taken.exists():
        shutil.rmtree(taken)
    written.replace(taken)


def frames(reports: Sequence[tuple[int, Report]]) -> dict[str, pl.DataFrame]:
    """What goes into each table. Raises whatever polars does about a value that its column cannot hold."""
    records: dict[str, list[tuple[int, Sequence[object]]]] = {
        "fact": [(number, report.facts) for number, report in reports],
        "derived": [(number, report.derived) for number, report in reports],
        "section": [(number, report.sections) for number, report in reports],
        "figure": [(number, report.figures) for number, report in reports],
        "subject": [(number, report.subjects) for number, report in reports],
        "legacy": [(number, report.legacy) for number, report in reports],
        "evidence": [(number, report.key.evidence) for number, report in reports],
        "line": [(number, _line_origins(report)) for number, report in reports],
        "finding": [(number, report.findings) for number, report in reports],
    }
    types = {"number": pl.Int32(), **schema.frame_types("report", _REPORT)}
    report = pl.DataFrame([{"number": number, **_report(report)} for number, report in reports], types)
    return {"report": report} | {table: _frame(table, numbered) for table, numbered in records.items()}


def _line_origins(report: Report) -> list[LineOrigin]:
    """Of each line that has an origin."""
    return [LineOrigin(line, *origin) for line, origin in enumerate(report.origins, 1) if origin]


def _report(report: Report) -> dict[str, object]:
    crawl = report.crawl or Crawl()
    elsewhere: dict[str, object] = {
        "characters": len(report.text),
        "reported_cells": [fact.status for fact in report.facts].count(Status.REPORTED),
        "candidates": list(report.key.candidates),
        "url": crawl.url,
        "fetched": crawl.fetched,
        "crawl": report.crawl and report.crawl.digest,
        "is_made_up": crawl.made_up,
    }
    return {
        name: elsewhere[name] if name in elsewhere else getattr(report.key if name in _OF_KEY else report, name)
        for name in _REPORT
    }


def _frame(table: str, numbered: Sequence[tuple[int, Sequence[object]]]) -> pl.DataFrame:
    """Column by column: a frame of a batch has some 200,000 facts."""
    attributes = _attributes(table)
    in_order = attrgetter(*attributes)
    numbers: list[int] = []
    values: list[list[object]] = [[] for _ in attributes]
    for number, records in numbered:
        numbers += [number] * len(records)
        # Those that are tuples have their fields in this order.
        rows = records if records and isinstance(records[0], tuple) else map(in_order, records)
        for column, of_report in zip(values, zip(*rows, strict=True), strict=False):
            column += of_report
    columns = [_IN_SQL.get(name, name) for name in attributes]
    types = schema.frame_types(table, columns)
    return pl.DataFrame(
        [pl.Series("number", numbers, pl.Int32())]
        + [pl.Series(name, column, types[name]) for name, column in zip(columns, values, strict=True)]
    )


def _attributes(table: str) -> Sequence[str]:
    record: Any = _RECORDS[table]
    return list(record._fields) if issubclass(record, tuple) else [field.name for field in fields(record)]


@dataclass(frozen=True)
class AtHand:
    """What need not be read. indices: of documents that still have to be. verdicts: on those that are no reports.

    documents: how many were read already. first_batch: the number of the next batch.
    """

    indices: list[int]
    verdicts: list[Verdict]
    documents: int
    first_batch: int


def is_worth_keeping(reader: str, thing: Path) -> bool:
    """Whether what lies in the folder of a run that was killed is a complete batch of this reader."""
    try:
        return (
            thing.name.startswith(BATCH)
            and (thing / READER).read_text(encoding="utf-8") == reader
            and all(_scan(thing, table).collect_schema() for table in (*TABLES, VERDICT))
        )
    except (OSError, ValueError, PolarsError):
        return False


def batches_at_hand(work: Path, wanted: pl.DataFrame) -> AtHand:
    """Compare what is wanted with the batches that lie there, and take out of them what is not.

    wanted: index, document_id and crawl of each document to be read.
    """
    batches = {int(folder.name.removeprefix(BATCH)): folder for folder in sorted(work.glob(f"{BATCH}*"))}
    if not batches:
        return AtHand(wanted["index"].to_list(), [], 0, 0)
    reports = _all(batches, "report", [*_READ, "number"])
    used = reports.join(wanted, on=_READ, how="semi", nulls_equal=True, maintain_order="left")
    used = used.unique("document_id", keep="first", maintain_order=True)
    for number, folder in batches.items():
        of_batch = used.filter(pl.col("batch") == number)
        if of_batch.height < reports.filter(pl.col("batch") == number).height:
            _narrow(folder, of_batch, work / f"narrower-{number}")
    judged = _all(batches, VERDICT, list(VERDICTS)).filter(pl.col("reason") != RETRIED)
    judged = judged.join(wanted, on="document_id", how="semi", maintain_order="left")
    judged = judged.join(used, on="document_id", how="anti", maintain_order="left")
    judged = judged.unique("document_id", keep="first", maintain_order=True)
    known = pl.concat([used.select("document_id"), judged.select("document_id")])
    left = wanted.join(known, on="document_id", how="anti", maintain_order="left")
    return AtHand(
        left["index"].to_list(),
        [Verdict(*row) for row in judged.select(*Verdict._fields).rows()],
        known.height,
        max(batches) + 1,
    )


def _all(batches: dict[int, Path], table: str, columns: list[str]) -> pl.DataFrame:
    scans = [_scan(folder, table).select(*columns, batch=pl.lit(number)) for number, folder in batches.items()]
    return pl.concat(scans).collect()


def _narrow(folder: Path, reports: pl.DataFrame, narrower: Path) -> None:
    """Leave nothing but these reports in a batch, and its verdicts."""
    shutil.copytree(folder, narrower)
    for table in TABLES:
        rows = _scan(folder, table).join(reports.lazy(), on="number", how="semi", maintain_order="left")
        write_table(narrower, table, rows.collect())
    shutil.rmtree(folder)
    narrower.replace(folder)


def _scan(folder: Path, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{table}.parquet", glob=False)


def write_ledger(folder: Path, ledger: pl.DataFrame) -> None:
    """Beside the shards, where building finds it: in memory, the ledger of a million documents is 300 MB."""
    ledger.write_parquet(folder / LEDGER, compression="lz4")


def load_ledger(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Put the ledger that lies in the folder in the place of the one before."""
    con.execute("DELETE FROM store.document")
    con.execute("INSERT INTO store.document BY NAME FROM read_parquet($file)", {"file": pattern(folder, LEDGER)})


def load_shards(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Insert all batches that lie in the folder, under report numbers of this warehouse."""
    if not any(folder.glob(f"{BATCH}*")):
        return
    first = con.execute("SELECT coalesce(max(report_no), 0) + 1 FROM store.report").fetchall()[0][0]
    _load(con, folder, first, "report")
    _load_facts(con, folder, first)
    _load(con, folder, first, "derived", f"SELECT {_stored('derived')} {_ROWS} {_CELLS}")
    for table in ("section", "figure", "subject", "legacy", "evidence", "line"):
        _load(con, folder, first, table)
    _load(con, folder, first, "finding", f"SELECT *, '{FoundBy.READER}' AS found_by {_ROWS}")


def shards(folder: Path, table: str) -> str:
    """The files of a table, for DuckDB."""
    return pattern(folder, f"{BATCH}*/{table}.parquet")


def _load_facts(con: duckdb.DuckDBPyConnection, folder: Path, first: int) -> None:
    files = shards(folder, "fact")
    words = ", ".join(_OF_ORIGIN)
    con.execute(
        "INSERT INTO store.origin BY NAME"
        f" SELECT (SELECT count(*) FROM store.origin) + row_number() OVER (ORDER BY {words}) AS origin_no, *"
        f" FROM (SELECT {words} FROM read_parquet($files) EXCEPT SELECT {words} FROM store.origin)",
        {"files": files},
    )
    same = " AND ".join(f"o.{word} IS NOT DISTINCT FROM f.{word}" for word in _OF_ORIGIN)
    numbered = f"{_ROWS} AS f {_CELLS} LEFT JOIN store.origin AS o ON {same}"
    plain = "nullif(raw, TRY_CAST(value AS BIGINT)::VARCHAR) AS raw"
    _load(con, folder, first, "fact", f"SELECT {_stored('fact').replace('raw', plain)} {numbered}")


def _stored(table: str) -> str:
    """The columns of a table for a report that has its number within the run, and none of this warehouse yet."""
    return ", ".join(["number", *(name for name in schema.stored(table) if name != "report_no")])


def _load(con: duckdb.DuckDBPyConnection, folder: Path, first: int, table: str, rows: str = _ROWS) -> None:
    """rows: the query that gives them. first: the report_no of the report whose number is 0."""
    con.execute(
        f"INSERT INTO store.{table} BY NAME SELECT * EXCLUDE (number), $first + number AS report_no FROM ({rows})",
        {"first": first, "files": shards(folder, table)},
    )
