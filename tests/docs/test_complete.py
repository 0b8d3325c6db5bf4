"""Nothing is missing: commands, tables, reasons, gates, rules, layouts, numbers; and every link leads somewhere."""

import re
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from gongkai.errors import exit_status
from gongkai.extract.document import LARGEST, REASONS
from gongkai.extract.origin.found import SourceError
from gongkai.flows.cli import app
from gongkai.flows.workers import LIMITS
from gongkai.transform.report import Proof, Rule
from gongkai.warehouse.gates import gates
from gongkai.warehouse.generation import BusyError
from tests import accuracy
from tests.catalogue import kept
from tests.docs import generated
from tests.docs.written import (
    CHINESE,
    FILES,
    NOTEBOOK,
    PAGES,
    PAIRS,
    README,
    ROOT,
    Block,
    anchors,
    blocks,
    headings,
    links,
    rows_below,
    words_of_code,
)
from tests.truth import samples

COMMANDS = set(typer.main.get_group(app).commands)
FAULTS = ROOT / "docs/faults.md"
QUARANTINE, GATES = ROOT / "docs/quarantine.md", ROOT / "docs/gates.md"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    for link in links(file):
        path, _, mark = link.partition("#")
        assert "://" not in link, f"{link}: nobody can try this one without a network"
        target = (file.parent / unquote(path)).resolve() if path else file
        assert target.exists(), link
        assert not mark or unquote(mark) in anchors(target), link


def test_every_page_is_there_in_chinese() -> None:
    assert [page.name for page in PAGES if not page.stem.endswith(".zh") and page not in dict(PAIRS)] == []


def test_chinese_pages_lead_to_chinese_pages() -> None:
    in_chinese = dict([*PAIRS, NOTEBOOK])
    for file in (CHINESE, *(chinese for _, chinese in PAIRS)):
        targets = [(file.parent / unquote(link.partition("#")[0])).resolve() for link in links(file)]
        assert [target.name for target in targets if in_chinese.get(target, file) != file] == [], file.name


def test_every_test_that_a_page_names_is_there() -> None:
    named = {code for file in PAGES for code in words_of_code(file) if code.startswith("tests/") and "::" in code}
    assert len(named) > 30
    for file, _, name in (one.partition("::") for one in named):
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), f"{file}::{name}"


def test_every_page_is_within_reach_of_the_readme() -> None:
    for first in (README, CHINESE):
        linked = {(first.parent / link.partition("#")[0]).resolve() for link in links(first)}
        linked |= {chinese for page, chinese in [*PAIRS, NOTEBOOK] if page in linked}  # a switch leads there
        linked |= {page for page, chinese in [*PAIRS, NOTEBOOK] if chinese in linked}
        assert {*PAGES, *(ROOT / "docs").glob("*.ipynb")} <= linked


def test_every_command_is_documented_and_no_other() -> None:
    for readme in (README, CHINESE):
        first_cells = [row[0] for _, heading in headings(readme) for row in rows_below(readme, heading)]
        assert {name for cell in first_cells for name in re.findall(r"^`gongkai (\w+)", cell)} == COMMANDS
    named = {name for file in FILES for code in words_of_code(file) for name in re.findall(r"gongkai ([a-z]+)", code)}
    assert named <= COMMANDS


def test_every_command_has_an_example_in_its_help() -> None:
    for name, command in typer.main.get_group(app).commands.items():
        assert f"Example: gongkai {name}" in (command.help or ""), name


def test_what_make_is_asked_for_is_there() -> None:
    (targets,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for file in FILES for code in words_of_code(file) for name in re.findall(r"\bmake ([a-z-]+)", code)}
    assert named <= set(targets.split())


@pytest.mark.parametrize("name", generated.PAGES)
def test_a_page_that_follows_from_the_code_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == generated.PAGES[name](), "make it anew: python -m tests.docs.generated"


def test_every_table_is_in_the_readme_and_has_its_columns_described() -> None:
    tables = {name for tag, name in headings(ROOT / "docs/tables.md") if tag == "h2"}
    assert len(tables) > 20
    for readme in (README, CHINESE):
        said = readme.read_text(encoding="utf-8")
        assert [name for name in tables if f"`{name}`" not in said] == []


def test_every_reason_of_the_quarantine_and_every_gate_says_what_to_do() -> None:
    reasons = rows_below(QUARANTINE, "Documents in quarantine")
    assert [row[0] for row in reasons] == [f"`{reason}`" for reason in REASONS]
    refused = {row[0].strip("`"): row[1] for row in rows_below(GATES, "A night that is not published")}
    assert set(refused) == {gate.code for gate in gates()}
    for gate in gates():
        for name, threshold in gate.thresholds.items():
            number = f"{100 * threshold:g}" if name == "share" else f"{threshold:g}"
            assert re.search(rf"\b{number}\b", refused[gate.code]), f"{gate.code}: {name}"
    assert all(row[-1] for row in [*reasons, *rows_below(GATES, "A night that is not published")])
    said = QUARANTINE.read_text(encoding="utf-8")
    for limit in (f"{LIMITS.seconds:g} seconds", f"{LIMITS.memory / 1e9:g} GB", f"{LARGEST / 1e6:g} MB"):
        assert limit in said


def test_what_faults_quotes_is_what_the_program_says() -> None:
    """In its first table, by which a reader finds what to do about a message."""
    catalogue = kept()
    said = {
        FAULTS: "\n".join(str(message.id) for message in catalogue),
        FAULTS.with_suffix(".zh.md"): "\n".join(str(message.string) for message in catalogue),
    }
    for page, messages in said.items():
        first = rows_below(page, headings(page)[0][1])
        quoted = [part for row in first for one in re.findall("“(.*?)”", row[0]) for part in re.split(" ?…+ ?", one)]
        assert len(quoted) >= 7
        assert [part for part in quoted if part not in messages] == []


def test_every_exit_status_is_explained() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "flows/commands").glob("*.py"))
    given = {"0", *re.findall(r"typer\.Exit\((\d+)\)", source)}
    given |= {str(exit_status(error)) for error in (SourceError(), BusyError())}
    assert {row[0] for row in rows_below(FAULTS, "How a command ends")} == given


def test_every_layout_and_every_rule_of_placing_is_described() -> None:
    page = ROOT / "docs/reading.md"
    layouts = {point.name for point in entry_points(group="gongkai.layouts")}
    assert {row[0].strip("`") for row in rows_below(page, "Layouts")} == layouts
    assert {row[0].strip("`") for row in rows_below(page, "Placing")} == {*Rule, *Proof}


def test_the_accuracy_stated_is_the_accuracy_measured() -> None:
    score = accuracy.Score()
    for case in samples():
        score.add(case, accuracy._read(case))
    table = accuracy._table("", [("our samples", score)])
    measured = ["".join(map(str, column.cells)) for column in table.columns]
    (stated, *_) = rows_below(ROOT / "docs/accuracy.md", "What can be measured, and by whom")
    assert stated == measured


COMMENT = re.compile(r" +# (.*)$", re.MULTILINE)  # behind a command


def commands(block: Block) -> tuple[str, str]:
    """What a block does, in whatever language it is commented."""
    return block.language, COMMENT.sub("", block.code)


def test_comments_behind_commands_are_in_the_language_of_their_page() -> None:
    pages = [CHINESE, *(chinese for _, chinese in PAIRS)]
    said = [one for page in pages for block in blocks(page, "sh", "python") for one in COMMENT.findall(block.code)]
    assert len(said) > 3
    assert [one for one in said if not re.search("[\u4e00-\u9fff]", one)] == []


@pytest.mark.parametrize(("page", "chinese"), PAIRS, ids=lambda file: file.name)
def test_a_chinese_page_does_not_drift_from_its_english_one(page: Path, chinese: Path) -> None:
    assert [tag for tag, _ in headings(page)] == [tag for tag, _ in headings(chinese)]
    assert list(map(commands, blocks(page))) == list(map(commands, blocks(chinese)))
    for (_, here), (_, there) in zip(headings(page), headings(chinese), strict=True):
        of_rows = [
            [re.findall("`.*?`", row[0]) for row in rows_below(*one)] for one in ((page, here), (chinese, there))
        ]
        assert of_rows[0] == of_rows[1], here
    items = [
        len(re.findall(r"^(?:- |\d\. )", file.read_text(encoding="utf-8"), re.MULTILINE)) for file in (page, chinese)
    ]
    assert items[0] == items[1]
    figures = [set(re.findall(r"\d[\d,.]*\d", file.read_text(encoding="utf-8"))) for file in (page, chinese)]
    assert figures[0] - figures[1] == set()


def test_both_readmes_say_the_same() -> None:
    """Headings, tables, blocks of code and links of one stand in the other."""
    assert [tag for tag, _ in headings(README)] == [tag for tag, _ in headings(CHINESE)]
    assert list(map(commands, blocks(README))) == list(map(commands, blocks(CHINESE)))
    chinese_of = {str(page.relative_to(ROOT)): str(chinese.relative_to(ROOT)) for page, chinese in [*PAIRS, NOTEBOOK]}
    linked = {chinese_of.get(link, link) for link in links(README)}
    assert sorted({*linked, "README.md"}) == sorted({*links(CHINESE), "README.zh.md"})
    for (_, here), (_, there) in zip(headings(README), headings(CHINESE), strict=True):
        assert len(rows_below(README, here)) == len(rows_below(CHINESE, there)), here
    first = [row[0] for _, text in headings(README) for row in rows_below(README, text) if row[0].startswith("`")]
    chinese = [row[0] for _, text in headings(CHINESE) for row in rows_below(CHINESE, text) if row[0].startswith("`")]
    assert [re.findall(r"[a-z_]{4,}", cell)[:1] for cell in first] == [
        re.findall(r"[a-z_]{4,}", cell)[:1] for cell in chinese
    ]
