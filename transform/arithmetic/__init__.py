"""What the sums of a form tell of one report: which cell is likely wrong, and what stands where nothing is reported."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.transform.arithmetic.broken_sums import Apart, Exceeded, apart, exceeded
from gongkai.transform.arithmetic.implied_values import derived
from gongkai.transform.arithmetic.sums import filled_tables
from gongkai.transform.arithmetic.suspect_cells import Suspect, suspects
from gongkai.transform.finding_words import Cell, Named, finding
from gongkai.transform.report import Derived, Fact, Finding


class Arithmetic(NamedTuple):
    """derived: what printed cells imply. suspects: cells that the sums single out. apart: numbers that are likely one.
    exceeded: sums whose printed parts are more than their total, though a part is missing."""

    derived: tuple[Derived, ...]
    suspects: tuple[Suspect, ...]
    apart: tuple[Apart, ...]
    exceeded: tuple[Exceeded, ...]

    def findings(self) -> Iterator[Finding]:
        """For people: nothing of it is applied by itself."""
        yield from map(_suspect, self.suspects)
        yield from map(_apart, self.apart)
        yield from map(_exceeded, self.exceeded)


def calculate(facts: Sequence[Fact]) -> Arithmetic:
    """Hold the facts of one report against the sums that its form declares. No value is changed."""
    result = Arithmetic((), (), (), ())
    for table in filled_tables(facts):
        if table.is_in_order:
            continue
        located = suspects(table)
        result = Arithmetic(
            result.derived + derived(table),
            result.suspects + located,
            result.apart + (() if located else apart(table)),
            result.exceeded + exceeded(table),
        )
    return result


def _suspect(suspect: Suspect) -> Finding:
    fact, other = suspect.fact, suspect.other
    return finding(
        "suspect_cell",
        fact.table,
        fact.row,
        fact.column,
        left=_number(fact.value),
        right=_number(suspect.would_do),
        line=fact.line,
        story=Named("story", suspect.story) if suspect.story else None,
        other=Cell(*other.fact[:3]) if other else None,
        other_left=_number(other.fact.value) if other else None,
        other_right=_number(other.would_do) if other else None,
    )


def _apart(one: Apart) -> Finding:
    left, right = one.facts
    return finding(
        "digits_apart",
        left.table,
        left.row,
        left.column,
        left=f"{_number(left.value)} {_number(right.value)}",
        right=_number(one.joined),
        line=left.line,
    )


def _exceeded(one: Exceeded) -> Finding:
    return finding(
        "sum_exceeded",
        one.table,
        row=one.along if one.of == "columns" else None,
        column=one.along if one.of == "rows" else None,
        left=_number(one.total),
        right=_number(one.parts),
        line=one.line,
    )


def _number(value: float | None) -> str:
    return f"{value or 0.0:.15g}"
