"""Where things stand in a text: its headed sections, and the stretch of lines that holds each table."""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from extract.layouts import Part

SPACE = r"[ \t\u3000\xa0]*"
NUMBER = rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:部分)?{SPACE}[、.．,，：:]|第[一二三四五六七八九十]{{1,3}}部分)"
WORDS = r"[^\n。；;!！?？|\t]{2,40}?"
# A heading stands on a line of its own, is short, and is no sentence. With a figure for its number it might be a row
# label of the tables as well, so there it must end as headings do and labels do not.
HEADING = re.compile(
    rf"^{SPACE}(?:{NUMBER}{SPACE}(?P<words>{WORDS})|[1-9][、.．]{SPACE}(?P<plain>{WORDS}(?:情况|概述|需要报告的事项)))"
    rf"{SPACE}$",
    re.MULTILINE,
)
# Whole reports on one line: only the form's own phrases are headings there.
RUN_IN_HEADING = re.compile(
    rf"(?<=[\s。；）)]){NUMBER}{SPACE}"
    r"(?:行政机关)?(?:总体情况|主动公开政府信息情况|收到和处理政府信息公开申请情况"
    r"|政府信息公开行政复议、行政诉讼情况|存在的主要问题及改进情况|其他需要报告的事项)"
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
    """The text taken apart. lines: (number from 1, text); a long line that holds several parts stands as several."""

    lines: tuple[tuple[int, str], ...]
    sections: tuple[Section, ...]
    tables: tuple[Part, ...]


def outline(text: str, anchors: Mapping[str, Sequence[str]]) -> Outline:
    """Find sections and tables. anchors: table code -> words that only that table holds; ^ and $ mark a cell's ends."""
    table_starts = _table_starts(text, anchors)
    text, numbers = _break_long_lines(text, table_starts)
    table_starts = _table_starts(text, anchors)
    lines = tuple(zip(numbers, text.split("\n"), strict=True))
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    headings = {}
    for match in HEADING.finditer(text):
        code = _code(match["words"] or match["plain"])
        if code:
            headings[bisect_right(starts, match.start()) - 1] = (code, match[0].strip())
    first = {bisect_right(starts, at) - 1: table for table, at in table_starts.items()}
    tables = _tables(lines, headings, first)
    return Outline(lines, _sections(lines, headings, tables), tuple(part for part, _ in tables))


def _table_starts(text: str, anchors: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Table code -> offset of its first anchor; tables that the text does not hold are left out."""
    starts = {}
    for table, words in anchors.items():
        found = [match.start() for match in _anchor(tuple(words)).finditer(text) if not _in_sentence(text, match)]
        if found:
            starts[table] = found[0]
    return starts


@cache
def _anchor(words: tuple[str, ...]) -> re.Pattern[str]:
    def spaced(word: str) -> str:
        begins_cell = r"(?<![\w》”])" if word.startswith("^") else ""
        ends_cell = rf"(?={SPACE}(?:[\t\n|<]|  ))" if word.endswith("$") else ""
        return begins_cell + SPACE.join(word.strip("^$")) + ends_cell

    return re.compile("|".join(map(spaced, words)))


def _in_sentence(text: str, match: re.Match[str]) -> bool:
    """A sentence that cites the table: its full stop follows before the cell could end."""
    rest = re.match(r"[^\n|\t0-9]{0,40}", text[match.end() : match.end() + 40])
    return rest is not None and "。" in rest[0]


def _break_long_lines(text: str, table_starts: Mapping[str, int]) -> tuple[str, list[int]]:
    """Let tables and run-in headings begin a line of their own; the numbers stay those of the text's lines."""
    broken, numbers, at = [], [], 0
    for number, line in enumerate(text.split("\n"), 1):
        cuts = set()
        if len(line) > LONG_LINE:
            for match in RUN_IN_HEADING.finditer(line):
                cuts |= {match.start(), match.end()}
            cuts |= {start - at for start in table_starts.values() if at < start < at + len(line)}
        pieces = [line[a:b] for a, b in pairwise([0, *sorted(cuts - {0, len(line)}), len(line)])]
        broken += pieces
        numbers += [number] * len(pieces)
        at += len(line) + 1
    return "\n".join(broken), numbers


@cache
def _vocabulary() -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    data = tomllib.loads((resources.files("extract") / "headings.toml").read_text(encoding="utf-8"))
    sections = tuple((code, re.compile("|".join(words))) for code, words in data["sections"].items())
    return re.compile("|".join(data["not_headings"])), sections


def _code(words: str) -> str | None:
    """The section code of a heading; None for a row label of the tables, which are numbered like headings."""
    words = re.sub(r"\s", "", words)
    row_label, sections = _vocabulary()
    if row_label.search(words):
        return None
    return next((code for code, pattern in sections if pattern.search(words)), "other")


def _tables(
    lines: tuple[tuple[int, str], ...], headings: Mapping[int, tuple[str, str]], first: Mapping[int, str]
) -> list[tuple[Part, range]]:
    """A table goes on to the next heading or the next table."""
    bounds = sorted({*headings, *first, len(lines)})
    tables = []
    for start, table in sorted(first.items()):
        end = next(bound for bound in bounds if bound > start)
        ends_text = not any(text.strip() for _, text in lines[end:])
        tables.append((Part(table, lines[start:end], ends_text), range(start, end)))
    return tables


def _sections(
    lines: tuple[tuple[int, str], ...],
    headings: Mapping[int, tuple[str, str]],
    tables: Sequence[tuple[Part, range]],
) -> tuple[Section, ...]:
    """The prose between headings; neighbours of one code are one section, their headings kept as lines of it."""
    tabled = {index for _, span in tables for index in span}
    stretches: list[tuple[str, str, list[int]]] = [("front", "", [])]
    for index, _ in enumerate(lines):
        code, heading = headings.get(index, ("", ""))
        if code and code != stretches[-1][0]:
            stretches.append((code, heading, []))
        elif index not in tabled:
            stretches[-1][2].append(index)
    sections: list[Section] = []
    for code, heading, indexes in stretches:
        body = "\n".join(lines[index][1].strip() for index in indexes if lines[index][1].strip())
        if heading or body:
            spanned = [lines[index][0] for index in indexes] or [0]
            sections.append(Section(len(sections) + 1, code, heading, body, spanned[0], spanned[-1]))
    return tuple(sections)
