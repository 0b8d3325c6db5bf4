"""Where the reporting unit is: its county, from the text and the division lists, with the evidence named.

A wrong county is worse than none. The county stands beside the unit in the text, or the lists show the town's name in
one county only, or the text's other places fit one of its counties only, or it stays unknown with its candidates.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gongkai.transform.finding_words import finding
from gongkai.transform.key.county_mentions import CountyMention, beside, county_mentions, official, only, weightiest
from gongkai.transform.key.dialing import dialed
from gongkai.transform.key.gazetteer import (
    DENSE_SINCE,
    County,
    Township,
    counties,
    county_rows,
    in_year,
    is_upper,
    is_zone,
    lies_in,
    townships,
    uppers_of,
)
from gongkai.transform.key.manifest_evidence import NOTHING, ManifestEvidence, in_address
from gongkai.transform.key.names import (
    COUNTY,
    DEPARTMENT,
    OTHER,
    RELATIVE,
    SUBDISTRICT,
    TOWNSHIP,
)
from gongkai.transform.key.titles import Title
from gongkai.transform.key.units import SELF_KINDS, Unit, find_unit, may_be_zone, own_words
from gongkai.transform.key.years import Years
from gongkai.transform.report import Evidence, EvidenceKind, Finding, Key, KeyField

SHORTEST_STEM = 4  # characters: 教育 and 财政 are words of every county's
NO_PREFECTURE = "直辖县级"  # what the lists write where a county has none


class CountyAnswer(NamedTuple):
    """county: None where it stays open, then with the counties that it may be."""

    county: str | None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()


class _Case(NamedTuple):
    """What a county is looked for with. namesakes: the townships of the town's name in the lists of the year."""

    unit: Unit
    town: str | None
    namesakes: Sequence[Township]
    lines: Sequence[tuple[int, str]]
    year: int | None

    @property
    def holders(self) -> frozenset[str]:
        """The counties that have such a township."""
        return frozenset(namesake.county for namesake in self.namesakes)


def resolve(
    title: Title | None,
    lines: Sequence[tuple[int, str]],
    years: Years,
    told: ManifestEvidence = NOTHING,
) -> Key:
    """The report's key. lines: its prose, numbered. told: what a crawl knows, for what the text leaves open."""
    year = years.year
    unit = find_unit(title, lines)
    town = town_of(unit)
    if town is None and unit.body is None and not unit.above:
        unit, town = _town_by_manifest(unit, told)
    case = _Case(unit, town, in_year(townships(town), year) if town else (), lines, year)
    answer = _county(case)
    if answer.county is None and not is_above_counties(unit):
        answer = _county_by_manifest(answer, told)
    row = _county_row(answer.county, case)
    codes = {namesake.code for namesake in case.namesakes if namesake.county == answer.county}
    prefecture, province = _uppers(unit, row)
    return Key(
        unit_kind=unit.kind,
        unit_name=unit.name,
        town=town,
        county=answer.county,
        prefecture=prefecture,
        province=province,
        town_code=codes.pop() if len(codes) == 1 else None,
        county_code=row.code if row else None,
        year=year,
        evidence=(*unit.evidence, *_off_the_lists(case), *answer.evidence, *years.evidence),
        candidates=answer.candidates or unit.candidates,
    )


def town_of(unit: Unit) -> str | None:
    """The name of a township or a subdistrict, or of a zone or farm that reports as one; of nothing else."""
    if unit.kind in (TOWNSHIP, SUBDISTRICT) or (unit.kind == OTHER and unit.is_place):
        return unit.body
    return None


def is_above_counties(unit: Unit) -> bool:
    """A prefecture, or a department or zone whose places end with a prefecture: no county is its."""
    return bool(unit.above) and all(is_upper(name) for name in unit.above) and unit.kind not in (TOWNSHIP, SUBDISTRICT)


def _is_of_zone(unit: Unit) -> bool:
    """A zone's bureau is of no county, though the lists have the zone among them: 某开发区管委会城市管理局."""
    return unit.kind == DEPARTMENT and bool(unit.above) and is_zone(unit.above[-1])


def _off_the_lists(case: _Case) -> tuple[Evidence, ...]:
    """A town that no list has is kept as the text names it, and marked so."""
    if case.town is None or case.namesakes or is_zone(case.town) or not case.unit.evidence:
        return ()
    where = case.unit.evidence[0]
    return (Evidence(KeyField.TOWN, case.town, EvidenceKind.UNLISTED, where.text, where.line),)


def unlisted(key: Key) -> Iterator[Finding]:
    """A town that no list has: its name is the text's alone."""
    for one in key.evidence:
        if one.kind == EvidenceKind.UNLISTED:
            yield finding("town_not_listed", left=one.value, line=one.line)


def _town_by_manifest(unit: Unit, told: ManifestEvidence) -> tuple[Unit, str | None]:
    """The town that the crawl names, where the text says no more than what kind of unit it is, or not even that."""
    listed = townships(told.town.value) if told.town else ()
    if not told.town or not listed:
        return unit, None
    kind = SUBDISTRICT if listed[0].kind == "街道" else TOWNSHIP
    fits_kind = unit.kind == kind or (unit.kind == OTHER and not unit.name)
    evidence = (*unit.evidence, told.town)
    return (Unit(kind, unit.name, told.town.value, (), evidence), told.town.value) if fits_kind else (unit, None)


def _county_by_manifest(answer: CountyAnswer, told: ManifestEvidence) -> CountyAnswer:
    """The county that the crawl names, if the candidates have it; of several candidates, the one in the address."""
    candidates = answer.candidates
    named = official(told.county.value) if told.county else ()
    fitting = [county for county in named if county in candidates or not candidates]
    if told.county and len(fitting) == 1:
        return CountyAnswer(fitting[0], (*answer.evidence, replace(told.county, value=fitting[0])))
    county = None if told.county else in_address(told.url, candidates)
    if county:
        where = Evidence(KeyField.COUNTY, county, EvidenceKind.ADDRESS, told.url or "")
        return CountyAnswer(county, (*answer.evidence, where))
    return answer


def _county(case: _Case) -> CountyAnswer:
    if _is_of_zone(case.unit):
        return CountyAnswer(None)
    printed = _printed(case)
    if printed:
        return printed
    if is_above_counties(case.unit):
        return CountyAnswer(None)
    named = list(county_mentions(case.lines))
    if case.town and case.unit.kind != OTHER:
        return _of_town(case, case.town, named)
    return _of_seat(case, named)


def _printed(case: _Case) -> CountyAnswer | None:
    """The county that stands with the unit's name; one off the lists is that of the same name that has the town."""
    unit, holders, year = case.unit, case.holders, case.year
    where = unit.evidence[0] if unit.evidence else None
    if where is None:
        return None
    if unit.kind == COUNTY and unit.body:
        known = official(unit.body)
        return CountyAnswer(known[0], (_evidence(known[0], where),)) if known else CountyAnswer(None)
    innermost_first = unit.above[::-1]
    for name in sorted(innermost_first, key=lambda name: not county_in_force(name, year)):
        known = tuple(county for county in official(name) if county_in_force(county, year)) or official(name)
        if len(known) > 1:
            known = tuple(county for county in known if county in holders) or known
        if known and not (is_upper(name) and (not holders or _is_prefecture(name, year))):
            return CountyAnswer(known[0], (_evidence(known[0], where),))
        same_stem = [county for county in holders if _stem(county) == _stem(name)]
        if not known and not is_upper(name) and len(same_stem) == 1:
            return CountyAnswer(same_stem[0], (_evidence(same_stem[0], where),))
    return None


def _evidence(county: str, where: Evidence) -> Evidence:
    return Evidence(KeyField.COUNTY, county, where.kind, where.text, where.line)


def county_in_force(name: str, year: int | None) -> bool:
    return bool([row for row in counties(name) if year is None or row.first_year - 1 <= year <= row.last_year + 1])


def _is_prefecture(name: str, year: int | None) -> bool:
    """Whether a city of that name was a prefecture then, and no county: 南阳市 was both, one after the other."""
    return not any(row.last_year >= (year or DENSE_SINCE) for row in counties(name))


def _stem(county: str) -> str:
    """洪江区, 怀化市洪江管理区 -> 洪江"""
    return re.sub("(?:自治[县旗]|管理区|新区|开发区|[县区市旗])$", "", re.sub("^.{2,6}?[市州](?=..)", "", county))


def _of_town(case: _Case, town: str, named: Sequence[CountyMention]) -> CountyAnswer:
    """The county of a town that stands without one: beside its name elsewhere, else by the lists and other places."""
    printed = only(list(beside(case.lines, town)))
    if printed:
        return _in_prose(printed)
    above = [name for name in case.unit.above if is_upper(name)]
    within = {county for county in case.holders if not above or lies_in(county, above)}
    most = weightiest([mention for mention in named if mention.county in within])
    if most:
        return _in_prose(most)
    governed = {mention.county for mention in named if mention.role in ("government", "issuer", "site")}
    if len(within) == 1 and not governed - within and _is_sure(town, above, case.year):
        county = next(iter(within))
        shown = f"the lists show {town} in {county} only" + (f" of {above[-1]}" if above else "")
        return CountyAnswer(county, (Evidence(KeyField.COUNTY, county, EvidenceKind.GAZETTEER, shown),))
    if len(within) > 1 or (within and not governed):
        by_number = dialed(within, case.lines)
        if by_number:
            county, where = by_number.county, f"{by_number.sign}: {by_number.text}"
            return CountyAnswer(
                county, (Evidence(KeyField.COUNTY, county, EvidenceKind.NUMBER, where, by_number.line),)
            )
    if not case.holders:
        seat = weightiest([mention for mention in named if mention.role == "government"])
        if seat and len(governed) == 1:
            return _in_prose(seat)
    return CountyAnswer(None, candidates=tuple(sorted(within or case.holders)))


def _in_prose(where: CountyMention) -> CountyAnswer:
    return CountyAnswer(
        where.county, (Evidence(KeyField.COUNTY, where.county, EvidenceKind.PROSE, where.text, where.line),)
    )


def _of_seat(case: _Case, named: Sequence[CountyMention]) -> CountyAnswer:
    """The county of a department, or of a county's own report: whose government, site and notices the text names.

    The word that its name begins with must fit: 区民政局 is of no 县, nor is 我区. A zone says 我区, too.
    """
    unit = case.unit
    ending = _ending(case)
    if ending in ("省", "州", "盟") or (unit.kind == OTHER and not unit.is_place):
        return CountyAnswer(None)
    if unit.kind == COUNTY and (ending is None or may_be_zone(case.lines)):
        return CountyAnswer(None)
    roles = ("government", "issuer", "site", "office")
    strong = [*(mention for mention in named if mention.role in roles), *_beside_stem(case)]
    seat = only([mention for mention in strong if ending in (None, "镇", "乡") or mention.county.endswith(ending)])
    return _in_prose(seat) if seat else CountyAnswer(None)


def _ending(case: _Case) -> str | None:
    """县 of 县民政局; of a county whose name is nowhere, that of 我县. 我市 may be a prefecture."""
    if case.unit.kind == COUNTY:
        words = own_words(case.lines)
        said = [word for word in SELF_KINDS[COUNTY] if words[word]]
        return said[0] if len(said) == 1 and said != ["市"] else None
    relative = RELATIVE.match(case.unit.body or "")
    return relative[0] if relative else None


def _beside_stem(case: _Case) -> Iterator[CountyMention]:
    """The counties right before a bureau's name without its ending: 青田县农业农村认真落实, of 县农业农村局."""
    stem = RELATIVE.sub("", case.unit.body or "").removesuffix("局")
    if case.unit.kind == DEPARTMENT and len(stem) >= SHORTEST_STEM:
        yield from beside(case.lines, stem)


def _is_sure(town: str, above: Sequence[str], year: int | None) -> bool:
    """Between 2009 and 2015 lists are missing: then a name must be the only one, there, in all of them."""
    everywhere = {one.county_code for one in townships(town) if not above or lies_in(one.county, above)}
    return len(everywhere) == 1 or (year or 0) >= DENSE_SINCE


def _county_row(county: str | None, case: _Case) -> County | None:
    """The county of that name; of several, the one that has the town or lies where the title says."""
    if county is None:
        return None
    rows = in_year(counties(county), case.year)
    codes = {namesake.county_code for namesake in case.namesakes}
    for keep in (
        [row for row in rows if row.code in codes],
        [row for row in rows if {row.prefecture, row.province} & set(case.unit.above)],
        list(rows),
    ):
        if len({(row.prefecture, row.province) for row in keep}) == 1:
            return keep[-1]
    return None


def _uppers(unit: Unit, row: County | None) -> tuple[str | None, str | None]:
    """(prefecture, province): the county's by the lists; else as printed with the unit's name, or a listed zone's."""
    if row:
        return (None if NO_PREFECTURE in row.prefecture else row.prefecture), row.province
    zones = [name for name in (unit.body, *unit.above) if name and is_zone(name)]
    return uppers_of([*unit.above, *(zone.prefecture for name in zones for zone in county_rows(name))])
