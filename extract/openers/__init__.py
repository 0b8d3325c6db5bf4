"""Openers: from the bytes of a document of an office program to the project's text. One module a kind, each a plug-in.

An opener is told by the content, never by a name: what none of them knows is plain text or the source of a page. Tables
come out as rows of cells that keep their positions (see `lines`), prose as lines around them, and each line leads to
where it stands in the document. Found through the entry point group `gongkai.texts`, so a package outside the project
adds one by declaring it there; it is asked before the project's own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, PackageNotFoundError, version

from gongkai.extract import plugins
from gongkai.extract.document import Document, Reason, Rejected
from gongkai.extract.encoding import Remark, Text, decode
from gongkai.extract.extras import to_install

GROUP = "gongkai.texts"


@dataclass(frozen=True, slots=True)
class Opener:
    """name: goes into `reports.encoding`, unless the opener says it more exactly. knows: whether the bytes are of its
    kind; it is asked of each document, of plain text too, so it looks at a few bytes.

    open: the text; raises Rejected. libraries: the packages that it opens with. tools: versions of programs that it
    calls, as one text.
    """

    name: str
    knows: Callable[[bytes], bool]
    open: Callable[[bytes], Text]
    libraries: tuple[str, ...] = ()
    tools: Callable[[], str] = str


def text_of(document: Document) -> Text:
    """The text of a document, whatever kind of file it is. Raises Rejected.

    Where it holds pictures and no text, what lies beside it is its text (an OCR's, mostly).
    """
    opener = next((opener for opener in openers() if opener.knows(document.data)), None)
    if opener is None:
        return decode(document.data)
    try:
        return opener.open(document.data)
    except Rejected as rejected:
        if rejected.reason != Reason.NO_TEXT_LAYER or document.beside is None:
            raise
    text = decode(document.beside)
    remark = Remark("text_beside")
    return replace(text, encoding=f"{opener.name}: {text.encoding} beside it", remarks=(*text.remarks, remark))


@cache
def openers() -> tuple[Opener, ...]:
    """Every installed opener, those of other packages first. Raises PluginError where one cannot be used."""
    return plugins.load(GROUP, Opener, ("knows", "open", "tools"))


def openers_version() -> str:
    """What the texts follow from beside the project's own code: plug-ins, libraries, programs."""
    told = [f"{point.name}={point.value} {_of_package(point)}" for point in plugins.points(GROUP)]
    for opener in openers():
        told += [f"{opener.name}: {library} {_installed(library)}" for library in opener.libraries]
        told.append(f"{opener.name}: {opener.tools()}")
    return "\n".join(told)


@contextmanager
def installed(kind: str) -> Iterator[None]:
    """Raises Rejected("opener_missing") where a library is not there. kind: as "a Word document"."""
    try:
        yield
    except ImportError as error:
        message = f"It is {kind}, which other libraries open: {to_install('documents')}"
        raise Rejected(Reason.OPENER_MISSING, message) from error


def _of_package(point: EntryPoint) -> str:
    return point.dist.version if point.dist else ""


def _installed(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"
