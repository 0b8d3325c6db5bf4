"""A county whose reports are in order over years: nothing is found there, and each planted error by its check alone."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import duckdb
import pytest
from made import Cell, consistent, document_id, make_report

from gongkai.extract.text.outline import Section
from gongkai.transform.legacy import LegacyFigure
from gongkai.transform.report import Fact, Figure, Report, Status
from gongkai.warehouse import checks

Fill = Callable[..., duckdb.DuckDBPyConnection]
Values = Mapping[Cell, float | Status]
TOWNS = ("太平镇", "中村乡")
HEADINGS = {
    "overview": "一、总体情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "problems": "五、存在的主要问题",
    "other_matters": "六、其他需要报告的事项",
}
FORMS = {2019: "2019", 2020: "2019", 2021: "2021", 2022: "2021"}
PROSE = "本镇按照要求公开了应当公开的信息，没有遗漏。" * 10
CHINESE, CODES = re.compile("[一-龥]"), re.compile("[A-Za-z]{2,}")
AMOUNT = ("proactive", "procurement", "amount")


@dataclass(frozen=True)
class Planted:
    """An error in the report of the first town on `year`, or in other reports, and what the check says of it."""

    check: str
    said: str
    year: int = 2022
    values: Values = field(default_factory=dict)
    change: Callable[[Report], Report] = lambda report: report
    also: Sequence[Report] = ()


def name(town: str, year: int) -> str:
    return f"{town} {year}"


def written(town: str, year: int, values: Values | None = None, document: str | None = None) -> Report:
    form = FORMS[year]
    given = consistent(form, year, TOWNS.index(town)) | dict(values or {})
    report = make_report(document or name(town, year), form, town, year=year, values=given)
    # The samples of a county in order print the unit of every amount, and have words of their own each year.
    facts = tuple(fact._replace(unit="万元") if fact.column == "amount" else fact for fact in report.facts)
    prose = Section(2, "problems", "五、存在的主要问题", f"{town}（{year}）第{TOWNS.index(town)}组：{PROSE}", 80, 90)
    sections, day = (*report.sections, prose), f"{year + 1}-01-20"
    return replace(report, facts=facts, sections=sections, published=day, findings=())


def stated(measure: str, value: float, line: int = 7) -> Figure:
    return Figure(measure, value, "件", "本年的数字。", line)


def with_figures(*figures: Figure) -> Callable[[Report], Report]:
    return lambda report: replace(report, figures=figures)


def with_cell(cell: Cell, **changes: object) -> Callable[[Report], Report]:
    def change(fact: Fact) -> Fact:
        return fact._replace(**changes) if (fact.table, fact.row, fact.column) == cell else fact  # type: ignore[arg-type]

    return lambda report: replace(report, facts=tuple(map(change, report.facts)))


def with_annex(*items: tuple[str, float]) -> Callable[[Report], Report]:
    legacy = tuple(LegacyFigure(code, code, value, "件", f"{value:g}", 20 + n) for n, (code, value) in enumerate(items))
    return lambda report: replace(report, legacy=legacy)


def same_prose(report: Report) -> Report:
    return replace(
        report, sections=(*report.sections[:1], report.sections[1]._replace(text=f"太平镇（2021）第0组：{PROSE}"))
    )


def with_prose(*sections: tuple[str, str]) -> Callable[[Report], Report]:
    made = tuple(Section(n, code, HEADINGS[code], text, 3 + n, 4 + n) for n, (code, text) in enumerate(sections, 1))
    return lambda report: replace(report, sections=made)


def with_headings(*headings: str) -> Callable[[Report], Report]:
    codes = ("overview", "applications", "problems")
    made = tuple(
        Section(n, code, heading, "本年情况如上，已经写明。", 3 * n + 1, 3 * n + 2, 3 * n)
        for n, (code, heading) in enumerate(zip(codes, headings, strict=True), 1)
    )
    return lambda report: replace(report, sections=made)


def with_section(code: str, heading: str, text: str) -> Callable[[Report], Report]:
    """One more part, where the form has it: before that on problems or behind it."""

    def change(report: Report) -> Report:
        *first, problems = report.sections
        more = Section(8, code, heading, text, 91, 92, 90)
        before = () if code == "other_matters" else (more,)
        behind = (more,) if code == "other_matters" else ()
        return replace(report, sections=(*first, *before, problems._replace(ordinal=7 if behind else 9), *behind))

    return change


def with_fees(overview: str, other_matters: str) -> Callable[[Report], Report]:
    """What two parts say of the fee."""
    six = with_section("other_matters", "六、其他需要报告的事项", other_matters)

    def change(report: Report) -> Report:
        first, *rest = six(report).sections
        return replace(report, sections=(first._replace(text=overview), *rest))

    return change


def all_cells_lost(report: Report) -> Report:
    return replace(report, facts=tuple(fact._replace(value=None, status=Status.BLANK) for fact in report.facts))


def of_form_2019(report: Report) -> Report:
    return replace(report, form="2019")


def figures_of(year: int) -> Callable[[Report], Report]:
    return lambda report: replace(report, facts=written("太平镇", year).facts)


PLANTED = [
    Planted(
        "prose_carried_out",
        "the prose says 9 carried over (line 7), the table 234",
        change=with_figures(stated("carried_out", 9)),
    ),
    Planted(
        "prose_answered",
        "settled (line 7), the table 45864",
        change=with_figures(stated("answered", 99999)),
    ),
    Planted(
        "section_numbers",
        "“二、存在的主要问题” stands behind “二、收到和处理政府信息公开申请情况”",
        change=with_headings("一、总体情况", "二、收到和处理政府信息公开申请情况", "二、存在的主要问题"),
    ),
    Planted(
        "section_without_table",
        "the part “四、政府信息公开行政复议、行政诉讼情况” (line 90) has no table",
        values={cell: Status.ABSENT for cell in consistent("2021") if cell[0] == "challenges"},
        change=with_section("challenges", "四、政府信息公开行政复议、行政诉讼情况", ""),
    ),
    Planted(
        "fees_without_notice",
        " ended since a fee was not paid (line ",
        change=with_section("other_matters", "六、其他需要报告的事项", "本年未向申请人发出收费通知。"),
    ),
    Planted(
        "fees_without_notice",
        ", but the prose says “发出收费通知2份” (line 91)",
        change=with_section("other_matters", "六、其他需要报告的事项", "本年发出收费通知２份，实收0元。"),
    ),
    Planted(
        "fees_differ",
        "the part on other matters (line 91) states a fee of 1200.5 yuan, “一、总体情况” (line 3) one of 120",
        change=with_fees("本年收取信息处理费120元。", "按件收取信息处理费共0.12005万元。"),
    ),
    Planted(
        "fees_differ",
        "states a fee of 0 yuan, “一、总体情况” (line 3) one of 120",
        change=with_fees("本年收取信息处理费120元。", "本单位未收取政府信息处理费。"),
    ),
    Planted(
        "prose_all_settled",
        "the prose says “均已办结” of all requests (line 4), yet the table carries",
        change=with_prose(("overview", "收到申请3件，均已办结。"), ("problems", "有些不足，正在改进。")),
    ),
    Planted(
        "section_missing",
        "there is no part “存在的主要问题及改进情况”, though there is one behind it",
        change=with_prose(("overview", "本年情况。"), ("applications", "见表。"), ("other_matters", "无。")),
    ),
    Planted(
        "section_empty",
        "the part “五、存在的主要问题” (line 5) says nothing",
        change=with_prose(("overview", "本年情况。"), ("problems", "无。")),
    ),
    Planted(
        "published_late",
        "published on 2023-03-01, after 2023-01-31",
        change=lambda report: replace(report, published="2023-03-01"),
    ),
    Planted(
        "prose_of_another_year",
        "the report is on 2022, but of years the prose names only 2021 (line 4)",
        change=with_prose(("overview", "2021年，本镇公开了信息。"), ("problems", "有些不足，正在改进。")),
    ),
    Planted(
        "sum_flow",
        "column “Total”: received and carried in come to ",
        values={("applications", row, "total"): Status.ABSENT for row in ("granted", "total_handled")}
        | {("applications", "total_handled", "total"): 5.0, ("applications", "total_handled", "other"): Status.BLANK},
    ),
    Planted(
        "sum_challenges",
        "row “Administrative reconsideration”: total is 61, the outcomes add up to 60",
        values={("challenges", "reconsideration", "total"): 61.0},
    ),
    Planted(
        "prose_received",
        "the prose says 3 received (line 7), the table ",
        change=with_figures(stated("received", 3)),
    ),
    Planted(
        "prose_carried_in",
        "the prose says 8 carried in (line 7), the table 228",
        change=with_figures(stated("carried_in", 8)),
    ),
    Planted(
        "prose_granted",
        "the prose says 3 granted (line 7), the table ",
        change=with_figures(stated("granted", 3)),
    ),
    Planted(
        "prose_refused",
        "the prose says 6 refused (line 7), the table ",
        change=with_figures(stated("refused", 6)),
    ),
    Planted(
        "prose_reconsideration",
        "the prose says 1 reconsiderations (line 7), the table 60",
        change=with_figures(stated("reconsideration", 1)),
    ),
    Planted(
        "prose_litigation",
        "the prose says 1 lawsuits (line 7), the table 165",
        change=with_figures(stated("litigation", 1)),
    ),
    Planted(
        "prose_channels",
        "382 items were published in all (line 7), but 2443 by “Published on the government website” alone (line 8)",
        change=with_figures(stated("proactive_total", 382), stated("website", 2443, 8), stated("wechat", 10)),
    ),
    Planted(
        "not_a_count",
        "column “Decisions in the year”: 30.5 (line ",
        values={("proactive", "licensing", "decisions"): 30.5},
    ),
    Planted("not_a_count", "-3 (line ", values={("proactive", "penalties", "decisions"): -3.0}),
    Planted("not_a_count", "-1.5 (line ", values={("proactive", "fees", "amount"): -1.5}),
    Planted(
        "more_disclosed_than_in_total",
        "newly disclosed 99 (line ",
        year=2020,
        values={("proactive", "normative_documents", "newly_disclosed"): 99.0},
    ),
    Planted(
        "rules_of_a_town",
        "and yet 2 is reported (line 11)",
        values={("proactive", "rules", "issued"): 2.0, ("proactive", "rules", "repealed"): 2.0},
    ),
    Planted("amount_without_unit", "the amount 13.25 (line ", year=2020, change=with_cell(AMOUNT, unit=None)),
    Planted(
        "amount_too_large",
        "12500 is too large in 10,000 yuan (line ",
        year=2021,
        values={("proactive", "fees", "amount"): 12500.0},
    ),
    Planted("no_figures", "the tables of form 2021 hold no figure", change=all_cells_lost),
    Planted(
        "form_of_another_year", "the report on 2022 uses the form of 2019, made for 2019 to 2020", change=of_form_2019
    ),
    Planted(
        "sum_annex",
        "the item is 5 (line 20), but 4.1 + 4.2 + 4.3 add up to 6",
        change=with_annex(("4", 5), ("4.1", 1), ("4.2", 2), ("4.3", 3)),
    ),
    Planted(
        "annex_part",
        "a part, 9 (line 21), is more than its whole, 5 (line 20)",
        change=with_annex(("1.1", 5), ("1.1a", 9)),
    ),
    Planted(
        "years_carried",
        "column “Research institutions”: carried in is 38 (line ",
        year=2021,
        values={
            ("applications", "carried_in", "research"): 38.0,
            ("applications", "carried_in", "total"): Status.UNREADABLE,
            ("applications", "received", "research"): Status.UNREADABLE,
        },
    ),
    Planted(
        "years_in_force",
        "in force is 60 (line ",
        values={("proactive", "normative_documents", "in_force"): 60.0},
    ),
    Planted(
        "years_items",
        "items of last year are 90 (line ",
        year=2020,
        values={("proactive", "penalties", "items_last_year"): 90.0},
    ),
    Planted(
        "years_jump",
        "9000 (line ",
        values={("proactive", "licensing", "decisions"): 9000.0},
    ),
    Planted("years_amount", "the amount is 0.01 (line ", values={("proactive", "fees", "amount"): 0.01}),
    Planted(
        "years_same_prose",
        "the part “五、存在的主要问题” (line 80) is word for word that of 2021 (line 80 of ",
        change=same_prose,
    ),
    Planted(
        "versions_differ",
        "cells with another value than in the current version (",
        also=[
            written(
                "太平镇",
                2022,
                {
                    ("proactive", "coercion", "decisions"): 40.0,
                    ("challenges", "reconsideration", "total"): Status.ABSENT,
                },
                "another version",
            )
        ],
    ),
]


def found(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    sql = "SELECT \"check\", message, year FROM findings WHERE found_by = 'check' ORDER BY ALL"
    return [(check, message, year) for check, message, year in con.execute(sql).fetchall()]


def county(planted: Planted | None = None) -> list[Report]:
    reports = [
        written(town, year, planted.values if planted and (town, year) == (TOWNS[0], planted.year) else None)
        for town in TOWNS
        for year in FORMS
    ]
    if not planted:
        return reports
    index = list(FORMS).index(planted.year)
    reports[index] = planted.change(reports[index])
    return [*reports, *planted.also]


def test_in_a_county_in_order_nothing_is_found(filled: Fill) -> None:
    assert found(filled(*county())) == []


@pytest.fixture(scope="module")
def counties(filled: Fill) -> duckdb.DuckDBPyConnection:
    """One warehouse for all planted errors, each in a county of its own, with its number as its name."""
    return filled(
        *(
            replace(
                report,
                document_id=document_id(f"{number} {report.document_id}"),
                key=replace(report.key, county=str(number)),
            )
            for number, planted in enumerate(PLANTED)
            for report in county(planted)
        )
    )


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=lambda number: f"{number} {PLANTED[number].check}")
def test_a_planted_error_is_named_by_exactly_its_check(counties: duckdb.DuckDBPyConnection, number: int) -> None:
    planted = PLANTED[number]
    of_county = "FROM findings WHERE county = ?"
    named = f"SELECT \"check\", message, year {of_county} AND found_by = 'check'"
    ((check, message, year),) = counties.execute(named, [str(number)]).fetchall()
    assert (check, year) == (planted.check, planted.year)
    assert planted.said in message
    for (chinese,) in counties.execute(f"SELECT message_zh {of_county}", [str(number)]).fetchall():
        assert CHINESE.search(chinese) and not CODES.search(re.sub(r"\d\.txt", "", chinese)), chinese


def test_a_copied_report_is_named(filled: Fill) -> None:
    """Its figures do not follow from the year before, either: other checks have their say, too."""
    copied = found(filled(*county(Planted("", "", change=figures_of(2021)))))
    assert ("years_same_figures", 2022) in {(check, year) for check, _, year in copied}
    assert {check for check, *_ in copied} == {"years_same_figures", "years_carried", "years_in_force"}


def test_a_report_with_the_neighbours_figures_is_named_on_both_sides(filled: Fill) -> None:
    theirs = written(TOWNS[1], 2022)
    alike = found(filled(*county(Planted("", "", change=lambda report: replace(report, facts=theirs.facts)))))
    said = [message for check, message, _ in alike if check == "same_figures_elsewhere"]
    assert len(said) == 2
    assert "of 太平镇 are those of 中村乡 (7.txt) in the same year" in "".join(said)


def test_a_neighbours_prose_is_named_on_both_sides(filled: Fill) -> None:
    text = f"{TOWNS[0]}（2022）第1组：{PROSE}"  # but for the name, that of the other town
    copied = Planted("", "", change=with_prose(("overview", "本年情况。"), ("problems", text)))
    alike = [message for check, message, _ in found(filled(*county(copied))) if check == "same_prose_elsewhere"]
    assert len(alike) == 1, "the one that it is held against is not the copy of itself"
    assert " (line " in alike[0]


def test_prose_that_counts_otherwise_is_not_held_against_the_table(filled: Fill) -> None:
    """Fewer answered than handled: some need no answer. Published 27 times: no number of items."""
    times = stated("proactive_total", 27)._replace(sentence="更新政府信息27次")
    for figures in ((stated("answered", 3),), (times, stated("wechat", 149, 8))):
        assert found(filled(*county(Planted("", "", change=with_figures(*figures))))) == []
    settled = stated("answered", 3)._replace(sentence="办结申请3件")
    assert [check for check, *_ in found(filled(*county(Planted("", "", change=with_figures(settled)))))] == [
        "prose_answered"
    ]


def test_what_the_end_of_a_text_may_have_cut_off_is_not_missed(filled: Fill) -> None:
    cut_off = with_prose(("overview", "本年情况。"), ("problems", "(一)存在"))
    numbered = with_headings("一、总体情况", "三、收到和处理政府信息公开申请情况", "六、存在的主要问题")
    for change in (cut_off, numbered):
        assert found(filled(*county(Planted("", "", change=change)))) == []
    absent: dict[Cell, float | Status] = dict.fromkeys(consistent("2021"), Status.ABSENT)
    assert found(filled(*county(Planted("", "", values=absent)))) == []


@pytest.mark.parametrize(
    ("overview", "other_matters"),
    [
        ("收取信息处理费120元。", "共收取信息处理费120.00元。"),
        ("未产生信息处理费。", "依照《政府信息公开信息处理费管理办法》，收取信息处理费0元。"),
        ("去年收取信息处理费120元。", "本年未收取信息处理费。"),
        ("2022年公开了信息。2021年收取信息处理费120元。", "2022年未收取信息处理费。"),
        ("累计收取信息处理费1200元。", "收取信息处理费120元。"),
        ("其中收取信息处理费20元。", "收取信息处理费120元。"),
        ("收取信息处理费30元；另收取信息处理费90元。", "收取信息处理费120元。"),
        ("收取复印费20元。", "收取信息处理费120元。"),
        ("没有申请人未缴信息处理费。", "收取信息处理费120元。"),
    ],
)
def test_fees_of_another_year_or_of_a_part_are_not_held_against_that_of_the_year(
    filled: Fill, overview: str, other_matters: str
) -> None:
    assert found(filled(*county(Planted("", "", change=with_fees(overview, other_matters))))) == []


def test_a_fee_without_a_request_is_named(filled: Fill) -> None:
    """Without the years before, from which requests would have been carried in."""
    none: dict[Cell, float | Status] = {cell: 0.0 for cell in consistent("2021") if cell[0] == "applications"}
    charged = with_figures(stated("fees", 120))(written("太平镇", 2022, none))
    ((check, message, _),) = found(filled(charged))
    assert check == "fees_without_requests"
    assert "the prose says that 120 yuan were charged (line 7), yet the table counts no request" in message
    free = replace(charged, figures=(stated("fees", 0),))
    one = written("太平镇", 2022, none | {("applications", "carried_in", "total"): Status.BLANK})
    for report in (free, replace(one, figures=charged.figures)):
        assert found(filled(report)) == []


def test_as_many_notices_as_were_not_paid_are_enough(filled: Fill) -> None:
    unpaid = consistent("2021", 2022, 0)["applications", "other.unpaid", "total"]
    enough = with_section("other_matters", "六、其他需要报告的事项", f"本年发出收费通知{unpaid:g}份。")
    assert found(filled(*county(Planted("", "", change=enough)))) == []


def test_settled_and_all_is_not_said_of_none_or_of_others(filled: Fill) -> None:
    for text in ("收到申请3件，已办结2件。", "上级交办事项均已办结。", "提案建议全部办结。"):
        prose = with_prose(("overview", text), ("problems", "有些不足，正在改进。"))
        assert found(filled(*county(Planted("", "", change=prose)))) == []


def test_every_check_has_a_planted_error() -> None:
    elsewhere = {
        "fees_without_requests",
        "prose_received_not_in_row",
        "sum_applicants",
        "sum_outcomes",
        "suspect_of_last_year",
        "year_in_future",
        "years_same_figures",
        "same_figures_elsewhere",
        "same_prose_elsewhere",
    }
    assert {planted.check for planted in PLANTED} | elsewhere == {check.code for check in checks.checks()}


@pytest.mark.parametrize("status", [Status.BLANK, Status.ABSENT, Status.AMBIGUOUS, Status.UNREADABLE])
def test_what_a_missing_figure_would_decide_is_not_assessed(filled: Fill, status: Status) -> None:
    lost: dict[Cell, float | Status] = {
        cell: status
        for cell in consistent("2021")
        if cell[1] in ("carried_out", "carried_in", "normative_documents")
        or cell[2] in ("decisions", "amount", "total")
    }
    figures = with_figures(stated("carried_in", 999), stated("granted", 999), stated("litigation", 999))
    for year in (2021, 2022):
        assert found(filled(*county(Planted("", "", year, lost, figures)))) == []


def test_reports_without_a_known_place_or_year_are_held_against_no_other(filled: Fill) -> None:
    wild: dict[Cell, float | Status] = {("proactive", "licensing", "decisions"): 9000.0}
    unknown = [
        replace(report, key=replace(report.key, **{part: None}))
        for part in ("town", "county", "year")
        for report in county(Planted("", "", values=wild))[:4]
    ]
    between = {"years_jump", "years_carried", "years_in_force", "years_same_prose", "years_same_figures", "years_items"}
    named = {check for check, *_ in found(filled(*unknown))}
    assert not named & between


def test_towns_of_one_name_in_counties_of_one_name_are_told_apart_by_code(filled: Fill) -> None:
    reports = county(Planted("", "", values={("proactive", "licensing", "decisions"): 9000.0}))[:4]
    elsewhere = replace(reports[3], key=replace(reports[3].key, county_code="361000"))
    assert found(filled(*reports[:3], elsewhere)) == []


@pytest.mark.parametrize("at_a_time", [1, 2])
def test_pairs_taken_a_few_at_a_time_give_what_all_of_them_give(
    filled: Fill, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    wild: dict[Cell, float | Status] = {("proactive", "licensing", "decisions"): 9000.0}
    lost: dict[Cell, float | Status] = {("challenges", "reconsideration", "total"): Status.ABSENT}
    versions = [written(town, 2021, lost | wild, f"version {town}") for town in TOWNS]
    con = filled(*county(Planted("", "", values=wild, also=versions)))
    at_once = found(con)
    few = [replace(pairs, at_a_time=at_a_time) for pairs in checks.PAIRS]
    monkeypatch.setattr(checks, "PAIRS", few)
    checks.run(con)
    assert found(con) == at_once
    assert {"versions_differ", "years_jump"} <= {check for check, *_ in at_once}
