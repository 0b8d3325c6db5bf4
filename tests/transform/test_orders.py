"""In which order the columns and rows of a text without rules stand: where nothing tells, no figure is placed."""

import random

import pytest

from gongkai.extract.document import Document
from gongkai.transform.forms import forms
from gongkai.transform.read import read
from gongkai.transform.report import Rule, Status
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.vocabulary import form_table
from tests.render import Cells, report
from tests.transform.test_cut_blanks import FORM, RECEIVED, REPEATED, false, value, written
from tests.transform.test_roundtrip import figures

HEADING = "三、收到和处理政府信息公开申请情况\n"
NAMES = "申请人情况\n自然人\n法人或其他组织\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
CAPTION_FIRST = "申请人情况\n法人或其他组织\n自然人\n总计\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
TOTAL_FIRST = "申请人情况\n总计\n自然人\n法人或其他组织\n商业企业\n科研机构\n社会公益组织\n法律服务机构\n其他\n"
ENTERPRISE, TOTAL = "enterprise", "total"


def named(names: str, cells: Cells) -> str:
    """A report with a cell a line, and these names above its applications."""
    text = report(FORM, cells, "line_cells")
    begin = text.index(HEADING) + len(HEADING)
    return text[:begin] + names + text[text.index("一、本年新收", begin) :]


def test_names_in_the_forms_order_of_lines_name_its_columns() -> None:
    cells = written()
    assert value(named(NAMES, cells), *RECEIVED, ENTERPRISE) == (Status.REPORTED, float(cells[(*RECEIVED, ENTERPRISE)]))


def test_a_caption_before_a_name_that_is_as_high_as_two_lines_tells_no_order() -> None:
    """Either the columns stand so, or a page was read line by line: the sums hold for both."""
    cells = written()
    text = named(CAPTION_FIRST, cells)
    assert false(text, cells) == []
    assert value(text, *RECEIVED, ENTERPRISE) == (Status.AMBIGUOUS, None)
    assert value(text, *RECEIVED, TOTAL) == (Status.REPORTED, float(cells[(*RECEIVED, TOTAL)]))


def test_where_both_orders_give_a_cell_the_same_figure_it_is_reported() -> None:
    row = dict.fromkeys([key for key in written() if key[:2] == REPEATED], "0")
    assert value(named(CAPTION_FIRST, written() | row), *REPEATED, ENTERPRISE) == (Status.REPORTED, 0.0)


def test_sums_tell_where_a_total_stands_whatever_its_name_says() -> None:
    cells = written()
    text = named(TOTAL_FIRST, cells)
    assert value(text, *RECEIVED, ENTERPRISE) == (Status.REPORTED, float(cells[(*RECEIVED, ENTERPRISE)]))


@pytest.mark.parametrize("name", [("本年新制作", "发件数"), ("本年新公开", "条数")])
def test_a_piece_of_a_name_that_goes_on_in_other_words_is_no_column_of_another_form(name: tuple[str, str]) -> None:
    columns = "\n".join([*name, "本年废止件数", "现行有效件数"])
    text = f"甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n信息内容\n{columns}\n规章\n5\n6\n7\n"
    facts = read(Document("x", f"{text}行政许可\n8\n三、其他\n无。\n".encode())).facts
    rules = {fact.column: fact.value for fact in facts if fact.row == "rules"}
    assert rules == {"issued": None, "repealed": 6, "in_force": 7}


def test_a_label_of_two_characters_is_none_of_three() -> None:
    """2.其他法 is what was left of a longer label, and no column 其他."""
    text = "\n".join([*HEADING.split(), "2.其他法", "1\t2\t3"])
    facts = read(Document("x", f"甲镇2021年政府信息公开工作年度报告\n{text}\n".encode())).facts
    assert [fact for fact in facts if fact.status is Status.REPORTED] == []
    assert form_table("applications", FORM.code).words.understand("2.其他法").kind is Kind.TEXT


def mixed(cells: Cells) -> str:
    """All labels, then all figures, two rows of them in each other's place; the label of one stands there once more."""
    text = report(FORM, cells, "line_cells")
    begin, end = text.index("一、本年新收"), text.index("四、政府信息公开行政复议")
    (block,) = FORM.tables[1].blocks
    lines = [" ".join(cells["applications", row.code, column.code] for column in block.columns) for row in block.rows]
    lines[2], lines[3] = lines[3], f"{block.rows[2].label} {lines[2]}"
    labels = [row.label for row in block.rows if row is not block.rows[2]]
    return text[:begin] + "\n".join([*labels, *lines]) + "\n" + text[end:]


def test_a_label_with_its_own_figures_tells_that_rows_come_in_another_order() -> None:
    """The sums of a column hold in whatever order its parts come."""
    cells = written()
    text = mixed(cells)
    assert false(text, cells) == []


def test_a_disputed_cell_says_so() -> None:
    facts = read(Document("x", named(CAPTION_FIRST, written()).encode())).facts
    disputed = [fact for fact in facts if fact.rule is Rule.DISPUTED]
    assert {fact.table for fact in disputed} == {"applications"}
    assert {fact.column for fact in disputed} >= {"natural_person", "enterprise", "other"}


MOVED = "\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t自然人\t总计\n"


def test_names_above_what_only_this_table_holds_are_its_header() -> None:
    """Where rows are ruled, columns stand as they are named."""
    cells = written()
    codes = ["enterprise", "research", "public_welfare", "legal_service", "other", "natural_person", "total"]
    rows = FORM.tables[1].blocks[0].rows
    lines = ["\t".join([row.label, *(cells["applications", row.code, code] for code in codes)]) for row in rows]
    text = report(FORM, cells, "tab_rows")
    begin, end = text.index(HEADING) + len(HEADING), text.index("四、政府信息公开行政复议")
    moved = text[:begin] + MOVED + "\n".join(lines) + "\n" + text[end:]
    assert false(moved, cells) == []
    assert value(moved, *RECEIVED, ENTERPRISE) == (Status.REPORTED, float(cells[(*RECEIVED, ENTERPRISE)]))


def test_names_below_another_table_are_its_last_row() -> None:
    """信息内容 and what is named beside it stand above 政府集中采购, not above the applications."""
    cells = written()
    text = report(FORM, cells, "tab_rows")
    glued = text[: text.index(HEADING)].rstrip() + "\n行政事业性收费\t\n" + text[text.index("一、本年新收") :]
    assert value(glued, "proactive", "licensing", "decisions")[0] is Status.REPORTED
    assert value(glued, *RECEIVED, ENTERPRISE) == (Status.REPORTED, float(cells[(*RECEIVED, ENTERPRISE)]))


def table(*rows: str) -> str:
    head = "甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n"
    return head + "\n".join(rows) + "\n三、其他\n无。\n"


def test_what_is_only_like_a_label_is_another_where_that_label_stands() -> None:
    rows = ("信息内容\t本年处理决定数量", "行政许可\t", "行政许可撤销\t630", "行政处罚\t7")
    licensing = ("proactive", "licensing", "decisions")
    assert value(table(*rows), *licensing)[0] is Status.AMBIGUOUS
    assert value(table(rows[0], "行政许可事\t630", rows[3]), *licensing) == (Status.REPORTED, 630.0)


def test_two_names_that_are_only_like_a_columns_name_it_neither() -> None:
    cells = written()
    text = report(FORM, cells, "tab_rows")
    names = "自然人\t国有商业企业\t民营商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
    begin, end = text.index(HEADING) + len(HEADING), text.index("四、政府信息公开行政复议")
    lines = []
    for row in FORM.tables[1].blocks[0].rows:
        figures = [cells["applications", row.code, column.code] for column in FORM.tables[1].blocks[0].columns]
        lines.append("\t".join([row.label, figures[0], "0", *figures[1:]]))
    split = f"{text[:begin]}申请人情况\t{names}\n" + "\n".join(lines) + "\n" + text[end:]
    assert value(split, *RECEIVED, ENTERPRISE)[1] is None
    rows = [line.split("\t") for line in lines]
    empty = ["\t".join([row[0], "0", row[3], *"00000", row[3]]) for row in rows]
    assert value(split.replace("\n".join(lines), "\n".join(empty)), *RECEIVED, ENTERPRISE)[1] is None
    one = split.replace("国有商业企业\t民营商业企业", "各商业企业").replace("\t0\t", "\t")
    assert value(one, *RECEIVED, ENTERPRISE) == (Status.REPORTED, float(cells[(*RECEIVED, ENTERPRISE)]))


def test_a_row_that_lacks_a_column_everywhere_is_read_by_the_names_that_are_there() -> None:
    names = "结果维持\t结果纠正\t其他结果\t总计"
    head = "四、政府信息公开行政复议、行政诉讼情况\n行政复议\t行政诉讼\n"
    head += f"{names}\t未经复议直接起诉\t复议后起诉\n{names}\t{names}\n"
    text = table().replace("三、其他", head + "1\t2\t4\t7\t8\t16\t32\t56\t64\t5\t3\t72\n五、其他")
    after = {
        column: value(text, "challenges", "litigation_after", column)[1] for column in ("upheld", "other", "total")
    }
    assert after == {"upheld": 64.0, "other": 3.0, "total": 72.0}
    assert value(text, "challenges", "reconsideration", "pending")[1] is None
    torn = text.replace(f"{names}\t{names}", f"{names}\t结果维持\t结果纠正\t总计")
    assert value(torn, "challenges", "litigation_after", "other")[1] is None


def test_a_column_of_another_name_is_not_the_forms() -> None:
    """本年数量 is how many there are, 本年增/减 how many more; no other way of reading may settle it by counting."""
    form = next(form for form in forms() if form.code == "2019")
    text = report(form, figures(form, random.Random(1)), "line_cells")
    change = ("proactive", "licensing", "change")
    assert value(text, *change)[0] is Status.REPORTED
    other = text.replace("本年增/减", "本年数量")
    assert value(other, *change)[1] is None
    assert value(other, "proactive", "fees", "change")[1] is None
    assert value(other, "proactive", "licensing", "decisions") == value(text, "proactive", "licensing", "decisions")


def test_a_name_more_in_each_row_side_by_side_tells_that_columns_are_more() -> None:
    """As many figures as columns are not those of the form, then: some may be below the other name."""
    cells = written()
    text = report(FORM, cells, "pipe_cells")
    begin = text.index("四、政府信息公开行政复议")
    more = text[:begin] + text[begin:].replace("尚未审结 |", "尚未审结 |\n撤回申请 |")
    assert more.count("撤回申请") == 3
    assert value(text, "challenges", "reconsideration", "upheld")[0] is Status.REPORTED
    assert value(more, "challenges", "reconsideration", "upheld") == (Status.AMBIGUOUS, None)
