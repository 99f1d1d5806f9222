"""Names: from the words of a wire to those of Python; keywords, our own names and collisions are settled here only."""

from __future__ import annotations

import re

_PARTS = re.compile(r"[^0-9A-Za-z]+")


def pascal(text: str) -> str:
    """A class name: ``send_sms`` -> ``SendSms``; capitals inside a word stay as they are."""
    words = [word for word in _PARTS.split(text) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return f"Type{name}" if not name or name[0].isdigit() else name


_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(text: str) -> str:
    """A function's name: ``get /a/{b}`` -> ``get_a_b``."""
    parts = [part for word in _PARTS.split(text) if word for part in _HUMPS.split(word)]
    name = "_".join(parts).lower()
    return f"call_{name}" if not name or name[0].isdigit() else name


def member(text: str) -> str:
    """The name of a value of an enumeration: ``dark blue`` -> ``DARK_BLUE``, ``-1`` -> ``MINUS_1``."""
    if not text:
        return "EMPTY"
    name = "_".join(part for word in _PARTS.split(text) if word for part in _HUMPS.split(word)).upper()
    if not name:
        return "VALUE"
    return f"{'MINUS' if text.startswith('-') else 'VALUE'}_{name}" if name[0].isdigit() else name


_CLASSES = (
    "Any AsyncClient AsyncRawClient Boolean Calls Choice ClassVar Client Code CodeFormat CodeTable Converter "
    "DateTimeFormat Decimal DecimalFormat DecodeError Drift Effect Either EncodeError Event Fault Final "
    "FlagFormat Free GuidFormat HIGHEST Headers Integer IntegerFormat Items Iterable Json KeyError LOWEST "
    "Literal Mapping Moment NO_EXTRAS Nested Null Number OpenIntEnum OpenStrEnum Operation Password ROUTES "
    "RawClient Request Response Route Secret Sequence String TYPE_CHECKING Table TextFormat TextRule "
    "TypeAlias TypeError UNSET UUID Unset ValueError"
)
_FIELDS = (
    "additional_items additional_properties bool datetime dict field float int list masked nullable_secret numbers "
    "optional_secret property secret self str tuple"
)
_FUNCTIONS = "answer body bool close datetime dict float int list parameters raw request runtime str text tuple unset"

RESERVED_CLASSES = frozenset(_CLASSES.split())
"""Names that generated modules use for themselves; a schema of that name becomes ``Client2``."""

RESERVED_FIELDS = frozenset(_FIELDS.split())
"""Names that generated classes use for themselves, or need while they are built; a property becomes ``list_``."""

RESERVED_FUNCTIONS = frozenset(_FUNCTIONS.split())
"""Operations whose functions or constants would hide what generated modules import, as ``write_text`` would."""
