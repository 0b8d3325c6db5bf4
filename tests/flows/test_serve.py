"""Schedules side by side, and what becomes of them when one, or its server, ends or is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from as_user import GONGKAI, LONG, PROJECT, SAMPLES, run, without_prefect
from selenium.webdriver.common.by import By
from servers import ask, is_up, listening, wait_for

from gongkai.flows.prefect_server import free_port
from gongkai.flows.serve import name_of
from gongkai.warehouse.database import open_to_read
from tests.browser import HOW, chromium, is_installed


@dataclass
class Served:
    process: "subprocess.Popen[str]"
    address: str
    warehouse: Path

    def deployment(self) -> Any:
        return ask(self.address, f"deployments/name/nightly/{name_of(self.warehouse)}")

    def is_scheduled(self) -> bool:
        try:
            return not self.deployment()["paused"] and self.deployment()["schedules"][0]["active"]
        except OSError:
            return False


@contextmanager
def served(folder: Path, **env: str) -> Iterator[Served]:
    """`gongkai serve` for a warehouse in this folder, when its schedule is kept."""
    port = free_port()
    warehouse = folder / "w.duckdb"
    command = [*GONGKAI, "serve", str(SAMPLES), "--warehouse", str(warehouse), "--port", str(port)]
    address = env.get("PREFECT_API_URL", f"http://127.0.0.1:{port}/api")
    quiet: Any = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=PROJECT, env=without_prefect() | env, stdout=quiet, stderr=quiet, text=True)
    try:
        one = Served(process, address, warehouse)
        wait_for(one.is_scheduled, LONG)
        yield one
    finally:
        process.terminate()
        process.wait(LONG)
    if "PREFECT_API_URL" not in env:
        wait_for(lambda: not is_up(address), LONG)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("one")) as it:
        yield it


def test_it_needs_no_server_and_runs_when_it_is_asked(one: Served) -> None:
    watched = [watch["name"] for watch in ask(one.address, "automations/filter", automations={})]
    assert watched == ["gongkai, nights that are silent"], "there is nobody to be told"
    ahead = {"state": {"type": {"any_": ["SCHEDULED"]}}}
    wait_for(lambda: len(ask(one.address, "flow_runs/filter", flow_runs=ahead)) > 1, LONG)
    run = ask(one.address, f"deployments/{one.deployment()['id']}/create_flow_run", parameters={})["id"]
    ends = wait_for(
        lambda: ask(one.address, f"flow_runs/{run}")["end_time"] and ask(one.address, f"flow_runs/{run}"), LONG
    )
    assert ends["state"]["type"] == "COMPLETED"
    with open_to_read(one.warehouse) as con:
        assert con.execute("SELECT generation, reports FROM runs").fetchall() == [(1, 25)]


def test_what_watches_keeps_one_whatever_language_it_is_told_in(one: Served) -> None:
    def named_after(language: str) -> list[str]:
        env = without_prefect() | {"PREFECT_API_URL": one.address, "LANGUAGE": language}
        subprocess.run([sys.executable, "-m", "gongkai.flows.notifications"], cwd=PROJECT, env=env, check=True)
        return [watch["name"] for watch in ask(one.address, "automations/filter", automations={})]

    assert named_after("zh") == ["gongkai：没有声息的运行"]
    assert named_after("en") == ["gongkai, nights that are silent"]


@pytest.mark.skipif(not is_installed(), reason=HOW)
def test_prefect_s_own_pages_reach_their_server_at_any_port(tmp_path: Path, one: Served) -> None:
    """Left to themselves they ask port 4200, wherever the server listens."""
    site = one.address.removesuffix("/api")
    assert ask(site, "ui-settings")["api_url"] == one.address
    with chromium(tmp_path / "profile") as browser:
        browser.get(f"{site}/deployments")
        name = name_of(one.warehouse)
        wait_for(lambda: name in browser.find_element(By.TAG_NAME, "body").text, LONG)
        events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    to_server = {url for url in asked if "/api/" in url}
    assert to_server
    assert {url for url in to_server if not url.startswith(one.address)} == set()


def test_another_warehouse_on_the_same_server_has_a_schedule_of_its_own(tmp_path: Path, one: Served) -> None:
    with served(tmp_path, PREFECT_API_URL=one.address) as other:
        assert other.deployment()["id"] != one.deployment()["id"]
        assert one.is_scheduled()
    assert one.is_scheduled(), "what ended was not this one"


def test_a_second_schedule_of_one_warehouse_is_refused(one: Served) -> None:
    second = run("serve", SAMPLES, "--warehouse", one.warehouse, cwd=one.warehouse.parent)
    assert second.returncode == 1
    assert "Another `gongkai serve` keeps the schedule of" in second.stderr
    assert one.is_scheduled()


def test_a_server_at_the_port_that_is_somebody_elses_is_not_taken_without_a_word(tmp_path: Path, one: Served) -> None:
    port = one.address.split(":")[-1].removesuffix("/api")
    refused = run("serve", SAMPLES, "--warehouse", tmp_path / "w.duckdb", "--port", port, cwd=tmp_path)
    assert (refused.returncode, "answers at" in refused.stderr) == (1, True), refused.stderr


def test_killed_it_takes_its_server_with_it_and_people_are_told(tmp_path: Path) -> None:
    with listening() as (port, told), served(tmp_path, GONGKAI_NOTIFY=f"json://127.0.0.1:{port}") as it:
        names = [one["name"] for one in ask(it.address, "automations/filter", automations={})]
        assert len(names) == 4, names
        it.process.send_signal(signal.SIGKILL)
        wait_for(lambda: told, LONG)
        assert told[0]["title"] == "gongkai: the schedule is not kept any more"
        wait_for(lambda: not is_up(it.address), LONG)


def test_where_its_server_ends_so_does_it_and_people_are_told(tmp_path: Path) -> None:
    with listening() as (port, told), served(tmp_path, GONGKAI_NOTIFY=f"json://127.0.0.1:{port}") as it:
        (server,) = subprocess.run(
            ["pgrep", "-P", str(it.process.pid), "-f", "flows.prefect_server"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        os.kill(int(server), signal.SIGKILL)
        assert it.process.wait(LONG) == 1
        assert told[0]["message"].startswith("Prefect's server has ended: no night begins until")


def test_a_wrong_time_zone_is_called_one_before_any_server_starts(tmp_path: Path) -> None:
    said = run("serve", SAMPLES, "--timezone", "Mars/Olympus", cwd=tmp_path)
    expected = "There is no time zone Mars/Olympus. It looks like: --timezone Asia/Shanghai\n"
    assert (said.returncode, said.stdout, said.stderr) == (2, "", expected)


def test_what_is_wrong_is_said(tmp_path: Path, one: Served) -> None:
    said = run("serve", SAMPLES, "--cron", "at night", cwd=tmp_path, PREFECT_API_URL=one.address)
    assert (said.returncode, said.stderr.splitlines()[-1]) == (
        2,
        "'at night' is no schedule. It looks like: --cron '0 2 * * *'",
    )
    said = run("serve", SAMPLES, cwd=tmp_path, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert said.returncode == 1
    assert "No Prefect server answers at http://127.0.0.1:9/api" in said.stderr
    assert run("serve", tmp_path / "nowhere", cwd=tmp_path).returncode == 2
