"""The day of publication, where the page prints it."""

import pytest

from gongkai.transform.key.years import published


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布日期：2022-01-28", "2022-01-28"),
        ("发布时间:2024-01-30 10:10 来源：某镇", "2024-01-30"),
        ("索引号 | 0011 | 发布日期 | 2021-02-20 09:00", "2021-02-20"),
        ("公开日期: 2021年1月9日", "2021-01-09"),
        ("日期：2021/1/9", "2021-01-09"),
        ("时间：2023-01-17   作者：王某", "2023-01-17"),
        ("发布日期：2022-13-28", None),  # there is no such month
        ("更新时间：2024-01-18", None),  # of a later hand
        ("本报告统计时间：2021-01-01至2021-12-31", None),
        ("2021年1月9日，我镇召开会议。", None),
    ],
)
def test_day(line: str, day: str | None) -> None:
    assert published([(1, "某镇2021年政府信息公开工作年度报告"), (2, line)]) == day


def test_a_named_day_goes_before_a_bare_one_and_two_days_are_none() -> None:
    assert published([(1, "日期：2021-03-01"), (2, "发布日期：2021-02-01")]) == "2021-02-01"
    assert published([(1, "发布日期：2021-02-01"), (2, "发布时间：2021-02-09")]) is None
