"""Figures of reports before 2019: the annex of 2014 in any layout, and its wording in prose."""

import pytest

from gongkai.extract.document import Document
from gongkai.transform.read import read

ANNEX = [
    ("统计指标", "单位", "统计数"),
    ("一、主动公开情况", "——", ""),
    ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "1,156"),
    ("其中：主动公开规范性文件数", "条", "3"),
    ("四、行政复议数量", "件", "2"),
    ("（二）被依法纠错数", "件", "1"),
    ("五、行政诉讼数量", "件", "4"),
    ("（二）被依法纠错数", "件", "/"),
    ("本县另设的一行", "次", "9"),
    ("七、依申请公开信息收取的费用", "万元", "0.5"),
]
EXPECTED = [
    ("1.1", 1156.0, "条"),
    ("1.1a", 3.0, "条"),
    ("4", 2.0, "件"),
    ("4.2", 1.0, "件"),
    ("5", 4.0, "件"),
    ("5.2", None, "件"),
    (None, 9.0, "次"),
    ("7", 0.5, "万元"),
]


@pytest.mark.parametrize("separator", ["\t", "\n", " | "], ids=["tabs", "lines", "pipes"])
def test_the_annex_is_read_in_any_layout(separator: str) -> None:
    table = "\n".join(separator.join(cell for cell in row if cell) for row in ANNEX)
    text = f"太平镇2015年政府信息公开工作年度报告\n一、概述\n工作正常。\n{table}\n单位负责人：某某"
    report = read(Document("x", text.encode()))
    assert report.form == "pre2019"
    assert [(figure.item, figure.value, figure.unit) for figure in report.legacy] == EXPECTED


def test_its_wording_in_prose() -> None:
    text = "高村乡2018年政府信息公开工作年度报告\n主动公开政府信息数50条，其中，财政信息数2条，工作动态信息数3条。"
    report = read(Document("x", text.encode()))
    assert {figure.label: figure.value for figure in report.legacy} == {
        "主动公开政府信息数": 50.0,
        "财政信息数": 2.0,
        "工作动态信息数": 3.0,
    }
    assert report.legacy[0].item == "1.1"


def test_a_report_of_a_later_year_has_none() -> None:
    text = "高村乡2020年政府信息公开工作年度报告\n主动公开政府信息数50条。"
    assert read(Document("x", text.encode())).legacy == ()
