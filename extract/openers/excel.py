"""Excel workbooks (.xlsx): each sheet as tables, with its merged cells, and numbers as their cells show them."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby
from typing import Any

from gongkai.extract.damage import said
from gongkai.extract.document import Reason, Rejected
from gongkai.extract.encoding import Origin, Remark, Text
from gongkai.extract.openers import Opener, installed
from gongkai.extract.openers.lines import Lines, TableCell
from gongkai.extract.openers.package import BEGIN, Package, child, holds, name_of, told

BINARY = b"xl/workbook.bin"  # of an .xlsb, whose parts are no XML
NEEDED = ("worksheet", "sharedStrings", "styles")
MOST_CELLS = 400_000  # of the rectangle that a sheet fills; a report has some five hundred
# What stands in a number format beside the signs for digits: "text", \x a sign, _x a gap of its width, *x a filling.
LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([0#?]+))?")
Area = tuple[int, int, int, int]  # first column, first row, last column, last row, from 1


@dataclass(frozen=True, slots=True)
class _Sheet:
    """cells: (row, column) -> text, of those that hold one. drawn: those with a border, empty ones too.

    areas: of merged cells.
    """

    name: str
    cells: Mapping[tuple[int, int], str]
    drawn: Set[tuple[int, int]]
    areas: Sequence[Area]


def knows(data: bytes) -> bool:
    return data.startswith(BEGIN) and holds(data, b"xl/") and BINARY not in data


def open_excel(data: bytes, kind: str = "xlsx") -> Text:
    """kind: what the workbook was before it was made one of Excel's."""
    with installed("an Excel workbook"):
        import openpyxl  # noqa: F401

        package = Package(data)
        lines, hidden = Lines(), []
        for sheet, is_hidden in _sheets(package):
            if is_hidden:
                hidden.append(sheet.name)
            else:
                _write(sheet, lines)
    remarks = [Remark("hidden_sheets", ", ".join(hidden))] if hidden else []
    return lines.text(kind, package.pictures, remarks)


def _sheets(package: Package) -> Iterator[tuple[_Sheet, bool]]:
    """(sheet, whether the workbook hides it). openpyxl is given no more than the parts it needs, unpacked."""
    import openpyxl

    main = package.main()
    related = package.related(main)
    parts = [part for kind, part in related.values() if kind in NEEDED]
    trees = {part: package.xml(part) for part in (main, *parts)}
    lean = BytesIO()
    with zipfile.ZipFile(lean, "w") as archive:
        for part in ("[Content_Types].xml", "_rels/.rels", _relations(main), main, *parts):
            archive.writestr(part, package.data(part))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(lean, read_only=True, data_only=True, keep_links=False)
            part_of = {
                told(one, "name"): related.get(told(one, "id") or "", ("", ""))[1] for one in _declared(trees[main])
            }
            for sheet in book.worksheets:
                yield _read(sheet, trees.get(part_of.get(sheet.title, ""))), sheet.sheet_state != "visible"
    except (Rejected, MemoryError):
        raise
    except Exception as error:  # openpyxl has no error of its own: it raises what it stumbles over
        raise Rejected(Reason.DAMAGED, f"The workbook cannot be opened: {said(error)}") from error


def _relations(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _declared(workbook: Any) -> list[Any]:
    sheets = child(workbook, "sheets")
    return list(sheets) if sheets is not None else []


def _read(sheet: Any, tree: Any) -> _Sheet:
    from openpyxl.utils.cell import coordinate_to_tuple

    sheet.reset_dimensions()
    zeros = told(child(tree, "sheetViews", "sheetView"), "showZeros") != "0"
    there = [cell for row in sheet.iter_rows() for cell in row if type(cell).__name__ != "EmptyCell"]
    cells = {(cell.row, cell.column): text for cell in there if (text := _shown(cell, zeros))}
    cells |= {coordinate_to_tuple(reference): formula for reference, formula in _not_calculated(tree)}
    drawn = {(cell.row, cell.column) for cell in there if _is_drawn(cell)}
    return _Sheet(sheet.title, cells, drawn, list(_areas(tree)))


def _shown(cell: Any, zeros: bool) -> str:
    """The text of a cell as people see it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, int | float):
        return "" if value == 0 and not zeros else _formatted(value, cell.number_format or "General")
    return str(value).strip()


def _formatted(value: float, number_format: str) -> str:
    """A number as its format shows it: digits behind the point, percent, words beside it, what stands for 0."""
    sections = number_format.split(";")
    negative = value < 0 and len(sections) > 1
    section = sections[2] if value == 0 and len(sections) > 2 else sections[1] if negative else sections[0]
    plain = LITERAL.sub("", section)
    if plain.strip() in ("General", "@", "G/通用格式"):
        return _plain(value)
    digits = DIGITS.search(LITERAL.sub(lambda sign: "\0" * len(sign[0]), section))
    if digits is None:  # words only, or nothing at all
        return _words(section) if plain.strip() in ("", "-") else _plain(value)
    if set(plain) & set("Ee/ymdhs"):
        return _plain(value)
    number = abs(value) if negative else value
    number = number * 100 if "%" in plain else number
    decimals = digits[1] or ""
    text = f"{number:.{len(decimals)}f}"
    if decimals.endswith(("#", "?")):
        text = text.rstrip("0").rstrip(".")
    before, behind = _words(section[: digits.start()]), _words(section[digits.end() :])
    return f"{before}{text}{behind}".strip()


def _plain(value: float) -> str:
    return f"{value:.15g}"


def _words(section: str) -> str:
    return LITERAL.sub(lambda sign: sign[1] or sign[2] or "", section).replace("?", "").strip()


def _is_drawn(cell: Any) -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.top, border.bottom))


def _not_calculated(tree: Any) -> Iterator[tuple[str, str]]:
    """(reference, formula) of cells whose result the file does not hold: they are not empty."""
    for row in child(tree, "sheetData") if child(tree, "sheetData") is not None else ():
        for cell in row:
            formula, result = child(cell, "f"), child(cell, "v")
            if formula is not None and (result is None or not result.text) and told(cell, "t") != "str":
                yield told(cell, "r") or "A1", f"={formula.text or ''}"


def _areas(tree: Any) -> Iterator[Area]:
    from openpyxl.utils.cell import range_boundaries

    merged = child(tree, "mergeCells")
    for one in merged if merged is not None else ():
        if name_of(one) == "mergeCell":
            yield range_boundaries(told(one, "ref") or "A1")


def _write(sheet: _Sheet, lines: Lines) -> None:
    """Where cells are drawn, rows of them are tables, and what stands outside is prose. Else rows that follow each
    other are a table."""
    standing = sheet.drawn | sheet.cells.keys()
    if not sheet.cells:
        return
    first, last = (bound(column for _, column in standing) for bound in (min, max))
    rows = sorted({row for row, _ in standing})
    if len(rows) * (last - first + 1) > MOST_CELLS:
        raise _too_large(sheet)
    drawn = {row for row, _ in sheet.drawn}
    for (is_table, _), block in groupby(enumerate(rows), lambda at: (not drawn or at[1] in drawn, at[1] - at[0])):
        numbers = [row for _, row in block]
        if is_table:
            _write_table(sheet, range(first, last + 1), numbers, lines)
            continue
        for row in numbers:
            text = "\t".join(
                sheet.cells[row, column] for column in range(first, last + 1) if (row, column) in sheet.cells
            )
            lines.paragraph(text, Origin("sheet", sheet.name, "row", row))


def _write_table(sheet: _Sheet, columns: range, rows: Sequence[int], lines: Lines) -> None:
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    merged = 0
    for left, top, right, bottom in sheet.areas:
        if top not in range(rows[0], rows[-1] + 1) or left not in columns or (top, left) in covered:
            continue
        right, bottom = min(right, columns[-1]), min(bottom, rows[-1])
        merged += (right - left + 1) * (bottom - top + 1)
        if merged > MOST_CELLS:
            raise _too_large(sheet)
        spans[top, left] = (bottom - top + 1, right - left + 1)
        covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        covered.discard((top, left))
    standing = covered | sheet.drawn | sheet.cells.keys()
    widest = max(column for row, column in standing if row in range(rows[0], rows[-1] + 1))
    told = []
    for row in rows:
        # Of a drawn table, the right edge is seen.
        width = max(column for column in columns if (row, column) in standing) if sheet.drawn else widest
        cells = [
            TableCell((sheet.cells.get((row, column), ""),), *spans.get((row, column), (1, 1)))
            for column in range(columns[0], width + 1)
            if (row, column) not in covered
        ]
        told.append((cells, Origin("sheet", sheet.name, "row", row)))
    lines.table(told)


def _too_large(sheet: _Sheet) -> Rejected:
    return Rejected(Reason.UNPACKS_TOO_LARGE, f"The sheet {sheet.name} has more than {MOST_CELLS:,} cells.")


opener = Opener("xlsx", knows, open_excel, ("lxml", "openpyxl"))
