"""The sections of a text: its prose under headings, that of the overview also under sub-headings, which stand on a line
of their own or run into the text (（一）主动公开情况。2023年……). headings.toml has their words."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

SPACES = " \t\u3000\xa0"
SPACE = f"[{SPACES}]*"
NUMBER = rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:部分)?{SPACE}[、.．,，：:]|第[一二三四五六七八九十]{{1,3}}部分)"
WORDS = r"[^\n。；;!！?？|\t]{2,40}?"
# A heading stands on a line of its own, is short, and is no sentence. With digits for its number it might be a row
# label of the tables as well, so there it must end as headings do and labels do not.
HEADING = re.compile(
    rf"^{SPACE}(?:#+ *|\*\*)?"  # Markdown's signs
    rf"(?:{NUMBER}{SPACE}(?P<words>{WORDS})"
    rf"|[一二三四五六七八九十]{{1,3}}[ \u3000]+(?P<loose>{WORDS})"
    rf"|[1-9][、.．]{SPACE}(?P<plain>{WORDS}(?:情况|概述|需要报告的事项)))"
    rf"(?:\*\*)?{SPACE}$"
)
# Most lines are a number or a row label, and need no closer look.
MAY_BE_HEADING = re.compile(
    rf"\n{SPACE}+(?:[一二三四五六七八九十第#*][^\n]{{2,}}+|[1-9][、.．][^\n]{{2,}}+(?<=[况述项*{SPACES}]))"
)
OVERVIEW = "overview"
DIVIDED = (OVERVIEW, "front")
NOTHING = [(0, "")]
# Behind a number, a few words that no sentence goes on with: a stop, a colon or a blank, or the year that the text
# opens with. A comma ends them only where they say that they are a heading. (What begins with a set is found fast.)
BLANK = r"[^\S\n]"
SUBHEADING = re.compile(
    r"[（(1-9一二三四五六七八](?<=[。；;.\s].)"
    r"(?:(?<=[（(])[一二三四五六七八九]{1,2}[）)]、?|(?<=[1-9])[、.．]|(?<=[一二三四五六七八])是)"
    rf"{BLANK}*(?P<words>[^。；;：:，,.\d\n]{{2,24}}?)"
    rf"(?:(?=20\d\d)|$|[。：:]|\.(?!\d)|(?<=[况面])[，,]|(?<=[况面设障理开]){BLANK}+)",
    re.MULTILINE,
)
NUMBERING = re.compile(r"^\W*(?:(?P<digit>[1-9])|(?P<character>[一二三四五六七八九]))")


class Section(NamedTuple):
    """A headed stretch of the report, without its tables.

    code: a word of headings.toml, `front` before the first heading, `other` where no word fits, overview.WORD below a
    sub-heading of the overview. heading_line: None before the first heading.
    """

    ordinal: int
    code: str
    heading: str
    text: str
    first_line: int
    last_line: int
    heading_line: int | None = None


class Stretch(NamedTuple):
    """Consecutive lines, or parts of lines, under one heading. heading_line: None before the first."""

    code: str
    heading: str
    heading_line: int | None
    lines: list[tuple[int, str]]


def find_headings(text: str) -> dict[int, tuple[str, str]]:
    """Index of a line -> (section code, heading as printed)."""
    headings = {}
    index = at = 0
    for match in MAY_BE_HEADING.finditer(f"\n{text}"):
        line = match[0][1:]
        heading = _heading(line)
        if heading:
            index += text.count("\n", at, match.start())
            at = match.start()
            headings[index] = heading
    return headings


@lru_cache(maxsize=1 << 12)  # the headings of all reports are much the same
def _heading(line: str) -> tuple[str, str] | None:
    match = HEADING.match(line)
    if not match:
        return None
    code = _code(match["words"] or match["plain"] or match["loose"])
    unmarked = code == "other" and match["loose"]  # 一 概 述 has a blank for its mark: only known words pass
    return (code, match[0].strip()) if code and not unmarked else None


@cache
def _vocabulary() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    sections = tuple((code, re.compile("|".join(words))) for code, words in _declared()["sections"].items())
    return re.compile("|".join(_declared()["not_headings"])), sections


def _code(words: str) -> str | None:
    """The section code of a heading; None for a row label of the tables, which are numbered like headings."""
    words = re.sub(r"\s", "", words)
    row_label, sections = _vocabulary()
    if row_label.search(words):
        return None
    return next((code for code, pattern in sections if pattern.search(words)), "other")


def sections(
    lines: tuple[tuple[int, str], ...], headings: Mapping[int, tuple[str, str]], outside: Sequence[range]
) -> tuple[Section, ...]:
    """The prose between headings; neighbours of one code are one section, their headings kept as lines of it.

    outside: the stretches of lines between the tables.
    """
    found: list[Section] = []
    for stretch in _stretches(lines, headings, outside):
        for code, heading, heading_line, own in _divided(stretch) if stretch.code in DIVIDED else (stretch,):
            filled = [(number, stripped) for number, text in own if (stripped := text.strip())]
            if heading or filled:
                span = filled or own or NOTHING
                body = "\n".join([text for _, text in filled])
                found.append(Section(len(found) + 1, code, heading, body, span[0][0], span[-1][0], heading_line))
    return tuple(found)


def _stretches(
    lines: tuple[tuple[int, str], ...], headings: Mapping[int, tuple[str, str]], outside: Sequence[range]
) -> list[Stretch]:
    stretches = [Stretch("front", "", None, [])]
    above = ""  # the heading of the overview, while in it
    for span in outside:
        starts = [index for index in span if index in headings]
        stretches[-1].lines.extend(lines[span.start : starts[0] if starts else span.stop])
        for index, following in pairwise([*starts, span.stop]):
            code: str | None
            code, heading = headings[index]
            # A heading behind which a table begins is a part's own, however it is numbered.
            before_table = following == span.stop and span is not outside[-1]
            if above and not before_table and _is_below(heading, above):
                code = _part_of_overview(heading)
            if code is None or code == stretches[-1].code:
                stretches[-1].lines.extend(lines[index:following])
            else:
                stretches.append(Stretch(code, heading, lines[index][0], list(lines[index + 1 : following])))
                above = heading if code == OVERVIEW else above if code.startswith(OVERVIEW) else ""
    return stretches


def _is_below(heading: str, above: str) -> bool:
    """Whether a heading is numbered in another way than the one above it: 1、 below 一、."""
    mine, other = NUMBERING.match(heading), NUMBERING.match(above)
    return bool(mine and other and mine.lastgroup != other.lastgroup)


@lru_cache(maxsize=1 << 12)
def _part_of_overview(words: str, by_name: bool = False) -> str | None:
    """Code of the part of the overview that the words of a heading name; by_name: as the notice of 2021 names it."""
    return next(
        (f"{OVERVIEW}.{code}" for code, name, any_word in _parts() if (name if by_name else any_word).search(words)),
        None,
    )


def _divided(stretch: Stretch) -> Iterator[Stretch]:
    """A stretch of the overview, at its sub-headings; as it is where it has none."""
    subheadings = _subheadings("\n".join([text for _, text in stretch.lines]))
    subheading = next(subheadings, None)
    if subheading is None:
        yield stretch
        return
    last = Stretch(stretch.code, stretch.heading, stretch.heading_line, [])
    at = 0  # where the line begins
    for number, text in stretch.lines:
        done = 0
        while subheading and subheading[2] <= at + len(text):
            heading, code, begin, end = subheading
            last.lines.append((number, text[done : begin - at]))
            yield last
            last, done = Stretch(code, heading, number, []), end - at
            subheading = next(subheadings, None)
        last.lines.append((number, text[done:]))
        at += len(text) + 1
    yield last


def _subheadings(text: str) -> Iterator[tuple[str, str, int, int]]:
    """(heading, code, where it begins, where it ends)"""
    for match in SUBHEADING.finditer(f"\n{text}"):
        code = _part_of_overview(match["words"], by_name=match[0][0] not in "（(")
        if code:
            yield match[0].strip(" \t\u3000。：:，,."), code, match.start() - 1, match.end() - 1


@cache
def _parts() -> Sequence[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """(code, its name in the notice, all words for it)"""
    return [(code, re.compile(words[0]), re.compile("|".join(words))) for code, words in _declared()[OVERVIEW].items()]


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "headings.toml").read_text(encoding="utf-8"))
