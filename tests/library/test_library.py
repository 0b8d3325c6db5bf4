"""`import gongkai`: one document in, a report out, that is the report which the warehouse holds."""

import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

import gongkai
from gongkai.warehouse.database import create
from gongkai.warehouse.judging import judge

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data/samples"
REPORT = SAMPLES / "2021_tab_hongqiao.txt"
CUT = SAMPLES / "2021_tab_yingebu.txt"  # two columns are cut off


def loaded(code: str) -> list[str]:
    """The modules that a fresh Python holds after the code."""
    then = f"import sys, gongkai\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", then], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_importing_it_loads_nothing() -> None:
    modules = loaded("")
    assert {name for name in modules if name.startswith("gongkai")} == {"gongkai", "gongkai.errors"}
    assert not {"polars", "duckdb", "prefect"}.intersection(modules)


def test_reading_loads_neither_prefect_nor_pandas() -> None:
    modules = loaded(f"gongkai.read({str(REPORT)!r})")
    assert "gongkai.transform.read" in modules
    assert not {"prefect", "pandas"}.intersection(modules)


def test_what_is_public_is_there_and_nothing_else() -> None:
    assert all(hasattr(gongkai, name) and name in dir(gongkai) for name in gongkai.__all__)
    with pytest.raises(AttributeError, match="no attribute 'judge'"):
        gongkai.judge  # noqa: B018


def test_a_path_its_bytes_and_an_archive_give_one_report(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(REPORT, "2021/b.txt")
    by_path, by_bytes = gongkai.read(REPORT), gongkai.read(REPORT.read_bytes(), name="b.txt")
    inside = gongkai.read(tmp_path / "a.zip/2021/b.txt")
    assert (by_path.source, by_bytes.source, inside.source) == (REPORT.name, "b.txt", "a.zip/2021/b.txt")
    assert by_bytes.as_read == inside.as_read
    assert (by_path.document_id, by_path.facts) == (by_bytes.document_id, by_bytes.facts)
    assert (by_path.key.town, by_path.key.year) == ("虹桥镇", 2021)
    assert pickle.loads(pickle.dumps(by_path)) == by_path


def test_its_findings_are_those_of_the_warehouse() -> None:
    report = gongkai.read(CUT)
    assert [list(report.findings)] == judge([report.as_read])
    assert len(report.findings) > len(report.as_read.findings)


def test_findings_of_several_reports_are_those_of_each() -> None:
    reports = [gongkai.read(CUT), gongkai.read(REPORT), gongkai.read(CUT)]
    assert gongkai.findings(reports) == [report.findings for report in reports]
    assert gongkai.findings([]) == []


def test_a_frame_holds_what_the_warehouse_would_hold() -> None:
    report = gongkai.read(CUT)
    facts = report.to_polars()
    assert facts.height == len(report.facts)
    assert facts["value"].to_list() == [fact.value for fact in report.facts]
    assert set(facts["status"]) > {"reported", "absent"} or set(facts["status"]) == {"reported", "absent"}
    assert (
        facts.filter(pl.col("status") != "reported")["value"].null_count()
        == facts.filter(pl.col("status") != "reported").height
    )
    assert facts["town"].unique().to_list() == [report.key.town]
    assert report.to_polars("findings")["check"].to_list() == [finding.check for finding in report.findings]


def test_a_frame_lacks_of_the_view_what_one_document_cannot_tell() -> None:
    report = gongkai.read(SAMPLES / "2020_tab_yijiadu.txt")  # of which four cells follow from others
    only = {"is_current", "unit_id", "corrected", "is_corrected", "is_accepted", "found_by"}
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("docs/notebook.md", "docs/notebook.zh.md")]
    assert all(f"`{name}`" in page for name in only for page in pages)
    with create() as con:
        for table in ("facts", "figures", "subjects", "legacy", "sections", "findings", "evidence"):
            view = {name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()}
            assert view - only <= set(report.to_polars(table).columns), table
        called = con.execute("SELECT DISTINCT table_code, row_code, row_no, row_label FROM measures").fetchall()
    facts = report.to_polars()
    assert set(facts.select("table_code", "row_code", "row_no", "row_label").rows()) <= set(called)
    assert facts.select("unit_kind", "town_code", "county_code").unique().rows() == [
        (report.key.unit_kind, report.key.town_code, report.key.county_code)
    ]
    implied = {(one.table, one.row, one.column): one.value for one in report.derived}
    told = facts.filter(pl.col("derived").is_not_null())
    cells = told.select("table_code", "row_code", "column_code").rows()
    assert dict(zip(cells, told["derived"], strict=True)) == implied != {}


@pytest.mark.parametrize("table", ["facts", "derived", "figures", "subjects", "legacy", "sections", "evidence"])
def test_both_kinds_of_frames_have_every_table(table: str) -> None:
    report = gongkai.read(CUT)
    in_polars, in_pandas = report.to_polars(table), report.to_pandas(table)
    assert in_polars.columns == list(in_pandas.columns)
    assert in_polars.height == len(in_pandas)
    assert in_polars.columns[0] == "source"


def test_what_is_missing_is_no_nought_in_pandas() -> None:
    facts = gongkai.read(CUT).to_pandas()
    absent = facts[facts["status"] == "absent"]
    assert len(absent) > 0
    assert absent["value"].isna().all()


def test_it_is_shown_in_a_line_and_in_a_notebook_in_a_small_table() -> None:
    report = gongkai.read(REPORT.read_bytes(), name="<script>alert(1)</script>")
    assert len(repr(report)) < 200
    assert "虹桥镇 2021" in repr(report)
    shown = report._repr_html_()
    assert len(shown) < 2000
    assert "<script>" not in shown
    assert "<td>applications</td>" in shown


@pytest.mark.parametrize(
    ("wrong", "kind", "sentence"),
    [
        (3, TypeError, "expected the path of a document, or its bytes; found int"),
        (None, TypeError, "found NoneType"),
        ("no such file.txt", gongkai.GongkaiError, "There is no file or folder no such file.txt"),
        (SAMPLES, gongkai.GongkaiError, "is a folder; name one file in it"),
        (b"A letter.", gongkai.GongkaiError, "no annual report"),
        (b"", gongkai.GongkaiError, "no characters but white space"),
        ("虹桥镇2021年\n政府信息公开工作年度报告", gongkai.GongkaiError, "That is a text and no path"),
    ],
)
def test_what_cannot_be_read_is_said(wrong: object, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        gongkai.read(wrong)  # type: ignore[arg-type]


def test_a_table_that_is_none_is_said() -> None:
    with pytest.raises(gongkai.GongkaiError, match="There is no table 'fact'"):
        gongkai.read(REPORT).to_polars("fact")


def test_a_warehouse_is_asked_and_not_changed(tmp_path: Path) -> None:
    create(tmp_path / "w.duckdb").close()
    with gongkai.open(tmp_path / "w.duckdb") as con:
        assert pl.DataFrame(con.sql("SELECT town, year FROM reports")).columns == ["town", "year"]
        for sql in ("DELETE FROM store.report", f"COPY (SELECT 1) TO '{tmp_path / 'x.csv'}'"):
            with pytest.raises(duckdb.Error):
                con.execute(sql)
    assert not (tmp_path / "x.csv").exists()


def test_a_warehouse_that_is_none_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_WAREHOUSE", str(tmp_path / "none.duckdb"))
    for call in (lambda: gongkai.open(), lambda: gongkai.open(tmp_path / "none.duckdb")):
        with pytest.raises(gongkai.GongkaiError, match="There is no warehouse"):
            call()
    with pytest.raises(TypeError, match="found int"):
        gongkai.open(3)  # type: ignore[arg-type]
