"""Documents of older and other office programs (.doc, .xls, .rtf, .wps, .odt, .ods): LibreOffice, where it is
installed, makes Word's or Excel's of them, and those are opened.

LibreOffice works on a copy in a folder of its own, with a profile that runs no macro, follows no link and knows no
network; it ends when its time is over. What holds macros or is under a password never reaches it.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from gongkai.extract.document import Reason, Rejected
from gongkai.extract.encoding import Text
from gongkai.extract.openers import Opener, installed
from gongkai.extract.openers.excel import BINARY, open_excel
from gongkai.extract.openers.package import BEGIN
from gongkai.extract.openers.word import open_word

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
ODF = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet)")
FLAT_WORD = b'progid="Word.Document"'
HEAD = 1000  # bytes in which a file says what it is
SECONDS = 50  # for one document; mostly it takes two
PROGRAM = "soffice"
PROFILE = Path(__file__).with_name("libreoffice.xcu")
MACROS = {"macros", "_vba_project_cur", "vba", "_vba_project"}
ENCRYPTED_WORD = 0x0100  # of the flags in the head of a Word document
FILEPASS = 0x002F  # the record of a workbook that is encrypted
TELLING = {"worddocument", "workbook", "book"}  # the streams that tell what a file is
TIMED_OUT = 124  # status of coreutils' timeout


class _Kind(NamedTuple):
    """name: of the kind, and the ending of its files. made: what LibreOffice makes of it, and what opens that."""

    name: str
    made: str
    open: Callable[[bytes, str], Text]


WORD = ("docx", open_word)
EXCEL = ("xlsx", open_excel)


def knows(data: bytes) -> bool:
    head = data[:HEAD]
    if head.startswith(BEGIN):
        return ODF.search(head) is not None or BINARY in data
    return head.startswith((OLE, RTF)) or FLAT_WORD in head


def open_office(data: bytes) -> Text:
    kind = _kind(data)
    return kind.open(_converted(data, kind), kind.name)


def version() -> str:
    """Which LibreOffice is installed, as a file of its own tells; "" where none is. (Asking itself takes a second.)"""
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    told = Path(program).resolve().with_name("versionrc")
    return hashlib.sha256(told.read_bytes()).hexdigest() if told.is_file() else program


def _kind(data: bytes) -> _Kind:
    """Raises Rejected (encrypted, macros, damaged, binary)."""
    if data.startswith(RTF):
        return _Kind("rtf", *WORD)
    if data.startswith(BEGIN):
        odf = ODF.search(data[:HEAD])
        return _Kind("odt", *WORD) if odf and odf[1] == b"text" else _Kind("ods" if odf else "xlsb", *EXCEL)
    return _ole_kind(data) if data.startswith(OLE) else _Kind("xml", *WORD)


def _ole_kind(data: bytes) -> _Kind:
    with installed("a document of an older office program"):
        import olefile
    try:
        with olefile.OleFileIO(BytesIO(data)) as file:
            streams = {"/".join(path).lower(): path for path in file.listdir(streams=True, storages=True)}
            head = {name: file.openstream(streams[name]).read(4096) for name in streams.keys() & TELLING}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Rejected(Reason.DAMAGED, f"The file cannot be opened: {error}.") from error
    if "encryptedpackage" in streams or _is_encrypted(head):
        raise Rejected(Reason.ENCRYPTED, "It is kept under a password: save it without one.")
    if any(MACROS & set(name.split("/")) for name in streams):
        raise Rejected(Reason.MACROS, "It holds macros, which are programs: save it without them.")
    if "worddocument" in streams:
        return _Kind("doc", *WORD)
    if head.keys() & {"workbook", "book"}:
        return _Kind("xls", *EXCEL)
    raise Rejected(Reason.BINARY, "It is a file of an office program, but neither a text nor a workbook.")


def _is_encrypted(head: dict[str, bytes]) -> bool:
    word = head.get("worddocument", b"")
    if len(word) > 11 and int.from_bytes(word[10:12], "little") & ENCRYPTED_WORD:
        return True
    book = head.get("workbook") or head.get("book") or b""
    at = 0
    while at + 4 <= len(book):
        record, length = int.from_bytes(book[at : at + 2], "little"), int.from_bytes(book[at + 2 : at + 4], "little")
        if record == FILEPASS:
            return True
        at += 4 + length
    return False


def _converted(data: bytes, kind: _Kind) -> bytes:
    """Raises Rejected (opener_missing, damaged, reader_timed_out)."""
    program = shutil.which(PROGRAM)
    if program is None:
        message = f"It is a .{kind.name}, which LibreOffice opens: apt-get install libreoffice-writer libreoffice-calc"
        raise Rejected(Reason.OPENER_MISSING, message)
    with TemporaryDirectory(prefix="gongkai-") as folder:
        document = Path(folder) / f"document.{kind.name}"
        document.write_bytes(data)
        said = _run(program, Path(folder), document, kind.made)
        made = Path(folder) / "made" / f"document.{kind.made}"
        if not made.is_file():
            raise Rejected(Reason.DAMAGED, f"LibreOffice cannot open it: {said or 'it says nothing of why'}.")
        return made.read_bytes()


def _run(program: str, folder: Path, document: Path, made: str) -> str:
    """What LibreOffice says. Its processes are a group of their own, which ends with it or with its time."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    shutil.copy(PROFILE, profile / "user" / "registrymodifications.xcu")
    command = [
        *_time_limit(),
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
        "--convert-to", made, "--outdir", str(folder / "made"), str(document),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp", "TMPDIR": str(folder)}
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=SECONDS + 5)
    except subprocess.TimeoutExpired:
        raise Rejected(Reason.READER_TIMED_OUT, f"LibreOffice took longer than {SECONDS} seconds.") from None
    finally:
        _end(process)
    if process.returncode == TIMED_OUT:
        raise Rejected(Reason.READER_TIMED_OUT, f"LibreOffice took longer than {SECONDS} seconds.")
    return (said.decode("utf-8", "replace").strip().splitlines() or [""])[-1].rstrip(".")


@cache
def _time_limit() -> tuple[str, ...]:
    """It ends LibreOffice also where we were ended first. (macOS has none.)"""
    timeout = shutil.which("timeout")
    return (timeout, "--kill-after=2", str(SECONDS)) if timeout else ()


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


opener = Opener("office", knows, open_office, ("olefile", "lxml", "openpyxl"), version)
