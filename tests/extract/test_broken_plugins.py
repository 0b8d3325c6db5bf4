"""A plug-in that cannot be used stops a run before it begins, by name, and with what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai.extract import layouts as package
from gongkai.extract import openers
from gongkai.extract.plugins import PluginError

GOOD = """
from gongkai.extract.layouts import Grid, Layout
layout = Layout({name!r}, lambda part: 0.0, lambda part: Grid((), True))
"""
BROKEN = {
    "import nothing_of_that_name": "ModuleNotFoundError: No module named 'nothing_of_that_name'",
    "layout = (": "SyntaxError: '(' was never closed (plugin_at_fault.py, line 1)",
    "import sys; sys.exit('no')": "SystemExit: no",
    "other = 1": "AttributeError: module 'plugin_at_fault' has no attribute 'layout'",
    "layout = 'tab_rows'": "expected a Layout, found str",
    "from gongkai.extract.layouts import Layout\nlayout = Layout('new', 1, 2)": "its clue, read cannot be used",
    "from gongkai.extract.layouts import Layout\nlayout = Layout('', len, len)": "its name cannot be used",
    GOOD.format(name="tab_rows"): "another one is called 'tab_rows', too",
}


def installed(folder: Path, code: str, group: str = "gongkai.layouts") -> Path:
    """A folder as pip makes it: a module, and what tells of it."""
    told = folder / "gongkai_at_fault-1.5.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: gongkai-at-fault\nVersion: 1.5\n")
    (told / "entry_points.txt").write_text(f"[{group}]\nzz_new = plugin_at_fault:layout\n")
    (folder / "plugin_at_fault.py").write_text(code)
    return folder


@pytest.mark.parametrize("code", BROKEN)
def test_it_is_named_with_its_package_and_what_to_do(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(installed(tmp_path, code))
    monkeypatch.delitem(sys.modules, "plugin_at_fault", raising=False)
    package.layouts.cache_clear()
    try:
        with pytest.raises(PluginError) as error:
            package.layouts()
    finally:
        package.layouts.cache_clear()
    assert str(error.value) == (
        "The plug-in zz_new (plugin_at_fault:layout, of the package gongkai-at-fault 1.5) cannot be used:"
        f" {BROKEN[code]}. Nothing was read. Mend it, or do without it: pip uninstall gongkai-at-fault"
    )


def test_an_opener_that_cannot_be_used_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(installed(tmp_path, "opener = 1", "gongkai.texts"))
    monkeypatch.delitem(sys.modules, "plugin_at_fault", raising=False)
    openers.openers.cache_clear()
    try:
        with pytest.raises(PluginError, match=r"of the package gongkai-at-fault 1\.5\) cannot be used: AttributeError"):
            openers.openers()
    finally:
        openers.openers.cache_clear()


@pytest.mark.parametrize("group", ["gongkai.layouts", "gongkai.texts"])
def test_neither_a_run_nor_a_look_at_one_document_begins(tmp_path: Path, group: str) -> None:
    site = installed(tmp_path / "site", "import nothing_of_that_name", group)
    sample = Path(__file__).parents[2] / "data/samples/2019_tab_liupowu.txt"
    for command in (["ingest", str(sample)], ["inspect", str(sample)]):
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *command],
            env=os.environ | {"PYTHONPATH": f"{site}:{Path(__file__).parents[2]}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "The plug-in zz_new (plugin_at_fault:layout" in done.stderr and "Traceback" not in done.stderr
        assert [file.name for file in tmp_path.iterdir()] == ["site"], "nothing was begun"
