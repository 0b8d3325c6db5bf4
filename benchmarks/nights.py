"""How long a night takes, raw files to published warehouse, and what it costs in memory and on disk.

python -m benchmarks.nights [DOCUMENTS ...]

Held against the floor, one process that reads, hashes, decodes and splits the same files; all in one run, on the same
documents. The nights are the real command with its start, on all cores.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]
from rich.console import Console
from rich.table import Table

from benchmarks import corpus
from benchmarks.reading import floor
from extract.sources import discover
from warehouse.database import open_to_read

CHANGED = 100  # every which document is another one in the night in which few changed
LOOKS = 0.2  # seconds between two looks at the memory
QUESTIONS = {
    "all received, by year": "SELECT year, sum(total) FROM applications WHERE row_code = 'received' GROUP BY year",
    "panel of a county": "FROM panel WHERE county = (SELECT county FROM panel LIMIT 1)",
    "status of all cells": "SELECT status, count(*) FROM facts GROUP BY status",
    "findings by check": 'SELECT "check", count(*) FROM findings GROUP BY 1',
    "coverage by province": "SELECT province, count(document_id) FROM coverage GROUP BY 1",
}


class Night(NamedTuple):
    """seconds: from the command to its end. memory: bytes at the peak, of all its processes together."""

    seconds: float
    memory: int


def main(counts: list[int]) -> None:
    table = Table(title="Nights, in microseconds a document and in floors")
    for column in ("documents", "what", "seconds", "µs a document", "x floor", "memory, MB"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for count in counts:
        for what, night, least in measured(count):
            table.add_row(
                f"{count:,}",
                what,
                f"{night.seconds:,.2f}",
                f"{night.seconds / count * 1e6:,.0f}",
                f"{night.seconds / least:,.1f}",
                f"{night.memory / 1e6:,.0f}" if night.memory else "",
            )
        table.add_section()
    Console(width=110).print(table)


def measured(count: int) -> Iterator[tuple[str, Night, float]]:
    """(what, its time and memory, seconds of the floor) of everything that is done with `count` documents."""
    with TemporaryDirectory() as name:
        folder, warehouse = Path(name) / "raw", Path(name) / "w" / "gongkai.duckdb"
        files = corpus.write(folder, count)
        least = _seconds(lambda: list(map(floor, files)))
        yield "floor, one process", Night(least, 0), least
        listing = _seconds(lambda: discover([folder]))
        yield "listing", Night(listing, 0), least
        yield "night: all is new", _night(folder, warehouse), least
        size = warehouse.stat().st_size
        yield "night: nothing changed", _night(folder, warehouse), least
        for file, data in zip(files[::CHANGED], corpus.documents(len(files[::CHANGED]), seed=2), strict=True):
            file.write_bytes(data)
        yield f"night: {100 / CHANGED:g} % changed", _night(folder, warehouse), least
        with open_to_read(warehouse) as con:
            for what, question in QUESTIONS.items():
                asked = _seconds(lambda question=question: con.execute(question).fetchall())  # type: ignore[misc]
                yield f"question: {what}", Night(asked, 0), least
        print(f"{count:,} documents: {size / 1e6:,.0f} MB published, {size / count:,.0f} bytes a document")


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _night(folder: Path, warehouse: Path) -> Night:
    command = [sys.executable, "-m", "flows", "ingest", str(folder), "--warehouse", str(warehouse)]
    start = time.perf_counter()
    process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    over, peaks = Event(), [0]
    watcher = Thread(target=_watch, args=(process, over, peaks))
    watcher.start()
    status = process.wait()
    over.set()
    watcher.join()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return Night(time.perf_counter() - start, max(peaks))


def _watch(process: psutil.Process, over: Event, peaks: list[int]) -> None:
    while not over.wait(LOOKS):
        try:
            everyone = [process, *process.children(recursive=True)]
            peaks.append(sum(one.memory_info().rss for one in everyone))
        except psutil.Error:  # one of them has just ended
            continue


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [1000, 10_000])
