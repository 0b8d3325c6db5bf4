"""When a page says that it was published. Not the key: pages are moved, and put up years late."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

HEAD = 40  # lines in which a page tells of itself
DATE = r"(?P<year>20\d\d)\s*[-年/.]\s*(?P<month>\d{1,2})\s*[-月/.]\s*(?P<day>\d{1,2})(?!\d)"
# What names the day outright, and what does so at the beginning of a line only.
NAMED = re.compile(rf"(?:发布|发表|公开|公布|上网)\s*(?:日期|时间)\s*[:：|]?\s*\|?\s*{DATE}")
BARE = re.compile(rf"^\W*(?:日\s*期|时\s*间)\s*[:：]\s*{DATE}")


def published(lines: Sequence[tuple[int, str]]) -> str | None:
    """The day of publication, ISO 8601; None where the page names none, or several."""
    head = [text for _, text in lines[:HEAD] if "20" in text]
    for pattern in (NAMED, BARE):
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
