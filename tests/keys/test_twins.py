"""Who reports, where and for which year: made-up twins of what was met, and of each cause that led astray."""

import json
from pathlib import Path
from typing import Any

import pytest

from gongkai.extract.document import Document
from gongkai.transform.key.names import Name, is_plausible_town, parse
from gongkai.transform.key.years import find_year
from gongkai.transform.read import read
from gongkai.transform.report import Key

TWINS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "twins.json").read_text(encoding="utf-8"))


def key(text: str) -> Key:
    return read(Document("x.txt", text.encode())).key


@pytest.mark.parametrize("twin", TWINS, ids=[twin["why"] for twin in TWINS])
def test_twin(twin: dict[str, Any]) -> None:
    found = key(twin["text"])
    expected = tuple(twin[part] for part in ("unit", "town", "county", "year"))
    assert (found.unit_kind, found.town, found.county, found.year) == expected


@pytest.mark.parametrize(
    ("run", "kind", "body", "above"),
    [
        ("重庆市璧山区福禄镇人民政府", "township", "福禄镇", ("重庆市", "璧山区")),
        ("武功小村镇", "township", "小村镇", ("武功县",)),
        ("长阳都镇湾镇", "township", "都镇湾镇", ("长阳土家族自治县",)),
        ("锡山区人民政府厚桥街道党政办公室", "subdistrict", "厚桥街道", ("锡山区",)),
        ("洪江区新街街道办事处", "subdistrict", "新街街道", ("洪江区",)),
        ("阿尔善宝力格镇人民政府", "township", "阿尔善宝力格镇", ()),
        ("阳朔县白沙镇中心小学", "other", "白沙镇中心小学", ("阳朔县",)),
        ("渠县渠县行政审批局", "department", "行政审批局", ("渠县",)),
        ("编制形成漳平市人民政府办公室", "department", "人民政府办公室", ("漳平市",)),
        ("杭州市公安局滨江区分局", "department", "公安局滨江区分局", ("杭州市", "滨江区")),
        ("高新区（新市区）政府", "county", "新市区", ("新市区",)),
        ("绍兴滨海新区", "other", "绍兴滨海新区", ("绍兴市",)),
        ("永川高新技术产业开发区管理委员会", "other", "永川高新技术产业开发区", ()),
        ("北京市城市管理委员会", "department", "城市管理委员会", ("北京市",)),
        ("杭州市西湖区建设和管理委员会", "department", "建设和管理委员会", ("杭州市", "西湖区")),
        ("青田县油竹新区管理委员会", "other", "油竹新区", ("青田县",)),
        ("会昌县幸福新村街道办事处", "subdistrict", "幸福新村街道", ("会昌县",)),
        ("和县人民政府", "county", "和县", ("和县",)),
        ("绍兴市滨海新区", "other", "滨海新区", ("绍兴市",)),
    ],
)
def test_a_name_is_taken_apart(run: str, kind: str, body: str, above: tuple[str, ...]) -> None:
    name = parse(run)
    assert name
    assert (name.kind, name.body, name.above) == (kind, body, above)


@pytest.mark.parametrize("words", ["年度", "乡镇", "各镇", "某单位", "中华人民共和国", "全镇", "高质量发展", "测试市"])
def test_words_are_no_names(words: str) -> None:
    assert parse(words) is None


@pytest.mark.parametrize(
    "words",
    ["建设乡镇", "我们镇", "白沙镇小学所在镇", "各乡", "的镇", "人民政府本镇", "省市县乡", "大山村街道", "主要公开镇"],
)
def test_words_are_no_towns_off_the_lists(words: str) -> None:
    assert not is_plausible_town(words)


def test_a_town_off_the_lists_is_kept_and_marked_and_not_trusted_like_a_listed_one() -> None:
    report = read(Document("x", "万砦镇人民政府2020年政府信息公开工作年度报告\n2020年，我镇公开信息22条。".encode()))
    assert (report.key.town, report.key.county, report.key.town_code) == ("万砦镇", None, None)
    assert [(one.field, one.kind) for one in report.key.evidence][:2] == [("unit_kind", "title"), ("town", "unlisted")]
    assert [finding.check for finding in report.findings] == ["town_not_listed"]
    # Without an organ behind it, in prose alone, it is a word.
    text = "一、总体情况\n2020年，高效镇公开信息22条。现将2020年政府信息公开工作情况报告如下。\n本镇无申请。"
    assert key(text).town is None


@pytest.mark.parametrize(
    ("text", "town"),
    [
        # Whose notice is obeyed, who is one of many, who is visited, and where the post goes, does not report.
        ("根据周田镇人民政府通知要求，现将2020年政府信息公开工作情况报告如下。2020年公开信息2条，本单位无申请。", None),
        ("2020年，周田镇、清溪乡公开信息2条。现将2020年政府信息公开工作情况报告如下，本单位无申请。", None),
        ("2020年赴周田镇学习，公开信息2条。现将2020年政府信息公开工作情况报告如下，本单位无申请。", None),
        ("现将2020年政府信息公开工作情况报告如下。公开信息2条，本单位无申请（地址：周田镇人民路5号）。", None),
        ("现将2020年政府信息公开工作情况报告如下。公开信息2条，本单位无申请。地址：周田镇政府院内", None),
        ("现将2020年政府信息公开工作情况报告如下。公开信息2条。如有疑问请与周田镇党政办联系。", "周田镇"),
        # A school of a town is no town, wherever it stands.
        ("现将2020年政府信息公开工作情况报告如下。2020年，周田镇中心小学公开信息2条。我校无申请。", None),
        ("现将2020年政府信息公开工作情况报告如下。2020年，周田镇中心小学公开信息2条。本单位无申请。", None),
    ],
)
def test_what_the_text_says_of_a_name_tells_whether_it_reports(text: str, town: str | None) -> None:
    assert key(f"一、总体情况\n{text}").town == town


def test_two_names_with_as_much_evidence_leave_the_unit_open_with_both_as_candidates() -> None:
    found = key(
        "一、总体情况\n2020年，周田镇公开信息2条，我镇无申请。\n2020年，右水乡公开信息2条。现将信息公开情况报告如下。"
    )
    assert found.town == "周田镇", "我镇 is no 乡"
    found = key(
        "一、总体情况\n2020年，周田镇公开信息2条。\n2020年，晓龙乡公开信息2条。现将信息公开情况报告如下，本单位无申请。"
    )
    assert (found.town, sorted(found.candidates)) == (None, ["周田镇", "晓龙乡"])


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("长沙市白沙镇2019年政府信息公开工作年度报告", None),  # no 白沙镇 in 长沙 then
        ("杭州市东湖街道2019年政府信息公开工作年度报告", "余杭区"),  # one of 杭州 in the list of the year
        ("杭州市东湖街道2012年政府信息公开工作年度报告", None),  # the lists are thin then, and others had one
        ("金坑乡2020年政府信息公开工作年度报告\n电话：0599-7654321", "邵武市"),
        ("金坑乡2020年政府信息公开工作年度报告\n邮编：354102", "邵武市"),
        ("金坑乡2020年政府信息公开工作年度报告\n电话：0599-7654321，传真：0797-5822222", None),  # they contradict
        ("金坑乡2020年政府信息公开工作年度报告\n电话：010-65432100", None),
        ("周田镇2020年政府信息公开工作年度报告\n电话：010-65432100", None),  # numbers never speak alone
        ("太平镇2020年政府信息公开工作年度报告\n按阳山县人民政府的要求。", "阳山县"),
        ("太平镇2020年政府信息公开工作年度报告\n按阳山县人民政府和双流区人民政府的要求。", None),  # both have one
        ("晓龙乡2020年政府信息公开工作年度报告", "会昌县"),
        ("晓龙乡2020年政府信息公开工作年度报告\n按蕲春县人民政府的要求。", None),  # which the lists give none
    ],
)
def test_a_county_is_found_where_one_fits_or_stays_open(text: str, county: str | None) -> None:
    assert key(f"{text}\n一、总体情况\n2020年，本机关公开信息22条，未收到申请。").county == county


@pytest.mark.parametrize(
    ("text", "forms_since", "year"),
    [
        ("2008年1月起，我镇公开信息。2019年度公开12条。", None, 2019),
        ("2008年起，我镇公开信息。\n2008年成立机构。\n2019年公开12条。", None, 2019),
        ("我镇2018年公开12条。", 2021, None),  # the form of 2021 did not exist
        ("我镇2020年公开12条。", 2021, 2020),  # published late
        ("数据统计期限自2021年1月1日起。\n现将2022年情况报告如下。\n2022年公开3条。\n2022年无申请。", None, None),
        ("2022年公开3条。\n2021年2月3日", None, 2020),  # nobody reports on a year that has not begun
        ("截止20131231日，公开65条。\n2014年，我们将继续努力。", None, 2013),
        ("2020年公开3条，比2019年多2条，比2019年好。", None, 2020),
        ("2020年公开规划、采购计划等信息3条。", None, None),  # a sentence with plans in it tells nothing,
        ("2020年公开3条。采购计划1条。", None, 2020),  # those before it do,
        ("2020年公开3条。下一步改进。2021年公开更多。", None, 2020),  # those behind it do not
    ],
)
def test_a_year_is_what_the_evidence_agrees_on(text: str, forms_since: int | None, year: int | None) -> None:
    assert find_year(None, list(enumerate(text.split("\n"), 1)), forms_since).year == year


def test_a_name_knows_several() -> None:
    assert parse("会昌县周田镇、筠门岭镇") == Name("会昌县周田镇、筠门岭镇", "other", "", ("会昌县",), several=True)


@pytest.mark.parametrize(
    ("text", "county"),
    [
        (
            "2020年，区民政局公开信息2条。根据《蕲春县人民政府办公室关于做好年报的通知》，我局未收到申请。",
            None,
        ),  # no 区
        ("2020年，县民政局公开信息2条。根据《蕲春县人民政府办公室关于做好年报的通知》，我局未收到申请。", "蕲春县"),
        ("2020年，县民政局公开信息2条。按蕲春县人民政府和会昌县人民政府通知要求，我局未收到申请。", None),  # two
        ("2020年，区商务局公开信息2条。按绍兴市滨海新区政府要求，我局未收到申请。", None),  # not the one of 天津
        ("2020年，省民政局公开信息2条。按蕲春县人民政府要求，我局未收到申请。", None),
    ],
)
def test_whose_department_it_is_the_governments_in_the_text_tell_if_they_fit(text: str, county: str | None) -> None:
    found = key(f"一、总体情况\n{text}\n现将2020年政府信息公开工作情况报告如下。")
    assert (found.unit_kind, found.county) == ("department", county)
