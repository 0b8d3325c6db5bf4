"""The words of the pages, declared once in both languages."""

import tomllib
from functools import cache
from importlib import resources
from types import SimpleNamespace

LANGUAGES = ("en", "zh")


@cache
def declared_words() -> dict[str, dict[str, str]]:
    """Word -> language -> text."""
    return tomllib.loads((resources.files(__package__) / "words.toml").read_text(encoding="utf-8"))


@cache
def words(language: str) -> SimpleNamespace:
    """The words in this language, each by its name. Raises KeyError where a text is missing."""
    return SimpleNamespace(**{word: texts[language] for word, texts in declared_words().items()})


@cache
def declared_codes() -> dict[str, dict[str, dict[str, str]]]:
    """Kind -> code -> language -> text."""
    return tomllib.loads((resources.files(__package__) / "codes.toml").read_text(encoding="utf-8"))


def called(kind: str, code: str, language: str) -> str:
    """What a code of the warehouse is called; the code itself where that is not declared."""
    return declared_codes()[kind].get(code, {}).get(language, code)
