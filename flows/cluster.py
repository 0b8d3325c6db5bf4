"""A Dask cluster that reads: each batch is a task on one of its workers, which hands it to a process of its own.

What Dask carries is small: names of documents there, verdicts back. Documents and results lie in folders that all
machines see. Prefect stays where the run was started: a worker that loads it looks for Prefect's server, and starts one
of its own where it finds none.
"""

import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import current_process
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError

from gongkai.extract.origin.found import Found
from gongkai.flows.workers import LIMITS, Call, Limits, Submit, WorkersError, call_kept
from gongkai.transform.read import READER_VERSION
from gongkai.words import _

CONNECTS = 10.0  # seconds in which the scheduler has to answer
PATIENCE = 60.0  # seconds that a cluster may be without any worker

P = ParamSpec("P")
T = TypeVar("T")


def _shared() -> str:
    return _("All machines must see the sources and the folder of the warehouse, under the same names.")


@dataclass(frozen=True)
class _Terms:
    """What a worker has to agree with before it begins. token: stands in the file `sign`."""

    version: str
    sign: Path
    token: str
    limits: Limits


@contextmanager
def cluster(address: str, work: Path, limits: Limits = LIMITS) -> Iterator[Submit]:
    """A function that hands a call to a worker of the cluster, like `workers` does to a process.

    address: of the scheduler. work: a folder that all machines see.
    A batch whose worker dies is given to another one by the scheduler. Raises WorkersError.
    """
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is told once, in our words
    terms = _Terms(READER_VERSION, work.resolve() / "sign", uuid4().hex, limits)
    terms.sign.write_text(terms.token)
    with _client(address) as client:

        def submit(call: Call[P, T], batch: Sequence[Found], /, *args: P.args, **kwargs: P.kwargs) -> _Pending[T]:
            there = client.submit(_on_worker, terms, call, list(batch), args, kwargs, key=_key(call), pure=False)
            return _Pending(client, address, there)

        yield submit


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """The connection, to a cluster that has workers on which gongkai is installed."""
    try:
        client = Client(address, timeout=CONNECTS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkersError(
            _("No Dask scheduler answers at {address}. One is started by: dask scheduler").format(address=address)
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise _without_workers(address) from error
        yield client


def _without_workers(address: str) -> WorkersError:
    return WorkersError(
        _("The Dask cluster at {address} has no workers. One is started by: dask worker {address}").format(
            address=address
        )
    )


def _key(call: Any) -> str:
    """The name of a task, as Dask's dashboard shows it; its part before the last hyphen is that of a group."""
    return f"{call.__name__}-{uuid4().hex}"


@dataclass(frozen=True)
class _Seen(Generic[T]):
    """What came of a call. unread: the files that its worker, on `host`, could not open."""

    answer: T
    host: str
    unread: list[Path]


@dataclass(frozen=True)
class _Pending(Generic[T]):
    """An answer that a worker owes."""

    client: Client
    address: str
    there: "Future[_Seen[T]]"

    def result(self) -> T:
        """The answer, or what the call raised. Raises WorkersError."""
        seen = self._seen()
        for file in seen.unread:
            if os.access(file, os.R_OK):  # otherwise it is gone, or closed to everybody: the answer says so
                raise WorkersError(
                    _("The Dask worker on {host} cannot read {file}, which can be read here. {shared}").format(
                        host=seen.host, file=file, shared=_shared()
                    )
                )
        return seen.answer

    def _seen(self) -> _Seen[T]:
        while True:
            try:
                return self.there.result(timeout=PATIENCE)
            except TimeoutError:
                if self.there.done():
                    raise  # on the worker: a file system that does not answer
                if not self.client.nthreads():
                    raise _without_workers(self.address) from None
            except KilledWorker as error:
                raise WorkersError(
                    _("Dask gave a batch to several workers, and each of them ended: {error}").format(error=error)
                ) from error
            except FutureCancelledError as error:
                raise WorkersError(
                    _("The connection to the Dask scheduler was lost, and with it the batches.")
                ) from error
            except ModuleNotFoundError as error:
                raise WorkersError(
                    _("gongkai is not installed on the Dask workers: {error}").format(error=error)
                ) from error


def _on_worker(terms: _Terms, call: Any, batch: Sequence[Found], args: Any, kwargs: Any) -> _Seen[Any]:
    """What the worker does: one batch, in a process of its own that a document may end."""
    host = socket.gethostname()
    if terms.version != READER_VERSION:
        raise WorkersError(
            _(
                "The Dask worker on {host} has another reader, {reader_version}, than {version} here:"
                " install the same gongkai, with the same layouts, and start the worker anew."
            ).format(host=host, reader_version=READER_VERSION, version=terms.version)
        )
    if not _reads(terms.sign, terms.token):
        raise WorkersError(
            _("The Dask worker on {host} does not see {parent}. {shared}").format(
                host=host, parent=terms.sign.parent, shared=_shared()
            )
        )
    unread = [found.path for found in batch if not found.reason and not os.access(found.path, os.R_OK)]
    current_process().daemon = False  # Dask's nanny means its workers to have no children
    return _Seen(call_kept(terms.limits, call, batch, args, kwargs), host, unread)


def _reads(file: Path, token: str) -> bool:
    try:
        return file.read_text() == token
    except OSError:
        return False
