"""The decision to publish: one function, which returns its reasons. A refused night leaves them, and not its data."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from gongkai.errors import GongkaiError
from gongkai.warehouse import database, ledger
from gongkai.warehouse.codebook import quoted
from gongkai.warehouse.gates import Gate, gates


@dataclass(frozen=True)
class Refusal:
    """gate: its code. reason: a sentence. acceptable: whether people may publish all the same."""

    gate: str
    reason: str
    acceptable: bool


class RefusedError(GongkaiError):
    """The generation that was built is not published: the reasons, in sentences for people."""


def refusals(built: Path, warehouse: Path, accept: bool = False) -> list[Refusal]:
    """Why the built generation must not take the place of the published one; none where it may.

    accept: people said that what is lost is meant to be lost.
    """
    with database.open_to_read(built, bounded=True) as con:
        same = False
        if warehouse.exists():
            con.execute(f"ATTACH {quoted(str(warehouse))} AS earlier (READ_ONLY)")
            same = database.schema_version(warehouse) == database.SCHEMA_VERSION
        chosen = [gate for gate in gates() if warehouse.exists() or "earlier." not in gate.body]
        return [
            Refusal(gate.code, reason, gate.acceptable)
            for gate in chosen
            if not (accept and gate.acceptable)
            for reason in _reasons(con, gate, same)
        ]


def _reasons(con: duckdb.DuckDBPyConnection, gate: Gate, same_version: bool) -> list[str]:
    try:
        return [reason for (reason,) in con.execute(gate.body, gate.thresholds or None).fetchall()]
    except (duckdb.BinderException, duckdb.CatalogException):
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
    last = (
        "If that is as it should be, publish it all the same: gongkai ingest SOURCE --accept"
        if all(one.acceptable for one in reasons)
        else "That is a fault of the program, not of the documents: please report it."
    )
    lines = [f"- {one.reason} ({one.gate})" for one in reasons]
    return RefusedError("\n".join(["Not published; the warehouse is as it was.", *lines, last]))


def refused(warehouse: Path) -> dict[str, Any] | None:
    """What the last run left, if it was refused: refused (time in UTC), roots, counts, reasons.

    refused: None where it is not known any more why: the file that says so is damaged.
    """
    file = _file(warehouse)
    try:
        night = json.loads(file.read_text(encoding="utf-8"))
        return {
            "refused": str(night["refused"]),
            "roots": list(map(str, night["roots"])),
            "counts": asdict(ledger.Counts(**night["counts"])),
            "reasons": [asdict(Refusal(**one)) for one in night["reasons"]],
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return {"refused": None, "reasons": [], "counts": None, "roots": []}


def forget_refusal(warehouse: Path) -> None:
    """A later run was not refused."""
    file = _file(warehouse)
    shutil.rmtree(file, ignore_errors=True)  # nobody knows how a folder came there
    file.unlink(missing_ok=True)


def _file(warehouse: Path) -> Path:
    return warehouse.with_name(f".{warehouse.stem}.refused.json")
