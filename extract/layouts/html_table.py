"""The source of a web page: table, tr, td. Merged cells are one cell, blank ones are there."""

import re
from html.parser import HTMLParser

from extract.layouts import Cell, Grid, Layout, Part

CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)


def clue(part: Part) -> float:
    return 1.0 if "<" in part.text and CELL.search(part.text) else 0.0


def read(part: Part) -> Grid:
    """All rows are one run."""
    numbers = [number for number, _ in part.lines]
    parser = _Rows(numbers)
    parser.feed("\n".join(text for _, text in part.lines))
    parser.close()
    return Grid((tuple(tuple(row) for row in parser.rows if row),), ruled=True)


class _Rows(HTMLParser):
    """Collects the cells of all tables, row by row (the standard library gives events only)."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers = numbers
        self.rows: list[list[Cell]] = [[]]
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  its interface
        if tag == "tr":
            self.rows.append([])
        self.inside = tag in ("td", "th") or (self.inside and tag not in ("tr", "table"))
        if tag in ("td", "th"):
            self.rows[-1].append(Cell("", self.numbers[self.getpos()[0] - 1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.inside = False
        if tag in ("tr", "table"):
            self.rows.append([])

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows[-1]:
            cell = self.rows[-1][-1]
            self.rows[-1][-1] = Cell((cell.text + data).strip(), cell.line)
        elif self.rows[-1] and data.strip():  # a tag is broken: what stands between cells must not vanish
            self.rows[-1].append(Cell(data.strip(), self.numbers[self.getpos()[0] - 1]))


layout = Layout("html_table", clue, read)
