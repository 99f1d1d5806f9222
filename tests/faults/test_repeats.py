"""What is tried again, and what is not: each operation by what a repeat of it does, and by nothing else."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any, Final
from xmlrpc.client import dumps

import pytest
from attrs import frozen

from smswire_runtime import Event, Stage
from smswire_runtime._outcomes import NotSent, OutcomeUnknown, Rejected
from tests.faults.cells import AMPLE, Ground
from tests.faults.kinds import SYNC, TRANSPORTS, Ended, Kind
from tests.faults.providers import NETOXYGEN, PROVIDERS, SMSOFFICE, Provider
from tests.faults.server import FaultServer, Peer, Script, answering

each_kind = pytest.mark.parametrize("name", TRANSPORTS)
each_provider = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)


class Visit:
    """A call at a server, and what hooks heard of it."""

    def __init__(self, kind: Kind, provider: Provider, server: FaultServer, trust: ssl.SSLContext) -> None:
        self.events: list[Event] = []
        self._kind = kind
        self._client = kind.client(
            provider,
            base_url=f"{'http' if server.tls is None else 'https'}://127.0.0.1:{server.port}",
            transport=kind.transport(trust=trust),
            deadline=AMPLE,
            hooks=[self.events.append],
        )

    def call(self, work: Callable[[Any], Any]) -> Ended:
        """Make it, and close the client."""
        ended = self._kind.call(lambda: work(self._client))
        self._kind.do(self._client.close)
        return ended

    @property
    def stages(self) -> list[Stage]:
        """What hooks heard."""
        return [event.stage for event in self.events]


# -- what was not sent --------------------------------------------------------


def hang_up_at_first(then: Script) -> Script:
    """Drop the first connection in its handshake."""

    def script(peer: Peer) -> None:
        if peer.server.connections == 1:
            peer.part(10)
            peer.close()
            return
        assert peer.server.tls is not None
        peer.sock = peer.server.tls.wrap_socket(peer.sock, server_side=True)
        then(peer)

    return script


def serve_it(peer: Peer) -> None:
    """Accept a request."""
    peer.request()
    peer.accept()


def lose_it(peer: Peer) -> None:
    """Take a request and drop it."""
    peer.request()
    peer.reset()


@each_kind
@each_provider
@pytest.mark.parametrize("then,expected", [(serve_it, None), (lose_it, OutcomeUnknown)])
def test_a_send_that_was_not_sent(
    name: str, provider: Provider, then: Script, expected: type[Exception] | None, ground: Ground
) -> None:
    """A send is tried again as long as nothing of it was written; the first that is written is the last."""
    with FaultServer(hang_up_at_first(then), tls=ground.server_side, raw=True) as server:
        server.acceptance, server.media = provider.acceptance, provider.media
        visit = Visit(Kind(name, ground.loop), provider, server, ground.client_side)
        ended = visit.call(provider.send)

        assert expected is (None if ended.error is None else type(ended.error))
        assert 1 == len(server.settle())
        assert 2 == server.connections
    assert [Stage.ATTEMPT, Stage.RETRY, Stage.ATTEMPT, Stage.DONE] == visit.stages
    assert isinstance(visit.events[1].error, NotSent)


# -- what may be done twice ---------------------------------------------------


@frozen(eq=False)
class Reading:
    """A call that changes nothing, or nothing more, and its acceptance."""

    provider: Provider
    call: Callable[[Any], Any]
    answer: bytes


def rpc(value: Any) -> bytes:
    """A value as the standard library's XML-RPC answers it."""
    return dumps((value,), methodresponse=True).encode()


READINGS: Final = {
    "get_credits": Reading(NETOXYGEN, lambda client: client.get_credits(), rpc(120)),
    "get_status": Reading(NETOXYGEN, lambda client: client.get_status(id=["a1"]), rpc([])),
    "cancel_message": Reading(NETOXYGEN, lambda client: client.cancel_message(id=["a1"]), rpc([])),
    "get_balance": Reading(SMSOFFICE, lambda client: client.get_balance(), b"Success: 12.50"),
}
each_reading = pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)


def first(script: Script) -> Script:
    """Play a script after the first request, and accept the others."""

    def both(peer: Peer) -> None:
        while peer.request():
            if len(peer.server.ledger) == 1:
                script(peer)
            else:
                peer.accept()

    return both


def read(name: str, reading: Reading, script: Script, ground: Ground) -> tuple[Visit, Ended, int]:
    """One call whose first request meets a script, and how many requests there were."""
    with FaultServer(first(script)) as server:
        server.acceptance = reading.answer
        visit = Visit(Kind(name, ground.loop), reading.provider, server, ground.client_side)
        ended = visit.call(reading.call)
        return visit, ended, len(server.settle())


@each_kind
@each_reading
@pytest.mark.parametrize(
    "script",
    [Peer.reset, answering(b"503 Unavailable", b"<html>")],
    ids=["reset", "503"],
)
def test_a_reading_that_was_lost(name: str, reading: Reading, script: Script, ground: Ground) -> None:
    """A call that may be made twice is, when its answer was lost or its server is in trouble."""
    visit, ended, ledger = read(name, reading, script, ground)

    assert ended.error is None
    assert 2 == ledger
    assert [Stage.ATTEMPT, Stage.RETRY, Stage.ATTEMPT, Stage.DONE] == visit.stages


@each_reading
@pytest.mark.parametrize(
    "script,expected",
    [
        (answering(b"200 OK", b"<html>"), OutcomeUnknown),
        (answering(b"302 Found", b"", b"Location: /elsewhere"), OutcomeUnknown),
        (answering(b"403 Forbidden"), Rejected),
        (answering(b"429 Too Many Requests", b"", b"Retry-After: 0"), Rejected),
    ],
    ids=["unreadable", "302", "403", "429"],
)
def test_a_reading_that_would_meet_the_same(
    reading: Reading, script: Script, expected: type[Exception], ground: Ground
) -> None:
    """What the next try would meet again ends the call."""
    visit, ended, ledger = read(SYNC, reading, script, ground)

    assert expected is type(ended.error)
    assert 1 == ledger
    assert [Stage.ATTEMPT, Stage.DONE] == visit.stages
