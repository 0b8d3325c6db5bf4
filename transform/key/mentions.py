"""Where a text names units, and in which role: what it says of a name tells whether that unit reports."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gongkai.transform.key.names import (
    DEPARTMENT,
    RELATIVE,
    SUBDISTRICT,
    TOWNSHIP,
    Name,
    by_first_character,
    parse,
    patterns,
    without_lead,
)
from gongkai.transform.key.titles import OWN_BOOK

WINDOW = 28
TOWN_HEADS = ("镇", "乡", "街道?(?!道)", "苏木")
GOVERNMENT_HEAD = (
    r"(?<=[县区市旗])(?:人民政府|政府)(?:办公[室厅]|办(?![公理法事]))?"
    r"(?!信息|网|门户|采购|投资|集中|部门|工作|性|[\u4e00-\u9fff]{2,6}?(?:街道|镇|乡))"
)
TOWN_ORGAN = re.compile(
    "(?:街道办事处|办事处|街道办(?![理法])|人民政府|政府(?!信息|网|门户))?(?:党政(?:综合)?办公?室?|党政综合办公?室?|综合办公室|办公室)?"
)
BOOK = re.compile("《([^》]*)(?:》|$)")
NOTICE = re.compile("通知|意见|办法|印发|转发|条例|函$|批复")
COMPILED = re.compile(r"^[\u4e00-\u9fff、]{0,10}?(?:负责)?(?:编制|编写|撰写|制作|起草)")
CALLED = re.compile('^[（(](?:以?下|统一)?简?称(?:为|作)?[:：]?[“”"‘「]?[我本][\u4e00-\u9fff]')  # X（以下简称我局）
CITED = re.compile(
    r"^.{0,8}?(?:20\d\d)?\s*年?度?(?:政府|政务)?(?:信息|政务)公开(?:工作)?(?:20\d\d)?年?度?(?:工作)?(?:年度)?(?:报告|年报|情况)"
)
PRESENTS = re.compile(
    "(?:公布|发布|现将|(?:现|特)(?:此|予以?|向社会)?公开|编制|形成|报告|汇报)[了完成我单位本机关\\s]*(?:20\\d\\d\\s*年度?)?$"
)
CONTACT_BEFORE = re.compile("(?:与|和|向|到|至|[:：])$")
CONTACT_AFTER = re.compile("^[^。；;]{0,26}?(?:联系|咨询|反映)")
CONTACT_LINE = re.compile("(?:联系|咨询|受理)(?:单位|部门|机构|地址)?[:：]$")
REQUIRED_BY = re.compile(r"(?:根据|按照|依据|遵照|落实|贯彻|执行|按)[^，。；;]{0,16}$")
REQUIRES = re.compile("^[^。；;]{0,40}?(?:通知|要求|部署|安排|精神|文件|统一|指导|工作要点)")
LISTED = re.compile(r"^(?:[、]|等(?!于)|[及和]其|\s*\d+\s*[件条项个次份篇，。,]|[（(]\d)")
PUBLISHED_BY = re.compile(
    r"(?:发布机构|发布单位|信息来源|来源|发文机构|发文单位|编制单位|填报单位|单位名称|单位|作者|公开责任部门|供稿)\s*[:：|]?\s*\|?\s*$"
)
SITE = re.compile(
    r"^[”\"’]?\s*(?:政务?府?)?(?:门户网站|官方网站|官网|网站|政务网|政府网|信息网|网|官方微信|微信|公众号|公众平台|微博|头条号?|APP|抖音)"
)
ADDRESS = re.compile("(?:地址|住址|地点|位于|坐落)[^；;，,)）。]*")
PATH = re.compile("[>＞»]")
SUBJECT_BEFORE = re.compile(r"(?:^|[，,。；;：:、\s|]|年度|年|以来|以下|[月日])$")
SUBJECT_AFTER = re.compile("^(?!(?:[和与及、，,。；;：:）)》”]|的(?!政)|$))")
OTHERS = re.compile("赴|学习|考察|协作|对口|毗邻|借鉴|交流|参观|邻近|相邻|周边|帮扶|结对")
TOWN_IN_BRACKETS = re.compile(
    "(?:管理委员会|管委会)?[（(][\u4e00-\u9fff]{1,6}(?:镇|乡|街道)(?:人民政府|政府|办事处)?[）)]"
)
GOVERNMENT = re.compile("[省州盟县区市旗](?:人民)?政府$")  # above the townships
# The name of an office goes on behind that of its government: 市人民政府 | 驻北京联络处2022年政府信息公开.
CUT = re.compile(
    r"^[\u4e00-\u9fff]{2,10}?[室组处部团署院社馆站所会办厅队局](?=20\d\d|(?:政府|政务)?信息公开|政务公开|年度)"
)
STREET_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:路|街|大道|巷)[\u4e00-\u9fff]{0,3}\d")
DATE_END = re.compile(r"\s*20\d\d\s*年.*$")
LONGEST_SIGNATURE = 24
PLACE_OR_RELATIVE = re.compile("[省市区县州旗盟镇乡道]|国家|中国|共青团")
OF_A_TOWN = re.compile("^(?:镇|乡|街道)")  # 镇政府办公室, 镇党政办: the town's own
OPENING = re.compile(r"\s*(?:20\d\d\s*年度?|一年来|今年以来|过去一年)[，,]?\s*(?=.*[，,。])")
# What a report tells of its unit, and no unit of the government above it.
DOES = re.compile(
    "以|坚持|认真|深入|严格|全面|高度|积极|扎实|持续|切实|紧紧|紧扣|围绕|进一步|不断|稳步|主动|始终|聚焦|贯彻|按照|继续|着力|有序"
)
ONE_UNIT = re.compile("[我本]单位")  # no government calls itself so
FOUNDS = re.compile("(?:成立|组建|明确|设立|健全|完善)了?$")
ORGAN = re.compile("(?:政府|政务)?(?:信息|政务)?公开[^，。；]{0,6}?(?:小组|机构|机制)")
HEADLINE = re.compile("(?:信息|政务)公开.{0,12}(?:报告|年报|总结)")
LONGEST_HEADLINE = 70


class Mention(NamedTuple):
    """A name in the text. role: a word of roles.toml. opens: the first line that tells of a year begins with it."""

    name: Name
    role: str
    line: int
    text: str
    opens: bool = False


def mentions(lines: Sequence[tuple[int, str]]) -> Iterator[Mention]:
    """The units that the prose names, in the order of the text."""
    opening = next((number for number, text in lines if OPENING.match(text)), None)
    told = next((number for number, text in lines if "。" in text), 0)
    is_one_unit = any(ONE_UNIT.search(text) for _, text in lines if "单位" in text)
    for number, text in lines:
        if len(text) < 3:
            continue
        opened = OPENING.match(text) if number == opening else None
        done = -1
        for name, start, end in _whole(names_in(text)):
            if start < done:
                continue
            done = end
            role = role_of(text, start, end)
            if role:
                begins = opened is not None and opened.end() == start
                governs = role == "government" and not is_one_unit and DOES.match(text, end) is not None
                if role == "mention" and is_one_unit and _has_organ(text, start, end):
                    role = "subject"
                if role == "signature" and number < told and GOVERNMENT.search(name.printed):
                    role = "path"  # the site's name above the report, which nobody signs there
                yield Mention(name, role, number, text.strip()[:80], begins and (role == "subject" or governs))


def _has_organ(text: str, start: int, end: int) -> bool:
    """Whether the text tells of the unit's own organ for it: 明确了某局政府信息公开工作机构."""
    return bool(FOUNDS.search(text[max(0, start - 16) : start]) and ORGAN.match(text, end))


def _whole(found: Iterable[tuple[Name, int, int]]) -> Iterator[tuple[Name, int, int]]:
    """A zone's bureau for the zone that its name begins with: 青田开发区 | 规划局."""
    last: tuple[Name, int, int] | None = None
    for one in found:
        if last and last[0].is_place and one[1] == last[1]:
            last = one if one[0].kind == DEPARTMENT else last
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def names_in(text: str) -> Iterator[tuple[Name, int, int]]:
    """(name, start, end) of whatever ends as a unit's name does and has a beginning that can be told."""
    stops: Iterator[re.Match[str]] | None = None
    stop = None
    begin = 0  # behind the last stop before the head
    for head in _heads().finditer(text):
        start = max(0, head.start() - WINDOW)
        is_weak = _is_weak(head[0])
        if is_weak and not PLACE_OR_RELATIVE.search(text, start, head.start()):
            continue
        if stops is None:
            stops = patterns().stop.finditer(text)
            stop = next(stops, None)
        while stop and stop.end() <= head.start():
            begin, stop = stop.end(), next(stops, None)
        start = max(start, begin)
        if is_weak and not PLACE_OR_RELATIVE.search(text, start, head.start()):
            continue
        organ = TOWN_ORGAN.match(text, head.end()) if head[0] in ("镇", "乡", "街道", "街", "苏木") else None
        end = organ.end() if organ else head.end()
        found = _name(text, start, end, head.end())
        if found is None:
            continue
        further = _goes_on(text, found[2]) or _also_town(text, found) or _office(text, found)
        longer = parse(text[found[1] : further]) if further else None
        yield (longer, found[1], further) if longer and further else found


def _name(text: str, start: int, end: int, head_end: int) -> tuple[Name, int, int] | None:
    """The name that ends here: from the first place in it on, else the whole run."""
    start = _after_date(text, start)
    run = text[start:end]
    kept = without_lead(run)
    start += len(run) - len(kept)
    name = parse(kept)
    if name is None and end > head_end:
        end = head_end
        name = parse(text[start:end])
    start = end - len(name.printed) if name else start
    return (name, start, end) if name and _stands_for_itself(name) else None


def _stands_for_itself(name: Name) -> bool:
    """Whether it is a name and no word: a town of the lists or with its organ, a weak ending only below a place."""
    if name.kind in (TOWNSHIP, SUBDISTRICT):
        return True
    if OF_A_TOWN.match(name.body):
        return False
    if name.is_place:
        return len(name.body) > 4 or bool(name.above) or name.printed != name.body
    return bool(name.above) or bool(RELATIVE.match(name.body)) or not patterns().weak.search(name.body)


def _goes_on(text: str, end: int) -> int | None:
    """Where the name ends that this one only begins: 白沙镇 of 白沙镇中心小学."""
    longer = patterns().goes_on.match(text, end)
    if longer is None or patterns().stop.search(longer["between"]):
        return None
    return longer.end()


def _office(text: str, government: tuple[Name, int, int]) -> int | None:
    """Where the name ends of an office that stands behind its government: 上海市人民政府参事室."""
    name, _, end = government
    if not name.above or not GOVERNMENT.search(name.printed):
        return None
    longer = patterns().of_government.match(text, end)
    if longer is None or PLACE_OR_RELATIVE.search(longer["between"]) or patterns().stop.search(longer["between"]):
        return None
    return longer.end()


def _also_town(text: str, zone: tuple[Name, int, int]) -> int | None:
    """Where the bracket ends in which a zone has its town's name: 青田油竹新区管委会（油竹镇人民政府）."""
    bracket = TOWN_IN_BRACKETS.match(text, zone[2]) if zone[0].is_place else None
    return bracket.end() if bracket else None


def _after_date(text: str, start: int) -> int:
    """2019年|度|区民政局, 12月31日|止"""
    return start + 1 if start and text[start - 1].isdigit() and text[start : start + 1] in ("年", "月", "日") else start


@lru_cache(maxsize=1 << 8)  # there are some hundred
def _is_weak(head: str) -> bool:
    return bool(patterns().weak.search(head))


@cache
def _heads() -> re.Pattern[str]:
    """Most characters begin none of them."""
    return re.compile(by_first_character((GOVERNMENT_HEAD, *patterns().heads, *TOWN_HEADS)))


def role_of(text: str, start: int, end: int) -> str | None:
    """What the text says of the name that stands here; None where it is of others."""
    before, after = text[max(0, start - 24) : start], text[end : end + 40]
    if OTHERS.search(before[-10:] + text[start:end] + after[:10]) or STREET_NUMBER.match(text, end):
        return None
    if CUT.match(after) and GOVERNMENT.search(text[start:end]):
        return None
    book = next((mark for mark in BOOK.finditer(text) if mark.start() < start and end <= mark.end()), None)
    if book and any(own.start() == book.start() for own in OWN_BOOK.finditer(text)):
        return "cited"
    if book:
        return "issuer" if NOTICE.search(book[1]) else "own_document"
    if any(place.start() < start < place.end() for place in ADDRESS.finditer(text)):
        return "address"
    if PUBLISHED_BY.search(before):
        return "publisher"
    if CALLED.match(after):
        return "self"
    if PRESENTS.search(before) and CITED.match(after):
        return "cited"
    if COMPILED.match(after) and not REQUIRED_BY.search(before):
        return "compiled"
    if (CONTACT_BEFORE.search(before) and CONTACT_AFTER.match(after)) or CONTACT_LINE.search(before):
        return "contact"
    if REQUIRED_BY.search(before) and REQUIRES.match(after):
        return "issuer"
    if DATE_END.sub("", text).strip() == text[start:end] and len(text.strip()) <= LONGEST_SIGNATURE + 16:
        return "signature"
    if HEADLINE.search(text) and len(text.strip()) <= LONGEST_HEADLINE and "。" not in text:
        return "headline"
    if LISTED.match(after) or before.endswith("、"):
        return "listed"
    if SITE.match(after):
        return "account"
    if PATH.search(text):
        return "path"
    if text[start:end].endswith(("政府", "办事处")):
        return "government"
    if SUBJECT_BEFORE.search(before) and SUBJECT_AFTER.match(after):
        return "subject"
    return "mention"
