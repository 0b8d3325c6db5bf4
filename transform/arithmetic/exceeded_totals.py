"""A sum in which something is missing, and what is printed is more than it can be: no count is negative."""

from typing import NamedTuple

from gongkai.transform.arithmetic.sums import EXACT, Filled


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
        for whole, parts in ((equation.plus, equation.minus), (equation.minus, equation.plus)):
            if None in [values[cell] for cell in whole] or table.sums.signed.intersection(parts):
                continue
            total = sum(values[cell] or 0.0 for cell in whole)
            known = sum(values[cell] or 0.0 for cell in parts)
            if None in [values[cell] for cell in parts] and known - total > EXACT:
                line = table.facts[whole[0]].line
                sums.append(Exceeded(table.sums.table, equation.of, equation.along, total, known, line))
    return tuple(sums)
