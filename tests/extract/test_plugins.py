"""Layouts and openers from packages outside the project are found and used; a broken one is named before anything."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from gongkai.extract.layouts import layouts
from gongkai.extract.openers import openers
from gongkai.transform.forms import forms
from tests.install import install
from tests.render import HEADINGS, lines

PACKAGE = Path(__file__).parents[1] / "plugin_example"


def inspect(site: Path, document: Path) -> subprocess.CompletedProcess[str]:
    return gongkai(site, "inspect", str(document), "--json")


def gongkai(site: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(site)}
    command = [sys.executable, "-m", "gongkai", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(PACKAGE, tmp_path_factory.mktemp("site"))


def test_an_installed_package_adds_a_layout(site: Path, tmp_path: Path) -> None:
    form = forms()[-1]
    cells = {(t.code, row.code, column.code): str(n) for n, (t, _, row, column) in enumerate(form.cells(), 11)}
    parts = ["赵堡镇2021年政府信息公开工作年度报告"]
    for table in form.tables:
        parts += [HEADINGS[table.code], *(" § ".join((*row.labels, *row.values)) for row in lines(table, cells))]
    document = tmp_path / "report.txt"
    document.write_text("\n".join(parts) + "\n", encoding="utf-8")

    done = inspect(site, document)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["layout"] == "section_signs"
    assert [fact["raw"] for fact in report["facts"]] == list(cells.values())


def test_an_installed_package_adds_an_opener(site: Path, tmp_path: Path) -> None:
    form = forms()[-1]
    cells = {(t.code, row.code, column.code): str(n) for n, (t, _, row, column) in enumerate(form.cells(), 11)}
    parts = ["赵堡镇2021年政府信息公开工作年度报告"]
    for table in form.tables:
        parts += [HEADINGS[table.code], *("*".join((*row.labels, *row.values)) for row in lines(table, cells))]
    document = tmp_path / "report.txt"
    document.write_text("BEACON1\n" + "\n".join(parts) + "\n", encoding="utf-8")
    done = inspect(site, document)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["encoding"] == "beacon"
    assert [fact["raw"] for fact in report["facts"]] == list(cells.values())
    assert {report["origins"][fact["line"] - 1]["kind"] for fact in report["facts"]} == {"flash"}


def test_what_there_is_is_listed_with_who_brought_it(site: Path) -> None:
    done = gongkai(site, "plugins", "--json")
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)
    theirs = {"package": "gongkai-section-signs", "version": "1.0"}
    assert {"name": "section_signs", **theirs, "object": "section_signs:layout"} in listed["layouts"]
    assert listed["openers"][0] == {"name": "beacon", **theirs, "object": "beacons:opener"}, "it is asked first"
    ours = {"package": "gongkai", "version": version("gongkai")}
    for kind, ones in (("layouts", layouts()), ("openers", openers())):
        names = [one["name"] for one in listed[kind] if {**one, **ours} == one]
        assert names == [one.name for one in ones]
    assert [(one["name"], one["notice"], one["first_year"], one["last_year"]) for one in listed["forms"]] == [
        (form.code, form.notice, form.first_year, form.last_year) for form in forms()
    ]
    said = [line.split() for line in gongkai(site, "plugins").stdout.splitlines()]
    for one in (*listed["layouts"], *listed["openers"]):
        assert [*one.values()] in said
    assert [forms()[-1].code, "since", str(forms()[-1].first_year), forms()[-1].notice] in said


@pytest.mark.parametrize("source", ["raise ValueError('no good')", "opener = 7", "import nothing_of_that_name"])
def test_a_broken_opener_is_named_before_anything_is_read(source: str, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(source, encoding="utf-8")
    about = tmp_path / "broken-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[gongkai.texts]\nsmoke = broken:opener\n", encoding="utf-8")
    document = tmp_path / "report.txt"
    document.write_text("x", encoding="utf-8")
    done = inspect(tmp_path, document)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The plug-in smoke (broken:opener, of the package broken 1) cannot be used: ")
    assert "Traceback" not in done.stderr
