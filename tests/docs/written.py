"""What the documentation holds: its files, their blocks of code, headings and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it.token import Token

from gongkai.warehouse.pages.documentation import anchor, parser

ROOT = Path(__file__).parents[2]
README, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
ELSEWHERE = [
    *(ROOT / name / "README.md" for name in ("data/corrections", "data/reference", "tests/golden")),
    *(ROOT / f"{name}.md" for name in ("CONTRIBUTING", "CHANGELOG")),
]
# (a page, the same in Chinese): what has both is the same but for the words.
NOTEBOOK = (ROOT / "docs/findings.ipynb", ROOT / "docs/findings.zh.ipynb")
PAIRS = [(page, page.with_suffix(".zh.md")) for page in (*PAGES, *ELSEWHERE) if page.with_suffix(".zh.md").exists()]
FILES = [README, CHINESE, *PAGES, *ELSEWHERE, *(chinese for page, chinese in PAIRS if page in ELSEWHERE)]


@dataclass(frozen=True)
class Block:
    """A fenced block. language: the first word behind the fence. line: of its fence, from 1."""

    file: Path
    line: int
    language: str
    code: str

    @property
    def name(self) -> str:
        return f"{self.file.name}:{self.line}"


@cache
def tokens(file: Path) -> list[Token]:
    return parser().parse(file.read_text(encoding="utf-8"))


def blocks(file: Path, *languages: str) -> list[Block]:
    """The blocks of these languages, or all."""
    found = [
        Block(file, (token.map or [0])[0] + 1, (token.info.split() or [""])[0], token.content)
        for token in tokens(file)
        if token.type == "fence"
    ]
    return [block for block in found if not languages or block.language in languages]


def headings(file: Path) -> list[tuple[str, str]]:
    """(tag, text)."""
    all_tokens = tokens(file)
    return [
        (token.tag, all_tokens[index + 1].content)
        for index, token in enumerate(all_tokens)
        if token.type == "heading_open"
    ]


def anchors(file: Path) -> set[str]:
    return {anchor(text.replace("`", "")) for _, text in headings(file)}


def links(file: Path) -> Iterator[str]:
    for token in tokens(file):
        for child in token.children or ():
            if child.type == "link_open":
                yield str(child.attrGet("href"))


def words_of_code(file: Path) -> Iterator[str]:
    """What stands in blocks of commands, and in code within sentences."""
    for token in tokens(file):
        if token.type == "fence" and token.info.split()[:1] in (["sh"], ["text"]):
            yield token.content
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


def rows_below(file: Path, heading: str) -> list[list[str]]:
    """The cells of the tables between this heading and the next, as written; heads left out."""
    rows: list[list[str]] = []
    inside, head = False, False
    all_tokens = tokens(file)
    for index, token in enumerate(all_tokens):
        if token.type == "heading_open":
            inside = all_tokens[index + 1].content == heading
        elif token.type in ("thead_open", "thead_close"):
            head = token.type == "thead_open"
        elif inside and not head and token.type == "tr_open":
            rows.append([])
        elif inside and not head and token.type == "inline" and rows and all_tokens[index - 1].type == "td_open":
            rows[-1].append(token.content)
    return rows
