"""Prefect's server on this machine: one that stands while a schedule is kept, or one for a single run.

`python -m flows.server PORT` is the one for a single run: it ends when what started it does, however that ends.
"""

import atexit
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
STARTS = 120  # seconds that it may take to start
ENDS = 10  # seconds that it may take to end
START = ("server", "start", "--host", HOST, "--port")

Process = subprocess.Popen[bytes]


class ServerError(Exception):
    """There is no server: a sentence for people."""


def standing(port: int) -> str:
    """The address of a server for many runs: the one that PREFECT_API_URL names, else one on this machine.

    One that answers at the port already is used: it may be what a killed `serve` left. One that is started ends with
    this process, after all that Prefect does at exit if Prefect is not loaded yet. Raises ServerError.
    """
    named = os.environ.get("PREFECT_API_URL")
    if named and not _answers(named):
        raise ServerError(f"No Prefect server answers at {named}, which PREFECT_API_URL names.")
    if named:
        return named
    address = _address(port)
    if _answers(address):
        return address
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # Prefect has its own, later
    process = _started(None, "-m", "prefect", *START, str(port))
    _wait(process, address, "Is the port taken? Another one: --port")
    return address


def for_this_run() -> Callable[[], None]:
    """Start a server that ends with this process, and name it to Prefect. What is returned waits until it answers, and
    raises ServerError.

    Prefect would start one by itself, but only after it is loaded. Called before, this takes half the time. Where
    PREFECT_API_URL or a profile of the user's names a server, nothing is started: Prefect goes there.
    """
    home = Path(os.environ["PREFECT_HOME"])
    if os.environ.get("PREFECT_API_URL") or (home / "profiles.toml").exists():
        return lambda: None
    port, said = free_port(), home / "server.log"
    process = _started(said, "-m", "flows.server", str(port))
    os.environ["PREFECT_API_URL"] = _address(port)
    return partial(_wait, process, _address(port), f"What it said: {said}")


def _address(port: int) -> str:
    return f"http://{HOST}:{port}/api"


def free_port() -> int:
    """A port of this machine at which nothing listens now."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return int(taken.getsockname()[1])


def _started(errors: Path | None, *command: str) -> Process:
    """In a session of its own: Ctrl-C is for us, who have something to tell the server before it ends.

    errors: the file for what it says of them; None: they are shown.
    """
    with errors.open("wb") if errors else nullcontext() as file:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=file,
            start_new_session=True,
        )
    atexit.register(_end, process)
    return process


def _end(process: Process) -> None:
    process.terminate()
    try:
        process.wait(ENDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()


def _wait(process: Process, address: str, hint: str) -> None:
    for _ in range(STARTS * 20):
        if _answers(address):
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise ServerError(f"Prefect's server did not start at {address}. {hint}")


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _serve(port: str) -> None:
    """Services and block types are for schedules and pages; a single run has neither."""
    os.environ.setdefault("PREFECT_API_BLOCKS_REGISTER_ON_START", "false")
    Thread(target=_end_with_starter, daemon=True).start()
    sys.argv = ["prefect", *START, port, "--no-ui", "--no-services", "--log-level", "ERROR"]
    runpy.run_module("prefect", run_name="__main__", alter_sys=True)


def _end_with_starter() -> None:
    os.read(sys.stdin.fileno(), 1)  # nobody writes: this ends when the other end of the pipe is gone
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    _serve(sys.argv[1])
