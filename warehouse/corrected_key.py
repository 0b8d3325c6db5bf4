"""The key of a report of which people decided a part: what follows from that for the rest, by the division lists."""

from typing import Any

from gongkai.errors import GongkaiError
from gongkai.transform.key.gazetteer import County, counties, county_of, in_year, townships
from gongkai.transform.key.names import TOWN_END
from gongkai.transform.key.years import FIRST, LAST
from gongkai.transform.report import UnitKind
from gongkai.warehouse import schema
from gongkai.warehouse.schema import Row

KEY = [name for name in schema.stored("corrected_key") if name != "report_no"]


class Failed(GongkaiError):
    """A correction that cannot be applied, and why: a sentence for people."""


def corrected_key(report: dict[str, Any], decided: dict[str, str | None]) -> Row:
    """The whole key, with what follows from the corrections. Raises Failed."""
    kind = decided.get("unit_kind", report["unit_kind"])
    if kind not in [*UnitKind]:
        raise Failed(f"Expected in unit_kind one of {', '.join(UnitKind)}, found {kind!r}.")
    year = _year(decided["year"]) if "year" in decided else report["year"]
    town = decided.get("town", report["town"])
    if "town" in decided and town and not townships(town):
        ending = "" if TOWN_END.search(town) else " A town's name ends with 镇, 乡, 街道 and the like."
        raise Failed(f"The lists have no town {town}; write its official name.{ending}")
    if "county" in decided or "county_code" in decided:
        county = _county(decided, town, year)
        place = (county.name, county.prefecture, county.province, county.code) if county else (None,) * 4
    else:
        place = (report["county"], report["prefecture"], report["province"], report["county_code"])
    name, prefecture, province, code = place
    matching = [one for one in in_year(townships(town or ""), year) if one.county_code == code or one.county == name]
    if "town" in decided and town and name and not matching:
        raise Failed(f"The lists have no {town} in {name}: decide the county too, or write the town as the lists do.")
    codes = {one.code for one in matching}
    town_code = codes.pop() if len(codes) == 1 else None
    return {
        "unit_kind": kind,
        "town": town,
        "county": name,
        "prefecture": prefecture,
        "province": province,
        "town_code": town_code,
        "county_code": code,
        "year": year,
    }


def _year(value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdecimal() or len(value) > len(str(LAST)) or not FIRST <= int(value) <= LAST:
        raise Failed(f"Expected in year a year from {FIRST} to {LAST} or nothing, found {value!r}.")
    return int(value)


def _county(decided: dict[str, str | None], town: str | None, year: int | None) -> County | None:
    """By its code, or by its name, which must tell which one it is. Raises Failed."""
    name, code = decided.get("county"), decided.get("county_code")
    if code:
        county = county_of(code, year)
        if county is None:
            raise Failed(f"The lists have no county of the code {code}.")
        if name and name not in {row.name for row in counties(name) if row.code == code}:
            raise Failed(f"The lists have {county.name} under the code {code}, not {name}.")
        return county
    if not name:
        return None
    matching = in_year(counties(name), year)
    if not matching:
        raise Failed(f"The lists have no county {name}; write its official name.")
    of_town = {place.county_code for place in in_year(townships(town or ""), year)}
    matching = tuple(row for row in matching if row.code in of_town) or matching
    if len({(row.prefecture, row.province) for row in matching}) > 1:
        where = "; ".join(sorted({f"{row.province} {row.prefecture} {row.code}" for row in matching}))
        raise Failed(f"There are several {name} ({where}): decide county_code instead.")
    return max(matching, key=lambda row: row.last_year)
