"""What a worker process does with a batch of documents. Prefect is never loaded here: each worker would pay for it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

from polars.exceptions import PanicException

from gongkai.extract.document import Document, Reason, Rejected
from gongkai.extract.origin.containers import load
from gongkai.extract.origin.found import Found
from gongkai.extract.plugins import PluginError
from gongkai.transform.read import READER_VERSION, read
from gongkai.transform.report import Report
from gongkai.warehouse.ledger import Opened, Verdict
from gongkai.warehouse.shards import frames, write_batch


def identify(batch: Iterable[Found]) -> list[Opened]:
    """Which documents they are, or why one cannot be opened."""
    return [_identify(found) for found in batch]


def _identify(found: Found) -> Opened:
    try:
        return Opened(load(found).document_id)
    except Rejected as rejected:
        return Opened(None, rejected.reason, rejected.message)


def read_batch(batch: Iterable[Found], first: int, work: Path) -> tuple[Path, list[Verdict]]:
    """Read documents and write their reports as shards.

    batch: identified documents. first: number of the first report within the run. Returns (a new folder in `work` with
    the shards, the verdicts on those documents that are no reports): a batch may be read twice, even at the same time,
    and what is counted are the shards that belong to the verdicts.
    """
    shards = work / uuid4().hex
    shards.mkdir()
    reports: list[tuple[int, Report]] = []
    verdicts: list[Verdict] = []
    for number, found in enumerate(batch, first):
        try:
            reports.append((number, _read(found)))
        except Rejected as rejected:
            verdicts.append(Verdict(found.document_id or "", rejected.reason, rejected.message))
    try:
        write_batch(shards, reports, verdicts, READER_VERSION)
    except OSError:
        raise
    except (Exception, PanicException):  # noqa: BLE001  polars has its own for each kind of trouble
        reports, unfit = _fitting(reports)
        verdicts += unfit
        write_batch(shards, reports, verdicts, READER_VERSION)
    return shards, verdicts


def _fitting(reports: Sequence[tuple[int, Report]]) -> tuple[list[tuple[int, Report]], list[Verdict]]:
    """(the reports that can be stored, verdicts on those that a plug-in filled with what no column can hold)."""
    fitting: list[tuple[int, Report]] = []
    unfit: list[Verdict] = []
    for number, report in reports:
        try:
            frames([(number, report)])
        except (Exception, PanicException) as error:  # noqa: BLE001
            unfit.append(Verdict(report.document_id, Reason.READER_FAILED, _said(error)))
        else:
            fitting.append((number, report))
    return fitting, unfit


def _read(found: Found) -> Report:
    document = load(found)
    if document.document_id != found.document_id:
        raise Rejected(Reason.UNREADABLE, "The file changed while it was being read; the next run takes it.")
    return read_safely(document)


def read_one(batch: Iterable[Found]) -> tuple[str | None, Report | Rejected]:
    """(document_id, its report or why it is none) of the one document in the batch."""
    document_id = None
    found = next(iter(batch))  # and not to the end: its limits hold until the next is asked for
    try:
        document = load(found)
        document_id = document.document_id
        return document_id, read_safely(document)
    except Rejected as rejected:
        return document_id, rejected


def read_safely(document: Document) -> Report:
    """`read`, but a document on which the reader fails is rejected as reader_failed: it must not stop the night.

    Raises Rejected, or PluginError where no document can be read.
    """
    try:
        return read(document)
    except (Rejected, MemoryError, PluginError):  # the last is no fault of the document
        raise
    except (Exception, SystemExit) as error:  # whatever a reader or a plug-in may raise
        raise Rejected(Reason.READER_FAILED, _said(error)) from error


def _said(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001  its words come from the same hands
        return type(error).__name__
