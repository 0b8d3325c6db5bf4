"""Where the evidence for a key does not suffice, nothing is said: small texts in which one rule alone sees to that."""

from collections import Counter

import pytest

from gongkai.extract.document import Crawl, Document
from gongkai.transform.key.dialing import dialed
from gongkai.transform.key.manifest_evidence import in_address
from gongkai.transform.key.names import parse
from gongkai.transform.key.units import kind_of
from gongkai.transform.key.years import find_year
from gongkai.transform.read import read
from gongkai.transform.report import Key

OPENS = "一、总体情况\n现将2020年政府信息公开工作情况报告如下。"


def key(text: str, crawl: Crawl | None = None) -> Key:
    return read(Document("x.txt", text.encode(), crawl)).key


def year(text: str) -> int | None:
    return find_year(None, list(enumerate(text.split("\n"), 1))).year


def test_a_street_that_no_list_has_is_none() -> None:
    assert parse("复兴大街") is None


def test_a_branch_is_of_no_county_of_another_prefecture() -> None:
    """The lists have a 滨海县, in 盐城市."""
    name = parse("绍兴市公安局滨海分局")
    assert name and name.above == ("绍兴市",)


@pytest.mark.parametrize(
    ("branch", "county"),
    [
        ("曲靖市公安局马龙分局2016年", "马龙县"),
        ("曲靖市公安局马龙分局2020年", "马龙区"),  # as it was called then
        ("临夏州公安局临夏分局2020年", None),  # of 临夏市 or 临夏县
    ],
)
def test_a_branch_is_of_a_county_under_its_name_of_the_year(branch: str, county: str | None) -> None:
    assert key(f"{branch}政府信息公开工作年度报告\n一、总体情况\n我局公开信息2条。").county == county


def test_a_bureau_of_an_autonomous_prefecture_named_in_short_has_no_county() -> None:
    found = key(f"临夏州水务局2020年政府信息公开工作年度报告\n{OPENS}\n按临夏县人民政府要求，我局公开信息2条。")
    assert (found.county, found.prefecture, found.province) == (None, "临夏回族自治州", "甘肃省")


def test_words_that_end_like_a_department_are_none() -> None:
    assert key(f"{OPENS}\n2020年，城市管理中心公开信息2条。本单位无申请。").unit_name is None


def test_who_is_visited_in_a_sentence_of_its_government_does_not_report() -> None:
    assert key(f"{OPENS}\n2020年，赴周田镇人民政府交流。本单位公开信息2条，无申请。").town is None


def test_one_mention_names_no_unit() -> None:
    assert key(f"{OPENS}\n2020年公开信息2条，材料在周田镇一带分发，无申请。").town is None


def test_a_unit_that_cannot_speak_as_the_text_does_needs_more_evidence() -> None:
    found = key(f"{OPENS}\n2020年，周田镇有序推进公开。我局公开信息2条，无申请。")
    assert (found.town, found.unit_kind) == (None, "department")


def test_two_kinds_that_the_units_words_tell_as_often_are_none() -> None:
    assert kind_of(Counter({"镇": 1, "局": 1})) is None
    assert kind_of(Counter({"镇": 2, "局": 1})) == "township"


def test_the_government_above_does_not_report() -> None:
    text = f"{OPENS}\n2020年，蕲春县人民政府有序推进公开。蕲春县人民政府要求明确。本单位无申请。"
    assert key(text).unit_kind == "other"


def test_a_prefectures_government_whose_site_is_named_does_not_report() -> None:
    text = f"{OPENS}\n2020年公开信息2条，在蚌埠市人民政府公布，蚌埠市人民政府审核，本单位无申请。"
    assert key(text).unit_name is None


OFFICE = f"{OPENS}\n2020年，蕲春县人民政府办公室有序推进信息公开，收到申请2件。"


def test_an_office_of_a_government_reports_where_it_opens_the_text() -> None:
    found = key(OFFICE)
    assert (found.unit_kind, found.unit_name, found.county) == ("department", "蕲春县人民政府办公室", "蕲春县")
    found = key(
        f"2020年政府信息公开工作年度报告\n{OFFICE}\n编辑《蕲春县人民政府公报》6期，我办印发县政府及县政府办公室文件3件。"
    )
    assert (found.unit_kind, found.county) == ("department", "蕲春县")
    found = key(
        OFFICE.replace("蕲春县", "蚌埠市") + "\n通过蚌埠市人民政府网站公开信息2条，编辑《蚌埠市人民政府公报》6期。"
    )
    assert (found.unit_kind, found.unit_name, found.county) == ("department", "蚌埠市人民政府办公室", None)


def test_an_office_that_only_acts_in_a_sentence_does_not_report() -> None:
    assert key(f"{OPENS}\n2020年，公开信息2条，无申请。\n2020年，蕲春县人民政府办公室有序推进公开。").unit_name is None


@pytest.mark.parametrize("word", ["局", "镇", "街道"])
def test_no_office_speaks_as_a_bureau_or_a_town(word: str) -> None:
    assert key(f"{OFFICE}\n我{word}未收到申请。").unit_name is None


def test_whom_the_text_calls_itself_reports() -> None:
    text = (
        "一、总体情况\n2020年，蕲春县政务公开办公室（以下简称“我办”）公开信息2条。\n我县收到申请3件，我县、我县改进。"
    )
    assert (key(text).unit_kind, key(text).unit_name) == ("department", "蕲春县政务公开办公室")
    assert key(text.replace("（以下简称“我办”）", "")).unit_kind == "county", "it counts what the county did"


def test_a_prefectures_bureau_has_no_county_whatever_prose_and_crawl_say() -> None:
    text = "杭州市民政局2020年政府信息公开工作年度报告\n一、总体情况\n按西湖区人民政府要求，我局公开信息2条。"
    assert key(text).county is None
    assert key(text, Crawl(county="西湖区")).county is None


@pytest.mark.parametrize(
    ("said", "county"),
    [
        ("我县公开信息2条，无申请。蕲春县政务微信发布3条。", "蕲春县"),
        ("我区公开信息2条，无申请。蕲春县政务微信发布3条。", None),  # no 区
        ("我县公开信息2条，无申请。蕲春县政务微信和会昌县政务微信发布3条。", None),  # two
        ("我县公开信息2条，无申请。蕲春县政务微信发布3条，由开发区转发。", None),  # a zone may speak so
        ("我市公开信息2条，无申请。诸暨市政务微信发布3条。", None),  # 诸暨市 may be one of several
    ],
)
def test_a_county_that_only_its_site_names(said: str, county: str | None) -> None:
    found = key(f"{OPENS}\n2020年，{said}")
    assert (found.unit_kind, found.county) == ("county", county)


@pytest.mark.parametrize(
    ("said", "kind", "county"),
    [
        ("全县共受理政府信息公开申请12件。", "county", "蕲春县"),
        ("全县公开信息12条。", "other", None),  # a bureau or a town may tell so
        ("全县收到低保申请12件。", "other", None),
        ("全区共受理政府信息公开申请12件。", "county", None),  # no 县
        ("全县共受理政府信息公开申请12件，其中开发区3件。", "other", None),  # or a zone
        ("全县共受理政府信息公开申请12件，我局1件。", "department", "蕲春县"),
    ],
)
def test_a_county_that_tells_of_its_requests(said: str, kind: str, county: str | None) -> None:
    found = key(f"{OPENS}\n2020年，{said}可在蕲春县政府门户网站查阅。")
    assert (found.unit_kind, found.county) == (kind, county)


def test_a_county_right_before_a_bureaus_name_that_lost_its_ending() -> None:
    text = f"{OPENS}\n2020年，蕲春县水土保持扎实推进。县水土保持局公开信息2条，县水土保持局无申请。"
    assert key(text).county == "蕲春县"
    assert key(text.replace("蕲春县水土", "蕲春县、会昌县水土") + "蕲春县水土保持扎实。").county is None, "two"
    assert key(text.replace("水土保持", "教育")).county is None, "a word"


def test_a_school_is_of_no_county_that_its_prose_names() -> None:
    assert key(f"{OPENS}\n2020年，实验中学公开信息2条。按蕲春县人民政府要求，我校无申请。").county is None


def test_beside_a_towns_name_a_partners_county_is_not_its_own() -> None:
    text = "周田镇2020年政府信息公开工作年度报告\n一、总体情况\n2020年公开信息2条。赴会昌县周田镇考察，学到不少。"
    assert key(text).county is None


def test_of_namesakes_among_counties_none_is_told() -> None:
    found = key("普陀区教育局2020年政府信息公开工作年度报告\n一、总体情况\n2020年，我局公开信息2条。")
    assert (found.county, found.province, found.county_code) == ("普陀区", None, None)


def test_a_town_off_the_lists_has_no_county_where_two_governments_speak() -> None:
    text = "阿尔善宝力格镇人民政府2020年政府信息公开工作年度报告\n一、总体情况\n我镇公开信息2条。按蕲春县人民政府要求"
    assert key(f"{text}，有序推进。").county == "蕲春县"
    assert key(f"{text}和《会昌县办公室关于做好公开的通知》，有序推进。").county is None


def test_a_number_that_fits_two_counties_tells_neither() -> None:
    lines = [(1, "电话：0599-7654321")]
    assert dialed(["邵武市", "光泽县"], lines) is None
    assert dialed(["邵武市", "会昌县"], lines) is not None


@pytest.mark.parametrize("line", ["发布日期：2021年", "浏览次数（2021年）", "首页 > 2021年 > 正文", "2021年.doc"])
def test_a_year_in_what_the_page_says_of_itself_is_not_the_year_reported_on(line: str) -> None:
    assert find_year(None, [(1, line), (2, "我镇2020年公开12条。")]).year == 2020


@pytest.mark.parametrize("line", ["2019年6月4日 星期二", "2019年6月4日，本站改版", "2019年6月4日至8月1日公开2条。"])
def test_a_date_that_is_not_alone_on_its_line_signs_nothing(line: str) -> None:
    assert year(f"我镇2022年公开12条，2022年无申请。\n{line}") == 2022
    assert year(f"今年公开12条，无申请。\n{line}") is None
    assert year("今年公开12条，无申请。\n2022年1月4日。") == 2021
    assert year("今年公开12条，无申请。\n2022年1月4日3") == 2021, "the number of the page"


def test_a_date_above_the_report_signs_nothing() -> None:
    """The page's clock, or the day on which it was put up."""
    assert year("2019年6月4日\n我镇2022年公开12条。") == 2022
    assert year("2022年公开12条。\n2019年6月4日") == 2018
    assert year("2023年6月4日\n今年公开12条。") == 2022, "nothing else tells the year"
    assert key("2019年6月4日\n蕲春县漕河镇2022年政府信息公开工作年度报告\n我镇公开信息2条。").year == 2022


@pytest.mark.parametrize("budget", ["2021年部门预算", "2021年度“三公”经费决算", "2021年度预决算"])
def test_years_of_budgets_tell_nothing(budget: str) -> None:
    assert year(f"今年公开{budget}。") is None
    assert year(f"2022年公开{budget}。") == 2022
    assert year("2021年公开预算和决算。") == 2021, "the year is that of the deed"


@pytest.mark.parametrize("title", ["2021-2022学年度信息公开工作报告", "信息公开工作年度报告"])
def test_a_school_year_is_no_year(title: str) -> None:
    text = f"某某学院{title}\n一、概述\n统计期限自2021年9月1日至2022年8月31日。我校主动公开信息45条，未收到申请。"
    assert key(text).year is None
    calendar = text.replace("2021年9月1日至2022年8月31日", "2022年1月1日至12月31日").replace("2021-2022学", "2022")
    assert key(calendar).year == 2022


def test_a_short_name_in_an_address_is_no_county() -> None:
    assert in_address("http://www.he.gov.cn", ("和县", "会昌县")) is None
    assert in_address("http://www.hexian.gov.cn", ("和县", "会昌县")) == "和县"
