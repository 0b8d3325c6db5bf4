"""What is dear to make is made once for all processes in which tests run, by the first that asks for it."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

LONG = 900  # seconds that a busy machine may take
_stand: list[int] = []  # what this process holds of servers that stand as long as anybody needs them


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this name, filled by `make`. It is everybody's: who changes what lies there works on a copy."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # of all workers
    folder = root / f"shared-{name}"
    with (root / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".made").exists():
            shutil.rmtree(folder, ignore_errors=True)  # where another one failed
            folder.mkdir()
            make(folder)
            (folder / ".made").touch()
    return folder


def site_of_samples(factory: pytest.TempPathFactory) -> Path:
    """The site of what `make run` reads: all samples, with the townships of the whole country."""
    from gongkai.flows.site import text_of
    from gongkai.warehouse.database import open_to_read
    from gongkai.warehouse.pages.site import build
    from tests.faults.nights import PROJECT, nights

    def make(folder: Path) -> None:
        for name in ("samples", "county"):
            shutil.copytree(PROJECT / "data" / name, folder / "documents" / name)
        with nights(whole_lists=True) as program:
            status, said = program.night(folder / "documents", folder / "w.duckdb")
            assert status == 0, said
        with open_to_read(folder / "w.duckdb") as con:
            written = build(con, folder / "site", text_of)
        assert written.reports == written.texts > 100

    return made_once(factory, "samples-site", make) / "site"


def prefect_server(factory: pytest.TempPathFactory) -> str:
    """The address of a server with an empty database, as a night by hand has it: without services and pages.

    It ends when the last process that holds its pipe does, however that ends.
    """

    def start(folder: Path) -> None:
        from gongkai.flows.prefect_server import free_port

        address = f"http://127.0.0.1:{(port := free_port())}/api"
        os.mkfifo(folder / "stands")
        _stand.append(os.open(folder / "stands", os.O_RDWR))  # both ends, so that nobody waits for the other one
        home = {"PREFECT_HOME": str(folder), "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}
        with (folder / "stands").open("rb") as stands, (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "gongkai.flows.prefect_server", str(port), ""],
                env={**os.environ, **home}, stdin=stands, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + LONG
        while not _answers(address):
            assert process.poll() is None and time.monotonic() < until, (folder / "server.log").read_text()
            time.sleep(0.1)
        (folder / "address").write_text(address)

    folder = made_once(factory, "prefect", start)
    _stand.append(os.open(folder / "stands", os.O_WRONLY))
    return (folder / "address").read_text()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=LONG) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
