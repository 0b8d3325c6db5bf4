"""How a text names its own unit, year and title, in twins of what was met, and what must not be taken for it."""

import pytest

from gongkai.extract.document import Document
from gongkai.transform.key.broken_lines import joined
from gongkai.transform.key.names import parse
from gongkai.transform.key.titles import find_title
from gongkai.transform.key.years import find_year
from gongkai.transform.read import read
from gongkai.transform.report import Key

OPENS = "一、总体情况\n现将2020年政府信息公开工作情况报告如下。"
TOLD = "一、总体情况\n2020年，公开信息22条，未收到申请。"


def key(text: str) -> Key:
    return read(Document("x.txt", text.encode())).key


def unit(text: str) -> tuple[str, str | None, str | None]:
    found = key(text)
    return found.unit_kind, found.unit_name, found.county


@pytest.mark.parametrize(
    "presents", ["现公开", "现予公开", "现予以公开", "现向社会公开", "特公开", "现公布", "特此公开"]
)
@pytest.mark.parametrize(
    ("name", "kind", "county"),
    [
        ("抚州市黎川县人民政府", "county", "黎川县"),
        ("蕲春县人民政府办公室", "department", "蕲春县"),
        ("会昌县周田镇人民政府", "township", "会昌县"),
        ("岚皋县水利局", "department", "岚皋县"),
    ],
)
def test_who_presents_the_report_is_named(presents: str, name: str, kind: str, county: str) -> None:
    text = f"根据条例规定，{presents}{name}2020年政府信息公开工作年度报告，本报告所列数据自2020年1月1日起。\n{TOLD}"
    assert unit(text) == (kind, name, county)


@pytest.mark.parametrize("other", ["不予公开", "已公开", "督促公开"])
def test_whose_report_is_only_spoken_of_is_not_who_reports(other: str) -> None:
    text = f"{OPENS}\n2020年，{other}蕲春县水利局2020年政府信息公开工作年度报告。本单位无申请。"
    assert unit(text)[1] is None


@pytest.mark.parametrize(
    "book",
    [
        "《{}2020年政府信息公开工作年度报告》（以下简称《年报》）通过门户网站公开。",
        "《{}2020年度政府信息公开年报》由总体情况等六个部分组成。",
        "《{}2020年政府信息公开工作报告》中所列数据自2020年1月1日起。",
        "《{}2020年政府信息公开工作年度报告》(下称本报告)按要求编制。",
        "《{}2020年政府信息公开工作年度报告》的电子版可在网站下载。",
    ],
)
@pytest.mark.parametrize(("place", "county"), [("黎川县", "黎川县"), ("嘉善县", "嘉善县")])
def test_a_report_that_is_cited_by_its_title_is_of_whom_the_title_names(book: str, place: str, county: str) -> None:
    contact = f"如有疑问，请与{place}人民政府办公室联系。\n{TOLD}"
    assert unit(book.format(f"{place}人民政府") + contact) == ("county", f"{place}人民政府", county)
    headed = "2020年政府信息公开工作年度报告\n" + book.format(f"{place}人民政府") + contact
    assert unit(headed)[0] == "county", "below a title that names nobody, too"


def test_a_report_that_is_cited_for_another_reason_is_not_the_texts_own() -> None:
    for what in ("已于3月公布", "的通知要求明确", "受到好评", "未按时公开"):
        text = f"{OPENS}\n《嘉善县人民政府2019年政府信息公开工作年度报告》{what}。请与黎川县教育局联系。本单位无申请。"
        assert unit(text) == ("department", "黎川县教育局", "黎川县")


@pytest.mark.parametrize(
    ("run", "body", "above"),
    [
        ("天津市人民政府参事室", "参事室", ("天津市",)),
        ("武汉市人民政府研究室", "研究室", ("武汉市",)),
        ("重庆市人民政府文史研究馆", "文史研究馆", ("重庆市",)),
        ("福建省人民政府驻上海办事处", "驻上海办事处", ("福建省",)),
        ("福建省人民政府驻北京联络处", "驻北京联络处", ("福建省",)),
        ("蕲春县人民政府金融办", "金融办", ("蕲春县",)),
        ("蕲春县人民政府地方志编纂室", "地方志编纂室", ("蕲春县",)),
        ("杭州市人民政府国有资产监督管理委员会", "国有资产监督管理委员会", ("杭州市",)),
    ],
)
def test_what_stands_behind_the_government_belongs_to_the_offices_name(
    run: str, body: str, above: tuple[str, ...]
) -> None:
    name = parse(run)
    assert name
    assert (name.kind, name.body, name.above) == ("department", body, above)
    for title in (f"2020年{run}政府信息公开工作年度报告", f"{run}2020年政府信息公开工作年度报告"):
        assert unit(f"{title}\n现将2020年{run}政府信息公开工作报告如下：\n{TOLD}")[:2] == ("department", run)


def test_a_government_remains_one_under_all_its_names() -> None:
    for organ in ("人民政府", "人民政府机关", "政府", "人民政府本级"):
        assert key(f"黎川县{organ}2020年政府信息公开工作年度报告\n{TOLD}").unit_kind == "county"
    assert parse("黎川县日峰镇人民政府社会事务办") is None, "an office of a town is none of a county"
    for town in ("会昌县周田镇人民政府", "会昌县周田镇政府综合督导办公室"):
        text = f"如有疑问，请与{town}联系。\n一、总体情况\n2020年，我镇公开信息22条，在会昌县周田镇一带分发。"
        assert key(text).town == "周田镇"


@pytest.mark.parametrize("office", ["驻琼联络处", "口岸事务署", "文史社"])
def test_an_office_whose_name_is_cut_at_its_government_is_not_that_government(office: str) -> None:
    said = f"现将2020年海口市人民政府{office}政府信息公开工作情况报告如下。"
    assert key(f"{said}\n{TOLD}").unit_name is None
    assert key(f"{said.replace(office, '')}\n{TOLD}").unit_name == "海口市人民政府"


@pytest.mark.parametrize("act", ["认真落实", "坚持以公开为常态，", "深入贯彻", "持续推进"])
@pytest.mark.parametrize(
    ("name", "kind", "county"),
    [("黎川县人民政府", "county", "黎川县"), ("沈北新区政府", "county", "沈北新区"), ("蚌埠市人民政府", "other", None)],
)
def test_a_government_that_opens_the_report_reports(act: str, name: str, kind: str, county: str | None) -> None:
    assert unit(f"{OPENS}\n2020年，{name}{act}条例要求，收到申请2件。") == (kind, name, county)


@pytest.mark.parametrize(
    "text",
    [
        "2020年，黎川县人民政府要求各部门公开信息，收到申请2件。",
        "2020年，黎川县人民政府印发通知，收到申请2件。",
        "2020年，黎川县人民政府认真落实条例。本单位收到申请2件。",
        "2020年，黎川县人民政府认真落实条例。我局收到申请2件。",
        "2020年，黎川县人民政府认真落实条例。我镇收到申请2件。",
        "2020年，收到申请2件。黎川县人民政府认真落实条例。",
        "2020年，公开信息2条。\n2020年，黎川县人民政府认真落实条例。",
    ],
)
def test_a_government_that_demands_or_stands_elsewhere_does_not_report(text: str) -> None:
    found = key(f"{OPENS}\n{text}")
    assert found.unit_name is None
    assert found.unit_kind != "county"


@pytest.mark.parametrize("banner", ["会昌县人民政府", "赣州市人民政府", "会昌县政府 2021年3月5日星期二"])
def test_the_sites_name_above_a_report_signs_nothing(banner: str) -> None:
    text = f"{banner}\n政府信息公开\n{OPENS}\n2020年，{{}}有序推进公开，收到申请0件。"
    assert unit(text.format("周田镇"))[:2] == ("township", "周田镇")
    assert unit(text.format("本单位"))[1] is None
    assert unit(f"{OPENS}\n2020年收到申请0件。\n会昌县人民政府\n2021年1月5日") == ("county", "会昌县人民政府", "会昌县")


@pytest.mark.parametrize(
    "carried",
    [
        "其余8件转2021年度办理",
        "3件结转2021年办理",
        "结转至2021年3件",
        "2件转入2021年",
        "1件顺延至2021年答复",
        "2件延期至2021年办结",
        "余3件2021年办理",
        "剩余 3 件 2021年办理",
        "1件跨2021年度",
        "2件转到2021年",
        "2件留待2021年答复",
    ],
)
def test_a_year_into_which_requests_are_carried_is_not_the_reports(carried: str) -> None:
    def year(text: str) -> int | None:
        return find_year(None, list(enumerate(text.split("\n"), 1))).year

    assert year(f"全年受理申请86件，办结78件，{carried}。") is None
    assert year(f"2020年受理申请86件，办结78件，{carried}。\n2020年无诉讼。") == 2020
    assert year("公开信息2条。2021年办理申请86件。") == 2021, "nothing is carried"


@pytest.mark.parametrize("verb", ["进一步健全完善", "不断加强", "着力提升", "持续强化", "及时更新", "全面做好"])
@pytest.mark.parametrize("town", ["周田镇", "晓龙乡"])
def test_a_town_right_behind_a_verb_is_named(verb: str, town: str) -> None:
    own = f"我{town[-1]}"
    text = f"一、总体情况\n{own}收到申请0件。2020年，{own}主动公开政府信息76条。\n{verb}{town}信息公开工作机制。"
    assert key(text).town == town


def test_a_verb_before_a_word_is_no_town_and_two_towns_are_none() -> None:
    text = "一、总体情况\n我镇收到申请0件。2020年，我镇主动公开政府信息76条。\n进一步{}信息公开工作机制。"
    for words in ("健全完善镇", "完善提升镇", "加强集镇", "更新乡镇"):
        assert key(text.format(words)).town is None
    assert key(text.format("完善周田镇、加强清溪乡")).town is None


@pytest.mark.parametrize("name", ["城市更新和土地整备局", "城市更新局", "城市品质提升局", "环境提升服务中心"])
def test_a_name_with_a_verb_in_it_is_whole(name: str) -> None:
    text = f"{OPENS}\n2020年，黎川县{name}认真落实条例，公开信息2条。本单位无申请。"
    assert unit(text) == ("department", f"黎川县{name}", "黎川县")


@pytest.mark.parametrize("founds", ["明确了", "成立", "组建", "健全"])
@pytest.mark.parametrize("organ", ["政府信息公开工作机构", "政务公开领导小组", "信息公开工作机制"])
def test_whose_organ_for_it_the_text_founds_reports_where_it_is_of_one_unit(founds: str, organ: str) -> None:
    text = f"{OPENS}\n2020年我单位公开信息2条。在黎川县人民政府网站公开3条。进一步{founds}行政审批服务局{organ}。"
    assert unit(text) == ("department", "行政审批服务局", "黎川县")
    assert unit(text.replace("我单位", ""))[1] is None, "of a county's bureaus its own report tells so, too"
    assert unit(text.replace(founds, "督促"))[1] is None
    assert unit(text.replace(organ, "办事机构"))[1] is None
    assert unit(text.replace("3条。", "3条，在会昌县人民政府网站公开1条。"))[2] is None, "of which county?"


@pytest.mark.parametrize(
    ("run", "body", "above"),
    [
        ("武汉滨湖街道办事处", "滨湖街道", ("武汉市",)),
        ("武汉东湖新技术开发区滨湖街道办事处", "滨湖街道", ("武汉市", "武汉东湖新技术开发区")),
        ("杭州东湖街道", "东湖街道", ("杭州市",)),
        ("苏州枫桥街道", "枫桥街道", ("苏州市",)),
        ("洪江区新街街道", "新街街道", ("洪江区",)),
        ("南京路街道", "南京路街道", ()),  # a street
        ("海口镇", "海口镇", ()),  # a town's own name
        ("朝阳西湖街道", "朝阳西湖街道", ()),  # no 西湖街道 lies in 朝阳市
    ],
)
def test_a_prefectures_short_name_before_a_towns_is_its_place(run: str, body: str, above: tuple[str, ...]) -> None:
    name = parse(run)
    assert name
    assert (name.body, name.above) == (body, above)


@pytest.mark.parametrize(
    ("name", "county"),
    [("武汉滨湖街道", "江夏区"), ("滨湖街道", None), ("杭州东湖街道", "余杭区"), ("东湖街道", None)],
)
def test_a_prefectures_short_name_chooses_among_namesakes(name: str, county: str | None) -> None:
    assert key(f"{name}办事处2019年政府信息公开工作年度报告\n{TOLD.replace('2020', '2019')}").county == county


def test_a_zones_bureau_has_no_county_though_the_lists_have_the_zone() -> None:
    for zone, prefecture in (("芜湖经济技术开发区", "芜湖市"), ("合肥高新技术产业开发区", "合肥市")):
        found = key(f"{zone}管委会财政局2020年政府信息公开工作年度报告\n{TOLD}\n可在{zone}网站查阅。")
        assert (found.unit_kind, found.county, found.prefecture) == ("department", None, prefecture)


def test_a_zone_within_a_zone_is_named_by_itself() -> None:
    name = parse("陕西省西咸新区空港新城管理委员会")
    assert name
    assert name.body == "空港新城"
    assert (parse("青田县油竹新区管理委员会") or name).body == "油竹新区"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("标 题：\n黎川县日峰镇2020年政府信息公开工作年度报告 - 文 号：发布日期：2021-01-19", "日峰镇"),
        ("名 称： 黎川县日峰镇2020年政府信息公开工作年度报告 | |", "日峰镇"),
        ("信息名称：黎川县日峰镇2020年政府信息公开工作年度报告", "日峰镇"),
        ("黎川县日峰镇2020年政府信息公开工作年度报告 索引号：00820374", "日峰镇"),
        (
            "黎川政府在线 黎川政务服务网电脑版 繁体中文网站 关怀版 黎川移动客户端\n"
            "黎川县日峰镇2020年政府信息公开工作年度报告",
            "日峰镇",
        ),
    ],
)
def test_a_title_is_without_what_the_page_prints_around_it(page: str, title: str) -> None:
    found = find_title(joined(enumerate(page.split("\n"), 1)))
    assert found
    assert found.text == f"黎川县{title}2020年政府信息公开工作年度报告"


def test_a_long_line_of_a_title_goes_on_though_blanks_stand_in_it() -> None:
    halves = "黎川县人民政府办公室、黎川县行政审批局、黎川县数据管理中心\n关于2020年政府信息公开工作的报告"
    assert len(list(joined(enumerate(halves.split("\n"), 1)))) == 1
    spaced = halves.replace("、", "， ")
    assert len(list(joined(enumerate(spaced.split("\n"), 1)))) == 1
