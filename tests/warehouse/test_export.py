"""Exports: the same content gives the same bytes, and each file is described."""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import polars as pl
import pyreadstat
import pytest
from made import make_report, publish

from gongkai.extract.text.outline import Section
from gongkai.transform.report import Figure, Status
from gongkai.warehouse.codebook import describe_column
from gongkai.warehouse.codes import LISTS
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.export import HISTORY, TABLES, ExportError, export
from gongkai.warehouse.export_formats import BOM, FORMATS
from gongkai.warehouse.schema import describe_table
from gongkai.warehouse.stata_and_spss import CUT, PACKAGES, Labels, write
from gongkai.words import LANGUAGES, use

Fill = Callable[..., duckdb.DuckDBPyConnection]
REPORTS = (
    make_report("a", figures=[Figure("received", 7, "件", "收到7件", 9)]),
    make_report("b", "2019", "中村乡", year=2020),
    make_report("c", town="无年镇", year=None),
)


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """From when it is called, everything is said in Chinese."""
    monkeypatch.setenv("LANGUAGE", "en")  # and as it was afterwards
    yield lambda: use("zh")
    use("en")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_same_content_gives_the_same_bytes(filled: Fill, tmp_path: Path, file_format: str) -> None:
    con = filled(*REPORTS)
    export(con, tmp_path / "one", file_format)
    con.execute("UPDATE store.document SET first_seen = now()::TIMESTAMP, root = '/elsewhere'")
    con.execute("UPDATE store.report SET report_no = -report_no")
    for table in ("fact", "section", "figure", "subject", "legacy", "finding", "evidence"):
        con.execute(f"CREATE OR REPLACE TABLE store.{table} AS FROM store.{table} ORDER BY hash(COLUMNS(*))")
        con.execute(f"UPDATE store.{table} SET report_no = -report_no")
    export(con, tmp_path / "two", file_format)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.parametrize("file_format", FORMATS)
def test_it_is_described_in_the_language_in_use_and_of_csv_and_parquet_nothing_else_changes(
    filled: Fill, tmp_path: Path, chinese: Callable[[], None], file_format: str
) -> None:
    con = filled(*REPORTS)
    export(con, tmp_path / "en", file_format)
    chinese()
    export(con, tmp_path / "zh", file_format)
    english, spoken = tree(tmp_path / "en"), tree(tmp_path / "zh")
    assert set(english) == set(spoken)
    if file_format not in PACKAGES:
        assert {name for name in english if english[name] != spoken[name]} == {"datapackage.json", "croissant.json"}
    package, croissant = (json.loads(spoken[name]) for name in ("datapackage.json", "croissant.json"))
    assert (package["language"], croissant["@context"]["@language"]) == ("zh", "zh")
    for resource in package["resources"]:
        table = "measures" if resource["path"] == "codebook.csv" else resource["name"].split("-")[0]
        assert resource["description"] == describe_table(table, "zh")
        for field in resource["schema"]["fields"]:
            assert field["description"] == describe_column(table, field["name"], "zh")
    for said in (*walked(package), *walked(croissant)):
        assert re.search("[\u4e00-\u9fff]", said), said


def walked(described: object) -> Iterator[str]:
    """Every title and description in it."""
    if isinstance(described, dict):
        for name, one in described.items():
            yield from [one] if name in ("title", "description", "citation") else walked(one)
    elif isinstance(described, list):
        for one in described:
            yield from walked(one)


def test_every_file_is_described_with_its_size_and_hash(filled: Fill, tmp_path: Path) -> None:
    files = export(filled(*REPORTS), tmp_path, "parquet")
    package = json.loads((tmp_path / "datapackage.json").read_text())
    described = [resource["path"] for resource in package["resources"]]
    assert [*described, "croissant.json", "datapackage.json"] == list(map(str, files))
    assert set(tree(tmp_path)) == {str(file) for file in files}
    assert len({resource["name"] for resource in package["resources"]}) == len(package["resources"])
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert all(field["description"] for field in resource["schema"]["fields"])
        if resource["format"] == "parquet":
            names = pl.read_parquet_schema(tmp_path / resource["path"])
            assert [field["name"] for field in resource["schema"]["fields"]] == list(names)


@pytest.mark.parametrize("table", ["facts", "panel"])
def test_rows_stand_by_place_so_that_who_asks_for_a_county_reads_few_of_them(
    filled: Fill, tmp_path: Path, table: str
) -> None:
    names = [f"{county}{name}" for name in "甲乙丙" for county in "戊己"]
    export(
        filled(*(make_report(name, town=f"{name[1]}镇", county=f"{name[0]}县") for name in names)), tmp_path, "parquet"
    )
    places = pl.read_parquet(tmp_path / table / "year=2022" / f"{table}.parquet").select("county", "town").rows()
    assert len(set(places)) == 6
    assert places == sorted(places)


def test_the_partitions_are_read_as_one_table(filled: Fill, tmp_path: Path) -> None:
    con = filled(*REPORTS)
    export(con, tmp_path, "parquet")
    facts = pl.read_parquet(tmp_path / "facts/**/*.parquet", hive_partitioning=True)
    assert facts.height == con.execute("SELECT count(*) FROM facts").fetchall()[0][0]
    assert facts.filter(pl.col("year") == 2020)["town"].unique().to_list() == ["中村乡"]
    assert facts.filter(pl.col("year").is_null())["town"].unique().to_list() == ["无年镇"]
    assert {path.relative_to(tmp_path).parts[0].split(".")[0] for path in tmp_path.iterdir()} >= set(TABLES)


def test_csv_opens_in_excel(filled: Fill, tmp_path: Path) -> None:
    export(filled(*REPORTS), tmp_path, "csv")
    data = (tmp_path / "reports.csv").read_bytes()
    assert data.startswith(BOM)
    rows = {row["town"]: row for row in csv.DictReader(data.decode("utf-8-sig").splitlines())}
    assert {name: row["year"] for name, row in rows.items()} == {"太平镇": "2022", "中村乡": "2020", "无年镇": ""}
    assert rows["太平镇"]["candidates"] == "甲县; 乙县"
    codebook = list(csv.DictReader((tmp_path / "codebook.csv").read_text("utf-8-sig").splitlines()))
    assert codebook[0]["code"] == "proactive.rules.newly_made"
    codes = list(csv.DictReader((tmp_path / "codes.csv").read_text("utf-8-sig").splitlines()))
    assert {(one["column_name"], one["code"]): one["meaning"] for one in codes} == {
        (column, code.value): code.meaning for column, listed in LISTS.items() for code in listed
    }
    with (tmp_path / "panel.csv").open(encoding="utf-8-sig") as file:
        counts = [row["received"] for row in csv.DictReader(file)]
    assert all(map(str.isdecimal, counts)), "a count is 25953, not 25953.0"


def test_an_earlier_export_is_replaced_and_other_files_are_left_alone(filled: Fill, tmp_path: Path) -> None:
    export(filled(*REPORTS), tmp_path, "csv")
    (tmp_path / "notes.txt").write_text("mine")
    files = export(filled(REPORTS[0]), tmp_path, "parquet")
    assert set(tree(tmp_path)) == {str(file) for file in files} | {"notes.txt"}


def test_a_folder_with_other_things_in_it_is_refused(filled: Fill, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(ExportError, match="holds other files"):
        export(filled(), tmp_path, "csv")
    with pytest.raises(ExportError, match="is a file"):
        export(filled(), tmp_path / "thesis.doc", "csv")
    assert set(tree(tmp_path)) == {"thesis.doc"}


FORMULAS = ("=cmd|' /C calc'!A0", "+1+cmd", "-2+3", "@SUM(A1)", "＝1+1", "\t=1", '=HYPERLINK("x")')
NUMBERS = ("-3", "+10", "－８", "-1,307.5", "0")


def test_text_that_a_spreadsheet_would_run_is_made_harmless_in_csv_alone(filled: Fill, tmp_path: Path) -> None:
    words = (*FORMULAS, *NUMBERS)
    sections = tuple(Section(n, "other", word, word, n, n) for n, word in enumerate(words, 1))
    report = replace(make_report(), sections=sections, title="=1+1")
    con = filled(replace(report, key=replace(report.key, candidates=("=1", "b"))))
    export(con, tmp_path / "csv", "csv")
    export(con, tmp_path / "parquet", "parquet")
    data = (tmp_path / "csv/sections.csv").read_bytes().decode("utf-8-sig")
    rows = sorted(csv.DictReader(data.splitlines(keepends=True)), key=lambda row: int(row["ordinal"]))
    assert [row["text"] for row in rows] == [*(f"'{word}" for word in FORMULAS), *NUMBERS]
    frame = pl.read_parquet(tmp_path / "parquet/sections/year=2022/sections.parquet").sort("ordinal")
    assert frame["text"].to_list() == list(words)
    (row,) = csv.DictReader((tmp_path / "csv/reports.csv").read_text("utf-8-sig").splitlines())
    assert (row["title"], row["candidates"]) == ("'=1+1", "'=1; b")


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_data_package_keeps_to_its_standard(filled: Fill, tmp_path: Path, file_format: str) -> None:
    export(filled(*REPORTS), tmp_path, file_format)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert {"name", "title", "description", "citation", "sources", "version", "reader_versions"} <= set(package)
    assert "licenses" not in package, "nobody has stated one"
    keyed = {resource["name"]: resource["schema"] for resource in package["resources"]}
    part = "-year-2022" if FORMATS[file_format].is_by_year else ""
    facts = keyed[f"facts{part}"]
    assert facts["primaryKey"] == ["document_id", "table_code", "row_code", "column_code"]
    assert [one["reference"]["resource"] for one in facts["foreignKeys"]] == [f"reports{part}", "measures"]
    (status,) = [one for one in facts["fields"] if one["name"] == "status"]
    words = [status.value for status in Status]
    if status["type"] == "string":
        assert status["categories"] == status["constraints"]["enum"] == words
    else:
        assert status["categories"] == [{"value": nth, "label": word} for nth, word in enumerate(words, 1)]
    for resource in package["resources"]:
        assert re.fullmatch("[-a-z0-9._]+", resource["name"])
        assert not Path(resource["path"]).is_absolute()
        kinds = {field["type"] for field in resource["schema"]["fields"]}
        assert kinds <= {"string", "number", "integer", "boolean", "date", "array"}
    assert frictionless.Package.validate_descriptor(str(tmp_path / "datapackage.json")).valid
    if file_format == "csv":
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
        assert report.valid, report.flatten(["rowNumber", "fieldNumber", "code", "message"])[:5]


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_croissant_description_names_every_file_and_table(filled: Fill, tmp_path: Path, file_format: str) -> None:
    files = export(filled(*REPORTS), tmp_path, file_format)
    described = json.loads((tmp_path / "croissant.json").read_text())
    objects = [one for one in described["distribution"] if one["@type"] == "cr:FileObject"]
    assert [one["contentUrl"] for one in objects] == [str(file) for file in files[:-2]]
    for one in objects:
        assert one["sha256"] == hashlib.sha256((tmp_path / one["contentUrl"]).read_bytes()).hexdigest()
    assert [one["name"] for one in described["recordSet"]] == [
        *(table for table in TABLES if table not in FORMATS[file_format].without),
        "codebook",
        "codes",
    ]
    for one in described["distribution"]:
        if one["@type"] == "cr:FileSet":
            assert list(tmp_path.glob(one["includes"]))


def test_the_validator_of_croissant_accepts_it_and_reads_the_records(filled: Fill, tmp_path: Path) -> None:
    croissant = pytest.importorskip("mlcroissant", reason="its validator is not among the locked dependencies")
    con = filled(*REPORTS)
    export(con, tmp_path, "csv")
    dataset = croissant.Dataset(str(tmp_path / "croissant.json"))
    assert dataset.metadata.ctx.issues.errors == set()
    facts = list(dataset.records("facts"))
    assert len(facts) == con.execute("SELECT count(*) FROM facts").fetchall()[0][0]


def opened(file: Path) -> pd.DataFrame:
    """As a program for statistics shows it: values by their labels. Stata's by another library than wrote it."""
    if file.suffix == ".dta":
        return pd.read_stata(file)
    frame: pd.DataFrame = pyreadstat.read_sav(str(file), apply_value_formats=True)[0]
    return frame


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file_format", PACKAGES)
def test_stata_and_spss_files_hold_every_row_with_its_labels(
    filled: Fill, tmp_path: Path, chinese: Callable[[], None], file_format: str, language: str
) -> None:
    con = filled(
        *REPORTS, make_report("d", town="空白镇", values={("applications", "received", "total"): Status.BLANK})
    )
    if language == "zh":
        chinese()
    export(con, tmp_path, file_format)
    facts = opened(tmp_path / f"facts.{file_format}")
    kept = con.execute("SELECT document_id, row_code, status, value, line, year FROM facts").fetchall()
    columns = ["document_id", "row_code", "status", "value", "line", "year"]
    shown = facts[columns].astype(object).where(facts[columns].notna(), None)
    assert Counter(shown.itertuples(index=False, name=None)) == Counter(kept)
    requests = opened(tmp_path / f"applications.{file_format}")
    assert list(requests.loc[requests["town"] == "空白镇", "row_no"].astype(str))[:2] == ["新收", "上年结转"]
    read = pyreadstat.read_dta if file_format == "dta" else pyreadstat.read_sav
    for file in tmp_path.glob(f"*.{file_format}"):
        labels = read(str(file), metadataonly=True)[1].column_names_to_labels
        for name, label in labels.items():
            means = describe_column(file.stem, name, language)
            assert means == label or (label.endswith(CUT) and means.startswith(label.removesuffix(CUT)))
            assert len(label) in range(70, 81) or not label.endswith(CUT) or file_format == "sav"
    whether = opened(tmp_path / f"reports.{file_format}")["is_current"]
    assert set(whether) == ({"是"} if language == "zh" else {"yes"})


@pytest.mark.parametrize("file_format", PACKAGES)
def test_a_text_longer_than_such_a_file_holds_ends_with_a_sign(filled: Fill, tmp_path: Path, file_format: str) -> None:
    longest = PACKAGES[file_format].characters
    whole, longer = "𠮷" * longest, "镇" * (longest + 1)
    con = filled(replace(make_report("a"), title=whole), replace(make_report("b", year=2021), title=longer))
    export(con, tmp_path, file_format)
    titles = opened(tmp_path / f"reports.{file_format}")["title"]
    assert set(titles) == {whole, "镇" * longest + CUT}


@pytest.mark.parametrize("file_format", PACKAGES)
def test_such_a_file_names_the_day_of_publication_as_its_own(tmp_path: Path, file_format: str) -> None:
    rows, file = tmp_path / "rows.parquet", tmp_path / f"x.{file_format}"
    pl.DataFrame({"town": ["太平镇"]}).write_parquet(rows)
    write(rows, file, Labels("gongkai: x", {"town": "The town"}, {}), date(2026, 3, 1))
    read = pyreadstat.read_dta if file_format == "dta" else pyreadstat.read_sav
    assert read(str(file))[1].creation_time == datetime(2026, 3, 1)


def test_what_nights_did_is_exported_where_it_is_asked_for(tmp_path: Path) -> None:
    publish(tmp_path / "w.duckdb", make_report())
    publish(tmp_path / "w.duckdb", make_report(), make_report("b", town="中村乡"))
    with open_to_read(tmp_path / "w.duckdb") as con:
        assert not set(HISTORY) & {file.stem for file in export(con, tmp_path / "plain", "csv")}
        export(con, tmp_path / "csv", "csv", with_history=True)
        export(con, tmp_path / "again", "csv", with_history=True)
    assert tree(tmp_path / "csv") == tree(tmp_path / "again")
    runs, changed = (
        list(csv.DictReader((tmp_path / f"csv/{table}.csv").read_text("utf-8-sig").splitlines())) for table in HISTORY
    )
    assert [row["generation"] for row in runs] == ["1", "2"]
    assert "roots" not in runs[0], "no place on this machine"
    assert "中村乡" in {row["town"] for row in changed}
