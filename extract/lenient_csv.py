"""Tables that people write by hand, in an editor or in Excel: read with patience, row by row."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from gongkai.errors import GongkaiError

DELIMITERS = ",;\t"  # Excel writes semicolons where the comma is the decimal sign
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableError(GongkaiError):
    """The file cannot be read as a table: a sentence for people."""


def text_of(file: Path) -> str:
    """UTF-8, or GB18030 as Chinese Excel writes it. Raises TableError."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise TableError(f"cannot be read: {error.strerror or error}") from error
    return decoded(data)


def decoded(data: bytes) -> str:
    """What `text_of` gives for a file with these bytes. Raises TableError."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("is neither UTF-8 nor GB18030; save it as CSV UTF-8")


def rows(file: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str] | None]]:
    """(line, column -> what stands there) of each filled row; None for a row that has other cells than the first line.

    Raises TableError where the first line does not name the columns that are required.
    """
    return rows_of(text_of(file), required)


def rows_of(text: str, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str] | None]]:
    """What `rows` gives for a file with this text."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in required if name not in columns]
        if missing:
            raise TableError(f"names no column {', '.join(missing)} in its first line; expected: {', '.join(required)}")
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            whole = len(cells) == len(columns)
            yield reader.line_num, dict(zip(columns, map(plain, cells), strict=True)) if whole else None
    except csv.Error as error:
        raise TableError(f"breaks off at line {reader.line_num}: {error}") from error


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers. `plain` undoes it."""
    return f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell


def plain(cell: str) -> str:
    """What was meant by a cell: without blanks around it, and without the guard."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
