"""Which rows of a PDF a page broke, and which only follow each other there."""

import pytest

from gongkai.extract.layouts import join_broken
from gongkai.extract.openers.page import Line
from gongkai.extract.openers.ruled import Ruled, continues, rows_of

SIZE = 10.0  # points; the label's cell takes nine characters and its padding
LEFT, MIDDLE, RIGHT = 50.0, 155.0, 185.0


def part(page: int, label: str, figure: str, top: float) -> Ruled:
    """A row at the foot or head of a page: a cell for the label, a cell that takes two digits."""
    boxes = {(LEFT, top, MIDDLE, top + 20): label, (MIDDLE, top, RIGHT, top + 20): figure}
    return Ruled(page, {box: written(page, box[0], text) for box, text in boxes.items()}, lambda _: 1)


def written(page: int, left: float, text: str) -> tuple[Line, ...]:
    width = sum(SIZE / 2 if sign.isdecimal() else SIZE for sign in text)
    return (Line(text, page, 1, 0, left + 5, left + 5 + width, SIZE),) if text else ()


@pytest.mark.parametrize(
    ("above", "below", "rows"),
    [
        (("申请人无正当理由逾", "3"), ("期不补正", ""), [["申请人无正当理由逾期不补正", "3"]]),
        (("申请人无正当理由逾", ""), ("期不补正", "3"), [["申请人无正当理由逾期不补正", "3"]]),
        (("（只计这一", "3"), ("情形）", ""), [["（只计这一情形）", "3"]]),
        (("总计", "216"), ("", "01"), [["总计", "21601"]]),
        (("总计", "21"), ("", "3"), [["总计", "21"], ["", "3"]]),
        (("行政许可", ""), ("行政处罚", ""), [["行政许可", ""], ["行政处罚", ""]]),
        (("申请人无正当理由逾", ""), ("2.重复申请", ""), [["申请人无正当理由逾", ""], ["2.重复申请", ""]]),
        (("申请人无正当理由逾", "3"), ("期不补正", "4"), [["申请人无正当理由逾", "3"], ["期不补正", "4"]]),
        (("总计", "结果"), ("1", "2"), [["总计", "结果"], ["1", "2"]]),
        (("", ""), ("甲", "1"), [["", ""], ["甲", "1"]]),
    ],
)
def test_a_row_goes_on_only_where_its_text_does(
    above: tuple[str, str], below: tuple[str, str], rows: list[list[str]]
) -> None:
    parts = [part(1, *above, top=700), part(2, *below, top=50)]
    assert continues(*parts)
    assert [[join_broken(cell.paragraphs) for cell in cells] for cells, _ in rows_of(parts)] == rows


def test_a_table_goes_on_only_on_the_next_page_and_as_wide() -> None:
    one, other = part(1, "甲", "1", 700), part(2, "乙", "2", 50)
    assert not continues(one, part(3, "乙", "2", 50))
    wider = {(left, top, right + 20, bottom): lines for (left, top, right, bottom), lines in other.cells.items()}
    assert not continues(one, Ruled(2, wider, other.number_at))


def test_a_header_that_is_printed_anew_stands_once() -> None:
    first = {**part(1, "信息内容", "数", 680).cells, **part(1, "行政许可", "3", 700).cells}
    second = {**part(2, "信息内容", "数", 50).cells, **part(2, "行政处罚", "4", 70).cells}
    parts = [Ruled(1, first, lambda _: 1), Ruled(2, second, lambda _: 1)]
    rows = [[join_broken(cell.paragraphs) for cell in cells] for cells, _ in rows_of(parts)]
    assert rows == [["信息内容", "数"], ["行政许可", "3"], ["行政处罚", "4"]]
