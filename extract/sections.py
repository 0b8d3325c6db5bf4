"""Where things stand in a text: its headed sections, and the stretch of lines that holds each table."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from extract.layouts import Part
from extract.markup import BLOCK_END, is_markup, seen, without_unseen

SPACE = r"[ \t\u3000\xa0]*"
NUMBER = rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:部分)?{SPACE}[、.．,，：:]|第[一二三四五六七八九十]{{1,3}}部分)"
WORDS = r"[^\n。；;!！?？|\t]{2,40}?"
# A heading stands on a line of its own, is short, and is no sentence. With a figure for its number it might be a row
# label of the tables as well, so there it must end as headings do and labels do not.
HEADING = re.compile(
    rf"^{SPACE}(?:#+ *|\*\*)?"  # Markdown's signs
    rf"(?:{NUMBER}{SPACE}(?P<words>{WORDS})"
    rf"|[一二三四五六七八九十]{{1,3}}[ \u3000]+(?P<loose>{WORDS})"
    rf"|[1-9][、.．]{SPACE}(?P<plain>{WORDS}(?:情况|概述|需要报告的事项)))"
    rf"(?:\*\*)?{SPACE}$",
    re.MULTILINE,
)
# Whole reports on one line: only the form's own phrases are headings there.
RUN_IN_PHRASES = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
    "概述",
    "主动公开情况",
    "依申请公开情况",
    "依申请公开政府信息情况",
    "收费及减免情况",
    "存在的主要问题和改进措施",
)
RUN_IN_HEADING = re.compile(rf"(?:^|(?<=[\s。；）)])){NUMBER}{SPACE}(?:行政机关)?(?:{'|'.join(RUN_IN_PHRASES)})")
REST_OF_CELL = re.compile(r"[^\n|\t0-9]*")
PAGE_MARK = re.compile(
    rf"^{SPACE}(?:[-—–]{SPACE}\d{{1,3}}{SPACE}[-—–]|第{SPACE}\d{{1,3}}{SPACE}页.{{0,12}}|\d{{1,3}}{SPACE}/{SPACE}\d{{1,3}}){SPACE}$",
    re.MULTILINE,
)
LONG_LINE = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A headed stretch of the report, without its tables.

    code: a word of headings.toml, `front` before the first heading, `other` where no word fits.
    """

    ordinal: int
    code: str
    heading: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The text taken apart.

    lines: (number from 1, text as a page shows it); a long line that holds several parts stands as several. prose: the
    filled ones of them outside the tables.
    """

    lines: tuple[tuple[int, str], ...]
    prose: tuple[tuple[int, str], ...]
    sections: tuple[Section, ...]
    tables: tuple[Part, ...]


def outline(text: str, anchors: Mapping[str, Sequence[str]], numbered: Set[str] = frozenset()) -> Outline:
    """Find sections and tables.

    anchors: table code -> words that only that table holds; ^ and $ mark a cell's ends. numbered: tables whose row
    labels look like headings.
    """
    markup = is_markup(text)
    if markup:
        text = without_unseen(text)
    table_starts = _table_starts(text, anchors)
    source, numbers = _break_long_lines(text, table_starts, markup)
    shown = [seen(line) for line in source] if markup else source
    if markup or len(shown) > numbers[-1]:
        text = "\n".join(shown)
        table_starts = _table_starts(text, anchors)
    lines = tuple(zip(numbers, shown, strict=True))
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    headings = _headings(text, starts)
    first = {bisect_right(starts, at) - 1: table for table, at in table_starts.items()}
    tables = _tables(lines, headings, first, numbered)
    if markup:
        cells = tuple(zip(numbers, source, strict=True))
        tables = [(replace(part, lines=cells[span.start : span.stop]), span) for part, span in tables]
    elif PAGE_MARK.search(text):
        tables = [(_without_page_marks(part), span) for part, span in tables]
    tabled = {index for _, span in tables for index in span}
    prose = tuple([line for index, line in enumerate(lines) if line[1] and index not in tabled])
    return Outline(lines, prose, _sections(lines, headings, tabled), tuple(part for part, _ in tables))


def _table_starts(text: str, anchors: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Table code -> offset of its first anchor; tables that the text does not hold are left out."""
    starts = {}
    squeezed = "".join(text.split())
    for table, words in anchors.items():
        held = tuple(word for word in words if word.strip("^$") in squeezed)
        spaces = "" if any(word.strip("^$") in text for word in held) else SPACE
        found = next((m for m in _anchor(held, spaces).finditer(text) if _stands_in_cell(text, m)), None)
        if held and found:
            starts[table] = found.start()
    return starts


@cache
def _anchor(words: tuple[str, ...], spaces: str) -> re.Pattern[str]:
    """One group a word, named after what must hold around it; spaces: what may stand between its characters.

    No lookbehind, and no spaces where the words stand without any: either would cost the search its speed.
    """

    def spaced(number: int, word: str) -> str:
        begins = "begins" if word.startswith("^") else "within"
        ends_cell = rf"(?={SPACE}(?:[\t\n|<]|  ))" if word.endswith("$") else ""
        return f"(?P<{begins}{number}>{spaces.join(word.strip('^$'))}){ends_cell}"

    return re.compile("|".join(spaced(number, word) for number, word in enumerate(words)))


def _stands_in_cell(text: str, match: re.Match[str]) -> bool:
    """At a cell's beginning where it has to, and not in a sentence that cites the table."""
    before = text[match.start() - 1 : match.start()]
    if (match.lastgroup or "").startswith("begins") and (before.isalnum() or before in ("》", "”")):
        return False
    rest = REST_OF_CELL.match(text, match.end(), match.end() + 40)
    return rest is None or "。" not in rest[0]


def _break_long_lines(text: str, table_starts: Mapping[str, int], markup: bool) -> tuple[list[str], list[int]]:
    """(lines, numbers): tables, run-in headings and blocks of markup begin a line; the numbers stay the text's own."""
    broken: list[str] = []
    numbers: list[int] = []
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= LONG_LINE:
            broken.append(line)
            numbers.append(number)
        else:
            cuts = _cuts(line, markup) | {start - at for start in table_starts.values() if at < start < at + len(line)}
            bounds = [0, *sorted(cuts - {0, len(line)}), len(line)]
            broken += [line[begin:end] for begin, end in pairwise(bounds)]
            numbers += [number] * (len(bounds) - 1)
        at += len(line) + 1
    return broken, numbers


def _cuts(line: str, markup: bool) -> set[int]:
    if markup:
        return {match.end() for match in BLOCK_END.finditer(line)}
    if any(phrase in line for phrase in RUN_IN_PHRASES):
        return {cut for match in RUN_IN_HEADING.finditer(line) for cut in match.span()}
    return set()


def _headings(text: str, starts: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Index of a line -> (section code, heading as printed). starts: the offset at which each line begins."""
    headings = {}
    for match in HEADING.finditer(text):
        code = _code(match["words"] or match["plain"] or match["loose"])
        unmarked = code == "other" and match["loose"]  # 一 概 述 has a blank for its mark: only known words pass
        if code and not unmarked:
            headings[bisect_right(starts, match.start()) - 1] = (code, match[0].strip())
    return headings


@cache
def _vocabulary() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    data = tomllib.loads((resources.files("extract") / "headings.toml").read_text(encoding="utf-8"))
    sections = tuple((code, re.compile("|".join(words))) for code, words in data["sections"].items())
    return re.compile("|".join(data["not_headings"])), sections


@lru_cache(maxsize=1 << 12)
def _code(words: str) -> str | None:
    """The section code of a heading; None for a row label of the tables, which are numbered like headings."""
    words = re.sub(r"\s", "", words)
    row_label, sections = _vocabulary()
    if row_label.search(words):
        return None
    return next((code for code, pattern in sections if pattern.search(words)), "other")


def _tables(
    lines: tuple[tuple[int, str], ...],
    headings: Mapping[int, tuple[str, str]],
    first: Mapping[int, str],
    numbered: Set[str],
) -> list[tuple[Part, range]]:
    """A table goes on to the next table or heading; a damaged row label that looks like a heading is none."""
    tables = []
    for start, table in sorted(first.items()):
        ends = (
            index
            for index in sorted({*headings, *first, len(lines)})
            if index > start
            and (index not in headings or _ends_table(lines, index, headings[index][0], table, table in numbered))
        )
        end = next(ends)
        ends_text = not any(text.strip() for _, text in lines[end:])
        breaks_off = end == len(lines) and lines[-1][1][-1:].isdigit()
        tables.append((Part(table, lines[start:end], ends_text, breaks_off), range(start, end)))
    return tables


def _without_page_marks(part: Part) -> Part:
    return replace(part, lines=tuple([line for line in part.lines if not PAGE_MARK.match(line[1])]))


def _ends_table(lines: tuple[tuple[int, str], ...], index: int, code: str, table: str, numbered: bool) -> bool:
    """A heading of another section; one that may be a row label only where prose follows it."""
    if code == "other" or numbered:
        following = [text for _, text in lines[index + 1 : index + 12] if text.strip()][:3]
        return any("。" in text for text in following)
    return code != table


def _sections(
    lines: tuple[tuple[int, str], ...],
    headings: Mapping[int, tuple[str, str]],
    tabled: Set[int],
) -> tuple[Section, ...]:
    """The prose between headings; neighbours of one code are one section, their headings kept as lines of it."""
    bounds = [0, *(index for index in sorted(headings) if index not in tabled), len(lines)]
    stretches: list[tuple[str, str, list[int]]] = []
    for begin, end in pairwise(bounds):
        code, heading = headings.get(begin, ("front", ""))
        if stretches and stretches[-1][0] == code:
            stretches[-1][2].extend(range(begin, end))
        else:
            stretches.append((code, heading, list(range(begin + bool(heading), end))))
    sections: list[Section] = []
    for code, heading, indexes in stretches:
        prose = [lines[index] for index in indexes if index not in tabled]
        body = "\n".join(text for text in (text.strip() for _, text in prose) if text)
        if heading or body:
            first_line, last_line = (prose[0][0], prose[-1][0]) if prose else (0, 0)
            sections.append(Section(len(sections) + 1, code, heading, body, first_line, last_line))
    return tuple(sections)
