"""Lines that a program cut at one width are whole again; what was cut within a figure is none; other lines stay."""

import random
import textwrap

import pytest

from gongkai.extract.document import Document
from gongkai.extract.text.folded import CUT, unfolded
from gongkai.transform.forms import forms
from gongkai.transform.read import label_words, read
from gongkai.transform.report import Status
from tests.render import report
from tests.transform.test_cut_blanks import false, written
from tests.transform.test_roundtrip import figures

FORM = forms()[-1]
PROSE = "我镇加强组织领导，明确分管负责同志，落实工作人员，健全信息发布审核机制，做到先审查、后公开，并向群众征求意见。"
LAYOUTS = ["tab_rows", "pipe_rows", "markdown", "bare_pipes", "quoted_csv", "spaced_rows", "html_table", "latex"]


def cut(text: str, width: int, wide: int = 1) -> str:
    """As `fold` does it. wide: columns of a Chinese character."""
    lines = []
    for line in text.split("\n"):
        piece, columns = "", 0
        for character in line:
            needed = wide if ord(character) > 0x2E7F else 1
            if columns + needed > width:
                lines.append(piece)
                piece, columns = "", 0
            piece, columns = piece + character, columns + needed
        lines.append(piece)
    return "\n".join(lines)


def with_prose(text: str) -> str:
    return text.replace("我镇做了该做的事。", PROSE)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("wide", [1, 2])
def test_what_was_cut_within_a_figure_is_none(layout: str, wide: int) -> None:
    reported = 0
    for seed, width in enumerate((20, 24, 30, 36, 40, 45, 50)):
        cells = figures(FORM, random.Random(seed), blanks=0.1)
        text = cut(with_prose(report(FORM, cells, layout)), width, wide)
        assert false(text, cells) == []
        reported += sum(fact.status is Status.REPORTED for fact in read(Document("x", text.encode())).facts)
    assert reported > 250 or layout == "spaced_rows"  # of 1,200


def test_lines_are_whole_again_under_the_number_of_the_first() -> None:
    text = cut(with_prose(report(FORM, written(), "tab_rows")), 33)
    whole = unfolded(text, label_words())
    assert whole is not None
    for number, line in zip(whole.numbers, whole.text.split("\n"), strict=True):
        assert line.startswith(text.split("\n")[number - 1])
    assert "一、本年新收政府信息公开申请数量" in whole.text
    assert CUT in whole.text


def test_a_line_that_was_just_full_is_no_part_of_the_next() -> None:
    """Both have as many signs as all others, and where there are none, a word stands behind a figure."""
    cells = written()
    text = report(FORM, cells, "tab_rows")
    for line in text.split("\n"):
        if "\t" in line and 24 < len(line) < 60:
            assert false(cut(with_prose(text), len(line)), cells) == []
            assert false(cut(with_prose(text), len(line) // 2), cells) == []


def test_where_lines_were_broken_between_words_figures_are_whole() -> None:
    """Only a word that is longer than a line is cut; a line may be full by chance."""
    cells = written()
    text = report(FORM, cells, "spaced_rows")
    for width in range(20, 36):
        wrapped = "\n".join(
            piece for line in text.split("\n") for piece in textwrap.wrap(line, width, break_on_hyphens=False) or [""]
        )
        whole = unfolded(wrapped, label_words())
        assert whole is None or CUT not in whole.text


def test_lines_that_are_filled_up_with_blanks_were_not_cut() -> None:
    lines = report(FORM, written(), "spaced_rows").split("\n")
    width = max(map(len, lines))
    assert unfolded("\n".join(line.ljust(width) for line in lines), label_words()) is None


@pytest.mark.parametrize("width", range(14, 40))
def test_lines_whose_ends_are_lost_do_not_go_on(width: int) -> None:
    whole = report(FORM, written(), "spaced_rows").replace(
        "我镇做了该做的事。", f"{PROSE}\n{PROSE[3:]}\n{PROSE[7:]}\n{PROSE}"
    )
    text = "\n".join(line[:width] for line in whole.split("\n"))
    assert unfolded(text, label_words()) is None


def test_rows_in_a_frame_are_not_cut() -> None:
    rows = ["| 规章           | 本年制发件数 | 12 |", "| -------------- | ------------ | -- |"]
    assert unfolded("\n".join(rows * 4), label_words()) is None


def test_a_value_keeps_the_line_that_it_stands_in() -> None:
    text = cut(with_prose(report(FORM, written(), "tab_rows")), 33)
    lines = text.split("\n")
    reported = [fact for fact in read(Document("x", text.encode())).facts if fact.status is Status.REPORTED]
    assert len(reported) > 100
    assert [fact for fact in reported if fact.raw not in lines[(fact.line or 1) - 1]] == []
