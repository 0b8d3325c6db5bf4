"""The pages in Debian's Chromium, from file://, as a reader uses them."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from sites import HOSTILE, SCRIPT, Made, page_of

from gongkai.flows.site import text_of
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.pages import general_pages
from gongkai.warehouse.pages.site import build

CSS = By.CSS_SELECTOR
LANGUAGES = ("en", "zh")
OWN = ("file://", "data:", "about:", "chrome://")  # the last: the page that a new browser shows before any other
KINDS = ("index.html", "coverage.html", "coverage/32.html", "findings.html", "reports.html", "measures.html", "report")
# The contrast of each visible text with what it stands on, by the formula of WCAG 2; the lowest of the page.
CONTRAST = """
const light = (part) => { part /= 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
const ratio = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const below = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const colour = parts(getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
let lowest = [99, ""], texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
  const style = getComputedStyle(element);
  const fill = element.closest("svg") ? style.fill : style.color;
  const found = ratio(parts(fill), below(element));
  texts += 1;
  if (found < lowest[0]) lowest = [found, element.outerHTML.slice(0, 200)];
}
return [lowest[0], lowest[1], texts];
"""
COLOURS = """
const style = getComputedStyle(document.documentElement);
const names = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `--series-${number}`).concat(["--error", "--warning", "--note"]);
return [style.getPropertyValue("--paper"), ...names.map((name) => style.getPropertyValue(name))];
"""

Open = Callable[..., Chrome]


@pytest.fixture
def go(chromium: Chrome, made: Made) -> Iterator[Open]:
    """Opens a page of the site. After each test: no error on the console, and nothing loaded from anywhere else."""

    def opened(path: str = "index.html", language: str = "en", fragment: str = "") -> Chrome:
        page = page_of(made, "2021_cells_puwei.txt", language) if path == "report" else made.site / language / path
        assert page.exists(), page
        chromium.get("about:blank")  # or a new fragment alone would not load the page
        chromium.get(page.as_uri() + fragment)
        return chromium

    chromium.get_log("performance")
    chromium.get_log("browser")
    yield opened
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert [entry for entry in chromium.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")] == []
    requests = list(_requests(chromium))
    assert requests
    assert [url for url in requests if not url.startswith(OWN)] == []


def _requests(chromium: Chrome) -> Iterator[str]:
    for entry in chromium.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def _one(chromium: Chrome, selector: str) -> WebElement:
    return chromium.find_element(CSS, selector)


def _all(chromium: Chrome, selector: str) -> list[WebElement]:
    return chromium.find_elements(CSS, selector)


def _script(chromium: Chrome, script: str, *arguments: object) -> Any:
    return chromium.execute_script(script, *arguments)


def _press(chromium: Chrome, *keys: str) -> None:
    ActionChains(chromium).send_keys(*keys).perform()


def _indexed(chromium: Chrome, form: str) -> None:
    """Waits until what a form searches is loaded and shown: it is only when somebody asks."""
    chromium.execute_async_script(
        "Page.load(document.querySelector(arguments[0]).dataset.index).then(() => arguments[1]())", form
    )


def _until(chromium: Chrome, holds: Callable[[], bool]) -> None:
    """Waits for what a script of the page does a moment after what was pressed."""
    WebDriverWait(chromium, 30, poll_frequency=0.05, ignored_exceptions=[StaleElementReferenceException]).until(
        lambda _: holds()
    )


def test_links_lead_from_the_start_to_a_report(go: Open, made: Made) -> None:
    chromium = go()
    chromium.get((made.site / "index.html").as_uri())
    _one(chromium, "a[href='en/index.html']").click()
    for index, heading in ((1, "Reports"), (3, "Coverage"), (4, "Codebook"), (2, "Findings")):
        _all(chromium, "header nav a")[index].click()
        assert _one(chromium, "h1").text == heading
        assert _one(chromium, "header nav [aria-current]").text == heading
    next(link for link in _all(chromium, "#findings a") if "普威镇" in link.text).click()
    assert _one(chromium, "h1").text == "四川省米易县普威镇 2021"
    assert _one(chromium, "header nav [aria-current]").text == "Reports"
    assert chromium.current_url.endswith("#c-applications.received.total")
    marked = [element.get_attribute("id") for element in _all(chromium, ".marked")]
    assert marked == ["c-applications.received.total", "n-applications.received.total"]


def test_both_languages_lead_to_each_other(go: Open) -> None:
    for path in KINDS:
        chromium = go(path)
        english = chromium.current_url
        assert _one(chromium, "html").get_attribute("lang") == "en"
        assert _one(chromium, "header nav a").text == "Overview"
        _one(chromium, "#language").click()
        assert chromium.current_url == english.replace("/en/", "/zh/")
        assert _one(chromium, "html").get_attribute("lang") == "zh-Hans"
        assert _one(chromium, "header nav a").text == "总览"
        _one(chromium, "#language").click()
        assert chromium.current_url == english


def test_filters_narrow_the_findings(go: Open) -> None:
    chromium = go("findings.html")
    everything = len(_all(chromium, "#findings tbody tr"))

    def rows() -> list[str]:
        return [row.text for row in _all(chromium, "#findings tbody tr")]

    Select(_one(chromium, "[name=severity]")).select_by_value("error")
    _indexed(chromium, "#filter")
    _until(chromium, lambda: 0 < len(rows()) < everything)
    assert all(row.startswith("error") for row in rows())
    Select(_one(chromium, "[name=check]")).select_by_value("sum_flow")
    _until(chromium, lambda: len(rows()) == 3)
    assert _one(chromium, "#matching").text == f"3 of {everything} findings"
    Select(_one(chromium, "[name=year]")).select_by_visible_text("2021")
    _until(chromium, lambda: rows() == ["No finding is like that."])
    _one(chromium, "#filter [type=reset]").click()
    _until(chromium, lambda: len(rows()) == everything)
    _one(chromium, "[name=place]").send_keys("普威")
    _until(chromium, lambda: 0 < len(rows()) < everything)
    assert all("普威镇 2021" in row for row in rows())


def test_a_filter_stands_in_the_address_and_goes_over_to_the_other_language(go: Open) -> None:
    chromium = go("findings.html", "en", "#check=sum_flow")
    _indexed(chromium, "#filter")
    _until(chromium, lambda: len(_all(chromium, "#findings tbody tr")) == 3)
    _one(chromium, "#language").click()
    assert chromium.current_url.endswith("/zh/findings.html#check=sum_flow")
    _indexed(chromium, "#filter")
    _until(chromium, lambda: {row.text.split()[0] for row in _all(chromium, "#findings tbody tr")} == {"错误"})
    _one(chromium, "#findings a").click()
    assert "/zh/reports/" in chromium.current_url
    chromium.back()
    _indexed(chromium, "#filter")
    _until(chromium, lambda: len(_all(chromium, "#findings tbody tr")) == 3)


def test_long_lists_are_turned_page_by_page(
    go: Open, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(general_pages, "A_PAGE", 3)
    with open_to_read(made.warehouse) as con:
        build(con, tmp_path / "site", text_of)
        ((findings, errors),) = con.execute(
            "SELECT count(*), count(*) FILTER (severity = 'error') FROM findings"
        ).fetchall()
    assert errors > 3
    chromium = go()
    chromium.get((tmp_path / "site/en/findings.html").as_uri())
    seen = []
    for number in range(1, -(-findings // 3) + 1):
        if number > 1:
            next(link for link in _all(chromium, "#paging a") if link.text == str(number)).click()
        _until(chromium, lambda wanted=str(number): _one(chromium, "#paging [aria-current]").text == wanted)  # type: ignore[misc]
        seen += [row.text for row in _all(chromium, "#findings tbody tr")]
    assert len(seen) == findings
    Select(_one(chromium, "[name=severity]")).select_by_value("error")
    _indexed(chromium, "#filter")
    _until(chromium, lambda: all(row.text in seen[:errors] for row in _all(chromium, "#findings tbody tr")))
    first = [row.text for row in _all(chromium, "#findings tbody tr")]
    _all(chromium, "#paging button")[1].click()
    _until(chromium, lambda: _one(chromium, "#paging [aria-current]").text == "2")
    second = [row.text for row in _all(chromium, "#findings tbody tr")]
    assert first + second == seen[:errors]
    _one(chromium, "#findings a").click()
    assert "/en/reports/" in chromium.current_url


def test_the_codebook_can_be_searched(go: Open) -> None:
    chromium = go("measures.html", "zh")
    forms = [heading.text for heading in _all(chromium, "h2")]
    assert forms[0].startswith("2021 年表式")
    assert forms[1].startswith("2019 年表式")
    assert not [row for row in _all(chromium, "td code") if row.text == "refused.state_secret"]
    _one(chromium, "#search input").send_keys("国家秘密")
    shown = [row.text for row in _all(chromium, ".measure") if row.is_displayed()]
    assert len(shown) == 2
    assert all("国家秘密" in row and "refused.state_secret" in row for row in shown)
    assert len([heading for heading in _all(chromium, "h2") if heading.is_displayed()]) == 2
    _one(chromium, "#search input").send_keys("没有的")
    assert _one(chromium, "#matched").text == "没有符合条件的内容。"
    _one(chromium, "#search input").clear()
    _one(chromium, "#search input").send_keys(" ")
    assert [heading.text for heading in _all(chromium, "h2")] == forms


def test_pointing_at_a_cell_marks_its_line_and_the_other_way_round(go: Open) -> None:
    chromium = go("report")
    cell = _one(chromium, "#c-applications\\.received\\.total")
    line = _one(chromium, "#L" + str(_one(cell, "a").get_attribute("data-line")))  # type: ignore[arg-type]
    _script(chromium, "arguments[0].scrollIntoView({block: 'center'})", cell)
    above = _script(chromium, "return scrollY")
    ActionChains(chromium).move_to_element(cell).perform()
    number = _one(chromium, ".lines .marked")
    assert number.text == "1929"
    assert number.get_attribute("id") == "n-applications.received.total"
    assert "beside-mark" in line.get_attribute("class").split()
    assert _script(chromium, "return scrollY") == above
    assert _script(
        chromium,
        "const box = arguments[0].getBoundingClientRect(), pane = lines.getBoundingClientRect();"
        "return box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1",
        line,
    )
    other = _one(chromium, "#L" + str(_one(chromium, "#c-proactive\\.rules\\.issued a").get_attribute("data-line")))
    _script(chromium, "arguments[0].scrollIntoView({block: 'nearest'})", other)
    ActionChains(chromium).move_to_element(other).perform()
    assert [cell.get_attribute("id") for cell in _all(chromium, "td.marked")] == ["c-proactive.rules.issued"]
    assert "beside-mark" not in line.get_attribute("class").split()
    ActionChains(chromium).move_to_element(_one(chromium, "footer")).perform()
    assert _all(chromium, ".marked") == []


def test_each_cell_says_its_status_and_the_doubtful_one_is_marked(go: Open) -> None:
    chromium = go("report")
    cell = _one(chromium, "#c-applications\\.received\\.total")
    assert cell.text == "1,929"
    assert "doubted" in cell.get_attribute("class").split()
    said = cell.get_attribute("title")
    assert said.startswith("reported · printed “1929” · line 88 · 件")
    classes = {cell.get_attribute("class").split()[1] for cell in _all(chromium, "td.cell")}
    assert classes <= {"reported", "blank", "absent", "ambiguous", "unreadable"}


def test_everything_can_be_reached_with_the_keyboard(go: Open) -> None:
    chromium = go()
    _press(chromium, Keys.TAB)
    assert _script(chromium, "return document.activeElement.className") == "skip"
    assert _one(chromium, ".skip").rect["x"] >= 0
    _press(chromium, Keys.ENTER)
    assert _script(chromium, "return document.activeElement.id") == "content"
    chromium = go()
    _press(chromium, *[Keys.TAB] * 4, Keys.ENTER)
    assert _one(chromium, "h1").text == "Reports"
    chromium = go("report")
    for _ in range(400):
        _press(chromium, Keys.TAB)
        if _script(chromium, "return document.activeElement.matches('td.cell a')"):
            break
    number = str(_script(chromium, "return document.activeElement.hash")).removeprefix("#")
    assert number.startswith("n-")
    assert _one(chromium, ".lines .marked").get_attribute("id") == number
    assert _script(chromium, "return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    _press(chromium, Keys.ENTER)
    assert chromium.current_url.endswith(f"#{number}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_a_narrow_screen(go: Open, language: str) -> None:
    for path in KINDS:
        chromium = go(path, language)
        chromium.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        )
        assert _script(chromium, "return [innerWidth, document.documentElement.scrollWidth]") == [360, 360], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_its_ground(go: Open, scheme: str) -> None:
    for path in KINDS:
        chromium = go(path)
        chromium.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        _script(chromium, "for (const closed of document.querySelectorAll('details')) closed.open = true")
        lowest, where, texts = _script(chromium, CONTRAST)
        assert texts > 20, path
        assert lowest >= 4.5, (path, where)
    paper, *colours = (_luminance(colour) for colour in _script(chromium, COLOURS))
    assert len(colours) == 11
    assert min((max(paper, one) + 0.05) / (min(paper, one) + 0.05) for one in colours) >= 3


def _luminance(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("[0-9a-f]{2}", colour)]
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def test_what_a_document_holds_is_shown_as_text(go: Open, made: Made) -> None:
    for language in LANGUAGES:
        path = page_of(made, HOSTILE, language).relative_to(made.site / language)
        chromium = go(str(path), language)  # an open alert would fail every step from here on
        shown = [line.get_attribute("textContent") for line in _all(chromium, "#lines > div > span")]
        assert SCRIPT in shown
        assert _all(chromium, "main script, main img, main b[onclick]") == []
        assert HOSTILE in [told.text for told in _all(chromium, ".key dd")]
        chromium = go("findings.html", language)
        assert _all(chromium, "main img") == []


def test_charts_tell_their_numbers(go: Open) -> None:
    chromium = go()
    charts = _all(chromium, ".chart")
    assert len(charts) == 6
    for chart in charts:
        said = chart.find_element(CSS, "svg[role=img]").get_attribute("aria-label")
        assert said.startswith(chart.find_element(CSS, "h3").text)
        assert re.search(r"[:;] \w+( [a-z, ]+)? \d", said)
        chart.find_element(CSS, "summary").click()
        assert chart.find_element(CSS, "pre").text.startswith("SELECT")
        assert chart.find_elements(CSS, "td")


def test_pages_can_be_read_without_script(go: Open, chromium: Chrome) -> None:
    chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened = go("findings.html")
        assert _all(opened, "#findings tbody tr a")
        assert not _one(opened, "#filter").is_displayed()
        opened = go("report")
        cell = _one(opened, "#c-applications\\.received\\.total a")
        assert cell.get_attribute("href").endswith("#n-applications.received.total")
        for link in ("#n-applications\\.received\\.total", "#L88 a"):
            assert _one(opened, link).get_attribute("href").endswith("#c-applications.received.total")
        opened = go("reports.html")
        assert _all(opened, "#units td.chips a")
        assert not _one(opened, "#find").is_displayed()
    finally:
        chromium.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
