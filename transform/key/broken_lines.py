"""Sentences put together again that a converter broke over lines: at a width, or around each number."""

import re
from collections.abc import Iterable, Iterator

ENDS = (*"。；;：:！!？?|》」", "报告", "年报", "总结")
PATH = re.compile("[>＞»]")
PAGE_LINE = re.compile(r"\W*(?:发布(?:日期|时间)|浏览|字[体号])")  # what a page says of itself
# What stands side by side in a page's head: 某市政府在线 无障碍浏览 移动客户端.
MENU = re.compile(r"\s*(?:[^\s\d，。、；：,;:]{3,}\s+){2,}[^\s\d，。、；：,;:]{3,}\s*$")
BEGINS = re.compile(
    r"^\s*(?:[|#*•]|[（(]?[一二三四五六七八九十]{1,3}[、.．)）]|第[一二三四五六七八九十]{1,3}[部条章]|\d{1,2}[、.．)）]"
    r"|(?:标\s*题|名\s*称|信息名称|索\s*引\s*号|发[布文]\S{2}|来源|文\s*号)\s*[:：])"  # a page's own lines
)
# A number's own line: 20, 23, 1 of 2023年1月 where each piece of type stood in an element of its own.
DIGITS = 4
BEFORE_NUMBER = re.compile(r"[\u4e00-\u9fff〔（(,，\d]")
WIDTH = 28  # characters of a line that a converter filled


def joined(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Numbered lines; those that go on in the next are one, under the number of the first."""
    first = last = 0
    whole = piece = ""
    after_number = False
    for number, text in lines:
        stripped = text.strip()
        is_number = len(stripped) <= DIGITS and stripped.isdecimal()
        may_go_on = is_number or after_number or len(piece) >= WIDTH  # most lines may not
        if whole and may_go_on and number == last + 1 and _goes_on(whole, piece, text, is_number, after_number):
            whole = whole.rstrip() + stripped
        else:
            if whole:
                yield first, whole
            first, whole = number, text
        last, piece, after_number = number, text, is_number
    if whole:
        yield first, whole


def _goes_on(whole: str, piece: str, text: str, is_number: bool, after_number: bool) -> bool:
    if piece.rstrip().endswith(ENDS) or BEGINS.match(text):
        return False
    if PATH.search(piece) or PAGE_LINE.match(piece) or MENU.match(piece):
        return False
    if is_number:
        return bool(BEFORE_NUMBER.match(whole.rstrip()[-1:]))
    if after_number:
        return whole.strip() != piece.strip() and text.strip()[:1] not in "（("
    return len(piece.strip()) >= WIDTH
