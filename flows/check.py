"""What `gongkai check` tells the office that writes a report, before publication: what is wrong, where, what to do."""

from collections.abc import Sequence
from typing import Any

from gongkai.extract.document import REASONS, Rejected
from gongkai.flows.named_documents import read_named
from gongkai.flows.terminal import say, say_json
from gongkai.transform.finding_words import where
from gongkai.transform.report import Finding, Report
from gongkai.warehouse.checks import words_of
from gongkai.warehouse.judging import judge
from gongkai.words import _


def check_files(files: Sequence[str], lang: str, as_json: bool) -> bool:
    """Print what is found in each file. Returns whether anything was. Raises SourceError where one is not there."""
    read = [report for _id, report in read_named(files)]
    judged = iter(judge([report for report in read if isinstance(report, Report)]))
    checked = [
        _rejected(file, one) if isinstance(one, Rejected) else _checked(file, one, next(judged), lang)
        for file, one in zip(files, read, strict=True)
    ]
    if as_json:
        say_json(checked)
    else:
        say("\n".join(line for one in checked for line in _lines(one, lang)))
    return any(one["findings"] or one["rejected"] for one in checked)


def _rejected(file: str, why: Rejected) -> dict[str, Any]:
    """As of a report that is one, with the reason."""
    return {"file": file, "unit": None, "year": None, "rejected": why.reason, "findings": []}


def _checked(file: str, report: Report, findings: Sequence[Finding], lang: str) -> dict[str, Any]:
    """unit, year, rejected (None) and findings of one file, in words."""
    key = report.key
    return {
        "file": file,
        "unit": key.town or key.unit_name or key.county,
        "year": key.year,
        "rejected": None,
        "findings": [_told(one, lang) for one in findings if not _is_explained(one, report)],
    }


def _is_explained(finding: Finding, report: Report) -> bool:
    """A sum that fails because of a cell which is named itself."""
    named = {one.table for one in report.findings if one.check == "suspect_cell"}
    return finding.check.startswith("sum_") and finding.table in named


def _told(finding: Finding, lang: str) -> dict[str, Any]:
    sides = {"left": finding.left, "right": finding.right}
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "where": where(finding.table, finding.row, finding.column, lang) or "",
        "line": finding.line,
        "message": finding.said(lang),
        "advice": words_of()[finding.check][lang].advice.filled(sides),
    }


def _lines(one: dict[str, Any], lang: str) -> list[str]:
    if one["rejected"]:
        said = _("{file}: cannot be read as an annual report: {reason}", lang)
        return [said.format(file=one["file"], reason=_(REASONS[one["rejected"]], lang))]
    head = (
        _("{file}: {unit}{year}, {count} found", lang)
        if one["findings"]
        else _("{file}: {unit}{year}, nothing found", lang)
    )
    unit = one["unit"] or _("(unit not known)", lang)
    year = _(" report on {year}", lang).format(year=one["year"]) if one["year"] else ""
    lines = [head.format(file=one["file"], unit=unit, year=year, count=len(one["findings"]))]
    for number, finding in enumerate(one["findings"], 1):
        line = _(" (line {line})", lang).format(line=finding["line"]) if finding["line"] else ""
        between = "" if line.endswith("）") else " "
        lines.append(f"{number}. [{_(finding['severity'], lang)}]{line}{between}{finding['message']}")
        lines.append("   " + _("Advice: {advice}", lang).format(advice=finding["advice"]))
    return lines
