"""A warehouse in memory for whoever needs one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from made import make_ledger, make_report, publish

from gongkai.transform.report import Report
from gongkai.warehouse import database
from gongkai.warehouse.build import fill
from gongkai.warehouse.divisions import write_divisions
from gongkai.warehouse.shards import write_ledger, write_shards
from tests.few_lists import build_with_few_lists


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., duckdb.DuckDBPyConnection]:
    """A warehouse in memory that holds the given reports; with the division lists, where a test needs them."""

    def fill_with(*reports: Report, divisions: bool = False) -> duckdb.DuckDBPyConnection:
        shards = tmp_path_factory.mktemp("shards")
        write_shards(shards, 0, list(enumerate(reports)))
        con = database.create()
        if divisions:
            write_divisions(con)
        write_ledger(shards, make_ledger({f"{number}.txt": report for number, report in enumerate(reports)}))
        fill(con, shards)
        return con

    return fill_with


@pytest.fixture(autouse=True)
def _built_with_few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    build_with_few_lists(monkeypatch)


@pytest.fixture(scope="session")
def _three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("three")
    for number in range(1, 4):
        publish(folder / "w.duckdb", make_report(f"{number}", town=f"第{number}镇"))
    return folder


@pytest.fixture
def three_generations(_three: Path, tmp_path: Path) -> Path:
    """A warehouse of its own, of three generations: of one report each, of 第1镇, 第2镇 and 第3镇."""
    shutil.copytree(_three, tmp_path, dirs_exist_ok=True)
    return tmp_path / "w.duckdb"
