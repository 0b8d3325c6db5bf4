"""Facts and codes arranged as the forms print them: table by table, block by block, with the headings of groups."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from gongkai.transform.forms import Block, Column, Table, forms
from gongkai.transform.forms import Row as FormRow
from gongkai.transform.report import Fact
from gongkai.warehouse.pages.queries import Row

# How forms number their rows, the outer level first.
_CHINESE = "一二三四五六七八九十"
_NUMBERINGS = (re.compile(f"([{_CHINESE}])、"), re.compile(f"（([{_CHINESE}])）"), re.compile(r"(\d+)[.．]"))
_LATIN = ("{}. ", "({}) ", "{}. ")


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact as it is shown. anchor: where a link finds it."""

    anchor: str
    fact: Row


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a form with its cells, None where it has none. headings: captions that stand above it.

    is_below: whether the row stands below a caption. number: 1. or (1), as the form numbers it, in Latin writing.
    """

    row: FormRow
    headings: tuple[str, ...]
    is_below: bool
    number: str
    cells: tuple[Cell | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a table as the form prints it. groups: (caption of columns or None, how many columns)."""

    table: Table
    block: Block
    columns: tuple[Column, ...]
    groups: tuple[tuple[str | None, int], ...]
    rows: tuple[ShownRow, ...]


def shown(table: Table, block: Block, rows: Sequence[FormRow], columns: Sequence[Column]) -> Shown:
    """A block without values."""
    groups = tuple((group, len(list(of))) for group, of in groupby(columns, lambda column: column.group))
    return Shown(table, block, tuple(columns), groups, tuple(_shown_rows(table, rows)))


def blocks(facts: Sequence[Row], form: str) -> Iterator[Shown]:
    """The facts of a report. form: that of the report."""
    by_block: dict[tuple[int, str], list[tuple[int, Table, Block, FormRow, Column, Row]]] = {}
    for fact in facts:
        code = (fact["table_code"], fact["row_code"], fact["column_code"])
        number, table, block, row, column = _cell(fact["form"], form, code)
        by_block.setdefault((_tables().index(table.code), block.code), []).append(
            (number, table, block, row, column, fact)
        )
    for _, cells in sorted(by_block.items(), key=lambda item: (item[0][0], min(cell[0] for cell in item[1]))):
        cells.sort(key=lambda cell: cell[0])
        _, table, block, *_ = cells[0]
        rows = list({row.code: row for _, _, _, row, _, _ in cells}.values())
        columns = list({column.code: column for _, _, _, _, column, _ in cells}.values())
        by_code = {(row.code, column.code): _as_cell(fact) for _, _, _, row, column, fact in cells}
        empty = shown(table, block, rows, columns)
        yield replace(
            empty,
            rows=tuple(
                replace(one, cells=tuple(by_code.get((one.row.code, column.code)) for column in columns))
                for one in empty.rows
            ),
        )


def rows_of_form(facts: Sequence[Fact], form: str) -> dict[str, ShownRow]:
    """Row -> how it is shown, of the facts of one table. form: that of the report."""
    rows = [
        {"table_code": one.table, "row_code": one.row, "column_code": one.column, "form": one.form} for one in facts
    ]
    return {one.row.code: one for block in blocks(rows, form) for one in block.rows}


def anchor(table: str | None, row: str | None, column: str | None) -> str | None:
    """Where a link finds the cell that a finding is about; None where it is about no one cell."""
    return f"c-{table}.{row}.{column}" if table and row and column else None


def _as_cell(fact: Row) -> Cell:
    return Cell(f"c-{fact['table_code']}.{fact['row_code']}.{fact['column_code']}", fact)


def _shown_rows(table: Table, rows: Sequence[FormRow]) -> Iterator[ShownRow]:
    """A list that begins anew stands below the caption that is next in the list around it: behind （二） comes （三）,
    and so 1. stands below （三）. Else a row stands below the caption that its group names.
    """
    captions = {numbered: caption for caption in table.captions if (numbered := _level_and_number(caption))}
    last = [0] * len(_NUMBERINGS)
    group: str | None = None
    is_below = False
    for row in rows:
        headings: list[str] = []
        if row.group != group:
            group = row.group
            headings += [group] if group else []
            is_below = bool(group)
        level, number = _level_and_number(row.label) or (None, 0)
        if level is not None:
            above = (level - 1, last[level - 1] + 1)
            if level and number == 1 and above in captions:
                headings.append(captions[above])
                last[level - 1] += 1
            is_below = level == len(_NUMBERINGS) - 1 and last[level - 1] > 0
            last[level:] = [number] + [0] * (len(last) - level - 1)
        yield ShownRow(row, tuple(headings), is_below, _LATIN[level].format(number) if level is not None else "")


def _level_and_number(label: str) -> tuple[int, int] | None:
    """(level, number) of a label that is numbered."""
    for level, numbering in enumerate(_NUMBERINGS):
        if match := numbering.match(label):
            return level, int(match[1]) if match[1].isdecimal() else _CHINESE.index(match[1]) + 1
    return None


@cache
def _tables() -> list[str]:
    return list(dict.fromkeys(table.code for form in forms() for table in form.tables))


def _cell(of_fact: str | None, of_report: str, code: tuple[str, str, str]) -> tuple[int, Table, Block, FormRow, Column]:
    """Where the form has the cell: the form that named it, else the report's, else the newest that has it."""
    declared = _cells()[code]
    return declared.get(of_fact or "") or declared.get(of_report) or list(declared.values())[-1]


@cache
def _cells() -> dict[tuple[str, str, str], dict[str, tuple[int, Table, Block, FormRow, Column]]]:
    """Cell -> form -> (its number in the form, table, block, row, column)."""
    cells: dict[tuple[str, str, str], dict[str, tuple[int, Table, Block, FormRow, Column]]] = {}
    for form in forms():
        for number, (table, block, row, column) in enumerate(form.cells()):
            cells.setdefault((table.code, row.code, column.code), {})[form.code] = (number, table, block, row, column)
    return cells
