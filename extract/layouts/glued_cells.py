"""A row a line, its cells glued together without any separator: 规章000."""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part

ENDS_IN_NUMBERS = re.compile(r"[\u4e00-\u9fff)）”]\d+(?:\.\d+)?$")
GLUED = re.compile(r"^(?P<label>(?:.*[^\d\s.+|-])?[^\d\s.+|,，:：-])(?P<figures>\d+(?:\.\d+)?)$", re.MULTILINE)


def clue(part: Part) -> float:
    """The share of lines that end in figures behind a text, never the first to be tried."""
    return part.share_of(_ends_in_numbers) * 0.7


def _ends_in_numbers(text: str) -> bool:
    return text[-1].isdecimal() and not text.isdecimal() and ENDS_IN_NUMBERS.search(text) is not None


def read(part: Part) -> Grid:
    """Label and figures; whether the figures are one or as many as the row has columns is for the form to tell."""
    return Grid((tuple(_row(number, text) for number, text in part.filled),), ruled=False, glued=True)


def _row(number: int, text: str) -> tuple[Cell, ...]:
    glued = GLUED.match(text)
    return (Cell(glued["label"], number), Cell(glued["figures"], number)) if glued else (Cell(text, number),)


layout = Layout("glued_cells", clue, read)
