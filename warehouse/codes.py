"""Codes that the warehouse gives, and the lists of all codes that its columns hold."""

from gongkai.extract.codes import Code
from gongkai.extract.document import Reason
from gongkai.transform.forms import OtherForm
from gongkai.transform.report import EvidenceKind, KeyField, Proof, Rule, Severity, Status, UnitKind


class DocumentOutcome(Code):
    """What became of a document that was found."""

    REPORT = "report", "it is held as a report"
    DUPLICATE = "duplicate", "the same bytes are a report elsewhere"
    QUARANTINED = "quarantined", "it is no report: its reason says why"


class Standing(Code):
    """What a report is among those of its town, county and year."""

    CURRENT = "current", "it speaks for them; also where its key is not known"
    VERSION = "version", "an earlier one, or one that says less"
    DUPLICATE = "duplicate", "the words of one that ranks before it, in another encoding or layout"


class CorrectionOutcome(Code):
    """What became of a correction."""

    APPLIED = "applied", "it is in force"
    UNUSED = "unused", "its document is not held as a report"
    FAILED = "failed", "it is not applied: its message says why"


class FoundBy(Code):
    """Who found what is doubtful."""

    READER = "reader", "the reader, while it read the document"
    CHECK = "check", "a check on the warehouse"


class Changed(Code):
    """What changed between two generations."""

    READER = "reader", "the version of the reader"
    DOCUMENT = "document", "what became of a document, or its content"
    KEY = "key", "a part of a report's key"
    FACT = "fact", "a cell"
    DECISION = "decision", "the value to calculate with, by what a person decided"
    FIGURE = "figure", "a number that the prose states"
    FINDING = "finding", "a finding"


class Change(Code):
    """How it changed."""

    CAME = "came", "it was not there before"
    WENT = "went", "it is there no more"
    CHANGED = "changed", "it was otherwise before"


class ReviewKind(Code):
    """What waits for a person, the worst first."""

    CORRECTION_FAILED = "correction_failed", "a correction that is not applied"
    COUNTY_OPEN = "county_open", "the county is not known"
    TOWN_OPEN = "town_open", "the town is not known"
    YEAR_OPEN = "year_open", "the year is not known"
    YEAR_CONFLICT = "year_conflict", "title and period name different years"
    YEAR_IN_FUTURE = "year_in_future", "the year is not over"
    MANIFEST_CONFLICT = "manifest_conflict", "the manifest says otherwise than the text"
    READER_FAILED = "reader_failed", "the reader failed on the document"
    PERHAPS_A_REPORT = "perhaps_a_report", "a document that is called a report, and was read as none"
    SUSPECT_CELL = "suspect_cell", "a cell whose change would make all sums hold"
    ERROR_FOUND = "error_found", "two statements of a table that cannot both be right"
    CELL_UNREADABLE = "cell_unreadable", "what stands in a cell is no number"
    CELL_AMBIGUOUS = "cell_ambiguous", "values were lost: nobody can know which belong into a cell"


# By the column that holds them; checks, measures, forms and layouts are told by the files that declare them.
LISTS: dict[str, type[Code]] = {
    "facts.status": Status,
    "facts.rule": Rule,
    "facts.proof": Proof,
    "reports.unit_kind": UnitKind,
    "reports.form": OtherForm,
    "reports.standing": Standing,
    "evidence.field": KeyField,
    "evidence.kind": EvidenceKind,
    "findings.severity": Severity,
    "findings.found_by": FoundBy,
    "quarantine.reason": Reason,
    "corrections.outcome": CorrectionOutcome,
    "review.kind": ReviewKind,
    "changes.what": Changed,
    "changes.change": Change,
}
