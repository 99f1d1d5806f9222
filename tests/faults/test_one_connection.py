"""A provider that allows one connection at a time gets one, from all threads, tasks and clients of a process."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import smswire_runtime
from smswire_runtime._gate import Gate, gate_of
from smswire_runtime._outcomes import CallError, NotSent, Phase, Reason
from smswire_runtime._transport import Base, parse_base
from tests.faults.kinds import SYNC, TRANSPORTS, Kind, Loop
from tests.faults.providers import SMSOFFICE
from tests.faults.server import FaultServer, Peer

AT_ONCE = 8
CALLS = 5
"""Calls that each of them makes."""


def serve_slowly(peer: Peer) -> None:
    """Accept everything, after a moment in which others may come."""
    while peer.request():
        peer.wait(0.005)
        peer.accept()


def linger(peer: Peer) -> None:
    """Accept everything, after a while."""
    while peer.request():
        peer.wait(0.4)
        peer.accept()


def drop_odd(peer: Peer) -> None:
    """Drop every other request."""
    while peer.request():
        if len(peer.server.ledger) % 2:
            return
        peer.accept()


@contextlib.contextmanager
def serving(script: Callable[[Peer], None] = serve_slowly) -> Generator[FaultServer]:
    """A server of the provider."""
    with FaultServer(script) as server:
        server.acceptance, server.media = SMSOFFICE.acceptance, SMSOFFICE.media
        yield server


def make(kind: Kind, server: FaultServer, prefix: str = "", deadline: float = 20) -> Any:
    """A client with a transport of its own."""
    transport = kind.transport(proxy=False)
    url = f"http://127.0.0.1:{server.port}{prefix}"
    return kind.client(SMSOFFICE, base_url=url, transport=transport, deadline=deadline)


def rush(users: list[tuple[Kind, Any]]) -> list[CallError]:
    """All of these at once, each several calls; what went wrong."""
    together = threading.Barrier(len(users))

    def use(user: tuple[Kind, Any]) -> list[CallError]:
        kind, client = user
        together.wait()
        ended = [kind.call(lambda: SMSOFFICE.send(client)) for _ in range(CALLS)]
        return [one.error for one in ended if one.error is not None]

    with ThreadPoolExecutor(len(users)) as pool:
        errors = [error for found in pool.map(use, users) for error in found]
    for kind, client in users:
        kind.do(client.close)
    return errors


@pytest.mark.parametrize("name", TRANSPORTS)
def test_one_client(name: str, loop: Loop) -> None:
    """Threads or tasks that share a client take turns."""
    kind = Kind(name, loop)
    with serving() as server:
        client = make(kind, server)
        errors = rush([(kind, client)] * AT_ONCE)

        assert [] == errors
        assert 1 == server.most
        assert AT_ONCE * CALLS == len(server.ledger)


@pytest.mark.parametrize("names", [(SYNC, SYNC), tuple(TRANSPORTS)])
def test_several_clients(names: tuple[str, ...], loop: Loop) -> None:
    """So do clients of any kind, each with a transport of its own: one closes its connection before another opens."""
    kinds = [Kind(name, loop) for name in names]
    with serving() as server:
        users = [(kind, make(kind, server)) for kind in kinds]
        errors = rush(users * 3)

        assert [] == errors
        assert 1 == server.most
        assert len(users) * 3 * CALLS == len(server.ledger)


@pytest.mark.parametrize("shared", [False, True])
def test_several_bases(shared: bool, loop: Loop) -> None:  # noqa: FBT001, a parameter
    """The connection is to the host, whatever path stands before the documented one, and whatever transport is used."""
    kind = Kind(SYNC, loop)
    with serving() as server:
        clients = [make(kind, server, prefix) for prefix in ("", "/a", "/b")]
        if shared:
            for client in clients[1:]:
                client._link.transport = clients[0]._link.transport
        for _ in range(2):
            for client in clients:
                SMSOFFICE.send(client)
        errors = rush([(kind, client) for client in clients])

        assert [] == errors
        assert 1 == server.most


def test_all_calls_count(loop: Loop) -> None:
    """The limit is the provider's, not that of one operation."""
    kind = Kind(SYNC, loop)
    with serving(linger) as server, ThreadPoolExecutor(1) as pool:
        client = make(kind, server)
        server.acceptance = b"100.00"
        running = pool.submit(client.get_balance)
        time.sleep(0.1)
        server.acceptance = SMSOFFICE.acceptance
        SMSOFFICE.send(make(kind, server))
        running.exception()

        assert 1 == server.most
        client.close()


def test_a_failure_makes_room(loop: Loop) -> None:
    """Whoever failed stands in nobody's way."""
    kind = Kind(SYNC, loop)
    with serving(drop_odd) as server:
        errors = rush([(kind, make(kind, server)) for _ in range(4)])

        assert 0 < len(errors)
        assert 4 * CALLS == len(server.ledger)
        assert 1 == server.most


@pytest.mark.parametrize("name", TRANSPORTS)
def test_busy(name: str, loop: Loop) -> None:
    """Whoever finds no free connection within the deadline sent nothing."""
    kind = Kind(name, loop)
    with serving(linger) as server, ThreadPoolExecutor(1) as pool:
        running = pool.submit(SMSOFFICE.send, make(Kind(SYNC, loop), server))
        time.sleep(0.1)
        client = make(kind, server, deadline=0.1)
        ended = kind.call(lambda: SMSOFFICE.send(client))
        running.result()
        kind.do(client.close)

        assert isinstance(ended.error, NotSent)
        assert (Phase.WAITING, Reason.BUSY) == (ended.error.phase, ended.error.reason)
        assert 0.1 <= ended.seconds < 0.4
        assert 1 == len(server.settle())


# -- the gate itself ----------------------------------------------------------

HERE = Base("https", "gate.test", 443)


class Rests:
    """Notes what it is asked to close."""

    def __init__(self) -> None:
        self.asked: list[Base] = []

    def rest(self, base: Base) -> None:
        """As a transport."""
        self.asked.append(base)


def test_in_order() -> None:
    """Whoever came first is the next."""
    gate = Gate(1)
    assert gate.enter() is None
    places = [gate.enter() for _ in range(3)]
    for number in range(3):
        gate.leave()

        assert [index <= number for index in range(3)] == [place is not None and place.done() for place in places]
    gate.leave()

    assert gate.enter() is None


def test_giving_up() -> None:
    """Whoever gives up is passed over, also when the place had just been given."""
    gate = Gate(1)
    gate.enter()
    early, late, last = gate.enter(), gate.enter(), gate.enter()
    assert early is not None
    assert late is not None
    assert last is not None
    gate.give_up(early)
    gate.leave()
    assert late.done()
    gate.give_up(late)

    assert gate.wait(last, 0)
    gate.leave()
    assert gate.enter() is None


def test_one_gate_for_a_host() -> None:
    """Scheme and path make no difference, host and port do."""
    gate = gate_of(HERE, 1)

    assert gate is gate_of(parse_base("https://GATE.test/other"), 1)
    assert gate is not gate_of(Base("https", "gate.test", 444), 1)


def test_rest() -> None:
    """A transport closes what it keeps to the base that it served, once another one or another base comes."""
    gate, one, other = Gate(1), Rests(), Rests()
    there = Base("https", "gate.test", 443, "/there")
    for transport, base in ((one, HERE), (one, HERE), (other, there), (other, HERE), (one, HERE)):
        gate.enter()
        gate.hold(transport, base)
        gate.leave()

    assert [HERE] == one.asked
    assert [there, HERE] == other.asked


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_transport_that_breaks(error: type[BaseException]) -> None:
    """What a transport raises when it should rest leaves the gate open for others, and nobody is inside."""

    class Breaks(Rests):
        def rest(self, base: Base) -> None:
            raise error(base)

    gate, breaks = Gate(1), Breaks()
    gate.enter()
    assert gate.hold(breaks, HERE) is None
    gate.leave()
    gate.enter()
    if error is RuntimeError:
        failure = gate.hold(Rests(), HERE)
        assert failure is not None
        assert ("RuntimeError", False) == (failure.cause_name, failure.wrote)
    else:
        with pytest.raises(KeyboardInterrupt):
            gate.hold(Rests(), HERE)

    assert gate.enter() is None


def test_interrupted() -> None:
    """A thread that is interrupted while it waits gives its place up."""
    gate = Gate(1)
    gate.enter()
    place = gate.enter()
    assert place is not None
    main = threading.get_ident()
    threading.Timer(0.1, signal.pthread_kill, (main, signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        gate.wait(place, 5)
    gate.leave()

    assert gate.enter() is None


@pytest.fixture
def occupied(loop: Loop) -> Iterator[tuple[Gate, Any]]:
    """A gate that somebody is inside of, and an asynchronous client before it; in the end nobody is inside."""
    gate = gate_of(HERE, 1)
    assert gate.enter() is None
    kind = Kind("threaded", loop)
    client = kind.client(SMSOFFICE, base_url="https://gate.test")
    yield gate, client
    kind.do(client.close)

    assert gate.enter() is None
    gate.leave()


@pytest.mark.parametrize("granted", [False, True])
def test_a_task_that_is_cancelled(granted: bool, loop: Loop, occupied: tuple[Gate, Any]) -> None:  # noqa: FBT001, a parameter
    """A task that is cancelled while it waits gives its place up, even one that it was just given."""
    gate, client = occupied

    async def cancel() -> asyncio.CancelledError:
        task = asyncio.ensure_future(SMSOFFICE.send(client))
        await asyncio.sleep(0.05)
        if granted:
            gate.leave()
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        return caught.value

    cause = loop.run(cancel()).__cause__
    if not granted:
        gate.leave()

    assert isinstance(cause, NotSent)
    assert (Phase.WAITING, Reason.CANCELLED) == (cause.phase, cause.reason)


def test_a_task_that_is_abandoned(loop: Loop, occupied: tuple[Gate, Any]) -> None:
    """The same for one that nobody goes on with, since its event loop is gone."""
    gate, client = occupied

    async def abandon() -> None:
        waiting = SMSOFFICE.send(client)
        waiting.send(None)
        waiting.close()

    loop.run(abandon())
    gate.leave()


FORK = """
import os, sys
import smswire_runtime
from smswire_runtime._gate import gate_of
from smswire_runtime._transport import Base

base = Base("https", "gate.test", 443)
assert gate_of(base, 1).enter() is None
child = os.fork()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
os._exit(gate_of(base, 1).enter() is not None)
"""


def test_fork() -> None:
    """In the child of a fork nobody is inside."""
    path = os.pathsep.join(filter(None, [str(Path(smswire_runtime.__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "PYTHONPATH": path}

    assert 0 == subprocess.run([sys.executable, "-c", FORK], check=False, timeout=30, env=environment).returncode
