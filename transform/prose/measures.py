"""What the prose may state, as declared in measures.toml."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gongkai.transform.prose.words import load, pattern


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be stated. measures.toml says what the fields mean; patterns: one for each rank."""

    code: str
    chinese: str
    english: str
    unit: str
    subject: str | None
    about: re.Pattern[str] | None
    about_begins: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    none: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    names: re.Pattern[str] | None
    names_otherwise: re.Pattern[str] | None
    new_media: bool
    stands_for_all: bool
    all_channels: bool
    whole: bool
    any_year: bool
    panel: bool

    @property
    def is_channel(self) -> bool:
        """Whether it counts what one channel published."""
        return bool(self.names or self.names_otherwise)


@cache
def measures() -> tuple[Measure, ...]:
    """All measures, in the order of the codebook."""
    return tuple(_measure(code, entry) for code, entry in load("measures.toml").items())


@cache
def channels() -> tuple[Measure, ...]:
    """Those that count what one channel published."""
    return tuple(measure for measure in measures() if measure.is_channel)


@cache
def counted(subject: str | None) -> tuple[Measure, ...]:
    """Those that a count on a subject may be of, but for channels."""
    return tuple(measure for measure in measures() if measure.subject in (None, subject) and not measure.is_channel)


def that_may_stand_in(text: str, among: Sequence[Measure]) -> Iterator[Measure]:
    """Those of which a text has a word without which their patterns need not be tried. (Most fail by a character.)"""
    characters = frozenset(text)
    for measure in [one for one in among if not (one.about and one.about_begins.isdisjoint(characters))]:
        if measure.about is None or measure.about.search(text):
            yield measure


@cache
def deniable() -> tuple[Measure, ...]:
    """Those of which a report says in words that there was none."""
    return tuple(measure for measure in measures() if measure.none)


def _measure(code: str, entry: dict[str, Any]) -> Measure:
    return Measure(
        code,
        entry["chinese"],
        entry["english"],
        entry["unit"],
        entry.get("subject"),
        pattern("|".join(entry["about"])) if "about" in entry else None,
        frozenset(word[0] for word in entry.get("about", ())),
        tuple(pattern("|".join(rank)) for rank in entry.get("patterns", ())),
        pattern(f"(?:{'|'.join(entry['none'])})$") if "none" in entry else None,
        pattern(entry["not"]) if "not" in entry else None,
        pattern(entry["names"]) if "names" in entry else None,
        pattern(entry["names_otherwise"]) if "names_otherwise" in entry else None,
        entry.get("new_media", False),
        entry.get("stands_for_all", False),
        entry.get("all_channels", False),
        entry.get("whole", False),
        entry.get("any_year", False),
        entry.get("panel", False),
    )
