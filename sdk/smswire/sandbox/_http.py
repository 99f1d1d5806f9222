"""The one port: HTTP as aiohttp reads it, within limits, and what each path is for."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Final, NoReturn
from urllib.parse import quote_from_bytes, urlsplit

from aiohttp import HttpVersion10, HttpVersion11, web
from multidict import CIMultiDict

from smswire.sandbox._control import PREFIX, Control, refusal
from smswire.sandbox._document import document
from smswire.sandbox._door import REST, Door, House
from smswire.sandbox._faults import Hangup, play
from smswire.sandbox._guard import Guard, is_foreign_page
from smswire.sandbox._notices import Kind
from smswire.sandbox._page import page
from smswire.sandbox._sandbox import Sandbox
from smswire.sandbox._stream import stream
from smswire.sandbox._wire import Wire
from smswire_runtime import Headers, Request, Response

BODY: Final = 4 * 1024 * 1024
"""Octets of a body: four times what 500 recipients with the longest texts need."""

CONTROL_BODY: Final = 64 * 1024
"""Octets of a body to the control API, whose longest text has 4,000 characters."""

BODY_TIME: Final = 30.0
"""Seconds for a body, as long as a client gives a whole call by default."""

LINE: Final = 64 * 1024
"""Octets of a request line. A wire whose text travels there has to say itself that it is too long."""

FIELD: Final = 16 * 1024
"""Octets of one header."""

HEADERS: Final = 128
"""Headers of a request."""

IDLE: Final = 75.0
"""Seconds that a connection may be silent between requests, as in nginx."""

LINGER: Final = 2.0
"""Seconds that the rest of a refused body is read and thrown away, so that the client gets to read the refusal."""

EARLY: Final = 2.0
"""Seconds that an answer waits for a receipt which is to come before it: a listener may wait for the answer."""

SERVER: Final = "smswire-sandbox"

_WRONG_VERSION: Final = b"HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _Unread(Exception):
    """A body is longer than it may be, or takes longer; there is an answer that says so."""

    def __init__(self, response: Response) -> None:
        super().__init__(response)
        self.response = response


class _Notes(logging.Handler):
    """Hears of what is no HTTP, and repeats none of it: there may be secrets in it."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def emit(self, record: logging.LogRecord) -> None:
        name = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "an error"
        self._sandbox.warn(Kind.BROKEN, f"A request could not be read: {name}")


class Server:
    """What happens to each request on the port."""

    def __init__(self, sandbox: Sandbox, guard: Guard) -> None:
        self._sandbox = sandbox
        self._guard = guard
        self.house = House(self._slow)
        self.control = Control(sandbox, lambda: document(sandbox), lambda: len(self.house))
        self._boot = secrets.token_hex(4)
        logger = logging.Logger(SERVER)  # noqa: LOG001, outside the tree: nobody else's handler sees its records
        logger.addHandler(_Notes(sandbox))
        self._server = web.Server(
            self._handle,
            access_log=None,
            logger=logger,
            auto_decompress=False,
            keepalive_timeout=IDLE,
            lingering_time=LINGER,
            max_line_size=LINE,
            max_field_size=FIELD,
            max_headers=HEADERS,
        )

    def connect(self) -> Door:
        """The protocol of a new connection."""
        return Door(self.house, self._server())

    async def close(self, patience: float) -> None:
        """Finish what is under way, within so many seconds."""
        await self._server.shutdown(patience)

    def _slow(self) -> None:
        self._sandbox.warn(Kind.BROKEN, "A request's head did not come to its end in time")

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        door = self.house.door(request.transport)
        if door is None:
            raise Hangup
        door.begin()
        if request.version not in {HttpVersion10, HttpVersion11}:
            door.say(_WRONG_VERSION)
            raise Hangup
        try:
            return await self._answer(request, door)
        finally:
            door.end()

    async def _answer(self, request: web.BaseRequest, door: Door) -> web.StreamResponse:
        head = _head_of(request)
        if head.path == PREFIX or head.path.startswith(f"{PREFIX}/"):
            return await self._answer_control(request, door, head)
        if (wire := self._sandbox.wire_for(head.method, head.path)) is not None:
            return await self._answer_wire(request, door, head, wire)
        if head.method in {"GET", "HEAD"} and (found := self._answer_page(head)) is not None:
            return _written(found)
        return self._answer_nothing(request, door, head)

    def _answer_page(self, head: Request) -> Response | None:
        if (welcome := self._guard.welcome(head)) is not None:
            return welcome
        found = page(head)
        if found is not None and (objection := self._guard.objection(head)) is not None:
            return refusal(*objection)
        return found

    def _answer_nothing(self, request: web.BaseRequest, door: Door, head: Request) -> web.StreamResponse:
        others = [method for method in ("GET", "POST") if self._sandbox.wire_for(method, head.path) is not None]
        response = refusal(405, "method", f"expected {others[0]}") if others else refusal(404, "path", "no such path")
        if others:
            response = Response(
                status=405, headers=(*response.headers, ("Allow", ", ".join(others))), body=response.body
            )
        if head.path != "/favicon.ico":
            self._sandbox.refuse(head, response, connection=door.number, version=_version_of(request))
        return _written(response)

    async def _answer_control(self, request: web.BaseRequest, door: Door, head: Request) -> web.StreamResponse:
        if (objection := self._guard.objection(head)) is not None:
            return _written(refusal(*objection))
        if head.path == f"{PREFIX}/events" and head.method == "GET":
            return await stream(request, self._sandbox.events, door, self._boot)
        try:
            whole = _with_body(head, await _read_body(request, door, CONTROL_BODY))
        except _Unread as unread:
            return _written(unread.response)
        return _written(await self.control.answer(whole))

    async def _answer_wire(self, request: web.BaseRequest, door: Door, head: Request, wire: Wire) -> web.StreamResponse:
        version = _version_of(request)
        try:
            whole = _with_body(head, await _read_body(request, door, BODY))
            refused = _objection(head)
        except _Unread as unread:
            whole, refused = head, unread.response
        if refused is not None:
            self._sandbox.refuse(whole, refused, connection=door.number, version=version)
            return _written(refused)
        self._count_connections(wire, door)
        taken = self._sandbox.take(wire, whole, connection=door.number, version=version)
        if taken.early:
            await asyncio.wait(taken.early, timeout=EARLY)
        await play(taken.fault, door, taken.response, version)
        return _written(taken.response)

    def _count_connections(self, wire: Wire, door: Door) -> None:
        if wire.provider in door.wires:
            return
        door.wires.add(wire.provider)
        allowed = wire.connections
        if allowed is not None and (now := self.house.used_for(wire.provider)) > allowed:
            text = f"{now} connections at once, where the provider allows {allowed}"
            self._sandbox.warn(Kind.CONNECTIONS, text, provider=wire.provider)


def _head_of(request: web.BaseRequest) -> Request:
    """Method, path, query and headers, octet for octet; what is not ASCII in the target is percent-encoded."""
    target = request.raw_path
    if not target.isascii():
        target = quote_from_bytes(target.encode("utf-8", "surrogateescape"), safe=bytes(range(128)))
    if not target.startswith("/"):
        target = _origin_form(target)
    path, _, query = target.partition("#")[0].partition("?")
    headers: Headers = tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers])
    return Request(method=request.method, path=path or "/", query=query, headers=headers)


def _origin_form(target: str) -> str:
    """Path and query of a target that has a scheme and a host, as clients of proxies write it."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _with_body(head: Request, body: bytes) -> Request:
    return Request(method=head.method, path=head.path, query=head.query, headers=head.headers, body=body)


def _version_of(request: web.BaseRequest) -> str:
    return f"HTTP/{request.version.major}.{request.version.minor}"


def _objection(head: Request) -> Response | None:
    """What no wire is to judge."""
    if is_foreign_page(head):
        return refusal(403, "headers.Sec-Fetch-Site", "a page of another origin made a browser send this")
    if (head.header("content-encoding") or "identity").strip().lower() != "identity":
        return refusal(415, "headers.Content-Encoding", "no provider documents compressed requests")
    return None


async def _read_body(request: web.BaseRequest, door: Door, limit: int) -> bytes:
    content = request.content
    if not content.is_eof():
        if (request.content_length or 0) > limit:
            raise _too_large(limit)
        if request.headers.get("Expect", "").lower() == "100-continue" and request.version >= HttpVersion11:
            door.say(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = bytearray()
    try:
        async with asyncio.timeout(REST if door.ended else BODY_TIME):
            while piece := await content.readany():
                body += piece
                if len(body) > limit:
                    raise _too_large(limit)
    except TimeoutError:
        raise _Unread(refusal(408, "body", f"not complete within {BODY_TIME:g} s")) from None
    except (web.RequestPayloadError, ConnectionError):
        _leave()
    door.has_all()
    return bytes(body)


def _too_large(limit: int) -> _Unread:
    return _Unread(refusal(413, "body", f"longer than {limit} octets"))


def _leave() -> NoReturn:
    """The client left in the middle of its request, or what it sent is no body: there is nobody to answer."""
    raise Hangup from None


def _written(response: Response) -> web.Response:
    headers = CIMultiDict((name, value) for name, value in response.headers if name.lower() != "content-length")
    headers.setdefault("Server", SERVER)
    return web.Response(status=response.status, headers=headers, body=response.body)
