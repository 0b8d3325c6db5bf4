"""One Prefect server for all tests of the flow: it takes ten seconds to start."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from as_user import SAMPLES, run

from flows.cli import silence_exit


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of a server with an empty database."""
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    silence_exit()
    from prefect.settings import get_current_settings
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield str(get_current_settings().api.url)


@pytest.fixture(scope="session")
def published(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a user has ingested the samples into data/warehouse/gongkai.duckdb."""
    folder = tmp_path_factory.mktemp("user")
    result = run("ingest", SAMPLES, cwd=folder, PREFECT_API_URL=prefect_api)
    assert result.returncode == 0, result.stderr
    (folder / "stdout.txt").write_text(result.stdout)
    (folder / "stderr.txt").write_text(result.stderr)
    return folder
