"""A text held as a whole against the form's own order of labels and values: for tables whose rows were torn.

Labels that are wrapped around their values, list numbers on lines of their own, names of columns in pieces: where the
lines of a text tell no rows any more, its words still come in the form's order. All characters of the text are aligned
to those of the form's labels; the figures between two labels belong to the first one. Nothing of it counts unless every
row has just as many figures as it has columns, and every sum of the table holds.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.forms import Block, Table
from gongkai.transform.forms.equations import sums_of_table
from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import CHINESE, Kind, content
from gongkai.transform.table.header import Slot
from gongkai.transform.table.parted_digits import all_noughts, parted
from gongkai.transform.table.placement import Placed, Placement
from gongkai.transform.table.vocabulary import FormTable, Token, chinese, fold
from gongkai.transform.table.walk import Leftover, Value

LIKE_ENOUGH = 0.6  # of a label's characters, in their order
WORDS = re.compile(r"[^\s|│]+")
RUN_IN = re.compile(r"^(.*[\u2e80-\u9fff）)”])([+-]?\d[\d.]*)$")
SHORTEST_PREFIX, LONGEST_PREFIX = 2, 3


class Text(NamedTuple):
    """A table as words and figures. words: all Chinese characters; blocks: for each, the figures that stand before.

    lines: the characters of each line.
    """

    words: str
    blocks: Sequence[int]
    values: Sequence[Value]
    lines: Mapping[int, str]


class _Span(NamedTuple):
    """Where the label of a row stands. start: how many figures stand before it. like: share of its characters found."""

    start: int
    like: float


def aligned(form: FormTable, text: Text) -> Iterator[Placement]:
    """The readings that come out even, the surest first."""
    if not _may_come_out_even(form.table, text):
        return
    if form.table.across:
        yield from _aligned_across(form, text)
        return
    spans = _spans(form.table, text)
    if not _columns_in_order(form.table, text.words):
        return
    by_label = _by_label(form.table, text, spans)
    if len(text.values) == _size(form.table):
        for rows in (_even(form.table, by_label), _by_order(form.table, text, spans)):
            if rows:
                yield from _placements(form, rows)
    elif by_label:
        figures = parted(form.table, by_label)
        if figures:
            yield _parted_placement(form, figures, by_label)


def _aligned_across(form: FormTable, text: Text) -> Iterator[Placement]:
    """Rows side by side: names in the form's order, and the noughts of all. (The name of the first row may stand above
    what shows that the table begins.)"""
    block = form.table.blocks[0]
    columns = "".join([fold(column.label) for column in block.columns])
    rows = [text.words.find(fold(row.label)) for row in block.rows]
    are_named = text.words.count(columns) == len(rows) and -1 not in rows[1:] and rows == sorted(rows)
    if are_named and len(text.values) != _size(form.table):
        figures = all_noughts(form.table, text.values)
        if figures:
            yield _parted_placement(form, figures, {})


def _may_come_out_even(table: Table, text: Text) -> bool:
    """Whether there are as many figures as cells; or other numbers of them, and sums to judge by."""
    if len(text.values) == _size(table):
        return True
    return bool(table.sums) and sum([len(value.cell.text) for value in text.values]) >= _size(table)


def as_text(grid: Grid) -> Text:
    """What stands in a grid, without its rows."""
    words: list[str] = []
    blocks: list[int] = []
    values: list[Value] = []
    lines: dict[int, str] = {}
    for run in grid.runs:
        for row in run:
            for position, cell in enumerate(row):
                for piece in _pieces(cell.text):
                    said = content(piece)
                    if said.kind in (Kind.NUMBER, Kind.BLANK) or piece.isdecimal():
                        token = Token(said.kind, said.value, said.unit)
                        values.append(Value(token, Cell(piece, cell.line), position))
                    else:
                        matched = CHINESE.findall(piece)
                        words += matched
                        lines[cell.line] = lines.get(cell.line, "") + "".join(matched)
                        blocks += [len(values)] * len(matched)
    return Text("".join(words), blocks, values, lines)


def _pieces(text: str) -> Iterator[str]:
    """The words and figures of a cell; a figure that has run into a word is one by itself."""
    for word in (text,) if content(text).kind is not Kind.TEXT else WORDS.findall(text):
        glued = RUN_IN.match(word)
        yield from (glued[1], glued[2]) if glued else (word,)


@lru_cache(maxsize=64)
def _labels(table: Table) -> tuple[str, tuple[tuple[str, int], ...]]:
    """All row labels of a table in one string, and (row, length) of each."""
    rows = _row_labels(table)
    return "".join(label for _, label in rows), tuple((code, len(label)) for code, label in rows)


@lru_cache(maxsize=64)
def _row_labels(table: Table) -> tuple[tuple[str, str], ...]:
    """(row, Chinese characters of its label)."""
    rows = [row for block in table.blocks for row in block.rows]
    return tuple((row.code, chinese(fold(row.label))) for row in rows)


def _spans(table: Table, text: Text) -> dict[str, _Span]:
    """Where each row's label stands, in the alignment that brings most characters together."""
    labels, lengths = _labels(table)
    pairs = {
        match.a + offset: match.b + offset
        for match in LCSseq.editops(labels, text.words).as_matching_blocks()
        for offset in range(match.size)
    }
    spans = {}
    begin = 0
    for code, length in lengths:
        matched = [pairs[at] for at in range(begin, begin + length) if at in pairs]
        if matched:
            spans[code] = _Span(text.blocks[_first_solid(matched)], len(matched) / length)
        begin += length
    return spans


def _first_solid(matched: Sequence[int]) -> int:
    """The first character with its neighbour beside it: a lone one may be another label's."""
    return next((at for at, after in pairwise(matched) if after == at + 1), matched[0])


def _columns_in_order(table: Table, words: str) -> bool:
    """Whether the names of the columns begin in the form's order, as far as the text has them."""
    for block in table.blocks:
        at = below = -1  # of the columns at the top, and of those below a caption, which comes in lines of its own
        for column in block.columns:
            label = fold(column.label)
            begin = (below if column.group else at) + 1
            offsets = [words.find(label[:size], begin) for size in range(LONGEST_PREFIX, SHORTEST_PREFIX - 1, -1)]
            offset = next((offset for offset in offsets if offset >= 0), None)
            if offset is None:
                if label[:SHORTEST_PREFIX] in words and len(block.columns) > 1 and not block.columns[0].group:
                    return False
            elif column.group:
                below = offset
            else:
                at = offset
    return True


Rows = dict[str, Sequence[Value]]


def _by_label(table: Table, text: Text, spans: dict[str, _Span]) -> Rows | None:
    """The figures from each label to the next one; None where a label is not found."""
    rows = [(row.code, len(block.columns)) for block in table.blocks for row in block.rows]
    if any(code not in spans or spans[code].like < LIKE_ENOUGH for code, _ in rows):
        return None
    starts = [spans[code].start for code, _ in rows]
    if starts[0] != 0:  # a figure before all labels is of no row
        return None
    ends = [*starts[1:], len(text.values)]
    return {code: text.values[start:end] for (code, _), start, end in zip(rows, starts, ends, strict=True)}


def _even(table: Table, by_row: Rows | None) -> Rows | None:
    """None where a row has another number of figures than columns, or one of more digits than any count."""
    rows = [(row.code, len(block.columns)) for block in table.blocks for row in block.rows]
    if by_row is None or any(len(by_row[code]) != width for code, width in rows):
        return None
    return None if any(value.token.kind is Kind.TEXT for values in by_row.values() for value in values) else by_row


def _by_order(table: Table, text: Text, spans: dict[str, _Span]) -> Rows | None:
    """The figures in the form's order, where there are just as many as it has cells, and sums to judge by."""
    rows = [(row.code, len(block.columns)) for block in table.blocks for row in block.rows]
    if not table.sums or any(value.token.kind is not Kind.NUMBER for value in text.values):
        return None
    if sum(span.like >= LIKE_ENOUGH for span in spans.values()) * 2 < len(rows):
        return None
    by_row, at = {}, 0
    for code, width in rows:
        by_row[code] = text.values[at : at + width]
        at += width
    return None if _stand_elsewhere(table, text, by_row) else by_row


def _stand_elsewhere(table: Table, text: Text, by_row: Rows) -> bool:
    """Whether a line holds the label of a row with all figures of another one: the rows come in some other order.

    The sums of a column hold in whatever order its parts come.
    """
    by_line: dict[int, list[Value]] = {}
    for value in text.values:
        by_line.setdefault(value.cell.line, []).append(value)
    for line, values in by_line.items():
        words = text.lines.get(line, "")
        for code, label in _row_labels(table):
            if words.endswith(label) and len(values) == len(by_row[code]) and values != by_row[code]:
                return True
    return False


def _placements(form: FormTable, rows: Rows) -> Iterator[Placement]:
    """The figures of each row in the form's order; and with a row's total, where it came first, at its place."""
    yield _placement(form, rows)
    if form.table.sums:
        moved = {code: _total_last(form.table, code, values) for code, values in rows.items()}
        if any(moved[code] is not values for code, values in rows.items()):
            yield _placement(form, moved)


def _total_last(table: Table, row: str, values: Sequence[Value]) -> Sequence[Value]:
    """A page's text may have the last figure of a row in a line before the others: its sum tells."""
    numbers = [value.token.value or 0.0 for value in values]
    codes = [column.code for column in table.block(row).columns]
    moved = numbers and sum(numbers[:-1]) != numbers[-1] and sum(numbers[1:]) == numbers[0]
    return [*values[1:], values[0]] if moved and sums_of_table(table).is_total(row, codes[-1], codes[:-1]) else values


def _placement(form: FormTable, rows: Rows) -> Placement:
    cells = {}
    for block in form.table.blocks:
        for row in block.rows:
            for slot, value in zip(_slots(block), rows[row.code], strict=True):
                status = Status.REPORTED if value.token.kind is Kind.NUMBER else Status.BLANK
                proof = Proof.COUNT if status is Status.REPORTED else None
                cells[row.code, slot.column.code] = Placed(row.code, slot, status, value, Rule.ALIGNED, proof)
    complete = all(placed.status is Status.REPORTED for placed in cells.values())
    return Placement(form.form, cells, (), frozenset(), complete)


def _parted_placement(form: FormTable, rows: Mapping[str, Sequence[Value | None]], digits: Rows) -> Placement:
    """Of figures whose digits were parted: what not all ways agree on has no place."""
    cells = {}
    left = []
    for block in form.table.blocks:
        for row in block.rows:
            values = rows[row.code]
            for slot, value in zip(_slots(block), values, strict=True):
                placed = Placed(row.code, slot, Status.AMBIGUOUS, None, Rule.DISPUTED)
                if value:
                    placed = Placed(row.code, slot, Status.REPORTED, value, Rule.PARTED, Proof.COUNT)
                cells[row.code, slot.column.code] = placed
            if None in values:
                texts = [value.cell.text for value in digits[row.code]]
                left.append(Leftover(row.code, tuple(texts), digits[row.code][0].cell.line, row.code))
    return Placement(form.form, cells, tuple(left), frozenset(), complete=not left, adds_up=True)


@lru_cache(maxsize=64)
def _size(table: Table) -> int:
    """How many cells a table has."""
    return sum(len(block.rows) * len(block.columns) for block in table.blocks)


@lru_cache(maxsize=64)
def _slots(block: Block) -> tuple[Slot, ...]:
    return tuple(Slot(column) for column in block.columns)
