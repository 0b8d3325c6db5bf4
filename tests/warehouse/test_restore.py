"""An earlier generation is published again: on request, or because the published file is damaged or gone."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made import make_report, publish

from gongkai.warehouse import generation
from gongkai.warehouse.database import DamagedError, WarehouseError, is_sound, open_to_read
from gongkai.warehouse.restore import repair, require_buildable, rollback


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def mend(warehouse: Path) -> list[str]:
    require_buildable(warehouse)
    with generation.building(warehouse) as work:
        return repair(warehouse, work, keep=9)


def test_a_generation_comes_back_under_a_new_number_and_history_stays(three_generations: Path) -> None:
    warehouse = three_generations
    assert rollback(warehouse, None) == (2, 4)
    assert rows(warehouse, "SELECT town FROM reports") == [("第2镇",)]
    assert rows(warehouse, "SELECT generation, note FROM runs") == [
        (1, None),
        (2, None),
        (3, None),
        (4, "Generation 2 again: rolled back."),
    ]
    assert rows(warehouse, "SELECT found, reports + duplicates + quarantined FROM runs")[-1] == (0, 0)
    assert rows(warehouse, "SELECT count(*) FROM changes WHERE what = 'document'") == [(1,)]
    assert list(generation.kept(warehouse)) == [1, 2, 3]
    publish(warehouse, make_report("5", town="第5镇"))
    assert generation.number(warehouse) == 5
    assert rollback(warehouse, 3) == (3, 6)
    assert rows(warehouse, "SELECT town FROM reports") == [("第3镇",)]


def test_what_cannot_come_back_is_said(tmp_path: Path, three_generations: Path) -> None:
    publish(tmp_path / "one.duckdb", make_report())
    with pytest.raises(WarehouseError, match="nothing to go back to"):
        rollback(tmp_path / "one.duckdb", None)
    warehouse = three_generations
    with pytest.raises(WarehouseError, match=r"Generation 9 of .* is not kept. There are: 1, 2, 3."):
        rollback(warehouse, 9)
    with pytest.raises(WarehouseError, match="Generation 3 is the published one"):
        rollback(warehouse, 3)
    spoil_in_the_middle(generation.kept(warehouse)[1])
    with pytest.raises(WarehouseError, match="is damaged: it cannot be published again"):
        rollback(warehouse, 1)
    assert rows(warehouse, "SELECT town FROM reports") == [("第3镇",)]


def cut_off(file: Path) -> None:
    data = file.read_bytes()
    file.unlink()  # the kept generations may be other names of the same bytes
    file.write_bytes(data[: len(data) // 2])


def empty(file: Path) -> None:
    file.unlink()
    file.write_bytes(b"")


def spoil_in_the_middle(file: Path) -> None:
    """Wherever the title stands: some of the blocks are free, and harm nobody."""
    data = file.read_bytes().replace("年度报告".encode(), b"x" * 12)
    file.unlink()
    file.write_bytes(data)


def overwrite(file: Path) -> None:
    file.unlink()
    file.write_text("<html>Not found</html>" * 1000)


@pytest.mark.parametrize("spoil", [cut_off, empty, spoil_in_the_middle, overwrite])
def test_a_damaged_file_is_set_aside_and_the_newest_good_generation_takes_its_place(
    tmp_path: Path, three_generations: Path, spoil: Callable[[Path], None]
) -> None:
    warehouse = three_generations
    assert mend(warehouse) == []
    spoil(warehouse)
    spoiled = warehouse.read_bytes()
    (said,) = mend(warehouse)
    assert "was damaged; it is set aside as w.duckdb.damaged-2" in said
    assert "Generation 2 was published again in its place, as generation 4." in said
    (aside,) = tmp_path.glob("*.damaged-*")
    assert aside.read_bytes() == spoiled, "nothing is deleted"
    assert generation.is_own(str(aside), warehouse), "it is no document of its own source"
    assert is_sound(warehouse)
    assert rows(warehouse, "SELECT town FROM reports") == [("第2镇",)]
    assert rows(warehouse, "SELECT generation, note FROM runs") == [
        (1, None),
        (2, None),
        (4, "Generation 2 again: the published file was damaged or gone."),
    ]


def test_damaged_generations_are_passed_over(tmp_path: Path, three_generations: Path) -> None:
    warehouse = three_generations
    cut_off(warehouse)
    spoil_in_the_middle(generation.kept(warehouse)[2])
    (said,) = mend(warehouse)
    assert "Generation 1 was published again" in said
    spoil_in_the_middle(generation.kept(warehouse)[1])
    empty(warehouse)
    (said,) = mend(warehouse)
    assert said.endswith("No earlier generation can be read: every document is read again.")
    assert not warehouse.exists()
    assert len(list(tmp_path.glob("*.damaged-*"))) == 2


def test_a_published_file_that_is_gone_is_replaced(three_generations: Path) -> None:
    warehouse = three_generations
    warehouse.unlink()
    (said,) = mend(warehouse)
    assert said.endswith("was gone. Generation 2 was published again in its place, as generation 4.")


def test_the_file_of_another_is_never_touched(tmp_path: Path) -> None:
    """It lies where no run ever built a warehouse."""
    thesis = tmp_path / "thesis.doc"
    thesis.write_text("mine")
    with pytest.raises(DamagedError, match="is no warehouse of gongkai, or is damaged"):
        require_buildable(thesis)
    other = tmp_path / "other.duckdb"
    duckdb.connect(str(other)).close()
    with pytest.raises(WarehouseError, match="is no warehouse of gongkai"):
        require_buildable(other)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["other.duckdb", "thesis.doc"]


def test_a_file_that_another_program_writes_to_is_not_taken_for_damaged(three_generations: Path) -> None:
    warehouse = three_generations
    code = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "open\n"
        with pytest.raises(WarehouseError, match=r"Another program has .* open for writing"):
            require_buildable(warehouse)
        other.communicate("")
    require_buildable(warehouse)


def test_rolling_back_repairs_a_damaged_file_as_well(three_generations: Path) -> None:
    warehouse = three_generations
    empty(warehouse)
    assert rollback(warehouse, 1) == (1, 5)
    assert rows(warehouse, "SELECT town FROM reports") == [("第1镇",)]
    assert rows(warehouse, "SELECT generation FROM runs") == [(1,), (2,), (4,), (5,)]


def test_what_a_killed_run_left_of_its_publishing_is_no_earlier_generation(
    tmp_path: Path, three_generations: Path
) -> None:
    warehouse = three_generations
    (tmp_path / "generations/w.3.duckdb").hardlink_to(warehouse)
    assert rollback(warehouse, None) == (2, 4)
    assert list(generation.kept(warehouse)) == [1, 2, 3]


def test_a_pinned_generation_stays_until_it_is_unpinned(three_generations: Path) -> None:
    warehouse = three_generations
    rollback(warehouse, 1, pin=True)
    with pytest.raises(WarehouseError, match=r"is pinned to generation 1, published again as 4 on .* --unpin"):
        require_buildable(warehouse)
    rollback(warehouse, 2)
    assert generation.pinned(warehouse), "another one may be published, by people"
    assert (generation.unpin(warehouse), generation.unpin(warehouse)) == (True, False)
    require_buildable(warehouse)


@pytest.mark.parametrize(
    "written",
    [
        "CREATE TABLE zz (a INTEGER)",
        "CREATE VIEW my AS SELECT 1 AS a",
        "CREATE TABLE store.zz (a INTEGER)",
        'CREATE SCHEMA "of mine"; CREATE TABLE "of mine".report (a INTEGER)',
    ],
)
def test_what_another_program_put_into_the_file_stops_no_night_and_does_not_stay(tmp_path: Path, written: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"))
    with duckdb.connect(str(warehouse)) as con:
        con.execute(written)
    assert mend(warehouse) == []
    publish(warehouse, make_report("b"))
    assert rows(warehouse, "SELECT count(*) FROM reports") == [(1,)]
    there = "SELECT count(*) FROM (FROM duckdb_tables() UNION ALL BY NAME FROM duckdb_views())"
    assert rows(warehouse, f"{there} WHERE table_name = 'zz' OR view_name = 'my' OR schema_name = 'of mine'") == [(0,)]


@pytest.mark.parametrize("table", ["fact", "report", "finding"])
def test_rows_that_another_program_deleted_come_back(tmp_path: Path, table: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"), make_report("b", town="中村乡"))
    publish(warehouse, make_report("a"), make_report("b", town="中村乡"))
    before = rows(warehouse, f"SELECT count(*) FROM store.{table}")
    assert before != [(0,)]
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(warehouse.read_bytes())  # the kept generation may be the same bytes
    with duckdb.connect(str(copy)) as con:
        con.execute(f"DELETE FROM store.{table} WHERE report_no = (SELECT min(report_no) FROM store.{table})")
    copy.replace(warehouse)
    assert not is_sound(warehouse)
    assert "Generation 1 was published again in its place" in mend(warehouse)[0]
    assert rows(warehouse, f"SELECT count(*) FROM store.{table}") == before
