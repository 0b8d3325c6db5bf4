"""The title of a report, found under menus, page furniture and letters of delivery, whole or broken over lines."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from gongkai.transform.key.names import Name, parse

REPORT = "年度?工作报告|工作年度报告|年度报告|工作报告|年报|工作年报|工作总结|情况报告"
# 年度报 and 工作告年度报 are cut or garbled, but nothing else ends so.
TITLE = re.compile(
    rf"(?:信息|政务)公开(?:工作)?(?:的|情况|年度|20\d\d年?度?)*(?:{REPORT}|工作告?年度报告?$|年度报$|(?:的|情况的)(?:报告|总结|汇报)$)"
)
# Documents about reports, not reports. (Alternatives that begin with a character are found fast.)
AT_END = r"(?:[（(].*)?$"
OTHER_KIND = re.compile(
    r"报告(?:制度|办法|格式|模板|编制|发布|的(?:通知|通报|函|意见|批复))"
    rf"|通[知报]{AT_END}|意见{AT_END}|方案{AT_END}|批复{AT_END}|制度{AT_END}|指南{AT_END}|目录{AT_END}|办法{AT_END}"
    r"|\.(?:docx?|pdf|wps)|预算|决算|各(?:(?<![\u4e00-\u9fff]各)|(?<=[县市区]各))(?:乡|镇|街道|部门|单位)"
    r"|(?:包括|应当|应包含|内容)[^（(]*[:：]?$|召开|部署会|培训|解读|会议|年报(?:编制|发布)|有关事项"
)
# A title ends with its subject: 年报获评优秀, 年度报告质量研究 and 年度报告表格 are none.
GOES_ON = re.compile(
    "(?!全文|正文|公示|打印|字体|发布|来源|作者|信息|时间|日期|浏览|索引|的公[告示]|的报告|公告|各|书)[\u4e00-\u9fff]"
)
LETTER = re.compile(r"^关于报送(.+?)的?报告$")
CRUMB = re.compile(r"[>＞»|/]")
NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[、.．)）]|第[一二三四五六七八九十]{1,3}条)")
# What pages print beside a title, on its line or below.
FURNITURE = re.compile(
    r"发布(?:日期|时间)|信息来源[:：]|来源[:：]|浏览|组配分类|公开目录|信息分类|主题分类|发文机构|字[体号][:：【]|作者[:：]"
    r"|(?:文|索引)号[:：]|20\d\d-\d{1,2}-\d{1,2}"
)
UNIT_ENDING = re.compile(
    r"^[\u4e00-\u9fff]{2,25}(?:镇|乡|街道|街|苏木|场|区|县|市|旗|政府|办事处|机关|局|委员会|办公室|中心)$"
)
YEAR = re.compile(r"(?:20\d\d)年?度?")
BARE_YEAR = re.compile(r"20\d\d")
CHINESE_YEAR = re.compile("二[0〇○Oo零][0-9〇○Oo零一二三四五六七八九]{2}(?=年)")
CHINESE_DIGITS = str.maketrans("〇○Oo零一二三四五六七八九", "00000123456789")
RULED = "|:=+-"
RULE = re.compile(rf"^[\s{RULED}]*$")  # of a table: no words
# Words that stand between a unit's name and the subject, or before the name.
BEHIND_UNIT = re.compile(
    "(?:本级|党务、?|(?<!人民)政[府务]|信息与|信息及|政务公开|政府网站|门户网站|网站|的|关于|与|和|、)$"
)
BEFORE_UNIT = re.compile("^(?:关于|报送|公布|发布|现将|现|编制|印发|的)")
CITED = re.compile(
    "(?:现公布|现发布|现将|(?:现|特)(?:此|予以?|向社会)?公开|公布|发布|编制)了?[《<〈]?"
    "([\u4e00-\u9fff()0-9]{2,40}?(?:信息|政务)公开(?:工作)?(?:20\\d\\d年度?)?(?:年度报告|年报|工作报告|年度工作报告))"
    "(?!编制|制度|格式|的通知|有关|工作)"
)
# 《某县某局2020年政府信息公开工作年度报告》（以下简称《年报》）, 《…》由六部分组成: the report's own.
OWN_BOOK = re.compile(
    "《([\u4e00-\u9fff()（）0-9]{2,40}?(?:信息|政务)公开(?:工作)?(?:20\\d\\d年度?)?(?:年度报告|年报|工作报告|年度工作报告))》"
    "(?=[(（](?:以?下)?(?:统一)?简?称|中?所列|的?电子版|(?:全文|主要|内容)*(?:由|包括|共?分为?)[^。]{0,120}?(?:部分|组成))"
)
OF_TABLES = re.compile("(?:信息|政务)公开(?:工作)?(?:年度|20\\d\\d年?度?)*(?:情况)?(?:统计)?(?:报)?表$")
FEWEST_LINKS = 3
LONGEST = 70  # characters of a title line; anything longer is prose
SEARCHED = 60  # filled lines from the top


class Title(NamedTuple):
    """text: joined, without white space and marks of quotation, its year in digits. before: what stands before its
    subject, a blank for the year: the unit, if it is named. line: from 1, where the title begins.
    is_cited: it stands in a sentence of the report."""

    text: str
    before: str
    line: int
    is_cited: bool = False


def find_title(lines: Iterable[tuple[int, str]]) -> Title | None:
    """The best title near the top: one that names a unit, then one with a year, then one line, then the first."""
    best: tuple[bool, bool, int, int] | None = None
    found = None
    most = 3  # lines that a better one stands on
    for window in _windows(_top(lines)):
        title, size = title_of_lines(window[:most])
        if title is None:
            continue
        rank = names_unit(title), bool(YEAR.search(title.text)), -size, -title.line
        if best is None or rank > best:
            best, found = rank, title
        if best[:2] == (True, True):
            most = -best[2] - 1
        if not most:
            break
    return found


def names_unit(title: Title) -> bool:
    return unit_of(title) is not None


def lists_many(text: str) -> bool:
    """A list of links to reports, each title on a line of its own: of three units or more, or of one unit's years.

    A page may list a unit's other years beside its report: the list of years is one where no sentence stands.
    """
    lines = _lines_with("报", text, 4 * SEARCHED)
    named = [line for line in lines if "公开" in line[1] and not _is_sentence(line[1])]
    if len(named) < FEWEST_LINKS:
        return False
    single = [title_of_lines(window) for window in _windows(_top(named))]
    titles = {title for title, size in single if title and size == 1 and names_unit(title)}
    names = {title.before for title in titles}
    if len({name for name in names if not any(name != other and name in other for other in names)}) >= FEWEST_LINKS:
        return True
    return len({title.text for title in titles}) >= FEWEST_LINKS and "，" not in text


def _lines_with(word: str, text: str, most: int) -> Iterator[tuple[int, str]]:
    """(number from 0, text) of the lines that hold a word, among the first of a text."""
    number = done = 0
    at = text.find(word)
    while at >= 0:
        number += text.count("\n", done, at)
        if number >= most:
            return
        done = text.find("\n", at)
        done = len(text) if done < 0 else done
        yield number, text[text.rfind("\n", 0, at) + 1 : done]
        at = text.find(word, done)


def cited_title(lines: Iterable[tuple[int, str]]) -> Title | None:
    """The title as the report's own first sentences cite it: 现公布某县某局2020年政府信息公开工作年度报告"""
    for number, text in lines:
        if "公" not in text or "报" not in text:
            continue
        squeezed = "".join(digits(text).split())
        cited = CITED.search(squeezed) or OWN_BOOK.search(squeezed)
        if cited:
            subject = TITLE.search(cited[1])
            before = _before(cited[1][: subject.start()]) if subject else ""
            if parse(before.split()[-1]) if before else None:
                return Title(cited[1], before, number, is_cited=True)
    return None


def digits(text: str) -> str:
    """A year in Chinese numerals as digits, full width as half: 二〇二〇年 -> 2020年"""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return CHINESE_YEAR.sub(lambda year: "2" + year[0][1:].translate(CHINESE_DIGITS), plain)


def _is_sentence(text: str) -> bool:
    return "。" in text and not FURNITURE.search(text)


def _top(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The first filled lines that are not all furniture. A title cut into the cells of a row is put together."""
    filled = (
        (number, _without_pipes(text) if text[0] == "|" else text)
        for number, line in lines
        if (text := line.lstrip()) and not FURNITURE.match(text) and not (text[0] in RULED and RULE.match(text))
    )
    return islice(filled, SEARCHED)


def _without_pipes(text: str) -> str:
    return text if any(map(TITLE.search, text.split("|"))) else text.replace("|", "")


def _windows(lines: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Each line with those that follow it: a title stands on up to three. (Most are found after a few lines.)"""
    window = list(islice(lines, 3))
    for line in lines:
        yield window
        window = [*window[1:], line]
    while window:
        yield window
        window = window[1:]


def title_of_lines(lines: Sequence[tuple[int, str]]) -> tuple[Title | None, int]:
    """(title, how many lines it stands on): the first line, or with the next one or two where it is the unit or the
    first half of the title."""
    whole = "".join([text for _, text in lines])
    if not ("公" in whole and "开" in whole and ("报" in whole or "总" in whole)) or _is_sentence(lines[0][1]):
        return None, 0
    number, text = lines[0][0], _without_furniture(lines[0][1])
    if len(text) > LONGEST or "。" in text:
        return None, 0
    whole = text
    for size, (_, line) in enumerate(lines, 1):
        if size == 2 and not _may_go_on(text):
            break
        if size > 1:
            whole += _without_furniture(line)
        if "公开" not in whole or len(whole) > 3 * LONGEST:
            continue
        joined = digits(_clean(whole))
        subject = TITLE.search(joined)
        if (
            subject
            and len(joined) <= LONGEST
            and "。" not in joined
            and not GOES_ON.match(joined, subject.end())
            and not NUMBERED.match(joined)
            and not OTHER_KIND.search(joined)
        ):
            crumb = 9 if size == 1 and CRUMB.search(text) else size  # a breadcrumb's last step is no line of its own
            return Title(joined, _before(joined[: subject.start()]), number), crumb
    return None, 0


def table_title(line: tuple[int, str]) -> Title | None:
    """The title of a report's tables alone: 某镇2022年政府信息公开情况统计表"""
    text = digits(_clean("".join(line[1].split())))
    subject = OF_TABLES.search(text)
    return Title(text, _before(text[: subject.start()]), line[0]) if subject and len(text) <= LONGEST else None


def _without_furniture(text: str) -> str:
    """Without white space, either."""
    squeezed = "".join(text.split())
    furniture = FURNITURE.search(squeezed) if len(squeezed) <= LONGEST * 2 else None
    return squeezed[: furniture.start()] if furniture else squeezed


def _may_go_on(text: str) -> bool:
    """Whether a line may be the unit of a title or its first half."""
    if NUMBERED.match(text) or CRUMB.search(text):
        return False
    return "公开" in text or bool(UNIT_ENDING.match(text)) or bool(YEAR.search(digits(text)))


def _clean(text: str) -> str:
    """The last step of a breadcrumb, the subject of a letter of delivery."""
    pieces = CRUMB.split(text)
    text = next((piece for piece in reversed(pieces) if TITLE.search(piece)), pieces[-1])
    text = re.sub("^(?:标?题?|(?:信息|文件|公文)?名称|题名|称)[:：]", "", text)
    letter = LETTER.match(text)
    return (letter[1] if letter else text).strip('《》“”"#*_ 【】[]-—–')


def _before(text: str) -> str:
    """The runs of characters before the subject, without words that cling to the name; a blank where the year stood."""
    runs = []
    for piece in re.split(r"[：:—–-]", YEAR.sub(" ", text)):
        run = re.search(r"[\u4e00-\u9fff（）()、 ]*$", piece)
        runs += (run[0] if run else "").split()
    return " ".join([name for name in map(_without_clinging, runs) if name])


def _without_clinging(name: str) -> str:
    while (shorter := BEHIND_UNIT.sub("", name)) != name:
        name = shorter
    while (shorter := BEFORE_UNIT.sub("", name)) != name:
        name = shorter
    return name


def unit_of(title: Title) -> Name | None:
    """What stands last before the title's subject, with the places that stand before its year."""
    runs = title.before.split()
    name = next((name for name in map(parse, reversed(runs)) if name), None)
    if name is None or name.above:
        return name
    places = [place for place in map(parse, runs) if place and place.above and place.printed != name.printed]
    return name._replace(above=places[0].above, printed=places[0].printed + name.printed) if places else name


def names(title: Title) -> tuple[str, frozenset[str]]:
    return "".join(title.before.split()), frozenset(BARE_YEAR.findall(title.text))
