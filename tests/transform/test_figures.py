"""Numbers stated in the prose: what is counted, and the traps."""

import pytest

from gongkai.extract.document import Document
from gongkai.transform.prose.figures import read_prose
from gongkai.transform.read import read


def stated(text: str, year: int = 2021) -> dict[str, float]:
    return {figure.measure: figure.value for figure in read_prose([(1, text)], year).figures}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021年我镇主动公开政府信息1,453条。", {"proactive_total": 1453}),
        (
            "主动公开政务信息共217条，其中门户网站125条，微信公众号（秀美）92条。",
            {"proactive_total": 217, "website": 125, "wechat": 92},
        ),
        ("公开政府信息237条，较2020年的2953条减少。", {"proactive_total": 237}),
        ("2020年公开政府信息155条。", {}),
        ("2021年，我镇主动公开政府信息①135条，②微信公众号推送246条。", {"proactive_total": 135, "wechat": 246}),
        ("收到政府信息公开申请²7件。", {"received": 7}),
        ("其中公开政府信息12条。", {}),
        ("通过政府门户网站公开信息66条。", {"website": 66, "proactive_total": 66}),
        ("网站公开信息66条，公众号发布信息9条。", {"website": 66, "wechat": 9}),
        ("收到公民提出的政府信息公开申请1条。", {"received": 1}),
        ("收到3份政府信息公开申请。", {"received": 3}),
        ("受理依申请公开0件。", {"received": 0}),
        ("本年度未收到政府信息公开申请。", {"received": 0}),
        ("2021年，无政府信息公开申请情况。", {"received": 0}),
        ("共收到申请公开政府信息5宗，上年结转政府信息公开申请1宗。", {"received": 5, "carried_in": 1}),
        ("收到政府信息公开行政复议申请10件。", {"reconsideration": 10}),
        ("未发生行政复议案、行政诉讼案。", {"reconsideration": 0, "litigation": 0}),
        ("被申请行政复议50件，被提起行政诉讼86件。", {"reconsideration": 50, "litigation": 86}),
        ("收到信件7件，办结7件。", {"messages_answered": 7}),
        ("组织政府网站在线访谈3次，发布政策解读稿2篇。", {"interpretations": 2}),
        ("向县政府网站报送信息187条。", {}),
        ("主动公开群众关心的信息120条。", {}),
        ("新媒体发布信息1150条。", {"new_media": 1150}),
        ("依托微信公众号、视频号等平台，全年发布信息100余条。", {"new_media": 100}),
        ("公开各类事项若干，其中政策解读1条，我镇未收到政府信息公开申请。", {"interpretations": 1, "received": 0}),
        ("没有依申请公开和不予公开的政府信息。", {"received": 0, "refused": 0}),
        ("申请人逾期不补正的，不再处理其申请。", {}),
    ],
)
def test_statement(text: str, expected: dict[str, float]) -> None:
    assert stated(text) == expected


def test_a_figure_carries_its_sentence_and_line() -> None:
    figures = read_prose([(3, "一年来工作有序。"), (4, "主动公开政府信息77条。其余照旧。")], 2021).figures
    assert [(figure.sentence, figure.line, figure.unit) for figure in figures] == [("主动公开政府信息77条", 4, "条")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开财政信息3条、土地利用规划4条，政务动态5条左右。", {"财政信息": 3, "土地利用规划": 4, "政务动态": 5}),
        ("我镇把信息公开当作转变作风的一件实事。", {}),
        ("茶叶、水利和移民构成公开工作的3条主线。", {}),
        ("全年公开信息187条，其中上网102条，工作动态85条。", {"工作动态": 85}),
        ("公开信息60条，镇报刊登12条，手机短信群发20条，通过电子屏28条。", {}),
        ("公开行政许可239项，其中住建局45项，应急局12项。", {"行政许可": 239}),
        ("听取公开工作汇报2次，提出改进建议4条，采纳3条。", {}),
        ("主动公开信息由100条增加到120条。", {}),
        ("公开内容12条，有关事项3条，其余2条。", {}),
        ("制作、获取的政府信息64条，全县公开800条，我镇公开64条。", {}),
        ("公开信息不少于100条的村务39份。", {}),
    ],
)
def test_subjects_are_kinds_of_information_and_nothing_else(text: str, expected: dict[str, float]) -> None:
    assert {one.label: one.value for one in read_prose([(1, text)], 2021, "township").subjects} == expected


def test_digits_of_another_script_are_no_places_of_counts() -> None:
    assert read_prose([(1, "公开财政信息\U00011066条，工作动态25条。")], 2021).subjects[-1].value == 25


def test_a_subjects_count_of_another_year_is_none_of_this_one() -> None:
    text = "2020年公开财政信息3条、工作动态4条；2021年公开财政信息5条。"
    assert [one.value for one in read_prose([(1, text)], 2021).subjects] == [5]


WHOLE = "全市共主动公开政府信息{}条，共收到政府信息公开申请{}件。"


@pytest.mark.parametrize(
    ("unit", "told"),
    [
        ("岳阳市人民政府", {"proactive_total": 51200, "received": 870}),
        ("上海市", {"proactive_total": 51200, "received": 870}),
        ("岳阳市水利局", {}),
        ("岳阳市人民政府办公室", {}),
        ("岳阳楼区吕仙亭街道办事处", {}),
    ],
)
def test_what_is_told_of_a_whole_city_is_its_governments_own(unit: str, told: dict[str, float]) -> None:
    text = f"{unit}2023年政府信息公开工作年度报告\n一、总体情况\n2023年，{WHOLE.format(51200, 870)}\n"
    figures = read(Document("city.txt", text.encode())).figures
    assert {figure.measure: figure.value for figure in figures} == told
