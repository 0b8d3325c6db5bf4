"""What a crawl knows of a document, as evidence of a rank of its own: below everything that the text states."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.extract.document import Crawl
from gongkai.transform.finding_words import Named, finding
from gongkai.transform.key.gazetteer import counties, pinyin, townships
from gongkai.transform.key.names import SUBDISTRICT, TOWNSHIP
from gongkai.transform.key.titles import Title, find_title
from gongkai.transform.key.units import find_unit
from gongkai.transform.key.years import Years, find_year
from gongkai.transform.report import Evidence, EvidenceKind, Finding, Key, KeyField

COUNTY_ENDING = re.compile("(?:自治[县旗]|[县区市旗])$")
SHORTEST = 4  # letters of a name that a part of an address may be taken for: "he" is not 和县
WRITTEN_ENDINGS = ("xian", "qu", "shi", "qi")


class ManifestEvidence(NamedTuple):
    """town, county, year: from the manifest's own columns, else from the title that it gives. url: where it was found.

    stated: the fields that have a column of their own filled.
    """

    town: Evidence | None = None
    county: Evidence | None = None
    year: Evidence | None = None
    url: str | None = None
    stated: frozenset[KeyField] = frozenset()


NOTHING = ManifestEvidence()


def evidence_of_manifest(crawl: Crawl | None) -> ManifestEvidence:
    """The manifest's row as evidence."""
    if crawl is None:
        return NOTHING
    columns = {
        KeyField.TOWN: crawl.town,
        KeyField.COUNTY: crawl.county,
        KeyField.YEAR: str(crawl.year) if crawl.year else None,
    }
    stated = {
        field: Evidence(field, value, EvidenceKind.MANIFEST, f"the manifest says {value}")
        for field, value in columns.items()
        if value
    }
    told = _in_title(crawl.title) | stated if crawl.title else stated
    town, county, year = (told.get(field) for field in (KeyField.TOWN, KeyField.COUNTY, KeyField.YEAR))
    return ManifestEvidence(town, county, year, crawl.url, frozenset(stated))


def year_or_manifest(years: Years, told: ManifestEvidence) -> Years:
    """The year of the text; where that is silent, or torn between years of which the crawl names one, the crawl's."""
    if years.year or not told.year or (years.evidence and told.year.value not in {one.value for one in years.evidence}):
        return years
    return Years(int(told.year.value), (told.year, *years.evidence))


def _in_title(text: str) -> dict[KeyField, Evidence]:
    """What the title names in the manifest, read as the title in a text would be."""
    title: Title | None = find_title([(1, text)])
    if title is None:
        return {}
    unit, year = find_unit(title, ()), find_year(title, ()).year
    named = {
        KeyField.TOWN: unit.body if unit.kind in (TOWNSHIP, SUBDISTRICT) else None,
        KeyField.COUNTY: unit.above[-1] if unit.above and counties(unit.above[-1]) else None,
        KeyField.YEAR: str(year) if year else None,
    }
    return {field: Evidence(field, value, EvidenceKind.MANIFEST, text) for field, value in named.items() if value}


def in_address(url: str | None, candidates: Sequence[str]) -> str | None:
    """The one of several counties whose name, or else whose prefecture's, is a part of the address.

    http://www.chengbu.gov.cn/... is of 城步苗族自治县; http://gk.ziyang.gov.cn/... of the candidate below 资阳市.
    """
    parts = frozenset(re.findall("[a-z]+", (url or "").lower()))
    if not parts or not candidates:
        return None
    by_county = {county for county in candidates if _is_part(county, parts)}
    by_prefecture = {
        county for county in candidates if any(_is_part(row.prefecture, parts) for row in counties(county))
    }
    fitting = by_county & by_prefecture if by_county and by_prefecture else by_county or by_prefecture
    return fitting.pop() if len(fitting) == 1 else None


def _is_part(name: str, parts: frozenset[str]) -> bool:
    written = pinyin(name) or ""
    if len(written) >= SHORTEST and written in parts:
        return True
    return bool(written) and any(written + ending in parts for ending in WRITTEN_ENDINGS)


def conflicts(key: Key, told: ManifestEvidence) -> Iterator[Finding]:
    """Where the manifest's own columns contradict what the text says, or what the lists have: the text wins."""
    if told.year and KeyField.YEAR in told.stated and key.year is not None and told.year.value != str(key.year):
        yield _conflict(KeyField.YEAR, str(key.year), told.year.value)
    if told.town and KeyField.TOWN in told.stated and not _is_town(told.town.value, key):
        yield _conflict(KeyField.TOWN, key.town or key.unit_name or key.unit_kind, told.town.value)
    if told.county and KeyField.COUNTY in told.stated:
        if key.county and _stem(key.county) not in {_stem(name) for name in _official(told.county.value)}:
            yield _conflict(KeyField.COUNTY, key.county, told.county.value)
        elif key.county is None and key.candidates:
            yield _conflict(KeyField.COUNTY, "、".join(key.candidates), told.county.value)


def _conflict(field: KeyField, left: str, right: str) -> Finding:
    return finding("manifest_conflict", left=left, right=right, field=Named("field", field))


def _is_town(told: str, key: Key) -> bool:
    """Whether the key's town is the one told, in another spelling too; a unit that is no town cannot be."""
    if key.town is None:
        return False
    codes = {place.code for place in townships(told)}
    return told == key.town or bool(codes & {place.code for place in townships(key.town)})


def _official(name: str) -> set[str]:
    return {row.name for row in counties(name)} or {name}


def _stem(county: str) -> str:
    """A county that became a district is the same place: 双流县, 双流区."""
    return COUNTY_ENDING.sub("", county)
