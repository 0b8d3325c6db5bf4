"""What stands together: a value and its number in the line, a row and its caption, a row of years and its bars."""

import pytest

from gongkai.transform.forms import forms
from gongkai.warehouse.pages.coverage import County, percent, ranked, whole
from gongkai.warehouse.pages.form_tables import shown
from gongkai.warehouse.pages.report import certain_spans
from gongkai.warehouse.pages.units import _measure


@pytest.mark.parametrize(
    ("line", "raws", "marked"),
    [
        ("予以公开\t3\t0\t12", ["3", "0", "12"], ["3", "0", "12"]),
        ("1.属于国家秘密\t1\t0", ["1", "0"], ["1", "0"]),  # its own number is no value
        ("0 0 0 0", ["0", "0", "0"], [None, None, None]),  # one of four is none of these: which?
        ("5 0 0 0", ["5", "0", "0"], ["5", None, None]),
        ("2 1", ["1", "2"], ["1", "2"]),  # another order, but each stands there once
        ("2 1 1", ["1", "1", "2"], [None, None, "2"]),
        ("共收到312件，办结12件", ["12"], ["12"]),  # the end of another number is no number
        ("收费0.86万元", ["86"], [None]),
        ("1,234 234", ["234"], ["234"]),
        ("无", ["3"], [None]),
    ],
)
def test_a_number_is_marked_only_where_its_place_is_certain(
    line: str, raws: list[str], marked: list[str | None]
) -> None:
    found = certain_spans(line, raws)
    assert [span and line[slice(*span)] for span in found] == marked
    spans = [span for span in found if span]
    assert all(one[1] <= other[0] or other[1] <= one[0] for one in spans for other in spans if one is not other)


def test_the_last_of_equal_numbers_is_the_last_value() -> None:
    assert certain_spans("1.第一项 1 1", ["1", "1"]) == [(6, 7), (8, 9)]


def test_rows_stand_below_the_captions_that_the_form_prints() -> None:
    form = next(form for form in forms() if form.code == "2021")
    (block,) = form.table("applications").blocks
    lines = shown(form.table("applications"), block, block.rows, block.columns).rows
    headings = {line.row.code: line.headings for line in lines if line.headings}
    assert headings == {
        "granted": ("三、本年度办理结果",),
        "refused.state_secret": ("（三）不予公开",),
        "unavailable.not_held": ("（四）无法提供",),
        "unprocessed.petition": ("（五）不予处理",),
        "other.not_corrected": ("（六）其他处理",),
    }
    below = {line.row.code.split(".")[0] for line in lines if line.is_below}
    assert below == {"refused", "unavailable", "unprocessed", "other"}
    numbers = [line.number.strip() for line in lines if line.row.code.startswith("refused")]
    assert numbers == [f"{number}." for number in range(1, 9)]
    table = form.table("challenges")
    (block,) = table.blocks
    assert [line.headings for line in shown(table, block, block.rows, block.columns).rows] == [(), ("行政诉讼",), ()]


def test_a_row_that_the_form_takes_for_its_own_has_no_caption() -> None:
    form = next(form for form in forms() if form.code == "2019")
    (block,) = form.table("applications").blocks
    lines = {line.row.code: line for line in shown(form.table("applications"), block, block.rows, block.columns).rows}
    assert lines["other"].headings == ()
    assert not lines["other"].is_below
    assert lines["other"].number == "(6) "


def test_what_is_little_is_never_said_to_be_nothing_nor_nearly_all_to_be_all() -> None:
    assert [percent(held, 10_000) for held in (0, 1, 10, 123, 9_999, 10_000)] == [
        "0%", "<0.1%", "0.1%", "1.2%", ">99.9%", "100%",
    ]  # fmt: skip
    assert percent(0, 0) == ""


def test_a_full_bar_is_the_first_round_share_that_none_is_above() -> None:
    def place(held: int) -> County:
        return County("1", "县", None, {2021: (held, 1000)}, [])

    assert [whole([place(held)], [2021]) for held in (0, 1, 10, 11, 51, 300, 1000)] == [1, 1, 1, 2, 10, 50, 100]
    few, many, none = place(5), place(7), place(0)
    assert ranked([few, none, many], [2021]) == [many, few]


def test_years_without_a_report_have_their_place_among_the_bars() -> None:
    measure = _measure("received", [2019, 2021, 2022], [4.0, None, 8.0])
    assert [(bar.year, bar.value, bar.height) for bar in measure.bars] == [
        (2019, 4.0, 0.5), (2020, None, 0.0), (2021, None, 0.0), (2022, 8.0, 1.0),
    ]  # fmt: skip
    assert {bar.height for bar in _measure("received", [2019, 2020], [0.0, 0.0]).bars} == {0.0}


def test_numbers_above_the_bars_are_as_many_as_fit() -> None:
    def told(*values: float | None) -> list[int]:
        years = range(2016, 2016 + len(values))
        return [bar.year for bar in _measure("received", years, values).bars if bar.is_told]

    assert told(1, None, 3) == [2016, 2018]
    assert told(1, 9, 2, 3, 4, 5, 6) == [2017, 2022]
    assert told(1, 2, 3, 4, 5, 9, 6) == [2021], "the last stands too near"
    assert told(1, 2, 3, 4, 5, 6, 9) == [2022]
    assert told(*[None] * 8) == []
