"""Which time the words before a count tell of: the report's year, another one, a part of it, several."""

import re

from gongkai.transform.prose.words import VERB, listed, words

YEAR = re.compile(r"(20(?<!\d20)\d\d)年?(?:度|以来|\d{1,2}月)?(?!的?(?:结转|转来))")
OWN_TIME, OTHER_TIME = words("periods", "own"), words("periods", "other")
ANY_SPAN, OTHER_SPAN = words("periods", "any_span"), words("periods", "other_spans")
CLOSING = words("periods", "closing")
CHANGE_TO, DIFFERENCE = words("periods", "change_to"), words("periods", "difference")
# What settles the time of a count, but for differences.
TIME = re.compile(
    "|".join([word for name in ("own", "other", "any_span", "change_to") for word in listed("periods", name)] + ["20"])
)


def time_of(text: str, year: int | None, timed: bool, own_time: bool) -> tuple[bool, bool]:
    """(whether what stands behind a text is the report's year's own, whether the text names that year).

    timed: whether its clause has a word of time; own_time: what holds where the text has none.
    """
    if DIFFERENCE.search(text):
        return False, False
    if not timed:
        return own_time, False
    changed = 0
    for change in CHANGE_TO.finditer(text):
        changed = change.end()
    own, other = _last_of_time(text[changed:], year)
    if not (own or other):
        return bool(changed) or own_time, False
    is_own = own >= other
    return is_own, is_own and not CLOSING.search(text[changed:])


def _last_of_time(text: str, year: int | None) -> tuple[int, int]:
    """(where the last word for the report's year ends, and for another time); a verb's object tells nothing."""
    own = other = 0
    for match in OWN_TIME.finditer(text):
        own = match.end()
    for match in OTHER_TIME.finditer(text):
        other = match.end() + 1
    if ANY_SPAN.search(text):
        for match in OTHER_SPAN.finditer(text):
            other = max(other, match.end() + 1)
    if "20" in text:
        for match in YEAR.finditer(text):
            if not (VERB.search(text, match.end()) or not VERB.search(text)):
                continue
            if int(match[1]) == year:
                own = max(own, match.end())
            else:
                other = max(other, match.end())
    return own, other
