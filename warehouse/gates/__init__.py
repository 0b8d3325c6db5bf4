"""Gates: the few rules that can refuse to publish a generation, one a file, with its thresholds as data in the head.

A body sees the generation that was built, and the published one as the attached database `earlier`. It answers a row
for each reason, none where all is well; the words of the head make a sentence of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gongkai.transform.finding_words import Words
from gongkai.warehouse.rules import load, taken


@dataclass(frozen=True, slots=True)
class Gate:
    """code: the name of the file. acceptable: whether people may publish all the same. words: by language.

    thresholds: the parameters of the body, which is SQL.
    """

    code: str
    thresholds: Mapping[str, float]
    acceptable: bool
    words: Mapping[str, Words]
    body: str


@cache
def gates() -> tuple[Gate, ...]:
    """All gates, by their code. Raises RuleError where the head of a file is not well written."""
    return load(__name__, _gate)


def _gate(code: str, head: Mapping[str, Any], words: Mapping[str, Words], body: str) -> Gate:
    declared = taken(head, thresholds=dict, acceptable=bool)
    return Gate(code, declared["thresholds"], declared["acceptable"], words, body)
