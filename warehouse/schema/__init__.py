"""The tables of the warehouse, each column declared once, in tables.toml: all that follows from that is made here."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import duckdb
import polars as pl

from gongkai.transform.report import Severity, Status
from gongkai.warehouse.codes import CorrectionOutcome, DocumentOutcome, Standing
from gongkai.words import _, in_context

Row = Mapping[str, object]  # column -> value

STORE = "store"  # the schema of the base tables
CONTEXT = "schema"  # of these words in the catalogue
# Lists of codes, as DuckDB has them.
CODES: dict[str, type[StrEnum]] = {
    "store.status": Status,
    "store.outcome": DocumentOutcome,
    "store.standing": Standing,
    "store.correction_outcome": CorrectionOutcome,
    "store.severity": Severity,
}
_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "VARCHAR[]": pl.List(pl.String()),
    "DOUBLE": pl.Float64(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "SMALLINT": pl.Int16(),
    "TINYINT": pl.Int8(),
    "BOOLEAN": pl.Boolean(),
    "TIMESTAMP": pl.Datetime("us"),
    "DATE": pl.String(),  # as ISO 8601, which DuckDB takes for a date
    **dict.fromkeys(CODES, pl.String()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a base table. type: as DuckDB says it. packed: by zstd. default: as SQL."""

    name: str
    type: str
    required: bool
    packed: bool
    default: str | None


def version() -> int:
    """Of the base tables: a file of another version is not written to."""
    return int(_declared()["version"])


def stored(table: str) -> dict[str, Column]:
    """The columns of a base table, by name."""
    return {one.removesuffix("!"): _column(table, one) for one in _table(table)["columns"]}


def _column(table: str, written: str) -> Column:
    name = written.removesuffix("!")
    said = {**_said(_declared()["fields"].get(name, {})), **_own(table).get(name, {})}
    if "type" not in said:
        raise KeyError(f"tables.toml declares no type of {table}.{name}")
    return Column(name, said["type"], written.endswith("!"), said.get("packed", False), said.get("default"))


def frame_types(table: str, columns: Iterable[str] | None = None) -> dict[str, pl.DataType]:
    """The types of columns in a frame; by default of all that the base table stores."""
    names = stored(table) if columns is None else columns
    return {name: _TYPES[_column(table, name).type] for name in names}


def tables_sql() -> str:
    """Makes the base tables, in an empty file."""
    codes = (f"CREATE TYPE {name} AS ENUM ({', '.join(map(quoted, codes))})" for name, codes in CODES.items())
    tables = (
        f"CREATE TABLE {STORE}.{name} ({', '.join(map(_ddl, stored(name).values()))})"
        for name, declared in _declared()["tables"].items()
        if "columns" in declared
    )
    of_version = f"INSERT INTO {STORE}.version (schema_version) VALUES ({version()})"
    return ";\n".join((f"CREATE SCHEMA {STORE}", *codes, *tables, of_version))


def _ddl(column: Column) -> str:
    parts = (
        f"{column.name} {column.type}",
        "NOT NULL" if column.required else "",
        "USING COMPRESSION zstd" if column.packed else "",
        f"DEFAULT {column.default}" if column.default else "",
    )
    return " ".join(filter(None, parts))


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
    """Column by column: a statement for each row would take longer than all the rest of a small run."""
    all_rows = list(rows)
    if not all_rows:
        return
    names = list(all_rows[0])
    columns = [[row[name] for row in all_rows] for name in names]
    con.execute(
        f"INSERT INTO store.{table} BY NAME SELECT {', '.join(f'unnest(?) AS {name}' for name in names)}", columns
    )


def views_sql() -> str:
    """Makes the views that are no more than a join."""
    views = ((name, declared) for name, declared in _declared()["tables"].items() if "select" in declared)
    return ";\n".join(
        f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(declared['select'])} FROM {declared['from']}"
        for name, declared in views
    )


def all_tables() -> Iterator[str]:
    """The names of all tables and views that are declared."""
    yield from _declared()["tables"]


def describe_table(table: str, language: str = "en") -> str:
    """What a table or view holds, and its key. Raises KeyError for one that is not declared."""
    declared = _table(table)
    if "comment" not in declared:
        return f"Base table of the view {declared['of']}"
    key = _(". Key: {columns}", language).format(columns=", ".join(declared["key"])) if "key" in declared else ""
    return in_context(CONTEXT, declared["comment"], language) + key


def meaning(table: str, column: str, language: str = "en") -> str:
    """What a column means: in this table, or else in any. Raises KeyError for one that is not declared."""
    own: str | None = _own(table).get(column, {}).get("meaning")
    return in_context(CONTEXT, own or str(_said(_declared()["fields"][column])["meaning"]), language)


def words_of(table: str, columns: Iterable[str]) -> Iterator[str]:
    """What the catalogue has in Chinese: the comment of a table, and the meanings of columns that are declared here."""
    yield _table(table)["comment"]
    declared = _own(table).keys() | _declared()["fields"].keys()
    yield from (meaning(table, column) for column in columns if column in declared)


def key_of(table: str) -> tuple[str, ...]:
    """The columns that tell a row of a table or view from all others; none where it may hold the same row twice."""
    return tuple(_table(table).get("key", ()))


def references_of(table: str) -> dict[str, tuple[str, ...]]:
    """Other table -> the columns, called alike there, whose values are all found in it."""
    declared = _table(table)
    others: dict[str, tuple[str, ...]] = {}
    if declared.get("of_reports"):
        others["reports"] = ("document_id",)
    if declared.get("of_cells"):
        others["measures"] = ("table_code", "row_code", "column_code")
    return others


def quoted(text: str) -> str:
    """A text as SQL writes it, where no parameter can stand."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((resources.files(__name__) / "tables.toml").read_text(encoding="utf-8"))


def _table(name: str) -> dict[str, Any]:
    declared: dict[str, Any] = _declared()["tables"][name]
    return declared


@cache
def _own(table: str) -> dict[str, dict[str, Any]]:
    """What a table says of its own columns; a base table also what its view says of them."""
    declared = _table(table)
    theirs = _own(declared["of"]) if "of" in declared else {}
    own = {name: _said(said) for name, said in declared.get("fields", {}).items()}
    return {name: {**theirs.get(name, {}), **own.get(name, {})} for name in {**theirs, **own}}


def _said(said: str | dict[str, Any]) -> dict[str, Any]:
    return {"meaning": said} if isinstance(said, str) else said
