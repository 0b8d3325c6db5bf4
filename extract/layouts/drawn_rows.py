"""A table drawn with characters: lines between its rows, bars between its cells, which may go on for several lines."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken

RULE = re.compile(r"^[^\S\n]*[+├┌└╔╠╚┏┣┗|│┃]:?[-=─━═][-=─━═┬┼┴┤┐┘+╦╬╩:|┳╋┻┴]{2,}[^\n]*$", re.MULTILINE)
BAR = re.compile("[|│┃║├┤┼┬┴┌┐└┘╠╣┣┫]|(?<=[-=─━])[+]|[+](?=[-=─━])|^[+]|[+]$")
DRAWN = re.compile("[+|\u2500-\u257f]")  # a line or bar holds one of these
RULED = re.compile(r"^[-=─━═:┄_]+$")
NUMBER = re.compile(r"^[+-]?\d[\d.,]*$")
BARRED = re.compile(r"^[^\S\n]*[│┃║][^\n]*[│┃║][^\S\n]*$", re.MULTILINE)
FEWEST = 2
MANY_MORE = 2


class _Piece(NamedTuple):
    """What stands between two bars of a line. start, end: in columns of the screen."""

    start: int
    end: int
    text: str
    line: int


def clue(part: Part) -> float:
    """Whether several lines are drawn, else the share of lines between bars; text that only uses pipes has neither."""
    if not DRAWN.search(part.text):
        return 0.0
    return 1.0 if len(RULE.findall(part.text)) >= FEWEST else part.share(BARRED)


def read(part: Part) -> Grid:
    """The lines between two drawn ones are one row, if they are drawn between most rows. Each table is a run."""
    lines = [(number, text, list(_pieces(text, number))) for number, text in part.lines if text.strip()]
    runs: list[tuple[tuple[Cell, ...], ...]] = []
    measured = False
    for is_drawn, group in groupby(lines, key=lambda line: len(line[2]) > 1 or bool(BAR.match(line[1].strip()))):
        if is_drawn:
            table = [pieces for _, _, pieces in group]
            by_bars = _by_bars(table)
            measured = measured or by_bars is None
            runs.append(tuple(_by_columns(table)) if by_bars is None else by_bars)
        else:
            runs += [((Cell(text.strip(), number),),) for number, text, pieces in group if not pieces]
    return Grid(tuple(run for run in runs if run), ruled=True, measured=measured)


def _pieces(text: str, number: int) -> Iterator[_Piece]:
    """The stretches between the bars of a line."""
    if not BAR.search(text):
        return
    screen = at = begin = start = 0
    bars = [match.start() for match in BAR.finditer(text)]
    for at, character in enumerate([*text, "|"]):
        if at == len(text) or at in bars:
            if begin != at or bars[0] < at < len(text):
                yield _Piece(start, screen, text[begin:at], number)
            begin, start = at + 1, screen + 1
        screen += 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _by_bars(table: Sequence[Sequence[_Piece]]) -> tuple[tuple[Cell, ...], ...] | None:
    """A row a line, a cell between two bars; None where cells go on over lines, or the bars make columns."""
    lines = [line for line in table if not _is_drawn(line)]
    as_many = len({len(line) for line in lines}) == 1
    goes_on = _drawn_apart(table) and not (as_many and _stand_alone(table))
    if goes_on or not (as_many or not _stand_below_each_other(lines)):
        return None
    return tuple(tuple(Cell(piece.text.strip(), piece.line) for piece in line) for line in lines)


def _stand_alone(table: Sequence[Sequence[_Piece]]) -> bool:
    """Whether a line is drawn behind each line of text: no cell goes on."""
    return not any(not (_is_drawn(one) or _is_drawn(other)) for one, other in pairwise(table))


def _by_columns(table: Sequence[Sequence[_Piece]]) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table, a cell at the grid column where it begins; of lines with as many cells, at its own."""
    apart = _drawn_apart(table)
    if apart and len({len(line) for line in table if not _is_drawn(line)}) == 1:
        for lines in _lines_together(table):
            yield tuple(
                Cell(join_broken(piece.text.strip() for piece in pieces if piece.text.strip()), pieces[0].line)
                for pieces in zip(*lines, strict=True)
            )
        return
    starts = sorted({piece.start for line in table for piece in line if piece.text.strip()})
    columns = {start: at for at, start in enumerate(_merged(starts))}
    edges = list(columns)
    for band in _bands(table) if apart else [line for line in table if not _is_drawn(line)]:
        cells: dict[int, list[_Piece]] = {}
        for piece in band:
            if piece.text.strip() or piece.end > piece.start:
                at = max((columns[edge] for edge in edges if edge <= piece.start + 1), default=0)
                cells.setdefault(at, []).append(piece)
        if any(piece.text.strip() for piece in band):
            width = max(cells) + 1
            yield tuple(_cell(cells.get(at, ()), edges, band[0].line) for at in range(width))


def _merged(starts: Sequence[int]) -> list[int]:
    """Columns that begin a character apart are one: wide characters are drawn now and then as one and a half."""
    merged: list[int] = []
    for start in starts:
        if not merged or start > merged[-1] + 1:
            merged.append(start)
    return merged


def _stand_below_each_other(lines: Sequence[Sequence[_Piece]]) -> bool:
    """Whether the bars of all lines make columns of the screen, not many more than the line with most of them has."""
    starts = _merged(sorted({piece.start for line in lines for piece in line}))
    return len(starts) < MANY_MORE * max(map(len, lines), default=0)


def _is_drawn(line: Sequence[_Piece]) -> bool:
    return any(RULED.match(piece.text.strip()) for piece in line)


def _drawn_apart(table: Sequence[Sequence[_Piece]]) -> bool:
    """Whether lines are drawn between rows, and not above and below them all."""
    text = [at for at, line in enumerate(table) if not _is_drawn(line)]
    numbers = sum(any(NUMBER.match(piece.text.strip()) for piece in line) for line in table)
    return bool(text) and sum(map(_is_drawn, table[text[0] : text[-1]])) * MANY_MORE >= numbers


def _lines_together(table: Sequence[Sequence[_Piece]]) -> Iterator[Sequence[Sequence[_Piece]]]:
    """The lines of text between two drawn ones."""
    for is_drawn, lines in groupby(table, key=_is_drawn):
        if not is_drawn:
            yield list(lines)


def _bands(table: Sequence[Sequence[_Piece]]) -> Iterator[list[_Piece]]:
    """The text between two drawn lines."""
    band: list[_Piece] = []
    for line in table:
        kept = [piece for piece in line if not RULED.match(piece.text.strip())]
        if _is_drawn(line):
            if band:
                yield band
            band = [piece for piece in kept if piece.text.strip()]
        else:
            band += kept
    if band:
        yield band


def _cell(pieces: Sequence[_Piece], edges: Sequence[int], line: int) -> Cell:
    texts = [piece for piece in pieces if piece.text.strip()]
    if not pieces:
        return Cell("", line, 0)
    end = max(piece.end for piece in pieces)
    span = max(sum(pieces[0].start <= edge + 1 and edge < end for edge in edges), 1)
    if not texts:
        return Cell("", pieces[0].line)
    return Cell(join_broken(piece.text.strip() for piece in texts), texts[0].line, span)


layout = Layout("drawn_rows", clue, read)
