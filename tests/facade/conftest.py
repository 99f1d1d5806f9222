"""What the tests of the facade share: one sandbox, as new for each test."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from smswire.sandbox import Served, serve


@pytest.fixture(scope="session")
def running() -> Generator[Served]:
    """A sandbox that runs as long as the tests do."""
    with serve() as served:
        yield served


@pytest.fixture
def sandbox(running: Served) -> Served:
    """A sandbox as new."""
    running.clear()
    return running
