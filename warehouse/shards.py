"""From reports to columns: a batch of reports becomes a folder with a Parquet file a table; those are loaded in bulk.

Within a run each report has a `number`, from 0: it stands for the report until loading gives it its report_no.
"""

import shutil
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from uuid import uuid4

import duckdb
import polars as pl

from gongkai.transform.report import Report, Status
from gongkai.warehouse.database import pattern
from gongkai.warehouse.ledger import VERDICTS, Verdict

# table -> column -> (attribute of the record, type). The columns and their names are those of store.TABLE.
_Columns = dict[str, tuple[str, pl.DataType]]
LEDGER = "ledger.parquet"
BATCH = "batch-"  # and its number: the name of its folder
VERDICT, READER = "verdict", "reader"  # beside the tables: what is no report, and the version of the reader
_TEXT, _INT, _SHORT = pl.String(), pl.Int32(), pl.Int16()
_TABLES: dict[str, _Columns] = {
    "fact": {
        "table_code": ("table", _TEXT),
        "row_code": ("row", _TEXT),
        "column_code": ("column", _TEXT),
        "value": ("value", pl.Float64()),
        "status": ("status", _TEXT),
        "unit": ("unit", _TEXT),
        "raw": ("raw", _TEXT),
        "line": ("line", _INT),
        "layout": ("layout", _TEXT),
        "form": ("form", _TEXT),
        "rule": ("rule", _TEXT),
        "proof": ("proof", _TEXT),
    },
    "derived": {
        "table_code": ("table", _TEXT),
        "row_code": ("row", _TEXT),
        "column_code": ("column", _TEXT),
        "value": ("value", pl.Float64()),
        "sums": ("sums", _TEXT),
    },
    "section": {
        "ordinal": ("ordinal", _SHORT),
        "code": ("code", _TEXT),
        "heading": ("heading", _TEXT),
        "text": ("text", _TEXT),
        "heading_line": ("heading_line", _INT),
        "first_line": ("first_line", _INT),
        "last_line": ("last_line", _INT),
    },
    "figure": {
        "measure": ("measure", _TEXT),
        "value": ("value", pl.Float64()),
        "unit": ("unit", _TEXT),
        "sentence": ("sentence", _TEXT),
        "line": ("line", _INT),
        "approximate": ("approximate", pl.Boolean()),
    },
    "subject": {
        "label": ("label", _TEXT),
        "value": ("value", pl.Float64()),
        "unit": ("unit", _TEXT),
        "sentence": ("sentence", _TEXT),
        "line": ("line", _INT),
        "approximate": ("approximate", pl.Boolean()),
    },
    "legacy": {
        "label": ("label", _TEXT),
        "item": ("item", _TEXT),
        "value": ("value", pl.Float64()),
        "unit": ("unit", _TEXT),
        "raw": ("raw", _TEXT),
        "line": ("line", _INT),
    },
    "line": {
        "line": ("line", _INT),
        "part": ("part", _TEXT),
        "name": ("name", _TEXT),
        "kind": ("kind", _TEXT),
        "position": ("position", _INT),
    },
    "evidence": {
        "field": ("field", _TEXT),
        "value": ("value", _TEXT),
        "kind": ("kind", _TEXT),
        "text": ("text", _TEXT),
        "line": ("line", _INT),
    },
    "finding": {
        "check_code": ("check", _TEXT),
        "severity": ("severity", _TEXT),
        "message": ("message", _TEXT),
        "table_code": ("table", _TEXT),
        "row_code": ("row", _TEXT),
        "column_code": ("column", _TEXT),
        "left_value": ("left", _TEXT),
        "right_value": ("right", _TEXT),
        "line": ("line", _INT),
    },
}
# A cell that no form has would get no number, and is refused by the table.
_CELLS = "LEFT JOIN store.cell USING (table_code, row_code, column_code)"
_REPORT: dict[str, pl.DataType] = {
    "number": _INT,
    "document_id": _TEXT,
    "unit_kind": _TEXT,
    "unit_name": _TEXT,
    "town": _TEXT,
    "county": _TEXT,
    "prefecture": _TEXT,
    "province": _TEXT,
    "town_code": _TEXT,
    "county_code": _TEXT,
    "candidates": pl.List(pl.String()),
    "year": _SHORT,
    "encoding": _TEXT,
    "damaged_characters": _INT,
    "characters": _INT,
    "layout": _TEXT,
    "form": _TEXT,
    "title": _TEXT,
    "published": _TEXT,
    "reported_cells": _INT,
    "reader_version": _TEXT,
    "content_id": _TEXT,
    "url": _TEXT,
    "fetched": _TEXT,
    "crawl": _TEXT,
    "is_made_up": pl.Boolean(),
}

TABLES = ("report", *_TABLES)


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
        "line": [(number, report.lines) for number, report in reports],
        "finding": [(number, report.findings) for number, report in reports],
    }
    report = pl.DataFrame([_report(*item) for item in reports], _REPORT, orient="row")
    return {"report": report} | {table: _frame(_TABLES[table], numbered) for table, numbered in records.items()}


def _report(number: int, report: Report) -> tuple[object, ...]:
    key = report.key
    return (
        number,
        report.document_id,
        key.unit_kind,
        key.unit_name,
        key.town,
        key.county,
        key.prefecture,
        key.province,
        key.town_code,
        key.county_code,
        list(key.candidates),
        key.year,
        report.encoding,
        report.damaged_characters,
        len(report.text),
        report.layout,
        report.form,
        report.title,
        report.published,
        [fact.status for fact in report.facts].count(Status.REPORTED),
        report.reader_version,
        report.content_id,
        report.crawl.url if report.crawl else None,
        report.crawl.fetched if report.crawl else None,
        report.crawl.digest if report.crawl else None,
        report.crawl.made_up if report.crawl else False,
    )


def _frame(columns: _Columns, numbered: Sequence[tuple[int, Sequence[object]]]) -> pl.DataFrame:
    """Column by column: a frame of a batch has some 200,000 facts."""
    attributes = attrgetter(*(attribute for attribute, _ in columns.values()))
    numbers: list[int] = []
    values: list[list[object]] = [[] for _ in columns]
    for number, records in numbered:
        numbers += [number] * len(records)
        # Those that are tuples have their fields in the order of the columns.
        rows = records if records and isinstance(records[0], tuple) else map(attributes, records)
        for column, of_report in zip(values, zip(*rows, strict=True), strict=False):
            column += of_report
    return pl.DataFrame(
        [pl.Series("number", numbers, pl.Int32())]
        + [pl.Series(name, column, dtype) for (name, (_, dtype)), column in zip(columns.items(), values, strict=True)]
    )


def write_ledger(folder: Path, settled: pl.DataFrame) -> None:
    """Beside the shards, where building finds it: in memory, the ledger of a million documents is 300 MB."""
    settled.write_parquet(folder / LEDGER, compression="lz4")


def load_shards(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Insert all batches that lie in the folder, under report numbers of this warehouse."""
    if not any(folder.glob(f"{BATCH}*")):
        return
    first = con.execute("SELECT coalesce(max(report_no), 0) + 1 FROM store.report").fetchall()[0][0]
    _load(con, folder, "report", first, "*")
    _load_facts(con, folder, first)
    _load(con, folder, "derived", first, "number, cell_no, value, sums", _CELLS)
    for table in ("section", "figure", "subject", "legacy", "evidence", "line"):
        _load(con, folder, table, first, "*")
    _load(con, folder, "finding", first, "*, 'reader' AS found_by")


def shards(folder: Path, table: str) -> str:
    """The files of a table, for DuckDB."""
    return pattern(folder, f"{BATCH}*/{table}.parquet")


def _load_facts(con: duckdb.DuckDBPyConnection, folder: Path, first: int) -> None:
    files = shards(folder, "fact")
    words = "unit, layout, form, rule, proof"
    con.execute(
        f"INSERT INTO store.origin SELECT (SELECT count(*) FROM store.origin) + row_number() OVER (ORDER BY {words}), *"
        f" FROM (SELECT {words} FROM read_parquet($files) EXCEPT SELECT {words} FROM store.origin)",
        {"files": files},
    )
    plain = "nullif(raw, TRY_CAST(value AS BIGINT)::VARCHAR) AS raw"
    same = " AND ".join(f"o.{word} IS NOT DISTINCT FROM f.{word}" for word in words.split(", "))
    numbered = f"AS f {_CELLS} LEFT JOIN store.origin AS o ON {same}"
    _load(con, folder, "fact", first, f"number, cell_no, value, status, origin_no, {plain}, line", numbered)


def _load(con: duckdb.DuckDBPyConnection, folder: Path, table: str, first: int, columns: str, join: str = "") -> None:
    con.execute(
        f"INSERT INTO store.{table} BY NAME SELECT * EXCLUDE (number), $first + number AS report_no"
        f" FROM (SELECT {columns} FROM read_parquet($files) {join})",
        {"first": first, "files": shards(folder, table)},
    )
