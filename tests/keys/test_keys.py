"""Title, unit, place and year."""

import pytest

from gongkai.transform.key.places import resolve
from gongkai.transform.key.titles import cited_title, find_title
from gongkai.transform.key.years import find_year
from gongkai.transform.report import Key


def key(text: str) -> Key:
    lines = list(enumerate(text.split("\n"), 1))
    title = find_title(lines) or cited_title(lines)
    return resolve(title, lines, find_year(title, lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赵堡镇2020年政府信息公开工作年度报告", ("township", "赵堡镇", "温县", 2020)),
        (
            "城步苗族自治县五团镇\n政府信息公开工作年度报告\n2019年，我镇…",
            ("township", "五团镇", "城步苗族自治县", 2019),
        ),
        ("五常市民意乡\n2021年政府信息公开工作年度报告", ("township", "民意乡", "五常市", 2021)),
        ("2022年度螅镇政府信息公开工作年度报告", ("township", "螅镇", "佳县", 2022)),
        ("重庆市璧山区福禄镇2019年政府信息公开工作年度报告", ("township", "福禄镇", "璧山区", 2019)),
        ("桂花街道办事处2019年政府信息公开工作年度报告\n荷塘区桂花街道", ("subdistrict", "桂花街道", "荷塘区", 2019)),
        ("太平镇人民政府2022年政府信息公开工作年度报告", ("township", "太平镇", None, 2022)),
        (
            "太平镇2022年政府信息公开工作年度报告\n本报告依国办公开办函〔2019〕60号编制",
            ("township", "太平镇", None, 2022),
        ),
        ("城口县人民政府机关\n2020年政府信息公开工作年度报告", ("county", None, "城口县", 2020)),
        ("宁化县水利局2022年政府信息公开工作年度报告", ("department", None, "宁化县", 2022)),
        (
            "关于报送周家镇2020年政府信息公开\n工作年度报告的报告\n《正宁县人民政府办公室关于报送的通知》",
            ("township", "周家镇", "正宁县", 2020),
        ),
        (
            "首页 > 公开 > 年报\n发布日期:2021-01-19\n2018年政府信息公开年报\n由诸暨市安华镇人民政府编制。",
            ("township", "安华镇", "诸暨市", 2018),
        ),
        (
            "兴国镇人民政府2025年政府信息公开工作年度报告",
            ("township", "兴国镇", None, 2025),
        ),
        # A stock phrase is no department, and 我县 says whose report it is.
        (
            "一、总体情况\n2020年，在县委、县政府领导下，我县有序推进公开。\n本报告由凤县人民政府办公室编制。",
            ("county", None, "凤县", 2020),
        ),
        # The title as the first sentence cites it.
        ("现公布府谷县教育和体育局2022年政府信息公开工作年度报告，欢迎查阅。", ("department", None, "府谷县", 2022)),
        # 和县政府 is no county, nor is 城区道路.
        (
            "府谷县水利局2022年政府信息公开工作年度报告\n落实市委和县政府的要求，加强城区道路管理。",
            ("department", None, "府谷县", 2022),
        ),
        (
            "一、总体情况\n2021年，教育局认真落实省市和县政府的要求。\n现将有关情况报告。",
            ("department", None, None, 2021),
        ),
        # Where the office stands is not who reports.
        ("一、总体情况\n2021年，我县稳步公开。（地址：绥阳县洋川街道辰光路3号）", ("county", None, None, 2021)),
        ("我乡2023年政府信息公开工作年度报告\n2023年我乡有序公开。", ("township", None, None, 2023)),
        # What a page prints beside the title does not belong to it.
        (
            "发布时间:2021-01-15 10:00 信息来源:会同县林业局\n会同县林业局信息公开工作年度报告\n统计期限自2020年1月",
            ("department", None, "会同县", 2020),
        ),
    ],
)
def test_key_of_a_report(text: str, expected: tuple[str, str | None, str | None, int]) -> None:
    found = key(text)
    assert (found.unit_kind, found.town, found.county, found.year) == expected


def test_an_ambiguous_town_carries_its_candidates() -> None:
    found = key("太平镇人民政府2022年政府信息公开工作年度报告")
    assert found.county is None
    assert len(found.candidates) > 20
    assert "泾阳县" in found.candidates


def test_a_key_names_its_evidence_and_codes() -> None:
    found = key("赵堡镇2020年政府信息公开工作年度报告")
    assert (found.town_code, found.county_code) == ("410825106", "410825")
    assert (found.prefecture, found.province) == ("焦作市", "河南省")
    assert {(evidence.field, evidence.kind) for evidence in found.evidence} == {
        ("unit_kind", "title"),
        ("county", "gazetteer"),
        ("year", "title"),
    }


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("统计期限自20201月1日起至202012月31日止", 2020),
        ("截至2087年底，运行正常。\n2018年我镇公开265条。\n2018年没有申请。", 2018),
        ("我镇2019年做了工作。\n2020年2月20日", 2019),
        ("没有年份", None),
    ],
)
def test_years_through_slips(text: str, year: int | None) -> None:
    assert key(text).year == year


@pytest.mark.parametrize(
    "text",
    [
        "两家满族乡人民政府信息公开工作年度报告制度",
        "关于做好政府信息公开工作年度报告编制工作的通知",
        "一年来，我镇认真做好政府信息公开工作，现将年度工作报告如下。",
        "1.做好深化改革相关信息公开工作",
    ],
)
def test_what_only_speaks_of_reports_is_no_title(text: str) -> None:
    assert find_title([(1, text)]) is None
