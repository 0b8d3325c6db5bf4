"""The numbers that Word puts before paragraphs (一、 before a heading, 1. before the label of a row): they are no text
of the document, and are counted here as Word counts them."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from gongkai.extract.openers.package import child, name_of, told

DIGITS = "〇一二三四五六七八九"
CIRCLED = 0x2460  # ①
LEVEL = re.compile(r"%([1-9])")
DEPTH = 20  # of styles that are based on each other
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    written_as: str
    pattern: str
    style: str | None


class Numbering:
    """numbering, styles: the roots of the parts; None where the document has none."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._styles = {told(style, "styleId"): style for style in _named(styles, "style")}
        self._counted: dict[str, dict[int, int]] = defaultdict(dict)
        self._restarted: set[tuple[str, int]] = set()
        for one in _named(numbering, "abstractNum"):
            self._lists[told(one, "abstractNumId") or ""] = dict(map(_level, _named(one, "lvl")))
        for one in _named(numbering, "num"):
            number = told(one, "numId") or ""
            self._list_of[number] = told(child(one, "abstractNumId"), "val") or ""
            for override in _named(one, "lvlOverride"):
                if start := _whole(told(child(override, "startOverride"), "val")):
                    self._starts[number, _whole(told(override, "ilvl")) or 0] = start

    def before(self, paragraph: Any) -> str:
        """What stands before a paragraph, which is counted by that; "" before most."""
        if not self._lists:
            return ""
        number, level = self._number_and_level(paragraph)
        name = self._list_of.get(number or "", "")
        levels = self._lists.get(name, {})
        if level not in levels:
            return ""
        counted = self._counted[name]
        start = self._starts.get((number or "", level))
        if start is not None and (number or "", level) not in self._restarted:
            self._restarted.add((number or "", level))
            counted[level] = start
        else:
            counted[level] = counted[level] + 1 if level in counted else levels[level].start
        for deeper in [other for other in counted if other > level]:
            del counted[deeper]
        if levels[level].written_as in ("bullet", "none"):
            return ""
        return LEVEL.sub(lambda sign: _written(int(sign[1]) - 1, levels, counted), levels[level].pattern)

    def _number_and_level(self, paragraph: Any) -> tuple[str | None, int]:
        """(number of the list, level): as the paragraph says, else its style, else those that the style is based on."""
        properties = child(paragraph, "pPr")
        own = child(properties, "numPr")
        number, level = told(child(own, "numId"), "val"), _whole(told(child(own, "ilvl"), "val"))
        name = told(child(properties, "pStyle"), "val")
        for _ in range(DEPTH):
            if number is not None or name is None:
                break
            style = self._styles.get(name)
            number = told(child(style, "pPr", "numPr", "numId"), "val")
            if level is None:
                level = _whole(told(child(style, "pPr", "numPr", "ilvl"), "val"))
            if number is not None and level is None:
                levels = self._lists.get(self._list_of.get(number, ""), {})
                level = next((depth for depth, one in levels.items() if one.style == name), None)
            name = told(child(style, "basedOn"), "val") if style is not None else None
        return number, level or 0


def _named(parent: Any, name: str) -> list[Any]:
    return [element for element in parent if name_of(element) == name] if parent is not None else []


def _level(element: Any) -> tuple[int, _Level]:
    values = {name_of(one): told(one, "val") for one in element if name_of(one)}
    start = _whole(values.get("start"))
    level = _Level(
        1 if start is None else start,
        values.get("numFmt") or "decimal",
        values.get("lvlText") or "",
        values.get("pStyle"),
    )
    return _whole(told(element, "ilvl")) or 0, level


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else None


def _written(level: int, levels: dict[int, _Level], counted: dict[int, int]) -> str:
    if level not in levels:
        return ""
    number = counted.get(level, levels[level].start)
    written_as = levels[level].written_as
    if written_as.startswith(("chinese", "japanese", "taiwanese", "ideograph", "korean")):
        return in_chinese(number)
    if written_as == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(CIRCLED + number - 1)
    if written_as in ("lowerLetter", "upperLetter") and number >= 1:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if written_as == "upperLetter" else letters
    if written_as in ("lowerRoman", "upperRoman") and 1 <= number < 400:
        return _roman(number).upper() if written_as == "upperRoman" else _roman(number)
    return f"{number:02}" if written_as == "decimalZero" else str(number)


def in_chinese(number: int) -> str:
    """Up to 99 as it is said (二十一), beyond as its digits."""
    if not 0 < number < 100:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    ten = f"{DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return ten + (DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    roman = ""
    for value, sign in ROMAN:
        roman += sign * (number // value)
        number %= value
    return roman
