"""The words of the grammar, as patterns: grammar.toml read once."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

NAME = re.compile(r"<([a-z_]+)>")
# In a wording a sign stands for each count, one of its own: for the plain ones, the others, and those of none. No text
# has these characters; the ranges are written as in a set of characters.
PLAIN, OTHER, NONE = "\ue100-\ue7ff", "\ue800-\uefff", "\uf000-\uf7ff"
SOME = PLAIN + OTHER


def load(file: str) -> dict[str, Any]:
    """A data file of this package."""
    return tomllib.loads((resources.files(__package__) / file).read_text(encoding="utf-8"))


@cache
def _grammar() -> dict[str, Any]:
    return load("grammar.toml")


def listed(section: str, name: str) -> list[str]:
    """A list of the grammar. Raises KeyError for one that there is not."""
    words: list[str] = _grammar()[section][name]
    return words


def alternation(section: str, name: str) -> str:
    """A list of the grammar as one alternative."""
    return f"(?:{'|'.join(listed(section, name))})"


def words(section: str, name: str) -> re.Pattern[str]:
    """The pattern that finds any word of a list."""
    return pattern(alternation(section, name))


def pattern(declared: str) -> re.Pattern[str]:
    """A declared pattern with its <names> written out; N stands for any count, Z for one of none."""
    text = NAME.sub(lambda match: alternation("names", match[1]), declared)
    return re.compile(text.replace("[^N", f"[^{SOME}{NONE}").replace("N", f"[{SOME}{NONE}]").replace("Z", f"[{NONE}]"))


# Verbs of which a count may be the object.
VERB = re.compile(f"{alternation('elided', 'verbs')}|{alternation('elided', 'handling')}")
