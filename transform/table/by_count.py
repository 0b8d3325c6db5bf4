"""The values of a row by how many they are, counted from the first behind the label.

With as many values as columns there is no question. With fewer, the lost ones are absent only where it is plain which
they are: the page was cut off at the right, or the text ends there. Otherwise nobody can know, and the whole row is
ambiguous.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from gongkai.transform.report import Proof, Rule, Status
from gongkai.transform.table.cells import CHINESE, Kind
from gongkai.transform.table.header import Order, repeats_names
from gongkai.transform.table.placement import Aligned, repeats_dropped, status_of, uncovered
from gongkai.transform.table.vocabulary import DIGIT
from gongkai.transform.table.walk import LabelledRow, Value

TORN = re.compile(r"^0\d+$")  # no figure begins so: what is left of one that was parted
UNIT_WORDS = {"件", "项", "条", "元", "万元", "个", "次"}


class Seen(NamedTuple):
    """What all rows of a table together tell about each of them.

    labels_end: grid column of the last label. shows_blanks: blank cells stand between figures, or have marks.
    loses_values: blank cells were dropped somewhere. some_values: not all of its rows are blank. spilt: figures were
    left over. glued: figures stand together without anything between them. labels_open: the text ends in the table, and
    no figure stands in the column behind its labels: it may be one of labels, too. cut_widths: numbers of columns that
    no row with figures has whole. apart: each cell has a line of its own: one that is not seen is lost. keeps_ends:
    rows have not lost empty cells at their ends.
    """

    ruled: bool
    labels_end: int
    shows_blanks: bool
    loses_values: bool
    some_values: bool
    spilt: bool
    glued: bool
    labels_open: bool = False
    cut_widths: frozenset[int] = frozenset()
    apart: bool = False
    keeps_ends: bool = True


def shows_blank(values: Sequence[Value]) -> bool:
    """A mark for a blank cell, or an empty one between two figures."""
    filled = [at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY]
    inside = values[filled[0] : filled[-1] + 1] if filled else ()
    return any(value.token.kind in (Kind.EMPTY, Kind.BLANK) for value in inside)


def by_count(row: LabelledRow, order: Order, table: Seen) -> tuple[Aligned, Rule, Proof | None]:
    row.values = uncovered(row.values)
    are_below = not any(slot and slot.row for slot in order)
    if are_below and repeats_names(row.header) and _lacks_cells(row, table):
        return [(Status.AMBIGUOUS, None)] * len(order), Rule.VALUES_LOST, None
    if len(row.values) > len(order) and repeats_names(row.header):
        once = repeats_dropped(row.values, len(order))
        if not once:
            return [(Status.AMBIGUOUS, None)] * len(order), Rule.TOO_MANY_VALUES, None
        row.values = once
    aligned, rule = _align(row, len(order), table)
    if aligned is None:
        return [(Status.AMBIGUOUS, None)] * len(order), rule, None
    return aligned, rule, Proof.COUNT


def _lacks_cells(row: LabelledRow, table: Seen) -> bool:
    """Whether it has not a cell for each name, of which merged ones stand in several: one figure may have as many."""
    named = row.header.named
    return len(row.values) < named if table.ruled else len(row.values) != named


def _align(row: LabelledRow, width: int, table: Seen) -> tuple[Aligned | None, Rule]:
    """Status and value for each slot, and the rule that says so; None where nobody can know."""
    values = _behind_labels(row.values, table.labels_end) if row.mixed else row.values
    if width == 0:
        return (None, Rule.NO_HEADER) if values else ([], Rule.NO_HEADER)
    if not values:
        return _align_nothing(row, width, table)
    if table.ruled and any(_is_label(value, table.labels_end) for value in values):
        return None, Rule.LABEL_LOST
    missing = width - len(values)
    if table.ruled and missing < 0:
        values = _without_remarks(values, width)
        missing = width - len(values)
    if missing < 0:
        return None, Rule.TWO_ROWS if width > 1 and len(values) >= 2 * width else Rule.TOO_MANY_VALUES
    if any(value.cell.span > 1 for value in values) and missing:
        return None, Rule.VALUES_LOST  # one figure for several columns
    if not table.ruled and any(TORN.match(value.cell.text) for value in values):
        return None, Rule.VALUES_LOST
    if row.last and row.values[0].token.kind is Kind.EMPTY and (missing or values[0] is row.values[0]):
        return None, Rule.FIGURE_CUT  # where a text may be cut, an empty cell before the figures may be one of labels
    if table.labels_open and values[0].token.kind is Kind.EMPTY:
        return None, Rule.VALUES_LOST
    if missing == 0 and table.ruled and not table.keeps_ends and values[0].token.kind is Kind.EMPTY:
        return None, Rule.VALUES_LOST  # it may be one of labels, and one at the end lost
    if _may_lack_digits(values[-1], row):
        return _cut_in_figure(values, missing, table)
    if row.is_broken and any(value.token.kind is Kind.EMPTY for value in row.values):
        return None, Rule.VALUES_LOST
    has_others = len(values) < len(row.values) or row.ends_early(width)
    if missing == 0 and has_others and (row.misnamed or _is_spread(row, values)):
        return None, Rule.VALUES_LOST
    if missing == 0:
        return [status_of(value) for value in values], Rule.LEFT_TO_RIGHT
    blanks = _with_blanks(row, width, table) if row.mixed else ()
    if blanks:
        return [status_of(value) for value in blanks], Rule.BLANK_CELLS
    lost: Aligned = [(Status.ABSENT, None)] * missing
    if table.ruled and row.cut and row.values[-1] is values[-1]:
        return [status_of(value) for value in values] + lost, Rule.CUT_RIGHT
    if row.last and not table.glued:
        return [status_of(value) for value in values] + lost, Rule.TEXT_ENDS
    return None, Rule.VALUES_LOST


def _is_label(value: Value, labels_end: int) -> bool:
    """Whether words stand where other rows have their label: those of a row that the form does not have."""
    is_text = value.token.kind is Kind.TEXT and CHINESE.search(value.cell.text) is not None
    return is_text and value.position <= labels_end


def _align_nothing(row: LabelledRow, width: int, table: Seen) -> tuple[Aligned | None, Rule]:
    """A label without figures: blank cells, unless they were lost with the end of the text or like others here."""
    seen = list(row.values[-width:]) if table.ruled else []
    if len(seen) < width:
        if row.last and table.some_values:
            return [(Status.ABSENT, None)] * width, Rule.TEXT_ENDS
        is_unseen = row.is_followed or (table.ruled and not row.header.named)
        if table.loses_values or table.spilt or table.apart or width in table.cut_widths or is_unseen:
            return None, Rule.VALUES_LOST
    return [status_of(value) for value in seen] + [(Status.BLANK, None)] * (width - len(seen)), Rule.BLANK_ROW


def _behind_labels(values: Sequence[Value], labels_end: int) -> list[Value]:
    """Without the empty cells at the end, and without those before the first figure that labels of other rows fill."""
    first = next((at for at, value in enumerate(values) if value.token.kind is not Kind.EMPTY), len(values))
    begin = next((at for at, value in enumerate(values[:first]) if value.position > labels_end), first)
    end = next((at for at in range(len(values), first, -1) if values[at - 1].token.kind is not Kind.EMPTY), first)
    return list(values[begin:end]) if end > first else []


def _with_blanks(row: LabelledRow, width: int, table: Seen) -> Sequence[Value]:
    """As many cells as columns, where the table shows its blank cells; before them only merged ones may stand."""
    if not table.shows_blanks:
        return ()
    first = next(at for at, value in enumerate(row.values) if value.token.kind is not Kind.EMPTY)
    merged = sum(value.position <= table.labels_end for value in row.values[:first])
    dropped = len(row.values) - width
    fits = dropped == 0 or (0 < dropped <= merged and row.values[-1].token.kind is not Kind.EMPTY)
    return row.values[dropped:] if fits else ()


def _without_remarks(values: Sequence[Value], width: int) -> list[Value]:
    """Without a column of units before the figures, or of remarks behind them, which are on no form."""
    if values[0].cell.text in UNIT_WORDS and len(values) == width + 1:
        return list(values[1:])
    kept, behind = values[:width], values[width:]
    are_remarks = all(value.token.kind is not Kind.NUMBER and not DIGIT.search(value.cell.text) for value in behind)
    if are_remarks and not (_holds_empty(kept) and _holds_empty(behind)):  # else any of the empty cells may be columns
        return list(kept)
    return list(values)


def _is_spread(row: LabelledRow, values: Sequence[Value]) -> bool:
    """Whether columns are wider than cells: of empty cells between figures, each may be one, or a piece of one."""
    return row.header.is_spread and _holds_empty(values)


def _holds_empty(values: Sequence[Value]) -> bool:
    return any(value.token.kind is Kind.EMPTY for value in values)


def _cut_in_figure(values: Sequence[Value], missing: int, table: Seen) -> tuple[Aligned | None, Rule]:
    """The figures before the last one are whole."""
    if missing and table.loses_values:
        return None, Rule.FIGURE_CUT
    whole: Aligned = [status_of(value) for value in values[:-1]]
    return [*whole, (Status.AMBIGUOUS, values[-1]), *[(Status.ABSENT, None)] * missing], Rule.FIGURE_CUT


def _may_lack_digits(value: Value, row: LabelledRow) -> bool:
    """A figure at the very end of a text that breaks off may have lost digits. A nought has none to lose."""
    return row.breaks_off and bool(value.token.value)
