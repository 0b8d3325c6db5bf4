"""Reports that are judged together: each has the findings that it has alone, whatever stands beside it."""

from collections.abc import Callable
from dataclasses import replace

import duckdb
import pytest
from made import document_id
from test_planted_errors import PLANTED, PROSE, TOWNS, Planted, county, figures_of, found, with_prose, written

from gongkai.extract.document import Document
from gongkai.transform.read import read
from gongkai.transform.report import Report
from gongkai.warehouse.checks import ALL_CURRENT, PAIRS, checks
from gongkai.warehouse.judging import judge
from tests.truth import ROOT

Fill = Callable[..., duckdb.DuckDBPyConnection]
COMPARING = {one.code for one in checks() if any(name in one.body for name in (ALL_CURRENT, *(p.table for p in PAIRS)))}


def test_together_samples_have_what_each_has_alone() -> None:
    files = sorted((ROOT / "data/samples").glob("2024_*.txt"))
    reports = [read(Document(file.name, file.read_bytes())) for file in files]
    together = judge(reports)
    assert together == [judge([report])[0] for report in reports]
    assert sum(map(bool, together)) > 1


def test_each_planted_error_is_named_among_all_of_them() -> None:
    """Eight reports of a county fifty times, each time with another error: versions of each other, all judged apart."""
    reports: list[Report] = []
    expected: list[list[str]] = []
    for number, planted in enumerate(PLANTED):
        for report, plain in zip(county(planted), county(), strict=False):
            reports.append(replace(report, document_id=document_id(f"{number} {report.document_id}")))
            expected.append([] if report == plain or planted.check in COMPARING else [planted.check])
    assert [[found.check for found in findings] for findings in judge(reports)] == expected


@pytest.mark.parametrize("check", sorted(COMPARING - {"suspect_of_last_year"}))
def test_nothing_is_held_against_another_report(filled: Fill, check: str) -> None:
    """suspect_of_last_year needs a cell that the reader suspects; its pairs are those of the others."""
    like = {"same_figures_elsewhere": neighbours_figures, "same_prose_elsewhere": neighbours_prose}
    planted = next((one for one in PLANTED if one.check == check), None) or Planted(
        check, "", change=like.get(check, figures_of(2021))
    )
    reports = county(planted)
    assert check in {name for name, *_ in found(filled(*reports))}
    assert not any(judge(reports))


def neighbours_figures(report: Report) -> Report:
    return replace(report, facts=written(TOWNS[1], 2022).facts)


def neighbours_prose(report: Report) -> Report:
    text = f"{TOWNS[0]}（2022）第1组：{PROSE}"  # but for the name, that of the other town
    return with_prose(("overview", "本年情况。"), ("problems", text))(report)


def test_a_document_that_is_named_twice_is_judged_twice() -> None:
    """Also where a manifest tells otherwise of it in another place."""
    first = county()[0]
    late = replace(first, published="2026-03-01")
    found = judge([first, late, first])
    assert [[one.check for one in findings] for findings in found] == [[], ["published_late"], []]


def test_none_is_judged() -> None:
    assert judge([]) == []
