"""Both languages, whole: nothing that people are told is without its Chinese, and the command line speaks it."""

import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from babel.messages import Catalog
from babel.messages.mofile import read_mo

from gongkai.flows.cli import app, language_asked
from gongkai.words import _, language_of_locale
from tests.catalogue import MO, extracted, kept, untranslated

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
SENTENCE = re.compile(r"(?<![\w-])[A-Za-z]+(?: [a-z]+){3,}")  # four words or more, as no name or option has
ASIDE = re.compile(r'".*?"|\[.*?\]', re.DOTALL)  # questions in SQL, and what click writes of an option


def told(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments],
        env={**os.environ, "LANGUAGE": "", "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def texts(catalog: Catalog) -> dict[tuple[str | None, str], str]:
    """(context, English) -> Chinese."""
    return {(message.context, str(message.id)): str(message.string) for message in catalog if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_the_catalogue_is_up_to_the_code() -> None:
    """`python -m tests.catalogue` brings it there."""
    assert texts(extracted()).keys() == texts(kept()).keys()


def test_nothing_is_untranslated_and_what_is_compiled_is_what_is_written() -> None:
    assert untranslated(kept()) == []
    with MO.open("rb") as file:
        assert texts(read_mo(file)) == texts(kept())


def test_each_text_takes_the_same_in_both_languages() -> None:
    differing = [m.id for m in kept() if m.id and placeholders(str(m.id)) != placeholders(str(m.string))]
    assert differing == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese(command: str) -> None:
    shown = told("--lang", "zh", command, "--help").stdout
    assert shown.startswith("用法：")
    assert SENTENCE.findall(ASIDE.sub("", shown)) == []


def test_help_is_english_and_sentences_are_seen_there() -> None:
    """The look for English sentences finds them where they are."""
    shown = told("ingest", "--help", LC_ALL="C.UTF-8").stdout
    assert shown.startswith("Usage: ")
    assert SENTENCE.findall(ASIDE.sub("", shown))


def test_errors_are_in_the_language_of_the_locale(tmp_path: Path) -> None:
    missing = str(tmp_path / "没有")
    assert told("status", "--warehouse", missing, LC_ALL="zh_CN.UTF-8").stderr.startswith("尚无数据库")
    assert told("status", "--warehouse", missing, LC_ALL="C.UTF-8").stderr.startswith("There is no warehouse")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW"}, "zh"),
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_asks(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of_locale() == language


def test_only_what_comes_before_the_command_is_a_language() -> None:
    assert language_asked(["--lang", "zh", "ingest", "x"]) == "zh"
    assert language_asked(["--version", "--lang", "en"]) == "en"
    assert language_asked(["check", "--lang", "zh", "x"]) is None
    assert language_asked(["--lang", "fr", "ingest"]) is None


def test_a_text_that_nobody_translated_stays_as_it_is() -> None:
    assert _("no text of ours", "zh") == "no text of ours"
    assert _("Findings", "zh") == "疑点"
    assert _("Findings", "en") == "Findings"
