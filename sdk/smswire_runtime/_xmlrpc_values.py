"""The scalars of XML-RPC: how each is read, and types for those that Python has none for."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from math import isfinite
from typing import Any, Final

from attrs import frozen

from smswire_runtime._json import HIGHEST, LOWEST

DEPTH: Final = 32
"""Nesting of arrays and structs. The deepest documented answer has three levels."""

INT: Final = range(-(2**31), 2**31)
"""The integers that the specification of 1999 knows, and so all that is written; 64 bits are read."""

METHOD: Final = re.compile(r"[A-Za-z0-9_.:/]+")
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,20}")
_DOUBLE: Final = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,3})?")


class Spelled(str):
    """A value in the spelling of the wire, which is written as what it was when it was read."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The spelling alone."""
        return str(self)


class IntText(Spelled):
    """An integer, for peers that type digits such as 0791234567 as integers."""

    __slots__ = ()

    @property
    def number(self) -> int:
        """The integer."""
        return int(self)


class Base64Text(Spelled):
    """Text that travels as base64 of its UTF-8."""

    __slots__ = ()


class DateTimeText(Spelled):
    """A dateTime.iso8601."""

    __slots__ = ()


@frozen
class Fault:
    """A complete, documented refusal."""

    code: int
    text: str


class MisfitError(Exception):
    """What does not fit, before it is known where."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = ""


def _read_integer(text: str) -> int:
    if INTEGER.fullmatch(text) is None:
        raise MisfitError("expected the digits of an integer")
    if not LOWEST <= (value := int(text)) <= HIGHEST:
        raise MisfitError("a number beyond 64 bits")
    return value


def _spelled_integer(text: str) -> IntText:
    _read_integer(text)
    return IntText(text)


def _read_boolean(text: str) -> bool:
    if text not in {"0", "1"}:
        raise MisfitError("expected 0 or 1 for a boolean")
    return text == "1"


def _read_double(text: str) -> float:
    if _DOUBLE.fullmatch(text) is None or not isfinite(value := float(text)):
        raise MisfitError("expected a finite decimal number")
    return value


def _read_base64(text: str) -> Base64Text | bytes:
    try:
        octets = binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except ValueError:
        raise MisfitError("expected base64") from None
    try:
        return Base64Text(octets.decode())
    except UnicodeDecodeError:
        return octets


def _read_nil(text: str) -> None:
    if text:
        raise MisfitError("expected nothing inside nil")


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "int": _read_integer,
    "i4": _read_integer,
    "i8": _read_integer,
    "boolean": _read_boolean,
    "double": _read_double,
    "dateTime.iso8601": DateTimeText,
    "base64": _read_base64,
    "nil": _read_nil,
}
SPELLED_READERS: Final = dict.fromkeys(("int", "i4", "i8"), _spelled_integer)
