"""The division lists of one prefecture. Where their size is not the point, a warehouse is made and exported without the
forty thousand townships of the others, which are most of what either takes."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import duckdb
import pytest

from gongkai.transform.key.gazetteer import REFERENCE
from gongkai.warehouse import build, divisions
from gongkai.warehouse.divisions import write_divisions

KEPT = "3607"  # what codes begin with


@cache
def _folder() -> "TemporaryDirectory[str]":
    """Removed when the process ends."""
    return TemporaryDirectory(prefix="gongkai-lists-")


@cache
def few_lists() -> Path:
    """A folder in the place of data/reference, for gongkai.warehouse.divisions."""
    folder = Path(_folder().name)
    for name in ("townships.csv", "counties.csv", "successors.csv"):
        head, *rows = (REFERENCE / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / name).write_text(head + "".join(row for row in rows if row.lstrip("u").startswith(KEPT)))
    return folder


def build_with_few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this process builds as a night builds it. Who wants all lists calls write_divisions."""

    def write_few(con: duckdb.DuckDBPyConnection) -> None:
        with patch.object(divisions, "REFERENCE", few_lists()):
            write_divisions(con)

    monkeypatch.setattr(build, "write_divisions", write_few)
