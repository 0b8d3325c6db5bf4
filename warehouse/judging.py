"""What the checks say of reports that stand in no warehouse: each by itself, many for little more than one takes.

DuckDB takes longer to plan the checks than to run them on a report: it plans them once for all reports together.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from gongkai.transform.report import Finding, Report, Severity
from gongkai.warehouse import checks, database, ledger
from gongkai.warehouse.codes import DocumentOutcome, Standing
from gongkai.warehouse.panel import make_panel
from gongkai.warehouse.shards import load_ledger, load_shards, write_ledger, write_shards

_OF_FINDING = """
SELECT
    document_id, check_code, severity, message, message_zh, table_code, row_code, column_code, left_value, right_value,
    line
FROM store.finding
JOIN store.report USING (report_no)
ORDER BY severity, check_code, line, table_code, row_code, column_code, message
"""


def judge(reports: Sequence[Report]) -> list[list[Finding]]:
    """The findings that a warehouse would hold on each report if it held no other, those of the checks included."""
    by_report: list[list[Finding]] = [[] for _ in reports]
    for numbers in _rounds(reports):
        for number, findings in zip(numbers, _judge_different([reports[number] for number in numbers]), strict=True):
            by_report[number] = findings
    return by_report


def _rounds(reports: Sequence[Report]) -> Iterator[list[int]]:
    """Indices of the reports: no round has a document twice, for a check names what is wrong by its document."""
    left = list(range(len(reports)))
    while left:
        first = {reports[number].document_id: number for number in reversed(left)}
        yield sorted(first.values())
        left = [number for number in left if number not in first.values()]


def _judge_different(reports: Sequence[Report]) -> list[list[Finding]]:
    by_report: dict[str, list[Finding]] = {report.document_id: [] for report in reports}
    with TemporaryDirectory() as name, database.create() as con:
        folder = Path(name)
        write_shards(folder, 0, list(enumerate(reports)))
        write_ledger(folder, _ledger(reports))
        load_ledger(con, folder)
        load_shards(con, folder)
        con.execute("UPDATE store.report SET is_current = true, standing = ?", [Standing.CURRENT])
        make_panel(con)
        checks.run(con, apart=True)
        for document_id, check, severity, *rest in con.execute(_OF_FINDING).fetchall():
            by_report[document_id].append(Finding(check, Severity(severity), *rest))
    return list(by_report.values())


def _ledger(reports: Sequence[Report]) -> pl.DataFrame:
    """As if all had been found just now."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    rows = [
        {
            "root": "",
            "source": "",
            "size": 0,
            "mtime_ns": 0,
            "document_id": report.document_id,
            "outcome": DocumentOutcome.REPORT.value,
            "reader_version": report.reader_version,
            "first_seen": now,
            "last_changed": now,
        }
        for report in reports
    ]
    return pl.DataFrame(rows, ledger.LEDGER)
