"""Made-up documents and passages that lead the key resolver and the prose figures astray.

tests/keys/keys.json: short documents and their key; rejected: the reason, where the text is no report.
tests/keys/figures.json: passages and the year's own figures in them; of MEASURES, one not listed must not be reported.
tests/keys/prose.json: the same for all measures, with the kind of unit, and with the subjects and the figures that are
approximate where that is the point.
*_accept and accept list other readings that a careful researcher may defend (null: left open).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from gongkai.extract.document import Document, Rejected
from gongkai.transform.prose.figures import read_prose
from gongkai.transform.read import read

FOLDER = Path(__file__).parent / "keys"
MEASURES = ("proactive_total", "website", "wechat", "received", "carried_in", "reconsideration", "litigation", "fees")
PARTS = {"unit": "unit_kind", "town": "town", "county": "county", "year": "year"}


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return cases


KEYS = load("keys.json")
FIGURES = load("figures.json")
PROSE = load("prose.json")


@pytest.mark.parametrize("case", KEYS, ids=[case["name"] for case in KEYS])
def test_key(case: dict[str, Any]) -> None:
    document = Document(case["name"], case["text"].encode())
    if "rejected" in case:
        with pytest.raises(Rejected) as rejection:
            read(document)
        assert rejection.value.reason == case["rejected"], case["why"]
        return
    key = read(document).key
    got = {part: getattr(key, field) for part, field in PARTS.items()}
    wrong = {
        part: f"want {case[part]}, got {value}"
        for part, value in got.items()
        if value != case[part] and value not in case.get(f"{part}_accept", [])
    }
    assert not wrong, case["why"]


@pytest.mark.parametrize("case", FIGURES, ids=[str(index) for index in range(len(FIGURES))])
def test_figures(case: dict[str, Any]) -> None:
    figures = read_prose(list(enumerate(case["text"].split("\n"), 1)), case["year"], case.get("kind")).figures
    got = {figure.measure: figure.value for figure in figures}
    wrong = {
        measure: f"want {case['figures'].get(measure)}, got {got.get(measure)}"
        for measure in MEASURES
        if got.get(measure) != case["figures"].get(measure)
        and got.get(measure) not in case.get("accept", {}).get(measure, [])
    }
    assert not wrong, f"{case['text']} ({case['why']})"


@pytest.mark.parametrize("case", PROSE, ids=[str(index) for index in range(len(PROSE))])
def test_prose(case: dict[str, Any]) -> None:
    prose = read_prose(list(enumerate(case["text"].split("\n"), 1)), case["year"], case["kind"])
    got = {figure.measure: figure.value for figure in prose.figures}
    defended = {measure for measure, values in case.get("accept", {}).items() if got.get(measure) in values}
    assert {measure: got[measure] for measure in got.keys() - defended} == case["figures"], case["why"]
    if "subjects" in case:
        assert {subject.label: subject.value for subject in prose.subjects} == case["subjects"], case["why"]
    if "approximate" in case:
        assert [figure.measure for figure in prose.figures if figure.approximate] == case["approximate"], case["why"]
