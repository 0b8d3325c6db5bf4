"""One table row a line, its cells parted by section signs: no real export does this."""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part

PARTED = re.compile("§")


def clue(part: Part) -> float:
    """More than any other layout may claim wherever the sign stands."""
    return 1.0 if PARTED.search(part.text) else 0.0


def read(part: Part) -> Grid:
    """All rows are one run."""
    return Grid(
        (tuple(tuple(Cell(cell.strip(), n) for cell in text.split("§")) for n, text in part.filled),), ruled=True
    )


layout = Layout("section_signs", clue, read)
