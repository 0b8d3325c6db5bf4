"""The formats of exports: how each gives a column, and how its files are written."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from gongkai.warehouse import stata_and_spss
from gongkai.warehouse.citation import data_version
from gongkai.warehouse.codebook import describe_column, wide_tables
from gongkai.words import _, language_in_use

BOM = b"\xef\xbb\xbf"  # without it, Excel takes UTF-8 for something else
# What a spreadsheet takes for a formula, half or full width; a plain number with its sign is none.
_FORMULA = r"^[=+\-@＝＋－＠\t\r]"
_NUMBER = r"^[+\-＋－]?[0-9０-９][0-9０-９.,，．]*$"
_TYPES = {"VARCHAR": "string", "DOUBLE": "number", "BOOLEAN": "boolean", "DATE": "date", "VARCHAR[]": "array"}


@dataclass(frozen=True, slots=True)
class Format:
    """How the files of a format are told, and what they hold."""

    told: Mapping[str, str]
    is_by_year: bool = False  # a file a year, for those who read few of many; else a file a table
    without: frozenset[str] = frozenset()


_OF_TEXT = frozenset({"sections", "evidence", "lines"})  # running text, which programs for statistics are not for
FORMATS = {
    "parquet": Format({"mediatype": "application/vnd.apache.parquet"}, is_by_year=True),
    "csv": Format({"mediatype": "text/csv", "encoding": "utf-8"}),
    "dta": Format({"mediatype": "application/x-stata-dta"}, without=_OF_TEXT),
    "sav": Format({"mediatype": "application/x-spss-sav"}, without=_OF_TEXT),
}


def words_of(kind: str) -> list[str]:
    """The words of a closed list, in its order; none for other types."""
    return re.findall(r"'([^']*)'", kind) if kind.startswith("ENUM") else []


def type_of(kind: str, file_format: str) -> str:
    """The type of a column in a file, in the words of data packages."""
    if file_format in stata_and_spss.PACKAGES and (words_of(kind) or kind == "BOOLEAN"):
        return "integer"
    if words_of(kind) or (kind.endswith("[]") and file_format != "parquet"):
        return "string"
    return _TYPES.get(kind, "integer" if kind.endswith("INT") or kind == "INTEGER" else "any")


def write(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rest: str, file: Path) -> None:
    """Write rows of a table, in the format of the file's suffix.

    Args:
        columns: name -> type, as DuckDB says it.
        rest: which rows, and their order, as SQL.
    """
    file_format = file.suffix[1:]
    file.parent.mkdir(parents=True, exist_ok=True)
    chosen = ", ".join(f'{_value_of(name, kind, file_format)} AS "{name}"' for name, kind in columns.items())
    query = f"SELECT {chosen} FROM {table}{rest}"
    if file_format == "parquet":
        _write_parquet(con, query, file)
    elif file_format == "csv":
        con.execute(f"COPY ({query}) TO $file (FORMAT csv, HEADER)", {"file": str(file)})
        _prefix(file, BOM)
    else:
        rows = file.with_suffix(".rows")
        _write_parquet(con, query, rows)
        means = {name: describe_column(table, name, language_in_use()) for name in columns}
        labels = stata_and_spss.Labels(f"gongkai: {table}", means, _value_labels(con, table, columns))
        stata_and_spss.write(rows, file, labels, data_version(con).date)
        rows.unlink()


def _value_of(name: str, kind: str, file_format: str) -> str:
    """In CSV whole numbers are written as such, a list is one text, and what a spreadsheet would run as a formula has
    an apostrophe before it."""
    if file_format in stata_and_spss.PACKAGES:
        return stata_and_spss.value_of(name, kind, file_format)
    if file_format == "csv" and kind == "DOUBLE":
        return f'store.number("{name}")'
    if file_format == "parquet" or kind not in ("VARCHAR", "VARCHAR[]"):
        return f'"{name}"'
    text = f"array_to_string(\"{name}\", '; ')" if kind == "VARCHAR[]" else f'"{name}"'
    formula = f"regexp_matches({text}, '{_FORMULA}') AND NOT regexp_matches({text}, '{_NUMBER}')"
    return f"CASE WHEN {formula} THEN chr(39) || {text} ELSE {text} END"


def _write_parquet(con: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    con.execute(f"COPY ({query}) TO $file (FORMAT parquet, COMPRESSION zstd)", {"file": str(file)})


def _prefix(file: Path, prefix: bytes) -> None:
    marked = file.with_suffix(".marked")
    with file.open("rb") as plain, marked.open("wb") as target:
        target.write(prefix)
        shutil.copyfileobj(plain, target)
    marked.replace(file)


def _value_labels(con: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> dict[str, dict[int, str]]:
    """Column -> number -> what it stands for: words of closed lists, yes and no, and rows of a table of the form."""
    labels = {name: dict(enumerate(words_of(kind), 1)) for name, kind in columns.items() if words_of(kind)}
    labels |= {name: {0: _("no"), 1: _("yes")} for name, kind in columns.items() if kind == "BOOLEAN"}
    if table in wide_tables():
        rows = "SELECT DISTINCT row_no, row_label FROM measures WHERE table_code = ? ORDER BY row_no"
        labels["row_no"] = dict(con.execute(rows, [table]).fetchall())
    return labels
