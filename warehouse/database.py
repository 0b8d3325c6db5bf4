"""The DuckDB file: made, opened for work, opened for reading."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from pathlib import Path

import duckdb

from gongkai.errors import USAGE, GongkaiError
from gongkai.warehouse import schema
from gongkai.warehouse.codebook import wide_tables, wide_view_sql, write_codebook
from gongkai.words import _

SCHEMA_VERSION = schema.version()
_Config = dict[str, str | bool | int | float | list[str]]
# Files of this version open in DuckDB 1.4 and later; new ones of DuckDB 2 would otherwise open in no earlier version.
# Row groups of twice the usual size fill the blocks of the file better: an eighth less of it.
_STORAGE = "(STORAGE_VERSION 'v1.4.0', ROW_GROUP_SIZE 245760)"
# What a night may take of a machine that has other things to do, whatever the size. A million reports need it. A thread
# holds blocks of its own: with as many as a large machine has cores, a hundred thousand reports were too many.
# On slow questions DuckDB would print a bar among the answers; it cannot be told so when it is opened.
_QUIET = "SET enable_progress_bar = false"
_BOUNDS: _Config = {"memory_limit": "700MB", "threads": min(4, os.cpu_count() or 1)}
# What the run that published a file counted in it is there: another program may have deleted some.
_AS_PUBLISHED = """
SELECT (reports_held, facts_held, findings_held) = (
    (SELECT count(*) FROM store.report), (SELECT count(*) FROM store.fact), (SELECT count(*) FROM store.finding)
)
FROM store.run ORDER BY generation DESC LIMIT 1
"""
_LITTLE = "100MB"  # to go through a file from end to end


class WarehouseError(GongkaiError):
    """The named file is missing, or no warehouse that this version can use: a sentence for people."""

    exit_status = USAGE


class DamagedError(WarehouseError):
    """The file cannot be read: it is damaged, or was never a DuckDB file."""


class OlderError(WarehouseError):
    """The warehouse has the tables of an earlier version: the next run builds it anew."""


def create(file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A new, empty warehouse: a file, or in memory. Comments are written when it is complete: they take a second."""
    con = attached(file) if file else duckdb.connect()
    con.execute(schema.tables_sql())
    _create_views(con)
    write_codebook(con)
    return con


def open_to_write(file: Path) -> duckdb.DuckDBPyConnection:
    """A copy of a published warehouse, with the views and the codebook of this version of the program."""
    con = attached(file)
    _drop_strange(con)
    _create_views(con)
    write_codebook(con)
    return con


def _drop_strange(con: duckdb.DuckDBPyConnection) -> None:
    """Tables and views that another program put into the published file are not ours: the next one is without them."""
    there = con.execute(
        "SELECT 'VIEW', schema_name, view_name FROM duckdb_views() WHERE NOT internal AND database_name = 'gongkai'"
        " UNION ALL SELECT 'TABLE', schema_name, table_name FROM duckdb_tables() WHERE database_name = 'gongkai'"
    ).fetchall()
    ours = set(schema.all_tables())
    for kind, of, name in there:
        if name not in ours or of not in ("main", schema.STORE):
            con.execute(f"DROP {kind} {_quoted(of)}.{_quoted(name)}")


def _quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def attached(file: Path) -> duckdb.DuckDBPyConnection:
    """A generation that is being built. What does not fit into the memory is put beside the file."""
    con = duckdb.connect(config={**_BOUNDS, "temp_directory": f"{file}.tmp"})
    con.execute(_QUIET)
    con.execute(f"ATTACH $file AS gongkai {_STORAGE}", {"file": str(file)})
    con.execute("USE gongkai")
    return con


def _create_views(con: duckdb.DuckDBPyConnection) -> None:
    for name in ("views.sql", "macros.sql"):
        con.execute(script(name))
    con.execute(schema.views_sql())
    for name in ("coverage.sql", "timeline.sql", "review.sql"):
        con.execute(script(name))
    for table in wide_tables():
        con.execute(wide_view_sql(table))


def open_to_read(file: Path, locked: bool = False, bounded: bool = False) -> duckdb.DuckDBPyConnection:
    """The published warehouse, read-only. Raises WarehouseError.

    locked: no SQL reaches any other file. bounded: for a night, with no more memory than it has to build.
    """
    require_there(file)
    require_version(file)
    config: _Config = {"enable_external_access": False} if locked else {}
    config |= _BOUNDS if bounded else {}
    with _trouble_told(file):
        con = duckdb.connect(str(file), read_only=True, config=config)
    con.execute(_QUIET)
    if locked:
        con.execute("SET lock_configuration = true")
    return con


def require_there(file: Path) -> None:
    """Raises WarehouseError where there is none."""
    if not file.exists():
        raise WarehouseError(
            _("There is no warehouse {file} yet. Make one: gongkai ingest FOLDER --warehouse {file}").format(file=file)
        )


def require_version(file: Path) -> None:
    """Raises WarehouseError where there is none that this version can read: OlderError, DamagedError among them."""
    version = schema_version(file)
    if version < SCHEMA_VERSION:
        raise OlderError(
            _(
                "{file} has the tables of an earlier version of gongkai ({version}, not"
                " {schema_version}). Ingest its sources again, and it is built anew: gongkai ingest"
                " FOLDER --warehouse {file}"
            ).format(file=file, version=version, schema_version=SCHEMA_VERSION)
        )
    if version > SCHEMA_VERSION:
        raise WarehouseError(
            _(
                "{file} was made by a later version of gongkai (tables of version {version}, not"
                " {schema_version}). Bring gongkai up to date, or name another warehouse: --warehouse"
            ).format(file=file, version=version, schema_version=SCHEMA_VERSION)
        )


@contextmanager
def beside(con: duckdb.DuckDBPyConnection, earlier: Path) -> Iterator[None]:
    """Another file of the warehouse, read-only, as `earlier`."""
    con.execute("ATTACH $file AS earlier (READ_ONLY)", {"file": str(earlier)})
    try:
        yield
    finally:
        con.execute("DETACH earlier")


def schema_version(file: Path) -> int:
    """The version of the tables of a warehouse. Raises DamagedError, WarehouseError, or OSError."""
    file.open("rb").close()  # what the file's permissions forbid is no damage
    now = file.stat()
    return _version(file, (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns))


@lru_cache(maxsize=4)
def _version(file: Path, _as_it_is: tuple[int, ...]) -> int:
    """A night asks nine times. Published files are never written: one that is as it was has the tables that it had."""
    with _trouble_told(file), duckdb.connect(str(file), read_only=True) as con:
        return int(con.execute("SELECT schema_version FROM store.version").fetchall()[0][0])


@contextmanager
def _trouble_told(file: Path) -> Iterator[None]:
    """Raises WarehouseError, or DamagedError, in the place of what DuckDB says."""
    try:
        yield
    except (duckdb.CatalogException, IndexError) as error:
        raise WarehouseError(
            _("{file} is no warehouse of gongkai. Name another one: --warehouse").format(file=file)
        ) from error
    except duckdb.Error as error:
        _lock_told(file, error)
        raise DamagedError(
            _(
                "{file} is no warehouse of gongkai, or is damaged. Name another one: --warehouse. If it was one, rename"
                " it and ingest its sources again: what is kept of it comes back."
            ).format(file=file)
        ) from error


def require_unlocked(file: Path) -> None:
    """Raises WarehouseError where another program has the file open for writing."""
    if file.exists():
        try:
            duckdb.connect(str(file), read_only=True).close()
        except duckdb.Error as error:
            _lock_told(file, error)


def _lock_told(file: Path, error: duckdb.Error) -> None:
    if "Could not set lock" in str(error):
        raise WarehouseError(
            _("Another program has {file} open for writing. Close it there first.").format(file=file)
        ) from error


def is_sound(file: Path) -> bool:
    """Whether every row of every table can be read, and there are as many as its run counted: DuckDB holds each block
    against its checksum on the way."""
    try:
        with duckdb.connect(str(file), read_only=True, config={"memory_limit": _LITTLE}) as con:
            tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            for schema, table in tables:
                con.execute(f'SELECT bit_xor(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()
            return con.execute(_AS_PUBLISHED).fetchall() in ([], [(True,)])
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return False


def pattern(folder: Path, name: str) -> str:
    """For DuckDB, which looks for signs like * in the path of a folder, too. name: may hold them."""
    return re.sub(r"([*?\[])", r"[\1]", str(folder)) + f"/{name}"


def script(name: str) -> str:
    """The text of a file in schema/."""
    return (resources.files(schema) / name).read_text(encoding="utf-8")
