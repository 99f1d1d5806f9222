"""The asynchronous transport on aiohttp: one thread carries any number of calls; the extra is ``aiohttp``.

aiohttp's connector keeps the connections, and never sees what goes over them. Its ClientSession stays out of it: that
one sends a GET again when a kept connection breaks, takes an answer that a reset cut off for a complete one, gives what
a server said into the silence to the next request, and puts URLs into its exceptions.
"""

from __future__ import annotations

import asyncio
from typing import Final, cast

from smswire_runtime._deadline import Deadline
from smswire_runtime._line import explain
from smswire_runtime._messages import Request, Response
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import ClosedError, ConfigurationError, Phase, Reason
from smswire_runtime._proxy import Proxy, find_proxy, parse_proxy
from smswire_runtime._tasks import Interruption
from smswire_runtime._tls import Trust
from smswire_runtime._transport import Base, Failure, write_request
from smswire_runtime._urllib3 import IDLE_SECONDS, MAX_CONNECTIONS

try:
    from aiohttp import BaseConnector, ClientRequest, ClientTimeout
except ImportError as error:  # the message names the extra instead of a module that nobody asked for
    raise ImportError("this transport needs aiohttp: install smswire[aiohttp]") from error

from smswire_runtime._aiohttp_connection import Connection, Exchange, Route, Trusted

NO_TIMEOUT: Final = ClientTimeout(total=None)
"""There is one deadline, and it is ours."""


class _Connector(BaseConnector):
    """Keeps the connections that carry nothing; a new one is made in our way."""

    async def _create_connection(self, req: ClientRequest, traces: object, timeout: object) -> Connection:  # noqa: ARG002, ASYNC109, aiohttp's signature
        exchange = cast("Exchange", req)
        return await exchange.connection_key.connect(exchange)


class AiohttpTransport:
    """Exchanges of any number of tasks of one event loop, without a thread but while a connection is made.

    ``trust`` is a file of certificates or a TLS context, instead of the authorities that the system trusts. ``proxy``
    is a URL, True for what the environment says (HTTPS_PROXY, NO_PROXY), or False for none. ``max_connections`` holds
    for each base.
    """

    def __init__(
        self, *, trust: Trust = None, proxy: str | bool = True, max_connections: int = MAX_CONNECTIONS
    ) -> None:
        if max_connections < 1:
            raise ConfigurationError("a transport needs at least one connection")
        self._trusted = Trusted(trust)
        self._proxy = parse_proxy(proxy) if isinstance(proxy, str) else proxy
        self._size = max_connections
        self._routes: dict[Base, Route] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connector: _Connector | None = None
        self._closed = False

    async def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """One request, one answer; see AsyncTransport."""
        wire = write_request(request, base)
        connector = self._open()
        exchange = Exchange(self._route(base), request.method, wire, operation.answer_limit, deadline)
        # A provider that counts connections counts those of all transports, and the others know nothing of this one.
        keep = operation.max_connections is None
        end: BaseException
        try:
            return await self._perform(connector, exchange, keep=keep)
        except asyncio.CancelledError:
            deadline.cancel()
            cancelled = Failure(
                exchange.phase, Reason.CANCELLED, "CancelledError", wrote=exchange.wrote, status=exchange.status
            )
            end = Interruption(exchange.response or cancelled)
        except Exception as error:  # noqa: BLE001, whatever went wrong, what counts is whether a write had begun
            end = self._failure(exchange, error)
        raise end

    async def _perform(self, connector: _Connector, exchange: Exchange, *, keep: bool) -> Response:
        places = exchange.connection_key.places
        if places.locked():
            async with asyncio.timeout(exchange.deadline.left()):
                await places.acquire()
        else:
            await places.acquire()
        try:
            if connector.closed:
                raise ClosedError
            lease = await connector.connect(cast("ClientRequest", exchange), [], NO_TIMEOUT)
            connection = cast("Connection", lease.protocol)
            kept = False
            try:
                response = await connection.carry(exchange)
                kept = keep and exchange.reusable and not connector.closed
                return response
            finally:
                if kept:
                    lease.release()
                else:
                    connection.hang_up()
                    lease.close()
        finally:
            places.release()

    def _open(self) -> _Connector:
        """The connector, made in the event loop that it belongs to."""
        if self._closed:
            raise ClosedError("the client is closed")
        if self._connector is None:
            self._loop = asyncio.get_running_loop()
            self._connector = _Connector(limit=0, keepalive_timeout=IDLE_SECONDS)
        self._require_loop()
        return self._connector

    def _require_loop(self) -> None:
        if self._loop is not asyncio.get_running_loop():
            raise ConfigurationError("the connections of this client belong to another event loop: make one for each")

    def _route(self, base: Base) -> Route:
        route = self._routes.get(base)
        if route is None:
            proxy = self._proxy
            through = proxy if isinstance(proxy, Proxy) else find_proxy(base) if proxy else None
            route = self._routes[base] = Route(base, through, self._trusted, self._size)
        return route

    def _failure(self, exchange: Exchange, error: Exception) -> Exception:
        if self._closed and not exchange.wrote:
            return ClosedError("the client was closed")
        reason, cause_name = explain(error, exchange)
        if exchange.phase is Phase.WAITING and reason is Reason.TIMEOUT:
            reason = Reason.BUSY
        return Failure(exchange.phase, reason, cause_name, wrote=exchange.wrote, status=exchange.status)

    def rest(self, base: Base) -> None:
        """Nothing: no connection is kept for operations that have a gate."""

    async def close(self) -> None:
        """Close every connection that carries nothing, the others when they no longer do; again is nothing."""
        if self._connector is not None and not self._closed:
            self._require_loop()
            self._closed = True
            await self._connector.close()
        self._closed = True
