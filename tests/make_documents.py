"""Makes the sample documents anew: python -m tests.make_documents. LibreOffice and Chromium have to be installed."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from gongkai.transform.forms import forms
from tests import office
from tests.faults.hostile_documents import pdf
from tests.render import report as rendered

FOLDER = Path(__file__).parents[1] / "data" / "documents"
TOWNS = {"2019": ("五团镇", 2020), "2021": ("赤眉镇", 2023)}


def main() -> None:
    """A report of each form in Word and Excel, the newer in each kind; a scan of it, with an OCR's text beside it."""
    FOLDER.mkdir(exist_ok=True)
    for form in forms():
        town, year = TOWNS[form.code]
        cells = office.figures(form, seed=int(form.code))
        blocks = office.report(form, cells, town, year, before_tables=5)
        name = f"{form.code}_{{}}.{{}}"
        word, excel = office.as_word(blocks), office.as_excel(blocks)
        made = {("word", "docx"): word, ("excel", "xlsx"): excel}
        if form is forms()[-1]:
            made |= _converted(word, excel, office.as_html(blocks))
        for key, data in made.items():
            (FOLDER / name.format(*key)).write_bytes(data)
        truth = {"form": form.code, "town": town, "year": year, **office.truth(cells)}
        (FOLDER / f"{form.code}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=0), encoding="utf-8")
    (FOLDER / "2021_scan.pdf").write_bytes(pdf(picture=True))
    (FOLDER / "2021_scan.txt").write_text(rendered(form, cells, "tab_rows", town, year), encoding="utf-8")


def _converted(word: bytes, excel: bytes, page: bytes) -> dict[tuple[str, str], bytes]:
    with TemporaryDirectory() as folder:
        made = {("word", kind): office.converted(word, "docx", kind, Path(folder)) for kind in ("doc", "rtf", "pdf")}
        made["excel", "xls"] = office.converted(excel, "xlsx", "xls", Path(folder))
        made["browser", "pdf"] = office.printed(page, Path(folder))
    return made


if __name__ == "__main__":
    main()
