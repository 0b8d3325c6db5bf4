"""Hypothesis draws the same examples on every machine: a failure is everybody's failure. One Prefect server for all."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from gongkai.flows.settings import silence_exit
from tests.shared import prefect_server

if TYPE_CHECKING:
    from tests.faults.nights import Nights

settings.register_profile("gongkai", derandomize=True, deadline=None)
settings.load_profile("gongkai")

# Tests start hundreds of processes, and each would compile all of the program by itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Files of tests that share what takes long to make (a server, a cluster, a site): one process runs all tests of such a
# file. The dearest first. (The marks of pytest-xdist 3.8 for groups are without effect in pytest 9.2.)
TOGETHER = (
    "tests/flows/test_nights.py",
    "tests/docs/test_exports.py",
    "tests/flows/test_serve.py",
    "tests/flows/test_cluster.py",
    "tests/faults/test_stores.py",
    "tests/faults/test_hostile_documents.py",
    "tests/library/test_wheel.py",
    "tests/docs/test_notebook.py",
    "tests/transform/test_forms_to_come.py",
    "tests/warehouse/test_distance.py",
)


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with an empty database, which is that of all tests: it takes seconds to start."""
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    address = prefect_server(tmp_path_factory)
    silence_exit()
    import prefect
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with (
        temporary_settings({PREFECT_API_URL: address}),
        prefect.context._temporary_global_settings_context(prefect.context.get_settings_context()),
    ):
        yield address


@pytest.fixture(scope="session")
def process() -> Iterator["Nights"]:
    """Nights in processes of their own, by one program: it takes seconds to load what a night needs."""
    from tests.faults.nights import nights

    with nights() as program:
        yield program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These files first: what is dear is not what the end of all tests should wait for."""
    items.sort(key=lambda item: rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hands out these files whole, and the tests of all others one by one."""
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return file_of(nodeid) if file_of(nodeid) in TOGETHER else nodeid

    config.option.loadscopereorder = False  # they are in order already
    return Scheduling(config, log)


def file_of(nodeid: str) -> str:
    return nodeid.split("::")[0]


def rank(nodeid: str) -> int:
    file = file_of(nodeid)
    return TOGETHER.index(file) if file in TOGETHER else len(TOGETHER)
