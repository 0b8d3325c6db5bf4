"""Archives (zip; tar, plain or compressed): which documents are in them, and the bytes of each. Nothing is unpacked."""

import bz2
import gzip
import lzma
import re
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple, cast

from gongkai.extract.damage import ENCRYPTED, damage_told
from gongkai.extract.document import LARGEST, Crawl, Reason, Rejected, is_hidden

STREAMS: dict[str, Callable[[IO[bytes]], Any]] = {
    ".tar": lambda file: file,
    ".tar.gz": gzip.open,
    ".tgz": gzip.open,
    ".tar.bz2": bz2.open,
    ".tbz2": bz2.open,
    ".tar.xz": lzma.open,
    ".txz": lzma.open,
}
ARCHIVES = (".zip", *STREAMS)
MOST_MEMBERS = 2_000_000
# An archive that unpacks to more is a bomb: text becomes a tenth of its size, a hundredth where much is repeated.
UNPACKED, TIMES = 2_000_000_000, 200  # bytes that any may have; times its own size
HEADER = 1_000_000  # bytes that a tar may spend on telling of one member; a name takes some hundred
UTF8_NAME = 0x800  # a bit of a zip member's flags
LATIN = re.compile(r"[\x80-\u2e7f]")  # in a name that is Chinese there are none of these


class Member(NamedTuple):
    """One thing in a container. position: what `reader` finds it by. size: bytes, unpacked.

    reason, message: why it is not worth opening, as in `Found`. crawl: what a dump tells of it.
    """

    name: str
    size: int
    position: int
    reason: str | None = None
    message: str | None = None
    crawl: Crawl | None = None


def members(file: IO[bytes], suffix: str, size: int) -> Iterator[Member]:
    """Everything in an archive but folders and hidden things. size: of the archive, in bytes.

    Raises Rejected (damaged, archive_too_large) where it cannot be read on; what came before stands.
    """
    most = max(UNPACKED, TIMES * size)
    unpacked = 0
    with damage_told("The archive cannot be read, or not to its end"):
        for count, member in enumerate(_in_zip(file) if suffix == ".zip" else _in_tar(file, suffix), 1):
            unpacked += member.size
            if unpacked > most:
                what = f"It unpacks to more than {most / 1e9:,.0f} GB, from {size / 1e6:,.1f} MB"
                raise Rejected(Reason.ARCHIVE_TOO_LARGE, f"{what}: what comes after member {count:,} is not read.")
            if count > MOST_MEMBERS:
                raise Rejected(Reason.ARCHIVE_TOO_LARGE, f"Only the first {MOST_MEMBERS:,} members are read.")
            if not is_hidden(member.name):
                yield member


def reader(file: IO[bytes], suffix: str) -> Callable[[int, int], bytes]:
    """A function from position and size to the bytes of a member. It raises Rejected("damaged", ...).

    In a compressed tar the way to a position leads through all that is before it: ask in the order of positions.
    """
    with damage_told("The archive cannot be read"):
        read = _zip_reader(file) if suffix == ".zip" else _tar_reader(file, suffix)

    def whole(position: int, size: int) -> bytes:
        with damage_told("It cannot be unpacked"):
            data = read(position, size)
        if len(data) != size:
            raise Rejected(Reason.DAMAGED, f"The archive breaks off: {len(data):,} of {size:,} bytes are there.")
        return data

    return whole


def _in_zip(file: IO[bytes]) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for position, info in enumerate(archive.infolist()):
            if info.filename.endswith("/"):  # a folder
                continue
            name = _text(_raw_name(info))
            reason, message = _trouble(name, info.file_size)
            if info.flag_bits & ENCRYPTED:
                reason, message = Reason.ENCRYPTED, "It is kept under a password: unpack the archive."
            elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
                reason, message = Reason.NOT_A_FILE, "A link or device within an archive is not followed."
            yield Member(name, info.file_size, position, reason, message)


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """What stands in the file: zipfile takes for the code page of old PCs whatever does not say that it is UTF-8."""
    name = info.orig_filename.partition("\0")[0]
    return name.encode("utf-8" if info.flag_bits & UTF8_NAME else "cp437", "surrogatepass")


def _zip_reader(file: IO[bytes]) -> Callable[[int, int], bytes]:
    archive = zipfile.ZipFile(file)
    infos = archive.infolist()

    def read(position: int, size: int) -> bytes:
        with archive.open(infos[position]) as member:
            return member.read(size) + member.read(1)  # at the end the checksum is compared

    return read


def _in_tar(file: IO[bytes], suffix: str) -> Iterator[Member]:
    sparing = _Sparing(STREAMS[suffix](file))
    stream = cast(IO[bytes], sparing)
    with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        for info in iter(archive.next, None):
            archive.members = []  # type: ignore[attr-defined]  # it would keep them all
            sparing.left = HEADER
            if info.isdir():
                continue
            name = _text(info.name.encode("utf-8", "surrogateescape"))
            reason, message = _trouble(name, info.size)
            if not info.isreg() or info.issparse():
                reason, message = Reason.NOT_A_FILE, "A link or device within an archive is not followed."
            yield Member(name, info.size, info.offset_data, reason, message)
        # At a header that it cannot read, tarfile stops as it does at the end, which is a block of noughts.
        stream.seek(archive.offset)
        if stream.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
            raise tarfile.ReadError("it breaks off, or what tells of the next member is damaged")


class _Sparing:
    """A stream for tarfile, which reads as much as a header says: here, `left` bytes until somebody gives more."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.left = HEADER
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int) -> bytes:
        self.left -= size
        if self.left < 0:
            raise tarfile.ReadError("a header is too long")
        return self.stream.read(size)


def _tar_reader(file: IO[bytes], suffix: str) -> Callable[[int, int], bytes]:
    stream = STREAMS[suffix](file)

    def read(position: int, size: int) -> bytes:
        stream.seek(position)
        data: bytes = stream.read(size)
        return data

    return read


def _text(raw: bytes) -> str:
    """A name in UTF-8, or in GBK where that gives Chinese; other bytes are written as \\xNN. Slashes part folders."""
    try:
        name = raw.decode("utf-8").replace("\\", "/")
    except UnicodeDecodeError:
        name = raw.decode("gb18030", "replace").replace("\\", "/")
        if "\ufffd" in name or LATIN.search(name):
            name = raw.replace(b"\\", b"/").decode("utf-8", "backslashreplace")
    return name.removeprefix("./") or "unnamed"


def _trouble(name: str, size: int) -> tuple[str | None, str | None]:
    if name.startswith("/") or ".." in PurePosixPath(name).parts or re.match("[A-Za-z]:", name):
        return Reason.UNSAFE_NAME, "Its name leads out of the archive."
    if size > LARGEST:
        return Reason.TOO_LARGE, f"{size / 1e6:,.0f} MB; at most {LARGEST / 1e6:.0f} MB are read."
    return None, None
