"""Where a text names counties, and what it says of them there."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.transform.key.gazetteer import counties, county_names, is_upper
from gongkai.transform.key.mentions import ADDRESS, BOOK, NOTICE, OTHERS
from gongkai.transform.key.names import LONGEST_NAME, fits, places_in

# Counties whose names are words, or run into the word before: 和县政府, 城区道路. Alone they name nothing.
WORDS = frozenset({"和县", "城区", "郊区", "矿区", "东区", "西区", "新县", "成县", "应县"})
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


def county_mentions(lines: Sequence[tuple[int, str]]) -> Iterator[CountyMention]:
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
                yield from (CountyMention(name, number, text.strip()[:80], role) for name in official(text[start:end]))


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


def official(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(county.name for county in counties(name)))


def beside(lines: Sequence[tuple[int, str]], town: str) -> Iterator[CountyMention]:
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
                yield from (CountyMention(county, number, text.strip()[:80], "beside") for county in official(name))
            at = text.find(stem, at + 1)


def only(mentions: Sequence[CountyMention]) -> CountyMention | None:
    """The first mention, if all name one county."""
    return mentions[0] if len({mention.county for mention in mentions}) == 1 else None


def weightiest(mentions: Sequence[CountyMention]) -> CountyMention | None:
    """The mention of the county for which most speaks; None where two have as much. Each role counts once."""
    weights: Counter[str] = Counter()
    for county, role in {(mention.county, mention.role) for mention in mentions}:
        weights[county] += WEIGHTS[role]
    ranked = weights.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] <= ranked[1][1]):
        return None
    own = [mention for mention in mentions if mention.county == ranked[0][0]]
    return max(own, key=lambda mention: WEIGHTS[mention.role])
