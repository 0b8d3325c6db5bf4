"""Where a second report begins in a document: below a title of its own, or where the order of sections begins anew.

A report printed twice, or a page that repeats its first paragraphs, is one.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from gongkai.extract.layouts import Part
from gongkai.extract.text.outline import Outline
from gongkai.transform.key.titles import Title, names, names_unit, table_title, title_of_lines

# Whether two tables of a kind give a cell different numbers.
Differ = Callable[[Part, Part], bool]
Headings = Sequence[tuple[int, str]]  # (index of its line, code of its section)
ORDER = ("overview", "proactive", "applications", "challenges", "problems", "other_matters")
FIRST, LATE = ORDER[0], ORDER.index("problems")
IN_TITLES = ("报告", "年报", "度报", "总结", "汇报", "情况表", "统计表")
BODY = re.compile("(?:人民政府|办事处|管理委员会|管委会)+$")
FIGURE = re.compile(r"(?<![\d.])\d[\d.]*")
MOST_LINES = 3  # of a title


class Second(NamedTuple):
    """Where a second report begins. at: index of its first line; line: its number; text: its title or first heading."""

    at: int
    line: int
    text: str


def second_report(title: Title | None, outlined: Outline, differ: Differ) -> Second | None:
    """The first one; None where the document is one report. title: that of the document."""
    headings = _headings(outlined)
    begins = [*_titled(title, outlined, headings, differ), *_restarted(outlined, headings, differ)]
    return min(begins, default=None)


def first_table(outlined: Outline) -> int | None:
    """Index of the line in which the first table begins."""
    return min([table.at for table in outlined.found], default=None)


def _titled(title: Title | None, outlined: Outline, headings: Headings, differ: Differ) -> Iterator[Second]:
    """Titles of another unit or year, below the first table or a later section, with a report below them."""
    begin = _begin(outlined, headings)
    if begin is None:
        return
    overviews = [index for index, code in headings if code == FIRST]
    last = max([*overviews, *(table.at for table in outlined.found)], default=-1)
    for index, again in _titles_below(outlined, begin, last):
        if title is None or _is_other(title, again, outlined, index, differ):
            yield Second(index, again.line, again.text)


def _begin(outlined: Outline, headings: Headings) -> int | None:
    """Where the first report's title must have stood: its first table, or first section that is not the overview."""
    later = (index for index, code in headings if code != FIRST)
    begins = [first_table(outlined), next(later, None)]
    return min([begin for begin in begins if begin is not None], default=None)


def _titles_below(outlined: Outline, begin: int, end: int) -> Iterator[tuple[int, Title]]:
    """(index of its first line, title) of those that stand on lines of their own between two, or end a part of one."""
    stretch = range(begin + 1, end)
    text = "\n".join([outlined.lines[index][1] for index in stretch])
    if not any(word in text for word in IN_TITLES):
        return
    filled = [index for index in stretch if outlined.lines[index][1].strip()]
    for at, index in enumerate(filled):
        lines = [outlined.lines[one] for one in filled[at : at + MOST_LINES]]
        number, text = lines[0]
        if outlined.lines[index + 1][0] == number:
            lines[0] = number, text.rpartition("。")[2]
        title = title_of_lines(lines)[0] or table_title(lines[0])
        if title:
            yield index, title


def _is_other(title: Title, again: Title, outlined: Outline, index: int, differ: Differ) -> bool:
    (unit, years), (other, others) = _bare_names(title), _bare_names(again)
    if unit and other and not (unit.endswith(other) or other.endswith(unit)):
        return True
    if years and others and not years & others:
        return True
    tells_more = (other and not unit) or (others and not years)
    return bool(tells_more) and _contradict(outlined, index, differ)


def _bare_names(title: Title) -> tuple[str, frozenset[str]]:
    unit, years = names(title)
    return BODY.sub("", unit) if names_unit(title) else "", years


def _restarted(outlined: Outline, headings: Headings, differ: Differ) -> Iterator[Second]:
    """Where the order of the sections begins anew, and what stands there is not what stood above."""
    last = -1
    for index, code in headings:
        at = ORDER.index(code)
        is_whole = code == FIRST and last >= LATE
        if at < last and (_contradict(outlined, index, differ) or (is_whole and _overviews_differ(outlined, index))):
            number, text = outlined.lines[index]
            yield Second(index, number, text.strip())
        last = at


def _headings(outlined: Outline) -> list[tuple[int, str]]:
    """(index of its line, code) of each heading that the order holds."""
    found = []
    lines, index = outlined.lines, 0
    for section in outlined.sections:
        if section.code in ORDER and section.heading_line is not None:
            index = bisect_left(lines, (section.heading_line, ""), index)
            while section.heading not in lines[index][1]:  # a long line holds several
                index += 1
            found.append((index, section.code))
            index += 1
    return found


def _contradict(outlined: Outline, index: int, differ: Differ) -> bool:
    """Whether a table above a line and one below it are of a kind and differ."""
    above = [table.part for table in outlined.found if table.at < index]
    below = [table.part for table in outlined.found if table.at >= index]
    return any(differ(one, other) for one in above for other in below if one.table == other.table)


def _overviews_differ(outlined: Outline, index: int) -> bool:
    """Whether the figures of the overview at a line, and of the first one, are not the other's."""
    texts: list[list[str]] = [[], []]
    begin = outlined.lines[index][0]
    for section in outlined.sections:
        if section.code.startswith(FIRST) and section.heading_line:
            texts[section.heading_line >= begin].append(section.text)
    first, again = [set(FIGURE.findall("\n".join(text))) for text in texts]
    return not (first <= again or again <= first)
