"""A table printed one cell a line, without the numbers of rows and columns that the program put before each.

As pandas prints what it has stacked: the number of the row where a new one begins, that of the column in each line; or
what it has melted: in each line, those of the headings too, the number of the column behind the label. Such a number
beside an empty cell looks like a figure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from gongkai.extract.layouts import Part

STACKED = re.compile(r"^(?:(?P<row>\d{1,3})(?:\s+|[,.]))?\s*(?P<column>\d{1,2})(?:[:,]|(?=\s|$))\s*(?P<rest>.*)$")
MELTED = re.compile(r"^(?P<before>\s*(?:\d{1,3}\s+)?[^\s,]*[\s,]+)(?P<column>\d{1,2})(?P<rest>(?:[\s,]|$).*)$")
FEWEST_ROWS, FEWEST_LIKE = 3, 3
MOST_OTHERS = 0.1  # of the lines


def without_counters(part: Part) -> Part:
    """The part as it is, where nothing is counted so."""
    lines = [text for _, text in part.lines]
    rest = _unstacked(lines) or _unmelted(lines)
    if rest is None:
        return part
    return replace(part, lines=tuple(zip([number for number, _ in part.lines], rest, strict=True)))


def _unstacked(lines: Sequence[str]) -> list[str] | None:
    """Where a row's number is missing, it is that of the line above; within a row, those of the columns rise."""
    found = _matches(STACKED, lines)
    places = []
    row = -1
    for match in filter(None, found):
        row = int(match["row"]) if match["row"] else row
        places.append((row, int(match["column"])))
    if len({row for row, _ in places}) < FEWEST_ROWS or len({column for _, column in places}) < FEWEST_LIKE:
        return None
    if any(one >= other for one, other in pairwise(places)):
        return None
    return [match["rest"] if match else line for match, line in zip(found, lines, strict=True)]


def _unmelted(lines: Sequence[str]) -> list[str] | None:
    """The number behind the label stays for as many lines as the table has rows, and is one more then."""
    found = _matches(MELTED, lines)
    runs = [(number, len(list(run))) for number, run in groupby(int(match["column"]) for match in found if match)]
    rises = all(one + 1 == other for (one, _), (other, _) in pairwise(runs))
    if len(runs) < FEWEST_ROWS or not rises or min(length for _, length in runs[:-1]) < FEWEST_LIKE:
        return None
    rest = [match and match["before"] + match["rest"].lstrip(",") for match in found]
    return [line if new is None else new for new, line in zip(rest, lines, strict=True)]


def _matches(pattern: re.Pattern[str], lines: Sequence[str]) -> list[re.Match[str] | None]:
    """What each line has of a pattern; nothing at all where more than a few have nothing."""
    found = []
    others = 0
    for line in lines:
        match = pattern.match(line)
        found.append(match)
        others += match is None and bool(line.strip())
        if others > MOST_OTHERS * len(lines):  # as mostly after the first few
            return []
    return found
