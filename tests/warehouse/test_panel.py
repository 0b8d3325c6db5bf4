"""The panel: a row per town, county and year; sums of what is known; forms merged only where they count alike."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb
import pytest
from made import cells, make_report

from gongkai.transform.report import Figure, Status
from gongkai.warehouse.panel import panel_comments

Fill = Callable[..., duckdb.DuckDBPyConnection]


def number(form: str, code: str) -> float:
    """The figure that `make_report` puts into a cell."""
    return 1.0 + [".".join(cell) for cell in cells(form)].index(code)


def row(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    found = con.execute("FROM panel")
    names = [name for name, *_ in found.description or ()]
    (values,) = found.fetchall()
    return dict(zip(names, values, strict=True))


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_each_measure_is_the_figure_of_its_cells(filled: Fill, form: str) -> None:
    panel = row(filled(make_report(form=form)))
    codes = [".".join(cell) for cell in cells(form)]
    refused = [code for code in codes if code.startswith("applications.refused.") and code.endswith(".total")]
    assert len(refused) == 8
    assert panel["refused"] == sum(number(form, code) for code in refused)
    for name, code in {
        "received": "applications.received.total",
        "carried_in": "applications.carried_in.total",
        "granted": "applications.granted.total",
        "partly_granted": "applications.partly_granted.total",
        "refused_third_party": "applications.refused.third_party.total",
        "total_handled": "applications.total_handled.total",
        "carried_out": "applications.carried_out.total",
        "reconsideration_corrected": "challenges.reconsideration.corrected",
        "licensing_decisions": "proactive.licensing.decisions",
        "penalties_decisions": "proactive.penalties.decisions",
        "coercion_decisions": "proactive.coercion.decisions",
    }.items():
        assert panel[name] == number(form, code), name
    for result in ("upheld", "corrected", "other", "pending", "total"):
        both = (f"challenges.litigation_{when}.{result}" for when in ("direct", "after"))
        assert panel[f"litigation_{result}"] == sum(number(form, code) for code in both)
    others = [code for code in codes if code.startswith("applications.other.") and code.endswith(".total")]
    assert len(others) == {"2019": 1, "2021": 3}[form]
    assert panel["other_handled"] == sum(number(form, code) for code in others)
    assert (panel["town"], panel["county"], panel["year"], panel["form"]) == ("太平镇", "会昌县", 2022, form)


def test_what_the_forms_count_differently_stands_in_columns_of_its_own(filled: Fill) -> None:
    old, new = row(filled(make_report(form="2019"))), row(filled(make_report(form="2021")))
    assert (old["normative_documents_issued"], new["normative_documents_newly_made"]) == (None, None)
    assert new["normative_documents_issued"] == number("2021", "proactive.normative_documents.issued")
    assert old["normative_documents_newly_made"] == number("2019", "proactive.normative_documents.newly_made")
    assert old["fees_amount"] is None


@pytest.mark.parametrize(
    ("unit", "amount"),
    [("万元", 1.0), ("元", 0.0001), ("项", None), (None, None)],
    ids=["as is", "yuan", "other", "none"],
)
def test_fees_are_in_one_unit_or_not_there(filled: Fill, unit: str | None, amount: float | None) -> None:
    report = make_report()
    facts = tuple(fact._replace(unit=unit) if fact.row == "fees" else fact for fact in report.facts)
    fees = row(filled(replace(report, facts=facts)))["fees_amount"]
    assert fees == (None if amount is None else number("2021", "proactive.fees.amount") * amount)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.REPORTED])
def test_a_sum_is_null_when_a_term_is_not_known(filled: Fill, status: Status) -> None:
    lost = ("applications", "refused.inquiry", "total")
    panel = row(filled(make_report(values={lost: status})))
    assert (panel["refused"], panel["refused_inquiry"]) == (None, None)
    assert panel["refused_process"] == number("2021", "applications.refused.process.total")


def test_figures_of_the_prose_stand_beside_the_table(filled: Fill) -> None:
    figures = [Figure("website", 17, "条", "…", 4), Figure("received", 3, "件", "…", 5)]
    panel = row(filled(make_report(figures=figures)))
    assert (panel["prose_website"], panel["prose_received"], panel["prose_wechat"]) == (17.0, 3.0, None)
    assert panel["received"] == number("2021", "applications.received.total")


def test_one_row_per_town_county_and_year(filled: Fill) -> None:
    con = filled(
        make_report("a"),
        make_report("b", values={cells("2021")[0]: Status.ABSENT}),
        make_report("c", year=2021),
        make_report("d", county=None),
        make_report("e", town=None),
        make_report("f", year=None),
    )
    assert con.execute("SELECT source, year FROM panel ORDER BY year").fetchall() == [("2.txt", 2021), ("0.txt", 2022)]


def test_every_measure_says_what_it_means() -> None:
    assert all(len(comment) > 10 for comment in panel_comments().values())
    assert "不予公开" in panel_comments()["refused"]
