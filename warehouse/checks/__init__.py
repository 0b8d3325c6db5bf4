"""Checks on a generation: one rule a file. Its head says what it means, its body selects who breaks it.

A body yields document_id, and of the columns of _OF_FINDING those that there are; whatever else it yields may stand in
the words. It runs alike on a generation that is being built and on the reports that `inspect` and `check` are asked
about. One that holds reports against each other finds them in the tables of PAIRS, and is run for so many of them at a
time: to join the facts of a million pairs at once would take gigabytes. Or it finds them in ALL_CURRENT.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from gongkai.transform.finding_words import Declared, Words, cell_names, noted, where
from gongkai.transform.report import Severity
from gongkai.warehouse.codes import FoundBy
from gongkai.warehouse.rules import asked, in_sql, load, one_of, taken
from gongkai.warehouse.schema import insert
from gongkai.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class Pairs:
    """Reports to be held against each other. macro: who finds them. at_a_time: how many a table of this name holds."""

    table: str
    macro: str
    at_a_time: int


# Versions are held against each other cell by cell, years in a few cells.
PAIRS = (
    Pairs("versions_in_turn", "store.versions()", 50_000),
    Pairs("years_in_turn", "store.years()", 500_000),
)
ALL_CURRENT = "store.current_reports()"
# What a finding may have: a body leaves out what its findings never have.
_OF_FINDING = {
    "table_code": "VARCHAR", "row_code": "VARCHAR", "column_code": "VARCHAR",
    "left_value": "VARCHAR", "right_value": "VARCHAR", "line": "INTEGER",
}  # fmt: skip
_CALLED_OTHERWISE = {"left": "breach.left_value", "right": "breach.right_value"}  # placeholders


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Declared):
    """code: the name of the file. body: the SQL."""

    body: str


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by their code. Raises RuleError where the head of a file is not well written."""
    return load(__name__, _check)


def _check(code: str, head: Mapping[str, Any], words: Mapping[str, Words], body: str) -> Check:
    said = taken(head, severity=str, reference=str)
    severity = one_of(said["severity"], Severity)
    return Check(code=code, severity=severity, words=words, reference=said["reference"], body=body)


@cache
def declared() -> tuple[Declared, ...]:
    """All checks that there are, the reader's own with them, by their codes."""
    return tuple(sorted([*noted().values(), *checks()], key=lambda one: one.code))


@cache
def words_of() -> Mapping[str, Mapping[str, Words]]:
    """What is told of each finding that there can be: check -> language -> words."""
    return {one.code: one.words for one in declared()}


def title_of(check: str, language: str) -> str:
    """What a check demands, in short; its code where no file declares it."""
    words = words_of().get(check)
    return words[language].title if words else check


def run(con: duckdb.DuckDBPyConnection, apart: bool = False) -> None:
    """Write what all checks find into store.finding, in the place of what they found before. Raises RuleError.

    apart: no report is held against another, as if each were the only one.
    """
    con.execute("DELETE FROM store.rule")
    con.execute("DELETE FROM store.finding WHERE found_by = ?", [FoundBy.CHECK])
    _declare(con)
    _name_cells(con)
    _apply(con, [one for one in _checks_on(None) if not (apart and ALL_CURRENT in one.body)])
    for pairs in () if apart else PAIRS:
        for _ in _in_turn(con, pairs):
            _apply(con, _checks_on(pairs))
    con.execute("DROP TABLE cell_called")


def _declare(con: duckdb.DuckDBPyConnection) -> None:
    """Every check that there is, the reader's own with them."""
    insert(
        con,
        "rule",
        (
            {
                "code": one.code,
                "title": one.words["en"].title,
                "severity": one.severity.value,
                "meaning": one.words["en"].meaning,
                "reference": one.reference,
                "found_by": (FoundBy.CHECK if isinstance(one, Check) else FoundBy.READER).value,
                "title_zh": one.words["zh"].title,
                "meaning_zh": one.words["zh"].meaning,
            }
            for one in declared()
        ),
    )


def _name_cells(con: duckdb.DuckDBPyConnection) -> None:
    """What the words call a table, a row, a column, and the cell where they meet."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE cell_called (table_code VARCHAR, row_code VARCHAR, column_code VARCHAR,"
        " where_en VARCHAR, where_zh VARCHAR)"
    )
    cells = list(cell_names("en"))
    called = ([where(*cell, language) for cell in cells] for language in LANGUAGES)
    columns = [*map(list, zip(*cells, strict=True)), *called]
    con.execute(f"INSERT INTO cell_called SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def _checks_on(wanted: Pairs | None) -> list[Check]:
    """The checks that read these pairs; None: that read no pairs."""
    return [one for one in checks() if next((pairs for pairs in PAIRS if pairs.table in one.body), None) == wanted]


def _in_turn(con: duckdb.DuckDBPyConnection, pairs: Pairs) -> Iterator[None]:
    """Each time, the table holds the next pairs. (A table and no view: DuckDB knows then how many there are.)"""
    con.execute(f"CREATE OR REPLACE TEMP TABLE all_pairs AS FROM {pairs.macro}")
    (count,) = con.execute("SELECT count(*) FROM all_pairs").fetchall()[0]
    for first in range(0, count, pairs.at_a_time):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {pairs.table} AS FROM all_pairs LIMIT {pairs.at_a_time} OFFSET {first}"
        )
        yield
    con.execute(f"DROP TABLE all_pairs; DROP TABLE IF EXISTS {pairs.table}")


def _apply(con: duckdb.DuckDBPyConnection, chosen: Sequence[Check]) -> None:
    none = ", ".join(f"NULL::{kind} AS {column}" for column, kind in _OF_FINDING.items())
    cell = " AND ".join(f"called.{code} IS NOT DISTINCT FROM breach.{code}" for code in list(_OF_FINDING)[:3])
    for check in chosen:
        english, chinese = (
            in_sql(check.words[language].found, {**_CALLED_OTHERWISE, "where": f"called.where_{language}"})
            for language in LANGUAGES
        )
        asked(
            con,
            f"checks/{check.code}.sql",
            "INSERT INTO store.finding BY NAME"
            f" SELECT report_no, '{FoundBy.CHECK}' AS found_by, $code AS check_code, $severity AS severity,"
            f" {english} AS message, {chinese} AS message_zh, {', '.join(f'breach.{column}' for column in _OF_FINDING)}"
            f" FROM (SELECT {none} WHERE false UNION ALL BY NAME ({check.body}\n)) AS breach"
            f" JOIN store.report USING (document_id) LEFT JOIN cell_called AS called ON {cell}"
            f" ORDER BY document_id, {', '.join(f'breach.{column}' for column in list(_OF_FINDING)[:3])}",
            {"code": check.code, "severity": check.severity.value},
        )
