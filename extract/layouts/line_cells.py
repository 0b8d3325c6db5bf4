"""One cell a line, nothing between: a web page's table pasted as text."""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part

# A line that ends in a figure behind a blank, or in figures behind a word and a sign, holds several cells.
SHORT = re.compile(r"^(?!.*(?:\S[^\S\n]+|[^\s\d][,;，；、/｜^])\d[\d.,;，；、/｜^]*$)[^\n\t|]{1,40}$", re.MULTILINE)
PARTED = re.compile(r"^[^\n]*[^\s|]\s*[\t|][^\n]*[^\s|]", re.MULTILINE)
MOST_PARTED = 0.3


def clue(part: Part) -> float:
    """The share of short lines of one cell; a more special layout goes first."""
    if any(text == "\t" for _, text in part.lines):  # an empty cell is no line
        return 0.0
    if ("\t" in part.text or "|" in part.text) and part.share(PARTED) > MOST_PARTED:
        return 0.0
    return part.share(SHORT) * 0.95  # an indented line is also a short one


def read(part: Part) -> Grid:
    cells = tuple([Cell(text, number) for number, text in part.filled])
    return Grid(((cells,),), ruled=False)


layout = Layout("line_cells", clue, read)
