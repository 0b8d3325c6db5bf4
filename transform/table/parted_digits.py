"""Figures that have run together, or were cut apart: the one way to part their digits with which all sums hold.

The text of a page without anything between its cells (规章12861185) keeps every digit of a row, and so does a row whose
figures a program has cut in pieces. Which digits are one figure, only the sums can tell: a row's total, and those of
all rows below each other. Where a row has no total, nobody knows; where several ways add up, what they have in common.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from gongkai.extract.layouts import Cell
from gongkai.transform.forms import Table
from gongkai.transform.forms.equations import sums_of_table
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.vocabulary import Token
from gongkai.transform.table.walk import Value

MOST_PIECES = 26  # of a row: of more, there are too many ways to try
MOST_WAYS = 5_000  # of all rows together

Figures = tuple[int, ...]  # of a row, in the order of its columns
Ways = dict[str, list[Figures]]


class _Term(NamedTuple):
    """A cell of a sum over rows. column: its number."""

    row: str
    column: int
    sign: int


def parted(table: Table, rows: Mapping[str, Sequence[Value]]) -> dict[str, Sequence[Value | None]] | None:
    """The figures of each row, from the digits behind its label; None where no way makes all sums hold.

    Where several do, the figures in which they differ are None.
    """
    ways: Ways = {}
    for block in table.blocks:
        codes = [column.code for column in block.columns]
        for row in block.rows:
            pieces = _pieces(rows[row.code], len(codes))
            has_total = sums_of_table(table).is_total(row.code, codes[-1], codes[:-1])
            if not has_total or not len(codes) <= len(pieces) <= MOST_PIECES:
                return None
            ways[row.code] = list(_ways(pieces, len(codes)))
    sums = _sums_of_rows(table)
    ways = _without_refuted(ways, sums)
    if not sums or prod(map(len, ways.values())) > MOST_WAYS:
        return None
    choices = (dict(zip(ways, choice, strict=True)) for choice in product(*ways.values()))
    adding_up = [choice for choice in choices if all(_missed(terms, choice) == 0 for terms in sums)]
    if not adding_up:
        return None
    return {row: _agreed(values, [choice[row] for choice in adding_up]) for row, values in rows.items()}


def all_noughts(table: Table, values: Sequence[Value]) -> dict[str, Sequence[Value | None]] | None:
    """The figures of rows that stand side by side: only where as many noughts have run together as they have cells.

    No sum goes over several rows there, so that other digits may add up in some way even where a cell is blank.
    """
    block = table.blocks[0]
    width = len(block.columns)
    noughts = "".join(_pieces(values, width * len(block.rows)))
    if noughts != "0" * width * len(block.rows):
        return None
    told = _agreed(values, [(0,) * len(noughts)])
    return {row.code: told[at * width : (at + 1) * width] for at, row in enumerate(block.rows)}


def _pieces(values: Sequence[Value], width: int) -> Sequence[str]:
    """What is not to be cut: as it stands, or of digits that have all run together each by itself; else nothing."""
    texts = [value.cell.text for value in values]
    if not all(text.isascii() and text.isdecimal() for text in texts):
        return ()
    return list(texts[0]) if len(texts) == 1 else texts if len(texts) >= width else ()


def _ways(pieces: Sequence[str], width: int) -> Iterator[Figures]:
    """All ways to make so many figures of the pieces of which the last is the sum of the others."""
    for begin in range(len(pieces) - 1, width - 2, -1):
        total = _figure(pieces[begin:])
        if total is not None:
            yield from ((*parts, total) for parts in _parts(pieces[:begin], width - 1, total))


def _parts(pieces: Sequence[str], width: int, total: int) -> Iterator[Figures]:
    """All ways to make so many figures of the pieces that come to the total."""
    if not width:
        yield from () if pieces or total else ((),)
        return
    if len(pieces) > width * len(str(total)):
        return  # some figure would have more digits than the total
    for end in range(1, len(pieces) - width + 2):
        first = _figure(pieces[:end])
        if first is None or first > total:
            return  # and with more pieces it is no figure either, or a larger one
        yield from ((first, *rest) for rest in _parts(pieces[end:], width - 1, total - first))


def _figure(pieces: Sequence[str]) -> int | None:
    """The figure that they are together; None where it would begin with a nought."""
    digits = "".join(pieces)
    return int(digits) if digits == "0" or digits[0] != "0" else None


def _sums_of_rows(table: Table) -> list[list[_Term]]:
    """The sums of rows, for each column."""
    sums = sums_of_table(table)
    return [
        [
            _Term(row, _codes(table, row).index(column), sign)
            for (row, column), (_, sign) in zip(sums.cells_of(one), one.terms(), strict=True)
        ]
        for one in sums.equations
        if one.of == "rows"
    ]


def _codes(table: Table, row: str) -> list[str]:
    return [column.code for column in table.block(row).columns]


def _missed(terms: Sequence[_Term], figures: Mapping[str, Figures]) -> int:
    return sum(sign * figures[row][column] for row, column, sign in terms)


def _without_refuted(ways: Ways, sums: Sequence[Sequence[_Term]]) -> Ways:
    """Without the ways that no sum allows in which all other rows have one value."""
    left = dict(ways)
    while True:
        before = sum(map(len, left.values()))
        for terms in sums:
            values = {row: {way[column] for way in left[row]} for row, column, _ in terms}
            open_ = [term for term in terms if len(values[term.row]) != 1]
            if len(open_) == 1:
                row, column, sign = open_[0]
                rest = sum(other.sign * min(values[other.row]) for other in terms if other.row != row)
                left[row] = [way for way in left[row] if sign * way[column] + rest == 0]
        if sum(map(len, left.values())) == before:
            return left


def _agreed(pieces: Sequence[Value], ways: Sequence[Figures]) -> list[Value | None]:
    """The figures as they would stand in cells, each where it begins in the first way; None where others differ."""
    begins = [piece for piece in pieces for _ in piece.cell.text]
    values: list[Value | None] = []
    at = 0
    for figure, *others in zip(*ways, strict=True):
        text = str(figure)
        cell = Cell(text, begins[at].cell.line)
        value = Value(Token(Kind.NUMBER, float(figure)), cell, begins[at].position)
        values.append(value if {figure} >= {*others} else None)
        at += len(text)
    return values
