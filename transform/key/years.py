"""The year reported on, from named evidence: title, period covered, statements, prose, signature, and the form.

When a page says that it was published is no evidence of it: pages are moved, and put up years late.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from gongkai.transform.key.titles import Title, digits
from gongkai.transform.report import Evidence, EvidenceKind, KeyField

FIRST, LAST = 2003, 2035  # no report is older than the first local rules on disclosure
YEAR = re.compile(r"(20(?<!\d20)\d\d)\s*年")
BARE_YEAR = re.compile(r"(20(?<!\d20)[0-3]\d)(?!\d)")
# Digits are lost or doubled behind the first year (20201月1日, 202020年12月), hardly ever in it.
PERIOD = re.compile(r"(?:统计期限?|统计时限|数据统计|起止时间|期限|统计期间|涵盖)\D*(?<!\d)(20[0-4]\d)")
WHOLE_YEAR = re.compile(
    r"(20(?<!\d20)[0-4]\d)\s*年\s*1\s*月\s*1\s*日\s*起?\s*[至到—–~-]+\s*(?:\1\s*年)?\s*12\s*月\s*3[01]\s*日"
)
# 现将2018年度信息公开情况报告如下, 本报告公布2016年度…: the prose says which year it reports on.
STATEMENT = re.compile(r"(?:现将|本报告|本年报|现公布|编制|现就)[^。；]{0,30}?(20\d\d)\s*年度?")
# 本报告根据2008年5月1日起施行的条例: of no report.
RULE_SINCE = re.compile(
    r"20\d\d\s*年\s*\d{1,2}\s*月\s*(?:\d{1,2}\s*日)?\s*(?:起|正式|开始)?(?:施行|实施|颁布|印发|修订|公布的)"
)
# 《2020年年度报告》已于2021年1月公布: the report before this one.
EARLIER_REPORT = re.compile(r"《[^》]*(?:报告|年报)》[^，。；]{0,8}?已[^，。；]{0,16}?(?:公布|公开|发布|上报|报送)")
NOTICE = re.compile(r"《[^》]{0,60}?(20\d\d)\s*年?度?(?:政府|政务)?信息公开(?:工作)?(?:年度)?(?:报告|年报)")
# 截至2019年底, 截止2023年12月31日, 截止20101231日
CLOSING = re.compile(r"截[至止]到?\s*(20\d\d)(?:\s*年)?\s*(?:年?[底末]|12\s*月?\s*(?:3[01]|底|末))")
# A year compared with, planned for, or only the date of something else.
OTHER_TIME = re.compile(
    r"(?:较|比|与|同|上年|上一年|去年|自|于|从|截至|截止|到|原|早在"
    # 余8件转2023年度办理, 顺延至2023年: carried into the next year
    r"|转(?:入|至|为|接至?)?|[顺推]?延期?[至入]|跨[至入]?|留待|剩?余\s*\d+\s*[件条宗份例])\W*$"
)
BEGINNING = re.compile(
    r"^年?\s*(?:\d{1,2}\s*月)?\s*(?:\d{1,2}\s*日)?(?:起|以前|之前|开始|施行|实施|颁布|印发|成立|正式|修订)"
)
DATE = re.compile(r"^年?\s*\d{1,2}\s*月")
# 2021年部门预算, 2020年度“三公”经费决算: published in the year before or after.
OF_BUDGET = re.compile("^年?\\s*度?(?:(?!公开|公布|发布|编制|[我本]).){0,10}?[预决]算")
OF_OTHERS = (BEGINNING, DATE, OF_BUDGET)  # what follows a year in which no report covers it
PLANS = re.compile("下一步|下步|今后|力争|计划|打算|明年|将(?<![现兹特]将)(?!本|全|我|各)|展望")
SIGNED = re.compile(
    r"^\s*(20\d\d)\s*年\s*(?:(?P<month>\d{1,2})|(?P<numeral>十[一二]?|[一二三四五六七八九]))\s*月"
    r"\s*[\d一二三四五六七八九十]{1,3}\s*日\s*(?:[。.)）]|\d{1,3})?\s*$"  # or the number of the page
)
# 2021-2022学年度, 2021年9月1日至2022年8月31日: of two years.
SCHOOL_YEAR = re.compile(
    r"20\d\d\s*年?\s*[-—–~至]+\s*20\d\d\s*学年|20\d\d\s*年\s*9\s*月\s*1?\s*日?\s*起?\s*[-—–~至到]+\s*20\d\d\s*年\s*8\s*月"
)
# What the page says of itself, not the report of its year.
FURNITURE = re.compile(
    r"\.(?:docx?|pdf|wps)|发布(?:日期|时间)|索\s*引\s*号|浏览|上传|点击|当前位置|生成日期|成文日期|信息来源|>|＞|»"
)
HEAD = 40  # lines in which a page tells of itself
DAY = r"(?P<year>20\d\d)\s*[-年/.]\s*(?P<month>\d{1,2})\s*[-月/.]\s*(?P<day>\d{1,2})(?!\d)"
# What names the day of publication outright, and what does so at the beginning of a line only.
PUBLISHED = (
    re.compile(rf"(?:发布|发表|公开|公布|上网)\s*(?:日期|时间)\s*[:：|]?\s*\|?\s*{DAY}"),
    re.compile(rf"^\W*(?:日\s*期|时\s*间)\s*[:：]\s*{DAY}"),
)
OTHER_DIGITS = re.compile("二[0０〇○Oo零]|２")  # 二〇二〇年 and ２０２０年
# What each kind of evidence weighs. Prose counts once a mention, up to MOST_PROSE.
WEIGHTS = {
    EvidenceKind.TITLE: 10,
    EvidenceKind.PERIOD: 6,
    EvidenceKind.CITED: 5,
    EvidenceKind.STATEMENT: 4,
    EvidenceKind.CLOSING: 4,
    EvidenceKind.NOTICE: 3,
    EvidenceKind.SIGNATURE: 2,
    EvidenceKind.PROSE: 1,
}
# What says of the report itself what it covers.
OF_REPORT = (EvidenceKind.TITLE, EvidenceKind.CITED, EvidenceKind.PERIOD, EvidenceKind.STATEMENT)
MOST_PROSE = 3
NO_FORM_YET = 8  # against a year in which the form of the tables was not made
MARGIN = 2  # by less, no year wins
LATE = 11  # signed in November or later: the year's own report


class Years(NamedTuple):
    """year: None where the evidence does not decide. evidence: all of it, that for the year first."""

    year: int | None
    evidence: tuple[Evidence, ...] = ()


def find_year(title: Title | None, lines: Sequence[tuple[int, str]], forms_since: int | None = None) -> Years:
    """The year that the evidence agrees on. forms_since: the first report year of the form that the tables use.

    A form is met in reports of the year before, which were published late.
    """
    found = _reports_own(title, list(_evidence(title, lines)))
    weights: dict[str, int] = {}
    for (year, kind), times in Counter([(one.value, one.kind) for one in found]).items():
        weight = WEIGHTS[kind] * (min(times, MOST_PROSE) if kind is EvidenceKind.PROSE else 1)
        weights[year] = weights.get(year, 0) + weight
    signed = max([int(one.value) for one in found if one.kind is EvidenceKind.SIGNATURE], default=LAST)
    for year in weights:
        if forms_since and int(year) < forms_since - 1:
            weights[year] -= NO_FORM_YET
        if int(year) > signed + 1:
            weights[year] -= NO_FORM_YET  # nobody reports on a year that has not begun
    weightiest = sorted(weights.items(), key=itemgetter(1), reverse=True)[:2]
    ranked = [(year, weight) for year, weight in weightiest if weight > 0]
    is_clear = bool(ranked) and (len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= MARGIN)
    best = ranked[0][0] if ranked else ""
    order = list(WEIGHTS)
    distinct = {(one.value, one.kind): one for one in reversed(found)}.values()
    evidence = sorted(distinct, key=lambda one: (one.value != best, order.index(one.kind)))
    of_two = any(SCHOOL_YEAR.search(one.text) for one in evidence if one.kind in OF_REPORT)
    return Years(int(best) if is_clear and not of_two else None, tuple(evidence))


def _reports_own(title: Title | None, found: list[Evidence]) -> list[Evidence]:
    """Without a date that stands above the title and all else that tells the year: the page's own, no signature."""
    others = [one.line or 0 for one in found if one.kind is not EvidenceKind.SIGNATURE]
    first = min([*others, *([title.line] if title else [])], default=0)
    return [one for one in found if (one.line or 0) >= first]


def latest_year(text: str) -> int | None:
    """The latest year that a text names anywhere; None where it names none."""
    found = map(int, set(BARE_YEAR.findall(digits(text) if OTHER_DIGITS.search(text) else text)))
    return max((year for year in found if FIRST <= year <= LAST), default=None)


def _evidence(title: Title | None, lines: Sequence[tuple[int, str]]) -> Iterator[Evidence]:
    if title:
        match = YEAR.search(title.text) or BARE_YEAR.search(title.text)
        if match and _plausible(match[1]):
            kind = EvidenceKind.CITED if title.is_cited else EvidenceKind.TITLE
            yield Evidence(KeyField.YEAR, match[1], kind, title.text, title.line)
    other_digits = OTHER_DIGITS.search("\n".join([line for _, line in lines]))
    for number, line in lines:
        text = digits(line) if other_digits and "20" not in line and OTHER_DIGITS.search(line) else line
        if "20" not in text or FURNITURE.search(text) or (title and number == title.line and not title.is_cited):
            continue
        cited = title.text if title and number == title.line else ""  # its year is told already
        for kind, year in _in_line(text):
            if _plausible(year) and year not in cited:
                yield Evidence(KeyField.YEAR, year, kind, text.strip()[:80], number)


def _in_line(text: str) -> Iterator[tuple[EvidenceKind, str]]:
    """(kind, year) for each year that a line speaks for."""
    signed = SIGNED.match(text)
    if signed:
        is_late = int(signed["month"]) >= LATE if signed["month"] else signed["numeral"] in ("十一", "十二")
        yield EvidenceKind.SIGNATURE, str(int(signed[1]) - (not is_late))
        return
    if "月" in text:
        text = RULE_SINCE.sub("", text)
    if "《" in text:
        text = EARLIER_REPORT.sub("", text)
    said = {
        match.start(1): (kind, match[1])
        for kind, sign, words in STRONG
        if sign in text
        for match in words.finditer(text)
    }
    yield from said.values()
    text = _before_plans(text)
    for match in YEAR.finditer(text):
        before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() - 1 : match.end() + 16]
        if not OTHER_TIME.search(before) and not any(sign.match(after) for sign in OF_OTHERS):
            yield EvidenceKind.PROSE, match[1]


def _before_plans(text: str) -> str:
    """The sentences before the first that plans: those behind it may plan, too."""
    plan = PLANS.search(text)
    return text[: text.rfind("。", 0, plan.start()) + 1] if plan else text


# (kind, what each such line has, pattern). Of two that take the same year for theirs, the later here has it.
STRONG = (
    (EvidenceKind.STATEMENT, "", STATEMENT),
    (EvidenceKind.NOTICE, "《", NOTICE),
    (EvidenceKind.CLOSING, "截", CLOSING),
    (EvidenceKind.PERIOD, "", PERIOD),
    (EvidenceKind.PERIOD, "日", WHOLE_YEAR),
)


def _plausible(year: str) -> bool:
    return FIRST <= int(year) <= LAST


def published(lines: Sequence[tuple[int, str]]) -> str | None:
    """The day of publication, ISO 8601; None where the page names none, or several."""
    head = [text for _, text in lines[:HEAD] if "20" in text and ("期" in text or "间" in text)]
    for pattern in PUBLISHED:
        days = set(_days(pattern, head))
        if days:
            return days.pop() if len(days) == 1 else None
    return None


def _days(pattern: re.Pattern[str], lines: Sequence[str]) -> Iterator[str]:
    for text in lines:
        for match in pattern.finditer(text):
            try:
                yield date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
            except ValueError:  # a month or day that there is not
                continue
