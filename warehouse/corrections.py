"""What people decide: keys and single values, written into CSV files, each with what it expects to find.

Columns: document_id, field, expect, value, why, by, date. field: unit_kind, town, county, county_code, year, or
TABLE.ROW.COLUMN. expect: what the reader gives, empty where it gives nothing. value: the decision, empty for "not
known". A row without why and by is not yet decided. A decision whose expectation is not met is not applied, and people
are told.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import USAGE, GongkaiError
from gongkai.extract.lenient_csv import TableError, rows
from gongkai.transform.key.gazetteer import County, counties, county_of, in_year, townships
from gongkai.transform.key.names import TOWN_END
from gongkai.transform.key.years import FIRST, LAST
from gongkai.warehouse.codebook import insert
from gongkai.words import _

COLUMNS = ("document_id", "field", "expect", "value", "why", "by")
KEY_FIELDS = ("unit_kind", "town", "county", "county_code", "year")
UNIT_KINDS = ("township", "subdistrict", "county", "department", "other")
FEWEST_DIGITS = 12
WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".ods", ".et", ".numbers"}  # in which people decide, and forget to save as CSV
MOST_CHOICES = 64  # of decisions on one key that decide the same fields
LARGEST = 2.0**53  # beyond it, a double does not hold every whole number: nothing is counted there
NOT_HELD = "The warehouse holds no such document."
_FIELD = "table_code || '.' || row_code || '.' || column_code"
_KEY = "unit_kind, town, county, prefecture, province, town_code, county_code, year"


class CorrectionsError(GongkaiError):
    """The folder with the decisions is not there: a sentence for people."""

    exit_status = USAGE


class Failed(GongkaiError):
    """A decision that cannot be applied, and why: a sentence for people."""


@dataclass(frozen=True, slots=True)
class Decision:
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
    """outcome: applied, unused or failed; message: why it is not applied."""

    decision: Decision
    outcome: str
    message: str | None = None
    report_no: int | None = None


def read_decisions(folder: Path, held: Sequence[Decision] = ()) -> list[Decision]:
    """All decisions of the CSV files in a folder and below, in the order of (file, line).

    A folder that is not there holds none; but raises CorrectionsError if there were decisions before (`held`): they
    shall not be lost because somebody started a run from elsewhere.
    """
    if not folder.is_dir():
        if held:
            raise CorrectionsError(
                _(
                    "The warehouse holds {held} decisions, but there is no folder {folder} any more. Name the"
                    " folder: --corrections DIR (an empty one takes the decisions back)."
                ).format(held=len(held), folder=folder)
            )
        return []
    files = sorted(file for file in folder.rglob("*") if not file.name.startswith((".", "~")))
    return [decision for file in files for decision in _decisions(file, file.relative_to(folder).as_posix())]


def holds_decisions(file: Path) -> bool:
    """Whether it is a file of decisions in which somebody has decided something."""
    return any(decision.trouble is None for decision in _decisions(file, file.name))


def _decisions(file: Path, name: str) -> Iterator[Decision]:
    """Raises nothing: what is wrong with a file is the trouble of its decision."""
    if file.suffix.lower() in WORKBOOKS:
        yield _broken(name, 1, "A workbook is not read, so nothing in it is decided yet: save it as CSV (UTF-8).")
    if file.suffix.lower() != ".csv":
        return
    try:
        for line, row in rows(file, COLUMNS):
            if row is None:
                yield _broken(name, line, "The row has more or fewer cells than the first line.")
            elif row["why"] and row["by"]:
                yield Decision(
                    name, line, row["document_id"].lower(), row["field"], row["expect"] or None, row["value"] or None,
                    row["why"], row["by"], row.get("date") or None,
                )  # fmt: skip
    except TableError as error:
        yield _broken(name, 1, f"The file {error}.")


def _broken(name: str, line: int, trouble: str) -> Decision:
    return Decision(name, line, "", "", None, None, "", "", None, trouble)


def held_decisions(con: duckdb.DuckDBPyConnection) -> list[Decision]:
    """The decisions that a warehouse was built with."""
    found = con.execute(
        "SELECT file, line, document_id, field, expect, value, why, decided_by, decided_on"
        " FROM store.correction ORDER BY number"
    ).fetchall()
    return [Decision(*row) for row in found]


def is_same(held: Sequence[Decision], read: Sequence[Decision]) -> bool:
    """Whether the files say what the warehouse was built with."""
    return [replace(one, trouble=None) for one in held] == [replace(one, trouble=None) for one in read]


def apply(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> None:
    """Judge each decision against what the reader gave, and put those in force that stand the test.

    Of the decisions on one report's key either all are applied or none.
    """
    con.execute("DELETE FROM store.correction; DELETE FROM store.decided_key; DELETE FROM store.decided_cell")
    if not decisions:
        return
    reports, facts, quarantined = _reports(con, decisions), _facts(con, decisions), _quarantined(con, decisions)
    cells: dict[tuple[int, str], float | None] = {}
    keys: dict[int, list[Decision]] = defaultdict(list)
    outcomes: dict[Decision, Outcome] = {}
    taken: dict[tuple[int, str], Decision] = {}
    for decision in decisions:
        number = None
        try:
            report = _report(decision, reports[decision.document_id], facts.fields)
            if report is None:
                outcomes[decision] = Outcome(decision, "unused", quarantined.get(decision.document_id, NOT_HELD))
                continue
            number = report["report_no"]
            if decision.field in KEY_FIELDS:
                _expect_key(decision, report[decision.field])
                keys[number].append(decision)
            else:
                value = _cell(decision, facts.values.get((number, decision.field)))
                _take(taken, number, decision)  # only now: one that fails stands in the way of none
                cells[number, decision.field] = value
            outcomes[decision] = Outcome(decision, "applied", None, number)
        except Failed as failed:
            outcomes[decision] = Outcome(decision, "failed", str(failed), number)
    decided = {}
    by_number = {report["report_no"]: report for same in reports.values() for report in same}
    for number, of_report in keys.items():
        key, failed_by = _decided_key(by_number[number], of_report)
        if key:
            decided[number] = key
        for decision, why in failed_by.items():
            outcomes[decision] = replace(outcomes[decision], outcome="failed", message=why)
    _write(con, [outcomes[decision] for decision in decisions], decided, cells)


def _decided_key(
    report: dict[str, Any], decisions: Sequence[Decision]
) -> tuple[tuple[object, ...] | None, dict[Decision, str]]:
    """(the key with the decisions in force, None if there are none; why each other one is not).

    The decisions on a key stand or fall together. Where several decide the same field, the first counts, unless only a
    later one gives a key that there is.
    """
    fields = list(dict.fromkeys(decision.field for decision in decisions))
    choices = [[decision for decision in decisions if decision.field == field] for field in fields]
    first_failure = ""
    for chosen in islice(product(*choices), MOST_CHOICES):
        try:
            key = _key(report, {decision.field: decision.value for decision in chosen})
        except Failed as failed:
            first_failure = first_failure or str(failed)
            continue
        by_field = {decision.field: decision for decision in chosen}
        others = [decision for decision in decisions if decision is not by_field[decision.field]]
        return key, {other: _same(by_field[other.field]) for other in others}
    return None, dict.fromkeys(decisions, first_failure)


def _take(taken: dict[tuple[int, str], Decision], report_no: int, decision: Decision) -> None:
    """Raises Failed where an earlier row decides the same."""
    earlier = taken.setdefault((report_no, decision.field), decision)
    if earlier is not decision:
        raise Failed(_same(earlier))


def _same(earlier: Decision) -> str:
    return f"{earlier.file}, line {earlier.line} decides the same already."


def _reports(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> dict[str, list[dict[str, Any]]]:
    """document_id as a decision writes it -> the reports that it may mean, with the reader's keys."""
    wanted = sorted({decision.document_id for decision in decisions})
    con.execute(
        f"SELECT w.id, r.report_no, {_KEY} FROM (SELECT unnest(?) AS id) AS w JOIN store.report AS r"
        f" ON left(r.document_id, {FEWEST_DIGITS}) = left(w.id, {FEWEST_DIGITS}) AND starts_with(r.document_id, w.id)"
        " ORDER BY ALL",
        [wanted],
    )
    names = [name for name, *_ in con.description or ()]
    found: dict[str, list[dict[str, Any]]] = {identity: [] for identity in wanted}
    for row in con.fetchall():
        found[row[0]].append(dict(zip(names, row, strict=True)))
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """fields: all TABLE.ROW.COLUMN that a form has. values: (report_no, field) -> value, status, where decided on."""

    fields: frozenset[str]
    values: dict[tuple[int, str], tuple[float | None, str]]


def _facts(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> Facts:
    cells = f"SELECT cell_no, {_FIELD} AS field FROM store.cell"
    fields = frozenset(field for _, field in con.execute(cells).fetchall())
    wanted = [one for one in decisions if one.field in fields]
    found = con.execute(
        "SELECT DISTINCT r.report_no, c.field, f.value, f.status"
        " FROM (SELECT unnest(?) AS id, unnest(?) AS field) AS w"
        f" JOIN ({cells}) AS c USING (field)"
        f" JOIN store.report AS r ON left(r.document_id, {FEWEST_DIGITS}) = left(w.id, {FEWEST_DIGITS})"
        " JOIN store.fact AS f ON f.report_no = r.report_no AND f.cell_no = c.cell_no",
        [[one.document_id for one in wanted], [one.field for one in wanted]],
    ).fetchall()
    return Facts(fields, {(number, field): (value, status) for number, field, value, status in found})


def _quarantined(con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> dict[str, str]:
    """document_id as a decision writes it -> where the document is that is no report."""
    found = con.execute(
        "SELECT w.id, min(d.source), any_value(d.reason) FROM (SELECT DISTINCT unnest(?) AS id) AS w"
        f" JOIN store.document AS d ON left(d.document_id, {FEWEST_DIGITS}) = left(w.id, {FEWEST_DIGITS})"
        " WHERE d.outcome = 'quarantined' AND starts_with(d.document_id, w.id) GROUP BY w.id",
        [[one.document_id for one in decisions]],
    ).fetchall()
    return {name: f"The document is no report: {source} is in quarantine ({reason})." for name, source, reason in found}


def _report(decision: Decision, reports: list[dict[str, Any]], cells: frozenset[str]) -> dict[str, Any] | None:
    """The report that is meant; None where none is held. Raises Failed where the row is wrong in itself."""
    if decision.trouble:
        raise Failed(decision.trouble)
    identity = decision.document_id
    if len(identity) < FEWEST_DIGITS or not set(identity) <= set("0123456789abcdef"):
        raise Failed(f"Expected in document_id at least {FEWEST_DIGITS} hex digits, found {identity!r}.")
    if decision.field not in KEY_FIELDS and decision.field not in cells:
        raise Failed(f"There is no field {decision.field!r}: expected {', '.join(KEY_FIELDS)} or TABLE.ROW.COLUMN.")
    if len(reports) > 1:
        raise Failed(f"{len(reports)} documents begin with {identity}: write more digits.")
    return reports[0] if reports else None


def _expect_key(decision: Decision, found: object) -> None:
    said = None if found is None else str(found)
    if said != decision.expect:
        raise Failed(f"Expected the reader to give {decision.expect or 'nothing'}; it gives {said or 'nothing'}.")


def _cell(decision: Decision, found: tuple[float | None, str] | None) -> float | None:
    """The value decided. Raises Failed."""
    if found is None:
        raise Failed(f"The report's form has no cell {decision.field}.")
    value, status = found
    if value != _number("expect", decision.expect):
        given = f"{value:.15g}" if value is not None else f"nothing ({status})"
        raise Failed(f"Expected the reader to give {decision.expect or 'nothing'}; it gives {given}.")
    return _number("value", decision.value)


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


def _key(report: dict[str, Any], decided: dict[str, str | None]) -> tuple[object, ...]:
    """The whole key, in the order of _KEY, with what follows from the decisions. Raises Failed."""
    kind = decided.get("unit_kind", report["unit_kind"])
    if kind not in UNIT_KINDS:
        raise Failed(f"Expected in unit_kind one of {', '.join(UNIT_KINDS)}, found {kind!r}.")
    year = _year(decided["year"]) if "year" in decided else report["year"]
    town = decided.get("town", report["town"])
    if "town" in decided and town and not townships(town):
        ending = "" if TOWN_END.search(town) else " A town's name ends with 镇, 乡, 街道 and the like."
        raise Failed(f"The lists have no town {town}; write its official name.{ending}")
    if "county" in decided or "county_code" in decided:
        county = _county(decided, town, year)
        place = (county.name, county.prefecture, county.province, county.code) if county else (None,) * 4
    else:
        place = (report["county"], report["prefecture"], report["province"], report["county_code"])
    name, prefecture, province, code = place
    held = [one for one in in_year(townships(town or ""), year) if one.county_code == code or one.county == name]
    if "town" in decided and town and name and not held:
        raise Failed(f"The lists have no {town} in {name}: decide the county too, or write the town as the lists do.")
    codes = {one.code for one in held}
    town_code = codes.pop() if len(codes) == 1 else None
    return kind, town, name, prefecture, province, town_code, code, year


def _year(value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdecimal() or len(value) > len(str(LAST)) or not FIRST <= int(value) <= LAST:
        raise Failed(f"Expected in year a year from {FIRST} to {LAST} or nothing, found {value!r}.")
    return int(value)


def _county(decided: dict[str, str | None], town: str | None, year: int | None) -> County | None:
    """By its code, or by its name, which must tell which one it is. Raises Failed."""
    name, code = decided.get("county"), decided.get("county_code")
    if code:
        county = county_of(code, year)
        if county is None:
            raise Failed(f"The lists have no county of the code {code}.")
        if name and name not in {row.name for row in counties(name) if row.code == code}:
            raise Failed(f"The lists have {county.name} under the code {code}, not {name}.")
        return county
    if not name:
        return None
    found = in_year(counties(name), year)
    if not found:
        raise Failed(f"The lists have no county {name}; write its official name.")
    of_town = {place.county_code for place in in_year(townships(town or ""), year)}
    found = tuple(row for row in found if row.code in of_town) or found
    if len({(row.prefecture, row.province) for row in found}) > 1:
        where = "; ".join(sorted({f"{row.province} {row.prefecture} {row.code}" for row in found}))
        raise Failed(f"There are several {name} ({where}): decide county_code instead.")
    return max(found, key=lambda row: row.last_year)


def _write(
    con: duckdb.DuckDBPyConnection,
    outcomes: Sequence[Outcome],
    keys: dict[int, tuple[object, ...]],
    cells: dict[tuple[int, str], float | None],
) -> None:
    judged = [
        (
            number, one.decision.file, one.decision.line, one.decision.document_id, one.decision.field,
            one.decision.expect, one.decision.value, one.decision.why, one.decision.by, one.decision.date,
            one.outcome, one.message, one.report_no,
        )
        for number, one in enumerate(outcomes, 1)
    ]  # fmt: skip
    numbers = dict(con.execute(f"SELECT {_FIELD}, cell_no FROM store.cell").fetchall())
    insert(con, "correction", judged)
    insert(con, "decided_key", [(report_no, *key) for report_no, key in keys.items()])
    insert(con, "decided_cell", [(report_no, numbers[field], value) for (report_no, field), value in cells.items()])
