"""Exchanges of the aiohttp transport with a server that plays a script, in an event loop of their own."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, NamedTuple, ParamSpec

import attrs
import pytest

from smswire_runtime import AiohttpTransport, Deadline, Failure, Request, Response
from smswire_runtime._transport import parse_base
from tests.faults.invented import operation, request
from tests.faults.server import FaultServer, Peer, Script

P = ParamSpec("P")


class Sides(NamedTuple):
    """Both sides of TLS, or of none."""

    server: ssl.SSLContext | None = None
    client: ssl.SSLContext | None = None


PLAIN = Sides()


def in_a_loop(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """A test that is a coroutine."""

    @functools.wraps(test)
    def run(*arguments: P.args, **named: P.kwargs) -> None:
        asyncio.run(test(*arguments, **named))

    return run


@contextlib.asynccontextmanager
async def meet(
    script: Script, sides: Sides = PLAIN, *, raw: bool = False, **options: Any
) -> AsyncGenerator[tuple[AiohttpTransport, FaultServer]]:
    """A server that plays a script, and a transport that is closed before it."""
    transport = AiohttpTransport(trust=sides.client, **options)
    with FaultServer(script, tls=sides.server, raw=raw) as server:
        try:
            yield transport, server
        finally:
            await transport.close()


async def send(
    transport: AiohttpTransport,
    server: FaultServer,
    asked: Request | None = None,
    deadline: Deadline | None = None,
    **traits: Any,
) -> Response:
    """One exchange of an operation with these traits."""
    asked = asked or request("POST")
    scheme = "http" if server.tls is None else "https"
    base = parse_base(f"{scheme}://127.0.0.1:{server.port}/base")
    what = attrs.evolve(operation(asked.method), **traits)
    return await transport.exchange(base, asked, what, deadline or Deadline())


async def fail(
    transport: AiohttpTransport,
    server: FaultServer,
    asked: Request | None = None,
    deadline: Deadline | None = None,
    **traits: Any,
) -> Failure:
    """One exchange that brings no answer."""
    with pytest.raises(Failure) as caught:
        await send(transport, server, asked, deadline, **traits)
    return caught.value


async def arrive(server: FaultServer, count: int) -> None:
    """That many requests have arrived."""

    def wait() -> None:
        until = time.monotonic() + 5
        while len(server.ledger) < count:
            assert time.monotonic() < until
            time.sleep(0.01)

    await asyncio.to_thread(wait)


def open_at_once(server: FaultServer) -> int:
    """The connections that are open although nothing of ours could end one since."""
    time.sleep(0.02)
    return server.open_now()


def serve_slowly(peer: Peer) -> None:
    """Accept everything, after a while."""
    while peer.request():
        peer.wait(0.1)
        peer.accept()
