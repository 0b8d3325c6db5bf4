"""The notebook runs from top to bottom in both languages, and what is stored in it is what comes out."""

import ast
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.docs.written import NOTEBOOK

SENTENCES = {
    "findings.ipynb": (
        "Of 24 reports with a table of requests, 22 report all four totals.",
        "In 1 of these (5%), requests in are not requests out.",
        "column “Total”: received and carried in come to 2816, handled and carried over to 2813",
        "18 of 22 reports state all eight reasons, with 54,685 refusals.",
        "In the best year, 2021, 5 of 38,535 townships are held (0.013 %).",
    ),
    "findings.zh.ipynb": (
        "有申请情况表的报告 24 份，其中 22 份填报了全部四个合计。",
        "其中 1 份（5%）收办不平。",
        "“总计”列：第一项加第二项之和为 2816，第三项加第四项之和为 2813",
        "22 份报告中有 18 份填报了全部八种理由，不予公开共 54,685 件。",
        "收录最全的是 2021 年：名录中 38,535 个乡镇，收录 5 个（0.013 %）。",
    ),
}


@pytest.fixture(scope="module", params=NOTEBOOK, ids=lambda file: str(file.name))
def played(request: pytest.FixtureRequest, warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """(the file, the notebook after it ran)."""
    notebook = nbformat.read(request.param, as_version=4)
    folder = tmp_path_factory.mktemp("elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_WAREHOUSE", str(warehouse))
        patch.setenv("IPYTHONDIR", str(folder))
        client = NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(folder)}})
        client.execute(env=dict(os.environ))
    return request.param, notebook


def said(cell: Any) -> list[str]:
    """What a cell printed, and the tables that it showed; drawings differ from machine to machine."""
    outputs = cell.get("outputs", ())
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]


def test_it_is_stored_as_it_comes_out(played: Any) -> None:
    """Anew: .venv/bin/jupyter execute --inplace docs/findings.ipynb. The last one names the reader: not stored."""
    file, notebook = played
    stored = nbformat.read(file, as_version=4)
    assert [said(cell) for cell in stored.cells[:-1]] == [said(cell) for cell in notebook.cells[:-1]]
    assert file.stat().st_size < 200_000


def test_it_ends_in_three_findings_each_with_a_chart_and_a_sentence(played: Any) -> None:
    file, notebook = played
    text = "\n".join(line for cell in notebook.cells for line in said(cell))
    headings = [
        cell.source.split("\n")[0] for cell in notebook.cells if cell.source.startswith(("## Finding", "## 发现"))
    ]
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    drawn = [output for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert (len(headings), len(drawn)) == (3, 3)
    assert [one for one in SENTENCES[file.name] if one not in text] == []


def test_both_languages_do_the_same() -> None:
    """Cell by cell, the same headings and the same code, but for its texts."""
    english, chinese = (nbformat.read(file, as_version=4).cells for file in NOTEBOOK)
    assert [outline(cell) for cell in english] == [outline(cell) for cell in chinese]


def outline(cell: Any) -> object:
    if cell.cell_type == "markdown":
        return [line.split(" ")[0] for line in cell.source.splitlines() if line.startswith("#")]
    return ast.dump(WithoutTexts().visit(ast.parse(cell.source)))


class WithoutTexts(ast.NodeTransformer):
    """An f-string is what is filled in, in whatever order."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Constant:
        filled = sorted(ast.unparse(one.value) for one in node.values if isinstance(one, ast.FormattedValue))
        return ast.Constant(", ".join(filled))
