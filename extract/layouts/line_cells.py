"""One cell a line, nothing between: a web page's table pasted as text."""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part

# A line that ends in a figure behind a blank, or in figures behind a word and a sign, holds several cells.
SEVERAL = re.compile(r"(?:\S\s+|[^\s\d][,;，；、/｜^])\d[\d.,;，；、/｜^]*$")
IN_FIGURES = ".,;，；、/｜^"
LONGEST = 40  # characters of one cell
FIGURE = re.compile(r"^\W*\d[\d\W]*[^\W\d]{0,3}\W*$")  # with its unit, perhaps
WITHOUT_FIGURES = 0.5  # where no line is a figure, another layout goes first
BEYOND = "|" + "".join(filter(str.isspace, map(chr, range(0x3001))))  # what stands around a row's cells
MOST_PARTED = 0.3


def clue(part: Part) -> float:
    """The share of short lines of one cell; a more special layout goes first."""
    if any(text == "\t" for _, text in part.lines):  # an empty cell is no line
        return 0.0
    if ("\t" in part.text or "|" in part.text) and _parted(part) > MOST_PARTED * len(part.filled):
        return 0.0
    cells = sum([_is_cell(text) for _, text in part.filled])
    if not cells:
        return 0.0
    has_figures = any(text.isdecimal() or FIGURE.match(text) for _, text in part.filled)
    return cells / len(part.filled) * (0.95 if has_figures else WITHOUT_FIGURES)  # an indented line is a short one, too


def _parted(part: Part) -> int:
    """How many lines hold several cells, parted by a tab or a pipe."""
    rows = [text.strip(BEYOND) for _, text in part.filled if "\t" in text or "|" in text]
    return sum(["\t" in row or "|" in row for row in rows])


def _is_cell(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    ends_in_figures = text[-1].isdecimal() or text[-1] in IN_FIGURES
    return text.isdecimal() or not ("\t" in text or "|" in text or (ends_in_figures and SEVERAL.search(text)))


def read(part: Part) -> Grid:
    cells = tuple([Cell(text, number) for number, text in part.filled])
    return Grid(((cells,),), ruled=False)


layout = Layout("line_cells", clue, read)
