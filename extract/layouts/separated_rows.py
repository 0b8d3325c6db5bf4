"""One table row a line, its cells parted by a sign: a spreadsheet saved as CSV, rows joined by semicolons."""

import csv
import re
from collections.abc import Iterator, Sequence

from gongkai.extract.layouts import Cell, Grid, Layout, Part, cells_of, with_single

SIGNS = ",;，；、/｜^"
BEFORE_NUMBER = {sign: re.compile(rf"{re.escape(sign)}\s*\"?\d") for sign in SIGNS}
WIDE_SLASH = re.compile(r"[^\s/][^\S\n]{2,}/|/[^\S\n]{2,}[^\s/]")
QUOTE = '"?'  # CSV puts cells in quotation marks, or only some of them
# A figure behind the sign, and a word before the first one, or so many signs: no list of words, and no date.
PARTED = {
    sign: re.compile(
        rf"^(?=[^\n{re.escape(sign)}]*[^\n{re.escape(sign)}\d\s\"]"
        rf"|(?:{QUOTE}\d+{QUOTE} ?{re.escape(sign)} ?){{3}}|(?:{QUOTE}\d*{QUOTE} ?{re.escape(sign)} ?){{4}})"
        rf"[^\n。|]*{re.escape(sign)}"
        rf"\s*{QUOTE}\d[\d.]*{QUOTE}\s*(?:{re.escape(sign)}[^\n。|]*)?$",
        re.MULTILINE,
    )
    for sign in SIGNS
}
LIST_NUMBER = re.compile("^[一二三四五六七八九十]{1,3}$")
FEWEST_ROWS = 2
THOUSANDS = re.compile(r"^\d{1,3}$"), re.compile(r"^\d{3}(?:\.\d+)?$")


def clue(part: Part) -> float:
    """The share of lines with a figure behind a sign, never the first to be tried."""
    if "|" in part.text or "\t" in part.text:
        return 0.0
    return max([part.share(PARTED[sign]) for sign in _signs(part)], default=0.0) * 0.9


def read(part: Part) -> Grid:
    """All rows are one run. Quotation marks are CSV's, within a line."""
    sign = _sign(part)
    read_rows = list(_rows(with_single(sign, part.filled), sign))
    rows = tuple([row for row, _ in read_rows])
    are_rows = sum(len(row) > 1 for row in rows) >= FEWEST_ROWS  # one line with all rows shows no columns
    return Grid((rows,), ruled=are_rows, measured=any(longer for _, longer in read_rows), blanks_dropped=not are_rows)


def _sign(part: Part) -> str:
    return max(_signs(part), key=lambda sign: part.share(PARTED[sign]))


def _signs(part: Part) -> list[str]:
    """Those behind which a figure stands anywhere. A slash with wide blanks around it is a cell of its own."""
    signs = [sign for sign in SIGNS if sign in part.text and BEFORE_NUMBER[sign].search(part.text)]
    return [sign for sign in signs if not (sign == "/" and WIDE_SLASH.search(part.text))]


def _rows(lines: Sequence[tuple[int, str]], sign: str) -> Iterator[tuple[tuple[Cell, ...], bool]]:
    """(row, whether it is longer than its header, so that how long its figures are tells which of them are one)"""
    header = 0  # cells of the last names; where they stand in several rows, of the longest
    in_header = False
    for number, text in lines:
        row = _cells(text, sign)
        is_longer = False
        if any(cell[:1].isdecimal() and cell[-1:].isdecimal() for cell in row[1:]):
            in_header, is_longer = False, sign == "," and len(row) > header > 1
            row = (_with_thousands(row, header) or row) if is_longer else row
        elif sum(map(bool, row)) > 1:  # a label alone heads nothing
            header, in_header = max(len(row), header if in_header else 0), True
        yield tuple(cells_of(row, number)), is_longer


def _cells(text: str, sign: str) -> list[str]:
    """Those of a line; the number of a list is none by itself: 二、上年结转."""
    if len(text) >= csv.field_size_limit():
        return [text]
    cells = [cell.strip() for cell in next(csv.reader([text], delimiter=sign, skipinitialspace=True))]
    if sign == "、" and len(cells) > 1 and LIST_NUMBER.match(cells[0]):
        return [f"{cells[0]}{sign}{cells[1]}", *cells[2:]]
    return cells


def _with_thousands(row: Sequence[str], width: int) -> list[str] | None:
    """As many cells as the header has, where only one way of joining thousands gives them: 1,234,5 is 1234 and 5."""
    first, rest = THOUSANDS
    ways = [
        [*row[:at], f"{row[at]},{row[at + 1]}", *row[at + 2 :]]
        for at in range(1, len(row) - 1)
        if first.match(row[at]) and rest.match(row[at + 1]) and not row[at].startswith("0")
    ]
    fitting = [way for way in ways if len(way) == width]
    return fitting[0] if len(fitting) == 1 else None


layout = Layout("separated_rows", clue, read)
