"""What people decide: keys and single values, written into CSV files, each with what it expects to find.

Columns: document_id, field, expect, value, why, by, date. field: unit_kind, town, county, county_code, year, or
TABLE.ROW.COLUMN. expect: what the reader gives, empty where it gives nothing. value: the correction, empty for "not
known". date: empty, or a date. A row without why and by is not yet decided. One that has only one of them, or whose
expectation is not met, is not applied, and people are told.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import USAGE, GongkaiError
from gongkai.extract.lenient_csv import TableError, rows
from gongkai.warehouse.codes import CorrectionOutcome
from gongkai.warehouse.corrected_key import KEY, Failed, corrected_key
from gongkai.warehouse.schema import Row, insert
from gongkai.words import _

COLUMNS = ("document_id", "field", "expect", "value", "why", "by")
KEY_FIELDS = ("unit_kind", "town", "county", "county_code", "year")
FEWEST_DIGITS = 12
WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".ods", ".et", ".numbers"}  # in which people decide, and forget to save as CSV
MOST_CHOICES = 64  # of corrections on one key that decide the same fields
LARGEST = 2.0**53  # beyond it, a double does not hold every whole number: nothing is counted there
NOT_HELD = "The warehouse holds no such document."
_IN_SQL = {"by": "decided_by", "date": "decided_on"}
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_FIELD = "table_code || '.' || row_code || '.' || column_code"


class CorrectionsError(GongkaiError):
    """The folder with the corrections is not there: a sentence for people."""

    exit_status = USAGE


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of a file. trouble: what is wrong with the row itself."""

    file: str
    line: int
    document_id: str
    field: str
    expect: str | None
    value: str | None
    why: str
    by: str
    date: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """message: why it is not applied."""

    correction: Correction
    outcome: CorrectionOutcome
    message: str | None = None
    report_no: int | None = None


def read_corrections(folder: Path, earlier: Sequence[Correction] = ()) -> list[Correction]:
    """All corrections of the CSV files in a folder and below, in the order of (file, line).

    A folder that is not there holds none; but raises CorrectionsError if there were corrections before (`earlier`):
    they shall not be lost because somebody started a run from elsewhere.
    """
    if not folder.is_dir():
        if earlier:
            raise CorrectionsError(
                _(
                    "The warehouse holds {held} decisions, but there is no folder {folder} any more. Name the"
                    " folder: --corrections DIR (an empty one takes the decisions back)."
                ).format(held=len(earlier), folder=folder)
            )
        return []
    files = sorted(file for file in folder.rglob("*") if not file.name.startswith((".", "~")))
    return [correction for file in files for correction in _corrections(file, file.relative_to(folder).as_posix())]


def holds_corrections(file: Path) -> bool:
    """Whether it is a file of corrections in which somebody has decided something."""
    return any(correction.why or correction.by for correction in _corrections(file, file.name))


def _corrections(file: Path, name: str) -> Iterator[Correction]:
    """Raises nothing: what is wrong with a file is the trouble of its correction."""
    if file.suffix.lower() in WORKBOOKS:
        yield _broken(name, 1, "A workbook is not read, so nothing in it is decided yet: save it as CSV (UTF-8).")
    if file.suffix.lower() != ".csv":
        return
    try:
        for line, row in rows(file, COLUMNS):
            if row is None:
                yield _broken(name, line, "The row has more or fewer cells than the first line.")
            elif row["why"] or row["by"]:
                yield Correction(
                    name, line, row["document_id"].lower(), row["field"], row["expect"] or None, row["value"] or None,
                    row["why"], row["by"], row.get("date") or None, _trouble(row),
                )  # fmt: skip
    except TableError as error:
        yield _broken(name, 1, f"The file {error}.")


def _trouble(row: Mapping[str, str]) -> str | None:
    """What is wrong with a row that somebody filled in."""
    missing = next((column for column in ("why", "by") if not row[column]), None)
    if missing:
        return f"The column {missing} is empty: a decision says why, and by whom."
    said = row.get("date")
    if said and not _is_date(said):
        return f"Expected in date a date like 2026-03-01 or nothing, found {_short(said)!r}."
    return None


def _is_date(text: str) -> bool:
    """As ISO writes it, or as Excel does that saves it (2026/3/1)."""
    parts = _DATE.fullmatch(text)
    try:
        return bool(parts and date(*map(int, parts.groups())))
    except ValueError:
        return False


def _broken(name: str, line: int, trouble: str) -> Correction:
    return Correction(name, line, "", "", None, None, "", "", None, trouble)


def stored_corrections(con: duckdb.DuckDBPyConnection) -> list[Correction]:
    """The corrections that a warehouse was built with."""
    answer = con.execute(
        "SELECT file, line, document_id, field, expect, value, why, decided_by AS by, decided_on AS date"
        " FROM store.correction ORDER BY number"
    )
    names = [name for name, *_ in answer.description]
    return [Correction(**dict(zip(names, row, strict=True))) for row in answer.fetchall()]


def are_same(earlier: Sequence[Correction], read: Sequence[Correction]) -> bool:
    """Whether the files say what the warehouse was built with."""
    return [replace(one, trouble=None) for one in earlier] == [replace(one, trouble=None) for one in read]


def apply_corrections(con: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> None:
    """Judge each correction against what the reader gave, and put those in force that stand the test.

    Of the corrections on one report's key either all are applied or none.
    """
    con.execute("DELETE FROM store.correction; DELETE FROM store.corrected_key; DELETE FROM store.corrected_cell")
    if not corrections:
        return
    reports, facts, quarantined = _reports(con, corrections), _facts(con, corrections), _quarantined(con, corrections)
    cells: dict[tuple[int, str], float | None] = {}
    keys: dict[int, list[Correction]] = defaultdict(list)
    outcomes: dict[Correction, Outcome] = {}
    taken: dict[tuple[int, str], Correction] = {}
    for correction in corrections:
        number = None
        try:
            report = _report(correction, reports[correction.document_id], facts.fields)
            if report is None:
                outcomes[correction] = Outcome(
                    correction, CorrectionOutcome.UNUSED, quarantined.get(correction.document_id, NOT_HELD)
                )
                continue
            number = report["report_no"]
            if correction.field in KEY_FIELDS:
                _expect_key(correction, report[correction.field])
                keys[number].append(correction)
            else:
                value = _cell(correction, facts.values.get((number, correction.field)))
                _take(taken, number, correction)  # only now: one that fails stands in the way of none
                cells[number, correction.field] = value
            outcomes[correction] = Outcome(correction, CorrectionOutcome.APPLIED, None, number)
        except Failed as failed:
            outcomes[correction] = Outcome(correction, CorrectionOutcome.FAILED, str(failed), number)
    decided = {}
    by_number = {report["report_no"]: report for same in reports.values() for report in same}
    for number, of_report in keys.items():
        key, failed_by = _corrected_key(by_number[number], of_report)
        if key:
            decided[number] = key
        for correction, why in failed_by.items():
            outcomes[correction] = replace(outcomes[correction], outcome=CorrectionOutcome.FAILED, message=why)
    _write(con, [outcomes[correction] for correction in corrections], decided, cells)


def _corrected_key(
    report: dict[str, Any], corrections: Sequence[Correction]
) -> tuple[Row | None, dict[Correction, str]]:
    """(the key with the corrections in force, None if there are none; why each other one is not).

    They stand or fall together. Where several decide the same field, the first counts, unless only a later one gives a
    key that there is.
    """
    fields = list(dict.fromkeys(correction.field for correction in corrections))
    choices = [[correction for correction in corrections if correction.field == field] for field in fields]
    first_failure = ""
    for chosen in islice(product(*choices), MOST_CHOICES):
        try:
            key = corrected_key(report, {correction.field: correction.value for correction in chosen})
        except Failed as failed:
            first_failure = first_failure or str(failed)
            continue
        by_field = {correction.field: correction for correction in chosen}
        others = [correction for correction in corrections if correction is not by_field[correction.field]]
        return key, {other: _same(by_field[other.field]) for other in others}
    return None, dict.fromkeys(corrections, first_failure)


def _take(taken: dict[tuple[int, str], Correction], report_no: int, correction: Correction) -> None:
    """Raises Failed where an earlier row decides the same."""
    earlier = taken.setdefault((report_no, correction.field), correction)
    if earlier is not correction:
        raise Failed(_same(earlier))


def _same(earlier: Correction) -> str:
    return f"{earlier.file}, line {earlier.line} decides the same already."


def _reports(con: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> dict[str, list[dict[str, Any]]]:
    """document_id as a correction writes it -> the reports that it may mean, with the reader's keys."""
    wanted = sorted({correction.document_id for correction in corrections})
    con.execute(
        f"SELECT w.id, r.report_no, {', '.join(KEY)} FROM (SELECT unnest(?) AS id) AS w JOIN store.report AS r"
        f" ON left(r.document_id, {FEWEST_DIGITS}) = left(w.id, {FEWEST_DIGITS}) AND starts_with(r.document_id, w.id)"
        " ORDER BY ALL",
        [wanted],
    )
    names = [name for name, *_ in con.description or ()]
    reports: dict[str, list[dict[str, Any]]] = {identity: [] for identity in wanted}
    for row in con.fetchall():
        reports[row[0]].append(dict(zip(names, row, strict=True)))
    return reports


@dataclass(frozen=True, slots=True)
class Facts:
    """fields: all TABLE.ROW.COLUMN that a form has. values: (report_no, field) -> value, status, where decided on."""

    fields: frozenset[str]
    values: dict[tuple[int, str], tuple[float | None, str]]


def _facts(con: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> Facts:
    cells = f"SELECT cell_no, {_FIELD} AS field FROM store.cell"
    fields = frozenset(field for _, field in con.execute(cells).fetchall())
    wanted = [one for one in corrections if one.field in fields]
    rows = con.execute(
        "SELECT DISTINCT r.report_no, c.field, f.value, f.status"
        " FROM (SELECT unnest(?) AS id, unnest(?) AS field) AS w"
        f" JOIN ({cells}) AS c USING (field)"
        f" JOIN store.report AS r ON left(r.document_id, {FEWEST_DIGITS}) = left(w.id, {FEWEST_DIGITS})"
        " JOIN store.fact AS f ON f.report_no = r.report_no AND f.cell_no = c.cell_no",
        [[one.document_id for one in wanted], [one.field for one in wanted]],
    ).fetchall()
    return Facts(fields, {(number, field): (value, status) for number, field, value, status in rows})


def _quarantined(con: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> dict[str, str]:
    """document_id as a correction writes it -> where the document is that is no report."""
    rows = con.execute(
        "SELECT w.id, min(d.source), any_value(d.reason) FROM (SELECT DISTINCT unnest(?) AS id) AS w"
        f" JOIN store.document AS d ON left(d.document_id, {FEWEST_DIGITS}) = left(w.id, {FEWEST_DIGITS})"
        " WHERE d.outcome = 'quarantined' AND starts_with(d.document_id, w.id) GROUP BY w.id",
        [[one.document_id for one in corrections]],
    ).fetchall()
    return {name: f"The document is no report: {source} is in quarantine ({reason})." for name, source, reason in rows}


def _report(correction: Correction, reports: list[dict[str, Any]], cells: frozenset[str]) -> dict[str, Any] | None:
    """The report that is meant; None where none is held. Raises Failed where the row is wrong in itself."""
    if correction.trouble:
        raise Failed(correction.trouble)
    identity = correction.document_id
    if len(identity) < FEWEST_DIGITS or not set(identity) <= set("0123456789abcdef"):
        raise Failed(f"Expected in document_id at least {FEWEST_DIGITS} hex digits, found {identity!r}.")
    if correction.field not in KEY_FIELDS and correction.field not in cells:
        raise Failed(f"There is no field {correction.field!r}: expected {', '.join(KEY_FIELDS)} or TABLE.ROW.COLUMN.")
    if len(reports) > 1:
        raise Failed(f"{len(reports)} documents begin with {identity}: write more digits.")
    return reports[0] if reports else None


def _expect_key(correction: Correction, printed: object) -> None:
    said = None if printed is None else str(printed)
    if said != correction.expect:
        raise Failed(f"Expected the reader to give {correction.expect or 'nothing'}; it gives {said or 'nothing'}.")


def _cell(correction: Correction, printed: tuple[float | None, str] | None) -> float | None:
    """The value decided. Raises Failed."""
    if printed is None:
        raise Failed(f"The report's form has no cell {correction.field}.")
    value, status = printed
    if value != _number("expect", correction.expect):
        given = f"{value:.15g}" if value is not None else f"nothing ({status})"
        raise Failed(f"Expected the reader to give {correction.expect or 'nothing'}; it gives {given}.")
    return _number("value", correction.value)


def _number(column: str, text: str | None) -> float | None:
    try:
        number = float(text.replace(",", "")) if text else None
    except ValueError:
        number = math.nan
    if number is not None and not abs(number) <= LARGEST:
        raise Failed(f"Expected in {column} a number that counts something or nothing, found {_short(text)!r}.")
    return number


def _short(text: str | None, most: int = 40) -> str:
    return f"{text[:most]}…" if text and len(text) > most else text or ""


def _write(
    con: duckdb.DuckDBPyConnection,
    outcomes: Sequence[Outcome],
    keys: Mapping[int, Row],
    cells: Mapping[tuple[int, str], float | None],
) -> None:
    numbers = dict(con.execute(f"SELECT {_FIELD}, cell_no FROM store.cell").fetchall())
    insert(con, "correction", (_row(number, one) for number, one in enumerate(outcomes, 1)))
    insert(con, "corrected_key", ({"report_no": report_no, **key} for report_no, key in keys.items()))
    insert(
        con,
        "corrected_cell",
        (
            {"report_no": report_no, "cell_no": numbers[field], "value": value}
            for (report_no, field), value in cells.items()
        ),
    )


def _row(number: int, judged: Outcome) -> Row:
    said = {_IN_SQL.get(name, name): value for name, value in asdict(judged.correction).items() if name != "trouble"}
    return {
        "number": number,
        **said,
        "outcome": judged.outcome,
        "message": judged.message,
        "report_no": judged.report_no,
    }
