"""Several documents for one town, county and year: one is current, the others are its duplicates or versions."""

from collections.abc import Callable
from dataclasses import replace

import duckdb
from made import cells, make_report

from gongkai.transform.report import Status

Fill = Callable[..., duckdb.DuckDBPyConnection]
GAP = {cells("2021")[0]: Status.ABSENT}
SAME = "c" * 64


def standing(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, bool]]:
    found = con.execute("SELECT source, standing, is_current FROM reports ORDER BY source").fetchall()
    return {source: (standing, current) for source, standing, current in found}


def test_the_same_words_are_a_duplicate_and_other_words_a_version(filled: Fill) -> None:
    con = filled(
        replace(make_report("cut short", values=GAP), content_id=SAME),
        make_report("another", values=GAP),
        replace(make_report("whole"), content_id=SAME),
    )
    assert standing(con) == {
        "0.txt": ("duplicate", False),
        "1.txt": ("version", False),
        "2.txt": ("current", True),
    }


def test_a_version_may_have_duplicates_of_its_own(filled: Fill) -> None:
    versions = [
        replace(make_report(name, values=GAP), content_id=SAME, text=text)
        for name, text in (("a", "long text"), ("b", "text"))
    ]
    assert [told for told, _ in standing(filled(make_report("whole"), *versions)).values()] == [
        "current",
        "version",
        "duplicate",
    ]


def test_the_same_words_of_another_place_or_year_are_no_duplicate(filled: Fill) -> None:
    con = filled(
        replace(make_report("a"), content_id=SAME),
        replace(make_report("b", town="中村乡"), content_id=SAME),
        replace(make_report("c", county="诏安县"), content_id=SAME),
        replace(make_report("d", year=2021), content_id=SAME),
        replace(make_report("e", year=None), content_id=SAME),
        replace(make_report("f", county=None), content_id=SAME),
        replace(make_report("g", county=None), content_id=SAME),
    )
    assert set(standing(con).values()) == {("current", True)}


def test_counties_of_one_name_are_told_apart_by_their_code(filled: Fill) -> None:
    def of(name: str, code: str) -> object:
        report = make_report(name, county="鼓楼区")
        return replace(report, content_id=SAME, key=replace(report.key, county_code=code))

    assert set(standing(filled(of("a", "320106"), of("b", "350102"))).values()) == {("current", True)}
    assert set(standing(filled(of("a", "320106"), of("b", "320106"))).values()) == {
        ("current", True),
        ("duplicate", False),
    }


def test_departments_and_county_governments_compete_under_their_own_names(filled: Fill) -> None:
    def of(file: str, unit: str, values: dict[tuple[str, str, str], Status] | None = None) -> object:
        report = make_report(file, values=values or {})
        return replace(report, key=replace(report.key, unit_kind="department", unit_name=unit, town=None))

    con = filled(of("whole", "水利局"), of("cut short", "水利局", GAP), of("other", "教育局", GAP))
    assert standing(con) == {
        "0.txt": ("current", True),
        "1.txt": ("version", False),
        "2.txt": ("current", True),
    }
