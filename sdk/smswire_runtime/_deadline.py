"""One deadline for a whole call, from resolving the name to the last byte of the answer."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from threading import Lock
from time import monotonic
from typing import Final

from smswire_runtime._outcomes import ConfigurationError

TOTAL_SECONDS: Final = 30.0
"""Long enough for a gateway that hands over 500 messages, short enough for whoever waits for the answer."""

CONNECT_SECONDS: Final = 5.0
"""Resolving, connecting and securing. A lost SYN is repeated after 1 and 3 seconds; who needs longer is not there."""

_NUMBERS: Final = frozenset({int, float})

LONGEST_SECONDS: Final = 86_400.0
"""A day: more is a wait without end, and beyond some years the system's own timeouts overflow."""


class Deadline:
    """When a call must have ended. It belongs to one call; only ``cancel`` may be called from elsewhere."""

    __slots__ = ("_abort", "_connect", "_end", "_lock", "_ready", "cancelled")

    def __init__(self, total: float = TOTAL_SECONDS, connect: float = CONNECT_SECONDS) -> None:
        if type(total) not in _NUMBERS or type(connect) not in _NUMBERS:
            raise ConfigurationError("a deadline is a number of seconds")
        if not (0 < total <= LONGEST_SECONDS and 0 < connect <= LONGEST_SECONDS):
            raise ConfigurationError(f"a deadline lies between 0 and {LONGEST_SECONDS:.0f} seconds")
        self._end = monotonic() + total
        self._connect = connect
        self._ready = inf
        self._lock = Lock()
        self._abort: Callable[[], object] | None = None
        self.cancelled = False

    def left(self) -> float:
        """The seconds that are left; none or less than none once it has passed."""
        return self._end - monotonic()

    def require(self) -> float:
        """The seconds that are left, as a timeout of the next operation."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def start_connecting(self) -> None:
        """From here on, ``require_connected`` counts."""
        self._ready = monotonic() + self._connect

    def require_connected(self) -> float:
        """The seconds that are left until the connection has to be ready for the first byte."""
        left = min(self._ready, self._end) - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def watch(self, abort: Callable[[], object]) -> None:
        """What ends the operation that comes next, should the call be cancelled.

        Say it before asking how much time is left: then no cancelling falls between the two.
        """
        self._abort = abort

    def unwatch(self) -> None:
        """Let go of the connection: once this returns, cancelling touches it no more, and others may use it."""
        with self._lock:
            self._abort = None

    def cancel(self) -> None:
        """End the call now, from any thread; it fails in the phase that it is in."""
        with self._lock:
            self.cancelled = True
            self._end = -inf
            if self._abort is not None:
                self._abort()
