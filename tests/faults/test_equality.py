"""Whatever happened night by night: the exports are, byte for byte, those of a warehouse built from nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

from nights import PROJECT, Nights, exported

from gongkai.warehouse.restore import rollback

SAMPLES = sorted((PROJECT / "data/samples").glob("*.txt"))


def begin(reports: Path, _warehouse: Path) -> None:
    for sample in SAMPLES[:8]:
        shutil.copy(sample, reports)


def add(reports: Path, _warehouse: Path) -> None:
    (reports / "2020").mkdir()
    for sample in SAMPLES[8:12]:
        shutil.copy(sample, reports / "2020")
    (reports / "empty.txt").write_bytes(b"")
    (reports / "a menu.txt").write_text("本周食堂菜单：周一红烧肉，周二清蒸鱼。\n" * 9)


def change(reports: Path, _warehouse: Path) -> None:
    data = (reports / SAMPLES[2].name).read_bytes()
    (reports / SAMPLES[2].name).write_bytes(data.replace(b"0", b"1", 30))
    (reports / "second version.txt").write_bytes(data + b"\n(2)\n")


def remove(reports: Path, _warehouse: Path) -> None:
    (reports / SAMPLES[0].name).unlink()
    (reports / SAMPLES[5].name).rename(reports / "moved.txt")
    (reports / "empty.txt").unlink()


def add_again(reports: Path, _warehouse: Path) -> None:
    shutil.copy(SAMPLES[0], reports / "0 came back.txt")
    shutil.copy(SAMPLES[0], reports)


def spoil(reports: Path, _warehouse: Path) -> None:
    (reports / SAMPLES[3].name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)


def change_most(reports: Path, _warehouse: Path) -> None:
    for file in sorted(reports.rglob("*.txt"))[3:]:
        file.write_bytes(file.read_bytes() + b"\n(3)\n")


def roll_back(_reports: Path, warehouse: Path) -> None:
    rollback(warehouse, None)


def damage(_reports: Path, warehouse: Path) -> None:
    warehouse.unlink()
    warehouse.write_bytes(b"")


HISTORY: list[tuple[Callable[[Path, Path], None], str]] = [
    (begin, "one"),
    (add, "one"),
    (change, "one"),
    (remove, "two"),  # another reader: everything is read again
    (add_again, "two"),
    (spoil, "one"),
    (change_most, "one"),  # the file is written anew with what stays
    (roll_back, "one"),
    (damage, "three"),
]


def test_many_nights_give_the_same_exports_as_one(tmp_path: Path, process: Nights) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w.duckdb"
    reports.mkdir()
    for number, (happening, reader) in enumerate(HISTORY):
        happening(reports, warehouse)
        status, said = process.night(reports, warehouse, reader=reader)
        assert status == 0, said
        scratch = tmp_path / f"scratch {number}.duckdb"
        assert process.night(reports, scratch, reader=reader)[0] == 0
        for file_format in ("parquet", "csv") if happening is HISTORY[-1][0] else ("parquet",):
            grown = exported(warehouse, tmp_path / f"{number} grown {file_format}", file_format)
            assert len(grown) > 20
            assert grown == exported(scratch, tmp_path / f"{number} scratch {file_format}", file_format)
