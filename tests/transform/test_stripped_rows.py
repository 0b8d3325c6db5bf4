"""Rows whose empty cells at the end are gone, merged cells that are repeated, and names with the sign that parts cells.

A program joins the cells of a row by a sign and strips the line; then rows are as long as what they hold, and where a
figure stands is told by the names above it, or not at all.
"""

from collections.abc import Sequence

import pytest

from gongkai.extract.layouts import Cell
from gongkai.transform.report import Rule, Status
from gongkai.transform.table.by_count import Seen, by_count
from gongkai.transform.table.cells import Kind
from gongkai.transform.table.header import Header, HeaderCell, orders
from gongkai.transform.table.vocabulary import Label, Token, form_tables
from gongkai.transform.table.walk import LabelledRow, Value
from tests.transform.test_abstaining import LATER, PROACTIVE, TITLE, numbers, told

HEADING = f"{TITLE}三、收到和处理政府信息公开申请情况\n"
NAMES = (
    ("（勾稽关系）", "", "", "申请人情况"),
    ("", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"),
    ("", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
)
APPLICANTS = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other", "total")


def applications(rows: Sequence[Sequence[str]], sign: str = ",") -> str:
    return HEADING + "\n".join(sign.join(row) for row in (*NAMES, *rows)) + LATER


def test_a_row_that_ends_before_the_last_name_has_its_figures_below_the_others() -> None:
    """Three cells are not the three columns where the names stand two cells apart."""
    names = "信息内容,本年制发件数,,本年废止件数,,现行有效件数\n"
    rows = "规章,7,,3\n行政规范性文件,899,,459\n第二十条第（五）项\n信息内容,本年处理决定数量\n行政许可,104\n"
    found = told(f"{PROACTIVE}第二十条第（一）项\n{names}{rows}{LATER}", "rules", "normative_documents", "licensing")
    assert found["licensing.decisions"] == (Status.REPORTED, 104)
    assert {status for cell, (status, _) in found.items() if not cell.startswith("licensing")} <= {Status.AMBIGUOUS}


PROCUREMENT = "第二十条第（九）项\n信息内容;采购项目数量;采购项目数量;采购项目数量;采购总金额;采购总金额;采购总金额\n"


@pytest.mark.parametrize(
    "above", ["", "第二十条第（六）项\n信息内容;上一年项目数量;上一年项目数量;本年增/减;本年增/减\n"]
)
def test_a_figure_that_is_repeated_in_each_of_its_places_is_one(above: str) -> None:
    text = f"{PROACTIVE}{above}{PROCUREMENT}政府集中采购;342;342;342{LATER}"
    assert numbers(text, "procurement") == {}
    whole = f"{PROACTIVE}{above}{PROCUREMENT}政府集中采购;342;342;342;5;5;5{LATER}"
    assert numbers(whole, "procurement") == {"procurement.projects": 342, "procurement.amount": 5}


def test_a_figure_that_is_repeated_stands_below_its_names() -> None:
    """Of four noughts, the first two are of one column, and no three columns have them."""
    names = "信息内容,本年制发件数,本年制发件数,本年废止件数,本年废止件数,现行有效件数,现行有效件数,\n"
    rows = "规章,0,0,0,0,,,\n行政规范性文件,899,899,459,459,,,\n"
    found = told(f"{PROACTIVE}第二十条第（一）项\n{names}{rows}{LATER}", "rules")
    assert found["rules.issued"] == found["rules.repealed"] == (Status.REPORTED, 0)
    assert found["rules.in_force"] == (Status.BLANK, None)


def test_bars_behind_a_figure_are_empty_cells_where_others_are_written_so() -> None:
    names = PROCUREMENT.replace(";", "|")
    above = "第二十条第（一）项\n规章|||765|765|9|9\n"
    found = told(f"{PROACTIVE}{above}{names}政府集中采购|0|0|0|||{LATER}", "procurement")
    assert found == {"procurement.projects": (Status.REPORTED, 0), "procurement.amount": (Status.BLANK, None)}


def test_where_bars_widen_a_cell_its_figure_is_not_repeated() -> None:
    names = PROCUREMENT.replace(";", "|").replace("采购总金额\n", "采购总金额|\n")
    found = numbers(f"{PROACTIVE}{names}政府集中采购|212|212|212||||{LATER}", "procurement")
    assert "procurement.amount" not in found


def test_a_sign_within_a_label_moves_no_figures() -> None:
    """不补正、行政机关不再处理: its figures stand one cell later than its names do."""
    other = ("（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请")
    rows = [
        ("一、本年新收政府信息公开申请数量", "", "", "1", "2", "3", "4", "5", "6", "21"),
        ("", *other, "415", "785", "236", "442", "562", "807"),
    ]
    found = numbers(applications(rows, "、"), "other.not_corrected")
    assert [cell.split(".")[-1] for cell in found] == list(APPLICANTS[:6])
    assert list(found.values()) == [415, 785, 236, 442, 562, 807]


def test_the_number_of_a_list_is_no_cell() -> None:
    """Where others have their blanks at the end, nothing but the number shows that the figures stand one cell later."""
    rows = [
        ("一、本年新收政府信息公开申请数量", "", "", "6664", "5779", "4460", "", "6679", "5425", "0"),
        ("二、上年结转政府信息公开申请数量", "", "", "", "6743", "0", "3901", "2194", "", "2610"),
        ("三、本年度办理结果", "（一）予以公开", "", "4028", "1313", "8175", "9031", "0", "4588", "4442"),
        ("", "（三）不予公开", "1.属于国家秘密", "", "4780", "4040", "3468", "5429", "5492", "2336"),
        ("", "", "2.其他法律行政法规禁止公开", "1048", "7713", "2989", "6430", "1051", "", "4637"),
        ("", "", "7.属于行政执法案卷", "4838", "", "", "6843", "1016", "4289", "2139"),
        ("四、结转下年度继续办理", "", "", "3890", "2366", "4855", "1945", "0", "7935", "5159"),
    ]
    found = told(applications(rows, "、"), "carried_in", "received")
    for row, figures in zip(("received", "carried_in"), rows, strict=False):
        told_of = [value for cell, (_, value) in found.items() if cell.startswith(row)]
        assert told_of == [float(figure) if figure else None for figure in figures[3:]]


def test_a_name_with_the_sign_in_it_tells_no_places() -> None:
    """上一年项目数量/本年增/减: the names behind it stand one cell later than their figures."""
    names = "信息内容/上一年项目数量//本年增/减//处理决定数量/\n"
    rows = "行政处罚/3329////0/\n行政强制///6924///\n"
    part = f"{PROACTIVE}第二十条第（一）项//////\n第二十条第（六）项//////\n{names}{rows}{LATER}"
    assert "penalties.change" not in numbers(part, "penalties", "coercion")


def test_a_quotation_mark_behind_a_blank_begins_a_cell() -> None:
    names = "信息内容, 本年制发件数, 本年废止件数, 现行有效件数\n"
    rows = '规章, "1,234", "5", "6"\n行政规范性文件, "7", "2,345", "8"\n'
    found = numbers(f"{PROACTIVE}第二十条第（一）项\n{names}{rows}{LATER}", "rules", "normative_documents")
    assert list(found.values()) == [1234, 5, 6, 7, 2345, 8]


def test_no_cell_is_blank_below_no_name() -> None:
    """The page was cut behind its labels."""
    rows = "第二十条第（一）项\n信息内容,本年制发件数,本年废止件数\n规章,7,3\n行政规范性文件,9,4\n"
    decisions = "第二十条第（五）项\n信息内容\n行政许可\n第二十条第（六）项\n信息内容\n行政处罚\n行政强制\n"
    found = told(f"{PROACTIVE}{rows}{decisions}{LATER}", "licensing", "penalties", "coercion")
    assert Status.BLANK not in {status for status, _ in found.values()}


def test_no_figure_stands_at_the_right_edge_where_the_blanks_there_are_lost() -> None:
    rows = [
        ("一、本年新收政府信息公开申请数量", "", "", "806", "929", "", "289", "", "717", "456"),
        ("二、上年结转政府信息公开申请数量", "", "", "31", "308", "0", "591", "736", "32"),
        ("三、本年度办理结果", "（一）予以公开", "", "346", "952", "", "182", "0", "532", "340"),
        ("2.其他法律行政法规禁止公开", "125", "85", "", "", "62", "569", "262"),
        ("四、结转下年度继续办理", "", "", "6", "9", "4", "2", "8", "7", "36"),
    ]
    stripped = [("自然人", "法人或其他组织", "", "", "", "", "总计"), NAMES[2][4:]]
    text = HEADING + "\n".join("; ".join(row) for row in (NAMES[0], *stripped, *rows)) + LATER
    assert numbers(text, "carried_in") == {}


def test_rows_as_long_as_those_that_begin_with_a_bar_have_no_border() -> None:
    """A bar at the beginning parts an empty first cell from the next, though most rows begin so."""
    rows = [
        ("一、本年新收政府信息公开申请数量", "", "", "0", "641", "325", "75", "635"),
        ("三、本年度办理结果", "（一）予以公开", "", "", "455", "995", "228", "558", "677"),
        (
            "",
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "",
            "834",
            "653",
            "861",
            "715",
            "564",
            "988",
            "0",
        ),
        ("", "（三）不予公开", "1.属于国家秘密", "", "895", "332", "", "", "525", "369"),
        ("", "", "2.其他法律行政法规禁止公开", "", "135", "", "0", "", "849"),
        ("", "", "3.危及“三安全一稳定”", "914", "0", "881", "", "207", "917", "551"),
        ("", "", "4.保护第三方合法权益", "978", "115", "642", "366", "929", "", "193"),
        ("四、结转下年度继续办理", "", "", "81", "322", "", "102", "764", "466", "946"),
    ]
    found = numbers(applications(rows, "|"), "received")
    told_of = {cell.split(".")[1]: value for cell, value in found.items()}
    assert told_of == dict(zip(APPLICANTS, (0, 641, 325, 75, 635), strict=False))


SEEN = Seen(ruled=True, labels_end=0, shows_blanks=True, loses_values=False, some_values=True, spilt=False, glued=False)
EMPTY, NOUGHT = Token(Kind.EMPTY), Token(Kind.NUMBER, 0.0)


def counted(code: str, values: Sequence[Token], seen: Seen, is_broken: bool = False) -> Rule:
    """What is said of a row of the proactive table by how many cells stand behind its label."""
    block = form_tables("proactive")[0].table.block(code)
    header = Header(tuple(HeaderCell(column.label, at, 0, column.code) for at, column in enumerate(block.columns, 1)))
    cells = [Value(token, Cell("", 1), position) for position, token in enumerate(values, 1)]
    row = LabelledRow(Label(code), header, 0, width=len(cells) + 1, values=cells, mixed=True, is_broken=is_broken)
    _, rule, _ = by_count(row, orders(header, block)[0], seen)
    return rule


def test_a_row_of_as_many_columns_as_none_has_whole_is_not_blank() -> None:
    assert counted("licensing", [], SEEN) is Rule.BLANK_ROW
    cut = SEEN._replace(cut_widths=frozenset({len(form_tables("proactive")[0].table.block("licensing").columns)}))
    assert counted("licensing", [], cut) is Rule.VALUES_LOST


def test_an_empty_cell_behind_a_label_in_several_may_be_a_piece_of_it() -> None:
    values = [NOUGHT, EMPTY, NOUGHT]
    assert counted("rules", values, SEEN) is Rule.LEFT_TO_RIGHT
    assert counted("rules", values, SEEN, is_broken=True) is Rule.VALUES_LOST


def test_a_blank_before_the_figures_is_in_doubt_where_those_behind_them_are_lost() -> None:
    """It may be of a label's place, and the last column's is gone."""
    values = [EMPTY, NOUGHT, NOUGHT]
    assert counted("rules", values, SEEN) is Rule.LEFT_TO_RIGHT
    assert counted("rules", values, SEEN._replace(keeps_ends=False)) is Rule.VALUES_LOST
