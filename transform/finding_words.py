"""What people are told of a finding, in English and Chinese: where it is, what is wrong, what to do.

Words are data with placeholders for what was found: `total is {left}[, that of {earlier_year} {right}]`. A stretch in
brackets is left out where a placeholder in it has nothing. The reader's own findings have theirs in
finding_words.toml; those of a check stand in the check's file, in the same form.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, Self

from gongkai.errors import GongkaiError
from gongkai.transform import legacy
from gongkai.transform.forms import forms
from gongkai.transform.report import Finding, Severity
from gongkai.words import LANGUAGES

_STRETCH = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
_PIECE = re.compile(r"\{([a-z_]+)\}|([^{}]+)")
_Codes = tuple[str | None, str | None, str | None]


class Named(NamedTuple):
    """A code that fills a placeholder, and is put into words: [names.GROUP] of finding_words.toml has them."""

    group: str
    code: str


class Row(NamedTuple):
    """A row that fills a placeholder, and is named there: by its code, or as printed where the form has none of it."""

    table: str
    row: str


class Cell(NamedTuple):
    """A cell that fills a placeholder, and is named there."""

    table: str | None
    row: str | None
    column: str | None


class WordsError(GongkaiError):
    """Words of findings that nobody could be told: a part is missing or unknown, or a placeholder is malformed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words, or the name of a placeholder."""

    text: str
    is_placeholder: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pieces. is_optional: left out where one of its placeholders has nothing."""

    pieces: tuple[Piece, ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """Words with placeholders, cut at them."""

    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises WordsError where a bracket or a brace has no other."""
        stretches = []
        for optional, plain in _whole(_STRETCH, text):
            pieces = (Piece(name or words, bool(name)) for name, words in _whole(_PIECE, optional or plain))
            stretches.append(Stretch(tuple(pieces), bool(optional)))
        return cls(tuple(stretches))

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(piece.text for stretch in self.stretches for piece in stretch.pieces if piece.is_placeholder)

    def filled(self, parts: Mapping[str, object]) -> str:
        """The sentence. parts: placeholder -> what stands there, None for nothing."""
        said = []
        for stretch in self.stretches:
            given = [parts.get(piece.text) if piece.is_placeholder else piece.text for piece in stretch.pieces]
            if not (stretch.is_optional and None in given):
                said += ["" if part is None else str(part) for part in given]
        return "".join(said)


def _whole(pattern: re.Pattern[str], text: str) -> list[tuple[str, str]]:
    """The text, cut by the pattern. Raises WordsError where it does not fit."""
    if "".join(match[0] for match in pattern.finditer(text)) != text:
        raise WordsError(f"a bracket or a brace is not closed, or a placeholder has no name: {text!r}")
    return pattern.findall(text)


@dataclass(frozen=True, slots=True)
class Words:
    """What people are told of a check, in one language.

    title: what holds where nothing is found. meaning: the same, in full. found: what is wrong. advice: what to do.
    """

    title: str
    meaning: str
    found: Wording
    advice: Wording

    @classmethod
    def of(cls, declared: object, language: str) -> Self:
        """The words as a file declares them. Raises WordsError where they are not whole."""
        texts = dict(declared) if isinstance(declared, dict) else {}
        names = [field.name for field in fields(cls)]
        wrong = [name for name in {*names, *texts} if name not in names or not _is_text(texts.get(name))]
        if wrong:
            raise WordsError(f"[{language}] has {', '.join(names)}, each a text; look at {', '.join(sorted(wrong))}")
        lead = "[{where}" + _declared()["where"][language]["colon"] + "]"
        return cls(texts["title"], texts["meaning"], Wording.of(lead + texts["found"]), Wording.of(texts["advice"]))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


@dataclass(frozen=True, slots=True)
class Declared:
    """A check that there is. words: language -> what is told of it. reference: where it comes from, if from outside."""

    code: str
    severity: Severity
    words: Mapping[str, Words]
    reference: str | None = None


@cache
def noted() -> Mapping[str, Declared]:
    """The reader's own checks, by their codes. Raises WordsError where their words are not whole."""
    return {
        code: Declared(
            code,
            Severity(declared["severity"]),
            {language: Words.of(declared.get(language), language) for language in LANGUAGES},
        )
        for code, declared in _declared()["check"].items()
    }


def finding(
    check: str,
    table: str | None = None,
    row: str | None = None,
    column: str | None = None,
    *,
    left: str | None = None,
    right: str | None = None,
    line: int | None = None,
    **parts: object,
) -> Finding:
    """A finding of the reader's own, in words. parts: what else its words name."""
    kind = noted()[check]
    given = {"left": left, "right": right, "line": line, **parts}
    english, chinese = (
        kind.words[language].found.filled(_in(language, given) | {"where": where(table, row, column, language)})
        for language in LANGUAGES
    )
    return Finding(check, kind.severity, english, chinese, table, row, column, left, right, line)


def _in(language: str, parts: Mapping[str, object]) -> dict[str, object]:
    return {name: _called(part, language) for name, part in parts.items()}


def _called(part: object, language: str) -> object:
    match part:
        case Named(group, code):
            return _declared()["names"][group][code][language]
        case Row(table, row):
            return cell_names(language).get((table, row, None), row)
        case Cell(table, row, column):
            return where(table, row, column, language)
    return part


def where(table: str | None, row: str | None, column: str | None, language: str) -> str | None:
    """The table, row and column as the form names them; None where no table is named, nor an item of the annex."""
    names = cell_names(language)
    words = _declared()["where"][language]
    parts = {
        "table": names.get((table, None, None), table),
        "row": row and names.get((table, row, None), row),
        "column": column and names.get((table, row, column), names.get((table, None, column), column)),
    }
    said = [Wording.of(words[part]).filled({part: name}) for part, name in parts.items() if name]
    return words["between"].join(said) or None


@cache
def cell_names(language: str) -> dict[_Codes, str]:
    """(table, row, column) -> the name of the last that is there, in the newest form that has it.

    Items of the annex before 2019 are rows of no table.
    """
    chinese = language == "zh"
    names: dict[_Codes, str] = {(None, item, None): f"{item} {label}" for item, label in legacy.labels().items()}
    for form in forms():
        for table, _block, row, column in form.cells():
            names[table.code, None, None] = table.chinese if chinese else table.english
            names[table.code, row.code, None] = row.label if chinese else row.english
            for of_row in (row.code, None):
                names[table.code, of_row, column.code] = column.label if chinese else column.english
    return names


@cache
def _declared() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "finding_words.toml").read_text(encoding="utf-8"))
