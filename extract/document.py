"""What flows in: a document is raw bytes with a name."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

LARGEST = 20_000_000  # bytes; a report has some ten thousand


@dataclass(frozen=True, slots=True)
class Crawl:
    """What the one who fetched a document knows of it, as a manifest tells it; None where it does not.

    url: where the document was. fetched: when, as told. title: what the link or page was called.
    """

    url: str | None = None
    fetched: str | None = None
    title: str | None = None
    town: str | None = None
    county: str | None = None
    year: int | None = None

    @property
    def digest(self) -> str:
        """Another one whenever any of it is another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Document:
    """The bytes of one found file or archive member.

    source: path relative to the ingested root, or address (archive members as `a.zip/b.txt`).
    """

    source: str
    data: bytes
    crawl: Crawl | None = None

    @cached_property
    def document_id(self) -> str:
        """sha-256 of the bytes, hex: what the document is, wherever it lies and whatever it is called."""
        return hashlib.sha256(self.data).hexdigest()


class Rejected(Exception):
    """A document that cannot be a report: it goes into quarantine under `reason`, with a sentence for people.

    reason: a word of REASONS.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __reduce__(self) -> tuple[type["Rejected"], tuple[str, str]]:
        return type(self), (self.reason, self.message)  # the default would lose `reason` between processes


REASONS = {
    "unreadable": "the file could not be opened or read",
    "dangling_link": "the link leads to nothing",
    "not_a_file": "neither a file nor a folder (a socket, pipe or device)",
    "empty": "no characters but white space",
    "too_large": "larger than any report",
    "binary": "not text in any encoding a report comes in",
    "not_a_report": "text, but no annual report on open government information",
    "reader_failed": "the reader raised an error: a fault of the program, not of the document",
    "reader_timed_out": "the reader came to no end: a fault of the program, not of the document",
    "reader_died": "the process that read it ended, or ran out of memory: a fault of the program, not of the document",
}
