"""What programs make of a table with merged and blank cells: words for nothing, numbers of rows, marks of a list."""

import random
import textwrap
from collections.abc import Callable, Sequence
from itertools import product

import pytest

from gongkai.extract.document import Document
from gongkai.extract.layouts import Cell, Grid, Part, asciidoc_rows, drawn_rows
from gongkai.transform.forms import forms
from gongkai.transform.read import read
from gongkai.transform.report import Status
from tests.office import placed, rows_of
from tests.render import HEADINGS, Cells
from tests.transform.test_cut_blanks import false, value, written
from tests.transform.test_roundtrip import figures

FORM = forms()[-1]
Rows = list[list[str]]
RULES = ("proactive", "rules")
BELOW = ("proactive", "normative_documents")
RECEIVED = ("applications", "received")
CARRIED_IN = ("applications", "carried_in")
REPEATED = ("applications", "unprocessed.repeated")
UPHELD = ("challenges", "reconsideration", "upheld")
BLANKS = (
    (*RULES, "issued"),
    (*RULES, "repealed"),
    (*BELOW, "repealed"),
    (*RECEIVED, "natural_person"),
    (*CARRIED_IN, "enterprise"),
    (*CARRIED_IN, "total"),
    (*REPEATED, "research"),
    UPHELD,
)
SIGNS = ["\t", " | ", ","]


def grids(cells: Cells, covered: str | None = "", blank: str = "") -> list[tuple[str, Rows]]:
    """(heading, rows of a grid) of each table. covered: what stands where a merged cell goes on; None: its own text."""
    made = []
    for table in FORM.tables:
        rows = rows_of(table, cells)
        cells_of = list(placed(rows))
        width = max(column + cell.columns for _, column, cell in cells_of)
        grid = [[""] * width for _ in rows]
        for row, column, cell in cells_of:
            text = cell.text or blank
            for down in range(cell.rows):
                for right in range(cell.columns):
                    first = not down and not right
                    grid[row + down][column + right] = text if first or covered is None else covered
        made.append((HEADINGS[table.code], grid))
    return made


def only(*filled: tuple[str, str, str]) -> Cells:
    """A table whose other cells are blank."""
    return {key: text if key in filled else "" for key, text in written().items()}


def lines(sign: str) -> Callable[[Rows], str]:
    return lambda rows: "\n".join(sign.join(row) for row in rows)


def report(tables: Sequence[tuple[str, Rows]], write: Callable[[Rows], str]) -> str:
    parts = ["赵堡镇2021年政府信息公开工作年度报告", "一、总体情况", "2021年，我镇做了该做的事。"]
    for heading, rows in tables:
        parts += [heading, write(rows)]
    return "\n".join([*parts, "五、存在的主要问题及改进情况", "人手不足，正在补充。", ""])


def open_cells(text: str) -> int:
    facts = read(Document("x.txt", text.encode())).facts
    return sum(fact.status not in (Status.REPORTED, Status.BLANK) for fact in facts)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("mark", ["None", "nan", "NULL", "<NA>", "(None)", "-", "O", "''"])
def test_a_word_for_nothing_stands_also_where_merged_cells_go_on(mark: str, sign: str) -> None:
    """In places of labels and of names it shows itself: elsewhere it is an empty cell, too."""
    cells = written(*BLANKS)
    text = report(grids(cells, mark, mark), lines(sign))
    assert false(text, cells) == []
    assert open_cells(text) == 0


def test_where_nothing_parts_cells_such_words_are_left_out() -> None:
    cells = written(*BLANKS)
    for mark in ("None", "-"):
        assert false(report(grids(cells, mark, mark), lines("  ")), cells) == []
        assert false(report(grids(cells, None, mark), lines("  ")), cells) == []


def test_a_dash_in_blank_cells_only_is_a_blank_cell() -> None:
    cells = written(*BLANKS)
    text = report(grids(cells, None, "-"), lines("\t"))
    assert false(text, cells) == []
    assert value(text, *CARRIED_IN, "enterprise") == (Status.BLANK, None)


@pytest.mark.parametrize("sign", SIGNS)
def test_numbers_of_rows_and_columns_are_no_figures(sign: str) -> None:
    for cells in (written(*BLANKS), only((*RULES, "in_force"), (*RECEIVED, "enterprise"))):
        tables = [
            (heading, [["", *map(str, range(len(rows[0])))], *([str(at), *row] for at, row in enumerate(rows))])
            for heading, rows in grids(cells)
        ]
        text = report(tables, lines(sign))
        assert false(text, cells) == []
        assert open_cells(text) < 50  # of 200


@pytest.mark.parametrize("write", [*map(lines, SIGNS), lines("  ")])
def test_merged_cells_that_are_repeated_are_counted_once_only_where_that_is_plain(write: Callable[[Rows], str]) -> None:
    """A blank cell of two columns beside another one is four empty places; a figure of two columns is there twice."""
    for one, other in product(("issued", "repealed", "in_force"), repeat=2):
        for cells in (only((*RULES, one), (*BELOW, other)), only((*RULES, one), (*RULES, other), (*BELOW, one))):
            assert false(report(grids(cells, None), write), cells) == []


def test_what_is_repeated_and_dropped_is_not_counted_off() -> None:
    """As programs print wide tables, with the columns in the middle left out."""
    header = "信息内容  本年制发件数  ...  现行有效件数  现行有效件数\n"
    text = f"第二十条第（一）项\n{header}规章  ...  20  20\n行政规范性文件  ...  7  7\n"
    cells = {("proactive", row, "in_force"): figure for row, figure in (("rules", "20"), ("normative_documents", "7"))}
    assert false(report([(HEADINGS["proactive"], [[text]])], lines("")), cells) == []


@pytest.mark.parametrize("prefix", ["Row {}: ", "第{}行："])
def test_a_first_cell_with_something_before_its_figure_is_not_missing(prefix: str) -> None:
    for blanks in ((), (UPHELD,)):
        cells = written(*blanks)
        tables = [
            (heading, [[prefix.format(at) + row[0], *row[1:]] for at, row in enumerate(rows, 1)])
            for heading, rows in grids(cells)
        ]
        for sign in (" | ", "，"):
            text = report(tables, lines(sign))
            assert false(text, cells) == []
            if not blanks:
                assert value(text, "challenges", "reconsideration", "corrected")[0] is Status.REPORTED


def test_a_row_of_a_turned_table_is_not_cut_at_the_right() -> None:
    cells = written(*(("challenges", row, column) for row, column in _challenges() if column != "pending"))
    tables = [(heading, [list(column) for column in zip(*rows, strict=True)]) for heading, rows in grids(cells, None)]
    assert false(report(tables[2:], lines(",")), cells) == []


def _challenges() -> list[tuple[str, str]]:
    (block,) = FORM.tables[2].blocks
    return [(row.code, column.code) for row in block.rows for column in block.columns]


@pytest.mark.parametrize("bullet", ["- ", "  - ", "* ", "• "])
def test_the_sign_of_a_list_is_no_sign_of_a_figure(bullet: str) -> None:
    for cells in (written(), written(*BLANKS)):
        text = report(grids(cells), lambda rows: "\n".join(bullet + cell for row in rows for cell in row))
        assert false(text, cells) == []
    whole = report(grids(written()), lambda rows: "\n".join(bullet + cell for row in rows for cell in row))
    assert open_cells(whole) == 0


@pytest.mark.parametrize("sign", [" (", "，", "："])
def test_a_label_with_figures_in_its_cell_is_no_row_of_blanks(sign: str) -> None:
    cells = {("proactive", row, "issued"): "7" for row in ("rules", "normative_documents")}
    header = "第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n"
    close = ")" if "(" in sign else ""
    text = f"{header}规章{sign}7{close}\n行政规范性文件{sign}7{close}\n"
    assert false(report([(HEADINGS["proactive"], [[text]])], lines("")), cells) == []


def test_a_label_of_a_year_does_not_hide_its_figure() -> None:
    """本年 is no date."""
    records = "一、本年新收政府信息公开申请数量,{0},7\n二、上年结转政府信息公开申请数量,{0},"
    text = "\n".join(["自然人,商业企业", *map(records.format, ("自然人", "商业企业"))])
    assert false(report([(HEADINGS["applications"], [[text]])], lines("")), written()) == []


def test_figures_without_anything_between_are_parted_only_where_all_are_of_one_digit() -> None:
    header = "第二十条第（一）项\n信息内容本年制发件数本年废止件数现行有效件数\n"
    text = header + "规章654\n行政规范性文件{}\n"
    cells = {(*RULES, "issued"): "654", (*BELOW, "issued"): "12"}
    assert false(report([(HEADINGS["proactive"], [[text.format("12")]])], lines("")), cells) == []
    parted = report([(HEADINGS["proactive"], [[text.format("121")]])], lines(""))
    assert value(parted, *RULES, "in_force") == (Status.REPORTED, 4.0)


@pytest.mark.parametrize("sign", ["\t", "，"])
def test_a_row_that_is_too_short_may_have_lost_any_cell_where_none_is_empty(sign: str) -> None:
    """Its header stands above it, and rows of another block end there, too."""
    cells = written((*RULES, "issued"))
    dropped = [
        (heading, [[cell for cell in row if cell] for row in rows])
        for heading, rows in grids(written((*RULES, "issued")))
    ]
    assert false(report(dropped, lines(sign)), cells) == []


@pytest.mark.parametrize("sign", ["\t", "，", " / "])
def test_a_table_on_one_line_has_no_columns(sign: str) -> None:
    for one, other in product(("issued", "repealed", "in_force"), repeat=2):
        cells = only((*RULES, one), (*BELOW, other))
        text = report(grids(cells), lambda rows: sign.join(cell for row in rows for cell in row))
        assert false(text, cells) == []


@pytest.mark.parametrize("sign", ["\t\t", "||", "//"])
def test_signs_in_pairs_part_cells_as_one_does(sign: str) -> None:
    cells = written()
    text = report(grids(cells), lines(sign))
    assert false(text, cells) == []
    assert open_cells(text) == 0


def test_a_slash_with_wide_blanks_around_it_is_a_cell() -> None:
    for one, other in product(("issued", "repealed", "in_force"), repeat=2):
        cells = only((*RULES, one), (*BELOW, other))
        assert false(report(grids(cells, "/", "/"), lines("  ")), cells) == []


@pytest.mark.parametrize("around", ["**{}**", "`{}`", '"{}"', "'{}", '="{}"'])
def test_what_stands_around_a_figure_is_not_its_own(around: str) -> None:
    cells = written(*BLANKS)
    tables = [(heading, [[around.format(cell) for cell in row] for row in rows]) for heading, rows in grids(cells)]
    text = report(tables, lines("\t"))
    assert false(text, cells) == []


def test_a_label_that_is_repeated_has_its_figures_behind_the_last_one() -> None:
    """Cell by cell, each behind its place."""
    cells = only((*RECEIVED, "enterprise"), (*RECEIVED, "total"), (*CARRIED_IN, "research"))
    for rows in (grids(cells, None)[1:2],):
        text = report(
            rows, lambda rows: "\n".join(f"{y}.{x}: {cell}" for y, row in enumerate(rows) for x, cell in enumerate(row))
        )
        assert false(text, cells) == []


@pytest.mark.parametrize("blank", ["", "\t\t\t"])
@pytest.mark.parametrize("figure", ["待统计", "5x"])
def test_nor_is_a_row_blank_whose_label_stands_twice_before_what_cannot_be_read(blank: str, figure: str) -> None:
    header = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"
    table = "\n".join([header, f"规章{blank}", f"规章\t{figure}\t2\t3", "行政规范性文件\t5\t2\t41"])
    text = f"甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{table}\n三、其他\n无。\n"
    assert value(text, "proactive", "rules", "issued")[0] is not Status.BLANK
    assert value(text, "proactive", "rules", "repealed") == (Status.REPORTED, 2.0)


@pytest.mark.parametrize("sign", ["，", "、"])
def test_a_label_that_stands_in_several_cells_moves_the_cells_behind_it(sign: str) -> None:
    """Where the sign that parts cells stands in a label, too."""
    for seed in range(8):
        cells = figures(FORM, random.Random(seed), blanks=0.3)
        assert false(report(grids(cells), lines(sign)), cells) == []


def test_a_header_that_has_lost_a_name_of_a_row_names_all_columns_still() -> None:
    """Ten figures below fifteen names are not those of the two rows whose names are left."""
    blank = [("challenges", "litigation_direct", column) for row, column in _challenges()[:5]]
    cells = written(*blank)
    heading, rows = grids(cells)[2]
    assert false(report([(heading, rows[1:])], lines(" ")), cells) == []


def test_figures_in_the_opposite_order_are_not_proved_by_their_sum() -> None:
    cells = written()
    tables = [(heading, [row[::-1] for row in rows]) for heading, rows in grids(cells)]
    assert false(report(tables, lines("\t")), cells) == []


def test_a_line_between_all_rows_leaves_them_their_cells() -> None:
    text = "| 规章 |  | 43 |\n|---+---|\n| 行政规范性文件 | 1 |  |\n|---+---|\n"
    part = Part("proactive", tuple(enumerate(text.split("\n"))), ends_text=False, breaks_off=False)
    rows = [[cell.text for cell in row] for run in drawn_rows.read(part).runs for row in run]
    assert rows == [["规章", "", "43"], ["行政规范性文件", "1", ""]]


def test_rows_of_asciidoc_are_lines_also_where_the_table_begins_within_one() -> None:
    text = "信息内容 |本年制发件数\n|规章 |1 |2\n|行政规范性文件 |3 |4\n|行政许可 |5 |6\n|===\n"
    part = Part("proactive", tuple(enumerate(text.split("\n"))), ends_text=False, breaks_off=False)
    grid: Grid = asciidoc_rows.read(part)
    assert [cell.text for cell in grid.runs[0][1]] == ["规章", "1", "2"]
    assert isinstance(grid.runs[0][1][0], Cell)


def test_labels_that_are_not_known_stand_in_columns_of_labels() -> None:
    """What is empty there is no column, also where nothing that the form knows is below."""
    cells = written((*CARRIED_IN, "natural_person"), (*CARRIED_IN, "total"), (*RECEIVED, "natural_person"))
    tables = [
        (
            heading,
            [
                [*row[:2], f"<<{at}>>所称事项" if row[2] and at > few else row[2], *row[3:]]
                for at, row in enumerate(rows)
            ],
        )
        for few in (0, 22)
        for heading, rows in grids(cells)[1:2]
    ]
    for sign, table in product(SIGNS, tables):
        assert false(report([table], lines(sign)), cells) == []


def test_a_figure_among_many_that_are_strewn_is_not_read() -> None:
    """Labels in the first line, figures in the others, behind the numbers of their lines."""
    (heading, rows), *_ = grids(written())
    columns = [[str(at), *column] for at, column in enumerate(zip(*rows, strict=True))]
    assert false(report([(heading, columns)], lines("  ")), written()) == []


def test_blanks_in_a_turned_table_are_not_counted_off() -> None:
    (block,) = FORM.tables[1].blocks
    blanks = [("applications", row.code, column.code) for row in block.rows for column in block.columns]
    cells = written(*(cell for cell in blanks if cell[1] != "received"))
    tables = [
        (heading, [list(column) for column in zip(*rows, strict=True)]) for heading, rows in grids(cells, None, "-")
    ]
    assert false(report(tables, lines(" ")), cells) == []


@pytest.mark.parametrize("number", ["{}. ", "{}、", "Row {}: ", "第{}行："])
@pytest.mark.parametrize("sign", [" ", "，"])
def test_numbers_before_all_lines_are_no_figures(number: str, sign: str) -> None:
    for cells in (written(), only(*((*RECEIVED, one) for one in (*SIX[1:], "total")))):
        tables = [
            (heading, [[number.format(at) + row[0], *row[1:]] for at, row in enumerate(rows, 1)])
            for heading, rows in grids(cells)
        ]
        text = report(tables, lambda rows: "\n".join(sign.join(filter(None, row)) for row in rows))
        assert false(text, cells) == []
        assert cells != written() or open_cells(text) <= len(_challenges())
        whole = [part for part in read(Document("x", text.encode())).attempts if part.won and not part.leftover]
        assert cells != written() or whole


SIX = ("natural_person", "enterprise", "research", "public_welfare", "legal_service", "other")


def test_figures_between_lists_do_not_vanish() -> None:
    cells = only((*RECEIVED, "enterprise"))
    names = '["申请人情况", "自然人", "法人或其他组织", "总计"]\n'
    names += '["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]\n'
    text = names + '["一、本年新收政府信息公开申请数量"]\n"商业企业" = 7\n["二、上年结转政府信息公开申请数量"]\n'
    assert false(report([(HEADINGS["applications"], [[text]])], lines("")), cells) == []


def drawn(rows: Rows, widths: Sequence[int], overhang: int = 0) -> str:
    """Boxes whose cells go on for several lines, figures too. overhang: how far bars stand out of columns."""
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    text = [rule]
    for row in rows:
        pieces = [textwrap.wrap(cell, w) or [""] for cell, w in zip(row, widths, strict=True)]
        for at in range(max(map(len, pieces))):
            line = [piece[at] if at < len(piece) else "" for piece in pieces]
            stretch = overhang if line[0] else 0
            text.append("|" + "|".join(cell.ljust(w + stretch) for cell, w in zip(line, widths, strict=True)) + "|")
        text.append(rule)
    return "\n".join(text)


@pytest.mark.parametrize("overhang", [0, 3])
def test_cells_that_go_on_in_a_drawn_table_are_one(overhang: int) -> None:
    for cells in (written(), written(*BLANKS)):
        text = report(grids(cells), lambda rows: drawn(rows, [9] * 3 + [3] * (len(rows[0]) - 3), overhang))
        assert false(text, cells) == []
        wide = report(grids(cells), lambda rows: drawn(rows, [9] * len(rows[0]), overhang))
        assert false(wide, cells) == []
        assert open_cells(wide) == 0
    assert open_cells(report(grids(written()), lambda rows: drawn(rows, [9] * 3 + [3] * (len(rows[0]) - 3)))) < 20


def test_a_header_in_pieces_names_no_fewer_columns() -> None:
    """Of 商业企业 only 商业 stands in the line of its neighbours, and 总计 in the line above."""
    (block,) = FORM.tables[1].blocks
    cells = written(*(("applications", row.code, "natural_person") for row in block.rows))
    header = "申请人情况\n自然人    法人    总计\n或其\n商业  科研机构  社会公益组织  法律服务机构  其他\n企业\n"
    rows = [[row.label, *(cells["applications", row.code, one] for one in (*SIX[1:], "total"))] for row in block.rows]
    assert false(report([(HEADINGS["applications"], [[header + lines("  ")(rows)]])], lines("")), cells) == []


PIECES = ("或其", "他组", "织", "商业", "企业")


def test_pieces_below_each_other_are_one_strange_name() -> None:
    for seed in range(6):
        cells = figures(FORM, random.Random(seed), blanks=0.3)
        (heading, rows) = grids(cells)[1]
        torn = [["", "", "", "自然人", "法人", "", "", "", "", "总计"]]
        torn += [[*[""] * 4, piece, *(rows[2][5:] if piece == "商业" else [""] * 5)] for piece in PIECES]
        short = [[cell[:12] for cell in row] for row in [*rows[:1], *torn, *rows[3:]]]
        for write in (lines("\t"), lambda rows: "\n".join(f"| {' | '.join(row)} |" for row in rows)):
            assert false(report([(heading, short)], write), cells) == []


def test_empty_cells_without_a_blank_between_pipes_widen_no_figure_where_such_stand_before_it() -> None:
    cells = written((*RULES, "issued"), (*RULES, "in_force"), (*BELOW, "issued"), (*BELOW, "in_force"))
    text = report(grids(cells), lambda rows: "\n".join(f"|{'|'.join(row)}|" for row in rows))
    assert false(text, cells) == []
