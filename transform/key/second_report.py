"""Several reports in one document: where the second begins, if it is another unit's or another year's.

A report printed twice, or a page that repeats its first paragraphs, begins again under the same title: that is one.
"""

import re

from gongkai.extract.text.outline import Outline, Section
from gongkai.transform.key.titles import Title, find_title

FIRST_SECTION = "overview"
FRONT = "front"
YEAR = re.compile(r"20\d\d")


def second_report(title: Title | None, parts: Outline) -> Title | None:
    """The title of the second report; None where the document holds one only."""
    for before, first in _restarts(parts.sections):
        above = [(number, text) for number, text in parts.lines if before < number < first]
        again = find_title(above)
        if title and again and _names(again) != _names(title):
            return again
    return None


def _restarts(sections: tuple[Section, ...]) -> list[tuple[int, int]]:
    """(line of the heading before, line of the heading) for each first section that comes after later ones."""
    headed = [(section.code, section.heading_line) for section in sections if section.heading_line]
    found, seen, before = [], False, 0
    for code, line in headed:
        if code == FIRST_SECTION and seen:
            found.append((before, line))
        seen = seen or code == FIRST_SECTION
        before = line
    return found


def _names(title: Title) -> tuple[str, frozenset[str]]:
    return "".join(title.before.split()), frozenset(YEAR.findall(title.text))
