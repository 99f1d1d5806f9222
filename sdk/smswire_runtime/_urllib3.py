"""The default transport: urllib3 keeps the connections, and never sees what goes over them.

Our own connection class writes requests and reads answers. So no error, log line or debugging output of urllib3 or
http.client can show a secret, it is known whether a write had begun, and every single wait is within the deadline.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from functools import partial
from time import monotonic
from typing import Any, Final, NamedTuple, cast

from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from smswire_runtime._deadline import Deadline
from smswire_runtime._framing import Fault
from smswire_runtime._gate import Gate
from smswire_runtime._line import Job, Line, Source, explain, here, write_all
from smswire_runtime._messages import Request, Response
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import ClosedError, ConfigurationError, Phase, Reason
from smswire_runtime._proxy import Proxy, find_proxy, parse_proxy
from smswire_runtime._resolve import hang_up
from smswire_runtime._tls import Trust, tls_context
from smswire_runtime._transport import Base, Failure, write_request

MAX_CONNECTIONS: Final = 64
"""Connections to one base. A call waits for a free one, within its deadline."""

IDLE_SECONDS: Final = 60.0
"""An idle connection is not used after that: nginx closes it after 75 seconds, IIS after 120, and balancers forget it
after 240. A request written at that very moment would have an unknown outcome."""

_NOTHING: Final[Mapping[str, str]] = {}


class _Reply:
    """An answer in the form in which urllib3 passes it on."""

    headers = _NOTHING
    length_remaining = 0
    version_string = "HTTP/1"

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.response = response


class _Connection(HTTPConnection):
    """A connection that carries the exchange of this thread, whatever it is told to carry."""

    def __init__(self, *, host: str, port: int | None, line: Line, **_: Any) -> None:
        super().__init__(host, port)
        self._line = line
        self._idle_since = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether a new request may be written; a server that closed or said something unasked ended that."""
        return monotonic() - self._idle_since < IDLE_SECONDS and super().is_connected

    def connect(self) -> None:
        try:
            self.sock = self._line.connect(here.job)
        except OSError as error:
            # urllib3 looks for an answer on a connection that broke, and there is neither.
            raise Fault(*explain(error, here.job)) from None
        self.is_verified = True

    def request(self, *_: object, **__: object) -> None:
        job = here.job
        if self.is_closed:
            self.connect()
        job.phase = Phase.SENDING
        job.deadline.watch(partial(hang_up, self.sock))
        job.deadline.require()
        job.wrote = True
        write_all(self.sock, job.wire, job.deadline.require)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as in urllib3
        job = here.job
        job.deadline.require()  # urllib3 comes here even from a writing that was cut short
        job.phase = Phase.AWAITING
        source = Source(self.sock, job.deadline.require)
        response = source.read(job.read(source.data))
        job.deadline.unwatch()
        if source.has_more() or not job.reusable or job.deadline.cancelled:
            self.close()
        self._idle_since = monotonic()
        return cast("HTTPResponse", _Reply(response))


class _Pool(NamedTuple):
    """Connections to one base, and who may have one: a wait for urllib3's own pool ends by its timeout only."""

    connections: HTTPConnectionPool
    gate: Gate

    def enter(self, deadline: Deadline) -> None:
        """Wait until a connection is free; cancelling the call ends that, and so does closing the transport."""
        place = self.gate.enter()
        if place is not None:
            deadline.watch(place.cancel)
            if not self.gate.wait(place, deadline.left()):
                raise Fault(Reason.BUSY)


class Urllib3Transport:
    """Exchanges over urllib3's connection pools, one for each base.

    ``trust`` is a file of certificates or a TLS context, instead of the authorities that the system trusts. ``proxy``
    is a URL, True for what the environment says (HTTPS_PROXY, NO_PROXY), or False for none. ``max_connections`` holds
    for each base.
    """

    def __init__(
        self, *, trust: Trust = None, proxy: str | bool = True, max_connections: int = MAX_CONNECTIONS
    ) -> None:
        if max_connections < 1:
            raise ConfigurationError("a transport needs at least one connection")
        self._trust = trust
        self._context = tls_context(trust) if trust is not None else None
        self._proxy = parse_proxy(proxy) if isinstance(proxy, str) else proxy
        self._size = max_connections
        self._pools: dict[Base, _Pool] = {}
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._closed = False

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """One request, one answer; see Transport."""
        wire = write_request(request, base)
        pool = self._pool(base)
        job = here.job = Job(request.method, wire, operation.answer_limit, deadline)
        try:
            pool.enter(deadline)
            try:
                return self._perform(pool.connections, job, operation.routes[0])
            finally:
                pool.gate.leave()
        except Exception as error:  # noqa: BLE001, whatever went wrong, what counts is whether a write had begun
            failure = self._failure(job, error)
        finally:
            del here.job
        raise failure

    def _pool(self, base: Base) -> _Pool:
        """The pool of a base. The connections of a parent process are not for its child."""
        pool = self._pools.get(base)
        if pool is not None and self._process == os.getpid() and not self._closed:
            return pool
        with self._lock:
            if self._closed:
                raise ClosedError("the client is closed")
            if self._process != os.getpid():
                self._pools, self._process = {}, os.getpid()
            if base not in self._pools:
                self._pools[base] = self._new_pool(base)
            return self._pools[base]

    def _new_pool(self, base: Base) -> _Pool:
        if base.tls and self._context is None:
            self._context = tls_context(self._trust)
        proxy = self._proxy
        through = proxy if isinstance(proxy, Proxy) else find_proxy(base) if proxy else None
        kind = HTTPSConnectionPool if base.tls else HTTPConnectionPool
        pool = kind(f"[{base.host}]" if ":" in base.host else base.host, base.port, maxsize=self._size, block=True)
        line = Line(base, through, self._context if base.tls else None)
        pool.ConnectionCls = cast("type[Any]", partial(_Connection, line=line))
        return _Pool(pool, Gate(self._size))

    def _perform(self, pool: HTTPConnectionPool, job: Job, route: str) -> Response:
        reply = pool.urlopen(
            job.method,
            route,
            headers=_NOTHING,
            retries=False,
            redirect=False,
            pool_timeout=cast("int", job.deadline.require()),
            release_conn=True,
            preload_content=False,
            decode_content=False,
        )
        return cast("_Reply", reply).response

    def _failure(self, job: Job, error: Exception) -> Exception:
        if self._closed and not job.wrote:
            return ClosedError("the client was closed")
        reason, cause_name = explain(_innermost(error), job)
        return Failure(job.phase, reason, cause_name, wrote=job.wrote, status=job.status)

    def rest(self, base: Base) -> None:
        """Close the connections to a base that carry nothing."""
        with self._lock:
            pool = self._pools.pop(base, None)
        if pool is not None:
            pool.connections.close()

    def close(self) -> None:
        """Close every connection; again is nothing."""
        with self._lock:
            self._closed = True
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.gate.turn_away()
            pool.connections.close()


def _innermost(error: BaseException) -> BaseException:
    """What urllib3 wrapped."""
    while isinstance(error, HTTPError):
        inner = [part for part in (error.__cause__, *error.args) if isinstance(part, BaseException)]
        if not inner:
            break
        error = inner[0]
    return error
