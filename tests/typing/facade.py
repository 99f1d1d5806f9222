"""What users write against the facade, for type checkers alone: the examples, and what has to be refused.

Nobody runs this; see api.py for how lines are marked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import assert_type

import smswire
import smswire.callbacks
from smswire import (
    AsyncFailover,
    AsyncGateway,
    Balance,
    Capabilities,
    Failover,
    Gateway,
    InvalidMessage,
    Message,
    Outcome,
    Reason,
    State,
    Status,
    Submission,
)
from smswire.gateways import eros, memory, netoxygen, redoxygen, smsoffice
from smswire_runtime import AiohttpTransport, Secret, Urllib3Transport, log_event

AT = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
MESSAGE = Message(to="+41792223344", text="Grüezi", sender="Acme", at=AT, flash=True, reference="mine")


# -- the examples -------------------------------------------------------------


def example(url: str) -> None:
    """The design's ten lines."""
    with smswire.connect(url) as gateway:
        assert_type(gateway, Gateway)
        submission = gateway.send("+41792223344", "Hello")
        assert_type(submission.outcome, Outcome)
        gateway.status([submission.id])
        gateway.balance()
        gateway.cancel([submission.id])
        for each in gateway.send_all([MESSAGE, ("+41792223344", "Hello")]):
            assert_type(each, Submission)


def ways_to_send(gateway: Gateway) -> None:
    """A number and a text with their fields, or a message."""
    assert_type(gateway.send("+41792223344", "x", sender="Acme", at=AT, flash=True, reference="mine"), Submission)
    assert_type(gateway.send(to="+41792223344", text="x", sender=None, at=None), Submission)
    assert_type(gateway.send(MESSAGE), Submission)


def reading(gateway: Gateway) -> None:
    """The calls that ask."""
    assert_type(gateway.status("id"), list[Status])
    assert_type(gateway.status(["id", None]), list[Status])
    assert_type(gateway.status(one.id for one in gateway.send_all([])), list[Status])
    assert_type(gateway.cancel(["id"]), list[bool])
    assert_type(gateway.balance(), Balance)
    assert_type(gateway.balance().amount, Decimal)
    assert_type(gateway.normalize("022/364 8000"), str)
    assert_type(gateway.check(), bool)
    assert_type(gateway.capabilities, Capabilities)
    assert_type(gateway.capabilities.parts, int | None)
    assert_type(gateway.provider, str)


def what_comes_back(submission: Submission) -> str:
    """A submission, and what to do on each outcome; a checker sees that none is forgotten."""
    assert_type(submission.message, Message)
    assert_type(submission.id, str | None)
    assert_type(submission.reason, Reason | None)
    assert_type(submission.code, str | None)
    assert_type(submission.segments, smswire.Segments | None)
    assert_type(submission.raise_for_outcome(), None)
    assert_type(submission.raw, object)
    match submission.outcome:
        case Outcome.ACCEPTED:
            return "accepted"
        case Outcome.REJECTED | Outcome.NOT_SENT:
            return submission.detail
        case Outcome.UNKNOWN:
            return "ask somebody"


def what_is_raised(gateway: Gateway) -> str | None:
    """A refusal in the words of a submission, and a message that another provider may take."""
    try:
        assert_type(gateway.balance(), Balance)
    except smswire.Rejected as error:
        assert_type(error.code, str | None)
        assert_type(error.detail, str)
        return error.obstacle if error.obstacle == Reason.AUTHENTICATION else None
    except InvalidMessage as error:
        assert_type(error.elsewhere, bool)
        assert_type(error.reason, Reason)
    return None


def rows() -> Iterator[tuple[str, str] | Message]:
    """Rows of both kinds, as they come."""
    yield "+41792223344", "Hello"
    yield MESSAGE


async def coming() -> AsyncIterator[Message]:
    """Rows that come later."""
    yield MESSAGE


async def tasks(gateways: list[AsyncGateway]) -> None:
    """The same in a task."""
    async with smswire.connect_async("netoxygen://u:p@", transport=AiohttpTransport()) as gateway:
        assert_type(gateway, AsyncGateway)
        assert_type(await gateway.send("+41792223344", "x", at=AT), Submission)
        assert_type(await gateway.send(MESSAGE), Submission)
        assert_type([one async for one in gateway.send_all(rows())], list[Submission])
        assert_type([one async for one in gateway.send_all(coming())], list[Submission])
        assert_type(
            [each async for one in gateway.batches(coming()) for each in await gateway.submit(one)], list[Submission]
        )
        assert_type(await gateway.status(["id"]), list[Status])
        assert_type(await gateway.balance(), Balance)
    async with AsyncFailover([*gateways, memory.connect_async()]) as both:
        assert_type(await both.send(MESSAGE), Submission)
        assert_type([one async for one in both.send_all(coming())], list[Submission])


def typed_constructors() -> list[Gateway]:
    """Every gateway by its own arguments."""
    return [
        redoxygen.connect("CI1", "user", "secret", product="mine", region="CH", deadline=5),
        redoxygen.connect("CI1", "user", "secret", addresses=smswire.callbacks.Addresses("https://x").of("redoxygen")),
        netoxygen.connect("user", Secret("secret"), sender="Acme", answers="lenient", hooks=[log_event]),
        eros.connect("user", "secret", auth="session", format="jsv", transport=Urllib3Transport(proxy=False)),
        eros.connect(token="token", auth="bearer"),
        smsoffice.connect("user", "secret", sender="Acme", base_url="http://127.0.0.1:8025", tls=False),
        memory.connect(sender="Acme", capabilities=Capabilities(batch=1, schedule=False, flash=False, sender=True)),
    ]


def failover(first: Gateway, second: Gateway) -> None:
    """Gateways that stand in for each other, also in groups."""
    with Failover([first, Failover([first, second])]) as gateway:
        assert_type(gateway, Failover)
        assert_type(gateway.send("+41792223344", "x", flash=True), Submission)
        for one in gateway.send_all(rows()):
            assert_type(one.outcome, Outcome)


def unit_test() -> None:
    """A gateway in memory."""
    gateway = memory.connect()
    gateway.script(Outcome.UNKNOWN, Outcome.REJECTED, reason=Reason.CREDIT)
    gateway.deliver("memory-1", State.EXPIRED)
    assert_type(gateway.outbox, list[Message])


def errors(gateway: Gateway) -> None:
    """What raises."""
    try:
        gateway.send("nobody", "x")
    except InvalidMessage as error:
        assert_type(error.reason, Reason)
        assert_type(error.problem, str)
    except smswire.Unsupported as error:
        assert_type(error.problem, str)
    except (smswire.ClosedError, smswire.ConfigurationError):
        pass
    counted = smswire.segments("Grüezi")
    assert_type(counted.count, int)
    assert_type(counted.forcing, tuple[str, ...])


# -- what is refused ----------------------------------------------------------

# Misspelt names, although all of them are loaded late. (To name one is all there is to it: B018.)
smswire.conect  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
smswire.Mesage  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
Outcome.ACEPTED  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
Reason.CREDITS  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
memory.conect  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018

# Options that do not exist, or are something else.
smswire.connect("memory://", dedline=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
smswire.connect("memory://", deadline="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
smswire.connect("memory://", sender="Acme")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
smswire.connect(b"memory://")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
smswire.connect("memory://", transport=AiohttpTransport())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
smswire.connect_async("memory://", transport=Urllib3Transport())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
redoxygen.connect("CI1", "user")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
redoxygen.connect("CI1", "user", "secret", sender="Acme")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
netoxygen.connect("user", "secret", account="CI1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
netoxygen.connect("user", "secret", answers="loose")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
netoxygen.connect("user", "secret", region=41)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
eros.connect("user", "secret", auth="digest")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
eros.connect("user", "secret", format="xml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
smsoffice.connect("user", b"secret")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
memory.connect(capabilities={"batch": 1})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Messages that lack something, or have it elsewhere; what is frozen.
Message("+41792223344", "x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Message(to="+41792223344")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Message(to=41792223344, text="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Message(to="+41792223344", text="x", at="2030-01-02")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Message(to="+41792223344", text="x", from_="Acme")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
MESSAGE.text = "y"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def wrong_calls(gateway: Gateway, submission: Submission) -> None:
    """Arguments that are missing, too many, misspelt or of another type."""
    gateway.send("+41792223344")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    gateway.send(MESSAGE, "x")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    gateway.send(MESSAGE, flash=True)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    gateway.send("+41792223344", "x", "Acme")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    gateway.send("+41792223344", "x", from_="Acme")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    gateway.send("+41792223344", "x", at="soon")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    gateway.send(["+41792223344"], "x")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
    gateway.send_all("+41792223344")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.send_all([("+41792223344", "x", "Acme")])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    gateway.send_all(coming())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.status()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    gateway.status([17])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    gateway.status([submission])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    gateway.ballance()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    submission.outcom  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
    submission.outcome = Outcome.ACCEPTED  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    submission.id.upper()  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    Failover(gateway)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def forgotten(submission: Submission) -> str:  # type: ignore[return]  # pyright: ignore[reportReturnType]
    """An outcome that nobody thought of."""
    match submission.outcome:  # pyright: ignore[reportMatchNotExhaustive]
        case Outcome.ACCEPTED:
            return "accepted"
        case Outcome.REJECTED | Outcome.NOT_SENT:
            return submission.detail


async def wrong_tasks(gateway: Gateway, asynchronous: AsyncGateway) -> None:
    """One kind of gateway taken for the other, and an await that is missing."""
    await gateway.send(MESSAGE)  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    asynchronous.send(MESSAGE)  # type: ignore[unused-coroutine]  # pyright: ignore[reportUnusedCoroutine]
    asynchronous.send(MESSAGE).outcome  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
    for one in asynchronous.send_all([]):  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        print(one)  # noqa: T201, as a user would  # pyright: ignore[reportUnknownArgumentType]
    with asynchronous:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    async with gateway:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    Failover([asynchronous])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    AsyncFailover([gateway])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
