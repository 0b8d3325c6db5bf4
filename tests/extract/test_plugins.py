"""A layout from a package outside the project is found and used."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.render import HEADINGS, lines
from transform.forms import forms

PACKAGE = Path(__file__).parents[1] / "plugin_example"


def test_an_installed_package_adds_a_layout(tmp_path: Path) -> None:
    install = ("pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target")
    subprocess.run([sys.executable, "-m", *install, str(tmp_path / "site"), str(PACKAGE)], check=True)
    form = forms()[-1]
    cells = {(t.code, row.code, column.code): str(n) for n, (t, _, row, column) in enumerate(form.cells(), 11)}
    parts = ["赵堡镇2021年政府信息公开工作年度报告"]
    for table in form.tables:
        parts += [HEADINGS[table.code], *(" § ".join((*row.labels, *row.values)) for row in lines(table, cells))]
    document = tmp_path / "report.txt"
    document.write_text("\n".join(parts) + "\n", encoding="utf-8")

    environment = os.environ | {"PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, "-m", "flows", "inspect", str(document), "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    report = json.loads(done.stdout)
    assert report["layout"] == "section_signs"
    assert [fact["raw"] for fact in report["facts"]] == list(cells.values())
