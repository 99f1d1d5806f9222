"""Wall clocks of wires: a moment as a text without a zone, and back.

A clock that is put back shows an hour twice, and one that is put forward skips one. A text that means two moments or
none is neither written nor read: its message would go out at another time than was meant.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from smswire._errors import InvalidTime
from smswire_runtime import DateTimeFormat, EncodeError
from smswire_runtime._outcomes import ConfigurationError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_BEYOND: Final = "beyond the years 1 to 9999"
_MOMENT: Final = DateTimeFormat(("iso",), "UTC")
"""Writes every moment that there is, so it finds those that there are not."""


def ahead(at: datetime, now: datetime) -> datetime:
    """The moment at which a message is to go, in UTC and in whole seconds, since wires say no less.

    A part of a second is rounded up: nothing goes before its time. InvalidTime for a time without a zone, one that the
    clocks of its zone skip, and one that is not after ``now``.
    """
    try:
        _MOMENT.write(at, "at")
        moment = at.astimezone(UTC)
        whole = moment.replace(microsecond=0) + timedelta(seconds=moment.microsecond > 0)
    except EncodeError as error:
        raise InvalidTime(error.problem) from None
    except OverflowError:
        raise InvalidTime(_BEYOND) from None
    if moment <= now:
        raise InvalidTime("a time that has passed")
    return whole


class ZonedClock:
    """A clock of a zone that both sides know."""

    __slots__ = ("_plain", "_zoned", "zone")

    def __init__(self, pattern: str, zone: str) -> None:
        self.zone = zone
        self._zoned = DateTimeFormat((pattern,), zone)
        self._plain = DateTimeFormat((pattern,))

    def write(self, at: datetime, now: datetime) -> str:
        """The text of a moment; InvalidTime where ``ahead`` says so, and in an hour that comes twice."""
        self._zone()
        try:
            return self._zoned.write(ahead(at, now), "at")
        except EncodeError as error:
            raise InvalidTime(error.problem, elsewhere=True) from None

    def read(self, text: str) -> datetime:
        """The moment in UTC, whether it has passed or not; InvalidTime for a text that does not tell one."""
        zone = self._zone()
        moment = self._zoned.read(text)
        if moment is not None:
            return _in_utc(moment)
        shown = _shown(self._plain, text)
        first, second = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        raise InvalidTime(f"a time that the clocks of {self.zone} {'show twice' if first < second else 'skip'}")

    def _zone(self) -> ZoneInfo:
        from zoneinfo import ZoneInfo  # noqa: PLC0415, most messages go at once

        try:
            return ZoneInfo(self.zone)
        except LookupError:
            raise ConfigurationError(f"this machine does not know the time zone {self.zone}: install tzdata") from None


class OffsetClock:
    """A clock whose distance from UTC goes over the wire beside its text: the minutes that it is behind."""

    __slots__ = ("_plain", "_utc")

    def __init__(self, pattern: str) -> None:
        self._utc = DateTimeFormat((pattern,), "UTC")
        self._plain = DateTimeFormat((pattern,))

    def write(self, at: datetime, now: datetime) -> tuple[str, int]:
        """The text of a moment and the minutes behind UTC; InvalidTime where ``ahead`` says so.

        They are always 0, so that nothing hangs on how the other side counts them: UTC has no hour twice.
        """
        return self._utc.write(ahead(at, now), "at"), 0

    def read(self, text: str, behind: int) -> datetime:
        """The moment in UTC, whether it has passed or not; InvalidTime for a text or a distance that tells none.

        A clock ahead of UTC is fewer than 0 minutes behind: UTC+10 is -600.
        """
        shown = _shown(self._plain, text)
        try:
            zone = timezone(timedelta(minutes=-behind))
        except (ValueError, OverflowError):
            raise InvalidTime("a clock that is a day or more from UTC") from None
        return _in_utc(shown.replace(tzinfo=zone))


ZURICH: Final = ZonedClock("yyyy-MM-dd HH:mm:ss", "Europe/Zurich")
BEHIND_UTC: Final = OffsetClock("dd-Mon-yyyy HH:mm:ss")


def _shown(plain: DateTimeFormat, text: str) -> datetime:
    """What a clock shows, wherever it is."""
    shown = plain.read(text)
    if shown is None:
        raise InvalidTime(f"not {plain.patterns[0]}, or no date that there is")
    return shown


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InvalidTime(_BEYOND) from None
