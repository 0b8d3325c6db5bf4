"""Units through time: which rows of the division lists are one unit, under its names, codes and counties.

A unit goes on through renaming, recoding, upgrading (乡 -> 镇 -> 街道) and a new county around it. One that is merged
ends, and names who goes on for it; where two become a new one, the one whose name it has goes on. Evidence: the same
code; the same name in the same county; one that begins where another of its name ended; the ministry's lists of
changes. Used where the lists are renewed; nothing of it is needed to read.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from gongkai.transform.key.gazetteer import ETHNIC

ENDING = re.compile(rf"(?:(?:{ETHNIC})族)*(?:民族)?(?:街道办事处|街道|地区|镇|乡|苏木|街)$")
COUNTY_ENDING = re.compile(rf"(?:(?:(?:{ETHNIC})族?)*自治[县旗]|[县区市旗])$")
GAP = 8  # between two lists that show a unit: there are none of 2010 to 2012


class Row(NamedTuple):
    """A name of a township under a county, in the lists of its years."""

    code: str
    name: str
    county_code: str
    first_year: int
    last_year: int


class Change(NamedTuple):
    """A row of the ministry's lists: what stood before, and what stands after."""

    year: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str


class Lineage(NamedTuple):
    """units: for each row, its unit. successors: unit -> units that go on for it, of those that ended."""

    units: tuple[str, ...]
    successors: dict[str, tuple[str, ...]]


class _Groups:
    """Rows that are one unit (union-find), with the years in which the lists show them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.spans = list(spans)
        self.above = list(range(len(self.spans)))

    def find(self, row: int) -> int:
        while self.above[row] != row:
            self.above[row] = self.above[self.above[row]]
            row = self.above[row]
        return row

    def join(self, one: int, other: int) -> None:
        kept, gone = sorted((self.find(one), self.find(other)))
        self.above[gone] = kept
        (began, ended), (also_began, also_ended) = self.spans[kept], self.spans[gone]
        self.spans[kept] = min(began, also_began), max(ended, also_ended)

    def span(self, row: int) -> tuple[int, int]:
        return self.spans[self.find(row)]


def townships(rows: Sequence[Row], changes: Iterable[Change], finally_: Mapping[str, frozenset[str]]) -> Lineage:
    """The units of the townships. finally_: county code -> the counties that its territory lies in at last."""
    groups = _Groups((row.first_year, row.last_year) for row in rows)
    by_code: dict[str, list[int]] = defaultdict(list)
    by_stem: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_prefecture: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        by_code[row.code].append(index)
        by_prefecture[row.code[:4], row.name].append(index)
        for county in finally_.get(row.county_code, frozenset({row.county_code})):
            by_stem[county, stem_of(row.name)].append(index)
    for same in by_code.values():
        _join_named_alike(groups, rows, same, stem_of)
    for same in by_stem.values():
        _join_named_alike(groups, rows, same, str)
        _join_following(groups, same)
    for same in by_prefecture.values():
        _join_following(groups, same)
    ended = _join_changed(groups, rows, list(changes))
    units = _named(groups, rows)
    successors = {
        units[old]: tuple(sorted({units[new] for new in news} - {units[old]}))
        for old, news in ended.items()
        if {units[new] for new in news} - {units[old]}
    }
    return Lineage(units, successors)


def counties(codes: Sequence[tuple[str, str, int, int]], successors: Mapping[str, Sequence[str]]) -> Lineage:
    """The units of counties. codes: (code, name, first_year, last_year) of each row; successors: by code.

    A county goes on in its successor if the successor began when it ended, and has no other forerunner of that year.
    """
    groups = _Groups((first, last) for _, _, first, last in codes)
    first_of: dict[str, int] = {}
    for index, (code, _, _, _) in enumerate(codes):
        groups.join(first_of.setdefault(code, index), index)
    begins = {code: min(row[2] for row in codes if row[0] == code) for code in first_of}
    ends = {code: max(row[3] for row in codes if row[0] == code) for code in first_of}
    forerunners: dict[str, list[str]] = defaultdict(list)
    for old, new_codes in successors.items():
        if old in first_of:
            for new in new_codes:
                forerunners[new].append(old)
    for new, olds in forerunners.items():
        just_before = [old for old in olds if new in begins and begins[new] - 1 <= ends[old] + 1 <= begins[new] + 1]
        stem = COUNTY_ENDING.sub("", codes[first_of[new]][1]) if new in first_of else ""
        of_its_name = [old for old in just_before if COUNTY_ENDING.sub("", codes[first_of[old]][1]) == stem]
        going_on = of_its_name if len(of_its_name) == 1 else just_before
        if len(going_on) == 1 and len(successors[going_on[0]]) == 1:
            groups.join(first_of[going_on[0]], first_of[new])
    rows = [Row(code, name, "", first, last) for code, name, first, last in codes]
    units = _named(groups, rows)
    by_code = {code: units[index] for code, index in first_of.items()}
    gone = {
        by_code[old]: tuple(sorted({by_code[new] for new in news if new in by_code} - {by_code[old]}))
        for old, news in successors.items()
        if old in by_code
    }
    return Lineage(units, {unit: after for unit, after in gone.items() if after})


def territory(successors: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """Of each county that ended, the counties that its land lies in at last. successors: whole or in part, by code."""

    def last(code: str, seen: frozenset[str]) -> frozenset[str]:
        after = [new for new in successors.get(code, ()) if new not in seen]
        return frozenset().union(*(last(new, seen | {code}) for new in after)) if after else frozenset({code})

    return {code: last(code, frozenset()) for code in successors}


def stem_of(name: str) -> str:
    """周家乡, 周家镇 -> 周家"""
    return ENDING.sub("", name) or name


def _join_named_alike(
    groups: _Groups, rows: Sequence[Row], indexes: Sequence[int], likeness: Callable[[str], str]
) -> None:
    """Rows whose names are alike."""
    first: dict[str, int] = {}
    for index in indexes:
        groups.join(first.setdefault(likeness(rows[index].name), index), index)


def _join_following(groups: _Groups, indexes: Sequence[int]) -> None:
    """One that ended, and the next that began after it: an upgrade, or a move to another county."""
    own = sorted({groups.find(index) for index in indexes}, key=lambda group: groups.spans[group])
    for one, other in pairwise(own):
        if groups.span(one)[1] < groups.span(other)[0] <= groups.span(one)[1] + GAP:
            groups.join(one, other)


def _join_changed(groups: _Groups, rows: Sequence[Row], changes: Sequence[Change]) -> dict[int, list[int]]:
    """Join what the ministry's lists say is one; returns row that ended -> rows that go on for it.

    Some pairs of the ministry's tables are wrong: the lists must show the one only before the other.
    """
    places = _Places(rows)
    olds: dict[int, set[int]] = defaultdict(set)
    news: dict[int, set[int]] = defaultdict(set)
    for change in changes:
        old = places.find(change.old_code, change.old_name)
        new = places.find(change.new_code or change.old_code, change.new_name)
        if old is not None and new is not None:
            olds[new].add(old)
            news[old].add(new)
    ended: dict[int, list[int]] = defaultdict(list)
    for after, before in olds.items():
        of_its_name = [old for old in before if stem_of(rows[old].name) == stem_of(rows[after].name)]
        going_on = of_its_name if len(of_its_name) == 1 else [old for old in before if len(before) == 1]
        for old in before:
            if old in going_on and len(news[old]) == 1 and groups.span(old)[1] <= groups.span(after)[0]:
                groups.join(old, after)
            elif groups.find(old) != groups.find(after) and groups.span(old)[1] <= groups.span(after)[1]:
                ended[old].append(after)
    return ended


class _Places:
    """Rows by code and name; by name in the county where the code is another list's."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.exact = {(row.code, row.name): index for index, row in enumerate(rows)}
        self.in_county: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            self.in_county[row.county_code, row.name].append(index)

    def find(self, code: str, name: str) -> int | None:
        exact = self.exact.get((code, name))
        near = self.in_county.get((code[:6], name), [])
        return exact if exact is not None else near[0] if len(near) == 1 else None


def _named(groups: _Groups, rows: Sequence[Row]) -> tuple[str, ...]:
    """The id of a unit: u and the code of its first row; of two that began with one code, the later has a number."""
    first: dict[int, int] = {}
    for index, row in enumerate(rows):
        group = groups.find(index)
        best = first.get(group)
        if best is None or _order(row) < _order(rows[best]):
            first[group] = index
    taken: dict[str, int] = defaultdict(int)
    ids: dict[int, str] = {}
    for group, index in sorted(first.items(), key=lambda pair: (rows[pair[1]].code, _order(rows[pair[1]]))):
        code = rows[index].code
        taken[code] += 1
        ids[group] = f"u{code}" if taken[code] == 1 else f"u{code}-{taken[code]}"
    return tuple(ids[groups.find(index)] for index in range(len(rows)))


def _order(row: Row) -> tuple[int, str, str]:
    return row.first_year, row.code, row.name
