"""Reports made by hand, with a figure of its own in every cell, so that a value in the wrong place shows."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from extract.sections import Section
from transform.forms import forms
from transform.legacy import LegacyFigure
from transform.report import Evidence, Fact, Figure, Finding, Key, Report, Severity, Status
from warehouse import ledger

Cell = tuple[str, str, str]
VERSION = "test-1"


def cells(form: str) -> list[Cell]:
    declared = next(one for one in forms() if one.code == form)
    return [(table.code, row.code, column.code) for table, _, row, column in declared.cells()]


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
    for number, cell in enumerate(cells(form), 1):
        value = given.get(cell, float(number))
        if isinstance(value, Status):
            facts.append(Fact(*cell, None, value, "件", layout="tab_rows", form=form, rule="order"))
        else:
            facts.append(
                Fact(*cell, value, Status.REPORTED, "件", f"{value:g}", 10 + number, "tab_rows", form, "order")
            )
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
        key=Key("township", town, town, county, "赣州市", "江西省", None, None, year, evidence, ("甲县", "乙县")),
        facts=tuple(facts),
        sections=(Section(1, "overview", "一、总体情况", f"本年情况如下：{name}。", 3, 9),),
        figures=tuple(figures),
        legacy=(LegacyFigure("主动公开政府信息数", "1.1", 156.0, "条", "156", 20),) if (year or 0) < 2019 else (),
        findings=(Finding("unit_kind", Severity.NOTE, f"read {name}", line=2),),
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
            VERSION, now, now, None,
        )
        for source, report in names.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, ledger.LEDGER, orient="row")
