"""Whether a text is an annual report, by what the text does."""

import re
from collections.abc import Sequence

from extract.sections import Outline
from transform.key.titles import Title, names_many

HEAD = 60  # lines in which a report says what it is
# A report without a title still says what it is.
SAYS_REPORT = re.compile(r"(?:信息|政务)公开(?:工作)?.{0,12}(?:年度?报告|年报|工作报告|年度工作报告)")
SPEAKS_AS_REPORT = re.compile("现(?:将|公布|向)|本(?:年度)?报告|本年报|编制(?:而成|完成)")
ON_REPORTS = re.compile("报告(?:制度|办法)|的(?:通知|通报|函|意见|方案)$")
CITED = re.compile("《[^》]*》")
ARTICLE = re.compile(r"^\s*第[一二三四五六七八九十]{1,3}条")
ABOUT = re.compile("主动公开|依申请公开|信息公开条例")
INTERPRETATION = re.compile("年报(?:内容)?进行.{0,8}解读|[一二三四]、编制(?:背景|依据|目的)")
PART_OF_YEAR = re.compile("上半年|季度")
PERIOD = re.compile("统计期限|统计时限|起止时间")
SPEAKS = re.compile(
    "主动公开[^。]{0,20}条|[我本](?:镇|乡|街道|街|县|区|市|局|委|办|场|机关|单位|级|年度?|报告)|现将|现公布|统计期限|一年来"
)
KNOWN = {"overview", "proactive", "applications", "challenges", "fees", "problems", "other_matters"}
STATUTORY = {"proactive", "applications", "challenges", "fees"}


def is_report(title: Title | None, parts: Outline) -> bool:
    head = [text for _, text in parts.lines[:HEAD]]
    codes = {section.code for section in parts.sections}
    if names_many(parts.lines) or sum(bool(ARTICLE.match(text)) for text in head) >= 3:
        return False
    if any(map(INTERPRETATION.search, head)):
        return False
    speaks = any(map(SPEAKS.search, head))
    if title:
        return bool(KNOWN & codes) or speaks
    if any(PART_OF_YEAR.search(text) or _is_other_kind(text) for text in head[:10]):
        return False
    overview = any("总体情况" in section.heading for section in parts.sections) and any(map(ABOUT.search, head))
    return (speaks and (overview or len(STATUTORY & codes) >= 2)) or _says_so(head)


def _is_other_kind(text: str) -> bool:
    """A line that is the title of another kind of document, not a sentence that cites one."""
    return len(text) <= 60 and "。" not in text and bool(ON_REPORTS.search(text.strip()))


def _says_so(head: Sequence[str]) -> bool:
    """A sentence that presents the report, or what each report opens with: the law, itself, and the period."""
    plain = [CITED.sub("", text) for text in head]
    if any(
        SAYS_REPORT.search(text) and SPEAKS_AS_REPORT.search(text) and not ON_REPORTS.search(text) for text in plain
    ):
        return True
    text = "\n".join(head)
    return "信息公开条例" in text and bool(SPEAKS_AS_REPORT.search(text)) and bool(PERIOD.search(text))
