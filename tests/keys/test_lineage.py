"""Which rows of the lists are one unit: through upgrades, new codes and new counties, where that is told."""

import pytest

from gongkai.transform.key.lineage import Change, Row, counties, territory, townships

A, B = "360733", "360734"


def units(*rows: Row, changes: tuple[Change, ...] = (), land: dict[str, frozenset[str]] | None = None) -> list[str]:
    return list(townships(rows, changes, land or {}).units)


@pytest.mark.parametrize(
    "rows",
    [
        # 乡 -> 镇 under a new code, after the lists stopped to show the 乡; and again -> 街道.
        [Row(f"{A}200", "周家乡", A, 2009, 2013), Row(f"{A}105", "周家镇", A, 2015, 2019)],
        [Row(f"{A}105", "周家镇", A, 2009, 2019), Row(f"{A}005", "周家街道", A, 2020, 2025)],
        [Row(f"{A}200", "周家满族乡", A, 2009, 2013), Row(f"{A}105", "周家镇", A, 2015, 2025)],
        # The same code, the ethnic part written or not; the same name under two codes of two sources.
        [Row(f"{A}200", "两家满族乡", A, 2009, 2016), Row(f"{A}200", "两家乡", A, 2013, 2025)],
        [Row(f"{A}100", "太平镇", A, 2009, 2016), Row(f"{A}101", "太平镇", A, 2016, 2025)],
        # Moved to another county of the prefecture.
        [Row(f"{A}100", "太平镇", A, 2009, 2013), Row(f"{B}100", "太平镇", B, 2015, 2025)],
    ],
)
def test_a_unit_goes_on(rows: list[Row]) -> None:
    assert units(*rows) == [f"u{rows[0].code}"] * 2


@pytest.mark.parametrize(
    "rows",
    [
        # Side by side in the lists: 城关镇 is not what became of 城关乡.
        [Row(f"{A}100", "城关镇", A, 2009, 2025), Row(f"{A}200", "城关乡", A, 2009, 2013)],
        [Row(f"{A}200", "城关乡", A, 2009, 2016), Row(f"{A}100", "城关镇", A, 2015, 2025)],
        # Too long between, or another name, or another prefecture: nobody knows.
        [Row(f"{A}200", "周家乡", A, 2009, 2013), Row(f"{A}105", "周家镇", A, 2022, 2025)],
        [Row(f"{A}200", "周家乡", A, 2009, 2013), Row(f"{A}105", "李家镇", A, 2015, 2025)],
        [Row(f"{A}100", "太平镇", A, 2009, 2013), Row("410101100", "太平镇", "410101", 2015, 2025)],
        [Row(f"{A}200", "周家乡", A, 2009, 2013), Row(f"{B}105", "周家镇", B, 2015, 2025)],
    ],
)
def test_what_the_lists_do_not_tell_stays_two(rows: list[Row]) -> None:
    assert len(set(units(*rows))) == 2


def test_a_new_county_around_a_unit_takes_its_units_on() -> None:
    rows = [Row(f"{A}200", "周家乡", A, 2009, 2013), Row(f"{B}105", "周家镇", B, 2015, 2025)]
    assert len(set(units(*rows, land=territory({A: [B]})))) == 1


def test_a_merged_unit_ends_and_the_one_whose_name_is_kept_goes_on() -> None:
    rows = [
        Row(f"{A}200", "周家乡", A, 2009, 2019),
        Row(f"{A}201", "李家乡", A, 2009, 2019),
        Row(f"{A}105", "周家镇", A, 2020, 2025),
    ]
    changes = (
        Change(2020, f"{A}200", "周家乡", f"{A}105", "周家镇"),
        Change(2020, f"{A}201", "李家乡", f"{A}105", "周家镇"),
    )
    found = townships(rows, changes, {})
    assert found.units == (f"u{A}200", f"u{A}201", f"u{A}200")
    assert found.successors == {f"u{A}201": (f"u{A}200",)}


def test_a_rename_is_followed_where_the_ministry_tells_it_and_the_lists_agree() -> None:
    old, new = Row(f"{A}200", "周家乡", A, 2009, 2015), Row(f"{A}106", "毛尖镇", A, 2016, 2025)
    change = Change(2016, old.code, old.name, new.code, new.name)
    assert len(set(units(old, new, changes=(change,)))) == 1
    # The lists show both at once: the pair is wrong.
    assert len(set(units(old._replace(last_year=2025), new, changes=(change,)))) == 2
    # One became two: neither is it, and both go on for it.
    other = Row(f"{A}107", "茶山镇", A, 2016, 2025)
    found = townships([old, new, other], [change, Change(2016, old.code, old.name, other.code, other.name)], {})
    assert len(set(found.units)) == 3
    assert found.successors == {f"u{A}200": (f"u{A}106", f"u{A}107")}


def test_two_units_that_began_with_one_code_have_two_ids() -> None:
    rows = [Row(f"{A}200", "周家乡", A, 2009, 2013), Row(f"{A}200", "李家镇", A, 2015, 2025)]
    assert units(*rows) == [f"u{A}200", f"u{A}200-2"]


def test_counties_go_on_in_their_only_successor() -> None:
    rows = [("110228", "密云县", 1981, 2014), ("110118", "密云区", 2015, 2025), ("110103", "崇文区", 1981, 2009)]
    rows.append(("110101", "东城区", 1981, 2025))
    found = counties(rows, {"110228": ["110118"], "110103": ["110101"]})
    assert found.units == ("u110228", "u110228", "u110103", "u110101")
    assert found.successors == {"u110103": ("u110101",)}
    # Split in two, it ends.
    found = counties(rows, {"110228": ["110118", "110101"]})
    assert found.units[:2] == ("u110228", "u110118")
