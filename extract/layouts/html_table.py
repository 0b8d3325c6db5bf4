"""The source of a web page or of XML: table, row, cell. Cells that are merged in it keep their places in the grid."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gongkai.extract.layouts import Cell, Grid, Layout, Part, join_broken
from gongkai.extract.text.markup import OBJECT

CELL = re.compile(r"<(?:t[dh]|cell|entry)\b", re.IGNORECASE)
CELLS, ROWS, TABLES = frozenset({"td", "th", "cell", "entry"}), frozenset({"tr", "row"}), frozenset({"table"})
# What a reader of the page does not see as part of the cell's text: marks above and below the line, glosses, what is
# struck out.
ASIDE = frozenset({"sup", "sub", "rt", "rp", "del", "s", "strike", "script", "style", "template"})
LINES = frozenset({"p", "div", "li", "option", "dd", "dt"})  # each begins a line of its own in the cell
NEVER_CLOSED = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link", "col", "embed"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*(?:0(?![.\d])|1p[xt])", re.IGNORECASE)
# What shows something that is no text: a cell with nothing else is not blank.
OBJECTS = frozenset({"img", "canvas", "svg", "object", "embed", "iframe", "video"})
WHITE = r"(?:white\b|transparent\b|#fff(?:fff)?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b)"
IN_WHITE = re.compile(rf"(?<![\w-])color\s*[:=]\s*[\"']?{WHITE}", re.IGNORECASE)  # printed in the paper's own colour
MAY_BE_WHITE = re.compile(rf"color\s*[:=]\s*[\"']?{WHITE}")  # asked once of the whole source, in small letters
PAINTED = re.compile(
    rf"(?<![\w-])(?:background(?:-color|-image)?\s*:|bgcolor=)\s*+[\"']?+(?!{WHITE}|none\b|inherit\b)", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")
FIGURE = re.compile(r"[+-]?\d[\d.,]*")
TEXT_INPUTS = (None, "text", "number")
NOTE = re.compile(r"^[(（]?(?:注|备注|说明)[:：\d①-⑳]")
BROKEN_OFF = re.compile(r"</?(?:[a-z][^<>]*)?\Z", re.IGNORECASE)  # the beginning of a tag that the text ends in
WIDEST, HIGHEST = 60, 200  # columns and rows that one cell may cover; no statutory table has more


def clue(part: Part) -> float:
    return 1.0 if "<" in part.text and CELL.search(part.text) else 0.0


def read(part: Part) -> Grid:
    """A run a table."""
    source = BROKEN_OFF.sub("", "\n".join(text for _, text in part.lines))
    parser = _Tables([number for number, _ in part.lines], bool(MAY_BE_WHITE.search(source.lower())))
    parser.feed(source)
    parser.close()
    return Grid(tuple(run for rows in parser.tables if (run := tuple(_by_place(rows)))), ruled=True)


@dataclass(slots=True)
class _Open:
    """A cell as it stands in the source. pieces: its lines. is_loose: text in no cell."""

    line: int
    width: int = 1
    height: int = 1
    is_loose: bool = False
    pieces: list[str] = field(default_factory=lambda: [""])

    def text(self) -> str:
        """Its lines as one text, without the notes below the first."""
        lines = [piece.strip() for piece in self.pieces if piece.strip()]
        text = join_broken([line for at, line in enumerate(lines) if not at or not NOTE.match(line)])
        return text.replace(OBJECT, "").strip() or text if OBJECT in text else text


class _Tables(HTMLParser):
    """Collects the cells of all tables, row by row (the standard library gives events only)."""

    def __init__(self, numbers: list[int], has_white: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers = numbers
        self.has_white = has_white
        self.tables: list[list[list[_Open]]] = [[[]]]
        self.cell: _Open | None = None
        self.unseen: list[str] = []  # tags whose text does not count, the outermost first
        self.faint: list[str] = []  # tags whose text has the colour of the paper
        self.painted: dict[frozenset[str], bool] = {}  # TABLES | ROWS | CELLS -> whether the open one has a colour

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            if tag == self.unseen[-1] and tag not in NEVER_CLOSED:
                self.unseen.append(tag)
            return
        values = dict(attrs)
        if self.has_white:
            self._note_colours(tag)
        if tag in ASIDE or "hidden" in values or HIDDEN.search(values.get("style") or ""):
            if tag not in NEVER_CLOSED:
                self.unseen.append(tag)
        elif tag in TABLES:
            self.cell = None
            self.tables.append([[]])
        elif tag in ROWS:
            self.cell = None
            self.tables[-1].append([])
        elif tag in CELLS:
            width, height = _number(values.get("colspan"), WIDEST), _number(values.get("rowspan"), HIGHEST)
            self.cell = _Open(self._line(), width, height)
            self.tables[-1][-1].append(self.cell)
            if any(name.startswith("data-") and FIGURE.fullmatch(value or "") for name, value in attrs):
                self.cell.pieces[0] = OBJECT  # a program may show it
        elif self.cell and (tag == "br" or tag in LINES):
            self.cell.pieces.append("")
        elif self.cell and tag == "input":  # of which a page shows what was written into it
            self.cell.pieces[-1] += (values.get("value") or "") if values.get("type") in TEXT_INPUTS else ""
        elif self.cell and tag in OBJECTS:
            self.cell.pieces[-1] += OBJECT

    def _note_colours(self, tag: str) -> None:
        """Whether what follows is printed in the colour of the paper: whether its digits are seen is not told."""
        source = self.get_starttag_text() or ""
        paint = bool(PAINTED.search(source))
        for level in (TABLES, ROWS, CELLS):
            if tag in level:
                self.painted[level] = paint
                self.faint.clear()
        if self.faint:
            self.faint += [tag] if tag == self.faint[-1] and tag not in NEVER_CLOSED else []
        elif IN_WHITE.search(source) and not (paint or any(self.painted.values())):
            self.faint.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.faint and tag == self.faint[-1]:
            self.faint.pop()
        if self.unseen:
            if tag == self.unseen[-1]:
                self.unseen.pop()
        elif tag in CELLS:
            self.cell = None
        elif tag in ROWS:  # what stands behind it is of no row
            self.cell = None
            self.tables[-1].append([])
        elif tag in TABLES:
            self.cell = None
            self.tables.append([[]])
        elif self.cell and tag in LINES:
            self.cell.pieces.append("")

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
        if self.cell:
            self.cell.pieces[-1] += DIGITS.sub(OBJECT, data) if self.faint else data
        elif any(self.tables[-1]) and data.strip():  # a tag is broken: what stands between cells must not vanish
            self.tables[-1][-1].append(_Open(self._line(), is_loose=True, pieces=[data]))

    def _line(self) -> int:
        return self.numbers[self.getpos()[0] - 1]


def _number(value: str | None, most: int) -> int:
    return min(max(int(value), 1), most) if value and value.isdecimal() and len(value) < 6 else 1


def _by_place(rows: list[list[_Open]]) -> Iterator[tuple[Cell, ...]]:
    """Each row with all cells at their places; where a merged one goes on, an empty cell stands."""
    taken: dict[int, int] = {}  # column -> rows that a cell from above still covers there
    for row in filter(None, rows):
        if all(cell.is_loose for cell in row):
            yield tuple(Cell(cell.text(), cell.line) for cell in row)
            continue
        placed: dict[int, Cell] = {}
        at = 0
        for cell in row:
            while taken.get(at, 0):
                at += 1
            placed[at] = Cell(cell.text(), cell.line, cell.width)
            for column in range(at, at + cell.width):
                taken[column] = max(taken.get(column, 0), cell.height)
            at += cell.width
        wide = max([*(column + 1 for column, height in taken.items() if height), 0])
        yield tuple(placed.get(column, Cell("", row[0].line, 0)) for column in range(wide))
        taken = {column: height - 1 for column, height in taken.items() if height > 1}


layout = Layout("html_table", clue, read)
