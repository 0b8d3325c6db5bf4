"""Where the reporting unit is: its county, from the text and the division lists, with the evidence named.

A wrong county is worse than none. The county stands beside the town in the text, or the lists show the town's name in
one county only, or it stays unknown with its candidates.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from transform.key.crawled import NOTHING, Told, in_address
from transform.key.gazetteer import DENSE_SINCE, County, Township, counties, county_names, in_year, townships
from transform.key.titles import Title
from transform.key.units import LONGEST_NAME, OTHERS, Unit, find_unit
from transform.report import Evidence, Key

# Counties whose names are words, or run into the word before: 和县政府, 城区道路. Alone they name nothing.
WORDS = frozenset({"和县", "城区", "郊区", "矿区", "东区", "西区", "新县", "成县", "应县"})
TOWN_KINDS = ("township", "subdistrict", "other")
NO_PREFECTURE = "直辖县级"  # what the lists write where a county has none
COUNTY_END = re.compile("[县区市旗]")


class Mention(NamedTuple):
    """A county as the text names it: its official name, and where."""

    county: str
    line: int
    text: str
    beside: str  # what follows the name


class Found(NamedTuple):
    """county: None where it stays open, then with the counties that it may be."""

    county: str | None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()


def resolve(
    title: Title | None,
    lines: Sequence[tuple[int, str]],
    year: int | None,
    years: Iterable[Evidence],
    told: Told = NOTHING,
) -> Key:
    """The report's key. lines: its prose, numbered. told: what a crawl knows, for what the text leaves open."""
    unit = find_unit(title, lines)
    town = unit.name if unit.kind in TOWN_KINDS else None
    if town is None and not unit.above:
        unit, town = _town_told(unit, told)
    held = in_year(townships(town), year) if town else ()
    found = _county(unit, town, held, lines, year)
    if found.county is None and not (unit.kind == "other" and unit.above):
        found = _county_told(found, told)
    row = _county_row(found.county, unit, held, year)
    codes = {place.code for place in held if place.county == found.county}
    return Key(
        unit_kind=unit.kind,
        unit_name=unit.name,
        town=town,
        county=found.county,
        prefecture=row.prefecture if row and NO_PREFECTURE not in row.prefecture else None,
        province=row.province if row else None,
        town_code=codes.pop() if len(codes) == 1 else None,
        county_code=row.code if row else None,
        year=year,
        evidence=(*unit.evidence, *found.evidence, *years),
        candidates=found.candidates,
    )


def _town_told(unit: Unit, told: Told) -> tuple[Unit, str | None]:
    """The town that the crawl names, where the text says no more than what kind of unit it is, or not even that."""
    listed = townships(told.town.value) if told.town else ()
    if not told.town or not listed:
        return unit, None
    kind = "subdistrict" if listed[0].kind == "街道" else "township"
    fits = unit.kind == kind or (unit.kind == "other" and not unit.name)
    evidence = (*unit.evidence, told.town)
    return (Unit(kind, unit.name, (), evidence), told.town.value) if fits else (unit, None)


def _county_told(found: Found, told: Told) -> Found:
    """The county that the crawl names, if the candidates have it; of several candidates, the one in the address."""
    candidates = found.candidates
    named = _official(told.county.value) if told.county else ()
    fitting = [county for county in named if county in candidates or not candidates]
    if told.county and len(fitting) == 1:
        return Found(fitting[0], (*found.evidence, replace(told.county, value=fitting[0])))
    county = None if told.county else in_address(told.url, candidates)
    if county:
        return Found(county, (*found.evidence, Evidence("county", county, "address", told.url or "")))
    return found


def _county(
    unit: Unit, town: str | None, held: Sequence[Township], lines: Sequence[tuple[int, str]], year: int | None
) -> Found:
    """held: the townships of that name in the lists of that year."""
    above = [official for name in unit.above for official in _official(name)]
    if above:
        where = unit.evidence[0]
        return Found(above[-1], (Evidence("county", above[-1], where.kind, where.text, where.line),))
    if unit.kind == "other" and unit.above:
        return Found(None)  # a prefecture's own report: no county is its
    mentions = list(_mentions(lines))
    holders = {place.county for place in held}
    stem = unit.name[:2] if unit.kind == "department" and unit.name else None
    named = _beside(mentions, town) or _beside(mentions, stem) or _only(mentions, holders)
    if named:
        return Found(named.county, (Evidence("county", named.county, "prose", named.text, named.line),))
    governed = {mention.county for mention in mentions if re.match("(?:人民)?政府", mention.beside)}
    if len(holders) == 1 and _sure(town, year) and not governed:
        county = next(iter(holders))
        return Found(county, (Evidence("county", county, "gazetteer", f"the lists show {town} in {county} only"),))
    if not holders:
        office = "(?:人民)?政府|门户网|信息网" if unit.kind == "department" else "(?:人民)?政府"
        seat = _only([mention for mention in mentions if re.match(office, mention.beside)], None)
        if seat:
            return Found(seat.county, (Evidence("county", seat.county, "prose", seat.text, seat.line),))
    return Found(None, candidates=tuple(sorted(holders)))


def _mentions(lines: Sequence[tuple[int, str]]) -> Iterator[Mention]:
    """County names, official or short, the longest at each place; not those of partners and neighbours."""
    known = county_names()
    for number, text in lines:
        for match in COUNTY_END.finditer(text):
            end = match.end()
            starts = range(max(0, end - LONGEST_NAME), match.start())
            start = next((start for start in starts if text[start:end] in known), None)
            if start is None or (text[start:end] in WORDS and not _below_its_prefecture(text[:start], text[start:end])):
                continue
            if not OTHERS.search(text[max(0, start - 10) : end + 10]):
                where = text.strip()[:80]
                yield from (Mention(name, number, where, text[end : end + 20]) for name in _official(text[start:end]))


def _below_its_prefecture(before: str, name: str) -> bool:
    return any(before.endswith((county.prefecture, county.province)) for county in counties(name))


def _official(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(county.name for county in counties(name)))


def _beside(mentions: Sequence[Mention], name: str | None) -> Mention | None:
    """The one county that stands right before a name."""
    return _only([mention for mention in mentions if name and mention.beside.startswith(name)], None)


def _only(mentions: Sequence[Mention], among: set[str] | None) -> Mention | None:
    """The first mention, if all name one county."""
    wanted = [mention for mention in mentions if among is None or mention.county in among]
    return wanted[0] if len({mention.county for mention in wanted}) == 1 else None


def _sure(town: str | None, year: int | None) -> bool:
    """Between 2009 and 2015 lists are missing: then a name must be the only one in all of them."""
    everywhere = {place.county_code for place in townships(town or "")}
    return len(everywhere) == 1 or (year or 0) >= DENSE_SINCE


def _county_row(county: str | None, unit: Unit, held: Sequence[Township], year: int | None) -> County | None:
    """The county of that name; of several, the one that holds the town or lies where the title says."""
    if county is None:
        return None
    rows = in_year(counties(county), year)
    codes = {place.county_code for place in held}
    for keep in (
        [row for row in rows if row.code in codes],
        [row for row in rows if {row.prefecture, row.province} & set(unit.above)],
        list(rows),
    ):
        if len({(row.prefecture, row.province) for row in keep}) == 1:
            return keep[-1]
    return None
