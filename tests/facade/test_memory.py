"""The gateway in memory, as the unit tests of users have it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

import smswire
from smswire import Message, Outcome, Reason, State
from smswire.gateways import memory

PHONE = "+41792223344"
LATER = datetime.now(UTC) + timedelta(hours=1)


def test_outbox() -> None:
    """What was accepted is in the outbox as it was given, and the submission looks like any other."""
    with memory.connect(sender="Desk") as gateway:
        submission = gateway.send(PHONE, "Hello €", reference="mine")

    assert [Message(to=PHONE, text="Hello €", reference="mine")] == gateway.outbox
    assert ("memory", "memory-1", Outcome.ACCEPTED) == (submission.provider, submission.id, submission.outcome)
    assert submission.segments == smswire.segments("Hello €")
    submission.raise_for_outcome()


@pytest.mark.parametrize(
    "outcome,error",
    [(Outcome.REJECTED, smswire.Rejected), (Outcome.NOT_SENT, smswire.NotSent), ("unknown", smswire.OutcomeUnknown)],
)
def test_script(outcome: Outcome, error: type[Exception]) -> None:
    """The next messages come to what the script says, one after the other; then all is well again."""
    gateway = memory.connect()
    gateway.script(outcome, Outcome.ACCEPTED, outcome, reason=Reason.CREDIT)
    found = [*gateway.send_all([(PHONE, "a"), (PHONE, "b")]), gateway.send(PHONE, "c"), gateway.send(PHONE, "d")]

    assert [outcome, "accepted", outcome, "accepted"] == [one.outcome for one in found]
    assert ["b", "d"] == [one.text for one in gateway.outbox]
    assert Reason.CREDIT is found[0].reason or outcome is not Outcome.REJECTED
    with pytest.raises(error):
        found[0].raise_for_outcome()


def test_life_of_a_message() -> None:
    """A message is submitted, or scheduled until its time; a test says what becomes of it."""
    gateway = memory.connect()
    at_once, later = gateway.send(PHONE, "now"), gateway.send(PHONE, "later", at=LATER)
    ids = [at_once.id, later.id, "nobody's"]

    assert (False, True) == (at_once.scheduled, later.scheduled)
    assert [State.SUBMITTED, State.SCHEDULED, State.UNKNOWN] == [one.state for one in gateway.status(ids)]
    assert [False, True, False] == gateway.cancel(ids)
    assert [False] == gateway.cancel([later.id])
    gateway.deliver(at_once.id or "")
    assert [State.DELIVERED, State.CANCELLED, State.UNKNOWN] == [one.state for one in gateway.status(ids)]
    with pytest.raises(ValueError, match="no message"):
        gateway.deliver("nobody's")


def test_the_rest() -> None:
    """Credits go down by segments, numbers are normalised, and there is nothing to log in to."""
    gateway = memory.connect()
    before = gateway.balance().amount
    gateway.send(PHONE, "x" * 161)

    assert Decimal(2) == before - gateway.balance().amount
    assert PHONE == gateway.normalize("0041 79 222 33 44")
    assert gateway.check()


@pytest.mark.parametrize(
    "message",
    [
        Message(to="nobody", text="x"),
        Message(to=PHONE, text=""),
        Message(to=PHONE, text="a\x00b"),
        Message(to=PHONE, text="\ud800"),
        Message(to=PHONE, text="x", at=datetime.now(UTC) - timedelta(seconds=1)),
        Message(to=PHONE, text="x", at=LATER.replace(tzinfo=None)),
        Message(to=PHONE, text="x", sender=""),
        Message(to=PHONE, text="x" * 200_000),
    ],
    ids=range(8),
)
def test_refuses_what_others_refuse(message: Message) -> None:
    """A test does not pass with what no gateway would take."""
    gateway = memory.connect()
    with pytest.raises(smswire.InvalidMessage):
        gateway.send(message)
    (found,) = gateway.send_all([message])

    assert Outcome.NOT_SENT is found.outcome
    assert [] == gateway.outbox


def test_capabilities() -> None:
    """It can play a provider that cannot do everything, so that a test sees Unsupported."""
    nothing = smswire.Capabilities(batch=1, schedule=False, flash=False, sender=False, parts=1)
    gateway = memory.connect(capabilities=nothing)
    attempts: list[Any] = [
        lambda: gateway.send(PHONE, "x", at=LATER),
        lambda: gateway.send(PHONE, "x", flash=True),
        lambda: gateway.send(PHONE, "x", sender="Desk"),
        lambda: gateway.status(["x"]),
        lambda: gateway.cancel(["x"]),
        gateway.balance,
        lambda: gateway.normalize(PHONE),
        gateway.check,
        lambda: memory.connect(sender="Desk", capabilities=nothing),
    ]

    assert nothing == gateway.capabilities
    for attempt in attempts:
        with pytest.raises(smswire.Unsupported):
            attempt()
    with pytest.raises(smswire.InvalidMessage) as caught:
        gateway.send(PHONE, "x" * 161)
    assert Reason.TOO_LONG is caught.value.reason
    assert [1, 1] == [len(batch) for batch in gateway.batches([(PHONE, "a"), ("+41792223345", "a")])]


def test_capabilities_of_another() -> None:
    """It can take over what a real gateway says of itself."""
    with smswire.connect("smsoffice://u:p@127.0.0.1:9?from=Desk") as office:
        gateway = memory.connect(capabilities=attrs.evolve(office.capabilities, batch=3))

    with pytest.raises(smswire.Unsupported):
        gateway.send(PHONE, "x", at=LATER)


@pytest.mark.parametrize("options", [{"deadline": -1}, {"answers": "loose"}, {"hooks": 3}])
def test_options(options: dict[str, Any]) -> None:
    """Options that any gateway refuses are refused here; those that it takes change nothing."""
    with pytest.raises(smswire.ConfigurationError):
        smswire.connect("memory://", **options)
    with pytest.raises(smswire.ConfigurationError):
        memory.connect(**options)
    with pytest.raises(smswire.ConfigurationError, match="dedline"):
        smswire.connect("memory://", dedline=1)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]

    assert smswire.connect("memory://", deadline=3).send(PHONE, "x").id


def test_closed() -> None:
    """A closed gateway says so, as any other."""
    gateway = memory.connect()
    gateway.close()
    for attempt in (gateway.balance, gateway.check, lambda: gateway.send(PHONE, "x"), lambda: gateway.status(["x"])):
        with pytest.raises(smswire.ClosedError):
            attempt()

    assert [] == gateway.outbox


def test_tasks() -> None:
    """The same for tasks, in a failover, too."""

    async def run() -> tuple[list[str], list[str], list[smswire.Status]]:
        async with memory.connect_async() as first, memory.connect_async() as second:
            first.script(Outcome.NOT_SENT)
            both = smswire.AsyncFailover([first, second])
            found = [one async for one in both.send_all([(PHONE, "a"), (PHONE, "b")])]
            first.deliver(found[1].id or "", State.EXPIRED)
            states = await first.status([found[1].id])
            assert [False] == await first.cancel([found[1].id])
            assert PHONE == await first.normalize(PHONE)
            assert await first.check()
            assert 1_000_000 - 1 == (await first.balance()).amount
            return [one.text for one in first.outbox], [one.text for one in second.outbox], states

    first, second, (state,) = asyncio.run(run())

    assert (["b"], ["a"], State.EXPIRED) == (first, second, state.state)
