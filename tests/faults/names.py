"""A resolver whose names can be lost: the one thing that cannot be had on loopback."""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Any, Final, Self

HANGS: Final = 10.0
"""Seconds after which a lookup that hangs gives up, long after everybody left it."""

FLAGS: Final = 3
"""Where the flags stand after host and port."""


class Names:
    """Stands in for ``socket.getaddrinfo``; what it is not told about a port, the system answers."""

    def __init__(self) -> None:
        self.lost: set[int] = set()
        """Ports whose host does not exist."""
        self._hanging: dict[int, threading.Event] = {}
        self._system = socket.getaddrinfo

    def __enter__(self) -> Self:
        socket.getaddrinfo = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        socket.getaddrinfo = self._system
        for port in list(self._hanging):
            self.restore(port)

    def hang(self, port: int) -> None:
        """Look up the host of this port without end."""
        self._hanging[port] = threading.Event()

    def restore(self, port: int) -> None:
        """Let the system answer for this port again, before another server gets it."""
        self.lost.discard(port)
        if (released := self._hanging.pop(port, None)) is not None:
            released.set()

    def __call__(self, host: Any, port: Any, *rest: int, **named: int) -> Any:
        """As getaddrinfo; addresses are still read by the system."""
        flags = named.get("flags", rest[FLAGS] if len(rest) > FLAGS else 0)
        if not flags & socket.AI_NUMERICHOST and host == "localhost":
            if port in self.lost:
                raise socket.gaierror(socket.EAI_NONAME, "unknown")
            if (released := self._hanging.get(port)) is not None:
                released.wait(HANGS)
        return self._system(host, port, *rest, **named)
