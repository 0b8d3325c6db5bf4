"""Two reports in one document are two, or the second is named; a table that stands twice is read where it is the
report's own, or not at all. What is printed twice alike is one."""

import pytest

from gongkai.extract.document import Document
from gongkai.transform.read import read
from gongkai.transform.report import Report, Status

HEADINGS = {
    "proactive": "二、主动公开政府信息情况",
    "challenges": "四、政府信息公开行政复议、行政诉讼情况",
}
COLUMNS = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"
HEADER = (
    f"行政复议\t\t\t\t\t行政诉讼\n{COLUMNS}\t未经复议直接起诉\t\t\t\t\t复议后起诉\n\t\t\t\t\t{COLUMNS}\t{COLUMNS}\n"
)
END = "五、存在的主要问题及改进情况\n人手不足，正在补充。\n"
LINK = "相关链接：温县黄庄镇2022年政府信息公开工作年度报告\n"


def title(town: str = "赵堡", year: int = 2023) -> str:
    return f"温县{town}镇{year}年政府信息公开工作年度报告\n"


def overview(year: int = 2023, count: int = 107) -> str:
    return f"一、总体情况\n{year}年，我镇主动公开政府信息{count}条。\n"


def proactive(issued: int) -> str:
    header = "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    return f"{header}规章\t0\t0\t0\n行政规范性文件\t{issued}\t2\t54\n"


def challenges(upheld: int) -> str:
    return f"{HEADER}{upheld}\t2\t0\t0\t{upheld + 2}\t4\t0\t0\t0\t4\t5\t0\t0\t0\t5\n"


def headed(table: str, text: str) -> str:
    return f"{HEADINGS[table]}\n{text}"


FIRST = overview() + headed("challenges", challenges(1)) + END
BOTH = overview() + headed("proactive", proactive(11)) + headed("challenges", challenges(1)) + END
OTHER = headed("proactive", proactive(31)) + headed("challenges", challenges(6)) + END
LAST_YEAR = f"上一年度情况如下表：\n{proactive(31)}"


def report(text: str) -> Report:
    return read(Document("x.txt", text.encode()))


def number(of: Report, row: str, column: str) -> float | None:
    return next((fact.value for fact in of.facts if (fact.row, fact.column) == (row, column)), None)


def issued(of: Report) -> float | None:
    return number(of, "normative_documents", "issued")


def upheld(of: Report) -> float | None:
    return number(of, "reconsideration", "upheld")


def said(of: Report, check: str) -> list[tuple[int | None, str | None]]:
    return [(finding.line, finding.right) for finding in of.findings if finding.check == check]


OF_TWO = {
    "a title, no overview": title() + FIRST + title("黄庄", 2022) + OTHER,
    "a title, no headings": title() + FIRST + title("黄庄") + proactive(31) + challenges(6),
    "the title of its tables": title() + FIRST + "附件：温县赵堡镇2022年政府信息公开情况统计表\n" + proactive(31),
    "a title on two lines": title() + FIRST + "温县黄庄镇人民政府\n2022年政府信息公开工作年度报告\n" + OTHER,
    "no title, an overview": title() + FIRST + overview(2022, 307) + OTHER,
    "no title, no overview": title() + FIRST + OTHER,
    "the same title, other figures": title() + FIRST + title() + overview(2023, 307) + OTHER,
    "a first title without its unit": "2023年政府信息公开工作年度报告\n" + FIRST + title("黄庄") + overview() + OTHER,
    "a first title without its year": "温县赵堡镇政府信息公开工作年度报告\n" + FIRST + title(year=2022) + OTHER,
    "a first title, no heading": "2023年政府信息公开工作年度报告\n" + FIRST + title() + proactive(31) + challenges(6),
    "no first title": FIRST + title("黄庄", 2022) + OTHER,
}


@pytest.mark.parametrize("text", OF_TWO.values(), ids=OF_TWO)
def test_nothing_of_a_second_report_is_read_and_it_is_named(text: str) -> None:
    read_as = report(text)
    assert (issued(read_as), upheld(read_as)) == (None, 1)
    begin = text[: text.index(END) + len(END)].count("\n") + 1
    assert [line for line, _ in said(read_as, "second_report")] in ([begin], [begin + 1])  # the same title is none
    assert (read_as.key.town, read_as.key.year) in {("赵堡镇", 2023), (None, 2023)}


def test_a_second_report_is_named_by_its_title_or_its_first_heading() -> None:
    titled, untitled = report(OF_TWO["a title, no overview"]), report(OF_TWO["no title, an overview"])
    assert said(titled, "second_report") == [(11, "温县黄庄镇2022年政府信息公开工作年度报告")]
    assert said(untitled, "second_report") == [(11, "一、总体情况")]


@pytest.mark.parametrize("parting", ["</p><p>", " "], ids=["page", "text"])
def test_two_reports_on_one_line_are_two(parting: str) -> None:
    text = title() + FIRST + title("黄庄", 2022) + overview(2022, 307) + OTHER
    line = f"<p>{text}</p>" if "<" in parting else text
    read_as = report(parting.join(line.replace("\t", "  ").split("\n")))
    assert issued(read_as) is None
    assert [line for line, _ in said(read_as, "second_report")] == [1]


def test_a_title_behind_a_sentence_begins_a_report_where_all_stands_on_one_line() -> None:
    text = title() + FIRST + title("黄庄", 2022) + proactive(31) + challenges(6)
    read_as = report(" ".join(text.split()))
    assert (issued(read_as), len(said(read_as, "second_report"))) == (None, 1)


def test_an_untitled_report_behind_one_without_tables_is_another() -> None:
    above = title() + overview() + END
    other = report(above + overview(2022, 307) + OTHER)
    assert (issued(other), len(said(other, "second_report"))) == (None, 1)


ONE = {
    "printed twice": title() + BOTH + title() + BOTH,
    "its tables as an attachment": title() + BOTH + "附件：政府信息公开情况统计表\n" + proactive(11) + challenges(1),
    "its attachment titled in full": "2023年政府信息公开工作年度报告\n" + BOTH + title() + BOTH,
    "an excerpt before it": title() + overview() + END + title() + BOTH,
    "an excerpt that says less": title() + overview().replace("，我镇主动公开政府信息107条", "") + END + BOTH,
    "a link to another": title() + BOTH + LINK,
    "its unit's longer name": title() + BOTH.replace(END, "温县赵堡镇人民政府2023年政府信息公开情况统计表\n" + END),
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE)
def test_what_is_said_twice_alike_is_one_report(text: str) -> None:
    read_as = report(text)
    assert (issued(read_as), upheld(read_as), read_as.key.town, read_as.key.year) == (11, 1, "赵堡镇", 2023)
    assert not said(read_as, "second_report") and not said(read_as, "table_twice")


BESIDE = {
    "in the overview": title() + overview() + LAST_YEAR + BOTH.removeprefix(overview()),
    "before the overview": title() + LAST_YEAR + BOTH,
    "behind the report": title() + BOTH + "六、其他需要报告的事项\n" + LAST_YEAR,
}


@pytest.mark.parametrize("text", BESIDE.values(), ids=BESIDE)
def test_the_table_below_its_own_heading_is_the_reports(text: str) -> None:
    read_as = report(text)
    assert (issued(read_as), upheld(read_as)) == (11, 1)
    assert [line for line, _ in said(read_as, "table_twice")] == [text[: text.index(LAST_YEAR)].count("\n") + 2]
    assert not any("行政规范性文件" in section.text for section in read_as.sections)


def test_prose_that_says_a_word_of_a_table_is_none() -> None:
    """The heading of the table's section is lost, and the section of prose is called the same."""
    text = title() + overview() + proactive(11) + "二、主动公开政府信息情况\n信息内容更新 3 次，内容如下\n" + END
    assert issued(report(text)) == 11


TWICE = {
    "below their heading": (title() + overview() + HEADINGS["proactive"], "\n（一）甲\n", "（二）乙\n"),
    "without a heading": (title() + overview(), "\n", "五、存在的主要问题\n无。\n"),
}


@pytest.mark.parametrize("above, first, between", TWICE.values(), ids=TWICE)
def test_of_two_tables_only_what_both_say_is_reported(above: str, first: str, between: str) -> None:
    read_as = report(above + first + proactive(11) + between + proactive(31) + END)
    status = {fact.column: fact.status for fact in read_as.facts if fact.row == "normative_documents"}
    assert (issued(read_as), status["issued"]) == (None, Status.AMBIGUOUS)
    assert number(read_as, "normative_documents", "in_force") == 54
    assert len(said(read_as, "table_twice")) == 1


def test_figures_across_that_stand_twice_are_of_neither() -> None:
    both = headed("challenges", f"（一）赵堡镇\n{challenges(1)}（二）黄庄镇\n{challenges(6)}")
    read_as = report(title() + overview() + headed("proactive", proactive(11)) + both + END)
    assert (issued(read_as), upheld(read_as), number(read_as, "reconsideration", "corrected")) == (11, None, 2)
    assert len(said(read_as, "table_twice")) == 1


def test_a_table_that_goes_on_below_its_header_once_more_is_one() -> None:
    head, rest = proactive(11).split("规章")
    text = (
        title() + overview() + HEADINGS["proactive"] + f"\n{head}规章\t0\t0\t0\n{head}" + rest.split("\n", 1)[1] + END
    )
    assert not said(report(text), "table_twice")
