"""What a worker process does with a batch of documents. Prefect is never loaded here: each worker would pay for it."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from extract.document import Document, Rejected
from extract.manifest import attach
from extract.sources import Found, SourceError, discover, load
from transform.read import read
from transform.report import Report
from warehouse.ledger import Opened, Verdict
from warehouse.shards import write_shards

# Fewer documents than these are read in the time that the worker processes need to start.
WORTH_PROCESSES = 200

P = ParamSpec("P")
T = TypeVar("T")


class Submit(Protocol):
    """Makes a call, here or in another process."""

    def __call__(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]: ...


def identify(batch: Sequence[Found]) -> list[Opened]:
    """(document_id, None, None) of each document, or (None, reason, message) of one that cannot be read."""
    return [_identify(found) for found in batch]


def _identify(found: Found) -> Opened:
    try:
        return load(found).document_id, None, None
    except Rejected as rejected:
        return None, rejected.reason, rejected.message


def read_batch(batch: Sequence[tuple[Found, str]], number: int, first: int, shards: Path) -> list[Verdict]:
    """Read documents and write their reports as shards of batch `number`. Returns the verdicts on those that are none.

    batch: each document with the id it had when it was found. first: number of the first report within the run.
    """
    reports: list[tuple[int, Report]] = []
    verdicts: list[Verdict] = []
    for place, (found, document_id) in enumerate(batch, first):
        try:
            reports.append((place, _read(found, document_id)))
        except Rejected as rejected:
            verdicts.append((document_id, rejected.reason, rejected.message))
    write_shards(shards, number, reports)
    return verdicts


def _read(found: Found, document_id: str) -> Report:
    document = load(found)
    if document.document_id != document_id:
        raise Rejected("unreadable", "The file changed while it was being read; the next run takes it.")
    return read_safely(document)


def load_one(file: Path) -> Document:
    """The document in this file. Raises Rejected, or SourceError where there is no such file."""
    if file.is_dir():
        raise SourceError(f"{file} is a folder; name one file in it.")
    documents, _ = attach(discover([file]))
    if not documents:
        raise SourceError(f"{file} is a manifest: it tells of the documents beside it, and is none.")
    if documents[0].reason:
        raise Rejected(documents[0].reason, documents[0].message or "")
    return load(documents[0])


def read_safely(document: Document) -> Report:
    """`read`, but a document on which the reader fails is rejected as reader_failed: it must not stop the night."""
    try:
        return read(document)
    except Rejected:
        raise
    except Exception as error:  # whatever a reader or a plug-in may raise
        raise Rejected("reader_failed", f"{type(error).__name__}: {error}") from error


@contextmanager
def workers(documents: int, count: int) -> Iterator[Submit]:
    """A function that hands a call to `count` processes, or makes it at once where that is quicker.

    The processes are started afresh (spawn): a fork would copy Prefect's threads in whatever state they are. Ctrl-C is
    for the main process, which then stops them.
    """
    if documents < WORTH_PROCESSES or count == 1:
        yield _at_once
        return
    pool = ProcessPoolExecutor(count, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        yield pool.submit
    finally:
        pool.shutdown(cancel_futures=True)


def _at_once(call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    done: Future[T] = Future()
    done.set_result(call(*args, **kwargs))
    return done
