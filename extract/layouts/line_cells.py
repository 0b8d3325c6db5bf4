"""One cell a line, nothing between: a web page's table pasted as text."""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part
from gongkai.extract.layouts.separated_rows import SIGNS

# A line that ends in a figure behind a blank, or in figures behind a word and a sign, holds several cells.
SEVERAL = re.compile(rf"(?:\S\s+|[^\s\d][{SIGNS}])\d[\d.{SIGNS}]*$")
LONGEST = 40  # characters of one cell
FIGURE = re.compile(r"^\W*\d[\d\W]*[^\W\d]{0,3}\W*$")  # with its unit, perhaps
WITHOUT_FIGURES = 0.5  # where no line is a figure, another layout goes first
BEYOND = "|" + "".join(filter(str.isspace, map(chr, range(0x3001))))  # what stands around a row's cells
MOST_PARTED = 0.3


def clue(part: Part) -> float:
    """The share of short lines of one cell; a more special layout goes first."""
    if any(text == "\t" for _, text in part.lines):  # an empty cell is no line
        return 0.0
    if ("\t" in part.text or "|" in part.text) and part.share_of(_is_parted) > MOST_PARTED:
        return 0.0
    has_figures = any(text.isdecimal() or FIGURE.match(text) for _, text in part.filled)
    return part.share_of(_is_cell) * (0.95 if has_figures else WITHOUT_FIGURES)  # an indented line is a short one, too


def _is_parted(text: str) -> bool:
    """Whether a line holds several cells, with a tab or a pipe between them."""
    row = text.strip(BEYOND)
    return "\t" in row or "|" in row


def _is_cell(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    if text.isdecimal():  # as most are
        return True
    may_be_several = text[-1].isdecimal() or text[-1] == "." or text[-1] in SIGNS
    return not ("\t" in text or "|" in text or (may_be_several and SEVERAL.search(text)))


def read(part: Part) -> Grid:
    cells = tuple([Cell(text, number) for number, text in part.filled])
    return Grid(((cells,),), ruled=False)


layout = Layout("line_cells", clue, read)
