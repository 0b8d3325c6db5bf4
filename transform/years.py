"""The year reported on, from named evidence: title, period covered, prose, signature."""

import re
from collections import Counter
from collections.abc import Sequence

from transform.report import Evidence
from transform.titles import Title

FIRST, LAST = 2003, 2100  # no report is older than the first local rules on disclosure
YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
BARE_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
# 自2020年1月1日起至2020年12月31日止, digits lost or doubled included: 20201月1日, 202020年, 2020年1月至12月
PERIOD = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|20\d\d年)?\s*(?:1\s*月|1?1?1日)?\s*1?\s*日?\s*(?:起|—|-|至|到)")
PERIOD_WORDS = re.compile(r"统计期限|统计时限|数据统计|起止时间|期限")
SIGNED = re.compile(r"^\s*(20\d\d)\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
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
        if "20" not in text:
            continue
        if PERIOD_WORDS.search(text):
            match = YEAR.search(text, PERIOD_WORDS.search(text).start()) or BARE_YEAR.search(text)  # type: ignore[union-attr]
            if match and _plausible(match[1]):
                found.append(Evidence("year", match[1], "period", text.strip()[:80], number))
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
