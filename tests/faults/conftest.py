"""Nights in processes of their own."""

from collections.abc import Iterator

import pytest
from nights import Nights, nights


@pytest.fixture(scope="session")
def process() -> Iterator[Nights]:
    """One program for all tests: it takes seconds to load what a night needs."""
    with nights() as program:
        yield program
