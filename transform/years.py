"""The year reported on, from named evidence: title, period covered, prose, signature."""

import re
from collections import Counter
from collections.abc import Sequence

from transform.report import Evidence
from transform.titles import Title

FIRST, LAST = 2003, 2100  # no report is older than the first local rules on disclosure
YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
BARE_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
# Digits are lost or doubled behind the first year (20201月1日, 202020年12月), hardly ever in it.
PERIOD = re.compile(r"(?:统计期限|统计时限|数据统计|起止时间|期限|统计期间)\D*(?<!\d)(20[0-4]\d)")
SIGNED = re.compile(r"^\s*(20\d\d)\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
# What the page says of itself, not the report of its year.
FURNITURE = re.compile(
    r"\.(?:docx?|pdf|wps)|发布(?:日期|时间)|索\s*引\s*号|浏览|上传|点击|当前位置|生成日期|成文日期|信息来源"
)
RANK = ("title", "period", "prose", "signature")


def year_evidence(title: Title | None, lines: Sequence[tuple[int, str]]) -> list[Evidence]:
    """All that speaks for a year, the best first."""
    found: list[Evidence] = []
    if title:
        match = YEAR.search(title.text) or BARE_YEAR.search(title.text)
        if match and _plausible(match[1]):
            found.append(Evidence("year", match[1], "title", title.text, title.line))
    prose: Counter[str] = Counter()
    lines_of: dict[str, tuple[int, str]] = {}
    for number, text in lines:
        if "20" not in text or FURNITURE.search(text) or (title and number == title.line):
            continue
        period = PERIOD.search(text)
        if period and _plausible(period[1]):
            found.append(Evidence("year", period[1], "period", text.strip()[:80], number))
            continue
        signed = SIGNED.match(text)
        if signed:
            found.append(Evidence("year", str(int(signed[1]) - 1), "signature", text.strip()[:80], number))
            continue
        for match in YEAR.finditer(text):
            if _plausible(match[1]):
                prose[match[1]] += 1
                lines_of.setdefault(match[1], (number, text.strip()[:80]))
    if prose:
        year, _ = max(prose.items(), key=lambda item: (item[1], item[0]))
        number, text = lines_of[year]
        found.append(Evidence("year", year, "prose", text, number))
    return sorted(found, key=lambda evidence: RANK.index(evidence.kind))


def _plausible(year: str) -> bool:
    return FIRST <= int(year) <= LAST
