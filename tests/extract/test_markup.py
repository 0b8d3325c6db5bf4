"""What a page does not show is dropped, in time that grows with its length and no faster."""

import pytest

from gongkai.extract.text import markup
from gongkai.extract.text.markup import seen, seen_lines, without_unseen


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a<script>x\ny</script>b", "a\nb"),
        ("a<SCRIPT src='<p>'>x</script >b", "ab"),
        ("a<!-- <script> -->b<style>c</style>d", "abd"),
        ("<head>\n<title>t</title>\n</head>\nb", "\n\n\nb"),
        ("a<script>b<style>c</style>d", "a<script>bd"),
        ("a<!-- b <script>c</script>d", "a<!-- b d"),
        ("a<script>b</style>c", "a<script>b</style>c"),
        ("a<header>b</header>", "a<header>b</header>"),
        ("<!-->a-->b", "b"),
    ],
)
def test_what_is_not_seen_goes_and_the_lines_stay(source: str, left: str) -> None:
    assert without_unseen(source) == left


@pytest.mark.parametrize(
    "source",
    [
        "<p>a&nbsp;b</p>\n\n<td>c &lt;d></td>",
        "<td\nwidth=3>a</td>\nb",
        "<p>a&#10;b</p>\n<p>c</p>",
        "a < b <br>c\nd > e",
    ],
)
def test_lines_are_seen_together_as_each_is_alone(source: str) -> None:
    assert seen_lines(source) == [seen(line) for line in source.split("\n")]


@pytest.mark.parametrize("begin", ["<script>", "<style>a", "<head\n", "<!--", "<script><!--<style>"])
def test_each_end_is_looked_for_once_however_often_it_is_missing(begin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in seconds, which differ from machine to machine: in how much of the text is gone through."""
    looked = 0

    class Counting:
        def __init__(self, pattern: object) -> None:
            self.pattern = pattern

        def search(self, text: str, place: int) -> object:
            nonlocal looked
            found = self.pattern.search(text, place)  # type: ignore[attr-defined]
            looked += (found.end() if found else len(text)) - place
            return found

    ends = {name: Counting(pattern) for name, pattern in markup.UNSEEN_ENDS.items()}
    monkeypatch.setattr(markup, "UNSEEN_ENDS", ends)
    page = begin * 20_000
    assert without_unseen(page) == page
    assert looked <= 3 * len(page)
