"""Where things stand in a text: its headed sections, and the stretch of lines that holds each table."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from gongkai.extract.layouts import Part
from gongkai.extract.text.markup import BLOCK_END, is_markup, seen, without_unseen
from gongkai.extract.text.subheadings import OVERVIEW, Stretch, divided, is_below, part_of_overview

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
# Most lines are a number, and need no closer look.
MAY_BE_HEADING = re.compile(rf"\n{SPACE}(?:[一二三四五六七八九十第#*]|[1-9][、.．])[^\n]{{2,}}")
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
PAGE = rf"(?:[-—–]{SPACE}\d{{1,3}}{SPACE}[-—–]|第{SPACE}\d{{1,3}}{SPACE}页.{{0,12}}|\d{{1,3}}{SPACE}/{SPACE}\d{{1,3}})"
PAGE_MARK = re.compile(rf"^{SPACE}{PAGE}{SPACE}$")
HAS_PAGE_MARKS = re.compile(rf"\n{SPACE}{PAGE}{SPACE}(?:\n|\Z)")  # asked once of the whole text
CELL_ENDS = re.compile(rf"{SPACE}(?:[\t\n|<]|  )")
LONG_LINE = 200
LONE_NUMBER = re.compile(r"(?<![^\s|│┃║,，;；])\d[\d.]*(?![^\s|│┃║,，;；])")
FEWEST_NUMBERS = 10  # below a heading; of the smallest table
HAS_CELLS = re.compile(r"<(?:t[dh]|tr|row|cell|entry)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
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
    headings = _headings(text)
    first = {text.count("\n", 0, at): table for table, at in table_starts.items()}
    if markup:  # its cells part what a page shows side by side
        page = "\n".join(source)
        first = _earliest(first, {page.count("\n", 0, at): table for table, at in _table_starts(page, anchors).items()})
    first |= _below_headings(lines, headings, anchors.keys() - numbered - set(first.values()))
    tables = _tables(lines, headings, first, numbered)
    if markup:
        tables = [(_with_cells(part, source, span), span) for part, span in tables]
    elif HAS_PAGE_MARKS.search(f"\n{text}"):
        tables = [(_without_page_marks(part), span) for part, span in tables]
    outside = _outside([span for _, span in tables], len(lines))
    prose = tuple([lines[index] for index in outside if lines[index][1]])
    return Outline(lines, prose, _sections(lines, headings, outside), tuple([part for part, _ in tables]))


def _table_starts(text: str, anchors: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Table code -> offset of its first anchor; tables that the text does not hold are left out."""
    starts = {}
    squeezed = ""
    for table, words in anchors.items():
        firsts = [_first_in_cell(text, word, "") for word in words]
        if not any(at is not None for at in firsts):
            squeezed = squeezed or _squeezed(text)
            firsts = [_first_in_cell(text, word, SPACE) for word in words if word.strip("^$") in squeezed]
        if offsets := [at for at in firsts if at is not None]:
            starts[table] = min(offsets)
    return starts


def _earliest(*starts: Mapping[int, str]) -> dict[int, str]:
    """First line -> table, for each table the earliest of several."""
    lines: dict[str, int] = {}
    for first in starts:
        for line, table in first.items():
            lines[table] = min(line, lines.get(table, line))
    return {line: table for table, line in lines.items()}


def _squeezed(text: str) -> str:
    for space in SPACES:
        text = text.replace(space, "")
    return text


def _first_in_cell(text: str, word: str, spaces: str) -> int | None:
    """Where a word first stands in a cell, and not in a sentence that cites the table."""
    for begin, end in _occurrences(text, word.strip("^$"), spaces):
        before = text[begin - 1 : begin]
        if word.startswith("^") and (before.isalnum() or before in ("》", "”")):
            continue
        if word.endswith("$") and not CELL_ENDS.match(text, end):
            continue
        rest = REST_OF_CELL.match(text, end, end + 40)
        if rest is None or "。" not in rest[0]:
            return begin
    return None


def _occurrences(text: str, word: str, spaces: str) -> Iterator[tuple[int, int]]:
    """(begin, end) of a word. spaces: what may stand between its characters."""
    if spaces:
        yield from (match.span() for match in re.finditer(spaces.join(word), text))
        return
    begin = text.find(word)
    while begin >= 0:
        yield begin, begin + len(word)
        begin = text.find(word, begin + 1)


def _break_long_lines(text: str, table_starts: Mapping[str, int], markup: bool) -> tuple[list[str], list[int]]:
    """(lines, numbers): tables, run-in headings and blocks of markup begin a line; the numbers stay the text's own."""
    lines = text.split("\n")
    broken: list[str] = []
    numbers: list[int] = []
    done = at = 0
    for index in [index for index, line in enumerate(lines) if len(line) > LONG_LINE]:
        line = lines[index]
        at = text.index(line, at)
        cuts = _cuts(line, markup) | {start - at for start in table_starts.values() if at < start < at + len(line)}
        at += len(line)
        if cuts := cuts - {0, len(line)}:
            broken += lines[done:index] + [line[begin:end] for begin, end in pairwise([0, *sorted(cuts), len(line)])]
            numbers += [*range(done + 1, index + 1), *[index + 1] * (len(cuts) + 1)]
            done = index + 1
    return broken + lines[done:], [*numbers, *range(done + 1, len(lines) + 1)]


def _cuts(line: str, markup: bool) -> set[int]:
    if markup:
        return {match.end() for match in BLOCK_END.finditer(line)}
    if any(phrase in line for phrase in RUN_IN_PHRASES):
        return {cut for match in RUN_IN_HEADING.finditer(line) for cut in match.span()}
    return set()


def _headings(text: str) -> dict[int, tuple[str, str]]:
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


@lru_cache(maxsize=1 << 12)  # the headings and row labels of all reports are much the same
def _heading(line: str) -> tuple[str, str] | None:
    match = HEADING.match(line)
    if not match:
        return None
    code = _code(match["words"] or match["plain"] or match["loose"])
    unmarked = code == "other" and match["loose"]  # 一 概 述 has a blank for its mark: only known words pass
    return (code, match[0].strip()) if code and not unmarked else None


@cache
def _vocabulary() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    data = tomllib.loads((resources.files("gongkai.extract.text") / "headings.toml").read_text(encoding="utf-8"))
    sections = tuple((code, re.compile("|".join(words))) for code, words in data["sections"].items())
    return re.compile("|".join(data["not_headings"])), sections


def _code(words: str) -> str | None:
    """The section code of a heading; None for a row label of the tables, which are numbered like headings."""
    words = re.sub(r"\s", "", words)
    row_label, sections = _vocabulary()
    if row_label.search(words):
        return None
    return next((code for code, pattern in sections if pattern.search(words)), "other")


def _below_headings(
    lines: Sequence[tuple[int, str]], headings: Mapping[int, tuple[str, str]], missing: Set[str]
) -> dict[int, str]:
    """First line -> table, of those whose words are all broken, but not the heading above them: the lines below it that
    hold numbers and no sentence."""
    tables: dict[int, str] = {}
    for index, following in pairwise([*sorted(headings), len(lines)]):
        code = headings[index][0]
        if code in missing and code not in tables.values():
            sentences = [at for at in range(index, following) if "。" in lines[at][1]]
            stretches = [range(one + 1, other) for one, other in pairwise([index, *sentences, following])]
            longest = max(stretches, key=len)
            numbers = sum(len(LONE_NUMBER.findall(lines[at][1])) for at in longest)
            if numbers >= FEWEST_NUMBERS:
                tables[longest.start] = code
    return tables


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


def _with_cells(part: Part, source: Sequence[str], span: range) -> Part:
    """The part as its source has it, where it begins in a table's cells; elsewhere tags only break lines."""
    beginning = source[max(span.start - 2, 0) : span.start + 6]
    if not any(map(HAS_CELLS.search, beginning)):
        return part
    numbers = [number for number, _ in part.lines]
    return replace(part, lines=tuple(zip(numbers, source[span.start : span.stop], strict=True)))


def _without_page_marks(part: Part) -> Part:
    return replace(part, lines=tuple([line for line in part.lines if not PAGE_MARK.match(line[1])]))


def _ends_table(lines: tuple[tuple[int, str], ...], index: int, code: str, table: str, numbered: bool) -> bool:
    """A heading of another section; one that may be a row label only where prose follows it."""
    if code == "other" or numbered:
        following = [text for _, text in lines[index + 1 : index + 12] if text.strip()][:3]
        return any("。" in text for text in following)
    return code != table


def _outside(tables: Sequence[range], lines: int) -> list[int]:
    """The lines that are in no table. tables: in the order of the text."""
    bounds = [0, *(bound for span in tables for bound in (span.start, span.stop)), lines]
    return [index for begin, end in zip(bounds[::2], bounds[1::2], strict=True) for index in range(begin, end)]


def _sections(
    lines: tuple[tuple[int, str], ...],
    headings: Mapping[int, tuple[str, str]],
    outside: Sequence[int],
) -> tuple[Section, ...]:
    """The prose between headings; neighbours of one code are one section, their headings kept as lines of it."""
    stretches = [Stretch("front", "", None, [])]
    above = ""  # the heading of the overview, while in it
    with_tables = _before_tables(headings, outside, len(lines))
    for index in outside:
        code, heading = headings.get(index, (None, ""))
        if code and above and is_below(heading, above) and index not in with_tables:
            code = part_of_overview(heading)
        if code is None or code == stretches[-1].code:
            stretches[-1].lines.append(lines[index])
        else:
            stretches.append(Stretch(code, heading, lines[index][0], []))
            above = heading if code == OVERVIEW else above if code.startswith(OVERVIEW) else ""
    parts = [
        part
        for stretch in stretches
        for part in (divided(stretch) if stretch.code in (OVERVIEW, "front") else (stretch,))
    ]
    sections: list[Section] = []
    for code, heading, heading_line, body_lines in parts:
        body = "\n".join([stripped for _, text in body_lines if (stripped := text.strip())])
        if heading or body:
            filled = [number for number, text in body_lines if text.strip()]
            filled = filled or [number for number, _ in body_lines] or [0]
            first_line, last_line = filled[0], filled[-1]
            sections.append(Section(len(sections) + 1, code, heading, body, first_line, last_line, heading_line))
    return tuple(sections)


def _before_tables(headings: Mapping[int, tuple[str, str]], outside: Sequence[int], lines: int) -> set[int]:
    """The headings behind which a table begins: such a one is a part's own, however it is numbered."""
    before = set()
    last = -1
    for index, following in pairwise([*outside, lines]):
        last = index if index in headings else last
        if following != index + 1:
            before.add(last)
    return before
