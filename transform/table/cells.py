"""What a cell says by itself, whatever the form: a number, a mark for a blank cell, nothing, or words."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from gongkai.transform.half_width import half_width

# A count or an amount of one office has fewer digits; what has more is something else (a telephone number, two figures
# run together), and would not fit the columns of a database.
MOST_DIGITS = 12
UNITS = r"人民币元|百万元|千元|万元|亿元|元"
# No leading zeros: 000 is three cells glued together. Markdown writes a backslash before a sign that might open a list.
NUMBER = re.compile(
    r"^(?:\\(?=[+-]))?(?P<sign>[+-]|增加?|减少?)?(?P<digits>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|(?:0|[1-9]\d*)(?:\.\d+)?)"
    rf"(?P<unit>{UNITS}|人次|件|项|条|次|个|宗|份|起|篇|人)?[。;']?$"
)
# The mark of a footnote behind a figure, which would be read as another digit.
FOOTNOTE = re.compile(r"(?<=\d)\s*(?:[*＊⁰¹²³⁴-⁹₀-₉①-⑳➀-➓❶-❿]+|\[\d{1,2}\])$")
# Digits that enumerate or raise: made plain, they would be further digits of the figure that they stand beside.
ENUMERATING = re.compile(
    r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]\s*[\d.,]"
)
DAMAGED_BLANK = re.compile(r"^[?？�]\s+(?=\d)")  # a blank that an encoding did not know, before the figure
ZERO = re.compile("^零(?=[件项条元]?$)")
# What programs put around a cell's text: emphasis of Markdown, quotation marks, a spreadsheet's sign that it is text.
WRAPPED = re.compile(
    r"""^(?:=\s*)?(?P<opens>\*\*|__|`|"|'|“|‘)(?P<text>[^*_`"'“”‘’]+)(?:(?P=opens)|[”’])$|^'(?P<bare>\d[\d.,]*)$"""
)
PRIVATE = re.compile("[\ue000-\uf8ff]")  # characters of a font that nobody else has: symbols and spaces, mostly
NO_SPACE = re.compile("[\ue000-\ue5e4\ue5e6-\uf01f\uf021-\uf8ff]")  # of these, what is not known to be a space
CHINESE = re.compile("[\u4e00-\u9fff]")
TWO_NUMBERS = re.compile(r"[\d.]\s+[\d.+-]")
MINUS = str.maketrans("−–﹣", "---")
# Two backslashes end a row of LaTeX.
BLANK_MARK = re.compile(r"(?!\\\\)[/\\\-—─_~×.…?*·]+")
LONGEST_MARK = 4  # characters; more of them are a drawn line
BLANK_WORDS = frozenset({"无", "空", "暂无", "未统计", "无数据", "不适用", "不涉及", "N/A"})
# What programs write where they have nothing.
NOTHING = frozenset(
    {"None", "none", "nan", "NaN", "NaT", "null", "NULL", "Null", "NA", "<NA>", "#N/A", r"\N", "nil", "undefined"}
)
UNIT_NOTE = re.compile(rf"单位[:：]?({UNITS}|件|项|条)|\(({UNITS})[),]|以({UNITS})为单位")
UNIT_LINE = re.compile(rf"^\(?(?:单位[:：]?({UNITS})|以({UNITS})为单位)\)?$")
MONEY = frozenset({"千元", "百万元", "万元", "亿元", "元"})


class Kind(Enum):
    EMPTY = auto()  # nothing stands there
    BLANK = auto()  # a mark that stands for no number
    NUMBER = auto()
    LABEL = auto()
    TEXT = auto()  # none of these


@dataclass(frozen=True, slots=True)
class Content:
    """value, unit: of a number. plain: the text half-width and without blanks."""

    kind: Kind
    plain: str
    value: float | None = None
    unit: str | None = None


@lru_cache(maxsize=1 << 16)
def content(text: str) -> Content:
    """What one cell says. The texts of cells repeat endlessly, so the answers are kept."""
    wrapped = WRAPPED.match(text)
    text = (wrapped["text"] or wrapped["bare"]) if wrapped else text
    bare = DAMAGED_BLANK.sub("", FOOTNOTE.sub("", PRIVATE.sub(" ", text).strip()))
    plain = half_width(bare).translate(MINUS)
    if not plain:
        return Content(Kind.TEXT if NO_SPACE.search(text) else Kind.EMPTY, plain)
    number = NUMBER.match(ZERO.sub("0", plain))
    if number and not TWO_NUMBERS.search(bare) and not ENUMERATING.search(bare):
        return _number(number, plain)
    if plain in NOTHING:
        return Content(Kind.BLANK, plain)
    if plain in BLANK_WORDS or BLANK_MARK.fullmatch(plain):
        return Content(Kind.BLANK if len(plain) <= LONGEST_MARK else Kind.EMPTY, plain)
    return Content(Kind.TEXT, plain)


def _number(number: re.Match[str], plain: str) -> Content:
    digits = number["digits"].replace(",", "")
    if len(digits.partition(".")[0]) > MOST_DIGITS:
        return Content(Kind.TEXT, plain)
    value = float(digits)
    return Content(
        Kind.NUMBER, plain, -value if number["sign"] in ("-", "减", "减少") else value, plain_unit(number["unit"])
    )


def plain_unit(unit: str | None) -> str | None:
    """人民币元 is 元."""
    return "元" if unit == "人民币元" else unit


def unit_noted(text: str) -> str | None:
    """The unit of measure that a label names beside its words."""
    note = UNIT_NOTE.search(half_width(text))
    return plain_unit(note[1] or note[2] or note[3]) if note else None


def unit_line(text: str) -> str | None:
    """The unit of money that stands by itself above a table."""
    line = UNIT_LINE.match(half_width(text)) if "元" in text and len(text) < 20 else None
    return plain_unit(line[1] or line[2]) if line else None
