"""The nightly schedule without any set-up: the deployment, and who runs it."""

import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gongkai.errors import USAGE, GongkaiError
from gongkai.flows.settings import NIGHTLY
from gongkai.words import _

_NO_SCHEDULE = 9  # the status with which the process ends that looks at one
_LOOK = f"""
import sys
from prefect.client.schemas.schedules import CronSchedule
try:
    CronSchedule(cron=sys.argv[1])
except ValueError:
    sys.exit({_NO_SCHEDULE})
"""


class ServeError(GongkaiError):
    """The schedule cannot be kept: a sentence for people."""


class ScheduleError(ServeError):
    """There is no such time: it was asked for wrongly."""

    exit_status = USAGE


def name_of(warehouse: Path) -> str:
    """The name of the deployment: two warehouses have two, also on one server."""
    return f"{warehouse.stem}-{hashlib.sha256(str(warehouse.resolve()).encode()).hexdigest()[:6]}"


@contextmanager
def alone(warehouse: Path) -> Iterator[None]:
    """One schedule a warehouse: where one of two ends, Prefect pauses that of the other, too. Raises ServeError."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with warehouse.with_name(f".{warehouse.stem}.serve.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServeError(
                _("Another `gongkai serve` keeps the schedule of {warehouse} already.").format(warehouse=warehouse)
            ) from error
        yield


def require_timezone(timezone: str) -> None:
    """Raises ScheduleError where nobody has such a clock."""
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ScheduleError(
            _("There is no time zone {timezone}. It looks like: --timezone Asia/Shanghai").format(timezone=timezone)
        ) from error


def require_schedule(cron: str) -> None:
    """Raises ScheduleError where it is none. Prefect looks at it in another process: loaded here, it would know of no
    server that is started later."""
    if subprocess.run([sys.executable, "-c", _LOOK, cron], check=False).returncode == _NO_SCHEDULE:
        raise ScheduleError(_("{cron!r} is no schedule. It looks like: --cron '0 2 * * *'").format(cron=cron))


def serve(name: str, cron: str, timezone: str, parameters: Mapping[str, Any]) -> None:
    """Keep the schedule until somebody ends it. parameters: of the flow `nightly`."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from gongkai.flows.nightly import nightly
    from gongkai.flows.notifications import watch

    watch(NIGHTLY)
    nightly.serve(
        name,
        schedule=Cron(cron, timezone=timezone),
        parameters=dict(parameters),
        limit=1,
        global_limit=ConcurrencyLimitConfig(limit=1),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
