"""Codes that the warehouse gives: what became of a document, of a report, of a decision."""

from enum import StrEnum


class DocumentOutcome(StrEnum):
    """What became of a document that was found."""

    REPORT = "report"
    DUPLICATE = "duplicate"  # the same bytes are a report elsewhere
    QUARANTINED = "quarantined"  # no report; its reason says why


class Standing(StrEnum):
    """What a report is among those of its town, county and year."""

    CURRENT = "current"
    VERSION = "version"
    DUPLICATE = "duplicate"  # the words of one that ranks before it, in another encoding or layout


class DecisionOutcome(StrEnum):
    """What became of a decision of people's."""

    APPLIED = "applied"
    UNUSED = "unused"  # the document is not held as a report
    FAILED = "failed"
