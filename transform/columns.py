"""Which columns does a row have? The form says so where all forms agree, else the table's own header."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from transform.forms import Block, Column, forms
from transform.labels import Label


class Slot(NamedTuple):
    """A column as a table's header names it: which form's label it was, and the unit printed there.

    row: only in tables whose rows stand side by side.
    """

    form: str
    column: Column
    unit: str | None
    by_position: bool = False
    row: str | None = None


def slot_named(table: str, label: Label, unit: str | None) -> Slot:
    """The column that a header cell names, in the newest form that prints this label."""
    return next(
        Slot(form.code, column, unit)
        for form in reversed(forms())
        if form.code in label.forms
        for block in form.table(table).blocks
        for column in block.columns
        if column.code == label.code
    )


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """The columns as they are named; None for one whose name is no label. The same names are the same object."""

    slots: tuple[Slot | None, ...]


@cache
def header_of(slots: tuple[Slot | None, ...]) -> Header:
    """The header with these columns."""
    return Header(slots)


@cache
def slots_of(table: str, row: str, header: Header) -> tuple[Slot, ...]:
    """The columns of a row: the same in all forms, or else as its header names them.

    Empty where the forms differ and the header does not fit the row.
    """
    blocks = [(form.code, block) for form in forms() for block in form.table(table).blocks if _has_row(block, row)]
    if len({block.columns for _, block in blocks}) == 1:
        form, block = blocks[-1]
        units = {slot.column.code: slot.unit for slot in header.slots if slot}
        return tuple(Slot(form, column, units.get(column.code)) for column in block.columns)
    possible = {(form, column.code) for form, block in blocks for column in block.columns}
    named = [slot for slot in header.slots if slot is not None]
    if not named or any((slot.form, slot.column.code) not in possible for slot in named):
        return ()
    if len({slot.form for slot in named}) > 1:
        return tuple(named) if len(named) == len(header.slots) else ()
    form, block = next((form, block) for form, block in blocks if form == named[0].form)
    by_code = {slot.column.code: slot for slot in named}
    if len(by_code) == len(block.columns):
        return tuple(named)
    # Header cells that are lost, cut or garbled: the form's own column, if the others stand where it has them.
    found = [slot.column.code for slot in named]
    if found != [column.code for column in block.columns if column.code in by_code]:
        return ()
    return tuple(by_code.get(column.code) or Slot(form, column, None, by_position=True) for column in block.columns)


def _has_row(block: Block, code: str) -> bool:
    return any(row.code == code for row in block.rows)


@cache
def slots_across(table: str) -> tuple[Slot, ...]:
    """All columns of a table whose rows stand side by side, row after row."""
    form = forms()[-1]
    block = form.table(table).blocks[0]
    return tuple(Slot(form.code, column, None, row=row.code) for row in block.rows for column in block.columns)


def own_forms(table: str, slots: Iterable[Slot | None]) -> set[str]:
    """Forms that columns of their own give away."""
    shared = _shared_columns(table)
    return {slot.form for slot in slots if slot and slot.column.label not in shared}


@cache
def _shared_columns(table: str) -> frozenset[str]:
    """Column labels that every form prints."""
    printed = [{column.label for block in form.table(table).blocks for column in block.columns} for form in forms()]
    return frozenset(set.intersection(*printed))
