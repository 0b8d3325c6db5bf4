"""Files for Stata and SPSS, with labels of variables and values, through pyreadstat (the extra `stata`).

The same content gives the same bytes: where the files say when they were made, the day of publication stands.
"""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from struct import pack
from typing import Any

import polars as pl

_END = b"</stata_dta>"
CUT = "…"  # a text that ends with it is longer than the format can hold


@dataclass(frozen=True, slots=True)
class Package:
    """What a format holds at most, and where its header names the time of making."""

    writer: str
    characters: int  # of a value: as many as fit whatever they are, at up to four bytes each
    label: int  # characters of a variable's label
    label_bytes: int
    value_label: int  # bytes
    before: bytes  # what stands before the time of making
    made: str  # how it is written
    options: Mapping[str, Any] = field(default_factory=dict)


PACKAGES = {
    "dta": Package(
        writer="write_dta",
        characters=2045 // 4 - 1,
        label=80,
        label_bytes=320,
        value_label=32_000,
        before=b"<timestamp>\x11",
        made="{day:02} {month} {year:04} 00:00",
        options={"version": 14},  # which all later ones read; the format of Stata 15 is for its edition MP alone
    ),
    "sav": Package(
        writer="write_sav",
        characters=32_767 // 4 - 1,
        label=255,
        label_bytes=255,
        value_label=120,
        before=pack("<d", 100),  # the bias of its compression
        made="{day:02} {month} {year_of_century:02}00:00:00",
        options={"row_compress": True},
    ),
}
# In English, whatever the language of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_installed() -> bool:
    """Whether files for Stata and SPSS can be written here."""
    return find_spec("pyreadstat") is not None


@dataclass(frozen=True, slots=True)
class Labels:
    """What a file tells of itself. columns: column -> what it means. values: column -> number -> what it stands for."""

    file: str
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[int, str]]


def value_of(name: str, kind: str, file_format: str) -> str:
    """How SQL gives a column: words of a closed list as their numbers, texts as long as they may be."""
    column = f'"{name}"'
    if kind.startswith("ENUM"):
        return f"enum_code({column}) + 1"
    if kind == "BOOLEAN":
        return f"{column}::TINYINT"
    if kind == "DOUBLE":
        return f"CASE WHEN isfinite({column}) THEN {column} END"
    if kind not in ("VARCHAR", "VARCHAR[]"):
        return column
    text = f"array_to_string({column}, '; ')" if kind.endswith("[]") else column
    longest = PACKAGES[file_format].characters
    return f"CASE WHEN length({text}) > {longest} THEN left({text}, {longest}) || '{CUT}' ELSE {text} END"


def write(rows: Path, file: Path, labels: Labels, published: date) -> None:
    """Write the rows of a Parquet file as what the suffix of the other says.

    Args:
        published: the day that the file names as its own.

    Raises:
        OSError: the disk is full, or does not let us write.
    """
    import pyreadstat

    package = PACKAGES[file.suffix[1:]]
    options: dict[str, Any] = {
        "file_label": labels.file,
        "column_labels": {name: _label(said, package) for name, said in labels.columns.items()},
        "variable_value_labels": {
            name: {number: _within(said, package.value_label) for number, said in words.items()}
            for name, words in labels.values.items()
        },
        **package.options,
    }
    frame = pl.read_parquet(rows)
    try:
        getattr(pyreadstat, package.writer)(frame, str(file), **options)
        whole = _is_whole(file, frame.height)
    except pyreadstat.ReadstatError as error:
        raise _not_written(file) from error
    if not whole:
        raise _not_written(file)
    _date(file, package, published)


def _is_whole(file: Path, rows: int) -> bool:
    """pyreadstat does not say whether the disk took the last bytes. Raises ReadstatError, too, where it did not."""
    import pyreadstat

    if file.suffix == ".sav":
        last, _ = pyreadstat.read_sav(str(file), row_offset=max(rows - 1, 0), row_limit=1)
        return len(last) == min(rows, 1)
    with file.open("rb") as data:
        data.seek(-min(len(_END), file.stat().st_size), os.SEEK_END)
        return data.read() == _END


def _not_written(file: Path) -> OSError:
    return OSError(errno.EIO, "It was not written to its end", str(file))


def _label(said: str, package: Package) -> str:
    cut = said if len(said) <= package.label else said[: package.label - len(CUT)] + CUT
    return _within(cut, package.label_bytes)


def _within(label: str, longest: int) -> str:
    """Not longer than so many bytes."""
    if len(label.encode()) <= longest:
        return label
    return label.encode()[: longest - len(CUT.encode())].decode(errors="ignore") + CUT


def _date(file: Path, package: Package, published: date) -> None:
    """In place of the clock's time, which would make each file another."""
    month = _MONTHS[published.month - 1]
    made = package.made.format(
        day=published.day, month=month, year=published.year, year_of_century=published.year % 100
    ).encode()
    with file.open("r+b") as data:
        head = data.read(1_000)
        offset = head.index(package.before) + len(package.before)
        data.seek(offset)
        data.write(made)
