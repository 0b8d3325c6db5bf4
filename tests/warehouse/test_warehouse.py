"""What a warehouse holds: each figure in its place, under the contract's names, with comments."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from made import COUNTS, VERSION, cells, make_ledger, make_report, publish

from gongkai.transform.report import Report, Status
from gongkai.warehouse import database, generation
from gongkai.warehouse.build import Run, build, fill
from gongkai.warehouse.codebook import describe_column, wide_tables, write_comments
from gongkai.warehouse.schema import describe_table
from gongkai.warehouse.shards import write_ledger, write_shards

Fill = Callable[..., duckdb.DuckDBPyConnection]

CONTRACT = {
    "reports": "document_id source unit_kind unit_name town county prefecture province town_code county_code year "
    "is_current encoding damaged_characters layout form title reader_version first_seen last_changed",
    "facts": "document_id source province prefecture county town year table_code row_code column_code value status "
    "derived unit_kind town_code county_code unit raw line is_current layout form rule",
    "figures": "document_id source town county year measure value unit sentence line",
    "legacy": "document_id source town county year label item value unit raw line",
    "measures": "code chinese english unit form first_year last_year table_code row_code column_code",
}


@pytest.mark.parametrize("view", CONTRACT)
def test_the_views_have_the_columns_of_the_contract(filled: Fill, view: str) -> None:
    columns = [name for (name, *_) in filled().execute(f"DESCRIBE {view}").fetchall()]
    names = CONTRACT[view].split()
    assert columns[: len(names)] == names


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_figure_is_found_in_its_place(filled: Fill, form: str) -> None:
    con = filled(make_report(form=form))
    facts = con.execute("SELECT table_code, row_code, column_code, value, line FROM facts ORDER BY value").fetchall()
    assert facts == [(*cell, float(number), 10 + number) for number, cell in enumerate(cells(form), 1)]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_the_wide_tables_have_the_same_figures(filled: Fill, form: str) -> None:
    con = filled(make_report(form=form))
    for number, (table, row, column) in enumerate(cells(form), 1):
        rows = con.execute(f'SELECT "{column}", town, county, year FROM {table} WHERE row_code = ?', [row]).fetchall()
        assert rows == [(float(number), "太平镇", "会昌县", 2022)]


def test_a_value_is_null_unless_it_is_reported(filled: Fill) -> None:
    lost = dict(zip(cells("2021"), [Status.BLANK, Status.ABSENT, Status.AMBIGUOUS, Status.UNREADABLE], strict=False))
    con = filled(make_report(values=lost))
    assert con.execute("SELECT status FROM facts WHERE value IS NULL").fetchall() == [
        (status,) for status in lost.values()
    ]
    assert con.execute("SELECT count(*) FROM facts WHERE status <> 'reported'").fetchall() == [(4,)]


def test_of_several_versions_the_fullest_is_current(filled: Fill) -> None:
    gap = {cells("2021")[0]: Status.ABSENT}
    con = filled(
        make_report("scant", values=gap),
        make_report("full"),
        make_report("other year", year=2023, values=gap),
        make_report("no year", year=None, values=gap),
        make_report("no town", town=None),
        make_report("no county", county=None),
        make_report("no county either", county=None, values=gap),
    )
    current = con.execute("SELECT source FROM reports WHERE NOT is_current").fetchall()
    assert current == [("0.txt",)]
    assert con.execute("SELECT count(DISTINCT document_id) FROM applications").fetchall() == [(6,)]


def test_among_equals_the_longer_text_then_the_first_id_is_current(filled: Fill) -> None:
    short, long = make_report("short"), make_report("long")
    con = filled(short, replace(long, text=long.text * 2), make_report("third"))
    assert con.execute("SELECT source FROM reports WHERE is_current").fetchall() == [("1.txt",)]


def test_every_table_view_and_column_says_what_it_means(filled: Fill) -> None:
    con = filled(make_report())
    write_comments(con)
    silent = con.execute("""
        SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = ''
        UNION ALL SELECT view_name FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''
        UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
        WHERE NOT internal AND coalesce(comment, '') = ''
    """).fetchall()
    assert silent == []
    assert con.execute("SELECT count(*) FROM duckdb_columns() WHERE NOT internal").fetchall()[0][0] > 200


def test_the_description_of_a_wide_column_follows_from_the_forms() -> None:
    assert describe_column("proactive", "in_force") == "In force (现行有效件数), in 件"
    assert "主动公开" in describe_table("proactive")
    with pytest.raises(KeyError):
        describe_column("reports", "no_such_column")


def test_the_codebook_names_every_cell_of_every_form(filled: Fill) -> None:
    con = filled()
    for form in ("2019", "2021"):
        codes = con.execute(
            "SELECT table_code, row_code, column_code FROM form_measures WHERE form = ?", [form]
        ).fetchall()
        assert codes == cells(form)
    assert con.execute("SELECT count(*) FROM measures WHERE form IS NULL AND code = 'received'").fetchall() == [(1,)]


def test_reports_are_replaced_and_taken_out_whole(tmp_path: Path) -> None:
    con = database.create()
    first = {"a.txt": make_report("a"), "b.txt": make_report("b", town="中村乡")}
    _fill(con, tmp_path / "1", first)
    changed = replace(first["a.txt"], facts=first["a.txt"].facts[:7], reader_version="test-2")
    _fill(con, tmp_path / "2", {"a.txt": changed}, known={"a.txt": changed})
    assert con.execute("SELECT source, reader_version FROM reports").fetchall() == [("a.txt", "test-2")]
    assert con.execute("SELECT count(*), max(value) FROM facts").fetchall() == [(7, 7.0)]
    for table in ("fact", "section", "figure", "evidence", "line", "finding", "report"):
        stray = f"SELECT count(*) FROM store.{table} WHERE report_no NOT IN (SELECT report_no FROM store.report)"
        assert con.execute(stray).fetchall() == [(0,)], table
    assert con.execute("SELECT count(*) FROM store.section").fetchall() == [(1,)]


def test_a_batch_that_is_written_twice_counts_once(tmp_path: Path) -> None:
    report = make_report()
    write_shards(tmp_path, 0, [(0, report)])
    once = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    write_shards(tmp_path, 0, [(0, report)])
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == once
    con = database.create()
    write_ledger(tmp_path, make_ledger({"a.txt": report}))
    fill(con, tmp_path)
    assert con.execute("SELECT count(*) FROM facts").fetchall() == [(len(report.facts),)]


def test_text_of_any_kind_is_kept_as_it_is(filled: Fill) -> None:
    hostile = """'; DROP TABLE store.fact; -- "quoted" <b>=cmd|' /C calc'!A0\x00\t𠮷"""
    report = make_report()
    section = report.sections[0]._replace(text=hostile)
    con = filled(replace(report, title=hostile, sections=(section,)))
    assert con.execute("SELECT title FROM reports").fetchall() == [(hostile,)]
    assert con.execute("SELECT text FROM sections").fetchall() == [(hostile,)]


def test_the_wide_tables_are_those_of_the_contract() -> None:
    assert list(wide_tables()) == ["proactive", "applications", "challenges"]


def test_where_most_reports_go_the_file_keeps_no_space_of_theirs(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    before = [make_report(f"before {number}") for number in range(200)]
    publish(warehouse, *before)
    new = [make_report(f"new {number}") for number in range(150)]
    stay = before[140:]
    with generation.building(warehouse) as work:
        write_shards(work, 0, list(enumerate(new)))
        write_ledger(work, make_ledger({f"{number}.txt": report for number, report in enumerate([*stay, *new])}))
        built = build(
            warehouse, work, Run(datetime(2026, 3, 2), ["/reports"], VERSION, replace(COUNTS, newly_read=150))
        )
        with database.open_to_read(built) as con:
            numbers = dict(con.execute("SELECT document_id, report_no FROM store.report").fetchall())
            facts = con.execute("SELECT document_id, table_code, row_code, column_code, value FROM facts").fetchall()
            free, used = con.execute("SELECT free_blocks, used_blocks FROM pragma_database_size()").fetchall()[0]
            findings = con.execute(
                "SELECT count(*), count(DISTINCT report_no) FROM store.finding WHERE found_by = 'reader'"
            )
            assert findings.fetchall() == [(210, 210)]
            assert con.execute("SELECT count(*) FROM runs").fetchall() == [(2,)]
    assert [numbers[report.document_id] for report in stay] == list(range(141, 201))
    assert sorted(numbers[report.document_id] for report in new) == list(range(201, 351))
    assert set(facts) == {
        (report.document_id, fact.table, fact.row, fact.column, fact.value)
        for report in [*stay, *new]
        for fact in report.facts
    }
    assert len(facts) == sum(len(report.facts) for report in [*stay, *new])
    assert free < used / 4


def _fill(
    con: duckdb.DuckDBPyConnection, folder: Path, new: dict[str, Report], known: dict[str, Report] | None = None
) -> None:
    folder.mkdir()
    write_shards(folder, 0, list(enumerate(new.values())))
    write_ledger(folder, make_ledger(known or new))
    fill(con, folder)


def test_what_a_night_takes_does_not_grow_with_the_machine(tmp_path: Path) -> None:
    script = (
        "import os, sys; os.cpu_count = lambda: 64; from pathlib import Path; from gongkai.warehouse import database;"
        " con = database.create(Path(sys.argv[1]));"
        " print(con.execute(\"SELECT current_setting('threads')\").fetchall())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "w.duckdb")], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[(4,)]\n"


def test_the_version_of_a_file_is_asked_once_until_another_file_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "w.duckdb", tmp_path / "new.duckdb"
    for file in (first, second):
        database.create(file).close()
    with duckdb.connect(str(second)) as con:
        con.execute("UPDATE store.version SET schema_version = 1")
    asked: list[str] = []
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda file, **how: asked.append(file) or connect(file, **how))
    assert [database.schema_version(first) for _ in range(9)] == [database.SCHEMA_VERSION] * 9
    assert len(asked) == 1
    second.replace(first)
    assert database.schema_version(first) == 1
