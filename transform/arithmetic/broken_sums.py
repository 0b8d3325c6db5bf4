"""What a sum that fails tells by itself.

Digits of one number may stand in two neighbouring cells: joined, they would repair the sum that they break. And what is
printed of a side may be more than the other, though something of it is missing: no count is negative.
"""

from itertools import pairwise
from typing import NamedTuple

from gongkai.transform.arithmetic.sums import Filled
from gongkai.transform.forms.equations import EXACT, Equation
from gongkai.transform.report import Fact


class Apart(NamedTuple):
    """facts: the two neighbours. joined: the number that both would be. along: the row or column of the sum."""

    facts: tuple[Fact, Fact]
    joined: float
    along: str


def apart(table: Filled) -> tuple[Apart, ...]:
    """For each row whose sum does not hold, the one pair of neighbours that would repair it; several tell nothing."""
    pairs = []
    for equation, missed in zip(table.sums.equations, table.missed, strict=True):
        if equation.of == "columns" and abs(missed) > EXACT and table.is_whole(equation):
            of_row = _pairs(table, equation, missed)
            pairs += of_row if len(of_row) == 1 else []
    return tuple(pairs)


def _pairs(table: Filled, equation: Equation, missed: float) -> list[Apart]:
    signs = dict(equation.terms())
    pairs = []
    for left, right in pairwise(sorted(signs)):
        if table.sums.beside[left][1] != right or signs[left] != signs[right]:
            continue
        first, second = table.values[left] or 0.0, table.values[right] or 0.0
        if not first or not (first.is_integer() and second.is_integer()):
            continue
        joined = float(f"{first:g}{abs(second):g}")
        if abs(missed + signs[left] * (joined - first - second)) <= EXACT:
            pairs.append(Apart((table.facts[left], table.facts[right]), joined, equation.along))
    return pairs


class Exceeded(NamedTuple):
    """of, along: as in Equation. total: the side that is whole; parts: what is printed of the other side."""

    table: str
    of: str
    along: str
    total: float
    parts: float
    line: int | None


def exceeded(table: Filled) -> tuple[Exceeded, ...]:
    """Where cells of one side are missing, and those that are not come to more than the other side."""
    sums = []
    values = table.values
    for equation in table.sums.equations if None in values else ():
        if table.is_whole(equation):
            continue
        for whole, parts in ((equation.plus, equation.minus), (equation.minus, equation.plus)):
            if None in [values[cell] for cell in whole] or table.sums.signed.intersection(parts):
                continue
            total = sum([values[cell] or 0.0 for cell in whole])
            known = sum([values[cell] or 0.0 for cell in parts])
            if known - total > EXACT:
                line = table.facts[whole[0]].line
                sums.append(Exceeded(table.sums.table, equation.of, equation.along, total, known, line))
    return tuple(sums)
