"""Connections of the default transport: kept, shared, waited for, cancelled and closed."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, NamedTuple

import attrs
import pytest

from smswire_runtime._deadline import Deadline
from smswire_runtime._hooks import Hook
from smswire_runtime._outcomes import CallError, ClosedError, NotSent, OutcomeUnknown, Phase, Reason
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.catalogue import FAULTS
from tests.faults.cells import AMPLE
from tests.faults.invented import asked, call, url
from tests.faults.server import FaultServer, Peer, serve


def serve_slowly(peer: Peer) -> None:
    """Accept everything, after a while."""
    while peer.request():
        peer.wait(0.1)
        peer.accept()


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server without faults."""
    with FaultServer(serve) as server:
        yield server


def test_one_connection() -> None:
    """An operation that allows one connection gets one, from any number of threads, and waiting counts."""
    operation = attrs.evolve(asked("GET").operation, max_connections=1)
    only = asked("GET")._replace(operation=operation)
    with FaultServer(serve_slowly) as server:
        transport = Urllib3Transport()
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(call, transport, url(server), only) for _ in range(8)]:
                done.result()
            running = pool.submit(call, transport, url(server), only)
            time.sleep(0.05)
            with pytest.raises(NotSent) as caught:
                call(transport, url(server), only, Deadline(0.02))
            running.result()
        transport.close()

    assert 1 == server.connections
    assert 9 == len(server.ledger)
    assert Phase.WAITING is caught.value.phase


def test_a_full_pool() -> None:
    """A call that finds no free connection in time was not sent."""
    with FaultServer(serve_slowly) as server, ThreadPoolExecutor(1) as pool:
        transport = Urllib3Transport(max_connections=1)
        running = pool.submit(call, transport, url(server), asked("GET"))
        time.sleep(0.05)
        with pytest.raises(NotSent) as caught:
            call(transport, url(server), asked("GET"), Deadline(0.02))
        running.result()
        transport.close()

    assert (Phase.WAITING, Reason.BUSY) == (caught.value.phase, caught.value.reason)
    assert 1 == len(server.ledger)


def test_many_threads(server: FaultServer) -> None:
    """Any number of threads share a transport, and each gets its own answer."""
    transport = Urllib3Transport(max_connections=4)
    with ThreadPoolExecutor(32) as pool:
        running = [pool.submit(call, transport, url(server), asked("POST")) for _ in range(200)]
        answers = [each.result().value for each in running]
    transport.close()

    assert ["accepted"] * 200 == answers
    assert 200 == len(server.ledger)
    assert server.connections <= 4


def test_a_connection_grows_old(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that was idle for too long is replaced before a byte is written to it."""
    transport = Urllib3Transport()
    call(transport, url(server), asked("POST"))
    monkeypatch.setattr("smswire_runtime._urllib3.IDLE_SECONDS", 0.0)
    call(transport, url(server), asked("POST"))
    transport.close()

    assert 2 == server.connections


def test_closed(server: FaultServer) -> None:
    """A closed transport says so; closing it again is nothing."""
    transport = Urllib3Transport()
    call(transport, url(server), asked("POST"))
    transport.close()
    transport.close()
    with pytest.raises(ClosedError):
        call(transport, url(server), asked("POST"))

    assert 1 == len(server.ledger)


def test_closed_during_a_call() -> None:
    """A call in flight ends as it would have, and its connection is not kept."""
    with FaultServer(serve_slowly) as server, ThreadPoolExecutor(1) as pool:
        transport = Urllib3Transport()
        running = pool.submit(call, transport, url(server), asked("POST"))
        time.sleep(0.05)
        transport.close()

        assert "accepted" == running.result().value


# -- who waits for a connection -----------------------------------------------

MOMENT: Final = 0.05
"""Seconds after which a call that has begun waits."""

WAKING: Final = 1.0
"""Seconds within which who waits is woken, on a busy machine; the calls that it waits for take far longer."""


class Queue(NamedTuple):
    """A call that waits for the one connection, which another call holds."""

    transport: Urllib3Transport
    server: FaultServer
    waiter: Future[object]
    free: threading.Event
    """Lets the other call end."""


@contextmanager
def waiting(deadline: Deadline) -> Generator[Queue]:
    """A call that waits until it is woken, or until this ends."""
    free = threading.Event()

    def hold(peer: Peer) -> None:
        while peer.request():
            free.wait(AMPLE)
            peer.accept()

    with FaultServer(hold) as server, ThreadPoolExecutor(2) as pool:
        transport = Urllib3Transport(max_connections=1)
        holder = pool.submit(call, transport, url(server), asked("GET"))
        while not server.ledger:
            time.sleep(0.005)
        begun = threading.Event()
        hooks: list[Hook] = [lambda _: begun.set()]
        waiter: Future[object] = pool.submit(call, transport, url(server), asked("GET"), deadline, hooks)
        begun.wait(AMPLE)
        time.sleep(MOMENT)
        try:
            yield Queue(transport, server, waiter, free)
        finally:
            free.set()
            holder.result()
            transport.close()


def test_waiting_is_cancelled() -> None:
    """Who waits for a connection is woken by a cancelling from another thread, and nothing was sent."""
    deadline = Deadline()
    with waiting(deadline) as queue:
        deadline.cancel()
        error = queue.waiter.exception(WAKING)

    assert isinstance(error, NotSent)
    assert (Phase.WAITING, Reason.CANCELLED) == (error.phase, error.reason)
    assert 1 == len(queue.server.ledger)


def test_closing_wakes_who_waits() -> None:
    """Nobody waits for a connection of a transport that is closed."""
    with waiting(Deadline()) as queue:
        queue.transport.close()

        assert isinstance(queue.waiter.exception(WAKING), ClosedError)
        assert 1 == len(queue.server.ledger)


def test_who_gave_up_takes_no_connection_from_those_behind() -> None:
    """The one connection goes to the next call."""
    deadline = Deadline()
    with waiting(deadline) as queue:
        deadline.cancel()
        queue.waiter.exception(WAKING)
        queue.free.set()
        call(queue.transport, url(queue.server), asked("GET"))

    assert 1 == queue.server.connections
    assert 2 == len(queue.server.ledger)


# -- cancelling ---------------------------------------------------------------


@pytest.mark.parametrize(
    "fault,scheme,kind",
    [
        ("silence", "http", OutcomeUnknown),
        ("silence", "https", OutcomeUnknown),
        ("body_that_stalls", "https", OutcomeUnknown),
        ("never_reads", "http", OutcomeUnknown),
        ("stall_in_handshake", "https", NotSent),
    ],
)
def test_cancel(
    fault: str, scheme: str, kind: type[CallError], server_side: ssl.SSLContext, client_side: ssl.SSLContext
) -> None:
    """Cancelling ends a call at once, whatever it waits for, and the phase says what it came to."""
    played = FAULTS[fault]
    tls = server_side if scheme == "https" else None
    with FaultServer(played.script, tls=tls, raw=played.raw) as server:
        transport = Urllib3Transport(trust=client_side)
        deadline = Deadline()
        began = time.monotonic()
        threading.Timer(0.3, deadline.cancel).start()
        with pytest.raises(kind) as caught:
            call(transport, url(server, scheme), asked("POST", big=played.big), deadline)
        transport.close()

    assert Reason.CANCELLED is caught.value.reason
    assert time.monotonic() - began < 2


def test_cancelled_too_late(server: FaultServer) -> None:
    """A call that is cancelled once it has ended leaves its connection to the next one."""
    transport = Urllib3Transport()
    deadline = Deadline()
    call(transport, url(server), asked("POST"), deadline)
    deadline.cancel()
    call(transport, url(server), asked("POST"))
    transport.close()

    assert 1 == server.connections
