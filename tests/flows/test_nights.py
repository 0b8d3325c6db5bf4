"""Nights as they are run for good: a Prefect server on PostgreSQL, with a worker.

The server stands for all tests here, and all patience is what people have but for that with bad nights: what only time
brings to light happens to runs that are begun and lost first, while the other tests go on.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from as_user import LONG, PROJECT, SAMPLES
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

from gongkai.flows.notifications import LATE, SILENT
from gongkai.flows.prefect_server import free_port
from gongkai.warehouse.database import is_sound, open_to_read

OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
WORD = 180  # seconds within which people are told


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
            [*PREFECT, *words], cwd=PROJECT, env=self.env, capture_output=True, text=True, timeout=LONG, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def also(self, name: str, pool: str = "gongkai") -> "Night":
        """Another deployment, like the one of prefect.yaml."""
        nightly = ask(self.address, "deployments/name/nightly/nightly")
        same = {key: nightly[key] for key in ("flow_id", "entrypoint", "path", "parameters", "job_variables")}
        same |= {key: nightly[key] for key in ("pull_steps", "parameter_openapi_schema", "concurrency_options")}
        limit = nightly["global_concurrency_limit"]["limit"]
        ask(self.address, "deployments/", **same, concurrency_limit=limit, name=name, work_pool_name=pool)
        return replace(self, deployment=name)

    def begin(self, **parameters: Any) -> str:
        """Ask for a run of the deployment. Returns its id."""
        deployment = ask(self.address, f"deployments/name/nightly/{self.deployment}")["id"]
        run = ask(self.address, f"deployments/{deployment}/create_flow_run", parameters=parameters)
        return str(run["id"])

    def hangs(self, run: str) -> None:
        """It has come to a document by which its reader hangs."""
        wait_for(lambda: "comparing" in self.logs(run), LONG)

    def state(self, run: str) -> str:
        return str(ask(self.address, f"flow_runs/{run}")["state"]["type"])

    def end(self, run: str) -> str:
        """The state in which a run ends."""
        return wait_for(lambda: state if (state := self.state(run)) in OVER else None, LONG)

    def logs(self, run: str) -> str:
        asked = {"flow_run_id": {"any_": [run]}}
        return "\n".join(line["message"] for line in ask(self.address, "logs/filter", logs=asked))

    def name(self, run: str) -> str:
        return str(ask(self.address, f"flow_runs/{run}")["name"])

    def is_told(self, title: str) -> None:
        wait_for(lambda: [one for one in self.told if title in one["title"]], LONG)

    def page(self, run: str) -> str:
        artifacts = self.artifacts(run)
        return str(next(one["data"] for one in artifacts if one["key"] == "nightly"))

    def artifacts(self, run: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = ask(self.address, "artifacts/filter", artifacts={"flow_run_id": {"any_": [run]}})
        return found


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, plugin: Path) -> Iterator[Night]:
    """A server, on PostgreSQL where there is one, with the automations, a pool and the deployment of prefect.yaml.

    Whatever it runs can hang: the plug-in is installed.
    """
    home = tmp_path_factory.mktemp("prefect")
    with ExitStack() as stack:
        port = free_port()
        address = f"http://127.0.0.1:{port}/api"
        told_at, told = stack.enter_context(listening())
        env = {**settings(home, address), "GONGKAI_NOTIFY": f"json://127.0.0.1:{told_at}", "PYTHONPATH": str(plugin)}
        if POSTGRES:
            env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = stack.enter_context(postgres())
        stack.enter_context(running([*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)], env))
        wait_for(lambda: is_up(address), LONG)
        night = Night(address, env, told, env.get("PREFECT_SERVER_DATABASE_CONNECTION_URL", ""))
        night.prefect("work-pool", "create", "gongkai", "--type", "process")
        code = "from gongkai.flows import notifications, settings; notifications.watch(settings.NIGHTLY, nights=60)"
        subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=env, check=True, timeout=LONG)
        night.prefect("deploy", "--all")
        yield night


@dataclass
class Lost:
    """Runs of which nobody is left to tell that they are over.

    silent: killed, and its worker before it. hangs: with its machine. taken: killed with its worker, which had
    taken it, before it began. due: nobody is there to begin it.
    """

    silent: str
    hangs: str
    taken: str
    due: str
    warehouse: Path


@pytest.fixture(scope="module")
def lost(night: Night, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lost]:
    folder = tmp_path_factory.mktemp("lost")
    source = hanging_in(folder)
    night.prefect("work-pool", "create", "nobody", "--type", "process")
    due = night.also("due", "nobody").begin(**parameters(source, folder / "due.duckdb"))
    with running([*PREFECT, "worker", "start", "--pool", "gongkai"], night.env) as worker:
        hangs, silent = (
            night.also(name).begin(**parameters(source, folder / f"{name}.duckdb")) for name in ("hangs", "silent")
        )
        night.hangs(hangs)
        night.hangs(silent)
        taken = night.also("taken").begin(**parameters(source, folder / "taken.duckdb"))
        begun = wait_for(lambda: processes_of(taken), LONG)
        stopped = processes_of(hangs)
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        for process in (worker.pid, *begun, *processes_of(silent)):
            os.kill(process, signal.SIGKILL)
    assert [night.state(run) for run in (silent, hangs)] == ["RUNNING", "RUNNING"]
    assert night.state(taken) == "PENDING"
    yield Lost(silent, hangs, taken, due, folder / "silent.duckdb")
    for process in stopped:
        os.kill(process, signal.SIGKILL)


@pytest.fixture(scope="module")
def worker(night: Night, lost: Lost) -> Iterator[None]:  # noqa: ARG001 these had another one
    with running([*PREFECT, "worker", "start", "--pool", "gongkai"], night.env):
        yield


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    shutil.copytree(SAMPLES, folder)
    (folder / "照片.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    return folder


@pytest.fixture
def hanging(tmp_path: Path) -> Path:
    return hanging_in(tmp_path)


def hanging_in(parent: Path) -> Path:
    """Documents by each of which a reader hangs for a minute, twice."""
    folder = parent / "hanging"
    folder.mkdir()
    text = (SAMPLES / "2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
    for number in range(5):
        (folder / f"{number}.txt").write_text(text.replace("规章\t", f"SLEEPS {number}\n规章\t", 1))
    return folder


def parameters(source: Path, warehouse: Path, **more: Any) -> dict[str, Any]:
    return {"sources": [str(source)], "warehouse": str(warehouse), **more}


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def test_what_people_are_promised_comes_within_three_minutes() -> None:
    """By the patience that we have, and that Prefect's server has; what it takes to say it is not counted."""
    from prefect.settings import get_current_settings

    server = get_current_settings().server
    looks = server.events.proactive_granularity.total_seconds()
    found_late = server.services.late_runs.after_seconds.total_seconds() + server.services.late_runs.loop_seconds
    every = int(deployed()["work_pool"]["job_variables"]["env"]["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"])
    assert 3 * every <= SILENT, "two words may be lost before a run that lives is taken for over"
    assert SILENT + looks <= WORD - 60
    assert found_late + LATE + looks <= WORD - 60


def deployed() -> dict[str, Any]:
    import yaml

    (deployment,) = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    return dict(deployment)


@pytest.mark.usefixtures("worker")
def test_a_worker_runs_the_deployment(tmp_path: Path, night: Night, reports: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    run = night.begin(**parameters(reports, warehouse))
    assert night.end(run) == "COMPLETED", night.logs(run)
    assert rows(warehouse, "SELECT reports, quarantined FROM runs") == [(25, 1)]
    of_run = ask(night.address, f"flow_runs/{run}")
    assert of_run["name"].startswith("w ")
    assert rows(warehouse, "SELECT DISTINCT reader_version FROM reports") == [(of_run["flow_version"],)]
    published = {"filter": {"event": {"name": ["gongkai.generation.published"]}}}
    (event,) = wait_for(lambda: ask(night.address, "events/filter", **published)["events"], LONG)
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
    wait_for(lambda: "Generation 1 published" in night.logs(run), LONG)
    assert "In quarantine, binary: 照片.txt" in night.logs(run)
    assert "building a generation" in night.logs(run)

    for file in reports.iterdir():
        file.unlink()
    refused = night.begin(**parameters(reports, warehouse))
    assert night.end(refused) == "FAILED"
    assert "held 25 reports, and holds none now" in night.page(refused)
    wait_for(lambda: [one for one in night.told if "held 25 reports, and holds none now" in one["message"]], LONG)
    wait_for(lambda: "Finished in state Failed" in night.logs(refused), LONG)  # the engine's last word comes with it
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
def test_a_run_that_is_cancelled_leaves_nothing_behind(tmp_path: Path, night: Night, hanging: Path) -> None:
    folder = tmp_path / "data"
    run = night.begin(**parameters(hanging, folder / "w.duckdb"))
    night.hangs(run)
    assert processes_of(run)
    night.prefect("flow-run", "cancel", run)
    assert night.end(run) == "CANCELLED"
    wait_for(lambda: not processes_of(run), LONG)
    assert sorted(file.name for file in folder.iterdir()) == [".w.lock"]


@pytest.mark.usefixtures("worker")
def test_a_run_that_is_killed_is_crashed_and_told(tmp_path: Path, night: Night, hanging: Path) -> None:
    run = night.begin(**parameters(hanging, tmp_path / "w.duckdb"))
    night.hangs(run)
    for process in processes_of(run):
        os.kill(process, signal.SIGKILL)
    assert night.end(run) == "CRASHED"
    night.is_told(f"the run {night.name(run)} crashed")


@pytest.mark.usefixtures("worker")
def test_the_night_after_a_silent_run_waits_until_that_is_over_and_does_the_rest(
    night: Night, lost: Lost, reports: Path
) -> None:
    run = replace(night, deployment="silent").begin(**parameters(reports, lost.warehouse))
    assert night.end(run) == "COMPLETED", night.logs(run)
    assert night.state(lost.silent) == "CRASHED"
    assert is_sound(lost.warehouse)
    assert rows(lost.warehouse, "SELECT generation, reports FROM runs") == [(1, 25)]


@pytest.mark.parametrize("which", ["silent", "hangs"])
def test_a_run_of_which_nobody_hears_is_crashed_and_told(night: Night, lost: Lost, which: str) -> None:
    run = getattr(lost, which)
    assert night.end(run) == "CRASHED"
    night.is_told(f"the run {night.name(run)} crashed")


@pytest.mark.parametrize("which", ["due", "taken"])
def test_a_run_that_nobody_begins_is_told(night: Night, lost: Lost, which: str) -> None:
    """One for which there is no worker, one that is gone with the worker that had taken it."""
    night.is_told(f"the run {night.name(getattr(lost, which))} has not begun")


@pytest.mark.parametrize("deployment", ["nightly", "silent", "due"])
@pytest.mark.usefixtures("lost")
def test_that_there_was_no_good_night_is_told_of_each_deployment(night: Night, deployment: str) -> None:
    """One that had good nights before, one that was lost, one that nobody began."""
    night.is_told(f"no good night of {deployment}")
