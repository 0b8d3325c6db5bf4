"""What was found below a source: one thing each, and what is known of it before anything is opened.

Beside a scan may lie its text: NAME.txt beside NAME.pdf, as an OCR leaves it. It is a document of its own, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from gongkai.errors import REFUSED, USAGE, GongkaiError
from gongkai.extract.document import LARGEST, Crawl
from gongkai.extract.origin.archives import ARCHIVES
from gongkai.extract.origin.dumps import DUMPS

MANIFESTS = ("manifest.csv", "manifest.jsonl")  # they tell of the documents beside them and below
CONTAINERS = (*ARCHIVES, *DUMPS)
SCHEME = "s3://"  # an address in an object store begins so
MAY_BE_SCANS = (".pdf", ".docx", ".doc")
TEXT = ".txt"


class SourceError(GongkaiError):
    """A source that the user names does not exist, or cannot be listed."""

    exit_status = USAGE


class SourceUnreachable(SourceError):
    """A source that does not answer now, and may answer later."""

    exit_status = REFUSED


@dataclass(frozen=True, slots=True)
class Inside:
    """Where a document lies that is no file of its own.

    container: the source of the archive or dump. size: of the container, in bytes. position: as in `archives.Member`;
    None where the container was not opened, since it is as it was.
    """

    container: str
    size: int
    position: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found below a source, whether or not it can be opened.

    root: the given source, resolved; of a single file, its folder; or an address. source: path relative to the root; in
    an archive `a.zip/b.txt`. size: bytes; mtime_ns: time of the last change, nanoseconds since 1970; both 0 where
    nobody can tell. reason, message: why it is not worth opening (a word of `document.REASONS`, a sentence), or None.
    crawl: what a manifest tells of it. document_id: what the document was when it was identified. inside: None for what
    is no member. spelled: the system's name of the file where it is not root and source: bytes that are no UTF-8.
    beside: the text that lies beside it, where it may be a scan.
    """

    root: str
    source: str
    size: int
    mtime_ns: int
    reason: str | None = None
    message: str | None = None
    crawl: Crawl | None = None
    document_id: str | None = None
    inside: Inside | None = None
    spelled: str | None = None
    beside: "Found | None" = None

    @property
    def file(self) -> str:
        """The system's name for it; of a member, for the archive; of an object, its address. It is put together when it
        is asked for: there may be a million."""
        return self.spelled or f"{self.root}/{self.inside.container if self.inside else self.source}"

    @property
    def path(self) -> Path:
        return Path(self.file)


def is_address(source: str | Path) -> bool:
    """Whether it names something in an object store."""
    return str(source).startswith(SCHEME)


def container_suffix(source: str) -> str | None:
    """The ending of an archive or dump, in small letters; None of another file."""
    small = source.lower()
    if not small.endswith(CONTAINERS) or source.rpartition("/")[2] in MANIFESTS:
        return None
    return next(suffix for suffix in CONTAINERS if small.endswith(suffix))


def too_large(size: int) -> str:
    """A sentence."""
    return f"{size / 1e6:,.0f} MB; a report has about 0.02 MB, and at most {LARGEST / 1e6:.0f} MB are read."


def why(error: OSError) -> str:
    """A sentence."""
    return f"The operating system says: {error.strerror or error}."


def attach_texts(documents: Sequence[Found]) -> list[Found]:
    """The documents; those that may be scans with the text beside them, and with what tells that it changed."""
    scans = [index for index, thing in enumerate(documents) if thing.source.lower().endswith(MAY_BE_SCANS)]
    attached = list(documents)
    if not scans:
        return attached
    elsewhere = {
        (thing.root, thing.source): thing
        for thing in documents
        if (thing.inside or is_address(thing.root)) and thing.source.endswith(TEXT)
    }
    for index in scans:
        thing = documents[index]
        if text := thing.beside or _text_of(thing, elsewhere):
            crawl = replace(thing.crawl or Crawl(), beside=f"{text.size} bytes, {text.mtime_ns}")
            attached[index] = replace(thing, crawl=crawl, beside=text)
    return attached


def text_name(source: str) -> str:
    return str(PurePosixPath(source).with_suffix(TEXT))


def _text_of(thing: Found, elsewhere: Mapping[tuple[str, str], Found]) -> Found | None:
    """elsewhere: texts that are no files of their own."""
    source = text_name(thing.source)
    if thing.inside or is_address(thing.root):
        return elsewhere.get((thing.root, source))
    file = Path(thing.file).with_suffix(TEXT)
    try:
        status = file.stat()
    except (OSError, ValueError):
        return None
    is_read = file.is_file() and 0 < status.st_size <= LARGEST
    return Found(thing.root, source, status.st_size, status.st_mtime_ns, spelled=str(file)) if is_read else None
