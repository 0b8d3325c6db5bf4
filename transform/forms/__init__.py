"""The statutory forms, each declared once as data in a `form*.toml` beside this file.

Parser, tables, comments, codebook and checks follow from these declarations: a new form is a new file.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from gongkai.errors import USAGE, GongkaiError
from gongkai.extract.codes import Code
from gongkai.words import _

_NAME = re.compile(r"form\w*\.toml")  # what an editor or a patch left beside it is none


class FormError(GongkaiError):
    """Two files declare the same form: a sentence for people."""

    exit_status = USAGE


class OtherForm(Code):
    """What stands in the place of a form's code for a report that follows no one form."""

    MIXED = "mixed", "tables of several forms, or whose labels are those of several"
    PRE2019 = "pre2019", "a report before the forms"
    NONE = "none", "no table of a form, or none that tells"


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """code: e.g. `refused.state_secret`; label: as the notice prints it; short: as people say it, beside figures.

    group: the caption that it stands below.
    """

    code: str
    label: str
    english: str
    short: str = ""
    group: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """unit: None where the form prints none and none follows from the label. signed: may be negative.

    group: the caption that it stands below in the header.
    """

    code: str
    label: str
    english: str
    unit: str | None = None
    signed: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A stretch of a table whose rows share their columns: every row has every column."""

    code: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """left and right add up to the same, for each column (`of` rows) or each row (`of` columns).

    strength: printed (the form says so) or implied (by its structure).
    """

    code: str
    of: str
    strength: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """anchors: words that only this table of a report holds (^ and $ mark a cell's ends).

    captions: labels that have no values of their own. across: the rows' values stand in one line. column_heading: the
    caption behind which a header names the columns, where the form prints one.
    """

    code: str
    chinese: str
    english: str
    anchors: tuple[str, ...]
    captions: tuple[str, ...]
    blocks: tuple[Block, ...]
    sums: tuple[Sum, ...]
    across: bool = False
    column_heading: str | None = None

    def block(self, row: str) -> Block:
        """The block that has a row. Raises KeyError where none has it."""
        return _block_of_each_row(self)[row]


@cache
def _block_of_each_row(table: Table) -> dict[str, Block]:
    return {row.code: block for block in table.blocks for row in block.rows}


@dataclass(frozen=True, slots=True)
class Form:
    """first_year, last_year: report years the form was made for; last_year None while it is in use."""

    code: str
    notice: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]

    def table(self, code: str) -> Table:
        return next(table for table in self.tables if table.code == code)

    def cells(self) -> Iterator[tuple[Table, Block, Row, Column]]:
        """Every cell, in reading order."""
        for table in self.tables:
            for block in table.blocks:
                for row in block.rows:
                    for column in block.columns:
                        yield table, block, row, column


@cache
def forms() -> tuple[Form, ...]:
    """All declared forms, the oldest first. Raises FormError where two files declare the same one."""
    files = [file for file in resources.files(__name__).iterdir() if _NAME.fullmatch(file.name)]
    declared: dict[str, tuple[str, Form]] = {}
    for file in sorted(files, key=lambda one: one.name):
        form = _form(tomllib.loads(file.read_text(encoding="utf-8")))
        if form.code in declared:
            raise FormError(
                _("{first} and {second} declare the same form {code}: give one of them a code of its own.").format(
                    first=declared[form.code][0], second=file.name, code=form.code
                )
            )
        declared[form.code] = file.name, form
    return tuple(sorted((form for _file, form in declared.values()), key=lambda form: form.first_year))


def _form(data: dict[str, Any]) -> Form:
    return Form(
        data["code"], data["notice"], data["first_year"], data.get("last_year"), tuple(map(_table, data["table"]))
    )


def _table(data: dict[str, Any]) -> Table:
    return Table(
        data["code"],
        data["chinese"],
        data["english"],
        tuple(data["anchors"]),
        tuple(data["captions"]),
        tuple(map(_block, data["block"])),
        tuple(
            Sum(sum_["code"], sum_["of"], sum_["strength"], tuple(sum_["left"]), tuple(sum_["right"]))
            for sum_ in data.get("sum", ())
        ),
        data.get("across", False),
        data.get("column_heading"),
    )


def _block(data: dict[str, Any]) -> Block:
    return Block(
        data["code"],
        data["label"],
        tuple(Column(**column) for column in data["columns"]),
        tuple(Row(**row) for row in data["rows"]),
    )
