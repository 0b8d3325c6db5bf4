"""What the pages on adding a layout, an opener, a form, a check, a gate say to do, done in a copy of the project."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.copied import copied, python
from tests.docs.written import ROOT, blocks

LAYOUT, OPENER, FORM, CHECK, GATE = (
    ROOT / f"docs/new_{name}.md" for name in ("layout", "opener", "form", "check", "gate")
)
WRITE = """
from pathlib import Path
from gongkai.transform.forms import forms
from tests.render import report
form = forms()[-1]
cells = {(t.code, row.code, column.code): str(n) for n, (t, _, row, column) in enumerate(form.cells(), 11)}
cells["applications", "granted", "total"] = "9999"
Path("report.txt").write_text(report(form, cells, "tab_rows", year=2027), encoding="utf-8")
"""
READ = """
from tests.truth import samples, wrong_cells
from gongkai.transform.read import read
assert [case.name for case in samples() if wrong_cells(read(case.document), case.truth)] == []
"""
CHECKED = """
from gongkai.flows.check import check_files
check_files(["report.txt"], "zh", as_json=True)
"""
LISTED = """
from tests.docs.generated import codebook
for page in (codebook("en"), codebook("zh")):
    assert "`more_granted_than_handled`" in page and "公开数不大于办理总数" in page
"""
REFUSED = """
import duckdb
from pathlib import Path
from gongkai.warehouse import database
from gongkai.warehouse.gates import refusals
for name, towns in (("earlier", 6), ("built", 1)):
    with database.create(Path(f"{name}.duckdb")) as con:
        # As many towns as the numbers say, and nothing else that a gate looks at.
        con.execute(f"CREATE OR REPLACE TABLE store.report AS SELECT * REPLACE (n::VARCHAR AS town_code) FROM "
                    f"(SELECT * FROM store.report) RIGHT JOIN range({towns}) AS t(n) ON true")
print(*(one.gate for one in refusals(Path("built.duckdb"), Path("earlier.duckdb")) if one.gate == "towns_lost"))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("copy"))


def test_the_plug_ins_shown_are_those_that_a_test_installs() -> None:
    example = ROOT / "tests/plugin_example"
    modules = [(example / name).read_text("utf-8") for name in ("section_signs.py", "beacons.py")]
    assert [block.code for page in (LAYOUT, OPENER) for block in blocks(page, "python")] == modules
    assert [block.code for block in blocks(LAYOUT, "toml")] == [(example / "pyproject.toml").read_text("utf-8")]


@pytest.mark.parametrize(("page", "folder"), [(CHECK, "checks"), (GATE, "gates")])
def test_a_rule_that_the_project_does_not_have_is_called_an_example(page: Path, folder: str) -> None:
    for file, word in ((page, "An example,"), (page.with_suffix(".zh.md"), "一个例子")):
        text = file.read_text(encoding="utf-8")
        named = [name for name in re.findall(rf"`(warehouse/{folder}/\w+\.sql)`", text) if not (ROOT / name).exists()]
        assert len(named) == 1
        assert word in text


def test_a_form_a_check_and_a_gate_are_a_file_each(copy: Path) -> None:
    (begin,), (change,) = blocks(FORM, "sh"), blocks(FORM, "diff")
    (check,), (gate,) = blocks(CHECK, "sql"), blocks(GATE, "sql")
    subprocess.run(["bash", "-e", "-c", begin.code], cwd=copy, check=True)
    subprocess.run(["git", "apply", "--unidiff-zero", "-"], cwd=copy, input=change.code, text=True, check=True)
    (copy / "warehouse/checks/more_granted_than_handled.sql").write_text(check.code, encoding="utf-8")
    python(copy, "-c", WRITE)
    report = json.loads(python(copy, "-m", "gongkai", "inspect", "report.txt", "--json"))
    found = {(fact["table"], fact["row"], fact["column"]): fact for fact in report["facts"]}
    assert found["proactive", "inspections", "decisions"]["value"] == 20
    for number, fact in enumerate(report["facts"], 11):
        assert fact["raw"] == ("9999" if (fact["row"], fact["column"]) == ("granted", "total") else str(number))
    (finding,) = [one for one in report["findings"] if one["check"] == "more_granted_than_handled"]
    handled = found["applications", "total_handled", "total"]["raw"]
    both = 9999 + int(found["applications", "partly_granted", "total"]["raw"])
    assert f"{both} were granted, {handled} handled (line " in finding["message"]
    assert f"予以公开与部分公开共 {both} 件，办理结果总计只有 {handled} 件" in finding["message_zh"]
    told = json.loads(python(copy, "-c", CHECKED))[0]["findings"]
    assert "请核对“予以公开”“部分公开”两行" in [one["advice"] for one in told]
    python(copy, "-c", LISTED)
    (copy / "warehouse/gates/towns_lost.sql").write_text(gate.code, encoding="utf-8")
    assert python(copy, "-c", REFUSED).split() == ["towns_lost"]
    python(copy, "-c", READ)
