"""Sentences that are there in English already, told in the language in use: recognised by their wording.

Two kinds of sentences come like that: those of libraries (Typer, Pydantic), and those that are stored, or that a
worker on another machine made, where nobody knows yet who will read them. sentences.toml has the wording of each.
"""

import re
import tomllib
from functools import cache
from importlib import resources

from gongkai.words import _, language_in_use

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def translated(text: str, language: str | None = None) -> str:
    """The same in a language, by default the one in use: as a whole or line by line; as it is where nothing is known.

    What fills a placeholder of a sentence is translated, too.
    """
    spoken = language or language_in_use()
    if spoken == "en":
        return text
    whole = _parts(text, spoken) if "; " in text else None
    whole = whole or _whole(text, spoken)
    return whole or "\n".join(_whole(line, spoken) or line for line in text.split("\n"))


def _parts(text: str, language: str) -> str | None:
    """Of what is listed, if each of it is known."""
    told = [_whole(part, language) for part in text.split("; ")]
    return _("; ", language).join(filter(None, told)) if all(told) else None


@cache
def wordings() -> tuple[str, ...]:
    """Each sentence in English, with {placeholders}."""
    told = tomllib.loads((resources.files(__package__) / "sentences.toml").read_text(encoding="utf-8"))
    return tuple(sentence for sentences in told.values() for sentence in sentences)


def _whole(text: str, language: str) -> str | None:
    for wording, pattern in _patterns():
        if match := pattern.fullmatch(text):
            parts = {name: translated(said, language) for name, said in match.groupdict().items()}
            return _PLACEHOLDER.sub(lambda one, parts=parts: parts[one[1]], _(wording, language))  # type: ignore[misc]
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those with the most words of their own first: another one may fit by its placeholders alone."""
    ordered = sorted(wordings(), key=lambda wording: len(_PLACEHOLDER.sub("", wording)), reverse=True)
    return tuple((wording, re.compile(_pattern(wording), re.DOTALL)) for wording in ordered)


def _pattern(wording: str) -> str:
    parts = _PLACEHOLDER.split(wording)
    return "".join(f"(?P<{part}>.*?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
