"""Where the reporting unit is: its county, from the text and the division lists, with the evidence named.

A wrong county is worse than none. The county stands beside the unit in the text, or the lists show the town's name in
one county only, or the text's other places fit one of its counties only, or it stays unknown with its candidates.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gongkai.transform.finding_words import finding
from gongkai.transform.key.dialing import dialed
from gongkai.transform.key.gazetteer import (
    DENSE_SINCE,
    County,
    Township,
    counties,
    county_names,
    county_rows,
    in_year,
    is_upper,
    is_zone,
    lies_in,
    townships,
    uppers_of,
)
from gongkai.transform.key.manifest_evidence import NOTHING, ManifestEvidence, in_address
from gongkai.transform.key.mentions import ADDRESS, BOOK, NOTICE, OTHERS
from gongkai.transform.key.names import (
    COUNTY,
    LONGEST_NAME,
    OTHER,
    RELATIVE,
    SUBDISTRICT,
    TOWNSHIP,
    fits,
    places_in,
)
from gongkai.transform.key.titles import Title
from gongkai.transform.key.units import Unit, find_unit
from gongkai.transform.key.years import Years
from gongkai.transform.report import Evidence, EvidenceKind, Finding, Key, KeyField

# Counties whose names are words, or run into the word before: 和县政府, 城区道路. Alone they name nothing.
WORDS = frozenset({"和县", "城区", "郊区", "矿区", "东区", "西区", "新县", "成县", "应县"})
NO_PREFECTURE = "直辖县级"  # what the lists write where a county has none
COUNTY_END = re.compile("[县区市旗]")
GOVERNMENT = re.compile(r"^(?:人民)?政府(?!信息)")
SITE = re.compile(r"^[”\"]?(?:政府|人民政府)?(?:门户|网站|网|信息网|政务网|政务服务网|新闻网|电视台|融媒体|公众信息网)")
BELOW = re.compile(r"^(?:县委|区委|市委|委|政府办|人民政府办|政务|统计|财政|档案|图书|政协|人大)")
# What a county's name weighs, by what the text says of it.
WEIGHTS = {
    "beside": 8,
    "address": 4,
    "issuer": 4,
    "site": 4,
    "government": 4,
    "office": 3,
    "publisher": 3,
    "mention": 1,
}


class CountyMention(NamedTuple):
    """A county as the text names it: its official name, and where. role: a word of WEIGHTS."""

    county: str
    line: int
    text: str
    role: str


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
    named = _official(told.county.value) if told.county else ()
    fitting = [county for county in named if county in candidates or not candidates]
    if told.county and len(fitting) == 1:
        return CountyAnswer(fitting[0], (*answer.evidence, replace(told.county, value=fitting[0])))
    county = None if told.county else in_address(told.url, candidates)
    if county:
        where = Evidence(KeyField.COUNTY, county, EvidenceKind.ADDRESS, told.url or "")
        return CountyAnswer(county, (*answer.evidence, where))
    return answer


def _county(case: _Case) -> CountyAnswer:
    printed = _printed(case)
    if printed:
        return printed
    if is_above_counties(case.unit):
        return CountyAnswer(None)
    named = list(_mentions(case.lines))
    if case.town and case.unit.kind != OTHER:
        return _of_town(case, case.town, named)
    return _of_seat(case.unit, named)


def _printed(case: _Case) -> CountyAnswer | None:
    """The county that stands with the unit's name; one off the lists is that of the same name that has the town."""
    unit, holders, year = case.unit, case.holders, case.year
    where = unit.evidence[0] if unit.evidence else None
    if where is None:
        return None
    if unit.kind == COUNTY:
        official = _official(unit.body or "")
        return CountyAnswer(official[0], (_evidence(official[0], where),)) if official else CountyAnswer(None)
    for name in reversed(unit.above):
        official = tuple(county for county in _official(name) if county_in_force(county, year)) or _official(name)
        if len(official) > 1:
            official = tuple(county for county in official if county in holders) or official
        if official and not (is_upper(name) and (not holders or _is_prefecture(name, year))):
            return CountyAnswer(official[0], (_evidence(official[0], where),))
        same_stem = [county for county in holders if _stem(county) == _stem(name)]
        if not official and not is_upper(name) and len(same_stem) == 1:
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
    beside = _only(list(_beside(case.lines, town)))
    if beside:
        return _in_prose(beside)
    above = [name for name in case.unit.above if is_upper(name)]
    within = {county for county in case.holders if not above or lies_in(county, above)}
    weightiest = _weightiest([mention for mention in named if mention.county in within])
    if weightiest:
        return _in_prose(weightiest)
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
        seat = _weightiest([mention for mention in named if mention.role == "government"])
        if seat and len(governed) == 1:
            return _in_prose(seat)
    return CountyAnswer(None, candidates=tuple(sorted(within or case.holders)))


def _in_prose(where: CountyMention) -> CountyAnswer:
    return CountyAnswer(
        where.county, (Evidence(KeyField.COUNTY, where.county, EvidenceKind.PROSE, where.text, where.line),)
    )


def _of_seat(unit: Unit, named: Sequence[CountyMention]) -> CountyAnswer:
    """The county of a department, or of a county's own report: whose government, site and notices the text names.

    The word that its name begins with must fit: 区民政局 is of no 县.
    """
    relative = RELATIVE.match(unit.body or "")
    ending = relative[0] if relative else None
    if ending in ("省", "州", "盟") or (unit.kind == OTHER and not unit.is_place):
        return CountyAnswer(None)
    fitting = [mention for mention in named if ending in (None, "镇", "乡") or _ends_so(mention.county, ending)]
    strong = [mention for mention in fitting if mention.role in ("government", "issuer", "site", "office")]
    seat = _only(strong)
    if seat is None:
        return CountyAnswer(None)
    return _in_prose(seat)


def _ends_so(county: str, ending: str | None) -> bool:
    return county.endswith(ending or "")


def _mentions(lines: Sequence[tuple[int, str]]) -> Iterator[CountyMention]:
    """County names, official or short, the longest that ends there; not those of partners and neighbours."""
    known = county_names()
    for number, text in lines:
        for match in COUNTY_END.finditer(text):
            end = match.end()
            starts = range(max(0, end - LONGEST_NAME), match.start())
            start = next((start for start in starts if text[start:end] in known), None)
            if start is None or (text[start:end] in WORDS and not _below_its_prefecture(text[:start], text[start:end])):
                continue
            if not OTHERS.search(text[max(0, start - 10) : end + 10]) and _lies_there(text[:start], text[start:end]):
                role = _role(text, start, end)
                yield from (CountyMention(name, number, text.strip()[:80], role) for name in _official(text[start:end]))


def _role(text: str, start: int, end: int) -> str:
    after = text[end : end + 20]
    book = next((mark for mark in BOOK.finditer(text) if mark.start() < start and end <= mark.end()), None)
    if book and NOTICE.search(book[1]):
        return "issuer"
    if any(place.start() < start < place.end() for place in ADDRESS.finditer(text)):
        return "address"
    if SITE.match(after):
        return "site"
    if GOVERNMENT.match(after):
        return "government"
    return "office" if BELOW.match(after) or book else "mention"


def _below_its_prefecture(before: str, name: str) -> bool:
    return any(before.endswith((county.prefecture, county.province)) for county in counties(name))


def _lies_there(before: str, name: str) -> bool:
    """绍兴滨海新区 names no district of 天津: what stands right before is another prefecture."""
    for place, _, end in places_in(before[-LONGEST_NAME:]):
        if end == len(before[-LONGEST_NAME:]) and is_upper(place):
            return fits(name, (place,))
    return True


def _official(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(county.name for county in counties(name)))


def _beside(lines: Sequence[tuple[int, str]], town: str) -> Iterator[CountyMention]:
    """The counties that stand right before the town's name, with or without 人民政府 between."""
    stem = town.removesuffix("道") if town.endswith("街道") else town
    for number, text in lines:
        at = text.find(stem)
        while at > 0:
            before = text[:at].removesuffix("人民政府")[-LONGEST_NAME:]
            known = county_names()
            size = next((size for size in range(len(before), 1, -1) if before[-size:] in known), 0)
            name = before[len(before) - size :] if size else ""
            if name and name not in WORDS and not OTHERS.search(text[max(0, at - 18) : at]):
                yield from (CountyMention(county, number, text.strip()[:80], "beside") for county in _official(name))
            at = text.find(stem, at + 1)


def _only(mentions: Sequence[CountyMention]) -> CountyMention | None:
    """The first mention, if all name one county."""
    return mentions[0] if len({mention.county for mention in mentions}) == 1 else None


def _weightiest(mentions: Sequence[CountyMention]) -> CountyMention | None:
    """The mention of the county for which most speaks; None where two have as much. Each role counts once."""
    weights: Counter[str] = Counter()
    for county, role in {(mention.county, mention.role) for mention in mentions}:
        weights[county] += WEIGHTS[role]
    ranked = weights.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] <= ranked[1][1]):
        return None
    own = [mention for mention in mentions if mention.county == ranked[0][0]]
    return max(own, key=lambda mention: WEIGHTS[mention.role])


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
    zones = county_rows(unit.body) if unit.body and is_zone(unit.body) else ()
    return uppers_of(unit.above or [zone.prefecture for zone in zones])
