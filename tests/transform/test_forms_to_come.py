"""A form of years to come is one file more: what the forms before it read stays as it was, cell for cell."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gongkai.extract.document import Document, Rejected
from gongkai.transform.forms import Form, forms
from gongkai.transform.read import read
from tests.render import LAYOUTS, Cells, report

ROOT = Path(__file__).parents[2]
YEAR = 2027


class Variant(NamedTuple):
    """changes: what the new file has in place of what stands in the form before it.

    told: whether its labels or columns tell it.
    """

    changes: tuple[tuple[str, str], ...]
    told: bool = True


PENALTIES = (
    '    { code = "penalties", label = "行政处罚", short = "行政处罚", english = "Administrative penalties" },\n'
)
INSPECTIONS = '    { code = "inspections", label = "行政检查", english = "Administrative inspections" },\n'
OTHER = '    { code = "other.other", label = "3.其他",'
WITHDRAWN = '    { code = "other.withdrawn", label = "3.申请人主动撤回申请", english = "Other: withdrawn" },\n'
NATURAL = '    { code = "natural_person", label = "自然人", english = "Natural persons", unit = "件" },\n'
SOLE = '    { code = "sole_trader", label = "个体工商户", english = "Sole traders", unit = "件" },\n'
TOTAL = '    { code = "total", label = "总计", english = "Total", unit = "件" },\n]\nrows = [\n    { code = "received"'
VARIANTS = {
    "row": Variant(
        (
            (PENALTIES, PENALTIES + INSPECTIONS),
            (OTHER, WITHDRAWN + OTHER.replace("3.", "4.")),
            ('    "other.other",\n', '    "other.withdrawn",\n    "other.other",\n'),
        )
    ),
    "column": Variant(
        (
            (NATURAL, NATURAL + SOLE),
            ('right = ["natural_person", "ent', 'right = ["natural_person", "sole_trader", "ent'),
        ),
    ),
    "label": Variant(
        (
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "（二）区分处理后公开"),
            ("社会公益组织", "慈善机构和社会团体"),
            ("行政强制", "强制措施和强制执行"),
        )
    ),
    "order": Variant(((NATURAL, TOTAL.partition("]")[0] + NATURAL), (TOTAL, TOTAL[TOTAL.index("]") :])), told=False),
}
READ = """
import json, sys
from tests.transform import test_forms_to_come as own
print(json.dumps(own.read_all() if sys.argv[1] == "all" else own.read_new(), ensure_ascii=False))
"""


def read_all() -> dict[str, Any]:
    """Name of each sample, golden document, trap and recipe -> its facts, or why it is none."""
    return {document.source: _facts(document) for document in _documents()}


def read_new() -> dict[str, dict[str, Any]]:
    """Layout -> a report of the newest form in it, as it is read, and the cells that were written."""
    form = forms()[-1]
    cells = adding_up(form)
    written = [[*key, float(text)] for key, text in cells.items()]
    found = {}
    for layout in LAYOUTS:
        got = read(Document(f"{layout}.txt", report(form, cells, layout, year=YEAR).encode()))
        facts = [[fact.table, fact.row, fact.column, fact.value] for fact in got.facts]
        found[layout] = {"form": got.form, "written": sorted(written), "read": sorted(facts)}
    return found


def adding_up(form: Form) -> Cells:
    """Another figure in each cell, but for those that the sums of the form settle."""
    numbers = {(t.code, row.code, column.code): n for n, (t, _, row, column) in enumerate(form.cells(), 11)}
    return {key: str(number) for key, number in settled(form, numbers).items()}


def settled(form: Form, numbers: dict[tuple[str, str, str], int]) -> dict[tuple[str, str, str], int]:
    """The numbers with what the sums of the form make of them."""
    for table in form.tables:
        for declared in sorted(table.sums, key=lambda one: (one.of == "columns", len(one.left))):
            for block in table.blocks:
                for other in block.columns if declared.of == "rows" else block.rows:
                    pairs = {
                        code: (code, other.code) if declared.of == "rows" else (other.code, code)
                        for code in (*declared.left, *declared.right)
                    }
                    right = sum(numbers[table.code, *pairs[code]] for code in declared.right)
                    rest = sum(numbers[table.code, *pairs[code]] for code in declared.left[1:])
                    numbers[table.code, *pairs[declared.left[0]]] = right - rest
    return numbers


def _documents() -> Iterator[Document]:
    folders = ("data/samples/*.txt", "tests/golden/*/document.*", "tests/traps/*.txt", "tests/recipes/*.txt")
    for file in sorted(file for pattern in folders for file in ROOT.glob(pattern)):
        if file.is_file():
            yield Document(str(file.relative_to(ROOT)), file.read_bytes())


def _facts(document: Document) -> Any:
    try:
        facts = read(document).facts
    except Rejected as rejected:
        return rejected.reason
    return [[one.table, one.row, one.column, one.value, one.status.value, one.form, one.unit] for one in facts]


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    return read_all()


@pytest.fixture(scope="module", params=VARIANTS)
def variant(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Variant, Path]:
    """A variant, and a folder with a copy of the reader that has its file."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(ROOT / "transform", folder / "transform", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "gongkai", folder / "gongkai", symlinks=True)
    for room in ("extract", "data"):
        (folder / room).symlink_to(ROOT / room)
    old = folder / "transform/forms/form2021.toml"
    text = old.read_text(encoding="utf-8")
    new = text.replace('code = "2021"', f'code = "{YEAR}"').replace("first_year = 2021", f"first_year = {YEAR}")
    for was, becomes in VARIANTS[request.param].changes:
        assert was in new
        new = new.replace(was, becomes)
    old.with_name(f"form{YEAR}.toml").write_text(new, encoding="utf-8")
    old.write_text(text.replace("first_year = 2021", f"first_year = 2021\nlast_year = {YEAR - 1}"), encoding="utf-8")
    return VARIANTS[request.param], folder


def _read_with(folder: Path, what: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", READ, what],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_reports_before_it_keep_every_cell(before: dict[str, Any], variant: tuple[Variant, Path]) -> None:
    after = _read_with(variant[1], "all")
    assert {name: _differing(was, after[name]) for name, was in before.items() if was != after[name]} == {}


def _differing(was: Any, now: Any) -> Any:
    return [pair for pair in zip(was, now, strict=False) if pair[0] != pair[1]] or (len(was), len(now))


def test_its_own_report_is_read_as_it_was_written(variant: tuple[Variant, Path]) -> None:
    told, folder = variant[0].told, variant[1]
    for layout, got in _read_with(folder, "new").items():
        assert got["read"] == got["written"], layout
        assert not told or got["form"] == str(YEAR), layout
