"""What follows from the forms: cells, sums, measures, the wide tables, and what every table and column means."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

import duckdb

from gongkai.transform.forms import forms
from gongkai.transform.prose.measures import measures as prose_measures
from gongkai.warehouse.panel import panel_comments

_SCHEMA = resources.files(__package__) / "schema"


def write_codebook(con: duckdb.DuckDBPyConnection) -> None:
    """Bring what follows from the forms up to date: numbers for new cells, sums, measures."""
    known = con.execute("SELECT table_code, row_code, column_code FROM store.cell").fetchall()
    new = [cell for cell in _cells() if cell not in set(known)]
    if new:
        insert(con, "cell", ((number, *cell, None, None) for number, cell in enumerate(new, len(known) + 1)))
    _name_rows(con)
    con.execute("DELETE FROM store.sum_term; DELETE FROM store.measure")
    insert(con, "sum_term", sum_terms())
    insert(con, "measure", measures())


def _name_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Where each row stands, over all forms, and its short name in Chinese."""
    names = {(table.code, row.code): row.short or row.label for form in forms() for table, _, row, _ in form.cells()}
    numbers = {key: number for table in wide_tables() for number, key in enumerate(_rows_in_order(table), 1)}
    con.execute(
        "UPDATE store.cell AS c SET row_no = n.row_no, row_label = n.row_label FROM (SELECT unnest(?) AS table_code,"
        " unnest(?) AS row_code, unnest(?) AS row_no, unnest(?) AS row_label) AS n"
        " WHERE c.table_code = n.table_code AND c.row_code = n.row_code",
        [*map(list, zip(*numbers, strict=True)), [*numbers.values()], [names[key] for key in numbers]],
    )


def _rows_in_order(table: str) -> list[tuple[str, str]]:
    """The rows of the newest form, and those that only earlier ones have, each behind the one that it stood behind."""
    order: list[tuple[str, str]] = []
    for form in reversed(forms()):
        before = -1
        for row in dict.fromkeys((table, row.code) for one, _, row, _ in form.cells() if one.code == table):
            if row not in order:
                order.insert(before + 1, row)
            before = order.index(row)
    return order


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
    """A row of store.measure per cell of each form, then one per measure of the prose; numbered."""
    yield from ((*one, number) for number, one in enumerate(_measures(), 1))


def _measures() -> Iterator[tuple[object, ...]]:
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


@cache
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
    r.town, r.county, r.year, r.unit_kind, c.row_no, c.row_label, c.row_code,
    {values},
    r.unit_name, r.prefecture, r.province, r.town_code, r.county_code, max(f.form) AS form, r.document_id, r.source,
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
    """What a table or view holds, and its key. Raises KeyError for one that fields.toml does not know."""
    declared = _declared()["tables"][table]
    key = f". Key: {', '.join(declared['key'])}" if "key" in declared else ""
    return f"{declared['comment']}{key}"


def key_of(table: str) -> tuple[str, ...]:
    """The columns that tell a row of a table or view from all others; none where it may hold the same row twice."""
    return tuple(_declared()["tables"][table].get("key", ()))


def references_of(table: str) -> dict[str, tuple[str, ...]]:
    """Other table -> the columns, called alike there, whose values are all found in it."""
    declared = _declared()["tables"][table]
    others: dict[str, tuple[str, ...]] = {}
    if declared.get("of_reports"):
        others["reports"] = ("document_id",)
    if declared.get("of_cells"):
        others["measures"] = ("table_code", "row_code", "column_code")
    return others


def broken_keys(con: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence on each key that is not one, and on each reference that leads nowhere, over all views."""
    broken = []
    for table, declared in _declared()["tables"].items():
        key = ", ".join(f'"{column}"' for column in declared.get("key", ()))
        twice = f"SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)"
        if key and con.execute(twice).fetchall() != [(0,)]:
            broken.append(f"{table} holds rows with the same {key}.")
        for other, columns in references_of(table).items():
            joined = " AND ".join(f"t.{column} = o.{column}" for column in columns)
            stray = (
                f"SELECT count(*) FROM {table} AS t ANTI JOIN {other} AS o ON {joined} WHERE t.{columns[0]} IS NOT NULL"
            )
            if con.execute(stray).fetchall() != [(0,)]:
                broken.append(f"{table} holds {', '.join(columns)} that {other} does not.")
    return broken


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
    con.execute(";\n".join(["BEGIN", *comments, "COMMIT"]))


def quoted(text: str) -> str:
    """A text as SQL writes it, where no parameter can stand."""
    return "'" + text.replace("'", "''") + "'"
