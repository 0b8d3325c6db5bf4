"""Generations: a warehouse is built beside the published one, and takes its place by a rename.

gongkai.duckdb                          the published file; nobody ever writes to it
generations/gongkai.12.duckdb           the generations before it, under their numbers
.gongkai.work/                          where the next one is built, while a run is going on
.gongkai.lock                           held by the run that is going on
.gongkai.pinned                         there while people want no other generation published
gongkai.duckdb.damaged-20260301T020000  a published file that could not be read any more, set aside
"""

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

import duckdb

from warehouse.database import WarehouseError, schema_version

KEPT = 3
_DAMAGED = ".damaged-"
_DISK_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}


class UnwritableError(Exception):
    """The disk is full, or does not let us write: a sentence for people."""


class BusyError(Exception):
    """Another run is building this warehouse: a sentence for people."""


@contextmanager
def building(warehouse: Path) -> Iterator[Path]:
    """An empty folder to build in, for one run at a time. It goes away afterwards, whatever happens.

    What a run left that was killed goes away too. Raises BusyError, or UnwritableError where the disk fails.
    """
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    work = warehouse.parent / f".{warehouse.stem}.work"
    with _lock(warehouse).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"Another run is building {warehouse} just now. Try again when it is done.") from error
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        try:
            yield work
        except (OSError, duckdb.IOException, duckdb.FatalException, duckdb.OutOfMemoryException) as error:
            if isinstance(error, OSError) and error.errno not in _DISK_FAILS:
                raise
            free = shutil.disk_usage(warehouse.parent).free / 1e6
            raise UnwritableError(
                f"The generation could not be written: the warehouse is as it was. {free:,.0f} MB are free in"
                f" {warehouse.parent}. What was said: {str(error).splitlines()[0]}"
            ) from error
        finally:
            shutil.rmtree(work, ignore_errors=True)


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
        there = ", ".join(map(str, sorted(files))) or "none"
        raise WarehouseError(f"Generation {wanted} of {warehouse} is not kept. There are: {there}.")
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
    """Whether it is a file of this warehouse, which may lie below a source: published, kept or damaged."""
    if not file.startswith(str(warehouse.parent)):  # nearly always
        return False
    path = Path(file)
    aside = path.parent == warehouse.parent and path.name.startswith(f"{warehouse.name}{_DAMAGED}")
    return path == warehouse or aside or warehouse.parent / "generations" in path.parents


def set_aside(warehouse: Path) -> Path:
    """Put a damaged file out of the way; nothing is deleted. Returns its new name."""
    name = f"{warehouse.name}{_DAMAGED}{datetime.now(UTC):%Y%m%dT%H%M%S}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return warehouse.rename(next(file for file in map(warehouse.with_name, names) if not file.exists()))


def kept(warehouse: Path) -> dict[int, Path]:
    """Number -> file of the earlier generations that are still there, the oldest first."""
    name = re.compile(re.escape(warehouse.stem) + r"\.(\d+)" + re.escape(warehouse.suffix))
    files = (warehouse.parent / "generations").glob("*")
    return dict(sorted((int(match[1]), file) for file in files if (match := name.fullmatch(file.name))))


def close(con: duckdb.DuckDBPyConnection, built: Path) -> None:
    """Put everything into the one file, and let go of it. Raises RuntimeError if it did not all go in."""
    con.execute("CHECKPOINT")
    con.close()
    # A log left beside the published file would belong to no file that anybody can open.
    if built.with_name(f"{built.name}.wal").exists():
        raise RuntimeError(f"DuckDB left a log beside {built}: the generation is not published.")


def publish(built: Path, warehouse: Path, keep: int = KEPT) -> None:
    """Put the built file in the place of the published one, which is kept as the generation before.

    Whoever has the published file open goes on reading what he opened. keep: how many earlier generations stay.
    """
    _sync(built)
    if warehouse.exists():
        earlier = warehouse.parent / "generations"
        earlier.mkdir(exist_ok=True)
        _link(warehouse, earlier / f"{warehouse.stem}.{number(warehouse)}{warehouse.suffix}")
    built.replace(warehouse)
    _sync(warehouse.parent)
    for file in list(kept(warehouse).values())[: -keep or None]:
        file.unlink()


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
