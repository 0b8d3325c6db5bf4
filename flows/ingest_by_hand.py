"""A night that somebody starts by hand: with Prefect, or without where it has nothing to do."""

import os
import sys

from gongkai.errors import exit_status
from gongkai.flows import prefect_server
from gongkai.flows.night import Night
from gongkai.flows.nothing_to_do import nothing_to_do
from gongkai.flows.terminal import Progress, say
from gongkai.warehouse.summary import Summary
from gongkai.words import _


def ingest_by_hand(settings: Night) -> tuple[Summary, bool]:
    """(what it comes to, whether Prefect's server was lost on the way: what is done is done all the same).

    Where the user names a server, it knows of each run. Raises what `night` raises, and ServerError.
    """
    summary = None if prefect_server.is_named() else nothing_to_do(settings)
    return (summary, False) if summary else _with_prefect(settings)


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
