"""Rows that are whole are read the short way only where no number can have another place."""

import pytest

from gongkai.extract.document import Document
from gongkai.transform.read import read
from gongkai.transform.report import Fact, Proof, Status

REPORT = "甲镇2021年政府信息公开工作年度报告\n二、主动公开政府信息情况\n{}\n{}\n三、其他\n无。\n"
HEADER = "信息内容\t本年制发件数\t本年废止件数\t现行有效件数"
ROWS = ("rules", "normative_documents")


def cells(header: str, *rows: str) -> list[Fact]:
    found = read(Document("x", REPORT.format(header, "\n".join(rows)).encode())).facts
    return [fact for fact in found if fact.row in ROWS]


@pytest.mark.parametrize(
    ("header", "rows", "proof"),
    [
        (HEADER, ("规章\t3\t1\t27", "行政规范性文件\t5\t2\t41"), Proof.GRID),
        (HEADER + "\t", ("规章\t3\t1\t27\t", "行政规范性文件\t5\t2\t41\t"), Proof.GRID),
        ("信息内容\t\t" + HEADER[5:], ("规章\t\t3\t1\t27", "行政规范性文件\t\t5\t2\t41"), Proof.GRID),
        (HEADER, ("甲\t规章\t3\t1\t27", "行政规范性文件\t5\t2\t41"), Proof.HEADER),
        (HEADER.replace("\t", "\n"), ("规章\n3\n1\n27", "行政规范性文件\n5\n2\n41"), Proof.HEADER),
    ],
)
def test_numbers_of_whole_rows_have_their_places(header: str, rows: tuple[str, ...], proof: Proof) -> None:
    found = cells(header, *rows)
    assert [fact.value for fact in found] == [3, 1, 27, 5, 2, 41]
    assert {fact.proof for fact in found} == {proof}


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (HEADER, ("规章\t3\t1\t27\t8", "行政规范性文件\t5\t2\t41\t9")),
        (HEADER, ("规章\t3\t1\t27", "规章\t5\t2\t41", "行政规范性文件\t4\t6\t7", "行政规范性文件\t8\t9\t10")),
    ],
)
def test_where_a_number_may_have_another_place_none_is_told(header: str, rows: tuple[str, ...]) -> None:
    assert {fact.status for fact in cells(header, *rows)} == {Status.AMBIGUOUS}


def test_numbers_stand_below_their_names_where_a_name_parts_those_of_a_group() -> None:
    """No sum holds here that could tell."""
    names = "商业企业\t自然人\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
    rows = [
        "一、本年新收政府信息公开申请数量\t\t\t46\t20\t11\t8\t5\t1\t97",
        "二、上年结转政府信息公开申请数量\t\t\t4\t2\t1\t3\t6\t0\t19",
        "三、本年度办理结果\t（三）不予公开\t1.属于国家秘密\t31\t13\t7\t3\t2\t0\t77",
    ]
    section = REPORT.replace("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
    report = section.replace("三、其他", "四、其他").format(f"（本列数据的勾稽关系）\t\t\t{names}", "\n".join(rows))
    found = {(fact.row, fact.column): fact.value for fact in read(Document("x", report.encode())).facts}
    for row, person, enterprise in (("received", 20, 46), ("carried_in", 2, 4), ("refused.state_secret", 13, 31)):
        assert (found[row, "natural_person"], found[row, "enterprise"]) == (person, enterprise)


def test_the_last_number_of_a_text_that_breaks_off_is_not_told() -> None:
    text = REPORT.partition("\n三、")[0].format(HEADER, "规章\t3\t1\t27\n行政规范性文件\t5\t2\t41")
    found = [fact for fact in read(Document("x", text.encode())).facts if fact.row in ROWS]
    assert [fact.value for fact in found] == [3, 1, 27, 5, 2, None]
