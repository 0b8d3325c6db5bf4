"""Values that are too many or too few: numbers of rows among them, figures that were parted or have run together."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from gongkai.extract.layouts import Cell
from gongkai.transform.forms import Table
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Order
from gongkai.transform.table.vocabulary import Token
from gongkai.transform.table.walk import LabelledRow, Value, Walk

ITEM = re.compile(r"^(\d+)[.、．]")
FEWEST_NUMBERED = 3  # rows, before a figure too many is taken for the number of the next one
ITEM_MARKS = frozenset({".", "、", "．"})


def drop_item_numbers(table: Table, walk: Walk, chosen: Sequence[Order]) -> None:
    """The number of the next row's label may stand on a line of its own, behind the values of the row before."""
    numbers = _item_numbers(table)
    for row, after, order in zip(walk.rows, walk.rows[1:], chosen, strict=False):
        item = numbers.get(after.label.code)
        if item and len(row.values) > len(order):
            _drop_item_number(row.values, item)
    _drop_row_numbers(walk, chosen)
    for stray in walk.strays:
        item = numbers.get(walk.rows[stray.position].label.code) if stray.position < len(walk.rows) else None
        if item:
            _drop_item_number(stray.values, item)
    walk.strays = [stray for stray in walk.strays if stray.values]


def _drop_row_numbers(walk: Walk, chosen: Sequence[Order]) -> None:
    """Behind the values of a row, or before the next label, the running number of the next row may stand."""
    longer = [
        (number, row.values)
        for number, (row, order) in enumerate(zip(walk.rows, chosen, strict=True), 2)
        if len(row.values) == len(order) + 1
    ]
    loose = [(stray.position + 1, stray.values) for stray in walk.strays if len(stray.values) == 1]
    numbered = [*longer, *loose]
    if len(numbered) >= FEWEST_NUMBERED and all(values[-1].token.value == number for number, values in numbered):
        for _, values in numbered:
            values.pop()


def put_together(values: list[Value], order: Order) -> list[Value]:
    """A figure that was parted at its point or behind its sign, where just so many values are too many."""
    texts = [value.cell.text for value in values]
    if not "".join(texts).isascii():
        return values
    whole = range(1, len(texts) - 1)
    if len(values) == len(order) + 2:
        points = [at - 1 for at in whole if texts[at] == "." and (texts[at - 1] + texts[at + 1]).isdecimal()]
        return _joined_at(values, points, 3)
    if len(values) == len(order) + 1:
        signs = [at for at in whole if texts[at] in ("+", "-") and texts[at + 1].isdecimal()]
        signed = [at for at in signs if (slot := order[at]) and slot.column.signed]
        return _joined_at(values, signed, 2)
    return values


def _joined_at(values: list[Value], places: Sequence[int], size: int) -> list[Value]:
    if len(places) != 1:
        return values
    begin, end = places[0], places[0] + size
    text = "".join(value.cell.text for value in values[begin:end])
    token = Token(Kind.NUMBER, float(text))
    return [
        *values[:begin],
        values[begin]._replace(token=token, cell=values[begin].cell._replace(text=text)),
        *values[end:],
    ]


def _drop_item_number(values: list[Value], item: str) -> None:
    marked = [value.cell.text.strip() for value in values[-2:]]
    if marked[-1:] == [item]:
        del values[-1:]
    elif len(marked) == 2 and marked[0] == item and marked[1] in ITEM_MARKS:
        del values[-2:]


@cache
def _item_numbers(table: Table) -> Mapping[str, str]:
    """Row -> the number before its label."""
    labels = {row.code: ITEM.match(row.label) for block in table.blocks for row in block.rows}
    return {code: item[1] for code, item in labels.items() if item}


def unglue(labelled: Sequence[LabelledRow], chosen: Sequence[Order]) -> None:
    """Part figures that are glued together, where each is one digit: all rows have as many digits as columns.

    Where one has not, or one has no figure at all, so many digits of another may be fewer figures, but for noughts.
    """
    alone = [
        (row, len(order))
        for row, order in zip(labelled, chosen, strict=True)
        if len(order) > 1 and len(row.values) == 1
    ]
    shows_blanks = any(not row.values for row in labelled)
    are_digits = not shows_blanks and all(_is_of_digits(row.values[0], width) for row, width in alone)
    for row, width in alone:
        _, cell, position = row.values[0]
        if are_digits or cell.text == "0" * width:
            row.values = [
                Value(Token(Kind.NUMBER, float(digit)), Cell(digit, cell.line), position) for digit in cell.text
            ]


def _is_of_digits(value: Value, width: int) -> bool:
    return len(value.cell.text) == width and value.cell.text.isdigit()
