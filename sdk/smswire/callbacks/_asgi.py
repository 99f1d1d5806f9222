"""A receiver as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, TypeAlias
from urllib.parse import quote

from smswire.callbacks._receiver import BODY_LIMIT, ENOUGH, PATIENCE, Receiver, say
from smswire_runtime import Response

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]


def asgi(receiver: Receiver) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """An application for any ASGI server; mount it so that it sees the path that the world sees, or its root_path.

    Who does not know an address is answered before a byte of the body is read, and for who does, PATIENCE holds.
    ``keep`` runs on a thread, so that a slow database holds up nobody.
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        elif scope["type"] == "http" and (response := await _answer(receiver, scope, receive)) is not None:
            with suppress(OSError):  # it went away; what it brought is kept
                await _say(send, response, with_body=scope["method"] != "HEAD")

    return application


async def _answer(receiver: Receiver, scope: Scope, receive: Receive) -> Response | None:
    """What to answer; nothing to who went away before all was said."""
    method, query = scope["method"], scope["query_string"].decode("latin-1")
    admitted = receiver.admit(method, _path(scope), query)
    if isinstance(admitted, Response):
        return admitted
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _body(receive)
    except TimeoutError:
        return say(408, "too slow")
    if body is None:
        return None
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    return await asyncio.to_thread(receiver.take, admitted, query, headers, body)


def _path(scope: Scope) -> str:
    """The whole path: some servers hand over what is below their root_path, some raw paths have a query."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"], errors="replace").encode()
    root = quote(scope.get("root_path", ""), errors="replace")
    path = raw.decode("latin-1").partition("?")[0]
    return path if path.startswith(root) else root + path


async def _body(receive: Receive) -> bytes | None:
    """The body, or a part of one that is too large; nothing when it broke off."""
    body, count, more = bytearray(), 0, True
    while more and count <= ENOUGH:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece: bytes = message.get("body", b"")
        count += len(piece)
        if len(body) <= BODY_LIMIT:
            body += piece
        more = message.get("more_body", False)
    return bytes(body)


async def _say(send: Send, response: Response, *, with_body: bool) -> None:
    said = [*response.headers, ("Content-Length", str(len(response.body)))]
    lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in said]
    await send({"type": "http.response.start", "status": response.status, "headers": lines})
    await send({"type": "http.response.body", "body": response.body if with_body else b""})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
