"""The words of the grammar, as patterns: grammar.toml read once."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

NAME = re.compile(r"<([a-z_]+)>")
# What stands for a count in a wording: of some, and of none. No text has these characters.
SOME, NONE = "\ue000", "\ue001"


def load(file: str) -> dict[str, Any]:
    """A data file of this package."""
    return tomllib.loads((resources.files(__package__) / file).read_text(encoding="utf-8"))


@cache
def _grammar() -> dict[str, Any]:
    return load("grammar.toml")


def alternation(section: str, name: str) -> str:
    """A list of the grammar as one alternative. Raises KeyError for a list that there is not."""
    return f"(?:{'|'.join(_grammar()[section][name])})"


@cache
def words(section: str, name: str) -> re.Pattern[str]:
    """The pattern that finds any word of a list."""
    return pattern(alternation(section, name))


def pattern(declared: str) -> re.Pattern[str]:
    """A declared pattern with its <names> written out; N stands for any count, Z for one of none."""
    text = NAME.sub(lambda match: alternation("names", match[1]), declared)
    return re.compile(text.replace("[^N", f"[^{SOME}{NONE}").replace("N", f"[{SOME}{NONE}]").replace("Z", NONE))
