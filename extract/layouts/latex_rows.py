"""LaTeX: cells parted by &, rows ended by two backslashes, wherever the lines break."""

import re
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from gongkai.extract.layouts import Cell, Grid, Layout, Part

ROW = re.compile(r"(?<!\\)&[^\n]*\\\\|^\s*\\multicolumn[^\n]*\\\\", re.MULTILINE)
FEWEST = 2
# Lines that say how the table is to look, and what breaks the text of a cell over lines.
SETTING = re.compile(
    r"^[^\S\n]*(?:>\{|\\(?:begin|end)\{(?!minipage)|\\(?:\w*rule|\w*line|end\w+|caption|label|centering)\b)[^\n]*$",
    re.MULTILINE,
)
BOX = re.compile(r"\\begin\{minipage\}.*?\\end\{minipage\}", re.DOTALL)
BRACED = r"\{(?:[^{}]|\{[^{}]*\})*\}"
WIDE = re.compile(rf"\\multicolumn\{{(\d\d?)\}}{BRACED}")
COMMAND = re.compile(
    rf"\\multirow\{{\d+\}}{BRACED}|\\(?:begin|end)\{{minipage\}}(?:\[\w\]{BRACED})?|\\[a-zA-Z]+\b|[{{}}]"
)


def clue(part: Part) -> float:
    return 1.0 if "&" in part.text and r"\\" in part.text and len(ROW.findall(part.text)) >= FEWEST else 0.0


def read(part: Part) -> Grid:
    """All rows are one run. A cell that covers several columns keeps their places."""
    return Grid((tuple(row for row in _rows(part) if len(row) > 1),), ruled=True)


def _rows(part: Part) -> Iterator[tuple[Cell, ...]]:
    begins = list(accumulate((len(text) + 1 for _, text in part.filled), initial=0))
    text = SETTING.sub(lambda match: " " * len(match[0]), part.text)
    text = BOX.sub(lambda match: match[0].replace("\\\\", "  "), text)
    at = 0
    for row in text.split("\\\\"):
        cells: list[Cell] = []
        for cell in re.split(r"(?<!\\)&", row):
            blanks = len(cell) - len(cell.lstrip())
            number = part.filled[min(bisect(begins, at + blanks), len(part.filled)) - 1][0]
            cells += _cell(cell, number)
            at += len(cell) + 1
        at += 1
        yield tuple(cells)


def _cell(text: str, number: int) -> list[Cell]:
    wide = WIDE.match(text.strip())
    plain = "".join(COMMAND.sub("", WIDE.sub("", text)).split())
    covered = int(wide[1]) - 1 if wide else 0
    return [Cell(plain, number, covered + 1), *[Cell("", number, 0)] * covered]


layout = Layout("latex_rows", clue, read)
