"""The server of a single run: it is there without anybody's doing, and goes with the run, however that ends."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import pytest
from as_user import SAMPLES, ingesting, run, without_prefect

from flows import server

SERVER = "flows.server"
ENDS = 30  # seconds


def ended_by(sign: signal.Signals, stage: str, folder: Path) -> "tuple[subprocess.Popen[str], str]":
    """(`gongkai ingest`, ended by this signal at this stage, what it said then), when its server is gone."""
    with ingesting(folder, stage, without_prefect()) as victim:
        assert victim.stderr
        servers = [one for one in psutil.Process(victim.pid).children() if SERVER in one.cmdline()]
        assert len(servers) == 1
        victim.send_signal(sign)
        said = victim.stderr.read()
    _, alive = psutil.wait_procs(servers, timeout=ENDS)
    assert not alive
    return victim, said


def test_a_killed_run_leaves_no_server(tmp_path: Path) -> None:
    victim, _ = ended_by(signal.SIGKILL, "looking for documents", tmp_path)
    assert victim.returncode == -signal.SIGKILL


def test_ctrl_c_before_the_server_answers(tmp_path: Path) -> None:
    victim, said = ended_by(signal.SIGINT, "starting Prefect", tmp_path)
    assert (victim.returncode, said) == (130, "Stopped. Nothing was published; the warehouse is as it was.\n")


def test_a_server_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ.keys() - without_prefect().keys():
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////no/folder/prefect.db")
    told = run("ingest", SAMPLES, cwd=tmp_path)
    log = tmp_path / "data/warehouse/.prefect/server.log"
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.splitlines()[-1].startswith("Prefect's server did not start at http://127.0.0.1:")
    assert told.stderr.splitlines()[-1].endswith(f"What it said: {log.resolve()}")
    assert "unable to open database file" in log.read_text()


@pytest.mark.parametrize("named", ["PREFECT_API_URL", "profile"])
def test_a_server_that_the_user_names_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    if named == "profile":
        (tmp_path / "profiles.toml").write_text('active = "mine"\n', encoding="utf-8")
    else:
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    before = dict(os.environ)
    server.for_this_run()()
    assert os.environ == before
    assert not (tmp_path / "server.log").exists()
