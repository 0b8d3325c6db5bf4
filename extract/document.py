"""What flows in: a document is raw bytes with a name."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from gongkai.errors import GongkaiError
from gongkai.extract.codes import Code

LARGEST = 20_000_000  # bytes; a report has some ten thousand
YEARS = range(2000, 2100)
MADE_UP = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False, "": False}


@dataclass(frozen=True, slots=True)
class Crawl:
    """What the one who fetched a document knows of it, as a manifest tells it; None where it does not.

    url: where the document was. fetched: when, as told. title: what the link or page was called. made_up: it is no
    real report, as of samples. beside: size and time of the text that lies beside it.
    """

    url: str | None = None
    fetched: str | None = None
    title: str | None = None
    town: str | None = None
    county: str | None = None
    year: int | None = None
    made_up: bool = False
    beside: str | None = None

    @property
    def digest(self) -> str:
        """Another one whenever any of it is another."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def crawl_of(row: Mapping[str, str]) -> Crawl:
    """What a row of a manifest or dump tells, by the names of Crawl's fields. Raises ValueError on what
    is no year, or neither yes nor no."""
    year = row.get("year", "").removesuffix(".0").removesuffix("年")
    if year and not (year.isdecimal() and int(year) in YEARS):
        raise ValueError(f"expected in year a year as 2021, found {year!r}")
    told = {name: storable(row.get(name, "")) or None for name in ("url", "fetched", "title", "town", "county")}
    made_up = row.get("made_up", "").lower()
    if made_up not in MADE_UP:
        raise ValueError(f"expected in made_up yes or no, found {made_up!r}")
    return Crawl(**told, year=int(year) if year else None, made_up=MADE_UP[made_up])


def is_hidden(name: str) -> bool:
    """Whether the name, or a folder in it, begins with a dot: such things are passed over."""
    return any(part.startswith(".") and part not in (".", "..") for part in name.split("/"))


def storable(text: str) -> str:
    """The text without halves of characters, which JSON can hold and no column."""
    return text.encode("utf-8", "replace").decode()


@dataclass(frozen=True)
class Document:
    """The bytes of one found file or archive member.

    source: path relative to the ingested root, or address (archive members as `a.zip/b.txt`). beside: the bytes of the
    text that lies beside it under its name, NAME.txt for NAME.pdf: what it says where it holds nothing but pictures.
    """

    source: str
    data: bytes
    crawl: Crawl | None = None
    beside: bytes | None = None

    @cached_property
    def document_id(self) -> str:
        """sha-256 of the bytes, hex: what the document is, wherever it lies and whatever it is called."""
        return hashlib.sha256(self.data).hexdigest()


class Reason(Code):
    """Why something that was found is no report."""

    UNREADABLE = "unreadable", "the file could not be opened or read"
    DANGLING_LINK = "dangling_link", "the link leads to nothing"
    NOT_A_FILE = "not_a_file", "neither a file nor a folder (a socket, pipe or device)"
    EMPTY = "empty", "no characters but white space"
    TOO_LARGE = "too_large", "larger than any report"
    BINARY = "binary", "not text in any encoding a report comes in"
    NOT_A_REPORT = "not_a_report", "text, but no annual report on open government information"
    NO_TEXT_LAYER = "no_text_layer", "pictures and no text: a scan, for which an OCR is needed"
    OPENER_MISSING = "opener_missing", "a kind of file that needs a library or program that is not installed"
    DAMAGED = "damaged", "the document, archive or dump is damaged here, or packed in a way that cannot be read"
    ENCRYPTED = "encrypted", "it is kept under a password, or its archive keeps it so"
    MACROS = "macros", "it holds macros, which are programs: none is ever run, and it is not opened"
    UNPACKS_TOO_LARGE = "unpacks_too_large", "the document unpacks to far more than any report holds"
    UNSAFE_XML = "unsafe_xml", "its parts declare entities, by which files are read and memory is filled"
    UNSAFE_NAME = "unsafe_name", "the archive gives it a name that leads out of the archive"
    NESTED_ARCHIVE = "nested_archive", "an archive within an archive"
    ARCHIVE_IN_STORE = "archive_in_store", "an archive or dump in an object store, where none is opened"
    ARCHIVE_TOO_LARGE = (
        "archive_too_large",
        "the archive unpacks to far more than its size, or has too many members; the rest is not read",
    )
    NOT_A_DUMP = "not_a_dump", "a table without a column of documents"
    READER_FAILED = "reader_failed", "the reader raised an error: a fault of the program, not of the document"
    READER_TIMED_OUT = "reader_timed_out", "the reader came to no end: a fault of the program, not of the document"
    READER_DIED = (
        "reader_died",
        "the process that read it ended, or ran out of memory: a fault of the program, not of the document",
    )


class Rejected(GongkaiError):
    """A document that cannot be a report: it goes into quarantine under `reason`, with a sentence for people.

    reason: a Reason; a plug-in may give another word.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __reduce__(self) -> tuple[type["Rejected"], tuple[str, str]]:
        return type(self), (self.reason, self.message)  # the default would lose `reason` between processes


REASONS: dict[str, str] = {reason: reason.meaning for reason in Reason}
