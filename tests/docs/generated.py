"""The pages of the documentation that follow from code and data: `python -m tests.docs.generated` writes them anew.

codebook.md from the forms and checks, tables.md from a new warehouse, gallery.md from tests/golden, assistant.md from
tables, traps.md and the questions in assistant.toml.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from gongkai.transform.forms import Block, Form, Table, forms
from gongkai.transform.prose.measures import measures
from gongkai.warehouse import database
from gongkai.warehouse.checks import declared
from gongkai.warehouse.codebook import write_comments
from gongkai.warehouse.codes import LISTS
from gongkai.warehouse.panel import make_panel
from gongkai.warehouse.schema import key_of

ROOT = Path(__file__).parents[2]
QUESTIONS = Path(__file__).with_name("assistant.toml")
DOCS = ROOT / "docs"
GALLERY = ROOT / "tests" / "golden"
NOTE = "<!-- Made by `python -m tests.docs.generated`: do not edit. -->"


def main() -> None:
    """Write all pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(DOCS / name)


def codebook() -> str:
    """Every cell of the forms, every measure of the prose, every check."""
    lines = [
        "# Codebook",
        NOTE,
        "",
        "The codes of tables, rows and columns, as [`facts`](tables.md#facts), [`proactive`](tables.md#proactive),",
        "[`applications`](tables.md#applications) and [`challenges`](tables.md#challenges) have them. A cell's code is",
        "TABLE.ROW.COLUMN, as `applications.received.total`. The same codebook, a row per cell, is the view",
        "[`measures`](tables.md#measures), the file `codebook.csv` of every export, and a page of the site.",
        "",
    ]
    for form in forms():
        lines += _form(form)
    lines += [
        "## Numbers stated in the prose",
        "",
        "At most one number per report and measure: the year's own. They stand in [`figures`](tables.md#figures).",
        "",
        *_table(
            ("measure", "Chinese", "English", "unit"),
            ((f"`{one.code}`", one.chinese, one.english, one.unit) for one in measures()),
        ),
        "## Checks",
        "",
        "What they find stands in [`findings`](tables.md#findings). A check needs all its operands: where one is not",
        "known, it is not assessed. The SQL and the words of each are `warehouse/checks/CHECK.sql`. Those without a",
        "source are the reader's own, on what it could not place or decode.",
        "",
        *_table(
            ("check", "severity", "what holds", "in Chinese", "meaning", "where the rule comes from"),
            (
                (
                    f"`{one.code}`",
                    one.severity,
                    one.words["en"].title,
                    one.words["zh"].title,
                    one.words["en"].meaning,
                    one.reference or "",
                )
                for one in declared()
            ),
        ),
        "## Codes",
        "",
        "What may stand in columns of codes. A warehouse lists them, too, in the view [`codes`](tables.md#codes).",
        "",
    ]
    for column, listed in LISTS.items():
        lines += [f"### `{column}`", "", *_table(("code", "meaning"), ((f"`{one}`", one.meaning) for one in listed))]
    return _page(lines)


def _form(form: Form) -> Iterator[str]:
    years = f"{form.first_year} to {form.last_year}" if form.last_year else f"from {form.first_year}"
    yield from (f"## Form {form.code}", "", f"{form.notice}, for report years {years}.", "")
    for table in form.tables:
        yield from (f"### {form.code}: `{table.code}`", "", f"{table.english} ({table.chinese}).", "")
        for block in table.blocks:
            yield from _block(table, block)


def _block(table: Table, block: Block) -> Iterator[str]:
    if len(table.blocks) > 1:
        yield from (f"{block.label}:", "")
    yield from _table(("row", "Chinese", "English"), ((f"`{one.code}`", one.label, one.english) for one in block.rows))
    yield from _table(
        ("column", "Chinese", "English", "unit"),
        ((f"`{one.code}`", one.label, one.english, one.unit or "not printed") for one in block.columns),
    )


# What the page of tables says around them.
TABLES = {
    "en": (
        "# Tables and their columns",
        "Every view and table that a question may rely on. The schema `store` beneath them is the program's own and\n"
        "may change. The warehouse says the same itself:",
        ("column", "type", "meaning"),
        ".",
    ),
    "zh": (
        "# 各表及其列",
        "查询可以依靠的全部视图和表。其下的 `store` 是程序自用的，可能变动。数据库自身也有同样的说明：",
        ("列", "类型", "含义"),
        "。",
    ),
}


def tables(language: str) -> str:
    """Every table and view that is meant for people, with its columns."""
    title, lead, head, stop = TABLES[language]
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
        title,
        NOTE,
        "",
        lead,
        "",
        "```sql",
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = 'panel'",
        "```",
        "",
    ]
    for view, comment in views:
        of_view = ((f"`{name}`", kind, said) for table, name, kind, said in columns if table == view)
        lines += [f"## {view}", "", f"{comment}{stop}", "", *_table(head, of_view)]
    return _page(lines)


def assistant() -> str:
    """What a language model needs to ask the warehouse rightly: tables and keys, traps, questions with answers."""
    lines = [
        "# For assistants",
        NOTE,
        "",
        "Give this page to a language model that writes SQL for the warehouse. The dialect is DuckDB's; ask with",
        '`gongkai query "SQL" --format json`, which can write nothing. What a column means, the warehouse says itself:',
        "`SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'panel'`.",
        "",
        "Begin with `panel`: a row per reporting unit and year. Go to `applications`, `proactive` and `challenges` for",
        "rows of one table, to `facts` for single cells with their status, to `figures` for what sentences say. Answer",
        "with the number of reports it rests on, and say what is not known instead of taking it for 0.",
        "",
        "## Tables",
        "",
        *_table(("table", "a row is told by", "columns"), _keyed_tables()),
        "## Traps",
        "",
        *_quoted_table(DOCS / "traps.md"),
        "",
        "## Questions with their answers",
        "",
        "Asked of `data/samples`, which are made up. `tests/docs/test_assistant.py` asks them all.",
        "",
    ]
    for question in tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]:
        lines += [f"**{question['asked']}** (Mind: {question['trap']}.)", ""]
        lines += ["```sql", *_clauses(question["sql"]), "```", ""]
        lines += ["```text", *question["answer"].splitlines(), "```", ""]
    return _page(lines)


def _keyed_tables() -> Iterator[tuple[str, ...]]:
    """Every table for people, its key, and its columns in their order."""
    with database.create() as con:
        make_panel(con)
        columns = con.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns()"
            " WHERE schema_name = 'main' AND NOT internal GROUP BY table_name ORDER BY table_name"
        ).fetchall()
    for table, names in columns:
        yield f"`{table}`", ", ".join(key_of(table)) or "(nothing)", ", ".join(names)


def _quoted_table(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("|")]


def _clauses(sql: str) -> list[str]:
    """A question, a clause a line."""
    return re.sub(r" (FROM|WHERE|GROUP BY|ORDER BY)", r"\n\1", sql).splitlines()


def gallery() -> str:
    """Every quirk of the golden gallery, with its folder."""
    folders = sorted(path for path in GALLERY.iterdir() if path.is_dir())
    lines = [
        "# The golden gallery",
        NOTE,
        "",
        f"{len(folders)} quirks of real pages. Each has a folder with a made-up document that shows it, and what a",
        "careful person reads there, `expected.json`. Every test run reads them all. See one as the reader does:",
        "",
        "```sh",
        f".venv/bin/gongkai inspect tests/golden/{folders[0].name}/{document_of(folders[0]).name}",
        "```",
        "",
        *_table(
            ("quirk", "what is odd, and what the right reading is"),
            (
                (
                    f"[{folder.name}](../tests/golden/{folder.name}/{document_of(folder).name})",
                    json.loads((folder / "expected.json").read_text(encoding="utf-8"))["quirk"],
                )
                for folder in folders
            ),
        ),
    ]
    return _page(lines)


def document_of(folder: Path) -> Path:
    (document,) = folder.glob("document.*")
    return document


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
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
    "assistant.md": assistant,
    "codebook.md": codebook,
    "gallery.md": gallery,
    "tables.md": partial(tables, "en"),
    "tables.zh.md": partial(tables, "zh"),
}

if __name__ == "__main__":
    main()
