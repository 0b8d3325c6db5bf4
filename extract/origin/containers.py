"""Files that hold many documents: archives and dumps. Their documents are found and loaded as `a.zip/b.txt`."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from gongkai.extract.document import Document, Reason, Rejected
from gongkai.extract.origin import archives, dumps, stores
from gongkai.extract.origin.archives import Member
from gongkai.extract.origin.found import Found, Inside, container_suffix, is_address, why
from gongkai.extract.origin.sources import in_order

# (root, source of a container, size, mtime_ns) -> (source, size) of each document that is known to be in it.
KnownMembers = Mapping[tuple[str, str, int, int], Sequence[tuple[str, int]]]
# Whoever looks into an archive or dump.
OpenContainer = Callable[[Found], Iterable[Found]]


def unfold(found: Iterable[Found], known: KnownMembers, open_container: OpenContainer | None = None) -> list[Found]:
    """What was found, with the documents in the place of each container, in the order of (root, source).

    known: a container that is there with this size and time is not opened: what is known to be in it is in it. One
    that holds nothing, or that cannot be read to its end, stands there itself, too, with the reason.
    open_container: by default this process, which a hostile one may cost its memory.
    """
    unfolded = [document for thing in found for document in _documents(thing, known, open_container or _open_here)]
    return in_order(unfolded)


def list_members(containers: Iterable[Found]) -> list[Found]:
    """What is in them. One of which it is known why it cannot be looked into stands there itself."""
    return [document for thing in containers for document in ([_itself(thing)] if thing.reason else _open_here(thing))]


def _itself(thing: Found) -> Found:
    return replace(thing, inside=Inside(thing.source, thing.size, 0))


def load(found: Found) -> Document:
    """Read the bytes. Raises Rejected("unreadable" or "damaged", ...), or what is known against it.

    Raises SourceError where it lies in a store that does not answer.
    """
    if found.reason:
        raise Rejected(found.reason, found.message or "")
    try:
        return Document(found.source, _bytes(found), found.crawl, _beside(found))
    except OSError as error:
        raise Rejected(Reason.UNREADABLE, why(error)) from error


def _beside(found: Found) -> bytes | None:
    try:
        return load(found.beside).data if found.beside else None
    except Rejected:
        return None  # it stands for itself in the ledger, with the reason


def expect(found: Found) -> None:
    """Have the system fetch a file that will be loaded soon: who waits for one file at a time waits half of the time.

    Nothing is done where it is no plain file, or not there. Without effect where the system cannot be told (macOS).
    """
    if found.inside or found.reason or is_address(found.root) or not hasattr(os, "posix_fadvise"):
        return
    with suppress(OSError):
        file = os.open(found.file, os.O_RDONLY | os.O_NONBLOCK)
        try:
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_WILLNEED)
        finally:
            os.close(file)


def _documents(thing: Found, known: KnownMembers, open_container: OpenContainer) -> Iterator[Found]:
    if thing.reason or container_suffix(thing.source) is None:
        yield thing
        return
    members = known.get((thing.root, thing.source, thing.size, thing.mtime_ns))
    if members is None:
        yield from open_container(thing)
    else:
        inside = Inside(thing.source, thing.size, None)
        for source, size in members:
            yield replace(thing, source=source, size=size, inside=inside)


def _open_here(thing: Found) -> Iterator[Found]:
    taken: dict[str, int] = {}
    itself = _itself(thing)
    try:
        for member in _members(thing):
            yield replace(
                thing,
                source=f"{thing.source}/{_unique(member.name, taken)}",
                size=member.size,
                reason=member.reason,
                message=member.message,
                crawl=member.crawl,
                inside=Inside(thing.source, thing.size, member.position),
            )
    except Rejected as rejected:
        yield replace(itself, reason=rejected.reason, message=rejected.message)
    else:
        if not taken:
            yield replace(itself, reason=Reason.EMPTY, message="It holds no documents.")


def _members(thing: Found) -> Iterator[Member]:
    suffix = container_suffix(thing.source) or ""
    try:
        if suffix in dumps.DUMPS:
            yield from dumps.members(thing.path, suffix)
        else:
            with thing.path.open("rb") as file:
                yield from map(_not_nested, archives.members(file, suffix, thing.size))
    except OSError as error:
        raise Rejected(Reason.UNREADABLE, why(error)) from error


def _not_nested(member: Member) -> Member:
    if member.reason or container_suffix(member.name) is None:
        return member
    message = "An archive or dump within an archive is not opened: unpack the outer one."
    return member._replace(reason=Reason.NESTED_ARCHIVE, message=message)


def _unique(name: str, taken: dict[str, int]) -> str:
    """Of several with one name, those after the first are numbered. taken: name -> the last number it had."""
    unique = name
    while unique in taken:
        taken[name] += 1
        unique = f"{name} ({taken[name]})"
    taken[unique] = 1
    return unique


def _bytes(found: Found) -> bytes:
    if is_address(found.root):
        return stores.fetch(found)
    if found.inside is None:
        return found.path.read_bytes()
    if found.inside.position is None:
        raise _changed()
    read = _reader(found.path, found.inside.container, found.inside.size, found.mtime_ns)
    return read(found.inside.position, found.size)


@lru_cache(maxsize=2)
def _reader(path: Path, container: str, size: int, mtime_ns: int) -> Callable[[int, int], bytes]:
    """One for many members: the directory of an archive is read once, and a compressed one is gone through once."""
    suffix = container_suffix(container) or ""
    status = path.stat()
    if (status.st_size, status.st_mtime_ns) != (size, mtime_ns):
        raise _changed()
    return dumps.reader(path, suffix) if suffix in dumps.DUMPS else archives.reader(path.open("rb"), suffix)


def _changed() -> Rejected:
    return Rejected(Reason.UNREADABLE, "The archive changed while it was being read; the next run takes it.")
