"""A connection up to the first byte of a request, and what blocking calls write to it and read from it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from smswire_runtime._deadline import Deadline
from smswire_runtime._framing import Fault, Reading, read_body, read_head
from smswire_runtime._messages import Response
from smswire_runtime._outcomes import Phase, Reason
from smswire_runtime._proxy import Proxy
from smswire_runtime._resolve import dial, hang_up, resolve
from smswire_runtime._transport import Base

T = TypeVar("T")

TUNNELLED: Final = range(200, 300)
"""Any 2xx to a CONNECT opens the tunnel (RFC 9110, 9.3.6)."""


class Job:
    """One exchange, and how far it came."""

    __slots__ = ("deadline", "limit", "method", "phase", "response", "reusable", "status", "wire", "wrote")

    def __init__(self, method: str, wire: bytes, limit: int, deadline: Deadline) -> None:
        self.method = method
        self.wire = wire
        self.limit = limit
        self.deadline = deadline
        self.phase = Phase.WAITING
        self.wrote = False
        self.status: int | None = None
        self.response: Response | None = None
        self.reusable = False
        """Whether the connection may carry another exchange."""

    def read(self, data: bytearray) -> Reading[Response]:
        """Read the answer; nothing may come after it on a connection that is to be kept."""
        head = yield from read_head(data)
        self.phase = Phase.READING
        self.status = head.status
        body = yield from read_body(head, self.method, data, self.limit)
        self.reusable = head.persistent and not data
        self.response = Response(status=head.status, headers=head.headers, body=body)
        return self.response


class Source:
    """What arrives on a socket, in waits that are all within the deadline."""

    __slots__ = ("_require", "_sock", "data")

    def __init__(self, sock: socket.socket, require: Callable[[], float]) -> None:
        self._sock = sock
        self._require = require
        self.data = bytearray()

    def read(self, reading: Reading[T]) -> T:
        """Bring what somebody reads, and no byte of which they have no use."""
        try:
            count = next(reading)
            while True:
                self._sock.settimeout(self._require())
                count = reading.send(self._sock.recv(count))
        except StopIteration as end:
            result: T = end.value
            return result

    def has_more(self) -> bool:
        """Whether more arrived than was read, as far as this process knows."""
        return bool(self.data) or (isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0)


class Here(threading.local):
    """The exchange of this thread, since a pool chooses the connection and hands nothing through to it."""

    job: Job


here = Here()


class Line:
    """How the connections of a transport are made."""

    def __init__(self, base: Base, proxy: Proxy | None, context: ssl.SSLContext | None) -> None:
        self.base = base
        self.proxy = proxy
        self.context = context

    def connect(self, job: Job) -> socket.socket:
        """A connection that is ready for the first byte of a request."""
        deadline = job.deadline
        deadline.start_connecting()
        peer = self.proxy or self.base
        job.phase = Phase.RESOLVING
        addresses = resolve(peer.host, peer.port, deadline)
        job.phase = Phase.CONNECTING
        sock = dial(addresses, deadline)
        try:
            if self.proxy is not None:
                self._tunnel(sock, self.proxy, deadline)
            if self.context is not None:
                job.phase = Phase.SECURING
                sock = self._secure(sock, self.context, deadline)
        except BaseException:
            sock.close()
            raise
        return sock

    def _tunnel(self, sock: socket.socket, proxy: Proxy, deadline: Deadline) -> None:
        write_all(sock, proxy.write_connect(self.base), deadline.require_connected)
        try:
            source = Source(sock, deadline.require_connected)
            status = source.read(read_head(source.data)).status
        except Fault as fault:
            raise Fault(Reason.PROXY, fault.reason) from None
        if status not in TUNNELLED or source.has_more():
            raise Fault(Reason.PROXY, f"HTTP {status}")

    def _secure(self, sock: socket.socket, context: ssl.SSLContext, deadline: Deadline) -> ssl.SSLSocket:
        secured = None
        try:
            # A connection that ends without a closing alert raises: what it cut off cannot be known.
            secured = context.wrap_socket(
                sock,
                server_hostname=self.base.host.removesuffix("."),
                do_handshake_on_connect=False,
                suppress_ragged_eofs=False,
            )
            deadline.watch(partial(hang_up, secured))
            secured.settimeout(deadline.require_connected())
            secured.do_handshake()
        except BaseException:
            if secured is not None:
                secured.close()
            raise
        return secured


def write_all(sock: socket.socket, data: bytes, require: Callable[[], float]) -> None:
    """Every byte, within the time that is left for all of them."""
    sock.settimeout(require())
    written = sock.send(data)
    if written == len(data):
        return
    with memoryview(data) as rest:
        while written < len(data):
            sock.settimeout(require())
            written += sock.send(rest[written:])


def explain(error: BaseException, job: Job) -> tuple[Reason, str]:
    """What an error means in the phase in which it was raised, and the name of its class."""
    name = error.cause_name if isinstance(error, Fault) else type(error).__name__
    if job.deadline.cancelled:
        return Reason.CANCELLED, name
    if isinstance(error, Fault):
        return error.reason, name
    if isinstance(error, TimeoutError):
        return Reason.TIMEOUT, name
    if isinstance(error, ssl.SSLCertVerificationError):
        return Reason.CERTIFICATE, name
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Reason.TLS, name
    return _BROKEN.get(job.phase, Reason.RESET) if isinstance(error, OSError) else Reason.PROTOCOL, name


_BROKEN: Final = {Phase.CONNECTING: Reason.PROXY, Phase.SECURING: Reason.TLS, Phase.READING: Reason.TRUNCATED}
"""What a connection that breaks means; while connecting, it is that to the proxy."""
