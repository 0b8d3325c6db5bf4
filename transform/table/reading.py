"""Every statutory table of a report: which layout and form read it best, on the evidence of the whole table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from itertools import zip_longest
from typing import NamedTuple

from gongkai.extract.layouts import Cell, Grid, Layout, Part, layouts
from gongkai.transform.forms.equations import Sums, sums_of_table
from gongkai.transform.report import Attempt, Rule, Status
from gongkai.transform.table.cells import Kind, content
from gongkai.transform.table.choose import (
    Chosen,
    is_proved,
    join_forms,
    judged,
    strewn_doubted,
    unseen_blanks_doubted,
    weigh,
)
from gongkai.transform.table.cleared_grid import cleared, without_bullets, without_line_numbers
from gongkai.transform.table.counted_lines import without_counters
from gongkai.transform.table.placement import KNOWN, Placed, Placement
from gongkai.transform.table.placing import read_placement
from gongkai.transform.table.skeleton import Numbers, has_stand_ins, is_free, numbered, ordinal_of, without_numbers
from gongkai.transform.table.sums import prove_values
from gongkai.transform.table.torn_rows import aligned, as_text
from gongkai.transform.table.vocabulary import FormTable, chinese, form_table, form_tables, telling_words


@dataclass(frozen=True, eq=False)
class Interpretation:
    """How one table is read: the placement that won, with the attempts of all layouts.

    Where it serves for all tables that differ in figures only, a figure's text is its ordinal. The lines of its cells
    count from 0 within the table. others: cells that another form names -> its code. voices: see Chosen. ruled: its
    layout keeps cells in their places.
    """

    table: str
    layout: str
    placement: Placement
    others: dict[tuple[str, str], str]
    voices: tuple[frozenset[str], ...]
    attempts: tuple[Attempt, ...]
    ruled: bool = False

    @cached_property
    def sums(self) -> Sums:
        """The sums of its form."""
        return sums_of_table(form_table(self.table, self.placement.form).table)

    @cached_property
    def values(self) -> list[tuple[int | None, float | None]]:
        """For each cell of the sums which number stands there, and where that is none, its own value."""
        placed = map(self.placement.cells.get, self.sums.number_of)
        values = [one.value if one else None for one in placed]
        return [(ordinal_of(one.cell.text), one.token.value) if one else (None, None) for one in values]


class Reading(NamedTuple):
    """One table as it was read: its template, filled with its own figures. proved: cells whose sums prove them."""

    interpretation: Interpretation
    numbers: Numbers
    proved: frozenset[tuple[str, str]] = frozenset()


MOST_LAYOUTS = 2  # where none of the likeliest is whole without its figures, these have a say


class _Candidate(NamedTuple):
    """A reading of the table in one layout. free: the figures had no say in it."""

    layout: str
    grid: Grid
    chosen: Chosen


Forms = tuple[FormTable, ...]


def read_table(part: Part, latest: int | None = None) -> Reading | None:
    """Let every layout that sees something of itself try, as each form declares the table; the evidence decides.

    latest: the year that the report's title names, or else the latest one that stands anywhere. None is returned where
    no cell finds its place.
    """
    forms = _forms(part.table, latest)
    part = without_counters(part)
    skeleton, numbers = without_numbers(part)
    interpretation = None if part.breaks_off else _interpretation(part.table, forms, skeleton, part.ends_text)
    if interpretation:
        values = [own if at is None else numbers.values[at] for at, own in interpretation.values]
        proof = prove_values(interpretation.sums, values)
        holds = not proof.failing or (interpretation.ruled and proof.mostly_holds)
        if holds and not interpretation.sums.impossible(values):
            return Reading(interpretation, numbers, proof.proved)
    reading = read_as_it_stands(part, forms)
    return reading if reading.interpretation.placement.cells or reading.interpretation.voices else None


def _forms(table: str, latest: int | None) -> Forms:
    """A form is met in reports of the year before its first one, which were published late."""
    declared = form_tables(table)
    to_come = [form.first_year for form in declared if latest is not None and form.first_year > latest + 1]
    return _to_come_since(table, min(to_come)) if to_come else declared


@cache
def _to_come_since(table: str, year: int) -> Forms:
    """The same for all years between two forms, so that their reports share their templates."""
    return tuple(replace(form, is_to_come=form.first_year >= year) for form in form_tables(table))


def read_as_it_stands(part: Part, forms: Forms) -> Reading:
    """The table with its figures in it: a template for nothing else."""
    numbered_from_0 = replace(part, lines=tuple(enumerate([text for _, text in part.lines])))
    numbers = Numbers((), (), [number for number, _ in part.lines])
    return Reading(_read(without_line_numbers(without_bullets(numbered_from_0)), forms), numbers)


@lru_cache(maxsize=1 << 10)
def _interpretation(table: str, forms: Forms, skeleton: str, ends_text: bool) -> Interpretation | None:
    """None where the table is not whole without its figures, or where they have a say in how it is read."""
    if not has_stand_ins(skeleton):
        return None
    part = Part(table, tuple(enumerate(numbered(skeleton).split("\n"))), ends_text, breaks_off=False)
    part = without_line_numbers(without_bullets(part))
    likely = _likely(table, skeleton, forms)
    tried = []
    for layout in _layouts(part)[:MOST_LAYOUTS]:
        grid = layout.read(part)
        if not is_free(grid):
            return None
        tried.append(_candidate(part, layout.name, grid, likely))
        if _is_whole(tried[-1].chosen.placement) and not tried[-1].chosen.placement.is_disputed:
            return _interpretation_of(part, tried[-1], tried)
    return None


def _read(part: Part, forms: Forms) -> Interpretation:
    """The candidate that the evidence decides for."""
    tried = []
    is_conclusive = False
    likely = _likely(part.table, part.text, forms)
    for candidate in _candidates(part, likely):
        tried.append(candidate)
        is_conclusive = _is_conclusive(part.table, candidate)
        if is_conclusive or (candidate.grid.ruled and _is_whole(candidate.chosen.placement)):
            break  # a cell that has its place in a grid has no other in one that is less likely
    if not tried:
        return Interpretation(part.table, "", Placement("", {}), {}, (), ())
    best = tried[-1] if is_conclusive else max(tried, key=lambda one: one.chosen.placement.merit)
    if not is_conclusive:
        there = [form for form in likely if not form.is_to_come]
        best = _better(part, there, best, tried) if there else best
    form = form_table(part.table, best.chosen.placement.form)
    proof = weigh(form, best.chosen.placement)
    placement = judged(form, best.grid, best.chosen.placement, proof)
    if not best.grid.ruled:
        placement = unseen_blanks_doubted(placement)
    # In a text a label leads its figures; in a grid it may have slipped into another row, whose own sum holds.
    placement = strewn_doubted(placement, proof.proved if best.grid.ruled else proof.supported)
    return _interpretation_of(part, best._replace(chosen=best.chosen._replace(placement=placement)), tried)


def _candidates(part: Part, likely: Sequence[FormTable]) -> Iterator[_Candidate]:
    """One a layout, the likeliest layout first; each as the form reads it that reads it best."""
    for layout in _layouts(part):
        candidate = _candidate(part, layout.name, layout.read(part), likely)
        if candidate.chosen.placement.cells or not candidate.grid.line_by_line:
            yield candidate


def _layouts(part: Part) -> list[Layout]:
    """Those that see something of themselves, the likeliest first."""
    clues = [(layout.clue(part), layout) for layout in layouts()]
    return [layout for clue, layout in sorted(clues, key=lambda pair: -pair[0]) if clue > 0]


def _candidate(part: Part, layout: str, grid: Grid, forms: Sequence[FormTable], choice: int = 0) -> _Candidate:
    placements = []
    grid = cleared(grid, forms[0])
    for form in forms:
        placement = read_placement(form, part, grid, choice)
        placements.append(placement)
        prints_all = placement.seen <= form.printed.keys()
        if prints_all and _is_whole(placement) and not _has_rival(form, placement, forms):
            break  # it prints all labels that stand there, and has a place for every figure
    return _Candidate(layout, grid, join_forms(forms, placements))


def _has_rival(form: FormTable, placement: Placement, forms: Sequence[FormTable]) -> bool:
    """Whether another form prints all these labels, too, and has other columns beside them."""
    rivals = [
        other
        for other in forms
        if other is not form and other.is_to_come <= form.is_to_come and placement.seen <= other.printed.keys()
    ]
    return any(not placement.cells.keys() <= other.keys for other in rivals)


def _likely(table: str, text: str, forms: Forms) -> list[FormTable]:
    """The forms, those first of whose own words most stand in the text, and those to come behind all others."""
    if len(forms) == 1:
        return list(forms)
    text, telling = chinese(text), telling_words(table)
    return sorted(forms, key=lambda form: (form.is_to_come, -sum(word in text for word in telling[form.form])))


def _is_whole(placement: Placement) -> bool:
    """Every cell holds a number, is seen to be blank or was cut off with the page, and no figure is left over.

    No other layout can do better.
    """
    cells = placement.cells.values()
    return bool(cells) and not placement.leftovers and (placement.complete or all(map(_is_seen, cells)))


def _is_seen(placed: Placed) -> bool:
    if placed.status is Status.ABSENT:
        return placed.rule is Rule.CUT_RIGHT
    return placed.status in KNOWN and placed.value is not None


def _is_conclusive(table: str, candidate: _Candidate) -> bool:
    """Whole, and no sum speaks against it, or so few that another place of the figures cannot be the cause."""
    placement = candidate.chosen.placement
    if not _is_whole(placement):
        return False
    proof = weigh(form_table(table, placement.form), placement)
    return not proof.failing or proof.mostly_holds


def _better(part: Part, forms: Sequence[FormTable], best: _Candidate, tried: Sequence[_Candidate]) -> _Candidate:
    """What proves itself among the dearer candidates, else the best of what was tried.

    In whichever order the columns stand, all sums hold: they cannot settle that.
    """
    if any(one.chosen.placement.is_disputed for one in tried):
        return best
    for candidate in _otherwise(part, tried, forms):
        if _proves_itself(part.table, candidate):
            return candidate
    if part.breaks_off:  # as many numbers as cells are not all of them whole
        return best
    of_text = []
    for candidate in (candidate for one in tried for candidate in _read_as_text(one, forms)):
        if _proves_itself(part.table, candidate):
            return candidate
        of_text.append(candidate)
    if best.grid.ruled and any(one.rule is Rule.VALUES_LOST for one in best.chosen.placement.cells.values()):
        return best  # a cell too many and an empty one are as many figures as there should be
    # Where no sum can tell: every label of the likeliest form has just its figures.
    likeliest = [one for one in of_text if one.chosen.placement.form == forms[0].form]
    return next((one for one in likeliest if not weigh(forms[0], one.chosen.placement).failing), best)


def _otherwise(part: Part, tried: Sequence[_Candidate], forms: Sequence[FormTable]) -> Iterator[_Candidate]:
    """Other orders of columns, and tables that are turned."""
    for layout, grid, chosen in tried:
        for choice in range(1, chosen.placement.choices):
            yield _candidate(part, layout, grid, forms, choice)
        # Labels below each other lead their figures, unless they stand side by side in what should be a row.
        for other in _turned(grid) if forms[0].table.across or chosen.placement.is_mostly_spilt else ():
            yield _candidate(part, layout, other, forms)


def _turned(grid: Grid) -> Iterator[Grid]:
    """The other ways in which a ruled grid may be meant: turned over its diagonal, or with labels behind their values.

    Only its sums can tell whether it is.
    """
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


def _read_as_text(tried: _Candidate, forms: Sequence[FormTable]) -> Iterator[_Candidate]:
    """The text as a whole, aligned to each form's own order."""
    text = as_text(tried.grid)
    for form in forms:
        for placement in aligned(form, text):
            voices = (frozenset({form.form}),) if telling_words(form.table.code)[form.form] else ()
            yield tried._replace(chosen=Chosen(placement, {}, voices))


def _proves_itself(table: str, candidate: _Candidate) -> bool:
    placement = candidate.chosen.placement
    return is_proved(placement, weigh(form_table(table, placement.form), placement))


def _interpretation_of(part: Part, best: _Candidate, tried: Sequence[_Candidate]) -> Interpretation:
    attempts = tuple(
        Attempt(part.table, one.layout, *_counts(one.chosen.placement), won=one.layout == best.layout) for one in tried
    )
    chosen = best.chosen
    return Interpretation(
        part.table, best.layout, chosen.placement, dict(chosen.others), chosen.voices, attempts, best.grid.ruled
    )


def _counts(placement: Placement) -> tuple[int, int]:
    placed = sum(placed.status in KNOWN for placed in placement.cells.values())
    return placed, sum(len(leftover.numbers) for leftover in placement.leftovers)
