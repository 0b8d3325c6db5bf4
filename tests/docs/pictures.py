"""The pictures of pages in the documentation, made anew from the samples: `python -m tests.docs.pictures`."""

import base64
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from selenium.webdriver import Chrome

from tests.browser import HOW, chromium, is_installed
from tests.docs.written import ROOT

DOCS = ROOT / "docs"
SIZE = {"width": 1280, "height": 720, "deviceScaleFactor": 1, "mobile": False}
REPORT = sha256((ROOT / "data/samples/2021_cells_puwei.txt").read_bytes()).hexdigest()[:16]
LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Picture:
    """page, mark: below the folder of a language, and where in it. shown: what the picture shows, by its selector."""

    name: str
    page: str
    mark: str
    shown: str

    def file(self, language: str) -> str:
        return f"{self.name}.png" if language == "en" else f"{self.name}.{language}.png"


PICTURES = (
    Picture("page_of_a_report", f"reports/{REPORT}.html", "#c-applications.received.total", ".beside"),
    Picture("page_of_coverage", "coverage.html", "#bars", ".picture"),
)


def main(folder: Path = DOCS) -> None:
    """Write all of them into the folder, as they are on a site made for it."""
    if not is_installed():
        raise SystemExit(HOW)
    with tempfile.TemporaryDirectory() as made:
        take(_site(Path(made)), folder)


def take(site: Path, folder: Path) -> None:
    """Write all of them into the folder, as they are on this site."""
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as browser:
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", SIZE)
        for picture in PICTURES:
            for language in LANGUAGES:
                file = folder / picture.file(language)
                file.write_bytes(_taken(browser, picture, site, language))
                print(file)


def _site(folder: Path) -> Path:
    """The site of the samples, as `make run` writes it."""
    warehouse = ["--warehouse", str(folder / "w.duckdb")]
    sources = ["data/samples", "data/county"]
    for command in (["ingest", *sources], ["site", str(folder / "site")]):
        subprocess.run([sys.executable, "-m", "gongkai", *command, *warehouse], cwd=ROOT, check=True)
    return folder / "site"


def _taken(browser: Chrome, picture: Picture, site: Path, language: str) -> bytes:
    """As much of what is shown as a screen has, from where the page was opened."""
    browser.get((site / language / picture.page).as_uri() + picture.mark)
    box = browser.execute_script(
        "const box = document.querySelector(arguments[0]).getBoundingClientRect();"
        "return {x: box.x + scrollX, y: Math.max(box.y, 0) + scrollY, width: box.width,"
        " height: Math.min(box.bottom, innerHeight) - Math.max(box.y, 0)}",
        picture.shown,
    )
    taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": {**box, "scale": 1}})
    return base64.b64decode(taken["data"])


if __name__ == "__main__":
    main()
