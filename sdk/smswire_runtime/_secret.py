"""A password or token that does not show itself."""

from __future__ import annotations

from typing import Final, NoReturn

from smswire_runtime._values import Unset

MASK: Final = "***"


class Secret:
    """Text that repr, str, format, logging and pickle do not give away; ``reveal()`` does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one line that writes it to the wire."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret does not pickle: store a reference to it instead")


def masked(_: object) -> str:
    """The repr of a secret field, whatever stands in it."""
    return f"Secret({MASK!r})"


def secret(value: str | Secret) -> Secret:
    """Wrap a string, leave a Secret as it is: the converter of every secret field."""
    return value if isinstance(value, Secret) else Secret(value)


def nullable_secret(value: str | Secret | Unset | None) -> Secret | Unset | None:
    """The converter of a secret field that may be absent or null."""
    return Secret(value) if isinstance(value, str) else value


def optional_secret(value: str | Secret | Unset) -> Secret | Unset:
    """The converter of a secret field that may be absent."""
    return Secret(value) if isinstance(value, str) else value
