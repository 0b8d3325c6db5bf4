"""Checks on a generation: one rule a file. Its head says what the rule means, its body selects who breaks it.

A body yields document_id, table_code, row_code, column_code, message, left_value, right_value, line. It runs alike on
a generation that is being built and on the warehouse in memory that `inspect` makes of a single report.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import duckdb


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
            "INSERT INTO store.rule VALUES (?, ?, ?, ?, ?)",
            [rule.code, rule.title, rule.severity, rule.meaning, rule.reference],
        )
        con.execute(
            "INSERT INTO store.finding BY NAME"
            " SELECT report_no, 'check' AS found_by, $code AS check_code, $severity AS severity, message,"
            " table_code, row_code, column_code, left_value, right_value, line"
            f" FROM ({rule.body}) JOIN store.report USING (document_id)"
            " ORDER BY document_id, table_code, row_code, column_code",
            {"code": rule.code, "severity": rule.severity},
        )
