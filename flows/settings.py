"""Where things are unless somebody says otherwise, and how Prefect is set up before it is loaded."""

import atexit
import codecs
import locale
import os
import sys
from pathlib import Path

NIGHTLY = "nightly"  # the flow and its artifacts, as Prefect calls them
DEFAULT_WAREHOUSE = Path("data/warehouse/gongkai.duckdb")
DEFAULT_KEEPER = Path("data/keeper.toml")
DEFAULT_CORRECTIONS = Path("data/corrections")


def corrections_folder() -> Path:
    """Where the next run looks for corrections, unless it is told otherwise."""
    return Path(os.environ.get("GONGKAI_CORRECTIONS", DEFAULT_CORRECTIONS))


def prepare_prefect(warehouse: Path) -> None:
    """Prefect reads its settings when it is loaded. What the user has set stays as it is."""
    home = Path(os.environ.get("PREFECT_HOME") or warehouse.resolve().parent / ".prefect").expanduser()
    home.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(home)
    settings = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # its own 20 seconds are too few for a slow machine
        # What goes wrong is told once, in our words.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    silence_exit()


def silence_exit() -> None:
    """Called before Prefect is loaded, this runs after all that Prefect does at exit.

    Its threads outlive the modules they use: what DuckDB's bindings then print about leaks helps nobody.
    """
    atexit.register(lambda: os.dup2(os.open(os.devnull, os.O_WRONLY), 2))


def speak_utf8() -> None:
    """Start anew where Python was told to know no Chinese, neither in names of files nor on the screen: LC_ALL=C."""
    if codecs.lookup(locale.getpreferredencoding(False)).name == "ascii" and not sys.flags.utf8_mode:
        os.execve(sys.executable, sys.orig_argv, {**os.environ, "PYTHONUTF8": "1"})
