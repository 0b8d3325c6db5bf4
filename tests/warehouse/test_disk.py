"""Logs that others left, links, strange paths, full disks: the published file and every later night are safe."""

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from made import make_report, publish

from gongkai.warehouse import gates, generation, restore, stata_and_spss
from gongkai.warehouse.database import WarehouseError, open_to_read
from gongkai.warehouse.disk import UnwritableError, disk_told, replacing
from gongkai.warehouse.export import ExportError, export
from gongkai.warehouse.generation import located

WRITER = """
import os, signal, sys, duckdb
con = duckdb.connect(sys.argv[1])
con.execute("CREATE TABLE mine AS SELECT 1")
print("written", flush=True)
os.kill(os.getpid(), signal.SIGKILL) if sys.argv[2] == "killed" else sys.stdin.read()
"""


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def leave_a_log(file: Path) -> None:
    """As a program leaves it that writes to the file and is killed."""
    subprocess.run([sys.executable, "-c", WRITER, str(file), "killed"], check=False, stdout=subprocess.PIPE)
    assert file.with_name(f"{file.name}.wal").exists()


def mend(warehouse: Path) -> list[str]:
    restore.require_buildable(warehouse)
    with generation.building(warehouse) as work:
        return restore.repair(warehouse, work, keep=3)


def test_a_log_that_a_killed_program_left_is_set_aside(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"))
    published = warehouse.read_bytes()
    leave_a_log(warehouse)
    (said,) = mend(warehouse)
    assert said.startswith(
        "Another program had written to w.duckdb and was killed; the log that it left is set aside as"
    )
    assert warehouse.read_bytes() == published
    publish(warehouse, make_report("b"))
    assert rows(warehouse, "SELECT count(*) FROM reports") == [(1,)]
    assert mend(warehouse) == []


@pytest.mark.parametrize("which", ["published", "kept"])
def test_a_log_that_was_left_while_a_night_was_built_stops_no_later_one(tmp_path: Path, which: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"))
    publish(warehouse, make_report("b"))
    leave_a_log(warehouse if which == "published" else generation.kept(warehouse)[1])
    publish(warehouse, make_report("c"))
    for file in (warehouse, *generation.kept(warehouse).values()):
        assert rows(file, "SELECT count(*) FROM reports") == [(1,)]
    aside = list(tmp_path.rglob("*.wal*"))
    assert len(aside) == 1 and all(generation.is_own(str(file), warehouse) for file in aside), "it is no document"


def test_a_log_from_before_does_not_make_good_files_look_damaged(tmp_path: Path) -> None:
    """What an earlier version left: a new file was put beside an old log, and nobody could open it."""
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"))
    leave_a_log(warehouse)
    log = warehouse.with_name("w.duckdb.wal")
    kept_log = log.read_bytes()
    log.unlink()
    publish(warehouse, make_report("b"))
    log.write_bytes(kept_log)
    with pytest.raises(WarehouseError):
        open_to_read(warehouse)
    assert "set aside as w.duckdb.wal.damaged-" in mend(warehouse)[0]
    assert rows(warehouse, "SELECT max(generation) FROM runs") == [(2,)]


def test_a_program_that_still_writes_is_not_disturbed(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"))
    command = [sys.executable, "-c", WRITER, str(warehouse), "stays"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout and writer.stdout.readline() == "written\n"
        for call in (mend, lambda warehouse: publish(warehouse, make_report("b"))):
            with pytest.raises(WarehouseError, match=r"has .* open for writing"):
                call(warehouse)
        assert warehouse.with_name("w.duckdb.wal").exists()
        writer.kill()
    assert len(mend(warehouse)) == 1


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "w.duckdb"
    link.symlink_to(tmp_path / "disk/real.duckdb")
    for name in "ab":
        publish(located(link), make_report(name))
    assert link.is_symlink()
    assert rows(link, "SELECT max(generation) FROM runs") == [(2,)]
    assert list(generation.kept(located(link))) == [1]
    assert restore.rollback(link, None) == (1, 3)
    assert link.is_symlink() and not (tmp_path / "generations").exists()


@pytest.mark.parametrize("name", ["a?b", "a*b", "a\\b"])
def test_a_path_that_duckdb_would_misread_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(WarehouseError, match=r"which DuckDB takes for something else\. Name another one: --warehouse"):
        located(tmp_path / name / "w.duckdb")


@pytest.mark.parametrize("name", ["[a]", "a'b", 'a"b', "{a}", "a b", "%41", "年报", "#"])
def test_any_other_path_is_as_good_as_another(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    for report in "ab":
        publish(located(folder / "w.duckdb"), make_report(report))
    assert rows(folder / "w.duckdb", "SELECT reports_held FROM runs") == [(1,), (1,)]


@contextmanager
def full(size: int) -> Iterator[None]:
    """No file may be larger: the write fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_an_export_that_a_full_disk_stopped_leaves_what_was_there_and_can_be_written_again(tmp_path: Path) -> None:
    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "export"
    publish(warehouse, make_report("a"))
    sizes = (0, 1_000, 20_000)
    with open_to_read(warehouse) as con:
        for size in sizes:
            with full(size), pytest.raises(UnwritableError, match=r"could not be written.* MB are free in"):
                export(con, folder, "csv")
            assert not folder.exists(), size
        export(con, folder, "csv")
        before = files(folder)
        for size in sizes:
            with full(size), pytest.raises(UnwritableError):
                export(con, folder, "parquet")
            assert files(folder) == before, size
        (folder / ".unfinished").mkdir()  # as kill -9 leaves it
        (folder / ".unfinished/facts.parquet").write_bytes(b"half a fi")
        export(con, folder, "csv")
        assert files(folder) == before
        (tmp_path / "new/.unfinished").mkdir(parents=True)
        export(con, tmp_path / "new", "csv")
        assert files(tmp_path / "new") == before
        (tmp_path / "other").mkdir()
        (tmp_path / "other/thesis.txt").write_text("mine")
        with pytest.raises(ExportError, match="holds other files"):
            export(con, tmp_path / "other", "csv")


def test_an_answer_takes_the_place_of_an_earlier_one_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "answer.csv"
    file.write_text("earlier")
    with pytest.raises(ZeroDivisionError), replacing(file) as new:
        new.write_text("hal")
        raise ZeroDivisionError
    assert (file.read_text(), [one.name for one in tmp_path.iterdir()]) == ("earlier", ["answer.csv"])
    (tmp_path / "link.csv").symlink_to(file)
    with replacing(tmp_path / "link.csv") as new:
        new.write_text("later")
    assert (file.read_text(), (tmp_path / "link.csv").is_symlink()) == ("later", True)
    with replacing(Path("/dev/null")) as new:
        assert new == Path("/dev/null")


BROKEN: list[Callable[[Path], object]] = [
    lambda file: file.write_text("{"),
    lambda file: file.write_text("[1]"),
    lambda file: file.write_text('{"refused": "2026-03-01"}'),
    lambda file: file.write_text('{"refused": 1, "roots": [], "counts": {"a": 1}, "reasons": []}'),
    lambda file: file.write_bytes(b"\xff\xfe"),
    lambda file: file.mkdir(),
]


@pytest.mark.parametrize("spoil", BROKEN)
def test_a_note_of_a_refusal_that_is_damaged_says_so(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    warehouse = tmp_path / "w.duckdb"
    spoil(tmp_path / ".w.refused.json")
    told = gates.refused(warehouse)
    assert told is not None and told["refused"] is None
    gates.forget_refusal(warehouse)
    assert gates.refused(warehouse) is None


def test_a_file_among_the_generations_that_is_none_stops_nothing(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, make_report("a"))
    (tmp_path / "generations").mkdir()
    (tmp_path / "generations/w.99999999999999999999.duckdb").write_text("")
    publish(warehouse, make_report("b"))
    assert generation.number(warehouse) == 2


@pytest.mark.parametrize("file_format", ["dta", "sav"])
def test_a_full_disk_is_told_of_files_for_stata_and_spss_to_the_last_byte(tmp_path: Path, file_format: str) -> None:
    """pyreadstat says nothing where the last bytes found no place."""
    rows, file = tmp_path / "rows.parquet", tmp_path / f"t.{file_format}"
    pl.DataFrame({"a": [1, 2, 3], "b": ["x", None, "yy"]}).write_parquet(rows)

    def write() -> None:
        labels = stata_and_spss.Labels("title", {"a": "what"}, {"a": {1: "one"}})
        stata_and_spss.write(rows, file, labels, date(2026, 3, 1))

    write()
    whole = file.read_bytes()
    for size in (0, 1, 100, len(whole) // 2, len(whole) - 1):
        with full(size), pytest.raises(UnwritableError, match="MB are free"), disk_told(tmp_path, "Not written."):
            write()
    with full(len(whole)):
        write()
    assert file.read_bytes() == whole


@pytest.mark.parametrize("file_format", ["dta", "sav"])
def test_an_export_for_stata_or_spss_that_a_full_disk_stopped_leaves_what_was_there(
    tmp_path: Path, file_format: str
) -> None:
    warehouse, folder = tmp_path / "w.duckdb", tmp_path / "export"
    publish(warehouse, make_report("a"))
    with open_to_read(warehouse) as con:
        export(con, folder, "csv")
        before = files(folder)
        with full(20_000), pytest.raises(UnwritableError, match=r"could not be written.* MB are free in"):
            export(con, folder, file_format)
        assert files(folder) == before


def test_free_space_is_told_as_it_was_and_not_beside_what_is_forbidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [0]
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free[0]))
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: free.__setitem__(0, 14_000_000))
    with pytest.raises(UnwritableError, match=" 0 MB are free in"), generation.building(tmp_path / "w.duckdb"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(UnwritableError, match="Permission denied") as forbidden, disk_told(tmp_path, "Not written."):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    assert "MB are free" not in str(forbidden.value)


def test_an_export_that_is_stopped_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path / "w.duckdb", make_report("a"))

    def stopped(*_: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("gongkai.warehouse.export.write", stopped)
    (tmp_path / "there").mkdir()
    for name in ("there", "new"):
        with open_to_read(tmp_path / "w.duckdb") as con, pytest.raises(RuntimeError):
            export(con, tmp_path / name, "csv")
    assert list((tmp_path / "there").iterdir()) == []
    assert not (tmp_path / "new").exists()
