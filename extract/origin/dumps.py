"""Dumps (Parquet; JSON a line, plain or gzipped): tables with a document a row, and beside it what a crawl knows of it.

The first column that is there counts: of CONTENT for the document, text or bytes; of NAME for its name, else it is the
number of the row or line from 1. Columns named like the fields of `Crawl` tell what a manifest tells elsewhere.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import polars as pl

from gongkai.extract.damage import damage_told, said
from gongkai.extract.document import LARGEST, Crawl, Reason, Rejected, crawl_of, storable
from gongkai.extract.origin.archives import TIMES, UNPACKED, Member

CONTENT = ("text", "content", "html", "bytes", "raw")
NAME = ("file", "name", "id")
CRAWL = tuple(field.name for field in fields(Crawl))
DUMPS = (".parquet", ".jsonl", ".jsonl.gz")
BLOCK = 1000  # rows of a Parquet file that are held at once
LONGEST = 8 * LARGEST  # bytes of a line: JSON may write a character in twelve
SIZE = "\0size"  # no column of a dump has this name


def members(path: Path, suffix: str) -> Iterator[Member]:
    """Every row. Raises Rejected (not_a_dump, damaged, archive_too_large), and OSError."""
    with _damage_told("It cannot be read, or not to its end"):
        yield from _in_parquet(path) if suffix == ".parquet" else _in_lines(path)


def reader(path: Path, suffix: str) -> Callable[[int, int], bytes]:
    """A function from position and size to the bytes of a document. It raises Rejected("damaged", ...).

    In a compressed dump the way to a position leads through all that is before it: ask in the order of positions.
    """
    with _damage_told("It cannot be read"):
        read = _parquet_reader(path) if suffix == ".parquet" else _line_reader(path)

    def whole(position: int, _size: int) -> bytes:
        with _damage_told("It cannot be read"):
            return read(position)

    return whole


@contextmanager
def _damage_told(what: str) -> Iterator[None]:
    """As `damage_told`, also where polars finds it."""
    try:
        with damage_told(what):
            yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise Rejected(Reason.DAMAGED, f"{what}: {said(error)}") from error


def _in_parquet(path: Path) -> Iterator[Member]:
    frame, content = _scanned(path)
    schema = frame.collect_schema()
    length = pl.col(content).str.len_bytes() if schema[content] == pl.String else pl.col(content).bin.size()
    told = [name for name in (*NAME, *CRAWL) if name in schema]
    rows = frame.select(*told, length.fill_null(0).alias(SIZE)).collect()
    for position, row in enumerate(rows.iter_rows(named=True)):
        yield _member(row, row[SIZE], position, position + 1)


def _scanned(path: Path) -> tuple[pl.LazyFrame, str]:
    """(the table, its column with the documents). Raises Rejected("not_a_dump", ...)."""
    # By its address: what is named by its path is mapped into memory whole, and a large dump is too much for a process.
    frame = pl.scan_parquet(path.as_uri(), glob=False)
    schema = frame.collect_schema()
    for name in CONTENT:
        if schema.get(name) in (pl.String, pl.Binary):
            return frame, name
    raise _not_a_dump(schema)


def _parquet_reader(path: Path) -> Callable[[int], bytes]:
    frame, content = _scanned(path)

    @lru_cache(maxsize=1)
    def block(first: int) -> pl.Series:
        return frame.select(pl.col(content).cast(pl.Binary)).slice(first, BLOCK).collect().to_series()

    def read(position: int) -> bytes:
        data: bytes | None = block(position - position % BLOCK)[position % BLOCK]
        return data or b""

    return read


def _in_lines(path: Path) -> Iterator[Member]:
    most = max(UNPACKED, TIMES * path.stat().st_size)
    position = 0
    is_dump = False
    with _lines(path) as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST), b""), 1):
            here, position = position, position + len(line)
            if position > most:
                raise Rejected(Reason.ARCHIVE_TOO_LARGE, f"It unpacks to more than {most / 1e9:,.0f} GB.")
            if not line.strip():
                continue
            try:
                row = _row(line)
                size = len(_text(row))
            except Rejected as rejected:
                yield Member(str(number), len(line), here, rejected.reason, rejected.message)
                continue
            is_dump = is_dump or any(name in row for name in CONTENT)
            if not is_dump:
                raise _not_a_dump(row)
            yield _member(row, size, here, number)


def _lines(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise Rejected(Reason.DAMAGED, 'The line cannot be read; expected an object as {"text": "..."}.')
    return row


def _text(row: Mapping[str, Any]) -> bytes:
    text = next((row[name] for name in CONTENT if name in row), None)
    if not isinstance(text, str | None):
        raise Rejected(Reason.DAMAGED, f"Expected text for the document, found {type(text).__name__}.")
    return (text or "").encode("utf-8", "surrogatepass")


def _line_reader(path: Path) -> Callable[[int], bytes]:
    file = _lines(path)

    def read(position: int) -> bytes:
        file.seek(position)
        return _text(_row(file.readline(LONGEST)))

    return read


def _member(row: Mapping[str, Any], size: int, position: int, number: int) -> Member:
    """number: of the row, from 1."""
    name = next((str(row[column]) for column in NAME if row.get(column) not in (None, "")), str(number))
    told = {column: str(row[column]).strip() for column in CRAWL if row.get(column) is not None}
    crawl = crawl_of({column: value for column, value in told.items() if _says(column, value)})
    reason, message = None, None
    if size > LARGEST:
        reason, message = Reason.TOO_LARGE, f"{size / 1e6:,.0f} MB; at most {LARGEST / 1e6:.0f} MB are read."
    return Member(storable(name), size, position, reason, message, None if crawl == Crawl() else crawl)


def _says(column: str, value: str) -> bool:
    """Whether it can be used: a year that is none, or neither yes nor no, says nothing."""
    try:
        crawl_of({column: value})
    except ValueError:
        return False
    return True


def _not_a_dump(columns: Mapping[str, Any]) -> Rejected:
    expected = f"expected one of {', '.join(CONTENT)}, with the documents"
    return Rejected(Reason.NOT_A_DUMP, f"It has the columns {', '.join(columns)}; {expected}.")
