"""Layouts: ways in which exports flatten a table. One file a layout, each a plug-in.

A layout turns the lines of a part into rows of cells and knows nothing of labels. Several may be able to read the same
part; the form decides which of them read it best. Found through the entry point group `gongkai.layouts`, so a package
outside the project adds one by declaring it there. All are loaded and looked at once, before anything is read.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from gongkai.extract import plugins

GROUP = "gongkai.layouts"


class Cell(NamedTuple):
    """text: stripped of white space at its ends, otherwise as it stands; line: from 1, in the decoded text.

    span: how many columns of the grid the cell covers; the others stand behind it as empty cells, whose own span is 0.
    """

    text: str
    line: int
    span: int = 1


@dataclass(frozen=True)
class Part:
    """The lines of one table with whatever prose stands between them.

    lines: (number from 1, text). ends_text: nothing of the document follows, so its last row may have been cut.
    breaks_off: not even a line end follows, so its last figure may have been.
    """

    table: str
    lines: tuple[tuple[int, str], ...]
    ends_text: bool
    breaks_off: bool

    @cached_property
    def filled(self) -> tuple[tuple[int, str], ...]:
        """The lines that are not blank, without white space at their ends."""
        return tuple([(number, text) for number, line in self.lines if (text := line.strip())])

    @cached_property
    def text(self) -> str:
        """The filled lines as one text, to count signs in."""
        return "\n".join([text for _, text in self.filled])

    def share(self, pattern: re.Pattern[str]) -> float:
        """The share of the filled lines that hold a pattern (which must not go beyond a line)."""
        return len(pattern.findall(self.text)) / len(self.filled) if self.filled else 0.0

    def share_of(self, holds: Callable[[str], bool]) -> float:
        """The share of the filled lines of which something holds."""
        return sum([holds(text) for _, text in self.filled]) / len(self.filled) if self.filled else 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """What a layout made of a part.

    runs: stretches of rows with one right edge; elsewhere the page may have been cut at another column.
    ruled: cells keep their places, so a blank cell is there as an empty one. Where it is False, blank cells may have
    been dropped, and a row of the grid may hold several of the table. glued: a row's figures stand in one cell.
    measured: how wide the text before a cell is tells its column: figures of other lengths make another grid.
    blanks_dropped: the layout saw empty cells and left them out, as nothing tells which of them are of the table.
    line_by_line: each line is taken for a cell, blank ones too, if that can be proved.
    """

    runs: tuple[tuple[tuple[Cell, ...], ...], ...]
    ruled: bool
    glued: bool = False
    measured: bool = False
    blanks_dropped: bool = False
    line_by_line: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """clue: how much the lines look like it, from 0 (not at all: it is not tried) to 1. read: the cells.

    Both go by where figures stand and not by what they are: one reading serves all tables that differ in figures only.
    """

    name: str
    clue: Callable[[Part], float]
    read: Callable[[Part], Grid]


def cells_of(texts: Iterable[str], line: int) -> list[Cell]:
    """The cells of one line. (What Cell(...) gives, in two thirds of the time: a table has hundreds.)"""
    return [tuple.__new__(Cell, (text.strip(), line, 1)) for text in texts]


def join_broken(pieces: Iterable[str]) -> str:
    """The text of a cell that was broken over lines. Digits are never joined to digits: they may be two figures."""
    joined = ""
    for piece in pieces:
        joined += " " + piece if joined[-1:].isdigit() and piece[:1].isdigit() else piece
    return joined


def with_single(sign: str, lines: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """One sign for two where the sign stands in pairs within all lines."""
    signs = re.compile(f"{re.escape(sign)}+")
    found = False
    for _, text in lines:
        for run in signs.findall(text.strip().strip(sign)):
            if len(run) % 2:
                return lines
            found = True
    if not found:
        return lines
    return [(number, text.replace(sign * 2, sign)) for number, text in lines]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every installed layout, by name. Raises PluginError where one cannot be used: none is then."""
    return tuple(sorted(plugins.load(GROUP, Layout, ("clue", "read")), key=lambda layout: layout.name))
