"""What people and crawls add, from end to end: manifests, corrections, review."""

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from as_user import SAMPLES, run
from loaded import run_loaded
from test_ingest import ingest, rows

from gongkai.warehouse.corrections import CorrectionsError

OPEN = SAMPLES / "2020_tab_chengguan.txt"  # a 城关镇, of which there are many
SETTLED = SAMPLES / "2021_tab_hongqiao.txt"
HEAD = "document_id,field,expect,value,why,by\n"

pytestmark = pytest.mark.usefixtures("prefect_api")


def keys(warehouse: Path) -> list[tuple[Any, ...]]:
    return rows(warehouse, "SELECT source, county, year, url FROM reports ORDER BY source")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    shutil.copy(OPEN, folder / "open.txt")
    shutil.copy(SETTLED, folder / "settled.txt")
    return folder


def test_a_manifest_settles_what_the_text_leaves_open_and_only_its_documents_are_read_again(
    reports: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "w.duckdb"
    assert ingest(reports, warehouse).counts.found == 2
    assert keys(warehouse) == [("open.txt", None, 2020, None), ("settled.txt", "泰兴市", 2021, None)]
    manifest = reports / "manifest.csv"
    manifest.write_text("file,url,county,year\nopen.txt,http://www.yuzhong.gov.cn/1,榆中县,\nsettled.txt,,,long ago\n")
    told = ingest(reports, warehouse)
    assert (told.counts.found, told.counts.newly_read, told.counts.unchanged, told.generation) == (2, 1, 1, 2)
    assert keys(warehouse) == [
        ("open.txt", "榆中县", 2020, "http://www.yuzhong.gov.cn/1"),
        ("settled.txt", "泰兴市", 2021, None),
    ]
    assert told.notes == [f"{manifest}, line 3: expected in year a year as 2021, found 'long ago'."]
    assert not ingest(reports, warehouse).published
    manifest.write_text("file,county\nsettled.txt,榆中县\n")
    assert ingest(reports, warehouse).counts.newly_read == 2
    assert keys(warehouse) == [("open.txt", None, 2020, None), ("settled.txt", "泰兴市", 2021, None)]
    assert rows(warehouse, "SELECT source, left_value, right_value FROM findings WHERE found_by = 'reader'") == [
        ("settled.txt", "泰兴市", "榆中县")
    ]


def test_corrections_alone_publish_a_generation(reports: Path, tmp_path: Path) -> None:
    warehouse, decided = tmp_path / "w.duckdb", tmp_path / "corrections"
    decided.mkdir()
    ingest(reports, warehouse, corrections=decided)
    ((document_id,),) = rows(warehouse, "SELECT document_id FROM reports WHERE source = 'open.txt'")
    (decided / "keys.csv").write_text(
        f"{HEAD}{document_id},county,,榆中县,the seal,Li\n{document_id},year,1999,2021,x,Li\n"
    )
    told = ingest(reports, warehouse, corrections=decided)
    assert (told.published, told.counts.newly_read, told.corrections) == (True, 0, [("applied", 1), ("failed", 1)])
    assert told.failed == ["keys.csv, line 3: Expected the reader to give 1999; it gives 2020."]
    assert keys(warehouse)[0] == ("open.txt", "榆中县", 2020, None)
    again = ingest(reports, warehouse, corrections=decided)
    assert (again.published, again.failed) == (False, told.failed)
    with pytest.raises(CorrectionsError, match="holds 2 decisions"):
        ingest(reports, warehouse, corrections=tmp_path / "elsewhere")
    (decided / "keys.csv").unlink()
    assert ingest(reports, warehouse, corrections=decided).published
    assert keys(warehouse)[0] == ("open.txt", None, 2020, None)


@pytest.mark.usefixtures("reports")
def test_from_review_to_decision(tmp_path: Path, prefect_api: str) -> None:
    env = {"PREFECT_API_URL": prefect_api}
    said = run("ingest", "reports", cwd=tmp_path, **env).stdout
    assert "Waiting for a person: 1 thing. See them: gongkai review" in said
    assert "城关镇 stands in several counties." in run_loaded("review", cwd=tmp_path).stdout
    assert (
        "Wrote 1 rows to data/corrections/review.csv"
        in run_loaded("review", "-o", "data/corrections/review.csv", cwd=tmp_path).stdout
    )
    elsewhere = run_loaded("review", "-o", "review.csv", cwd=tmp_path, GONGKAI_CORRECTIONS="decided")
    assert elsewhere.stdout.endswith("and save it into decided.\n")
    file = tmp_path / "data/corrections/review.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        (row,) = csv.DictReader(lines)
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        writer = csv.DictWriter(lines, row)
        writer.writeheader()
        writer.writerow(row | {"value": "榆中县", "why": "the letter head", "by": "Li"})
    said = run("ingest", "reports", cwd=tmp_path, **env).stdout
    assert "Corrections: 1 applied" in said
    assert "Published generation 2" in said
    assert run_loaded("review", cwd=tmp_path).stdout == "Nothing waits for a person.\n"
    assert "Corrections: 1 applied" in run_loaded("status", cwd=tmp_path).stdout
    file.write_text(file.read_text("utf-8-sig").replace("county,,", "county,会昌县,"), "utf-8")
    said = run("ingest", "reports", cwd=tmp_path, **env).stdout
    assert "FAILED, not applied: review.csv, line 2: Expected the reader to give 会昌县; it gives nothing." in said


def test_a_folder_of_corrections_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    result = run("ingest", ".", "--corrections", "nowhere", cwd=tmp_path)
    assert (result.returncode, "There is no folder nowhere." in result.stderr) == (2, True)


def test_a_manifest_is_no_document_to_inspect(reports: Path) -> None:
    (reports / "manifest.csv").write_text("file,url,county\nopen.txt,http://www.example.gov.cn/1,榆中县\n")
    result = run("inspect", "manifest.csv", cwd=reports)
    assert (result.returncode, "is a manifest" in result.stderr) == (2, True)
    said = run("inspect", "open.txt", cwd=reports).stdout
    assert "甘肃省 兰州市 榆中县 城关镇" in said
    assert "fetched   http://www.example.gov.cn/1\n" in said
