"""A warehouse in memory for whoever needs one."""

from collections.abc import Callable

import duckdb
import pytest
from made import make_ledger

from gongkai.transform.report import Report
from gongkai.warehouse import database
from gongkai.warehouse.build import fill
from gongkai.warehouse.divisions import write_divisions
from gongkai.warehouse.shards import write_ledger, write_shards


@pytest.fixture
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
