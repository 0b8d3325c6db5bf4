"""One table row a line, its cells parted by pipes: what web scrapers and Markdown make of a table.

A pipe closes each cell, or opens and closes the row as in Markdown. A blank cell may hold a line end: then the row
goes on in lines that begin with a pipe.
"""

import re
from collections import Counter
from collections.abc import Sequence

from gongkai.extract.layouts import Cell, Grid, Layout, Part, cells_of, with_single

BETWEEN = re.compile(r"[^\n| ] *\|[ |]*[^\n| ]")
PARTED = re.compile(r"^(?:\|.*|[^\n|]*\|[ |]*[^\n| ].*)$", re.MULTILINE)
CLOSED = re.compile(r"[^\s|]\s*\|$")  # behind a text
BARE = re.compile(r"[^\s|]\|{2,}[^\s|]")  # where empty cells are written so before figures, they are so behind them
FEWEST_MERGED = 3  # the last cell, and two that it covers
RULE = re.compile(r"^:?-{2,}:?$")  # the line below a Markdown table's header
WIKI_ROW = re.compile(r"^\|-+$")  # opens a row in MediaWiki
ALIGNED = re.compile(r"^(?:[<>=_~^-]|[\\/]\d+)+\.(?:\s+|$)")  # Textile says before a cell how it is to stand
DRAWN = re.compile(r"^[^\S\n]*\+[-=+]{3,}[^\S\n]*$", re.MULTILINE)
FEWEST_DRAWN, MOST_DRAWN = 4, 0.2
FEWEST_ROWS = 2  # a whole page on one line shows no columns


def clue(part: Part) -> float:
    """The share of lines with a pipe between two texts, or that go on with such a line."""
    if "|" not in part.text or "|===" in part.text or not BETWEEN.search(part.text):
        return 0.0
    if is_drawn(part):
        return 0.0
    parted = PARTED.findall(part.text)
    return len(parted) / len(part.filled) if len(parted) >= FEWEST_ROWS else 0.0


def is_drawn(part: Part) -> bool:
    """Whether lines are drawn between rows: their cells may go on for several lines, which are no rows of their own."""
    return "+-" in part.text and len(DRAWN.findall(part.text)) >= FEWEST_DRAWN and part.share(DRAWN) > MOST_DRAWN


def read(part: Part) -> Grid:
    """All rows are one run. Empty cells between the pipes are kept, those behind the last closing pipe are none."""
    lines = with_single("|", part.lines)  # some wikis part their cells with two
    opened = _opens_with_pipe(lines)
    ends_open = _ends_without_pipe(lines, opened)
    widens = not any(BARE.search(text) for _, text in lines)
    rows: list[list[Cell]] = []
    closed = True  # by pipes for merged cells
    for number, line in lines:
        text = line.strip()
        if not text or WIKI_ROW.match(text):
            continue
        if line.startswith("|") and not (closed or opened or ends_open):  # else it parts an empty first cell
            rows[-1] += _cells(number, text[1:], widens)
        else:
            rows.append(_cells(number, text[1:] if opened and text.startswith("|") else text, widens))
        closed = text.replace(" ", "").endswith("||")
    kept = [row for row in rows if not _is_rule(row)]
    return Grid((tuple(tuple(row if ends_open else _closed(row)) for row in kept),), ruled=True)


def _opens_with_pipe(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether a pipe stands at the very beginning of most rows: behind a blank it closes an empty first cell.

    Where rows with and without one have as many pipes, all or the longest, it parts an empty first cell from the next.
    """
    rows = [text for _, text in lines if "|" in text.strip("| ")]
    opened = Counter(text.count("|") for text in rows if text.startswith("|"))
    others = Counter(text.count("|") for text in rows if not text.startswith("|"))
    if opened and others:
        are_as_long = opened.most_common(1)[0][0] == others.most_common(1)[0][0] or max(opened) <= max(others)
        return opened.total() > others.total() and not are_as_long
    return bool(opened)


def _ends_without_pipe(lines: Sequence[tuple[int, str]], opened: bool) -> bool:
    """Whether pipes stand between cells only: then what ends with one has an empty cell behind it.

    So they do in most rows; or rows with and without one at their end have as many, and none at their beginning.
    """
    rows = [text.strip() for _, text in lines if BETWEEN.search(text)]
    closed = Counter(text.count("|") for text in rows if CLOSED.search(text))
    others = Counter(text.count("|") for text in rows if not text.endswith("|"))
    if closed and others and not opened and closed.most_common(1)[0][0] == others.most_common(1)[0][0]:
        return True
    return others.total() > closed.total()


def _cells(number: int, text: str, widens: bool) -> list[Cell]:
    """The cells of a line. widens: whether pipes at its end without even a blank between them widen the cell before."""
    pieces = text.split("|")
    cells = cells_of([ALIGNED.sub("", piece.strip()) for piece in pieces] if "." in text else pieces, number)
    last = max((at for at, cell in enumerate(cells) if cell.text), default=0)
    if widens and len(cells) - last > FEWEST_MERGED and "" in pieces[last + 1 : -1]:
        cells[last] = cells[last]._replace(span=len(cells) - last - 1)
        cells[last + 1 :] = [cell._replace(span=0) for cell in cells[last + 1 :]]
    return cells


def _closed(row: list[Cell]) -> list[Cell]:
    """A row that goes on joins the end of one line with the beginning of the next: that is no cell of its own."""
    return row[:-1] if len(row) > 1 and not row[-1].text else row


def _is_rule(row: list[Cell]) -> bool:
    return bool(row) and all(not cell.text or RULE.match(cell.text) for cell in row) and any(cell.text for cell in row)


layout = Layout("pipe_rows", clue, read)
