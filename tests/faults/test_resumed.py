"""A night that was killed goes on where it was: complete batches are not read again, and nobody can tell afterwards."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from nights import PROJECT, Nights, exported
from test_killed import assert_whole

SAMPLES = sorted((PROJECT / "data/samples").glob("*.txt"))[:12]
AT_HAND = "A run that was killed had read {} of the documents: they count here."


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, sample in enumerate(SAMPLES):
        shutil.copy(sample, folder / f"{number:02}.txt")
    (folder / "04 menu.txt").write_text("本周食堂菜单：周一红烧肉，周二清蒸鱼。\n" * 9)
    return folder


def add_one_before(reports: Path) -> None:
    """Every later document lies in another batch then."""
    shutil.copy(PROJECT / "data/samples/2021_tab_hongqiao.txt", reports / "00 before.txt")


def change_one(reports: Path) -> None:
    (reports / "01.txt").write_bytes((reports / "01.txt").read_bytes() + b"\n(2)\n")


def take_one_out(reports: Path) -> None:
    (reports / "02.txt").unlink()


def tell_of_one(reports: Path) -> None:
    (reports / "manifest.csv").write_text("file,url\n03.txt,http://www.example.gov.cn/3\n")


def nothing(_reports: Path) -> None:
    pass


# What happens between the kill and the next night, and how many of the eight documents are still those that were read.
HAPPENINGS: list[tuple[Callable[[Path], None], int]] = [
    (nothing, 8), (add_one_before, 8), (change_one, 7), (take_one_out, 7), (tell_of_one, 7),
]  # fmt: skip


@pytest.mark.parametrize(("happening", "at_hand"), HAPPENINGS)
def test_what_was_read_is_not_read_again(
    tmp_path: Path, reports: Path, process: Nights, happening: Callable[[Path], None], at_hand: int
) -> None:
    """Killed after four batches of two documents; the fourth of these is no report."""
    warehouse = tmp_path / "w.duckdb"
    assert process.night(reports, warehouse, killed_with=4)[0] == -signal.SIGKILL
    happening(reports)
    status, said = process.night(reports, warehouse)
    assert status == 0, said
    assert said == f"{AT_HAND.format(at_hand)} generation 1 published True"
    assert assert_whole(warehouse) == 1
    assert process.night(reports, tmp_path / "undisturbed.duckdb")[0] == 0
    assert exported(warehouse, tmp_path / "one") == exported(tmp_path / "undisturbed.duckdb", tmp_path / "two")
    assert process.night(reports, warehouse) == (0, "generation 1 published False")


def test_what_another_reader_read_is_read_again(tmp_path: Path, reports: Path, process: Nights) -> None:
    assert process.night(reports, tmp_path / "w.duckdb", killed_with=4, reader="one")[0] == -signal.SIGKILL
    assert process.night(reports, tmp_path / "w.duckdb", reader="two") == (0, "generation 1 published True")


def test_at_each_batch_a_night_may_be_killed_again_and_again(tmp_path: Path, reports: Path, process: Nights) -> None:
    warehouse = tmp_path / "w.duckdb"
    for _ in range(5):
        assert process.night(reports, warehouse, killed_with=1)[0] == -signal.SIGKILL
    assert process.night(reports, warehouse) == (0, f"{AT_HAND.format(10)} generation 1 published True")
    (reports / "new.txt").write_bytes((reports / "00.txt").read_bytes() + b"\n(3)\n")
    assert process.night(reports, warehouse, killed_with=0)[0] == -signal.SIGKILL
    assert process.night(reports, warehouse) == (0, "generation 2 published True")


@pytest.mark.parametrize("spoil", ["cut", "missing", "empty"])
def test_a_batch_that_is_not_whole_is_read_again(tmp_path: Path, reports: Path, process: Nights, spoil: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    assert process.night(reports, warehouse, killed_with=4)[0] == -signal.SIGKILL
    file = tmp_path / ".w.work/batch-000001/fact.parquet"
    data = file.read_bytes()
    if spoil == "missing":
        file.unlink()
    else:
        file.write_bytes(data[: len(data) // 2] if spoil == "cut" else b"")
    assert process.night(reports, warehouse) == (0, f"{AT_HAND.format(6)} generation 1 published True")
    assert assert_whole(warehouse) == 1
