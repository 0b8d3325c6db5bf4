"""The words of the pages: declared once in English, in Chinese by the catalogue."""

import tomllib
from functools import cache
from importlib import resources
from types import SimpleNamespace
from typing import Any

from gongkai.words import LANGUAGES, _, in_context

__all__ = ["LANGUAGES", "called", "declared_codes", "declared_words", "words"]


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


def _declared(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
