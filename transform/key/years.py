"""The year reported on, from named evidence: title, period covered, prose, signature."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from transform.key.titles import Title, digits
from transform.report import Evidence

FIRST, LAST = 2003, 2035  # no report is older than the first local rules on disclosure
YEAR = re.compile(r"(20(?<!\d20)\d\d)\s*年")
BARE_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
# Digits are lost or doubled behind the first year (20201月1日, 202020年12月), hardly ever in it.
PERIOD = re.compile(r"(?:统计期限|统计时限|数据统计|起止时间|期限|统计期间)\D*(?<!\d)(20[0-4]\d)")
# 现将2018年度信息公开情况报告如下, 本报告公布2016年度…: the prose says which year it reports on.
SAYS_YEAR = re.compile(r"(?:现将|本报告|本年报|现公布|编制)[^。；]{0,30}?(20\d\d)\s*年度?")
# A year compared with, planned for, or only the date of something else.
OTHER_TIME = re.compile(r"(?:较|比|与|同|上年|上一年|去年|自|于|从|截至|截止|到)\W*$")
PLANS = re.compile("下一步|下步|今后|力争|计划|打算|明年|将(?!本|全|我|各)|展望")
SIGNED = re.compile(r"^\s*(20\d\d)\s*年\s*(\d{1,2})\s*月\s*\d{1,2}\s*日")
# What the page says of itself, not the report of its year.
FURNITURE = re.compile(
    r"\.(?:docx?|pdf|wps)|发布(?:日期|时间)|索\s*引\s*号|浏览|上传|点击|当前位置|生成日期|成文日期|信息来源|>|＞|»"
)
OTHER_DIGITS = re.compile("二[0〇○Oo零０]|２")  # 二〇二〇年 and ２０２０年
RANK = ("title", "period", "statement", "prose", "signature")
LATE = 11  # signed in November or later: the year's own report


def year_evidence(title: Title | None, lines: Sequence[tuple[int, str]]) -> list[Evidence]:
    """All that speaks for a year, the best first."""
    found: list[Evidence] = []
    if title:
        match = YEAR.search(title.text) or BARE_YEAR.search(title.text)
        if match and _plausible(match[1]):
            found.append(Evidence("year", match[1], "title", title.text, title.line))
    named: Counter[str] = Counter()
    first: dict[str, Evidence] = {}
    for number, line in lines:
        text = line if "20" in line else digits(line) if OTHER_DIGITS.search(line) else ""
        if "20" not in text or FURNITURE.search(text) or (title and number == title.line):
            continue
        for kind, year in _in_line(text):
            evidence = Evidence("year", year, kind, text.strip()[:80], number)
            if kind == "prose":
                named[year] += 1
                first.setdefault(year, evidence)
            else:
                found.append(evidence)
    if named:
        found.append(first[max(named, key=lambda year: (named[year], -int(year)))])
    return sorted(found, key=lambda evidence: RANK.index(evidence.kind))


def _in_line(text: str) -> Iterator[tuple[str, str]]:
    """(kind, year) for each year that a line speaks for."""
    signed = SIGNED.match(text)
    if signed:
        yield "signature", str(int(signed[1]) - (int(signed[2]) < LATE))
        return
    period = PERIOD.search(text)
    if period and _plausible(period[1]):
        yield "period", period[1]
        return
    says = SAYS_YEAR.search(text)
    if says and _plausible(says[1]):
        yield "statement", says[1]
        return
    if PLANS.search(text):
        return
    for match in YEAR.finditer(text):
        if _plausible(match[1]) and not OTHER_TIME.search(text[max(0, match.start() - 12) : match.start()]):
            yield "prose", match[1]


def _plausible(year: str) -> bool:
    return FIRST <= int(year) <= LAST
