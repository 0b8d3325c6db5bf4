"""Who asks for a county at a distance is sent few bytes, as `benchmarks.distance` measures it."""

import random
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from made import document_id, make_report, publish

from benchmarks.distance import Place, by_duckdb_through_fsspec, by_polars, bytes_of, cost
from benchmarks.file_server import ranged, served
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.export import export

COUNTIES = [Place(f"第{number % 2}省", f"第{number}县") for number in range(70)]
TOWNS = 20
FEW = 0.5  # of the file: it has three groups of rows, and a county lies in one


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of 1,400 reports on one year: more rows than a group of a Parquet file holds."""
    folder = tmp_path_factory.mktemp("distance")
    plain, rng = make_report("a"), random.Random(1)
    reports = [
        replace(
            plain,
            document_id=document_id(f"{place.county} {town}"),
            facts=tuple(fact._replace(value=float(rng.randrange(9999))) for fact in plain.facts),
            key=replace(plain.key, province=place.province, county=place.county, town=f"第{town}镇"),
        )
        for place in COUNTIES
        for town in range(TOWNS)
    ]
    publish(folder / "w.duckdb", *reports)
    with open_to_read(folder / "w.duckdb") as con:
        export(con, folder / "export", "parquet")
    return folder / "export"


def test_a_county_costs_a_fraction_of_the_file(exported: Path) -> None:
    asked = cost(exported, "DuckDB", lambda files: by_duckdb_through_fsspec(files, COUNTIES[40]))
    assert asked.rows == TOWNS * len(make_report("a").facts)
    assert 0 < asked.bytes < FEW * bytes_of(exported)


def test_polars_finds_the_same_rows_through_the_same_server(exported: Path) -> None:
    by_duckdb = cost(exported, "DuckDB", lambda files: by_duckdb_through_fsspec(files, COUNTIES[7]))
    assert cost(exported, "polars", lambda files: by_polars(files, COUNTIES[7])).rows == by_duckdb.rows > 0


def test_the_server_sends_and_counts_what_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(range(100)))
    with served(tmp_path) as (address, sent):
        for asked, first, end in (("bytes=10-19", 10, 20), ("bytes=-5", 95, 100), ("bytes=90-", 90, 100)):
            with urlopen(Request(f"{address}/a", headers={"Range": asked})) as body:
                assert (body.status, body.read()) == (206, bytes(range(first, end)))
        with urlopen(f"{address}/a") as body:
            assert (body.status, len(body.read())) == (200, 100)
        assert (sent.bytes, sent.requests) == (10 + 5 + 10 + 100, 4)
    assert ranged("bytes=50-1000", 100) == (50, 100)
