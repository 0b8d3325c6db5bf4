"""A grid seen from another side: turned over its diagonal, or with the labels behind their values."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.table.cells import Kind, content


def turned(grid: Grid) -> Iterator[Grid]:
    """The other ways in which a ruled grid may be meant; only its sums can tell whether it is."""
    if grid.ruled and sum(map(len, grid.runs)) > 1:
        yield Grid(tuple(tuple(_over(run)) for run in grid.runs), ruled=True)
        behind = tuple(tuple(map(_label_first, run)) for run in grid.runs)
        if behind != grid.runs:
            yield Grid(behind, ruled=True)


def _over(run: Sequence[Sequence[Cell]]) -> Iterator[tuple[Cell, ...]]:
    line = run[0][0].line if run and run[0] else 0
    return zip_longest(*run, fillvalue=Cell("", line))


def _label_first(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The row with the text at its end put before its figures."""
    filled = [at for at, cell in enumerate(row) if cell.text]
    if len(filled) < 2 or content(row[filled[-1]].text).kind is not Kind.TEXT:
        return row
    if any(content(row[at].text).kind is Kind.TEXT for at in filled[:-1]):
        return row
    return (row[filled[-1]], *row[: filled[-1]])
