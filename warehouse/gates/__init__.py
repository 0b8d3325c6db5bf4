"""Gates: the few rules that can refuse to publish a generation, one a file, with its thresholds as data in the head.

A body selects reasons: sentences in the column `reason`, none where all is well. It sees the generation that was
built, and the published one as the attached database `earlier`.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Gate:
    """code: the name of the file. acceptable: whether people may publish all the same. body: the SQL."""

    code: str
    title: str
    meaning: str
    thresholds: dict[str, float]
    acceptable: bool
    body: str


@cache
def gates() -> tuple[Gate, ...]:
    """All gates, by their code. Raises ValueError where the head of a file is not complete."""
    files = sorted(
        (file for file in resources.files(__name__).iterdir() if file.name.endswith(".sql")), key=lambda file: file.name
    )
    return tuple(_gate(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")) for file in files)


def _gate(code: str, sql: str) -> Gate:
    head = dict(line.removeprefix("-- ").split(":", 1) for line in sql.splitlines()[:4] if line.startswith("-- "))
    if list(head) != ["title", "meaning", "thresholds", "acceptable"]:
        raise ValueError(f"gates/{code}.sql begins with title, meaning, thresholds and acceptable, one a line")
    thresholds = tomllib.loads(f"all = {{ {head['thresholds']} }}")["all"]
    return Gate(code, head["title"].strip(), head["meaning"].strip(), thresholds, "yes" in head["acceptable"], sql)
