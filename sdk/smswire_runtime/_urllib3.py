"""The default transport: urllib3 keeps the connections, and never sees what goes over them.

Our own connection class writes requests and reads answers. So no error, log line or debugging output of urllib3 or
http.client can show a secret, it is known whether a write had begun, and every single wait is within the deadline.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, Final, cast

from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import EmptyPoolError, HTTPError

from smswire_runtime._deadline import Deadline
from smswire_runtime._framing import Fault, Source, read_body, read_head
from smswire_runtime._line import Job, Line, explain, here, write_all
from smswire_runtime._messages import Request, Response
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import ClosedError, ConfigurationError, Phase, Reason
from smswire_runtime._proxy import find_proxy, parse_proxy
from smswire_runtime._resolve import hang_up
from smswire_runtime._tls import Trust, tls_context
from smswire_runtime._transport import Failure, parse_base, write_request

MAX_CONNECTIONS: Final = 64
"""Connections of one transport. A call waits for a free one, within its deadline."""

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
        self.sock = self._line.connect(here.job)
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
        job.phase = Phase.AWAITING
        source = Source(self.sock, job.deadline.require)
        head = read_head(source)
        job.phase = Phase.READING
        job.status = head.status
        body = read_body(head, job.method, source, job.limit)
        job.deadline.unwatch()
        if source.has_more() or not head.persistent or job.deadline.cancelled:
            self.close()
        self._idle_since = monotonic()
        return cast("HTTPResponse", _Reply(Response(status=head.status, headers=head.headers, body=body)))


class _Pool:
    """The connections of one process; those of its parent are not for a child."""

    def __init__(self, line: Line, size: int) -> None:
        base = line.base
        kind = HTTPSConnectionPool if base.tls else HTTPConnectionPool
        host = f"[{base.host}]" if ":" in base.host else base.host
        self.urllib3 = kind(host, base.port, maxsize=size, block=True)
        self.urllib3.ConnectionCls = cast("type[Any]", partial(_Connection, line=line))
        self.process = os.getpid()
        self._gates: dict[int, threading.BoundedSemaphore] = {}

    @contextmanager
    def gate(self, limit: int, deadline: Deadline) -> Generator[None]:
        """At most so many exchanges at a time."""
        gate = self._gates.setdefault(limit, threading.BoundedSemaphore(limit))
        if not gate.acquire(timeout=deadline.require()):
            raise Fault(Reason.BUSY)
        try:
            yield
        finally:
            gate.release()


class Urllib3Transport:
    """Exchanges over urllib3's connection pools, from any number of threads.

    ``proxy`` is a URL, True for what the environment says (HTTPS_PROXY, NO_PROXY), or False for none.
    """

    def __init__(
        self,
        base_url: str,
        *,
        tls: bool = True,
        trust: Trust = None,
        proxy: str | bool = True,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        if max_connections < 1:
            raise ConfigurationError("a transport needs at least one connection")
        self.base = parse_base(base_url, tls=tls)
        through = parse_proxy(proxy) if isinstance(proxy, str) else find_proxy(self.base) if proxy else None
        self._line = Line(self.base, through, tls_context(trust) if self.base.tls else None)
        self._size = max_connections
        self._pool = _Pool(self._line, max_connections)
        self._closed = False

    def exchange(self, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """One request, one answer; see Transport."""
        wire = write_request(request, self.base)
        if self._closed:
            raise ClosedError("the client is closed")
        if self._pool.process != os.getpid():
            self._pool = _Pool(self._line, self._size)
        job = here.job = Job(request.method, wire, operation.answer_limit, deadline)
        try:
            if operation.max_connections is None:
                return self._perform(job, operation.routes[0])
            with self._pool.gate(operation.max_connections, deadline):
                return self._perform(job, operation.routes[0])
        except Exception as error:  # noqa: BLE001, whatever went wrong, what counts is whether a write had begun
            failure = self._failure(job, error)
        finally:
            del here.job
        raise failure

    def _perform(self, job: Job, route: str) -> Response:
        reply = self._pool.urllib3.urlopen(
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
        if isinstance(error, EmptyPoolError):
            reason = Reason.BUSY
        return Failure(job.phase, reason, cause_name, wrote=job.wrote, status=job.status)

    def close(self) -> None:
        """Close every connection; again is nothing."""
        self._closed = True
        self._pool.urllib3.close()


def _innermost(error: BaseException) -> BaseException:
    """What urllib3 wrapped."""
    while isinstance(error, HTTPError):
        inner = [part for part in (error.__cause__, *error.args) if isinstance(part, BaseException)]
        if not inner:
            break
        error = inner[0]
    return error
