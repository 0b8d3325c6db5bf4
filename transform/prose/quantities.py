"""Counts in a sentence: numbers in figures or characters, their measure words, and whether they are approximate.

A sentence's wording is what is left when signs stand for its counts: it tells what they count, and is the same in many
reports.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from gongkai.transform.half_width import half_width
from gongkai.transform.prose.words import NONE, OTHER, PLAIN, alternation, listed, words

# ① ¹ ₁ ➀ behind a figure are marks of footnotes, which folding would make digits of it.
FOOTNOTE = re.compile("(?<=[0-9０-９])[①-⑳⁰¹²³⁴-⁹₀-₉➀-➓❶-❿*＊]+")
# Elsewhere they enumerate: in brackets, or folding would make them further digits of the figure behind.
ENUMERATING = re.compile("[①-⒛⓪-⓾❶-➓⁰¹²³⁴-⁹₀-₉]")
MARK = re.compile("[①-⒛⓪-⓾❶-➓⁰¹²³⁴-⁹₀-₉*＊]")  # of either: most sentences have none
# A document that is cited by its title, which may hold years, channels and plans of its own.
CITED = re.compile("《[^》]*(?:通知|方案|要点|办法|条例|意见|指南|目录|报告|规定|制度|计划|规划)[^》]*》")
MYRIADS_AND_THOUSANDS = re.compile(r"(\d)万(\d)千")
NONE_LISTED = re.compile(r"(?<=[况量数目件]):?(?:为|均为|都为)?(?:无|零)(?=[,;.)]|$)")
NOUGHT = re.compile(r"(?<=为)零(?![售距])|(?<=[开请议讼费])零(?=[件条份宗起次元])")
NEGATED = re.compile("[未没无]")
# A bare 百 or 千, and what stands behind 数, 几, 上 or 近, is no number: some hundreds.
NUMERAL = re.compile(
    r"[一二两三四五六七八九十](?<![第同统任逐每唯之某一\d数几上近成好].)"
    r"(?:(?<!十)[一二两三四五六七八九十百千万零]*|(?<=十)[一二三四五六七八九]?(?![余几多]))"
    rf"(?=余?多?{alternation('counts', 'numeral_units')})"
)
# 未收到一件 means none.
NEGATED_ONE = re.compile(
    r"((?:[未没]有?(?:再|接收到|收到|接到|受理|发生|出现|过)*|没有|无))(?<!\d)1(?=[例件份起宗次条])"
)
COUNT_IN_BRACKETS = re.compile(r"\((\d+)\)(?=[条篇件])")
DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000}
MYRIAD = 10_000
FACTORS = {"百": 100, "千": 1000, "万": MYRIAD, "亿": MYRIAD**2}
MOST_DIGITS = 12  # no count of a report has more
MOST_BARE_DIGITS = 5  # and without a measure word: longer ones number documents
YEARS = range(1949, 2100)


# Most counts are plain: figures before a measure word. They are taken out of a sentence as it is printed, so that what
# is left is read only once for all reports that have it. 1 is not: 未收到1件 means none.
PLAIN_COUNT = re.compile(r"([1-9](?<![\d０-９,，.．\s第至到~—-][1-9])(?:\d{1,8}|(?<!1)))(?=[条件篇次份期起宗例项])")
FIRST_PLAIN, LAST_PLAIN, FIRST_OTHER, FIRST_NONE = PLAIN[0], PLAIN[-1], OTHER[0], NONE[0]
MOST_OTHER = ord(OTHER[-1]) - ord(FIRST_OTHER)
PLAIN_SIGNS = [chr(sign) for sign in range(ord(FIRST_PLAIN), ord(LAST_PLAIN) + 1)]
NO_SIGN = "\ue000"  # for a plain count that turns out to be none
# A number with what makes it approximate behind it, its measure word, and whether it goes on. Without a measure word it
# is no date, no number of something, nor a part of one. (Nothing that is matched is given back; possessive groups would
# say so in fewer signs, but go wrong in Python before 3.11.5.)
THOUSANDS = r"(?:,\d{3})+(?!\d|,\d{3})"


def _if_there(name: str, group: str = "") -> str:
    """A group for a word of a list, empty only where none of them stands."""
    any_word = alternation("counts", name)
    return f"(?:({group}{any_word})|(?!{any_word}))"


NUMBER = re.compile(
    rf"([{PLAIN}\d](?<![\d.〔\[第-].)(?<!\d[至到~—-].)"
    rf"(?:(?<=\d)(?:\d{{0,2}}{THOUSANDS}|\d{{3,}}(?!\d)|\d{{1,2}}(?!\d|{THOUSANDS}))|(?!\d|{THOUSANDS})))"
    rf"(?:(\.\d+)(?!\d)|(?!\.\d))([百千万亿]*)(?![百千万亿]){_if_there('odd')}"
    rf"{_if_there('units', '?P<unit>')}{_if_there('bound')}((?=[至到~—-]\d|%))?"
    r"(?(unit)|(?![年月日号时点分:\-/.、]?\d|[年月日号时点:.%/A-Za-z]))"
)
ABOUT = re.compile(f"{alternation('counts', 'about')}$")
ENDS_OF_ABOUT = {word[-1] for word in listed("counts", "about")}
UNIT, LIMIT = words("counts", "units"), words("counts", "limit")
LIMIT_WITHIN = 4  # characters before a number
COUNTED = re.compile(rf"{alternation('counts', 'bare_behind')}$")
LONGEST_COUNTED = 8  # characters of what is counted without a measure word
PRIVATE = re.compile("[\ue000-\uf8ff]")  # characters that mean something here only


class Quantity(NamedTuple):
    """A count as printed. unit: its measure word, None where none is. plain: which plain count it is, while out."""

    value: float
    unit: str | None
    approximate: bool
    plain: int | None = None


class Wording(NamedTuple):
    """A sentence with signs for its counts. quantities: sign -> what it stands for, but for exact plain counts."""

    text: str
    quantities: dict[str, Quantity]

    def quantity(self, sign: str) -> Quantity:
        """What a sign stands for."""
        if sign in self.quantities:
            return self.quantities[sign]
        unit = UNIT.match(self.text, self.text.index(sign) + 1)
        return Quantity(1.0, unit[0] if unit else None, False, ord(sign) - ord(FIRST_PLAIN))


def without_plain_counts(text: str) -> tuple[str, Sequence[str]]:
    """(the text with a sign for each plain count, the counts as printed)."""
    if PRIVATE.search(text):
        text = PRIVATE.sub("", text)
    pieces = PLAIN_COUNT.split(text)
    counts = pieces[1::2]
    if len(counts) > len(PLAIN_SIGNS):
        return text, ()
    pieces[1::2] = PLAIN_SIGNS[: len(counts)]
    return "".join(pieces), counts


def fold(text: str) -> str:
    """Half width, without blanks and footnote marks, numerals of characters as figures, 无 behind a colon as 0."""
    if MARK.search(text):
        text = ENUMERATING.sub(_in_brackets, FOOTNOTE.sub("", text))
    text = half_width(text)
    if "《" in text:
        text = CITED.sub("", text)
    text = NUMERAL.sub(lambda match: f"{_numeral(match[0]):.0f}", text)
    if "千" in text:
        text = MYRIADS_AND_THOUSANDS.sub(r"\g<1>\g<2>000", text)
    if "1" in text and NEGATED.search(text):
        text = NEGATED_ONE.sub(r"\1", text)
    if "无" in text or "零" in text:
        text = NOUGHT.sub("0", NONE_LISTED.sub(":0", text))
    return COUNT_IN_BRACKETS.sub(r"\1", text) if "(" in text else text


def _in_brackets(mark: re.Match[str]) -> str:
    return f"({unicodedata.numeric(mark[0]):.0f})"


def wording(folded: str) -> Wording:
    """Put signs for the counts. Limits, ranges and numbers that cannot be counts stay in the text: no quantities."""
    quantities: dict[str, Quantity] = {}
    pieces: list[str] = []
    done = others = 0
    has_limits = LIMIT.search(folded)
    for match in NUMBER.finditer(folded):
        number, decimals, scale, odd, unit, bound, goes_on = match.groups()
        start = begin = match.start()
        if folded[start - 1 : start] in ENDS_OF_ABOUT and (about := ABOUT.search(folded, done, start)):
            begin = about.start()
        vague = bool(begin < start or odd or bound)
        is_plain = FIRST_PLAIN <= number <= LAST_PLAIN
        if is_plain and not vague and goes_on is None and not has_limits:
            continue  # most
        if not _is_count(match, begin, folded):
            if is_plain:
                pieces += folded[done:start], NO_SIGN
                done = start + 1
            continue
        if is_plain:
            sign = number
            quantities[sign] = Quantity(1.0, unit, vague, ord(sign) - ord(FIRST_PLAIN))
        else:
            value = _value(number, decimals, scale)
            if value is None or others > MOST_OTHER:
                continue
            sign = chr(ord(FIRST_OTHER if value else FIRST_NONE) + others)
            others += 1
            quantities[sign] = Quantity(value, unit, vague)
        pieces += folded[done:begin], sign, unit or ""
        done = match.end()
    return Wording("".join(pieces) + folded[done:], quantities)


def _numeral(text: str) -> int:
    """一百二十六 -> 126"""
    total = section = digit = 0
    for character in text:
        if character == "万":
            total, section, digit = total + (section + digit) * MYRIAD, 0, 0
        elif character in SCALES:
            section += (digit or 1) * SCALES[character]
            digit = 0
        else:
            digit = DIGITS[character]
    return total + section + digit


def _value(number: str, decimals: str | None, scale: str) -> float | None:
    """None for what cannot be a count: too many digits, not finite."""
    value = float(number.replace(",", "") + (decimals or ""))
    if scale or decimals:
        value = round(value * math.prod([FACTORS[one] for one in scale]), 6)
    return value if value < 10**MOST_DIGITS else None


def _is_count(match: re.Match[str], start: int, text: str) -> bool:
    """Whether a number counts: a measure word stands behind it, or what is counted directly before it.

    start: where it begins, with what makes it approximate.
    """
    number, _, _, _, unit, _, goes_on = match.groups()
    if goes_on is not None or LIMIT.search(text, max(0, start - LIMIT_WITHIN), start):
        return False
    if unit:
        return bool(unit != "次" or text[start - 1 : start] != "第")
    digits = number.replace(",", "")
    if len(digits) > MOST_BARE_DIGITS or int(digits) in YEARS:
        return False
    return bool(COUNTED.search(text[max(0, start - LONGEST_COUNTED) : start]))
