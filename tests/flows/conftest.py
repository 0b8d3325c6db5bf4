"""A warehouse that a user has made, and a plug-in that nobody should have."""

import shutil
from pathlib import Path

import pytest
from as_user import PROJECT, SAMPLES, run

from tests.few_lists import build_with_few_lists
from tests.install import install
from tests.shared import made_once

HURTING = PROJECT / "tests/plugin_hurting"


@pytest.fixture(scope="session")
def published(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a user has ingested the samples into data/warehouse/gongkai.duckdb: each process its own."""

    def ingest(folder: Path) -> None:
        result = run("ingest", SAMPLES, cwd=folder, PREFECT_API_URL=prefect_api)
        assert result.returncode == 0, result.stderr
        (folder / "stdout.txt").write_text(result.stdout)
        (folder / "stderr.txt").write_text(result.stderr)

    mine = tmp_path_factory.mktemp("user")
    shutil.copytree(made_once(tmp_path_factory, "published", ingest), mine, dirs_exist_ok=True)
    return mine


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a package is installed whose layout hurts by a word in the table."""
    return install(HURTING, tmp_path_factory.mktemp("site"))


@pytest.fixture(autouse=True)
def _built_with_few_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    build_with_few_lists(monkeypatch)
