"""Hostile input through the real main job: it is data, costs at most its own document, and comes out as it went in."""

import csv
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nights import PROJECT, Nights

from gongkai.extract.document import LARGEST
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.export import export

TEXT = (PROJECT / "data/samples/2021_tab_hongqiao.txt").read_bytes().decode("utf-16")
HOSTILE = {
    "table names": "store.fact facts reports; DELETE FROM store.fact; DROP SCHEMA store CASCADE",
    "sql": "'); DROP TABLE store.fact; -- $$ $1 ? {} %s %(x)s",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;",
    "formula": "=cmd|' /C calc'!A0",
    "format": "{0} {} {x!r} %n ${HOME} `id` $(id) \\x41",
    "bidi": "\u202e\u2066abc\u2069\u200f",
}
NAMES = [
    "new\nline.txt",
    "carriage\rreturn.txt",
    "'; DROP TABLE store.document; --.txt",
    'double "quotes".txt',
    "back\\slash.txt",
    "%s {} $1 *.txt",
    "\x1b[2J\x1b]0;title\x07.txt",
    "=1+1.txt",
    "-rf.txt",
    "year=2020",
    "名" * 80 + ".txt",
]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_to_read(warehouse) as con:
        return con.execute(sql).fetchall()


def ingest(process: Nights, reports: Path, warehouse: Path) -> None:
    status, said = process.night(reports, warehouse)
    assert status == 0, said


def test_words_that_mean_something_elsewhere_are_only_words_here(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    (reports / "plain.txt").write_text(TEXT)
    for kind, words in HOSTILE.items():
        (reports / f"{kind}.txt").write_text(TEXT.replace("一、总体情况", f"一、总体情况\n{words}\n", 1))
    warehouse = tmp_path / "w.duckdb"
    ingest(process, reports, warehouse)
    sources = sorted([(f"{kind}.txt",) for kind in HOSTILE] + [("plain.txt",)])
    assert sorted(rows(warehouse, "SELECT source FROM reports")) == sources
    cells = "SELECT table_code, row_code, column_code, value, status FROM facts WHERE source = '{}' ORDER BY ALL"
    plain = rows(warehouse, cells.format("plain.txt"))
    for kind, words in HOSTILE.items():
        sections = rows(warehouse, f"SELECT text FROM sections WHERE source = '{kind}.txt' AND code = 'overview'")
        assert words.replace("&lt;b&gt;", "").split("\u202e")[0] in sections[0][0]
        assert rows(warehouse, cells.format(f"{kind}.txt")) == plain, kind
    with open_to_read(warehouse) as con:
        export(con, tmp_path / "export", "csv")
    with (tmp_path / "export/sections.csv").open(encoding="utf-8-sig", newline="") as file:
        cells_of_csv = [value for row in csv.reader(file) for value in row]
    assert not [value for value in cells_of_csv if value.startswith("=")]


def test_any_name_of_a_file_is_kept_and_shown_without_harm(tmp_path: Path, reports: Path, process: Nights) -> None:
    for number, name in enumerate(NAMES):
        (reports / name).write_text(f"{TEXT}\n{number}")
    undecodable = os.fsencode(reports) + b"/\xd6\xd0\xce\xc4.txt"
    Path(os.fsdecode(undecodable)).write_text(f"{TEXT}\nno UTF-8")
    Path(os.fsdecode(undecodable) + "\x1b[2J").write_bytes(b"")
    warehouse = tmp_path / "w.duckdb"
    ingest(process, reports, warehouse)
    sources = [source for (source,) in rows(warehouse, "SELECT source FROM reports")]
    assert sorted(sources) == sorted([*NAMES, "\\xd6\\xd0\\xce\\xc4.txt"])
    assert process.night(reports, warehouse) == (0, "generation 1 published False"), "and it is found again"
    with open_to_read(warehouse) as con:
        export(con, tmp_path / "export", "parquet")
    asked = "SELECT source FROM store.document WHERE contains(source, '2J')"  # a longer name is cut at the edge
    shown = subprocess.run(
        [sys.executable, "-m", "gongkai", "query", asked, "--warehouse", str(warehouse)],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert shown.returncode == 0
    assert b"\x1b" not in shown.stdout and b"\\e[2J" in shown.stdout  # as DuckDB writes the sign


def test_a_line_of_100_megabytes_costs_only_its_document(tmp_path: Path, reports: Path, process: Nights) -> None:
    (reports / "plain.txt").write_text(TEXT)
    with (reports / "huge.txt").open("wb") as file:
        file.truncate(100_000_000)
    with (reports / "largest.txt").open("w") as file:
        file.write(TEXT.replace("\n", " ") + "0" * (LARGEST - len(TEXT.encode()) - 10))
    (reports / "a line of a megabyte.txt").write_text(TEXT + "\n" + "公开" * 170_000)
    warehouse = tmp_path / "w.duckdb"
    ingest(process, reports, warehouse)
    assert ("plain.txt",) in rows(warehouse, "SELECT source FROM reports")
    assert rows(warehouse, "SELECT reason FROM quarantine WHERE source = 'huge.txt'") == [("too_large",)]
    assert rows(warehouse, "SELECT found, reports + duplicates + quarantined FROM runs") == [(4, 4)]


def test_a_figure_that_no_column_can_hold_costs_at_most_its_document(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    (reports / "plain.txt").write_text(TEXT)
    for digits in (19, 20, 400, 5000):
        (reports / f"cell {digits}.txt").write_text(TEXT.replace("26179", "9" * digits))
        (reports / f"prose {digits}.txt").write_text(
            TEXT.replace("一、总体情况", f"一、总体情况\n本年收到申请{'9' * digits}件。\n", 1)
        )
    warehouse = tmp_path / "w.duckdb"
    ingest(process, reports, warehouse)
    assert ("plain.txt",) in rows(warehouse, "SELECT source FROM reports")
    assert rows(warehouse, "SELECT found, reports + quarantined FROM runs") == [(9, 9)]
    assert rows(warehouse, "SELECT count(*) FROM facts WHERE NOT isfinite(value)") == [(0,)]
    assert rows(warehouse, "SELECT count(*) FROM figures WHERE NOT isfinite(value)") == [(0,)]
    with open_to_read(warehouse) as con:
        export(con, tmp_path / "export", "csv")


def test_a_reader_that_raises_costs_one_document(tmp_path: Path, reports: Path, process: Nights) -> None:
    (reports / "good.txt").write_text(TEXT)
    (reports / "bad.txt").write_text(f"{TEXT}\nPLEASE RAISE\n")
    warehouse = tmp_path / "w.duckdb"
    status, said = process.night(reports, warehouse, raises="PLEASE RAISE")
    assert status == 0, said
    assert rows(warehouse, "SELECT source FROM reports") == [("good.txt",)]
    assert rows(warehouse, "SELECT source, reason, message FROM quarantine") == [
        ("bad.txt", "reader_failed", "ZeroDivisionError: a reader at fault")
    ]


def test_a_link_in_circles_and_out_of_the_folder_is_followed_once(
    tmp_path: Path, reports: Path, process: Nights
) -> None:
    (reports / "plain.txt").write_text(TEXT)
    (reports / "circle").symlink_to(reports)
    (tmp_path / "outside.txt").write_text(f"{TEXT}\noutside")
    (reports / "link.txt").symlink_to(tmp_path / "outside.txt")
    warehouse = tmp_path / "w.duckdb"
    ingest(process, reports, warehouse)
    found = rows(warehouse, "SELECT source, document_id FROM reports ORDER BY ALL")
    assert [source for source, _ in found] == ["link.txt", "plain.txt"]
    assert found[1][1] == hashlib.sha256((reports / "plain.txt").read_bytes()).hexdigest()
