"""Which column of which row does each value belong to, where the rows of a table stand side by side?

The names of the rows stand above those of their columns; a header that lacks some of them tells no order.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from gongkai.transform.forms import Block
from gongkai.transform.table.header import Header, HeaderCell, Order, Slot, Stretch
from gongkai.transform.table.vocabulary import fold


@lru_cache(maxsize=1 << 12)
def across(header: Header, block: Block) -> tuple[Order, ...]:
    """The orders in which the values of all rows may stand in one line, block after block."""
    declared = [row.code for row in block.rows]
    rows = _rows_by_name(header, block) if _is_clean(header, block) else declared
    results = _results(header, block)
    usual = [column.code for column in block.columns]
    tried: list[tuple[list[str], list[str]]] = []
    for pair in ((rows or declared, results), (declared, results), (declared, usual)):
        if pair not in tried:
            tried.append(pair)
    return tuple(_side_by_side(header, block, *pair) for pair in tried)


def has_more_columns(header: Header, block: Block) -> bool:
    """Whether a header that names every column of every row has another name as often as there are rows."""
    named = sum(cell.column is not None for cell in header.cells)
    strange = Counter(fold(cell.text) for cell in header.cells if not (cell.column or cell.row or cell.caption))
    return named == len(block.rows) * len(block.columns) and len(block.rows) in strange.values()


def _is_clean(header: Header, block: Block) -> bool:
    """Whether the header names every column of every row that it names; a torn one tells no order."""
    rows = {cell.row for cell in header.cells if cell.row}
    captions = {cell.caption for cell in header.cells if cell.caption}
    rows |= {row.code for row in block.rows if row.group in captions and not rows & _below(block, row.group)}
    named = sum(cell.column is not None for cell in header.cells)
    return named in (0, len(rows) * len(block.columns)) or bool(_fewer(header, block))


def _fewer(header: Header, block: Block) -> list[str]:
    """The columns that the header names for every row, where for all of them it lacks the same ones."""
    codes = [cell.column for cell in header.cells if cell.column]
    width = len(codes) // len(block.rows)
    if not 1 < width < len(block.columns) or len(codes) != width * len(block.rows):
        return []
    first = codes[:width]
    same = all(codes[at : at + width] == first for at in range(width, len(codes), width))
    return first if same and len(set(first)) == width else []


def _below(block: Block, group: str | None) -> set[str | None]:
    return {row.code for row in block.rows if row.group == group}


def _side_by_side(header: Header, block: Block, rows: Sequence[str], results: Sequence[str]) -> Order:
    columns = {column.code: column for column in block.columns}
    named = {cell.row for cell in header.cells} if _is_clean(header, block) else set()
    return tuple(Slot(columns[code], None, row in named, row) for row in rows for code in results)


def _rows_by_name(header: Header, block: Block) -> list[str]:
    """Rows in the order of their names, those below a caption where it stands; none where none is named."""
    group_of = {row.code: row.group for row in block.rows}
    below: dict[str, list[str]] = {group: [] for group in group_of.values() if group}
    top: list[str] = []
    for cell in header.cells:
        if cell.row in group_of and cell.row:
            group = group_of[cell.row]
            if group and cell.row not in below[group]:
                below[group].append(cell.row)
            if (group or cell.row) not in top:
                top.append(group or cell.row)
        elif cell.caption in below and cell.caption not in top:
            top.append(cell.caption or "")
    every = {group: [row.code for row in block.rows if row.group == group] for group in below}
    return [row for name in top for row in ((below[name] or every[name]) if name in below else [name])]


def _results(header: Header, block: Block) -> list[str]:
    """The columns of a row in the order in which their names come, where they come in the same order each time."""
    codes = [cell.column for cell in header.cells if cell.column]
    width = len(block.columns)
    rounds = [codes[at : at + width] for at in range(0, len(codes), width)]
    usual = [column.code for column in block.columns]
    if rounds and all(one == rounds[0] for one in rounds) and set(rounds[0]) == set(usual):
        return [code for code in rounds[0] if code]
    return _fewer(header, block) or usual


@lru_cache(maxsize=1 << 12)
def across_stretches(header: Header, block: Block, width: int) -> tuple[Stretch, ...]:
    """Where each column of each row stands, as its name does below its row's; none where the header does not tell."""
    columns = {column.code: column for column in block.columns}
    group_of = {row.code: row.group for row in block.rows}
    starts = sorted(
        {cell.position: cell.row for cell in header.cells if cell.row and not _is_above(cell, header)}.items()
    )
    lowest: dict[int, HeaderCell] = {}
    for cell in header.cells:
        if cell.column and (cell.position not in lowest or cell.level >= lowest[cell.position].level):
            lowest[cell.position] = cell
    result = []
    for position in sorted(lowest):
        row = next((row for start, row in reversed(starts) if start <= position), None)
        if row is None or row not in group_of:
            return ()
        result.append(Stretch(position, Slot(columns[lowest[position].column or ""], None, True, row)))
    slots = [stretch.slot for stretch in result]
    rows = {slot.row for slot in slots if slot}
    whole = len(slots) == len(set(slots)) == len(rows) * len(columns) and {row for _, row in starts} == rows
    return tuple(result) if result and whole and result[-1].start < width else ()


def _is_above(cell: HeaderCell, header: Header) -> bool:
    """Whether a row's name has another one below it at its place: then that one counts."""
    return any(other.position == cell.position and other.row and other.level > cell.level for other in header.cells)
