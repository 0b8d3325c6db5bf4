"""Rules are files: checks on the facts and gates before publishing, one SQL file each, loaded and looked at here.

A file begins with its head, TOML behind the signs of a comment, and goes on with its body, a query. The head declares
what the rule is and what people are told of it in each language; transform/finding_words.py tells of placeholders.
The body answers a row for each thing that is wrong: a placeholder in the words is a column of its answer.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any, TypeVar

import duckdb

from gongkai.errors import GongkaiError
from gongkai.transform.finding_words import Wording, Words, WordsError
from gongkai.warehouse.schema import quoted
from gongkai.words import LANGUAGES, _, listed

T = TypeVar("T")
_HEAD = re.compile(r"(?:--[^\n]*\n)*")
_SIGN = re.compile(r"^-- ?", re.MULTILINE)


class RuleError(GongkaiError):
    """A file of a check or a gate that is not well written: its name, and what is wrong with it."""


def load(folder: str, make: Callable[[str, Mapping[str, Any], Mapping[str, Words], str], T]) -> tuple[T, ...]:
    """All rules of a folder, by their codes, which are the names of their files.

    Args:
        folder: The package whose .sql files they are.
        make: Makes a rule of its code, the head without the words, the words by language, and the body. It takes from
            the head by `taken`.

    Raises:
        RuleError: A head is not whole, or holds what nobody asks for.
    """
    files = sorted(
        (file for file in resources.files(folder).iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    kind = folder.rpartition(".")[2]
    return tuple(_rule(kind, file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"), make) for file in files)


def _rule(kind: str, code: str, text: str, make: Callable[[str, Mapping[str, Any], Mapping[str, Words], str], T]) -> T:
    head = _HEAD.match(text)
    comment = head[0] if head else ""
    try:
        declared = tomllib.loads(_SIGN.sub("", comment))
        words = {language: Words.of(declared.pop(language, None), language) for language in LANGUAGES}
        return make(code, declared, words, text)
    except (tomllib.TOMLDecodeError, WordsError, _HeadError) as error:
        said = _("The head of {file} is not well written: {error}")
        raise RuleError(said.format(file=f"{kind}/{code}.sql", error=error)) from error


class _HeadError(Exception):
    """What is wrong with a head."""


def taken(head: Mapping[str, Any], **types: type) -> dict[str, Any]:
    """The fields of a head, each of its type. Raises what `load` tells, where one is missing, unknown or another."""
    for name in types.keys() - head.keys():
        raise _HeadError(_("{name} is missing").format(name=name))
    for name, value in head.items():
        if name not in types:
            said = _("nobody asks for {name}; there are {names}")
            raise _HeadError(said.format(name=name, names=listed([*types, *LANGUAGES])))
        if not isinstance(value, types[name]):
            raise _HeadError(_("{name} is no {type}").format(name=name, type=types[name].__name__))
    return dict(head)


def one_of(value: str, kind: Callable[[str], T]) -> T:
    """A code of those that there are."""
    try:
        return kind(value)
    except ValueError as error:
        raise _HeadError(str(error)) from error


def in_sql(words: Wording, columns: Mapping[str, str]) -> str:
    """An expression that fills words with the columns of a row. columns: of placeholders that are called otherwise."""
    said = []
    for stretch in words.stretches:
        pieces = [
            columns.get(piece.text, f'breach."{piece.text}"') if piece.is_placeholder else quoted(piece.text)
            for piece in stretch.pieces
        ]
        if stretch.is_optional:  # || gives NULL where a part has nothing, concat leaves that part out
            said.append(f"coalesce({' || '.join(f'({piece})::VARCHAR' for piece in pieces)}, '')")
        else:
            said += pieces
    return f"concat({', '.join(said)})"


def asked(
    con: duckdb.DuckDBPyConnection, rule: str, sql: str, parameters: Mapping[str, object]
) -> list[tuple[Any, ...]]:
    """The answer. Raises RuleError where the rule is no SQL, or asks for tables or columns that there are not."""
    try:
        return con.execute(sql, dict(parameters) or None).fetchall()
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException) as error:
        raise RuleError(_("{rule} cannot be asked: {error}").format(rule=rule, error=error)) from error
