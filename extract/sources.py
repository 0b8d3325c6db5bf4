"""Where documents lie: folders and files are found, looked at, and loaded one by one."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.document import LARGEST, Crawl, Document, Rejected

# What a network's file system says while its server is away.
_PASSING = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN}
MANIFESTS = ("manifest.csv", "manifest.jsonl")  # they tell of the documents beside them and below


class SourceError(Exception):
    """A source that the user names does not exist, or cannot be listed."""


class SourceUnreachable(SourceError):
    """A source that does not answer now, and may answer later."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found below a source, whether or not it can be opened.

    root: the given source, resolved; of a single file, its folder. source: path relative to the root.
    size: bytes; mtime_ns: time of the last change, nanoseconds since 1970; both 0 where nobody can tell.
    reason, message: why it is not worth opening (a word of `document.REASONS`, a sentence), or None.
    crawl: what a manifest tells of it. document_id: what the document was when it was identified.
    """

    root: str
    source: str
    path: Path
    size: int
    mtime_ns: int
    reason: str | None = None
    message: str | None = None
    crawl: Crawl | None = None
    document_id: str | None = None


def discover(sources: Sequence[Path]) -> list[Found]:
    """Everything below the named folders, and the named files, in the order of (root, source), each once.

    Of a named file, the manifests beside it too. Hidden files and folders (`.name`) are passed over.
    Raises SourceError.
    """
    found = {(thing.root, thing.source): thing for source in sources for thing in _below(_resolved(source))}
    return [found[name] for name in sorted(found)]


def listed(sources: Sequence[Path]) -> list[str]:
    """The roots of which `discover` sees every document, so that what it does not see there is gone."""
    return sorted({_text(path) for path in map(_resolved, sources) if path.is_dir()})


def load(found: Found) -> Document:
    """Read the bytes. Raises Rejected("unreadable", ...), or what is known against it."""
    if found.reason:
        raise Rejected(found.reason, found.message or "")
    try:
        return Document(found.source, found.path.read_bytes(), found.crawl)
    except OSError as error:
        raise Rejected("unreadable", _why(error)) from error


def _resolved(source: Path) -> Path:
    try:
        return source.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno in _PASSING:
            raise SourceUnreachable(f"The source {source} does not answer. {_why(error)}") from error
        raise SourceError(f"There is no file or folder {source}.") from error


def _below(path: Path) -> Iterator[Found]:
    if path.is_dir():
        return _walk(_text(path), path, "", frozenset())
    beside = [file for file in map(path.with_name, MANIFESTS) if file.is_file()]
    return (_look(_text(file.parent), _text(Path(file.name)), file) for file in (path, *beside))


def _walk(root: str, folder: Path, prefix: str, above: frozenset[tuple[int, int]]) -> Iterator[Found]:
    """above: the folders on the way here. A link to one of them would lead round in circles."""
    try:
        status = folder.stat()
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        if not prefix and error.errno in _PASSING:  # with all that lies below; a folder in it costs itself
            raise SourceUnreachable(f"The source {root} does not answer. {_why(error)}") from error
        yield Found(root, prefix.rstrip("/"), folder, 0, 0, "unreadable", f"The folder cannot be listed: {_why(error)}")
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for entry in visible:
        source = prefix + _text(Path(entry.name))
        if _is_folder(entry):
            yield from _walk(root, Path(entry.path), f"{source}/", above | {here})
        else:
            yield _look(root, source, Path(entry.path))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # `_look` names the trouble


def _look(root: str, source: str, path: Path) -> Found:
    try:
        status = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            return Found(root, source, path, 0, 0, "dangling_link", f"The link leads to {_text(path.readlink())}.")
        return Found(root, source, path, 0, 0, "unreadable", "The file went away while the folder was listed.")
    except OSError as error:
        return Found(root, source, path, 0, 0, "unreadable", _why(error))
    size, mtime_ns = status.st_size, status.st_mtime_ns
    if not stat.S_ISREG(status.st_mode):
        return Found(root, source, path, size, mtime_ns, "not_a_file", "A pipe, socket or device.")
    if size > LARGEST:
        megabytes = f"{size / 1e6:,.0f} MB; a report has about 0.02 MB, and at most {LARGEST / 1e6:.0f} MB are read."
        return Found(root, source, path, size, mtime_ns, "too_large", megabytes)
    return Found(root, source, path, size, mtime_ns)


def _text(path: Path) -> str:
    """A name that can be stored and printed: bytes that are no UTF-8 are written as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _why(error: OSError) -> str:
    return f"The operating system says: {error.strerror or error}."
