"""What arithmetic tells of a report, in the warehouse: beside the facts, among the findings, and in what waits."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
from made import Cell, consistent, make_report

from gongkai.transform.arithmetic import calculate
from gongkai.transform.report import Report, Status
from gongkai.warehouse.review import write_review

Fill = Callable[..., duckdb.DuckDBPyConnection]
GRANTED: Cell = ("applications", "granted", "enterprise")
TOTAL: Cell = ("applications", "granted", "total")


def calculated(name: str, year: int, values: dict[Cell, float | Status]) -> Report:
    """A report that adds up but for `values`, as the reader gives it."""
    report = make_report(name, "2021", year=year, values=consistent("2021", year) | values)
    arithmetic = calculate(report.facts)
    return replace(report, derived=arithmetic.derived, findings=tuple(arithmetic.findings()))


def test_a_derived_value_stands_beside_the_value_and_nowhere_else(filled: Fill) -> None:
    con = filled(calculated("a", 2022, {TOTAL: Status.ABSENT}))
    (row,) = con.execute("SELECT value, status, derived, derived_from FROM facts WHERE derived IS NOT NULL").fetchall()
    assert row == (None, "absent", consistent("2021", 2022)[TOTAL], "outcomes.total")
    assert con.execute("SELECT total FROM applications WHERE row_code = 'granted'").fetchall() == [(None,)]
    assert con.execute("SELECT granted FROM panel").fetchall() == [(None,)]


def test_a_suspect_stands_for_the_sums_that_it_breaks_and_comes_with_its_value(filled: Fill, tmp_path: Path) -> None:
    con = filled(calculated("a", 2022, {GRANTED: 7.0}))
    failed = {check for (check,) in con.execute('SELECT DISTINCT "check" FROM findings').fetchall()}
    assert {"sum_applicants", "sum_outcomes", "suspect_cell"} <= failed
    right = f"{consistent('2021', 2022)[GRANTED]:g}"
    waiting = con.execute("SELECT kind, field, expect, proposal FROM review").fetchall()
    assert waiting == [("suspect_cell", ".".join(GRANTED), "7", right)]
    write_review(con, tmp_path / "review.csv", None)
    (row,) = csv.DictReader((tmp_path / "review.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["value"], row["why"], row["by"]) == (right, "", "")


def test_sums_wait_themselves_where_no_cell_is_singled_out(filled: Fill) -> None:
    con = filled(calculated("a", 2022, {("challenges", "reconsideration", "total"): 61.0}))
    assert con.execute("SELECT kind, field, proposal FROM review").fetchall() == [
        ("error_found", "challenges.reconsideration.total", None)
    ]


def test_a_cell_that_nobody_can_read_comes_with_what_it_must_be(filled: Fill) -> None:
    con = filled(calculated("a", 2022, {GRANTED: Status.UNREADABLE}))
    right = f"{consistent('2021', 2022)[GRANTED]:g}"
    assert con.execute("SELECT kind, field, proposal FROM review").fetchall() == [
        ("cell_unreadable", ".".join(GRANTED), right)
    ]


def test_last_years_figure_in_a_suspect_cell_is_named(filled: Fill) -> None:
    before = consistent("2021", 2021)[GRANTED]
    told = "SELECT left_value FROM findings WHERE \"check\" = 'suspect_of_last_year'"
    copied, other = calculated("b", 2022, {GRANTED: before}), calculated("c", 2022, {GRANTED: before + 3})
    assert filled(calculated("a", 2021, {}), copied).execute(told).fetchall() == [(f"{before:g}",)]
    assert filled(calculated("a", 2021, {}), other).execute(told).fetchall() == []
    assert (
        filled(calculated("a", 2021, {GRANTED: 0.0}), calculated("d", 2022, {GRANTED: 0.0})).execute(told).fetchall()
        == []
    ), "0 is everybody's figure"
