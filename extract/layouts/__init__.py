"""Layouts: ways in which exports flatten a table. One file a layout, each a plug-in.

A layout turns the lines of a part into rows of cells and knows nothing of labels. Several may be able to read the same
part; the form decides which of them read it best. Found through the entry point group `gongkai.layouts`, so a package
outside the project adds one by declaring it there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import NamedTuple


class Cell(NamedTuple):
    """text: stripped of white space at its ends, otherwise as it stands; line: from 1, in the decoded text."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one table with whatever prose stands between them.

    lines: (number from 1, text). ends_text: nothing of the document follows, so its last row may have been cut.
    """

    table: str
    lines: tuple[tuple[int, str], ...]
    ends_text: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """What a layout made of a part.

    runs: stretches of rows; between runs the page may have broken and the columns may have been cut elsewhere.
    ruled: cells keep their places, so a blank cell is there as an empty one. Where it is False, blank cells may have
    been dropped, rows are not parted, and a run is one row of all its cells.
    """

    runs: tuple[tuple[tuple[Cell, ...], ...], ...]
    ruled: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """clue: how much the lines look like it, from 0 (not at all: it is not tried) to 1. read: the cells."""

    name: str
    clue: Callable[[Part], float]
    read: Callable[[Part], Grid]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every installed layout, by name."""
    found: list[Layout] = [point.load() for point in entry_points(group="gongkai.layouts")]
    return tuple(sorted(found, key=lambda layout: layout.name))
