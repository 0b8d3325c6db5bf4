"""The questions that the pages ask the warehouse: sql/NAME.sql."""

from importlib import resources
from itertools import groupby
from typing import Any

import duckdb

Row = dict[str, Any]


def ask(con: duckdb.DuckDBPyConnection, name: str, /, **parameters: object) -> list[Row]:
    """The answer to sql/NAME.sql: a dictionary a row."""
    sql = (resources.files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    con.execute(sql, parameters)
    columns = [column for column, *_ in con.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in con.fetchall()]


def by_document(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, list[Row]]:
    """The answer, by document_id, on which it is sorted."""
    return {document: list(rows) for document, rows in groupby(ask(con, name), lambda row: str(row["document_id"]))}
