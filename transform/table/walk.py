"""A grid walked in reading order: the header, then each row's label and the values that stand behind it.

What the labels do not explain is kept as well: values behind no label, figures that the layout did not part.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeVar

from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.forms import Table
from gongkai.transform.table.cells import CHINESE, Kind, content, unit_line
from gongkai.transform.table.header import NO_HEADER, Header, HeaderCell, without_begun, without_likenesses
from gongkai.transform.table.vocabulary import LIST_NUMBER, TEXT, Label, Token, Vocabulary, fold

FEWEST_EDGE = 3  # rows that end at one place, before it is taken for the edge of the page
# A figure with something at it: no number, but not the next label either.
DOUBTFUL = re.compile(r"^[约近共有]?[+-]?\d[\d.,]*\s?(?:[/／+-]\s?[+-]?\d+|\D{0,2})$")
# Figures inside a cell of other things, parted by what parts cells: this layout has not seen them.
UNPARTED = re.compile(
    r"(?:(?<=^)|(?<=[\s|｜│┃,;，；、/\"'\[(<>_{｛［〔【&=*#~^:：（`]))[+-]?\d(?:[\d.,]*\d)?"
    r"\.?(?=$|[\s|｜│┃,;，；、/\"'\])<>_}｝］〕】&=*#~^\\）`])"
)
AT_END = re.compile(r"(?<=[\u4e00-\u9fff）)])\d+$")
DIGIT = re.compile(r"\d")
YEAR_NOTED = re.compile(r"\(20\d\d年?度?\)")  # 本年(2021)新收政府信息公开申请数量
WORD = re.compile(f"{CHINESE.pattern}|[A-Za-z]{{2}}")
NO_NUMBERS_OF_CELLS = re.compile(r"\d\s*[页年月日]|第\s*\d+\s*页|。")  # page marks, dates, prose
T = TypeVar("T")
Understood = tuple[int, Token, Cell]  # position in the grid's row, what it says, cell


class Value(NamedTuple):
    """A cell that stands where a value is expected. position: in the grid's row."""

    token: Token
    cell: Cell
    position: int


class Leftover(NamedTuple):
    """Numbers that no cell took. beside: the text they stand behind. row: code of the row they are ambiguous in."""

    beside: str
    numbers: tuple[str, ...]
    line: int
    row: str | None = None


@dataclass(slots=True)
class LabelledRow:
    """A labelled row.

    position: of the label in the grid's row. exact: whether the label stands there to the letter. run, width: the
    stretch of the grid and how many cells the row has there. uneven: its header, or nearly all other rows there, tell
    another width. misnamed: its header has another width, and tells no places. mixed: not all values are numbers.
    shared: the label of another row stands before it in its row of the grid, and no value. cut: the grid ends where
    this row does. last: nothing of the document follows. breaks_off: not even a line end does. is_broken: its label
    stands in several cells. is_followed: something that is no label stands where its values should.
    """

    label: Label
    header: Header
    position: int
    exact: bool = True
    run: int = 0
    width: int = 0
    values: list[Value] = field(default_factory=list)
    uneven: bool = False
    misnamed: bool = False
    mixed: bool = False
    shared: bool = False
    cut: bool = False
    last: bool = False
    breaks_off: bool = False
    is_broken: bool = False
    is_followed: bool = False

    @property
    def ends_empty(self) -> bool:
        """Whether its last cell is an empty one."""
        return bool(self.values) and self.values[-1].token.kind is Kind.EMPTY

    def ends_early(self, columns: int) -> bool:
        """Whether it ends before the last of so many names above it: what is missing may be empty cells."""
        if self.header.run != self.run or self.header.named < columns:
            return False
        return 0 < self.width <= max([cell.position for cell in self.header.cells], default=0)


@dataclass(slots=True)
class Stray:
    """Values behind no label of a row: `position` rows were read before them."""

    position: int
    beside: str
    values: list[Value]


@dataclass(slots=True)
class Walk:
    """What a form sees in a grid.

    seen: the folded labels of rows and columns that stand there, other forms' too.
    """

    rows: list[LabelledRow] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    unparted: list[Leftover] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def walk_down(table: Table, words: Vocabulary, grid: Grid) -> Walk:
    """Rows below each other: a label opens a row, what stands behind it is its own until the next label."""
    walker = _Walker(table, words, grid.ruled)
    for level, (run, row, cut) in enumerate(grid_rows(grid)):
        walker.row(level, run, row, cut)
    return walker.walk


def grid_rows(grid: Grid) -> Iterator[tuple[int, Sequence[Cell], bool]]:
    """(run, row, whether it is cut at the right): it fills the grid, and so does every other one."""
    for number, run in enumerate(grid.runs):
        widths = [len(row) for row in run]
        widest = max(widths, default=0)
        cut = widths.count(widest) >= FEWEST_EDGE and widths.count(widest) * 2 >= len(widths)
        for row, width in zip(run, widths, strict=True):
            yield number, row, cut and width == widest


@dataclass(slots=True)
class _Walker:
    """A state machine over cells: the header being read, and the row being filled."""

    table: Table
    words: Vocabulary
    ruled: bool
    walk: Walk = field(default_factory=Walk)
    names: list[HeaderCell] = field(default_factory=list)
    header: Header = NO_HEADER
    in_header: bool = True
    naming_columns: bool = False  # behind the caption that heads columns, where even what is no label is a column
    unit: str | None = None
    open: LabelledRow | None = None
    in_row: LabelledRow | None = None  # the last one whose label stands in this row of a ruled grid
    beside: str = ""

    def row(self, level: int, run: int, row: Sequence[Cell], cut: bool) -> None:
        """Walk one row of the grid; in a ruled one it closes the row of the table, too."""
        labelled = self.open
        tokens = understood(self.words, row)
        before = -1
        for position, token, cell in tokens:
            kind = token.kind
            if labelled is not None:
                if position > before + 1 and not labelled.values:
                    labelled.is_broken = True
                if kind is Kind.NUMBER:
                    labelled.values.append(Value(token, cell, position))
                    before = position
                    continue
            before = position
            if kind is Kind.LABEL:
                self._label(token, cell, position, level, run)
                labelled = self.open
            elif token.foreign and not token.foreign_column:  # what follows is of a row that this form does not have
                self._text(token, cell, HeaderCell(cell.text, position, level), tokens)
                labelled = None
            elif labelled is not None and (self.ruled or kind is Kind.BLANK or _is_doubtful(cell.text)):
                labelled.values.append(Value(token, cell, position))
                labelled.mixed = True
            elif kind is Kind.TEXT:
                self._text(token, cell, HeaderCell(cell.text, position, level), tokens)
                labelled = None
            elif kind is Kind.NUMBER or (kind is Kind.BLANK and self.walk.strays):
                self._stray(token, cell, position)
            elif cell.text:  # no words, but perhaps the unit of what follows
                if labelled is not None and not labelled.values and token.is_sign:
                    labelled.is_followed = True
                self.unit = unit_line(cell.text) or self.unit
        if self.ruled:
            if labelled:
                labelled.cut, labelled.run, labelled.width = cut, run, len(row)
            self._close()
            self.in_row = None

    def _close(self) -> None:
        self.open = None
        self.beside = ""

    def _text(self, token: Token, cell: Cell, name: HeaderCell, row: Sequence[Understood]) -> None:
        if self.open and not self.open.values and not token.foreign:
            self.open.is_followed = True
        self._close()
        self.beside = cell.text
        self.unit = unit_line(cell.text) or self.unit
        if token.foreign:
            self.walk.seen.add(token.foreign)
        if token.foreign_column and not self.in_header:
            self.names, self.in_header = [], True
        self.walk.unparted += without_label(unparted(cell.text) or self._behind_label(cell.text), cell)
        if self.naming_columns or (self.in_header and (token.foreign or self._names_columns(row))):
            self.names.append(name._replace(foreign=bool(token.foreign)))

    def _names_columns(self, row: Sequence[Understood]) -> bool:
        return self.ruled and sum([token.column is not None for _, token, _ in row]) > 1

    def _behind_label(self, text: str) -> tuple[str, ...]:
        """The figure that stands at the end of a label, in its cell: of this row, or of the next one."""
        figure = AT_END.search(text) if self.ruled else None
        is_behind = figure is not None and self.words.understand(text[: figure.start()]).kind is Kind.LABEL
        return (figure[0],) if figure and is_behind else ()

    def _label(self, token: Token, cell: Cell, position: int, level: int, run: int) -> None:
        row, column = token.row, token.column
        if column and (self.in_header or not row):
            name = HeaderCell(cell.text, position, level, column=column.code, unit=token.unit, exact=token.exact)
            self._name(name, column)
        elif row and self._repeats(row):
            self._move(position)
        elif row:
            self._give_back(cell.line)
            self._begin(row, token.exact, position, run, _is_followed(cell.text))
            self.walk.unparted += without_label(_beside_label(cell.text), cell)
        else:
            self._close()
            self.beside = cell.text
            caption = token.caption.code if token.caption else None
            self.naming_columns = caption is not None and caption == self.table.column_heading
            if self.naming_columns:
                self.names, self.in_header = [], True
            elif self.in_header:
                self.names.append(HeaderCell(cell.text, position, level, caption=caption))

    def _name(self, name: HeaderCell, column: Label) -> None:
        if not self.in_header:
            self.names, self.in_header = [], True
        self._close()
        self.walk.seen.add(column.words)
        self.names.append(name)

    def _is_scrap(self) -> bool:
        """Whether what was read as another header has hardly a name of the one before: labels of rows share words."""
        new, old = ({name.column for name in names if name.column} for names in (self.names, self.header.cells))
        return bool(new) and new < old and len(new) * 2 < len(old)

    def _repeats(self, row: Label) -> bool:
        """Whether the label of the open row stands once more in its row: a merged cell is repeated."""
        open_ = self.open
        return self.ruled and open_ is not None and open_.label.code == row.code and not open_.values

    def _move(self, position: int) -> None:
        if self.open:
            self.open.position = position

    def _give_back(self, line: int) -> None:
        """What is no number, and begins the line of the next label, is of that: a number of its line, say."""
        values = self.open.values if self.open else []
        if (
            len(values) > 1
            and values[-1].token.kind is Kind.TEXT
            and values[-1].cell.line == line != values[0].cell.line
        ):
            values.pop()

    def _begin(self, row: Label, exact: bool, position: int, run: int, is_followed: bool) -> None:
        shared = self.in_row is not None and not self.in_row.values
        self._close()
        if self.in_header and not self._is_scrap():
            named = without_likenesses(self.names)
            names = tuple(named if self.ruled else without_begun(named))
            self.header = Header(names, run, self.unit, self.ruled, position) if names or self.unit else NO_HEADER
        self.in_header = self.naming_columns = False
        self.unit = None
        self.walk.seen.add(row.words)
        self.open = LabelledRow(row, self.header, position, exact, shared=shared, is_followed=is_followed)
        self.walk.rows.append(self.open)
        self.in_row = self.open if self.ruled else None

    def _stray(self, token: Token, cell: Cell, position: int) -> None:
        strays, read = self.walk.strays, len(self.walk.rows)
        if not strays or (strays[-1].position, strays[-1].beside) != (read, self.beside):
            strays.append(Stray(read, self.beside, []))
        strays[-1].values.append(Value(token, cell, position))


def by_run(rows: Iterable[tuple[LabelledRow, T]]) -> dict[int, list[tuple[LabelledRow, T]]]:
    """The rows of each stretch of the grid, with what is known of each."""
    of_run: dict[int, list[tuple[LabelledRow, T]]] = {}
    for row, known in rows:
        of_run.setdefault(row.run, []).append((row, known))
    return of_run


def _is_filled(value: Value) -> bool:
    return value.token.kind is not Kind.EMPTY


@lru_cache(maxsize=1 << 12)
def _beside_label(text: str) -> tuple[str, ...]:
    """Figures that stand in the cell of a label, behind its words."""
    return unparted(YEAR_NOTED.sub("", LIST_NUMBER.sub("", unicodedata.normalize("NFKC", text))))


def _is_followed(text: str) -> bool:
    """Whether signs stand behind a label in its cell: what they are put for is not told."""
    behind = text.split()[1:]
    return any(content(piece).kind is Kind.TEXT and not (CHINESE.search(piece) or fold(piece)) for piece in behind)


def _is_doubtful(text: str) -> bool:
    """Whether a text has a figure and no words, of a page's source neither: width="9%"."""
    return bool(DOUBTFUL.match(text) or (DIGIT.search(text) and not WORD.search(text)))


def unparted(text: str) -> tuple[str, ...]:
    """Figures that stand in a cell together, or with other things."""
    if not DIGIT.search(text) or NO_NUMBERS_OF_CELLS.search(text):
        return ()
    return tuple(UNPARTED.findall(text))


def without_label(figures: tuple[str, ...], cell: Cell) -> list[Leftover]:
    """Figures of a cell that stand behind no label of their own."""
    return [Leftover("", figures, cell.line)] if figures else []


def understood(words: Vocabulary, row: Sequence[Cell]) -> Sequence[Understood]:
    """A label broken over several cells is one again, labels that stand in one cell are parted."""
    cells = [(position, words.understand(cell[0]), cell) for position, cell in enumerate(row)]
    for _, token, _ in cells:
        if not token.exact or token.opens_note:
            return list(_put_together(words, row, cells))
    return cells


def _put_together(words: Vocabulary, row: Sequence[Cell], cells: Sequence[Understood]) -> Iterator[Understood]:
    skip = 0
    for position, token, cell in cells:
        if skip:
            skip -= 1
        elif token.exact:
            yield position, token, cell
            if token.opens_note:
                skip = _note_ends(row, position)
        else:
            joined, size = _joined(words, row[position : position + 3])
            skip = size - 1
            if joined:
                yield position, joined, Cell("".join(part.text for part in row[position : position + size]), cell.line)
                continue
            glued = words.glued(cell.text)
            if sum(one.row is not None and one.caption is None for one in glued) > 1:
                glued = (TEXT,)  # of two rows in one cell, whose are the values?
            for one in glued or (token,):
                yield position, one, cell


def _note_ends(row: Sequence[Cell], position: int) -> int:
    """How many of the next cells are the rest of a note in brackets that a label has left open."""
    for size, cell in enumerate(row[position + 1 : position + 5], 1):
        if cell.text[:1].isdigit():
            break
        if cell.text.endswith((")", "）")):
            return size
    return 0


def _joined(words: Vocabulary, cells: Sequence[Cell]) -> tuple[Token | None, int]:
    """The label that the first cells give together, and how many they are."""
    if not fold(cells[0].text):  # a figure with a stray mark, or a list number: no piece of a label
        return None, 1
    for size in range(len(cells), 1, -1):
        texts = tuple(cell.text for cell in cells[:size])
        token = words.joined(*texts) if all(texts) else None
        if token:
            return token, size
    return None, 1
