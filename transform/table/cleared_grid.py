"""A grid without what a program has put into it: numbers of its rows, words where nothing stands, signs of omission.

The further places of a merged cell, and cells without a figure, some programs leave empty; others write None, nan or
a dash there. Such a word before a label, or beside the names of columns, is no blank cell: it stands wherever nothing
does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gongkai.extract.layouts import Cell, Grid, Part
from gongkai.transform.table.cells import Kind, content
from gongkai.transform.table.vocabulary import FormTable

BULLETS = "-*+•·●○◦▪■◆–—"
BULLET = re.compile(rf"^[^\S\n]*(?:[{BULLETS}](?:[^\S\n]+|$))+", re.MULTILINE)
ITEM = re.compile(rf"{BULLET.pattern}\S", re.MULTILINE)
COUNTS = "0123456789第R行"
LINE_NUMBER = re.compile(r"^[^\S\n]*(?:第|Row |行)?(\d{1,3})(?:行|[.、)）]|行?[:：])[^\S\n]*(?=\S)")
LATEST_FIRST = 2  # where a table begins within its first lines
OF_LABELS = re.compile(r"[\d\u3400-\u9fff]")
LONGEST_MARK = 9
QUOTES = "'\"“”‘’`="
FEWEST_COUNTED = 3  # numbers one after the other that are no figures
FEWEST_ROWS_COUNTED = 8  # where figures may stand
FEWEST_OMITTED = 2  # rows: the names of columns, and one of figures
OMISSION = frozenset({"...", "…", "……"})

Row = tuple[Cell, ...]


def cleared(grid: Grid, form: FormTable) -> Grid:
    """The same grid where nothing was put into it."""
    runs = tuple([_without_last_numbers(_without_numbers(run)) for run in grid.runs]) if grid.ruled else grid.runs
    texts = {text for run in runs for row in run for text, _, _ in row}
    if not texts.isdisjoint(OMISSION):
        runs = tuple([_before_omission(run) for run in runs])
    marks = {text for text in texts if not text.isdecimal() and _is_mark(text)}
    fillers = marks & set(_beside_labels(grid, runs, form)) if marks else set()
    if grid.ruled:
        fillers |= {text for text in texts if text and not text.strip(QUOTES)}
    if fillers:
        runs = tuple([tuple([_without(row, fillers) for row in run]) for run in runs])
    dropped = grid.blanks_dropped or bool(fillers and not grid.ruled)
    return grid if runs == grid.runs else replace(grid, runs=runs, blanks_dropped=dropped)


def without_bullets(part: Part) -> Part:
    """Without the signs that begin the items of a list, where most lines are such: - 607 is no number below nought."""
    if sum([text[0] in BULLETS for _, text in part.filled]) * 2 <= len(part.filled):  # as nearly always
        return part
    items = len(ITEM.findall(part.text))
    if not items or items <= len(part.filled) - len(BULLET.findall(part.text)):
        return part
    return replace(part, lines=tuple([(number, BULLET.sub("", text)) for number, text in part.lines]))


def without_line_numbers(part: Part) -> Part:
    """Without the numbers before all lines, one after the other, of a list that counts the rows of a table."""
    numbered = [text for _, text in part.filled if text[0] in COUNTS and not text.isdecimal()]
    numbers = [int(number[1]) for number in map(LINE_NUMBER.match, numbered) if number]
    if len(numbers) * 2 <= len(part.filled) or numbers[0] > LATEST_FIRST:
        return part
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return part
    return replace(part, lines=tuple([(number, LINE_NUMBER.sub("", text)) for number, text in part.lines]))


def _without_numbers(run: tuple[Row, ...]) -> tuple[Row, ...]:
    """Without a first row that counts the columns, and a first column that counts the rows below their header."""
    if run and _counts([cell.text for cell in run[0] if cell.text]):
        run = run[1:]
    if not run or not run[-1] or not run[-1][0].text.isdecimal():
        return run
    first = next(at for at, row in enumerate(run) if row and row[0].text.isdecimal())
    width = len(run[first])
    if not _counts([row[0].text if row else "" for row in run[first:]]):
        return run
    # A row that the table's beginning was cut in has lost its number.
    above = [row if len(row) == width - 1 else row[1:] for row in run[:first]]
    return (*above, *(row[1:] for row in run[first:]))


def _without_last_numbers(run: tuple[Row, ...]) -> tuple[Row, ...]:
    """Without a last column that counts the rows: so many figures one after the other are no column of figures."""
    last = [row[-1].text if row else "" for row in run]
    first = next((at for at, text in enumerate(last) if text.isdecimal()), len(last))
    if len(last) - first < FEWEST_ROWS_COUNTED or not _follow_each_other(last[first:]):
        return run
    return tuple([row[:-1] for row in run])


def _follow_each_other(texts: Sequence[str]) -> bool:
    return all(text.isdecimal() and int(text) == int(texts[0]) + at for at, text in enumerate(texts))


def _counts(texts: Sequence[str]) -> bool:
    """Whether these are numbers one after the other, from 0 or 1 on."""
    return len(texts) >= FEWEST_COUNTED and texts[0] in ("0", "1") and _follow_each_other(texts)


def _before_omission(run: tuple[Row, ...]) -> tuple[Row, ...]:
    """The columns before those that a program left out of all rows, of the names of columns too: ... stands for them.

    Which columns are behind is not told, as if the page had been cut there.
    """
    for at in range(max(map(len, run), default=0)):
        texts = [row[at].text for row in run if len(row) > at and row[at].text]
        if len(texts) >= FEWEST_OMITTED and OMISSION.issuperset(texts):
            return tuple([row[:at] for row in run])
    return run


def _is_mark(text: str) -> bool:
    """A word or sign for nothing; or another one, of letters that no label is written in."""
    kind = content(text).kind
    return kind is Kind.BLANK or (kind is Kind.TEXT and len(text) <= LONGEST_MARK and not OF_LABELS.search(text))


def _beside_labels(grid: Grid, runs: Sequence[Sequence[Row]], form: FormTable) -> Iterator[str]:
    """What stands before a row's label, or behind another one, where no figure can stand."""
    names = form.table.across and not any(_has_label_and_number(row, form) for run in runs for row in run)
    beside = True
    for row in (row for run in runs for row in run):
        beside = beside or grid.ruled
        for cell in row:
            token = form.words.understand(cell.text)
            if token.kind is Kind.BLANK or (token.kind is not Kind.LABEL and beside and _is_mark(cell.text)):
                yield from (cell.text,) if beside else ()
            elif token.kind is not Kind.EMPTY:
                beside = token.kind is Kind.LABEL and (names or not token.row)


def _has_label_and_number(row: Row, form: FormTable) -> bool:
    return {Kind.LABEL, Kind.NUMBER} <= {form.words.understand(cell.text).kind for cell in row}


def _without(row: Row, fillers: set[str]) -> Row:
    return tuple([cell._replace(text="") if cell.text in fillers else cell for cell in row])
