"""Pages typed from top to bottom, as a reader would."""

import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.docs.written import README, ROOT, blocks

Checkout = Callable[[bool], Path]
# Typed together, in one folder: see test_exports.py.
FILES_TO_TAKE = [ROOT / f"docs/{name}.md" for name in ("exporting", "python", "r", "stata", "excel")]
# Typed together, too: each on what `make run` made.
BEGIN = [README, *(ROOT / f"docs/{name}.md" for name in ("start", "pages"))]
MADE = {
    f".venv/bin/{command}"
    for command in re.findall(r"^\t\$\(BIN\)/(gongkai .+)$", (ROOT / "Makefile").read_text(), re.M)
}
WRITES = ("make run", ".venv/bin/gongkai export ", ".venv/bin/gongkai site ")
# `make test` would begin all tests again; set-up is what the tests run in; and one real `make run` is enough.
PRELUDE = """
set -euo pipefail
make() {
    case "$PAGE $1" in
        *" test") ;;
        "README.md run" | *" accuracy") command make --old-file .venv/.ready --old-file .venv/.ready-to-run "$@" ;;
        *" run") test -f data/warehouse/gongkai.duckdb ;;
    esac
}
"""


def typed(*files: Path) -> str:
    """Pages as one script. What `make run` or a page before wrote is not written again by the very same command."""
    lines = [PRELUDE]
    written: set[str] = set()
    for file in files:
        before = written.copy()
        for block in blocks(file, "sh", "python"):
            lines.append(f"echo '== {block.name}' >&2")
            if block.language == "python":
                lines.append(f".venv/bin/python - <<'PYTHON'\n{block.code}PYTHON")
                continue
            for line in block.code.splitlines():
                command = line.partition("#")[0].strip()
                if command not in before:
                    lines.append(line)
                if command == "make run":
                    before |= MADE
                if command.startswith(WRITES):
                    written.add(command)
    return "\n".join(lines)


def type_all(files: Sequence[Path], checkout: Checkout, prefect_api: str | None = None) -> tuple[Path, str]:
    """(the folder in which pages were typed, what they printed). prefect_api: a server that stands already."""
    folder = checkout(README not in files)
    (folder / "typed.sh").write_text(typed(*files), encoding="utf-8")
    done = subprocess.run(
        ["bash", "typed.sh"],
        cwd=folder,
        env={
            **os.environ,
            "COLUMNS": "200",
            "PAGE": files[0].name,
            **({"PREFECT_API_URL": prefect_api} if prefect_api else {}),
        },
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, done.stdout
