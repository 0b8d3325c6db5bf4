"""A grid walked in reading order where the rows of the table stand side by side: names of rows and columns, then in one
line the values of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Header, HeaderCell
from gongkai.transform.table.vocabulary import EMPTY, PUNCTUATION, Token, Vocabulary
from gongkai.transform.table.walk import Leftover, Value, grid_rows, understood, unparted, without_label

FILLED = (Kind.NUMBER, Kind.BLANK)


@dataclass(slots=True)
class Stand:
    """Values of several rows in one line, below their header. rows: the numbers of the grid's rows they stand in."""

    header: Header
    values: list[Value] = field(default_factory=list)
    cut: bool = False
    rows: set[int] = field(default_factory=set)

    @property
    def is_cut(self) -> bool:
        """Whether the edge of the page may have cut it: its figures stand in one row, and no name reaches further."""
        end = self.values[-1].position
        return self.cut and len(self.rows) == 1 and all(name.position <= end for name in self.header.cells)


def walk_across(words: Vocabulary, grid: Grid) -> tuple[list[Stand], list[Leftover]]:
    """The stands of a table whose rows stand side by side, and the figures that were not parted.

    A text that is no label ends the table once it has values: another, local one may follow.
    """
    stands: list[Stand] = []
    left: list[Leftover] = []
    names: list[HeaderCell] = []
    for level, (run, row, cut) in enumerate(grid_rows(grid)):
        behind_words = leads = False
        for position, token, cell in understood(words, row):
            if token.kind is Kind.LABEL:
                behind_words = True
                if stands and leads:  # figures before names are of no row
                    left.append(Leftover("", tuple([value.cell.text for value in stands.pop().values]), cell.line))
                leads = False
                names += _names_across(words, token, cell, position, level)
            elif token.kind in FILLED or (grid.ruled and _fills(stands, level, token, cell)):
                if (names or not stands) and token.kind is not Kind.EMPTY:
                    stands.append(Stand(Header(tuple(names), run)))
                    names = []
                if stands:
                    leads = leads or (grid.ruled and not behind_words)
                    stands[-1].values.append(Value(token, cell, position))
                    stands[-1].cut = stands[-1].cut or (cut and not behind_words)
                    stands[-1].rows.add(level)
            elif token.kind is Kind.TEXT:
                behind_words = True
                left += without_label(unparted(cell.text), cell)
                names.append(HeaderCell(cell.text, position, level))
                if stands and not token.foreign:
                    stands[-1].cut = stands[-1].cut and level not in stands[-1].rows
                    return _with_leading_blanks(stands, grid), left
    return _with_leading_blanks(stands, grid), left


def _fills(stands: Sequence[Stand], level: int, token: Token, cell: Cell) -> bool:
    """Whether a cell without a number is one of a row of figures: empty, or with one figure among other things."""
    if token.kind is Kind.TEXT:
        return len(unparted(cell.text)) == 1
    return token.kind is Kind.EMPTY and bool(stands) and level in stands[-1].rows


def _names_across(words: Vocabulary, token: Token, cell: Cell, position: int, level: int) -> Iterable[HeaderCell]:
    name = HeaderCell(cell.text, position, level)
    if token.row:
        yield name._replace(row=token.row.code)
    elif token.column:
        yield name._replace(column=token.column.code)
    elif token.caption:
        noted = words.understand(cell.text.partition("（")[2].rstrip("）)")) if "（" in cell.text else None
        if noted and noted.row:  # 行政诉讼（复议后起诉）
            yield name._replace(row=noted.row.code)
        else:
            yield name._replace(caption=token.caption.code)


def _is_empty(cell: Cell) -> bool:
    """Whether a cell holds no word and no figure."""
    return not PUNCTUATION.sub("", cell.text)


def _with_leading_blanks(stands: Iterable[Stand], grid: Grid) -> list[Stand]:
    """In a ruled grid the empty cells before the first figure of a row are blank ones, too."""
    rows = [row for _, row, _ in grid_rows(grid)]
    found = list(stands)
    for stand in found if grid.ruled else ():
        first = stand.values[0]
        row = next((rows[level] for level in sorted(stand.rows) if first.cell in rows[level]), None)
        if row:
            empty = [Value(EMPTY, cell, at) for at, cell in enumerate(row[: first.position]) if _is_empty(cell)]
            if len(empty) == first.position:
                stand.values[:0] = empty
    return found
