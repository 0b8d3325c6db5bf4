"""Does a test go red when a rule that says “rather nothing” is broken? `python -m tests.mutants` tries it.

`mutants.toml` holds changes of one line each, and the tests that must go red with it. Each is made in a copy of the
project; one that leaves its tests green is named, and the exit code is 1. `python -m tests.mutants key years.py` tries
those in whose file's path a word stands.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.truth import ROOT

DECLARED = Path(__file__).with_suffix(".toml")
GREEN, RED = 0, 1  # exit codes of pytest; any other says that the tests did not run


@dataclass(frozen=True)
class Mutant:
    """rule: what the line sees to. line: as it stands in the file, without the white space around it. broken: in its
    place. tests: as pytest names them; one of them must go red."""

    rule: str
    file: str
    line: str
    broken: str
    tests: tuple[str, ...]

    def break_in(self, project: Path) -> None:
        """Put the broken line in the place of the one that stands in a copy of the project."""
        file = project / self.file
        lines = file.read_text(encoding="utf-8").split("\n")
        at = next(at for at, line in enumerate(lines) if line.strip() == self.line)
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at] = indent + self.broken
        file.write_text("\n".join(lines), encoding="utf-8")


def mutants() -> tuple[Mutant, ...]:
    """All that are declared."""
    data = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    return tuple(Mutant(**{**one, "tests": tuple(one["tests"])}) for one in data["mutant"])


def misplaced(declared: Sequence[Mutant]) -> list[str]:
    """What is to be done about those whose line does not stand in its file, or more than once."""
    told = []
    for one in declared:
        file = ROOT / one.file
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        found = [line.strip() for line in text.split("\n")].count(one.line)
        if found != 1:
            told.append(
                f"{one.file}: the line “{one.line}” stands there {found} times, not once. Name the line that sees to"
                f" the rule now, or take the mutant out of {DECLARED.name} with its rule: {one.rule}."
            )
    return told


def surviving(one: Mutant) -> str | None:
    """What is to be told of a mutant that its tests do not notice; None where one of them went red."""
    code, output = _run(one.tests, one)
    if code == RED:
        return None
    if code == GREEN:
        return (
            f"{one.file}: “{one.broken}” leaves {', '.join(one.tests)} green. Write the test that sees to: {one.rule}."
        )
    return f"{one.file}: with “{one.broken}” the tests do not run; break the rule, not the program.\n{output}"


def _run(tests: Sequence[str], broken: Mutant | None = None) -> tuple[int, str]:
    """(exit code, output) of pytest in a copy of the project, where ../shared is not at hand."""
    with TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        _copy(project)
        if broken:
            broken.break_in(project)
        # Python takes a compiled file for current that is as old and as long as its source: none is written.
        environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "pytest", "-n", "0", "-x", "-p", "no:cacheprovider", "--tb=no", *tests]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def _copy(project: Path) -> None:
    """All that belongs to the project, links as links."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).exists():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, project / name, follow_symlinks=False)


def main(words: Sequence[str]) -> int:
    """Try the mutants, print what survives. Returns the exit code."""
    chosen = [one for one in mutants() if not words or any(word in one.file for word in words)]
    told = misplaced(chosen)
    if not told:
        code, output = _run(sorted({test for one in chosen for test in one.tests}))
        told = [] if code == GREEN else [f"The tests must be green before anything is broken:\n{output}"]
    if not told:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            told = [one for one in pool.map(surviving, chosen) if one]
    print("\n".join(told) or f"All {len(chosen)} mutants are noticed.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
