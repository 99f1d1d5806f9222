"""The client that calls listeners: to this machine only, unless a host was allowed by name; it follows no redirect."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from attrs import frozen
from yarl import URL

from smswire.sandbox._wire import Outgoing
from smswire_runtime import Response

PATIENCE: Final = 10.0
"""Seconds for a whole call. The documents name none; a listener that takes longer than this has a fault to find."""

ANSWER_LIMIT: Final = 64 * 1024
"""Octets of an acknowledgement: the documented one has some hundred."""

AT_A_TIME: Final = 16
"""Calls under way at once."""

_ALWAYS_SENT: Final = ("accept", "accept-encoding", "content-type", "user-agent")
_FRAMING: Final = frozenset({"content-length", "host", "connection", "transfer-encoding"})


@frozen
class Unreachable:
    """Why a call got no answer."""

    problem: str


class Forbidden(Exception):
    """The sandbox does not call there."""


def is_loopback(host: str) -> bool:
    """Whether a host of an address is this machine, by its name alone: nothing is resolved."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


class _Resolver(AbstractResolver):
    """This machine's names are this machine's addresses, whatever a name server says."""

    def __init__(self) -> None:
        self._others = aiohttp.DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if not is_loopback(host):
            return await self._others.resolve(host, port, family)
        addresses = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in addresses
            if family in {kind, socket.AF_UNSPEC}
        ]

    async def close(self) -> None:
        await self._others.close()


class Caller:
    """Makes the calls."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(host.strip("[]").lower() for host in allowed)
        self._own_port = 0
        self._session: aiohttp.ClientSession | None = None

    def is_at(self, port: int) -> None:
        """The sandbox itself listens here: no message makes it call itself."""
        self._own_port = port

    def check(self, url: str) -> None:
        """Raise Forbidden when the sandbox does not call this address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise Forbidden("not an address") from None
        if parts.scheme not in {"http", "https"} or not host:
            raise Forbidden("not an http address")
        if not is_loopback(host):
            if host.lower() not in self._allowed:
                raise Forbidden(f"{host} is another machine: --allow-callback {host} allows it")
        elif port == self._own_port:
            raise Forbidden("the sandbox does not call itself")

    async def call(self, outgoing: Outgoing) -> Response | Unreachable:
        """Make one call that was checked."""
        request = outgoing.request
        headers = [(name, value) for name, value in request.headers if name.lower() not in _FRAMING]
        try:
            async with self._opened().request(
                request.method,
                URL(outgoing.url, encoded=True),
                data=request.body or None,
                headers=[("User-Agent", "smswire-sandbox"), *headers],
                allow_redirects=False,
                skip_auto_headers=_ALWAYS_SENT,
            ) as answer:
                body = await _limited(answer.content)
                found = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.raw_headers)
                return Response(status=answer.status, headers=found, body=body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Unreachable(_told(error))

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # A connection of its own for each call: on a kept one, aiohttp would repeat a GET by itself.
                connector=aiohttp.TCPConnector(resolver=_Resolver(), force_close=True, limit=AT_A_TIME),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()


async def _limited(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    while len(body) <= ANSWER_LIMIT and (piece := await content.readany()):
        body += piece
    return bytes(body[:ANSWER_LIMIT])


def _told(error: Exception) -> str:
    """What happened, without what an address may hold."""
    if isinstance(error, TimeoutError):
        return f"no answer within {PATIENCE:g} s"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "no connection"
    return type(error).__name__
