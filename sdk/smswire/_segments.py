"""How many segments a text takes on the air, exactly.

3GPP TS 23.038 has the alphabets and TS 23.040 the segments. A text of GSM-7 characters is counted in septets, of which
those of the extension table take two; one other character makes the whole text UCS-2, counted in units of UTF-16.
"""

from __future__ import annotations

import enum
import re

# In the order of the table's codes: a row here is two columns there. Escape (0x1B) is no character, so it is left out.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"

_GSM = frozenset(_BASIC + _EXTENSION)

_beyond_basic = re.compile(f"[^{re.escape(_BASIC)}]").search
_is_gsm = re.compile(f"[{re.escape(_BASIC + _EXTENSION)}]*+").fullmatch

# What the first unit of a pair looks like, where each unit is a character: an escape, or the upper octet of a high
# surrogate.
_ESCAPE = "\x1b"
_ESCAPED = [(character, _ESCAPE + character) for character in _EXTENSION]
_HIGH = "\xd8\xd9\xda\xdb"


class Encoding(enum.StrEnum):
    """The alphabet of a text on the air."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


# The units that 140 octets hold: in a message of one segment, and in each of several, where six octets go to the header
# that joins them.
_SEPTETS: tuple[Encoding, int, int] = Encoding.GSM_7, 160, 153
_UTF_16: tuple[Encoding, int, int] = Encoding.UCS_2, 70, 67


class Segments:
    """What a text takes on the air."""

    __slots__ = ("count", "encoding", "forcing", "left", "units")

    encoding: Encoding
    count: int
    """The segments; one for the empty text, which is a message too."""
    units: int
    """The septets, or the units of UTF-16, of the text itself."""
    left: int
    """The units that the last segment still has room for."""
    forcing: tuple[str, ...]
    """The characters that force UCS-2, each once, in the order of the text: whoever marks them looks for these."""

    # By hand rather than with attrs: a text is counted without loading anything.
    def __init__(self, encoding: Encoding, count: int, units: int, left: int, forcing: tuple[str, ...] = ()) -> None:
        put = object.__setattr__
        put(self, "encoding", encoding)
        put(self, "count", count)
        put(self, "units", units)
        put(self, "left", left)
        put(self, "forcing", forcing)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __reduce__(self) -> tuple[type[Segments], tuple[Encoding, int, int, int, tuple[str, ...]]]:
        return type(self), self._values()

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Segments) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return (
            f"Segments(encoding={self.encoding.value!r}, count={self.count}, units={self.units}, left={self.left}, "
            f"forcing={self.forcing!r})"
        )

    def _values(self) -> tuple[Encoding, int, int, int, tuple[str, ...]]:
        return self.encoding, self.count, self.units, self.left, self.forcing


def segments(text: str) -> Segments:
    """The segments of a text; InvalidMessage for what is none, and for half of a surrogate pair, which no alphabet has.

    The text is counted as it is: a combining accent is a character of its own, and CR LF are two.
    """
    try:
        found = _beyond_basic(text)
    except TypeError:
        raise _no_text() from None
    if found is None:
        return _filled(_SEPTETS, len(text))
    if _is_gsm(text, found.start()):
        return _packed(_SEPTETS, _septets(text), _ESCAPE)
    forcing = tuple([character for character in dict.fromkeys(text) if character not in _GSM])
    return _packed(_UTF_16, _upper_octets(text), _HIGH, forcing)


def _no_text() -> Exception:
    from smswire._errors import InvalidMessage  # noqa: PLC0415, what counts texts loads no more than it needs

    return InvalidMessage("a text is a string")


def _septets(text: str) -> str:
    for character, escaped in _ESCAPED:
        if character in text:
            text = text.replace(character, escaped)
    return text


def _upper_octets(text: str) -> str:
    try:
        return text.encode("utf-16-be")[::2].decode("latin-1")
    except UnicodeEncodeError as error:
        from smswire._errors import InvalidMessage  # noqa: PLC0415, what counts texts loads no more than it needs
        from smswire._outcome import Reason  # noqa: PLC0415

        problem = f"half of a surrogate pair at character {error.start + 1}"
    raise InvalidMessage(problem, Reason.TEXT)


def _filled(sizes: tuple[Encoding, int, int], units: int, forcing: tuple[str, ...] = ()) -> Segments:
    """Units of which any may begin a segment."""
    encoding, alone, together = sizes
    if units <= alone:
        return Segments(encoding, 1, units, alone - units, forcing)
    count = -(-units // together)
    return Segments(encoding, count, units, count * together - units, forcing)


def _packed(sizes: tuple[Encoding, int, int], units: str, first: str, forcing: tuple[str, ...] = ()) -> Segments:
    """Units of which the second of a pair never begins a segment."""
    encoding, alone, together = sizes
    if len(units) <= alone:
        return Segments(encoding, 1, len(units), alone - len(units), forcing)
    count, end = 0, 0
    while end < len(units):
        end += together
        if end < len(units) and units[end - 1] in first:
            end -= 1
        count += 1
    return Segments(encoding, count, len(units), end - len(units), forcing)
