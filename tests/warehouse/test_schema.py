"""Each column is declared once, in schema/tables.toml, and nothing is declared that no warehouse has."""

import re
import tomllib
from typing import get_type_hints

import duckdb
import pytest

from gongkai.transform.report import Fact
from gongkai.warehouse import schema, shards
from gongkai.warehouse.panel import make_panel
from tests.truth import ROOT

DECLARED = tomllib.loads((ROOT / "warehouse/schema/tables.toml").read_text(encoding="utf-8"))
INTO = re.compile(r"INSERT INTO store\.[\w{}]++\s*+(?!BY NAME|\()")


@pytest.fixture(scope="module")
def columns() -> set[tuple[str, str]]:
    from gongkai.warehouse import database

    with database.create() as con:
        make_panel(con)
        found = con.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    return set(found)


def test_what_is_declared_is_there(columns: set[tuple[str, str]]) -> None:
    assert set(DECLARED["tables"]) == {table for table, _ in columns}
    assert set(DECLARED["fields"]) <= {column for _, column in columns}
    own = {(table, column) for table, said in DECLARED["tables"].items() for column in said.get("fields", ())}
    assert own <= columns


def test_no_file_beside_it_makes_a_table_or_knows_its_version() -> None:
    sources = [*(ROOT / "warehouse").rglob("*.py"), *(ROOT / "warehouse").rglob("*.sql")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources)
    assert re.findall(r"CREATE TABLE store\.\w+", text) == []
    assert re.findall(r"INSERT INTO store\.version VALUES|SCHEMA_VERSION = \d", text) == []


@pytest.mark.parametrize("suffix", ["py", "sql"])
def test_rows_are_written_by_name(suffix: str) -> None:
    by_place = {
        file.name: found
        for file in (ROOT / "warehouse").rglob(f"*.{suffix}")
        if (found := INTO.findall(file.read_text(encoding="utf-8")))
    }
    assert by_place == {}


def test_a_table_has_a_column_for_each_field_of_its_records() -> None:
    for table in shards.TABLES:
        types = shards.frames([])[table].schema
        stored = set(schema.stored(table)) - {"report_no", "is_current", "standing", "found_by"}
        others = {"fact": {"cell_no", "origin_no"}, "derived": {"cell_no"}}.get(table, set())
        assert stored - others <= set(types), table


def test_a_field_that_no_column_declares_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shards._IN_SQL, "rule", "no_such_column")
    assert "rule" in get_type_hints(Fact)
    with pytest.raises(KeyError, match="no_such_column"):
        shards.frames([])


def test_lists_of_codes_are_those_of_the_program() -> None:
    with duckdb.connect() as con:
        con.execute(schema.tables_sql())
        types = con.execute(
            "SELECT schema_name || '.' || type_name, labels FROM duckdb_types() WHERE labels IS NOT NULL"
        )
        assert dict(types.fetchall()) == {name: [*map(str, codes)] for name, codes in schema.CODES.items()}
