"""Generations: a warehouse is built beside the published one, and takes its place by a rename.

gongkai.duckdb                          the published file; nobody ever writes to it
generations/gongkai.12.duckdb           the generations before it, under their numbers
.gongkai.work/                          where the next one is built, while a run is going on
.gongkai.lock                           held by the run that is going on
.gongkai.pinned                         there while people want no other generation published
gongkai.duckdb.damaged-20260301T020000  a published file that could not be read any more, set aside
gongkai.duckdb.wal.damaged-…            a log that another program left beside it, set aside

A warehouse that is a link is the file that it leads to: all of this lies beside that.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import duckdb

from gongkai.errors import GongkaiError
from gongkai.warehouse.database import WarehouseError, require_unlocked, schema_version
from gongkai.warehouse.disk import disk_told
from gongkai.words import _, listed

KEPT = 3
_DAMAGED = ".damaged-"
_LOG = ".wal"  # DuckDB's, beside the file that it belongs to
_STRANGE = "?*\\"  # DuckDB takes them in a path for something of its own


class BusyError(GongkaiError):
    """Another run is building this warehouse: a sentence for people."""


def located(warehouse: Path) -> Path:
    """The file itself, where the name is a link: a rename would take the place of the link. Raises WarehouseError."""
    file = warehouse.resolve() if warehouse.is_symlink() else warehouse
    if file.is_dir():
        raise WarehouseError(_("{file} is a folder. Name a file: --warehouse").format(file=file))
    strange = [sign for sign in _STRANGE if sign in str(file.absolute())]
    if strange:
        raise WarehouseError(
            _(
                "The path {file} holds {strange}, which DuckDB takes for something else. Name another one: --warehouse"
            ).format(file=file.absolute(), strange=" and ".join(strange))
        )
    return file


@contextmanager
def building(warehouse: Path, is_kept: Callable[[Path], bool] | None = None) -> Iterator[Path]:
    """A folder to build in, for one run at a time. It goes away afterwards, whatever happens but a kill.

    is_kept: what in the folder of a run that was killed is of use; without it, nothing is. Raises BusyError, or
    UnwritableError where the disk fails.
    """
    what = "The generation could not be written: the warehouse is as it was."
    with disk_told(warehouse.parent, what), _alone(warehouse):
        work = _work(warehouse)
        _clear(work, is_kept or (lambda _: False))
        try:
            with disk_told(warehouse.parent, what):
                yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def is_left_over(warehouse: Path) -> bool:
    """Whether a run is going on, or was killed: the folder that it works in is there."""
    return _work(warehouse).exists()


def _work(warehouse: Path) -> Path:
    return warehouse.parent / f".{warehouse.stem}.work"


def _clear(work: Path, is_kept: Callable[[Path], bool]) -> None:
    work.mkdir(exist_ok=True)
    for thing in work.iterdir():
        if not is_kept(thing):
            shutil.rmtree(thing) if thing.is_dir() else thing.unlink()


@contextmanager
def _alone(warehouse: Path) -> Iterator[None]:
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with _lock(warehouse).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(
                _("Another run is building {warehouse} just now. Try again when it is done.").format(
                    warehouse=warehouse
                )
            ) from error
        yield


def number(warehouse: Path) -> int:
    """The number of the published generation; 0 where none is published. Raises WarehouseError."""
    if not warehouse.exists():
        return 0
    schema_version(warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        return int(con.execute("SELECT max(generation) FROM store.run").fetchall()[0][0])


def newest(warehouse: Path) -> int:
    """The highest number that a generation of this warehouse has; 0 where there is none. Raises WarehouseError."""
    return max(number(warehouse), *kept(warehouse), 0)


def file_of(warehouse: Path, wanted: int) -> Path:
    """The file of a generation, the published one or a kept one. Raises WarehouseError."""
    files = kept(warehouse) | ({number(warehouse): warehouse} if warehouse.exists() else {})
    if wanted not in files:
        there = listed(map(str, sorted(files))) or _("none")
        raise WarehouseError(
            _("Generation {wanted} of {warehouse} is not kept. There are: {there}.").format(
                wanted=wanted, warehouse=warehouse, there=there
            )
        )
    return files[wanted]


def is_known(warehouse: Path) -> bool:
    """Whether a warehouse was built here before, whatever lies here now: another's file is not to be touched."""
    return _lock(warehouse).exists()


def pin(warehouse: Path, what: str) -> None:
    """From now on no run publishes anything. what: what is published, for people."""
    _pin(warehouse).write_text(f"{what} on {datetime.now(UTC):%Y-%m-%d}", encoding="utf-8")


def pinned(warehouse: Path) -> str | None:
    """What the warehouse is pinned to; None where it is not."""
    try:
        return _pin(warehouse).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def unpin(warehouse: Path) -> bool:
    """Whether it was pinned."""
    was = pinned(warehouse) is not None
    _pin(warehouse).unlink(missing_ok=True)
    return was


def _pin(warehouse: Path) -> Path:
    return warehouse.parent / f".{warehouse.stem}.pinned"


def is_own(file: str, warehouse: Path) -> bool:
    """Whether it is a file of this warehouse, which may lie below a source: published, kept, its log, or set aside."""
    if not file.startswith(str(warehouse.parent)):  # nearly always
        return False
    path = Path(file)
    name = path.name.removeprefix(warehouse.name).removeprefix(_LOG)
    beside = path.parent == warehouse.parent and path.name.startswith(warehouse.name)
    return (beside and (not name or name.startswith(_DAMAGED))) or warehouse.parent / "generations" in path.parents


def set_aside(file: Path) -> Path:
    """Put a damaged file, or a log, out of the way; nothing is deleted. Returns its new name."""
    name = f"{file.name}{_DAMAGED}{datetime.now(UTC):%Y%m%dT%H%M%S}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return file.rename(next(one for one in map(file.with_name, names) if not one.exists()))


def logs(warehouse: Path) -> list[Path]:
    """What other programs left beside the published file and the kept ones."""
    return [_log(file) for file in (warehouse, *kept(warehouse).values()) if _log(file).exists()]


def set_logs_aside(warehouse: Path) -> list[Path]:
    """Put out of the way what programs left that wrote to the published file or a kept one, and were killed.

    Such a log belongs to the file that it was written for: beside another one of the same name, nobody can open either.
    The file itself is as it was published. Returns their new names. Raises WarehouseError where the program still runs.
    """
    left = logs(warehouse)
    for log in left:
        require_unlocked(log.with_name(log.name.removesuffix(_LOG)))
    return [set_aside(log) for log in left]


def kept(warehouse: Path) -> dict[int, Path]:
    """Number -> file of the earlier generations that are still there, the oldest first."""
    name = re.compile(re.escape(warehouse.stem) + r"\.(\d{1,9})" + re.escape(warehouse.suffix))
    files = (warehouse.parent / "generations").glob("*")
    return dict(sorted((int(match[1]), file) for file in files if (match := name.fullmatch(file.name))))


def close(con: duckdb.DuckDBPyConnection, built: Path) -> None:
    """Put everything into the one file, and let go of it. Raises RuntimeError if it did not all go in."""
    con.execute("CHECKPOINT")
    con.close()
    # A log left beside the published file would belong to no file that anybody can open.
    if _log(built).exists():
        raise RuntimeError(f"DuckDB left a log beside {built}: the generation is not published.")


def publish(built: Path, warehouse: Path, keep: int = KEPT) -> None:
    """Put the built file in the place of the published one, which is kept as the generation before.

    Whoever has the published file open goes on reading what he opened. keep: how many earlier generations stay.
    Raises WarehouseError where a program has it open for writing.
    """
    _sync(built)
    set_logs_aside(warehouse)
    if warehouse.exists():
        earlier = warehouse.parent / "generations"
        earlier.mkdir(exist_ok=True)
        _link(warehouse, earlier / f"{warehouse.stem}.{number(warehouse)}{warehouse.suffix}")
    built.replace(warehouse)
    _sync(warehouse.parent)
    for file in list(kept(warehouse).values())[: -keep or None]:
        file.unlink()


def _log(file: Path) -> Path:
    return file.with_name(f"{file.name}{_LOG}")


def _lock(warehouse: Path) -> Path:
    return warehouse.parent / f".{warehouse.stem}.lock"


def _link(file: Path, name: Path) -> None:
    """A second name for the same bytes, or a copy where the file system has no such names."""
    unfinished = name.with_name(f".{name.name}.tmp")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.hardlink_to(file)
    except OSError:
        shutil.copy2(file, unfinished)
        _sync(unfinished)
    unfinished.replace(name)
    unfinished.unlink(missing_ok=True)  # two names of one file: the rename did nothing


def _sync(path: Path) -> None:
    """Wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
