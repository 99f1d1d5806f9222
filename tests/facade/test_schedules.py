"""What is to go at a time: asked for before that time, or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

import smswire
from smswire import Message, Outcome
from smswire.gateways import netoxygen, redoxygen
from smswire_runtime import Base, Deadline, Failure, Operation, Phase, Reason, Request, Response, Transport

PHONE = "+41792223344"
CONNECTS: dict[str, Callable[[Transport], smswire.Gateway]] = {
    "netoxygen": lambda transport: netoxygen.connect("u", "p", transport=transport),
    "redoxygen": lambda transport: redoxygen.connect("CI1", "u", "p", transport=transport),
}


class Closed:
    """A transport to a port that is closed until the time of the message has come."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self.left: list[float] = []
        """The seconds that each exchange had."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:  # noqa: ARG002, as a transport has it
        """Refused, and late."""
        self.left.append(deadline.left())
        time.sleep(max(0.0, (self._at - datetime.now(UTC)).total_seconds()))
        raise Failure(Phase.CONNECTING, Reason.REFUSED, "", wrote=False)

    def rest(self, base: Base) -> None:
        """There are no connections."""

    def close(self) -> None:
        """There are no connections."""


class AsyncClosed:
    """The same for tasks."""

    def __init__(self, at: datetime) -> None:
        self.inner = Closed(at)

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Refused, and late."""
        return self.inner.exchange(base, request, operation, deadline)

    def rest(self, base: Base) -> None:
        """There are no connections."""

    async def close(self) -> None:
        """There are no connections."""


@pytest.mark.parametrize("provider", CONNECTS)
def test_too_late(provider: str) -> None:
    """No request is begun once the time of a message has come: the provider would send it at once."""
    at = datetime.now(UTC) + timedelta(seconds=0.3)
    transport = Closed(at)
    gateway = CONNECTS[provider](transport)
    (late,) = gateway.send_all([Message(to=PHONE, text="Hello", at=at)])

    assert Outcome.NOT_SENT is late.outcome
    assert 1 == len(transport.left)
    assert transport.left[0] <= 0.3


def test_too_late_in_tasks() -> None:
    """The same for tasks."""
    at = datetime.now(UTC) + timedelta(seconds=0.3)
    transport = AsyncClosed(at)

    async def run() -> smswire.Submission:
        async with netoxygen.connect_async("u", "p", transport=transport) as gateway:
            return await gateway.send(PHONE, "Hello", at=at)

    assert Outcome.NOT_SENT is asyncio.run(run()).outcome
    assert 1 == len(transport.inner.left)


def test_time_enough() -> None:
    """A time that is far away gives a call no longer than its deadline."""
    transport = Closed(datetime.now(UTC))
    gateway = netoxygen.connect("u", "p", transport=transport, deadline=0.2)
    found = gateway.send(PHONE, "Hello", at=datetime.now(UTC) + timedelta(days=1))

    assert Outcome.NOT_SENT is found.outcome
    assert max(transport.left) <= 0.2
