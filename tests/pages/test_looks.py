"""How pages stand on three screens, light and dark, in both languages; names, order and contrast by axe.

axe looks at the site of two nights, which has changes to show; lengths are those of the samples, seen first by most.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.selenium import Axe
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from sites import Made, page_of

LANGUAGES = ("en", "zh")
WIDTHS = {1440: 900, 1024: 768, 390: 844}
LARGEST = 300_000  # bytes of a page
HIGHEST = 40  # screens of a phone
# Each width with each scheme and each language, and each scheme with each language.
LOOKS = (
    (1440, "light", "en"), (1440, "dark", "zh"), (1024, "light", "zh"),
    (1024, "dark", "en"), (390, "light", "en"), (390, "dark", "zh"),
)  # fmt: skip
SHEET_FROM = 960  # pixels: from here on text and tables stand side by side


def kinds(made: Made, language: str) -> dict[str, Path]:
    """A page of each kind, by name."""
    folder = made.site / language
    lists = ("index", "reports", "findings", "checks", "coverage", "measures", "docs/index", "docs/codebook")
    report = page_of(made, "2021_cells_puwei.txt", language)
    unit = max((folder / "units").iterdir(), key=lambda page: page.stat().st_size)
    return {
        **{name: folder / f"{name}.html" for name in lists},
        "province": folder / "coverage/32.html",
        "report": report,
        "unit": unit,
    }


@pytest.fixture
def screen(chromium: Chrome) -> Iterator[Chrome]:
    yield chromium
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def look(chromium: Chrome, width: int, scheme: str = "light") -> None:
    metrics = {"width": width, "height": WIDTHS[width], "deviceScaleFactor": 1, "mobile": width < 500}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_names_order_and_contrast_are_as_axe_wants_them(
    screen: Chrome, made: Made, width: int, scheme: str, language: str
) -> None:
    look(screen, width, scheme)
    for name, page in kinds(made, language).items():
        screen.get(page.as_uri())
        found = Axe().run(screen, options={"resultTypes": ["violations"]})["violations"]
        assert [(name, one["id"], [node["html"][:150] for node in one["nodes"]][:3]) for one in found] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_wider_than_its_screen(screen: Chrome, made: Made, language: str, width: int) -> None:
    look(screen, width)
    for name, page in kinds(made, language).items():
        screen.get(page.as_uri())
        wide, seen, _ = extent(screen)
        assert wide == seen, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_samples_is_wider_than_a_phone_nor_higher_than_forty(
    screen: Chrome, of_samples: Path, language: str
) -> None:
    """Of reports and units every other one in English, the rest in Chinese: their numbers and names are the same."""
    look(screen, 390)
    folder = of_samples / language
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 200
    alike = [page for page in pages if page.parent.name in ("reports", "units")]
    elsewhere = alike[LANGUAGES.index(language) :: 2]
    beyond = []
    for page in sorted({*pages}.difference(elsewhere)):
        screen.get(page.as_uri())
        wide, seen, high = extent(screen)
        if wide != seen or high > HIGHEST * WIDTHS[390]:
            beyond.append((str(page.relative_to(of_samples)), wide, high))
    assert beyond == []


def extent(chromium: Chrome) -> tuple[int, int, int]:
    """Of a page: how wide it is, how much of that is seen, how high it is."""
    wide, seen, high = chromium.execute_script(
        "const root = document.documentElement; return [root.scrollWidth, root.clientWidth, root.scrollHeight]"
    )
    return wide, seen, high


def test_no_page_is_large(made: Made, of_samples: Path) -> None:
    sizes = {page: page.stat().st_size for site in (made.site, of_samples) for page in site.rglob("*.html")}
    assert {page: size for page, size in sizes.items() if size > LARGEST} == {}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_coverage_is_a_picture_whose_tiles_say_what_they_are(
    screen: Chrome, of_samples: Path, language: str, width: int
) -> None:
    """Each tile has its own place, shows name and share, which fit into it, and says the whole to a screen reader."""
    look(screen, width)
    screen.get((of_samples / language / "coverage.html").as_uri())
    tiles = screen.execute_script(
        "return [...document.querySelectorAll('.tiles li > *')].map((tile) => ({text: tile.innerText.split('\\n'),"
        "said: tile.getAttribute('aria-label'), to: tile.getAttribute('href'),"
        "box: tile.getBoundingClientRect().toJSON(),"
        "fits: tile.scrollWidth <= tile.clientWidth && tile.scrollHeight <= tile.clientHeight}))"
    )
    assert len(tiles) == len({(tile["box"]["x"], tile["box"]["y"]) for tile in tiles}) == 34
    assert [tile["text"] for tile in tiles if not tile["fits"] or not all(tile["text"])] == []
    assert len([tile for tile in tiles if tile["to"]]) == 31
    shanxi = next(tile for tile in tiles if tile["to"] == "coverage/14.html")
    percent = shanxi["text"][-1]
    assert percent == "0.5%"
    assert re.search(f"(Shanxi|山西省).*{percent}.*63", shanxi["said"])
    bars = screen.execute_script(
        "return [...document.querySelectorAll('.bars i')].map((bar) => bar.getBoundingClientRect().width)"
    )
    assert bars == sorted(bars, reverse=True)
    assert bars[0] > 20
    screen.find_element(By.CSS_SELECTOR, "a[href='coverage/14.html']").click()
    assert "山西省" in screen.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize("width", WIDTHS)
def test_the_marked_line_is_on_the_screen_with_its_cell(screen: Chrome, made: Made, width: int) -> None:
    """Beside it on a wide screen, in the sheet below it on a narrow one."""
    look(screen, width)
    screen.get(page_of(made, "2021_cells_puwei.txt").as_uri())
    cell = screen.find_element(By.ID, "c-applications.received.natural_person")
    screen.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
    ActionChains(screen).move_to_element(cell).perform()
    (number,) = screen.find_elements(By.CSS_SELECTOR, ".lines .marked")
    box, other, high = screen.execute_script(
        "return [arguments[0].getBoundingClientRect(), arguments[1].getBoundingClientRect(), innerHeight]", number, cell
    )
    assert number.text == "481"
    assert box["top"] >= 0
    assert box["bottom"] <= high
    assert (box["left"] > other["right"]) == (width >= SHEET_FROM)
    assert width >= SHEET_FROM or box["top"] > other["bottom"]


def test_the_search_finds_a_town_in_a_year_and_leads_to_its_report(screen: Chrome, made: Made) -> None:
    look(screen, 1440)
    screen.get((made.site / "zh/reports.html").as_uri())
    rows = "return [...document.querySelectorAll('#units tbody tr')].map((row) => row.innerText)"
    assert len(screen.execute_script(rows)) == 5
    screen.find_element(By.NAME, "place").send_keys("泰兴 虹桥")
    screen.execute_async_script("Page.load('../reports.js').then(() => arguments[0]())")
    (row,) = screen.execute_script(rows)
    assert "2020" in row
    assert "2022" in row
    assert "2021 (2)" in row
    screen.find_element(By.CSS_SELECTOR, "#units .chips a").click()
    assert screen.find_element(By.TAG_NAME, "h1").text == "江苏省泰兴市虹桥镇 2020"
    screen.find_element(By.CSS_SELECTOR, "[rel=next]").click()
    assert screen.find_element(By.TAG_NAME, "h1").text == "江苏省泰兴市虹桥镇 2021"
    assert screen.find_element(By.CSS_SELECTOR, "[rel=next] span").text == "江苏省泰兴市虹桥镇 2021 (其他版本)"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_menu_and_the_side_bar_show_where_one_is(screen: Chrome, made: Made, language: str, width: int) -> None:
    look(screen, width)
    screen.get((made.site / language / "docs/tried.html").as_uri())
    shown = "const box = arguments[0].getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom]"
    named = "header [aria-current]" if width < SHEET_FROM else ".sidebar [aria-current]"
    for current in screen.find_elements(By.CSS_SELECTOR, named):
        left, right, top, bottom = screen.execute_script(shown, current)
        assert left >= 0
        assert right <= width
        assert top >= 0
        assert bottom <= WIDTHS[width]


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_the_text_all_columns_of_the_form_are_seen(screen: Chrome, made: Made, language: str) -> None:
    look(screen, 1024)
    screen.get(page_of(made, "2021_cells_puwei.txt", language).as_uri())
    hidden = "return [...document.querySelectorAll('.tables .wide')].map(one => one.scrollWidth - one.clientWidth)"
    assert set(screen.execute_script(hidden)) == {0}


def test_documentation_can_be_searched_and_its_examples_copied(screen: Chrome, made: Made) -> None:
    look(screen, 1440)
    screen.get((made.site / "en/docs/index.html").as_uri())
    screen.find_element(By.CSS_SELECTOR, "#find input").send_keys("quarantine password")
    index = screen.find_element(By.ID, "find").get_attribute("data-index")
    screen.execute_async_script("Page.load(arguments[0]).then(() => arguments[1]())", index)
    hits = [hit.text for hit in screen.find_elements(By.CSS_SELECTOR, "#hits a")]
    assert hits
    screen.find_element(By.CSS_SELECTOR, "#hits a").click()
    assert screen.find_element(By.CSS_SELECTOR, ".sidebar [aria-current=page]").text
    screen.get((made.site / "en/docs/index.html").as_uri())
    button = screen.find_element(By.CSS_SELECTOR, ".copy")
    button.click()
    WebDriverWait(screen, 30).until(lambda _: button.text == "Copied")
    screen.find_element(By.CSS_SELECTOR, ".turn [rel=next]").click()
    assert (
        screen.find_element(By.CSS_SELECTOR, ".sidebar [aria-current=page]")
        .get_attribute("href")
        .endswith("start.html")
    )
