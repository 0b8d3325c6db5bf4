"""The server of a single run: it is there without anybody's doing, and goes with the run, however that ends."""

import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import psutil
import pytest
from as_user import GONGKAI, LONG, SAMPLES, ingesting, run, without_prefect

from gongkai.flows import prefect_server
from gongkai.flows.settings import prepare_prefect

SERVER = "gongkai.flows.prefect_server"


def ended_by(sign: signal.Signals, stage: str, folder: Path) -> "tuple[subprocess.Popen[str], str]":
    """(`gongkai ingest`, ended by this signal at this stage, what it said then), when its server is gone."""
    with ingesting(folder, stage, without_prefect()) as victim:
        assert victim.stderr
        servers = [one for one in psutil.Process(victim.pid).children() if SERVER in one.cmdline()]
        assert len(servers) == 1
        victim.send_signal(sign)
        said = victim.stderr.read()
    _, alive = psutil.wait_procs(servers, timeout=LONG)
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


def test_how_much_space_is_left_is_said_where_it_is_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full cannot be had in a test: whatever is free is little here."""
    monkeypatch.setattr(prefect_server, "LITTLE", float("inf"))
    nowhere = {
        "PREFECT_HOME": str(tmp_path),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:////no/folder/prefect.db",
    }
    with patch.dict(os.environ, {**without_prefect(), **nowhere}, clear=True):
        told = (
            rf"did not start at http://127.0.0.1:\d+/api\. [\d,]+ MB are free in {tmp_path}, where it keeps its notes"
        )
        with pytest.raises(prefect_server.ServerError, match=told):
            prefect_server.for_this_run()()


@pytest.mark.parametrize("named", ["PREFECT_API_URL", "profile"])
def test_a_server_that_the_user_names_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    if named == "profile":
        (tmp_path / "profiles.toml").write_text('active = "mine"\n', encoding="utf-8")
    else:
        monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    before = dict(os.environ)
    prefect_server.for_this_run()()
    assert os.environ == before
    assert not (tmp_path / "server.log").exists()


def test_a_run_whose_server_is_killed_is_published_all_the_same(tmp_path: Path) -> None:
    """At two stages, at the same time: Prefect waits for its server."""
    stages = ("looking for documents", "building a generation")
    folders = [tmp_path / str(number) for number in range(len(stages))]
    with ThreadPoolExecutor() as pool:
        for status, said, told in pool.map(without_its_server, folders, stages):
            assert status == 0, told
            assert "Published generation 1" in said
            assert told.splitlines()[-1].startswith("Prefect's server went away before the end")
            assert "Traceback" not in told


def without_its_server(folder: Path, stage: str) -> tuple[int, str, str]:
    """(exit status, output, errors) of `gongkai ingest` whose server is killed at this stage."""
    folder.mkdir()
    command = [*GONGKAI, "ingest", str(SAMPLES)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True, env=without_prefect()) as one:
        assert one.stderr and one.stdout
        assert any(line.startswith(stage) for line in one.stderr)
        alive = [child for child in psutil.Process(one.pid).children() if child.status() != psutil.STATUS_ZOMBIE]
        servers = [child for child in alive if SERVER in child.cmdline()]
        for process in [*servers[0].children(recursive=True), *servers]:
            process.kill()
        said, told = one.stdout.read(), one.stderr.read()
    return one.returncode, said, told


def test_first_runs_at_once_in_one_folder_all_have_a_server(tmp_path: Path) -> None:
    """The first of them makes the tables of Prefect's server, and others at the same time would, too."""
    pipe = subprocess.PIPE
    runs = [
        subprocess.Popen(
            [*GONGKAI, "ingest", str(SAMPLES), "--warehouse", f"{name}.duckdb"],
            cwd=tmp_path, stdout=pipe, stderr=pipe, text=True, env=without_prefect(),
        )
        for name in "ab"
    ]  # fmt: skip
    for one in runs:
        said, told = one.communicate()
        assert (one.returncode, "Published generation 1" in said) == (0, True), told


def test_a_home_of_prefect_that_is_not_there_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "new/home"))
    prepare_prefect(tmp_path / "w.duckdb")
    assert (tmp_path / "new/home").is_dir()


def test_where_there_is_nothing_to_do_no_server_is_started_unless_it_is_to_know(published: Path) -> None:
    done = subprocess.run(
        [*GONGKAI, "ingest", str(SAMPLES)],
        cwd=published, env=without_prefect(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), "not even the progress of a run"
    assert "Nothing to do: generation 1 is up to date" in done.stdout
    named = run(
        "ingest", SAMPLES, cwd=published, PREFECT_API_URL="http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES="0"
    )
    assert "starting Prefect" in named.stderr
