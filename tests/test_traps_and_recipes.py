"""What is read of odd and of converted reports: much of it exactly, none of it wrong.

A trap is a small report with one odd thing in it. A recipe is a way in which people make text of a report with tables:
a converter, a browser, a script. Both have their truth beside them. What was ever read exactly stands in `exact.txt`,
and stays so; of all others nothing may be reported that is not so. `../shared` has more of both, and real pages; where
it is missing, its tests are skipped.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gongkai.extract.document import Rejected
from gongkai.transform.read import read
from gongkai.transform.report import Report, Status
from tests.truth import SHARED, Case, cases, shared, wrong_keys

TESTS = Path(__file__).parent
KEYS = ("town", "county", "year")
FOLDERS = ("traps", "recipes")
SHARED_FOLDERS = ("cases", "pages", "recipes", "traps")


@cache
def _own(folder: str) -> dict[str, Case]:
    return {case.name: case for case in cases(TESTS / folder, TESTS / folder)}


@cache
def _exact(folder: str) -> frozenset[str]:
    return frozenset((TESTS / folder / "exact.txt").read_text(encoding="utf-8").split())


def _read(case: Case) -> Report | None:
    try:
        return read(case.document)
    except Rejected:
        return None


def wrong(case: Case, report: Report | None) -> list[str]:
    """What is claimed and not so: a value, a unit of measure, a blank, a part of the key, that it is a report."""
    truth = case.truth
    if report is None:
        return []
    if truth.get("report") is False:
        return ["it is no annual report"]
    want: dict[str, float | None] = truth.get("cells", {})
    found = [f"{part}: {what}" for part, what in wrong_keys(report, _stated(truth)).items() if _told(report, part)]
    for fact in report.facts:
        cell = f"{fact.table}.{fact.row}.{fact.column}"
        if fact.status is Status.REPORTED and (fact.value is None or want.get(cell) != fact.value):
            found.append(f"{cell}: want {want.get(cell)}, got {fact.value}")
        elif fact.status is Status.REPORTED and fact.unit != truth.get("units", {}).get(cell, fact.unit):
            found.append(f"{cell}: want {truth['units'][cell]}, got {fact.unit}")
        elif fact.status is Status.BLANK and (want.get(cell) is not None or cell in truth.get("ambiguous", ())):
            found.append(f"{cell}: want {want.get(cell)}, got a blank")
    return found


def _stated(truth: dict[str, Any]) -> dict[str, Any]:
    return {part: value for part, value in truth.items() if part != "unit"}


def _told(report: Report, part: str) -> bool:
    """What is left open is not wrong."""
    return getattr(report.key, part) is not None


def is_exact(case: Case, report: Report | None) -> bool:
    """Whether every cell and its unit are as they stand there, and what is no report is none."""
    if report is None or case.truth.get("report") is False:
        return report is None and case.truth.get("report") is False
    facts = {f"{fact.table}.{fact.row}.{fact.column}": fact for fact in report.facts}
    return not wrong(case, report) and all(
        cell in facts
        and facts[cell].value == value
        and facts[cell].status is (Status.BLANK if value is None else Status.REPORTED)
        for cell, value in case.truth.get("cells", {}).items()
    )


def _parameters() -> Sequence[Any]:
    return [
        pytest.param(folder, name, id=f"{folder}-{name}")
        for folder in FOLDERS
        for name in sorted(file.stem for file in (TESTS / folder).glob("*.json"))
    ]


@pytest.mark.parametrize(("folder", "name"), _parameters())
def test_it_is_never_read_wrong_and_as_exactly_as_ever(folder: str, name: str) -> None:
    case = _own(folder)[name]
    report = _read(case)
    assert wrong(case, report) == []
    assert is_exact(case, report) or name not in _exact(folder), "it was read exactly, as exact.txt says"


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_shall_be_exact_is_there(folder: str) -> None:
    assert _exact(folder) <= set(_own(folder))


@pytest.mark.skipif(not SHARED.exists(), reason="the shared reports are not at hand: their figures are not asked")
@pytest.mark.parametrize("folder", SHARED_FOLDERS)
def test_none_of_the_shared_reports_is_read_wrong(folder: str) -> None:
    found = {case.name: wrong(case, _read(case)) for case in shared(folder)}
    assert {name: what[:3] for name, what in found.items() if what} == {}
