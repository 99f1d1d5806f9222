"""The aiohttp transport where the matrix does not look: what it writes, keeps, shares and waits for."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import time
from pathlib import Path
from typing import Final

import pytest

from smswire_runtime import Deadline, EncodeError, Failure, Phase, Reason, Request
from smswire_runtime._transport import parse_base
from tests.faults.exchanges import PLAIN, Sides, fail, in_a_loop, meet, open_at_once, send, serve_slowly
from tests.faults.invented import operation, request
from tests.faults.server import Peer, serve
from tests.faults.silence import sung

LONG: Final = bytes(range(256)) * 4096
"""A body that is written in many pieces."""

STRAY: Final = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"
"""What some servers say into the silence."""


@pytest.fixture(params=[False, True], ids=["plain", "tls"])
def sides(request: pytest.FixtureRequest, server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> Sides:
    """Without TLS, and over it."""
    return Sides(server_side, client_side) if request.param else PLAIN


# -- what is written ----------------------------------------------------------


@in_a_loop
async def test_request_on_the_wire(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A request goes out byte for byte as it was built, and neither files nor variables of the system add to it."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login canary password canary")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    path, query = '/x//%7e%2F;"[', "a=%20+%c3&&?="
    async with meet(serve) as (transport, server):
        await send(transport, server, Request(method="POST", path=path, query=query, headers=(("X-A", "b  c"),)))
    lines = [
        f"POST /base{path}?{query} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Accept-Encoding: identity",
        "User-Agent: smswire",
        "X-A: b  c",
        "Content-Length: 0",
        "",
        "",
    ]

    assert lines == server.ledger[0].decode().split("\r\n")


@pytest.mark.parametrize(
    "asked",
    [
        Request(method="GET", path="/a\r\nX: y"),
        Request(method="GET", path="/", query="a=\n"),
        Request(method="GET", path="/", headers=(("X", "canary-text\r\nY: z"),)),
        Request(method="GET", path="/", headers=(("Host", "elsewhere.test"),)),
    ],
)
@in_a_loop
async def test_request_that_is_refused(asked: Request) -> None:
    """What would end a line or change the framing is refused before anything is connected."""
    async with meet(serve) as (transport, server):
        with pytest.raises(EncodeError) as caught:
            await send(transport, server, asked)

    assert [] == sung([str(caught.value)])
    assert 0 == server.connections


@in_a_loop
async def test_answers_leave_nothing_behind() -> None:
    """No cookie is kept, and no redirect followed."""

    def script(peer: Peer) -> None:
        while peer.request():
            peer.answer(b"302 Found", b"", b"Set-Cookie: a=b; Path=/", b"Location: /elsewhere")

    async with meet(script) as (transport, server):
        assert 302 == (await send(transport, server)).status
        assert 302 == (await send(transport, server)).status

    assert 2 == len(server.ledger)
    assert server.ledger[0] == server.ledger[1]


@in_a_loop
async def test_a_long_request(sides: Sides) -> None:
    """Every byte of a request that takes many pieces arrives, once, and the connection is kept."""
    async with meet(serve, sides) as (transport, server):
        for _ in range(2):
            await send(transport, server, Request(method="POST", path="/", body=LONG))

    assert [LONG] * 2 == [sent.partition(b"\r\n\r\n")[2] for sent in server.ledger]
    assert 1 == server.connections


@in_a_loop
async def test_an_early_answer() -> None:
    """An answer that comes while a request is being written counts, and its connection carries nothing else."""

    def script(peer: Peer) -> None:
        peer.part(1000)
        peer.answer(b"413 Too Large")
        peer.wait()

    async with meet(script) as (transport, server):
        for _ in range(2):
            assert 413 == (await send(transport, server, request("POST", big=True))).status

    assert 2 == server.connections


# -- one request, whatever happens --------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
@in_a_loop
async def test_a_kept_connection_that_breaks(method: str) -> None:
    """A request that a used connection swallowed is not written to another one, whatever its verb."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.accept()
        peer.request()
        peer.reset()

    async with meet(script) as (transport, server):
        await send(transport, server, request(method))
        failure = await fail(transport, server, request(method))
        server.settle()

    assert (Phase.AWAITING, Reason.RESET, True) == (failure.phase, failure.reason, failure.wrote)
    assert 2 == len(server.ledger)
    assert 1 == server.connections


@pytest.mark.parametrize("stray", [b"", STRAY], ids=["closed", "spoke"])
@pytest.mark.parametrize("blocked", [False, True], ids=["", "blocked"])
@in_a_loop
async def test_a_server_that_had_enough(stray: bytes, blocked: bool, sides: Sides) -> None:  # noqa: FBT001, a parameter
    """Nothing is written to a connection that the server closed or spoke on, even if the event loop saw neither yet."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.accept()
        if stray and peer.server.connections == 1:
            peer.say(stray)
            peer.wait()

    async with meet(script, sides) as (transport, server):
        await send(transport, server)
        if blocked:
            time.sleep(0.1)  # noqa: ASYNC251, somebody has other things to do
        else:
            await asyncio.sleep(0.1)
        assert b"accepted" == (await send(transport, server)).body

    assert 2 == server.connections
    assert 2 == len(server.ledger)


@in_a_loop
async def test_a_connection_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that was idle for too long is replaced before a byte is written to it."""
    monkeypatch.setattr("smswire_runtime._aiohttp.IDLE_SECONDS", 0.0)
    async with meet(serve) as (transport, server):
        for _ in range(2):
            await send(transport, server)

    assert 2 == server.connections


# -- waiting, and who comes next ----------------------------------------------


@in_a_loop
async def test_many_tasks() -> None:
    """Any number of tasks share a transport, and each gets its own answer."""

    def script(peer: Peer) -> None:
        while sent := peer.request():
            peer.answer(b"200 OK", sent.partition(b"\r\n\r\n")[2])

    bodies = [b"%d" % number for number in range(200)]
    async with meet(script, max_connections=4) as (transport, server):
        asked = [Request(method="POST", path="/", body=body) for body in bodies]
        answers = await asyncio.gather(*(send(transport, server, each) for each in asked))

    assert bodies == [answer.body for answer in answers]
    assert 200 == len(server.ledger)
    assert 4 == server.connections


@in_a_loop
async def test_a_full_pool() -> None:
    """A call that finds no free connection in time was not sent; the one that has it goes on."""
    async with meet(serve_slowly, max_connections=1) as (transport, server):
        running = asyncio.ensure_future(send(transport, server))
        await asyncio.sleep(0.05)
        failure = await fail(transport, server, deadline=Deadline(0.02))
        await running

    assert (Phase.WAITING, Reason.BUSY, False) == (failure.phase, failure.reason, failure.wrote)
    assert 1 == len(server.ledger)


@in_a_loop
async def test_who_is_woken_and_gives_up() -> None:
    """A place that somebody no longer wants goes to the next in line."""
    async with meet(serve_slowly, max_connections=1) as (transport, server):
        first, second, third = (asyncio.ensure_future(send(transport, server)) for _ in range(3))
        first.add_done_callback(lambda _: second.cancel())
        await asyncio.wait_for(third, 2)

        assert first.done()
        assert second.cancelled()


@in_a_loop
async def test_an_operation_with_a_gate(sides: Sides) -> None:
    """A connection that others must not find open is ended when the call returns, and not a moment later."""
    async with meet(serve, sides) as (transport, server):
        for _ in range(3):
            await send(transport, server, max_connections=1)
            assert 0 == open_at_once(server)

    assert 3 == server.connections


# -- time ---------------------------------------------------------------------


@pytest.mark.parametrize("before,total", [(1, 1.5), (30, 0.3)], ids=["longer", "shorter"])
@in_a_loop
async def test_time_goes_on(before: float, total: float) -> None:
    """Each exchange on a connection has its own deadline, whatever that of the one before was."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.accept()
        peer.request()
        peer.wait()

    async with meet(script) as (transport, server):
        await send(transport, server, deadline=Deadline(before))
        began = time.monotonic()
        failure = await fail(transport, server, deadline=Deadline(total))
        seconds = time.monotonic() - began

        assert (Phase.AWAITING, Reason.TIMEOUT, True) == (failure.phase, failure.reason, failure.wrote)
        assert 0 == open_at_once(server)
    assert total <= seconds < total + 1
    assert 1 == server.connections


@in_a_loop
async def test_no_time_left_for_a_request() -> None:
    """Nothing is written once the time is up, even where a connection is at hand."""
    async with meet(serve) as (transport, server):
        await send(transport, server)
        deadline = Deadline(0.01)
        time.sleep(0.02)  # noqa: ASYNC251, somebody has other things to do
        failure = await fail(transport, server, deadline=deadline)

    assert (Reason.TIMEOUT, False) == (failure.reason, failure.wrote)
    assert 1 == len(server.settle())


class Late(Deadline):
    """Passes as soon as a connection is there."""

    asked = 0

    def require_connected(self) -> float:
        """The time that is left, once."""
        self.asked += 1
        if self.asked > 1:
            raise TimeoutError
        return super().require_connected()


@in_a_loop
async def test_no_time_left_for_a_connection(sides: Sides) -> None:
    """A connection that came too late is closed, and nothing was written."""
    async with meet(serve, sides) as (transport, server):
        failure = await fail(transport, server, deadline=Late())
        gc.collect()

        assert (Reason.TIMEOUT, False) == (failure.reason, failure.wrote)
        assert 0 == open_at_once(server)


@in_a_loop
async def test_a_lookup_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that never answers holds no call beyond its deadline, no thread of the loop's own, and no loop."""
    system = socket.getaddrinfo

    def hang(*where: str | int, **how: int) -> object:
        if not how.get("flags", 0) & socket.AI_NUMERICHOST:
            server.stopped.wait(3)
        return system(*where, **how)  # type: ignore[arg-type]  # as it was called

    def refuse(*_: object) -> None:
        raise AssertionError("the threads of the event loop are for others")

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(asyncio.get_running_loop(), "run_in_executor", refuse)
    async with meet(serve) as (transport, server):
        base = parse_base(f"http://localhost:{server.port}")
        began = time.monotonic()
        calls = [transport.exchange(base, request("POST"), operation("POST"), Deadline(0.3)) for _ in range(8)]
        ends = await asyncio.gather(*calls, return_exceptions=True)
        seconds = time.monotonic() - began

    assert 8 == len([end for end in ends if isinstance(end, Failure) and not end.wrote])
    assert {(Phase.RESOLVING, Reason.TIMEOUT)} == {(end.phase, end.reason) for end in ends if isinstance(end, Failure)}
    assert seconds < 1.3
