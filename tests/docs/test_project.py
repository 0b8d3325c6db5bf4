"""What a contributor meets first is true: targets, locks, citation, hooks, workflow."""

import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import yaml

from tests.docs.written import FILES, ROOT, blocks

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNNING, WORKING = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+).*?((?: \\\n    --hash=sha256:\w+)+)$", re.MULTILINE)


def locked(file: Path) -> dict[str, tuple[str, str]]:
    """Package -> version, hashes."""
    text = file.read_text(encoding="utf-8")
    pins = PINNED.findall(text)
    assert len(pins) == len(re.findall(r"^\S", text, re.MULTILINE)), "each has a hash"
    return {name: (version, hashes) for name, version, hashes in pins}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in requirements}


def test_the_citation_and_the_changes_name_this_version() -> None:
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"]) == (version, PROJECT["project"]["license"])
    assert [one["name"] for one in citation["authors"]] == [one["name"] for one in PROJECT["project"]["authors"]]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version


def test_each_lock_holds_what_is_needed_and_the_first_no_tool_for_tests() -> None:
    running, working = locked(RUNNING), locked(WORKING)
    extras = PROJECT["project"]["optional-dependencies"].values()
    needed = names([*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)])
    tools = names(PROJECT["dependency-groups"]["dev"])
    assert needed <= set(running)
    assert needed | tools <= set(working)
    assert {"mypy", "moto", "selenium", "pytest", "ruff"}.isdisjoint(running)
    assert {name: pin for name, pin in working.items() if name in running} == running


def test_every_target_says_what_it_makes() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE)) == set(targets.split())
    told = re.findall(r"[\d.]+ GB", makefile)
    assert len(told) == 2
    assert re.findall(r"[\d.]+ GB", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")) == told


def test_what_pages_write_into_a_checkout_is_ignored_by_git_and_exports_are_cleaned() -> None:
    commands = "\n".join(block.code for file in FILES for block in blocks(file, "sh"))
    exports = set(re.findall(r"^\.venv/bin/gongkai (?:export|site) (data/\S+)", commands, re.MULTILINE))
    others = set(re.findall(r"(?:--output|>) (\w[\w./-]+)$", commands, re.MULTILINE))
    assert {"data/export-stata", "data/site"} <= exports
    assert {"received.csv", "report.json"} <= others
    names = [*(f"{name}/" for name in exports), *others]
    ignored = subprocess.run(["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert set(ignored.stdout.split()) == set(names)
    said = subprocess.run(["make", "--dry-run", "clean"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [name for name in exports if not any(fnmatch(name, one) for one in said.split())] == []


def test_the_quick_tests_are_there() -> None:
    command = ["make", "--dry-run", "--old-file", ".venv/.ready", "--old-file", ".venv/.ready-to-run", "test-fast"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = re.findall(r"\btests/\S+", said)
    assert len(files) > 10
    assert all((ROOT / name).is_file() for name in files)


def test_hooks_fetch_nothing_and_the_workflow_does_what_ci_does() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [one["repo"] for one in hooks["repos"]] == ["local"]
    assert {hook["language"] for hook in hooks["repos"][0]["hooks"]} == {"system"}
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["steps"][-1] == {"run": ".ci/run"}
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert oldest in workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
