"""Gates: the few rules that can refuse to publish a generation, one a file, with its thresholds as data in the head.

A body sees the generation that was built, and the published one as the attached database `earlier`. It answers a row
for each reason, none where all is well; the words of the head make a sentence of it. One function decides to publish,
and returns its reasons. A refused night leaves them, and not its data.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import GongkaiError
from gongkai.transform.finding_words import Words
from gongkai.warehouse import database, ledger
from gongkai.warehouse.rules import RuleError, asked, in_sql, load, taken
from gongkai.words import _, language_in_use


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


@dataclass(frozen=True)
class Refusal:
    """gate: its code. reason, advice: by language. acceptable: whether people may publish all the same."""

    gate: str
    reason: Mapping[str, str]
    advice: Mapping[str, str]
    acceptable: bool


class RefusedError(GongkaiError):
    """The generation that was built is not published. The reasons are put into words where they are told.

    Attributes:
        reasons: Why, the first to last.
    """

    def __init__(self, reasons: Sequence[Refusal]) -> None:
        super().__init__(reasons)
        self.reasons = tuple(reasons)

    def __str__(self) -> str:
        """A sentence a line."""
        lines = [f"- {said['reason']} ({said['gate']})\n  {said['advice']}" for said in map(_in_words, self.reasons)]
        if all(one.acceptable for one in self.reasons):
            lines.append(_("If that is as it should be, publish it all the same: gongkai ingest SOURCE --accept"))
        return "\n".join([_("Not published; the warehouse is as it was."), *lines])


def refusals(built: Path, warehouse: Path, accept: bool = False) -> list[Refusal]:
    """Why the built generation must not take the place of the published one; none where it may.

    accept: people said that what is lost is meant to be lost.
    """
    with database.open_to_read(built, bounded=True) as con:
        same = False
        if warehouse.exists():
            con.execute("ATTACH $file AS earlier (READ_ONLY)", {"file": str(warehouse)})
            same = database.schema_version(warehouse) == database.SCHEMA_VERSION
        chosen = [gate for gate in gates() if warehouse.exists() or "earlier." not in gate.body]
        return [
            Refusal(gate.code, reason, advice, gate.acceptable)
            for gate in chosen
            if not (accept and gate.acceptable)
            for advice in [{language: words.advice.filled({}) for language, words in gate.words.items()}]
            for reason in _reasons(con, gate, same)
        ]


def _reasons(con: duckdb.DuckDBPyConnection, gate: Gate, same_version: bool) -> list[dict[str, str]]:
    said = ", ".join(in_sql(words.found, {"where": "NULL"}) for words in gate.words.values())
    try:
        answer = asked(con, f"gates/{gate.code}.sql", f"SELECT {said} FROM ({gate.body}\n) AS breach", gate.thresholds)
        return [dict(zip(gate.words, reason, strict=True)) for reason in answer]
    except RuleError:
        if same_version:
            raise
        return []  # the tables of an earlier version have not the columns that the gate asks for


def refuse(warehouse: Path, roots: Sequence[str], counts: ledger.Counts, reasons: Sequence[Refusal]) -> RefusedError:
    """Leave the reasons beside the warehouse, where `status` finds them. Returns the error that tells them."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    night = {
        "refused": now.isoformat(sep=" "),
        "roots": list(roots),
        "counts": asdict(counts),
        "reasons": [asdict(one) for one in reasons],
    }
    file = _file(warehouse)
    unfinished = file.with_name(f"{file.name}.tmp")
    unfinished.write_text(json.dumps(night, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(file)
    return RefusedError(reasons)


def refused(warehouse: Path) -> dict[str, Any] | None:
    """What the last run left, if it was refused: refused (time in UTC), roots, counts, reasons in words.

    refused: None where it is not known any more why: the file that says so is damaged.
    """
    file = _file(warehouse)
    try:
        night = json.loads(file.read_text(encoding="utf-8"))
        return {
            "refused": str(night["refused"]),
            "roots": list(map(str, night["roots"])),
            "counts": asdict(ledger.Counts(**night["counts"])),
            "reasons": [_in_words(Refusal(**one)) for one in night["reasons"]],
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return {"refused": None, "reasons": [], "counts": None, "roots": []}


def _in_words(one: Refusal) -> dict[str, str]:
    language = language_in_use()
    return {"gate": one.gate, "reason": one.reason[language], "advice": one.advice[language]}


def forget_refusal(warehouse: Path) -> None:
    """A later run was not refused."""
    file = _file(warehouse)
    shutil.rmtree(file, ignore_errors=True)  # nobody knows how a folder came there
    file.unlink(missing_ok=True)


def _file(warehouse: Path) -> Path:
    return warehouse.with_name(f".{warehouse.stem}.refused.json")
