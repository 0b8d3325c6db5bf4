"""Documents of office programs that are made to hurt cost themselves, by name, and nothing else."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_documents import hostile, repacked
from nights import Nights

from gongkai.extract.document import REASONS, Document, Rejected
from gongkai.transform.forms import forms
from gongkai.transform.read import read
from gongkai.warehouse.database import open_to_read
from tests import office

Hostile = list[tuple[str, bytes, str | None]]


@pytest.fixture(scope="module")
def documents() -> Hostile:
    """Not made where tests are only collected: bombs take seconds to pack."""
    return list(hostile())


def test_there_are_enough_of_them_of_each_kind(documents: Hostile) -> None:
    assert len({name for name, _, _ in documents}) == len(documents) >= 40
    assert {reason for _, _, reason in documents} >= {
        "damaged", "encrypted", "macros", "unpacks_too_large", "unsafe_xml", "no_text_layer", "empty", None
    }  # fmt: skip


def test_what_is_made_to_hurt_is_rejected_by_name(documents: Hostile) -> None:
    verdicts = {name: verdict(data) for name, data, _ in documents}
    assert verdicts == {name: reason for name, _, reason in documents}


def verdict(data: bytes) -> str | None:
    """The reason that is given; None where it is read, with a value."""
    try:
        report = read(Document("", data))
    except Rejected as rejected:
        assert rejected.reason in REASONS
        assert rejected.message[0].isupper()
        return rejected.reason
    return None if any(fact.value for fact in report.facts) else "read without a value"


def test_a_night_names_each_of_them_and_reads_the_others(documents: Hostile, tmp_path: Path, process: Nights) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    wanted = {f"{number:02} {name}": reason for number, (name, _, reason) in enumerate(documents)}
    for source, (_, data, _) in zip(wanted, documents, strict=True):
        (folder / source).write_bytes(data)
    status, said = process.night(folder, tmp_path / "w.duckdb")
    assert status == 0, said
    with open_to_read(tmp_path / "w.duckdb") as con:
        got = dict(con.execute("SELECT source, reason FROM store.document").fetchall())
        (counts,) = con.execute("SELECT found, reports + duplicates + quarantined FROM runs").fetchall()
    assert got == wanted
    assert counts == (len(documents), len(documents))


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine, and what was asked of it."""
    asked: list[str] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.mark.skipif(not office.LIBREOFFICE, reason="LibreOffice is not installed")
def test_nothing_that_a_document_names_is_followed(listener: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim geheim geheim", encoding="utf-8")
    fields = (f'INCLUDEPICTURE "{address}/a.png"', f'INCLUDETEXT "{secret.as_posix()}"', 'DDEAUTO c "/bin/sh"')
    outward = rf"{{\*\template {address}/t.dot}}" + "".join(
        rf"{{\field{{\*\fldinst {field}}}{{\fldrslt x}}}}" for field in fields
    )
    cells = office.figures(forms()[-1], seed=1)
    plain = office.converted(office.as_word(office.report(forms()[-1], cells)), "docx", "rtf", tmp_path)
    at = plain.rindex(b"}")
    report = read(Document("", plain[:at] + outward.encode() + plain[at:]))
    assert report.encoding == "rtf"
    assert "geheim" not in report.text
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        f' Target="{address}/document.xml" TargetMode="External"/></Relationships>'
    )
    with pytest.raises(Rejected, match="does not say which of its parts"):
        read(Document("", repacked(office.as_word(["x"]), {"_rels/.rels": relations.encode()})))
    assert asked == []
