"""A Dask cluster of processes on this machine, started as people start it, and functions that its workers run."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from as_user import LONG
from servers import running, wait_for

from gongkai.extract.origin.found import Found

DASK = [sys.executable, "-m", "dask"]
LOCAL = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
# The workers import the functions below by the name of this module.
ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}


@contextmanager
def dask_cluster(folder: Path, workers: Sequence[Sequence[str]] = ((), ())) -> Iterator[str]:
    """The address of a scheduler with so many workers. workers: of each, the command that starts its command."""
    with ExitStack() as stack:
        written = folder / "scheduler.json"
        scheduler = [*DASK, "scheduler", *LOCAL, "--port", "0", "--scheduler-file", str(written)]
        stack.enter_context(running(scheduler, ENV))
        wait_for(written.exists, LONG)
        one_each = ("--nworkers", "1", "--nthreads", "1", "--scheduler-file", str(written))
        for prefix in workers:
            stack.enter_context(running([*prefix, *DASK, "worker", *LOCAL, *one_each], ENV))
        from distributed import Client

        with Client(scheduler_file=str(written), set_as_default=False) as client:
            if workers:
                client.wait_for_workers(len(workers), timeout=LONG)
            address = str(client.scheduler.address)
        yield address


def sources(batch: Iterable[Found]) -> list[str]:
    """What a process that reads is given."""
    return [found.reason or found.source for found in batch]


def loop_on_b(batch: Iterable[Found]) -> list[str]:
    """A reader that never comes back from one document."""
    done = []
    for found in batch:
        while found.source == "b" and not found.reason:
            pass
        done.append(found.reason or found.source)
    return done
