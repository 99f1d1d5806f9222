"""The pytest plugin: one sandbox for a run, as new for each test. A run that does not use it pays nothing for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

TYPE_CHECKING = False

if TYPE_CHECKING:
    from smswire.sandbox import Served


@pytest.fixture(scope="session")
def sms_sandbox_of_session() -> Iterator[Served]:
    """A sandbox that runs as long as the tests do, with everything that they sent."""
    from smswire.sandbox import serve  # noqa: PLC0415

    with serve() as served:
        yield served


@pytest.fixture
def sms_sandbox(sms_sandbox_of_session: Served) -> Served:
    """Four SMS gateways at ``sms_sandbox.url``, as new: no messages, no faults, full accounts."""
    sms_sandbox_of_session.clear()
    return sms_sandbox_of_session
