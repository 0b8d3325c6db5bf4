"""The documentation is part of the site, in both languages, where its files are there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.warehouse.database import open_to_read
from gongkai.warehouse.pages import documentation as pages
from gongkai.warehouse.pages.site import build
from gongkai.words import LANGUAGES
from tests.docs.written import PAGES


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    pages.chapters.cache_clear()
    yield
    pages.chapters.cache_clear()


def site(warehouse: Path, folder: Path) -> Path:
    with open_to_read(warehouse) as con:
        build(con, folder, lambda *_: None, most=0)
    return folder


def test_every_page_is_there_and_within_reach_of_the_overview(warehouse: Path, tmp_path: Path) -> None:
    built = site(warehouse, tmp_path / "site")
    for language, word in (("en", "Start here"), ("zh", "从这里开始")):
        first = (built / language / "docs/index.html").read_text(encoding="utf-8")
        assert word in first
        assert f"{language}/docs/index.html" in (built / language / "index.html").read_text(encoding="utf-8")
        for page in (*PAGES, Path("findings.ipynb")):
            name = page.stem.removesuffix(".zh")
            assert (built / language / f"docs/{name}.html").is_file()
            assert f'href="{name}.html' in first
    for language in LANGUAGES:
        assert (built / f"{language}/docs/findings.html").read_text(encoding="utf-8").count("<svg") == 3
    assert 'id="nobody-was-told"' in (built / "zh/docs/faults.html").read_text(encoding="utf-8")


def test_a_page_on_what_one_does_is_short() -> None:
    """About a screen. What is told by name (faults, reasons, a notebook) is looked up, not read through."""
    looked_up = {"faults", "quarantine", "notebook", "findings"}
    groups = ("ask", "keep", "run", "add")
    read = {name for group in groups for name in pages.GROUPS[group]} - looked_up
    assert {page.name for page in PAGES} >= {f"{name}.md" for name in read - {"check"}}
    lines = {page.name: len(page.read_text(encoding="utf-8").splitlines()) for page in PAGES}
    assert {name: long for name, long in lines.items() if name.split(".")[0] in read and long > 65} == {}


def test_a_package_without_the_files_makes_a_site_without_them(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    built = site(warehouse, tmp_path / "site")
    assert not (built / "en/docs").exists()
    assert "docs/index.html" not in (built / "en/index.html").read_text(encoding="utf-8")
