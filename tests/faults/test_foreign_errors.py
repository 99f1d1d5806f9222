"""Whatever a transport raises, the call has an outcome: what nobody foresaw says nothing of the bytes that went out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final

import pytest

import smswire
from smswire.gateways import redoxygen
from smswire_runtime import (
    Base,
    ClosedError,
    ConfigurationError,
    Deadline,
    DecodeError,
    EncodeError,
    NotSent,
    Operation,
    OutcomeUnknown,
    Phase,
    Reason,
    Request,
    Response,
    Stage,
    ThreadedTransport,
    Urllib3Transport,
)
from smswire_runtime._gate import gate_of
from smswire_runtime._transport import parse_base
from tests.faults.cells import Ground
from tests.faults.kinds import SYNC, Kind
from tests.faults.providers import EROS, REDOXYGEN, SMSOFFICE
from tests.faults.server import FaultServer, Peer
from tests.faults.silence import PASSWORD, USER, check_silent

URL: Final = f"https://{USER}:{PASSWORD}@foreign.test"
"""What a library may well put into the text of its errors."""

IMMENSE: Final = 1 << 47
"""Bytes of a stack for which no machine has room: so a thread cannot be started, as under a limit of the system."""


class Foreign:
    """A transport of somebody's own, which ends as it is told."""

    def __init__(self, end: Callable[[], Any]) -> None:
        self.end = end
        self.exchanges = 0

    def exchange(self, _: Base, __: Request, ___: Operation, ____: Deadline, /) -> Response:
        """End."""
        self.exchanges += 1
        return self.end()  # type: ignore[no-any-return]

    def rest(self, _: Base, /) -> None:
        """Fail."""
        raise OSError(URL)

    def close(self) -> None:
        """Nothing is open."""


class AsyncForeign(Foreign):
    """The same for tasks."""

    async def exchange(self, *_: Any) -> Response:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """End."""
        self.exchanges += 1
        return self.end()  # type: ignore[no-any-return]

    async def close(self) -> None:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        """Nothing is open."""


def raising(error: BaseException) -> Callable[[], Any]:
    """An end with this error."""

    def end() -> Any:
        raise error

    return end


@pytest.fixture(params=[SYNC, "threaded"])
def kind(request: pytest.FixtureRequest, ground: Ground) -> Kind:
    """In a thread and in a task."""
    return Kind(request.param, ground.loop)


def foreign(kind: Kind, end: Callable[[], Any]) -> Foreign:
    """A transport of somebody's own, of the right kind."""
    return Foreign(end) if kind.name == SYNC else AsyncForeign(end)


UNFORESEEN: Final = [
    OSError(URL),
    TimeoutError(URL),
    ValueError(URL),
    RuntimeError(URL),
    DecodeError("$", URL),
    ExceptionGroup(URL, [OSError(URL)]),
    NotSent("send", Phase.WAITING, Reason.BUSY),
]


@pytest.mark.parametrize("error", UNFORESEEN, ids=lambda error: type(error).__name__)
def test_unforeseen(error: Exception, kind: Kind) -> None:
    """After an error that is none of a transport's own, a send has an unknown outcome; its text may hold a URL."""
    events: list[Any] = []
    transport = foreign(kind, raising(error))
    client = kind.client(REDOXYGEN, base_url="https://foreign.test", transport=transport, hooks=[events.append])
    found = kind.call(lambda: REDOXYGEN.send(client)).error

    assert isinstance(found, OutcomeUnknown)
    assert (Phase.SENDING, Reason.PROTOCOL, type(error).__name__) == (found.phase, found.reason, found.cause)
    assert (Stage.DONE, found) == (events[-1].stage, events[-1].error)
    assert 1 == transport.exchanges
    check_silent(found)


@pytest.mark.parametrize("answer", [None, "", b"accepted"], ids=repr)
def test_no_answer_at_all(answer: Any, kind: Kind) -> None:
    """What is no answer says as little."""
    client = kind.client(REDOXYGEN, base_url="https://foreign.test", transport=foreign(kind, lambda: answer))
    found = kind.call(lambda: REDOXYGEN.send(client)).error

    assert isinstance(found, OutcomeUnknown)
    assert type(answer).__name__ == found.cause


@pytest.mark.parametrize("error", [ClosedError("x"), ConfigurationError("x"), EncodeError("$", "x")], ids=repr)
def test_nothing_attempted(error: Exception, kind: Kind) -> None:
    """Errors of ours which say that nothing was attempted are believed."""
    client = kind.client(REDOXYGEN, base_url="https://foreign.test", transport=foreign(kind, raising(error)))

    with pytest.raises(type(error)) as caught:
        kind.call(lambda: REDOXYGEN.send(client))
    assert error is caught.value


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_ends_of_programs(end: type[BaseException]) -> None:
    """Who ends the program ends it."""
    client = REDOXYGEN.client(
        **REDOXYGEN.credentials, base_url="https://foreign.test", transport=Foreign(raising(end()))
    )

    with pytest.raises(end):
        REDOXYGEN.send(client)


def test_a_gateway_goes_on(kind: Kind) -> None:
    """A transport that fails in its own way ends no run: every message has its submission."""
    rows = [("+41790000001", "Hello"), ("+41790000002", "Hello")]
    transport: Any = foreign(kind, raising(OSError(URL)))

    async def taken() -> list[smswire.Submission]:
        gateway = redoxygen.connect_async("CI1", USER, PASSWORD, transport=transport)
        return [one async for one in gateway.send_all(rows)]

    if kind.name == SYNC:
        found = list(redoxygen.connect("CI1", USER, PASSWORD, transport=transport).send_all(rows))
    else:
        found = asyncio.run(taken())

    assert ["unknown", "unknown"] == [one.outcome for one in found]


def test_a_rest_that_fails(kind: Kind) -> None:
    """Where another transport cannot close its connection, nothing is sent over a second one, and the gate is free."""
    first = foreign(kind, lambda: Response(status=200, body=SMSOFFICE.acceptance))
    second = foreign(kind, lambda: Response(status=200, body=SMSOFFICE.acceptance))
    base_url = f"https://{kind.name}.test"
    one = kind.client(SMSOFFICE, base_url=base_url, transport=first)
    other = kind.client(SMSOFFICE, base_url=base_url, transport=second, deadline=0.1)
    kind.call(lambda: SMSOFFICE.send(one))
    found = kind.call(lambda: SMSOFFICE.send(other)).error
    gate = gate_of(parse_base(base_url), 1)

    assert isinstance(found, NotSent)
    assert "OSError" == found.cause
    assert (1, 0) == (first.exchanges, second.exchanges)
    check_silent(found)
    assert gate.enter() is None
    gate.leave()


# -- threads that cannot be had -----------------------------------------------


@contextmanager
def no_threads() -> Generator[None]:
    """Meanwhile the system has no thread for anybody."""
    before = threading.stack_size(IMMENSE)
    try:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            threading.Thread(target=int).start()
        yield
    finally:
        threading.stack_size(before)


def test_no_thread(ground: Ground) -> None:
    """Without a thread nothing is sent, and nothing later: the pool keeps what it has no thread for."""
    kind = Kind("threaded", ground.loop)
    asked, go = threading.Event(), threading.Event()

    def script(peer: Peer) -> None:
        while peer.request():
            asked.set()
            go.wait(10)
            peer.accept()

    with FaultServer(script) as server:
        server.acceptance, server.media = REDOXYGEN.acceptance, REDOXYGEN.media
        transport = kind.transport()
        base_url = f"http://127.0.0.1:{server.port}"
        client = kind.client(REDOXYGEN, base_url=base_url, transport=transport)
        hurried = kind.client(REDOXYGEN, base_url=base_url, transport=transport, deadline=0.2)

        async def both() -> Any:
            first = asyncio.ensure_future(REDOXYGEN.send(client))
            await asyncio.to_thread(asked.wait, 10)
            with no_threads(), pytest.raises(NotSent) as caught:
                await REDOXYGEN.send(hurried)
            go.set()
            return caught.value, await first

        error, answer = ground.loop.run(both())
        again = kind.call(lambda: REDOXYGEN.send(client))
        kind.do(client.close)

        assert (Phase.WAITING, Reason.BUSY, "RuntimeError") == (error.phase, error.reason, error.cause)
        check_silent(error)
        assert REDOXYGEN.accepted(answer)
        assert again.error is None
        assert 2 == len(server.settle(0.2))


@pytest.mark.parametrize(
    "error,kept", [(OSError(URL), OutcomeUnknown), (ClosedError("x"), NotSent)], ids=["OSError", "ours"]
)
def test_cancelled_before_an_error(
    error: Exception, kept: type[Exception], ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that ends in an error nobody foresaw leaves the outcome of a cancelled call unknown."""
    asked, go = threading.Event(), threading.Event()

    def exchange(*_: Any) -> Response:
        asked.set()
        go.wait(10)
        raise error

    monkeypatch.setattr(Urllib3Transport, "exchange", exchange)
    kind = Kind("threaded", ground.loop, ThreadedTransport)
    client = kind.client(EROS, base_url="https://foreign.test")

    async def call() -> BaseException | None:
        task = asyncio.ensure_future(EROS.send(client))
        await asyncio.to_thread(asked.wait, 10)
        task.cancel()
        asyncio.get_running_loop().call_soon(go.set)
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return caught.value.__cause__

    cause = ground.loop.run(call())
    kind.do(client.close)

    assert isinstance(cause, kept)
    assert isinstance(cause, OutcomeUnknown | NotSent)
    assert (Reason.CANCELLED, type(error).__name__) == (cause.reason, cause.cause)
    check_silent(cause)
