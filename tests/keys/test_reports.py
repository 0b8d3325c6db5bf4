"""Report or not: over a hundred made-up texts about reports, and reports of all kinds, with precision and recall."""

import json
from pathlib import Path
from typing import Any

import pytest

from gongkai.extract.document import Document, Rejected
from gongkai.transform.key.is_report import declared
from gongkai.transform.read import read

FOLDER = Path(__file__).parent
FORM = "\n".join(
    [
        "第二十条第（一）项",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "规章\t\t\t",
        "行政规范性文件\t\t\t",
        "第二十条第（五）项",
        "信息内容\t本年处理决定数量",
        "行政许可\t",
        "第二十条第（六）项",
        "信息内容\t本年处理决定数量",
        "行政处罚\t",
        "行政强制\t",
        "第二十条第（八）项",
        "信息内容\t本年收费金额（单位：万元）",
        "行政事业性收费\t",
    ]
)
FILLED = FORM.replace("规章\t\t\t", "规章\t0\t0\t0").replace("许可\t", "许可\t12").replace("处罚\t", "处罚\t3")
NOTICE = "关于报送2023年度政府信息公开工作年度报告的通知\n各乡镇人民政府：\n请于1月20日前按下表填报。\n"
REPORT = "蕲春县漕河镇2022年政府信息公开工作年度报告\n"
SPEAKS = "本报告的统计期限自2022年1月1日起至2022年12月31日止。\n2022年，我镇公开信息12条，未收到申请。\n"


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return cases


NOT_REPORTS = [case["text"].replace("{form}", FORM) for case in load("not_reports.json")]
REPORTS = [case["text"] for name in ("keys.json", "twins.json") for case in load(name) if "rejected" not in case]


def is_report(text: str) -> bool:
    try:
        read(Document("x.txt", text.encode()))
    except Rejected as rejected:
        assert rejected.reason == "not_a_report"
        return False
    return True


def test_precision_and_recall() -> None:
    """Of what is taken for a report all is one, and all reports are taken for one."""
    assert len(NOT_REPORTS) >= 100
    assert len({case["kind"] for case in load("not_reports.json")}) >= 15
    accepted = [text[:40] for text in NOT_REPORTS if is_report(text)]
    refused = [text[:40] for text in REPORTS if not is_report(text)]
    assert (accepted, refused) == ([], [])


def test_a_rejection_says_what_speaks_against_a_report() -> None:
    with pytest.raises(Rejected, match=r"is of another kind \(line 1\); addresses many \(line 2\); demands"):
        read(Document("x.txt", f"{NOTICE}{FORM}".encode()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{NOTICE}{FORM}", False),  # the form's labels alone are no report's
        (f"{REPORT}{SPEAKS}{FORM}", True),  # nor does an empty form refuse one
        (f"{REPORT}一、总体情况\n{FILLED}", True),
        # Articles of the form are none of a rule.
        (f"{REPORT}{SPEAKS}第二十条第（一）项\n第二十条 第（五）项\n第二十条\n第（六）项\n第二十条第（八）项", True),
        (f"{REPORT}第二十条\n第（一）项\n第二十条\n第（五）项\n第二十条\n第（六）项", True),
        (f"{REPORT}第一条 为规范工作，制定本制度。\n第二条 每年编制报告。\n第三条 报告向社会公布。", False),
        # What a menu lists, and what a text cites, tells nothing of its kind.
        (f"政府信息公开指南\n政府信息公开制度\n{REPORT}{SPEAKS}", True),
        (f"{REPORT}根据《关于做好2022年政府信息公开工作年度报告的通知》，编制本报告。\n{SPEAKS}", True),
        # A telephone number is masked, figures are not.
        (f"{REPORT}{SPEAKS}如有疑问请与我镇联系（电话：0713-72****1）。", True),
        (REPORT.replace("蕲春县漕河镇", "xx县xx镇") + "2022年，我镇公开信息xx条，收到申请xx件。", False),
        (REPORT.replace("2022年", "2022年上半年") + "2022年上半年，我镇公开信息12条，未收到申请。", False),
        # Items of a list are no titles, and who demands in them is the unit itself.
        (f"{REPORT}2022年，我镇公开信息12条。\n6.对政府信息公开内容逐项进行说明\n下达责令改正通知书5份。", True),
        (
            f"{REPORT}2022年，我镇公开信息12条。\n政府信息公开内容逐项说明\n责令各村立即改正，逾期未报的追究责任。",
            False,
        ),
        ("蕲春县漕河镇2022年政府信息公开报告\n2022年，我镇公开信息12条，未收到申请。", True),
        ("蕲春县漕河镇关于2022年度信息公开的报告\n现将我镇2022年信息公开工作情况报告如下。\n公开信息12条。", True),
    ],
)
def test_what_decides(text: str, expected: bool) -> None:
    assert is_report(text) is expected


def test_a_sign_that_a_line_shows_stands_in_all_lines_together() -> None:
    """Else looking through them together would miss it: a pattern must not need what stands behind a line's ends."""
    for text in [*NOT_REPORTS, *REPORTS]:
        lines = [line.strip() for line in text.split("\n")]
        together = "\n".join(lines)
        for sign in declared().signs:
            if any(map(sign.pattern.search, lines)):
                assert sign.pattern.search(together), (sign.name, text)
                assert sign.words is None or sign.words.search(together), (sign.name, text)


OPENING = "2022年，蕲春县水利局公开信息12条，现向社会公布年度报告，统计期限自2022年1月1日起。\n一、总体情况\n公开。\n"


@pytest.mark.parametrize(
    "last",
    [
        "根据省、市有关网站的要求,发布符合规定",
        "按照统一部署，2022年我局完善了信息公开制度",
        "严格按照条例的要求，我局更新信息公开指南",
        "进一步理顺机制，我局修订了保密审查办法",
        "为方便群众，县局公开办事流程",
    ],
)
def test_a_report_whose_last_sentence_is_broken_off_is_no_paper_of_another_kind(last: str) -> None:
    assert is_report(f"{OPENING}{last}")
    assert not is_report(f"{OPENING}{last}\n一、凡应公开的内容一律公开。"), "no end of the text"
    told = "2022年，我局公开信息12条，现将政务公开情况公布如下。2022年受理申请3件。"
    assert is_report(told)
    assert not is_report(f"{told}\n{last}"), "no section above it"


@pytest.mark.parametrize(
    "headline", ["关于印发信息公开审查，发布规定", "蕲春县水利局信息公开工作制度", "水利局公开、审查规定"]
)
def test_the_title_of_rules_at_the_end_still_tells_what_a_text_is(headline: str) -> None:
    assert not is_report(f"{OPENING}{headline}")


def test_the_supervision_that_a_report_tells_of_is_no_result_of_a_ranking() -> None:
    assert is_report(f"{REPORT}2022年，我镇公开信息12条。\n（五）监督考核情况\n未开展。")
    assert not is_report("蕲春县2022年政务公开考核结果\n2022年，我县公开信息12条，各单位成绩如下。")


MASKED = "****年，{0}主动公开政府信息***条，收到申请**件。\n数据统计期限自****年*月*日起。现公布{0}政务公开情况。"


@pytest.mark.parametrize("name", ["黎川县日峰镇", "沭阳县水利局", "嘉善县人民政府"])
def test_a_report_whose_figures_a_portal_masks_is_one_where_its_title_is_whole(name: str) -> None:
    title = f"{name}2022年政府信息公开工作年度报告\n"
    text = title + MASKED.format(name)
    report = read(Document("x.txt", text.encode()))
    assert (report.key.year, report.figures) == (2022, ())
    assert not is_report(MASKED.format(name) + "本机关加强管理。"), "no title"
    assert not is_report(text.replace("2022", "****")), "nor one without a year"
    assert not is_report(text.replace(name, "**县**镇"))
    assert not is_report(title + MASKED.format("某镇")), "names are masked"
    assert not is_report(title + MASKED.format("**镇"))
    assert not is_report(f"{title}现公布{name}政务公开情况。\n某镇主动公开。\n公开***条。")
    assert not is_report(text.replace("*", "x")), "a model's signs"
    assert not is_report(text.replace("*", "×"))


MODEL = """2021年，我{0}的政务公开工作在县委、县政府的领导下，增强透明度，完善了制度。现将我{0}政务公开工作总结如下：
一、加强领导，成立了领导小组。公示栏设在大院内。
二、突出重点，公开政策、财务、办事程序，群众满意。
"""


@pytest.mark.parametrize("kind", ["镇", "乡", "局", "街道"])
def test_a_summary_that_names_nobody_and_no_information_is_a_model(kind: str) -> None:
    text = MODEL.format(kind)
    assert not is_report(text)
    for own in (
        "黎川县水利局公示3次。",
        "周田镇公示3次。",
        "主动公开3条。",
        "信息公开申请0件。",
        "公开各类信息3条。",
    ):
        assert is_report(text + own), own
    assert is_report(f"{REPORT}{text}")
