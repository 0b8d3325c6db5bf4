"""Sub-headings of the overview: on a line of their own, or run into the text (（一）主动公开情况。2023年……)."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

OVERVIEW = "overview"
# Behind a number, a few words that no sentence goes on with: a stop, a colon or a blank, or the year that the text
# opens with. A comma ends them only where they say that they are a heading.
HEADING = re.compile(
    r"(?:^|(?<=[。；;.\s]))[ \t\u3000]*"
    r"(?P<heading>(?:(?P<bracket>[（(])[一二三四五六七八九]{1,2}[）)]、?|[1-9][、.．]|[一二三四五六七八]是)\s*"
    r"(?P<words>[^。；;：:，,.\d]{2,24}?)"
    r"(?:(?=20\d\d)|$|[。：:]|\.(?!\d)|(?<=[况面])[，,]|(?<=[况面设障理开])\s+))"
)
NUMBER = re.compile(r"^\W*(?:(?P<digit>[1-9])|(?P<character>[一二三四五六七八九]))")


class Stretch(NamedTuple):
    """Consecutive lines, or parts of lines, under one heading. heading_line: None before the first."""

    code: str
    heading: str
    heading_line: int | None
    lines: list[tuple[int, str]]


def is_below(heading: str, above: str) -> bool:
    """Whether a heading is numbered in another way than the one above it: 1、 below 一、."""
    mine, other = NUMBER.match(heading), NUMBER.match(above)
    return bool(mine and other and mine.lastgroup != other.lastgroup)


def part_of_overview(words: str, by_name: bool = False) -> str | None:
    """Code of the part of the overview that the words of a heading name; by_name: as the notice of 2021 names it."""
    return next(
        (f"{OVERVIEW}.{code}" for code, name, any_word in _parts() if (name if by_name else any_word).search(words)),
        None,
    )


def divided(stretch: Stretch) -> Iterator[Stretch]:
    """A stretch of the overview, at its sub-headings; as it is where it has none."""
    last = Stretch(stretch.code, stretch.heading, stretch.heading_line, [])
    for number, text in stretch.lines:
        done = 0
        for heading, code, begin, end in _headings(text):
            last.lines.append((number, text[done:begin]))
            yield last
            last, done = Stretch(code, heading, number, []), end
        last.lines.append((number, text[done:]))
    yield last


def _headings(text: str) -> Iterator[tuple[str, str, int, int]]:
    """(heading, code, where it begins, where it ends)"""
    if not _any_part().search(text):
        return
    for match in HEADING.finditer(text):
        code = part_of_overview(match["words"], by_name=not match["bracket"])
        if code:
            yield match["heading"].strip(" \t\u3000。：:，,."), code, match.start("heading"), match.end()


@cache
def _parts() -> Sequence[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """(code, its name in the notice, all words for it)"""
    data = tomllib.loads((resources.files("gongkai.extract.text") / "headings.toml").read_text(encoding="utf-8"))
    return [(code, re.compile(words[0]), re.compile("|".join(words))) for code, words in data[OVERVIEW].items()]


@cache
def _any_part() -> re.Pattern[str]:
    return re.compile("|".join(any_word.pattern for _, _, any_word in _parts()))
