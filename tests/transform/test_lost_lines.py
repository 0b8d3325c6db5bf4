"""Where lines, signs or pieces of a label are lost from a table with blank cells, no figure moves and no cell is blank
that was not seen to be."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.extract.document import Document
from gongkai.transform.forms import Form, forms
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests.render import report
from tests.transform.test_cut_blanks import BELOW, CARRIED_IN, FORM, GRANTED, RECEIVED, RULES, false, value, written
from tests.transform.test_roundtrip import damaged, figures

PROACTIVE = "甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{}\n三、其他\n无。\n"
APPLICATIONS = "甲镇2021年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n{}\n四、其他\n无。\n"
HEADER = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"
DAMAGES = {
    "html_table": ("page mark", "lines lost", "repeated lines lost"),
    "narrow_grid": ("page mark", "repeated lines lost"),
    "json": ("page mark", "repeated lines lost"),
    "wiki_lines": ("page mark", "repeated lines lost"),
    "box": ("page mark", "lines lost", "repeated lines lost"),
    "quoted_csv": ("page mark", "lines lost", "repeated lines lost"),
    "tab_rows": ("page mark", "lines lost", "repeated lines lost"),
}


def proactive(*rows: str) -> str:
    return PROACTIVE.format("\n".join(rows))


def applications(*rows: str) -> str:
    return APPLICATIONS.format("\n".join(rows))


@pytest.mark.parametrize(
    ("layout", "damage"), [(layout, one) for layout, several in DAMAGES.items() for one in several]
)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_damaged_table_with_blank_cells_makes_no_false_fact(layout: str, damage: str, seed: int) -> None:
    rng = random.Random(seed)
    form = rng.choice(forms())
    cells = figures(form, rng, blanks=0.2)
    assert false(damaged(report(form, cells, layout), rng, damage), cells) == []


def test_no_cell_is_blank_while_a_figure_of_its_table_has_no_place() -> None:
    rows = (HEADER, "规章\t\t1\t27", "行政规范性文件\t5\t2\t41")
    assert value(proactive(*rows), *RULES, "issued") == (Status.BLANK, None)
    loose = proactive(*rows, "另一行\t88")
    assert value(loose, *RULES, "issued") == (Status.AMBIGUOUS, None)
    assert value(loose, *RULES, "repealed") == (Status.REPORTED, 1.0)


def test_names_that_go_on_in_the_line_below_are_no_columns() -> None:
    text = proactive("信息内容|本年制发|本年废止|现行有效", "|件数|件数|件数", "规章|3||27", "行政规范性文件|5|2|")
    assert [value(text, *RULES, column) for column in ("issued", "repealed", "in_force")] == [
        (Status.REPORTED, 3.0),
        (Status.BLANK, None),
        (Status.REPORTED, 27.0),
    ]
    other = text.replace("本年制发|本年废止", "本年废止|本年制发")
    assert value(other, *RULES, "repealed") == (Status.REPORTED, 3.0)


def test_names_in_pieces_below_a_caption_stand_where_it_does() -> None:
    """商业 and 科研 are pieces of names below 法人或其他组织, though others of the caption are a line lower."""
    text = applications(
        "||申请人情况",
        "|||法人或其他组织|||||",
        "||自然人|商业|科研|||||总计",
        "|||||社会公益组织|法律服务机构|其他|",
        "|||企业|机构|||||",
        "|一、本年新收政府信息公开申请数量|26|2|||1|3|32",
        "||（一）予以公开|12|||||5|17",
    )
    found = [value(text, *RECEIVED, column) for column in ("enterprise", "public_welfare", "legal_service", "total")]
    assert found == [(Status.REPORTED, 2.0), (Status.BLANK, None), (Status.REPORTED, 1.0), (Status.REPORTED, 32.0)]


def test_a_piece_of_a_caption_is_the_caption() -> None:
    """Taken for a column of its own, it moved all figures behind it by one."""
    cells = written((*RECEIVED, "research"))
    text = without_line(report(FORM, cells, "narrow_grid"), "他组织   |")
    assert false(text, cells) == []
    assert value(text, *RECEIVED, "total") == (Status.REPORTED, float(cells[(*RECEIVED, "total")]))


def test_a_row_that_has_lost_a_piece_of_its_label_may_have_lost_its_figures_with_it() -> None:
    cells = written((*RECEIVED, "research"))
    text = without_line(report(FORM, cells, "narrow_grid"), "（一）予 |")
    assert false(text, cells) == []
    assert value(text, *GRANTED, "total") == (Status.AMBIGUOUS, None)


def without_line(text: str, mark: str) -> str:
    """The text without the first line that has a mark."""
    lines = text.split("\n")
    lines.remove(next(line for line in lines if mark in line))
    return "\n".join(lines)


def test_of_two_rows_in_one_row_of_a_grid_nothing_is_told() -> None:
    text = proactive(HEADER, "规章\t行政规范性文件\t5\t2\t41")
    for row in (RULES, BELOW):
        assert value(text, *row, "issued") == (Status.AMBIGUOUS, None)


def test_a_row_whose_label_stands_in_the_header_is_not_blank() -> None:
    """And the figure at the end of a column's name has no place."""
    rows = ("信息内容规章|本年制发件数|本年废止件数9312|现行有效件数7431", "行政规范性文件|5||41")
    text = proactive(*rows)
    assert value(text, *RULES, "repealed") == (Status.AMBIGUOUS, None)
    found = [finding.right for finding in read(Document("x", text.encode())).findings]
    assert "9312" in found


@pytest.mark.parametrize("seed", [9010, 9015, 9016])
def test_lines_of_a_list_that_has_lost_its_brackets_are_no_rows(seed: int) -> None:
    """The comma at the end of each line parts no second column."""
    rng = random.Random(seed)
    form = rng.choice(forms())
    cells = figures(form, rng, blanks=0.3)
    assert false(damaged(report(form, cells, "json"), rng, "repeated lines lost"), cells) == []


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_of_cells_side_by_side_before_the_end_of_a_text_empty_ones_may_be_gone(form: Form) -> None:
    cells = figures(form, random.Random(0), blanks=0.3)
    text = report(form, cells, "bare_pipes")
    last = text.rindex("|", 0, text.index("\n\n", text.index("结果维持")))
    for end in range(text.rindex("\n", 0, last) + 1, last):
        assert false(text[:end], cells) == []


@pytest.mark.parametrize("between", ["- 4 -", "续表"])
def test_text_between_the_rows_of_a_page_is_no_cell_of_a_row(between: str) -> None:
    """As an eighth cell it had taken the place of the first one, which is blank."""
    inquiry = ("applications", "refused.inquiry")
    cells = written((*inquiry, "natural_person"), (*inquiry, "research"))
    whole = report(FORM, cells, "html_table")
    end = whole.index("\n", whole.index("8.属于行政查询事项"))
    text = f"{whole[:end]}\n{between}{whole[end:]}"
    assert false(text, cells) == []
    assert value(text, *inquiry, "natural_person") == (Status.BLANK, None)


def test_a_row_that_is_longer_than_its_header_and_the_others_has_a_cell_twice() -> None:
    text = proactive(HEADER, "规章\t3\t3\t\t27", "行政规范性文件\t5\t2\t41")
    assert value(text, *RULES, "repealed") == (Status.AMBIGUOUS, None)
    assert value(text, *BELOW, "repealed") == (Status.REPORTED, 2.0)


def test_a_row_that_is_shorter_has_lost_a_cell_where_others_keep_the_empty_ones_at_their_end() -> None:
    text = proactive(HEADER, "规章\t3\t27", "行政规范性文件\t5\t2\t")
    assert value(text, *RULES, "repealed") == (Status.AMBIGUOUS, None)


def test_an_attribute_of_a_page_is_no_figure() -> None:
    """width="9%" on either side of a figure had made three cells of one."""
    cells = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "规章", "0", "行政规范性文件")
    text = proactive("{|", *(f'| width="9%" | {cell}' for cell in cells), '| width="9%" |', "|}")
    found = read(Document("x", text.encode()))
    assert [fact for fact in found.facts if fact.status in (Status.REPORTED, Status.UNREADABLE)] == []
    assert [
        one.message for one in found.findings if one.check == "figures_left_over" and "width" not in one.message
    ] == []


def test_a_year_noted_in_a_label_is_no_figure_beside_it() -> None:
    """Such a figure would leave in doubt what no sum supports."""
    cells = figures(FORM, random.Random(3))
    text = report(FORM, cells, "paragraph_cells").replace("一、本年新收", "一、本年（2021）新收")
    assert value(text, *RECEIVED, "total") == (Status.REPORTED, float(cells[(*RECEIVED, "total")]))


def test_where_cells_have_lines_of_their_own_a_lost_line_was_a_cell() -> None:
    """Of JSON and of a wiki: whichever of a row's lines is lost, or stands twice."""
    cells = written((*RECEIVED, "natural_person"), (*GRANTED, "total"), (*RULES, "repealed"))
    for layout in ("json", "wiki_lines"):
        whole = report(FORM, cells, layout).split("\n")
        rows = [at for at, line in enumerate(whole) if line.strip("\t ,[]{}") and at > 12]
        for at in random.Random(0).sample(rows, 40):
            assert false("\n".join(whole[:at] + whole[at + 1 :]), cells) == []
            assert false("\n".join(whole[: at + 1] + whole[at:]), cells) == []


def test_a_row_without_its_only_cell_is_not_blank() -> None:
    cells = written()
    figure = cells["proactive", "coercion", "decisions"]
    text = without_line(report(FORM, cells, "wiki_lines"), f"| {figure}")
    assert value(text, "proactive", "coercion", "decisions") == (Status.AMBIGUOUS, None)


def test_a_row_by_itself_does_not_show_where_its_columns_begin() -> None:
    """Names stand above every second cell; each row is a stretch of its own."""
    text = proactive(
        *(
            "\t" + "\n\t".join(row) + "\n"
            for row in (
                ["信息内容", "本年制发件数", "", "本年废止件数", "", "现行有效件数", ""],
                ["规章", "264", "", "261", "", "", ""],
                ["行政规范性文件", "", "", "112", "", "62", ""],
            )
        )
    )
    assert value(text, *BELOW, "issued") == (Status.AMBIGUOUS, None)
    assert value(text, *RULES, "in_force")[0] is not Status.REPORTED


def test_a_header_that_has_lost_its_caption_does_not_move_the_columns() -> None:
    """And where its two lines have run into one, the caption stands where the names below it do."""
    cells = written()
    whole = report(FORM, cells, "html_table")
    lost = whole.replace("<td>法人或其他组织</td>", "", 1)
    assert false(lost, cells) == []


def test_a_label_that_names_a_column_names_none_of_the_rows_behind_the_label_of_another() -> None:
    text = applications("四、结转下年度继续办理,,,其他,238", "四、结转下年度继续办理,,,总计,1153")
    assert false(text, {}) == []


def test_figures_beside_lists_do_not_vanish() -> None:
    """Else its rows, which have none, would be blank."""
    cells = {("proactive", row, "issued"): "7" for row in ("rules", "normative_documents")}
    text = proactive(HEADER, "| ('规章', '本年制发件数') | 7 |", "| ('行政规范性文件', '本年制发件数') | 7 |")
    assert false(text, cells) == []


def test_a_row_in_several_lines_has_its_empty_cells_anywhere() -> None:
    cells = written(("challenges", "litigation_direct", "upheld"))
    text = report(FORM, cells, "bare_pipes")
    begin = text.rindex("\n", 0, text.index("||", text.index("结果维持", text.index("复议后起诉")) + 60)) + 1
    row = text[begin : text.index("\n", begin)]
    at = row.index("||") + 1
    assert false(text.replace(row, f"{row[:at]}\n{row[at:]}"), cells) == []


def test_so_it_was_also_where_a_figure_stands_in_a_column_of_labels() -> None:
    """It does in the row that has lost the empty cell behind its label."""
    cells = written((*CARRIED_IN, "natural_person"), (*CARRIED_IN, "other"))
    lines = report(FORM, cells, "json").split("\n")
    for label, behind in (("二、上年结转", 3), ("一、本年新收", 1)):
        lines.pop(next(at for at, line in enumerate(lines) if label in line) + behind)
    assert false("\n".join(lines), cells) == []


def test_a_blank_row_before_a_label_that_is_lost_does_not_take_its_figures() -> None:
    """Where no blank row stands in the table, it is a form without that row."""
    cells = written()
    blank = cells | {key: "" for key in cells if key[1] in ("refused.process", "refused.safety")}
    text = report(FORM, blank, "line_cells")
    lost = text.replace("7.属于行政执法案卷\n", "")
    assert lost != text
    assert false(lost, blank) == []
    assert value(lost, "applications", "refused.process", "total") == (Status.AMBIGUOUS, None)
    without = report(FORM, cells, "line_cells").replace("7.属于行政执法案卷\n", "")
    row = [cells["applications", "refused.enforcement_file", column] for column in ("natural_person", "enterprise")]
    assert row[0] != row[1]
    assert false(without, cells) == []
