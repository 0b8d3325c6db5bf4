"""The text that lies beside a scan: NAME.txt beside NAME.pdf, as an OCR leaves it. It is a document of its own, too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from gongkai.extract.document import LARGEST, Crawl
from gongkai.extract.origin.found import Found, is_address

MAY_BE_SCANS = (".pdf", ".docx", ".doc")
TEXT = ".txt"


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
