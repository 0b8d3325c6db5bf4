"""Read-only questions to the published warehouse, and their answers in the formats that people ask for."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import duckdb
import polars as pl

_TYPES: dict[str, type[pl.DataType]] = {
    "BOOLEAN": pl.Boolean,
    "TINYINT": pl.Int8,
    "SMALLINT": pl.Int16,
    "INTEGER": pl.Int32,
    "BIGINT": pl.Int64,
    "HUGEINT": pl.Int128,
    "FLOAT": pl.Float32,
    "DOUBLE": pl.Float64,
    "VARCHAR": pl.String,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime,
}


class QueryError(Exception):
    """The SQL is wrong, or would write or reach other files: a sentence for people."""


@dataclass(frozen=True)
class Answer:
    """columns: (name, type as DuckDB calls it). rows: can be gone through once."""

    columns: list[tuple[str, str]]
    rows: Iterator[tuple[Any, ...]]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]


def ask(con: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    """Raises QueryError, here or while the rows are gone through."""
    with _explained():
        con.execute(sql)
        return Answer([(name, str(kind)) for name, kind, *_ in con.description or ()], _rows(con))


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while True:
        with _explained():
            chunk = con.fetchmany(10_000)
        if not chunk:
            return
        yield from chunk


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise QueryError(f"DuckDB cannot answer that. {error}") from error


def write_csv(answer: Answer, out: TextIO) -> None:
    """RFC 4180, but lines end in a plain newline; NULL is empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.names)
    writer.writerows(answer.rows)


def write_json(answer: Answer, out: TextIO) -> None:
    """An array with an object a row, each on its line."""
    out.write("[")
    for number, row in enumerate(answer.rows):
        record = dict(zip(answer.names, row, strict=True))
        out.write(("," if number else "") + "\n" + json.dumps(record, ensure_ascii=False, default=str))
    out.write("\n]\n")


def write_parquet(answer: Answer, file: Path) -> None:
    """Written here, not by DuckDB: a read-only question must not be able to write."""
    types = {name: _TYPES[kind] for name, kind in answer.columns if kind in _TYPES}
    rows = list(answer.rows)
    frame = pl.DataFrame(rows, answer.names, schema_overrides=types, orient="row", infer_schema_length=None)
    frame.write_parquet(file)
