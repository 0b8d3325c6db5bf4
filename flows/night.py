"""A whole night as one plain function: discover, read in batches, build a generation, publish.

Who reads, who runs the stages, and whom to tell are handed in: a command, Prefect and a test differ in nothing else.
"""

import gc
import os
import pickle
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, ParamSpec, Protocol, TypeVar

import polars as pl

from gongkai.errors import GongkaiError
from gongkai.extract.layouts import layouts
from gongkai.extract.openers import openers
from gongkai.extract.origin.containers import OpenContainer, list_members, unfold
from gongkai.extract.origin.found import Found, SourceUnreachable, is_address
from gongkai.extract.origin.manifest import attach, is_manifest, with_positions
from gongkai.extract.origin.sources import discover, in_order, whole_roots
from gongkai.flows.batch import identify, read_batch
from gongkai.flows.workers import Submit, workers
from gongkai.transform.read import READER_VERSION
from gongkai.warehouse import build, gates, generation, ledger, restore
from gongkai.warehouse.corrections import are_same, read_corrections
from gongkai.warehouse.shards import batches_at_hand, is_worth_keeping, take_batch, write_ledger
from gongkai.warehouse.summary import Summary, summarise
from gongkai.words import _

CORES = os.cpu_count() or 1
LARGEST_BATCH = 1000
REPAIR, BUILD = "repair", "build"  # names of stages
AT_ONCE = 256  # batches that are waited for: enough that nobody on a cluster waits for one
FILES = ("", "", 0)  # where what is in no archive stands in the order to load in

# (what is being done, how many of, how many): shown to people.
Tell = Callable[[str, int, int], None]
# How many documents there are -> who reads them.
Readers = Callable[[int], AbstractContextManager[Submit]]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Night:
    """What a night is to do.

    processes: how many read; None: as many as the machine has cores. keep: how many earlier generations stay.
    corrections: the folder with people's decisions. accept: publish also what a gate would refuse for its losses.
    dask: address of a cluster that reads, in the place of processes of this machine. patience: seconds before a source
    that does not answer is asked again, each time.
    """

    sources: Sequence[str | Path]
    warehouse: Path
    processes: int | None = None
    keep: int = generation.KEPT
    corrections: Path | None = None
    accept: bool = False
    dask: str | None = None
    patience: Sequence[float] = ()


class NothingFoundError(GongkaiError):
    """The first night found no document at all: a sentence for people."""


class Stages(Protocol):
    """Who runs the stages of a night, and the batches of one. Either raises what the call raises."""

    def run(self, name: str, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """The stage of this name."""

    def each(self, name: str, call: Callable[[int], T], numbers: Iterable[int], /) -> Iterator[tuple[int, T]]:
        """The call for each number, many at a time; as they come, with the number."""


@dataclass(frozen=True)
class PlainStages:
    """Stages here and now. patience: seconds before what may pass is tried again, each time."""

    patience: Sequence[float] = ()

    def run(self, _name: str, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        for seconds in self.patience:
            with suppress(SourceUnreachable):
                return call(*args, **kwargs)
            time.sleep(seconds)
        return call(*args, **kwargs)

    def each(self, name: str, call: Callable[[int], T], numbers: Iterable[int], /) -> Iterator[tuple[int, T]]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            pending = {threads.submit(self.run, name, call, number): number for number in numbers}
            try:
                for done in as_completed(pending):
                    yield pending[done], done.result()
            finally:
                threads.shutdown(wait=False, cancel_futures=True)


def tell_nobody(_stage: str, _done: int, _all: int) -> None:
    """For whom nobody waits."""


def night(
    settings: Night, stages: Stages | None = None, readers: Readers | None = None, tell: Tell = tell_nobody
) -> Summary:
    """Read what is new or changed in the sources, and publish a generation if anything is.

    stages: by default plainly, with the patience of the settings. readers: by default what the settings name.
    Raises SourceError (SourceUnreachable where it can pass by itself), PluginError, WarehouseError, CorrectionsError,
    WorkersError, NothingFoundError, BusyError or RefusedError, each in words for people.
    """
    started = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with suppress(SourceUnreachable):  # `_look` is patient
        whole_roots(settings.sources)  # wrong names are told before anything is done
    layouts()  # and plug-ins that cannot be used
    openers()
    warehouse = generation.located(settings.warehouse)
    restore.require_buildable(warehouse)
    with generation.building(warehouse, partial(is_worth_keeping, READER_VERSION)) as work:
        run = _Run(
            replace(settings, warehouse=warehouse),
            stages or PlainStages(settings.patience),
            readers or partial(_readers, settings, work),
            tell,
            work,
            started,
        )
        return run.carry_out()


def _readers(settings: Night, work: Path, documents: int) -> AbstractContextManager[Submit]:
    """Who reads so many documents: a cluster, or processes of this machine."""
    if settings.dask is None:
        return workers(documents, settings.processes or CORES)
    from gongkai.flows.cluster import cluster  # an extra

    return cluster(settings.dask, work)


class Batch(NamedTuple):
    """How many documents, and the list of them, pickled and compressed."""

    size: int
    packed: bytes


@dataclass(frozen=True)
class Gathered:
    """What a run saw: roots of which it saw everything; changed, whether the new ledger (it lies beside the shards) is
    another than before; quarantined, reasons with sources; notes, what manifests hold that cannot be used, and what a
    run that was killed had read, in sentences."""

    roots: list[str]
    changed: bool
    counts: ledger.Counts
    quarantined: list[tuple[str, list[str]]]
    notes: list[str]


@dataclass(frozen=True)
class _Run:
    """A night that goes on. work: the folder that it builds in."""

    settings: Night
    stages: Stages
    readers: Readers
    tell: Tell
    work: Path
    started: datetime

    def carry_out(self) -> Summary:
        warehouse, keep, folder = self.settings.warehouse, self.settings.keep, self.settings.corrections
        repaired = self.stages.run(REPAIR, restore.repair, warehouse, self.work, keep)
        self.tell("looking for documents", 0, 0)
        published = build.published(warehouse, self.work, READER_VERSION)
        corrections = read_corrections(folder, published.corrections) if folder else []
        gathered = self.gather(published)
        if not (gathered.counts.found or warehouse.exists() or self.settings.accept):
            raise NothingFoundError(
                _("Nothing was found in {sources}: no warehouse is made of nothing. Is it the right folder?").format(
                    sources=", ".join(map(str, self.settings.sources))
                )
            )
        anew = not published.is_current
        changed = anew or gathered.changed or not are_same(published.corrections, corrections)
        if changed:
            self.tell("building a generation", 0, 0)
            note = " ".join(repaired) if anew and repaired else None
            run = build.Run(self.started, gathered.roots, READER_VERSION, gathered.counts, note)
            built = self.stages.run(BUILD, build.build, warehouse, self.work, run, corrections)
            reasons = self.stages.run("gate", gates.refusals, built, warehouse, self.settings.accept)
            if reasons:
                raise gates.refuse(warehouse, gathered.roots, gathered.counts, reasons)
            self.stages.run("publish", generation.publish, built, warehouse, keep)
        gates.forget_refusal(warehouse)
        return summarise(warehouse, changed, gathered.counts, gathered.quarantined, [*repaired, *gathered.notes])

    def gather(self, published: build.Published) -> Gathered:
        """Look, compare, read, and conclude. A million documents in Python's hands take a gigabyte, and each frame of
        them a third of one: they are let go of here, on the way and at the end; what goes on lies in a file."""
        held = published.held
        found, roots, notes = self.stages.run("look", _look, self.settings, published, self.open_container)
        with self.readers(len(found)) as submit:
            identified, indices = self.stages.run("compare", self.compare, found, held, roots, submit)
            wanted = identified.select("index", "document_id", "crawl")[indices]
            at_hand = batches_at_hand(self.work, wanted)
            batches = _to_read(found, identified, at_hand.indices)
            del found
            rejected = at_hand.verdicts + self.read(batches, at_hand.first_batch, submit)
        if at_hand.documents:
            notes.append(f"A run that was killed had read {at_hand.documents:,} of the documents: they count here.")
        seen = ledger.Seen(roots, identified, rejected, READER_VERSION, self.started)
        became = ledger.conclude(held.known, seen, wanted.height)
        write_ledger(self.work, became.ledger)
        return Gathered(roots, became.changed, became.counts, became.quarantined, notes)

    def open_container(self, container: Found) -> list[Found]:
        """What is in an archive or dump, seen by one who may end by it: a few bytes may unpack to a gigabyte."""
        with self.readers(1) as submit:
            return submit(list_members, [container]).result()

    def compare(
        self, found: list[Found], held: ledger.Held, roots: list[str], submit: Submit
    ) -> tuple[pl.DataFrame, list[int]]:
        """Compare what was found with the ledger, and open what is new or changed to see which documents they are.

        Returns (what was found, identified; the indices in it of what has to be read).
        """
        compared = ledger.compare(found, held.known, READER_VERSION)
        indices = sorted(ledger.to_open(compared), key=lambda index: _loading_order(found[index]))
        batches = list(_batches(indices))
        answers = deque(submit(identify, [found[index] for index in batch]) for batch in batches)
        seen = []
        for number, batch in enumerate(batches, 1):
            seen.append(ledger.opened_at(batch, answers.popleft().result()))
            self.tell("comparing", min(number * LARGEST_BATCH, len(indices)), len(indices))
        identified = ledger.identify(compared, seen)
        return identified, ledger.to_read(identified, held, roots, READER_VERSION)

    def read(self, batches: list[Batch], first: int, submit: Submit) -> list[ledger.Verdict]:
        """All batches, as they come. first: the number of the first. Returns the verdicts on what is no report."""
        wanted = sum(batch.size for batch in batches)
        verdicts: list[ledger.Verdict] = []
        done = 0

        def read_one(number: int) -> list[ledger.Verdict]:
            documents: list[Found] = pickle.loads(zlib.decompress(batches[number].packed))
            batch = first + number
            written, judged = submit(read_batch, documents, batch * LARGEST_BATCH, self.work.resolve()).result()
            take_batch(written, self.work, batch)
            return judged

        for number, judged in self.stages.each("read", read_one, range(len(batches))):
            verdicts += judged
            done += batches[number].size
            self.tell("reading", done, wanted)
        return verdicts


def _look(
    settings: Night, published: build.Published, open_container: OpenContainer
) -> tuple[list[Found], list[str], list[str]]:
    """(what lies in the sources but for the warehouse's own files, with what manifests tell of it; the roots of which
    everything was seen; what manifests hold that cannot be used, in sentences).

    A warehouse that has to be built anew needs what it knows below other sources, too.
    """
    known = published.held.known
    with _no_collection():
        found, roots = discover(settings.sources), whole_roots(settings.sources)
        if not published.is_current:
            found, roots = _with_known(found, roots, known)
    own = settings.warehouse.resolve()
    folder = str(own.parent)  # lies below few roots, so that few things need a closer look
    foreign = [thing for thing in found if not (folder.startswith(thing.root) and generation.is_own(thing.file, own))]
    documents, unusable = attach(unfold(foreign, ledger.known_members(known, READER_VERSION), open_container))
    return documents, roots, unusable


def _with_known(found: list[Found], roots: list[str], known: pl.LazyFrame) -> tuple[list[Found], list[str]]:
    """What was found, and what is known below other roots and still there; all these roots."""
    lay = known.select("root", "source", "container").collect()
    others = [root for root in lay["root"].unique() if root not in roots and _is_there(root)]
    names = {*lay.select("root", "source").rows(), *lay.select("root", "container").rows()}
    more = [thing for thing in discover(others) if (thing.root, thing.source) in names or is_manifest(thing.source)]
    return in_order([*found, *more]), sorted({*roots, *lay["root"]})


def _is_there(root: str) -> bool:
    """Of a store, `discover` tells."""
    return is_address(root) or Path(root).is_dir()


@contextmanager
def _no_collection() -> Iterator[None]:
    """What is made here is no garbage: a million things would be gone through again and again, and later on, too."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _to_read(found: list[Found], identified: pl.DataFrame, indices: list[int]) -> list[Batch]:
    """Packed as they go to the workers: that takes a quarter of the memory, and there may be a million."""
    documents = with_positions([found[index] for index in indices])
    ids = identified["document_id"].gather(indices)
    ordered = sorted(range(len(indices)), key=lambda number: _loading_order(documents[number]))
    return [
        _packed([replace(documents[number], document_id=ids[number]) for number in numbers])
        for numbers in _batches(ordered)
    ]


def _packed(documents: list[Found]) -> Batch:
    return Batch(len(documents), zlib.compress(pickle.dumps(documents), level=1))


def _loading_order(thing: Found) -> tuple[str, str, int]:
    """The order to load in: files as they come, and what is in an archive from its begin to its end, since it may be
    compressed. All files have one key: a million of them would take a hundred megabytes."""
    return (thing.root, thing.inside.container, thing.inside.position or 0) if thing.inside else FILES


def _batches(things: Sequence[T]) -> Iterator[list[T]]:
    return (list(things[start : start + LARGEST_BATCH]) for start in range(0, len(things), LARGEST_BATCH))
