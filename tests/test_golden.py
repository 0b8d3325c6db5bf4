"""The golden gallery: one folder a quirk of real pages, each with what a careful person reads there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gongkai.extract.document import Document, Rejected
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests.truth import wrong_cells, wrong_keys

GOLDEN = Path(__file__).parent / "golden"
MEASURES = ("proactive_total", "website", "wechat", "received", "reconsideration", "litigation")
FOLDERS = sorted(folder for folder in GOLDEN.iterdir() if folder.is_dir())


def _document(folder: Path) -> Document:
    file = next(folder.glob("document.*"))
    return Document(f"{folder.name}/{file.name}", file.read_bytes())


def _expected(folder: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return expected


REPORTS = [folder for folder in FOLDERS if "rejected" not in _expected(folder)]
NO_REPORTS = [folder for folder in FOLDERS if "rejected" in _expected(folder)]


@pytest.mark.parametrize("folder", REPORTS, ids=lambda folder: folder.name)
def test_quirk_is_read_as_a_careful_person_reads_it(folder: Path) -> None:
    expected = _expected(folder)
    report = read(_document(folder))
    facts = {f"{fact.table}.{fact.row}.{fact.column}": fact for fact in report.facts}
    reported = {cell for cell, fact in facts.items() if fact.status is Status.REPORTED}
    settled = reported | {cell for cell, fact in facts.items() if fact.status is Status.BLANK}
    figures = {figure.measure: figure.value for figure in report.figures if figure.measure in MEASURES}
    got = {
        "cells": wrong_cells(report, expected),
        "ambiguous": sorted(reported & set(expected.get("ambiguous", ()))),
        "doubtful": sorted(settled & set(expected.get("doubtful", ()))),
        "units": {cell: facts[cell].unit for cell in expected.get("units", {}) if cell in facts},
        "key": wrong_keys(report, expected),
        "form": report.form if expected["form"] else None,
        "figures": figures,
        "findings": sorted(set(expected.get("findings", ())) - {finding.check for finding in report.findings}),
    }
    assert got == {
        "cells": {},
        "ambiguous": [],
        "doubtful": [],
        "units": expected.get("units", {}),
        "key": {},
        "form": expected["form"],
        "figures": expected["figures"],
        "findings": [],
    }


@pytest.mark.parametrize("folder", NO_REPORTS, ids=lambda folder: folder.name)
def test_what_is_no_report_is_rejected(folder: Path) -> None:
    with pytest.raises(Rejected) as rejected:
        read(_document(folder))
    assert rejected.value.reason == _expected(folder)["rejected"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folder_says_what_is_odd(folder: Path) -> None:
    expected = _expected(folder)
    assert {file.suffix for file in folder.iterdir()} <= {".txt", ".html", ".md", ".json"}
    assert len(expected["quirk"]) > 40
    assert len(re.findall("[一-鿿]", expected["quirk_zh"])) > 10
    figures = [set(re.findall(r"\d+", expected[key])) for key in ("quirk", "quirk_zh")]
    assert figures[0] - figures[1] == set()
