"""What people are told of findings: in English here, in Chinese by the catalogue."""

import tomllib
from functools import cache
from importlib import resources

from gongkai.words import _


def meaning(check: str, rule: str | None, language: str) -> str:
    """What a check means; empty where nobody says. rule: what a rule says of itself in its own file."""
    text = rule or told()["means"].get(check)
    return _(text, language) if text else ""


@cache
def told() -> dict[str, dict[str, str]]:
    """found, do or means -> check -> text in English; the first two with places for {left} and {right}."""
    return tomllib.loads((resources.files(__package__) / "findings.toml").read_text(encoding="utf-8"))
