"""What a crawl knows decides only what the text leaves open, and never against it."""

import pytest

from gongkai.extract.document import Crawl, Document
from gongkai.extract.text.outline import outline
from gongkai.transform.forms import forms
from gongkai.transform.key.manifest_evidence import in_address
from gongkai.transform.read import content_id, read
from gongkai.transform.report import Report
from tests import render
from tests.truth import samples

BODY = "一、总体情况\n本机关按照条例要求主动公开政府信息31条。\n二、主动公开政府信息情况\n无\n"


def report(head: str, crawl: Crawl | None = None) -> Report:
    return read(Document("x.txt", f"{head}\n{BODY}".encode(), crawl))


def said(report: Report) -> list[tuple[str, str, str]]:
    return [(one.field, one.value, one.kind) for one in report.key.evidence if one.kind in ("manifest", "address")]


OPEN = "太平镇2021年政府信息公开工作年度报告"


def test_the_county_is_chosen_among_the_candidates() -> None:
    assert report(OPEN).key.county is None
    found = report(OPEN, Crawl(county="隆昌市"))
    assert (found.key.county, found.key.year) == (None, 2021), "the lists have no such town there"
    assert [finding.check for finding in found.findings] == ["manifest_conflict"]
    found = report(OPEN, Crawl(county="诏安县"))
    assert (found.key.county, found.key.prefecture, found.key.candidates) == ("诏安县", "漳州市", ())
    assert said(found) == [("county", "诏安县", "manifest")]
    assert found.findings == ()


def test_the_title_of_the_link_tells_where_no_column_does() -> None:
    found = report(OPEN, Crawl(title="诏安县太平镇2021年政府信息公开工作年度报告"))
    assert found.key.county == "诏安县"
    found = report("2021年政府信息公开工作年度报告\n本镇现公布", Crawl(title="英额布镇2020年政府信息公开工作年度报告"))
    assert (found.key.town, found.key.county, found.key.year) == ("英额布镇", "通化县", 2021)
    assert found.findings == (), "a link's year may be that of its publication"


@pytest.mark.parametrize(
    ("url", "county"),
    [
        ("http://www.zhaoan.gov.cn/xxgk/1.html", "诏安县"),
        ("http://www.zhaoanxian.gov.cn/xxgk/1.html", "诏安县"),
        ("https://www.zhangzhou.gov.cn/zhaoan/1.html", "诏安县"),
        ("http://www.nowhere.cn/1.html", None),
        ("http://www.gov.cn/jd/1.html", None),
    ],
)
def test_the_address_chooses_among_candidates(url: str, county: str | None) -> None:
    found = report(OPEN, Crawl(url=url))
    assert found.key.county == county
    assert said(found) == ([("county", county, "address")] if county else [])


def test_the_address_never_tells_from_nothing_or_against_itself() -> None:
    assert in_address("http://www.jingde.gov.cn", ()) is None
    assert in_address("http://www.jingde.gov.cn/huichang", ("旌德县", "会昌县")) is None
    assert in_address("http://www.ganzhou.gov.cn/jingde", ("旌德县", "会昌县")) is None, "two provinces"
    assert in_address(None, ("旌德县", "会昌县")) is None


def test_the_text_wins_and_the_contradiction_is_told() -> None:
    head = "会昌县中村乡2021年政府信息公开工作年度报告"
    alone = report(head)
    found = report(head, Crawl(town="太平镇", county="旌德县", year=2019))
    assert found.key == alone.key
    assert [(one.check, one.left, one.right) for one in found.findings] == [
        ("manifest_conflict", "2021", "2019"),
        ("manifest_conflict", "中村乡", "太平镇"),
        ("manifest_conflict", "会昌县", "旌德县"),
    ]
    agreeing = report(head, Crawl("http://x", "2022", "中村乡", "中村乡", "会昌县", 2021))
    assert (agreeing.key, agreeing.findings) == (alone.key, ())


def test_town_and_year_are_taken_where_the_text_has_none() -> None:
    head = "政府信息公开工作年度报告\n我镇现公布本年度报告。"
    assert (report(head).key.town, report(head).key.year) == (None, None)
    found = report(head, Crawl(town="英额布镇", year=2020))
    assert (found.key.town, found.key.county, found.key.year) == ("英额布镇", "通化县", 2020)
    assert said(found) == [("town", "英额布镇", "manifest"), ("year", "2020", "manifest")]
    subdistrict = report("政府信息公开工作年度报告\n我街道现公布本年度报告。", Crawl(town="英额布镇"))
    assert subdistrict.key.town is None, "a subdistrict is no town"
    assert report(head, Crawl(town="无此镇")).key.town is None, "no list has it"


def test_without_a_manifest_nothing_changes_and_with_one_the_figures_stay() -> None:
    for case in samples()[:6]:
        alone = read(case.document)
        told = read(Document("y", case.document.data, Crawl("http://x", county="会昌县", town="太平镇", year=2019)))
        assert (told.facts, told.form, told.content_id) == (alone.facts, alone.form, alone.content_id)
        assert (alone.crawl, alone.key.year) == (None, told.key.year)


def digest(text: str) -> str:
    return content_id(outline(text, {}))


def test_the_content_is_the_same_in_another_layout_and_encoding() -> None:
    plain = "太平镇2021年\n行政许可\t12\t0\n合计：（12）件"
    same = [
        "太平镇 ２０２１ 年\r\n\r\n行政许可\r\n12\r\n0\r\n合计:(12)件",
        "|太平镇2021年|\n|---|\n| 行政许可 | 12 | 0 |\n合计：（12）件",
        "<html><style>td {x: y1}</style><p>太平镇2021年</p><table><tr><td>行政许可</td><td>12</td>"
        "<td>0</td></tr></table>"
        "<p>合计&#65306;（12）&nbsp;件</p></html>",
        '<table><tr><td\nclass="x">太平镇2021年</td><td>行政许可</td><td\nclass="x">12</td><td>0</td></tr>合计（12）件',
    ]
    assert {digest(text) for text in same} == {digest(plain)}
    assert digest(plain.replace("12\t0", "12\t1")) != digest(plain)
    assert digest(plain.replace("太平镇", "中村乡")) != digest(plain)


def test_a_report_has_one_content_in_every_layout_and_encoding() -> None:
    form = forms()[1]
    cells = {
        (table.code, row.code, column.code): str(number)
        for number, (table, _, row, column) in enumerate(form.cells(), 1)
    }
    # Names of columns, attributes of cells, commands; and labels that a narrow column breaks among others.
    with_words_of_their_own = {"records", "wiki_lines", "latex", "narrow_grid"}
    texts = [render.report(form, cells, layout).encode() for layout in render.LAYOUTS.keys() - with_words_of_their_own]
    texts += [render.report(form, cells, "tab_rows").encode(encoding) for encoding in ("gb18030", "utf-16")]
    assert len(texts) > 10
    assert len({read(Document("x", text)).content_id for text in texts}) == 1


def test_of_two_years_that_the_text_is_torn_between_the_crawl_chooses_and_no_third() -> None:
    torn = "本镇数据统计期限自2021年1月1日起。\n现将2022年情况报告如下。\n2022年公开3条。\n2022年无申请。"
    assert report(torn).key.year is None
    assert report(torn, Crawl(year=2022)).key.year == 2022
    assert report(torn, Crawl(year=2019)).key.year is None
