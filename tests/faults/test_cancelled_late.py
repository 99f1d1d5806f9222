"""Cancelling a call that has been answered: what it came to is never lost, and no cause means that nothing was sent."""

from __future__ import annotations

import asyncio
import pickle
import random
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Final

import pytest

import smswire
from smswire._plans import Plan, carry_out_async
from smswire.gateways import redoxygen
from smswire_providers.redoxygen import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType
from smswire_providers.redoxygen.client import Calls
from smswire_runtime import (
    Base,
    CallError,
    CancelledTooLate,
    Deadline,
    NotSent,
    Operation,
    OutcomeUnknown,
    Phase,
    Reason,
    Request,
    Response,
)
from smswire_runtime._client import AsyncLink, Settings
from tests.faults.cells import AMPLE, Ground
from tests.faults.kinds import SYNC, TRANSPORTS, Kind
from tests.faults.providers import REDOXYGEN
from tests.faults.server import FaultServer, Peer, serve
from tests.faults.silence import PASSWORD, USER, shown, sung

NUMBERS: Final = ["+61111222333", "+61111222334"]
"""Those of the acceptance."""

ARRIVED: Final = 0.2
"""Seconds after which an answer that was written is there."""

HANGS: Final = 10.0
"""Seconds after which what does not come fails its test."""

SENDS: Final = 60
"""Sends that are cancelled at any moment of their short lives."""


@pytest.fixture(params=[name for name in TRANSPORTS if name != SYNC])
def kind(request: pytest.FixtureRequest, ground: Ground) -> Kind:
    """Each asynchronous way to call."""
    return Kind(request.param, ground.loop)


class Waiting:
    """A server that keeps its answer back until it is told."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()
        self.answered = threading.Event()

    def script(self, peer: Peer) -> None:
        """Take each request, and accept it when it is time."""
        while peer.request():
            self.asked.set()
            self.go.wait(HANGS)
            peer.accept()
            self.answered.set()

    async def cancel_answered(self, task: asyncio.Task[Any]) -> BaseException | None:
        """Cancel a task when its answer is there and it does not know yet; the cause of its end."""
        loop = asyncio.get_running_loop()
        await asyncio.to_thread(self.asked.wait, HANGS)
        self.go.set()
        self.answered.wait(HANGS)
        time.sleep(ARRIVED)  # noqa: ASYNC251, nothing else shall run in this event loop meanwhile
        # What has arrived is read in the next round; in the one after that the task would go on.
        loop.call_soon(lambda: loop.call_soon(task.cancel))
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        assert [] == sung([*shown(caught.value), pickle.dumps(caught.value).decode("latin-1")])
        return caught.value.__cause__


@pytest.fixture
def waiting() -> Waiting:
    """One for each test."""
    return Waiting()


@pytest.fixture
def server(waiting: Waiting) -> Iterator[FaultServer]:
    """The same, on a port."""
    with FaultServer(waiting.script) as server:
        server.acceptance, server.media = REDOXYGEN.acceptance, REDOXYGEN.media
        yield server
        waiting.go.set()


def test_an_acceptance(kind: Kind, waiting: Waiting, server: FaultServer, ground: Ground) -> None:
    """A call that had been accepted when it was cancelled says so, and carries the answer where nothing shows it."""
    client = kind.client(REDOXYGEN, base_url=f"http://127.0.0.1:{server.port}")

    async def call() -> BaseException | None:
        return await waiting.cancel_answered(asyncio.ensure_future(REDOXYGEN.send(client)))

    cause = ground.loop.run(call())
    kind.do(client.close)

    assert isinstance(cause, CancelledTooLate)
    assert REDOXYGEN.accepted(cause.result().value)
    assert REDOXYGEN.acceptance == cause.result().response.body
    assert ("the call had ended when it was cancelled", "CancelledTooLate()") == (str(cause), repr(cause))
    assert 1 == len(server.ledger)


def test_pickled() -> None:
    """A pickle loses the answer, which may hold anything, and nothing else."""
    cause = CancelledTooLate(PASSWORD)
    again = pickle.loads(pickle.dumps(cause))  # noqa: S301, ours

    assert (PASSWORD, None) == (cause.result(), again.result())
    assert [] == sung([*shown(cause), repr(vars(cause))])


def gateway_of(kind: Kind, server: FaultServer) -> smswire.AsyncGateway:
    """A gateway over this kind of transport."""
    base_url = f"http://127.0.0.1:{server.port}"
    transport = kind.transport()
    made = kind.do(lambda: redoxygen.connect_async("CI1", USER, PASSWORD, base_url=base_url, transport=transport))
    assert isinstance(made, smswire.AsyncGateway)
    return made


async def _taken(gateway: smswire.AsyncGateway, rows: Iterable[Any]) -> list[smswire.Submission]:
    return [one async for one in gateway.send_all(rows)]


SENDERS: Final[list[Callable[[smswire.AsyncGateway], Awaitable[Any]]]] = [
    lambda gateway: gateway.send(NUMBERS[0], "Hello"),
    lambda gateway: smswire.AsyncFailover([gateway]).send(NUMBERS[0], "Hello"),
    lambda gateway: _taken(gateway, [(to, "Hello") for to in NUMBERS]),
]


@pytest.mark.parametrize("send", SENDERS, ids=["send", "failover", "send_all"])
def test_submissions(
    send: Callable[[smswire.AsyncGateway], Awaitable[Any]],
    kind: Kind,
    waiting: Waiting,
    server: FaultServer,
    ground: Ground,
) -> None:
    """At a gateway, the cause carries the submissions of that request."""
    gateway = gateway_of(kind, server)

    async def call() -> BaseException | None:
        return await waiting.cancel_answered(asyncio.ensure_future(send(gateway)))

    cause = ground.loop.run(call())
    kind.do(gateway.close)
    assert isinstance(cause, smswire.CancelledTooLate)
    found: list[smswire.Submission] = cause.result()

    assert NUMBERS[: len(found)] == [one.message.to for one in found]
    assert [("accepted", "123"), ("accepted", "124")][: len(found)] == [(one.outcome, one.id) for one in found]
    assert 1 == len(server.ledger)


def three_calls() -> Plan[list[str]]:
    """What became of each of three calls, as a batch that had to be split has it."""
    texts = OutgoingMessages(
        receipt_flag=ReceiptFlag.NEVER,
        reply_type=ReplyType.EMAIL,
        time_zone_offset=0,
        recipients=[OutgoingMessage(dest_tn=NUMBERS[0], sms_text="Hello")],
    )
    call = Calls("CI1", USER, PASSWORD, "smswire").send(messages=texts)
    found: list[str] = []
    for _ in range(3):
        try:
            yield call
            found.append("Accepted")
        except CallError as error:
            found.append(type(error).__name__)
    return found


SEVERAL: Final = [(True, ["Accepted", "NotSent", "NotSent"]), (False, ["Accepted", "OutcomeUnknown", "NotSent"])]


@pytest.mark.parametrize("answered,expected", SEVERAL, ids=["answered", "silent"])
def test_several_calls(answered: bool, expected: list[str], kind: Kind, waiting: Waiting, ground: Ground) -> None:  # noqa: FBT001, a parameter
    """Where it takes several requests, the cause speaks of all of them, and no further one is begun."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.accept()
        peer.request()
        waiting.asked.set()
        peer.wait()

    async def call() -> BaseException | None:
        task = asyncio.ensure_future(carry_out_async(three_calls(), link))
        if answered:
            return await waiting.cancel_answered(task)
        await asyncio.to_thread(waiting.asked.wait, HANGS)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return caught.value.__cause__

    with FaultServer(waiting.script if answered else script) as server:
        server.acceptance, server.media = REDOXYGEN.acceptance, REDOXYGEN.media
        base_url = f"http://127.0.0.1:{server.port}"
        settings = Settings(base_url=base_url, deadline=AMPLE, tls=True, answers="checked", hooks=())
        transport = kind.transport()
        link = kind.do(lambda: AsyncLink(settings, None, transport))
        cause = ground.loop.run(call())
        kind.do(link.transport.close)

    assert isinstance(cause, smswire.CancelledTooLate)
    assert expected == cause.result()


def test_before_it_ran(kind: Kind, ground: Ground) -> None:
    """A task that is cancelled before it began has no cause, and nothing was sent."""
    with FaultServer(serve) as server:
        client = kind.client(REDOXYGEN, base_url=f"http://127.0.0.1:{server.port}")

        async def call() -> BaseException | None:
            task = asyncio.ensure_future(REDOXYGEN.send(client))
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            return caught.value.__cause__

        assert ground.loop.run(call()) is None
        kind.do(client.close)
        assert [] == server.ledger


def test_at_any_moment(kind: Kind, ground: Ground) -> None:
    """Whenever a send is cancelled, what its end says agrees with what the server took."""
    moments = random.Random(5)  # noqa: S311, the same moments each time
    taken = unknown = 0
    with FaultServer(serve) as server:
        server.acceptance, server.media = REDOXYGEN.acceptance, REDOXYGEN.media
        gateway = gateway_of(kind, server)

        async def call() -> tuple[int, int]:
            task = asyncio.ensure_future(gateway.send(NUMBERS[0], "Hello"))
            await asyncio.sleep(moments.uniform(0, 0.006))
            task.cancel()
            try:
                return int((await task).outcome is smswire.Outcome.ACCEPTED), 0
            except asyncio.CancelledError as error:
                cause = error.__cause__
            assert cause is None or isinstance(cause, smswire.CancelledTooLate | NotSent | OutcomeUnknown)
            return int(isinstance(cause, smswire.CancelledTooLate)), int(isinstance(cause, OutcomeUnknown))

        for _ in range(SENDS):
            told = ground.loop.run(call())
            taken, unknown = taken + told[0], unknown + told[1]
        kind.do(gateway.close)

        assert taken <= len(server.settle(0.2)) <= taken + unknown


class Plain:
    """A transport of somebody's own, which says nothing of a cancelling."""

    async def exchange(self, _: Base, __: Request, ___: Operation, deadline: Deadline, /) -> Response:
        """Wait to be cancelled."""
        await asyncio.sleep(deadline.left())
        raise AssertionError

    def rest(self, _: Base, /) -> None:
        """Nothing is kept."""

    async def close(self) -> None:
        """Nothing is open."""


def test_a_transport_that_says_nothing(ground: Ground) -> None:
    """Where nobody says how far an exchange came, its outcome is unknown."""
    client = Kind("threaded", ground.loop).client(REDOXYGEN, base_url="https://plain.test", transport=Plain())

    async def call() -> BaseException | None:
        task = asyncio.ensure_future(REDOXYGEN.send(client))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return caught.value.__cause__

    cause = ground.loop.run(call())

    assert isinstance(cause, OutcomeUnknown)
    assert (Phase.SENDING, Reason.CANCELLED) == (cause.phase, cause.reason)
