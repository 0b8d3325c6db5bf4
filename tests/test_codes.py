"""Codes that people meet are declared and listed once, and no code is used that is not declared."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator

import duckdb
import polars as pl

from gongkai.extract.codes import Code
from gongkai.transform.finding_words import noted
from gongkai.transform.forms import forms
from gongkai.transform.prose.measures import measures
from gongkai.warehouse import checks, database, schema
from gongkai.warehouse.codebook import describe_column
from gongkai.warehouse.codes import LISTS, DocumentOutcome
from tests.truth import ROOT

ROOMS = ("extract", "transform", "warehouse", "flows", "gongkai")
SOURCES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
SQL = sorted((ROOT / "warehouse").rglob("*.sql"))
# Which arguments of a call are codes: by place, and by name wherever they stand.
INDICES = {"Rejected": (0,), "Verdict": (1,), "_Ended": (1,), "Evidence": (0, 2), "Outcome": (1,)}
NAMED = {"reason", "rule", "proof", "status", "severity", "unit_kind", "found_by"}
COMPARED = re.compile(r"\b(\w+)(?:::VARCHAR)? (?:=|<>|IN) (\(?(?:'\w+'(?:, )?)+\)?)")
BROKEN_SUMS = re.compile(r"broken_sums\('(\w+)'\)")
AGAINST_TABLE = re.compile(r"prose_against_table\(\s*'(\w+)'")


def bare(tree: ast.Module) -> Iterator[int]:
    """The lines in which a text stands where a code is meant."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [node.args[index] for index in INDICES.get(name, ()) if index < len(node.args)]
            given += [keyword.value for keyword in node.keywords if keyword.arg in NAMED]
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr in NAMED:
            given = [*node.comparators]
        else:
            continue
        yield from (one.lineno for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_no_bare_text_stands_for_a_code() -> None:
    found = {file: [*bare(ast.parse(file.read_text(encoding="utf-8")))] for file in SOURCES}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_a_bare_text_would_be_found() -> None:
    lines = ('Rejected("empty", "")', 'Fact(rule="aligned")', 'it.status == "blank"', 'Rejected(Reason.EMPTY, "x")')
    assert list(bare(ast.parse("\n".join(lines)))) == [1, 2, 3]


def declared() -> dict[str, set[str]]:
    """Column, as SQL calls it -> the codes that may stand there."""
    known: dict[str, set[str]] = defaultdict(set)
    for column, codes in LISTS.items():
        known[column.split(".")[1]] |= {*codes}
    known["outcome"] |= {*DocumentOutcome}
    known["form"] |= {form.code for form in forms()}
    known["check_code"] = known["check"] = {one.code for one in checks.declared()}
    known["measure"] = {measure.code for measure in measures()}
    for index, name in ((0, "table_code"), (1, "row_code"), (2, "column_code")):
        known[name] = {
            (table.code, row.code, column.code)[index] for form in forms() for table, _, row, column in form.cells()
        }
    return known


def test_sql_names_no_code_that_is_not_declared() -> None:
    sql, known = "\n".join(file.read_text(encoding="utf-8") for file in SQL), declared()
    named = [(column, code) for column, said in COMPARED.findall(sql) for code in re.findall(r"'(\w+)'", said)]
    assert {column for column, _ in named} >= {"status", "outcome", "check_code", "table_code", "column_code"}
    assert [(column, code) for column, code in named if column in known and code not in known[column]] == []
    sums = {sum_.code for form in forms() for table in form.tables for sum_ in table.sums}
    assert {*BROKEN_SUMS.findall(sql)} <= sums
    assert {*AGAINST_TABLE.findall(sql)} <= known["measure"]


def test_the_reader_finds_nothing_that_is_not_declared() -> None:
    used = {
        node.args[0].value
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("finding", "Remark")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert used == {*noted()}


def test_each_code_is_listed_with_what_it_means() -> None:
    with database.create() as con:
        rows = con.execute("SELECT column_name, code, meaning FROM codes ORDER BY column_name, code_no").fetchall()
    listed = [(column, code.value, code.meaning) for column, codes in LISTS.items() for code in codes]
    assert sorted(rows) == sorted(listed)
    assert all(meaning for _, _, meaning in rows)
    page = (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
    assert [code for codes in LISTS.values() for code in codes if f"`{code}`" not in page] == []


def test_a_column_that_says_which_codes_it_holds_says_all() -> None:
    for column in [one for one in LISTS if one.startswith(("facts", "reports", "quarantine"))]:
        said = re.findall(r"\w+", describe_column(*column.split(".")))
        assert [code for code in LISTS[column] if code not in said] == []


def test_each_list_is_of_a_column() -> None:
    with database.create() as con:
        names = "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal"
        found = con.execute(names).fetchall()
    assert {*LISTS} <= {name for (name,) in found}


def fields_that_change() -> set[str]:
    """What of a document or a key may change, as the view changes names it."""
    return {*schema.stored("report"), "content", "outcome"}


def test_pages_call_nothing_by_a_name_that_is_not_declared() -> None:
    groups = tomllib.loads((ROOT / "warehouse/pages/codes.toml").read_text(encoding="utf-8"))
    lists = {
        "form": LISTS["reports.form"], "proof": LISTS["facts.proof"], "field": LISTS["evidence.field"],
        "evidence": LISTS["evidence.kind"], "standing": LISTS["reports.standing"], "what": LISTS["changes.what"],
        "change": LISTS["changes.change"], "quarantine": LISTS["quarantine.reason"],
    }  # fmt: skip
    others = {"form": {form.code for form in forms()}, "field": fields_that_change()}
    for group, codes in lists.items():
        assert set(groups[group]) <= {*codes} | others.get(group, set()), group


def test_a_code_is_its_text_wherever_it_goes() -> None:
    for codes in LISTS.values():
        for code in codes:
            assert (str(code), f"{code}", codes(code.value)) == (code.value, code.value, code)
    first: Code = next(iter(LISTS["facts.status"]))
    assert pl.Series([first], dtype=pl.String()).to_list() == ["reported"]
    assert duckdb.execute("SELECT ?", [first]).fetchall() == [("reported",)]
