"""A connection of the aiohttp transport: how it is made, and how it carries an exchange."""

from __future__ import annotations

import asyncio
import select
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from math import inf
from typing import Any, Final, TypeAlias

from aiohttp.client_proto import ResponseHandler

from smswire_runtime._deadline import LONGEST_SECONDS, Deadline
from smswire_runtime._framing import Reading
from smswire_runtime._line import Job, Line
from smswire_runtime._messages import Response
from smswire_runtime._outcomes import Phase
from smswire_runtime._proxy import Proxy
from smswire_runtime._resolve import hang_up
from smswire_runtime._tls import Trust, tls_context
from smswire_runtime._transport import Base

PIECE: Final = 64 * 1024
"""Bytes that are written at a time. Over TLS, asyncio says that a connection is full when the next piece comes."""


class Exchange(Job):
    """One exchange. The connector takes it for a request, of which it wants to know nothing but where it goes."""

    __slots__ = ("connection_key",)

    proxy: Final = None
    """The tunnel through a proxy belongs to the connection."""

    def __init__(self, route: Route, method: str, wire: bytes, limit: int, deadline: Deadline) -> None:
        super().__init__(method, wire, limit, deadline)
        self.connection_key = route


# -- up to the first byte of a request ----------------------------------------


class Trusted:
    """Whom a transport trusts. Reading the authorities of the system takes too long for an event loop."""

    def __init__(self, trust: Trust) -> None:
        self._context = tls_context(trust) if trust is not None else None
        self._lock = threading.Lock()

    def context(self) -> ssl.SSLContext:
        """The context of every connection."""
        with self._lock:
            if self._context is None:
                self._context = tls_context()
            return self._context


Dialled: TypeAlias = tuple[socket.socket, ssl.SSLContext | None]


class Route:
    """The way to a base, and the places on it."""

    def __init__(self, base: Base, proxy: Proxy | None, trusted: Trusted, places: int) -> None:
        self.is_ssl = base.tls
        # The connector has a queue, too, which wakes nobody else when the one that it has just woken gives up.
        self.places = asyncio.Semaphore(places)
        self._line = Line(base, proxy, None)
        self._trusted = trusted

    def dial(self, job: Job) -> Dialled:
        """A connected socket, and what to secure it with."""
        context = self._trusted.context() if self.is_ssl else None
        return self._line.connect(job), context

    async def connect(self, job: Job) -> Connection:
        """A connection that is ready for the first byte of a request."""
        sock, context = await _aside(partial(self.dial, job))
        secured: dict[str, Any] = {}
        if context is not None:
            job.phase = Phase.SECURING
            secured["ssl"] = context
            secured["server_hostname"] = self._line.base.host.removesuffix(".")
            secured["ssl_handshake_timeout"] = LONGEST_SECONDS  # the only clock is ours
        job.deadline.watch(partial(hang_up, sock))
        try:
            timer = asyncio.timeout(job.deadline.require_connected())
        except TimeoutError:
            sock.close()
            raise
        loop = asyncio.get_running_loop()
        try:
            async with timer:
                _, connection = await loop.create_connection(partial(Connection, loop, sock), sock=sock, **secured)
        except BaseException:
            hang_up(sock)  # asyncio closes it
            raise
        return connection


async def _aside(dial: Callable[[], Dialled]) -> Dialled:
    """Dial in a thread of its own.

    A name has to be looked up in one anyway, so all of it is done there, in the same way as for every other transport.
    It ends by itself when the time is up or the call is cancelled.
    """
    loop = asyncio.get_running_loop()
    dialled: asyncio.Future[Dialled] = loop.create_future()

    def settle(result: Dialled | None, error: BaseException | None) -> None:
        if dialled.done():
            _drop(result)
        elif result is not None:
            dialled.set_result(result)
        elif error is not None:
            dialled.set_exception(error)

    def work() -> None:
        result = error = None
        try:
            result = dial()
        except BaseException as raised:  # noqa: BLE001, whatever it was, somebody waits for it
            error = raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:  # the loop is closed
            _drop(result)

    threading.Thread(target=work, name="smswire-dial", daemon=True).start()
    try:
        return await dialled
    except asyncio.CancelledError:
        if dialled.done() and not dialled.cancelled() and dialled.exception() is None:
            _drop(dialled.result())
        raise


def _drop(dialled: Dialled | None) -> None:
    """Close a socket that nobody wants any more."""
    if dialled is not None:
        dialled[0].close()


# -- from there on ------------------------------------------------------------


class Connection(ResponseHandler):
    """A connection in the connector's hands. What arrives on it goes to the exchange that it carries."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        super().__init__(loop)
        self._sock = sock
        self._exchange: Exchange | None = None
        self._reading: Reading[Response] | None = None
        self._answered: asyncio.Future[Response] = loop.create_future()
        self._written = 0
        self._arrived = _watch(sock)
        self._expires = inf
        self._alarm: asyncio.TimerHandle | None = None

    async def carry(self, exchange: Exchange) -> Response:
        """Write the request and read the answer."""
        exchange.phase = Phase.SENDING
        exchange.deadline.watch(partial(hang_up, self._sock))
        self._expires = self._loop.time() + exchange.deadline.require()
        if self._alarm is None or self._expires < self._alarm.when():
            self._set_alarm()
        if self.transport is None:
            raise ConnectionResetError
        self._exchange = exchange
        self._reading = exchange.read(bytearray())
        next(self._reading)
        self._answered = self._loop.create_future()
        self._written = 0
        exchange.wrote = True
        try:
            self._write(self.transport, exchange)
            response = await self._answered
        finally:
            self._exchange = self._reading = None
            exchange.deadline.unwatch()
        if self.writing_paused or self._written < len(exchange.wire) or exchange.deadline.cancelled:
            exchange.reusable = False
        return response

    def _write(self, transport: asyncio.WriteTransport, exchange: Exchange) -> None:
        """Write what can be written now, and the rest when there is room for it."""
        wire = exchange.wire
        while self._written < len(wire) and not self.writing_paused:
            transport.write(wire[self._written : self._written + PIECE])
            self._written += PIECE
        if not self.writing_paused and exchange.phase is Phase.SENDING:
            exchange.phase = Phase.AWAITING

    def hang_up(self) -> None:
        """End the connection at once, whatever is still to be written; the peer sees it before this returns."""
        hang_up(self._sock)
        if self.transport is not None:
            self.transport.abort()

    # One alarm goes on from one exchange to the next: most end long before their time is up.

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._loop.call_at(self._expires, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._exchange is None:
            return
        if self._loop.time() < self._expires:
            self._set_alarm()
        else:
            self._end(TimeoutError())

    # What asyncio says.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.transport is not None:
            # Writing counts as paused until everything has left this process. Over TLS, a limit of 0 never lets go.
            self.transport.set_write_buffer_limits(high=1, low=0)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.transport is not None and self._exchange is not None:
            self._write(self.transport, self._exchange)

    def data_received(self, data: bytes) -> None:
        self._feed(data)

    def eof_received(self) -> None:
        """No more will arrive. That is an end in order, unless TLS was left without its closing alert."""
        if _is_orderly(self.transport):
            self._feed(b"")
        else:
            self._end(ssl.SSLEOFError())

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        if self._alarm is not None:
            self._alarm.cancel()
        self._end(exc or ConnectionResetError())

    def _feed(self, data: bytes) -> None:
        if self._reading is None or self._answered.done():
            self.hang_up()  # nobody asked
            return
        try:
            self._reading.send(data)
        except StopIteration as end:
            self._answered.set_result(end.value)
        except Exception as error:  # noqa: BLE001, whatever is wrong with an answer, the exchange says so
            self._end(error)
            self.hang_up()

    def _end(self, error: BaseException) -> None:
        if self._exchange is not None and not self._answered.done():
            self._answered.set_exception(error)

    # What the connector asks and does.

    def is_connected(self) -> bool:
        """Whether a new request may be written; a server that closed or said something unasked ended that."""
        return super().is_connected() and not self._arrived()

    @property
    def closed(self) -> asyncio.Future[None] | None:
        """What to wait for until the connection is closed."""
        return super().closed if self._exchange is None else None

    def close(self) -> None:
        """Close the connection if it carries nothing; otherwise, whoever uses it does so."""
        if self._exchange is None:
            self.hang_up()

    def abort(self) -> None:
        """The same."""
        self.close()


def _is_orderly(transport: asyncio.Transport | None) -> bool:
    """Whether it was the peer that ended what arrives, and nobody on the way."""
    secured: ssl.SSLObject | None = transport.get_extra_info("ssl_object") if transport is not None else None
    if secured is None:
        return True
    try:
        return not secured.read(1)  # nothing after the alert, and an error without it
    except ssl.SSLError:
        return False


def _watch(sock: socket.socket) -> Callable[[], object]:
    """Whether something has arrived that the event loop has not seen yet."""
    if not hasattr(select, "poll"):
        return lambda: select.select([sock], [], [], 0)[0]
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return partial(poll.poll, 0)
