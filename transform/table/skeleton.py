"""A table without its numbers: what the reports of one county, written in one template, have in common.

Where a number belongs follows from the labels and from the cells around it, not from the number. So the numbers that
are cells of their own are taken out, ordinals stand in for them, and the table is read once for all reports
that differ in nothing else. Where a number does tell something (`is_free`), the table is read as it stands.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.extract.layouts import Grid, Part

# A number that stands by itself, of no more digits than a count has. (The pattern begins with a set of characters:
# such are found fast.)
_MORE = "[0-9０-９]{0,11}"
_FIGURE = rf"(?:(?<=[0０])|(?<=[+-])(?:[0０]|[1-9１-９]{_MORE})|(?<=[1-9１-９]){_MORE})(?:\.[0-9]+)?"
_NUMBER = re.compile(  # an entity of HTML for a blank may stand on either side
    rf"([0-9０-９+-](?<![^\s|>;].){_FIGURE})(?=[\s|<&]|\Z)"
)
_BETWEEN_COMMAS = re.compile(rf"([0-9０-９+-](?<![^\s,].){_FIGURE})(?=[\s,]|\Z)")
_OTHER_SIGNS = re.compile(r"[\t|>]")  # where these part cells, a comma parts thousands
_STAND_IN = "\x00"  # decoded text has none
# Stand-ins are written in digits that decoded text has none of, all of one length, so that none can be mistaken for a
# number of the text nor for two that have run together.
_FIRST = 10_000
_LENGTH = 5
_ORDINAL = re.compile("[\U0001d7f6-\U0001d7ff]{5}")
_DIGITS = str.maketrans("0123456789", "".join(map(chr, range(0x1D7F6, 0x1D800))))


class Numbers(NamedTuple):
    """What one table has of its own: the numbers that were taken out, and the number of each of its lines."""

    texts: Sequence[str]
    values: Sequence[float]
    lines: Sequence[int]


NO_NUMBERS = Numbers((), (), ())


def without_numbers(part: Part) -> tuple[str, Numbers]:
    """The table without its numbers, and the numbers."""
    text = "\n".join([text for _, text in part.lines])
    pieces = (_NUMBER if _OTHER_SIGNS.search(text) else _BETWEEN_COMMAS).split(text)
    texts = pieces[1::2]
    return _STAND_IN.join(pieces[::2]), Numbers(texts, list(map(float, texts)), [number for number, _ in part.lines])


def has_stand_ins(skeleton: str) -> bool:
    """Whether any were taken out."""
    return _STAND_IN in skeleton


def numbered(skeleton: str) -> str:
    """The table with ordinals where its numbers were."""
    pieces = skeleton.split(_STAND_IN)
    ordinals = _ordinals(len(pieces) - 1)
    return "".join([piece for pair in zip(pieces, [*ordinals, ""], strict=True) for piece in pair])


@lru_cache(maxsize=1 << 14)
def ordinal_of(text: str) -> int | None:
    """Which number an ordinal stands for, from 0."""
    return int(text) - _FIRST if len(text) == _LENGTH and _ORDINAL.match(text) else None


@lru_cache(maxsize=1 << 8)
def _ordinals(count: int) -> list[str]:
    return [str(number).translate(_DIGITS) for number in range(_FIRST, _FIRST + count)]


def is_free(grid: Grid) -> bool:
    """Whether each number has stayed a cell of its own, no row of one-digit numbers, and its length tells nothing."""
    if grid.glued or grid.measured or grid.line_by_line:
        return False
    longer = [text for run in grid.runs for row in run for text, _, _ in row if len(text) > _LENGTH]
    return _ORDINAL.search("\n".join(longer)) is None
