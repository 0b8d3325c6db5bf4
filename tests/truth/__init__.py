"""Reports with known truth: our own samples, and the shared cases where they are at hand."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai.extract.document import Document
from gongkai.transform.report import Report, Status

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True)
class Case:
    """A document and what a careful person reads in it."""

    name: str
    document: Document
    truth: dict[str, Any]


def samples() -> list[Case]:
    return list(cases(SAMPLES, Path(__file__).parent / "samples"))


def shared(folder: str) -> list[Case]:
    """The cases of a folder of ../shared; none where it is missing."""
    return list(cases(SHARED / folder, SHARED / folder))


def cases(texts: Path, truths: Path) -> Iterator[Case]:
    """The texts of one folder with the truths of another (or the same)."""
    for file in sorted(truths.glob("*.json")):
        text = texts / f"{file.stem}.txt"
        yield Case(file.stem, Document(text.name, text.read_bytes()), json.loads(file.read_text(encoding="utf-8")))


def wrong_cells(report: Report, truth: dict[str, Any]) -> dict[str, str]:
    """Cells that are not as the truth has them: reported wrongly, missed, or reported though the text holds none."""
    want: dict[str, float | None] = truth.get("cells", {})
    got = {f"{fact.table}.{fact.row}.{fact.column}": fact for fact in report.facts}
    wrong = {}
    for cell, value in want.items():
        fact = got.get(cell)
        expected = Status.BLANK if value is None else Status.REPORTED
        if fact is None or fact.status is not expected or fact.value != value:
            wrong[cell] = f"want {value}, got {fact and (fact.value, fact.status.value, fact.rule)}"
    for cell, fact in got.items():
        if fact.status is Status.REPORTED and cell not in want:
            wrong[cell] = f"the text does not hold it, got {fact.value} ({fact.rule})"
    return wrong


def wrong_keys(report: Report, truth: dict[str, Any]) -> dict[str, str]:
    """Parts of the key that are wrong; a county that the text does not state may be found elsewhere or left open."""
    wrong = {}
    for part in ("town", "county", "year"):
        want, got = truth.get(part), getattr(report.key, part)
        if part == "county" and want is None and got is not None:
            want = truth.get("county_from_url")
        if got != want and got not in truth.get(f"{part}_accept", []):
            wrong[part] = f"want {want}, got {got}"
    if truth.get("unit") not in (None, report.key.unit_kind):
        wrong["unit"] = f"want {truth['unit']}, got {report.key.unit_kind}"
    return wrong
