"""A page of a PDF as a person sees it: lines of characters, tables, pictures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai.extract.encoding import LOST
from gongkai.extract.openers.ruled import NEAR, Box, Ruled

UNKNOWN = re.compile(r"\(cid:\d+\)")  # how pdfminer writes a sign of a font that does not say what it means
GAP, WIDE = 0.6, 2.0  # of the size of the characters: a blank; a gap between columns
MOST_EDGES = 20_000  # of a page; more of them are a drawing
PICTURE, FEW = 0.5, 30  # a page that pictures fill so far, and with fewer characters, is a scan


@dataclass(frozen=True, slots=True)
class Line:
    """A line of characters. page, number: where it stands, from 1. size: of its characters, in points."""

    text: str
    page: int
    number: int
    top: float
    x0: float
    x1: float
    size: float


@dataclass(slots=True)
class Page:
    """lines: those outside of tables. pictures: the share of the page that they fill."""

    number: int
    text: str
    lines: list[Line] = field(default_factory=list)
    tables: list[Ruled] = field(default_factory=list)
    pictures: float = 0.0

    @property
    def is_picture(self) -> bool:
        return self.pictures > PICTURE and len(self.text) < FEW

    def edge(self, at_head: bool, most: int) -> list[Line]:
        """The first lines, or the last, that nothing but the edge of the page lies behind."""
        bounds = [table.top for table in self.tables]
        if at_head:
            return [line for line in self.lines[:most] if line.top < min(bounds, default=line.top + 1)]
        return [line for line in self.lines[-most:] if line.top > max(bounds, default=line.top - 1)]


def looked_at(page: Any) -> Page:
    """page: one of pdfplumber's."""
    characters = [_known(one) for one in page.dedupe_chars().chars if one["text"].strip() or one["text"] == " "]
    tables = [cells for cells in _drawn_tables(page) if len(cells) > 1]  # one cell alone is a frame
    by_cell = _by_cell(characters, tables)
    outside = list(_lines(by_cell.pop(None, []), page.page_number))
    looked = Page(page.page_number, "".join(one["text"] for one in characters), outside)
    every = list(_lines(characters, page.page_number))
    for number, cells in enumerate(tables):
        texts = {box: tuple(_lines(by_cell.get((number, box), []), page.page_number)) for box in cells}
        looked.tables.append(Ruled(page.page_number, texts, _number_at(every)))
    looked.lines = [_numbered(line, every) for line in outside]
    looked.pictures = _share(page)
    return looked


def _drawn_tables(page: Any) -> list[list[Box]]:
    """The cells of each table. One that the page's edge cuts may be open there: it ends where its upright lines do.

    Each is looked for by itself: upright lines of two tables that nearly stand above each other are not one.
    """
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    if len(page.edges) > MOST_EDGES:
        return []
    left, above, right, below = page.bbox
    tables: list[list[Box]] = []
    for top, bottom in _bands(upright):
        band = page.crop((left, max(above, top - NEAR), right, min(below, bottom + NEAR)))
        tables += [table.cells for table in band.find_tables({"explicit_horizontal_lines": [top, bottom]})]
    return tables


def _bands(upright: Sequence[dict[str, Any]]) -> list[tuple[float, float]]:
    """The heights (top, bottom) of the page that upright lines reach over without a gap."""
    bands: list[tuple[float, float]] = []
    for edge in sorted(upright, key=lambda edge: edge["top"]):
        if bands and edge["top"] <= bands[-1][1] + NEAR:
            bands[-1] = (bands[-1][0], max(bands[-1][1], edge["bottom"]))
        else:
            bands.append((edge["top"], edge["bottom"]))
    return bands


def _known(character: dict[str, Any]) -> dict[str, Any]:
    return {**character, "text": LOST} if UNKNOWN.fullmatch(character["text"]) else character


def _by_cell(
    characters: Sequence[dict[str, Any]], tables: Sequence[Sequence[Box]]
) -> dict[tuple[int, Box] | None, list[dict[str, Any]]]:
    """(table, cell) -> its characters; None -> those outside of tables."""
    by_cell: dict[tuple[int, Box] | None, list[dict[str, Any]]] = {}
    for one in characters:
        x, y = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
        where = next(
            (
                (number, box)
                for number, cells in enumerate(tables)
                for box in cells
                if box[0] <= x <= box[2] and box[1] <= y <= box[3]
            ),
            None,
        )
        by_cell.setdefault(where, []).append(one)
    return by_cell


def _lines(characters: Sequence[dict[str, Any]], page: int) -> Iterator[Line]:
    """From top to bottom. Characters that overlap by half their height stand on one line."""
    line: list[dict[str, Any]] = []
    number = 0
    for one in sorted(characters, key=lambda one: (one["top"] + one["bottom"]) / 2):
        if line and (one["top"] + one["bottom"]) / 2 > max(other["bottom"] for other in line[-3:]) - one["size"] * 0.25:
            if text := _line(line, page, number + 1):
                number += 1
                yield text
            line = []
        line.append(one)
    if line and (text := _line(line, page, number + 1)):
        yield text


def _line(characters: Sequence[dict[str, Any]], page: int, number: int) -> Line | None:
    ordered = sorted(characters, key=lambda one: one["x0"])
    text = ""
    end = ordered[0]["x0"]
    for one in ordered:
        gap = one["x0"] - end
        if gap > GAP * one["size"] and text[-1:] != " ":
            text += "  " if gap > WIDE * one["size"] else " "
        text += one["text"]
        end = max(end, one["x1"])
    if not text.strip():
        return None
    seen = [one for one in ordered if one["text"].strip()]
    top, size = min(one["top"] for one in seen), max(one["size"] for one in seen)
    return Line(text.strip(), page, number, top, seen[0]["x0"], max(one["x1"] for one in seen), size)


def _numbered(line: Line, every: Sequence[Line]) -> Line:
    number = _number_at(every)(line.top + line.size / 2)
    return Line(line.text, line.page, number, line.top, line.x0, line.x1, line.size)


def _number_at(every: Sequence[Line]) -> Any:
    """Which line of the page stands at a height, or is the first below it."""

    def number(height: float) -> int:
        return next((line.number for line in every if line.top + line.size >= height), max(len(every), 1))

    return number


def _share(page: Any) -> float:
    pictures = sum(abs((one["x1"] - one["x0"]) * (one["bottom"] - one["top"])) for one in page.images)
    return float(pictures / ((page.width * page.height) or 1.0))
