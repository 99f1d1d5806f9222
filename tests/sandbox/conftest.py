"""What the tests of the sandbox share: one that runs, as new for each test, and a listener."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from smswire.sandbox import Served, serve
from tests.sandbox.listeners import Listener, listen


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


@pytest.fixture
def listener() -> Generator[Listener]:
    """Where callbacks may go."""
    listener, server = listen()
    yield listener
    server.shutdown()
    server.server_close()
