"""Coverage: provinces as tiles and bars, province by year, county by year, and the townships that have no report."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import groupby, pairwise
from typing import Any, TypeVar

import duckdb

from gongkai.warehouse.pages.queries import Row, ask


@dataclass(frozen=True, slots=True)
class County:
    """years: year -> (townships with a report, townships on the list). towns: as sql/townships.sql has them."""

    code: str
    name: str
    prefecture: str | None
    years: dict[int, tuple[int, int]]
    towns: list[Row]

    @property
    def held(self) -> int:
        return sum(held for held, _ in self.years.values())

    def over(self, years: Sequence[int]) -> tuple[int, int]:
        """(townships with a report, townships on the list), each year counted."""
        return added_up(self.years, years)


@dataclass(frozen=True, slots=True)
class Province:
    """years: as those of its counties, added up."""

    code: str
    name: str
    counties: list[County]
    years: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def held(self) -> int:
        return sum(held for held, _ in self.years.values())

    def over(self, years: Sequence[int]) -> tuple[int, int]:
        """(townships with a report, townships on the list), each year counted."""
        return added_up(self.years, years)


@dataclass(frozen=True, slots=True)
class Tile:
    """A province where it stands in the picture. province: None where no list has its townships.

    at: row and column. name, short: by language; short is what a small tile has.
    """

    at: tuple[int, int]
    name: dict[str, str]
    short: dict[str, str]
    province: Province | None


Place = TypeVar("Place", County, Province)
_ROUND = (1, 2, 5, 10, 20, 50, 100)  # percent


def tiles(of: Sequence[Province]) -> list[Tile]:
    """All tiles, by code."""
    by_code = {province.code: province for province in of}
    return [
        Tile(
            one["at"],
            {"en": one["english"], "zh": one["chinese"]},
            {"en": one["letters"], "zh": one["sign"]},
            by_code.get(code),
        )
        for code, one in declared_tiles().items()
    ]


@cache
def declared_tiles() -> dict[str, dict[str, Any]]:
    """Code of a province -> at, chinese, sign, english, letters."""
    return tomllib.loads((resources.files(__package__) / "provinces.toml").read_text(encoding="utf-8"))


def provinces(con: duckdb.DuckDBPyConnection) -> list[Province]:
    """All provinces of the division lists, with their counties and townships, by code."""
    towns = {code: list(rows) for code, rows in groupby(ask(con, "townships"), lambda row: str(row["county_code"]))}
    provinces = []
    for code, rows in groupby(ask(con, "counties"), lambda row: str(row["province_code"])):
        in_province = list(rows)
        counties = [
            County(
                county,
                years[0]["county"],
                years[0]["prefecture"],
                {row["year"]: (row["held"], row["listed"]) for row in years},
                towns.get(county, []),
            )
            for county, of_county in groupby(in_province, lambda row: str(row["county_code"]))
            for years in [list(of_county)]
        ]
        provinces.append(Province(code, in_province[0]["province"] or code, counties, _added_up(counties)))
    return provinces


def ranked(places: Sequence[Place], years: Sequence[int]) -> list[Place]:
    """Those with a report, the best covered first."""
    held = [place for place in places if place.over(years)[0]]
    return sorted(held, key=lambda place: place.over(years)[0] / place.over(years)[1], reverse=True)


def whole(places: Sequence[Place], years: Sequence[int]) -> int:
    """What a full bar is, in percent: the first round number that none of these is above."""
    highest = max((100 * held / listed for place in places for held, listed in [place.over(years)] if held), default=0)
    return next(round_number for round_number in _ROUND if round_number >= highest)


def added_up(of_year: Mapping[int, tuple[int, int]], years: Sequence[int]) -> tuple[int, int]:
    """(held, listed) over these years."""
    of = [of_year.get(year, (0, 0)) for year in years]
    return sum(held for held, _ in of), sum(listed for _, listed in of)


def _added_up(counties: Sequence[County]) -> dict[int, tuple[int, int]]:
    years = sorted({year for county in counties for year in county.years})
    of_year = {year: [county.years[year] for county in counties if year in county.years] for year in years}
    return {year: (sum(held for held, _ in of), sum(listed for _, listed in of)) for year, of in of_year.items()}


def spans(years: Sequence[int] | None) -> str:
    """Years in short: 2008–2018, 2022."""
    runs: list[list[int]] = []
    for before, year in pairwise([-1, *(years or ())]):
        if year == before + 1 and runs:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def share(held: int, listed: int) -> int:
    """A step of the colour scale: 0 none, 1 below a third, 2 below two thirds, 3 more, 4 all."""
    return 4 if held == listed and held else (0 if not held else 1 + min(2, 3 * held // listed))


def percent(held: int, listed: int) -> str:
    """As people write it; what is not nothing is never shown as 0, and what is not all never as 100."""
    if not listed:
        return ""
    share = 100 * held / listed
    if 0 < share < 0.1:
        return "<0.1%"
    if 99.9 < share < 100:
        return ">99.9%"
    return f"{share:.0f}%" if share in (0, 100) else f"{share:.1f}%"
