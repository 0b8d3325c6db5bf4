"""What follows from the forms: cells, sums, measures, the wide tables, and what every table and column means."""

from collections.abc import Iterator
from functools import cache

import duckdb

from gongkai.transform.forms import Column, forms
from gongkai.transform.prose.measures import measures as prose_measures
from gongkai.warehouse import schema
from gongkai.warehouse.codes import LISTS
from gongkai.warehouse.panel import panel_comments
from gongkai.warehouse.schema import Row, insert, quoted
from gongkai.words import language_in_use


def write_codebook(con: duckdb.DuckDBPyConnection) -> None:
    """Bring what follows from the forms up to date: numbers for new cells, sums, measures; and the codes."""
    known = con.execute("SELECT table_code, row_code, column_code FROM store.cell").fetchall()
    new = [cell for cell in _cells() if cell not in set(known)]
    if new:
        names = ("table_code", "row_code", "column_code")
        rows = (dict(zip(names, cell, strict=True)) for cell in new)
        insert(con, "cell", ({"cell_no": number, **row} for number, row in enumerate(rows, len(known) + 1)))
    _name_rows(con)
    con.execute("DELETE FROM store.sum_term; DELETE FROM store.measure; DELETE FROM store.code")
    insert(con, "sum_term", sum_terms())
    insert(con, "measure", measures())
    insert(con, "code", codes())


def _name_rows(con: duckdb.DuckDBPyConnection) -> None:
    called = rows_called()
    con.execute(
        "UPDATE store.cell AS c SET row_no = n.row_no, row_label = n.row_label FROM (SELECT unnest(?) AS table_code,"
        " unnest(?) AS row_code, unnest(?) AS row_no, unnest(?) AS row_label) AS n"
        " WHERE c.table_code = n.table_code AND c.row_code = n.row_code",
        [*map(list, zip(*called, strict=True)), *map(list, zip(*called.values(), strict=True))],
    )


def rows_called() -> dict[tuple[str, str], tuple[int, str]]:
    """(table, row) -> where the row stands, over all forms, and its short name in Chinese."""
    names = {(table.code, row.code): row.short or row.label for form in forms() for table, _, row, _ in form.cells()}
    in_order = (enumerate(_rows_in_order(table), 1) for table in wide_tables())
    return {key: (number, names[key]) for table in in_order for number, key in table}


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


def _cells() -> list[tuple[str, str, str]]:
    cells = ((table.code, row.code, column.code) for form in forms() for table, _, row, column in form.cells())
    return list(dict.fromkeys(cells))


def sum_terms() -> Iterator[Row]:
    """A row of store.sum_term per term: each different sum of the forms, once."""
    sums = ((table.code, sum_) for form in forms() for table in form.tables for sum_ in table.sums)
    for number, (table, sum_) in enumerate(dict.fromkeys(sums), 1):
        of_sum = {"sum_no": number, "code": sum_.code, "table_code": table, "over": sum_.of}
        yield from ({**of_sum, "term": term, "sign": 1} for term in sum_.left)
        yield from ({**of_sum, "term": term, "sign": -1} for term in sum_.right)


def codes() -> Iterator[Row]:
    """A row of store.code per column and code."""
    for column, listed in LISTS.items():
        for number, code in enumerate(listed, 1):
            yield {"column_name": column, "code": code.value, "meaning": code.meaning, "code_no": number}


def measures() -> Iterator[Row]:
    """A row of store.measure per cell of each form, then one per measure of the prose; numbered."""
    every = dict.fromkeys(schema.stored("measure"))
    yield from ({**every, **one, "measure_no": number} for number, one in enumerate(_measures(), 1))


def _measures() -> Iterator[Row]:
    for form in forms():
        for table, block, row, column in form.cells():
            yield {
                "code": f"{table.code}.{row.code}.{column.code}",
                "chinese": f"{table.chinese}：{block.label}：{row.label}：{column.label}",
                "english": f"{table.english}: {row.english}: {column.english}",
                "unit": column.unit,
                "form": form.code,
                "first_year": form.first_year,
                "last_year": form.last_year,
                "table_code": table.code,
                "row_code": row.code,
                "column_code": column.code,
            }
    for measure in prose_measures():
        yield {
            "code": measure.code,
            "chinese": measure.chinese,
            "english": measure.english,
            "unit": measure.unit,
        }


@cache
def wide_tables(language: str = "en") -> dict[str, dict[str, str]]:
    """table -> column -> what the column means, over all forms, in their order."""
    wide: dict[str, dict[str, list[str]]] = {}
    for form in forms():
        for table, _, _, column in form.cells():
            meanings = wide.setdefault(table.code, {}).setdefault(column.code, [])
            meaning = _column_meaning(column, language)
            if meaning not in meanings:
                meanings.append(meaning)
    apart = "；" if language == "zh" else "; "
    return {table: {code: apart.join(said) for code, said in columns.items()} for table, columns in wide.items()}


def _column_meaning(column: Column, language: str) -> str:
    if language == "zh":
        return column.label if "单位" in column.label or not column.unit else f"{column.label}（单位：{column.unit}）"
    unit = f", in {column.unit}" if column.unit else ""
    return f"{column.english} ({column.label}){unit}"


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
FROM store.fact_with_corrections AS f
JOIN store.cell AS c USING (cell_no)
JOIN store.held AS r USING (report_no)
WHERE r.is_current AND c.table_code = '{table}'
GROUP BY ALL
"""


def broken_keys(con: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence on each key that is not one, and on each reference that leads nowhere, over all views."""
    broken = []
    for table in schema.all_tables():
        key = ", ".join(f'"{column}"' for column in schema.key_of(table))
        twice = f"SELECT count(*) FROM (SELECT {key} FROM {table} GROUP BY ALL HAVING count(*) > 1)"
        if key and con.execute(twice).fetchall() != [(0,)]:
            broken.append(f"{table} holds rows with the same {key}.")
        for other, columns in schema.references_of(table).items():
            joined = " AND ".join(f"t.{column} = o.{column}" for column in columns)
            stray = (
                f"SELECT count(*) FROM {table} AS t ANTI JOIN {other} AS o ON {joined} WHERE t.{columns[0]} IS NOT NULL"
            )
            if con.execute(stray).fetchall() != [(0,)]:
                broken.append(f"{table} holds {', '.join(columns)} that {other} does not.")
    return broken


def describe_column(table: str, column: str, language: str = "en") -> str:
    """What a column means, those that follow from the forms included. Raises KeyError for one that is not declared."""
    of_forms = wide_tables(language).get(table, {}) | (panel_comments(language) if table == "panel" else {})
    return of_forms.get(column) or schema.meaning(table, column, language)


def write_comments(con: duckdb.DuckDBPyConnection, language: str | None = None) -> None:
    """Every table, view and column says what it means: those for people in a language, by default the one in use."""
    spoken = language or language_in_use()

    def language_of(schema_name: str) -> str:
        return "en" if schema_name == schema.STORE else spoken

    tables = con.execute(
        "SELECT 'TABLE', schema_name, table_name FROM duckdb_tables() WHERE database_name <> 'temp'"
        " UNION ALL SELECT 'VIEW', schema_name, view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    columns = con.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND database_name <> 'temp'"
    ).fetchall()
    comments = [
        *(
            f"COMMENT ON {kind} {of}.{table} IS {quoted(schema.describe_table(table, language_of(of)))}"
            for kind, of, table in tables
        ),
        *(
            f'COMMENT ON COLUMN {of}.{table}."{column}" IS {quoted(describe_column(table, column, language_of(of)))}'
            for of, table, column in columns
        ),
    ]
    con.execute(";\n".join(["BEGIN", *comments, "COMMIT"]))
