"""Two sites: one made from two nights (samples, two years and versions of one town, a report that would break pages),
and one of all samples. And a browser.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from selenium import webdriver
from sites import HOSTILE, SCRIPT, Made

from gongkai.flows.site import text_of
from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.pages.site import build
from tests.browser import HOW, is_installed
from tests.browser import chromium as chromium_of
from tests.faults.nights import nights
from tests.shared import made_once, site_of_samples

SAMPLES = Path(__file__).parents[2] / "data/samples"
KEPT = (
    "2016_annex_yangcun.txt",
    "2021_cells_puwei.txt",
    "2021_tab_hongqiao.txt",
    "2022_csv_baimadu.txt",
    "2024_tab_fuchuan.txt",
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = made_once(tmp_path_factory, "pages", _two_nights)
    return Made(folder / "documents", folder / "whole.duckdb", folder / "gongkai.duckdb", folder / "site", "gone.txt")


def _two_nights(folder: Path) -> None:
    documents, whole, warehouse = folder / "documents", folder / "whole.duckdb", folder / "gongkai.duckdb"
    documents.mkdir()
    for name in KEPT:
        shutil.copy(SAMPLES / name, documents)
    text = (SAMPLES / "2021_tab_hongqiao.txt").read_text(encoding="utf-16")
    with nights(whole_lists=True) as program:
        assert program.night(documents, whole)[0] == 0
        (documents / HOSTILE).write_text(f"{text}\n{SCRIPT}\n", encoding="utf-8")
        (documents / "year_before.txt").write_text(text.replace("2021", "2020"), encoding="utf-8")
        (documents / "gone.txt").write_text(text.replace("2021", "2022"), encoding="utf-8")
        changed = documents / "2024_tab_fuchuan.txt"
        changed.write_bytes(changed.read_bytes().replace(b"1254", b"1255"))
        assert program.night(documents, whole)[0] == 0
    (documents / "gone.txt").unlink()
    shutil.copy(whole, warehouse)
    with duckdb.connect(str(warehouse)) as con:
        con.execute("DELETE FROM store.township WHERE left(county_code, 2) NOT IN ('32', '61')")
    with open_to_read(warehouse) as con:
        build(con, folder / "site", text_of, [HOSTILE, "year_before.txt", "gone.txt"])


@pytest.fixture(scope="session")
def of_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of what `make run` reads."""
    return site_of_samples(tmp_path_factory)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not is_installed():
        pytest.skip(HOW)
    with chromium_of(tmp_path_factory.mktemp("profile")) as opened:
        yield opened
