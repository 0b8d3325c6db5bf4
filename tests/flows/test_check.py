"""What an office is told of its report before it is published: in its language, with the cell as the form names it."""

import json
import random
from pathlib import Path

import pytest

from benchmarks import arithmetic as bench
from gongkai.flows.check import check_files
from gongkai.transform.forms import forms
from tests.render import report as rendered


def written(folder: Path, name: str, **wrong: int) -> str:
    """A report with different figures in which all sums hold, but for `wrong` in the column of totals."""
    form = forms()[-1]
    cells = {(t.code, r.code, c.code): "0" for t, _, r, c in form.cells()}
    made = bench.made(form.code, "different", random.Random(3))
    cells |= {("applications", *cell): str(value) for cell, value in made.items()}
    cells |= {("applications", row, "total"): str(value) for row, value in wrong.items()}
    file = folder / name
    file.write_text(rendered(form, cells, "tab_rows", year=2022), encoding="utf-8")
    return str(file)


def test_nothing_is_said_of_a_report_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not check_files([written(tmp_path, "好.txt")], "zh", as_json=False)
    assert capsys.readouterr().out.endswith("2022 年度报告，未发现问题\n")


def test_the_cell_is_named_with_what_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = bench.made("2021", "different", random.Random(3))["granted", "total"]
    assert check_files([written(tmp_path, "错.txt", granted=right + 5)], "zh", as_json=False)
    head, found, advice = capsys.readouterr().out.splitlines()
    assert head.endswith("发现 1 处问题")
    assert "表“收到和处理政府信息公开申请情况”，“（一）予以公开”行，“总计”列" in found
    assert f"此处填报为 {right + 5}；若为 {right}，全表勾稽关系即全部成立" in found
    assert advice.strip() == f"建议：请核对此格；如确为 {right}，请改正"


def test_scripts_get_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "菜单.txt").write_text("今日菜单：鱼", encoding="utf-8")
    files = [written(tmp_path, "错.txt", granted=5), str(tmp_path / "菜单.txt")]
    assert check_files(files, "en", as_json=True)
    wrong, menu = json.loads(capsys.readouterr().out)
    assert [one["check"] for one in wrong["findings"]] == ["suspect_cell"]
    assert "row “Granted”, column “Total”" in wrong["findings"][0]["where"]
    assert (menu["rejected"], menu["findings"]) == ("not_a_report", [])


def test_a_document_that_is_made_to_hurt_is_only_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name and its title reach the terminal, which obeys neither; scripts get them back as they are."""
    signs, obeyed = "\x1b]0;owned\x07\x9b2J\u202e", set("\x1b\x07\x9b\u202e")
    text = Path(written(tmp_path, "错.txt", granted=5)).read_text(encoding="utf-8")
    title = text.splitlines()[0]
    file = tmp_path / f"{signs}.txt"
    file.write_text(text.replace(title, f"{signs}镇人民政府2022年政府信息公开工作年度报告", 1), encoding="utf-8")
    for lang in ("zh", "en"):
        assert check_files([str(file)], lang, as_json=False)
        shown = capsys.readouterr().out
        assert "\\x1b]0;owned" in shown
        assert not obeyed & set(shown)
    assert check_files([str(file)], "zh", as_json=True)
    printed = capsys.readouterr().out
    assert not obeyed & set(printed)
    assert json.loads(printed)[0]["file"] == str(file)
