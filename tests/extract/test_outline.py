"""The outline: headings under any numbering, tables by their anchors, long lines taken apart."""

import pytest

from gongkai.extract.text.outline import outline

ANCHORS = {"proactive": ("^第二十条第", "^信息内容"), "applications": ("勾稽关系",), "challenges": ("^结果维持",)}

TEXT = """某镇2021年政府信息公开工作年度报告

一、总体情况
依照《条例》第二十条第（一）项等规定，我镇公开了应公开的。
1、主动公开政府信息情况
第二十条第（一）项
规章
0
一、本年新收政府信息公开申请数量
三、收到和处理政府信息公开申请情况
没有收到。
（本列数据的勾稽关系为：略）
四、结转下年度继续办理
0
七、政务公开情况
有一处专栏。
八、政府信息公开行政复议、行政诉讼情况
结果维持
0
九、存在的问题
一、问题
不够快。
二、改进情况
会更快。
"""


def test_sections_are_named_by_what_their_headings_say() -> None:
    sections = outline(TEXT, ANCHORS).sections
    assert [section.code for section in sections] == [
        "front",
        "overview",
        "proactive",
        "applications",
        "other",
        "challenges",
        "problems",
    ]
    assert sections[-1].heading == "九、存在的问题"
    assert sections[-1].text == "一、问题\n不够快。\n二、改进情况\n会更快。"


def test_tables_begin_at_their_anchors_and_end_at_headings_but_not_at_row_labels() -> None:
    tables = {part.table: part for part in outline(TEXT, ANCHORS).tables}
    assert tables["proactive"].lines[0] == (6, "第二十条第（一）项")  # not line 4, which cites the article
    assert tables["proactive"].lines[-1] == (9, "一、本年新收政府信息公开申请数量")
    assert tables["applications"].lines[-1] == (14, "0")
    assert not tables["challenges"].ends_text


def test_a_report_on_one_line_is_taken_apart_and_keeps_its_line_number() -> None:
    line = (
        "一、总体情况 "
        + "我镇一年来照章办事。" * 20
        + " 二、主动公开政府信息情况 第二十条第(一)项 | 信息内容 | 规章 | 0"
    )
    parts = outline(f"标题\n{line}", ANCHORS)
    assert parts.tables[0].lines[0] == (2, "第二十条第(一)项 | 信息内容 | 规章 | 0")
    assert [section.code for section in parts.sections][-1] == "proactive"


def test_nothing_after_the_table_is_known() -> None:
    assert outline("信息内容\n规章\n0\n\n", ANCHORS).tables[0].ends_text
    assert outline("信息内容\n规章\n1", ANCHORS).tables[0].breaks_off


OVERVIEW = """一、总体情况
2022年工作有序。
（一）主动公开情况。全年公开若干。
继续公开。
（二）依申请公开，另行说明。
（三）政府信息管理情况2022年制度健全。（四）平台建设：设有专栏。
五是监督保障。开展考核。
1.公共资金使用和监督
按规定公开。
二、主动公开政府信息情况
信息内容
规章
0
"""


def test_the_parts_of_the_overview_have_codes_as_sub_headings_and_run_in() -> None:
    sections = outline(OVERVIEW, ANCHORS).sections
    assert [(section.code, section.heading, section.heading_line, section.text) for section in sections] == [
        ("overview", "一、总体情况", 1, "2022年工作有序。"),
        ("overview.proactive", "（一）主动公开情况", 3, "全年公开若干。\n继续公开。\n（二）依申请公开，另行说明。"),
        ("overview.management", "（三）政府信息管理情况", 6, "2022年制度健全。"),
        ("overview.platforms", "（四）平台建设", 6, "设有专栏。"),
        ("overview.supervision", "五是监督保障", 7, "开展考核。\n1.公共资金使用和监督\n按规定公开。"),
        ("proactive", "二、主动公开政府信息情况", 10, ""),
    ]
    assert [(section.first_line, section.last_line) for section in sections[1:4]] == [(3, 5), (6, 6), (6, 6)]


def test_a_heading_numbered_in_another_way_stands_below_the_overview() -> None:
    below = "一、总体情况\n1、主动公开政府信息情况\n公开了。\n2、平台建设情况\n有专栏。\n二、存在的问题\n不够快。"
    assert [section.code for section in outline(below, {}).sections] == [
        "overview", "overview.proactive", "overview.platforms", "problems",
    ]  # fmt: skip
    beside = "1、总体情况\n有序。\n2、主动公开政府信息情况\n公开了。"
    assert [section.code for section in outline(beside, {}).sections] == ["overview", "proactive"]


def test_what_other_sections_list_is_no_part_of_the_overview() -> None:
    text = "一、总体情况\n有序。\n二、存在的问题\n（一）主动公开不够。\n（二）监督保障不力。"
    assert [section.code for section in outline(text, {}).sections] == ["overview", "problems"]


def test_what_stands_before_the_first_heading_has_no_line_of_a_heading() -> None:
    front, overview = outline("某镇年度报告\n一、总体情况\n有序。", {}).sections
    assert (front.code, front.heading_line, overview.heading_line) == ("front", None, 2)


def test_a_table_whose_words_are_broken_is_found_below_its_heading() -> None:
    rows = "| 本年 | 3 | 1 | 20 |\n| 新收 |   |   |    |\n" * 4
    text = f"三、收到和处理政府信息公开申请情况\n共收到12件。\n\n{rows}五、存在的主要问题\n无。"
    (part,) = outline(text, ANCHORS).tables
    assert (part.table, part.lines[0][0], part.lines[-1][0]) == ("applications", 3, 11)


def test_a_list_below_a_heading_of_a_part_is_no_table() -> None:
    text = "三、收到和处理政府信息公开申请情况\n网上 3\n信函 2\n当面 1\n五、存在的主要问题\n无。"
    assert outline(text, ANCHORS).tables == ()


def test_a_table_on_one_line_begins_with_the_row_that_shows_it() -> None:
    """Cells before the words that do are of that row, and the heading above it is not."""
    row = "<tr><td>序号</td><td>信息内容</td><td>本年制发件数</td></tr>"
    rows = "".join(f"<tr><td>{number}</td><td>规章</td><td>{number}</td></tr>" for number in range(9))
    (part,) = outline(
        f"<h2>二、主动公开政府信息情况</h2><table>{row}{rows}</table><h2>三、其他</h2><p>无。</p>", ANCHORS
    ).tables
    assert part.lines[0][1] == row


@pytest.mark.parametrize(
    "sentence",
    [
        "行政复议3件，结果维持1件，结果纠正1件，其他结果1件。",
        "提起诉讼2起，未经复议直接起诉，均已审结。",
        "规章2件、行政许可12件、行政处罚3.5%。",
    ],
)
def test_words_of_a_table_in_a_sentence_begin_none(sentence: str) -> None:
    """What stands below is prose, too."""
    anchors = {"challenges": ("^结果维持", "^未经复议直接起诉"), "proactive": ("^规章",)}
    text = f"一、总体情况\n（一）依申请公开\n全年收到申请5件。{sentence}\n（二）监督保障\n有序。\n"
    parts = outline(text, anchors)
    assert parts.tables == ()
    assert [section.code for section in parts.sections][-1] == "overview.supervision"


@pytest.mark.parametrize(
    "row", ["结果维持 2 3", "结果维持0000", "结果维持\t2件", "结果维持  1件", "结果维持 2件 五、存在的问题"]
)
def test_words_and_figures_of_nothing_are_a_table_also_before_a_sentence(row: str) -> None:
    assert [part.table for part in outline(f"一、复议\n{row}。\n", {"challenges": ("^结果维持",)}).tables] == [
        "challenges"
    ]
