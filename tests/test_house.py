"""The house rules that a machine can watch: style, types, one-way imports, nothing of one machine in the files."""

import ast
import builtins
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_ARGUMENTS = 5
ROOMS = ("extract", "transform", "warehouse", "flows")  # each may import those before it


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_style() -> None:
    run("ruff", "check", ".")


def test_docstrings_of_the_public_modules() -> None:
    """As Google writes them: Args with every parameter, Returns, Raises."""
    public = [f"gongkai/{name}.py" for name in ("__init__", "library", "errors")]
    convention = "lint.pydocstyle.convention='google'"
    run("ruff", "check", "--isolated", "--select", "D", "--ignore", "D105,D107", "--config", convention, *public)


def test_format() -> None:
    run("ruff", "format", "--check", ".")


def test_types() -> None:
    run("mypy")


@pytest.mark.parametrize("room", ROOMS)
def test_no_group_of_a_pattern_is_possessive(room: str) -> None:
    """Python finds other things with them before 3.11.5, which Debian does not have."""
    for file in (ROOT / room).rglob("*"):
        if file.suffix in (".py", ".toml"):
            found = re.search(r"\)(?:[?*+]|\{\d*,?\d*\})\+", file.read_text(encoding="utf-8"))
            assert found is None, f"{file}: {found}"


def imported(file: Path) -> list[str]:
    """The names of modules that a file imports, wherever in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_imports_go_one_way(room: str) -> None:
    """Of the package itself, a room knows the root of the errors, and not the library that stands on all rooms."""
    later = [f"gongkai.{one}" for one in (*ROOMS[ROOMS.index(room) + 1 :], "library")]
    for file in (ROOT / room).rglob("*.py"):
        for name in imported(file):
            assert name.split(".")[0] not in ROOMS, f"{file}: say gongkai.{room} and so on"
            assert not name.startswith(tuple(later)), file


def test_no_files_import_each_other_in_a_circle() -> None:
    """Nor from within a function: what each needs of the other belongs into a third."""
    files = {
        ".".join(["gongkai", *file.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__"): file
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
    }
    of = {name: {*imported(file)} & files.keys() - {name} for name, file in files.items()}
    while free := [name for name, others in of.items() if not others & of.keys()]:
        for name in free:
            del of[name]
    assert of == {}


def arguments(function: ast.FunctionDef) -> int:
    of = function.args
    every = [*of.posonlyargs, *of.args, *of.kwonlyargs, *filter(None, (of.vararg, of.kwarg))]
    return len([one for one in every if one.arg not in ("self", "cls")])


def test_what_is_passed_on_together_is_one_object() -> None:
    """No function takes more than five arguments, but where a framework makes something of each: the options of a
    command (Typer), the parameters of a flow (Prefect). Of a finding, each column has its name."""
    of_frameworks = {"flows/commands/nights.py: ingest", "flows/commands/nights.py: serve", "flows/nightly.py: nightly"}
    of_records = {"transform/finding_words.py: finding"}
    many = {
        f"{file.relative_to(ROOT)}: {node.name}"
        for room in (*ROOMS, "gongkai/words")
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and arguments(node) > MOST_ARGUMENTS
    }
    assert many == of_frameworks | of_records


def test_origin_and_text_do_not_mix() -> None:
    """Where a document comes from, and what its text is, are two things: only the document is between them."""
    text = [file for part in ("text", "layouts", "openers") for file in (ROOT / "extract" / part).rglob("*.py")]
    of_text = [name for file in [*text, ROOT / "extract/encoding.py"] for name in imported(file)]
    assert not [name for name in of_text if name.startswith("gongkai.extract.origin")]
    of_origin = [name for file in (ROOT / "extract/origin").rglob("*.py") for name in imported(file)]
    parts = ("text", "layouts", "openers", "encoding")
    assert not [name for name in of_origin if name.startswith(tuple(f"gongkai.extract.{part}" for part in parts))]


def test_the_root_of_the_errors_imports_nothing() -> None:
    assert imported(ROOT / "gongkai/errors.py") == []


def test_every_error_that_leaves_its_module_has_the_one_root() -> None:
    """Those with a name that begins with _ are signals within a module."""
    bases: dict[str, list[str]] = {}
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    bases[node.name] = [ast.unparse(base) for base in node.bases]
    builtin = {name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert not [name for name, of in bases.items() if builtin.intersection(of) and not name.startswith("_")]
    assert len([name for name, of in bases.items() if "GongkaiError" in of]) >= 18


def test_no_file_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    forbidden = re.compile(r"/home/\w|/Users/\w|--(?:extra-)?index-url|files\.python" + r"hosted|registry\.np" + "mjs")
    for name in tracked:
        file = ROOT / name
        if file.suffix in (".py", ".toml", ".md", ".lock", ".sql", ".yaml", "") and file.is_file():
            assert not forbidden.search(file.read_text(encoding="utf-8")), name
