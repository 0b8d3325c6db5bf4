"""The outline: headings under any numbering, tables by their anchors, long lines taken apart."""

from extract.sections import outline

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
