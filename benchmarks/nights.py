"""Whole nights, raw files to published warehouse, with the real command: time, memory, size on disk, what is right."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import NamedTuple

import duckdb
import psutil

from benchmarks import corpus, otherwise, reading
from benchmarks.corpus import Truth
from gongkai.extract.origin.sources import discover
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.schema import quoted

ALONE = 10_000  # so many documents tell how fast one process is
CHANGED = 100  # every which document is another one in the night in which few changed
HELD_AGAINST_TRUTH = "0000/"  # the documents below: a thousand
SCRIPT = "script: decode, compiled expressions"
LOOKS = 1.0  # seconds between two looks at the memory
QUESTIONS = {
    "requests by year": "SELECT year, sum(total) FROM applications WHERE row_code = 'received' GROUP BY year",
    "a town's table": "FROM applications WHERE town = '一市镇'",
    "a county's panel": "FROM panel WHERE county = '宁海县'",
    "status of all cells": "SELECT status, count(*) FROM facts GROUP BY status",
    "findings by check": 'SELECT "check", count(*) FROM findings GROUP BY 1',
    "coverage by province": "SELECT province, count(document_id) FROM coverage GROUP BY 1",
    "the whole wide table": "SELECT max(COLUMNS(*)) FROM applications",
}


class Measured(NamedTuple):
    """corpus: documents that there are. documents: of them, those that took the seconds. memory: bytes at the peak, of
    all processes together. disk: bytes. right, wrong: shares of the cells that hold a number; None: not measured."""

    corpus: int
    what: str
    documents: int
    seconds: float
    memory: int | None = None
    disk: int | None = None
    right: float | None = None
    wrong: float | None = None


def measured(count: int, ways: bool) -> Iterator[Measured]:
    """Everything that is done with `count` documents; the floor comes first, then the script.

    ways: what users would write, too.
    """
    with TemporaryDirectory() as name:
        folder, warehouse = Path(name) / "raw", Path(name) / "w" / "gongkai.duckdb"
        truths = {source: truth for source, truth in corpus.write(folder, count) if _is_checked(source)}
        yield from _alone(count, folder)
        yield Measured(count, "listing", count, _seconds(lambda: discover([folder])))
        yield _night(count, "night: all is new", folder, warehouse, truths)
        yield _night(count, "night: nothing changed", folder, warehouse, truths)
        with open_to_read(warehouse) as con:
            for what, question in QUESTIONS.items():
                seconds = _seconds(lambda question=question: con.execute(question).fetchall())  # type: ignore[misc]
                yield Measured(count, f"question: {what}", count, seconds)
        if ways:
            yield from _ways(count, folder, Path(name), truths)
        truths |= _checked(corpus.write(folder, count, every=CHANGED, seed=2))
        yield _night(count, f"night: {100 / CHANGED:g} % changed", folder, warehouse, truths)
        truths |= _checked(corpus.write(folder, count, seed=3))
        yield _night(count, "night: all changed", folder, warehouse, truths)


def _is_checked(source: str) -> bool:
    return source.startswith(HELD_AGAINST_TRUTH)


def _checked(written: Iterable[tuple[str, Truth]]) -> dict[str, Truth]:
    return {source: truth for source, truth in written if _is_checked(source)}


def _alone(count: int, folder: Path) -> Iterator[Measured]:
    """One process, each document once: as in a night, no two rounds over the same ones."""
    files = sorted(folder.rglob("*.txt"))[:ALONE]
    few = files[: ALONE // 10]
    runs: tuple[tuple[Callable[[Path], object], str, list[Path], bool], ...] = (
        (reading.floor, "floor: read, hash, decode, split", files, True),
        (reading.script, SCRIPT, files, True),
        (reading.forgetful_reader, "reader, no two documents alike", few, True),
        (reading.floor_with_chardet, "floor that finds the codec by chardet", files, True),
        (reading.reader, "reader", files, True),
        (reading.floor, "floor, files in memory", files, False),
        (reading.reader, "reader, files in memory", files, False),
    )
    for run, what, some, from_disk in runs:
        if from_disk:
            _put_out_of_memory(some)
        seconds = _seconds(partial(list, map(run, some)))
        yield Measured(count, what, len(some), seconds)


def _put_out_of_memory(files: Iterable[Path]) -> None:
    """So that they are read from the disk, as in a night: nobody has read a crawl's files just before."""
    os.sync()
    for file in files:
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _night(count: int, what: str, folder: Path, warehouse: Path, truths: Mapping[str, Truth]) -> Measured:
    _put_out_of_memory(folder.rglob("*.txt"))
    seconds, memory = _ran("gongkai", "ingest", str(folder), "--warehouse", str(warehouse))
    with open_to_read(warehouse) as con:
        right, wrong = _scored(
            con,
            "SELECT source, concat_ws('.', table_code, row_code, column_code), value FROM facts"
            f" WHERE value IS NOT NULL AND starts_with(source, {quoted(HELD_AGAINST_TRUTH)})",
            truths,
        )
    return Measured(count, what, count, seconds, memory, warehouse.stat().st_size, right, wrong)


def _ways(count: int, folder: Path, beside: Path, truths: Mapping[str, Truth]) -> Iterator[Measured]:
    for way in otherwise.WAYS:
        database = beside / f"{way}.duckdb"
        _put_out_of_memory(folder.rglob("*.txt"))
        seconds, memory = _ran("benchmarks.otherwise", way, str(folder), str(database))
        with duckdb.connect(str(database), read_only=True) as con:
            right, wrong = _scored(con, "FROM cells", truths)
        yield Measured(count, way.replace("_", " "), count, seconds, memory, database.stat().st_size, right, wrong)


def _scored(con: duckdb.DuckDBPyConnection, cells: str, truths: Mapping[str, Truth]) -> tuple[float, float]:
    """(share of the true cells that are there as they are, share of them that would be as many as are wrong)."""
    right = wrong = 0
    for source, cell, value in con.execute(cells).fetchall():
        if source in truths:
            is_right = truths[source].get(cell) == value
            right, wrong = right + is_right, wrong + (not is_right)
    cells_there = sum(map(len, truths.values()))
    return right / cells_there, wrong / cells_there


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _ran(module: str, *words: str) -> tuple[float, int]:
    """(seconds from the command to its end, bytes at the peak of all its processes). Raises SystemExit if it fails."""
    command: Sequence[str] = [sys.executable, "-m", module, *words]
    start = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    over, peaks = Event(), [0]
    watcher = Thread(target=_watch, args=(process, over, peaks))
    watcher.start()
    status = process.wait()
    seconds = time.perf_counter() - start
    over.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return seconds, max(peaks)


def _watch(process: psutil.Process, over: Event, peaks: list[int]) -> None:
    """What several processes share counts once, in equal parts."""
    while not over.wait(LOOKS):
        try:
            everyone = [process, *process.children(recursive=True)]
            peaks.append(sum(one.memory_full_info().pss for one in everyone))
        except psutil.Error:  # one of them has just ended
            continue
