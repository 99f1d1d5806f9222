"""Events as server-sent events, for whoever looks on."""

from __future__ import annotations

import json
from typing import Final

from aiohttp import web

from smswire.sandbox._door import Door
from smswire.sandbox._events import Event, Events

HEARTBEAT: Final = 15.0
"""Seconds after which a silent stream says that it is alive: the usual advice, below every proxy's patience."""

AT_A_TIME: Final = 500
"""Events written at once, so that a long catching up lets others have a turn."""


async def stream(request: web.BaseRequest, events: Events, door: Door, boot: str) -> web.StreamResponse:
    """Write what happens until the client leaves. ``Last-Event-ID`` says what it has seen; otherwise it begins now.

    Ids hold a name of this run, so that a client that comes back to another run is told to look at everything anew.
    """
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Accel-Buffering": "no",
        }
    )
    door.hold()
    await response.prepare(request)
    seen = _seen(request.headers.get("Last-Event-ID"), events, boot)
    await response.write(b"retry: 1000\n\n")
    try:
        while not (door.gone or events.closed):
            found = None if seen is None else events.after(seen)
            if found is None:
                seen = events.last
                await response.write(f"id: {boot}-{seen}\nevent: reload\ndata: {{}}\n\n".encode())
            elif found:
                seen = found[min(AT_A_TIME, len(found)) - 1].number
                await response.write(b"".join([_written(event, boot) for event in found[:AT_A_TIME]]))
            elif not await events.more(seen or 0, HEARTBEAT):
                await response.write(b":\n\n")
    except ConnectionError:
        pass
    return response


def _seen(text: str | None, events: Events, boot: str) -> int | None:
    """The number of the last event that a client has seen; None when that cannot be told."""
    if not text:
        return events.last
    name, _, number = text.partition("-")
    if name != boot or not number.isascii() or not number.isdigit() or len(number) > len(str(events.last)):
        return None
    return int(number)


def _written(event: Event, boot: str) -> bytes:
    data = event.data()
    if data is None:  # about a message that is gone
        return b""
    text = json.dumps(data, separators=(",", ":"))
    return f"id: {boot}-{event.number}\nevent: {event.kind}\ndata: {text}\n\n".encode("ascii")
