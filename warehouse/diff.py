"""What changed between two generations: documents, keys, facts, figures and findings, cell by cell."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from gongkai.warehouse import database, generation, schema
from gongkai.warehouse.database import WarehouseError
from gongkai.warehouse.query import Answer, ask
from gongkai.words import _

_SIDES = ("before_value", "after_value")


def record(con: duckdb.DuckDBPyConnection, earlier: Path | None) -> None:
    """Write into a generation that is being built what it changes against the one before, if there is one.

    Nothing is written where the tables of the one before are of another version: they cannot be held against these.
    """
    con.execute("DELETE FROM store.change")
    if earlier is None or database.schema_version(earlier) != database.SCHEMA_VERSION:
        return
    with database.beside(con, earlier):
        con.execute(database.script("changes.sql"))
        con.execute("INSERT INTO store.change BY NAME FROM difference")


@contextmanager
def between(warehouse: Path, first: int | None, second: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the table `difference` holds what changed from the first generation to the second.

    None: the generation before the second, and the published one. Raises WarehouseError.
    """
    database.require_there(warehouse)
    number = generation.number(warehouse) if second is None else second
    later = generation.file_of(warehouse, number)
    if first is None:
        before = [one for one in generation.kept(warehouse) if one < number]
        if not before:
            raise WarehouseError(
                _("No generation before {number} of {warehouse} is kept: there is nothing to compare.").format(
                    number=number, warehouse=warehouse
                )
            )
        first = before[-1]
    earlier = generation.file_of(warehouse, first)
    if first == number:
        raise WarehouseError(
            _("Generation {number} cannot be held against itself. Name two: gongkai diff 3 4").format(number=number)
        )
    database.require_version(earlier)  # it must be one that this version reads
    with database.open_to_read(later) as con, database.beside(con, earlier):
        con.execute(database.script("changes.sql"))
        yield con


def changes(con: duckdb.DuckDBPyConnection) -> Answer:
    """Each change between the two generations, a row each, with the columns of the view changes."""
    return ask(con, "FROM difference")


def changes_in_short(con: duckdb.DuckDBPyConnection) -> Answer:
    """The same without roots and ids, for the screen."""
    short = [f"CASE WHEN field = 'content' THEN {side}[:12] ELSE {side} END AS {side}" for side in _SIDES]
    return ask(con, f"SELECT what, change, source, town, county, year, field, {', '.join(short)} FROM difference")


def summary(con: duckdb.DuckDBPyConnection) -> Answer:
    """How many changes of each kind there are, in how many documents, with one of them as an example."""
    nothing, colon = schema.quoted(_("(nothing)")), schema.quoted(_(": "))
    return ask(
        con,
        "SELECT what, change, count(*) AS changes,"
        " count(DISTINCT (root, source)) FILTER (source IS NOT NULL) AS documents,"
        f" arg_min(concat_ws(' ', source, concat(field || {colon}, coalesce(before_value, {nothing})), '->',"
        f" coalesce(after_value, {nothing})), position) AS for_example"
        " FROM (SELECT *, row_number() OVER () AS position FROM difference)"
        " GROUP BY what, change ORDER BY min(position)",
    )
