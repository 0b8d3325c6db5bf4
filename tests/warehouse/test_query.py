"""Questions to the published warehouse: they can neither write nor reach files, and the answer keeps its types."""

import io
import os
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from gongkai.warehouse import database
from gongkai.warehouse.query import QueryError, ask, show, write_csv, write_json, write_parquet


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("published") / "w.duckdb"
    database.create(file).close()
    (file.parent / "secret.txt").write_text("secret")
    return file


@pytest.mark.parametrize("locked", [True, False])
def test_a_slow_question_prints_no_bar_among_its_answers(warehouse: Path, locked: bool) -> None:
    with database.open_to_read(warehouse, locked=locked) as con:
        assert con.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM store.fact",
        "CREATE TABLE mine AS FROM facts",
        "CREATE OR REPLACE VIEW facts AS SELECT 1",
        "COPY facts TO 'stolen.csv'",
        "EXPORT DATABASE 'stolen'",
        "SELECT * FROM read_text('secret.txt')",
        "SELECT * FROM glob('*')",
        "FROM 'secret.txt'",
        "ATTACH 'other.duckdb' AS other",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "INSTALL httpfs",
        "no SQL at all",
    ],
)
def test_a_question_can_neither_write_nor_reach_files(warehouse: Path, sql: str) -> None:
    here = Path.cwd()
    os.chdir(warehouse.parent)
    try:
        before = warehouse.read_bytes()
        with database.open_to_read(warehouse, locked=True) as con, pytest.raises(QueryError):
            list(ask(con, sql).rows)
        assert warehouse.read_bytes() == before
        assert sorted(file.name for file in Path().iterdir()) == ["secret.txt", "w.duckdb"]
    finally:
        os.chdir(here)


TYPES = """
SELECT 7::TINYINT AS n, 1.25::DOUBLE AS x, 1.10::DECIMAL(5, 2) AS d, '太平镇' AS town, NULL::VARCHAR AS nothing,
    DATE '2026-03-01' AS day, TIMESTAMP '2026-03-01 02:00:00' AS at, ['甲', '乙'] AS list, true AS yes
"""


def test_the_answer_keeps_its_types(warehouse: Path, tmp_path: Path) -> None:
    with database.open_to_read(warehouse, locked=True) as con:
        write_parquet(ask(con, TYPES), tmp_path / "answer.parquet")
        frame = pl.read_parquet(tmp_path / "answer.parquet")
        assert frame.schema["n"] == pl.Int8
        assert frame.schema["nothing"] == pl.String
        assert frame.row(0)[0:2] == (7, 1.25)
        assert frame.row(0)[4:] == (None, date(2026, 3, 1), datetime(2026, 3, 1, 2), ["甲", "乙"], True)
        out = io.StringIO()
        write_json(ask(con, TYPES), out)
        assert '"nothing": null, "day": "2026-03-01"' in out.getvalue()
        out = io.StringIO()
        write_csv(ask(con, "SELECT 'a,\"b\"' AS quoted, NULL AS nothing"), out)
        assert out.getvalue() == 'quoted,nothing\n"a,""b""",\n'


def test_an_answer_without_rows_keeps_its_columns(warehouse: Path, tmp_path: Path) -> None:
    with database.open_to_read(warehouse, locked=True) as con:
        write_parquet(ask(con, "SELECT town, year FROM reports"), tmp_path / "answer.parquet")
    assert pl.read_parquet(tmp_path / "answer.parquet").schema == {"town": pl.String, "year": pl.Int16}


def test_a_wide_table_fits_the_screen(warehouse: Path) -> None:
    with database.open_to_read(warehouse, locked=True) as con:
        asked = "SELECT code, chinese, english, unit, form, first_year, table_code FROM measures"
        lines = show(con, asked, 20, 80).splitlines()
        assert all(sum(1 + (ord(sign) > 0x2E7F) for sign in line) <= 80 for line in lines)
        assert len(lines) < 40
        assert "shown" in lines[-1] + lines[-2]
        with pytest.raises(QueryError):
            show(con, "COPY measures TO 'stolen.csv'", 20, 80)


def test_a_table_that_is_none_is_answered_with_ours(warehouse: Path) -> None:
    with database.open_to_read(warehouse, locked=True) as con:
        with pytest.raises(
            QueryError, match=r"no table or view reportz. Did you mean reports\? There are: applications,"
        ):
            list(ask(con, "SELECT * FROM reportz").rows)
        with pytest.raises(QueryError, match=r"no table or view xyzzy. There are: applications, (?!.*pg_)"):
            show(con, "SELECT * FROM xyzzy", 20, 80)
