"""The page of one unit through its years: what the panel holds of it, its findings, and its reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import duckdb

from gongkai.warehouse.pages.form_tables import anchor
from gongkai.warehouse.pages.queries import Row, ask
from gongkai.warehouse.pages.words import declared_codes
from gongkai.warehouse.pages.writing import Site, neighbours

CHARTED = ("received", "total_handled", "granted", "refused", "reconsideration_total", "litigation_total")
MOST_REPORTS = 200
MOST_FINDINGS = 100
_PARTS = ("reports", "panel", "findings", "names")


ALL_TOLD = 5  # bars of a small chart
APART = 2  # years between two numbers


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of a small chart. height: of the highest, from 0 to 1; value None: nothing is known of the year.

    is_told: its number stands above it.
    """

    year: int
    value: float | None
    height: float
    is_told: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure through the years. values: one a year, None where it is not known."""

    code: str
    values: tuple[float | None, ...]
    bars: tuple[Bar, ...]


def page_of(unit: str) -> str:
    return f"units/{unit}.html"


def write_units(con: duckdb.DuckDBPyConnection, site: Site, listed: Sequence[Row]) -> None:
    """A page for each unit of which a report has one. listed: all units, in the order in which to go on."""
    held = {
        part: {unit: list(rows) for unit, rows in groupby(ask(con, f"unit_{part}"), lambda row: str(row["unit"]))}
        for part in _PARTS
    }
    shown = [unit for unit in listed if unit["unit"] in site.units]
    for unit, before, after in neighbours(shown):
        of_unit = {part: rows.get(unit["unit"], []) for part, rows in held.items()}
        table = f"csv/{unit['unit']}.csv"
        _download(site, table, of_unit["panel"])
        site.page(
            site.units[unit["unit"]], "unit.html", unit=unit, before=before, after=after, table=table,
            **_contents(site, of_unit),
        )  # fmt: skip


def _contents(site: Site, held: dict[str, list[Row]]) -> dict[str, Any]:
    years = [row["year"] for row in held["panel"]]
    findings = held["findings"]
    return {
        "names": held["names"],
        "reports": held["reports"][:MOST_REPORTS],
        "all_reports": len(held["reports"]),
        "is_made_up": bool(held["reports"]) and all(row["is_made_up"] for row in held["reports"]),
        "years": years,
        "documents": [row["document_id"] for row in held["panel"]],
        "measures": [
            _measure(code, years, [row[code] for row in held["panel"]])
            for code in _measures()
            if any(row[code] is not None for row in held["panel"])
        ],
        "charted": CHARTED,
        "findings": [{**row, "page": link(site, row)} for row in findings[:MOST_FINDINGS]],
        "all_findings": len(findings),
    }


def link(site: Site, finding: Row) -> str | None:
    """Where a finding leads: to its cell, else its line, else the page of its report."""
    page = site.pages.get(finding["document_id"])
    cell = anchor(finding["table_code"], finding["row_code"], finding["column_code"])
    shown = (finding["line"] or 0) <= site.lines.get(finding["document_id"], 0)
    line = f"L{finding['line']}" if finding["line"] and shown else None
    return f"{page}#{cell or line}" if page and (cell or line) else page


def _measure(code: str, years: Sequence[int], values: Sequence[float | None]) -> Measure:
    """Years without a report stand in the chart, too, so that gaps are seen."""
    known = dict(zip(years, values, strict=True))
    highest = max((value for value in values if value is not None), default=0) or 1
    span = range(min(years), max(years) + 1) if years else range(0)
    told = _told({year: value for year, value in known.items() if value is not None}, span)
    return Measure(code, tuple(values), tuple(_bar(year, known.get(year), highest, year in told) for year in span))


def _told(known: Mapping[int, float], span: range) -> set[int]:
    """The years whose numbers fit: all of a few, else the highest and the last, unless these would touch."""
    if len(span) <= ALL_TOLD or not known:
        return set(known)
    highest, last = max(known, key=lambda year: known[year]), max(known)
    return {highest} if 0 < last - highest < APART else {highest, last}


def _bar(year: int, value: float | None, highest: float, is_told: bool) -> Bar:
    return Bar(year, value, max(0.0, (value or 0) / highest), is_told)


@cache
def _measures() -> tuple[str, ...]:
    """Columns of the panel that the page shows, in this order."""
    return tuple(declared_codes()["measure"])


def _download(site: Site, path: str, panel: Sequence[Row]) -> None:
    columns = [column for column in (panel[0] if panel else {"year": None}) if column != "unit"]
    site.csv(path, columns, ([row[column] for column in columns] for row in panel))
