"""The virtual clock: real time, and as much more as somebody asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

HORIZON: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""As far as the clock goes: what wires count from it still has to be a date."""

DURATION: Final = "^(?=[0-9])(?:[0-9]{1,4}d)?(?:[0-9]{1,5}h)?(?:[0-9]{1,6}m)?(?:[0-9]{1,8}s)?$"
"""A duration as people write it: ``90s``, ``3h``, ``1d12h30m``; some decades at most, which no schedule outlives."""

_DURATION: Final = re.compile(
    r"(?:(?P<days>[0-9]+)d)?(?:(?P<hours>[0-9]+)h)?(?:(?P<minutes>[0-9]+)m)?(?:(?P<seconds>[0-9]+)s)?"
)
_SHAPE: Final = re.compile(DURATION.removesuffix("$") + r"\Z")


def read_duration(text: str) -> timedelta | None:
    """The duration of a text such as ``3h`` or ``1d12h``; None when it is none."""
    if _SHAPE.match(text) is None or (parts := _DURATION.fullmatch(text)) is None:
        return None
    return timedelta(**{unit: int(number) for unit, number in parts.groupdict().items() if number})


class Clock:
    """Runs like the clock on the wall, until it is put forward. It never goes back."""

    __slots__ = ("_ahead", "_held")

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._held: datetime | None = None

    @property
    def ahead(self) -> timedelta:
        """How far it is before the clock on the wall."""
        return self.now() - datetime.now(UTC) if self._held else self._ahead

    def now(self) -> datetime:
        """Aware, in UTC."""
        return self._held or datetime.now(UTC) + self._ahead

    def hold(self, at: datetime) -> None:
        """Stand still at this time, so that what is due then happens then."""
        self._held = max(at, self.now())

    def release(self) -> None:
        """Run on from where it stands."""
        if self._held is not None:
            self._ahead = self._held - datetime.now(UTC)
            self._held = None

    def reset(self) -> None:
        """Show the real time again."""
        self._ahead = timedelta()
        self._held = None
