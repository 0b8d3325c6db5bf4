"""The night, as Prefect runs it on a schedule: the plain one with a page for the morning, and word if it fails.

The parameters of the flow are what Prefect's page of a run shows, and what one changes there; below, they are one
object, `Night`.
"""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from prefect import State, flow, get_run_logger
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import FailedRun
from prefect.flows import Flow
from prefect.logging.loggers import flow_run_logger
from prefect.runtime import flow_run
from prefect.states import Failed

from gongkai.errors import exit_status, sentence
from gongkai.flows.night import Night, night
from gongkai.flows.night_page import SHOWN, page, page_of_failure
from gongkai.flows.notifications import NOTIFY, send
from gongkai.flows.prefect_tasks import RUNNER, PrefectStages, announce
from gongkai.flows.settings import DEFAULT_CORRECTIONS, DEFAULT_WAREHOUSE, NIGHTLY, silence_exit
from gongkai.flows.site import write_site_of_night
from gongkai.flows.terminal import harmless, named
from gongkai.transform.read import READER_VERSION
from gongkai.warehouse.generation import KEPT
from gongkai.warehouse.summary import Summary
from gongkai.words import _, language_of_locale, use
from gongkai.words.translated import translated

PATIENCE = (60.0, 300.0, 900.0)  # seconds before a source that does not answer is asked again
LONGEST = 20 * 3600  # seconds after which a night is over: one that hangs must not make the later ones wait for ever
BETWEEN = 5.0  # seconds between two words on progress


def send_word(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell people of a night that failed, was refused, or took too long, if they said where. Of one that was killed,
    the server tells: see flows/notifications.py."""
    use(language_of_locale())
    name = str(state.name)
    title = _("gongkai: the run {run} did not end well ({state})").format(run=flow_run.name, state=name)
    if not send(title, translated(state.message or name)):
        # Not the address itself: it holds passwords.
        said = _("Nobody could be told: {variable} is not understood, or does not answer.").format(variable=NOTIFY)
        flow_run_logger(flow_run, flow).error(said)


def _named() -> str:
    """A run is called after its warehouse and the time for which it was planned."""
    warehouse = Path(str(flow_run.parameters.get("warehouse", DEFAULT_WAREHOUSE)))
    return f"{warehouse.stem} {flow_run.scheduled_start_time:%Y-%m-%d %H:%M:%S}"


@flow(
    name=NIGHTLY,
    flow_run_name=_named,
    version=READER_VERSION,
    task_runner=RUNNER,
    timeout_seconds=LONGEST,
    on_failure=[send_word],
)
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
    """Read what is new or changed in the sources, and publish it.

    Args:
        sources: Folders, files, archives, dumps, s3:// addresses.
        warehouse: The warehouse, a DuckDB file.
        processes: How many processes read. Empty: one per core.
        keep: How many earlier generations stay beside the published one.
        corrections: The folder with people's decisions (CSV).
        accept: Publish even if a large part of what was there before is gone.
        dask: The address of a Dask cluster that reads, as tcp://HOST:PORT. Empty: this machine reads.
        site: Afterwards write the static pages into this folder. Empty: write none.
        patience: Seconds before a source that does not answer is asked again, each time. Nothing else is tried again.
    """
    silence_exit()
    logging.getLogger("prefect.flow_runs").addFilter(_is_no_failed_run)
    use(language_of_locale())
    log = get_run_logger()
    progress = _Progress()
    settings = Night(sources, warehouse, processes, keep, corrections, accept, dask, patience)
    try:
        summary = night(settings, PrefectStages(patience), tell=progress.tell)
    except Exception as error:
        if exit_status(error) is None:
            raise
        said = harmless(sentence(error))
        create_markdown_artifact(page_of_failure(said, warehouse), key=NIGHTLY)
        return Failed(message=said)
    progress.end()
    announce(summary)
    create_markdown_artifact(page(summary, sources, site), key=NIGHTLY)
    _log(summary, log)
    if site:
        _write_pages(site, warehouse, log)
    return None


def _is_no_failed_run(record: logging.LogRecord) -> bool:
    """Whether a line is to be kept: where a worker runs the night, Prefect's engine writes a traceback behind the
    sentence with which it failed."""
    return not (record.exc_info and isinstance(record.exc_info[1], FailedRun))


def _write_pages(site: Path, warehouse: Path, log: Any) -> None:
    """What was published stays published, whatever happens here."""
    try:
        if write_site_of_night(site, warehouse) is None:
            log.info("%s", _("The site in {folder} is that of this generation already.").format(folder=site))
    except Exception:  # a fault in the pages is no fault of the night
        log.exception(_("It is published, but the site was not written."))


class _Progress:
    """How far a run is: an artifact that moves, and a line in the log now and then."""

    def __init__(self) -> None:
        self.log = get_run_logger()
        self.artifact = cast(UUID, create_progress_artifact(0.0, key=f"{NIGHTLY}-progress", description=_("starting")))
        self.stage, self.told = "", 0.0

    def tell(self, stage: str, done: int, everything: int) -> None:
        """done, everything: documents; both 0 where nobody can count."""
        now = time.monotonic()
        if stage == self.stage and done < everything and now < self.told + BETWEEN:
            return
        self.stage, self.told = stage, now
        said = translated(stage)
        if everything:
            said = _("{stage} {done} of {everything}").format(
                stage=said, done=f"{done:,}", everything=f"{everything:,}"
            )
        self.log.info("%s", said)
        update_progress_artifact(self.artifact, 100.0 * done / everything if everything else 0.0, said)

    def end(self) -> None:
        update_progress_artifact(self.artifact, 100.0, _("done"))


def _log(summary: Summary, log: Any) -> None:
    """What is on the page in short, and by name what could not be read."""
    for note in summary.notes:
        log.warning("%s", harmless(translated(note)))
    for reason, names in summary.quarantined:
        called = named("quarantine", reason)
        for name in names[:SHOWN]:
            log.warning("%s", _("In quarantine, {reason}: {name}").format(reason=called, name=harmless(name)))
        if names[SHOWN:]:
            more = f"{len(names) - SHOWN:,}"
            log.warning("%s", _("In quarantine, {reason}: and {more} more").format(reason=called, more=more))
    for failed in summary.failed:
        log.warning("%s", _("A correction failed: {sentence}").format(sentence=harmless(translated(failed))))
    done = _("Generation {number} published.") if summary.published else _("Generation {number} is up to date.")
    counts = _("{reports} reports, {read} newly read, {waiting} things wait for a person.")
    log.info(
        "%s",
        f"{done} {counts}".format(
            number=summary.generation,
            reports=f"{summary.reports_held:,}",
            read=f"{summary.counts.newly_read:,}",
            waiting=f"{summary.waiting:,}",
        ),
    )
