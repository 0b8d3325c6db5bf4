"""What people decide: applied where its expectation is met, told where it is not, and never over what is reported."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from made import cells, document_id, make_ledger, make_report

from gongkai.transform.report import Report, Status
from gongkai.warehouse import database
from gongkai.warehouse.build import fill
from gongkai.warehouse.corrections import (
    CorrectionsError,
    are_same,
    holds_corrections,
    read_corrections,
    stored_corrections,
)
from gongkai.warehouse.shards import write_ledger, write_shards

HEAD = "document_id,field,expect,value,why,by,date\n"
CELL = ("applications", "received", "total")
NUMBER = float(cells("2021").index(CELL) + 1)
A = document_id("a")


def decide(tmp_path: Path, *rows: str, reports: tuple[Report, ...] = (), head: str = HEAD) -> duckdb.DuckDBPyConnection:
    """A warehouse with these reports (a.txt is `a`) and the decisions of one file."""
    folder = tmp_path / "corrections"
    folder.mkdir(exist_ok=True)
    (folder / "some.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    shards = tmp_path / "shards"
    shards.mkdir(exist_ok=True)
    held = reports or (make_report("a"),)
    write_shards(shards, 0, list(enumerate(held)))
    con = database.create()
    names: dict[str, Report | None] = {f"{number}.txt": report for number, report in enumerate(held)}
    write_ledger(shards, make_ledger(names))
    fill(con, shards, read_corrections(folder))
    return con


def outcomes(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None]]:
    return con.execute("SELECT outcome, message FROM corrections").fetchall()


def test_a_key_is_decided_and_what_the_reader_said_stays(tmp_path: Path) -> None:
    con = decide(
        tmp_path,
        f"{A},county,会昌县,诏安县,the letter head says so,Li,2026-03-01",
        f"{A[:12]},year,2022,2021,signed in January,Li,",
    )
    assert outcomes(con) == [("applied", None), ("applied", None)]
    assert con.execute("SELECT town, county, prefecture, province, county_code, year FROM reports").fetchall() == [
        ("太平镇", "诏安县", "漳州市", "福建省", "350624", 2021)
    ]
    ((code,),) = con.execute("SELECT town_code FROM reports").fetchall()
    assert code.startswith("350624")
    assert con.execute("SELECT DISTINCT county, year FROM facts").fetchall() == [("诏安县", 2021)]
    assert con.execute("SELECT DISTINCT county, year FROM applications").fetchall() == [("诏安县", 2021)]
    assert con.execute("SELECT county, year FROM panel").fetchall() == [("诏安县", 2021)]
    assert con.execute("SELECT county, year FROM store.report").fetchall() == [("会昌县", 2022)]
    assert con.execute("SELECT document_id, source, field, expect, value, why, decided_by FROM corrections").fetchall()[
        0
    ] == (A, "0.txt", "county", "会昌县", "诏安县", "the letter head says so", "Li")


def test_a_value_stands_beside_the_reported_one(tmp_path: Path) -> None:
    con = decide(
        tmp_path,
        f"{A},{'.'.join(CELL)},{NUMBER:g},7,a typing error,Li,",
        f"{A},applications.granted.total,{NUMBER + 14:g},,illegible in the scan,Li,",
        f"{A},applications.refused.state_secret.total,{NUMBER + 28:g},1000,so it is,Li,",
    )
    assert [outcome for outcome, _ in outcomes(con)] == ["applied"] * 3, outcomes(con)
    facts = (
        "SELECT value, corrected, is_corrected FROM facts WHERE table_code = 'applications' AND column_code = 'total'"
    )
    assert con.execute(f"{facts} AND row_code = 'received'").fetchall() == [(NUMBER, 7.0, True)]
    assert con.execute(f"{facts} AND row_code = 'granted'").fetchall() == [(NUMBER + 14, None, True)]
    assert con.execute(f"{facts} AND row_code = 'carried_in'").fetchall() == [(NUMBER + 7, None, False)]
    wide = "SELECT total, corrected_cells FROM applications WHERE row_code = "
    assert con.execute(f"{wide}'received'").fetchall() == [(7.0, 1)]
    assert con.execute(f"{wide}'granted'").fetchall() == [(None, 1)]
    assert con.execute(f"{wide}'carried_in'").fetchall() == [(NUMBER + 7, 0)]
    refused = sum(NUMBER + 28 + 7 * reason for reason in range(1, 8)) + 1000
    assert con.execute("SELECT received, granted, refused, corrected_cells FROM panel").fetchall() == [
        (7.0, None, refused, 3)
    ]


def test_a_cell_without_a_number_expects_nothing(tmp_path: Path) -> None:
    report = make_report("a", values={CELL: Status.AMBIGUOUS})
    con = decide(tmp_path, f"{A},{'.'.join(CELL)},,12.5,read in the scan,Li,", reports=(report,))
    assert outcomes(con) == [("applied", None)]
    assert con.execute("SELECT value, corrected, status FROM facts WHERE is_corrected").fetchall() == [
        (None, 12.5, "ambiguous")
    ]
    assert con.execute("SELECT count(*) FROM review WHERE field = 'applications.received.total'").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"{A},town,太平乡,中村乡", "Expected the reader to give 太平乡; it gives 太平镇."),
        (f"{A},town,,中村乡", "Expected the reader to give nothing; it gives 太平镇."),
        (f"{A},colour,,red", "There is no field 'colour'"),
        (f"{A[:11]},town,太平镇,中村乡", "at least 12 hex digits"),
        (f"{A},year,2022,21", "Expected in year a year from 2003 to 2035"),
        (f"{A},county,会昌县,会昌", "The lists have no county 会昌;"),
        (f"{A},county,会昌县,鼓楼区", "There are several 鼓楼区 (江苏省 南京市"),
        (f"{A},county_code,,999999", "no county of the code 999999"),
        (f"{A},town,太平镇,无此镇", "The lists have no town 无此镇"),
        (f"{A},town,太平镇,英额布镇", "The lists have no 英额布镇 in 会昌县"),
        (f"{A},unit_kind,township,village", "Expected in unit_kind one of"),
        (f"{A},applications.received.total,{NUMBER + 1:g},5", f"it gives {NUMBER:g}."),
        (
            f"{A},applications.received.total,{NUMBER:g},many",
            "Expected in value a number that counts something or nothing, found 'many'.",
        ),
        (f"{A},applications.received.total,{NUMBER:g},nan", "Expected in value a number"),
        (f"{A},proactive.procurement.amount,,5", "The report's form has no cell"),
        (f"{A},town,太平镇,中村乡,x", "more or fewer cells"),
    ],
)
def test_a_decision_that_does_not_hold_is_told_and_not_applied(tmp_path: Path, row: str, message: str) -> None:
    con = decide(tmp_path, f"{row},because,Li,")
    ((outcome, said),) = outcomes(con)
    assert outcome == "failed"
    assert said and message in said
    assert con.execute("SELECT town, county, year FROM reports").fetchall() == [("太平镇", "会昌县", 2022)]
    assert con.execute("SELECT count(*) FROM facts WHERE is_corrected").fetchall() == [(0,)]
    assert con.execute("SELECT kind FROM review LIMIT 1").fetchall() == [("correction_failed",)]


def test_the_code_tells_which_of_several_counties(tmp_path: Path) -> None:
    con = decide(tmp_path, f"{A},county_code,,320106,the seal,Li,", f"{A},town,太平镇,,no town,Li,")
    assert outcomes(con) == [("applied", None)] * 2
    assert con.execute("SELECT town, county, prefecture, county_code FROM reports").fetchall() == [
        (None, "鼓楼区", "南京市", "320106")
    ]


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("because,,", "The column by is empty"),
        (",Li,", "The column why is empty"),
        ("because,Li,soon", "Expected in date a date like 2026-03-01 or nothing, found 'soon'."),
        ("because,Li,2026-02-30", "Expected in date"),
    ],
)
def test_a_decision_without_why_whom_or_a_real_date_is_told_and_not_applied(
    tmp_path: Path, rest: str, message: str
) -> None:
    con = decide(tmp_path, f"{A},year,2022,2021,{rest}")
    ((outcome, said),) = outcomes(con)
    assert outcome == "failed"
    assert said and message in said
    assert con.execute("SELECT year FROM reports").fetchall() == [(2022,)]
    assert holds_corrections(tmp_path / "corrections" / "some.csv"), "nothing of it may be written over"


def test_a_date_may_be_as_excel_saves_it(tmp_path: Path) -> None:
    assert outcomes(decide(tmp_path, f"{A},year,2022,2021,because,Li,2026/3/1")) == [("applied", None)]


def test_what_is_not_held_not_decided_or_decided_twice(tmp_path: Path) -> None:
    con = decide(
        tmp_path,
        f"{document_id('other')},year,2022,2021,because,Li,",
        f"{A},year,2022,2021,,,",
        f"{A},year,2022,2020,because,Li,",
        f"{A},year,2022,2019,because,Wang,",
    )
    assert outcomes(con) == [
        ("unused", "The warehouse holds no such document."),
        ("applied", None),
        ("failed", "some.csv, line 4 decides the same already."),
    ]
    assert con.execute("SELECT year FROM reports").fetchall() == [(2020,)]


def test_of_the_decisions_on_one_key_all_hold_or_none(tmp_path: Path) -> None:
    con = decide(tmp_path, f"{A},year,2022,2021,because,Li,", f"{A},county,会昌县,无此县,because,Li,")
    assert [outcome for outcome, _ in outcomes(con)] == ["failed", "failed"]
    assert con.execute("SELECT year FROM reports").fetchall() == [(2022,)]


def test_the_current_report_follows_the_decided_keys(tmp_path: Path) -> None:
    first, second = make_report("a", year=2021), make_report("b", year=2022, values={CELL: Status.ABSENT})
    con = decide(tmp_path, f"{document_id('b')},year,2022,2021,because,Li,", reports=(first, second))
    assert con.execute("SELECT source, year, standing FROM reports ORDER BY source").fetchall() == [
        ("0.txt", 2021, "current"),
        ("1.txt", 2021, "version"),
    ]


def test_decisions_outlive_a_new_reader_and_fail_when_it_reads_otherwise(tmp_path: Path) -> None:
    con = decide(tmp_path, f"{A},town,太平镇,中村乡,the seal,Li,")
    decisions = stored_corrections(con)
    for number, (report, outcome) in enumerate(
        [(replace(make_report("a"), reader_version="2"), "applied"), (make_report("a", town="中村乡"), "failed")]
    ):
        shards = tmp_path / f"later {number}"
        shards.mkdir()
        write_shards(shards, 0, [(0, report)])
        write_ledger(shards, make_ledger({"0.txt": report}))
        fill(con, shards, decisions)
        assert con.execute("SELECT outcome FROM corrections").fetchall() == [(outcome,)]
        assert con.execute("SELECT town FROM reports").fetchall() == [("中村乡",)]


def test_a_file_that_is_no_table_is_told(tmp_path: Path) -> None:
    con = decide(tmp_path, "a,b,c", head="document_id,field,value\n")
    ((outcome, message),) = outcomes(con)
    assert (outcome, message) == (
        "failed",
        "The file names no column expect, why, by in its first line;"
        " expected: document_id, field, expect, value, why, by.",
    )


def test_a_folder_that_is_gone_does_not_take_decisions_back(tmp_path: Path) -> None:
    con = decide(tmp_path, f"{A},year,2022,2021,because,Li,")
    decisions = stored_corrections(con)
    assert are_same(decisions, read_corrections(tmp_path / "corrections"))
    assert read_corrections(tmp_path / "nowhere") == []
    with pytest.raises(CorrectionsError, match="holds 1 decisions"):
        read_corrections(tmp_path / "nowhere", decisions)


def test_as_printed_can_be_said_of_a_failed_sum_and_corrects_nothing(tmp_path: Path) -> None:
    """The figures of this report are 1, 2, 3, ...: hardly a sum holds, and no single cell could mend that."""
    con = decide(tmp_path)
    waiting = "SELECT field, expect FROM review WHERE field = 'challenges.reconsideration.total'"
    ((field, expect),) = con.execute(waiting).fetchall()
    (tmp_path / "more").mkdir()
    con = decide(tmp_path / "more", f"{A},{field},{expect},{expect},seen: it is printed so,Li,")
    assert outcomes(con) == [("applied", None)]
    assert con.execute(waiting).fetchall() == []
    told = "SELECT count(*) > 0 FROM findings WHERE \"check\" = 'sum_challenges' AND row_code = 'reconsideration'"
    assert con.execute(told).fetchall() == [(True,)], "it is still found"
    state = "SELECT value, corrected, is_corrected, is_accepted FROM facts WHERE is_accepted OR is_corrected"
    assert con.execute(state).fetchall() == [(float(expect), None, False, True)]
    assert con.execute("SELECT sum(corrected_cells) FROM challenges").fetchall() == [(0,)]
    assert con.execute("SELECT corrected_cells FROM panel").fetchall() == [(0,)]


@pytest.mark.parametrize("name", ["review.xlsx", "决定.ods"])
def test_a_workbook_among_the_decisions_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK")
    (tmp_path / "README.md").write_text("what belongs here", encoding="utf-8")
    (decision,) = read_corrections(tmp_path)
    assert (decision.file, decision.line) == (name, 1)
    assert "save it as CSV" in (decision.trouble or "")


def test_a_failed_decision_names_its_file_and_line_in_the_queue(tmp_path: Path) -> None:
    con = decide(tmp_path, f"{A},year,1999,2021,why,Li,")
    told = con.execute("SELECT message FROM review WHERE kind = 'correction_failed'").fetchall()
    assert told == [("some.csv, line 2: Expected the reader to give 1999; it gives 2022.",)]
