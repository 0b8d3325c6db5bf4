"""No number that a text, a plug-in or a person can bring breaks SQL, a check, an export or a page."""

import io
import math
from pathlib import Path

import pytest
from made import cells, make_report, publish

from gongkai.transform.report import Figure, Report
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.diff import between, changes
from gongkai.warehouse.export import export
from gongkai.warehouse.export_formats import FORMATS
from gongkai.warehouse.judging import judge
from gongkai.warehouse.pages.site import build as build_site
from gongkai.warehouse.query import ask, write_json
from gongkai.warehouse.review import write_review

NUMBERS = [12345678901234567890.0, -(2.0**65), float("9" * 300), math.inf, math.nan, 5e-324]
MEASURES = ("proactive_total", "website", "wechat", "received", "granted", "refused", "reconsideration", "litigation")


def of(
    number: float, name: str, year: int, form: str = "2021", spoiled: int = 1, town: str | None = "太平镇"
) -> Report:
    """A report with this number in every so many of its cells, and in its prose."""
    values = {cell: number for index, cell in enumerate(cells(form)) if index % spoiled == 0}
    figures = [Figure(measure, number, "件", f"{measure}…", 5) for measure in MEASURES]
    return make_report(name, form=form, town=town, year=year, values=values, figures=figures)


def test_any_number_goes_from_end_to_end(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, of(1.0, "a", 2022), of(2.0, "b", 2023))
    reports = [
        report
        for index, number in enumerate(NUMBERS)
        for report in (
            of(number, f"a{index}", 2022, town=f"第{index}镇"),
            of(number, f"b{index}", 2023, spoiled=2, town=f"第{index}镇"),
            of(number, f"c{index}", 2023, spoiled=3, town=f"第{index}镇"),
            of(number, f"d{index}", 2019, "2019", town=f"第{index}镇"),
            of(number, f"e{index}", 2020, "2019", 2, town=f"第{index}镇"),
        )
    ]
    publish(warehouse, *reports)
    with open_to_read(warehouse) as con:
        for file_format in FORMATS:
            export(con, tmp_path / file_format, file_format)
        write_review(con, tmp_path / "review.csv", None)
        for view in ("facts", "figures", "panel", "findings", "applications", "changes"):
            out = io.StringIO()
            write_json(ask(con, f"FROM {view}"), out)
            assert "NaN" not in out.getvalue() and "Infinity" not in out.getvalue()
    with between(warehouse, 1, 2) as con:
        assert list(changes(con).rows)


@pytest.mark.parametrize("number", NUMBERS)
def test_any_number_is_judged(number: float) -> None:
    """As one document is that somebody looks at."""
    judge([of(number, "a", 2022)])


def test_pages_show_any_number(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, *(of(number, f"{index}", 2010 + index) for index, number in enumerate(NUMBERS)))
    with open_to_read(warehouse) as con:
        written = build_site(con, tmp_path / "site", lambda *_: None)
    assert written.reports


@pytest.mark.parametrize(
    ("number", "written"),
    [(3.0, "3"), (3.25, "3.25"), (-7.0, "-7"), (2.0**53, "9007199254740992"), (1e19, "1e+19"), (math.inf, "inf")],
)
def test_a_number_is_written_as_people_do_where_they_can(tmp_path: Path, number: float, written: str) -> None:
    publish(tmp_path / "w.duckdb", make_report())
    with open_to_read(tmp_path / "w.duckdb") as con:
        assert con.execute("SELECT store.number(?::DOUBLE)", [number]).fetchall() == [(written,)]
