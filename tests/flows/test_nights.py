"""Nights as they are run for good: a Prefect server on PostgreSQL with a worker, and `gongkai serve` with neither.

The server stands for all tests here. GONGKAI_LONG=1: with the real patience of 90 seconds before a silent run is over.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from as_user import GONGKAI, PROJECT, SAMPLES, run
from servers import (
    POSTGRES,
    PREFECT,
    ask,
    is_up,
    listening,
    postgres,
    processes_of,
    running,
    settings,
    wait_for,
)

from gongkai.flows.serve import name_of
from gongkai.flows.server import free_port
from gongkai.transform.read import READER_VERSION
from gongkai.warehouse.database import is_sound, open_to_read

LONG = bool(os.environ.get("GONGKAI_LONG"))
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass
class Night:
    """A standing server, and who is told."""

    address: str
    env: dict[str, str]
    told: list[Any]
    database: str
    deployment: str = "nightly"

    def prefect(self, *words: str) -> str:
        done = subprocess.run(
            [*PREFECT, *words], cwd=PROJECT, env=self.env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def begin(self, **parameters: Any) -> str:
        """Ask for a run of the deployment. Returns its id."""
        deployment = ask(self.address, f"deployments/name/nightly/{self.deployment}")["id"]
        run = ask(self.address, f"deployments/{deployment}/create_flow_run", parameters=parameters)
        return str(run["id"])

    def state(self, run: str) -> str:
        return str(ask(self.address, f"flow_runs/{run}")["state"]["type"])

    def end(self, run: str, seconds: float = 90) -> str:
        """The state in which a run ends."""
        return wait_for(lambda: state if (state := self.state(run)) in OVER else None, seconds)

    def logs(self, run: str) -> str:
        asked = {"flow_run_id": {"any_": [run]}}
        return "\n".join(line["message"] for line in ask(self.address, "logs/filter", logs=asked))

    def name(self, run: str) -> str:
        return str(ask(self.address, f"flow_runs/{run}")["name"])

    def is_told(self, title: str) -> None:
        """Within three minutes."""
        wait_for(lambda: [one for one in self.told if title in one["title"]], 180)

    def page(self, run: str) -> str:
        artifacts = self.artifacts(run)
        return str(next(one["data"] for one in artifacts if one["key"] == "nightly"))

    def artifacts(self, run: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = ask(self.address, "artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
        return found


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """A server, on PostgreSQL where there is one, with the automation, a pool and the deployment of prefect.yaml."""
    home = tmp_path_factory.mktemp("prefect")
    with ExitStack() as stack:
        port = free_port()
        address = f"http://127.0.0.1:{port}/api"
        told_at, told = stack.enter_context(listening())
        env = {**settings(home, address), "GONGKAI_NOTIFY": f"json://127.0.0.1:{told_at}"}
        if POSTGRES:
            env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = stack.enter_context(postgres())
        stack.enter_context(running([*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)], env))
        wait_for(lambda: is_up(address), 120)
        night = Night(address, env, told, env.get("PREFECT_SERVER_DATABASE_CONNECTION_URL", ""))
        night.prefect("work-pool", "create", "gongkai", "--type", "process")
        patience = "" if LONG else ", silent=40, late=20, nights=60"
        code = f"from gongkai.flows.nightly import NAME; from gongkai.flows.word import watch; watch(NAME{patience})"
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=env, check=True, timeout=120)
        night.prefect("deploy", "--all")
        yield night


@pytest.fixture
def worker(night: Night) -> Iterator[None]:
    with running([*PREFECT, "worker", "start", "--pool", "gongkai"], night.env):
        yield


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    shutil.copytree(SAMPLES, folder)
    (folder / "照片.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    return folder


@pytest.fixture
def many(tmp_path: Path) -> Path:
    return many_in(tmp_path)


def many_in(place: Path) -> Path:
    """As many documents as take some seconds to be read."""
    folder = place / "many"
    folder.mkdir()
    text = (SAMPLES / "2019_tab_liupowu.txt").read_bytes()
    for number in range(6000):
        (folder / f"{number}.txt").write_bytes(text + f"\n{number}\n".encode())
    return folder


def parameters(source: Path, warehouse: Path, **more: Any) -> dict[str, Any]:
    return {"sources": [str(source)], "warehouse": str(warehouse), **more}


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


@pytest.mark.usefixtures("worker")
def test_a_worker_runs_the_deployment(tmp_path: Path, night: Night, reports: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    run = night.begin(**parameters(reports, warehouse))
    assert night.end(run) == "COMPLETED", night.logs(run)
    assert rows(warehouse, "SELECT reports, quarantined FROM runs") == [(25, 1)]
    of_run = ask(night.address, f"flow_runs/{run}")
    assert (of_run["name"][:2], of_run["flow_version"]) == ("w ", READER_VERSION)
    published = {"filter": {"event": {"name": ["gongkai.generation.published"]}}}
    (event,) = wait_for(lambda: ask(night.address, "events/filter", **published)["events"], 30)
    assert event["resource"]["prefect.resource.name"] == str(warehouse)
    assert (event["payload"]["generation"], event["payload"]["found"]) == (1, 26)
    described = ask(night.address, "deployments/name/nightly/nightly")["parameter_openapi_schema"]["properties"]
    assert all(parameter["description"] for parameter in described.values())
    page = night.page(run)
    assert page.startswith("# Generation 1 was published")
    assert "| reports | 25 |" in page
    assert "| binary | " in page
    assert f"- [the published warehouse](<{warehouse.as_uri()}>)" in page
    progress = next(one for one in night.artifacts(run) if one["type"] == "progress")
    assert (progress["data"], progress["description"]) == (100, "done")
    wait_for(lambda: "Generation 1 published" in night.logs(run), 20)
    assert "In quarantine, binary: 照片.txt" in night.logs(run)
    assert "building a generation" in night.logs(run)

    for file in reports.iterdir():
        file.unlink()
    refused = night.begin(**parameters(reports, warehouse))
    assert night.end(refused) == "FAILED"
    assert "held 25 reports, and holds none now" in night.page(refused)
    wait_for(lambda: [one for one in night.told if "held 25 reports, and holds none now" in one["message"]], 30)
    assert "Traceback" not in night.logs(refused)
    assert rows(warehouse, "SELECT max(generation) FROM runs") == [(1,)]


@pytest.mark.skipif(not POSTGRES, reason="PostgreSQL is not installed: apt-get install postgresql")
def test_the_server_keeps_its_runs_in_postgresql(night: Night) -> None:
    import asyncio

    import asyncpg

    async def count() -> int:
        con = await asyncpg.connect(night.database.replace("+asyncpg", ""))
        try:
            return int(await con.fetchval("SELECT count(*) FROM deployment WHERE name = 'nightly'"))
        finally:
            await con.close()

    assert asyncio.run(count()) == 1
    assert not (Path(night.env["PREFECT_HOME"]) / "prefect.db").exists()


@pytest.mark.usefixtures("worker")
def test_a_run_that_is_cancelled_leaves_nothing_behind(tmp_path: Path, night: Night, many: Path) -> None:
    folder = tmp_path / "data"
    run = night.begin(**parameters(many, folder / "w.duckdb"))
    wait_for(lambda: "reading" in night.logs(run), 60)
    assert processes_of(run)
    night.prefect("flow-run", "cancel", run)
    assert night.end(run, 60) == "CANCELLED"
    wait_for(lambda: not processes_of(run), 20)
    assert sorted(file.name for file in folder.iterdir()) == [".w.lock"]


@pytest.mark.usefixtures("worker")
def test_a_run_that_is_killed_is_crashed_and_told(tmp_path: Path, night: Night, many: Path) -> None:
    killed = begin_and_kill(night, many, tmp_path / "w.duckdb")
    assert night.end(killed, 60) == "CRASHED"
    night.is_told(f"the run {night.name(killed)} crashed")


@pytest.mark.usefixtures("worker")
def test_a_run_that_hangs_with_its_machine_is_crashed_and_told(tmp_path: Path, night: Night, many: Path) -> None:
    hangs = night.begin(**parameters(many, tmp_path / "w.duckdb"))
    wait_for(lambda: "comparing" in night.logs(hangs), 90)
    stopped = processes_of(hangs)
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    try:
        assert night.end(hangs, 180) == "CRASHED"
        night.is_told(f"the run {night.name(hangs)} crashed")
    finally:
        for process in stopped:
            os.kill(process, signal.SIGKILL)


def test_a_run_that_nobody_begins_is_told(tmp_path: Path, night: Night, reports: Path) -> None:
    """There is no worker."""
    due = night.begin(**parameters(reports, tmp_path / "w.duckdb"))
    night.is_told(f"the run {night.name(due)} has not begun")
    ask(night.address, f"flow_runs/{due}/set_state", state={"type": "CANCELLED"}, force=True)


def test_that_there_was_no_good_night_is_told(night: Night) -> None:
    if not LONG:
        night.is_told("no good night")


def begin_and_kill(night: Night, source: Path, warehouse: Path, *with_it: int) -> str:
    """A run, killed while it compares, and before it these processes. Returns its id."""
    run = night.begin(**parameters(source, warehouse))
    wait_for(lambda: "comparing" in night.logs(run), 60)
    for process in (*with_it, *processes_of(run)):
        os.kill(process, signal.SIGKILL)
    return run


@dataclass
class Silent:
    """A run of which nobody is left to tell that it is over."""

    run: str
    warehouse: Path
    since: float


@pytest.fixture(scope="module")
def silent(night: Night, tmp_path_factory: pytest.TempPathFactory) -> Silent:
    folder = tmp_path_factory.mktemp("silent")
    with running([*PREFECT, "worker", "start", "--pool", "gongkai"], night.env) as worker:
        run = begin_and_kill(night, many_in(folder), folder / "w.duckdb", worker.pid)
    assert night.state(run) == "RUNNING"
    return Silent(run, folder / "w.duckdb", time.monotonic())


@pytest.mark.usefixtures("silent")  # meanwhile, patience with it runs out
def test_serve_needs_no_server(tmp_path: Path, reports: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/api"
    env = settings(tmp_path / "home", address)
    del env["PREFECT_API_URL"]
    warehouse = tmp_path / "data/w.duckdb"
    command = [*GONGKAI, "serve", str(reports), "--port", str(port), "--warehouse", str(warehouse)]
    if LONG:
        command += ["--cron", "* * * * *"]
    with running(command, env):
        night = Night(address, {}, [], "", name_of(warehouse))
        scheduled = {"state": {"type": {"any_": ["SCHEDULED"]}}}
        wait_for(lambda: is_up(address) and len(ask(address, "flow_runs/filter", flow_runs=scheduled)) > 1, 120)
        assert [one["name"] for one in ask(address, "automations/filter", automations={})] == [
            "gongkai, nights that are silent"
        ], "there is nobody to be told"
        if LONG:
            wait_for(warehouse.exists, 120)
        run = night.begin()
        assert night.end(run, 120) == "COMPLETED", night.logs(run)
    wait_for(lambda: not is_up(address), 20)
    assert rows(warehouse, "SELECT generation, reports FROM runs") == [(1, 25)]


@pytest.mark.usefixtures("worker")
def test_a_silent_run_is_crashed_within_two_minutes_and_the_next_one_does_the_rest(
    night: Night, silent: Silent, reports: Path
) -> None:
    next_one = night.begin(**parameters(reports, silent.warehouse))
    left = 120 - (time.monotonic() - silent.since)
    assert night.end(silent.run, left) == "CRASHED"
    night.is_told(f"the run {night.name(silent.run)} crashed")
    assert night.end(next_one, 90) == "COMPLETED", night.logs(next_one)
    assert is_sound(silent.warehouse)
    assert rows(silent.warehouse, "SELECT generation, reports FROM runs") == [(1, 25)]


def test_serve_says_what_is_wrong(tmp_path: Path, prefect_api: str) -> None:
    said = run("serve", SAMPLES, "--cron", "at night", cwd=tmp_path, PREFECT_API_URL=prefect_api)
    assert (said.returncode, said.stderr.splitlines()[-1]) == (
        1,
        "'at night' in Asia/Shanghai is no schedule. It looks like: --cron '0 2 * * *'",
    )
    said = run("serve", SAMPLES, cwd=tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert said.returncode == 1
    assert "No Prefect server answers at http://127.0.0.1:9/api" in said.stderr
    assert run("serve", tmp_path / "nowhere", cwd=tmp_path).returncode == 2
