"""Prefect's server on this machine: one that stands while a schedule is kept, or one for a single run.

Either ends when what started it does, however that ends: `python -m gongkai.flows.prefect_server PORT "" | stands`.
"""

import atexit
import fcntl
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Thread
from typing import IO, cast
from urllib.error import URLError
from urllib.request import urlopen

from gongkai.errors import GongkaiError
from gongkai.flows.notifications import send
from gongkai.words import _

HOST = "127.0.0.1"
STARTS = 120  # seconds that it may take to start
ENDS = 10  # seconds that it may take to end
START = ("server", "start", "--host", HOST, "--port")

STANDS = "stands"
ORDERLY = b"."  # said to a server that is not needed any more
LITTLE = 20  # megabytes with which a server hardly starts

Process = subprocess.Popen[bytes]
_ended: list[Process] = []


class ServerError(GongkaiError):
    """There is no server: a sentence for people."""


def standing(port: int) -> str:
    """The address of a server for many runs: the one that PREFECT_API_URL names, else a new one on this machine.

    It ends with this process, however that ends; where this process was killed, it tells people before. If it ends by
    itself, so does this process. Raises ServerError.
    """
    named = os.environ.get("PREFECT_API_URL")
    if named and not _answers(named):
        raise ServerError(_("No Prefect server answers at {named}, which PREFECT_API_URL names.").format(named=named))
    if named:
        return named
    address = _address(port)
    for _attempt in range(ENDS * 20):  # that of a `serve` that was killed ends soon
        if not _answers(address):
            break
        time.sleep(0.1)
    else:
        raise ServerError(
            _(
                "A Prefect server answers at {address} already, and ends with whoever started it. Use it"
                " all the same: PREFECT_API_URL={address}; or start another one: --port"
            ).format(address=address)
        )
    os.environ.setdefault("PREFECT_UI_API_URL", address)  # where the pages ask; else at port 4200
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # Prefect has its own, later
    with _starting():
        process = _started(None, str(port), STANDS)
        _wait(process, address, _("Is the port taken? Another one: --port"))
    Thread(target=_end_without, args=(process,), daemon=True).start()
    return address


def for_this_run() -> Callable[[], None]:
    """Start a server that ends with this process, and name it to Prefect. What is returned waits until it answers, and
    raises ServerError.

    Prefect would start one by itself, but only after it is loaded. Called before, this takes half the time. Where
    PREFECT_API_URL or a profile of the user's names a server, nothing is started: Prefect goes there.
    """
    if is_named():
        return lambda: None
    port, said = free_port(), _home() / "server.log"
    starting = ExitStack()
    starting.enter_context(_starting())
    process = _started(said, str(port), "")
    os.environ["PREFECT_API_URL"] = _address(port)
    os.environ.setdefault("PREFECT_CLIENT_MAX_RETRIES", "2")  # if it goes away, it does not come back

    def wait() -> None:
        with starting:
            _wait(process, _address(port), _("What it said: {said}").format(said=said))

    return wait


def is_named() -> bool:
    """Whether the user named a server, which is to know of all runs."""
    return bool(os.environ.get("PREFECT_API_URL")) or (_home() / "profiles.toml").exists()


def _home() -> Path:
    return Path(os.environ["PREFECT_HOME"])


@contextmanager
def _starting() -> Iterator[None]:
    """One server at a time starts in a home: the first one makes its tables there, and two would do so at once."""
    with (_home() / ".starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _address(port: int) -> str:
    return f"http://{HOST}:{port}/api"


def free_port() -> int:
    """A port of this machine at which nothing listens now."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def _started(errors: Path | None, *words: str) -> Process:
    """In a session of its own: Ctrl-C is for us, who have something to tell the server before it ends.

    errors: the file for what it says of them; None: they are shown.
    """
    with errors.open("wb") if errors else nullcontext() as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "gongkai.flows.prefect_server", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
        )
    atexit.register(_end, process)
    return process


def _end(process: Process) -> None:
    _ended.append(process)
    with suppress(OSError):
        os.write(cast(IO[bytes], process.stdin).fileno(), ORDERLY)
    process.terminate()
    try:
        process.wait(ENDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()


def _end_without(process: Process) -> None:
    process.wait()
    if process in _ended:
        return
    said = _("Prefect's server has ended: no night begins until `gongkai serve` is started again.")
    send(_("gongkai: the schedule is not kept any more"), said)
    os.write(2, f"{said}\n".encode())
    os._exit(1)


def _wait(process: Process, address: str, hint: str) -> None:
    for _attempt in range(STARTS * 20):
        if _answers(address):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    free = shutil.disk_usage(_home()).free / 1e6
    space = _(" {free:,.0f} MB are free in {there}, where it keeps its notes.") if free < LITTLE else ""
    space = space.format(free=free, there=_home())
    raise ServerError(
        _("Prefect's server did not start at {address}.{space} {hint}").format(address=address, space=space, hint=hint)
    )


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _serve(port: str, stands: str) -> None:
    """Services and block types are for schedules and pages; a single run has neither."""
    Thread(target=_end_with_starter, args=(stands,), daemon=True).start()
    sys.argv = ["prefect", *START, port]
    if not stands:
        os.environ.setdefault("PREFECT_API_BLOCKS_REGISTER_ON_START", "false")
        sys.argv += ["--no-ui", "--no-services", "--log-level", "ERROR"]
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


def _end_with_starter(stands: str) -> None:
    said = os.read(sys.stdin.fileno(), 1)  # this ends when the other end of the pipe is gone
    if stands and said != ORDERLY:
        send(
            _("gongkai: the schedule is not kept any more"),
            _("`gongkai serve` was killed: no night begins until it is started again. The warehouse is as it was."),
        )
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2])
