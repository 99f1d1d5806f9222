"""The aiohttp transport where the matrix does not look: how its exchanges and itself end, and what others see of it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import ssl
import subprocess
import sys
import time
import tracemalloc
from typing import Final

import pytest

from smswire_runtime import (
    AiohttpTransport,
    ClosedError,
    ConfigurationError,
    Deadline,
    Failure,
    Interruption,
    Phase,
    Reason,
    Response,
)
from smswire_runtime._aiohttp_connection import Connection
from tests.faults.catalogue import FAULTS
from tests.faults.exchanges import PLAIN, Sides, arrive, fail, in_a_loop, meet, open_at_once, send, serve_slowly
from tests.faults.invented import request
from tests.faults.proxies import tunnel
from tests.faults.server import FaultServer, Peer, serve
from tests.faults.silence import PASSWORD, sung

MEBIBYTE: Final = 1 << 20


def accept_one(peer: Peer) -> None:
    """Accept one request, and say nothing to the next."""
    peer.request()
    peer.accept()
    peer.request()
    peer.wait()


@pytest.fixture(params=[False, True], ids=["plain", "tls"])
def sides(request: pytest.FixtureRequest, server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> Sides:
    """Without TLS, and over it."""
    return Sides(server_side, client_side) if request.param else PLAIN


# -- cancelling ---------------------------------------------------------------


@in_a_loop
async def test_cancel(sides: Sides) -> None:
    """Cancelling ends the connection at once, and says how far the exchange had come."""
    async with meet(accept_one, sides) as (transport, server):
        await send(transport, server)
        task = asyncio.ensure_future(send(transport, server))
        await arrive(server, 2)
        task.cancel()
        with pytest.raises(Interruption) as caught:
            await task
        reply = caught.value.reply

        assert isinstance(reply, Failure)
        assert (Phase.AWAITING, Reason.CANCELLED, True) == (reply.phase, reply.reason, reply.wrote)
        assert 0 == open_at_once(server)


@in_a_loop
async def test_cancelled_at_the_last_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is cancelled when the whole answer is there gets the answer."""
    tasks: list[asyncio.Task[Response]] = []
    deliver = Connection.data_received

    def deliver_and_cancel(connection: Connection, data: bytes) -> None:
        deliver(connection, data)
        tasks[0].cancel()

    monkeypatch.setattr(Connection, "data_received", deliver_and_cancel)
    async with meet(serve) as (transport, server):
        tasks.append(asyncio.ensure_future(send(transport, server)))
        with pytest.raises(Interruption) as caught:
            await tasks[0]

    assert isinstance(caught.value.reply, Response)
    assert b"accepted" == caught.value.reply.body


@in_a_loop
async def test_cancelled_from_elsewhere(sides: Sides) -> None:
    """A deadline that another thread cancels ends the exchange, too, and at once."""
    deadline = Deadline()
    async with meet(accept_one, sides) as (transport, server):
        await send(transport, server)
        failing = asyncio.ensure_future(fail(transport, server, deadline=deadline))
        await arrive(server, 2)
        began = time.monotonic()
        await asyncio.to_thread(deadline.cancel)
        failure = await failing
        seconds = time.monotonic() - began

    assert seconds < 1
    assert (Phase.AWAITING, Reason.CANCELLED, True) == (failure.phase, failure.reason, failure.wrote)


# -- closing ------------------------------------------------------------------


@in_a_loop
async def test_closed(sides: Sides) -> None:
    """A closed transport says so, and has no connection; closing it again is nothing."""
    async with meet(serve, sides) as (transport, server):
        await send(transport, server)
        await transport.close()
        assert 0 == open_at_once(server)
        await transport.close()
        with pytest.raises(ClosedError):
            await send(transport, server)

    assert 1 == len(server.ledger)


@in_a_loop
async def test_closed_before_it_was_used() -> None:
    """There is nothing to close, and yet it is closed."""
    async with meet(serve) as (transport, server):
        await transport.close()
        with pytest.raises(ClosedError):
            await send(transport, server)

    assert 0 == server.connections


@in_a_loop
async def test_closed_during_calls(sides: Sides) -> None:
    """A call in flight ends as it would have, its connection is not kept, and who waits for one gets none."""
    async with meet(serve_slowly, sides, max_connections=1) as (transport, server):
        running, waiting = (asyncio.ensure_future(send(transport, server)) for _ in range(2))
        await asyncio.sleep(0.07)
        await transport.close()

        assert not running.done()
        assert b"accepted" == (await running).body
        with pytest.raises(ClosedError):
            await waiting
        assert 0 == open_at_once(server)

    assert 1 == server.connections
    assert 1 == len(server.ledger)


@in_a_loop
async def test_closed_while_connecting(server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    """A call whose connection is being made when its transport is closed is not sent."""
    stall = FAULTS["stall_in_handshake"].script
    async with meet(stall, Sides(server_side, client_side), raw=True) as (transport, server):
        task = asyncio.ensure_future(send(transport, server, deadline=Deadline(0.5)))
        await asyncio.sleep(0.2)
        await transport.close()
        with pytest.raises(ClosedError):
            await task

    assert [] == server.ledger


def test_another_event_loop() -> None:
    """Connections belong to one event loop; another one is told so and spoils nothing."""
    transport = AiohttpTransport()

    async def elsewhere() -> None:
        with pytest.raises(ConfigurationError, match="another event loop"):
            await send(transport, server)
        with pytest.raises(ConfigurationError, match="another event loop"):
            await transport.close()

    with FaultServer(serve) as server, asyncio.Runner() as home:
        home.run(send(transport, server))
        asyncio.run(elsewhere())
        home.run(send(transport, server))
        home.run(transport.close())

    assert 1 == server.connections
    assert 2 == len(server.ledger)


def test_no_connections() -> None:
    """A transport without a single connection is no transport."""
    with pytest.raises(ConfigurationError):
        AiohttpTransport(max_connections=0)


# -- proxies and TLS ----------------------------------------------------------


@in_a_loop
async def test_tunnel(server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    """The proxy sees where to, and its own password; the server gets the requests, over one tunnel."""
    with FaultServer(tunnel) as proxy:
        through = f"http://user:{PASSWORD}@127.0.0.1:{proxy.port}"
        async with meet(serve, Sides(server_side, client_side), proxy=through) as (transport, server):
            for _ in range(2):
                await send(transport, server)

    assert [f"CONNECT 127.0.0.1:{server.port} HTTP/1.1"] == [sent.decode().split("\r\n")[0] for sent in proxy.ledger]
    assert b"Proxy-Authorization: Basic " in proxy.ledger[0]
    assert 2 == len(server.ledger)
    assert b"Proxy-Authorization" not in server.ledger[0]


@in_a_loop
async def test_strangers(stranger: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    """A server that cannot prove who it is gets nothing."""
    async with meet(serve, Sides(stranger, client_side)) as (transport, server):
        failure = await fail(transport, server)

    assert (Phase.SECURING, Reason.CERTIFICATE, False) == (failure.phase, failure.reason, failure.wrote)
    assert [] == server.ledger


@in_a_loop
async def test_the_trust_of_the_system(server_side: ssl.SSLContext) -> None:
    """Without a word about trust, the authorities of the system decide; ours is not one of them."""
    async with meet(serve, Sides(server_side)) as (transport, server):
        failure = await fail(transport, server)

    assert (Phase.SECURING, Reason.CERTIFICATE, False) == (failure.phase, failure.reason, failure.wrote)


@in_a_loop
async def test_an_end_without_alert(sides: Sides) -> None:
    """Over TLS, an answer that ends with its connection ends with the closing alert, or somebody may have cut it."""
    async with meet(FAULTS["announced_end_without_alert"].script, sides) as (transport, server):
        if sides is PLAIN:
            assert b"accepted" == (await send(transport, server)).body
        else:
            failure = await fail(transport, server)
            assert (Phase.READING, Reason.TRUNCATED, 200) == (failure.phase, failure.reason, failure.status)


# -- what others see ----------------------------------------------------------

HOSTILE: Final = [
    "gzip_bomb",
    "endless_body",
    "endless_chunks",
    "endless_status_line",
    "endless_interim_answers",
    "one_huge_header",
    "two_hundred_headers",
    "length_beyond_the_limit",
    "chunk_below_zero",
]


@pytest.mark.parametrize("name", HOSTILE)
@in_a_loop
async def test_memory(name: str) -> None:
    """A hostile answer costs no more than the largest limit and some air."""
    async with meet(FAULTS[name].script) as (transport, server):
        gc.collect()
        tracemalloc.start()
        try:
            failure = await fail(transport, server, deadline=Deadline(5), answer_limit=4 * MEBIBYTE)
            _, highest = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert FAULTS[name].reason is failure.reason
    assert highest <= 8 * MEBIBYTE


@pytest.mark.parametrize("name", ["accepted_after_interim", "reset_after_request", "garbage", "silence"])
@in_a_loop
async def test_logs(name: str, sides: Sides, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody logs a secret, not even an event loop that is being debugged."""
    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    async with meet(FAULTS[name].script, sides) as (transport, server):
        for method in ("GET", "POST"):
            with contextlib.suppress(Failure):
                await send(transport, server, request(method), Deadline(0.3))

    assert caplog.records
    assert [] == sung(record.getMessage() for record in caplog.records)


def test_without_aiohttp() -> None:
    """Who has not installed the extra is told which one it is."""
    code = "import sys; sys.modules['aiohttp'] = None; from smswire_runtime import AiohttpTransport"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=30)

    assert b"ImportError: this transport needs aiohttp: install smswire[aiohttp]" in done.stderr
