"""Exports: the same content gives the same bytes, and each file is described."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from made import make_report

from transform.report import Figure
from warehouse.export import BOM, TABLES, ExportError, export

Fill = Callable[..., duckdb.DuckDBPyConnection]
REPORTS = (
    make_report("a", figures=[Figure("received", 7, "件", "收到7件", 9)]),
    make_report("b", "2019", "中村乡", year=2020),
    make_report("c", town="无年镇", year=None),
)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_the_same_content_gives_the_same_bytes(filled: Fill, tmp_path: Path, file_format: str) -> None:
    con = filled(*REPORTS)
    export(con, tmp_path / "one", file_format)
    con.execute("UPDATE store.document SET first_seen = now()::TIMESTAMP, root = '/elsewhere'")
    con.execute("UPDATE store.report SET report_no = -report_no")
    for table in ("fact", "section", "figure", "legacy", "finding", "evidence"):
        con.execute(f"CREATE OR REPLACE TABLE store.{table} AS FROM store.{table} ORDER BY hash(COLUMNS(*))")
        con.execute(f"UPDATE store.{table} SET report_no = -report_no")
    export(con, tmp_path / "two", file_format)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_every_file_is_described_with_its_size_and_hash(filled: Fill, tmp_path: Path) -> None:
    files = export(filled(*REPORTS), tmp_path, "parquet")
    package = json.loads((tmp_path / "datapackage.json").read_text())
    described = [resource["path"] for resource in package["resources"]]
    assert [*described, "datapackage.json"] == list(map(str, files))
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
    data = (tmp_path / "reports/year=2022/reports.csv").read_bytes()
    assert data.startswith(BOM)
    (row,) = csv.DictReader(data.decode("utf-8-sig").splitlines())
    assert (row["town"], row["candidates"]) == ("太平镇", "甲县; 乙县")
    codebook = list(csv.DictReader((tmp_path / "codebook.csv").read_text("utf-8-sig").splitlines()))
    assert codebook[0]["code"] == "proactive.rules.newly_made"


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
