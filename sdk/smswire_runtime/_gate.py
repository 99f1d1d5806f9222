"""A gate: so many at a time, from any number of threads and tasks of this process."""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong
from typing import Protocol

from smswire_runtime._outcomes import Phase, Reason
from smswire_runtime._transport import Base, Failure


class _Rests(Protocol):
    def rest(self, base: Base, /) -> None: ...


class Gate:
    """Lets so many in at a time, in the order in which they came."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[Future[None]] = deque()
        self._lock = threading.Lock()
        self._holder: tuple[weakref.ref[_Rests], Base] | None = None

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
        except BaseException:  # Ctrl-C
            self.give_up(place)
            raise
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

    def turn_away(self) -> None:
        """Send away everybody who waits: their wait ends with a CancelledError of concurrent.futures."""
        with self._lock:
            while self._waiting:
                self._waiting.popleft().cancel()

    def hold(self, transport: _Rests, base: Base) -> Failure | None:
        """Whoever is inside uses this transport now; a connection that was kept open elsewhere is closed first.

        Where that fails they leave again, lest there be two connections.
        """
        try:
            if self._holder is not None:
                holder, there = self._holder
                before = holder()
                if before is not None and (before is not transport or there != base):
                    before.rest(there)
            self._holder = weakref.ref(transport), base
        except Exception as error:  # noqa: BLE001, a transport may be anybody's
            self.leave()
            return Failure(Phase.WAITING, Reason.BUSY, type(error).__name__, wrote=False)
        except BaseException:
            self.leave()
            raise
        return None


_gates: dict[tuple[str, int, int], Gate] = {}
_lock = threading.Lock()


def gate_of(base: Base, places: int) -> Gate:
    """The one gate of this process before a host that allows so many connections at a time."""
    key = (base.host, base.port, places)
    with _lock:
        return _gates.setdefault(key, Gate(places))


def _forget() -> None:
    """In the child of a fork: whoever was inside stayed behind."""
    global _lock  # noqa: PLW0603, it may be held by a thread that stayed behind
    _lock = threading.Lock()
    _gates.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
