"""What the sums of a form tell: a wrong cell is singled out or none is named; what follows is derived, and no more."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks import arithmetic as bench
from gongkai.extract.document import Document
from gongkai.extract.encoding import decode
from gongkai.transform.arithmetic import calculate
from gongkai.transform.arithmetic.suspect_cells import Story
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Status

Cell = tuple[str, str]
FORMS = ("2019", "2021")
CHALLENGES = ("upheld", "corrected", "other", "pending", "total")


def table(seed: int = 1, form: str = "2021", figures: str = "different") -> dict[Cell, int]:
    return bench.made(form, figures, random.Random(seed))


def suspects(cells: Mapping[Cell, int], form: str = "2021") -> dict[Cell, float]:
    told = calculate(bench.facts(form, dict(cells))).suspects
    return {(one.fact.row, one.fact.column): one.would_do for one in told}


def derived(cells: Mapping[Cell, int], form: str = "2021") -> dict[Cell, float]:
    return {(one.row, one.column): one.value for one in calculate(bench.facts(form, dict(cells))).derived}


def challenges(*values: float | None) -> tuple[Fact, ...]:
    """One row of the table, printed so."""
    return tuple(
        Fact("challenges", "reconsideration", column, float(value), Status.REPORTED, "件", str(value), 9, form="2021")
        if value is not None
        else Fact("challenges", "reconsideration", column, None, Status.BLANK, "件", form="2021")
        for column, value in zip(CHALLENGES, values, strict=True)
    )


@pytest.mark.parametrize("form", FORMS)
def test_each_single_wrong_cell_is_located_with_its_value(form: str) -> None:
    right = table(form=form)
    assert suspects(right, form) == {}
    for cell, value in right.items():
        assert suspects(right | {cell: value + 7}, form) == {cell: value}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("figures", ["different", "small"])
def test_planted_errors_and_lost_cells_at_scale(form: str, figures: str) -> None:
    """The shares of docs/arithmetic.md, on fewer tables."""
    measured = dict(bench.measured(form, figures, 60))
    assert measured["nothing"].told == 0
    assert measured["one wrong cell"].found >= 0.99 * 60
    assert measured["two wrong cells"].found >= 0.9 * 60
    cuts = [cut.__name__.replace("_", " ") for cut in bench.CUTS]
    assert all(measured[cut].found >= 0.9 * measured[cut].of > 0 for cut in cuts)
    assert [what for what, one in measured.items() if one.wrong and what != "two wrong cells"] == []


def test_what_several_cells_could_explain_is_not_told() -> None:
    assert calculate(challenges(3, 1, 0, 0, 9)).suspects == ()
    right = table()
    wrong = dict(right)
    for row, column in (("granted", "enterprise"), ("received", "research"), ("carried_out", "other")):
        wrong[row, column] += 5
    assert suspects(wrong) == {}, "three cells are too many"


def test_a_value_that_cannot_be_is_no_explanation() -> None:
    """The total is 1, its parts 1 + 1 + 1 + 1: no part can be 3 less, so it is the total."""
    (suspect,) = calculate(challenges(1, 1, 1, 1, 1)).suspects
    assert (suspect.fact.column, suspect.would_do) == ("total", 4.0)
    assert calculate(challenges(1, 1, 1, 1, 3)).suspects == (), "each part could be 0 as well"


def test_a_wrong_cell_is_located_though_others_are_lost() -> None:
    right = table()
    lost = {cell: value for cell, value in right.items() if cell[1] not in ("total", "other")}
    cell = ("total_handled", "enterprise")
    assert suspects(lost | {cell: 5}) == {cell: right[cell]}
    assert derived(lost | {cell: 5}) == {}, "of a table that contradicts itself nothing is derived"


@pytest.mark.parametrize(
    ("printed", "right", "story"),
    [
        (21, 12, Story.DIGITS_SWAPPED),
        (1120, 112, Story.DIGIT_ADDED),
        (11, 112, Story.DIGIT_LOST),
        (777, 5, Story.NEIGHBOUR),
        (12777, 12, Story.DIGITS_JOINED),
        (5, 5777, Story.DIGITS_APART),
        (640, 12, None),
    ],
)
def test_the_story_is_told(printed: int, right: int, story: Story | None) -> None:
    """The cell on its right holds 777."""
    cells = dict.fromkeys(table(), 0)
    for column, value in (("enterprise", right), ("research", 777), ("total", right + 777)):
        for row in ("received", "granted", "total_handled"):
            cells[row, column] = value
    (suspect,) = calculate(bench.facts("2021", cells | {("granted", "enterprise"): printed})).suspects
    assert (suspect.fact.row, suspect.fact.column, suspect.would_do) == ("granted", "enterprise", right)
    assert suspect.story is story


def test_a_total_that_lacks_a_part_is_said_to_be_so() -> None:
    right = table()
    cell = ("granted", "total")
    (suspect,) = calculate(bench.facts("2021", right | {cell: right[cell] - right["granted", "research"]})).suspects
    assert suspect.story is Story.TOTAL_NOT_CARRIED


def test_figures_in_each_others_place_are_told_together() -> None:
    right = table()
    one, other = ("granted", "research"), ("granted", "enterprise")
    found = calculate(bench.facts("2021", right | {one: right[other], other: right[one]}))
    assert {suspect.story for suspect in found.suspects} == {Story.EXCHANGED}
    assert {(s.fact.row, s.fact.column): s.would_do for s in found.suspects} == {one: right[one], other: right[other]}
    assert all("in each other's place" in finding.message for finding in found.findings())


def test_digits_that_stand_apart_are_told_where_joining_them_repairs_the_sum() -> None:
    found = calculate(challenges(1, 2, 0, 3, 15))
    assert found.suspects == ()
    (finding,) = found.findings()
    assert (finding.check, finding.row, finding.left, finding.right) == ("digits_apart", "reconsideration", "1 2", "12")
    assert calculate(challenges(1, 1, 1, 0, 12)).apart == (), "two pairs would do"
    assert calculate(challenges(1, 2, 0, 3, 6)).apart == (), "the sum holds as it is"


@pytest.mark.parametrize("form", FORMS)
def test_a_lost_column_of_totals_follows_and_is_proved(form: str) -> None:
    right = table(form=form)
    left = {cell: value for cell, value in right.items() if cell[1] != "total"}
    told = calculate(bench.facts(form, left)).derived
    assert {(one.row, one.column): one.value for one in told} == {
        cell: value for cell, value in right.items() if cell[1] == "total"
    }
    assert {one.sums for one in told} == {f"applicants.{row}" for row, column in right if column == "total"}


def test_what_two_sums_imply_together_is_proved_by_both() -> None:
    """granted and total_handled of a column are lost; the rows' totals give one, and the column's sums the other."""
    right = table()
    lost = [("granted", "research"), ("total_handled", "research"), ("total_handled", "other")]
    told = calculate(bench.facts("2021", {cell: value for cell, value in right.items() if cell not in lost})).derived
    assert {(one.row, one.column): one.value for one in told} == {cell: right[cell] for cell in lost}
    assert all(one.sums for one in told)


def test_nothing_is_derived_that_does_not_follow() -> None:
    right = table()
    two_columns = {cell: value for cell, value in right.items() if cell[1] not in ("other", "total")}
    assert derived(two_columns) == {}
    pair = [
        ("granted", "research"),
        ("granted", "other"),
        ("refused.process", "research"),
        ("refused.process", "other"),
    ]
    assert derived({cell: value for cell, value in right.items() if cell not in pair}) == {}
    assert calculate(bench.facts("2021", {})).derived == ()


def test_blanks_are_nothing_where_the_others_fill_the_total() -> None:
    (one, other) = calculate(challenges(3, None, None, 1, 4)).derived
    assert (one.value, other.value, one.sums) == (0.0, 0.0, "challenges.reconsideration")
    assert calculate(challenges(3, None, None, 1, 5)).derived == ()


def test_more_parts_than_their_total_are_found_though_one_is_missing() -> None:
    found = calculate(challenges(3, None, None, 1, 2))
    assert found.derived == ()
    (finding,) = found.findings()
    assert (finding.check, finding.row, finding.left, finding.right) == ("sum_exceeded", "reconsideration", "2", "4")
    assert calculate(challenges(3, None, None, 1, 4)).exceeded == ()


def test_nothing_is_derived_in_a_table_that_contradicts_itself() -> None:
    """The parts of the first row are more than its total; what the second one lacks would follow by itself."""
    second = [fact._replace(row="litigation_direct") for fact in challenges(1, 0, 0, 0, None)]
    assert calculate((*challenges(5, 3, None, None, 2), *second)).derived == ()
    assert "litigation_direct" in {one.row for one in calculate((*challenges(5, 3, None, None, 8), *second)).derived}


def test_the_reader_gives_both_without_a_warehouse() -> None:
    """A sample as it is, and with one figure changed."""
    samples = Path(__file__).parents[2] / "data" / "samples"
    text = decode((samples / "2021_tab_hongqiao.txt").read_bytes()).text
    assert "suspect_cell" not in {finding.check for finding in read(Document("a.txt", text.encode())).findings}
    cells = {(f.row, f.column): f for f in read(Document("a.txt", text.encode())).facts if f.table == "applications"}
    fact = cells["granted", "total"]
    lines = text.split("\n")
    line = lines[(fact.line or 0) - 1]
    lines[(fact.line or 0) - 1] = line[: line.rindex(fact.raw or "")] + "9876"
    report = read(Document("a.txt", "\n".join(lines).encode()))
    (finding,) = [finding for finding in report.findings if finding.check == "suspect_cell"]
    assert (finding.row, finding.column, finding.left) == ("granted", "total", "9876")
    assert finding.right == f"{fact.value:g}"
    assert report.derived == ()
