"""Scans are named and counted; the text that an OCR lays beside one is read as its text, from the next run on."""

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "faults"))
from hostile_documents import pdf

from gongkai.flows.named_documents import load_one
from gongkai.flows.site import text_of
from gongkai.transform.forms import forms
from gongkai.transform.read import read
from gongkai.warehouse.database import open_to_read
from tests import office
from tests.faults.nights import Nights
from tests.render import report as rendered


def known(warehouse: Path) -> tuple[dict[str, str | None], dict[str, str]]:
    """(source -> reason, source -> standing of the reports)."""
    with open_to_read(warehouse) as con:
        ledger: Any = dict(con.execute("SELECT source, reason FROM store.document").fetchall())
        return ledger, dict(con.execute("SELECT source, standing FROM reports").fetchall())


@pytest.fixture
def text() -> str:
    form = forms()[-1]
    return rendered(form, office.figures(form, seed=3), "tab_rows")


def test_the_text_beside_a_scan_is_read_as_its_text(text: str, tmp_path: Path, process: Nights) -> None:
    folder, warehouse = tmp_path / "documents", tmp_path / "w.duckdb"
    folder.mkdir()
    scan = folder / "赵堡镇.pdf"
    scan.write_bytes(pdf(picture=True))
    assert process.night(folder, warehouse, accept=True)[0] == 0  # nothing can be read yet
    assert known(warehouse) == ({"赵堡镇.pdf": "no_text_layer"}, {})
    (folder / "赵堡镇.txt").write_text(text, encoding="utf-8")
    assert process.night(folder, warehouse)[0] == 0
    ledger, standing = known(warehouse)
    assert ledger == {"赵堡镇.pdf": None, "赵堡镇.txt": None}
    assert sorted(standing.values()) == ["current", "duplicate"]
    with open_to_read(warehouse) as con:
        assert con.execute("SELECT source FROM findings WHERE \"check\" = 'text_beside'").fetchall() == [(scan.name,)]
        (told,) = con.execute("SELECT encoding FROM reports WHERE source LIKE '%.pdf'").fetchall()
    assert told == ("pdf: utf-8 beside it",)
    (folder / "赵堡镇.txt").write_text(text.replace("人手不足", "人手很少"), encoding="utf-8")
    assert process.night(folder, warehouse)[0] == 0
    with open_to_read(warehouse) as con:
        (problems,) = con.execute(
            "SELECT text FROM sections WHERE source LIKE '%.pdf' AND code = 'problems'"
        ).fetchall()
    assert "人手很少" in problems[0]
    (folder / "赵堡镇.txt").unlink()
    status, said = process.night(folder, warehouse)
    assert (status, "the usual reason is no_text_layer" in said) == (1, True), said
    assert process.night(folder, warehouse, accept=True)[0] == 0
    assert known(warehouse) == ({scan.name: "no_text_layer"}, {})


def test_one_document_is_read_as_the_night_reads_it(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(picture=True))
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a.pdf", "c/a.pdf")
        archive.write(tmp_path / "a.txt", "c/a.txt")
    for named in ("a.pdf", "b.zip/c/a.pdf"):
        document = load_one(str(tmp_path / named))
        report = read(document)
        assert report.key.town == "赵堡镇"
        assert text_of(str(tmp_path), named, document.document_id) == report.text


def test_a_page_and_its_attachment_are_versions_and_the_more_whole_is_current(tmp_path: Path, process: Nights) -> None:
    form = forms()[-1]
    cells = office.figures(form, seed=4)
    prose = [block for block in office.report(form, cells) if isinstance(block, str)]
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a page.html").write_bytes(office.as_html(prose))
    (folder / "its attachment.docx").write_bytes(office.as_word(office.report(form, cells)))
    other = office.report(form, office.figures(form, seed=5), town="赤眉镇")
    (folder / "another page.html").write_bytes(office.as_html(other))
    (folder / "with prose only.docx").write_bytes(office.as_word([block for block in other if isinstance(block, str)]))
    assert process.night(folder, tmp_path / "w.duckdb")[0] == 0
    _, standing = known(tmp_path / "w.duckdb")
    assert standing == {
        "a page.html": "version",
        "its attachment.docx": "current",
        "another page.html": "current",
        "with prose only.docx": "version",
    }
