"""Which files declare a form."""

import shutil
from pathlib import Path

import pytest

from gongkai.transform import forms as declared


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the declared forms, which are read from there."""
    for file in Path(declared.__file__).parent.glob("*.toml"):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(declared.resources, "files", lambda _: tmp_path)
    return tmp_path


def test_what_an_editor_leaves_is_no_form(folder: Path) -> None:
    codes = [form.code for form in declared.forms()]
    for name in ("form2027.toml.orig", ".form2021.toml.swp", "form2021.toml~"):
        (folder / name).write_text("no form", encoding="utf-8")
    assert [form.code for form in declared.forms.__wrapped__()] == codes


def test_two_files_of_one_form_are_both_named(folder: Path) -> None:
    shutil.copy(folder / "form2021.toml", folder / "form2021_copy.toml")
    with pytest.raises(
        declared.FormError, match=r"^form2021\.toml and form2021_copy\.toml declare the same form 2021: "
    ):
        declared.forms.__wrapped__()
