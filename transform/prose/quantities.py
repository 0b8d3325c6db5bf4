"""Counts in a sentence: numbers in figures or characters, their measure words, and whether they are approximate.

A sentence's wording is what is left when its counts are taken out: it tells what they count, and is the same in many
reports.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from gongkai.transform.prose.words import NONE, SOME, alternation, words

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
PLAIN = re.compile(r"([1-9](?<![\d０-９,，.．\s第至到~—-][1-9])(?:\d{1,8}|(?<!1)))(?=[条件篇次份期起宗例项])")
FIRST_STAND_IN, MOST_STAND_INS = 0xE100, 0x1000
LOWEST_STAND_IN, HIGHEST_STAND_IN = chr(FIRST_STAND_IN), chr(FIRST_STAND_IN + MOST_STAND_INS)
STAND_INS = f"{LOWEST_STAND_IN}-{HIGHEST_STAND_IN}"
STAND_IN = f"[{STAND_INS}]"
GOES_ON = re.compile(r"[至到~—-]\d|%")
NO_COUNT = re.compile(r"[年月日号时点分:\-/.、]?\d|[年月日号时点:.%/A-Za-z]")
LONGEST_COUNTED = 8  # characters of what is counted without a measure word
PRIVATE = re.compile("[\ue000-\uf8ff]")  # characters that mean something here only


class Quantity(NamedTuple):
    """A count as printed. unit: its measure word, None where none is. stand_in: which plain count it is, while out."""

    value: float
    unit: str | None
    approximate: bool
    stand_in: int | None = None


class Wording(NamedTuple):
    """A sentence without its counts. quantities: what stood where they were taken out, in order."""

    text: str
    quantities: tuple[Quantity, ...]


def without_plain_counts(text: str) -> tuple[str, Sequence[str]]:
    """(the text with a character in the stead of each plain count, the counts as printed)."""
    pieces = PLAIN.split(PRIVATE.sub("", text) if PRIVATE.search(text) else text)
    counts = pieces[1::2]
    if len(counts) > MOST_STAND_INS:
        return text, ()
    stand_ins = map(chr, range(FIRST_STAND_IN, FIRST_STAND_IN + len(counts)))
    return pieces[0] + "".join([sign + piece for sign, piece in zip(stand_ins, pieces[2::2], strict=True)]), counts


def put_back(quantity: Quantity, counts: Sequence[str]) -> Quantity:
    """A plain count with its value."""
    if quantity.stand_in is None:
        return quantity
    return Quantity(float(counts[quantity.stand_in]), quantity.unit, quantity.approximate)


def fold(text: str) -> str:
    """Half width, without blanks and footnote marks, numerals of characters as figures, 无 behind a colon as 0."""
    if MARK.search(text):
        text = ENUMERATING.sub(_in_brackets, FOOTNOTE.sub("", text))
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if "《" in text:
        text = CITED.sub("", text)
    text = _numerals().sub(lambda match: f"{_numeral(match[0]):.0f}", text)
    if "千" in text:
        text = MYRIADS_AND_THOUSANDS.sub(r"\g<1>\g<2>000", text)
    if "1" in text:
        text = _negated_one().sub(r"\1", text)
    if "无" in text or "零" in text:
        text = NOUGHT.sub("0", NONE_LISTED.sub(":0", text))
    return COUNT_IN_BRACKETS.sub(r"\1", text) if "(" in text else text


def _in_brackets(mark: re.Match[str]) -> str:
    return f"({unicodedata.numeric(mark[0]):.0f})"


def wording(folded: str) -> Wording:
    """Take the counts out. Limits, ranges and numbers that cannot be counts stay in the text, and are no quantities."""
    quantities: list[Quantity] = []

    def take(match: re.Match[str]) -> str:
        number, unit = match["number"], match["unit"]
        stand_in = ord(number) - FIRST_STAND_IN if LOWEST_STAND_IN <= number[0] <= HIGHEST_STAND_IN else None
        value = _value(match) if stand_in is None else 1.0
        if value is None or not _is_count(match, folded):
            return match[0]
        vague = bool(match["about"] or match["odd"] or match["bound"])
        quantities.append(Quantity(value, unit, vague, stand_in))
        return (SOME if value else NONE) + (unit or "")

    text = _counts().sub(take, folded)
    return Wording(text, tuple(quantities))


@cache
def _counts() -> re.Pattern[str]:
    """A number with what makes it approximate and its measure word; it may be a year or a date still."""
    number = (
        r"(?P<number>"
        rf"{STAND_IN}|\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)"
        r"(?P<decimals>\.\d+)?(?P<scale>[百千万亿]*)"
    )
    marks = {name: alternation("counts", name) for name in ("about", "odd", "bound", "units")}
    begins = STAND_INS + "".join(sorted(set(marks["about"]) - set("(?:|)")))  # most characters begin no count
    return re.compile(
        rf"(?=[\d{begins}])(?P<about>{marks['about']})?(?<![\d.〔\[第-])(?<!\d[至到~—-]){number}(?P<odd>{marks['odd']})?"
        rf"(?P<unit>{marks['units']})?(?P<bound>{marks['bound']})?"
    )


@cache
def _numerals() -> re.Pattern[str]:
    behind = "".join(f"(?<!{word})" for word in ("第", "同", "统", "任", "逐", "每", "唯", "之", "某", "一", r"\d"))
    # A bare 百 or 千, and what stands behind 数, 几, 上 or 近, is no number: some hundreds.
    exact = r"(?:[一二两三四五六七八九][一二两三四五六七八九十百千万零]*|十[一二三四五六七八九]?(?![余几多]))"
    begins = f"(?=[{''.join(DIGITS)}十])"  # asked first: most characters begin none
    return re.compile(rf"{begins}{behind}(?<![数几上近成好]){exact}(?=余?多?{alternation('counts', 'numeral_units')})")


@cache
def _negated_one() -> re.Pattern[str]:
    """未收到一件 means none."""
    return re.compile(r"((?:[未没]有?(?:再|接收到|收到|接到|受理|发生|出现|过)*|没有|无))(?<!\d)1(?=[例件份起宗次条])")


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


def _value(match: re.Match[str]) -> float | None:
    """None for what cannot be a count: too many digits, not finite."""
    value = float(match["number"].replace(",", "") + (match["decimals"] or ""))
    if match["scale"] or match["decimals"]:
        value = round(value * math.prod([FACTORS[scale] for scale in match["scale"]]), 6)
    return value if value < 10**MOST_DIGITS else None


def _is_count(match: re.Match[str], text: str) -> bool:
    """Whether a number counts: a measure word stands behind it, or what is counted directly before it."""
    start, end = match.span()
    if words("counts", "limit").search(text, max(0, start - 4), start) or GOES_ON.match(text, end):
        return False
    if match["unit"]:
        return match["unit"] != "次" or text[start - 1 : start] != "第"
    digits = match["number"].replace(",", "")
    if len(digits) > MOST_BARE_DIGITS or int(digits) in YEARS or NO_COUNT.match(text, end):
        return False
    return bool(_counted_before().search(text[max(0, start - LONGEST_COUNTED) : start]))


@cache
def _counted_before() -> re.Pattern[str]:
    return re.compile(rf"{alternation('counts', 'bare_behind')}$")
