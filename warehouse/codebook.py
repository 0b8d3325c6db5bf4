"""What follows from the forms: cells, sums, measures, the wide tables, and what every table and column means."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

import duckdb

from transform.forms import forms
from transform.prose.measures import measures as prose_measures
from warehouse.panel import panel_comments

_SCHEMA = resources.files(__package__) / "schema"


def write_codebook(con: duckdb.DuckDBPyConnection) -> None:
    """Bring what follows from the forms up to date: numbers for new cells, sums, measures."""
    known = con.execute("SELECT table_code, row_code, column_code FROM store.cell").fetchall()
    new = [cell for cell in _cells() if cell not in set(known)]
    if new:
        insert(con, "cell", ((number, *cell) for number, cell in enumerate(new, len(known) + 1)))
    con.execute("DELETE FROM store.sum_term; DELETE FROM store.measure")
    insert(con, "sum_term", sum_terms())
    insert(con, "measure", measures())


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Column by column: a statement for each row would take longer than all the rest of a small run."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if not columns:
        return
    con.execute(f"INSERT INTO store.{table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def _cells() -> list[tuple[str, str, str]]:
    cells = ((table.code, row.code, column.code) for form in forms() for table, _, row, column in form.cells())
    return list(dict.fromkeys(cells))


def sum_terms() -> Iterator[tuple[int, str, str, str, str, int]]:
    """(sum_no, code, table, over rows or columns, term, sign): each different sum of the forms, once."""
    sums = ((table.code, sum_) for form in forms() for table in form.tables for sum_ in table.sums)
    for number, (table, sum_) in enumerate(dict.fromkeys(sums), 1):
        yield from ((number, sum_.code, table, sum_.of, term, 1) for term in sum_.left)
        yield from ((number, sum_.code, table, sum_.of, term, -1) for term in sum_.right)


def measures() -> Iterator[tuple[object, ...]]:
    """A row of store.measure per cell of each form, then one per measure of the prose."""
    for form in forms():
        for table, block, row, column in form.cells():
            yield (
                f"{table.code}.{row.code}.{column.code}",
                f"{table.chinese}：{block.label}：{row.label}：{column.label}",
                f"{table.english}: {row.english}: {column.english}",
                column.unit,
                form.code,
                form.first_year,
                form.last_year,
                table.code,
                row.code,
                column.code,
            )
    for measure in prose_measures():
        yield measure.code, measure.chinese, measure.english, measure.unit, *[None] * 6


def wide_tables() -> dict[str, dict[str, str]]:
    """table -> column -> what the column means, over all forms, in their order."""
    wide: dict[str, dict[str, list[str]]] = {}
    for form in forms():
        for table, _, _, column in form.cells():
            unit = f", in {column.unit}" if column.unit else ""
            meanings = wide.setdefault(table.code, {}).setdefault(column.code, [])
            meaning = f"{column.english} ({column.label}){unit}"
            if meaning not in meanings:
                meanings.append(meaning)
    return {table: {code: "; ".join(said) for code, said in columns.items()} for table, columns in wide.items()}


def wide_view_sql(table: str) -> str:
    """Current reports only: one row per report and row of the table, a column per column of the table.

    A view, since a table would hold every value once more. It is grouped by all of the key, so that DuckDB looks for a
    year or a town before it groups.
    """
    values = ",\n    ".join(
        f"max(f.known) FILTER (c.column_code = '{code}') AS \"{code}\"" for code in wide_tables()[table]
    )
    return f"""
CREATE OR REPLACE VIEW {table} AS
SELECT
    r.town, r.county, r.year, c.row_code,
    {values},
    r.document_id, r.source, r.province, r.prefecture, r.form,
    count(*) FILTER (f.is_corrected) AS corrected_cells
FROM store.settled AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.held AS r USING (report_no)
WHERE r.is_current AND c.table_code = '{table}'
GROUP BY ALL
"""


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((_SCHEMA / "fields.toml").read_text(encoding="utf-8"))


def describe_table(table: str) -> str:
    """What a table or view holds. Raises KeyError for one that fields.toml does not know."""
    return str(_declared()["tables"][table]["comment"])


def describe_column(table: str, column: str) -> str:
    """What a column means: in this table, or else in any. Raises KeyError for one that nothing declares."""
    own: dict[str, str] = _declared()["tables"][table].get("fields", {}) | wide_tables().get(table, {})
    own |= panel_comments() if table == "panel" else {}
    return own.get(column) or str(_declared()["fields"][column])


def write_comments(con: duckdb.DuckDBPyConnection) -> None:
    """Every table, view and column says what it means."""
    tables = con.execute(
        "SELECT 'TABLE', schema_name, table_name FROM duckdb_tables() WHERE database_name <> 'temp'"
        " UNION ALL SELECT 'VIEW', schema_name, view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    columns = con.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND database_name <> 'temp'"
    ).fetchall()
    comments = [
        *(f"COMMENT ON {kind} {schema}.{table} IS {quoted(describe_table(table))}" for kind, schema, table in tables),
        *(
            f'COMMENT ON COLUMN {schema}.{table}."{column}" IS {quoted(describe_column(table, column))}'
            for schema, table, column in columns
        ),
    ]
    con.execute(";\n".join(comments))


def quoted(text: str) -> str:
    """A text as SQL writes it, where no parameter can stand."""
    return "'" + text.replace("'", "''") + "'"
