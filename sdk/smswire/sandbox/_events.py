"""What happened, in order, for whoever looks on: the newest of it, so that a reconnect misses nothing."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Final

from attrs import frozen

from smswire_runtime import Json

EVENTS: Final = 4_096
"""Events that are kept. A page that reconnects is a few seconds late, and a batch of 500 is some 500 events."""


@frozen
class Event:
    """One thing that happened. What is said of it is put into words when somebody reads it."""

    number: int
    kind: str
    data: Callable[[], Json]
    """What there is to say of it; null when it is about a message that is gone."""


class Events:
    """A ring of the newest events, numbered from 1."""

    def __init__(self, keep: int = EVENTS) -> None:
        self._ring: deque[Event] = deque(maxlen=keep)
        self._last = 0
        self._waiting: set[asyncio.Future[None]] = set()
        self._closed = False

    @property
    def last(self) -> int:
        """The number of the newest event; 0 before the first."""
        return self._last

    @property
    def closed(self) -> bool:
        """Whether no more will come."""
        return self._closed

    def publish(self, kind: str, data: Callable[[], Json]) -> None:
        """Something happened."""
        self._last += 1
        self._ring.append(Event(self._last, kind, data))
        if self._waiting:
            self._wake()

    def after(self, number: int) -> list[Event] | None:
        """All that happened after an event; None when some of it is no longer kept, or the number is not ours."""
        first = self._last - len(self._ring) + 1
        if not first - 1 <= number <= self._last:
            return None
        return list(islice(self._ring, number + 1 - first, None))

    async def more(self, number: int, patience: float) -> bool:
        """Wait until there is something after this event; False when nothing came in so many seconds."""
        if number != self._last or self._closed:
            return True
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            async with asyncio.timeout(patience):
                await waiter
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiter)
        return True

    def close(self) -> None:
        """Let everybody go who waits."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()
