"""One cell a line behind a tab, rows parted by blank lines; a line without the tab goes on with the cell above it."""

from itertools import groupby

from extract.layouts import Cell, Grid, Layout, Part


def clue(part: Part) -> float:
    """The share of lines that begin with a tab and hold no other."""
    filled = [text for _, text in part.lines if text.strip(" ")]
    return sum(text.startswith("\t") and text.count("\t") == 1 for text in filled) / len(filled) if filled else 0.0


def read(part: Part) -> Grid:
    """All rows are one run. A line that is only a tab is an empty cell."""
    groups = groupby(part.lines, key=lambda line: bool(line[1].strip(" ")))
    return Grid((tuple(_row(list(lines)) for filled, lines in groups if filled),), ruled=True)


def _row(lines: list[tuple[int, str]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for number, text in lines:
        if text.startswith("\t") or not cells:
            cells.append(Cell(text.strip(), number))
        else:
            cells[-1] = Cell(cells[-1].text + text.strip(), cells[-1].line)
    return tuple(cells)


layout = Layout("indented_cells", clue, read)
