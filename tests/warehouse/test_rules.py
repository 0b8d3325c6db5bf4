"""Heads of checks and gates: whole in both languages, or told by name; and what is told of each finding."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from gongkai.errors import GongkaiError
from gongkai.transform.finding_words import Cell, Named, Wording, WordsError, finding, noted
from gongkai.warehouse.checks import _check, checks, declared
from gongkai.warehouse.gates import gates
from gongkai.warehouse.rules import RuleError, in_sql, load

CHECK = next(check for check in checks() if check.code == "sum_flow").body
CHINESE, CODE = re.compile("[一-龥]"), re.compile("[a-z]+_[a-z]+")


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of checks with one file, to be spoilt."""
    folder = tmp_path / "spoilt_checks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder / "one.sql"
    sys.modules.pop("spoilt_checks", None)


def test_a_head_that_is_whole_is_taken(written: Path) -> None:
    written.write_text(CHECK, encoding="utf-8")
    (check,) = load("spoilt_checks", _check)
    assert (check.code, check.severity, set(check.words)) == ("one", "error", {"en", "zh"})


@pytest.mark.parametrize(
    ("line", "broken", "said"),
    [
        ('-- severity = "error"\n', "", "severity is missing"),
        ('-- severity = "error"', '-- severity = "fatal"', "'fatal' is not a valid Severity"),
        ('-- severity = "error"', "-- severity = 1", "severity is no str"),
        ('-- severity = "error"', "-- severity = error", "Invalid value"),
        ("-- [en]", '-- colour = "red"\n-- [en]', "nobody asks for colour"),
        ("-- [zh]", "-- [fr]", "[zh] has title, meaning, found, advice"),
        ("-- advice = ", "-- advise = ", "look at advice, advise"),
        ("{left}", "{left", "a bracket or a brace is not closed"),
    ],
)
def test_a_broken_head_is_told_by_name(written: Path, line: str, broken: str, said: str) -> None:
    assert line in CHECK
    written.write_text(CHECK.replace(line, broken, 1), encoding="utf-8")
    with pytest.raises(GongkaiError, match=r"The head of spoilt_checks/one\.sql is not well written: ") as told:
        load("spoilt_checks", _check)
    assert isinstance(told.value, RuleError)
    assert said in str(told.value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_finding_there_can_be_has_words_without_codes(language: str) -> None:
    for one in [*declared(), *gates()]:
        words = one.words[language]
        texts = [words.title, words.meaning] if language == "zh" else [words.title]
        texts += [words.found.filled({}), words.advice.filled({})]
        for text in texts:
            assert not CODE.search(text), (one.code, text)
            assert bool(CHINESE.search(text)) or language == "en", (one.code, text)
    assert not [one.code for one in declared() if one.words["en"].title == one.words["zh"].title]


def test_the_same_words_are_filled_alike_in_python_and_in_sql() -> None:
    words = Wording.of("it's {left}[ (line {line})][, not {right}]")
    with duckdb.connect() as con:
        for left, line, right in (("3", 7, "5"), ("3", None, None), (None, 7, "5")):
            row = "SELECT $l::VARCHAR AS left_value, $n::INTEGER AS line, $r::VARCHAR AS right_value"
            columns = {"left": "breach.left_value", "right": "breach.right_value"}
            sql = f"SELECT {in_sql(words, columns)} FROM ({row}) AS breach"
            ((said,),) = con.execute(sql, {"l": left, "n": line, "r": right}).fetchall()
            assert said == words.filled({"left": left, "line": line, "right": right})
    assert words.filled({"left": "3", "right": "5"}) == "it's 3, not 5"


@pytest.mark.parametrize("text", ["{", "}", "[", "]", "{}", "{A}", "[[{left}]]", "a [b {c]"])
def test_words_that_cannot_be_filled_are_no_words(text: str) -> None:
    with pytest.raises(WordsError):
        Wording.of(text)


def test_the_reader_names_cells_as_the_form_does() -> None:
    other = Cell("applications", "granted", "total")
    said = finding(
        "suspect_cell", "applications", "received", "total", left="1", right="2",
        story=Named("story", "exchanged"), other=other, other_left="2", other_right="1",
    )  # fmt: skip
    assert said.message_zh == (
        "表“收到和处理政府信息公开申请情况”，“一、本年新收政府信息公开申请数量”行，“总计”列：此处填报为 1；若为 2，"
        "且表“收到和处理政府信息公开申请情况”，“（一）予以公开”行，“总计”列由 2 改为 1，"
        "全表勾稽关系即全部成立（疑为两格数字互换）"
    )
    assert said.message.startswith("table “Requests received and handled”, row “New requests received in the year”")
    assert "row “Granted”, column “Total”" in said.message


def test_all_that_the_reader_finds_can_be_told() -> None:
    for code in noted():
        for message in (finding(code, left="1", right="2", line=3).message_zh, finding(code).message_zh):
            assert CHINESE.search(message) and "{" not in message and "[" not in message, (code, message)
