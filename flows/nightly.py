"""The night, as Prefect runs it on a schedule: the main job with patience, a page for the morning, word if it fails."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from apprise import Apprise
from prefect import State, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import FlowRun
from prefect.flows import Flow
from prefect.logging.loggers import flow_run_logger
from prefect.states import Failed

from flows.errors import exit_status, sentence
from flows.ingest import RUNNER, ingest
from flows.morning import SHOWN, page, page_of_failure
from flows.settings import DEFAULT_CORRECTIONS, DEFAULT_WAREHOUSE, silence_exit
from flows.site import write_site
from warehouse.generation import KEPT
from warehouse.summary import Summary

NAME = "nightly"
NOTIFY = "GONGKAI_NOTIFY"  # addresses as Apprise writes them: mailto://, wecombot://, json://, ...
PATIENCE = (60.0, 300.0, 900.0)  # seconds before a source that does not answer is asked again
BETWEEN = 5.0  # seconds between two words on progress


def send_word(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell people of a night that failed, was refused, or crashed, if they said where."""
    addresses = os.environ.get(NOTIFY)
    if not addresses:
        return
    word = Apprise()
    name = str(state.name)
    title = f"gongkai: the run {flow_run.name} {name.lower()}"
    if not (word.add(addresses) and word.notify(title=title, body=state.message or name)):
        # Not the address itself: it holds passwords.
        flow_run_logger(flow_run, flow).error("Nobody could be told: %s is not understood, or does not answer.", NOTIFY)


@flow(name=NAME, task_runner=RUNNER, on_failure=[send_word], on_crashed=[send_word])
def nightly(
    sources: list[str],
    warehouse: Path = DEFAULT_WAREHOUSE,
    processes: int | None = None,
    keep: int = KEPT,
    corrections: Path | None = DEFAULT_CORRECTIONS,
    accept: bool = False,
    dask: str | None = None,
    site: Path | None = None,
    patience: Sequence[float] = PATIENCE,
) -> State[Any] | None:
    """Read what is new or changed in the sources, and publish it; see `gongkai ingest`.

    patience: seconds before a source that does not answer is asked again, each time; nothing else is tried again.
    """
    silence_exit()
    log = get_run_logger()
    progress = _Progress()
    try:
        # As a part of this run: a run within it would be left behind by a crash.
        summary = ingest.fn(
            sources, warehouse, processes, keep, progress.tell, corrections, accept, dask, patience=patience
        )
    except Exception as error:
        if exit_status(error) is None:
            raise
        create_markdown_artifact(page_of_failure(sentence(error), warehouse), key=NAME)
        return Failed(message=sentence(error))
    progress.end()
    create_markdown_artifact(page(summary, sources), key=NAME)
    _log(summary, log)
    if site:
        _write_pages(site, warehouse, log)
    return None


def _write_pages(site: Path, warehouse: Path, log: Any) -> None:
    """What was published stays published, whatever happens here."""
    try:
        write_site(site, warehouse)
    except Exception:  # a fault in the pages is no fault of the night
        log.exception("It is published, but the site was not written.")


class _Progress:
    """How far a run is: an artifact that moves, and a line in the log now and then."""

    def __init__(self) -> None:
        self.log = get_run_logger()
        self.artifact = cast(UUID, create_progress_artifact(0.0, key=f"{NAME}-progress", description="starting"))
        self.stage, self.told = "", 0.0

    def tell(self, stage: str, done: int, everything: int) -> None:
        """done, everything: documents; both 0 where nobody can count."""
        now = time.monotonic()
        if stage == self.stage and done < everything and now < self.told + BETWEEN:
            return
        self.stage, self.told = stage, now
        count = f" {done:,} of {everything:,}" if everything else ""
        self.log.info("%s%s", stage, count)
        update_progress_artifact(self.artifact, 100.0 * done / everything if everything else 0.0, f"{stage}{count}")

    def end(self) -> None:
        update_progress_artifact(self.artifact, 100.0, "done")


def _log(summary: Summary, log: Any) -> None:
    """What is on the page in short, and by name what could not be read."""
    for note in summary.notes:
        log.warning("%s", note)
    for reason, names in summary.quarantined:
        for name in names[:SHOWN]:
            log.warning("In quarantine, %s: %s", reason, name)
        if names[SHOWN:]:
            log.warning("In quarantine, %s: and %s more", reason, f"{len(names) - SHOWN:,}")
    for failed in summary.failed:
        log.warning("A correction failed: %s", failed)
    log.info(
        "Generation %d %s: %s reports, %s newly read, %s things wait for a person.",
        summary.generation,
        "published" if summary.published else "is up to date",
        f"{summary.reports_held:,}",
        f"{summary.counts.newly_read:,}",
        f"{summary.waiting:,}",
    )
