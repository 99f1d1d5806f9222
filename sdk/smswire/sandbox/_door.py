"""Connections: how many there are, what they are used for, and how long they may take to say something."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Final

HEAD_TIME: Final = 10.0
"""Seconds for a request's head, from its first octet. nginx: 60, Apache: 20 to 40; here nobody is far away."""

REST: Final = 0.1
"""Seconds for what is still to be answered when the client has closed its side: everything has arrived by then."""

CONNECTIONS: Final = 512
"""Connections at once: half of the usual limit of 1,024 open files, so that files and callbacks have theirs."""

_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_LINGER_NONE: Final = struct.pack("ii", 1, 0)


class Door(asyncio.Protocol):
    """One connection. It stands between the socket and the HTTP server, which does not know of it."""

    __slots__ = (
        "_awaited",
        "_held",
        "_house",
        "_inner",
        "_more",
        "_timer",
        "_transport",
        "_whole",
        "_working",
        "ended",
        "gone",
        "number",
        "wires",
    )

    def __init__(self, house: House, inner: asyncio.Protocol) -> None:
        self.number = 0
        self.wires: set[str] = set()
        """The providers whose wires it was used for."""
        self.ended = False
        """Whether the client has closed its side; it may still read."""
        self.gone = False
        self._house = house
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._working = False
        self._whole = False
        self._held = False
        self._more = False
        self._awaited: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in, if there is room."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101, for type checkers: we listen on TCP
        self._transport = transport
        if not self._house.let_in(self, transport):
            self.gone = True
            transport.abort()
            return
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Pass it on, and look at the clock when a request begins."""
        if self.gone:
            return
        if self._working:
            self._more = True
        elif self._timer is None:
            self._start_timer(HEAD_TIME, self._too_slow)
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """The client closed its side. Whoever sent a whole request may read its answer; others are let go."""
        self.ended = True
        if self.gone or self._held:
            return None
        if not self._working and self._timer is not None:
            self._start_timer(REST, self._close)
            return True
        return (self._working and self._whole) or None

    def pause_writing(self) -> None:
        """Pass it on."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Pass it on."""
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Pass it on, and tell who waits for it."""
        self._stop_timer()
        let_in = not self.gone
        self.gone = True
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)
        if let_in and self._transport is not None:
            self._house.let_out(self._transport)
            self._inner.connection_lost(exc)

    def begin(self) -> None:
        """The head of a request is complete."""
        self._stop_timer()
        self._working = True
        self._whole = False

    def has_all(self) -> None:
        """The body is complete too; what comes now belongs to the next request."""
        self._whole = True
        self._more = False

    def hold(self) -> None:
        """The answer has no end: a client that closes its side is gone."""
        self._held = True
        if self.ended:
            self._close()

    def end(self) -> None:
        """The request was answered."""
        self._working = False
        if self.gone:
            return
        if self.ended:
            self._start_timer(REST, self._close)
        elif self._more:
            self._more = False
            self._start_timer(HEAD_TIME, self._too_slow)

    async def until_gone(self, patience: float) -> None:
        """Wait until the client leaves, or so many seconds."""
        self.hold()
        if not self.gone:
            self._awaited = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._awaited], timeout=patience)

    def say(self, data: bytes) -> None:
        """Write octets as they are."""
        if self._transport is not None and not self.gone:
            self._transport.write(data)

    def reset(self) -> None:
        """End the connection without a word (RST)."""
        if self._transport is None or self.gone:
            return
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE)
        self._transport.abort()

    def _start_timer(self, seconds: float, action: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, action)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        if not self.gone:
            self._house.slow()
            self.say(_TOO_SLOW)
        self._close()

    def _close(self) -> None:
        self._timer = None
        if self._transport is not None and not self.gone:
            self._transport.close()


class House:
    """All connections that are open."""

    def __init__(self, slow: Callable[[], None]) -> None:
        self.slow = slow
        """Called when somebody did not finish a head."""
        self._doors: dict[asyncio.BaseTransport, Door] = {}
        self._last = 0

    def __len__(self) -> int:
        return len(self._doors)

    def let_in(self, door: Door, transport: asyncio.BaseTransport) -> bool:
        """Number a new connection; False when there are too many."""
        if len(self._doors) >= CONNECTIONS:
            return False
        self._last += 1
        door.number = self._last
        self._doors[transport] = door
        return True

    def let_out(self, transport: asyncio.BaseTransport) -> None:
        """Forget a connection."""
        self._doors.pop(transport, None)

    def door(self, transport: asyncio.BaseTransport | None) -> Door | None:
        """The door of a connection, unless it is gone."""
        return None if transport is None else self._doors.get(transport)

    def used_for(self, provider: str) -> int:
        """The open connections on which this provider's wire was used."""
        return sum(provider in door.wires for door in self._doors.values())
