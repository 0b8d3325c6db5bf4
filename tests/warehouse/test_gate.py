"""The gate: a night that lost what was there is not published, says why, and small warehouses are left in peace."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from made import COUNTS, VERSION, make_ledger, make_report

from gongkai.transform.report import Report
from gongkai.warehouse import build, gates, generation
from gongkai.warehouse.shards import write_ledger, write_shards


def reports(count: int, first: int = 0) -> list[Report]:
    return [make_report(f"{number}", town=f"第{number}镇") for number in range(first, first + count)]


def night(
    warehouse: Path,
    held: Sequence[Report],
    root: str = "/reports",
    quarantined: int = 0,
    spoil: str = "",
    accept: bool = False,
    spoiled: Collection[str] = (),
) -> list[tuple[str, str]]:
    """A run that holds these reports now. Publishes it unless it is refused, and returns why it is.

    spoiled: names of files in which there is no report now.
    """
    names: dict[str, Report | None] = {f"{report.document_id[:8]}.txt": report for report in held}
    names |= dict.fromkeys(spoiled)
    names |= {f"empty {number}.txt": None for number in range(quarantined)}
    with generation.building(warehouse) as work:
        write_shards(work, 0, list(enumerate(held)))
        run = build.Run(datetime(2026, 3, 1), [root], VERSION, COUNTS)
        write_ledger(work, make_ledger(names, root))
        built = build.build(warehouse, work, run)
        if spoil:
            with duckdb.connect(str(built)) as con:
                con.execute(spoil)
        reasons = gates.refusals(built, warehouse, accept)
        if not reasons:
            generation.publish(built, warehouse)
    return [(one.gate, one.reason["en"]) for one in reasons]


def test_an_ordinary_night_passes(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    assert night(warehouse, reports(30)) == []
    assert night(warehouse, reports(35, first=5)) == []
    assert generation.number(warehouse) == 2


def test_a_large_share_of_the_reports_that_is_gone_is_refused(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    night(warehouse, reports(60))
    ((code, reason),) = night(warehouse, reports(40))
    assert code == "documents_vanished"
    assert reason.startswith("20 of 60 reports are gone (33 %), among them ")
    assert generation.number(warehouse) == 1
    assert night(warehouse, reports(53)) == [], "seven are few"


@pytest.mark.parametrize(
    ("held", "most"),  # how many there are, and how many of them may be gone without a word
    [(2, 2), (3, 2), (5, 2), (9, 3), (27, 5), (60, 7), (100, 10), (150, 15)],
)
def test_half_of_a_small_corpus_is_no_small_loss(tmp_path: Path, held: int, most: int) -> None:
    warehouse = tmp_path / "w.duckdb"
    night(warehouse, reports(held))
    others = reports(1, first=1000)  # the folder is not empty, and something is read
    for gone, refused in ((most + 1, True), (most, False)):  # the first is not published
        if gone <= held:
            assert bool(night(warehouse, [*reports(held)[gone:], *others])) is refused, gone


def test_a_report_in_whose_place_there_is_none_is_gone(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    held = reports(9)
    night(warehouse, held)
    spoiled = {f"{report.document_id[:8]}.txt" for report in held[:3]}
    assert night(warehouse, held[3:], spoiled=spoiled) == []
    night(warehouse, held)
    spoiled.add(f"{held[3].document_id[:8]}.txt")
    ((code, reason),) = night(warehouse, held[4:], spoiled=spoiled)
    assert code == "documents_vanished"
    assert reason.startswith("4 of 9 reports are gone (44 %), 4 of them in quarantine now, among them ")


def test_a_first_night_that_reads_nothing_is_refused(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    assert night(warehouse, [], quarantined=25) == [
        ("nothing_read", "None of 25 documents is a report; the usual reason is empty.")
    ]
    assert not warehouse.exists()
    assert night(warehouse, [], quarantined=25, accept=True) == []
    assert night(tmp_path / "empty.duckdb", []) == [], "an empty folder is no fault"


def test_documents_that_moved_are_not_gone_but_their_source_is(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    night(warehouse, reports(40))
    assert night(warehouse, reports(40), root="/moved") == [
        ("source_gone", "The source /reports held 40 reports, and holds none now.")
    ]
    assert [code for code, _ in night(warehouse, [])] == ["documents_vanished", "source_gone"]
    assert night(warehouse, [], accept=True) == []


def test_who_has_three_files_may_delete_them(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    for count in (3, 2, 0):
        assert night(warehouse, reports(count)) == []


def test_a_jump_of_the_quarantine_is_refused(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    night(warehouse, reports(40), quarantined=2)
    ((code, reason),) = night(warehouse, reports(40), quarantined=30)
    assert code == "quarantine_jumped"
    assert reason == (
        "30 of 70 documents are in quarantine (43 %), 2 of 42 were before (5 %); the usual reason is empty."
    )
    assert night(warehouse, reports(40), quarantined=12) == []


def test_a_reader_that_loses_tables_is_refused(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    held = reports(10)
    night(warehouse, held)
    lost = [replace(report, facts=report.facts[:100], reader_version="test-2") for report in held]
    ((code, reason),) = night(warehouse, lost)
    assert code == "figures_lost"
    assert reason == "The documents held before have 1000 figures in their tables, 2000 before (50 % fewer)."


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("INSERT INTO store.fact FROM store.fact WHERE report_no = 1 LIMIT 1", "1 reports have a cell more than once"),
        (
            "UPDATE store.report SET town = '第1镇', is_current = true",
            "1 units have several current reports",
        ),
        ("INSERT INTO store.report FROM store.report WHERE report_no = 2", "1 documents are reports more than once"),
        ("DELETE FROM store.report WHERE report_no = 3", "1 documents have no report"),
    ],
)
def test_keys_that_are_not_unique_are_never_published(tmp_path: Path, spoil: str, said: str) -> None:
    for accept in (False, True):
        reasons = night(tmp_path / "w.duckdb", reports(4), spoil=spoil, accept=accept)
        assert said in " ".join(reason for _, reason in reasons)
        assert {code for code, _ in reasons} == {"keys_not_unique"}
    assert not (tmp_path / "w.duckdb").exists()


def test_each_gate_says_what_it_means_and_its_thresholds_are_used() -> None:
    for one in gates.gates():
        assert all(f"${name}" in one.body for name in one.thresholds)


def test_a_warehouse_of_an_earlier_version_is_guarded_as_far_as_its_tables_tell(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    night(warehouse, reports(60))
    with duckdb.connect(str(warehouse)) as con:
        con.execute("UPDATE store.version SET schema_version = 0")
        con.execute("CREATE OR REPLACE TABLE store.report AS SELECT * EXCLUDE (reported_cells) FROM store.report")
    assert [code for code, _ in night(warehouse, reports(30))] == ["documents_vanished"]
    assert night(warehouse, reports(60)) == []
    assert generation.number(warehouse) == 2
