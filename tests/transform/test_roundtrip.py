"""A random known table in any layout, encoding and damage is read back the same or not at all, never wrong."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document, Rejected
from gongkai.transform.forms import Form, forms
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Status
from tests.render import LAYOUTS, RULED, Cells, report

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
# A single sign or a line that such a table has lost is not noticed yet: docs/limits.md says so.
NOT_WHEN_DAMAGED = {"bare_pipes", "box", "doubled_pipes", "quoted_csv", "wide_bars", "wiki_lines"}
HEAD = 60  # characters of title and first section, which the damage leaves alone


def figures(form: Form, rng: random.Random, blanks: float = 0.0) -> Cells:
    """A different number in every cell, some noughts, some blanks."""
    numbers = rng.sample(range(1001, 9999), 250)
    cells = {}
    for number, (table, _, row, column) in zip(numbers, form.cells(), strict=False):
        filled = str(number) if rng.random() < 0.8 else "0"
        cells[table.code, row.code, column.code] = "" if rng.random() < blanks else filled
    return cells


def wrong(facts: tuple[Fact, ...], cells: Cells) -> list[tuple[Fact, str | None]]:
    """Facts that report what was not written there."""
    return [
        (fact, cells.get((fact.table, fact.row, fact.column)))
        for fact in facts
        if fact.status is Status.REPORTED
        and str(int(fact.value or 0)) != cells.get((fact.table, fact.row, fact.column))
    ]


def damaged(text: str, rng: random.Random, damage: str) -> str:
    lines = text.split("\n")
    at = rng.randrange(6, len(lines))
    if damage == "cut off":
        return text[: rng.randrange(HEAD, len(text))]
    if damage == "lines lost":
        for _ in range(rng.randrange(1, 4)):
            lines.pop(rng.randrange(6, len(lines)))
    elif damage == "line twice":
        lines.insert(at, lines[at])
    elif damage == "page mark":
        lines[at:at] = ["", "- 4 -", ""]
    elif damage == "repeated lines lost":
        firsts = {line: number for number, line in reversed(list(enumerate(lines)))}
        lines = [line for number, line in enumerate(lines) if not line.strip() or firsts[line] == number]
    elif damage == "characters lost":
        kept = list(text)
        for _ in range(5):
            position = rng.randrange(HEAD, len(kept))
            if not kept[position].isdigit():
                kept.pop(position)
        return "".join(kept)
    return "\n".join(lines)


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), encoding=st.sampled_from(ENCODINGS))
def test_whole_tables_come_back_whole(form: Form, layout: str, seed: int, encoding: str) -> None:
    cells = figures(form, random.Random(seed))
    result = read(Document("x", report(form, cells, layout).encode(encoding)))
    assert wrong(result.facts, cells) == []
    assert [fact for fact in result.facts if fact.status is not Status.REPORTED] == []
    assert result.form == form.code


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
@pytest.mark.parametrize("layout", sorted(RULED))
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_blank_cells_of_ruled_tables_are_blank_or_ambiguous(form: Form, layout: str, seed: int) -> None:
    cells = figures(form, random.Random(seed), blanks=0.15)
    result = read(Document("x", report(form, cells, layout).encode()))
    assert wrong(result.facts, cells) == []
    blank = [fact for fact in result.facts if fact.status is Status.BLANK]
    assert [fact for fact in blank if cells[fact.table, fact.row, fact.column]] == []
    assert blank


@pytest.mark.parametrize(
    "damage", ["cut off", "lines lost", "line twice", "page mark", "repeated lines lost", "characters lost"]
)
@pytest.mark.parametrize("layout", sorted(LAYOUTS.keys() - NOT_WHEN_DAMAGED))
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_damage_never_makes_a_false_fact(layout: str, damage: str, seed: int) -> None:
    rng = random.Random(seed)
    form = rng.choice(forms())
    cells = figures(form, rng)
    text = damaged(report(form, cells, layout), rng, damage)
    try:
        result = read(Document("x", text.encode()))
    except Rejected:
        return
    assert wrong(result.facts, cells) == []


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_an_empty_cell_in_the_row_that_the_text_ends_in_may_be_one_of_labels(form: Form) -> None:
    """No other row shows how many columns labels have; without its total it is as long as one label and all figures."""
    cells = figures(form, random.Random(1))
    whole = report(form, cells, "box")
    row = whole.index("\n│ 一、本年新收") + 1
    for figures_left in (3, 5, 6):
        bar = [at for at in range(row, len(whole)) if whole[at] == "│"][2 + figures_left]
        for end in (bar - 2, bar + 1):
            assert wrong(read(Document("x", whole[:end].encode())).facts, cells) == []


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_too_few_figures_of_rows_side_by_side_tell_no_order(form: Form) -> None:
    """As many as two of the three rows have may be those that the lower line of the header names."""
    cells = figures(form, random.Random(1))
    whole = report(form, cells, "latex")
    row = whole.rindex(" \\\\\n", 0, whole.index("\\end{tabular}", whole.index("结果维持")))
    begin = whole.rindex("\n", 0, row) + 1
    parts = whole[begin:row].split(" & ")
    for figures_left in (4, 10):
        for end in ("", " "):
            text = whole[:begin] + " & ".join(parts[:figures_left]) + end
            assert wrong(read(Document("x", text.encode())).facts, cells) == []


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_an_empty_cell_and_one_figure_too_few_are_not_as_many_as_columns(form: Form) -> None:
    cells = figures(form, random.Random(1))
    whole = report(form, cells, "latex")
    begin = whole.index("\n一、本年新收") + 1
    parts = whole[begin : whole.index(" \\\\", begin)].split(" & ")
    text = whole[:begin] + " & ".join(parts[:8]) + " & "
    assert parts[1] == "", "its labels take two columns"
    assert wrong(read(Document("x", text.encode())).facts, cells) == []


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_an_empty_cell_that_a_text_breaks_off_in_is_not_seen_to_be_blank(form: Form) -> None:
    cells = figures(form, random.Random(1)) | {("applications", "received", "enterprise"): ""}
    whole = report(form, cells, "tab_rows")
    row = whole.index("\n（七）总计") + 1
    text = whole[:row] + "\t".join(whole[row : whole.index("\n", row)].split("\t")[:-1]) + "\t"
    facts = read(Document("x", text.encode())).facts
    blank = [(fact.table, fact.row, fact.column) for fact in facts if fact.status is Status.BLANK]
    assert blank == [("applications", "received", "enterprise")]
    assert wrong(facts, cells) == []
