"""The pictures of pages: one script takes them all, and they are those that the documentation shows."""

from pathlib import Path

import pytest

from tests.browser import HOW, is_installed
from tests.docs import pictures
from tests.docs.written import FILES, tokens

PNG = b"\x89PNG\r\n\x1a\n"


def test_the_documentation_shows_the_pictures_that_the_script_takes_in_its_language() -> None:
    shown = {
        (file.parent / str(child.attrGet("src"))).resolve(): "zh" if file.stem.endswith(".zh") else "en"
        for file in FILES
        for token in tokens(file)
        for child in token.children or ()
        if child.type == "image" and str(child.attrGet("src")).endswith(".png")
    }
    taken = {
        pictures.DOCS / one.file(language): language for one in pictures.PICTURES for language in pictures.LANGUAGES
    }
    assert shown == taken
    assert set(pictures.DOCS.glob("*.png")) == set(taken)


def test_all_are_taken_anew(of_samples: Path, tmp_path: Path) -> None:
    if not is_installed():
        pytest.skip(HOW)
    pictures.take(of_samples, tmp_path)
    sizes = {}
    for file in tmp_path.iterdir():
        data = file.read_bytes()
        assert data.startswith(PNG)
        wide, high = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
        assert wide > 1000, file
        assert high > 500, file
        sizes[file.name] = len(data)
    assert set(sizes) == {one.file(language) for one in pictures.PICTURES for language in pictures.LANGUAGES}
    assert min(sizes.values()) > 20_000, "an empty page is smaller"
    assert max(sizes.values()) < 200_000
