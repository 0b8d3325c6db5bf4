"""What `gongkai check` tells the office that writes a report, before publication: what is wrong, where, what to do."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from gongkai.extract.document import Rejected
from gongkai.flows.named_documents import read_named
from gongkai.flows.terminal import say, say_json
from gongkai.transform.forms import forms
from gongkai.transform.report import Finding, Report
from gongkai.warehouse.build import judge
from gongkai.warehouse.findings import told
from gongkai.words import _

LANGUAGES = ("zh", "en")


def check_files(files: Sequence[str], lang: str, as_json: bool) -> bool:
    """Print what is found in each file. Returns whether anything was. Raises SourceError where one is not there."""
    found = [_checked(file, read, lang) for file, (_id, read) in zip(files, read_named(files), strict=True)]
    if as_json:
        say_json(found)
    else:
        say("\n".join(line for one in found for line in _lines(one, lang)))
    return any(one["findings"] or one["rejected"] for one in found)


def _checked(file: str, read: Report | Rejected, lang: str) -> dict[str, Any]:
    """unit, year, rejected (the reason, or None) and findings of one file, in words."""
    if isinstance(read, Rejected):
        return {"file": file, "unit": None, "year": None, "rejected": read.reason, "findings": []}
    key = read.key
    found = [one for one in judge(read) if not _is_explained(one, read)]
    return {
        "file": file,
        "unit": key.town or key.unit_name or key.county,
        "year": key.year,
        "rejected": None,
        "findings": [_told(one, lang) for one in found],
    }


def _is_explained(finding: Finding, report: Report) -> bool:
    """A sum that fails because of a cell which is named itself."""
    named = {one.table for one in report.findings if one.check == "suspect_cell"}
    return finding.check.startswith("sum_") and finding.table in named


def _told(finding: Finding, lang: str) -> dict[str, Any]:
    sides = {"left": finding.left or "", "right": finding.right or ""}
    found, do = told()["found"].get(finding.check), told()["do"]
    advice = _(do.get(finding.check, do["common"]), lang)
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "where": _where(finding, lang),
        "line": finding.line,
        "message": _(found, lang).format(**sides) if found else finding.message,
        "advice": advice.format(**sides),
    }


def _where(finding: Finding, lang: str) -> str:
    """The table, row and column as the form prints them."""
    names = _printed(lang)
    table, row, column = finding.table, finding.row, finding.column
    parts = {
        "table": names.get((table, None, None), table),
        "row": row and names.get((table, row, None), row),
        "column": column and names.get((table, row, column), names.get((table, None, column), column)),
    }
    return _word("between", lang).join(_word(part, lang, **{part: name}) for part, name in parts.items() if name)


@cache
def _printed(lang: str) -> dict[tuple[str | None, str | None, str | None], str]:
    """(table, row, column) -> the name of the last that is there, in the newest form that has it."""
    chinese = lang == "zh"
    names: dict[tuple[str | None, str | None, str | None], str] = {}
    for form in forms():
        for table, _block, row, column in form.cells():
            names[table.code, None, None] = table.chinese if chinese else table.english
            names[table.code, row.code, None] = row.label if chinese else row.english
            for of_row in (row.code, None):
                names[table.code, of_row, column.code] = column.label if chinese else column.english
    return names


def _lines(one: dict[str, Any], lang: str) -> list[str]:
    if one["rejected"]:
        return [_word("rejected", lang, file=one["file"], reason=one["rejected"])]
    head = {
        "file": one["file"],
        "unit": one["unit"] or _word("no_unit", lang),
        "year": _word("year", lang, year=one["year"]) if one["year"] else "",
        "count": len(one["findings"]),
    }
    lines = [_word("title" if one["findings"] else "nothing", lang, **head)]
    for number, found in enumerate(one["findings"], 1):
        where = found["where"] + (_word("line", lang, line=found["line"]) if found["line"] else "")
        colon = _word("colon", lang) if where else ""
        lines.append(f"{number}. [{words()['severity'][found['severity']][lang]}] {where}{colon}{found['message']}")
        lines.append(f"   {_word('advice', lang)}{found['advice']}")
    return lines


def _word(name: str, lang: str, **parts: object) -> str:
    word: str = words()["words"][name][lang]
    return word.format(**parts)


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """What stands around the findings, by kind, word and language."""
    return tomllib.loads((resources.files(__package__) / "check.toml").read_text(encoding="utf-8"))
