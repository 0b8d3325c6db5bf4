"""A published warehouse of the samples, and a folder that looks like a checkout in which `make run` has been done."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.written import ROOT
from tests.faults.nights import nights
from tests.shared import made_once, site_of_samples


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published samples. Nobody writes to it."""

    def publish(folder: Path) -> None:
        with nights(whole_lists=True) as program:
            status, said = program.night(ROOT / "data/samples", folder / "gongkai.duckdb")
        assert status == 0, said

    return made_once(tmp_path_factory, "samples", publish) / "gongkai.duckdb"


@pytest.fixture(scope="session")
def of_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of what `make run` reads."""
    return site_of_samples(tmp_path_factory)


@pytest.fixture(scope="session")
def checkout(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """Makes a folder to type the commands of a page in. published: the samples are read already."""

    def make(published: bool) -> Path:
        folder = tmp_path_factory.mktemp("checkout")
        for name in ("samples", "county", "corrections"):
            shutil.copytree(ROOT / "data" / name, folder / "data" / name)
        shutil.copy(ROOT / "Makefile", folder)
        (folder / "data/documents").symlink_to(ROOT / "data/documents")
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / "tests").symlink_to(ROOT / "tests")
        (folder / "docs").symlink_to(ROOT / "docs")
        if published:
            (folder / "data/warehouse").mkdir()
            shutil.copy(warehouse, folder / "data/warehouse/gongkai.duckdb")
        return folder

    return make
