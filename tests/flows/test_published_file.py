"""The main job where the published file is damaged, gone, or of an earlier version: it repairs what it finds."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from as_user import SAMPLES

from gongkai.warehouse.database import WarehouseError, open_to_read
from gongkai.warehouse.generation import kept, number
from gongkai.warehouse.summary import Summary
from tests.faults.nights import Nights

A, B, C = (sorted(SAMPLES.glob("*.txt"))[index] for index in (0, 1, 5))

pytestmark = pytest.mark.usefixtures("prefect_api")


def ingest(folder: Path, warehouse: Path) -> Summary:
    from gongkai.flows.ingest import ingest as flow
    from gongkai.flows.night import Night

    return flow(Night([folder], warehouse))


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


@pytest.fixture
def two_sources(tmp_path: Path, process: Nights) -> Path:
    """A warehouse of two generations: of one folder, then of another as well."""
    for name, samples in (("one", (A, B)), ("two", (C,))):
        (tmp_path / name).mkdir()
        for sample in samples:
            shutil.copy(sample, tmp_path / name)
        assert process.night(tmp_path / name, tmp_path / "w.duckdb")[0] == 0
    return tmp_path / "w.duckdb"


def test_a_damaged_file_is_repaired_and_the_night_goes_on(two_sources: Path) -> None:
    two_sources.unlink()
    two_sources.write_text("what is left after a crash of the disk")
    summary = ingest(two_sources.parent / "two", two_sources)
    assert "was damaged; it is set aside" in summary.notes[0]
    assert (summary.reports_held, summary.generation) == (3, 4)
    assert summary.counts.newly_read == 1, "what the generation before held is not read again"
    assert [number for (number,) in rows(two_sources, "SELECT generation FROM runs")] == [1, 3, 4]


def test_where_nothing_good_is_left_it_begins_anew(two_sources: Path) -> None:
    for file in (two_sources, *kept(two_sources).values()):
        file.unlink()
        file.write_bytes(b"")
    summary = ingest(two_sources.parent / "one", two_sources)
    assert summary.notes[0].endswith("No earlier generation can be read: every document is read again.")
    assert summary.reports_held == 2
    assert rows(two_sources, "SELECT note FROM runs") == [tuple(summary.notes)]


def make_older(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as con:
        con.execute("UPDATE store.version SET schema_version = 0")
        con.execute("DROP VIEW runs; ALTER TABLE store.run DROP COLUMN note")


def test_a_warehouse_of_an_earlier_version_is_built_anew_with_all_its_sources(two_sources: Path) -> None:
    before = rows(two_sources, "SELECT source, document_id, first_seen FROM reports ORDER BY ALL")
    make_older(two_sources)
    old = two_sources.read_bytes()
    (two_sources.parent / "one" / A.name).unlink()
    summary = ingest(two_sources.parent / "two", two_sources)
    assert "had the tables of an earlier version of gongkai" in summary.notes[0]
    assert rows(two_sources, "SELECT source, document_id, first_seen FROM reports ORDER BY ALL") == before[1:]
    assert (summary.counts.newly_read, summary.counts.vanished, summary.generation) == (2, 1, 3)
    assert kept(two_sources)[2].read_bytes() == old
    assert [note for (note,) in rows(two_sources, "SELECT note FROM runs")] == [None, None, *summary.notes]
    assert not ingest(two_sources.parent / "two", two_sources).published


def test_a_warehouse_of_a_later_version_is_refused(two_sources: Path) -> None:
    with duckdb.connect(str(two_sources)) as con:
        con.execute("UPDATE store.version SET schema_version = 99")
    before = two_sources.read_bytes()
    with pytest.raises(WarehouseError, match="made by a later version"):
        ingest(two_sources.parent / "two", two_sources)
    assert two_sources.read_bytes() == before
    assert number(two_sources) == 2
