"""What the tests of the sandbox share: one that runs, as new for each test, and a listener."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.sandbox.listeners import Listener, listen


@pytest.fixture
def listener() -> Generator[Listener]:
    """Where callbacks may go."""
    listener, server = listen()
    yield listener
    server.shutdown()
    server.server_close()
