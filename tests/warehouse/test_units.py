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
        {"town": None, "town_code": None, "county": None, "county_code": None, "unit_kind": "department"},
        # The lists show 卢沟桥街道 and 卢沟桥地区 side by side for years.
        {"town": "卢沟桥街道", "town_code": "110106008", "county": "丰台区", "county_code": "110106"},
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


def department(file: str, name: str | None, year: int = 2019, **key: Any) -> Report:
    kind = {"unit_kind": "department", "unit_name": name, "town": None, "town_code": None}
    return of(make_report(file, year=year), **{**ZHENGNING, **kind, **key})


def test_a_department_has_the_id_of_its_county_and_its_name_however_it_is_printed(filled: Fill) -> None:
    printed = ("正宁县水利局", "水利局", "县水利局", "甘肃省庆阳市正宁县水利局", "庆阳市正宁县水利局")
    con = filled(
        *(department(name, name, 2015 + nth) for nth, name in enumerate(printed)),
        department("other name", "教育局"),
        department("other county", "水利局", county="合水县", county_code="621024"),
        department("no name", None),
        divisions=True,
    )
    units = con.execute("SELECT unit_id, list(year ORDER BY year) FROM reports GROUP BY ALL ORDER BY 2 DESC").fetchall()
    assert [years for unit, years in units if unit and len(years) > 1] == [[2015, 2016, 2017, 2018, 2019]]
    assert len({unit for unit, _ in units if unit}) == 3
    assert all(unit.startswith(("u621025-", "u621024-")) for unit, _ in units if unit)
    named = (
        "SELECT unit_kind, name, county, code, first_year, last_year, names FROM units WHERE unit_kind = 'department'"
    )
    assert con.execute(f"{named} ORDER BY last_year - first_year DESC LIMIT 1").fetchall() == [
        ("department", "水利局", "正宁县", None, 2015, 2019, ["水利局 2015-2019"])
    ]
    assert con.execute(
        "SELECT count(*) FROM reports ANTI JOIN units USING (unit_id) WHERE unit_id IS NOT NULL"
    ).fetchall() == [(0,)]
    assert con.execute("SELECT count(*) FROM series WHERE unit_kind = 'department'").fetchall() == [(7,)]


def test_a_department_keeps_its_id_where_its_county_becomes_a_district(filled: Fill) -> None:
    beijing = {"prefecture": "北京市", "province": "北京市"}
    con = filled(
        department("before", "密云县水利局", 2013, county="密云县", county_code="110228", **beijing),
        department("after", "密云区水利局", 2018, county="密云区", county_code="110118", **beijing),
        divisions=True,
    )
    assert con.execute("SELECT count(DISTINCT unit_id), count(unit_id) FROM reports").fetchall() == [(1, 2)]
    assert con.execute("SELECT count(*) FROM units WHERE unit_kind = 'department'").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "one, other",
    [
        (of(make_report("old name", year=2014), **BEFORE), of(make_report("new name", year=2014), **AFTER)),
        (
            of(make_report("with a code", year=2019), **AFTER),
            of(make_report("without", year=2019), **{**AFTER, "town_code": None}),
        ),
        (department("in full", "正宁县水利局"), department("in short", "水利局")),
    ],
    ids=["renamed", "without a code", "department"],
)
def test_one_report_speaks_for_a_unit_and_year_under_whatever_name(filled: Fill, one: Report, other: Report) -> None:
    con = filled(one, other, divisions=True)
    assert con.execute("SELECT count(DISTINCT unit_id), count(*) FROM reports").fetchall() == [(1, 2)]
    assert con.execute("SELECT count(*) FROM panel").fetchall() == [(1,)]
    assert con.execute("SELECT count(*) FROM reports WHERE is_current").fetchall() == [(1,)]


def test_reports_of_one_place_and_year_are_of_one_unit_or_none(filled: Fill) -> None:
    """Else each of them could speak for the town in that year."""
    con = filled(
        of(make_report("on the list", year=2019), **AFTER),
        of(make_report("with a code of no list", year=2019), **{**AFTER, "town_code": "621025999"}),
        divisions=True,
    )
    assert con.execute("SELECT unit_id, count(*) FROM reports GROUP BY ALL").fetchall() == [("u621025202", 2)]
    assert con.execute("SELECT count(*) FROM reports WHERE is_current").fetchall() == [(1,)]
