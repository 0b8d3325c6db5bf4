"""What the prose may state, as declared in measures.toml."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from gongkai.transform.prose.words import load, pattern


@dataclass(frozen=True, slots=True)
class Measure:
    """What may be stated. measures.toml says what the fields mean; patterns: one for each rank."""

    code: str
    chinese: str
    english: str
    unit: str
    subject: str | None
    about: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    none: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    names: re.Pattern[str] | None
    names_otherwise: re.Pattern[str] | None
    things: re.Pattern[str] | None
    new_media: bool
    stands_for_all: bool
    all_channels: bool
    whole: bool
    any_year: bool
    new_only: bool
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


class Candidates(NamedTuple):
    """Measures of which words may be: those of any words, and those that are about a word."""

    of_any: dict[str, Measure]
    by_word: dict[str, dict[str, Measure]]
    any_word: re.Pattern[str]

    def of(self, text: str) -> Iterable[Measure]:
        """Those whose patterns need to be tried on a text."""
        found = self.of_any
        match = self.any_word.search(text)
        while match:
            found = found | self.by_word[match[0]]
            match = self.any_word.search(text, match.start() + 1)
        return found.values()


@cache
def counted(subject: str | None) -> Candidates:
    """Those that a count on a subject may be of, but for channels."""
    return _candidates(one for one in measures() if one.subject in (None, subject) and not one.is_channel)


@cache
def deniable() -> Candidates:
    """Those of which a report says in words that there was none."""
    return _candidates(measure for measure in measures() if measure.none)


def _candidates(among: Iterable[Measure]) -> Candidates:
    all_of_them = tuple(among)
    words = sorted({word for measure in all_of_them for word in measure.about}, reverse=True)  # 信息员 before 信息
    return Candidates(
        {measure.code: measure for measure in all_of_them if not measure.about},
        {word: {one.code: one for one in all_of_them if word.startswith(one.about)} for word in words},
        re.compile("|".join(words)),
    )


def _measure(code: str, entry: dict[str, Any]) -> Measure:
    return Measure(
        code,
        entry["chinese"],
        entry["english"],
        entry["unit"],
        entry.get("subject"),
        tuple(entry.get("about", ())),
        tuple(pattern("|".join(rank)) for rank in entry.get("patterns", ())),
        pattern(f"(?:{'|'.join(entry['none'])})$") if "none" in entry else None,
        pattern(entry["not"]) if "not" in entry else None,
        pattern(entry["names"]) if "names" in entry else None,
        pattern(entry["names_otherwise"]) if "names_otherwise" in entry else None,
        pattern(entry["things"]) if "things" in entry else None,
        entry.get("new_media", False),
        entry.get("stands_for_all", False),
        entry.get("all_channels", False),
        entry.get("whole", False),
        entry.get("any_year", False),
        entry.get("new_only", False),
        entry.get("panel", False),
    )
