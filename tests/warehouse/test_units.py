"""Units through time: one id through renaming, upgrading and merging, so that a series does not break."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from made import make_report

from gongkai.transform.report import Report
from gongkai.warehouse.database import script

Fill = Callable[..., duckdb.DuckDBPyConnection]


def of(report: Report, **key: Any) -> Report:
    return replace(report, key=replace(report.key, **key))


ZHENGNING = {"county": "正宁县", "county_code": "621025", "prefecture": "庆阳市", "province": "甘肃省"}
BEFORE = {"town": "周家乡", "town_code": "621025202", **ZHENGNING}
ELSEWHERE = {"town": "周家镇", "town_code": "210882117", "county": "大石桥市", "county_code": "210882"}
AFTER = {"town": "周家镇", "town_code": "621025105", **ZHENGNING}


def test_a_series_goes_on_where_a_township_became_a_town(filled: Fill) -> None:
    con = filled(
        of(make_report("before", year=2012), **BEFORE),
        of(make_report("after", year=2019), **AFTER),
        of(
            make_report("elsewhere", year=2019),
            town="周家镇",
            town_code="210882117",
            county="大石桥市",
            county_code="210882",
        ),
        divisions=True,
    )
    rows = con.execute("SELECT unit_id, town, year FROM panel ORDER BY unit_id, year").fetchall()
    assert rows == [
        ("u210882117", "周家镇", 2019),
        ("u621025202", "周家乡", 2012),
        ("u621025202", "周家镇", 2019),
    ]
    assert con.execute("SELECT count(DISTINCT unit_id) FROM facts").fetchall() == [(2,)]
    names = con.execute("SELECT names, name, unit_kind FROM units WHERE unit_id = 'u621025202'").fetchall()
    assert names == [(["周家乡 2009-2013", "周家镇 2015-2025"], "周家镇", "township")]


@pytest.mark.parametrize(
    "key",
    [
        {"town": "周家镇", "town_code": None, "county": None, "county_code": None},  # one of four
        {"town": "无此镇", "town_code": None, **ZHENGNING},  # on no list
        {"town": None, "town_code": None, "unit_kind": "department", **ZHENGNING},
    ],
)
def test_a_unit_that_the_lists_do_not_settle_has_no_id(filled: Fill, key: dict[str, Any]) -> None:
    con = filled(of(make_report(year=2019), **key), divisions=True)
    assert con.execute("SELECT DISTINCT unit_id FROM facts").fetchall() == [(None,)]


def test_a_report_without_a_code_is_found_by_its_name_in_the_county(filled: Fill) -> None:
    con = filled(of(make_report(year=2019), **{**AFTER, "town_code": None}), divisions=True)
    assert con.execute("SELECT unit_id FROM panel").fetchall() == [("u621025202",)]


def test_a_county_goes_on_as_a_district_and_one_that_was_merged_ends(filled: Fill) -> None:
    miyun = {"town": None, "town_code": None, "unit_kind": "county", "prefecture": "北京市", "province": "北京市"}
    con = filled(
        of(make_report("county", year=2013), county="密云县", county_code="110228", **miyun),
        of(make_report("district", year=2018), county="密云区", county_code="110118", **miyun),
        divisions=True,
    )
    assert con.execute("SELECT DISTINCT unit_id FROM reports").fetchall() == [("u110228",)]
    merged = con.execute("SELECT name, last_year, successor_ids FROM units WHERE unit_id = 'u110103'").fetchall()
    assert merged == [("崇文区", 2009, ["u110101"])]


def test_every_name_of_the_lists_has_one_unit_and_every_successor_is_one(filled: Fill) -> None:
    con = filled(divisions=True)
    assert con.execute("SELECT count(*) FROM unit_names WHERE unit_id IS NULL OR unit_id = ''").fetchall() == [(0,)]
    assert (
        con.execute("SELECT count(*) FROM store.township").fetchall()
        == con.execute("SELECT count(*) FROM store.unit_name WHERE is_township").fetchall()
    )
    assert con.execute("FROM store.unit_successor ANTI JOIN units ON units.unit_id = successor_id").fetchall() == []


def test_where_the_rows_are_of_several_units_none_is_said(filled: Fill) -> None:
    con = filled(of(make_report(year=2019), **AFTER), divisions=True)
    con.execute(
        "INSERT INTO store.unit_name BY NAME"
        " SELECT * REPLACE ('u0' AS unit_id) FROM store.unit_name WHERE name = '周家镇'"
    )
    con.execute(script("units.sql"))
    assert con.execute("SELECT DISTINCT unit_id FROM reports").fetchall() == [(None,)]
    con.execute("DELETE FROM store.unit_name WHERE unit_id = 'u0'")
    con.execute(script("units.sql"))
    assert con.execute("SELECT DISTINCT unit_id FROM reports").fetchall() == [("u621025202",)]
