"""The reader as a whole, on reports whose truth is known."""

import math
import re

import pytest

from gongkai.extract.document import Document, Rejected
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests.truth import SHARED, Case, samples, shared, wrong_cells, wrong_keys

FIGURE = re.compile("[0-9]+")
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not beside the project")
REPORTS = [case for case in shared("seeds") + shared("cases") if case.truth.get("report") is not False]


@pytest.mark.parametrize("case", samples(), ids=lambda case: case.name)
def test_sample_is_read_exactly(case: Case) -> None:
    report = read(case.document)
    assert wrong_cells(report, case.truth) == {}
    assert wrong_keys(report, case.truth) == {}
    assert report.form == case.truth["form"]
    figures = {figure.measure: figure.value for figure in report.figures}
    told = {measure: case.truth["narrative"].get(measure) for measure in ("proactive_total", "received")}
    assert {measure: figures.get(measure) for measure in told} == told


@needs_shared
@pytest.mark.parametrize("case", REPORTS, ids=lambda case: case.name)
def test_real_report_is_read_exactly(case: Case) -> None:
    report = read(case.document)
    assert wrong_cells(report, case.truth) == {}
    assert wrong_keys(report, case.truth) == {}
    assert report.form == case.truth["form"]
    units = {f"{fact.table}.{fact.row}.{fact.column}": fact.unit for fact in report.facts}
    assert {cell: units[cell] for cell in case.truth.get("units", {})} == case.truth.get("units", {})


@needs_shared
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("case", shared("seeds"), ids=lambda case: case.name)
def test_encoding_changes_nothing_but_its_name(case: Case, encoding: str) -> None:
    text = case.document.data.decode("utf-8")
    report = read(Document(case.name, text.encode(encoding)))
    assert report.encoding == encoding
    assert wrong_cells(report, case.truth) == {}
    assert wrong_keys(report, case.truth) == {}


def test_every_cell_of_the_form_has_a_status_and_values_have_an_origin() -> None:
    for case in samples():
        report = read(case.document)
        lines = report.text.split("\n")
        keys = [(fact.table, fact.row, fact.column) for fact in report.facts]
        assert len(keys) == len(set(keys))
        if report.form in ("2019", "2021"):
            assert len(keys) == {"2019": 198, "2021": 200}[report.form]
        for fact in report.facts:
            assert (fact.value is None) == (fact.status is not Status.REPORTED)
            if fact.status is Status.REPORTED:
                assert fact.raw is not None and fact.line is not None
                assert fact.raw in lines[fact.line - 1]


def test_reading_is_a_function_of_the_bytes() -> None:
    case = samples()[0]
    assert read(case.document) == read(Document("another/name.txt", case.document.data))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("　\n".encode("utf-16"), "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "binary"),
        ("本镇于三月召开春耕生产会议，安排农田水利工作。\n会后各村分头落实。".encode(), "not_a_report"),
        ("关于做好2020年政府信息公开工作年度报告编制发布工作的通知\n请各镇于一月底前报送。".encode(), "not_a_report"),
        (b"x" * 20_000_001, "too_large"),
    ],
    ids=["nothing", "blanks", "blanks in utf-16", "all bytes", "png", "other subject", "notice", "too large"],
)
def test_what_is_no_report_is_rejected_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as rejected:
        read(Document("x.txt", data))
    assert rejected.value.reason == reason
    assert rejected.value.message.endswith(".")


def test_damage_and_a_wrong_decoding_that_was_undone_are_findings() -> None:
    text = samples()[0].document.data.decode(samples()[0].truth["encoding"])
    clean, damaged = text.encode(), text.encode().replace("情况".encode(), "情".encode() + b"\xe5\x86", 1)
    undone = text.encode().decode("latin-1").encode()
    assert [
        {finding.check for finding in read(Document("x", data)).findings} & {"characters_lost", "decoded_wrongly"}
        for data in (clean, damaged, undone)
    ] == [set(), {"characters_lost"}, {"decoded_wrongly"}]


NO_COUNT = ["1.5", "½½½", "²²²", "①②③", "1,5", "1e5", "٣٣٣", "1_0", "inf", "nan", "－1", "１．５", "0x1", "1.5.5"]


@pytest.mark.parametrize("printed", NO_COUNT)
def test_what_looks_like_a_number_in_the_place_of_one_costs_no_report_in_any_layout(printed: str) -> None:
    """Python takes some of these for numbers, and fails at others that it takes for digits."""
    for case in samples():
        text = read(case.document).text
        positions = [match.start() for match in FIGURE.finditer(text)]
        spoiled = text
        for position in reversed(positions[:: max(1, len(positions) // 9)]):
            spoiled = f"{spoiled[:position]}{printed}{FIGURE.sub('', spoiled[position:], count=1)}"
        report = read(Document(case.name, spoiled.encode()))
        assert all(fact.value is None or math.isfinite(fact.value) for fact in report.facts)


def test_a_fraction_among_figures_that_stand_together_is_a_figure_of_none() -> None:
    (case,) = (case for case in samples() if "2025_glued_wanfu" in case.name)
    text = read(case.document).text
    assert "规章000" in text
    report = read(Document(case.name, text.replace("规章000", "规章1.5", 1).encode()))
    assert {fact.status for fact in report.facts if fact.row == "rules"} == {Status.AMBIGUOUS}
    assert len([fact for fact in report.facts if fact.status is Status.REPORTED]) > 100
