"""The notebook runs from top to bottom, and what is stored in it is what comes out."""

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.docs.written import ROOT

NOTEBOOK = ROOT / "docs/findings.ipynb"


@pytest.fixture(scope="module")
def played(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    folder = tmp_path_factory.mktemp("elsewhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GONGKAI_WAREHOUSE", str(warehouse))
        patch.setenv("IPYTHONDIR", str(folder))
        client = NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(folder)}})
        client.execute(env=dict(os.environ))
    return notebook


def said(cell: Any) -> list[str]:
    """What a cell printed, and the tables that it showed; drawings differ from machine to machine."""
    outputs = cell.get("outputs", ())
    return [output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs]


def test_it_is_stored_as_it_comes_out(played: Any) -> None:
    """Anew: .venv/bin/jupyter execute --inplace docs/findings.ipynb. The last one names the reader: not stored."""
    stored = nbformat.read(NOTEBOOK, as_version=4)
    assert [said(cell) for cell in stored.cells[:-1]] == [said(cell) for cell in played.cells[:-1]]
    assert NOTEBOOK.stat().st_size < 200_000


def test_it_ends_in_three_findings_each_with_a_chart_and_a_sentence(played: Any) -> None:
    text = "\n".join(line for cell in played.cells for line in said(cell))
    headings = [cell.source.split("\n")[0] for cell in played.cells if cell.source.startswith("## Finding")]
    outputs = [output for cell in played.cells for output in cell.get("outputs", ())]
    drawn = [output for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert (len(headings), len(drawn)) == (3, 3)
    assert "Of 24 reports with a table of requests, 22 report all four totals." in text
    assert "In 1 of these (5%), requests in are not requests out." in text
    assert "column “Total”: received and carried in come to 2816, handled and carried over to 2813" in text
    assert "18 of 22 reports state all eight reasons, with 54,685 refusals." in text
    assert "In the best year, 2021, 5 of 38,535 townships are held (0.013 %)." in text
