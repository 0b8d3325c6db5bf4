"""The published warehouse as files that others can use: Parquet or CSV by year, the codebook, and what all of it means.

The same warehouse content gives the same bytes: rows are sorted, and what differs from run to run (when a document was
seen, where it lay on this machine, the numbers of generations) stays at home.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import USAGE, GongkaiError
from gongkai.warehouse.citation import Keeper, citation, data_version
from gongkai.warehouse.codebook import describe_column, describe_table, key_of, quoted, references_of
from gongkai.warehouse.croissant import croissant
from gongkai.warehouse.disk import disk_told

TABLES = (
    "reports",
    "facts",
    "proactive",
    "applications",
    "challenges",
    "panel",
    "series",
    "units",
    "unit_names",
    "corrections",
    "sections",
    "figures",
    "subjects",
    "legacy",
    "findings",
    "evidence",
    "quarantine",
    "duplicates",
    "coverage",
    "unplaced",
    "checks",
)
AT_HOME = {"first_seen", "last_changed", "root", "held_root"}
BOM = b"\xef\xbb\xbf"  # without it, Excel takes UTF-8 for something else
PACKAGE = "datapackage.json"
CROISSANT = "croissant.json"
UNFINISHED = ".unfinished"  # where an export is written before it takes the place of an earlier one
ABOUT: dict[str, Any] = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "gongkai",
    "description": "Figures, keys and prose of the annual reports on open government information"
    " (政府信息公开工作年度报告) that Chinese townships, counties and departments publish, as printed: a value is there"
    " only if the report prints it, and everything else has a status that says why it is not.",
    "keywords": ["China", "open government information", "townships", "政府信息公开"],
    "sources": [
        {"title": "政府信息公开工作年度报告, published by the reporting units; the table reports names each document"},
        {"title": "国办公开办函〔2021〕30号, 国办公开办函〔2019〕60号, 国办发〔2014〕32号: the forms of the reports"},
    ],
}
# What a spreadsheet takes for a formula, half or full width; a plain number with its sign is none.
_FORMULA = r"^[=+\-@＝＋－＠\t\r]"
_NUMBER = r"^[+\-＋－]?[0-9０-９][0-9０-９.,，．]*$"
_KINDS: dict[str, dict[str, str]] = {
    "parquet": {"mediatype": "application/vnd.apache.parquet"},
    "csv": {"mediatype": "text/csv", "encoding": "utf-8"},
}
_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "BOOLEAN": "boolean", "DATE": "date", "VARCHAR[]": "array"}


class ExportError(GongkaiError):
    """The folder is not one to export into: a sentence for people."""

    exit_status = USAGE


def export(con: duckdb.DuckDBPyConnection, folder: Path, file_format: str, keeper: Keeper | None = None) -> list[Path]:
    """Write everything into the folder, in place of an earlier export there. Returns the files, relative to it.

    file_format: parquet or csv. keeper: what is said of whose data it is. Raises ExportError.
    """
    keeper = keeper or Keeper()
    earlier = _earlier(folder)
    unfinished = folder / UNFINISHED
    with disk_told(folder, f"The export could not be written: what {folder} held before is as it was."):
        shutil.rmtree(unfinished, ignore_errors=True)  # of one that was stopped
        unfinished.mkdir(parents=True)
        try:
            written = _write_all(con, unfinished, file_format, keeper)
            _put_in_place(unfinished, folder, written)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    for path in earlier - set(written):
        (folder / path).unlink(missing_ok=True)
    return written


def _write_all(con: duckdb.DuckDBPyConnection, folder: Path, file_format: str, keeper: Keeper) -> list[Path]:
    """All files, relative to the folder; the last one says which there are."""
    resources = [_resource(con, folder, *part, file_format) for table in TABLES for part in _parts(con, table)]
    resources.append(_resource(con, folder, "measures", None, Path("codebook"), "csv"))
    _drop_dangling(resources)
    readers = con.execute("SELECT DISTINCT reader_version FROM reports ORDER BY ALL").fetchall()
    published = data_version(con)
    package = {
        **ABOUT,
        "title": keeper.title,
        "version": str(published),
        "created": f"{published.date}T00:00:00Z",
        "citation": citation(keeper, published),
        **_kept(keeper),
        "program_version": version("gongkai"),
        "reader_versions": [reader for (reader,) in readers],
        "resources": resources,
    }
    for name, content in ((CROISSANT, croissant(package)), (PACKAGE, package)):
        (folder / name).write_bytes(json.dumps(content, ensure_ascii=False, indent=1).encode())
    return [*(Path(resource["path"]) for resource in resources), Path(CROISSANT), Path(PACKAGE)]


def _put_in_place(unfinished: Path, folder: Path, written: Sequence[Path]) -> None:
    """By renames, which take no space: whatever stops an export before this leaves what was there."""
    for path in written:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (unfinished / path).replace(folder / path)


def _drop_dangling(resources: list[dict[str, Any]]) -> None:
    """A year of the lists for which no report is held has none to refer to."""
    names = {resource["name"] for resource in resources}
    for resource in resources:
        schema = resource["schema"]
        kept = [one for one in schema.pop("foreignKeys", ()) if one["reference"]["resource"] in names]
        schema |= {"foreignKeys": kept} if kept else {}


def _kept(keeper: Keeper) -> dict[str, Any]:
    """What the keeper says, as data packages have it; nothing is said for him."""
    licence = {"title": keeper.licence, **({"path": keeper.licence_url} if keeper.licence_url else {})}
    kept: dict[str, Any] = {"licenses": [{"name": keeper.licence, **licence}]} if keeper.licence else {}
    if keeper.keeper:
        kept["contributors"] = [{"title": keeper.keeper, "roles": ["publisher"]}]
    if keeper.url:
        kept["homepage"] = keeper.url
    return kept


def _earlier(folder: Path) -> set[Path]:
    """The files of an earlier export. A folder with anything else in it is not ours to write into."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise ExportError(f"{folder} is a file. Name a folder.")
    package = folder / PACKAGE
    if package.exists():
        try:
            paths = [
                Path(resource["path"]) for resource in json.loads(package.read_text(encoding="utf-8"))["resources"]
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise ExportError(f"{package} is not one that gongkai wrote. Name another folder.") from error
        return {path for path in paths if not path.is_absolute() and ".." not in path.parts}
    if any(file.name != UNFINISHED for file in folder.iterdir()):
        raise ExportError(f"{folder} holds other files. Name a new or empty folder, or one of an earlier export.")
    return set()


def _parts(con: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[str, str | None, Path]]:
    """(table, condition, path without suffix): one part a year where the table has years."""
    if "year" not in _columns(con, table):
        yield table, None, Path(table)
        return
    years = con.execute(f"SELECT DISTINCT year FROM {table} ORDER BY year NULLS LAST").fetchall()
    if not years:  # the columns are said all the same
        yield table, None, Path(table)
    for (year,) in years:
        condition = "year IS NULL" if year is None else f"year = {year}"
        # The name that readers of partitioned files take for NULL.
        yield table, condition, Path(table) / f"year={year or '__HIVE_DEFAULT_PARTITION__'}" / table


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column -> type, without those that stay at home."""
    described = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
    return {name: kind for name, kind in described if name not in AT_HOME}


def _resource(
    con: duckdb.DuckDBPyConnection, folder: Path, table: str, condition: str | None, stem: Path, file_format: str
) -> dict[str, Any]:
    """Write one file, and describe it."""
    path = stem.with_name(f"{stem.name}.{file_format}")
    columns = _columns(con, table)
    chosen = ", ".join(_chosen(name, kind, file_format) for name, kind in columns.items())
    where = f" WHERE {condition}" if condition else ""
    order = "" if table == "measures" else " ORDER BY ALL"  # the codebook stands in the order of the forms
    _write(con, f"SELECT {chosen} FROM {table}{where}{order}", folder / path, file_format)
    data = folder / path
    with data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": _name(table, path.parent),
        "type": "table",
        "path": path.as_posix(),
        "format": file_format,
        **_KINDS[file_format],
        "description": describe_table(table),
        "bytes": data.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": {
            "fields": [_field(table, name, kind, file_format) for name, kind in columns.items()],
            "missingValues": [""],
            **_keys(table, path.parent, columns),
        },
    }


def _name(table: str, folder: Path) -> str:
    return "-".join((table, *(part.replace("=", "-").strip("_").lower() for part in folder.parts[1:])))


def _field(table: str, name: str, kind: str, file_format: str) -> dict[str, Any]:
    field = {"name": name, "type": _type(kind, file_format), "description": describe_column(table, name)}
    words = re.findall(r"'([^']*)'", kind) if kind.startswith("ENUM") else []
    limits: dict[str, Any] = {"enum": words} if words else {}
    limits |= {"required": True} if name in _complete_key(table) else {}
    return field | ({"categories": words} if words else {}) | ({"constraints": limits} if limits else {})


def _complete_key(table: str) -> tuple[str, ...]:
    """The key of a table, if all of it is exported."""
    key = key_of(table)
    return () if AT_HOME.intersection(key) else key


def _keys(table: str, folder: Path, columns: dict[str, str]) -> dict[str, Any]:
    """A report and what belongs to it stand in the same year, and so does the file that is referred to."""
    foreign = [
        {
            "fields": list(names),
            "reference": {
                "resource": _name(other, folder) if "year" in columns and other == "reports" else other,
                "fields": list(names),
            },
        }
        for other, names in references_of(table).items()
        if "year" in columns or other != "reports"
    ]
    key = _complete_key(table)
    return ({"primaryKey": list(key)} if key else {}) | ({"foreignKeys": foreign} if foreign else {})


def _chosen(name: str, kind: str, file_format: str) -> str:
    """In CSV whole numbers are written as such, a list is one text, and what a spreadsheet would run as a formula has
    an apostrophe before it."""
    if file_format == "csv" and kind == "DOUBLE":
        return f'store.number("{name}") AS "{name}"'
    if file_format != "csv" or kind not in ("VARCHAR", "VARCHAR[]"):
        return f'"{name}"'
    text = f"array_to_string(\"{name}\", '; ')" if kind == "VARCHAR[]" else f'"{name}"'
    formula = f"regexp_matches({text}, '{_FORMULA}') AND NOT regexp_matches({text}, '{_NUMBER}')"
    return f'CASE WHEN {formula} THEN chr(39) || {text} ELSE {text} END AS "{name}"'


def _type(kind: str, file_format: str) -> str:
    if kind.startswith("ENUM") or (kind.endswith("[]") and file_format == "csv"):
        return "string"
    return _TYPES.get(kind, "integer" if kind.endswith("INT") or kind == "INTEGER" else "any")


def _write(con: duckdb.DuckDBPyConnection, query: str, file: Path, file_format: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    options = "FORMAT parquet, COMPRESSION zstd" if file_format == "parquet" else "FORMAT csv, HEADER"
    con.execute(f"COPY ({query}) TO {quoted(str(file))} ({options})")
    if file_format == "csv":
        _prefix(file, BOM)


def _prefix(file: Path, prefix: bytes) -> None:
    marked = file.with_suffix(".marked")
    with file.open("rb") as plain, marked.open("wb") as target:
        target.write(prefix)
        shutil.copyfileobj(plain, target)
    marked.replace(file)
