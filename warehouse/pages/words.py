"""The words of the pages: declared once in English, in Chinese by the catalogue."""

import tomllib
from functools import cache
from importlib import resources
from types import SimpleNamespace
from typing import Any

from gongkai.transform.forms import forms
from gongkai.transform.prose.measures import measures
from gongkai.words import LANGUAGES, _, in_context

__all__ = [
    "LANGUAGES",
    "called",
    "called_each",
    "declared_codes",
    "declared_words",
    "field_name",
    "form_name",
    "value_name",
    "words",
]


@cache
def declared_words() -> dict[str, str]:
    """Word -> its English."""
    return _declared("words.toml")


@cache
def words(language: str) -> SimpleNamespace:
    """The words in this language, each by its name."""
    return SimpleNamespace(**{word: _(text, language) for word, text in declared_words().items()})


@cache
def declared_codes() -> dict[str, dict[str, str]]:
    """Kind -> code -> its English."""
    return _declared("codes.toml")


def called(kind: str, code: str, language: str) -> str:
    """What a code of the warehouse is called; the code itself where that is not declared."""
    text = declared_codes()[kind].get(code)
    return in_context(kind, text, language) if text else code


def called_each(kind: str, codes: str, language: str) -> str:
    """Codes that are joined by +, as layouts are."""
    return " + ".join(called(kind, code, language) for code in codes.split("+"))


def form_name(language: str, table: str | None, row: str | None = None, column: str | None = None) -> str:
    """A table, its row, the column of that row, as the newest form calls them that has them; else as they stand."""
    names = _form_names(language)
    parts = ((table,), (table, row), (table, row, column))
    shown = [names.get(part, part[-1]) for part in parts if part[-1]]
    return " · ".join(str(one) for one in shown)


def field_name(field: str, language: str) -> str:
    """What `changes` or `review` names: a field of the key, a cell as TABLE.ROW.COLUMN, a measure of the prose."""
    table, _point, rest = field.partition(".")
    row, _point, column = rest.rpartition(".")
    if (table, row, column) in _form_names(language):
        return form_name(language, table, row, column)
    return _measure_names(language).get(field) or called("field", field, language)


def value_name(field: str, value: str | None, language: str) -> str:
    """What `changes` has before and after: a status, a code of the key, or a value as it stands."""
    kind = {"outcome": "outcome", "unit_kind": "unit_kind", "form": "form"}.get(field, "status")
    if field == "layout" and value:
        return called_each("layout", value, language)
    return called(kind, value, language) if value else ""


@cache
def _form_names(language: str) -> dict[tuple[str | None, ...], str]:
    names: dict[tuple[str | None, ...], str] = {}
    for form in forms():
        for table, _block, row, column in form.cells():
            names[(table.code,)] = table.chinese if language == "zh" else table.english
            names[(table.code, row.code)] = row.label if language == "zh" else row.english
            names[(table.code, row.code, column.code)] = column.label if language == "zh" else column.english
    return names


@cache
def _measure_names(language: str) -> dict[str, str]:
    return {one.code: one.chinese if language == "zh" else one.english for one in measures()}


def _declared(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
