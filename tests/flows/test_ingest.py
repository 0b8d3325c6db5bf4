"""The main job from files to a published warehouse, with the real reader and a real Prefect server."""

import importlib.util
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from as_user import PROJECT, SAMPLES

from gongkai.extract.origin.found import SourceError
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.generation import BusyError, building
from gongkai.warehouse.summary import Summary

SHARED = PROJECT.parent / "shared"
A, B, C = (sorted(SAMPLES.glob("*.txt"))[index] for index in (0, 1, 5))

pytestmark = pytest.mark.usefixtures("prefect_api")


def ingest(folder: Path, warehouse: Path, **options: Any) -> Summary:
    from gongkai.flows.ingest import ingest as flow
    from gongkai.flows.night import Night

    return flow(Night([folder], warehouse, **options))


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def test_trouble_is_quarantined_by_name_and_reason_and_the_rest_is_published(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w.duckdb"
    (reports / "2019").mkdir(parents=True)
    shutil.copy(A, reports / "2019/good.txt")
    shutil.copy(A, reports / "good again.txt")
    (reports / "empty.txt").write_bytes(b"")
    (reports / "blank.txt").write_bytes("\ufeff \n　\n".encode())
    (reports / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    with (reports / "huge.txt").open("wb") as file:
        file.write("一、总体情况\n".encode() * 2_700_000)
    (reports / "menu.txt").write_text("本周食堂菜单：周一红烧肉，周二清蒸鱼，周三素菜包。欢迎大家前来就餐。\n" * 5)
    (reports / "dangling.txt").symlink_to(reports / "nothing.txt")
    os.mkfifo(reports / "pipe.txt")
    summary = ingest(reports, warehouse)
    assert dict(summary.quarantined) == {
        "binary": ["picture.txt"],
        "dangling_link": ["dangling.txt"],
        "empty": ["blank.txt", "empty.txt"],
        "not_a_file": ["pipe.txt"],
        "not_a_report": ["menu.txt"],
        "too_large": ["huge.txt"],
    }
    assert rows(warehouse, "SELECT source FROM reports") == [("2019/good.txt",)]
    assert rows(warehouse, "SELECT source, held_as FROM duplicates") == [("good again.txt", "2019/good.txt")]
    assert rows(warehouse, "SELECT reason, source FROM quarantine ORDER BY ALL") == [
        (reason, source) for reason, sources in summary.quarantined for source in sources
    ]
    assert all(message for (message,) in rows(warehouse, "SELECT message FROM quarantine"))
    assert rows(warehouse, "SELECT found, reports, duplicates, quarantined FROM runs") == [(9, 1, 1, 7)]


def test_night_after_night(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w.duckdb"
    reports.mkdir()
    shutil.copy(A, reports / "a.txt")
    shutil.copy(B, reports / "b.txt")
    first = ingest(reports, warehouse)
    assert (first.published, first.generation, first.counts.newly_read) == (True, 1, 2)
    published = warehouse.stat()

    second = ingest(reports, warehouse)
    assert (second.published, second.generation, second.counts.unchanged) == (False, 1, 2)
    assert warehouse.stat().st_ino == published.st_ino, "nothing was published"

    (reports / "b.txt").rename(reports / "moved.txt")
    shutil.copy(C, reports / "c.txt")
    third = ingest(reports, warehouse)
    assert (third.counts.unchanged, third.counts.newly_read, third.counts.vanished) == (1, 1, 1)
    assert rows(warehouse, "SELECT source FROM reports ORDER BY ALL") == [("a.txt",), ("c.txt",), ("moved.txt",)]

    shutil.copy(C, reports / "a.txt")
    (reports / "moved.txt").unlink()
    fourth = ingest(reports, warehouse)
    assert (fourth.counts.newly_read, fourth.counts.duplicates, fourth.reports_held) == (0, 1, 1)
    assert fourth.facts_held == rows(warehouse, "SELECT count(*) FROM facts")[0][0]
    assert [generation for (generation,) in rows(warehouse, "SELECT generation FROM runs")] == [1, 2, 3]


def test_a_night_in_pieces_equals_one_from_scratch(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number, sample in enumerate(sorted(SAMPLES.glob("*.txt"))):
        shutil.copy(sample, reports)
        if number == 6:
            ingest(reports, tmp_path / "pieces.duckdb")
    ingest(reports, tmp_path / "pieces.duckdb")
    ingest(reports, tmp_path / "scratch.duckdb")
    for view in ("reports", "facts", "sections", "figures", "findings", "proactive", "applications", "challenges"):
        columns = "* EXCLUDE (first_seen, last_changed)" if view == "reports" else "*"
        sql = f"SELECT {columns} FROM {view} ORDER BY ALL"
        assert rows(tmp_path / "pieces.duckdb", sql) == rows(tmp_path / "scratch.duckdb", sql), view


def test_many_documents_are_read_by_processes_as_by_one(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    for number in range(210):
        sample = (SAMPLES / "2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
        (reports / f"{number}.txt").write_text(sample.replace("虹桥镇", f"虹桥{chr(0x4E00 + number)}镇"))
    many = ingest(reports, tmp_path / "many.duckdb", processes=2)
    one = ingest(reports, tmp_path / "one.duckdb", processes=1)
    assert asdict(many) | {"warehouse": None} == asdict(one) | {"warehouse": None}
    assert many.reports_held == 210


def test_a_second_run_at_once_is_refused(tmp_path: Path) -> None:
    with building(tmp_path / "w.duckdb"), pytest.raises(BusyError, match="Another run is building"):
        ingest(SAMPLES, tmp_path / "w.duckdb")


def test_a_source_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        ingest(tmp_path / "nowhere", tmp_path / "w.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_the_warehouse_is_no_document_of_its_own_source(tmp_path: Path) -> None:
    shutil.copy(A, tmp_path / "a.txt")
    assert ingest(tmp_path, tmp_path / "w.duckdb").counts.found == 1
    assert not ingest(tmp_path, tmp_path / "w.duckdb").published


@pytest.mark.skipif(not (SHARED / "tools/score.py").exists(), reason="the scored seeds are not at hand (../shared)")
def test_the_seeds_are_read_without_a_fault(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools/score.py")
    assert spec and spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    ingest(SHARED / "seeds", tmp_path / "w.duckdb")
    result = score.score(score.load_cases(SHARED / "seeds"), *score.load_warehouse(tmp_path / "w.duckdb"))
    assert (result["documents"], result["exact"], result["false_facts"]) == (5, 5, 0)
    for key in ("town", "county", "year", "unit"):
        assert result[key] == "5 right, 0 null, 0 wrong"
