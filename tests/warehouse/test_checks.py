"""Each check finds the error that is planted, names it with both sides, and is silent where it cannot know."""

from collections.abc import Callable, Mapping

import duckdb
import pytest
from made import APPLICANTS, Cell, consistent, make_report

from gongkai.transform.report import Figure, Report, Status
from gongkai.warehouse import checks
from gongkai.warehouse.judging import judge

REQUESTS = "table “Requests received and handled”"
Fill = Callable[..., duckdb.DuckDBPyConnection]


def found(report: Report) -> dict[str, list[str]]:
    """check -> messages, without what the reader found."""
    by_check: dict[str, list[str]] = {}
    for finding in judge([report])[0]:
        if finding.check != "town_not_listed":
            by_check.setdefault(finding.check, []).append(finding.message)
    return by_check


def changed(form: str, changes: Mapping[Cell, float | Status], prose: float | None = None) -> dict[str, list[str]]:
    figures = [Figure("received", prose, "件", "收到申请。", 9)] if prose is not None else []
    year = {"2019": 2020, "2021": 2022}[form]
    values = _with_unit(consistent(form, year)) | dict(changes)
    return found(make_report(form=form, year=year, values=values, figures=figures))


def _with_unit(values: dict[Cell, float]) -> dict[Cell, float]:
    """The form of 2019 prints no unit for the amount of procurement, which is a finding of its own."""
    amount = ("proactive", "procurement", "amount")
    return values | ({amount: 0.0} if amount in values else {})


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_nothing_is_found_where_all_adds_up(form: str) -> None:
    assert changed(form, {}) == {}


def test_requests_in_and_out_that_differ_are_named() -> None:
    assert changed("2021", {("applications", "carried_out", "enterprise"): 23.0}) == {
        "sum_applicants": [
            f"{REQUESTS}, row “Carried over to the next year”: total is 234, the applicants add up to 233"
        ],
        "sum_flow": [
            f"{REQUESTS}, column “Commercial enterprises”: received and carried in come to 4518,"
            " handled and carried over to 4517"
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("form", "row", "count"), [("2019", "other", 19), ("2021", "other.other", 21)])
def test_outcomes_that_do_not_add_up_are_named(form: str, row: str, count: int) -> None:
    messages = changed(form, {("applications", row, "natural_person"): 0.0})
    (message,) = messages["sum_outcomes"]
    assert message.startswith(f"{REQUESTS}, column “Natural persons”: total handled is ")
    assert f", the {count} outcomes add up to " in message


def test_challenges_that_do_not_add_up_are_named() -> None:
    assert changed("2021", {("challenges", "litigation_direct", "total"): 76.0}) == {
        "sum_challenges": [
            "table “Reconsideration and litigation”, row “Lawsuits brought directly”: total is 76,"
            " the outcomes add up to 75"
        ]
    }


@pytest.mark.parametrize("status", [Status.BLANK, Status.ABSENT, Status.AMBIGUOUS, Status.UNREADABLE])
def test_a_sum_with_a_lost_term_is_not_assessed(status: Status) -> None:
    lost: dict[Cell, float | Status] = {
        ("applications", "carried_out", "enterprise"): status,
        ("applications", "received", "enterprise"): 7777.0,
    }
    assert set(changed("2021", lost)) == {"sum_applicants"}, "only the row of received, which is whole"


@pytest.mark.parametrize(("prose", "received", "carried_in", "told"), [
    (5, 5, 2, None),
    (7, 5, 2, None),
    (6, 5, 2, "the prose says 6 received (line 9), the table 5, or 7 with those carried in"),
    (4, 5, 0, "the prose says 4 received (line 9), the table 5 (line"),
    (4, 5, Status.ABSENT, "the prose says 4 received (line 9), the table 5 (line"),
    (6, 5, Status.ABSENT, None),
    (0, 0, 0, None),
])  # fmt: skip
def test_the_prose_is_held_against_the_table(
    prose: float, received: float, carried_in: float | Status, told: str | None
) -> None:
    totals = {("applications", "received", "total"): received, ("applications", "carried_in", "total"): carried_in}
    messages = changed("2021", totals, prose).get("prose_received", [])
    assert len(messages) == (told is not None)
    assert not told or told in messages[0]


def test_a_lost_total_beside_zeros_is_said_just_so() -> None:
    row: dict[Cell, float | Status] = {("applications", "received", applicant): 0.0 for applicant in APPLICANTS}
    lost = row | {
        ("applications", "received", "other"): Status.ABSENT,
        ("applications", "received", "total"): Status.ABSENT,
    }
    (said,) = changed("2021", lost, 1)["prose_received_not_in_row"]
    assert "the prose says 1 received (line 9); every cell that is left in the row is 0, and its total is lost" in said
    assert "prose_received_not_in_row" not in changed("2021", lost, 0)
    others = lost | {("applications", "received", "research"): 1.0}
    assert "prose_received_not_in_row" not in changed("2021", others, 1)


def test_findings_of_the_reader_and_of_the_checks_stand_side_by_side(filled: Fill) -> None:
    con = filled(make_report(values=consistent("2021") | {("challenges", "litigation_after", "total"): 1.0}))
    rows = con.execute(
        'SELECT "check", found_by, table_code, row_code, left_value, right_value FROM findings'
    ).fetchall()
    assert sorted(rows) == [
        ("sum_challenges", "check", "challenges", "litigation_after", "1", "90"),
        ("town_not_listed", "reader", None, None, "a", None),
    ]
    checks.run(con)
    assert len(con.execute("FROM findings").fetchall()) == 2, "run again, they stand there once"


def test_each_rule_says_what_it_means_and_where_it_comes_from(filled: Fill) -> None:
    rows = filled().execute("FROM checks").fetchall()
    assert [code for code, *_ in rows] == [one.code for one in checks.declared()]
    assert {found_by for *_, found_by, _, _ in rows} == {"check", "reader"}
    assert all(all(words) for words in rows if words[5] == "check")


@pytest.mark.parametrize(
    ("measure", "total", "message"),
    [
        ("reconsideration", 60.0, "the prose says 7 reconsiderations (line 9), the table 60 (line "),
        ("litigation", 165.0, "the prose says 7 lawsuits (line 9), the table 165 (line "),
    ],
)
def test_challenges_in_prose_and_table_that_differ_are_named(measure: str, total: float, message: str) -> None:
    def stating(number: float, changes: Mapping[Cell, float | Status]) -> dict[str, list[str]]:
        figures = [Figure(measure, number, "件", "本年的案件。", 9)]
        return found(make_report(values=consistent("2021") | dict(changes), figures=figures))

    (said,) = stating(7.0, {})[f"prose_{measure}"]
    assert message in said
    assert stating(total, {}) == {}
    lost: dict[Cell, float | Status] = {
        ("challenges", "reconsideration", "total"): Status.ABSENT,
        ("challenges", "litigation_after", "total"): Status.BLANK,
    }
    assert stating(7.0, lost) == {}
