"""Coverage: every township of the year's list, and which report of it is held; nothing drops out of sight."""

from collections.abc import Callable
from dataclasses import replace

import duckdb
import pytest
from made import cells, make_report

from gongkai.transform.report import Report, Status
from gongkai.warehouse.divisions import write_divisions

Fill = Callable[..., duckdb.DuckDBPyConnection]
# (code, town, first list, last list); lists are of 2009, 2013, 2015, 2016 and 2020.
LISTED = [
    ("360733101", "太平镇", 2009, 2020),
    ("360733200", "旧乡", 2009, 2013),
    ("360733200", "旧镇", 2015, 2020),
    ("360733300", "短乡", 2015, 2016),
    ("360733301", "并乡", 2016, 2016),
]


def listed(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    con.executemany(
        "INSERT INTO store.township VALUES (?, ?, '360733', '会昌县', '赣州市', '江西省', ?, ?)",
        [list(row) for row in LISTED],
    )
    return con


def of(name: str, town: str = "太平镇", year: int = 2020, code: str | None = None, **options: object) -> Report:
    report = make_report(name, town=town, year=year, **options)  # type: ignore[arg-type]
    return replace(report, key=replace(report.key, town_code=code, county_code="360733"))


@pytest.mark.parametrize(
    ("year", "towns"),
    [
        (2008, ["太平镇", "旧乡"]),
        (2011, ["太平镇", "旧乡"]),
        (2014, ["太平镇"]),
        (2015, ["太平镇", "旧镇", "短乡"]),
        (2016, ["太平镇", "旧镇", "短乡", "并乡"]),
        (2018, ["太平镇", "旧镇"]),
        (2021, ["太平镇", "旧镇"]),
    ],
)
def test_a_township_counts_if_the_lists_on_both_sides_show_it(filled: Fill, year: int, towns: list[str]) -> None:
    con = listed(filled(of("a", year=2021)))
    found = con.execute("SELECT town FROM coverage WHERE year = ? ORDER BY town_code", [year]).fetchall()
    assert [town for (town,) in found] == towns
    assert con.execute("SELECT min(year), max(year) FROM coverage").fetchall() == [(2008, 2021)]


def test_the_report_held_is_found_by_code_or_by_name_in_the_county(filled: Fill) -> None:
    con = listed(
        filled(
            of("current"),
            of("version", values={cells("2021")[0]: Status.ABSENT}),
            of("renamed in the year", town="旧镇", year=2013, code="360733200"),
            of("not on the list", town="短乡", year=2020),
            replace(of("no county"), key=replace(make_report().key, county=None)),
        )
    )
    held = con.execute("SELECT town, year, source, reports FROM coverage WHERE held ORDER BY year").fetchall()
    assert held == [("旧乡", 2013, "2.txt", 1), ("太平镇", 2020, "0.txt", 2)]
    assert con.execute(
        "SELECT count(*) FROM coverage WHERE NOT held AND (reports > 0 OR source IS NOT NULL)"
    ).fetchall() == [(0,)]
    assert con.execute("SELECT source, reason FROM unplaced ORDER BY source").fetchall() == [
        ("3.txt", "not on the list of the year"),
        ("4.txt", "county not known"),
    ]


def test_every_report_of_a_township_is_on_the_list_or_in_unplaced(filled: Fill) -> None:
    con = listed(filled(of("a"), of("b", town="旧镇"), of("c", town="短乡"), make_report("d", year=None)))
    ((on_list, beside),) = con.execute(
        "SELECT (SELECT sum(reports) FROM coverage), (SELECT count(*) FROM unplaced)"
    ).fetchall()
    assert (on_list, beside) == (2, 2)


def test_a_code_stands_once_in_a_year_of_the_real_lists(filled: Fill) -> None:
    con = filled(of("a"))
    write_divisions(con)
    assert con.execute("SELECT count(*) > 50000 FROM store.township").fetchall() == [(True,)]
    assert con.execute("SELECT count(*) FROM store.township WHERE prefecture IS NULL").fetchall()[0][0] < 200
    doubled = "SELECT town_code, year FROM coverage GROUP BY ALL HAVING count(*) > 1"
    assert con.execute(doubled).fetchall() == []
    ((towns,),) = con.execute("SELECT count(*) FROM coverage WHERE year = 2020").fetchall()
    assert 38_000 < towns < 41_000


def test_the_lists_are_written_once(filled: Fill) -> None:
    con = filled()
    write_divisions(con)
    con.execute("DELETE FROM store.township")
    write_divisions(con)
    assert con.execute("SELECT count(*) FROM store.township").fetchall() == [(0,)], "their digest is the same"
    con.execute("UPDATE store.version SET division_lists = 'older'")
    write_divisions(con)
    assert con.execute("SELECT count(*) > 50000 FROM store.township").fetchall() == [(True,)]


def test_a_year_that_is_not_over_is_doubted_and_adds_no_list(filled: Fill) -> None:
    """The reports were found in March 2026."""
    con = listed(filled(of("a", year=2025), of("b", town="旧镇", year=2026), of("c", town="并乡", year=2087)))
    assert con.execute("SELECT max(year) FROM coverage").fetchall() == [(2025,)]
    told = con.execute("SELECT source, left_value, right_value FROM findings WHERE \"check\" = 'year_in_future'")
    assert sorted(told.fetchall()) == [("1.txt", "2026", "2026"), ("2.txt", "2087", "2026")]
    waiting = con.execute("SELECT field, expect FROM review WHERE kind = 'year_in_future' ORDER BY expect").fetchall()
    assert waiting == [("year", "2026"), ("year", "2087")]
