"""Read-only questions to the published warehouse, and their answers in the formats that people ask for."""

import csv
import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from difflib import get_close_matches
from io import StringIO
from itertools import chain, count
from pathlib import Path
from typing import Any, TextIO

import duckdb
import polars as pl

from gongkai.errors import USAGE, GongkaiError
from gongkai.words import _, listed

_UNKNOWN = re.compile(r"(?:Table|View) with name (\S+) does not exist")
# Types that a Parquet file of polars' cannot hold, wherever they stand in a type: their text is written.
_AS_TEXT = re.compile(r"\b(?:INTERVAL|UNION|VARIANT|BIGNUM|BIT|WITH TIME ZONE\b(?<=TIME WITH TIME ZONE))")


class QueryError(GongkaiError):
    """The SQL is wrong, or would write or reach other files: a sentence for people."""

    exit_status = USAGE


@dataclass(frozen=True)
class Answer:
    """columns: (name, type as DuckDB calls it). rows: can be gone through once. relation: the question, to be asked."""

    columns: list[tuple[str, str]]
    rows: Iterator[tuple[Any, ...]]
    relation: duckdb.DuckDBPyRelation
    con: duckdb.DuckDBPyConnection

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]


def ask(con: duckdb.DuckDBPyConnection, sql: str) -> Answer:
    """Raises QueryError, here or while the rows are gone through; KeyboardInterrupt where somebody stops it."""
    with _explained(con):
        _require_one(con, sql)
        relation = con.sql(sql)
        if relation is None:
            raise QueryError(_("DuckDB cannot answer that: it is no question."))
        columns = [(name, str(kind)) for name, kind in zip(relation.columns, relation.types, strict=True)]
    return Answer(columns, _rows(con, sql), relation, con)


def show(con: duckdb.DuckDBPyConnection, sql: str, rows: int, width: int) -> str:
    """The answer as DuckDB's own shell prints it: what is too wide or too long is left out in the middle.

    rows, width: the most of them. Raises QueryError; KeyboardInterrupt where somebody stops it.
    """
    out = StringIO()
    with _explained(con), redirect_stdout(out):
        _require_one(con, sql)
        relation = con.sql(sql)
        if relation is not None:
            relation.show(max_rows=rows, max_width=width)
    return out.getvalue()


def _require_one(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    """DuckDB would answer the last of several questions, and nothing to none. Raises QueryError."""
    questions = len(con.extract_statements(sql))
    if not questions:
        raise QueryError(_("There is no question in it."))
    if questions > 1:
        raise QueryError(_("That is {questions} questions; ask one at a time.").format(questions=questions))


def _rows(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[Any, ...]]:
    """As they come: all of them may be too many for the memory."""
    with _explained(con):
        con.execute(sql)
    while True:
        with _explained(con):
            chunk = con.fetchmany(10_000)
        if not chunk:
            return
        yield from chunk


@contextmanager
def _explained(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    try:
        yield
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.CatalogException as error:
        unknown = _UNKNOWN.search(str(error))
        said = _no_table(con, unknown[1]) if unknown else _("DuckDB cannot answer that. {error}").format(error=error)
        raise QueryError(said) from error
    except duckdb.Error as error:
        raise QueryError(_("DuckDB cannot answer that. {error}").format(error=error)) from error
    except RuntimeError as error:  # what DuckDB makes of Ctrl-C
        if "interrupted" not in str(error):
            raise
        raise KeyboardInterrupt from error


def unique(names: Sequence[str]) -> list[str]:
    """The names, each once: of several that are the same, or differ in capitals only, the later ones are numbered."""
    taken: set[str] = set()
    distinct = []
    for name in names:
        numbered = chain([name], (f"{name}_{number}" for number in count(1)))
        distinct.append(next(one for one in numbered if one.lower() not in taken))
        taken.add(distinct[-1].lower())
    return distinct


def _no_table(con: duckdb.DuckDBPyConnection, name: str) -> str:
    """DuckDB itself would propose tables of its own."""
    known = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' UNION"
        " SELECT view_name FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal ORDER BY ALL"
    ).fetchall()
    names = [one for (one,) in known]
    near = get_close_matches(name.lower(), names, n=1)
    proposed = _(" Did you mean {name}?").format(name=near[0]) if near else ""
    return _("There is no table or view {name}.{proposed} There are: {names}.").format(
        name=name, proposed=proposed, names=listed(names)
    )


def write_csv(answer: Answer, out: TextIO) -> None:
    """RFC 4180, but lines end in a plain newline; NULL is empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.names)
    writer.writerows([_whole(value) for value in row] for row in answer.rows)


def _whole(value: Any) -> Any:
    """A count is 25953, not 25953.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_json(answer: Answer, out: TextIO) -> None:
    """An array with an object a row, each on its line. What JSON has no number for (NaN, infinity) is null."""
    names = unique(answer.names)
    out.write("[")
    for number, row in enumerate(answer.rows):
        record = dict(zip(names, map(_in_json, row), strict=True))
        out.write(("," if number else "") + "\n" + json.dumps(record, ensure_ascii=False, default=str, allow_nan=False))
    out.write("\n]\n")


def _in_json(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_in_json(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _in_json(one) for name, one in value.items()}
    return value


def write_parquet(answer: Answer, file: Path) -> None:
    """Written here, not by DuckDB: a read-only question must not be able to write. Raises QueryError."""
    names = unique(answer.names)
    kinds = [kind for _, kind in answer.columns]
    given = ", ".join(f"c{number}" for number in range(len(names)))
    chosen = ", ".join(
        f"c{number}{'::VARCHAR' if _AS_TEXT.search(kind) else ''} AS {_quoted(name)}"
        for number, (name, kind) in enumerate(zip(names, kinds, strict=True))
    )
    with _explained(answer.con):
        frame = pl.DataFrame(answer.relation.query("answer", f"SELECT {chosen} FROM answer AS a({given})"))
    sums = [name for name, kind in zip(names, kinds, strict=True) if kind == "HUGEINT" and _fits(frame[name])]
    frame.with_columns(pl.col(sums).cast(pl.Int64)).write_parquet(file)


def _fits(numbers: pl.Series) -> bool:
    """Sums of whole numbers are HUGEINT to DuckDB, and rarely are."""
    return bool(numbers.drop_nulls().cast(pl.Int64, strict=False).is_not_null().all())


def _quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
