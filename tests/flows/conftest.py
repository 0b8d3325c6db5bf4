"""A warehouse that a user has made."""

from pathlib import Path

import pytest
from as_user import SAMPLES, run


@pytest.fixture(scope="session")
def published(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a user has ingested the samples into data/warehouse/gongkai.duckdb."""
    folder = tmp_path_factory.mktemp("user")
    result = run("ingest", SAMPLES, cwd=folder, PREFECT_API_URL=prefect_api)
    assert result.returncode == 0, result.stderr
    (folder / "stdout.txt").write_text(result.stdout)
    (folder / "stderr.txt").write_text(result.stderr)
    return folder
