"""What a user would otherwise write, as well as it can be done in an afternoon.

python -m benchmarks.otherwise WAY FOLDER DATABASE

Each way reads all documents below the folder into a table `cells (source, cell, value)` of a new DuckDB file.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import chardet
import duckdb
import pandas as pd

from gongkai.flows.settings import prepare_prefect
from gongkai.transform.forms import Block, Form, Row, Table, forms
from gongkai.warehouse.schema import quoted

YEAR = "(20[0-9]{2})年"
NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
BETWEEN = r"[\s|]+"  # cells
BEGIN = re.compile(r"^(?:[一二三四五]、|（.）|[0-9]\.)(?=...)")
NOTE = re.compile("（.+）$")

Cells = list[tuple[str, str, float]]  # source, table.row.column, value


def a_prefect_task_a_file(folder: Path, database: Path) -> None:
    """Our own reader, and each document a task of Prefect."""
    prepare_prefect(database)
    from prefect import flow, task

    from gongkai.extract.document import Document, Rejected
    from gongkai.transform.read import read

    @task
    def read_one(file: Path) -> Cells:
        try:
            facts = read(Document(file.name, file.read_bytes())).facts
        except Rejected:
            return []
        source = file.relative_to(folder).as_posix()
        return [(source, f"{one.table}.{one.row}.{one.column}", one.value) for one in facts if one.value is not None]

    @flow
    def read_all() -> Cells:
        return [cell for cells in read_one.map(_files(folder)).result() for cell in cells]

    _store(read_all(), database)


def pandas_and_regular_expressions(folder: Path, database: Path) -> None:
    """chardet for the codec, the year for the form, and an expression for each row of its tables."""
    found: Cells = []
    for file in _files(folder):
        data = file.read_bytes()
        text = data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace")
        year = re.search(YEAR, text)
        form = form_of_year(int(year[1]) if year else 0)
        for cells, expression in expressions(form):
            values = re.search(expression, text)
            if values:
                numbers = map(float, re.findall(NUMBER, values[1]))
                found += [(file.relative_to(folder).as_posix(), *one) for one in zip(cells, numbers, strict=True)]
    _store(found, database)


def sql_alone(folder: Path, database: Path) -> None:
    """The same expressions in one statement. DuckDB decodes UTF-8, and leaves out what is none."""
    rows = ",\n".join(
        f"({form.first_year}, {list(cells)}, regexp_extract(text, {quoted(expression)}, 1))"
        for form in forms()
        for cells, expression in expressions(form)
    )
    with duckdb.connect(str(database)) as con:
        con.execute(f"""
CREATE TABLE cells AS
WITH document AS (
    SELECT filename[{len(str(folder)) + 2}:] AS source, try(decode(content)) AS text
    FROM read_blob({quoted(f"{folder}/**/*.txt")})
),
of_form AS (
    SELECT *, CASE WHEN try_cast(regexp_extract(text, '{YEAR}', 1) AS INTEGER) >= {forms()[-1].first_year}
        THEN {forms()[-1].first_year} ELSE {forms()[0].first_year} END AS form
    FROM document
),
found AS (
    SELECT source, form, unnest([{rows}]) AS one FROM of_form WHERE text IS NOT NULL
)
SELECT source, unnest(one[2]) AS cell,
    unnest(regexp_extract_all(one[3], '{NUMBER}'))::DOUBLE AS value
FROM found
WHERE one[1] = form AND one[3] <> ''
""")


WAYS = {way.__name__: way for way in (a_prefect_task_a_file, pandas_and_regular_expressions, sql_alone)}


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.txt"))


def form_of_year(year: int) -> Form:
    return next((form for form in reversed(forms()) if form.first_year <= year), forms()[0])


def expressions(form: Form) -> Iterator[tuple[tuple[str, ...], str]]:
    """(cells, an expression whose first group holds their numbers)."""
    for table in form.tables:
        for block in table.blocks:
            if table.across:  # all rows in one line, after the last header
                cells = tuple(cell for row in block.rows for cell in _cells(table, row, block))
                yield cells, f"{block.columns[-1].label}((?:{BETWEEN}{NUMBER}){{{len(cells)}}})"
                continue
            for row in block.rows:
                label = re.escape(NOTE.sub("", BEGIN.sub("", row.label)))
                yield _cells(table, row, block), rf"{label}[^0-9\s|]*((?:{BETWEEN}{NUMBER}){{{len(block.columns)}}})"


def _cells(table: Table, row: Row, block: Block) -> tuple[str, ...]:
    return tuple(f"{table.code}.{row.code}.{column.code}" for column in block.columns)


def _store(found: Cells, database: Path) -> None:
    frame = pd.DataFrame(found, columns=["source", "cell", "value"])
    with duckdb.connect(str(database)) as con:
        con.register("frame", frame)
        con.execute("CREATE TABLE cells AS FROM frame")


if __name__ == "__main__":
    way, source, target = sys.argv[1:]
    WAYS[way](Path(source), Path(target))
