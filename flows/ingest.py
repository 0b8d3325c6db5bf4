"""A night by hand, as a Prefect flow: see flows/night.py for what is done."""

from collections.abc import Callable

from prefect import flow

from gongkai.flows.night import Night, Readers, Tell, night, tell_nobody
from gongkai.flows.prefect_tasks import RUNNER, PrefectStages, announce
from gongkai.transform.read import READER_VERSION
from gongkai.warehouse.summary import Summary


@flow(name="ingest", version=READER_VERSION, validate_parameters=False, task_runner=RUNNER)
def ingest(
    settings: Night,
    tell: Tell | None = None,
    done: Callable[[Summary], object] | None = None,
    readers: Readers | None = None,
) -> Summary:
    """Read what is new or changed in the sources, and publish it. Raises what `night` raises.

    Args:
        settings: What to do.
        tell: Who is told how far it is.
        done: Is told what it came to, also where Prefect fails after that.
        readers: Who reads; by default what the settings name.
    """
    summary = night(settings, PrefectStages(settings.patience), readers, tell or tell_nobody)
    if done:
        done(summary)
    announce(summary)
    return summary
