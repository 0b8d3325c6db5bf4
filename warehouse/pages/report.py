"""The page of one report: what the warehouse holds of it, arranged as the form prints it, beside its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from gongkai.transform.forms import Block, Column, Table, forms
from gongkai.transform.forms import Row as FormRow
from gongkai.warehouse.pages.questions import Row, by_document

# A report has some three hundred lines; whatever is longer is not read by people.
MOST_LINES = 3_000
MOST_CHARACTERS = 200_000
MOST_ROWS = 200  # of each part but the facts, whose number the form limits
PARTS = ("facts", "findings", "evidence", "sections", "figures", "legacy", "kin", "lines")


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact as it is shown. anchor: where a link finds it."""

    anchor: str
    fact: Row


@dataclass(frozen=True, slots=True)
class Shown:
    """A block of a table as the form prints it. rows: (row, a cell or None for each column)."""

    table: Table
    block: Block
    columns: list[Column]
    rows: list[tuple[FormRow, list[Cell | None]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, from 1. cells: the anchors of what was read from it."""

    number: int
    text: str
    cells: list[str]


def parts(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, list[Row]]]:
    """Part -> document_id -> rows, of the reports in the table `chosen`."""
    return {part: by_document(con, f"report_{part}") for part in PARTS}


def contents(report: Row, held: dict[str, list[Row]], text: str | None) -> dict[str, Any]:
    """What the template of a report wants. held: part -> rows. text: as decoded, None where it is out of reach."""
    blocks = list(_blocks(held["facts"], report["form"]))
    shown = {part: rows[:MOST_ROWS] for part, rows in held.items() if part not in ("facts", "lines")}
    lines = _lines(text, blocks) if text is not None else None
    return {
        "report": report,
        "name": name_of(report),
        "blocks": blocks,
        "lines": lines,
        "all_lines": text.count("\n") + 1 if text is not None else 0,
        "has_line": {line.number for line in lines or ()},
        "origins": {row["line"]: row for row in held["lines"]},
        "doubted": {anchor(row["table_code"], row["row_code"], row["column_code"]) for row in held["findings"]},
        "versions": [kin for kin in shown["kin"] if kin["is_version"]],
        "years": [kin for kin in shown["kin"] if not kin["is_version"] or kin["other_id"] == report["document_id"]],
        "cut_short": {
            part: (len(rows), len(held[part])) for part, rows in shown.items() if len(rows) < len(held[part])
        },
        **{part: shown[part] for part in ("findings", "evidence", "figures", "legacy")},
        "sections": list(_as_far_as_shown(shown["sections"])),
    }


def name_of(report: Row) -> str:
    """What people call it: place and year; where the place is not known, the unit as printed, or the file."""
    place = "".join(filter(None, (report["province"], report["county"], report["town"])))
    unit = place if report["town"] or (place and not report["unit_name"]) else report["unit_name"]
    return " ".join(str(part) for part in (unit or report["source"], report["year"]) if part)


def anchor(table: str | None, row: str | None, column: str | None) -> str | None:
    """Where a link finds the cell that a finding is about; None where it is about no one cell."""
    return _anchor(table, row, column) if table and row and column else None


def _anchor(table: str, row: str, column: str) -> str:
    return f"c-{table}.{row}.{column}"


def _blocks(facts: Sequence[Row], form: str) -> Iterator[Shown]:
    """The facts as the form prints them: table by table, block by block."""
    placed: dict[tuple[int, str], list[tuple[int, Block, FormRow, Column, Row, Table]]] = {}
    for fact in facts:
        code = (fact["table_code"], fact["row_code"], fact["column_code"])
        number, table, block, row, column = _cell(fact["form"], form, code)
        placed.setdefault((_tables().index(table.code), block.code), []).append(
            (number, block, row, column, fact, table)
        )
    for _, cells in sorted(placed.items(), key=lambda item: (item[0][0], min(cell[0] for cell in item[1]))):
        cells.sort(key=lambda cell: cell[0])
        columns = list({column.code: column for _, _, _, column, _, _ in cells}.values())
        rows = {row.code: row for _, _, row, _, _, _ in cells}
        held = {
            (row.code, column.code): Cell(_anchor(fact["table_code"], row.code, column.code), fact)
            for _, _, row, column, fact, _ in cells
        }
        yield Shown(
            cells[0][5],
            cells[0][1],
            columns,
            [(row, [held.get((code, column.code)) for column in columns]) for code, row in rows.items()],
        )


@cache
def _tables() -> list[str]:
    return list(dict.fromkeys(table.code for form in forms() for table in form.tables))


def _cell(of_fact: str | None, of_report: str, code: tuple[str, str, str]) -> tuple[int, Table, Block, FormRow, Column]:
    """Where the form has the cell: the form that named it, else the report's, else the newest that has it."""
    declared = _cells()[code]
    return declared.get(of_fact or "") or declared.get(of_report) or list(declared.values())[-1]


@cache
def _cells() -> dict[tuple[str, str, str], dict[str, tuple[int, Table, Block, FormRow, Column]]]:
    """Cell -> form -> (place in the form, table, block, row, column)."""
    cells: dict[tuple[str, str, str], dict[str, tuple[int, Table, Block, FormRow, Column]]] = {}
    for form in forms():
        for number, (table, block, row, column) in enumerate(form.cells()):
            cells.setdefault((table.code, row.code, column.code), {})[form.code] = (number, table, block, row, column)
    return cells


def _lines(text: str, blocks: Sequence[Shown]) -> list[Line]:
    """The text's lines as the reader counts them, as far as they are shown."""
    read: dict[int, list[str]] = {}
    for shown in blocks:
        for _, cells in shown.rows:
            for cell in cells:
                if cell and cell.fact["line"]:
                    read.setdefault(cell.fact["line"], []).append(cell.anchor)
    lines = text[:MOST_CHARACTERS].split("\n")[:MOST_LINES]
    return [Line(number, line, read.get(number, [])) for number, line in enumerate(lines, 1)]


def _as_far_as_shown(sections: Sequence[Row]) -> Iterator[Row]:
    left = MOST_CHARACTERS
    for section in sections:
        if left > 0:
            yield {**section, "text": section["text"][:left]}
        left -= len(section["text"])
