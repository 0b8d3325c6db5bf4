"""Processes that read documents, and may end by one: by its time, its memory, or a plug-in that ends the process.

The kernel watches: a timer without a handler ends the process also where it loops in C, as a regular expression does.
A document by which a process ended is tried by itself in a fresh one; ends that, too, the document is rejected, and the
rest of its batch is read. What is rejected does not depend on how many processes there are.
"""

import gc
import os
import resource
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from gongkai.errors import GongkaiError
from gongkai.extract.document import Reason
from gongkai.extract.origin.containers import expect
from gongkai.extract.origin.found import Found
from gongkai.words import _

# Fewer documents than these are read by one process in the time that more of them need to start.
WORTH_PROCESSES = 200
PACE = 5_000_000  # bytes of a compressed archive that are gone through in a second, at least
OUT_OF_MEMORY = 77  # exit status
NOTHING = -1  # the position of the document in hand, where none is
AHEAD = 8  # files that the disk is to fetch while one is in hand
IDLE = 300.0  # seconds after which a process ends that nobody calls
PATIENCE = 5.0  # seconds for a process that lets go of its connection to end

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
# Goes through documents, and says what came of them. It is loaded by name in the process.
Call = Callable[Concatenate[Iterable[Found], P], T]


@dataclass(frozen=True)
class Limits:
    """What one document may take.

    seconds: a report takes some thousandths of one. memory: bytes, beyond what the process has when it begins a batch;
    a document of 20 MB takes a tenth of it.
    """

    seconds: float = 60.0
    memory: int = 2_000_000_000


LIMITS = Limits()


class WorkersError(GongkaiError):
    """The processes end, and no document is the cause: a sentence for people."""


class Pending(Protocol[T_co]):
    """An answer that another process owes."""

    def result(self) -> T_co:
        """Wait for it. Raises what the call raises, or WorkersError."""


class Submit(Protocol):
    """Makes a call in another process."""

    def __call__(
        self, call: Call[P, T], batch: Sequence[Found], /, *args: P.args, **kwargs: P.kwargs
    ) -> Pending[T]: ...


@contextmanager
def workers(documents: int, count: int, limits: Limits = LIMITS) -> Iterator[Submit]:
    """A function that hands a call to one of `count` processes; each is started when it has something to do."""
    crew = _Crew(limits)
    threads = ThreadPoolExecutor(1 if documents < WORTH_PROCESSES else count)

    def submit(call: Call[P, T], batch: Sequence[Found], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        return threads.submit(_see_through, crew, call, batch, args, kwargs)

    try:
        yield submit
    finally:
        crew.stop()
        threads.shutdown(cancel_futures=True)


def call_kept(limits: Limits, call: Call[P, T], batch: Sequence[Found], args: Any, kwargs: Any) -> T:
    """The answer to a call, made here and now, in a process that is kept for the next one.

    For a process that does not know which call is its last. Raises what the call raises, or WorkersError.
    """
    answer: T = _see_through(_kept_crew(limits), call, batch, args, kwargs)
    return answer


@cache
def _kept_crew(limits: Limits) -> "_Crew":
    return _Crew(limits)


class _Ended(Exception):
    """A process ended. position: of the document in hand, or NOTHING."""

    def __init__(self, position: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.position, self.reason, self.message = position, reason, message


class _Worker:
    """One process."""

    def __init__(self, limits: Limits) -> None:
        # Started afresh (spawn): a fork would copy Prefect's threads in whatever state they are.
        context = get_context("spawn")
        self.limits = limits
        self.position = context.RawValue("q", NOTHING)
        self.calls, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.position, limits), daemon=True)
        self.process.start()
        theirs.close()

    def ask(self, *call: Any) -> Any:
        """What the call gives or raises; raises _Ended."""
        try:
            self.calls.send(call)
            answer, error = self.calls.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        if error:
            raise error
        return answer

    def _ended(self) -> _Ended:
        self.process.join(PATIENCE)
        self.process.kill()
        self.process.join()
        status = self.process.exitcode or 0
        if status == -signal.SIGALRM:
            message = f"Reading took longer than {self.limits.seconds:g} seconds."
            return _Ended(self.position.value, Reason.READER_TIMED_OUT, message)
        message = f"The process that read it ended with status {status}."
        if status == OUT_OF_MEMORY:
            message = f"Reading took more than {self.limits.memory / 1e6:,.0f} MB of memory."
        elif status < 0:
            message = f"The process that read it was ended by {signal.Signals(-status).name}."
        return _Ended(self.position.value, Reason.READER_DIED, message)


class _Crew:
    """All processes of a run. Threads take one each, and give it back if it lives."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.idle: list[_Worker] = []
        self.all: list[_Worker] = []
        self.stopped = False
        self.lock = Lock()

    def ask(self, fresh: bool, *call: Any) -> Any:
        """fresh: of a process that has read nothing yet. Raises _Ended."""
        with self.lock:
            self.idle = [worker for worker in self.idle if worker.process.is_alive()]
            worker = self.idle.pop() if self.idle and not fresh else self._started()
        answer = worker.ask(*call)
        with self.lock:
            self.idle.append(worker)
        return answer

    def _started(self) -> _Worker:
        if self.stopped:
            raise WorkersError(_("The run is being stopped."))
        self.all = [worker for worker in self.all if worker.process.is_alive()]
        self.all.append(_Worker(self.limits))
        return self.all[-1]

    def stop(self) -> None:
        with self.lock:
            self.stopped = True
            for worker in self.all:
                worker.process.kill()


def _see_through(crew: _Crew, call: Any, batch: Sequence[Found], args: Any, kwargs: Any) -> Any:
    """The answer to a call, without the documents by which processes end."""
    documents = list(batch)
    spared: set[int] = set()  # a process ended with it in hand, but another did not: NOTHING too has one more try
    while True:
        try:
            return crew.ask(False, call, documents, args, kwargs)
        except _Ended as ended:
            position, end = ended.position, ended
        if position == NOTHING and position in spared:
            raise WorkersError(
                _("A process ended twice without a document in hand. {message} Is the machine out of memory?").format(
                    message=end.message
                )
            )
        if position != NOTHING:
            alone = _alone(crew, call, documents[position], args, kwargs)
            if alone or position in spared:
                why = alone or end
                documents[position] = replace(documents[position], reason=why.reason, message=why.message)
        spared.add(position)


def _alone(crew: _Crew, call: Any, document: Found, args: Any, kwargs: Any) -> _Ended | None:
    """How a fresh process ends by this document, if it does. What it writes is written again with the batch."""
    try:
        crew.ask(True, call, [document], args, kwargs)
    except _Ended as ended:
        return ended
    return None


def _serve(calls: Connection, position: Any, limits: Limits) -> None:
    """What the process does: answer calls until nobody is there to call. Ctrl-C is for the main process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    gc.disable()  # a batch keeps a million tuples, which each collection would go through: a fifth of the time
    while calls.poll(IDLE):
        try:
            call, batch, args, kwargs = calls.recv()
        except EOFError:
            return
        answer, failed = None, None
        try:
            answer = call(_watched(batch, position, limits), *args, **kwargs)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what is held by whom, nobody knows
        except Exception as error:  # noqa: BLE001  the caller raises it
            failed = error
        finally:
            _let_go(position)
        with suppress(BrokenPipeError):
            calls.send((answer, failed))
        gc.collect()
        gc.freeze()  # what stays are modules and caches: the next collection need not go through them


def _watched(batch: Sequence[Found], position: Any, limits: Limits) -> Iterator[Found]:
    """The documents, each with its time and memory, until the next is asked for."""
    _limit_memory(limits.memory)
    later = iter(batch)
    _expect(islice(later, AHEAD))
    for position.value, found in enumerate(batch):
        _expect(islice(later, 1))
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + _bytes_before(found) / PACE)
        yield found
    _let_go(position)


def _expect(coming: Iterable[Found]) -> None:
    for found in coming:
        expect(found)


def _bytes_before(found: Found) -> int:
    """Bytes before it: in a compressed archive they are unpacked on the way, and are no fault of the document. One that
    is looked into is gone through whole."""
    return (found.inside.position or 0) if found.inside else found.size


def _let_go(position: Any) -> None:
    """No document is in hand: what is done now takes the time and memory that it needs."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    position.value = NOTHING
    _limit_memory(None)


def _limit_memory(more: int | None) -> None:
    """more: bytes beyond what the process has; None: as much as the machine gives. Without effect but on Linux."""
    sizes = Path("/proc/self/statm")
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if not sizes.exists():
        return
    if more is None:
        limit = most
    else:
        limit = int(sizes.read_text().split()[0]) * resource.getpagesize() + more
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
