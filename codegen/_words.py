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


RESERVED_CLASSES = frozenset(
    [
        "Any",
        "AsyncClient",
        "Client",
        "Code",
        "CodeTable",
        "ClassVar",
        "DateTimeFormat",
        "Decimal",
        "DecodeError",
        "Drift",
        "Effect",
        "EncodeError",
        "Fault",
        "Final",
        "GuidFormat",
        "IntegerFormat",
        "Json",
        "Literal",
        "Mapping",
        "OpenIntEnum",
        "OpenStrEnum",
        "Operation",
        "Request",
        "Response",
        "Secret",
        "UUID",
        "Unset",
        "CodeFormat",
        "DecimalFormat",
        "FlagFormat",
        "TextFormat",
        "bool",
        "dict",
        "float",
        "int",
        "list",
        "object",
        "set",
        "str",
        "tuple",
        "type",
    ]
)
"""Names that generated modules use for themselves; a schema of that name becomes ``Client2``."""

RESERVED_FIELDS = frozenset({"additional_properties", "additional_items", "self", "numbers"})
"""Names that every generated class uses for itself."""
