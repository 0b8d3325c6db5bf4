"""Which column does each value of a row belong to? The header says so, by its names, their order and their places.

A header prints its names level by level: what stands below a caption (法人或其他组织) comes a line later than the
captions' neighbours, and takes the caption's place in the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from gongkai.transform.forms import Block, Column
from gongkai.transform.table.cells import CHINESE, MONEY
from gongkai.transform.table.vocabulary import fold

LIKE_A_PIECE = 0.75  # of its characters: 本年新 is a piece of 本年新公开数量, 本年数量 none of 本年增/减
FEWEST_OF_CAPTION = 3  # characters
FOREIGN = ""  # in an order of codes: a column that only another form has


class HeaderCell(NamedTuple):
    """A name in a header. column, row, caption: codes of what it names. level: the header's line that it stands in.

    exact: whether it names the column to the letter.
    """

    text: str
    position: int
    level: int
    column: str | None = None
    row: str | None = None
    caption: str | None = None
    unit: str | None = None
    foreign: bool = False
    exact: bool = True


class Slot(NamedTuple):
    """Where a value belongs.

    named: the header names the column. row: only where the rows stand side by side. by_position: the header names other
    columns, and has only a piece of this one's name.
    """

    column: Column
    unit: str | None = None
    named: bool = False
    row: str | None = None
    by_position: bool = False


Order = tuple[Slot | None, ...]  # None: a column that the form does not have


@dataclass(frozen=True, slots=True)
class Header:
    """cells: in reading order. run: the stretch of the grid that it stands in. unit: printed in the line above.

    ruled: its cells keep their places in the grid; elsewhere a strange name may be a piece of another line. label: the
    position of the first row's label; a strange name above it is of a column before, of row numbers say.
    """

    cells: tuple[HeaderCell, ...] = ()
    run: int = 0
    unit: str | None = None
    ruled: bool = True
    label: int = -1

    @property
    def named(self) -> int:
        """How many cells name a column."""
        return sum(cell.column is not None for cell in self.cells)

    @property
    def is_spread(self) -> bool:
        """Whether its names do not stand side by side in the grid: nor do the values below them."""
        places = sorted({cell.position for cell in self.cells if cell.column or cell.caption})
        return self.ruled and any(one + 1 < other for one, other in pairwise(places))


NO_HEADER = Header()


@lru_cache(maxsize=1 << 12)
def orders(header: Header, block: Block) -> tuple[Order, ...]:
    """The orders in which the values of a row may stand, the likeliest first; none where the header is another's."""
    header = _with_torn_captions(header, block)
    columns = {column.code: column for column in block.columns}
    named: set[str | None] = {cell.column for cell in header.cells if cell.column}
    if named - set(columns):
        return ()
    declared = tuple(_slot(header, column, named) for column in block.columns)
    if not named:
        return () if any(cell.foreign for cell in header.cells) else (declared,)
    if _names_in_order(header) == list(columns):
        return (declared,)
    order = _by_name(header, block)
    if not header.ruled:
        order = _without_torn(order, list(columns))
    slots = tuple(_slot(header, columns[code], named) if code else None for code in order)
    if not all(order):
        return (declared,) if _is_in_pieces(header, declared, order) else (slots,)
    if len(order) == len(declared):
        is_declared = slots == declared or not header.ruled or _is_level_by_level(header, block, order)
        return (declared,) if is_declared else (slots, declared)
    positions = [list(columns).index(code) for code in order if code]
    if repeats_names(header) and len(order) > 1:
        return (slots,)
    if positions != sorted(positions):
        if header.ruled:
            return (slots,)
        return (declared,) if _is_level_by_level(header, block, order) else ()
    # Names are lost, but those that stand there stand in the form's order: pieces of them tell, or the page's edge.
    strange = [cell for cell in header.cells if _is_strange(cell)]
    missing = [column for column in block.columns if column.code not in order]
    torn = bool(strange)
    if not header.ruled and not all(any(is_piece(cell, column) for column in missing) for cell in strange):
        return ()
    cut = order == list(columns)[: len(order)]
    if not torn and not cut:
        return ()
    return (declared, slots) if header.ruled else (declared,)


@lru_cache(maxsize=1 << 12)
def rival_order(header: Header, block: Block) -> Order | None:
    """The other order in which the values may stand as well: that in which the names come, where nothing rules them.

    There, names come in the order of the page, or of their lines: what is written beside them is not told by it.
    """
    columns = {column.code: column for column in block.columns}
    if header.ruled or _names_in_order(header) == list(columns):
        return None
    order = [code for code in _by_name(_with_torn_captions(header, block), block) if code in columns]
    if order == list(columns) or set(order) != set(columns):
        return None
    return tuple(_slot(header, columns[code], set(columns)) for code in order if code)


def _names_in_order(header: Header) -> list[str]:
    """The columns that the header names, as they come."""
    return list(dict.fromkeys([cell.column for cell in header.cells if cell.column]))


def _with_torn_captions(header: Header, block: Block) -> Header:
    """A strange name that is a piece of a caption which stands nowhere else is that caption."""
    missing = {column.group for column in block.columns if column.group} - {cell.caption for cell in header.cells}
    cells = tuple([cell._replace(caption=_caption_torn(cell, missing)) if missing else cell for cell in header.cells])
    return header if cells == header.cells else replace(header, cells=cells)


def _caption_torn(cell: HeaderCell, captions: Iterable[str]) -> str | None:
    words = fold(cell.text)
    if cell.caption or cell.column or cell.row or cell.foreign or len(words) < FEWEST_OF_CAPTION:
        return cell.caption
    return next((caption for caption in sorted(captions) if words in fold(caption)), None)


def _is_level_by_level(header: Header, block: Block, order: Sequence[str | None]) -> bool:
    """Whether the names come as a header of the form is read line by line: those below a caption behind all others.

    That is, where the caption is lost; and without rules also where it stands elsewhere, as names that are as high as
    two lines may come behind it.
    """
    printed = {cell.caption for cell in header.cells} if header.ruled else set()
    names = order if header.ruled else _names_in_order(header)
    top = [column.code for column in block.columns if not column.group]
    below = [column.code for column in block.columns if column.group and column.group not in printed]
    line_by_line = [*top, *below]
    return bool(below) and [code for code in line_by_line if code in names] == list(names)


def repeats_names(header: Header) -> bool:
    """Whether a column is named in several cells side by side: merged cells are repeated there."""
    pairs = zip(header.cells, header.cells[1:], strict=False)
    return any(one.column and one.column == other.column for one, other in pairs)


def _slot(header: Header, column: Column, named: set[str | None]) -> Slot:
    unit = next((cell.unit for cell in header.cells if cell.column == column.code and cell.unit), None)
    if unit is None and header.unit and (column.unit is None or column.unit in MONEY):
        unit = header.unit
    return Slot(
        column, unit, column.code in named, by_position=bool(named) and column.code not in named and not column.group
    )


def _by_name(header: Header, block: Block) -> list[str | None]:
    """Codes in the order of the names, each caption replaced by what stands below it.

    None for a strange name, FOREIGN for that of a column which only another form has.
    """
    group_of = {column.code: column.group for column in block.columns}
    below: dict[str, list[str | None]] = {group: [] for group in group_of.values() if group}
    printed = {cell.caption for cell in header.cells}
    top: list[tuple[str | None, str | None]] = []  # (caption, column)
    inside: str | None = None  # the caption whose names are being read
    cells = _from_left(header)
    for cell in cells:
        if cell.caption in below and not cell.column:
            if (cell.caption, None) not in top:
                top.append((cell.caption, None))
            inside = inside if cells is header.cells else cell.caption
        elif cell.column and group_of.get(cell.column):
            inside = group_of[cell.column]
            assert inside is not None
            if (inside not in printed or cells is not header.cells) and (inside, None) not in top:
                top.append((inside, None))
            if cell.column not in below[inside]:
                below[inside].append(cell.column)
        elif cell.column:
            inside = None
            if (None, cell.column) not in top:
                top.append((None, cell.column))
        elif not cell.caption and not cell.row and not (header.ruled and cell.position <= header.label):
            strange = FOREIGN if cell.foreign else None
            if inside:
                below[inside].append(strange)
            else:
                top.append((None, strange))
    return [code for caption, column in top for code in ((below[caption] or [None]) if caption else [column])]


def _from_left(header: Header) -> Sequence[HeaderCell]:
    """The cells from left to right, where each column's name has its own place in the grid; else as they are read.

    A name that stands where the rows have their label is the rest of a header that was broken over lines.
    """
    positions = [cell.position for cell in header.cells if cell.column]
    if not header.ruled or len(set(positions)) < len(positions) or min(positions, default=header.label) <= header.label:
        return header.cells
    return _one_a_place(sorted(header.cells, key=lambda cell: (cell.position, cell.level)))


def _one_a_place(cells: Sequence[HeaderCell]) -> list[HeaderCell]:
    """Without strange names above or below another: they are the rest of it, and no column of their own."""
    taken = {cell.position for cell in cells if cell.column}
    kept = []
    for cell in cells:
        is_strange = not (cell.column or cell.caption or cell.row)
        if not (is_strange and cell.position in taken):
            kept.append(cell)
            taken |= {cell.position} if is_strange else set()
    return kept


def _without_torn(order: Sequence[str | None], codes: Sequence[str]) -> list[str | None]:
    """Without strange names, but where one stands in the place of the one column between its neighbours."""
    kept: list[str | None] = []
    for at, code in enumerate(order):
        before, after = (order[at - 1] if at else None), (order[at + 1] if at + 1 < len(order) else None)
        if code is not None or (before and after and codes.index(after) - codes.index(before) == 2):
            kept.append(code)
    return kept


def _is_in_pieces(header: Header, declared: Order, order: Sequence[str | None]) -> bool:
    """Whether the strange names are pieces of those that the form has, and the others stand in its order."""
    columns = [slot.column for slot in declared if slot]
    codes = [column.code for column in columns]
    positions = [codes.index(code) for code in order if code]
    if positions != sorted(positions):
        return False
    strange = [
        cell
        for cell in header.cells
        if not (cell.column or cell.caption or cell.row or (header.ruled and cell.position <= header.label))
    ]
    missing = [column for column in columns if column.code not in order]
    if len(order) == len(declared):
        unnamed = [column for code, column in zip(order, columns, strict=True) if not code]
        return all(is_piece(cell, column) for cell, column in zip(strange, unnamed, strict=False))
    return bool(missing) and all(any(is_piece(cell, column) for column in missing) for cell in strange)


def is_piece(cell: HeaderCell, column: Column) -> bool:
    """Whether a header cell may be what is left of a column's label."""
    if cell.foreign:
        return False
    text = fold(cell.text)
    return not CHINESE.search(text) or LCSseq.similarity(text, fold(column.label)) >= LIKE_A_PIECE * len(text)


# By their places in a grid


class Stretch(NamedTuple):
    """A column of the table in the grid: where it begins. repeated: several cells of the header have its name."""

    start: int
    slot: Slot | None
    repeated: bool = False


def stretches(header: Header, order: Order, first: int, width: int) -> tuple[Stretch, ...]:
    """Where each column stands, as its name does; none where the header does not tell.

    first: the first position behind the rows' labels. width: of the grid.
    """
    slots = {slot.column.code: slot for slot in order if slot}
    lowest: dict[int, HeaderCell] = {}
    for cell in header.cells:
        if cell.position >= first and (cell.position not in lowest or cell.level >= lowest[cell.position].level):
            lowest[cell.position] = cell
    result: list[Stretch] = []
    for position in sorted(lowest):
        slot = slots.get(lowest[position].column or "")
        if result and slot and result[-1].slot == slot:
            result[-1] = result[-1]._replace(repeated=True)
        else:
            result.append(Stretch(position, slot))
    told = [stretch.slot.column.code for stretch in result if stretch.slot]
    if not told or len(set(told)) < len(told) or result[0].start > first or result[-1].start >= width:
        return ()
    missing = [slot.column.code for slot in order if slot and slot.column.code not in told]
    levels = {cell.level for cell in lowest.values() if cell.column}
    if len(levels) > 1 and told != [slot.column.code for slot in order if slot and slot.column.code in told]:
        return ()  # what stood above the lower names is lost, and they have moved
    named_elsewhere = {cell.column for cell in header.cells} & set(missing)
    return () if named_elsewhere or (missing and not _are_last(order, missing)) else tuple(result)


def _are_last(order: Order, missing: Sequence[str]) -> bool:
    """Whether only the columns at the right are missing: the page was cut there."""
    codes = [slot.column.code for slot in order if slot]
    return codes[-len(missing) :] == list(missing)


def without_likenesses(names: Sequence[HeaderCell]) -> list[HeaderCell]:
    """Two names that are only like a column's name are not one column's: none of them names it, then."""
    words: dict[str, set[str]] = {}
    for name in names:
        if name.column and not name.exact:
            words.setdefault(name.column, set()).add(fold(name.text))
    exact = {name.column for name in names if name.column and name.exact}
    strange = {column for column, texts in words.items() if len(texts) > 1 or column in exact}
    return [name._replace(column=None) if not name.exact and name.column in strange else name for name in names]


def without_begun(names: Sequence[HeaderCell]) -> list[HeaderCell]:
    """Where a text without rules goes on in strange words, what is only like a column's name began another one."""
    following = [*map(_is_strange, names[1:]), False]
    return [
        name._replace(column=None) if name.column and not name.exact and goes_on else name
        for name, goes_on in zip(names, following, strict=False)
    ]


def _is_strange(name: HeaderCell) -> bool:
    return not (name.column or name.caption or name.row or name.foreign)
