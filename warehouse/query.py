"""Read-only questions to the published warehouse, and their answers in the formats that people ask for."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TextIO

import duckdb
import polars as pl

_UNKNOWN = re.compile(r"(?:Table|View) with name (\S+) does not exist")
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
    with _explained(con):
        con.execute(sql)
        return Answer([(name, str(kind)) for name, kind, *_ in con.description or ()], _rows(con))


def show(con: duckdb.DuckDBPyConnection, sql: str, rows: int, width: int) -> None:
    """Print the answer as DuckDB's own shell does: what is too wide or too long is left out in the middle.

    rows, width: the most of them. Raises QueryError.
    """
    with _explained(con):
        relation = con.sql(sql)
        if relation is not None:
            relation.show(max_rows=rows, max_width=width)


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while True:
        with _explained(con):
            chunk = con.fetchmany(10_000)
        if not chunk:
            return
        yield from chunk


@contextmanager
def _explained(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    try:
        yield
    except duckdb.CatalogException as error:
        unknown = _UNKNOWN.search(str(error))
        said = _no_table(con, unknown[1]) if unknown else f"DuckDB cannot answer that. {error}"
        raise QueryError(said) from error
    except duckdb.Error as error:
        raise QueryError(f"DuckDB cannot answer that. {error}") from error


def _no_table(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """DuckDB itself would propose tables of its own."""
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' UNION"
        " SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal ORDER BY ALL"
    ).fetchall()
    names = [known for (known,) in found]
    near = get_close_matches(name.lower(), names, n=1)
    proposed = f" Did you mean {near[0]}?" if near else ""
    return f"There is no table or view {name}.{proposed} There are: {', '.join(names)}."


def write_csv(answer: Answer, out: TextIO) -> None:
    """RFC 4180, but lines end in a plain newline; NULL is empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.names)
    writer.writerows([_whole(value) for value in row] for row in answer.rows)


def _whole(value: Any) -> Any:
    """A count is 25953, not 25953.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
