"""Each column is declared once, in schema/tables.toml, and nothing is declared that no warehouse has."""

import re
import tomllib
from typing import get_type_hints

import duckdb
import pytest

from gongkai.extract.document import Document
from gongkai.extract.encoding import TRADITIONAL
from gongkai.transform.read import read
from gongkai.transform.report import Fact
from gongkai.warehouse import schema, shards
from gongkai.warehouse.panel import make_panel
from tests.truth import ROOT

DECLARED = tomllib.loads((ROOT / "warehouse/schema/tables.toml").read_text(encoding="utf-8"))
KEPT = ("title", "unit_name", "heading", "text", "sentence", "raw")  # of the text of a document
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


def test_what_is_told_as_printed_says_that_traditional_characters_are_not() -> None:
    """Every text is read in simplified characters: what is kept of it is no copy of a traditional page."""
    page = ROOT / "tests/golden/traditional-characters-on-a-mirror-site/document.txt"
    report = read(Document("", page.read_bytes()))
    kept = [report.title, report.key.unit_name, *(one.text for one in report.key.evidence)]
    kept += [text for one in report.sections for text in (one.heading, one.text)]
    kept += [one.sentence for one in report.figures]
    assert TRADITIONAL.findall("".join(filter(None, kept))) == []
    assert len(TRADITIONAL.findall(report.text)) > 20
    told = [
        said["meaning"]
        for one in (DECLARED["fields"], *(table.get("fields", {}) for table in DECLARED["tables"].values()))
        for column, said in one.items()
        if isinstance(said, dict) and "meaning" in said
        if column in KEPT or ("as printed" in said["meaning"] and said["type"] == "VARCHAR")
    ]
    assert len(told) > 5
    # The labels of the forms are ours.
    assert {one for one in told if "(traditional characters made simplified)" not in one} <= {
        DECLARED["fields"]["row_label"]["meaning"]
    }
    of_tables = [said for one in DECLARED["tables"].values() for said in one.get("fields", {}).values()]
    words = [
        said
        for said in of_tables
        if isinstance(said, str) and re.search("The (subject|label|unit|measure word) as printed", said)
    ]
    assert len(words) == 4
    assert all("(traditional characters made simplified)" in said for said in words)
