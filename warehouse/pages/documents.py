"""The documentation as pages: README and docs/, which an installed package brings along."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from os.path import relpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gongkai.warehouse.pages.words import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
FIRST = "docs/index.html"  # made from the README, which there is in each language
ORDER = (
    "start", "tutorial", "recipes", "notebook", "findings", "codebook", "tables", "pages", "sources", "deciding",
    "nights", "faults", "reading", "gallery", "extending", "accuracy", "speed", "limits",
)  # fmt: skip
_READMES = {"en": "README.md", "zh": "README.zh.md"}
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Document:
    """path: of the page, below the folder of a language. written: language of the page -> language it is written in.

    title, html: by the language of the page.
    """

    path: str
    written: dict[str, str]
    title: dict[str, str]
    html: dict[str, str]


@cache
def documents() -> tuple[Document, ...]:
    """All pages, in the order in which to read them; none where the files are not there."""
    if not all((ROOT / name).is_file() for name in _READMES.values()):
        return ()
    files = sorted((ROOT / "docs").glob("*.*"), key=_place)
    pages = {file: f"docs/{file.stem}.html" for file in files if file.suffix in (".md", ".ipynb")}
    pages |= {ROOT / name: FIRST for name in _READMES.values()}
    readmes = {language: _rendered(ROOT / name, pages) for language, name in _READMES.items()}
    first = Document(
        FIRST,
        {language: language for language in LANGUAGES},
        {language: title for language, (title, _) in readmes.items()},
        {language: html for language, (_, html) in readmes.items()},
    )
    return first, *(_document(file, pages) for file, path in pages.items() if path != FIRST)


def anchor(heading: str) -> str:
    """Where a heading can be linked to: as hosts of repositories make it."""
    return _NOT_IN_ANCHORS.sub("", heading.strip().lower()).replace(" ", "-")


def parser() -> MarkdownIt:
    """Plain Markdown, with tables."""
    return MarkdownIt("commonmark").enable("table")


def _place(file: Path) -> tuple[int, str]:
    return (ORDER.index(file.stem) if file.stem in ORDER else len(ORDER), file.stem)


def _document(file: Path, pages: dict[Path, str]) -> Document:
    title, html = _rendered(file, pages)
    return Document(pages[file], *(dict.fromkeys(LANGUAGES, what) for what in ("en", title, html)))


def _rendered(file: Path, pages: dict[Path, str]) -> tuple[str, str]:
    """(title, HTML)."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        html = "\n".join(_cell(cell, file, pages) for cell in cells)
        text = "".join(cells[0]["source"])
    else:
        html = _html(text, file, pages)
    return text.split("\n", 1)[0].removeprefix("# "), html


def _html(markdown: str, file: Path, pages: dict[Path, str]) -> str:
    markup = parser()
    tokens = markup.parse(markdown)
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[place + 1].content.replace("`", "")))
        if token.children:
            token.children = _linked(token.children, file, pages)
    html = str(markup.renderer.render(tokens, markup.options, {}))
    return html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def _linked(tokens: Sequence[Token], file: Path, pages: dict[Path, str]) -> list[Token]:
    """With links that lead from page to page; what the site does not hold is not linked."""
    kept: list[Token] = []
    dropped = False
    for token in tokens:
        if token.type == "image":
            kept += _picture(token, file)
            continue
        if token.type == "link_open":
            link = _link(str(token.attrGet("href")), file, pages)
            dropped = link is None
            token.attrSet("href", link or "")
        if not (dropped and token.type in ("link_open", "link_close")):
            kept.append(token)
    return kept


def _picture(token: Token, file: Path) -> list[Token]:
    """A drawing stands in the page; the site has no other pictures."""
    drawing = file.parent / str(token.attrGet("src"))
    if drawing.suffix != ".svg":
        return []
    svg = drawing.read_text(encoding="utf-8").replace(
        "<svg ", f'<svg role="img" aria-label="{escape(token.content)}" ', 1
    )
    return [Token("html_inline", "", 0, content=svg)]


def _link(link: str, file: Path, pages: dict[Path, str]) -> str | None:
    parts = urlsplit(link)
    if parts.scheme or not parts.path:
        return link
    target = (file.parent / unquote(parts.path)).resolve()
    page = pages.get(target)
    if page is None:
        return None
    if page == FIRST == pages[file]:
        return next(f"../../{language}/{page}" for language, name in _READMES.items() if target == ROOT / name)
    return relpath(page, Path(pages[file]).parent) + (f"#{parts.fragment}" if parts.fragment else "")


def _cell(cell: dict[str, Any], file: Path, pages: dict[Path, str]) -> str:
    """A cell of a notebook with what it printed and drew when it was stored."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return _html(source, file, pages)
    outputs = "\n".join(map(_output, cell.get("outputs", ())))
    return f"<pre><code>{escape(source)}</code></pre>\n{outputs}"


def _output(output: dict[str, Any]) -> str:
    data = output.get("data", {"text/plain": output.get("text", "")})
    if "image/svg+xml" in data:
        return f"<figure>{''.join(data['image/svg+xml'])}</figure>"
    return f"<pre>{escape(''.join(data.get('text/plain', '')))}</pre>"
