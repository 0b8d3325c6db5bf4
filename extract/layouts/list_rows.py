"""Rows as a program writes its lists: ["规章", "0", "0", "0"], one a line or many, or spread over lines, as JSON and
Python have them. Records, {"项目": "规章", "制发": "0"}, are rows, too: what names their columns is left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from gongkai.extract.layouts import Cell, Grid, Layout, Part

QUOTED = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
BARE = r"""[^\s,:\[\](){}"']+"""
ITEM = rf"(?:(?:{QUOTED})\s*:\s*)?(?:{QUOTED}|{BARE})"
ROW = re.compile(rf"[\[({{]\s*((?:{ITEM}\s*,\s*)*{ITEM})\s*,?\s*[\])}}]")
ITEMS = re.compile(rf"(?:(?:{QUOTED})\s*:\s*)?({QUOTED}|{BARE})")
# What a line of such a list holds: the beginning of a list or record, or it is one item, or brackets alone.
LISTED = re.compile(
    rf"[\[({{]\s*(?:{QUOTED})\s*[:,\])}}]|[\[({{]\s*\d+\s*,"
    rf"|^\s*(?:(?:{QUOTED})\s*:\s*)?(?:{QUOTED}),?$|^\s*(?:{QUOTED})\s*:\s*{BARE},?$|^[\[\](){{}},\s]+$"
)
NUMBERS = re.compile(r"\d\s*,.*,\s*\d|None|null|nan", re.IGNORECASE | re.DOTALL)  # a row without a label
FIGURE = re.compile(r"[=:|\t]\s*\d")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
NOTHING = frozenset({"None", "null", "nan", "NaN"})


def clue(part: Part) -> float:
    """The share of lines with the beginning of a list of quoted words, or with items and brackets of one."""
    if not ("[" in part.text or "(" in part.text or "{" in part.text) or not ('"' in part.text or "'" in part.text):
        return 0.0
    return part.share_of(lambda text: text[0] != "|" and LISTED.search(text) is not None)


def read(part: Part) -> Grid:
    """All rows are one run; an item that is nothing is an empty cell."""
    return Grid((tuple(_rows(part)),), ruled=True)


def _rows(part: Part) -> Iterator[tuple[Cell, ...]]:
    begins = list(accumulate((len(text) + 1 for _, text in part.filled), initial=0))
    end = 0
    for row in ROW.finditer(part.text):
        between, end = part.text[end : row.start()], row.end()
        if FIGURE.search(between):  # that is in no list must not vanish
            yield (Cell(between.strip(), part.filled[bisect_right(begins, row.start()) - 1][0]),)
        if not ('"' in row[1] or "'" in row[1] or NUMBERS.search(row[1])):
            continue
        yield tuple(
            Cell(_text(item[1]), part.filled[bisect_right(begins, item.start(1)) - 1][0])
            for item in ITEMS.finditer(part.text, row.start(1), row.end(1))
        )


def _text(item: str) -> str:
    if item[:1] not in "\"'":
        return "" if item in NOTHING else item
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), item[1:-1]).replace("\\n", "").strip()


layout = Layout("list_rows", clue, read)
