"""What openers write: lines of text, each with its origin; the rows of a table as lines of HTML, where merged cells
span rows and columns, so that each cell keeps its position."""

import html
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.extract.document import Reason, Rejected
from gongkai.extract.encoding import LOST, Origin, Remark, Text, tidied
from gongkai.extract.layouts import join_broken
from gongkai.extract.text.markup import TAG

LONG = 60  # characters; the longest label of the forms has 36


class TableCell(NamedTuple):
    """A cell with the paragraphs in it. rows, columns: over how many it reaches."""

    paragraphs: Sequence[str]
    rows: int = 1
    columns: int = 1


class Lines:
    """Collects the lines of one document, in reading order."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._origins: list[Origin | None] = []
        self._rows: set[int] = set()  # indexes of the lines that belong to tables

    def paragraph(self, text: str, origin: Origin | None) -> None:
        """Prose, which may be broken over lines. Where it says nothing, there is no line."""
        for line in tidied(text).split("\n"):
            if line.strip():
                self._add(line.rstrip(), origin)

    def table(self, rows: Iterable[tuple[Sequence[TableCell], Origin | None]]) -> None:
        """A table: a line a row, but where prose stands in a cell, its paragraphs are lines."""
        told = list(rows)
        for number, (cells, origin) in enumerate(told, 1):
            begin = "<table>" if number == 1 else ""
            end = "</table>" if number == len(told) else ""
            for line in f"{begin}<tr>{''.join(map(_cell, cells))}</tr>{end}".split("\n"):
                self._rows.add(len(self._lines))
                self._add(line, origin)

    def text(self, encoding: str, pictures: bool, remarks: Sequence[Remark] = ()) -> Text:
        """All of it. pictures: whether the document holds any.

        Raises Rejected (empty, no_text_layer) where nothing is said.
        """
        said = (TAG.sub("", line) if index in self._rows else line for index, line in enumerate(self._lines))
        if not any(line.strip() for line in said):
            if pictures:
                raise Rejected(
                    Reason.NO_TEXT_LAYER, "It holds pictures and no text: a scan, for which an OCR is needed."
                )
            raise Rejected(Reason.EMPTY, "The document holds no characters but white space.")
        lines = self._lines
        if self._rows:  # it is the source of a page: what looks like a tag in its prose is none
            lines = [
                line if index in self._rows else html.escape(line, quote=False) for index, line in enumerate(lines)
            ]
        text = "\n".join(lines) + "\n"
        return Text(text, encoding, text.count(LOST), (*self._origins, None), tuple(remarks))

    def _add(self, line: str, origin: Origin | None) -> None:
        self._lines.append(line)
        self._origins.append(origin)


def _cell(cell: TableCell) -> str:
    spans = [f' {name}="{count}"' for name, count in (("rowspan", cell.rows), ("colspan", cell.columns)) if count > 1]
    pieces = [
        piece for paragraph in cell.paragraphs for line in tidied(paragraph).split("\n") if (piece := line.strip())
    ]
    return f"<td{''.join(spans)}>{html.escape(_joined(pieces), quote=False)}</td>"


def _joined(pieces: Sequence[str]) -> str:
    """A label that is broken over lines is one; sentences stay lines of their own."""
    prose = len(pieces) > 1 and any("。" in piece or len(piece) > LONG for piece in pieces)
    return "\n".join(pieces) if prose else join_broken(pieces)
