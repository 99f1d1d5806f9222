"""A receiver as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from smswire.callbacks._receiver import BODY_LIMIT, Receiver

PATIENCE: Final = 5.0
"""Seconds in which a body has to arrive; providers send a few hundred bytes at once."""

Scope: TypeAlias = dict[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[dict[str, Any]]]
Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]


def asgi(receiver: Receiver) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """An application for any ASGI server; mount it so that it sees the whole path.

    ``keep`` runs on a thread, so that a slow database holds up nobody.
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _body(receive)
        except TimeoutError:
            await _answer(send, 408, (), b"")
            return
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
        path = scope["raw_path"].decode("latin-1") if scope.get("raw_path") else scope["path"]
        query = scope["query_string"].decode("latin-1")
        response = await asyncio.to_thread(receiver.handle, scope["method"], path, query, headers, body)
        await _answer(send, response.status, response.headers, response.body)

    return application


async def _body(receive: Receive) -> bytes:
    """The body, or a little more than is allowed of it."""
    body = b""
    while len(body) <= BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


async def _answer(send: Send, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> None:
    said = [*headers, ("Content-Length", str(len(body)))]
    lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in said]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
