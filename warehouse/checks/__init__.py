"""Checks on a generation: one rule a file. Its head says what the rule means, its body selects who breaks it.

A body yields document_id, table_code, row_code, column_code, message, left_value, right_value, line. It runs alike on
a generation that is being built and on the warehouse in memory that `inspect` makes of a single report. One that holds
reports against each other finds them in the tables of PAIRS, and is run for so many of them at a time: to join the
facts of a million pairs at once would take gigabytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import duckdb


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


@dataclass(frozen=True, slots=True)
class Rule:
    """code: the name of the file. severity: error, warning or note. body: the SQL."""

    code: str
    title: str
    severity: str
    meaning: str
    reference: str
    body: str


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, by their code. Raises ValueError where the head of a file is not complete."""
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(_rule(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files)


def _rule(code: str, sql: str) -> Rule:
    head = dict(
        line.removeprefix("-- ").split(": ", 1)
        for line in sql.splitlines()[:4]
        if line.startswith("-- ") and ": " in line
    )
    if list(head) != ["title", "severity", "meaning", "reference"]:
        raise ValueError(f"checks/{code}.sql begins with title, severity, meaning and reference, one a line")
    return Rule(code, **head, body=sql)


def run(con: duckdb.DuckDBPyConnection) -> None:
    """Write what all rules find into store.finding, in the place of what they found before."""
    con.execute("DELETE FROM store.rule; DELETE FROM store.finding WHERE found_by = 'check'")
    for rule in rules():
        con.execute(
            "INSERT INTO store.rule (code, title, severity, meaning, reference) VALUES (?, ?, ?, ?, ?)",
            [rule.code, rule.title, rule.severity, rule.meaning, rule.reference],
        )
    _apply(con, _rules_on(None))
    for pairs in PAIRS:
        for _ in _in_turn(con, pairs):
            _apply(con, _rules_on(pairs))


def _rules_on(wanted: Pairs | None) -> list[Rule]:
    """The rules that read these pairs; None: that read no pairs."""
    return [rule for rule in rules() if next((pairs for pairs in PAIRS if pairs.table in rule.body), None) == wanted]


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


def _apply(con: duckdb.DuckDBPyConnection, chosen: Sequence[Rule]) -> None:
    for rule in chosen:
        con.execute(
            "INSERT INTO store.finding BY NAME"
            " SELECT report_no, 'check' AS found_by, $code AS check_code, $severity AS severity, message,"
            " table_code, row_code, column_code, left_value, right_value, line"
            f" FROM ({rule.body}) JOIN store.report USING (document_id)"
            " ORDER BY document_id, table_code, row_code, column_code",
            {"code": rule.code, "severity": rule.severity},
        )
