"""Hypothesis draws the same examples on every machine: a failure is everybody's failure. One Prefect server for all."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from gongkai.flows.settings import silence_exit

settings.register_profile("gongkai", derandomize=True, deadline=None)
settings.load_profile("gongkai")


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of a server with an empty database: it takes ten seconds to start."""
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    silence_exit()
    from prefect.settings import get_current_settings
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=900):
        yield str(get_current_settings().api.url)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups first: they wait for servers most of the time, and are not what the end of all tests should wait for."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)
