"""Whether a text is an annual report, by what the text does: it speaks of itself, for a period, and counts.

A notice demands, a rule has articles, a model masks its figures, news tells of others: is_report.toml declares
the signs.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, NamedTuple, Self

from gongkai.extract.text.outline import Outline
from gongkai.transform.key.broken_lines import joined
from gongkai.transform.key.mentions import names_in
from gongkai.transform.key.second_report import first_table
from gongkai.transform.key.titles import Title, cited_title, find_title, lists_many, unit_of

HEAD = 60  # lines in which a report cites its own title
KNOWN = frozenset({"overview", "proactive", "applications", "challenges", "fees", "problems", "other_matters"})
TITLE, NAMED_TITLE, DATED_TITLE = 2, 2, 1
SECTION, MOST_SECTIONS = 1, 3
VALUES, MANY_VALUES = 4, 2  # in the statutory tables; where there are many
MANY = 20
LIST_OF_LINKS = -9
LONGEST_HEADLINE = 90  # characters
OPENING = 160  # characters of a line in which it says what it is
NAMES_UNIT, NAMES_YEAR = "title names a unit", "title names a year"
DATED = re.compile(r"20\d\d")
ITEM = re.compile(r"\d{1,2}\s*[.、．]")
SENTENCE = re.compile("[。；]|无$|\\d")
BEGINS_SENTENCE = re.compile(r"(?:根据|按照|依据|依照|遵照|为|在|通过|围绕|结合|严格|认真|进一步|20\d\d年)[^。]*[，,]")
ABOUT = re.compile("信息公开|政务公开|主动公开|依申请公开|公开信息")
OF_INFORMATION = re.compile("信息公开|公开[^，。；]{0,6}信息|主动公开|依?申请公开")  # each report tells of it somewhere
OFF_SUBJECT = -6
NAMELESS = -6  # 我镇的政务公开工作: of a model, which fits any town


class Sign(NamedTuple):
    """One thing that the text does: by its name in is_report.toml, what it weighs, and where it is seen."""

    name: str
    weight: int
    line: int | None = None
    text: str = ""


class Assessment(NamedTuple):
    """is_report, and what was weighed: all that speaks against it, and as much for it as was needed."""

    is_report: bool
    signs: tuple[Sign, ...]

    @property
    def against(self) -> str:
        """What speaks against a report, for people."""
        seen = [f"{sign.name} (line {sign.line})" if sign.line else sign.name for sign in self.signs if sign.weight < 0]
        return "; ".join(dict.fromkeys(seen)) or "it does little that a report does"


@dataclass(frozen=True, slots=True)
class DeclaredSign:
    """A sign of is_report.toml, which says what the fields mean."""

    name: str
    weight: int
    where: str
    pattern: re.Pattern[str]
    least: int = 1
    each: bool = False
    most: int = 1
    longest: int = LONGEST_HEADLINE
    words: re.Pattern[str] | None = None
    unless_titled: bool = False


class Declared(NamedTuple):
    """is_report.toml. Signs that speak against a report stand first."""

    threshold: int
    top: int
    signs: tuple[DeclaredSign, ...]


class _Searched(NamedTuple):
    """The lines where a sign may stand, and their text."""

    lines: Sequence[tuple[int, str]]
    text: str

    @classmethod
    def of(cls, lines: Sequence[tuple[int, str]]) -> Self:
        return cls(lines, "\n".join([text for _, text in lines]))

    def lines_from(self, offset: int) -> Sequence[tuple[int, str]]:
        """The line at an offset of the text, and those behind it."""
        end = -1
        for index, (_, text) in enumerate(self.lines):
            end += len(text) + 1
            if offset <= end:
                return self.lines[index:]
        return ()


def title_of(parts: Outline) -> Title | None:
    """The title of its own line, else the one that its first sentences cite. None stands behind a table."""
    begin = first_table(parts)
    head = parts.lines if begin is None else parts.lines[: begin + 1]
    return find_title(joined(head)) or cited_title(joined(head[:HEAD]))


def assess(title: Title | None, parts: Outline, prose: Sequence[tuple[int, str]], values: int) -> Assessment:
    """Weigh all signs. prose: numbered lines outside the tables, put together; values: how many the tables report."""
    threshold, top, all_signs = declared()
    signs = list(_of_structure(title, parts, values))
    is_titled = {NAMES_UNIT, NAMES_YEAR} <= {sign.name for sign in signs}
    lines = [(number, text.strip()) for number, text in prose]
    beginning = [(number, text[:OPENING]) for number, text in lines[:top]]
    headlines = [line for line in beginning if _may_be_headline(line[1])]
    if headlines and headlines[-1] == lines[-1] and _breaks_off(lines[-1][1], parts):
        headlines.pop()
    places = {"line": _Searched.of(lines), "top": _Searched.of(beginning), "headline": _Searched.of(headlines)}
    for sign in all_signs:
        if sign.weight > 0 and sum(seen.weight for seen in signs) >= threshold:
            break  # all that speaks against it is weighed
        if sign.unless_titled and is_titled and all(seen.weight > 0 for seen in signs):
            continue
        where = places[sign.where]
        if sign.words is None or sign.words.search(where.text):
            first = sign.pattern.search(where.text)  # faster than line by line
            signs += _seen(sign, where.lines_from(first.start())) if first else []
    return Assessment(sum(sign.weight for sign in signs) >= threshold, tuple(signs))


def _may_be_headline(text: str) -> bool:
    """No sentence, and no item of a list: 6.对主动公开内容逐项进行说明."""
    return len(text) <= LONGEST_HEADLINE and "。" not in text and not ITEM.match(text)


def _breaks_off(text: str, parts: Outline) -> bool:
    """Whether a report, of which a section stands above, ends within that line's sentence: 根据要求，发布符合规定."""
    last = next((line.strip() for _, line in reversed(parts.lines) if line.strip()), "")
    in_order = any(part.code.partition(".")[0] in KNOWN and SENTENCE.search(part.text) for part in parts.sections)
    return in_order and text.endswith(last) and bool(BEGINS_SENTENCE.match(text))


def _of_structure(title: Title | None, parts: Outline, values: int) -> Iterator[Sign]:
    """Title, sections with sentences under them, and tables with values in them."""
    if title:
        yield Sign("title", TITLE, title.line, title.text)
        if unit_of(title):
            yield Sign(NAMES_UNIT, NAMED_TITLE, title.line, title.text)
        if DATED.search(title.text):
            yield Sign(NAMES_YEAR, DATED_TITLE, title.line, title.text)
    told = [part for part in parts.sections if part.code in KNOWN and SENTENCE.search(part.text)]
    for code in list(dict.fromkeys(part.code for part in told))[:MOST_SECTIONS]:
        yield Sign(f"section {code}", SECTION)
    if values:
        yield Sign("values in tables", VALUES + (MANY_VALUES if values >= MANY else 0))
    if lists_many(parts.shown):
        yield Sign("lists links to reports of many", LIST_OF_LINKS)
    if not values and not any(ABOUT.search(text) for _, text in parts.lines):
        yield Sign("is about something else", OFF_SUBJECT)
    elif not (title or values) and not any(OF_INFORMATION.search(text) or _names(text) for _, text in parts.lines):
        yield Sign("names nobody, and no information", NAMELESS)


def _names(text: str) -> bool:
    """Whether it names a place, or a town of the lists."""
    return any(name.above or name.listed for name, _, _ in names_in(text))


def _seen(sign: DeclaredSign, lines: Sequence[tuple[int, str]]) -> list[Sign]:
    if sign.where == "headline":
        lines = [line for line in lines if len(line[1]) <= sign.longest]
    found = islice((line for line in lines if sign.pattern.search(line[1])), max(sign.least, sign.most))
    signs = [Sign(sign.name, sign.weight, number, text[:80]) for number, text in found]
    return signs[: sign.most] if len(signs) >= sign.least else []


@cache
def declared() -> Declared:
    """Read once a process."""
    data = tomllib.loads((resources.files("gongkai.transform.key") / "is_report.toml").read_text(encoding="utf-8"))
    signs = [_declared(sign) for sign in data["sign"]]
    in_order = sorted(signs, key=lambda sign: (sign.weight > 0, sign.unless_titled))
    return Declared(data["report"], data["top"], tuple(in_order))


def _declared(sign: dict[str, Any]) -> DeclaredSign:
    words = re.compile("|".join(map(re.escape, sign["words"]))) if "words" in sign else None
    return DeclaredSign(**{**sign, "pattern": re.compile(sign["pattern"], re.MULTILINE), "words": words})
