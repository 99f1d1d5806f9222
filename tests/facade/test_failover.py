"""Gateways that stand in for each other: only where nothing can be sent twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

import smswire
from smswire import AsyncFailover, Failover, Message, Outcome, Reason
from smswire.gateways import memory

PHONE = "+41792223344"


@pytest.mark.parametrize(
    "outcome,reason,goes_on",
    [
        (Outcome.ACCEPTED, Reason.OTHER, False),
        (Outcome.UNKNOWN, Reason.GATEWAY, False),
        (Outcome.NOT_SENT, Reason.GATEWAY, True),
        (Outcome.REJECTED, Reason.CREDIT, True),
        (Outcome.REJECTED, Reason.AUTHENTICATION, True),
        (Outcome.REJECTED, Reason.ROUTE, True),
        (Outcome.REJECTED, Reason.GATEWAY, True),
        (Outcome.REJECTED, Reason.THROTTLED, True),
        (Outcome.REJECTED, Reason.RECIPIENT, False),
        (Outcome.REJECTED, Reason.SENDER, False),
        (Outcome.REJECTED, Reason.TEXT, False),
        (Outcome.REJECTED, Reason.TOO_LONG, False),
        (Outcome.REJECTED, Reason.OTHER, False),
    ],
)
def test_who_tries_next(outcome: Outcome, reason: Reason, *, goes_on: bool) -> None:
    """The next gateway tries when nothing was sent, or when the refusal was not about the message."""
    first, second = memory.connect(), memory.connect()
    first.script(outcome, reason=reason)
    with Failover([first, second]) as gateway:
        submission = gateway.send(PHONE, "Hello")

    assert (Outcome.ACCEPTED if goes_on else outcome) is submission.outcome
    assert int(goes_on) == len(second.outbox)


def test_who_tries_next_in_tasks() -> None:
    """The same for tasks, one message or many."""
    first, second = memory.connect_async(), memory.connect_async()
    first.script(Outcome.UNKNOWN, Outcome.NOT_SENT, Outcome.NOT_SENT)

    async def talk() -> list[Outcome]:
        async with AsyncFailover([first, second]) as gateway:
            one = await gateway.send(PHONE, "a")
            rows = [(PHONE, "b"), ("x", "c"), (PHONE, "d"), (PHONE, "e")]
            return [one.outcome, *[found.outcome async for found in gateway.send_all(rows)]]

    accepted = Outcome.ACCEPTED
    assert [Outcome.UNKNOWN, accepted, Outcome.NOT_SENT, accepted, accepted] == asyncio.run(talk())
    assert (["e"], ["b", "d"]) == tuple([one.text for one in each.outbox] for each in (first, second))


def test_what_one_cannot_do() -> None:
    """A gateway that cannot say a message leaves it to the next; InvalidMessage holds for all."""
    plain = smswire.connect("eros://u:p@127.0.0.1:9")
    second = memory.connect()
    with Failover([plain, second]) as gateway:
        submission = gateway.send(PHONE, "Hello", flash=True)
        with pytest.raises(smswire.InvalidMessage):
            gateway.send("nobody", "Hello")

    assert Outcome.ACCEPTED is submission.outcome
    with Failover([plain]) as gateway, pytest.raises(smswire.Unsupported):
        gateway.send(PHONE, "Hello", flash=True)


TWICE = datetime(2090, 10, 29, 0, 30, tzinfo=UTC)
"""Half past two in Zurich, for the first time that night."""

LIMITS: list[tuple[str, dict[str, Any]]] = [
    ("smsoffice://u:p@127.0.0.1:9", {}),
    ("smsoffice://u:p@127.0.0.1:9", {"sender": "Helpdesk Zurich"}),
    ("smsoffice://u:p@127.0.0.1:9?from=Desk", {"text": "x" * 613}),
    ("redoxygen://u:p@127.0.0.1:9?account=1", {"text": "x" * 4_001}),
    ("netoxygen://u:p@127.0.0.1:9", {"text": "a\ufffe"}),
    ("netoxygen://u:p@127.0.0.1:9", {"at": TWICE}),
]


@pytest.mark.parametrize("url,fields", LIMITS)
def test_limits_of_one(url: str, fields: dict[str, Any]) -> None:
    """What one provider does not take is sent by the next; alone, it says why."""
    message = attrs.evolve(Message(to=PHONE, text="Hello"), **fields)
    second = memory.connect()
    with Failover([smswire.connect(url), second]) as gateway:
        assert Outcome.ACCEPTED is gateway.send(message).outcome
        assert [Outcome.ACCEPTED] == [one.outcome for one in gateway.send_all([message])]
    with Failover([smswire.connect(url)]) as gateway, pytest.raises(smswire.InvalidMessage) as caught:
        gateway.send(message)

    assert caught.value.elsewhere
    assert 2 == len(second.outbox)


@pytest.mark.parametrize(
    "fields",
    [
        {"to": "nobody"},
        {"text": ""},
        {"text": "a\x00b"},
        {"text": "x" * 200_000},
        {"sender": ""},
        {"sender": "a\nb"},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"at": datetime(2090, 1, 1)},  # noqa: DTZ001, what is refused
    ],
)
def test_what_nobody_takes(fields: dict[str, Any]) -> None:
    """What no provider takes is refused by the first, and no other is asked."""
    first, second = memory.connect(), memory.connect()
    message = attrs.evolve(Message(to=PHONE, text="Hello"), **fields)
    with Failover([first, second]) as gateway:
        with pytest.raises(smswire.InvalidMessage) as caught:
            gateway.send(message)
        (found,) = gateway.send_all([message])

    assert not caught.value.elsewhere
    assert Outcome.NOT_SENT is found.outcome
    assert [] == second.outbox


def test_what_limits_leave() -> None:
    """That one gateway was not to be reached says more than that another has a limit."""
    short = attrs.evolve(memory.EVERYTHING, parts=1)
    for order in (1, -1):
        first = memory.connect()
        first.script(Outcome.NOT_SENT)
        with Failover([first, memory.connect(capabilities=short)][::order]) as gateway:
            found = gateway.send(PHONE, "x" * 161)

        assert isinstance(found.error, smswire.NotSent)


def test_rows_that_are_none() -> None:
    """A row that is no message has its submission, in threads and in tasks, and the run goes on."""
    rows: list[Any] = [None, (PHONE, "a"), (PHONE, "b", "c"), (PHONE, "d")]
    expected = [Outcome.NOT_SENT, Outcome.ACCEPTED] * 2

    async def run() -> list[Outcome]:
        async with AsyncFailover([memory.connect_async()]) as gateway:
            return [one.outcome async for one in gateway.send_all(rows)]

    with Failover([memory.connect()]) as gateway:
        assert expected == [one.outcome for one in gateway.send_all(rows)]
    assert expected == asyncio.run(run())


def test_failover_of_failovers() -> None:
    """Gateways that stand in for each other may do so in groups."""
    gateways = [memory.connect() for _ in range(3)]
    for gateway in gateways[:2]:
        gateway.script(Outcome.NOT_SENT)
    with Failover([Failover(gateways[:2]), gateways[2]]) as both:
        assert Outcome.ACCEPTED is both.send(PHONE, "Hello").outcome

    assert [0, 0, 1] == [len(gateway.outbox) for gateway in gateways]
    with pytest.raises(smswire.ClosedError):
        gateways[0].send(PHONE, "Hello")


@pytest.mark.parametrize("gateways", [[], None, 3, "ab", [None], memory.connect(), [memory.connect(), "memory://"]])
@pytest.mark.parametrize("kind", [Failover, AsyncFailover])
def test_nobody(kind: Any, gateways: Any) -> None:
    """There has to be a list of gateways."""
    with pytest.raises(smswire.ConfigurationError, match="at least one gateway"):
        kind(gateways)


@pytest.mark.parametrize("kind,gateway", [(Failover, memory.connect_async()), (AsyncFailover, memory.connect())])
def test_gateways_of_the_other_kind(kind: Any, gateway: Any) -> None:
    """Threads have no use for a gateway for tasks, nor the other way round."""
    with pytest.raises(smswire.ConfigurationError, match="at least one gateway"):
        kind([gateway])


def test_memory() -> None:
    """The gateway in memory keeps what was accepted, follows its script, and knows states."""
    with smswire.connect("memory://") as gateway:
        assert isinstance(gateway, memory.MemoryGateway)
        gateway.script(Outcome.REJECTED, Outcome.UNKNOWN)
        outcomes = [one.outcome for one in gateway.send_all([(f"+4179222334{n}", "x") for n in range(4)])]
        (known,) = [one.id for one in gateway.send_all([(PHONE, "y")])]
        gateway.deliver(known or "")

        assert [Outcome.REJECTED, Outcome.UNKNOWN, Outcome.ACCEPTED, Outcome.ACCEPTED] == outcomes
        assert ["x", "x", "y"] == [one.text for one in gateway.outbox]
        assert [smswire.State.DELIVERED] == [one.state for one in gateway.status([known or ""])]
