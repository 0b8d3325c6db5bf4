"""The grammar of a reporting unit's name: places, the unit's own name, the organ that signs.

温县 | 赵堡镇 | 人民政府 is a township; 渠县 | 行政审批局 and 龙游县 | 人民政府办公室 are departments;
龙游县 | 人民政府 is a county.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import resources
from operator import attrgetter
from typing import Any, NamedTuple

from gongkai.transform.key.gazetteer import (
    county_rows,
    is_upper,
    is_zone,
    lies_in,
    place_names,
    prefecture_of_short,
    rows_in,
    townships,
)
from gongkai.transform.report import UnitKind

TOWNSHIP, SUBDISTRICT, COUNTY, DEPARTMENT, OTHER = UnitKind
LONGEST_NAME = 14
TOWN_END = re.compile("镇|乡|街道|苏木|街(?!道)|场")
PLACE_END = re.compile("[县区市旗省州盟]")
DIVISION = re.compile("[县区市旗]$")
# A town that no list has: nothing in its name speaks against it. One character before 镇 is too little to be sure.
UNLISTED_TOWN = re.compile(r"^(?![各全本我该某贵所两])[^的了们这那其某村]{2,8}?(?:镇|乡|街道|苏木)$")
BARE_ENDING = re.compile("^(?:镇|乡|街道|街|街道办事处|苏木|县|区|市|旗)$")
BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
BRANCH = re.compile("局([\u4e00-\u9fff]{2,4}?)分局$")
STATE_BODY = re.compile("^(?:国家|中国|共青团|国网|国营|中共)")
SEVERAL = re.compile("[、,，]|(?<=[镇乡])[和与及](?=[\u4e00-\u9fff]{2,}[镇乡])|(?<=街道)[和与及]")
FIRST_YEAR = attrgetter("first_year")
RELATIVE = re.compile("^[省市区县州旗盟镇乡](?=[\u4e00-\u9fff]{2})")
ZONE_ORGAN = re.compile("(?:管理委员会|管委会|管委)(?:办公室|党政办公?室?)?$")
LOOKBEHINDS = re.compile(r"((?:\(\?<[=!](?:[^()\[\]]|\[[^\]]*\])*\))*)(.*)")
NO_ZONE = re.compile(
    "(?:城市|监督|资产|交通|行政|公用|学会|水|国土|综合|事务|应急|市政|市容|园林|建设|和|口岸|绿化|土地|房屋|人口)管理委员会$"
)
OFFICE_OF_GOVERNMENT = re.compile("[\u4e00-\u9fff]{2,12}[室组处部团署院社馆站所会办厅队]")
# A zone's name before that of one within it: 西咸新区 | 沣西新城.
WITHIN_ZONE = re.compile("^[\u4e00-\u9fff]{2,6}?(?:新|开发|示范|试验|高新)区(?=[\u4e00-\u9fff]{4})")
# Streets are named after them, and are no villages: 曹杨新村街道.
NEW_VILLAGE = re.compile("新村(?=街道$)")


class Name(NamedTuple):
    """printed: with its places and organ. body: its own name. above: the places printed before it, outermost first.

    listed: a township that the lists have, or a county of theirs. is_place: a zone or a farm, which may report as a
    township does. several: more than one unit.
    """

    printed: str
    kind: UnitKind
    body: str
    above: tuple[str, ...] = ()
    listed: bool = False
    is_place: bool = False
    several: bool = False


@lru_cache(maxsize=1 << 14)  # the runs of all reports are much the same
def parse(run: str) -> Name | None:
    """The name that a run of characters is, from its beginning to its end; None where it is none."""
    run = without_lead(run)
    if not begins_place(run):
        run = run[_first_place(run) :]
    found = [name for name in map(_parse, _readings(run)) if name]
    best = next((name for name in found if name.listed), found[0] if found else None)
    return best._replace(printed=run) if best else None


def _first_place(run: str) -> int:
    """Where a name begins that something else clings to: at the first place, if more than a word follows it.

    A state body's name goes on behind 国家 or 中国: 国家税务总局道县税务局.
    """
    if STATE_BODY.match(run) or BRACKETS.search(run) or _short_prefecture(run):
        return 0
    return next((start for _, start, end in places_in(run) if len(run) - end != 1), 0)


def without_lead(run: str) -> str:
    while (shorter := patterns().lead.sub("", run)) != run and not begins_place(run):
        run = shorter
    return run


def begins_place(run: str) -> bool:
    """和县 begins with no word, but with a place."""
    return bool(_known_size(run)) or _begins_town(run)


def _readings(run: str) -> Iterator[str]:
    """Without its bracket; the bracket in its place: 高新区（新市区）政府 is 新市区政府, too."""
    if not (bracket := BRACKETS.search(run)):
        yield run
        return
    outside = BRACKETS.sub("", run)
    if outside:
        yield outside
    yield bracket[1] + run[bracket.end() :]


def _parse(run: str) -> Name | None:
    if len(run) < 2:
        return None
    if SEVERAL.search(run):
        return _several(run)
    above, rest = split_places(run)
    if above and len(rest) > len("人民政府办公室") - 2 and rest.startswith("人民政府") and not _office(rest):
        rest = rest.removeprefix("人民政府")  # 锡山区人民政府厚桥街道办事处
        office = _of_government(run, above, rest)
    else:
        office = None
    return _government(run, above, rest) or _town(run, above, rest) or _other(run, above, rest) or office


def _several(run: str) -> Name | None:
    names = [_parse(part) for part in SEVERAL.split(run) if part]
    known = [name for name in names if name]
    if len(known) < 2 or len({name.body for name in known}) < 2:
        return known[-1] if known else None
    return Name(run, OTHER, "", known[0].above, several=True)


def _office(rest: str) -> bool:
    return bool(patterns().government_office.fullmatch(rest))


def _government(run: str, above: tuple[str, ...], rest: str) -> Name | None:
    if _office(rest):
        return Name(run, DEPARTMENT, rest, above) if above or rest.startswith("人民") else None
    if rest and not patterns().government.fullmatch(rest):
        return None
    if not above:
        return None
    if is_zone(above[-1]):
        return _zone(run, above)
    if county_rows(above[-1]) and not is_upper(above[-1]):
        return Name(run, COUNTY, above[-1], above, listed=True)
    return Name(run, OTHER, above[-1] + rest, above)


def _of_government(run: str, above: tuple[str, ...], rest: str) -> Name | None:
    """What stands behind a government and ends as an office does, whatever it is called: 市人民政府驻北京联络处."""
    return Name(run, DEPARTMENT, rest, above) if OFFICE_OF_GOVERNMENT.fullmatch(rest) else None


def _zone(run: str, above: tuple[str, ...]) -> Name:
    """A zone that the lists of counties have for statistics: 芜湖经济技术开发区."""
    return Name(run, OTHER, above[-1], above[:-1], is_place=True)


def _town(run: str, above: tuple[str, ...], rest: str) -> Name | None:
    body = town_of(rest)
    if body is None:
        return None
    listed = bool(townships(body))
    *places, town = (body,) if listed else _below_places(body, above)
    if places:
        above, body, listed = (*above, *places), town, True
    if not listed and not is_plausible_town(body):
        return None
    kind = SUBDISTRICT if body.endswith(("街道", "街", "地区")) else TOWNSHIP
    return Name(run, kind, body, above, listed)


def town_of(rest: str) -> str | None:
    """太平镇人民政府 -> 太平镇; 桂花街道办事处 -> 桂花街道; 武湖街 -> 武湖街道, where only that is listed."""
    body = patterns().town_organ.sub("", re.sub("街道办(?:事处)?", "街道", rest).replace("街办事处", "街"))
    if not body.endswith(("镇", "乡", "街道", "苏木", "街", "地区")):
        return None
    if body.endswith("街") and not townships(body):
        return body + "道" if townships(body + "道") else None
    return None if body.endswith("地区") and not townships(body) else body


def is_plausible_town(body: str) -> bool:
    """Whether a name off the lists may be a town's."""
    body = NEW_VILLAGE.sub("", body)
    if "公开" in body:
        return False
    if patterns().no_town.search(body) or patterns().inside.search(body):
        return False
    return bool(UNLISTED_TOWN.match(body))


def _below_places(body: str, above: Sequence[str]) -> tuple[str, ...]:
    """The places that a listed town's name stands behind, none of them under its full name of the lists; the town."""
    below = _below_unlisted_place(body) or _below_short_county(body)
    prefecture = None if above else _short_prefecture(body)
    size = len(prefecture or "") - 1
    town = below[-1] if below else body[size:]
    if prefecture and len(town) > 2 and any(lies_in(place.county, (prefecture,)) for place in townships(town)):
        return (prefecture, *(below or (town,)))
    return below or (body,)


def _below_unlisted_place(body: str) -> tuple[str, str] | None:
    """洪江区新街街道 -> (洪江区, 新街街道): no list has the district, but the street; 十六团新开岭镇 likewise."""
    for end in [match.end() for match in re.finditer("[县区旗团]", body)][:2]:
        if 3 <= end < len(body) - 1 and townships(body[end:]):
            return body[:end], body[end:]
    return None


def _below_short_county(body: str) -> tuple[str, str] | None:
    """武功小村镇 -> (武功县, 小村镇), where the lists have the town in that county."""
    for size in range(2, min(5, len(body) - 1)):
        holders = {place.county for place in townships(body[size:])}
        for ending in "县市区旗" if holders else "":
            official = holders & {row.name for row in county_rows(body[:size] + ending)}
            if len(official) == 1:
                return official.pop(), body[size:]
    return None


def _other(run: str, above: tuple[str, ...], rest: str) -> Name | None:
    places, body = _short_place(above, rest)
    zone = ZONE_ORGAN.search(body)
    if zone and zone.start() > 1 and not NO_ZONE.search(body):
        return Name(run, OTHER, WITHIN_ZONE.sub("", body[: zone.start()]), places, is_place=True)
    if zone and not zone.start():
        return (_zone(run, above) if is_zone(above[-1]) else Name(run, OTHER, above[-1], above)) if above else None
    for kind, is_place, ending in patterns().kinds:
        end = ending.search(body)
        if end and (end.start() or above or len(body) > 2):
            inner = _inner_county(body, places) if kind == DEPARTMENT and not any(map(county_rows, above)) else ()
            return Name(run, kind, body, (*places, *inner), is_place=is_place and (bool(end.start()) or "场" in body))
    bare = patterns().government_end.sub("", rest)
    if not above and bare != rest and DIVISION.search(bare) and 2 < len(bare) <= LONGEST_NAME:
        return Name(run, COUNTY, bare)  # 沐阳县人民政府: of no list
    if not above and re.fullmatch("[\u4e00-\u9fff]{2,6}[县旗]", rest):
        return Name(run, COUNTY, rest)
    return None


def _inner_county(body: str, above: Sequence[str]) -> tuple[str, ...]:
    """公安局滨江区分局 and 公安局滨江分局 are of 滨江区, 鹿寨生态环境局 of 鹿寨县, 国家税务总局道县税务局 of 道县."""
    branch = BRANCH.search(body) or (patterns().in_counties.match(body) if above else None)
    if branch:
        named = [branch[1] + ending for ending in ("", *"区县市旗") if county_rows(branch[1] + ending)]
        rows = [row for name in named for row in rows_in(name, above)]
        is_one = len(named) == 1 or len({row.unit for row in rows}) == 1  # of several names, one that was renamed
        return tuple(dict.fromkeys(row.name for row in sorted(rows, key=FIRST_YEAR))) if is_one else ()
    inner = [name for name, start, _ in places_in(body) if start and county_rows(name) and not is_upper(name)]
    return (inner[-1],) if inner else ()


def _short_place(above: tuple[str, ...], rest: str) -> tuple[tuple[str, ...], str]:
    """莆田第二中学 is of 莆田市: its short name, where nothing else is printed before."""
    prefecture = None if above else _short_prefecture(rest)
    return ((prefecture,) if prefecture else above), rest


def _short_prefecture(run: str) -> str | None:
    return prefecture_of_short(run[:2]) or prefecture_of_short(run[:3])


def split_places(name: str) -> tuple[tuple[str, ...], str]:
    """(places, rest): province, prefecture and county before a unit's name, the longest known at each step."""
    above: list[str] = []
    while name and not _begins_town(name):
        size = _known_size(name)
        if not size or (DIVISION.search(name[:size]) and not fits(name[:size], above)):
            break
        if name[:size] not in above:
            above.append(name[:size])
        name = name[size:]
    return tuple(above), name


def _begins_town(name: str) -> bool:
    body = town_of(name)
    return body is not None and bool(townships(body))


def _known_size(name: str) -> int:
    """Length of the place that a name begins with: 湖南镇 is no 镇 of 湖南."""
    known = place_names()
    for size in range(min(len(name), LONGEST_NAME), 1, -1):
        if name[:size] in known and not BARE_ENDING.match(name[size:]):
            return size
    return 0


def fits(name: str, above: Sequence[str]) -> bool:
    """Whether a district of that name lies in the places above: 滨海新区 of 绍兴 is not the one of 天津.

    Counties and cities have names of their own, and change hands: they are believed.
    """
    return not above or not name.endswith("区") or is_upper(name) or not county_rows(name) or lies_in(name, above)


def places_in(text: str) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of the places that the lists know under their full names, the longest at each end."""
    known = place_names()
    for match in PLACE_END.finditer(text):
        end = match.end()
        for start in range(max(0, end - LONGEST_NAME), match.start()):
            if text[start:end] in known:
                yield text[start:end], start, end
                break


class Patterns(NamedTuple):
    """names.toml, compiled."""

    lead: re.Pattern[str]
    behind: re.Pattern[str]
    stop: re.Pattern[str]
    no_town: re.Pattern[str]
    inside: re.Pattern[str]
    town_organ: re.Pattern[str]
    government: re.Pattern[str]
    government_end: re.Pattern[str]
    government_office: re.Pattern[str]
    kinds: tuple[tuple[UnitKind, bool, re.Pattern[str]], ...]
    heads: tuple[str, ...]
    weak: re.Pattern[str]
    goes_on: re.Pattern[str]
    of_government: re.Pattern[str]
    in_counties: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """Read once a process."""
    data: dict[str, Any] = tomllib.loads(
        (resources.files("gongkai.transform.key") / "names.toml").read_text(encoding="utf-8")
    )
    words, kinds = data["words"], data["kind"]
    endings = [ending for kind in kinds for ending in kind["endings"]]
    return Patterns(
        lead=re.compile(rf"^(?:{'|'.join(words['lead'])})"),
        behind=re.compile(rf"(?:{'|'.join(words['behind'])})$"),
        stop=re.compile(
            rf"(?=[^\u4e00-\u9fff]|[{first_characters(words['stop'])}])(?:[^\u4e00-\u9fff]|{'|'.join(words['stop'])})"
        ),
        no_town=re.compile(rf"(?:{'|'.join(words['no_town'])})$"),
        inside=re.compile(rf"(?:{'|'.join(endings)}|人民政府|街道)(?=.)"),
        town_organ=re.compile(rf"(?:{'|'.join(data['town_organs'])})$"),
        government=re.compile("|".join(data["government"])),
        government_end=re.compile(rf"(?:{'|'.join(data['government'])})$"),
        government_office=re.compile("|".join(data["government_office"])),
        kinds=tuple(
            (UnitKind(kind["kind"]), kind.get("is_place", False), re.compile(rf"(?:{'|'.join(kind['endings'])})$"))
            for kind in kinds
        ),
        heads=(*endings, "管理委员会", "管委会"),
        weak=re.compile(rf"(?:{'|'.join(words['weak'])})$"),
        in_counties=re.compile(rf"([\u4e00-\u9fff]{{2,4}}?)(?:{'|'.join(words['in_counties'])})$"),
        goes_on=re.compile(rf"(?P<between>[\u4e00-\u9fff]{{0,16}}?)(?:{'|'.join(words['goes_on'])})"),
        of_government=re.compile(rf"(?P<between>[\u4e00-\u9fff]{{0,12}}?)(?:{'|'.join(words['of_government'])})"),
    )


def by_first_character(endings: Iterable[str]) -> str:
    """The same endings as alternatives that each begin with a character of their own, which are found fast."""
    behind: dict[str, list[str]] = {}
    for ending in endings:
        for first, rest in _parted(ending):
            behind.setdefault(first, []).append(rest)
    return "|".join([f"{first}(?:{'|'.join(rests)})" for first, rests in behind.items()])


def first_characters(endings: Iterable[str]) -> str:
    """The characters that they begin with."""
    return "".join(dict.fromkeys(first for ending in endings for first, _ in _parted(ending)))


def _parted(ending: str) -> Iterator[tuple[str, str]]:
    """(first character, pattern of the rest) for each word that a pattern begins with: a word, a set, words in a group.

    What must stand before it, or must not, comes behind its first character.
    """
    before, begins = LOOKBEHINDS.findall(ending)[0]
    words: Sequence[str] = begins[:1]
    rest = begins[1:]
    if begins.startswith("(?:"):
        words, rest = begins[3 : begins.index(")")].split("|"), begins[begins.index(")") + 1 :]
    elif begins.startswith("["):
        words, rest = begins[1 : begins.index("]")], begins[begins.index("]") + 1 :]
    for word in words:
        yield word[0], before.replace(")", f"{word[0]})") + word[1:] + rest
