"""The division lists: which townships and counties there were, under which names, in which years.

Data and its sources: data/reference/README.md. Loaded once a process; the rows are plain tuples because there are
60,000 of them.
"""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

REFERENCE = Path(__file__).parents[1] / "data" / "reference"
# Lists are of 2009, about 2013, and yearly from 2015: a unit seen last in one list may have lived on until the next.
SLACK = 1
DENSE_SINCE = 2015


class Township(NamedTuple):
    """One name under one county, in the lists from first_year to last_year."""

    code: str
    name: str
    kind: str
    county_code: str
    county: str
    first_year: int
    last_year: int


class County(NamedTuple):
    code: str
    name: str
    kind: str
    prefecture: str
    province: str
    first_year: int
    last_year: int


Unit = TypeVar("Unit", Township, County)


@cache
def townships() -> dict[str, tuple[Township, ...]]:
    """Name -> every township-level unit that bears it. Statistical units that are no divisions are left out."""
    found: dict[str, list[Township]] = {}
    for code, name, kind, county_code, county, first, last, pseudo in _rows("townships.csv"):
        if pseudo == "0":
            row = Township(code, name, kind, county_code, county, int(first), int(last))
            found.setdefault(name, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def counties() -> dict[str, tuple[County, ...]]:
    """Name -> every county-level unit that bears it."""
    found: dict[str, list[County]] = {}
    for code, name, kind, prefecture, province, first, last, _ in _rows("counties.csv"):
        found.setdefault(name, []).append(County(code, name, kind, prefecture, province, int(first), int(last)))
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def upper_divisions() -> frozenset[str]:
    """Names of prefectures and provinces."""
    rows = [row for same in counties().values() for row in same]
    return frozenset({row.prefecture for row in rows} | {row.province for row in rows})


def in_year(units: Iterable[Unit], year: int | None) -> tuple[Unit, ...]:
    """Those in the lists of that year; all of them where the year is unknown or no list has them then."""
    units = tuple(units)
    if year is None:
        return units
    return tuple(unit for unit in units if unit.first_year - SLACK <= year <= unit.last_year + SLACK) or units


def _rows(name: str) -> Iterable[list[str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
