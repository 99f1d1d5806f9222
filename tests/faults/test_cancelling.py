"""Cancelling a call: it ends at once, its socket is closed, and the cause of the error says what came of it."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Final

import pytest

from smswire_runtime import CancelledTooLate, Deadline, Event, Operation, Request, Response, SmswireError, Stage
from smswire_runtime._outcomes import CallError, NotSent, OutcomeUnknown, Phase, Reason, Rejected
from smswire_runtime._tasks import Interruption
from smswire_runtime._transport import Base, Failure
from tests.faults.catalogue import FAULTS
from tests.faults.cells import AMPLE, Ground, server_of
from tests.faults.fault import Place
from tests.faults.kinds import SYNC, TRANSPORTS, Kind
from tests.faults.providers import EROS, NETOXYGEN, PROVIDERS, REDOXYGEN, SMSOFFICE, Provider
from tests.faults.server import FaultServer, Peer, serve
from tests.faults.silence import PASSWORD, USER, check_silent, shown, sung

ASYNCHRONOUS: Final = [name for name in TRANSPORTS if name != SYNC]

MOMENT: Final = 0.3
"""Seconds after which a call is where it stays."""

each_kind = pytest.mark.parametrize("name", ASYNCHRONOUS)


class Ears:
    """A hook that keeps what it hears, and for whose next hearing one can wait."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.more = asyncio.Event()

    def __call__(self, event: Event) -> None:
        """Hear it."""
        self.events.append(event)
        self.more.set()


class Cancelled:
    """What a call that was cancelled left behind."""

    def __init__(self, error: BaseException, seconds: float, events: list[Event]) -> None:
        self.error = error
        self.seconds = seconds
        self.events = events
        self.cause = error.__cause__

    def check(self, kind: type[CallError], phase: Phase, reason: Reason = Reason.CANCELLED) -> None:
        """It was quick, said what became of the call to the caller and to hooks alike, and gave nothing away."""
        assert isinstance(self.error, asyncio.CancelledError)
        assert isinstance(self.cause, kind), str(self.cause)
        assert (phase, reason) == (self.cause.phase, self.cause.reason)
        assert self.seconds < 1
        assert Stage.DONE is self.events[-1].stage
        assert self.cause is self.events[-1].error
        check_silent(self.cause)
        assert [] == sung([*shown(self.error), pickle.dumps(self.error).decode("latin-1")])


async def cancelled(call: Callable[[], Awaitable[Any]], ears: Ears, moment: float = MOMENT) -> Cancelled:
    """Begin a call and cancel it a moment after its request was built."""
    ears.more.clear()
    task = asyncio.ensure_future(call())
    await ears.more.wait()
    await asyncio.sleep(moment)
    began = time.monotonic()
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as error:
        return Cancelled(error, time.monotonic() - began, ears.events)
    raise AssertionError("it was not cancelled")


def wait_until_closed(server: FaultServer) -> None:
    """The server sees that its connections are ended."""
    until = time.monotonic() + 1
    while server.open_now():
        assert time.monotonic() < until
        server.drain()
        time.sleep(0.01)


PHASES: Final = [
    ("lookup_that_hangs", False, Phase.RESOLVING),
    ("deaf", False, Phase.CONNECTING),
    ("proxy_stalls", True, Phase.CONNECTING),
    ("stall_in_handshake", True, Phase.SECURING),
    ("never_reads", False, Phase.SENDING),
    ("never_reads", True, Phase.SENDING),
    ("silence", False, Phase.AWAITING),
    ("silence", True, Phase.AWAITING),
    ("dripped_head", True, Phase.AWAITING),
    ("body_that_stalls", False, Phase.READING),
    ("body_that_stalls", True, Phase.READING),
]

AFTER: Final = {Phase.SENDING, Phase.AWAITING, Phase.READING}
"""Phases in which a byte of the request may have arrived."""


@each_kind
@pytest.mark.parametrize("fault,tls,phase", PHASES)
def test_every_phase(name: str, fault: str, tls: bool, phase: Phase, ground: Ground) -> None:  # noqa: FBT001, a parameter
    """Whatever a call waits for, it ends at once, and its phase decides what it came to."""
    met = FAULTS[fault]
    provider = NETOXYGEN if met.big else SMSOFFICE
    kind = Kind(name, ground.loop)
    ears = Ears()
    proxy = FaultServer(met.script)
    with server_of(met, provider, ground, tls=tls) as server, proxy:
        through = f"http://{USER}:{PASSWORD}@127.0.0.1:{proxy.port}" if met.place is Place.PROXY else False
        if met.place is Place.DEAF:
            server.deafen()
        if met.place is Place.UNRESOLVED:
            ground.names.hang(server.port)
        client = kind.client(
            provider,
            base_url=f"{'https' if tls else 'http'}://localhost:{server.port}",
            transport=kind.transport(trust=ground.client_side, proxy=through),
            deadline=AMPLE,
            hooks=[ears],
        )
        send = provider.send_big if met.big else provider.send
        assert send is not None
        end = ground.loop.run(cancelled(lambda: send(client), ears))

        end.check(OutcomeUnknown if phase in AFTER else NotSent, phase)
        if met.place is not Place.DEAF:
            wait_until_closed(server)
        wait_until_closed(proxy)
        kind.do(client.close)
        ground.names.restore(server.port)
        assert len(server.ledger) <= 1


@pytest.fixture(params=ASYNCHRONOUS)
def kind(request: pytest.FixtureRequest, ground: Ground) -> Kind:
    """Each asynchronous way to call."""
    return Kind(request.param, ground.loop)


@pytest.fixture
def slow() -> Iterator[FaultServer]:
    """A server that takes a second."""

    def script(peer: Peer) -> None:
        while peer.request():
            peer.wait(1)
            peer.accept()

    with FaultServer(script) as server:
        server.acceptance, server.media = REDOXYGEN.acceptance, REDOXYGEN.media
        yield server


def test_in_a_queue(kind: Kind, slow: FaultServer, ground: Ground) -> None:
    """Who waits for a free connection and is cancelled sent nothing, and the one that has it goes on."""
    ears = Ears()
    url = f"http://127.0.0.1:{slow.port}"
    transport = kind.transport(max_connections=1)
    client = kind.client(REDOXYGEN, base_url=url, transport=transport, hooks=[ears])

    async def both() -> tuple[Any, Cancelled]:
        first = asyncio.ensure_future(REDOXYGEN.send(client))
        end = await cancelled(lambda: REDOXYGEN.send(client), ears)
        end.check(NotSent, Phase.WAITING)
        return await first, end

    answer, _ = ground.loop.run(both())
    kind.do(client.close)

    assert REDOXYGEN.accepted(answer)
    assert 1 == len(slow.ledger)


def test_between_attempts(kind: Kind, ground: Ground) -> None:
    """A pause before another try is cut short; what went wrong before says more than the cancelling."""
    ears = Ears()
    with FaultServer(serve) as server:
        server.refuse()
        client = kind.client(EROS, base_url=f"http://127.0.0.1:{server.port}", hooks=[ears])
        end = ground.loop.run(cancelled(lambda: EROS.send(client), ears))
        kind.do(client.close)

    assert Stage.RETRY in {event.stage for event in ears.events}
    end.check(NotSent, Phase.CONNECTING, Reason.REFUSED)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_timeout(kind: Kind, provider: Provider, ground: Ground) -> None:
    """asyncio.timeout() is a cancelling like any other: the outcome is the cause of its cause."""
    with server_of(FAULTS["silence"], provider, ground, tls=False) as server:
        client = kind.client(provider, base_url=f"http://127.0.0.1:{server.port}")

        async def call() -> BaseException:
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(MOMENT):
                    await provider.send(client)
            return caught.value

        error = ground.loop.run(call())
        wait_until_closed(server)
        kind.do(client.close)
        assert isinstance(error.__cause__, asyncio.CancelledError)
        outcome = error.__cause__.__cause__

        assert isinstance(outcome, OutcomeUnknown)
        assert (Phase.AWAITING, Reason.CANCELLED) == (outcome.phase, outcome.reason)
        assert 1 == len(server.ledger)
        assert [] == sung([*shown(error), *shown(error.__cause__)])
        check_silent(outcome)


def test_task_group(kind: Kind, ground: Ground) -> None:
    """A task group that fails cancels its calls, and waits until their sockets are closed."""
    with server_of(FAULTS["silence"], EROS, ground, tls=False) as server:
        client = kind.client(EROS, base_url=f"http://127.0.0.1:{server.port}")

        async def fail() -> None:
            await asyncio.sleep(MOMENT)
            raise ZeroDivisionError

        async def group() -> None:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(4):
                    tasks.create_task(EROS.send(client))
                tasks.create_task(fail())

        with pytest.raises(ExceptionGroup):
            ground.loop.run(group())

        wait_until_closed(server)
        assert 4 == len(server.ledger)
        kind.do(client.close)


def test_the_client_goes_on(kind: Kind, ground: Ground) -> None:
    """A cancelled call takes its own connection with it, and no other."""

    def script(peer: Peer) -> None:
        while peer.request():
            if len(peer.server.ledger) % 2:
                peer.accept()
            else:
                peer.wait()

    ears = Ears()
    with FaultServer(script) as server:
        server.acceptance, server.media = EROS.acceptance, EROS.media
        client = kind.client(EROS, base_url=f"http://127.0.0.1:{server.port}", hooks=[ears])
        for _ in range(3):
            assert kind.call(lambda: EROS.send(client)).error is None
            ground.loop.run(cancelled(lambda: EROS.send(client), ears)).check(OutcomeUnknown, Phase.AWAITING)
        kind.do(client.close)

        assert 6 == len(server.ledger)
        assert 3 == server.connections


def test_logging_in(kind: Kind, ground: Ground) -> None:
    """A login that is cancelled leaves the call unsent, and the next call logs in."""

    def desk(peer: Peer) -> None:
        while request := peer.request():
            if not request.startswith(b"POST /auth"):
                peer.accept()
            elif len(peer.server.ledger) == 1:
                peer.wait()
            else:
                peer.answer(b"200 OK", b"{}", b"Set-Cookie: ss-id=x")

    ears = Ears()
    with FaultServer(desk) as server:
        server.acceptance, server.media = EROS.acceptance, EROS.media
        client = kind.client(
            EROS,
            token=None,
            username=USER,
            password=PASSWORD,
            auth="session",
            base_url=f"http://127.0.0.1:{server.port}",
            hooks=[ears],
        )
        end = ground.loop.run(cancelled(lambda: EROS.send(client), ears))
        end.check(NotSent, Phase.AWAITING)

        assert kind.call(lambda: EROS.send(client)).error is None
        kind.do(client.close)
        assert 3 == len(server.ledger)


# -- what had come by then ----------------------------------------------------


class Late:
    """A transport whose exchange had come so far when it was cancelled."""

    def __init__(self, reply: Response | Failure) -> None:
        self.reply = reply
        self.exchanges = 0

    async def exchange(self, _: Base, __: Request, ___: Operation, deadline: Deadline, /) -> Response:
        """Wait to be cancelled."""
        self.exchanges += 1
        try:
            await asyncio.sleep(deadline.left())
        except asyncio.CancelledError:
            raise Interruption(self.reply) from None
        raise AssertionError

    def rest(self, _: Base, /) -> None:
        """Nothing is kept."""

    async def close(self) -> None:
        """Nothing is open."""


REPLIES: Final = [
    (Response(status=200, body=REDOXYGEN.acceptance), CancelledTooLate, None),
    (Response(status=200, body=REDOXYGEN.refusal), Rejected, Reason.REFUSAL),
    (Response(status=401, body=PASSWORD.encode()), Rejected, Reason.AUTHENTICATION),
    (Response(status=503, body=PASSWORD.encode()), OutcomeUnknown, Reason.STATUS),
    (Failure(Phase.READING, Reason.CANCELLED, "", wrote=True), OutcomeUnknown, Reason.CANCELLED),
    (Failure(Phase.SECURING, Reason.CANCELLED, "", wrote=False), NotSent, Reason.CANCELLED),
]


@pytest.mark.parametrize("reply,expected,reason", REPLIES)
def test_what_had_come(
    reply: Response | Failure, expected: type[SmswireError], reason: Reason | None, ground: Ground
) -> None:
    """An answer that had come by then is judged like any other, and hooks hear of it."""
    kind = Kind("threaded", ground.loop)
    ears = Ears()
    late = Late(reply)
    client = kind.client(REDOXYGEN, base_url="https://late.test", transport=late, hooks=[ears])
    end = ground.loop.run(cancelled(lambda: REDOXYGEN.send(client), ears, 0.01))

    assert 1 == late.exchanges
    assert Stage.DONE is ears.events[-1].stage
    assert (end.cause if isinstance(end.cause, CallError) else None) is ears.events[-1].error
    assert (expected, reason) == (type(end.cause), end.cause.reason if isinstance(end.cause, CallError) else None)
    assert [] == sung([*shown(end.error), pickle.dumps(end.error).decode("latin-1")])
