"""The command line in processes that need not load it: for tests of what a command says, not of how it starts.

Started as a program, it loads what the commands import, but for Prefect, whose settings are read with it; then it makes
a process for each line that it reads, which does what `gongkai ...` does in the named folder.
"""

import atexit
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

LOADED = "gongkai.flows.inspected gongkai.flows.output_paths gongkai.warehouse.export gongkai.warehouse.judging"


def run_loaded(*arguments: object, cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """`gongkai ...` in this folder, as `as_user.run` gives it."""
    program = _program()
    assert program.stdin and program.stdout
    with TemporaryDirectory() as folder:
        said = [f"{folder}/stdout", f"{folder}/stderr"]
        words = [*map(str, arguments)]
        line = [words, str(cwd), {**os.environ, "COLUMNS": "200", "PWD": str(cwd), **env}, said]
        program.stdin.write(json.dumps(line) + "\n")
        program.stdin.flush()
        status = int(program.stdout.readline())
        return subprocess.CompletedProcess(words, status, *(Path(one).read_text(encoding="utf-8") for one in said))


@cache
def _program() -> "subprocess.Popen[str]":
    """One for all tests of a process."""
    pipe = subprocess.PIPE
    program = subprocess.Popen([sys.executable, __file__], stdin=pipe, stdout=pipe, text=True)
    atexit.register(program.kill)
    return program


def main() -> None:
    """Fork for each line; print how the process ended."""
    from importlib import import_module

    from gongkai.flows.cli import main as gongkai

    for name in LOADED.split():
        import_module(name)
    assert "prefect" not in sys.modules
    for line in sys.stdin:
        words, cwd, env, said = json.loads(line)
        process = os.fork()
        if process == 0:
            os.chdir(cwd)
            os.environ.clear()
            os.environ.update(env)
            for number, file in zip((1, 2), said, strict=True):
                os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), number)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.argv = ["gongkai", *words]
            _end(gongkai)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


def _end(call: Callable[[], object]) -> None:
    status: object = 0
    try:
        call()
    except SystemExit as end:
        status = end.code
    except BaseException:  # noqa: BLE001  # whatever it is: Python would print it, too, and end with 1
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else bool(status))


if __name__ == "__main__":
    main()
