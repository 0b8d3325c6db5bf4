"""The division lists: which townships and counties there were, under which names, in which years.

Data and its sources: data/reference/README.md. Loaded once a process; the rows are plain tuples because there are
60,000 of them.
"""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
# Lists are of 2009, about 2013, and yearly from 2015: a unit seen last in one list may have lived on until the next.
SLACK = 1
DENSE_SINCE = 2015
ZONE = "统计用开发区/管理区"
ETHNIC = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|毛难|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|"
    "基诺|各"
)
AUTONOMOUS = re.compile(rf"^(?P<base>.{{2,}}?)(?:(?:{ETHNIC})族?)+自治(?P<kind>县|旗)$")
AUTONOMOUS_PREFECTURE = re.compile(rf"^(?P<base>.{{2,}}?)(?:(?:{ETHNIC})族?)+自治州$")
ETHNIC_TOWN = re.compile(rf"^(?P<base>.{{1,}}?)(?:(?:{ETHNIC})族)+(?P<kind>乡|镇)$")


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
    """One county-level unit under one name. unit: the same for all names that it has had."""

    code: str
    name: str
    kind: str
    prefecture: str
    province: str
    first_year: int
    last_year: int
    unit: str


Division = TypeVar("Division", Township, County)


def townships(name: str) -> tuple[Township, ...]:
    """Every township-level unit of that name. Lists leave ethnic parts out and put them in, so both ways are tried."""
    listed = _townships()
    return listed.get(name) or listed.get(_bare(name)) or _ethnic_townships().get(name, ())


@cache
def township_names() -> frozenset[str]:
    """Every name that `townships` knows as it stands: the lists', and those without their ethnic part."""
    return frozenset(_townships()) | frozenset(_ethnic_townships())


def counties(name: str) -> tuple[County, ...]:
    """Every county-level unit of that name, official or short (城步县, 科右前旗)."""
    return _counties().get(name) or _counties().get(_short_counties().get(name, ""), ())


@cache
def county_names() -> frozenset[str]:
    """Every name that `counties` knows."""
    return frozenset(_counties()) | frozenset(_short_counties())


@cache
def upper_divisions() -> frozenset[str]:
    """Names of prefectures and provinces, and the short ones of provinces."""
    rows = [row for same in _counties().values() for row in same]
    provinces = {row.province for row in rows}
    short = {re.sub(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$", "", name) for name in provinces}
    return frozenset({row.prefecture for row in rows} | provinces | short | set(_short_autonomous()))


@cache
def _short_autonomous() -> dict[str, str]:
    """临夏州 -> 临夏回族自治州"""
    full = {row.prefecture for rows in _counties().values() for row in rows}
    return {match["base"] + "州": match[0] for match in map(AUTONOMOUS_PREFECTURE.match, full) if match}


@cache
def place_names() -> frozenset[str]:
    """Every name of a county, a prefecture or a province."""
    return county_names() | upper_divisions()


def county_rows(name: str) -> tuple[County, ...]:
    """`counties`, for a name that may be none: most are not."""
    return counties(name) if name in county_names() else ()


def is_zone(name: str) -> bool:
    """Whether the lists have it among counties only because statistics do: a zone, governed by a committee."""
    return any(row.kind == ZONE for row in county_rows(name))


def is_upper(name: str) -> bool:
    """Whether it is a prefecture or a province, under its full name or a province's short one."""
    return name in upper_divisions()


def lies_in(county: str, above: Iterable[str]) -> bool:
    """Whether some county of that name lies in each of the prefectures and provinces named."""
    return bool(rows_in(county, above))


def rows_in(county: str, above: Iterable[str]) -> tuple[County, ...]:
    """The counties of that name that lie in each of the prefectures and provinces named."""
    uppers = [_short_autonomous().get(name, name) for name in above if is_upper(name)]
    return tuple(
        row
        for row in counties(county)
        if all(row.prefecture == name or row.province.startswith(name) for name in uppers)
    )


def uppers_of(names: Iterable[str]) -> tuple[str | None, str | None]:
    """(prefecture, province) that the names of places tell: of a prefecture, its province, too."""
    names = [_short_autonomous().get(name, name) for name in names]
    prefecture = next((name for name in names if name in _provinces_of()), None)
    short = [name for name in names if name not in _provinces_of() and is_upper(name)]
    province = _provinces_of()[prefecture] if prefecture else next(iter(map(_full_province, short)), None)
    return (None if prefecture == province else prefecture), province


@cache
def _provinces_of() -> dict[str, str]:
    """Prefecture -> province; the four cities that are both stand for themselves."""
    return {row.prefecture: row.province for rows in _counties().values() for row in rows}


def _full_province(name: str) -> str | None:
    return next((province for province in sorted(set(_provinces_of().values())) if province.startswith(name)), None)


def prefecture_of_short(name: str) -> str | None:
    """莆田 -> 莆田市. A short name that is also a county's alone says nothing."""
    return _short_prefectures().get(name)


@cache
def _short_prefectures() -> dict[str, str]:
    full = {row.prefecture for rows in _counties().values() for row in rows}
    short = {name.removesuffix("市"): name for name in full if name.endswith("市")}
    return {name: full for name, full in short.items() if len(name) > 1}


def county_of(code: str, year: int | None) -> County | None:
    """The county-level unit of that code: of several names, the one of the year, else the last."""
    rows = in_year(_county_codes().get(code, ()), year)
    return max(rows, key=lambda row: row.last_year) if rows else None


def pinyin(name: str) -> str | None:
    """A county or prefecture as web addresses write it, without tones and ending. None where no list has it."""
    return _pinyin().get(name)


def in_year(divisions: Iterable[Division], year: int | None) -> tuple[Division, ...]:
    """Those in the lists of that year; all of them where the year is unknown or no list has them then."""
    found = tuple(divisions)
    if year is None:
        return found
    return tuple(one for one in found if one.first_year - SLACK <= year <= one.last_year + SLACK) or found


@cache
def _townships() -> dict[str, tuple[Township, ...]]:
    """By name; statistical units that are no divisions are left out."""
    found: dict[str, list[Township]] = {}
    for code, name, kind, county_code, county, first, last, pseudo, _ in rows_of("townships.csv"):
        if pseudo == "0":
            row = Township(code, name, kind, county_code, county, int(first), int(last))
            found.setdefault(name, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _ethnic_townships() -> dict[str, tuple[Township, ...]]:
    """By the name without its ethnic part: 两家乡 is 两家满族乡."""
    found: dict[str, tuple[Township, ...]] = {}
    for name, rows in _townships().items():
        if _bare(name) != name:
            found[_bare(name)] = found.get(_bare(name), ()) + rows
    return found


def _bare(name: str) -> str:
    ethnic = ETHNIC_TOWN.match(name) if "族" in name else None
    return ethnic["base"] + ethnic["kind"] if ethnic else name


@cache
def _counties() -> dict[str, tuple[County, ...]]:
    found: dict[str, list[County]] = {}
    for code, name, kind, prefecture, province, first, last, _, unit in rows_of("counties.csv"):
        found.setdefault(name, []).append(County(code, name, kind, prefecture, province, int(first), int(last), unit))
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _county_codes() -> dict[str, tuple[County, ...]]:
    found: dict[str, list[County]] = {}
    for rows in _counties().values():
        for row in rows:
            found.setdefault(row.code, []).append(row)
    return {code: tuple(rows) for code, rows in found.items()}


@cache
def _pinyin() -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of("pinyin.csv")}


@cache
def _short_counties() -> dict[str, str]:
    """Short name -> official one: the ethnic part left out, and what no rule gives."""
    short = {}
    for name in _counties():
        autonomous = AUTONOMOUS.match(name)
        if autonomous:
            short[autonomous["base"] + autonomous["kind"]] = name
    return short | {row[0]: row[1] for row in rows_of("short_names.csv")}


def rows_of(name: str) -> Iterable[list[str]]:
    """The rows of a file of data/reference, without its head."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows
