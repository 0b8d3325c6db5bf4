"""The words of the pages: no code stands where a person reads a word."""

import re
from html.parser import HTMLParser

import pytest
from sites import Made

from gongkai.warehouse.pages.words import LANGUAGES

TEXT = re.compile(r'<div class="lines".*?</section>', re.DOTALL)  # of a report


class Visible(HTMLParser):
    """What people read on a page: no code, no name of a file, no address."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "img", "input"):
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"code", "pre", "script", "style"} & set(self.within):
            self.texts.append(re.sub(r"\S*[/.]\S*", "", data))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_stands_for_a_word(made: Made, language: str) -> None:
    """Codes are what has an underscore; in Chinese also English words of tables."""
    codes = r"\b[a-z]+_[a-z_]+\b"
    if language == "zh":
        codes += r"|\b(?:township|year|held|outcome|granted|reason|content|came|went|blank|series)\b"
    found = set()
    for page in (made.site / language).rglob("*.html"):
        if "docs" in page.parts or page.name in ("checks.html", "measures.html"):
            continue
        shown = Visible()
        shown.feed(TEXT.sub("", page.read_text(encoding="utf-8")))
        found |= {(page.name, code) for text in shown.texts for code in re.findall(codes, text)}
    assert found == set()
