"""What a cell says: labels through slips, figures through units, blanks through marks."""

import pytest

from gongkai.transform.table.cells import Kind, unit_noted
from gongkai.transform.table.vocabulary import fold, vocabulary


@pytest.mark.parametrize(
    ("table", "text", "code"),
    [
        ("applications", "3.危及“三安全一隐患”", "refused.safety"),
        ("applications", "2.其他法律法规禁止公开", "refused.other_law"),
        ("applications", "(二) 不分公开", "partly_granted"),
        ("applications", "一、本年(2021)新收政府信息公开申请数量", "received"),
        ("applications", "１．予 以 公 开", "granted"),
        ("applications", "（七）总结", "total_handled"),
        ("applications", "4.无正当理由大量反复申靖", "unprocessed.excessive"),
        ("proactive", "规章（设区的市、自治州人民政府应提供相关数据）", "rules"),
        ("proactive", "行政事业型收费", "fees"),
        ("proactive", "行政许口", "licensing"),
    ],
)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_rows_are_known_through_slips_and_notes(form: str, table: str, text: str, code: str) -> None:
    label = vocabulary(form, table).understand(text).row
    assert label and label.code == code


@pytest.mark.parametrize(
    ("form", "text", "code", "unit"),
    [
        ("2019", "本年增/减处", "change", None),
        ("2019", "本年增\\减", "change", None),
        ("2021", "现行有效件", "in_force", None),
        ("2021", "处理决定数量 (指2020年办 件量)", "decisions", None),
        ("2019", "采购总金额（单位：万元，保留4位小数）", "amount", "万元"),
        ("2021", "本年收费金额单位:元", "amount", "元"),
        ("2021", "本年收费金额（单位：人民币元）", "amount", "元"),
        ("2021", "本年收费金额（以百万元为单位）", "amount", "百万元"),
    ],
)
def test_columns_are_known_with_the_unit_printed_there(form: str, text: str, code: str, unit: str | None) -> None:
    token = vocabulary(form, "proactive").understand(text)
    label = token.column
    assert label and (label.code, token.unit) == (code, unit)


@pytest.mark.parametrize(
    ("form", "text"), [("2021", "本年新公开数量"), ("2019", "现行有效件数"), ("2021", "政府集中采购")]
)
def test_what_only_another_form_prints_is_foreign(form: str, text: str) -> None:
    token = vocabulary(form, "proactive").understand(text)
    assert token.kind is Kind.TEXT
    assert token.foreign


@pytest.mark.parametrize(
    "text", ["其他主动公开文件", "本年新", "2020年，我镇公开信息134条", "不予受理的情形", "说明", "行政许可 37"]
)
def test_what_is_no_label_is_text(text: str) -> None:
    assert vocabulary("2021", "proactive").understand(text).kind is Kind.TEXT


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", 0.0, None),
        ("１２", 12.0, None),
        ("1,307", 1307.0, None),
        ("+10", 10.0, None),
        ("增加 10", 10.0, None),
        ("－3", -3.0, None),
        ("18.3万元", 18.3, "万元"),
        ("152790 元", 152790.0, "元"),
        ("3.2百万元", 3.2, "百万元"),
        ("5件", 5.0, "件"),
        ("112 ①", 112.0, None),
        ("112₁", 112.0, None),
        ("112 ➀", 112.0, None),
        ("? 0", 0.0, None),
    ],
)
def test_figures_keep_their_unit_and_lose_the_mark_of_a_footnote(text: str, value: float, unit: str | None) -> None:
    token = vocabulary("2019", "proactive").understand(text)
    assert (token.kind, token.value, token.unit) == (Kind.NUMBER, value, unit)


@pytest.mark.parametrize(
    "text", ["000", "0 0 0", "1 307", "1,30", "约5", "5/6", "1.", "12:30", "+12/-2", "1234567890123", "9" * 400, "O"]
)
def test_what_could_be_two_figures_or_none_is_no_figure(text: str) -> None:
    assert vocabulary("2019", "proactive").understand(text).kind not in (Kind.NUMBER, Kind.BLANK)


@pytest.mark.parametrize("text", ["/", "—", "——", "-", "无", "／", "_", "＿", "~", "×", "…", "?", "未统计"])
def test_marks_for_nothing_are_blank_not_zero(text: str) -> None:
    assert vocabulary("2021", "applications").understand(text).kind is Kind.BLANK


def test_a_drawn_line_is_no_mark() -> None:
    assert vocabulary("2021", "applications").understand("----------").kind is Kind.EMPTY


def test_broken_and_glued_labels() -> None:
    joined = vocabulary("2021", "applications").joined("商业", "企业")
    assert joined and joined.column and joined.column.code == "enterprise"
    assert vocabulary("2021", "applications").joined("商业", "机构") is None
    glued = vocabulary("2021", "proactive").glued("信息内容本年制发件数本年废止件数现行有效件数")
    assert [token.column.code for token in glued if token.column] == ["issued", "repealed", "in_force"]


def test_folding_leaves_the_core() -> None:
    assert fold("（三）不 予公开（说明）：") == fold("3.不予公开") == "不予公开"
    assert fold("三安全一稳定") == "三安全一稳定"  # a numeral without a mark is no list number


@pytest.mark.parametrize("note", ["万元", "单位：万元", "万元，保留四位小数", "单位：万元，保留4位小数"])
def test_the_unit_stands_in_a_note_with_other_words(note: str) -> None:
    assert unit_noted(f"采购总金额（{note}）") == "万元"
    assert unit_noted("采购总金额（保留四位小数）") is None
