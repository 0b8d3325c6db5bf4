"""A table that stands in a report twice: that of last year, of one office, or an example beside the report's own.

The one below the heading of its own section is the report's. Where that does not tell, only what both say is reported.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from gongkai.extract.layouts import Part
from gongkai.extract.text.outline import Found
from gongkai.transform.finding_words import finding
from gongkai.transform.report import Finding, Status
from gongkai.transform.table.placement import ambiguous
from gongkai.transform.table.reading import Interpretation, Reading, read_table
from gongkai.transform.table.skeleton import ordinal_of

Key = tuple[str, str]


class Table(NamedTuple):
    """One table as it was read. others: the lines in which it begins once more, with other figures."""

    code: str
    reading: Reading | None
    others: tuple[int, ...]

    def findings(self) -> Iterator[Finding]:
        """That it stands there again."""
        for line in self.others:
            yield finding("table_twice", self.code, line=line)


def read_tables(found: Sequence[Found], latest: int | None, passed_over: str) -> list[Table]:
    """The report's own tables. passed_over: a kind that is read elsewhere."""
    return [
        _read(table, [other for other in found if other.part.table == table.part.table and not other.is_own], latest)
        for table in found
        if table.is_own and table.part.table != passed_over
    ]


def differ(one: Part, other: Part, latest: int | None) -> bool:
    """Whether two tables of a kind have a cell for which they give different numbers."""
    return _reports_differ(read_table(one, latest), read_table(other, latest))


def _read(own: Found, rivals: Iterable[Found], latest: int | None) -> Table:
    part, tails = _parted(own.part, latest)
    reading = read_table(part, latest)
    others = [(Found(tail, own.at, own.is_headed, is_own=False), read_table(tail, latest)) for tail in tails]
    others += [(rival, read_table(rival.part, latest)) for rival in rivals]
    others = [(rival, other) for rival, other in others if _reports_differ(reading, other)]
    for rival, other in others:
        if reading and other and rival.is_headed == own.is_headed:
            reading = _undisputed(reading, other)
    return Table(own.part.table, reading, tuple([rival.part.lines[0][0] for rival, _ in others]))


def _parted(part: Part, latest: int | None) -> tuple[Part, Sequence[Part]]:
    """A table without what begins as it does behind it, with other figures. (On a new page it may but go on.)"""
    begin = part.lines[0][1].strip()
    starts = [at for at, (_, text) in enumerate(part.lines) if at and text.strip() == begin] if begin else []
    for start in starts:
        first, tail = (replace(part, lines=lines) for lines in (part.lines[:start], part.lines[start:]))
        if differ(first, tail, latest):
            return first, [tail]
    return part, ()


def _reports_differ(one: Reading | None, other: Reading | None) -> bool:
    if one is None or other is None:
        return False
    mine, theirs = _numbers(one), _numbers(other)
    return any(mine[key] != theirs[key] for key in mine.keys() & theirs.keys())


def _numbers(reading: Reading) -> dict[Key, float | None]:
    """(row, column) -> the number reported there."""
    numbers = {}
    for key, placed in reading.interpretation.placement.cells.items():
        if placed.status is Status.REPORTED and placed.value:
            at = ordinal_of(placed.value.cell.text)
            numbers[key] = placed.value.token.value if at is None else reading.numbers.values[at]
    return numbers


def _undisputed(reading: Reading, other: Reading) -> Reading:
    """Only what both say."""
    mine, theirs = _numbers(reading), _numbers(other)
    cells = other.interpretation.placement.cells
    agreed = {
        key
        for key, placed in reading.interpretation.placement.cells.items()
        if key in cells and cells[key].status is placed.status and mine.get(key) == theirs.get(key)
    }
    return reading._replace(interpretation=_doubted(reading, agreed), proved=reading.proved & agreed)


def _doubted(reading: Reading, agreed: Set[Key]) -> Interpretation:
    placement = reading.interpretation.placement
    cells = {key: placed if key in agreed else ambiguous(placed) for key, placed in placement.cells.items()}
    return replace(reading.interpretation, placement=replace(placement, cells=cells))
