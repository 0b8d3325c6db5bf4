"""Both languages, whole: nothing that people are told is without its Chinese, and the command line speaks it."""

import ast
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from babel.messages import Catalog
from babel.messages.mofile import read_mo

from gongkai.errors import GongkaiError
from gongkai.extract.document import REASONS
from gongkai.extract.plugins import _unusable, points
from gongkai.flows.cli import app, language_asked
from gongkai.flows.notifications import NAMES
from gongkai.flows.terminal import show_corrections
from gongkai.transform.finding_words import Words
from gongkai.transform.key.is_report import declared as assessed
from gongkai.warehouse.checks import declared
from gongkai.warehouse.citation import NOT_STATED, TITLE
from gongkai.warehouse.gates import gates
from gongkai.warehouse.generation import file_of
from gongkai.words import _, language_of_locale, listed, use
from gongkai.words.translated import translated
from tests.catalogue import MO, extracted, kept, untranslated
from tests.truth import ROOT

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


def test_chinese_texts_name_chinese_pages() -> None:
    named = {
        english: (pages_in(english), pages_in(chinese))
        for (_, english), chinese in texts(kept()).items()
        if pages_in(english + chinese)
    }
    assert len(named) >= 3
    for in_english, in_chinese in named.values():
        assert in_chinese == [page.replace(".md", ".zh.md") for page in in_english]
        assert all((ROOT / page).exists() for page in (*in_english, *in_chinese))


def pages_in(text: str) -> list[str]:
    return re.findall(r"docs/[\w.]+\.md", text)


def test_each_text_takes_the_same_in_both_languages() -> None:
    differing = [m.id for m in kept() if m.id and placeholders(str(m.id)) != placeholders(str(m.string))]
    assert differing == []


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_chinese(command: str) -> None:
    shown = told("--lang", "zh", command, "--help").stdout
    assert shown.startswith("用法：")
    assert SENTENCE.findall(ASIDE.sub("", shown)) == []
    assert re.findall(r"<(?:list|str|int|path).*?>", shown) == [], "a type in the words of Python"


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


# What is data, is said to programmers, or is put into words where it is shown.
NOT_TOLD = (
    "transform/", "warehouse/checks/", "warehouse/gates/__init__.py", "warehouse/schema/", "warehouse/export.py",
    "warehouse/codebook.py", "warehouse/codes.py", "warehouse/panel.py",
    "extract/openers/__init__.py",
)  # fmt: skip
CALLS = ("_", "in_context", "Finding", "Remark", "Option", "Argument", "compile")
SQL = re.compile(r"SELECT|FROM|INSERT|CREATE|DELETE")


def sentences(file: Path) -> Iterator[str]:
    """Sentences in the code of a file that do not ask the catalogue; X1 in each place that is filled in."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS:
            passed.update(map(id, ast.walk(node)))
        body = node.body[:1] if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) else []
        passed.update(id(first.value) for first in body if isinstance(first, ast.Expr))
    for node in ast.walk(tree):
        if id(node) in passed or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        passed.update(map(id, ast.walk(node)))
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "X1" for part in parts)
        if SENTENCE.search(text) and not SQL.search(text):
            yield text


@pytest.mark.parametrize("room", ["extract", "warehouse", "flows"])
def test_sentences_that_are_said_later_have_their_chinese_too(room: str) -> None:
    """Those that are stored, or come from a worker: `translated` knows each of them."""
    files = [file for file in (ROOT / room).rglob("*.py") if not str(file.relative_to(ROOT)).startswith(NOT_TOLD)]
    passed = {*REASONS.values(), *NAMES, TITLE, NOT_STATED, "Could not set lock"}  # the last: DuckDB says so
    unknown = [
        (file.name, text)
        for file in files
        for text in sentences(file)
        if text not in passed and SENTENCE.search(ASIDE.sub("", translated(text, "zh")))
    ]
    assert unknown == []


def test_a_sentence_is_said_again_with_what_stands_in_it() -> None:
    said = "list.csv, line 3: the row has more or fewer cells than the first line"
    assert translated(said, "zh") == "list.csv 第 3 行：该行的单元格数与首行不符"
    assert translated(said, "en") == said
    assert translated("nobody knows this sentence at all", "zh") == "nobody knows this sentence at all"
    assert translated("It holds no documents.\nIt cannot be unpacked", "zh") == "其中没有文件。\n无法解开"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ingest",), "错误：缺少参数 SOURCE。"),
        (("ingest", "--keep", "-1", "x"), "错误：--keep 的值无效：应不小于 0"),
        (("ingest", "--keep", "x", "x"), "错误：--keep 的值无效：应为整数"),
        (("query", "--format", "xx", "x"), "错误：--format 的值无效：“xx”不在可用值之内"),
        (("--nosuch",), "错误：没有 --nosuch 这个选项"),
        (("cite", "more"), "错误：多出参数：more"),
        (("inspects",), "是否指 'inspect'"),
        (("ingest", "/no/such/place"), "没有文件或文件夹 /no/such/place。"),
    ],
)
def test_mistakes_of_usage_are_told_in_chinese(arguments: tuple[str, ...], said: str) -> None:
    done = told("--lang", "zh", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert not SENTENCE.search(done.stderr)
    assert not re.search(r"Error|Usage|Try", done.stderr)


def test_no_code_stands_for_a_word_in_chinese(tmp_path: Path, prefect_api: str) -> None:
    """Codes are what has an underscore, and some words; files, addresses and commands are called as they are."""
    document = str(ROOT / "data/samples/2021_tab_hongqiao.txt")
    warehouse = str(tmp_path / "w.duckdb")
    night = told("--lang", "zh", "ingest", document, "--warehouse", warehouse, PREFECT_API_URL=prefect_api)
    inspected = told("--lang", "zh", "inspect", document).stdout
    status = told("--lang", "zh", "status", "--warehouse", warehouse).stdout
    assert night.returncode == 0
    for text in (night.stderr, night.stdout.split("下一步")[0], inspected, status):
        plain = re.sub(r"\S*[/.]\S*", "", text)
        assert re.findall(r"\b[a-z]+_[a-z_]+\b|\b(?:township|issued|title|line|won|found|note|reading)\b", plain) == []
    assert "行政规范性文件" in inspected
    assert "总体情况 · 主动公开" in inspected


def test_the_comments_of_tables_are_in_the_language_of_the_run(tmp_path: Path, prefect_api: str) -> None:
    document = str(ROOT / "data/samples/2021_tab_hongqiao.txt")
    said = {}
    for language in ("zh", "en"):
        warehouse = str(tmp_path / f"{language}.duckdb")
        ingest = ("--lang", language, "ingest", document, "--warehouse", warehouse)
        assert told(*ingest, PREFECT_API_URL=prefect_api).returncode == 0
        question = "SELECT comment FROM duckdb_columns() WHERE table_name = 'panel' AND comment IS NOT NULL"
        answer = told("query", question, "--warehouse", warehouse, "--format", "csv").stdout
        said[language] = answer.splitlines()[1:]
    assert len(said["zh"]) == len(said["en"]) > 40
    assert [comment for comment in said["zh"] if not re.search("[一-鿿]", comment)] == []
    assert "Requests granted (予以公开)" in said["en"]


def test_a_row_that_begins_a_list_anew_stands_below_its_caption_in_chinese() -> None:
    """（三）不予公开 has no cells of its own: without it, one 1. follows another."""
    document = str(ROOT / "data/samples/2021_tab_hongqiao.txt")
    lines = [line.split("  ")[1:] for line in told("--lang", "zh", "inspect", document).stdout.splitlines()]
    labels = [next(filter(None, cells), "") for cells in lines]
    indented = [cells[:1] == [""] for cells in lines]
    at = labels.index("（三）不予公开")
    assert labels[at + 1] == "1.属于国家秘密"
    assert indented[at : at + 10] == [False, *[True] * 8, False]
    assert labels[at + 9 : at + 11] == ["（四）无法提供", "1.本机关不掌握相关政府信息"]
    assert labels[labels.index("未经复议直接起诉") - 1] == "行政诉讼"


# One word for one thing: what a Chinese text does not say, and the word that it has for that.
GLOSSARY = {
    r"数据包": "转储文件",
    r"印出(?!来)|已印|所印": "载明",
    r"可外接": "可用插件扩展",
    r"数据字典|代码本": "编码手册",
    r"各版(?!本)|两版(?!本)|上一版(?!本)|旧版(?!本|办公)|新版(?!本)|本版(?!本)|较早的一版": "版本",
    r"覆盖(?!情况|率)": "覆盖情况",
}


@pytest.mark.parametrize("word", GLOSSARY)
def test_one_thing_has_one_word(word: str) -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in ROOT.glob("README.zh.md")}
    texts |= {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "docs").glob("*.zh.md")}
    texts |= {str(message.id): str(message.string) for message in kept()}
    assert [
        (name, re.findall(f".{{0,9}}(?:{word})", text)) for name, text in texts.items() if re.search(word, text)
    ] == []


HAN = "\u4e00-\u9fff"
# A comma, colon, semicolon or bracket of ours beside a Chinese character. Times, addresses and code are none.
WESTERN = re.compile(rf"[{HAN}”』）》][,:;](?![\d/])|[,:;] ?[{HAN}“（《]|[{HAN}]\(|\)[{HAN}]")


def test_chinese_sentences_have_chinese_punctuation() -> None:
    told = [str(message.string) for message in kept() if message.id]
    told += [text for one in (*declared(), *gates()) for text in as_texts(one.words["zh"])]
    assert len(told) > 1000
    assert [text for text in told if WESTERN.search(re.sub("`[^`]*`", "", text))] == []
    assert all(WESTERN.search(wrong) for wrong in ("链接失效: dang.txt", "两当县, 临河区", "更正：1 已生效, 失败"))


def as_texts(words: Words) -> list[str]:
    """What is said, with a number in each place that is filled in."""
    filled = [
        "".join("1" if piece.is_placeholder else piece.text for stretch in one.stretches for piece in stretch.pieces)
        for one in (words.found, words.advice)
        if one
    ]
    return [words.title, words.meaning, *filled]


@pytest.fixture
def in_chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "en")  # and as it was afterwards
    use("zh")
    yield
    use("en")


@pytest.mark.usefixtures("in_chinese")
def test_what_is_put_in_a_row_is_put_in_a_row_in_chinese(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    show_corrections([("applied", 1), ("failed", 1)], [])
    assert capsys.readouterr().out == "更正：1 已生效，1 失败\n"
    assert listed(["两当县", "临河区"]) == "两当县、临河区"
    assert listed(["a", "b"], "en") == "a, b"
    with pytest.raises(GongkaiError, match="现有：无。"):
        file_of(tmp_path / "w.duckdb", 3)


def test_why_a_text_is_no_report_is_told_in_chinese() -> None:
    against = [sign.name for sign in assessed().signs if sign.weight < 0]
    assert len(against) > 10
    signs = [*(f"{name} (line {line})" for line, name in enumerate(against, 7)), "lists links to reports of many"]
    signs += ["is about something else"]
    told = translated(f"The text is no annual report: {'; '.join(signs)}.", "zh")
    assert re.findall("[A-Za-z]{2,}", told) == []
    assert told.count("；") == len(signs) - 1
    assert translated("The text is no annual report: something new; demands (line 2).", "zh").count("；") == 0


@pytest.mark.usefixtures("in_chinese")
def test_a_plug_in_that_cannot_be_used_is_told_of_in_chinese() -> None:
    (point, *_rest) = points("gongkai.layouts")
    said = str(_unusable(point, "its read cannot be used"))
    assert re.findall("the package|cannot", said) == []
    assert re.search(r"属软件包 gongkai [\d.]+）不能使用：其 read 不能使用。", said), said


def test_a_thing_is_called_by_one_name() -> None:
    """In the help as in the documentation."""
    told = "".join(str(message.string) for message in kept())
    assert "读取插件" not in told
    assert told.count("打开器") >= 3
