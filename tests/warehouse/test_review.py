"""What waits for a person: worst first, with the evidence, as a file that opens in a spreadsheet."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from made import cells, document_id, make_report

from gongkai.extract.lenient_csv import guarded, plain
from gongkai.transform.finding_words import finding
from gongkai.transform.report import Evidence, Figure, Report, Status
from gongkai.warehouse.corrections import COLUMNS, read_corrections
from gongkai.warehouse.review import evidence_in, worst, write_review
from gongkai.words import use

Fill = Callable[..., duckdb.DuckDBPyConnection]
LOST = {cells("2021")[3]: Status.UNREADABLE, cells("2021")[5]: Status.AMBIGUOUS}


def open_county() -> Report:
    report = make_report("open", town="太平镇", county=None, values=LOST)
    evidence = (Evidence("town", "太平镇", "title", "=太平镇", 3), Evidence("year", "2022", "title", "题", 3))
    return replace(report, key=replace(report.key, evidence=evidence))


def test_it_is_ordered_worst_first_and_says_what_could_be_decided(filled: Fill) -> None:
    conflict = finding("year_conflict", left="2022", right="2021", line=7)
    told = finding("manifest_conflict", left="会昌县", right="诏安县")
    con = filled(
        replace(make_report("doubtful"), findings=(told, conflict)),
        open_county(),
        make_report("wrong", town="中村乡", figures=[Figure("reconsideration", 99, "件", "…", 8)]),
        make_report("no year", town="旧镇", year=None),
    )
    con.execute("DELETE FROM store.finding WHERE check_code LIKE 'sum%'")  # figures of their own do not add up
    found = con.execute("SELECT kind, document_id, field, expect, line FROM review").fetchall()
    a, b, c, d = map(document_id, ("doubtful", "open", "wrong", "no year"))
    fields = [".".join(cells("2021")[index]) for index in (3, 5)]
    challenges = 1.0 + cells("2021").index(("challenges", "reconsideration", "total"))
    assert found == [
        ("county_open", b, "county", None, 3),
        ("year_open", d, "year", None, 1),
        ("year_conflict", a, "year", "2022", 7),
        ("manifest_conflict", a, "county", "会昌县", 1),
        ("error_found", c, "challenges.reconsideration.total", f"{challenges:g}", 8),
        ("cell_unreadable", b, fields[0], None, None),
        ("cell_ambiguous", b, fields[1], None, None),
    ]
    assert con.execute("SELECT evidence, candidates FROM review LIMIT 1").fetchall() == [
        ("title (line 3): =太平镇", ["甲县", "乙县"])
    ]


def test_what_is_settled_does_not_wait(filled: Fill) -> None:
    report = make_report()
    county = replace(report.key, unit_kind="county", town=None, unit_name="会昌县")
    department = replace(report.key, unit_kind="department", town=None)
    other = replace(report.key, unit_kind="other", town=None, county=None)
    prefectures = replace(department, county=None, prefecture="赣州市", province="江西省")
    keys = [report.key, county, department, other, prefectures]
    con = filled(*(replace(make_report(str(index)), key=key, facts=()) for index, key in enumerate(keys)))
    assert con.execute("SELECT kind, source FROM review").fetchall() == []


def test_a_department_of_which_no_place_is_known_waits(filled: Fill) -> None:
    report = make_report()
    department = replace(report.key, unit_kind="department", town=None, county=None, prefecture=None, province=None)
    con = filled(replace(report, key=department, facts=()))
    assert con.execute("SELECT kind FROM review").fetchall() == [("county_open",)]


def test_quarantined_texts_that_may_be_reports_wait(filled: Fill) -> None:
    con = filled()
    reasons = {
        "太平镇信息公开年报.txt": "not_a_report",
        "菜单.txt": "not_a_report",
        "x.txt": "reader_failed",
        "y": "empty",
        "z.txt": "reader_timed_out",
    }
    for source, reason in reasons.items():
        con.execute(
            "INSERT INTO store.document BY NAME SELECT '/r' AS root, ? AS source, 1 AS size, 1 AS mtime_ns,"
            " 'quarantined' AS outcome, ? AS reason, 'So it is.' AS message, '1' AS reader_version,"
            " now()::TIMESTAMP AS first_seen, now()::TIMESTAMP AS last_changed",
            [source, reason],
        )
    assert con.execute("SELECT kind, source FROM review").fetchall() == [
        ("reader_failed", "x.txt"),
        ("reader_failed", "z.txt"),
        ("perhaps_a_report", "太平镇信息公开年报.txt"),
    ]


def test_the_file_opens_in_a_spreadsheet_and_comes_back_as_decisions(filled: Fill, tmp_path: Path) -> None:
    con = filled(open_county())
    con.execute("DELETE FROM store.finding")
    file = tmp_path / "corrections" / "review.csv"
    assert write_review(con, file, None) == 3
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert set(COLUMNS) | {"date"} <= set(rows[0])
    assert (rows[0]["document_id"], rows[0]["field"], rows[0]["expect"]) == (document_id("open"), "county", "")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert read_corrections(file.parent) == [], "nothing is decided yet"
    rows[0] |= {"value": "诏安县", "why": "the seal", "by": "Li"}
    with file.open("w", encoding="gb18030", newline="") as out:  # as Chinese Excel saves it
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (decision,) = read_corrections(file.parent)
    assert (decision.line, decision.field, decision.expect, decision.value) == (2, "county", None, "诏安县")
    assert write_review(con, file, 1) == 1


def test_a_guarded_cell_is_read_as_it_was() -> None:
    for cell in ("=1+1", "+86", "@here", "-词", "plain", "'quoted'", "-3", "+10"):
        assert plain(guarded(cell)) == cell
    assert [guarded(cell) for cell in ("=1+1", "-词", "-3", "1929")] == ["'=1+1", "'-词", "-3", "1929"]


def test_a_finding_waits_in_the_language_in_use(filled: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    con = filled(make_report("wrong", figures=[Figure("reconsideration", 99, "件", "…", 8)]))
    for language, said in (
        ("en", "the prose says 99 reconsiderations (line 8)"),
        ("zh", "正文（第 8 行）说行政复议 99 件"),
    ):
        monkeypatch.setattr("gongkai.warehouse.review.language_in_use", lambda language=language: language)
        answer = worst(con, 30)
        assert [row for row in answer.rows if said in str(row[answer.names.index("message")])], language


def test_evidence_is_said_in_chinese() -> None:
    said = "title (line 3): 城关镇2020年报告 | gazetteer: the lists show 桑壁镇 in 永和县 only"
    assert evidence_in(said, "en") == said
    assert evidence_in(said, "zh") == "标题（第 3 行）：城关镇2020年报告；区划名录：名录中只有永和县有桑壁镇"
    assert evidence_in("sum_flow: 469 against 462", "zh") == "申请收办平衡：469 / 462"
    assert evidence_in("1 929", "zh") == "1 929"


def test_the_file_is_in_the_language_in_use(filled: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    con = filled(open_county())
    monkeypatch.setenv("LANGUAGE", "zh")  # and as it was afterwards
    use("zh")
    try:
        write_review(con, tmp_path / "review.csv", None)
    finally:
        use("en")
    rows = list(csv.DictReader((tmp_path / "review.csv").open(encoding="utf-8-sig")))
    assert rows[0]["message"] == "几个县都有太平镇。"
    assert rows[0]["evidence"].startswith("标题（第 3 行）：")
    assert rows[0].keys() >= {"document_id", "field", "expect", "value", "why", "by", "date"}, (
        "as corrections want them"
    )
