"""Where documents lie: folders and files are found and looked at, and objects in stores."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from gongkai.extract.document import LARGEST, Reason
from gongkai.extract.origin.found import (
    MANIFESTS,
    Found,
    SourceError,
    SourceUnreachable,
    container_suffix,
    is_address,
    too_large,
    why,
)
from gongkai.words import _

# What a network's file system says while its server is away.
_PASSING = {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN}


def discover(sources: Sequence[str | Path]) -> list[Found]:
    """Everything below the named folders and addresses, and what is named itself, in the order of (root, source), each
    once. An archive or dump is one thing here: see `containers.unfold`.

    Of a named file, the manifests beside it too. Hidden files and folders (`.name`) are passed over.
    Raises SourceError; SourceUnreachable where a store does not answer.
    """
    return in_order(thing for source in sources for thing in _below(source))


def in_order(things: Iterable[Found]) -> list[Found]:
    """By root and source, of several with the same ones the first. In two steps: for a million, the pairs would take a
    hundred megabytes."""
    ordered = sorted(things, key=attrgetter("source"))
    ordered.sort(key=attrgetter("root"))
    return [
        thing
        for index, thing in enumerate(ordered)
        if index == 0 or (thing.source, thing.root) != (ordered[index - 1].source, ordered[index - 1].root)
    ]


def whole_roots(sources: Sequence[str | Path]) -> list[str]:
    """The roots of which `discover` sees every document, so that what it does not see there is gone.

    Raises SourceError. No store is asked: below the address of a single object there is nothing that could be gone.
    """
    return sorted({root for root in map(_root, sources) if root})


def _root(source: str | Path) -> str | None:
    if is_address(source):
        from gongkai.extract.origin.stores import address_of

        return str(address_of(str(source)))
    path = _resolved(source)
    return _text(path) if path.is_dir() else None


def _resolved(source: str | Path) -> Path:
    try:
        return Path(source).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno in _PASSING:
            raise SourceUnreachable(f"The source {source} does not answer. {why(error)}") from error
        raise SourceError(_("There is no file or folder {source}.").format(source=source)) from error


def _below(source: str | Path) -> Iterator[Found]:
    if is_address(source):
        from gongkai.extract.origin.stores import below

        return below(str(source))
    path = _resolved(source)
    if path.is_dir():
        return _walk(_text(path), str(path), "", frozenset())
    beside = [file for file in map(path.with_name, MANIFESTS) if file.is_file()]
    return (_look(_text(file.parent), _text(file.name), str(file)) for file in (path, *beside))


def _walk(root: str, folder: str, prefix: str, above: frozenset[tuple[int, int]]) -> Iterator[Found]:
    """above: the folders on the way here. A link to one of them would lead round in circles."""
    try:
        status = Path(folder).stat()
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError as error:
        if not prefix and error.errno in _PASSING:  # with all that lies below; a folder in it costs itself
            raise SourceUnreachable(f"The source {root} does not answer. {why(error)}") from error
        message = f"The folder cannot be listed: {why(error)}"
        yield Found(root, prefix.rstrip("/"), 0, 0, Reason.UNREADABLE, message, spelled=folder)
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for entry in visible:
        source = prefix + _text(entry.name)
        if _is_folder(entry):
            yield from _walk(root, entry.path, f"{source}/", above | {here})
        else:
            yield _look(root, source, entry.path)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # `_look` names the trouble


def _look(root: str, source: str, file: str) -> Found:
    spelled = None if file == f"{root}/{source}" else file
    size, mtime_ns, reason, message = _status(Path(file), container_suffix(source) is None)
    return Found(root, source, size, mtime_ns, reason, message, spelled=spelled)


def _status(path: Path, is_document: bool) -> tuple[int, int, str | None, str | None]:
    """(size, time of the last change, what speaks against opening it: reason, message)."""
    try:
        status = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            return 0, 0, Reason.DANGLING_LINK, f"The link leads to {_text(path.readlink())}."
        return 0, 0, Reason.UNREADABLE, "The file went away while the folder was listed."
    except OSError as error:
        return 0, 0, Reason.UNREADABLE, why(error)
    size, mtime_ns = status.st_size, status.st_mtime_ns
    if not stat.S_ISREG(status.st_mode):
        return size, mtime_ns, Reason.NOT_A_FILE, "A pipe, socket or device."
    if size > LARGEST and is_document:
        return size, mtime_ns, Reason.TOO_LARGE, too_large(size)
    return size, mtime_ns, None, None


def _text(path: str | Path) -> str:
    """A name that can be stored and printed: bytes that are no UTF-8 are written as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
