"""The documentation as pages: README and docs/, which an installed package brings along."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from itertools import groupby
from os.path import relpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from gongkai.warehouse.pages.words import LANGUAGES, called

ROOT = Path(__file__).resolve().parents[2]
FIRST = "docs/index.html"  # made from the README
# Which pages belong together, in the order in which to read them; others stand at the end.
GROUPS = {
    "begin": ("README", "start", "tutorial"),
    "ask": ("questions", "doubts", "notebook", "findings", "exporting", "python", "r", "stata", "excel", "pages"),
    "data": ("codebook", "tables", "traps", "limits", "accuracy", "arithmetic", "citing", "assistant"),
    "keep": ("sources", "kinds", "deciding", "check"),
    "run": ("nights", "telling", "server", "cluster", "faults", "quarantine", "gates"),
    "look": ("reading", "gallery", "architecture", "speed", "tried"),
    "add": ("new_layout", "new_opener", "new_form", "new_check", "new_gate", "new_rule"),
}
LONG = 40_000  # characters of HTML, drawings left out, from which on the sections of a page are folded
WORD = 24  # characters of code that stand on one line, if there is no blank in them
SEARCHED = 1_200  # characters of a section
_CHINESE = ".zh"  # NAME.zh.md says in Chinese what NAME.md says in English
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")
_HEADING = re.compile(r'<h[1-6] id="([^"]*)">(.*?)</h[1-6]>', re.DOTALL)
_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
_TAG = re.compile(rf"{_DRAWING.pattern}|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chapter:
    """path: of the page, below the folder of a language. group: of GROUPS.

    written, title, html: by the language of the page; written: the language that it is written in there. The title is
    in the language of the page also where nothing else is.
    """

    path: str
    group: str
    written: dict[str, str]
    title: dict[str, str]
    html: dict[str, str]


@cache
def chapters() -> tuple[Chapter, ...]:
    """All pages, in the order in which to read them; none where the files are not there."""
    files = [*ROOT.glob("README*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs").glob("*.ipynb")]
    if not {ROOT / "README.md", ROOT / "README.zh.md"} <= set(files):
        return ()
    pages = {file: _page(_name(file)) for file in files}
    by_name: dict[str, dict[str, Path]] = {}
    for file in files:
        by_name.setdefault(_name(file), {})["zh" if file.stem.endswith(_CHINESE) else "en"] = file
    return tuple(_chapter(name, by_name[name], pages) for name in sorted(by_name, key=_order))


def grouped() -> list[tuple[str, list[Chapter]]]:
    """(group, its pages)."""
    return [(group, list(of)) for group, of in groupby(chapters(), lambda chapter: chapter.group)]


def searchable(language: str) -> Iterator[list[str]]:
    """(path, title of the page, heading, its anchor, text) of each section."""
    for chapter in chapters():
        parts = _HEADING.split(chapter.html[language])
        for mark, heading, html in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
            yield [chapter.path, chapter.title[language], _plain(heading), mark, _plain(html)[:SEARCHED]]


def _name(file: Path) -> str:
    return file.stem.removesuffix(_CHINESE)


def _page(name: str) -> str:
    return FIRST if name == "README" else f"docs/{name}.html"


def _order(name: str) -> tuple[int, int, str]:
    for group, names in enumerate(GROUPS.values()):
        if name in names:
            return group, names.index(name), name
    return len(GROUPS) - 1, 99, name


def _chapter(name: str, written: dict[str, Path], pages: dict[Path, str]) -> Chapter:
    """What is written in one language only is shown in it everywhere."""
    only = next(iter(written))
    of_page = {language: language if language in written else only for language in LANGUAGES}
    rendered = {language: _rendered(written[of], pages) for language, of in of_page.items()}
    return Chapter(
        _page(name),
        list(GROUPS)[_order(name)[0]],
        of_page,
        {
            language: title if of_page[language] == language else called("document", name, language)
            for language, (title, _) in rendered.items()
        },
        {language: _folded(html) for language, (_, html) in rendered.items()},
    )


def _folded(html: str) -> str:
    """A long page as its headings, each with what it opens."""
    if len(_DRAWING.sub("", html)) < LONG:
        return html
    first, *sections = re.split(r"(?=<h2 )", html)
    folded = (section.split("</h2>", 1) for section in sections)
    return first + "".join(
        f'<details class="fold"><summary>{heading}</h2></summary>{body}</details>' for heading, body in folded
    )


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def anchor(heading: str) -> str:
    """Where a heading can be linked to: as hosts of repositories make it."""
    return _NOT_IN_ANCHORS.sub("", heading.strip().lower()).replace(" ", "-")


@cache
def _marks(file: Path) -> dict[str, str]:
    """Anchor of each heading -> its id on the page: in either language the English one, for links from both."""
    english = file.with_name(f"{_name(file)}.md")
    anchors = list(_anchors(file))
    return dict(zip(anchors, _anchors(english) if english.exists() else anchors, strict=True))


def _anchors(file: Path) -> Iterator[str]:
    tokens = parser().parse(file.read_text(encoding="utf-8")) if file.suffix == ".md" else []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            yield anchor(tokens[index + 1].content.replace("`", ""))


def parser() -> MarkdownIt:
    """Plain Markdown, with tables."""
    return MarkdownIt("commonmark").enable("table")


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
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            own = anchor(tokens[index + 1].content.replace("`", ""))
            token.attrSet("id", _marks(file).get(own, own))
        if token.children:
            token.children = _linked(token.children, file, pages)
    html = str(markup.renderer.render(tokens, markup.options, {}))
    return html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")


def _linked(tokens: Sequence[Token], file: Path, pages: dict[Path, str]) -> list[Token]:
    """With links that lead from page to page; what the site does not hold, as pictures of itself, is not linked."""
    kept: list[Token] = []
    dropped = False
    for token in tokens:
        if token.type == "image":
            continue
        if token.type == "code_inline" and len(token.content) <= WORD and " " not in token.content:
            token.attrSet("class", "word")
        if token.type == "link_open":
            link = _link(str(token.attrGet("href")), file, pages)
            dropped = link is None
            token.attrSet("href", link or "")
        if not (dropped and token.type in ("link_open", "link_close")):
            kept.append(token)
    return kept


def _link(link: str, file: Path, pages: dict[Path, str]) -> str | None:
    parts = urlsplit(link)
    if parts.scheme:
        return link
    if not parts.path:
        return f"#{_marks(file).get(unquote(parts.fragment), parts.fragment)}"
    target = (file.parent / unquote(parts.path)).resolve()
    page = pages.get(target)
    if page is None:
        return None
    if page == pages[file] and target != file:
        return f"../../{'zh' if target.stem.endswith(_CHINESE) else 'en'}/{page}"
    mark = unquote(parts.fragment)
    return relpath(page, Path(pages[file]).parent) + (f"#{_marks(target).get(mark, mark)}" if mark else "")


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
