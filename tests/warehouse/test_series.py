"""Series: a unit's years follow each other by its unit_id, through another name; gaps and unknowns stay open."""

from collections.abc import Callable

import duckdb
from made import Cell, consistent, make_report

from gongkai.transform.report import Report, Status

Fill = Callable[..., duckdb.DuckDBPyConnection]
RECEIVED: Cell = ("applications", "received", "total")


def of_year(year: int, town: str = "太平镇", **values: float | Status) -> Report:
    given = consistent("2021", year) | {("applications", row, "total"): value for row, value in values.items()}
    return make_report(f"{town} {year}", "2021", town, year=year, values=given)


def series(con: duckdb.DuckDBPyConnection, columns: str) -> list[tuple[object, ...]]:
    """All reports here are of one unit."""
    con.execute("UPDATE panel SET unit_id = 'u1'")
    return con.execute(f"SELECT year, {columns} FROM series ORDER BY year").fetchall()


def test_each_year_stands_beside_the_one_before_it(filled: Fill) -> None:
    con = filled(of_year(2020, "太平乡"), of_year(2021), of_year(2023))
    by_year = {year: consistent("2021", year)[RECEIVED] for year in (2020, 2021, 2023)}
    assert series(con, "received_before, received_change, town_before") == [
        (2020, None, None, None),
        (2021, by_year[2020], by_year[2021] - by_year[2020], "太平乡"),
        (2023, None, None, None),
    ]


def test_what_is_carried_in_is_held_against_what_was_carried_out(filled: Fill) -> None:
    agree = series(filled(of_year(2021), of_year(2022)), "carried_gap")
    assert agree == [(2021, None), (2022, 0.0)]
    carried = consistent("2021", 2022)["applications", "carried_in", "total"]
    assert series(filled(of_year(2021), of_year(2022, carried_in=carried + 3)), "carried_gap")[1] == (2022, 3.0)
    assert series(filled(of_year(2021, carried_out=Status.BLANK), of_year(2022)), "carried_gap")[1] == (2022, None)


def test_a_report_without_a_known_unit_has_no_series(filled: Fill) -> None:
    con = filled(of_year(2021), of_year(2022))
    con.execute("UPDATE panel SET unit_id = NULL")
    assert con.execute("SELECT count(*) FROM series").fetchall() == [(0,)]
