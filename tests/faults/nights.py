"""Nights of the main job in processes of their own that can be killed, without the seconds that Prefect takes to start.

Started as a program, it makes a process for each line that it reads. That process does what `gongkai ingest` does,
without Prefect, and reads by itself. The program prints how it ended, and what it said.
"""

import json
import os
import resource
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from gongkai.errors import exit_status
from gongkai.extract.document import Document
from gongkai.flows import batch, night
from gongkai.flows.night import PlainStages
from gongkai.transform import read
from gongkai.transform.prose.measures import measures
from gongkai.warehouse import build, divisions
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.export import export
from tests.few_lists import few_lists

PROJECT = Path(__file__).parents[2]


@dataclass
class Nights:
    """The program that makes the processes."""

    program: "subprocess.Popen[str]"

    def night(self, source: Path | str, warehouse: Path, **fate: Any) -> tuple[int, str]:
        """One night. Returns its exit status (negative: the signal that killed it) and what it said.

        fate: killed_after (seconds), killed_with (batches that were read), file_size (bytes that a file may have),
        clock (seconds that it is wrong by), reader (its version), raises (a word on which reading fails),
        accept (whatever is lost), corrections (the folder with people's decisions).
        """
        self.begin(source, warehouse, **fate)
        return self.end()

    def begin(self, source: Path | str, warehouse: Path, **fate: Any) -> None:
        """Start a night, and do not wait for it."""
        assert self.program.stdin
        self.program.stdin.write(json.dumps([str(source), str(warehouse), fate]) + "\n")
        self.program.stdin.flush()

    def end(self) -> tuple[int, str]:
        """Wait for the night that was begun."""
        assert self.program.stdout
        status, said = json.loads(self.program.stdout.readline())
        return status, said


@contextmanager
def nights(*prefix: str, whole_lists: bool = False) -> Iterator[Nights]:
    """Nights to begin, one at a time. prefix: a command that starts the program. whole_lists: of divisions."""
    command = [*prefix, sys.executable, str(Path(__file__)), *([] if whole_lists else [str(few_lists())])]
    env = {**os.environ, "PYTHONPATH": str(PROJECT), "PREFECT_LOGGING_LEVEL": "CRITICAL", "DO_NOT_TRACK": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as program:
        try:
            yield Nights(program)
        finally:
            program.kill()


def exported(warehouse: Path, folder: Path, file_format: str = "parquet") -> dict[str, bytes]:
    """The files of an export into this folder, by name."""
    with open_to_read(warehouse) as con:
        export(con, folder, file_format)
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def _failing(call: Callable[..., Any], word: str) -> Callable[..., Any]:
    def failing(text: str, *rest: Any) -> Any:
        if word in text:
            raise ZeroDivisionError("a reader at fault")
        return call(text, *rest)

    return failing


@contextmanager
def _in_this_process(*_: object) -> Iterator[Callable[..., Any]]:
    """In place of workers, which take most of a night to start and have not what a fate changed."""

    def at_once(call: Callable[..., Any], *args: Any) -> Any:
        done: Future[Any] = Future()
        done.set_result(call(*args))
        return done

    yield at_once


@dataclass(frozen=True)
class _InTurn(PlainStages):
    """One batch after the other. killed_with: how many batches have been read when the process is killed."""

    killed_with: int | None = None

    def each(self, _name: str, call: Callable[[int], Any], numbers: Iterable[int], /) -> Iterator[tuple[int, Any]]:
        for done, number in enumerate(numbers):
            if done == self.killed_with:
                os.kill(os.getpid(), signal.SIGKILL)
            yield number, call(number)


def _clock(wrong_by: float) -> type[datetime]:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(seconds=wrong_by)

    return Wrong


def main(lists: str | None = None) -> None:
    """Load everything once; what is loaded is not yet running, so it can be copied into each process by a fork."""
    divisions.REFERENCE = Path(lists) if lists else divisions.REFERENCE
    for sample in (PROJECT / "data/samples").glob("*.txt"):  # and all lists and patterns
        read.read(Document("", sample.read_bytes()))
    measures()
    for line in sys.stdin:
        source, warehouse, fate = json.loads(line)
        read_end, write_end = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(read_end)
            _one_night(source, Path(warehouse), fate, write_end)
        os.close(write_end)
        if "killed_after" in fate and not select.select([read_end], [], [], fate["killed_after"])[0]:
            os.kill(process, signal.SIGKILL)
        with open(read_end, encoding="utf-8") as said:  # noqa: PTH123
            words = said.read()
        print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), words]), flush=True)


def _one_night(source: str, warehouse: Path, fate: dict[str, Any], out: int) -> None:
    night.workers = _in_this_process
    night.LARGEST_BATCH = 2
    if "reader" in fate:
        night.READER_VERSION = batch.READER_VERSION = read.READER_VERSION = fate["reader"]
    if "raises" in fate:
        read.outline = _failing(read.outline, fate["raises"])  # type: ignore[assignment]
    if "clock" in fate:
        night.datetime = build.datetime = _clock(fate["clock"])
    status, said = 0, ""
    if "file_size" in fate:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (fate["file_size"],) * 2)
    try:
        stages = _InTurn(killed_with=fate.get("killed_with"))
        decisions = Path(fate["corrections"]) if "corrections" in fate else None
        settings = night.Night([source], warehouse, 1, corrections=decisions, accept=fate.get("accept", False))
        summary = night.night(settings, stages, _in_this_process)
        said = " ".join([*summary.notes, f"generation {summary.generation} published {summary.published}"])
    except Exception as error:  # noqa: BLE001
        status, said = exit_status(error) or 3, f"{type(error).__name__}: {error}"
    os.write(out, said.encode())
    os._exit(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
