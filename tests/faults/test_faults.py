"""A full disk, a folder that is closed, two runs at once, a clock that jumps, a reader that holds the old file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nights import PROJECT, Nights, nights

from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.generation import kept, number

TEXT = (PROJECT / "data/samples/2021_tab_hongqiao.txt").read_bytes().decode("utf-16")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    write(folder, 0)
    return folder


def write(folder: Path, name: int) -> None:
    (folder / f"{name}.txt").write_text(f"{TEXT}\n{name}")


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def left_over(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name not in ("reports", "generations"))


def test_on_a_full_disk_nothing_is_published_and_the_next_night_does_it(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    """The size that a file may have is limited, at every step from the first shard to the finished file."""
    warehouse = tmp_path / "w.duckdb"
    for size in (0, 20_000, 1_000_000):  # a first night
        status, said = process.night(reports, warehouse, file_size=size)
        assert status == 1 and "could not be written" in said, said
        assert left_over(tmp_path) == [".w.lock"]
    assert process.night(reports, warehouse)[0] == 0
    before = warehouse.read_bytes()
    write(reports, 1)
    for size in (0, 1_000, 20_000, 300_000, 1_000_000, len(before) - 1):
        status, said = process.night(reports, warehouse, file_size=size)
        assert status == 1, said
        assert "The generation could not be written: the warehouse is as it was." in said
        assert "File too large" in said or "Could not write" in said, said
        assert warehouse.read_bytes() == before
        assert left_over(tmp_path) == [".w.lock", "w.duckdb"], "half a generation is not left lying about"
    assert process.night(reports, warehouse)[0] == 0
    assert rows(warehouse, "SELECT count(*) FROM reports") == [(2,)]


def test_two_runs_at_once_do_not_disturb_each_other(tmp_path: Path, reports: Path, process: Nights) -> None:
    warehouse = tmp_path / "w.duckdb"
    with nights() as other:
        endings = []
        for turn in range(3):
            write(reports, turn)
            process.begin(reports, warehouse)
            other.begin(reports, warehouse)
            endings += [process.end(), other.end()]
    assert {status for status, _ in endings} <= {0, 1}
    assert all("Another run is building" in said for status, said in endings if status == 1)
    assert process.night(reports, warehouse)[0] == 0
    numbers = [generation for (generation,) in rows(warehouse, "SELECT generation FROM runs ORDER BY generation")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert rows(warehouse, "SELECT count(*) FROM reports") == [(3,)]


def test_a_clock_that_jumps_back_loses_nothing(tmp_path: Path, reports: Path, process: Nights) -> None:
    """Generations are told apart by number, documents by size, time of the file and bytes: not by what time it is."""
    warehouse = tmp_path / "w.duckdb"
    assert process.night(reports, warehouse)[0] == 0
    write(reports, 1)
    os.utime(reports / "1.txt", (1, 1))
    assert process.night(reports, warehouse, clock=-10 * 365 * 86400)[0] == 0
    write(reports, 2)
    os.utime(reports / "2.txt", (4e9, 4e9))
    os.utime(reports / "0.txt", (1, 1))
    assert process.night(reports, warehouse, clock=10 * 365 * 86400)[0] == 0
    assert rows(warehouse, "SELECT generation, reports_held FROM runs ORDER BY generation") == [(1, 1), (2, 2), (3, 3)]
    (first, second, third) = (when for (when,) in rows(warehouse, "SELECT started FROM runs ORDER BY generation"))
    assert second < first < third, "the clock did jump"
    assert list(kept(warehouse)) == [1, 2]
    assert process.night(reports, warehouse) == (0, "generation 3 published False")


READER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(con.execute("SELECT count(*), sum(value) FROM facts").fetchall(), flush=True)
"""


def test_a_reader_that_holds_the_old_file_for_hours_sees_it_unchanged(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    """Also when its generation is long thrown away."""
    warehouse = tmp_path / "w.duckdb"
    assert process.night(reports, warehouse)[0] == 0
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as analyst:
        assert analyst.stdin and analyst.stdout
        answers = []
        for turn in range(1, 6):
            analyst.stdin.write("?\n")
            analyst.stdin.flush()
            answers.append(analyst.stdout.readline())
            write(reports, turn)
            assert process.night(reports, warehouse)[0] == 0
        analyst.stdin.close()
        assert analyst.wait(900) == 0
    assert len(set(answers)) == 1 and "[(20" in answers[0]
    assert min(kept(warehouse)) == 3, "what the analyst read has no name any more"
    assert number(warehouse) == 6


# Nothing is forbidden to root, unless that right is laid down first.
OBEDIENT = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override") if os.geteuid() == 0 else ()


@pytest.mark.skipif(OBEDIENT != () and not shutil.which("setpriv"), reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, reports: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    with nights(*OBEDIENT) as process:
        assert process.night(reports, folder / "w.duckdb")[0] == 0
        before = (folder / "w.duckdb").read_bytes()
        write(reports, 1)
        folder.chmod(0o500)
        status, said = process.night(reports, folder / "w.duckdb")
        assert status == 1
        assert "Permission denied" in said
        assert (folder / "w.duckdb").read_bytes() == before
        folder.chmod(0o700)
        assert process.night(reports, folder / "w.duckdb")[0] == 0
    assert rows(folder / "w.duckdb", "SELECT count(*) FROM reports") == [(2,)]


def test_a_warehouse_below_what_is_no_folder_is_said(tmp_path: Path, reports: Path, process: Nights) -> None:
    """Holds for root, too."""
    (tmp_path / "file").write_text("not a folder")
    status, said = process.night(reports, tmp_path / "file/w.duckdb")
    assert status == 1
    assert "Not a directory" in said or "File exists" in said
