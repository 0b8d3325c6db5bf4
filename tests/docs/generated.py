"""The pages of the documentation that follow from code and data: `python -m tests.docs.generated` writes them anew.

codebook.md from the forms and checks, tables.md from a new warehouse, gallery.md from tests/golden.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from gongkai.transform.forms import Block, Form, Table, forms
from gongkai.transform.prose.measures import measures
from gongkai.warehouse import database
from gongkai.warehouse.checks import rules
from gongkai.warehouse.codebook import write_comments
from gongkai.warehouse.panel import make_panel

ROOT = Path(__file__).parents[2]
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
        "known, it is not assessed. The SQL of each is `warehouse/checks/CHECK.sql`. The reader itself adds findings",
        "on what it could not place or decode.",
        "",
        *_table(
            ("check", "severity", "what holds", "meaning", "where the rule comes from"),
            ((f"`{rule.code}`", rule.severity, rule.title, rule.meaning, rule.reference) for rule in rules()),
        ),
    ]
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


def tables() -> str:
    """Every table and view that is meant for people, with its columns."""
    with database.create() as con:
        make_panel(con)
        write_comments(con)
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
        "# Tables and their columns",
        NOTE,
        "",
        "Every view and table that a question may rely on. The schema `store` beneath them is the program's own and",
        "may change. The warehouse says the same itself:",
        "",
        "```sql",
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = 'panel'",
        "```",
        "",
    ]
    for view, comment in views:
        of_view = ((f"`{name}`", kind, said) for table, name, kind, said in columns if table == view)
        lines += [f"## {view}", "", f"{comment}.", "", *_table(("column", "type", "meaning"), of_view)]
    return _page(lines)


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


PAGES: dict[str, Callable[[], str]] = {"codebook.md": codebook, "gallery.md": gallery, "tables.md": tables}

if __name__ == "__main__":
    main()
