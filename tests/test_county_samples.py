"""The samples of one county: each is read to the last cell, and its years, names and versions hang together."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gongkai.extract.document import Crawl, Document, Rejected
from gongkai.transform.read import read
from gongkai.warehouse.database import open_to_read
from tests import make_samples
from tests.faults.nights import nights
from tests.truth import ROOT, wrong_cells, wrong_keys

TRUTHS = [json.loads(line) for line in make_samples.TRUTH.read_text(encoding="utf-8").splitlines()]


def test_the_files_are_what_their_maker_makes() -> None:
    made = make_samples.files()
    assert [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text] == []
    assert {path for path in made if path.parent == make_samples.FOLDER} == set(make_samples.FOLDER.iterdir())
    texts = [text for path, text in made.items() if path.parent == make_samples.FOLDER and path.suffix == ".txt"]
    assert all(make_samples.NOTE in text for text in texts)  # whoever opens one is told


@pytest.mark.parametrize("truth", TRUTHS, ids=[truth["file"] for truth in TRUTHS])
def test_each_is_read_exactly(truth: dict[str, Any]) -> None:
    data = (make_samples.FOLDER / truth["file"]).read_bytes()
    report = read(Document(truth["file"], data, Crawl(county=make_samples.COUNTY)))
    assert wrong_cells(report, truth) == {}
    assert wrong_keys(report, truth) == {}
    figures = {figure.measure: figure.value for figure in report.figures}
    assert {measure: figures.get(measure) for measure in truth["narrative"]} == truth["narrative"]
    assert (report.form, [finding.check for finding in report.findings]) == (truth["form"], truth.get("findings", []))


def test_the_notice_is_no_report() -> None:
    with pytest.raises(Rejected, match="report"):
        read(Document("", (make_samples.FOLDER / "2020_notice.txt").read_bytes()))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("county") / "w.duckdb"
    with nights(whole_lists=True) as program:
        status, said = program.night(make_samples.FOLDER, file, corrections=str(make_samples.DECISIONS.parent))
    assert status == 0, said
    return file


def test_all_that_a_warehouse_tells_can_be_tried_on_them(warehouse: Path) -> None:
    file, year = make_samples.MISPRINTED
    with open_to_read(warehouse) as con:
        standing = Counter(one for (one,) in con.execute("SELECT standing FROM reports").fetchall())
        (counts,) = con.execute("SELECT found, reports, duplicates, quarantined FROM runs").fetchall()
        outcomes = con.execute("SELECT source, outcome FROM corrections").fetchall()
        (made_up,) = con.execute("SELECT bool_and(is_made_up) FROM reports").fetchone() or (None,)
        names = con.execute(
            "SELECT list(DISTINCT town ORDER BY town) FROM reports WHERE unit_kind = 'township' GROUP BY unit_id"
            " HAVING count(DISTINCT town) > 1 ORDER BY ALL"
        ).fetchall()
        successors = con.execute(
            "SELECT DISTINCT r.town, s.town FROM reports AS r JOIN units AS u USING (unit_id)"
            " JOIN reports AS s ON list_contains(u.successor_ids, s.unit_id) ORDER BY ALL"
        ).fetchall()
        checks = Counter(one for (one,) in con.execute('SELECT "check" FROM findings').fetchall())
    assert counts == (96, 93, 2, 1)
    assert standing == {"current": 92, "version": 1}
    assert outcomes == [(f"{year}_{file}.txt", "applied")]
    assert made_up
    assert names == [(["乾坤湾乡", "阁底乡"],), (["交口乡", "楼山乡"],)]
    assert successors == [("南庄乡", "望海寺乡"), ("打石腰乡", "望海寺乡")]
    assert checks["years_carried"] == checks["years_in_force"] == checks["years_items"] == 0
    assert checks["suspect_cell"] == 1


def test_the_gaps_that_the_tutorial_shows_are_the_townships_reports_that_were_not_found(warehouse: Path) -> None:
    asked = "SELECT year, town FROM coverage WHERE county = '永和县' AND year >= 2016 AND NOT held ORDER BY year"
    for page in ("docs/tutorial.md", "docs/tutorial.zh.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert asked in text
        assert all(name in text for name in ("坡头乡", "桑壁镇", "水利局"))
    with open_to_read(warehouse) as con:
        gaps = con.execute(asked).fetchall()
    assert gaps == [(2016, "坡头乡"), (2017, "桑壁镇")]
    assert {("potou", 2016), ("sangbi", 2017), ("shuiliju", 2018)} == make_samples.NOT_PUBLISHED
