"""The page of one report: what the warehouse holds of it, arranged as the form prints it, beside its text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import duckdb

from gongkai.warehouse.pages.form_tables import Cell, Shown, anchor, blocks
from gongkai.warehouse.pages.queries import Row, by_document

# A report has some three hundred lines; whatever is longer is not read by people.
MOST_LINES = 1_500
MOST_CHARACTERS = 40_000
MOST_ROWS = 200  # of each part but the facts, whose number the form limits
PARTS = ("facts", "findings", "evidence", "sections", "figures", "legacy", "kin", "lines")
CSV_COLUMNS = (
    "table_code", "row_code", "column_code", "row", "column", "value", "unit", "status", "raw", "line", "proof",
)  # fmt: skip
Span = tuple[int, int]  # from, to: characters of a line
_DIGIT_BEFORE = re.compile(r"\d[.,，]?$")
# More of the same number, or a number that only counts items, as in `1.属于国家秘密`.
_NOT_ITS_END = re.compile(r"[.,，]?\d|[.．](?!\d|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. cell: the anchor of the cell that it was read into, None where it is no such number."""

    text: str
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, from 1. cells: the anchors of what was read from it."""

    number: int
    pieces: tuple[Piece, ...]
    cells: tuple[str, ...]


def parts(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, list[Row]]]:
    """Part -> document_id -> rows, of the reports in the table `chosen`."""
    return {part: by_document(con, f"report_{part}") for part in PARTS}


def contents(report: Row, rows_of: dict[str, list[Row]], text: str | None) -> dict[str, Any]:
    """What the template of a report wants. rows_of: part -> rows. text: as decoded, None where it is out of reach."""
    arranged = list(blocks(rows_of["facts"], report["form"]))
    shown = {part: rows[:MOST_ROWS] for part, rows in rows_of.items() if part not in ("facts", "lines")}
    lines = _lines(text, arranged) if text is not None else None
    return {
        "report": report,
        "name": report["name"],
        "blocks": arranged,
        "lines": lines,
        "all_lines": text.count("\n") + 1 if text is not None else 0,
        "has_line": {line.number for line in lines or ()},
        "in_line": {piece.cell for line in lines or () for piece in line.pieces if piece.cell},
        "origins": {row["line"]: row for row in rows_of["lines"]},
        "doubted": {anchor(row["table_code"], row["row_code"], row["column_code"]) for row in rows_of["findings"]},
        "versions": [kin for kin in shown["kin"] if kin["is_version"]],
        "years": [kin for kin in shown["kin"] if not kin["is_version"] or kin["other_id"] == report["document_id"]],
        "cut_short": {
            part: (len(rows), len(rows_of[part])) for part, rows in shown.items() if len(rows) < len(rows_of[part])
        },
        **{part: shown[part] for part in ("findings", "evidence", "figures", "legacy")},
        "sections": list(_as_far_as_shown(shown["sections"])),
    }


def name_of(report: Row) -> str:
    """What people call it: place and year; where the place is not known, the unit as printed, or the file."""
    place = "".join(filter(None, (report["province"], report["county"], report["town"])))
    unit = place if report["town"] or (place and not report["unit_name"]) else report["unit_name"]
    return " ".join(str(part) for part in (unit or report["source"], report["year"]) if part)


def csv_rows(arranged: Sequence[Shown]) -> Iterator[list[object]]:
    """The tables of a report to download, a row a cell, with the columns CSV_COLUMNS."""
    for shown in arranged:
        for one in shown.rows:
            for column, cell in zip(shown.columns, one.cells, strict=True):
                if cell:
                    fact = cell.fact
                    codes = (shown.table.code, one.row.code, column.code, one.row.label, column.label)
                    yield [*codes, *(fact[name] for name in CSV_COLUMNS[len(codes) :])]


def _lines(text: str, arranged: Sequence[Shown]) -> list[Line]:
    """The text's lines as the reader counts them, as far as they are shown."""
    read: dict[int, list[Cell]] = {}
    for cell in chain.from_iterable(row.cells for shown in arranged for row in shown.rows):
        if cell and cell.fact["line"]:
            read.setdefault(cell.fact["line"], []).append(cell)
    lines = text[:MOST_CHARACTERS].split("\n")[:MOST_LINES]
    return [
        Line(number, _pieces(line, read.get(number, [])), tuple(cell.anchor for cell in read.get(number, [])))
        for number, line in enumerate(lines, 1)
    ]


def _pieces(line: str, cells: Sequence[Cell]) -> tuple[Piece, ...]:
    """The line, cut at the numbers whose positions are certain."""
    valued = [cell for cell in cells if cell.fact["raw"]]
    spans = zip(certain_spans(line, [cell.fact["raw"] for cell in valued]), valued, strict=True)
    marked: list[tuple[Span, Cell]] = sorted(((span, cell) for span, cell in spans if span), key=lambda one: one[0])
    pieces, at = [], 0
    for (start, end), cell in marked:
        pieces += [Piece(line[at:start]), Piece(line[start:end], cell.anchor)]
        at = end
    return (*(piece for piece in pieces if piece.text), Piece(line[at:]))


def certain_spans(line: str, raws: Sequence[str]) -> list[Span | None]:
    """Where each value stands in the line, None unless every way to find them in their order agrees.

    raws: as printed, in the form's order.
    """
    occurrences = [_occurrences(line, raw) for raw in raws]
    first, last = _leftmost(occurrences), _rightmost(occurrences)
    if first and last:
        return [one if one == other else None for one, other in zip(first, last, strict=True)]
    # The line has another order than the form: only what stands there once is certain.
    return [
        spans[0] if len(spans) == 1 and raws.count(raw) == 1 else None
        for raw, spans in zip(raws, occurrences, strict=True)
    ]


def _occurrences(line: str, raw: str) -> list[Span]:
    spans = [match.span() for match in re.finditer(re.escape(raw), line)] if raw else []
    return [
        (start, end)
        for start, end in spans
        if not _DIGIT_BEFORE.search(line, max(0, start - 2), start) and not _NOT_ITS_END.match(line, end)
    ]


def _leftmost(occurrences: Sequence[Sequence[Span]]) -> list[Span] | None:
    chosen: list[Span] = []
    free_from = 0
    for spans in occurrences:
        span = next((span for span in spans if span[0] >= free_from), None)
        if span is None:
            return None
        chosen.append(span)
        free_from = span[1]
    return chosen


def _rightmost(occurrences: Sequence[Sequence[Span]]) -> list[Span] | None:
    chosen: list[Span] = []
    free_to: float = float("inf")
    for spans in reversed(occurrences):
        span = next((span for span in reversed(spans) if span[1] <= free_to), None)
        if span is None:
            return None
        chosen.append(span)
        free_to = span[0]
    return chosen[::-1]


def _as_far_as_shown(sections: Sequence[Row]) -> Iterator[Row]:
    left = MOST_CHARACTERS
    for section in sections:
        if left > 0:
            yield {**section, "text": section["text"][:left]}
        left -= len(section["text"])
