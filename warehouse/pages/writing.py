"""What every page is written with: templates, words, numbers, and how many bytes there are so far."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from gongkai.errors import USAGE, GongkaiError
from gongkai.warehouse.checks import title_of
from gongkai.warehouse.pages import coverage
from gongkai.warehouse.pages.documentation import chapters
from gongkai.warehouse.pages.queries import Row
from gongkai.warehouse.pages.words import LANGUAGES, called, called_each, field_name, value_name, words
from gongkai.words.translated import translated

T = TypeVar("T")

# What the head of each page leads to, and where; pages of that kind that lie deeper are in a folder of its name.
KINDS = {
    "overview": "index.html",
    "reports": "reports.html",
    "findings": "findings.html",
    "coverage": "coverage.html",
    "measures": "measures.html",
}
_BELONGS = {"units": "reports", "checks.html": "findings"}  # pages that lie elsewhere than what leads to them


class SiteError(GongkaiError):
    """The site cannot be made like that: a sentence for people."""

    exit_status = USAGE


@dataclass(slots=True)
class Site:
    """What every page needs, and how many bytes each file has that was written so far.

    pages: document_id -> its page. units: unit -> its page. lines: document_id -> lines of its text that are shown.
    """

    folder: Path
    about: Row
    pages: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(self.sizes.values())

    def page(self, path: str, template: str, **context: Any) -> None:
        """One page in each language."""
        up = "../" * (path.count("/") + 1)
        for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
            written = _environment().get_template(template).render(
                context,
                lang=language,
                other=other,
                t=words(language),
                other_t=words(other),
                path=path,
                kind=_kind(path),
                up=up,
                home=f"{up}{language}/",
                about=self.about,
                pages=self.pages,
                units=self.units,
                documented=bool(chapters()),
            )  # fmt: skip
            self.save(f"{language}/{path}", written)

    def start(self) -> None:
        """The page before all others, on which a language is chosen."""
        self.save("index.html", _environment().get_template("choose.html").render(words=words, languages=LANGUAGES))

    def csv(self, path: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table to download, with the mark by which Excel knows UTF-8."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([columns, *rows])
        self.save(path, "\ufeff" + text.getvalue())

    def data(self, path: str, name: str, rows: Iterable[Sequence[object]]) -> None:
        """What a script asks for: a page of a folder can load a script without a server, and nothing else."""
        lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        self.save(path, f"const {name} = [\n{lines}\n];\n")

    def static(self) -> None:
        """Style and scripts."""
        for file in sorted((resources.files(__package__) / "static").iterdir(), key=lambda file: file.name):
            self.save(file.name, file.read_text(encoding="utf-8"))

    def save(self, path: str, content: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode("utf-8", "replace")  # half a pair of UTF-16 is no character
        file.write_bytes(data)
        self.sizes[path] = len(data)


def number(value: float | None) -> str:
    """As people write it: 1,234 rather than 1234.0, nothing for NULL."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def neighbours(rows: Sequence[T]) -> Iterator[tuple[T, T | None, T | None]]:
    """(one, the one before, the one after)."""
    return zip(rows, [None, *rows][:-1], [*rows, None][1:], strict=True)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kind(path: str) -> str:
    first = path.split("/")[0]
    return _BELONGS.get(first, first.removesuffix(".html") if "/" not in path and first != "index.html" else first)


@cache
def _environment() -> Environment:
    """Every value is escaped: what reports and files are called is never markup."""
    environment = Environment(
        loader=PackageLoader("gongkai.warehouse.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=number, spans=coverage.spans, capitalize_first=_capitalised)
    environment.globals.update(
        share=coverage.share,
        percent=coverage.percent,
        ranked=coverage.ranked,
        whole=coverage.whole,
        called=called,
        called_each=called_each,
        field_name=field_name,
        value_name=value_name,
        title_of=title_of,
        translated=translated,
        kinds=KINDS,
    )
    return environment
