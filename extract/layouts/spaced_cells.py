"""Cells parted by blanks, on one line or wrapped anyhow: text copied out of a PDF.

Merged cells that run down the page come out with one character a line; those are put together again. Numbers that a
program has put before the rows are left out.
"""

import re
from collections.abc import Iterator, Sequence

from gongkai.extract.layouts import Cell, Grid, Layout, Part

RULE = re.compile(r"^[-=─━═_+\s]+$")  # a line that is drawn between rows
SHORTEST_RULE = 8
EMPTY = ".. "  # how reStructuredText begins a row whose first cell is empty
ROW_NUMBER = re.compile(r"^(\d{1,3})\s{2,}(\D.*)$")
FEWEST_NUMBERED = 3
SINGLE = re.compile(r"^(?:[\u3400-\u9fff]|[(（]?[一二三四五六七八九十][、)）]?|[、，。（）()“”])$")


def clue(part: Part) -> float:
    """The share of lines with a blank inside or a single letter, never the first to be tried."""
    return 0.0 if "|" in part.text or "\t" in part.text else part.share_of(_is_parted) * 0.8


def _is_parted(text: str) -> bool:
    return len(text.split(None, 1)) > 1 or (len(text) == 1 and not text.isdecimal())


def read(part: Part) -> Grid:
    return Grid(((tuple(_cells(part)),),), ruled=False)


def _cells(part: Part) -> Iterator[Cell]:
    upright: list[Cell] = []  # a label that runs down the page
    for number, line in _without_row_numbers(part.filled):
        words = line.removeprefix(EMPTY).split()
        if len(line) >= SHORTEST_RULE and RULE.match(line):
            continue
        if len(words) == 1 and SINGLE.match(words[0]):
            upright.append(Cell(words[0], number))
            continue
        if upright:
            yield Cell("".join(cell.text for cell in upright), upright[0].line)
            upright = []
        yield from (Cell(word, number) for word in words)
    if upright:
        yield Cell("".join(cell.text for cell in upright), upright[0].line)


def _without_row_numbers(lines: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """The lines without the numbers that stand before them one after the other, from 0 or 1 on, and above columns."""
    counted = [(match, at) for at, (_, text) in enumerate(lines) if (match := ROW_NUMBER.match(text))]
    numbers = [int(match[1]) for match, _ in counted]
    if (
        len(numbers) < FEWEST_NUMBERED
        or numbers != list(range(numbers[0], numbers[0] + len(numbers)))
        or numbers[0] > 1
    ):
        return lines
    rest = {at: match[2] for match, at in counted}
    return [
        (number, rest.get(at, text))
        for at, (number, text) in enumerate(lines)
        if at in rest or text.split() != [str(column) for column in range(len(text.split()))]
    ]


layout = Layout("spaced_cells", clue, read)
