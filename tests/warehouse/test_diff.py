"""What changed between two generations is told cell by cell, with both sides."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made import Cell, cells, consistent, document_id, make_report, publish

from gongkai.transform.finding_words import finding
from gongkai.transform.report import Figure, Report, Status
from gongkai.warehouse.corrections import Correction
from gongkai.warehouse.database import WarehouseError, open_to_read
from gongkai.warehouse.diff import between, changes, changes_in_short, summary
from gongkai.words import use

RECEIVED = ("applications", "received", "total")


def report(name: str = "a", version: str = "test-1", **changes: Any) -> Report:
    values: dict[Cell, float | Status] = {**consistent("2021"), **changes.pop("values", {})}
    return replace(make_report(name, values=values, **changes), reader_version=version)


def changed(warehouse: Path) -> list[tuple[Any, ...]]:
    """The view of the published generation, which the command must agree with."""
    columns = "what, change, source, field, before_value, after_value"
    with open_to_read(warehouse) as con:
        view = con.execute(f"SELECT {columns} FROM changes").fetchall()
    with between(warehouse, None, None) as con:
        assert con.execute(f"SELECT {columns} FROM difference").fetchall() == view
        assert [row[:2] for row in summary(con).rows] == list(dict.fromkeys(row[:2] for row in view))
        assert len(list(changes(con).rows)) == len(list(changes_in_short(con).rows)) == len(view)
    return view


def test_the_first_generation_changes_nothing(tmp_path: Path) -> None:
    publish(tmp_path / "w.duckdb", report())
    with open_to_read(tmp_path / "w.duckdb") as con:
        assert con.execute("FROM changes").fetchall() == []


def test_documents_that_came_went_and_changed_are_named(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, report("a"), report("b", town="中村乡"))
    publish(warehouse, report("a", values={RECEIVED: 9.0}), report("new", town="中村乡"), report("c", town="丰镇"))
    view = changed(warehouse)
    assert [row[:4] for row in view if row[0] == "document"] == [
        ("document", "changed", "1.txt", "content"),
        ("document", "came", "2.txt", "outcome"),
    ]
    assert not [row for row in view if row[2] == "2.txt" and row[0] != "document"], "what it holds is not listed"
    publish(warehouse, report("new", town="中村乡"))
    assert [row[:3] for row in changed(warehouse) if row[:2] == ("document", "went")] == [
        ("document", "went", "1.txt"),
        ("document", "went", "2.txt"),
    ]


def test_a_file_that_holds_the_report_of_another_town_now_is_named_and_not_compared(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, report("a", town="中村乡"))
    publish(warehouse, report("b", town="丰镇", values={RECEIVED: 9.0}))
    view = changed(warehouse)
    assert ("document", "changed", "0.txt", "content") in [row[:4] for row in view]
    assert ("key", "changed", "0.txt", "town", "中村乡", "丰镇") in view
    assert {row[0] for row in view} == {"document", "key"}


def test_another_reader_shows_with_every_cell_that_it_reads_differently(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = report(values={RECEIVED: 7777.0}, figures=[Figure("website", 5.0, "条", "网站5条", 9)])
    lost: dict[Cell, Any] = {("challenges", "reconsideration", "upheld"): Status.AMBIGUOUS}
    second = report(version="test-2", year=2021, values=lost)
    note = finding("characters_lost", right="3")
    publish(warehouse, first)
    publish(warehouse, replace(second, findings=(*second.findings, note)))
    view = changed(warehouse)
    total = f"{consistent('2021')[RECEIVED]:g} 件"
    assert ("reader", "changed", None, "reader_version", "test-1", "test-2") in view
    assert ("key", "changed", "0.txt", "year", "2022", "2021") in view
    assert [row for row in view if row[0] == "fact"] == [
        ("fact", "changed", "0.txt", "applications.received.total", "7777 件", total),
        ("fact", "changed", "0.txt", "challenges.reconsideration.upheld", "4 件", "ambiguous"),
    ]
    assert ("figure", "went", "0.txt", "website", "5", None) in view
    findings = {row[:4] for row in view if row[0] == "finding"}
    assert ("finding", "came", "0.txt", "characters_lost") in findings
    assert ("finding", "went", "0.txt", "sum_applicants") in findings


def test_a_report_that_is_current_no_more_is_named(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, report("a", values={cells("2021")[0]: Status.ABSENT}))
    publish(warehouse, report("a", values={cells("2021")[0]: Status.ABSENT}), report("fuller"))
    assert ("key", "changed", "0.txt", "is_current", "true", "false") in changed(warehouse)


def test_any_two_generations_are_held_against_each_other(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    for number in range(1, 4):
        publish(warehouse, *(report(f"{name}", town=f"第{name}镇") for name in range(number)))
    with between(warehouse, 1, 3) as con:
        assert [row[:3] for row in summary(con).rows if row[0] == "document"] == [("document", "came", 2)]
    with between(warehouse, 3, 1) as con:
        assert [row[:3] for row in summary(con).rows if row[0] == "document"] == [("document", "went", 2)]
    with between(warehouse, None, 2) as con:
        assert [row[:3] for row in summary(con).rows if row[0] == "document"] == [("document", "came", 1)]


def test_what_cannot_be_compared_is_said(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, report())
    for first, second, said in [
        (None, None, "No generation before 1 of .* is kept"),
        (1, 1, "cannot be held against itself"),
        (7, None, "Generation 7 of .* is not kept. There are: 1."),
    ]:
        with pytest.raises(WarehouseError, match=said), between(warehouse, first, second):
            pass


def test_a_value_that_is_decided_not_to_be_known_is_none_after_it(tmp_path: Path) -> None:
    warehouse, printed, field = tmp_path / "w.duckdb", consistent("2021")[RECEIVED], ".".join(RECEIVED)
    publish(warehouse, report())
    decision = Correction("some.csv", 2, document_id("a"), field, f"{printed:g}", None, "illegible", "Li")
    publish(warehouse, report(), corrections=[decision])
    assert changed(warehouse) == [("decision", "changed", "0.txt", field, f"{printed:g}", None)]
    publish(warehouse, report())
    assert changed(warehouse) == [("decision", "changed", "0.txt", field, None, f"{printed:g}")]


def test_what_people_decide_and_take_back_is_told(tmp_path: Path) -> None:
    warehouse, printed = tmp_path / "w.duckdb", consistent("2021")[RECEIVED]
    field = ".".join(RECEIVED)
    decision = Correction("some.csv", 2, document_id("a"), field, f"{printed:g}", "9", "a typing error", "Li")
    publish(warehouse, report())
    publish(warehouse, report(), corrections=[decision])
    assert changed(warehouse) == [("decision", "changed", "0.txt", field, f"{printed:g}", "9")]
    publish(warehouse, report())
    assert changed(warehouse) == [("decision", "changed", "0.txt", field, "9", f"{printed:g}")]
    publish(warehouse, report(), corrections=[replace(decision, value=f"{printed:g}")])
    assert changed(warehouse) == [], "what is accepted as printed is no other value"


def test_an_example_is_told_in_the_language_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, report(county=None))
    publish(warehouse, report(county="榆中县"))
    monkeypatch.setenv("LANGUAGE", "en")  # and as it was afterwards
    examples = []
    for language in ("zh", "en"):
        use(language)
        with between(warehouse, None, None) as con:
            examples += [row[-1] for row in summary(con).rows if row[0] == "key" and "榆中县" in row[-1]]
    assert [one.partition(" ")[2] for one in examples] == ["county：（无） -> 榆中县", "county: (nothing) -> 榆中县"]
