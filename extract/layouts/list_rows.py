"""Rows as a program writes its lists: ["规章", "0", "0", "0"], one a line or many, as JSON and Python have them."""

import re

from gongkai.extract.layouts import Cell, Grid, Layout, Part

ROW = re.compile(
    r"""[\[({]((?:\s*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s,\[\](){}"']+)\s*(?:,|(?=[\])}])))+)[\])}]"""
)
ITEM = re.compile(r"""\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([^\s,"']+))\s*(?:,|$)""")
QUOTED = re.compile(r"""[\[(]\s*["'][^\n]*["']\s*,?\s*[\])]""")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
NOTHING = frozenset({"None", "null", "nan", "NaN"})


def clue(part: Part) -> float:
    """The share of lines that hold a list of quoted words."""
    return part.share(QUOTED) if "[" in part.text or "(" in part.text else 0.0


def read(part: Part) -> Grid:
    """All rows are one run; an item that is nothing is an empty cell."""
    rows = [
        tuple(Cell(_item(item), number) for item in ITEM.finditer(row[1]))
        for number, text in part.filled
        for row in ROW.finditer(text)
    ]
    return Grid((tuple(row for row in rows if row),), ruled=True)


def _item(item: re.Match[str]) -> str:
    text = next((group for group in item.groups() if group is not None), "")
    if item[3] is not None and text in NOTHING:
        return ""
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), text).replace("\\n", "").strip()


layout = Layout("list_rows", clue, read)
