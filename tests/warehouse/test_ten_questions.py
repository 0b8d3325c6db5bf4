"""Ten questions that analysts ask, by the plainest SQL: each once had a wrong answer without a warning."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from made import consistent, make_report

from gongkai.transform.report import Figure, Report, Status
from gongkai.warehouse.codebook import broken_keys
from gongkai.warehouse.divisions import write_divisions
from gongkai.warehouse.place_names import forgiven

Fill = Callable[..., duckdb.DuckDBPyConnection]
RECEIVED = ("applications", "received", "total")


def of_kind(report: Report, kind: str, name: str) -> Report:
    return replace(report, key=replace(report.key, unit_kind=kind, unit_name=name, town=None))


def unit(name: str, nth: int, form: str = "2021", **changes: Any) -> Report:
    values = consistent(form, 2022, nth) | changes.pop("values", {})
    return make_report(name, form, town=name, values=values, **changes)


def mixed(report: Report) -> Report:
    """As where one table has labels of both forms: one row of disclosure follows the older."""
    facts = (fact._replace(form="2019") if fact.row == "rules" else fact for fact in report.facts)
    return replace(report, form="mixed", facts=tuple(facts))


@pytest.fixture
def county(filled: Fill) -> duckdb.DuckDBPyConnection:
    """Two towns, their county, and a department of it, on one year."""
    return filled(
        unit("太平镇", 1, figures=[Figure("received", 1.0, "件", "收到申请1件", 7)]),
        mixed(unit("中村乡", 2, values={("challenges", "reconsideration", "total"): Status.BLANK})),
        of_kind(unit("会昌县人民政府", 3), "county", "会昌县人民政府"),
        of_kind(unit("会昌县水利局", 4), "department", "会昌县水利局"),
    )


def asked(con: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    question, _ = forgiven(con, sql)
    return con.execute(question).fetchall()


def figure(nth: int, row: str, column: str = "total") -> float:
    return consistent("2021", 2022, nth)["applications", row, column]


def test_how_many_requests_did_towns_receive(county: duckdb.DuckDBPyConnection) -> None:
    got = asked(county, "SELECT year, sum(received) FROM panel WHERE town IS NOT NULL GROUP BY year")
    assert got == [(2022, figure(1, "received") + figure(2, "received"))]


def test_how_often_do_counties_refuse(county: duckdb.DuckDBPyConnection) -> None:
    refused = sum(
        figure(3, row) for _, row, column in consistent("2021") if row[:8] == "refused." and column == "total"
    )
    got = asked(county, "SELECT sum(refused) / sum(total_handled) FROM panel WHERE unit_kind = 'county'")
    assert got == [(refused / figure(3, "total_handled"),)]


def test_why_do_towns_refuse(county: duckdb.DuckDBPyConnection) -> None:
    got = asked(
        county,
        "SELECT row_label, sum(total) FROM applications WHERE row_code = 'refused.process' AND town IS NOT NULL"
        " GROUP BY row_label",
    )
    assert got == [("不予公开：过程性信息", figure(1, "refused.process") + figure(2, "refused.process"))]


@pytest.mark.parametrize(("kind", "name"), [("county", "会昌县人民政府"), ("department", "会昌县水利局")])
def test_what_did_a_county_or_a_department_report(county: duckdb.DuckDBPyConnection, kind: str, name: str) -> None:
    for table in ("panel", "proactive", "applications", "challenges"):
        assert asked(county, f"SELECT DISTINCT unit_name, town FROM {table} WHERE unit_kind = '{kind}'") == [
            (name, None)
        ]
    assert asked(county, f"SELECT count(DISTINCT document_id) FROM facts WHERE unit_kind = '{kind}'") == [(1,)]


def test_what_does_the_table_look_like(county: duckdb.DuckDBPyConnection) -> None:
    rows = asked(county, "SELECT row_label FROM applications WHERE town = '太平镇' ORDER BY row_no")
    assert [label for (label,) in rows][:3] == ["新收", "上年结转", "予以公开"]
    assert [label for (label,) in rows][-2:] == ["办理总计", "结转下年"]


def test_what_is_each_cell_called(county: duckdb.DuckDBPyConnection) -> None:
    joined = "SELECT count(*) FROM facts JOIN measures USING (table_code, row_code, column_code)"
    assert asked(county, joined) == asked(county, "SELECT count(*) FROM facts") != [(0,)]
    assert asked(
        county, "SELECT form, first_year, last_year FROM measures WHERE code = 'applications.other.total'"
    ) == [("2019", 2019, 2020)]
    assert asked(county, "SELECT form, last_year FROM measures WHERE code = 'applications.received.total'") == [
        ("2019, 2021", None)
    ]


def test_which_reports_use_the_form_of_2021(county: duckdb.DuckDBPyConnection) -> None:
    assert asked(county, "SELECT count(*) FROM panel WHERE form = '2021'") == [(4,)]
    assert asked(county, "SELECT form, count(*) FROM proactive WHERE town = '中村乡' GROUP BY form ORDER BY form") == [
        ("2019", 1),
        ("2021", 5),
    ]


def test_what_is_reported_in_a_province(county: duckdb.DuckDBPyConnection) -> None:
    assert asked(county, "SELECT count(*) FROM panel WHERE province = '江西'") == [(4,)]
    assert asked(county, "SELECT count(*) FROM panel WHERE '赣州' = prefecture AND county IN ('会昌')") == [(4,)]


def test_which_cells_are_not_known_and_which_of_them_follow(county: duckdb.DuckDBPyConnection) -> None:
    assert asked(county, "SELECT town, status FROM facts WHERE value IS NULL") == [("中村乡", "blank")]
    assert asked(county, "SELECT count(reconsideration_total) FROM panel") == [(3,)]


def test_where_does_the_prose_contradict_the_table(county: duckdb.DuckDBPyConnection) -> None:
    assert asked(county, "SELECT town FROM panel WHERE received <> prose_received") == [("太平镇",)]


def test_keys_are_keys_and_references_lead_somewhere(county: duckdb.DuckDBPyConnection) -> None:
    assert broken_keys(county) == []
    county.execute("INSERT INTO store.figure SELECT * FROM store.figure")
    county.execute("INSERT INTO panel BY NAME SELECT * REPLACE ('no such' AS document_id) FROM panel LIMIT 1")
    assert sorted(broken_keys(county)) == [
        'figures holds rows with the same "document_id", "measure".',
        "panel holds document_id that reports does not.",
    ]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("FROM panel WHERE town = '太平'", ["No town is called '太平'. There are: 太平乡, 太平街道, 太平镇."]),
        ("FROM panel WHERE province = '江'", ["No province is called '江'. There are: 江苏省, 江西省."]),
        ("FROM panel WHERE county = '没有这个县'", ["No county is called '没有这个县'."]),
        ("FROM panel WHERE source = '江西'", []),
        ("FROM panel WHERE province = '江西省'", []),
        ("no SQL at all", []),
    ],
)
def test_a_name_that_is_none_is_not_guessed(county: duckdb.DuckDBPyConnection, sql: str, said: list[str]) -> None:
    write_divisions(county)
    assert forgiven(county, sql) == (sql, said)


def test_only_what_stands_against_a_place_is_forgiven(county: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT '江西' AS x FROM panel /* '江西' */ WHERE province = '江西' AND town <> '江西'"
    meant, said = forgiven(county, sql)
    assert meant == sql.replace("province = '江西'", "province = '江西省'")
    assert said == ["province = '江西' was asked as '江西省'."]
