"""The main job as a Prefect flow: discover, read in batches, build a generation, publish.

A task is a stage or a batch, never a document. What the tasks do stands in plain functions elsewhere.
"""

import gc
import os
import pickle
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

import polars as pl
from prefect import State, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from extract.containers import unfold
from extract.manifest import attach, is_manifest, opened
from extract.sources import Found, SourceUnreachable, discover, in_order, is_address, listed
from flows.batch import identify, read_batch
from flows.workers import Submit, workers
from transform.read import READER_VERSION
from warehouse import build, corrections, gate, generation, ledger, restore
from warehouse.shards import take_shards, write_ledger
from warehouse.summary import Summary, summarise

CORES = os.cpu_count() or 1
LARGEST_BATCH = 1000
FILES = ("", "", 0)  # where what is in no archive stands in the order to load in

# (what is being done, how many of, how many): shown to people.
Tell = Callable[[str, int, int], None]
P = ParamSpec("P")
T = TypeVar("T")
# Its threads only wait for those who read: enough of them that nobody on a cluster waits for a batch.
RUNNER: TaskRunner[Any] = ThreadPoolTaskRunner(256)


class Batch(NamedTuple):
    """How many documents, and the list of them, pickled and compressed."""

    size: int
    packed: bytes


class Box(Generic[T]):
    """A large thing on its way into a task or out of it. Prefect keeps what a task was given and what it returned until
    the flow ends, and looks into all of it for the results of other tasks: so it keeps a box, and never looks inside.
    """

    def __init__(self, thing: T) -> None:
        self._things = [thing]

    def look(self) -> T:
        """What is in it, which stays there: the task may be tried again."""
        return self._things[0]

    def take(self) -> T:
        """What was in it; the box is empty afterwards."""
        return self._things.pop()


@dataclass(frozen=True)
class Harvest:
    """What a run saw: roots of which it saw everything; changed, whether the new ledger (it lies beside the shards) is
    another than before; quarantined, reasons with sources; unusable, what manifests hold that cannot be used, in
    sentences."""

    roots: list[str]
    changed: bool
    counts: ledger.Counts
    quarantined: list[tuple[str, list[str]]]
    unusable: list[str]


@flow(name="ingest", validate_parameters=False, task_runner=RUNNER)
def ingest(
    sources: Sequence[str | Path],
    warehouse: Path,
    processes: int | None = None,
    keep: int = generation.KEPT,
    tell: Tell | None = None,
    decided: Path | None = None,
    accept: bool = False,
    dask: str | None = None,
    patience: Sequence[float] = (),
) -> Summary:
    """Read what is new or changed in the sources, and publish a generation if anything is.

    processes: how many read; None: as many as the machine has cores. keep: how many earlier generations stay.
    tell: nobody if None. decided: the folder with people's corrections. accept: publish also what a gate would refuse
    for its losses. dask: address of a cluster that reads, in the place of processes of this machine.
    patience: seconds before a source that does not answer is asked again, each time. Raises SourceError
    (SourceUnreachable where it can pass by itself), WarehouseError, CorrectionsError, WorkersError, BusyError or
    RefusedError, each in words for people.
    """
    tell = tell or _tell_nobody
    started = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with suppress(SourceUnreachable):  # `look` is patient
        listed(sources)  # wrong names are told before anything is done
    restore.check(warehouse)
    with generation.building(warehouse) as work:
        repaired = restore.repair(warehouse, work, keep)
        tell("looking for documents", 0, 0)
        decisions_held = build.held_decisions(warehouse)
        decisions = corrections.read_decisions(decided, decisions_held) if decided else []
        readers = partial(_readers, dask, work, processes or CORES)
        seen = _harvest(sources, warehouse, work.resolve(), readers, tell, patience, started)
        anew = not build.can_be_built_upon(warehouse)
        changed = anew or seen.changed or not corrections.is_same(decisions_held, decisions)
        if changed:
            tell("building a generation", 0, 0)
            note = " ".join(repaired) if anew and repaired else None
            run = build.Run(started, seen.roots, READER_VERSION, seen.counts, note)
            built = build_task(warehouse, work, run, decisions)
            reasons = gate_task(built, warehouse, accept)
            if reasons:
                raise gate.refuse(warehouse, seen.roots, seen.counts, reasons)
            publish_task(built, warehouse, keep)
        gate.forget_refusal(warehouse)
    return summarise(warehouse, changed, seen.counts, seen.quarantined, [*repaired, *seen.unusable])


def _tell_nobody(_stage: str, _done: int, _all: int) -> None:
    pass


def _harvest(
    sources: Sequence[str | Path],
    warehouse: Path,
    work: Path,
    readers: Callable[[int], AbstractContextManager[Submit]],
    tell: Tell,
    patience: Sequence[float],
    started: datetime,
) -> Harvest:
    """Look, compare, read, and settle. A million documents in Python's hands take a gigabyte, and each frame of them a
    third of one: they are let go of here, on the way and at the end, and what goes on from here lies in a file."""
    held = build.held(warehouse, work, READER_VERSION)
    found, roots, unusable = _patient(look_task, patience)(sources, warehouse, held.known)
    with readers(len(found.look())) as submit:
        compared, batches = _patient(compare_task, patience)(found, held, roots, submit, tell)
        found.take()
        wanted = sum(batch.size for batch in batches.look())
        rejected = _read(batches.take(), wanted, work, submit, tell, patience)
    identified = compared.take()
    settled = ledger.settle(held.known, roots, identified, rejected, READER_VERSION, started)
    write_ledger(work, settled)
    of_this_run = ledger.of_run(settled, identified)
    return Harvest(
        roots,
        not ledger.is_same(held.known, settled),
        ledger.count(held.known, settled, of_this_run, int(identified["unchanged"].sum()), wanted - len(rejected)),
        ledger.quarantined(of_this_run),
        unusable,
    )


def _readers(dask: str | None, work: Path, processes: int, documents: int) -> AbstractContextManager[Submit]:
    """Who reads so many documents: a cluster, or processes of this machine."""
    if dask is None:
        return workers(documents, processes)
    from flows.cluster import cluster  # an extra

    return cluster(dask, work)


def _patient(stage: Task[P, T], patience: Sequence[float]) -> Task[P, T]:
    """The stage, tried again after so many seconds where what failed may pass."""
    delays = list(patience)
    return stage.with_options(retries=len(delays), retry_delay_seconds=delays, retry_condition_fn=_may_pass)


def _may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    return isinstance(state.data, SourceUnreachable)


@task(name="look", cache_policy=NO_CACHE)
def look_task(
    sources: Sequence[str | Path], warehouse: Path, known: pl.LazyFrame
) -> tuple[Box[list[Found]], list[str], list[str]]:
    """(what lies in the sources but for the warehouse's own files, with what manifests tell of it; the roots of which
    everything was seen; what manifests hold that cannot be used, in sentences).

    known: the ledger. A warehouse that has to be built anew needs what it knows below other sources, too.
    """
    with _no_collection():
        found, roots = discover(sources), listed(sources)
        if not build.can_be_built_upon(warehouse):
            found, roots = _with_known(found, roots, known)
    own = warehouse.resolve()
    folder = str(own.parent)  # lies below few roots, so that few things need a closer look
    foreign = [thing for thing in found if not (folder.startswith(thing.root) and generation.is_own(thing.file, own))]
    documents, unusable = attach(unfold(foreign, ledger.held_in(known, READER_VERSION)))
    return Box(documents), roots, unusable


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


@task(name="compare", cache_policy=NO_CACHE)
def compare_task(
    things: Box[list[Found]], held: ledger.Held, roots: list[str], submit: Submit, tell: Tell
) -> tuple[Box[pl.DataFrame], Box[list[Batch]]]:
    """Compare what was found with the ledger, and open what is new or changed to see which documents they are.

    Returns (what was found, identified; batches of what has to be read).
    """
    found = things.look()
    identified = _identified(found, held, submit, tell)
    places = ledger.to_read(identified, held, roots, READER_VERSION)
    return Box(identified), Box(_to_read(found, identified, places))


def _identified(found: list[Found], held: ledger.Held, submit: Submit, tell: Tell) -> pl.DataFrame:
    compared = ledger.compare(found, held.known, READER_VERSION)
    places = sorted(ledger.to_open(compared), key=lambda place: _way(found[place]))
    batches = list(_batches(places))
    answers = deque(submit(identify, [found[place] for place in batch]) for batch in batches)
    seen = []
    for number, batch in enumerate(batches, 1):
        seen.append(ledger.opened(batch, answers.popleft().result()))
        tell("comparing", min(number * LARGEST_BATCH, len(places)), len(places))
    return ledger.identify(compared, seen)


def _to_read(found: list[Found], identified: pl.DataFrame, places: list[int]) -> list[Batch]:
    """Packed as they go to the workers: that takes a quarter of the memory, and there may be a million. All are packed
    before the first is read: else what Prefect keeps of its tasks would lie among them, and hold on to their memory.
    """
    documents = opened([found[place] for place in places])
    ids = identified["document_id"].gather(places)
    ordered = sorted(range(len(places)), key=lambda number: _way(documents[number]))
    return [
        _packed([replace(documents[number], document_id=ids[number]) for number in numbers])
        for numbers in _batches(ordered)
    ]


def _packed(documents: list[Found]) -> Batch:
    return Batch(len(documents), zlib.compress(pickle.dumps(documents), level=1))


def _way(thing: Found) -> tuple[str, str, int]:
    """The order to load in: files as they come, and what is in an archive from its begin to its end, since it may be
    compressed. All files have one key: a million of them would take a hundred megabytes."""
    return (thing.root, thing.inside.container, thing.inside.place or 0) if thing.inside else FILES


def _read(
    batches: list[Batch], wanted: int, work: Path, submit: Submit, tell: Tell, patience: Sequence[float]
) -> list[ledger.Verdict]:
    """All batches, as they come; the list is empty afterwards. wanted: how many documents they are.

    Returns the verdicts on what is no report.
    """
    reading = _patient(read_task, patience)
    tasks = {
        reading.submit(submit, batch, number, number * LARGEST_BATCH, work): batch.size
        for number, batch in enumerate(batches)
    }
    batches.clear()
    verdicts: list[ledger.Verdict] = []
    done = 0
    for finished in as_completed(list(tasks)):
        verdicts.extend(finished.result())
        done += tasks[finished]
        tell("reading", done, wanted)
    return verdicts


@task(name="read", task_run_name="read batch {number}", cache_policy=NO_CACHE)
def read_task(submit: Submit, batch: Batch, number: int, first: int, work: Path) -> list[ledger.Verdict]:
    """One batch, in a worker process."""
    documents: list[Found] = pickle.loads(zlib.decompress(batch.packed))
    shards, verdicts = submit(read_batch, documents, number, first, work).result()
    take_shards(shards, work)
    return verdicts


@task(name="build", cache_policy=NO_CACHE)
def build_task(warehouse: Path, work: Path, run: build.Run, decisions: list[corrections.Decision]) -> Path:
    """The next generation, beside the published one."""
    return build.build(warehouse, work, run, decisions)


@task(name="gate", cache_policy=NO_CACHE)
def gate_task(built: Path, warehouse: Path, accept: bool) -> list[gate.Refusal]:
    """Why it must not be published, if anything speaks against it."""
    return gate.refusals(built, warehouse, accept)


@task(name="publish", cache_policy=NO_CACHE)
def publish_task(built: Path, warehouse: Path, keep: int) -> None:
    """The rename that everybody waits for."""
    generation.publish(built, warehouse, keep)


def _batches(things: Sequence[T]) -> Iterator[list[T]]:
    return (list(things[start : start + LARGEST_BATCH]) for start in range(0, len(things), LARGEST_BATCH))
