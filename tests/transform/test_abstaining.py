"""What must not be answered: small texts in which one rule alone keeps the reader from a wrong answer."""

from gongkai.extract.document import Document
from gongkai.extract.layouts import Cell, Grid
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Header, HeaderCell, orders
from gongkai.transform.table.torn_rows import Text, aligned, as_text
from gongkai.transform.table.vocabulary import form_tables, vocabulary

TITLE = "甲镇2022年政府信息公开工作年度报告\n一、总体情况\n本年度主动公开信息12条。\n"
LATER = "\n五、存在的主要问题\n无。\n"
PROACTIVE = f"{TITLE}二、主动公开政府信息情况\n"
HEADER_2019 = "第二十条第（一）项\n信息内容\n本年新制作数量\n本年新公开数量\n对外公开总数量\n"


def told(text: str, *rows: str) -> dict[str, tuple[Status, float | None]]:
    """row.column -> what is said of it, for rows of the text's tables; without cells that are said to be absent."""
    facts: list[Fact] = [fact for fact in read(Document("x.txt", text.encode())).facts if fact.row in rows]
    return {
        f"{fact.row}.{fact.column}": (fact.status, fact.value) for fact in facts if fact.status is not Status.ABSENT
    }


def numbers(text: str, *rows: str) -> dict[str, float | None]:
    """Those that are reported."""
    return {cell: value for cell, (status, value) in told(text, *rows).items() if status is Status.REPORTED}


def test_two_forms_that_read_a_row_alike_do_not_choose_its_columns() -> None:
    """规章 has three columns on both forms, other ones on each; without a header nothing tells them apart."""
    text = f"{PROACTIVE}第二十条第（一）项\n规章\t3\t1\t20{LATER}"
    assert numbers(text, "rules") == {}


def test_the_last_row_of_a_text_is_not_cut_where_another_row_has_lost_a_figure() -> None:
    rows = "规章\n{}规范性文件\n3\n4\n5\n第二十条第（九）项\n信息内容\n采购项目数量\n采购总金额\n政府集中采购\n3\n"
    above = PROACTIVE + HEADER_2019
    assert numbers(above + rows.format("1\n2\n"), "procurement") == {}
    assert numbers(above + rows.format("1\n2\n9\n"), "procurement") == {"procurement.projects": 3}


def test_a_figure_that_ends_a_text_without_a_line_end_may_lack_digits() -> None:
    rows = "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t37"
    assert numbers(PROACTIVE + rows, "licensing") == {}
    assert numbers(f"{PROACTIVE}{rows}\n", "licensing") == {"licensing.decisions": 37}


def test_an_empty_cell_beside_lost_characters_is_not_seen_to_be_blank() -> None:
    header = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    row = "规章\t\ufffd\ufffd\t\t20\n行政规范性文件\t1\t\t3\n"
    found = told(f"{PROACTIVE}第二十条第（一）项\n{header}{row}{LATER}", "rules", "normative_documents")
    assert found["rules.repealed"][0] is Status.AMBIGUOUS
    assert found["normative_documents.repealed"][0] is Status.BLANK


def test_two_figures_below_one_name_are_none() -> None:
    header = "信息内容\t本年制发件数\t\t本年废止件数\t现行有效件数\t备注\n"
    rows = "规章\t3\t4\t1\t20\t\n行政规范性文件\t1\t\t0\t3\t\n"
    found = numbers(f"{PROACTIVE}第二十条第（一）项\n{header}{rows}{LATER}", "rules")
    assert "rules.issued" not in found


def test_a_header_that_lacks_a_name_in_the_middle_tells_no_order() -> None:
    text = "第二十条第（一）项\n信息内容|本年制发件数|现行有效件数\n规章|3|1|20\n行政规范性文件|1|0|3\n"
    assert numbers(PROACTIVE + text + LATER, "rules", "normative_documents") == {}


def test_one_figure_in_a_cell_of_several_columns_is_of_none_of_them() -> None:
    header = "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    text = f"<table>{header}<tr><td>规章</td><td colspan=3>5</td></tr></table>"
    assert numbers(f"{PROACTIVE}<p>第二十条第（一）项</p>{text}\n", "rules") == {}


def test_a_row_without_figures_is_not_blank_where_another_table_has_lost_some() -> None:
    decisions = "信息内容\n本年处理决定数量\n"
    proactive = f"第二十条第（五）项\n{decisions}行政许可\n37\n第二十条第（六）项\n{decisions}行政处罚\n9\n行政强制\n"
    header = "自然人\n法人或其他组织\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    rows = (
        "一、本年新收政府信息公开申请数量\n{}二、上年结转政府信息公开申请数量\n{}"
        "三、本年度办理结果\n（一）予以公开\n3\n0\n0\n0\n0\n0\n3\n"
    )
    whole, lost = "3\n0\n0\n0\n0\n0\n3\n", "3\n1\n"
    above = f"{PROACTIVE}{proactive}三、收到和处理政府信息公开申请情况\n申请人情况\n{header}"
    assert told(above + rows.format(lost, lost) + LATER, "coercion")["coercion.decisions"][0] is Status.AMBIGUOUS
    assert told(above + rows.format(whole, whole) + LATER, "coercion")["coercion.decisions"][0] is Status.BLANK


def test_a_slip_between_two_labels_is_neither() -> None:
    """予以公开 and 不予公开 lack one character of it each."""
    words = vocabulary("2021", "applications")
    assert words.understand("不予以公开").kind is not Kind.LABEL
    assert words.understand("本年新收政府信息公开申情数量").kind is Kind.LABEL


def test_rows_with_figures_too_many_at_either_side_do_not_tell_where_they_begin() -> None:
    """Filled up with empty cells at the right, or behind the label: one of the two must hold for all rows."""
    rows = (
        "信息内容|本年制发件数|本年废止件数|现行有效件数\n规章|{}\n行政规范性文件|{}\n"
        "第二十条第（五）项\n信息内容|本年处理决定数量\n行政许可|{}\n"
    )
    above = f"{PROACTIVE}第二十条第（一）项\n"
    left, right = ("|2|20||", "1|0|3||", "37||"), ("|||2|20", "||1|0|3", "||37")
    for cells in (left, right):
        found = told(above + rows.format(*cells) + LATER, "rules")
        assert found == {
            "rules.issued": (Status.BLANK, None),
            "rules.repealed": (Status.REPORTED, 2),
            "rules.in_force": (Status.REPORTED, 20),
        }
    assert numbers(above + rows.format(left[0], right[1], left[2]) + LATER, "rules") == {}


def applications(received: str, granted: str, handled: str = "") -> str:
    """Rows of the table, one cell a line; their figures are given with blanks between."""
    header = "申请人情况\n自然人\n法人或其他组织\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n总计\n"
    rows = {
        "一、本年新收政府信息公开申请数量": received,
        "二、上年结转政府信息公开申请数量": "",
        "三、本年度办理结果\n（一）予以公开": granted,
        "（七）总计": handled,
        "四、结转下年度继续办理": "",
    }
    lines = "".join(f"{label}\n" + "".join(f"{one}\n" for one in figures.split()) for label, figures in rows.items())
    return f"{TITLE}三、收到和处理政府信息公开申请情况\n{header}{lines}{LATER}"


def totals(text: str) -> dict[str, float | None]:
    return numbers(text, "received", "granted", "total_handled")


def test_the_total_of_a_row_that_has_lost_blanks_is_its_last_figure_and_the_others_are_nobodys() -> None:
    assert totals(applications("12 2 14", "12 2 14", "12 2 14")) == {
        "received.total": 14,
        "granted.total": 14,
        "total_handled.total": 14,
    }


def test_a_row_in_which_noughts_are_printed_has_lost_no_blanks() -> None:
    assert totals(applications("12 0 12", "12 0 12", "12 0 12")) == {}


def test_a_row_whose_last_figure_is_not_the_sum_leaves_no_total_certain() -> None:
    assert totals(applications("12 2 15", "12 2 15", "12 2 15")) == {}


def test_totals_that_do_not_add_up_are_none() -> None:
    assert totals(applications("12 2 14", "9 2 11", "9 2 11")) == {}


def test_two_equal_figures_are_a_part_and_its_total_only_where_all_totals_add_up() -> None:
    assert totals(applications("5 5", "5 5", "5 5")) == {
        "received.total": 5,
        "granted.total": 5,
        "total_handled.total": 5,
    }
    without_total = applications("5 5", "5 5").replace("（七）总计\n", "")
    assert totals(without_total) == {}


def test_figures_that_only_blanks_part_may_be_one_figure() -> None:
    rows = applications("12 2 14", "12 2 14", "12 2 14").replace("\n12\n2\n14", " 12 2 14")
    assert totals(rows) == {}


def test_two_figures_beside_a_comma_are_one_only_below_names_that_are_one_fewer() -> None:
    """A blank row tells no width: where merged labels were dropped, the next one may be longer by itself."""
    rows = (
        "申请人情况\n自然人,法人或其他组织,总计\n商业企业,科研机构,社会公益组织,法律服务机构,其他\n"
        "一、本年新收政府信息公开申请数量,,,,,,,\n三、本年度办理结果,（一）予以公开,7,,,,,113,120\n"
    )
    found = numbers(f"{TITLE}三、收到和处理政府信息公开申请情况\n{rows}{LATER}", "granted")
    assert found == {"granted.natural_person": 7, "granted.other": 113, "granted.total": 120}


def test_names_in_two_rows_of_which_the_lower_is_shorter_join_no_figures() -> None:
    names = "（勾稽关系）,,,申请人情况\n,,,自然人,法人或其他组织,,,,,总计\n"
    lower = ",,,,商业企业,科研机构,社会公益组织,法律服务机构,其他\n"
    rows = (
        "一、本年新收政府信息公开申请数量,,,1,234,5,6,2,1,249\n三、本年度办理结果,（一）予以公开,,,173,,11,120,,304\n"
    )
    found = numbers(f"{TITLE}三、收到和处理政府信息公开申请情况\n{names}{lower}{rows}{LATER}", "granted", "received")
    assert [value for cell, value in found.items() if cell.startswith("received")] == [1, 234, 5, 6, 2, 1, 249]
    assert [value for cell, value in found.items() if cell.startswith("granted")] == [173, 11, 120, 304]


def test_thousands_beside_a_comma_are_told_by_how_long_they_are() -> None:
    """Three figures and an empty cell are as many as columns, but for a table with the same words and other figures."""
    names = "信息内容,本年制发件数,本年废止件数,现行有效件数\n"
    rows = "规章,7,2,9\n行政规范性文件,{}\n第二十条第（五）项\n信息内容,本年处理决定数量\n行政许可,104\n"
    text = f"{PROACTIVE}第二十条第（一）项\n{names}{rows}{LATER}"
    issued, repealed, in_force = (f"normative_documents.{name}" for name in ("issued", "repealed", "in_force"))
    assert numbers(text.format("1,234,5,"), "normative_documents") == {issued: 1234, repealed: 5}
    assert numbers(text.format("1,234,567,8"), "normative_documents") == {}
    assert numbers(text.format("1,23,5,6"), "normative_documents") == {}
    assert numbers(text.format("1,23,5"), "normative_documents") == {issued: 1, repealed: 23, in_force: 5}


APPLICANTS = (
    "（勾稽关系） | 申请人情况\n自然人 | 法人或其他组织 | 总计\n"
    "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他\n"
)


def test_where_rows_of_a_grid_have_lost_cells_a_row_with_a_blank_says_nothing() -> None:
    """Its blank may be the one that was kept of two, and a figure behind it another's: here all have moved by one."""
    whole = "四、结转下年度继续办理 |  |  | 2 | 1 |  | 2 | 5 |\n"
    above = f"{TITLE}三、收到和处理政府信息公开申请情况\n{APPLICANTS}"
    assert numbers(above + whole + LATER, "carried_out")["carried_out.total"] == 5
    lost = "3.要求提供公开出版物 |  |  | 2 |  | 2 |\n"
    found = told(above + lost + whole + LATER, "carried_out")
    assert [status for status, _ in found.values()] == [Status.AMBIGUOUS] * 7


def test_a_text_held_as_a_whole_gives_no_label_the_figure_of_another() -> None:
    """The proactive table has no sums to judge by: where one label has a figure too many, nothing of it is read."""
    form = form_tables("proactive")[-1]
    rows = [(row.label, len(block.columns)) for block in form.table.blocks for row in block.rows]
    even = [width for _, width in rows]
    assert len(list(aligned(form, _held(rows, even)))) == 1
    at = even.index(3)
    uneven = [*even[:at], even[at] + 1, even[at + 1] - 1, *even[at + 2 :]]
    assert list(aligned(form, _held(rows, uneven))) == []


def _held(rows: list[tuple[str, int]], figures: list[int]) -> Text:
    """Each label with so many figures behind it, a cell a row."""
    cells = [text for (label, _), count in zip(rows, figures, strict=True) for text in (label, *["7"] * count)]
    return as_text(Grid((tuple((Cell(text, at),) for at, text in enumerate(cells, 1)),), ruled=False))


def test_a_digit_that_enumerates_is_no_digit_of_the_figure_behind_it() -> None:
    for printed in ("①37", "⒈37", "²37"):
        rows = f"第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t{printed}\n"
        assert numbers(PROACTIVE + rows + LATER, "licensing") == {}
    assert numbers(f"{PROACTIVE}第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t37①{LATER}", "licensing")


def test_the_last_row_is_not_cut_where_words_follow_it() -> None:
    """The page stands on one line and ends in a number of its own."""
    text = f"{PROACTIVE}三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n"
    row = "结果维持|结果纠正|其他结果|尚未审结|总计|结果维持|结果纠正|其他结果|尚未审结|总计"
    cells = f"行政复议|行政诉讼|{row}|结果维持|结果纠正|其他结果|尚未审结|总计|1|1|2|1|1|网站标识码：4113250001"
    found = {
        fact.column: fact.value
        for fact in read(Document("x.txt", (text + cells).encode())).facts
        if fact.table == "challenges" and fact.status is Status.REPORTED
    }
    assert found == {}


def test_a_row_with_figures_in_signs_that_nobody_parts_is_not_blank() -> None:
    rows = "信息内容 & 本年制发件数 & 本年废止件数 & 现行有效件数\n规章 & {12} & {11} & {21}\n"
    rows += "行政规范性文件 & {16} & {10} & {33}\n"
    found = told(f"{PROACTIVE}第二十条第（一）项\n{rows}{LATER}", "rules", "normative_documents")
    assert Status.BLANK not in {status for status, _ in found.values()}


def test_figures_that_merged_cells_repeat_are_read_where_only_one_way_of_dropping_them_is_left() -> None:
    """Some programs write a merged cell's text into each column that it covers, and the names of columns, too."""
    caption = "|".join(["第二十条第（五）项"] * 5)
    header = "信息内容|上一年项目数量|本年增/减|本年增/减|处理决定数量"
    rows = "行政许可|1275|1275|-38|2030\n其他对外管理服务事项|0|0|0|37\n"
    found = told(f"{PROACTIVE}{caption}\n{header}\n{rows}{LATER}", "licensing", "other_services")
    assert [value for _, value in found.values()] == [1275, -38, 2030, 0, 0, 37]
    undecided = rows + "行政处罚|0|0|5|5\n"
    assert numbers(f"{PROACTIVE}{caption}\n{header}\n{undecided}{LATER}", "penalties") == {}


def test_an_empty_cell_behind_merged_ones_may_be_none_of_the_columns() -> None:
    caption = "|".join(["第二十条第（五）项"] * 5)
    header = "信息内容|上一年项目数量|本年增/减|本年增/减|处理决定数量"
    rows = "行政许可|1275|1275|-38|2030\n其他对外管理服务事项|5|5|0|0\n"
    text = "\n".join(f"{line}||" for line in f"{caption}\n{header}\n{rows}".strip().split("\n"))
    found = told(f"{PROACTIVE}{text}\n{LATER}", "licensing", "other_services")
    assert found["licensing.decisions"] == (Status.REPORTED, 2030)
    assert {status for cell, (status, _) in found.items() if cell.startswith("other")} == {Status.AMBIGUOUS}


def test_the_rest_of_a_header_that_was_broken_over_lines_is_no_column_before_the_others() -> None:
    names = [
        HeaderCell("本年增/减", 1, 0, "change"),
        HeaderCell("上一年项目数量", 2, 0, "items_last_year"),
        HeaderCell("处理决定数量", 0, 1, "decisions"),
    ]
    block = form_tables("proactive")[0].table.block("licensing")
    likeliest = orders(Header(tuple(names), label=0), block)[0]
    assert [slot.column.code for slot in likeliest if slot] == ["change", "items_last_year", "decisions"]


def test_what_stands_below_a_name_in_its_place_goes_on_with_it() -> None:
    names = [("本年废止", "repealed"), ("本年制发", "issued"), ("现行有效", "in_force")]
    above = [HeaderCell(text, at, 0, code) for at, (text, code) in enumerate(names, 1)]
    below = [HeaderCell("件数", at, 1) for at in range(1, 4)]
    block = form_tables("proactive")[-1].table.block("rules")
    likeliest = orders(Header((*above, *below), label=0), block)[0]
    assert [slot and slot.column.code for slot in likeliest] == [code for _, code in names]


def test_what_ends_a_row_of_latex_is_no_blank_cell() -> None:
    header = "信息内容 & 本年制发件数 & 本年废止件数 & 现行有效件数 \\\\\n"
    text = f"{PROACTIVE}第二十条第（一）项 \\\\\n{header}规章 & 3 & 1 & 20 \\\\\n{LATER}"
    assert told(text, "rules") == {
        "rules.issued": (Status.REPORTED, 3),
        "rules.repealed": (Status.REPORTED, 1),
        "rules.in_force": (Status.REPORTED, 20),
    }
    assert vocabulary("2021", "proactive").understand("\\\\").kind is not Kind.BLANK
