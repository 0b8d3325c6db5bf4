"""The pages of the documentation that follow from code and data: `python -m tests.docs.generated` writes them anew.

codebook.md from the forms and checks, tables.md from a new warehouse, gallery.md from tests/golden, assistant.md from
tables, traps.md and the questions in assistant.toml; each in Chinese, too.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from gongkai.transform.finding_words import Declared
from gongkai.transform.forms import Block, Form, Table, forms
from gongkai.transform.prose.measures import measures
from gongkai.warehouse import database
from gongkai.warehouse.checks import declared
from gongkai.warehouse.codebook import write_comments
from gongkai.warehouse.codes import LISTS
from gongkai.warehouse.pages.words import called
from gongkai.warehouse.panel import make_panel
from gongkai.warehouse.schema import key_of
from gongkai.words import _

ROOT = Path(__file__).parents[2]
WORDS = Path(__file__).with_suffix(".toml")
QUESTIONS = Path(__file__).with_name("assistant.toml")
DOCS = ROOT / "docs"
GALLERY = ROOT / "tests" / "golden"
NOTE = "<!-- Made by `python -m tests.docs.generated`: do not edit. -->"


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(DOCS / name)


def codebook(language: str) -> str:
    """Every cell of the forms, every measure of the prose, every check, every code."""
    said = _words("codebook", language)
    lines = [said["title"], NOTE, "", said["lead"], ""]
    for form in forms():
        lines += _form(form, said)
    lines += [
        said["prose"],
        "",
        said["prose_lead"],
        "",
        *_table(said["measure"], ((f"`{one.code}`", one.chinese, one.english, one.unit) for one in measures())),
        said["checks"],
        "",
        said["checks_lead"],
        "",
        *_table(said["check"], (_check(one, language) for one in declared())),
        said["codes"],
        "",
        said["codes_lead"],
        "",
    ]
    for column, listed in LISTS.items():
        meanings = ((f"`{one}`", _(one.meaning, language)) for one in listed)
        lines += [f"### `{column}`", "", *_table(said["code"], meanings)]
    return _page(lines)


def _check(one: Declared, language: str) -> tuple[str, ...]:
    mine, other = one.words[language], one.words["en" if language == "zh" else "zh"]
    severity = called("severity", one.severity, language) if language == "zh" else one.severity
    return f"`{one.code}`", severity, mine.title, other.title, mine.meaning, _reference(one, language)


def _reference(one: Declared, language: str) -> str:
    """Titles and articles are Chinese as they are; generated.toml has the others."""
    reference = one.reference or ""
    return _words("references", language).get(reference, reference) if language == "zh" else reference


def _form(form: Form, said: Mapping[str, Any]) -> Iterator[str]:
    years = said["years"] if form.last_year else said["since"]
    yield from (
        said["form"].format(code=form.code),
        "",
        years.format(notice=form.notice, first=form.first_year, last=form.last_year),
        "",
    )
    for table in form.tables:
        named = said["table"].format(english=table.english, chinese=table.chinese)
        yield from (f"### {form.code}: `{table.code}`", "", named, "")
        for block in table.blocks:
            yield from _block(table, block, said)


def _block(table: Table, block: Block, said: Mapping[str, Any]) -> Iterator[str]:
    if len(table.blocks) > 1:
        yield from (said["block"].format(label=block.label), "")
    yield from _table(said["row"], ((f"`{one.code}`", one.label, one.english) for one in block.rows))
    yield from _table(
        said["column"],
        ((f"`{one.code}`", one.label, one.english, one.unit or said["no_unit"]) for one in block.columns),
    )


def tables(language: str) -> str:
    """Every table and view that is meant for people, with its columns."""
    said = _words("tables", language)
    with database.create() as con:
        make_panel(con)
        write_comments(con, language)
        views = con.execute(
            "SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main'"
            " UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal"
            " ORDER BY 1"
        ).fetchall()
        columns = con.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns()"
            " WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index"
        ).fetchall()
    lines = [
        said["title"],
        NOTE,
        "",
        said["lead"],
        "",
        "```sql",
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = 'panel'",
        "```",
        "",
    ]
    for view, comment in views:
        of_view = ((f"`{name}`", kind, means) for table, name, kind, means in columns if table == view)
        lines += [f"## {view}", "", comment + said["stop"], "", *_table(said["head"], of_view)]
    return _page(lines)


def assistant(language: str) -> str:
    """What a language model needs to ask the warehouse rightly: tables and keys, traps, questions with answers."""
    said = _words("assistant", language)
    lines = [
        said["title"],
        NOTE,
        "",
        said["lead"],
        "",
        said["tables"],
        "",
        *_table(said["table"], _keyed_tables(said["no_key"])),
        said["traps"],
        "",
        *_quoted_table(DOCS / said["traps_page"]),
        "",
        said["questions"],
        "",
        said["questions_lead"],
        "",
    ]
    for question in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]:
        lines += [said["question"].format(**question), ""]
        lines += ["```sql", *_clauses(question["sql"]), "```", ""]
        lines += ["```text", *question["answer"].splitlines(), "```", ""]
    return _page(lines)


def _keyed_tables(no_key: str) -> Iterator[tuple[str, ...]]:
    """Every table for people, its key, and its columns in their order."""
    with database.create() as con:
        make_panel(con)
        columns = con.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
            " WHERE schema_name = 'main' AND NOT internal GROUP BY table_name ORDER BY table_name"
        ).fetchall()
    for table, names in columns:
        yield f"`{table}`", ", ".join(key_of(table)) or no_key, ", ".join(names)


def _quoted_table(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("|")]


def _clauses(sql: str) -> list[str]:
    """A question, a clause a line."""
    return re.sub(r" (FROM|WHERE|GROUP BY|ORDER BY)", r"\n\1", sql).splitlines()


def gallery(language: str) -> str:
    """Every quirk of the golden gallery, with its folder."""
    said = _words("gallery", language)
    folders = sorted(path for path in GALLERY.iterdir() if path.is_dir())
    lines = [
        said["title"],
        NOTE,
        "",
        said["lead"].format(count=len(folders)),
        "",
        "```sh",
        f".venv/bin/gongkai inspect tests/golden/{folders[0].name}/{document_of(folders[0]).name}",
        "```",
        "",
        *_table(said["head"], (_quirk(folder, said["quirk"]) for folder in folders)),
    ]
    return _page(lines)


def _quirk(folder: Path, key: str) -> tuple[str, ...]:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return f"[{folder.name}](../tests/golden/{folder.name}/{document_of(folder).name})", expected[key]


def _words(page: str, language: str) -> dict[str, Any]:
    words: dict[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))[page][language]
    return words


def document_of(folder: Path) -> Path:
    (document,) = folder.glob("document.*")
    return document


def _table(head: Sequence[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    """One line in which no sign is markup, but for what we write ourselves: code and links."""
    if text.startswith(("`", "[")):
        return text
    for sign in "\\|*<>[&":
        text = text.replace(sign, f"\\{sign}")
    return text


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "assistant.md": partial(assistant, "en"),
    "assistant.zh.md": partial(assistant, "zh"),
    "codebook.md": partial(codebook, "en"),
    "codebook.zh.md": partial(codebook, "zh"),
    "gallery.md": partial(gallery, "en"),
    "gallery.zh.md": partial(gallery, "zh"),
    "tables.md": partial(tables, "en"),
    "tables.zh.md": partial(tables, "zh"),
}

if __name__ == "__main__":
    main()
