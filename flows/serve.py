"""The nightly schedule without any set-up: Prefect's server where none is named, the deployment, and who runs it."""

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
STARTS = 120  # seconds that the server may take to start
ENDS = 10  # seconds that it may take to end
CRASHED = Path(__file__).with_name("crashed.json")


class ServeError(Exception):
    """The schedule cannot be kept: a sentence for people."""


def server(port: int) -> str:
    """The address of Prefect's server: the one that PREFECT_API_URL names, else one on this machine, for this machine.

    One that answers at the port already is used: it may be what a killed `serve` left. One that is started ends with
    this process, after all that Prefect does at exit if Prefect is not loaded yet. Raises ServeError.
    """
    named = os.environ.get("PREFECT_API_URL")
    if named and not _answers(named):
        raise ServeError(f"No Prefect server answers at {named}, which PREFECT_API_URL names.")
    if named:
        return named
    address = f"http://{HOST}:{port}/api"
    if _answers(address):
        return address
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # Prefect has its own, later
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", HOST, "--port", str(port)]
    # In a session of its own: Ctrl-C is for us, who have something to tell the server before it ends.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    atexit.register(_end, process)
    _wait(process, address)
    return address


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(ENDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    for _ in range(STARTS * 5):
        if _answers(address):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise ServeError(f"Prefect's server did not start at {address}. Is the port taken? Another one: --port")


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


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
