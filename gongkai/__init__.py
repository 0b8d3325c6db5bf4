"""gongkai (公开): Chinese reports on open government information, read into facts that researchers can trust.

    report = gongkai.read("data/samples/2021_tab_hongqiao.txt")
    report.key.year, report.to_polars("facts"), report.findings
    gongkai.open().sql("SELECT town, year, received FROM panel")

The rooms `extract`, `transform`, `warehouse`, `flows` and `data` stand at the top of the project and are linked here,
so that an installed gongkai owns one name only, and a folder `transform` or `data` of its user's is left alone.
What stands in `__all__` stays; everything below the rooms may move.
"""

from typing import TYPE_CHECKING, Any

from gongkai.errors import GongkaiError

if TYPE_CHECKING:
    from gongkai.library import Report, __version__, findings, open, read

__all__ = ["GongkaiError", "Report", "__version__", "findings", "open", "read"]


def __getattr__(name: str) -> Any:
    """The library is loaded when it is first asked for: each command and each process that reads imports gongkai."""
    if name not in __all__:
        raise AttributeError(f"module 'gongkai' has no attribute {name!r}")
    from gongkai import library

    return getattr(library, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
