"""The nightly schedule without any set-up: the deployment, and who runs it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CRASHED = Path(__file__).with_name("crashed.json")


class ServeError(Exception):
    """The schedule cannot be kept: a sentence for people."""


def serve(cron: str, timezone: str, parameters: Mapping[str, Any]) -> None:
    """Keep the schedule until somebody ends it. parameters: of the flow `nightly`. Raises ServeError."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.nightly import NAME, nightly

    try:
        CronSchedule(cron=cron, timezone=timezone)
    except ValueError as error:
        raise ServeError(f"{cron!r} in {timezone} is no schedule. It looks like: --cron '0 2 * * *'") from error
    watch()
    nightly.serve(
        NAME,
        schedule=Cron(cron, timezone=timezone),
        parameters=dict(parameters),
        limit=1,
        global_limit=ConcurrencyLimitConfig(limit=1),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def watch() -> None:
    """See to it that the server takes a run that was killed, and whoever watched over it, for crashed."""
    from prefect.automations import Automation

    wanted = Automation(**json.loads(CRASHED.read_text(encoding="utf-8")))
    try:
        there: Any = Automation.read(name=wanted.name)
    except ValueError:
        wanted.create()
        return
    wanted.id = there.id
    wanted.update()
