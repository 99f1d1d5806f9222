"""A gate: so many at a time, from any number of threads and tasks of this process."""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong
from typing import Protocol

from smswire_runtime._transport import Base


class _Rests(Protocol):
    def rest(self, base: Base) -> None: ...


class Gate:
    """Lets so many in at a time, in the order in which they came."""

    def __init__(self, places: int, base: Base | None = None) -> None:
        self._free = places
        self._places = places
        self._base = base
        self._waiting: deque[Future[None]] = deque()
        self._lock = threading.Lock()
        self._holder: weakref.ref[_Rests] | None = None

    def enter(self) -> Future[None] | None:
        """A place at once (nothing), or what is done when there is one; whoever gives up waiting says so."""
        with self._lock:
            if self._free:
                self._free -= 1
                return None
            place: Future[None] = Future()
            self._waiting.append(place)
            return place

    def wait(self, place: Future[None], seconds: float) -> bool:
        """Wait for a place in this thread; whether there is one."""
        try:
            place.result(max(seconds, 0))
        except WaitedTooLong:
            return not place.cancel()
        return True

    def give_up(self, place: Future[None]) -> None:
        """Whoever waited no longer wants a place, even if there has been one meanwhile."""
        if not place.cancel():
            self.leave()

    def leave(self) -> None:
        """Make room for the next."""
        with self._lock:
            while self._waiting:
                place = self._waiting.popleft()
                if place.set_running_or_notify_cancel():
                    place.set_result(None)
                    return
            self._free += 1

    def hold(self, transport: _Rests) -> None:
        """Whoever is inside uses this transport now; another one that keeps a connection open closes it first."""
        before = self._holder() if self._holder is not None else None
        if before is transport:
            return
        if before is not None and self._base is not None:
            before.rest(self._base)
        self._holder = weakref.ref(transport)


_gates: dict[tuple[str, int, int], Gate] = {}
_lock = threading.Lock()


def gate_of(base: Base, places: int) -> Gate:
    """The one gate of this process before a host that allows so many connections at a time."""
    key = (base.host, base.port, places)
    with _lock:
        return _gates.setdefault(key, Gate(places, base))


def _forget() -> None:
    """In the child of a fork: whoever was inside stayed behind."""
    global _lock  # noqa: PLW0603, it may be held by a thread that stayed behind
    _lock = threading.Lock()
    _gates.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
