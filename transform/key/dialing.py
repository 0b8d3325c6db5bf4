"""Telephone prefixes and postcodes: weak evidence, which may decide between counties that the lists give.

Both lead to a prefecture at best. Data and its source: data/reference/README.md, dialing.csv.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from gongkai.transform.key.gazetteer import County, counties, rows_of

TELEPHONE = re.compile(r"(?<![\d-])[(（]?(0\d{2,3})[)）]?\s*[-—–－ ]?\s*[1-9]\d{5,7}(?!\d)")
POSTCODE = re.compile(r"邮政?编码?\s*[:：为是]?\s*(\d{6})(?!\d)")


class Place(NamedTuple):
    """A prefecture, or a county outside of one, with its prefix and the postcode of its seat ("" where not known)."""

    name: str
    province: str
    prefix: str
    postcode: str


class Dialed(NamedTuple):
    """The county that a number fits, and where it stands."""

    county: str
    sign: str
    line: int
    text: str


def dialed(among: Iterable[str], lines: Iterable[tuple[int, str]]) -> Dialed | None:
    """The one of several counties that the text's numbers fit; None where they fit several, or differ."""
    candidates = {county: counties(county) for county in among}
    found = []
    for number, text in lines:
        for sign, places in _signs(text):
            fitting = [county for county, rows in candidates.items() if any(_is_in(row, places) for row in rows)]
            if len(fitting) == 1:
                found.append(Dialed(fitting[0], sign, number, text.strip()[:80]))
    return found[0] if len({one.county for one in found}) == 1 else None


def _is_in(row: County, places: frozenset[str]) -> bool:
    return not places.isdisjoint((row.name, row.prefecture, row.province))


def _signs(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """(the number, the places that may have it) for each number of a line.

    The first three digits of a postcode are a zone's, the first two a province's.
    """
    for telephone in TELEPHONE.finditer(text):
        yield telephone[1], frozenset(place.name for place in _places() if place.prefix == telephone[1])
    for postcode in POSTCODE.finditer(text):
        zone = frozenset(place.name for place in _places() if place.postcode[:3] == postcode[1][:3])
        yield (
            postcode[1],
            zone or frozenset(place.province for place in _places() if place.postcode[:2] == postcode[1][:2]),
        )


@cache
def _places() -> tuple[Place, ...]:
    return tuple(Place(*row) for row in rows_of("dialing.csv"))
