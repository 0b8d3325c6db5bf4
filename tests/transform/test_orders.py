"""In which order the columns and rows of a text without rules stand: where nothing tells, no figure is placed."""

from gongkai.extract.document import Document
from gongkai.transform.read import read
from gongkai.transform.report import Rule, Status
from tests.render import Cells, report
from tests.transform.test_cut_blanks import FORM, RECEIVED, REPEATED, false, value, written

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


def test_a_label_of_two_characters_is_none_of_three() -> None:
    """2.其他法 is what was left of a longer label, and no column 其他."""
    text = "\n".join([*HEADING.split(), "2.其他法", "1\t2\t3"])
    facts = read(Document("x", f"甲镇2021年政府信息公开工作年度报告\n{text}\n".encode())).facts
    assert [fact for fact in facts if fact.status is Status.REPORTED] == []


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
