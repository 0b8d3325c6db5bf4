"""Where things stand in a text: the stretch of lines that holds each table, and outside of them the sections."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from gongkai.extract.encoding import simplify
from gongkai.extract.layouts import Part
from gongkai.extract.text.folded import unfolded
from gongkai.extract.text.markup import BLOCK_END, TAG, is_markup, seen, seen_lines, without_unseen
from gongkai.extract.text.sections import NUMBER, SPACE, Section, find_headings, sections

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
REST_OF_SENTENCE = re.compile(r"[^。\n|\t]{0,300}。")
# What no sentence has: a figure of nothing, noughts side by side, the heading of a section, two blanks.
NO_SENTENCE = re.compile(r"\d(?![\d.]|[\u4e00-\u9fff%％])|00|[一二三四五六七八九十]、|[ \u3000]{2}")
PAGE = (
    rf"(?:[-—–]{SPACE}\d{{1,3}}{SPACE}[-—–]|第{SPACE}\d{{1,3}}{SPACE}页.{{0,12}}|\d{{1,3}}+{SPACE}+/{SPACE}\d{{1,3}})"
)
PAGE_SIGNS = "-—–页/"  # one of them stands in every mark
PAGE_MARK = re.compile(rf"^{SPACE}{PAGE}{SPACE}$")
HAS_PAGE_MARKS = re.compile(rf"\n{SPACE}+{PAGE}{SPACE}(?:\n|\Z)")  # asked once of the whole text
CELL_ENDS = re.compile(rf"{SPACE}(?:[\t\n|<]|  )")
LONG_LINE = 200
ROW_TAG = re.compile(r"</?tr\b", re.IGNORECASE)
LONE_NUMBER = re.compile(r"(?<![^\s|│┃║,，;；])\d[\d.]*(?![^\s|│┃║,，;；])")
WORD = re.compile("[\u4e00-\u9fff]{3,}")
SHORTEST_WORD = 2
FEWEST_NUMBERS = 10  # below a heading; of the smallest table
HAS_CELLS = re.compile(r"<(?:t[dh]|tr|row|cell|entry)\b", re.IGNORECASE)


class Found(NamedTuple):
    """A table where it stands. at: index of its first line. is_headed: below the heading of its own section.
    is_own: the one of its kind that is the report's: the first that is headed, or else the first."""

    part: Part
    at: int
    is_headed: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The text taken apart.

    text: in simplified characters. unspaced: as a page shows it, without white space. lines: (number from 1, text as a
    page shows it); a long line that holds several parts stands as several. source: the same as they stand in the text.
    shown: all lines. prose: the filled ones outside the tables. found: all tables, in the order of the text.
    """

    text: str
    unspaced: str
    shown: str
    lines: tuple[tuple[int, str], ...]
    prose: tuple[tuple[int, str], ...]
    sections: tuple[Section, ...]
    found: tuple[Found, ...]
    source: tuple[str, ...]

    @property
    def tables(self) -> tuple[Part, ...]:
        """The report's own: one of each kind."""
        return tuple([table.part for table in self.found if table.is_own])

    def above(self, index: int) -> str:
        """The text above a line, or above a part of a long one."""
        number = self.lines[index][0]
        begun = "".join([self.source[at] for at in range(index) if self.lines[at][0] == number])
        return "\n".join(self.text.split("\n")[: number - 1] + ([begun] if begun else []))


def outline(
    text: str,
    anchors: Mapping[str, Sequence[str]],
    numbered: Set[str] = frozenset(),
    words: Set[str] = frozenset(),
) -> Outline:
    """Find sections and tables, whichever characters the text is written in.

    anchors: table code -> words that only that table holds; ^ and $ mark a cell's ends. numbered: tables whose row
    labels look like headings. words: those of the tables, to see where lines were cut within them.
    """
    whole = text = simplify(text)
    cut = unfolded(text, words)
    text = cut.text if cut else text
    markup = is_markup(text)
    if markup:
        text = without_unseen(text)
    unspaced = _unspaced(text)
    table_starts = _table_starts(text, unspaced, anchors)
    source, numbers = _break_long_lines(text, table_starts, markup)
    if len(source) > numbers[-1]:
        text = "\n".join(source)
        table_starts = _table_starts(text, unspaced, anchors)
    first = _first_lines(text, table_starts)
    shown = source
    if markup:  # its cells part what a page shows side by side
        shown = seen_lines(text)
        page, text = text, "\n".join(shown)
        unspaced = _unspaced(text)
        first = _earliest(_first_lines(text, _table_starts(text, unspaced, anchors)), first)
        if TAG.search(text):  # it went on over lines
            unspaced = _unspaced(seen(page))
    numbers = [cut.numbers[number - 1] for number in numbers] if cut else numbers
    lines = tuple(zip(numbers, shown, strict=True))
    headings = find_headings(text)
    first |= _below_headings(lines, headings, anchors.keys() - numbered - set(first.values()))
    first = _with_headers(lines, headings, first, words)
    tables = _tables(lines, headings, first, numbered)
    again = _starts_again(lines, headings, [table for table in tables if table[0].table not in numbered], anchors)
    if again:
        tables = _tables(lines, headings, _with_headers(lines, headings, {**again, **first}, words), numbered)
    if markup:
        tables = [(_with_cells(part, source, span), span) for part, span in tables]
    if any(map(text.__contains__, PAGE_SIGNS)) and HAS_PAGE_MARKS.search(f"\n{text}"):
        tables = [(_without_page_marks(part), span) for part, span in tables]
    outside = _outside([span for _, span in tables], len(lines))
    prose = tuple([line for span in outside for line in lines[span.start : span.stop] if line[1]])
    return Outline(
        whole,
        unspaced,
        text,
        lines,
        prose,
        sections(lines, headings, outside),
        _found(tables, headings),
        tuple(source),
    )


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _table_starts(text: str, unspaced: str, anchors: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Table code -> offset of its first anchor; tables that the text does not hold are left out."""
    starts = {}
    for table, words in anchors.items():
        at = _first_in_cell(text, words)
        if at is None:
            broken = [word for word in words if word.strip("^$") in unspaced]
            at = _first_with_blanks(text, broken)
        if at is not None:
            starts[table] = at
    return starts


def _first_lines(text: str, table_starts: Mapping[str, int]) -> dict[int, str]:
    """Index of a line -> the table that begins in it."""
    return {text.count("\n", 0, at): table for table, at in table_starts.items()}


def _earliest(*starts: Mapping[int, str]) -> dict[int, str]:
    """First line -> table, for each table the earliest of several."""
    lines: dict[str, int] = {}
    for first in starts:
        for line, table in first.items():
            lines[table] = min(line, lines.get(table, line))
    return {line: table for table, line in lines.items()}


def _first_in_cell(text: str, words: Sequence[str]) -> int | None:
    """Where one of the words first stands in a cell, and not in a sentence that cites the table."""
    first = len(text)
    for word in words:
        bare = word.strip("^$")
        begin = text.find(bare)
        while 0 <= begin < first:
            if _is_in_cell(text, word, begin, begin + len(bare)):
                first = begin
                break
            begin = text.find(bare, begin + 1)
    return first if first < len(text) else None


def _first_with_blanks(text: str, words: Sequence[str]) -> int | None:
    """The same where blanks stand between the characters of a word."""
    firsts = []
    for word in words:
        matches = re.finditer(SPACE.join(word.strip("^$")), text)
        firsts += [match.start() for match in matches if _is_in_cell(text, word, *match.span())][:1]
    return min(firsts, default=None)


def _is_in_cell(text: str, word: str, begin: int, end: int) -> bool:
    before = text[begin - 1 : begin]
    if word.startswith("^") and (before.isalnum() or before in ("》", "”")):
        return False
    if word.endswith("$") and not CELL_ENDS.match(text, end):
        return False
    rest = REST_OF_CELL.match(text, end, end + 40)
    return (rest is None or "。" not in rest[0]) and not _is_in_sentence(text, end)


def _is_in_sentence(text: str, end: int) -> bool:
    """Whether what follows a word is the rest of a sentence: 结果维持2件，结果纠正3件。"""
    rest = REST_OF_SENTENCE.match(text, end)
    return rest is not None and not NO_SENTENCE.search(rest[0])


def _break_long_lines(text: str, table_starts: Mapping[str, int], markup: bool) -> tuple[list[str], Sequence[int]]:
    """(lines, numbers): tables, run-in headings and blocks of markup begin a line; the numbers stay the text's own."""
    lines = text.split("\n")
    if max(map(len, lines)) <= LONG_LINE:
        return lines, range(1, len(lines) + 1)
    broken: list[str] = []
    numbers: list[int] = []
    done = at = 0
    for index in [index for index, line in enumerate(lines) if len(line) > LONG_LINE]:
        line = lines[index]
        at = text.index(line, at)
        starts = [start - at for start in table_starts.values() if at < start < at + len(line)]
        cuts = _cuts(line, markup) | {_row_begins(line, start) if markup else start for start in starts}
        at += len(line)
        if cuts := cuts - {0, len(line)}:
            broken += lines[done:index] + [line[begin:end] for begin, end in pairwise([0, *sorted(cuts), len(line)])]
            numbers += [*range(done + 1, index + 1), *[index + 1] * (len(cuts) + 1)]
            done = index + 1
    return broken + lines[done:], [*numbers, *range(done + 1, len(lines) + 1)]


def _row_begins(line: str, within: int) -> int:
    """Where the row of a page's table begins in which something stands: cells may stand before it."""
    tags = list(ROW_TAG.finditer(line, 0, within))
    return tags[-1].start() if tags and not tags[-1][0].startswith("</") else within


def _cuts(line: str, markup: bool) -> set[int]:
    if markup:
        return {match.end() for match in BLOCK_END.finditer(line)}
    if any(phrase in line for phrase in RUN_IN_PHRASES):
        return {cut for match in RUN_IN_HEADING.finditer(line) for cut in match.span()}
    return set()


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


def _with_headers(
    lines: Sequence[tuple[int, str]], headings: Mapping[int, tuple[str, str]], first: Mapping[int, str], words: Set[str]
) -> dict[int, str]:
    """First line -> table, with the names of columns that stand above what only this table holds.

    What stands between two tables without a heading is of the upper one.
    """
    found = {}
    for index, table in first.items():
        above = [bound for bound in (*headings, *first) if bound < index]
        end = max(above, default=-1) + 1
        found[index if end - 1 in first else _first_of_header(lines, index, end, words)] = table
    return found


def _first_of_header(lines: Sequence[tuple[int, str]], index: int, end: int, words: Set[str]) -> int:
    """The first of the lines above one, up to an end, that hold words of the tables, and nothing else.

    (Those of two characters tell nothing by themselves.)
    """
    first = index
    for at in range(index - 1, end - 1, -1):
        text = lines[at][1].strip()
        named = WORD.findall(text)
        if not set(named) <= words or any(map(str.isdigit, text)) or (not named and len(text) > SHORTEST_WORD):
            break
        first = at if named else first
    return first


def _starts_again(
    lines: tuple[tuple[int, str], ...],
    headings: Mapping[int, tuple[str, str]],
    tables: Sequence[tuple[Part, range]],
    anchors: Mapping[str, Sequence[str]],
) -> dict[int, str]:
    """First line -> table, where one stands once more below the one that is found first, with most of the words that
    the first one holds."""
    starts = {}
    bounds = sorted({*headings, *(span.start for _, span in tables), len(lines)})
    for part, span in tables:
        below = span.stop if _is_headed(part.table, span.start, headings) else span.start + 1
        text = "\n".join([line for _, line in lines[below:]])
        if not any(word.strip("^$") in text for word in anchors[part.table]):
            continue
        words = [word for word in anchors[part.table] if _first_in_cell(part.text, [word]) is not None]
        for begin, end in pairwise([index for index in bounds if index >= below]):
            text = "\n".join([line for _, line in lines[begin:end]])
            found = [_first_in_cell(text, [word]) for word in words]
            offsets = [at for at in found if at is not None]
            if 2 * len(offsets) > len(words):  # prose may hold one
                starts[begin + text.count("\n", 0, min(offsets))] = part.table
    return starts


def _is_headed(table: str, start: int, headings: Mapping[int, tuple[str, str]]) -> bool:
    """Whether the heading above a line is that of the table's own section."""
    above = max((index for index in headings if index <= start), default=None)
    return above is not None and headings[above][0] == table


def _found(tables: Sequence[tuple[Part, range]], headings: Mapping[int, tuple[str, str]]) -> tuple[Found, ...]:
    headed = {span.start: _is_headed(part.table, span.start, headings) for part, span in tables}
    own: dict[str, int] = {}
    for part, span in tables:
        if part.table not in own or (headed[span.start] and not headed[own[part.table]]):
            own[part.table] = span.start
    return tuple([Found(part, span.start, headed[span.start], own[part.table] == span.start) for part, span in tables])


def _tables(
    lines: tuple[tuple[int, str], ...],
    headings: Mapping[int, tuple[str, str]],
    first: Mapping[int, str],
    numbered: Set[str],
) -> list[tuple[Part, range]]:
    """A table goes on to the next table or heading; a damaged row label that looks like a heading is none, unless the
    table begins below it once more."""
    tables = []
    bounds = sorted({*headings, *first, len(lines)})
    following = dict(pairwise(bounds))
    for start, table in sorted(first.items()):
        ends = (
            index
            for index in bounds
            if index > start
            and (
                index not in headings
                or first.get(following.get(index, -1)) == table
                or _ends_table(lines, index, headings[index][0], table, table in numbered)
            )
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


def _outside(tables: Sequence[range], lines: int) -> list[range]:
    """The stretches of lines before, between and behind the tables. tables: in the order of the text."""
    begins, ends = [0, *(span.stop for span in tables)], [*(span.start for span in tables), lines]
    return list(map(range, begins, ends))
