"""Servers on 127.0.0.1, started as people start them, and questions to Prefect's. All end with the test."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from as_user import LONG, PROJECT, without_prefect

from gongkai.flows.prefect_server import free_port

PREFECT = [sys.executable, "-m", "prefect", "--no-prompt"]
POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)), None)
RUN_ID = "PREFECT__FLOW_RUN_ID"  # in the environment of the process of a run
T = TypeVar("T")


def settings(home: Path, address: str) -> dict[str, str]:
    """The environment of the README's commands, with a home of its own. PWD is what a shell would say."""
    mine = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": address,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_WORKER_QUERY_SECONDS": "2",  # and not 10, in which a worker looks for runs
        "PWD": str(PROJECT),
    }
    return without_prefect() | mine


@contextmanager
def running(command: Sequence[str], env: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[str]"]:
    """A program that is ended afterwards, with all that it started: it has a group of its own."""
    quiet: Any = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=PROJECT, env=env, stdout=quiet, stderr=quiet, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)


def wait_for(what: Callable[[], T | None], seconds: float) -> T:
    """What it gives, once it gives something that counts."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} seconds")
        time.sleep(0.25)
    return answer


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of Debian's package, in a folder of a user who is not root: it refuses to be."""
    assert POSTGRES
    folder, port = Path(tempfile.mkdtemp(prefix="gongkai-postgres-")), str(free_port())
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "nobody", "--"]
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    data = str(folder / "data")
    init = [str(POSTGRES.with_name("initdb")), "--auth=trust", "--username=gongkai", "-D", data]
    options = ("listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "fsync=off")
    listen = [str(POSTGRES), "-D", data, "-p", port, *(part for option in options for part in ("-c", option))]
    try:
        subprocess.run([*as_user, *init], cwd="/", capture_output=True, check=True)
        with running([*as_user, *listen]):
            wait_for(lambda: _listens(int(port)), LONG)
            yield f"postgresql+asyncpg://gongkai@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def ask(address: str, path: str, /, **question: Any) -> Any:
    """What Prefect's server says: GET, or POST where there is a question. One that is too busy is asked again."""
    body = json.dumps(question).encode() if question else None
    request = Request(f"{address}/{path}", data=body, headers={"Content-Type": "application/json"})

    def answer() -> list[Any]:
        try:
            with urlopen(request, timeout=LONG) as said:
                return [json.loads(said.read() or b"null")]
        except HTTPError as error:
            if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise
            return []

    return wait_for(answer, LONG)[0]


def is_up(address: str) -> bool:
    try:
        return bool(ask(address, "health"))
    except OSError:
        return False


def processes_of(run: str) -> list[int]:
    """The processes of a run: whatever has it in its environment."""
    word = f"{RUN_ID}={run}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue  # it ended meanwhile
    return found


@contextmanager
def listening() -> Iterator[tuple[int, list[Any]]]:
    """A port of somebody who wants to be told, and what he was told."""
    told: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port, told
        finally:
            server.shutdown()
