"""Wire formats: what a text on the wire means in Python, and how Python's value is written.

Models keep the text; these objects read it when somebody asks. Reading never raises and is cheap whatever the text
says: what fits no form gives None. Writing refuses what the text could not say exactly. Every provider's models load
this module, so what only some formats need is imported where it is needed, and patterns are compiled at first use.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from smswire_runtime._errors import EncodeError
from smswire_runtime._misfits import kind_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo
    from decimal import Decimal
    from uuid import UUID

DIGITS: Final = 19
"""Digits of an integer that comes as text; 64 bits have no more, and Python's own limit of 4300 would raise."""

DECIMAL_DIGITS: Final = 64
"""Digits on either side of a decimal point. No balance has as many, and the cost of a Decimal grows with them."""

ISO: Final = "iso"
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""English whatever the locale, which is why strftime is of no use here."""

_TOKENS: Final = r"(yyyy|Mon|MM|dd|HH|mm|ss)"
_FIELDS: Final = {
    "yyyy": "year",
    "Mon": "month",
    "MM": "month",
    "dd": "day",
    "HH": "hour",
    "mm": "minute",
    "ss": "second",
}
_DIGITS_OF: Final = {"yyyy": "[0-9]{4}", "Mon": f"(?i:{'|'.join(MONTHS)})"}
_LOWEST: Final = {"year": 1, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}

_ISO: Final = (
    r"(?P<year>[0-9]{4})(?P<dash>-?)(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})[Tt ]"
    r"(?P<hour>[0-9]{2})(?P<colon>:?)(?P<minute>[0-9]{2})(?:(?P=colon)(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<offset>[Zz]|(?P<sign>[+-])(?P<hours>[0-9]{2})(?::?(?P<minutes>[0-5][0-9]))?)?"
)
"""Extended and basic notation, and XML-RPC's mixture of both; at most nanoseconds, of which Python keeps six digits."""

_STEADY: Final = (None, "UTC")
"""Clocks that skip no time and show none twice."""

_USUAL: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]{3})?Z"
"""What most write; the standard library reads it alike, and several times faster."""

_WHOLE: Final = rf"-?[0-9]{{1,{DIGITS}}}"
_DECIMAL: Final = rf"[+-]?[0-9]{{1,{DECIMAL_DIGITS}}}(?:\.[0-9]{{1,{DECIMAL_DIGITS}}})?"
_GUID_BODY: Final = "(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"
_GUID: Final = rf"{_GUID_BODY}|\{{{_GUID_BODY}\}}|\({_GUID_BODY}\)"
_GUID_FRAMES: Final = {"N": "", "D": "", "B": "{}", "P": "()"}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _whole(value: object) -> int | None:
    """An integer of at most 64 bits or so, however it came."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if _compiled(_WHOLE).fullmatch(value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 10**DIGITS else None
    return int(value) if isinstance(value, int) and abs(value) < 10 ** (DIGITS + 1) else None


def _text(value: object) -> str | None:
    """A text, or the text of a number in plain decimal notation."""
    if type(value) is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return _float_text(value)
    whole = _whole(value)
    return None if whole is None else str(whole)


def _float_text(value: float) -> str | None:
    text = float.__repr__(value)
    if "n" in text:  # nan, inf
        return None
    if "e" not in text:
        return text
    from decimal import Decimal

    return format(Decimal(text), "f")


class TextFormat:
    """A text that may come as a number."""

    __slots__ = ()

    def read(self, value: object) -> str | None:
        """The text; a number as it would be written without an exponent."""
        return _text(value)


class CodeFormat:
    """A code of so many digits whose leading zeros a JSON writer may have lost."""

    __slots__ = ("width",)

    def __init__(self, width: int) -> None:
        self.width = width

    def read(self, value: object) -> str | None:
        """All the digits; None for what has more of them, or something else."""
        text = _text(_whole(value) if isinstance(value, float) else value)
        if text is None or len(text) > self.width or not (text.isascii() and text.isdigit()):
            return None
        return text.zfill(self.width)


class FlagFormat:
    """Yes or no, as a boolean, an integer or a digit."""

    __slots__ = ()

    def read(self, value: object) -> bool | None:
        """0 is no and any other integer yes; of texts a single digit is understood."""
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            return value != "0" if len(value) == 1 and value in "0123456789" else None
        if isinstance(value, int):
            return value != 0
        return None


class IntegerFormat:
    """An integer that may come as text."""

    __slots__ = ()

    def read(self, value: object) -> int | None:
        """The integer, when it has at most 19 digits."""
        return _whole(value)


class DecimalFormat:
    """A decimal number in plain notation; written with exactly so many places."""

    __slots__ = ("places",)

    def __init__(self, places: int) -> None:
        self.places = places

    def read(self, value: object) -> Decimal | None:
        """The number with the places that it came with."""
        text = _text(value)
        if text is None or not _compiled(_DECIMAL).fullmatch(text):
            return None
        from decimal import Decimal

        return Decimal(text)

    def write(self, value: object, path: str) -> str:
        """The number with all its places; refused when it has more than fit."""
        from decimal import Decimal

        if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
            raise EncodeError(path, f"expected a decimal number, got {kind_of(value)}")
        number = value if isinstance(value, Decimal) else self.read(value)
        if number is None:
            raise EncodeError(path, "no decimal number, or one of too many digits")
        if not number.is_finite():
            raise EncodeError(path, "not a finite number")
        text = self._exactly(number)
        if text is None:
            raise EncodeError(path, f"has more than {self.places} decimal places or too many digits")
        return text

    def _exactly(self, number: Decimal) -> str | None:
        if not number:
            return f"{0:.{self.places}f}"
        if not -DECIMAL_DIGITS <= number.adjusted() < DECIMAL_DIGITS:
            return None
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -DECIMAL_DIGITS:
            return None
        whole, _, fraction = format(number, "f").partition(".")
        if len(fraction.rstrip("0")) > self.places:
            return None
        return f"{whole}.{fraction[: self.places].ljust(self.places, '0')}" if self.places else whole


class GuidFormat:
    """A GUID: N is 32 digits, D has hyphens, B and P have hyphens in braces or parentheses."""

    __slots__ = ("form",)

    def __init__(self, form: str) -> None:
        self.form = form

    def read(self, value: object) -> UUID | None:
        """The GUID from any of the forms; None for zeros, which mean that there is none."""
        found = self._found(value)
        return found if found is not None and found.int else None

    def write(self, value: object, path: str) -> str:
        """A GUID, or the text of one in any form, in this form."""
        from uuid import UUID

        found = value if isinstance(value, UUID) else self._found(value)
        if found is None:
            raise EncodeError(
                path, "not a GUID" if isinstance(value, str) else f"expected a GUID, got {kind_of(value)}"
            )
        if self.form == "N":
            return found.hex
        return str(found).join(_GUID_FRAMES[self.form]) if _GUID_FRAMES[self.form] else str(found)

    def _found(self, value: object) -> UUID | None:
        if not isinstance(value, str) or not _compiled(_GUID).fullmatch(value):
            return None
        from uuid import UUID

        return UUID(hex=value.strip("{}()"))


class DateTimeFormat:
    """A date and a time: the patterns are tried in order when reading, and the first one is used for writing."""

    __slots__ = ("patterns", "zone")

    def __init__(self, patterns: tuple[str, ...], zone: str | None = None) -> None:
        self.patterns = patterns
        self.zone = zone

    def read(self, value: object) -> datetime | None:
        """The moment; None when no pattern fits, and for a date or a wall time that is impossible or comes twice."""
        text = _text(value)
        if text is None:
            return None
        for pattern in self.patterns:
            if pattern == ISO and not text[:4].isdigit():
                continue
            if pattern == ISO and _compiled(_USUAL).fullmatch(text):
                return _usual(text)
            found = (_compiled(_ISO) if pattern == ISO else _reader(pattern)).fullmatch(text)
            if found is not None:
                return self._moment(found.groupdict())
        return None

    def _moment(self, parts: dict[str, str | None]) -> datetime | None:
        from datetime import datetime

        get = parts.get
        month, fraction, offset = get("month") or "1", get("fraction"), get("offset")
        try:
            moment = datetime(
                int(get("year") or 1),
                int(month) if month.isdigit() else MONTHS.index(month.capitalize()) + 1,
                int(get("day") or 1),
                int(get("hour") or 0),
                int(get("minute") or 0),
                int(get("second") or 0),
                int(fraction[:6].ljust(6, "0")) if fraction else 0,
                _offset(parts) if offset else _zone(self.zone),
            )
            sure = offset or self.zone in _STEADY or _is_once(moment)
        except (ValueError, LookupError, OverflowError):  # an impossible date, or a zone that this machine lacks
            return None
        return moment if sure else None

    def write(self, value: object, path: str) -> str:
        """The moment as the first pattern has it, on the clock of the zone."""
        from datetime import datetime

        if not isinstance(value, datetime):
            raise EncodeError(path, f"expected a date and time, got {kind_of(value)}")
        pattern = self.patterns[0]
        local = self._local(value, path)
        if pattern == ISO:
            return _iso(local, path)
        if self.zone is not None and not _is_once(local):
            raise EncodeError(
                path, f"a time that the clocks of {self.zone} show twice, which its text could not tell apart"
            )
        parts = {name: getattr(local, name) for name in _LOWEST}
        said = {_FIELDS[token] for token in _compiled(_TOKENS).findall(pattern)}
        if local.microsecond or any(parts[name] != low for name, low in _LOWEST.items() if name not in said):
            raise EncodeError(path, f"finer than {pattern} can say")
        return _compiled(_TOKENS).sub(lambda found: _spelled(found[0], parts[_FIELDS[found[0]]]), pattern)

    def _local(self, value: datetime, path: str) -> datetime:
        """The moment on the clock of the zone."""
        from datetime import UTC

        aware = value.utcoffset() is not None
        if self.zone is None:
            if aware:
                raise EncodeError(path, "a time zone, which its text could not say")
            return value
        if not aware:
            raise EncodeError(path, "no time zone, so that it could mean any moment")
        try:
            moment = value.astimezone(UTC)
            if moment.astimezone(value.tzinfo).replace(tzinfo=None) != value.replace(tzinfo=None):
                raise EncodeError(path, "a time that the clocks of its zone skip")
            return moment.astimezone(_zone(self.zone))
        except OverflowError:
            raise EncodeError(path, "beyond the years 1 to 9999") from None
        except LookupError:
            raise EncodeError(path, f"this machine does not know the time zone {self.zone}") from None


def _usual(text: str) -> datetime | None:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text)
    except ValueError:  # an impossible date
        return None


@cache
def _reader(pattern: str) -> re.Pattern[str]:
    seen: set[str] = set()
    pieces: list[str] = []
    for piece in _compiled(_TOKENS).split(pattern):
        name = _FIELDS.get(piece)
        if name is None:
            pieces.append(re.escape(piece))
        elif name in seen:
            pieces.append(_DIGITS_OF.get(piece, "[0-9]{2}"))
        else:
            seen.add(name)
            pieces.append(f"(?P<{name}>{_DIGITS_OF.get(piece, '[0-9]{2}')})")
    return re.compile("".join(pieces), re.ASCII)


@cache
def _zone(name: str | None) -> tzinfo | None:
    from datetime import UTC

    if name is None:
        return None
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _is_once(moment: datetime) -> bool:
    """Whether the clocks of its zone show this time exactly once; skipped and repeated times have two offsets."""
    return moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()


def _offset(parts: dict[str, str | None]) -> tzinfo:
    from datetime import UTC, timedelta, timezone

    if not parts["sign"]:
        return UTC
    distance = timedelta(hours=int(parts["hours"] or 0), minutes=int(parts["minutes"] or 0))
    return timezone(-distance if parts["sign"] == "-" else distance)


def _spelled(letters: str, number: int) -> str:
    if letters == "Mon":
        return MONTHS[number - 1]
    return f"{number:04d}" if letters == "yyyy" else f"{number:02d}"


def _iso(moment: datetime, path: str) -> str:
    offset = moment.utcoffset()
    naive = moment.replace(tzinfo=None)
    text = naive.isoformat(timespec="microseconds" if moment.microsecond % 1000 else "milliseconds")
    if offset is None:
        return text
    minutes, rest = divmod(offset.total_seconds(), 60)
    if rest:
        raise EncodeError(path, "an offset from UTC that is not of whole minutes")
    hours, minutes = divmod(abs(int(minutes)), 60)
    return text + (f"{'-' if offset.days < 0 else '+'}{hours:02d}:{minutes:02d}" if offset else "Z")
