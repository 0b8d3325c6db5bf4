"""Reports made by hand, with a figure of its own in every cell, so that a value in the wrong place shows."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl

from gongkai.extract.text.outline import Section
from gongkai.transform.finding_words import finding
from gongkai.transform.forms import forms
from gongkai.transform.legacy import LegacyFigure
from gongkai.transform.report import Evidence, Fact, Figure, Key, Report, Status, Subject
from gongkai.warehouse import build, generation, ledger
from gongkai.warehouse.corrections import Correction
from gongkai.warehouse.shards import write_ledger, write_shards

Cell = tuple[str, str, str]
VERSION = "test-1"
COUNTS = ledger.Counts(found=1, reports=1, duplicates=0, quarantined=0, unchanged=0, newly_read=1, vanished=0)
APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other")


def cells(form: str) -> list[Cell]:
    declared = next(one for one in forms() if one.code == form)
    return [(table.code, row.code, column.code) for table, _, row, column in declared.cells()]


def units(form: str) -> dict[Cell, str | None]:
    declared = next(one for one in forms() if one.code == form)
    return {(table.code, row.code, column.code): column.unit for table, _, row, column in declared.cells()}


def consistent(form: str, year: int = 2022, nth: int = 0) -> dict[Cell, float]:
    """What the `nth` town of a county reports on a year: different figures that add up and follow the year before."""
    return _proactive(form, year, nth) | _applications(form, year, nth) | _challenges(year, nth)


def _proactive(form: str, year: int, nth: int) -> dict[Cell, float]:
    values = {}
    for number, (table, row, column) in enumerate(cells(form), 1):
        if table == "proactive":
            values[table, row, column] = {
                "items_last_year": 10.0 + number + nth + (year - 2019),
                "change": 1.0,
                "newly_disclosed": 2.0,
                "issued": 5.0,
                "repealed": 3.0,
                "in_force": 40.0 + nth + 2 * (year - 2019),
                "amount": 12.25 + year - 2019,
            }.get(column, 20.0 + number + nth + year - 2019)
        if row == "rules":
            values[table, row, column] = 0.0
    return values


def _applications(form: str, year: int, nth: int) -> dict[Cell, float]:
    """Each row and column has its own weight."""
    inner = {}
    outcomes = [row for table, row, column in cells(form) if table == "applications" and column == "total"][2:-2]
    for column, applicant in enumerate(APPLICANTS, 1):
        for number, row in enumerate(outcomes, 1):
            inner[row, applicant] = float(100 * column + number + nth + year - 2019)
        inner["total_handled", applicant] = sum(inner[row, applicant] for row in outcomes)
        inner["carried_out", applicant] = float(10 * column + year - 2018)
        inner["carried_in", applicant] = float(10 * column + year - 2019)
        inner["received", applicant] = inner["total_handled", applicant] + 1.0
    values = {("applications", row, applicant): value for (row, applicant), value in inner.items()}
    for row in {row for row, _ in inner}:
        values["applications", row, "total"] = sum(inner[row, applicant] for applicant in APPLICANTS)
    return values


def _challenges(year: int, nth: int) -> dict[Cell, float]:
    values = {}
    for number, row in enumerate(("reconsideration", "litigation_direct", "litigation_after"), 1 + nth + year - 2019):
        parts = {"upheld": number, "corrected": 2 * number, "other": 4 * number, "pending": 8 * number}
        values |= {("challenges", row, column): float(value) for column, value in parts.items()}
        values["challenges", row, "total"] = 15.0 * number
    return values


def document_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def make_report(
    name: str = "a",
    form: str = "2021",
    town: str | None = "太平镇",
    county: str | None = "会昌县",
    year: int | None = 2022,
    values: Mapping[Cell, float | Status] | None = None,
    figures: Sequence[Figure] = (),
) -> Report:
    """A report in which the cells of the form are 1, 2, 3, ... in its order, unless `values` says otherwise."""
    given = values or {}
    facts = []
    for number, (cell, unit) in enumerate(units(form).items(), 1):
        value = given.get(cell, float(number))
        if isinstance(value, Status):
            facts.append(Fact(*cell, None, value, unit, layout="tab_rows", form=form, rule="order"))
        else:
            raw = f"{value:g}"
            facts.append(Fact(*cell, value, Status.REPORTED, unit, raw, 10 + number, "tab_rows", form, "order"))
    evidence = (
        Evidence("town", town or "?", "title", f"{town}的年度报告", 1),
        Evidence("year", str(year), "title", "年度", 1),
    )
    return Report(
        document_id=document_id(name),
        encoding="utf-8",
        damaged_characters=0,
        text=f"{town}{year}年政府信息公开工作年度报告\n{name}",
        layout="tab_rows",
        form=form,
        title=f"{town}{year}年政府信息公开工作年度报告",
        published=f"{(year or 2022) + 1}-01-31",
        key=Key("township", town, town, county, "赣州市", "江西省", None, None, year, evidence, ("甲县", "乙县")),
        facts=tuple(facts),
        sections=(Section(1, "overview", "一、总体情况", f"本年情况如下：{name}。", 3, 9, 3),),
        figures=tuple(figures),
        subjects=(Subject("工作动态", 48.0, "条", "其中工作动态48条", 5),),
        legacy=(LegacyFigure("主动公开政府信息数", "1.1", 156.0, "条", "156", 20),) if (year or 0) < 2019 else (),
        findings=(finding("town_not_listed", left=name, line=2),),
        attempts=(),
        reader_version=VERSION,
        content_id=document_id(f"{town}{year}{name}"),
    )


def make_ledger(names: Mapping[str, Report | None], root: str = "/reports") -> pl.DataFrame:
    """source -> its report, or None for an empty document."""
    now = datetime(2026, 3, 1, 2, 0)
    rows = [
        (
            root, source, 100, 1, report.document_id if report else document_id(""),
            "report" if report else "quarantined", None if report else "empty", None if report else "Nothing in it.",
            VERSION, now, now, None, None, None,
        )
        for source, report in names.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, ledger.LEDGER, orient="row")


def publish(warehouse: Path, *reports: Report, keep: int = 3, corrections: Sequence[Correction] = ()) -> None:
    """A generation of these reports, read from 0.txt, 1.txt, ..., with what people decided."""
    with generation.building(warehouse) as work:
        write_shards(work, 0, list(enumerate(reports)))
        write_ledger(work, make_ledger({f"{number}.txt": report for number, report in enumerate(reports)}))
        run = build.Run(datetime(2026, 3, 1), ["/reports"], VERSION, COUNTS)
        generation.publish(build.build(warehouse, work, run, corrections), warehouse, keep)
