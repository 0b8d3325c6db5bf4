"""Which unit reports: its kind and name, from the title, else from the prose."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transform.key.gazetteer import counties, township_names, townships, upper_divisions
from transform.key.titles import Title
from transform.report import Evidence

TOWN_END = re.compile("镇|乡|街道|苏木|街(?!道)|场")
OFFICE = re.compile(r"(?:人民政府|街道办事处|办事处|政府)(?:机关|办公室|党政办公?室?)?$|(?:人民政府|政府)及?$")
STREET_OFFICE = re.compile("街道办事处|街道办(?!事)|街办事处")
DEPARTMENT = re.compile(
    r"(?:局|委员会|委|办公室|中心|厅|院|站|所|公司|大队|支队|分局|总队|学校|医院|管委会|联社|协会|联合会|队|馆|台|处)$"
)
DEPARTMENT_IN_PROSE = re.compile(
    r"(?:^|[，。、；:：年,由])\s*([\u4e00-\u9fff]{1,16}?"
    r"(?:局|委员会|管理中心|服务中心|(?:发改|卫健|卫计|住建|农工|教工|经信|工信|国资|民宗|城管)委))"
    r"(?=[^\u4e00-\u9fff]|[累共按坚认执主全编公开20])"
)
NO_DEPARTMENT = re.compile("党|中共|^在|各|联系|[市县区]委$")
BEFORE_DEPARTMENT = re.compile("^(?:编制了?|现将|现公布|现发布|由|我|本|县|市|区)+")
COUNTY_GOVERNMENT = re.compile(r"([\u4e00-\u9fff]{1,14}[县区市旗])人民政府")
STREET_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:路|街|大道|巷)[\u4e00-\u9fff]{0,3}\d")
ADDRESS = re.compile("地址[:：为]?[^；;，,)）。]*")
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
COMPILED = re.compile("编制|联系|邮编")
OTHERS = re.compile("赴|学习|考察|协作|对口|毗邻|借鉴|交流|参观|邻近|相邻|周边")
LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit as its title or prose names it. above: the divisions printed before its name."""

    kind: str
    name: str | None
    above: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def find_unit(title: Title | None, lines: Sequence[tuple[int, str]]) -> Unit:
    """The unit of the title; else the one that the prose names most plainly; else its kind alone."""
    return _in_title(title) or _in_prose(lines) or Unit("other", None, (), ())


def _in_title(title: Title | None) -> Unit | None:
    if title is None:
        return None
    above, rest = split_divisions(title.before)
    rest = _without_office(rest)
    if not rest and above:
        kind = "county" if counties(above[-1]) and above[-1] not in upper_divisions() else "other"
        evidence = Evidence("unit_kind", kind, "title", title.text, title.line)
        return Unit(kind, above[-1] if kind == "county" else None, above, (evidence,))
    if len(rest) < 2 or rest.startswith(("我", "本机关", "本单位", "本级")):
        return None
    kind = _kind(rest)
    if kind in ("township", "subdistrict"):
        clinging, rest = _listed_end(rest)
        above = above or split_divisions(clinging)[0]
    return Unit(kind, rest, above, (Evidence("unit_kind", kind, "title", title.text, title.line),))


def split_divisions(name: str) -> tuple[tuple[str, ...], str]:
    """Province, prefecture and county printed before a unit's name, the longest known at each step, and the name."""
    above: list[str] = []
    while name and not townships(_without_office(name)):
        known = (
            size
            for size in range(min(len(name), LONGEST_NAME), 1, -1)
            if (counties(name[:size]) or name[:size] in upper_divisions()) and not _bare_ending(name[size:])
        )
        size = next(known, 0)
        if not size:
            break
        above.append(name[:size])
        name = name[size:]
    return tuple(above), name


def _bare_ending(rest: str) -> bool:
    """湖南镇 is no 镇 of 湖南."""
    return rest in ("镇", "乡", "街道", "街", "街道办事处", "苏木", "县", "区", "市", "旗")


def _without_office(name: str) -> str:
    """太平镇人民政府 -> 太平镇; 桂花街道办事处 -> 桂花街道"""
    return OFFICE.sub("", STREET_OFFICE.sub(_street, name)).removeprefix("人民政府")


def _street(office: re.Match[str]) -> str:
    """街道办事处 and 街道办 -> 街道; 街办事处 -> 街"""
    return "街道" if office[0].startswith("街道") else "街"


def _listed_end(name: str) -> tuple[str, str]:
    """(what clings, name): the longest listed name at the end, where what clings before it is no part of a name."""
    if townships(name):
        return "", name
    if name.endswith("街") and townships(name + "道"):
        return "", name + "道"
    for start in range(1, len(name) - 1):
        clinging = name[:start]
        known = len(clinging) >= 3 or any(counties(clinging + ending) for ending in "县市区旗")
        if known and townships(name[start:]):
            return clinging, name[start:]
    return "", name


def _kind(name: str) -> str:
    if name.endswith(("街道", "街", "地区")):
        return "subdistrict"
    if name.endswith(("镇", "乡", "苏木")):
        return "township"
    return "department" if DEPARTMENT.search(name) else "other"


def _in_prose(lines: Sequence[tuple[int, str]]) -> Unit | None:
    """A name that signs or compiles counts most, then one before 人民政府, then the one named most often."""
    weights: Counter[str] = Counter()
    first: dict[str, Evidence] = {}
    for number, line in lines:
        text = ADDRESS.sub(_without_mere_address, line)
        for name, start, end in town_mentions(text):
            if OTHERS.search(text[max(0, start - 10) : end + 10]) or STREET_NUMBER.match(text, end):
                continue
            kind = _kind(name)
            weights[name] += _weight(text, end)
            first.setdefault(name, Evidence("unit_kind", kind, "prose", text.strip()[:80], number))
    if weights:
        name = max(weights, key=lambda town: (weights[town], len(town)))
        return Unit(_kind(name), name, (), (first[name],))
    department, own = _department(lines), _self(lines)
    return department if department and (not own or own.kind == "department") else own or department


def _without_mere_address(address: re.Match[str]) -> str:
    """A town in an address is where the office stands, and not who reports, unless its government is named there."""
    return address[0] if re.search("政府|党政办|办事处", address[0]) else "　" * len(address[0])


def _weight(text: str, end: int) -> int:
    office = text.startswith(("人民政府", "办事处", "政府"), end)
    if office and len(text.strip()) <= 20:
        return 10  # a line of its own: the signature
    return 5 if COMPILED.search(text) else 3 if office else 1


def _department(lines: Sequence[tuple[int, str]]) -> Unit | None:
    """The first department that the prose names; 我局 alone is no name."""
    for number, text in lines:
        for match in DEPARTMENT_IN_PROSE.finditer(text):
            if NO_DEPARTMENT.search(match[1]):
                continue
            above, rest = split_divisions(_from_county(BEFORE_DEPARTMENT.sub("", match[1])))
            name = BEFORE_DEPARTMENT.sub("", rest) if len(rest) > 2 else None
            evidence = Evidence("unit_kind", "department", "prose", text.strip()[:80], number)
            return Unit("department", name or None, above, (evidence,))
    return None


def _from_county(name: str) -> str:
    """From the first county in it on."""
    starts = (
        start
        for start in range(len(name))
        if any(counties(name[start : start + size]) for size in range(2, LONGEST_NAME))
    )
    return name[next(starts, 0) :]


def _self(lines: Sequence[tuple[int, str]]) -> Unit | None:
    """What the unit calls itself; a county government's name stands before its 人民政府."""
    for number, text in lines:
        match = SELF.search(text)
        if match:
            kind = SELF_KINDS[match[1]]
            name = _county_government(lines) if kind == "county" else None
            evidence = Evidence("unit_kind", kind, "prose", text.strip()[:80], number)
            return Unit(kind, name, (name,) if name else (), (evidence,))
    return None


def _county_government(lines: Sequence[tuple[int, str]]) -> str | None:
    for _, text in lines:
        for match in COUNTY_GOVERNMENT.finditer(text):
            for start in range(len(match[1])):
                if counties(match[1][start:]):
                    return match[1][start:]
    return None


def town_mentions(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of township names that the lists know, the longest at each place."""
    text = STREET_OFFICE.sub(_street, text)
    known = township_names()
    for match in TOWN_END.finditer(text):
        end = match.end()
        for start in range(max(0, end - LONGEST_NAME), match.start()):
            if text[start:end] in known or ("族" in text[start:end] and townships(text[start:end])):
                yield text[start:end], start, end
                break
