"""Brings the catalogue of what people are told up to the code, and compiles it: `python -m tests.catalogue`.

Texts come from `_("…")` in the rooms, the help of the commands, the declared words of pages, and the words that Typer
asks gettext for. One that has no Chinese is named, and the exit code is 1. Words of findings and gates are not among
them: their files have both languages.
"""

import sys
import tomllib
from collections.abc import Iterator

import typer
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from gongkai.flows.cli import app
from gongkai.flows.help import texts
from gongkai.flows.notifications import NAMES
from gongkai.warehouse import database, schema
from gongkai.warehouse.citation import NOT_STATED, TITLE
from gongkai.warehouse.codebook import wide_tables
from gongkai.warehouse.codes import LISTS
from gongkai.warehouse.pages.charts import declared_charts
from gongkai.warehouse.pages.words import declared_codes
from gongkai.warehouse.panel import make_panel, panel_comments, panel_words
from gongkai.words import DOMAIN, FOLDER
from gongkai.words.translated import wordings
from tests.truth import ROOT

PO = FOLDER / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
DECLARED = ("warehouse/pages/words.toml",)  # every text in it is told to people
# Of Typer and of the words that are built from codes.
ASKED = (
    "(dynamic)", "Aborted!", "default: {default}", "required", "env var: {var}", "Arguments", "Options", "Commands",
    "Missing command.", "No such command {name!r}.", "error", "warning", "note", "applied", "unused", "failed",
)  # fmt: skip


def extracted() -> Catalog:
    """Every text that people are told, in English, and where it stands."""
    catalog = Catalog(charset="utf-8")
    for room in ("extract", "transform", "warehouse", "flows", "gongkai/words"):
        for file, _line, text, _comments, context in extract_from_dir(
            ROOT / room, [("**.py", "python")], keywords={"_": None, "in_context": ((1, "c"), 2)}
        ):
            catalog.add(text, locations=[(f"{room}/{file}", 1)], context=context)
    for text in texts(typer.main.get_command(app)):
        catalog.add(text, locations=[("flows/cli.py", 1)])
    for name in DECLARED:
        for text in _declared(tomllib.loads((ROOT / name).read_text(encoding="utf-8"))):
            catalog.add(text, locations=[(name, 1)])
    meanings = [code.meaning for codes in LISTS.values() for code in codes]
    for text in (*ASKED, *meanings, TITLE, NOT_STATED, *NAMES):
        catalog.add(text)
    for text in wordings():
        catalog.add(text, locations=[("gongkai/words/sentences.toml", 1)])
    for kind, codes in declared_codes().items():
        for text in codes.values():
            catalog.add(text, locations=[("warehouse/pages/codes.toml", 1)], context=kind)
    for text in _of_tables():
        catalog.add(text, locations=[("warehouse/schema/tables.toml", 1)], context=schema.CONTEXT)
    for chart in declared_charts().values():
        series = {**chart.get("series", {}), "column": chart["title"]}
        for text in (chart["title"], chart["amount"], *series.values()):
            catalog.add(text, locations=[("warehouse/pages/charts.toml", 1)], context="chart")
    return catalog


def _of_tables() -> Iterator[str]:
    """What tables for people and their columns mean, but for what follows from the forms."""
    with database.create() as con:
        make_panel(con)
        columns = con.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal"
            " GROUP BY ALL"
        ).fetchall()
    for table, names in columns:
        of_forms = wide_tables().get(table, {}) | (panel_comments() if table == "panel" else {})
        yield from schema.words_of(table, [name for name in names if name not in of_forms])
    yield from panel_words()


def _declared(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for one in thing.values():
            yield from _declared(one)


def kept() -> Catalog:
    """The catalogue as it is kept."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh")


def write(catalog: Catalog) -> None:
    with PO.open("wb") as file:
        write_po(file, catalog, width=120, include_lineno=False, sort_output=True, ignore_obsolete=True)
    with MO.open("wb") as file:
        write_mo(file, catalog)


def untranslated(catalog: Catalog) -> list[str]:
    """What has no Chinese yet."""
    return [str(message.id) for message in catalog if message.id and not message.string]


def main() -> int:
    catalog = kept() if PO.exists() else Catalog(locale="zh", project="gongkai", charset="utf-8")
    catalog.update(extracted(), no_fuzzy_matching=True)
    write(catalog)
    missing = untranslated(catalog)
    for text in missing:
        sys.stderr.write(f"no Chinese yet: {text!r}\n")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
