"""The published warehouse as files that others can use: tables, the codebook, and what all of it means.

The same warehouse content gives the same bytes in the same language, that of the descriptions and labels: the one in
use. Rows are sorted, and what differs from run to run (when a document was seen, where it lay on this machine, what
nights did) stays at home, unless it is asked for.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import USAGE, GongkaiError
from gongkai.warehouse.citation import Keeper, citation, data_version
from gongkai.warehouse.codebook import describe_column
from gongkai.warehouse.croissant import croissant
from gongkai.warehouse.disk import disk_told
from gongkai.warehouse.export_formats import FORMATS, type_of, words_of, write
from gongkai.warehouse.schema import describe_table, key_of, references_of
from gongkai.words import _, language_in_use

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
    "lines",
    "quarantine",
    "duplicates",
    "coverage",
    "unplaced",
    "checks",
)
PLACES = ("province", "prefecture", "county", "town")
IN_CSV = {"measures": "codebook", "codes": "codes"}  # table -> stem of its file, a CSV in each format
HISTORY = ("runs", "changes")  # of this warehouse, however it came to hold what it holds
AT_HOME = {"first_seen", "last_changed", "root", "held_root", "roots"}
PACKAGE = "datapackage.json"
CROISSANT = "croissant.json"
UNFINISHED = ".unfinished"  # where an export is written before it takes the place of an earlier one
KEYWORDS = ("China", "open government information", "townships", "政府信息公开")


@dataclass(frozen=True, slots=True)
class _Part:
    """What one file holds: a table, or its rows on one year. stem: path in the folder, without suffix."""

    table: str
    columns: dict[str, str]
    stem: Path
    condition: str | None = None


class ExportError(GongkaiError):
    """The folder is not one to export into: a sentence for people."""

    exit_status = USAGE


def export(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    file_format: str,
    keeper: Keeper | None = None,
    with_history: bool = False,
) -> list[Path]:
    """Write everything into the folder, in place of an earlier export there.

    Args:
        file_format: one of FORMATS.
        keeper: what is said of whose data it is.
        with_history: also what the nights did, which another warehouse of the same content does not share.

    Returns:
        The files, relative to the folder.

    Raises:
        ExportError: the folder is not one to export into.
    """
    keeper = keeper or Keeper()
    tables = [table for table in TABLES if table not in FORMATS[file_format].without]
    tables += HISTORY if with_history else ()
    earlier = _earlier(folder)
    unfinished = folder / UNFINISHED
    what = f"The export could not be written: what {folder} held before is as it was."
    was_there = folder.exists()
    with disk_told(folder, what):
        shutil.rmtree(unfinished, ignore_errors=True)  # of one that was stopped
        unfinished.mkdir(parents=True)
        try:
            with disk_told(folder, what):
                written = _write_all(con, unfinished, tables, file_format, keeper)
            _replace_earlier(unfinished, folder, written)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
            if not was_there and not any(folder.iterdir()):
                folder.rmdir()
    for path in earlier - set(written):
        (folder / path).unlink(missing_ok=True)
    return written


def _write_all(
    con: duckdb.DuckDBPyConnection, folder: Path, tables: Sequence[str], file_format: str, keeper: Keeper
) -> list[Path]:
    """All files, relative to the folder; the last one says which there are."""
    parts = [part for table in tables for part in _parts(con, table, FORMATS[file_format].is_by_year)]
    resources = [_resource(con, folder, part, file_format) for part in parts]
    for table, stem in IN_CSV.items():
        resources.append(_resource(con, folder, _Part(table, _columns(con, table), Path(stem)), "csv"))
    _drop_dangling(resources)
    readers = con.execute("SELECT DISTINCT reader_version FROM reports ORDER BY ALL").fetchall()
    published = data_version(con)
    package = {
        **_about(),
        "title": _(keeper.title),
        "version": str(published),
        "created": f"{published.date}T00:00:00Z",
        "citation": citation(keeper, published, language_in_use()),
        **_kept(keeper),
        "program_version": version("gongkai"),
        "reader_versions": [reader for (reader,) in readers],
        "resources": resources,
    }
    for name, content in ((CROISSANT, croissant(package)), (PACKAGE, package)):
        (folder / name).write_bytes(json.dumps(content, ensure_ascii=False, indent=1).encode())
    return [*(Path(resource["path"]) for resource in resources), Path(CROISSANT), Path(PACKAGE)]


def _about() -> dict[str, Any]:
    """language: that of what is said here, and of the descriptions; the data are Chinese."""
    described = _(
        "Figures, keys and prose of the annual reports on open government information (政府信息公开工作年度报告) that"
        " Chinese townships, counties and departments publish, as printed: a value is there only if the report prints"
        " it, and everything else has a status that says why it is not."
    )
    documents = _("政府信息公开工作年度报告, published by the reporting units; the table reports names each document")
    notices = _("国办公开办函〔2021〕30号, 国办公开办函〔2019〕60号, 国办发〔2014〕32号: the forms of the reports")
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "gongkai",
        "language": language_in_use(),
        "description": described,
        "keywords": list(KEYWORDS),
        "sources": [{"title": documents}, {"title": notices}],
    }


def _replace_earlier(unfinished: Path, folder: Path, written: Sequence[Path]) -> None:
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
        raise ExportError(_("{folder} is a file. Name a folder.").format(folder=folder))
    package = folder / PACKAGE
    if package.exists():
        try:
            paths = [
                Path(resource["path"]) for resource in json.loads(package.read_text(encoding="utf-8"))["resources"]
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise ExportError(
                _("{package} is not one that gongkai wrote. Name another folder.").format(package=package)
            ) from error
        return {path for path in paths if not path.is_absolute() and ".." not in path.parts}
    if any(file.name != UNFINISHED for file in folder.iterdir()):
        raise ExportError(
            _("{folder} holds other files. Name a new or empty folder, or one of an earlier export.").format(
                folder=folder
            )
        )
    return set()


def _parts(con: duckdb.DuckDBPyConnection, table: str, is_by_year: bool) -> Iterator[_Part]:
    """Where asked for, one part a year of a table that has years."""
    columns = _columns(con, table)
    if not is_by_year or "year" not in columns:
        yield _Part(table, columns, Path(table))
        return
    years = con.execute(f"SELECT DISTINCT year FROM {table} ORDER BY year NULLS LAST").fetchall()
    if not years:  # the columns are said all the same
        yield _Part(table, columns, Path(table))
    for (year,) in years:
        condition = "year IS NULL" if year is None else f"year = {year}"
        # The name that readers of partitioned files take for NULL.
        stem = Path(table) / f"year={year or '__HIVE_DEFAULT_PARTITION__'}" / table
        yield _Part(table, columns, stem, condition)


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Column -> type, without those that stay at home."""
    described = con.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
    return {name: kind for name, kind in described if name not in AT_HOME}


def _order(columns: dict[str, str]) -> str:
    """By place first: who asks for a county at a distance is sent few groups of rows."""
    places = [name for name in PLACES if name in columns]
    return ", ".join(f'"{name}"' for name in (*places, *(name for name in columns if name not in places)))


def _resource(con: duckdb.DuckDBPyConnection, folder: Path, part: _Part, file_format: str) -> dict[str, Any]:
    """Write one file, and describe it."""
    table, columns = part.table, part.columns
    path = part.stem.with_name(f"{part.stem.name}.{file_format}")
    where = f" WHERE {part.condition}" if part.condition else ""
    order = "" if table == "measures" else f" ORDER BY {_order(columns)}"  # the codebook stands in that of the forms
    data = folder / path
    write(con, table, columns, f"{where}{order}", data)
    with data.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": _name(table, path.parent),
        "type": "table",
        "path": path.as_posix(),
        "format": file_format,
        **FORMATS[file_format].told,
        "description": describe_table(table, language_in_use()),
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
    field: dict[str, Any] = {
        "name": name,
        "type": type_of(kind, file_format),
        "description": describe_column(table, name, language_in_use()),
    }
    words = words_of(kind)
    limits: dict[str, Any] = {"required": True} if name in _complete_key(table) else {}
    if words and field["type"] == "integer":
        field["categories"] = [{"value": number, "label": word} for number, word in enumerate(words, 1)]
    elif words:
        field["categories"] = limits["enum"] = words
    return field | ({"constraints": limits} if limits else {})


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
