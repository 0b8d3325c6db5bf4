"""Word documents (.docx): paragraphs with the numbers that Word puts before them, tables with their merged cells.

What a reader of the printed page does not see is left out: deleted and hidden text, instructions of fields, headers
and footers.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from gongkai.extract.encoding import Origin, Text
from gongkai.extract.openers import Opener, installed
from gongkai.extract.openers.lines import Lines, TableCell
from gongkai.extract.openers.numbering import Numbering
from gongkai.extract.openers.package import BEGIN, Package, child, holds, name_of, told

SAID = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
UNSEEN = {"del", "moveFrom", "rPr", "pPr", "instrText", "delText", "rt", "Fallback", "sectPr"}
OFF = ("0", "false", "off", "none")
WRAPPERS = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")  # stand around what they hold


class _Placed(NamedTuple):
    """A cell of Word's: its first column, over how many columns and rows it reaches. merges: whether it is merged with
    cells above or below; goes_on: with the cell above."""

    column: int
    columns: int
    merges: bool
    goes_on: bool
    element: Any
    rows: int = 1


def knows(data: bytes) -> bool:
    return data.startswith(BEGIN) and holds(data, b"word/")


def open_word(data: bytes, kind: str = "docx") -> Text:
    """kind: what the document was before it was made one of Word's."""
    with installed("a Word document"):
        package = Package(data)
        main = package.main()
        body = child(package.xml(main), "body")
    parts = dict(package.related(main).values())
    numbering = Numbering(*(package.xml(parts[name]) if name in parts else None for name in ("numbering", "styles")))
    return _Body(numbering).read(body).text(kind, package.pictures)


class _Body:
    """Goes through the blocks of a document in their order, and counts them."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines = Lines()
        self.numbering = numbering
        self.paragraphs = self.tables = 0

    def read(self, body: Any) -> Lines:
        for block in _blocks(body):
            if name_of(block) == "tbl":
                self._table(block)
            else:
                self.paragraphs += 1
                self.lines.paragraph(self._text(block), Origin("", "", "paragraph", self.paragraphs))
                for box in _boxes(block):
                    self.read(box)
        return self.lines

    def _table(self, table: Any) -> None:
        rows = list(_rows(table))
        if _is_frame(rows):
            for placed in (placed for row in rows for placed in row):
                self.read(placed.element)
            return
        self.tables += 1
        self.lines.table(
            (self._cells(row), Origin("table", str(self.tables), "row", number))
            for number, row in enumerate(_merged(rows), 1)
        )

    def _cells(self, row: Sequence[_Placed]) -> list[TableCell]:
        cells: list[TableCell] = []
        column = 0
        for placed in row:
            if placed.column > column:  # the row begins further right
                cells.append(TableCell((), columns=placed.column - column))
            column = placed.column + placed.columns
            if placed.rows:
                cells.append(TableCell(self._paragraphs(placed.element), placed.rows, placed.columns))
        return cells

    def _paragraphs(self, cell: Any) -> list[str]:
        texts = []
        for block in _blocks(cell):
            texts.append(self._text(block))
            texts += [text for box in _boxes(block) for text in self._paragraphs(box)]
        return texts

    def _text(self, paragraph: Any) -> str:
        text = "".join(_said(paragraph))
        number = self.numbering.before(paragraph)
        return number + text if text.strip() else ""


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those that something stands around."""
    for element in parent:
        name = name_of(element)
        if name in ("p", "tbl"):
            yield element
        elif name in WRAPPERS:
            yield from _blocks(element)


def _said(element: Any) -> Iterator[str]:
    """What is seen of a paragraph or run, without the text boxes that hang on it."""
    for one in element:
        name = name_of(one)
        if name == "t":
            yield one.text or ""
        elif name in SAID:
            yield SAID[name]
        elif name in UNSEEN or name == "txbxContent" or (name == "r" and _is_hidden(one)):
            continue
        else:
            yield from _said(one)


def _boxes(element: Any) -> Iterator[Any]:
    """The contents of the text boxes that hang on a paragraph."""
    for one in element:
        name = name_of(one)
        if name == "txbxContent":
            yield one
        elif name not in UNSEEN:
            yield from _boxes(one)


def _is_hidden(run: Any) -> bool:
    hidden = child(run, "rPr", "vanish")
    return hidden is not None and told(hidden, "val") not in OFF


def _rows(table: Any) -> Iterator[list[_Placed]]:
    for row in _within(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is None and child(properties, "hidden") is None:
            yield _placed(row, _number(child(properties, "gridBefore"), 0))


def _placed(row: Any, column: int) -> list[_Placed]:
    """column: where the row begins, from 0."""
    cells: list[_Placed] = []
    for cell in _within(row, "tc"):
        properties = child(cell, "tcPr")
        columns = _number(child(properties, "gridSpan"), 1)
        merged = child(properties, "vMerge")
        goes_on = merged is not None and told(merged, "val") != "restart"
        if cells and told(child(properties, "hMerge"), "val") == "continue":
            cells[-1] = cells[-1]._replace(columns=cells[-1].columns + columns)
        else:
            cells.append(_Placed(column, columns, merged is not None, goes_on, cell))
        column += columns
    return cells


def _within(parent: Any, name: str) -> Iterator[Any]:
    for element in parent:
        if name_of(element) == name:
            yield element
        elif name_of(element) in WRAPPERS:
            yield from _within(element, name)


def _number(element: Any, usual: int) -> int:
    value = told(element, "val") or ""
    return int(value) if value.isascii() and value.isdecimal() and 0 < int(value) < 1000 else usual


def _merged(rows: Sequence[list[_Placed]]) -> Sequence[list[_Placed]]:
    """The rows with how far down each cell reaches; 0 for one that is part of the cell above."""
    above: set[int] = set()
    for row in rows:
        begun = {cell.column for cell in row if cell.merges and (not cell.goes_on or cell.column in above)}
        row[:] = [cell._replace(rows=0 if cell.goes_on and cell.column in above else 1) for cell in row]
        above = begun
    below: dict[int, int] = {}
    for row in reversed(rows):
        row[:] = [
            cell._replace(rows=1 + below.get(cell.column, 0)) if cell.rows and cell.merges else cell for cell in row
        ]
        below = {cell.column: 1 + below.get(cell.column, 0) for cell in row if not cell.rows}
    return rows


def _is_frame(rows: Sequence[Sequence[_Placed]]) -> bool:
    """A table that only arranges things on the page: it has one cell, or other tables in its cells."""
    cells = [placed.element for row in rows for placed in row]
    return len(cells) == 1 or any(name_of(block) == "tbl" for cell in cells for block in _blocks(cell))


opener = Opener("docx", knows, open_word, ("lxml",))
