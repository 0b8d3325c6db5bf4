"""Documents of office programs that are damaged, locked, or made to hurt: each with the reason it must be given.

What only looks hostile, and is read all the same, has None.
"""

import random
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from gongkai.transform.forms import forms
from tests import office

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
OUTWARD = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def hostile() -> Iterator[tuple[str, bytes, str | None]]:
    """(name, bytes, reason). Those of LibreOffice's kinds begin with "office"."""
    cells = office.figures(forms()[-1], seed=1)
    blocks = office.report(forms()[-1], cells)
    yield from _packages("docx", office.as_word(blocks), "word/document.xml")
    yield from _packages("xlsx", office.as_excel(blocks), "xl/worksheets/sheet1.xml")
    yield from _word(office.as_word(blocks))
    yield from _excel(office.as_excel(blocks))
    yield from _pdfs()
    yield from _older()


def _packages(kind: str, data: bytes, part: str) -> Iterator[tuple[str, bytes, str | None]]:
    """What both kinds of packages can suffer. part: the one with the text."""
    text = zipfile.ZipFile(BytesIO(data)).read(part).decode()
    declared = re.sub(r"^<\?xml[^>]*\?>", "", text)
    yield f"cut.{kind}", data[: len(data) // 2], "damaged"
    yield f"cut at its end.{kind}", data[:-30], "damaged"
    yield f"only its begin.{kind}", data[: data.index(part.encode()) + 60], "damaged"
    yield f"bytes changed.{kind}", _changed(data), "damaged"
    yield f"part missing.{kind}", repacked(data, {part: None}), "damaged"
    yield f"part no xml.{kind}", repacked(data, {part: b"<a><b></a>"}), "damaged"
    yield f"part empty.{kind}", repacked(data, {part: b""}), "damaged"
    yield f"nested deeply.{kind}", repacked(data, {part: b"<a>" * 100_000}), "damaged"
    yield f"entities.{kind}", repacked(data, {part: f"{ENTITIES}{declared}".encode()}), "unsafe_xml"
    yield f"outward entity.{kind}", repacked(data, {part: f"{OUTWARD}{declared}".encode()}), "unsafe_xml"
    wide = f'<?xml version="1.0" encoding="UTF-16"?>{OUTWARD}{declared}'.encode("utf-16")
    yield f"outward entity in utf-16.{kind}", repacked(data, {part: wide}), "unsafe_xml"
    yield f"bomb.{kind}", repacked(data, {part: b" " * 300_000_000}), "unpacks_too_large"
    yield f"password on its parts.{kind}", _flagged(data), "encrypted"
    program = f"{part.partition('/')[0]}/vbaProject.bin"
    yield f"macros.{kind}", repacked(data, {program: b"\xd0\xcf"}), "macros"
    yield (
        f"pictures only.{kind}",
        _emptied(kind, data, part, {f"{part.partition('/')[0]}/media/a.png": b"\x89PNG"}),
        "no_text_layer",
    )
    yield f"empty.{kind}", _emptied(kind, data, part, {}), "empty"


def _word(data: bytes) -> Iterator[tuple[str, bytes, str | None]]:
    text = zipfile.ZipFile(BytesIO(data)).read("word/document.xml").decode()
    relations = zipfile.ZipFile(BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    outward = relations.replace(
        "</Relationships>",
        f'<Relationship Id="x1" Type="{KINDS}/attachedTemplate"'
        ' Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/>'
        '<Relationship Id="x2" Type="a/image" Target="NULL"/>'
        "</Relationships>",
    )
    yield "outward template.docx", repacked(data, {"word/_rels/document.xml.rels": outward.encode()}), None
    spans = text.replace('<w:gridSpan w:val="3"/>', '<w:gridSpan w:val="999999999"/>')
    yield "spans without end.docx", repacked(data, {"word/document.xml": spans.encode()}), None
    looped = f'<w:styles {W}><w:style w:styleId="Normal"><w:basedOn w:val="Normal"/></w:style></w:styles>'
    yield "style based on itself.docx", repacked(data, {"word/styles.xml": looped.encode()}), None
    yield "path that leads out.docx", repacked(data, {"../../../tmp/gongkai-hostile": b"x"}), None


def _excel(data: bytes) -> Iterator[tuple[str, bytes, str | None]]:
    sheet = zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()

    def with_sheet(old: str, new: str) -> bytes:
        assert old in sheet
        return repacked(data, {"xl/worksheets/sheet1.xml": sheet.replace(old, new, 1).encode()})

    yield "merged to the end.xlsx", with_sheet("<mergeCell ", '<mergeCell ref="A1:XFD1048576"/><mergeCell '), None
    merged = "".join(f'<mergeCell ref="A{n}:XFD{n + 60_000}"/>' for n in range(1, 2000, 7))
    yield "merged again and again.xlsx", with_sheet("<mergeCell ", f"{merged}<mergeCell "), None
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row></sheetData>'
    yield "a cell at the far end.xlsx", with_sheet("</sheetData>", far), "unpacks_too_large"
    yield "size that is a lie.xlsx", with_sheet('<dimension ref="A1:O', '<dimension ref="A1:XFD10'), None


def _pdfs() -> Iterator[tuple[str, bytes, str | None]]:
    yield "pictures only.pdf", pdf(picture=True), "no_text_layer"
    yield "nothing.pdf", pdf(), "empty"
    yield "cut.pdf", pdf(text=True)[:200], "damaged"
    yield "only its begin.pdf", b"%PDF-1.7\n", "damaged"
    yield "noise.pdf", b"%PDF-1.4\n" + random.Random(1).randbytes(5000), "damaged"
    yield "password.pdf", pdf(text=True, encrypted=True), "encrypted"
    yield "bomb.pdf", pdf(content=zlib.compress(b" " * 300_000_000, 1)), "unpacks_too_large"
    yield "page tree that is a loop.pdf", pdf(text=True).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "not_a_report"
    yield "far too many pages.pdf", pdf(pages=5000), "unpacks_too_large"
    yield "opens a program.pdf", pdf(text=True, catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"), "not_a_report"
    yield (
        "runs a script.pdf",
        pdf(text=True, catalog=b"/OpenAction << /S /JavaScript /JS (app.alert) >>"),
        "not_a_report",
    )


def _older() -> Iterator[tuple[str, bytes, str | None]]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    yield "older, cut.doc", ole + bytes(100), "damaged"
    yield "older, noise.doc", ole + random.Random(2).randbytes(9000), "damaged"
    yield "older, password.docx", _ole("EncryptedPackage"), "encrypted"
    yield "older, password.doc", _ole("WordDocument", b"\xec\xa5" + bytes(8) + b"\x00\x01" + bytes(500)), "encrypted"
    locked = struct.pack("<HH16s", 0x0809, 16, b"") + struct.pack("<HH6s", 0x2F, 6, b"")
    yield "older, password.xls", _ole("Workbook", locked), "encrypted"
    yield "older, macros.doc", _ole("_VBA_PROJECT"), "macros"
    yield "older, neither text nor workbook.ppt", _ole("PowerPoint Document"), "binary"


def repacked(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The package with these parts in place of its own, or without them."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as given,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
    ):
        for name in given.namelist():
            if name not in parts:
                package.writestr(name, given.read(name))
        for name, content in parts.items():
            if content is not None:
                package.writestr(name, content)
    return made.getvalue()


def _emptied(kind: str, data: bytes, part: str, more: dict[str, bytes]) -> bytes:
    text = zipfile.ZipFile(BytesIO(data)).read(part).decode()
    cells = r"<sheetData>.*</sheetData>" if kind == "xlsx" else r"<w:body>.*</w:body>"
    bare = "<sheetData/>" if kind == "xlsx" else "<w:body/>"
    return repacked(data, {part: re.sub(cells, bare, text, flags=re.DOTALL).encode(), **more})


def _changed(data: bytes) -> bytes:
    """Bytes of the first packed part that are others: its checksum tells."""
    changed = bytearray(data)
    for info in zipfile.ZipFile(BytesIO(data)).infolist():
        for at in range(info.header_offset + 60, info.header_offset + 60 + info.compress_size // 2, 7):
            changed[at] ^= 0x55
    return bytes(changed)


def _flagged(data: bytes) -> bytes:
    """As if every part were encrypted: the flag in the directory says so."""
    flagged = bytearray(data)
    at = flagged.find(b"PK\x01\x02")
    while at >= 0:
        flagged[at + 8] |= 1
        at = flagged.find(b"PK\x01\x02", at + 4)
    return bytes(flagged)


def pdf(
    text: bool = False,
    picture: bool = False,
    pages: int = 1,
    content: bytes = b"",
    catalog: bytes = b"",
    encrypted: bool = False,
) -> bytes:
    """A small PDF, written by hand: a page with a sentence, a picture over all of it, or nothing."""
    drawn = b"BT /F1 12 Tf 72 700 Td (This is no report at all, but some words.) Tj ET" if text else b""
    drawn += b"q 595 0 0 842 0 0 cm /I1 Do Q" if picture else b""
    stream = content or zlib.compress(drawn)
    kids = b" ".join(b"%d 0 R" % (3 if number == 0 else 10 + number) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >>"
    page += b" /XObject << /I1 6 0 R >> >> >>"
    image = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    image += b" /Length 1 >>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        3: page,
        4: b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        6: image + b"\nstream\n\x00\nendstream",
        **{10 + number: page for number in range(1, pages)},
    }
    lock = b""
    if encrypted:
        objects[7] = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
        lock = b"/Encrypt 7 0 R /ID [<00> <00>]"
    made = bytearray(b"%PDF-1.4\n")
    offsets = {}
    for number, content_of in objects.items():
        offsets[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content_of)
    begin = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        made += b"%d 1\n%010d 00000 n \n" % (number, offset)
    made += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(offsets) + 1, lock, begin)
    return bytes(made)


def _ole(name: str, content: bytes = b"") -> bytes:
    """A compound file with one stream, which is long enough to have sectors of its own."""
    content = content.ljust(4096, b"\0")
    sectors = len(content) // 512
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    table = [fat, end, *range(3, 2 + sectors), end]
    directory = _entry("Root Entry", 5, child=1, begin=end) + _entry(name, 2, begin=2, size=len(content))
    directory += _entry("", 0) * 2
    return head + struct.pack("<128I", *table, *[free] * (128 - len(table))) + directory + content


def _entry(name: str, kind: int, child: int = 0xFFFFFFFF, begin: int = 0, size: int = 0) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    return struct.pack(
        "<64sHBBIII16sI8s8sIQ",
        wide, len(wide) if name else 0, kind, 1, none, none, child, b"", 0, b"", b"", begin, size,
    )  # fmt: skip
