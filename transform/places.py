"""Which unit reports, and where: from the title, the prose and the division lists, with the evidence named.

A wrong county is worse than none. The county stands beside the town in the text, or the lists show the town's name in
one county only, or it stays unknown with its candidates.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from transform.gazetteer import DENSE_SINCE, County, counties, in_year, townships, upper_divisions
from transform.report import Evidence, Key
from transform.titles import Title

TOWN_END = re.compile("镇|乡|街道|苏木|街(?!道)|场")
COUNTY_END = re.compile("[县区市旗]")
OFFICE = re.compile(r"(?:人民政府|街道办事处|办事处|政府)(?:机关|办公室|党政办公?室?)?$|(?:人民政府|政府)及?$")
STREET_OFFICE = re.compile("街道办事处|街道办(?!事)|街办事处")
DEPARTMENT = re.compile(
    r"(?:局|委员会|委|办公室|中心|厅|院|站|所|公司|大队|支队|分局|总队|学校|医院|管委会|联社|协会|联合会|队|馆|台|处)$"
)
DEPARTMENT_IN_PROSE = re.compile(
    r"(?:^|[，。、；:：年,])\s*([\u4e00-\u9fff]{1,14}?(?:局|委员会|管理中心|服务中心|委))(?=[^\u4e00-\u9fff]|[累共按坚认执主全])"
)
# How a unit speaks of itself tells its kind where its name is nowhere.
SELF = re.compile("[我本](镇|乡|街道|街|县|区|市|局|委|场)(?!级|直)")
SELF_KINDS = {
    "镇": "township",
    "乡": "township",
    "街道": "subdistrict",
    "街": "subdistrict",
    "县": "county",
    "区": "county",
    "市": "county",
    "局": "department",
    "委": "department",
    "场": "other",
}
LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit as its title or prose names it. above: the divisions printed before its name."""

    kind: str
    name: str | None
    above: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def resolve(title: Title | None, lines: Sequence[tuple[int, str]], year: int | None, years: Iterable[Evidence]) -> Key:
    """The report's key. lines: its prose, numbered."""
    mentioned = list(_county_mentions(lines))
    unit = _unit_in_title(title) or _unit_in_prose(lines) or Unit("other", None, (), ())
    town = unit.name if unit.kind in ("township", "subdistrict", "other") else None
    county, found, candidates = _county(unit, town, mentioned, lines, year)
    row = _county_row(county, unit, town, year)
    codes = {place.code for place in in_year(townships().get(town or "", ()), year) if place.county == county}
    return Key(
        unit_kind=unit.kind,
        unit_name=unit.name,
        town=town,
        county=county,
        prefecture=row.prefecture if row else None,
        province=row.province if row else None,
        town_code=codes.pop() if len(codes) == 1 else None,
        county_code=row.code if row else None,
        year=year,
        evidence=(*unit.evidence, *found, *years),
        candidates=tuple(candidates),
    )


# The unit


def _unit_in_title(title: Title | None) -> Unit | None:
    if title is None:
        return None
    above, rest = _strip_divisions(title.before)
    rest = _without_office(rest)
    if not rest and above and above[-1] in counties():
        evidence = Evidence("unit_kind", "county", "title", title.text, title.line)
        return Unit("county", above[-1], above, (evidence,))
    if len(rest) < 2:
        return None
    kind = _kind(rest)
    if kind in ("township", "subdistrict"):
        rest = _official(rest)
    return Unit(kind, rest, above, (Evidence("unit_kind", kind, "title", title.text, title.line),))


def _strip_divisions(name: str) -> tuple[tuple[str, ...], str]:
    """Province, prefecture and county printed before a unit's name: the longest that the lists know, one by one."""
    above: list[str] = []
    while name:
        size = next(
            (
                size
                for size in range(min(len(name), LONGEST_NAME), 1, -1)
                if name[:size] in counties() or name[:size] in upper_divisions()
            ),
            0,
        )
        if not size:
            break
        above.append(name[:size])
        name = name[size:]
    return tuple(above), name


def _without_office(name: str) -> str:
    """太平镇人民政府 -> 太平镇; 桂花街道办事处 -> 桂花街道"""
    name = STREET_OFFICE.sub(_street, name)
    return OFFICE.sub("", name).removeprefix("人民政府")


def _street(office: re.Match[str]) -> str:
    """街道办事处 and 街道办 -> 街道; 街办事处 -> 街"""
    return "街道" if office[0].startswith("街道") else "街"


def _official(name: str) -> str:
    """东城街 is 东城街道 where the lists know it under that name."""
    if name.endswith("街") and name not in townships() and name + "道" in townships():
        return name + "道"
    return name


def _kind(name: str) -> str:
    if name.endswith(("街道", "街")):
        return "subdistrict"
    if name.endswith(("镇", "乡", "苏木")):
        return "township"
    return "department" if DEPARTMENT.search(name) else "other"


def _unit_in_prose(lines: Sequence[tuple[int, str]]) -> Unit | None:
    """The township that the text names most; a name behind 由 or before 人民政府 counts more."""
    weights: Counter[str] = Counter()
    first: dict[str, tuple[int, str]] = {}
    for number, text in lines:
        for name, end in _town_mentions(text):
            weights[name] += 3 if text.startswith(("人民政府", "办事处", "政府"), end) else 1
            first.setdefault(name, (number, text.strip()[:80]))
    if weights:
        name = max(weights, key=lambda town: (weights[town], len(town)))
        number, text = first[name]
        kind = _kind(name)
        return Unit(kind, name, (), (Evidence("unit_kind", kind, "prose", text, number),))
    for number, text in lines:
        match = DEPARTMENT_IN_PROSE.search(text)
        if match:
            above, rest = _strip_divisions(match[1])
            evidence = Evidence("unit_kind", "department", "prose", text.strip()[:80], number)
            return Unit("department", rest or match[1], above, (evidence,))
    for number, text in lines:
        match = SELF.search(text)
        if match:
            kind = SELF_KINDS[match[1]]
            return Unit(kind, None, (), (Evidence("unit_kind", kind, "prose", text.strip()[:80], number),))
    return None


def _town_mentions(text: str) -> Iterator[tuple[str, int]]:
    """Township names that the lists know, the longest at each place, and where they end."""
    text = STREET_OFFICE.sub(_street, text)
    for match in TOWN_END.finditer(text):
        end = match.end()
        for start in range(max(0, end - LONGEST_NAME), match.start()):
            if text[start:end] in townships():
                yield text[start:end], end
                break


def _county_mentions(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[str, int, str]]:
    """County names that the lists know, the longest at each place: (name, line, text around)."""
    for number, text in lines:
        for match in COUNTY_END.finditer(text):
            end = match.end()
            for start in range(max(0, end - LONGEST_NAME), match.start()):
                if text[start:end] in counties():
                    yield text[start:end], number, text.strip()[:80]
                    break


# The county


def _county(
    unit: Unit,
    town: str | None,
    mentioned: Sequence[tuple[str, int, str]],
    lines: Sequence[tuple[int, str]],
    year: int | None,
) -> tuple[str | None, list[Evidence], list[str]]:
    """(county, evidence, candidates)."""
    above = [name for name in unit.above if name in counties()]
    if above:
        where = unit.evidence[0]
        return above[-1], [Evidence("county", above[-1], where.kind, where.text, where.line)], []
    held = {place.county for place in in_year(townships().get(town or "", ()), year)}
    for number, text in lines:
        for name in dict.fromkeys(name for name, _, _ in mentioned):
            if town and name + town in text:
                return name, [Evidence("county", name, "prose", text.strip()[:80], number)], []
    both = dict.fromkeys(name for name, _, _ in mentioned if name in held)
    if len(both) == 1:
        name = next(iter(both))
        number, text = next((number, text) for mention, number, text in mentioned if mention == name)
        return name, [Evidence("county", name, "prose", text, number)], []
    everywhere = {place.county_code for place in townships().get(town or "", ())}
    if not both and len(held) == 1 and (len(everywhere) == 1 or (year or 0) >= DENSE_SINCE):
        name = next(iter(held))
        if not mentioned or name in {mention for mention, _, _ in mentioned}:
            text = f"the lists show {town} in {name} only"
            return name, [Evidence("county", name, "gazetteer", text)], []
    names = dict.fromkeys(name for name, _, _ in mentioned)
    if not held and len(names) == 1:
        name = next(iter(names))
        for number, text in lines:
            if re.search(f"{name}(?:人民)?政府", text):
                return name, [Evidence("county", name, "prose", text.strip()[:80], number)], []
    return None, [], sorted(both or held)


def _county_row(county: str | None, unit: Unit, town: str | None, year: int | None) -> County | None:
    if county is None:
        return None
    rows = in_year(counties().get(county, ()), year)
    held = {place.county_code for place in in_year(townships().get(town or "", ()), year)}
    for keep in (
        [row for row in rows if row.code in held],
        [row for row in rows if {row.prefecture, row.province} & set(unit.above)],
        rows,
    ):
        if len({(row.prefecture, row.province) for row in keep}) == 1:
            return keep[-1]
    return None
