"""PDF with a text layer: tables by their lines, also where a page breaks them, and the prose around them in paragraphs.

Page numbers, and lines that stand at the head or foot of page after page, are left out. Nothing is run or followed:
only the characters and lines that the pages draw are looked at.
"""

import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby
from typing import Any

from gongkai.extract.damage import said
from gongkai.extract.document import LARGEST, Reason, Rejected
from gongkai.extract.encoding import LOST, Origin, Remark, Text
from gongkai.extract.layouts import join_broken
from gongkai.extract.openers import Opener, installed
from gongkai.extract.openers.lines import Lines
from gongkai.extract.openers.page import Line, Page, looked_at
from gongkai.extract.openers.ruled import Ruled, continues, rows_of

BEGIN = b"%PDF-"
HEAD = 1024  # bytes in which a PDF begins
MOST_PAGES = 200
MOST_LOST = 0.3  # of the characters
STREAM = re.compile(rb"stream\r?\n")
MARK = re.compile(r"^[\W_]*(?:第\s*)?(\d{1,3})(?:\s*页)?(?:\s*[/／]\s*\d{1,3}|\s*共\s*\d{1,3}\s*页)?[\W_]*$")
DIGITS = re.compile(r"\d+")
COLUMNS = re.compile(r"\S  +\S|(?:\s+\S+){4}$")  # a row of a table without lines: blanks part no Chinese words
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、")
SENTENCE_END = ("。", "！", "？", "；", "：", ";", ":", "!", "?")
EDGES = 3  # lines at the head of a page, and at its foot, that may be the same on all pages


def knows(data: bytes) -> bool:
    if data.startswith(BEGIN):
        return True
    return BEGIN in data[:HEAD] and b"%%EOF" in data[-HEAD:]


def open_pdf(data: bytes) -> Text:
    with installed("a PDF"):
        import pdfplumber
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of each font
    _refuse_bombs(data)
    with _damage_told(), pdfplumber.open(BytesIO(data)) as file:
        if len(file.pages) > MOST_PAGES:
            raise Rejected(
                Reason.UNPACKS_TOO_LARGE, f"It has {len(file.pages):,} pages; at most {MOST_PAGES} are read."
            )
        pages = [_look(page) for page in file.pages]
    _without_furniture(pages)
    _refuse_scans(pages)
    return _written(pages).text("pdf", any(page.pictures for page in pages), list(_remarks(pages)))


def _look(page: Any) -> Page:
    looked = looked_at(page)
    page.close()  # pdfplumber keeps what it found otherwise
    return looked


def _refuse_bombs(data: bytes) -> None:
    """Streams that unpack to more than all of a document may have; pictures are not unpacked."""
    left = 5 * LARGEST
    for begin in STREAM.finditer(data):
        if b"/Image" in data[max(0, begin.start() - 400) : begin.start()]:
            continue
        unpacking = zlib.decompressobj()
        piece = data[begin.end() : begin.end() + LARGEST]
        try:
            while piece and left >= 0 and not unpacking.eof:
                left -= len(unpacking.decompress(piece, 1_000_000))
                piece = unpacking.unconsumed_tail
        except zlib.error:
            continue  # it is packed in another way
        if left < 0:
            raise Rejected(Reason.UNPACKS_TOO_LARGE, f"It unpacks to more than {5 * LARGEST / 1e6:.0f} MB.")


@contextmanager
def _damage_told() -> Iterator[None]:
    """The library raises whatever it stumbles over in bytes that are no PDF."""
    try:
        yield
    except (Rejected, MemoryError):
        raise
    except Exception as error:
        names = {type(one).__name__ for one in (error, error.__cause__, *error.args)}
        if names & {"PDFPasswordIncorrect", "PDFEncryptionError"}:
            raise Rejected(Reason.ENCRYPTED, "It is kept under a password: save it without one.") from error
        raise Rejected(Reason.DAMAGED, f"The PDF cannot be read: {said(error)}") from error


def _refuse_scans(pages: Sequence[Page]) -> None:
    """Raises Rejected("no_text_layer") where pictures are all there is, or fonts do not tell what their signs mean."""
    filled = [page for page in pages if page.lines or page.tables or page.pictures]
    if filled and all(page.is_picture for page in filled):
        raise Rejected(Reason.NO_TEXT_LAYER, "Its pages hold pictures and no text: a scan, for which an OCR is needed.")
    text = "".join(page.text for page in pages)
    if text.count(LOST) > MOST_LOST * len(text) > 0:
        message = "Its fonts do not tell which characters they draw: an OCR is needed."
        raise Rejected(Reason.NO_TEXT_LAYER, message)


def _without_furniture(pages: Sequence[Page]) -> None:
    """Takes out page numbers, and what stands at the same edge of most pages; it stays at the head of the first."""
    for at_head in (True, False):
        edges = [(page, line) for page in pages for line in page.edge(at_head, EDGES)]
        seen: dict[str, set[int]] = {}
        for page, line in edges:
            seen.setdefault(DIGITS.sub("0", line.text), set()).add(page.number)
        for page, line in edges:
            repeated = len(seen[DIGITS.sub("0", line.text)]) * 2 > len(pages) and len(pages) > 1
            if _is_number(line.text, page) or (repeated and not (at_head and page.number == 1)):
                page.lines.remove(line)


def _is_number(text: str, page: Page) -> bool:
    """A bare number is that of a page only where it is that of this one, or its neighbour's with a title page."""
    mark = MARK.match(text)
    if mark is None:
        return False
    return not text.isdecimal() or abs(int(mark[1]) - page.number) <= 2


def _written(pages: Sequence[Page]) -> Lines:
    lines = Lines()
    prose = [line for page in pages for line in page.lines]
    sides = (min(line.x0 for line in prose), max(line.x1 for line in prose)) if prose else (0.0, 0.0)
    for is_table, things in groupby(_in_order(pages), lambda thing: isinstance(thing, Ruled)):
        if is_table:
            for parts in _joined([thing for thing in things if isinstance(thing, Ruled)]):
                lines.table(rows_of(parts))
        else:
            for text, origin in _paragraphs([thing for thing in things if isinstance(thing, Line)], *sides):
                lines.paragraph(text, origin)
    return lines


def _in_order(pages: Sequence[Page]) -> Iterator[Line | Ruled]:
    for page in pages:
        things: list[Line | Ruled] = [*page.lines, *page.tables]
        yield from sorted(things, key=lambda thing: thing.top)


def _joined(tables: Sequence[Ruled]) -> Iterator[list[Ruled]]:
    """Tables that follow each other, those that a page breaks as one."""
    together = [tables[0]]
    for table in tables[1:]:
        if not continues(together[-1], table):
            yield together
            together = []
        together.append(table)
    yield together


def _paragraphs(lines: Sequence[Line], left: float, right: float) -> Iterator[tuple[str, Origin]]:
    """Lines that the page's edge broke as one, with where it begins."""
    together = [lines[0]]
    for line in lines[1:]:
        if not _goes_on(together[-1], line, left, right):
            yield _paragraph(together)
            together = []
        together.append(line)
    yield _paragraph(together)


def _paragraph(lines: Sequence[Line]) -> tuple[str, Origin]:
    return join_broken(line.text for line in lines), Origin("page", str(lines[0].page), "line", lines[0].number)


def _goes_on(before: Line, line: Line, left: float, right: float) -> bool:
    """The line before reaches the right edge in the middle of a sentence, and this one begins at the left."""
    if COLUMNS.search(before.text) or HEADING.match(line.text):
        return False
    if before.text.endswith(SENTENCE_END) or before.x1 < right - 2 * before.size or line.x0 > left + before.size:
        return False
    apart = line.top - before.top
    return line.page == before.page + 1 or (line.page == before.page and 0 < apart < 3 * before.size)


def _remarks(pages: Sequence[Page]) -> Iterator[Remark]:
    if scans := [str(page.number) for page in pages if page.is_picture]:
        yield Remark("pages_without_text", ", ".join(scans))


opener = Opener("pdf", knows, open_pdf, ("pdfplumber", "pdfminer-six"))
