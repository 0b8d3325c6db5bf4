"""One cell a line behind a tab, rows parted by blank lines; a line without the tab goes on with the cell above it."""

from itertools import groupby

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken


def clue(part: Part) -> float:
    """The share of lines that begin with a tab and hold no other."""
    if not any(text[:1] == "\t" for _, text in part.lines):
        return 0.0
    filled = [text for _, text in part.lines if text.strip(" ")]
    indented = sum([text[0] == "\t" and "\t" not in text[1:] for text in filled])
    return indented / len(filled)


def read(part: Part) -> Grid:
    """A line that is only a tab is an empty cell. No right edge is common to the rows: each is a run of its own."""
    groups = groupby(part.lines, key=lambda line: bool(line[1].strip(" ")))
    return Grid(tuple((_row(list(lines)),) for filled, lines in groups if filled), ruled=True)


def _row(lines: list[tuple[int, str]]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for number, text in lines:
        if text.startswith("\t") or not cells:
            cells.append(Cell(text.strip(), number))
        else:
            cells[-1] = Cell(join_broken((cells[-1].text, text.strip())), cells[-1].line)
    return tuple(cells)


layout = Layout("indented_cells", clue, read)
