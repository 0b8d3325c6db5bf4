"""The DuckDB file: made, opened for work, opened for reading."""

from importlib import resources
from pathlib import Path

import duckdb

from warehouse.codebook import write_codebook, write_comments

SCHEMA_VERSION = 2
# Files of this version open in DuckDB 1.4 and later; new ones of DuckDB 2 would otherwise open in no earlier version.
_Config = dict[str, str | bool | int | float | list[str]]
_STORAGE: _Config = {"storage_compatibility_version": "v1.4.0"}


class WarehouseError(Exception):
    """The named file is missing, or no warehouse that this version can use: a sentence for people."""


def create(file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A new, empty warehouse: a file, or in memory."""
    con = duckdb.connect(str(file) if file else ":memory:", config=_STORAGE if file else {})
    con.execute(script("tables.sql"))
    _create_views(con)
    write_codebook(con)
    write_comments(con)
    return con


def open_to_write(file: Path) -> duckdb.DuckDBPyConnection:
    """A copy of a published warehouse, with the views and the codebook of this version of the program."""
    con = duckdb.connect(str(file), config=_STORAGE)
    _create_views(con)
    write_codebook(con)
    return con


def _create_views(con: duckdb.DuckDBPyConnection) -> None:
    for name in ("views.sql", "macros.sql", "coverage.sql", "review.sql"):
        con.execute(script(name))


def open_to_read(file: Path, locked: bool = False) -> duckdb.DuckDBPyConnection:
    """The published warehouse, read-only. locked: no SQL reaches any other file. Raises WarehouseError."""
    if not file.exists():
        raise WarehouseError(f"There is no warehouse {file} yet. Make one: gongkai ingest FOLDER --warehouse {file}")
    config: _Config = {"enable_external_access": False, "lock_configuration": True} if locked else {}
    try:
        con = duckdb.connect(str(file), read_only=True, config=config)
        version = con.execute("SELECT schema_version FROM store.version").fetchall()[0][0]
    except duckdb.Error as error:
        raise WarehouseError(
            f"{file} is no warehouse of gongkai, or is damaged. Name another one: --warehouse"
        ) from error
    if version != SCHEMA_VERSION:
        con.close()
        raise WarehouseError(
            f"{file} was made by another version of gongkai (tables of version {version}, not {SCHEMA_VERSION})."
            " Move it away, and ingest again."
        )
    return con


def script(name: str) -> str:
    """The text of a file in schema/."""
    return (resources.files(__package__) / "schema" / name).read_text(encoding="utf-8")
