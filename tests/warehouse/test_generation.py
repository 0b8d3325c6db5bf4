"""Generations: built beside, swapped in by a rename, and nobody who reads is disturbed."""

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from made import COUNTS, VERSION, make_ledger, make_report, publish

from gongkai.warehouse import build, generation
from gongkai.warehouse.database import WarehouseError, open_to_read
from gongkai.warehouse.shards import write_ledger


def sources(warehouse: Path) -> list[str]:
    with open_to_read(warehouse) as con:
        return [town for (town,) in con.execute("SELECT town FROM reports ORDER BY source").fetchall()]


def test_the_last_generations_are_kept_under_their_numbers(tmp_path: Path) -> None:
    warehouse = tmp_path / "deep/down/corpus.duckdb"
    for number in range(1, 6):
        publish(warehouse, make_report(town=f"第{number}镇"), keep=2)
    assert generation.number(warehouse) == 5
    assert sources(warehouse) == ["第5镇"]
    assert [file.name for file in generation.kept(warehouse).values()] == ["corpus.3.duckdb", "corpus.4.duckdb"]
    assert sources(generation.kept(warehouse)[3]) == ["第3镇"]
    assert sorted(file.name for file in warehouse.parent.iterdir()) == [".corpus.lock", "corpus.duckdb", "generations"]


def test_none_is_kept_if_none_is_wanted(tmp_path: Path) -> None:
    for _ in range(2):
        publish(tmp_path / "w.duckdb", make_report(), keep=0)
    assert generation.kept(tmp_path / "w.duckdb") == {}


def test_the_file_opens_in_earlier_versions_of_duckdb(tmp_path: Path) -> None:
    publish(tmp_path / "w.duckdb", make_report())
    publish(tmp_path / "w.duckdb", make_report())
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'w'").fetchall()
    assert "v1.4" in str(tags)


READER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
for _ in sys.stdin:
    print(con.execute("SELECT town, max(value) FROM facts GROUP BY town").fetchall(), flush=True)
"""


def test_whoever_has_the_published_file_open_is_not_disturbed(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report(town="前镇"))
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as analyst:  # fmt: skip

        def ask() -> str:
            assert analyst.stdin and analyst.stdout
            analyst.stdin.write("?\n")
            analyst.stdin.flush()
            return analyst.stdout.readline()

        before = ask()
        assert "前镇" in before
        publish(warehouse, make_report(town="后镇"))
        assert ask() == before
        assert sources(warehouse) == ["后镇"]
        publish(warehouse, make_report(town="再后镇"))
        assert ask() == before
        assert analyst.stdin
        analyst.stdin.close()
        assert analyst.wait(900) == 0


HOLDER = """
import sys, time
from pathlib import Path
from gongkai.warehouse import generation
with generation.building(Path(sys.argv[1])) as work:
    (work / "half.parquet").write_text("half")
    print("building", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_refused_and_what_a_dead_run_left_goes_away(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(warehouse)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "building\n"
        with pytest.raises(generation.BusyError, match="Another run is building"), generation.building(warehouse):
            pass
        assert (tmp_path / ".w.work/half.parquet").exists(), "the work of the run that goes on is left alone"
        other.kill()
        other.wait()
    time.sleep(0.1)
    with generation.building(warehouse) as work:
        assert list(work.iterdir()) == []
    assert not work.exists()


def test_a_failure_while_building_leaves_the_published_file_alone(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report(town="好镇"))
    before = warehouse.read_bytes()
    with pytest.raises(duckdb.Error), generation.building(warehouse) as work:
        (work / "batch-000000").mkdir()
        (work / "batch-000000" / "report.parquet").write_text("no Parquet")
        run = build.Run(datetime(2026, 3, 1), [], VERSION, COUNTS)
        write_ledger(work, make_ledger({}))
        build.build(warehouse, work, run)
    assert warehouse.read_bytes() == before
    assert generation.kept(warehouse) == {}


def test_what_is_no_warehouse_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="There is no warehouse"):
        open_to_read(tmp_path / "none.duckdb")
    (tmp_path / "text.duckdb").write_text("hello")
    with pytest.raises(WarehouseError, match="is no warehouse of gongkai"):
        open_to_read(tmp_path / "text.duckdb")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    with pytest.raises(WarehouseError, match="is no warehouse of gongkai"):
        open_to_read(tmp_path / "other.duckdb")
    publish(tmp_path / "w.duckdb", make_report())
    with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
        con.execute("UPDATE store.version SET schema_version = 99")
    with pytest.raises(WarehouseError, match="made by a later version"):
        open_to_read(tmp_path / "w.duckdb")
