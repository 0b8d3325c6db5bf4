"""A night that somebody starts by hand: with Prefect, or without where it has nothing to do."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, ParamSpec, TypeVar

from gongkai.errors import exit_status
from gongkai.flows import prefect_server
from gongkai.flows.night import BUILD, REPAIR, Night, PlainStages, night
from gongkai.flows.terminal import Progress, say
from gongkai.flows.workers import Submit
from gongkai.warehouse import generation, restore
from gongkai.warehouse.summary import Summary
from gongkai.words import _

SMALL = 100_000_000  # bytes of a warehouse; where there is more, looking twice takes longer than Prefect

P = ParamSpec("P")
T = TypeVar("T")


def ingest_by_hand(settings: Night) -> tuple[Summary, bool]:
    """(what it comes to, whether Prefect's server was lost on the way: what is done is done all the same).

    Where the user names a server, it knows of each run. Raises what `night` raises, and ServerError.
    """
    summary = None if prefect_server.is_named() else _nothing_to_do(settings)
    return (summary, False) if summary else _with_prefect(settings)


class _Needed(Exception):
    """There is something to do: nothing of it was begun."""


def _nothing_to_do(settings: Night) -> Summary | None:
    """What the night comes to if it has nothing to do, which takes less time than Prefect to start; None if it has.

    Raises what `night` raises.
    """
    warehouse = generation.located(settings.warehouse)
    if not warehouse.exists() or warehouse.stat().st_size > SMALL or generation.is_left_over(warehouse):
        return None
    try:
        return night(settings, _LookingStages(settings.patience), _nobody)
    except _Needed:
        return None


@dataclass(frozen=True)
class _LookingStages(PlainStages):
    """Stages up to the first that would change anything."""

    def run(self, name: str, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if name == BUILD or (name == REPAIR and not restore.is_in_order(args[0])):  # type: ignore[arg-type]
            raise _Needed
        return super().run(name, call, *args, **kwargs)


@contextmanager
def _nobody(_documents: int) -> Iterator[Submit]:
    def submit(*_args: Any, **_kwargs: Any) -> NoReturn:
        raise _Needed

    yield submit


def _with_prefect(settings: Night) -> tuple[Summary, bool]:
    wait_for_server = prefect_server.for_this_run()  # which loads Prefect while we do
    from gongkai.flows.ingest import ingest

    done: list[Summary] = []
    with Progress() as progress:
        wait_for_server()
        try:
            ingest(settings, progress.tell, done.append)
        except Exception as error:
            if not done or exit_status(error) is not None:
                raise
            say(_("Prefect's server went away before the end: what it notes of this run is not complete."), error=True)
            return done[0], True
    return done[0], False


def end_at_once() -> None:
    """Prefect would try for a minute to tell a server that is gone."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
