"""Warnings: what a developer should see, although nothing broke."""

from __future__ import annotations

import enum
from collections import deque
from datetime import datetime
from typing import Final

from attrs import frozen

NOTICES: Final = 1_000
"""Warnings that are kept: whoever has more has one fault many times."""


NOTICE: Final = 1_000
"""Characters of a warning: it may quote an address from a request."""


class Kind(enum.StrEnum):
    """What a warning is about."""

    REPEATED = "repeated"
    """The same text went to the same number again: a double send."""
    CONNECTIONS = "connections"
    """More connections at once than the provider allows."""
    VIOLATION = "violation"
    """A request that is not as the specification says."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """A listener answered something else than the documented acknowledgement."""
    CALLBACK = "callback"
    """A listener was not called or not reached."""
    PATH = "path"
    """A request to a path that no wire has."""
    BROKEN = "broken"
    """Something came that is no HTTP request, or only a part of one."""
    SANDBOX = "sandbox"
    """The sandbox itself has a fault."""


@frozen(kw_only=True)
class Notice:
    """One warning."""

    number: int
    at: datetime
    kind: Kind
    text: str
    provider: str | None = None
    message: int | None = None
    """The sandbox's number of the message that it is about."""
    exchange: int | None = None


class Notices:
    """The newest warnings."""

    def __init__(self) -> None:
        self._kept: deque[Notice] = deque(maxlen=NOTICES)
        self._last = 0

    def next_number(self) -> int:
        """The number of the warning that is given now."""
        self._last += 1
        return self._last

    def add(self, notice: Notice) -> None:
        """Keep it; the oldest goes when there are too many."""
        self._kept.append(notice)

    def all(self) -> tuple[Notice, ...]:
        """Those that are kept, the oldest first."""
        return tuple(self._kept)

    def clear(self) -> None:
        """Forget them."""
        self._kept.clear()
