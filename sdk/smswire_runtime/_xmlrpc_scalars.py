"""Values of XML-RPC that hold no others, each as its element."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from math import isfinite
from typing import Any, Final

from smswire_runtime._misfits import kind_of
from smswire_runtime._xmlrpc_values import BAD_INTEGER, INTEGER, Base64Text, DateTimeText, IntText, MisfitError

LOWEST: Final = -(2**31)
HIGHEST: Final = 2**31 - 1
"""Integers that may be written: the specification knows 32 bits, though servers may answer with 64."""

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""C0 control characters, halves of surrogate pairs, U+FFFE and U+FFFF are not XML. A carriage return is, but every
reader makes a line feed of it."""


def escaped(text: str) -> str:
    if not text.isprintable() and _FORBIDDEN.search(text) is not None:
        raise MisfitError("a character that XML cannot carry unchanged")
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def _write_string(value: str) -> str:
    return f"<value><string>{escaped(value)}</string></value>"


def _write_bool(value: bool) -> str:  # noqa: FBT001, the value is what this is about
    return f"<value><boolean>{value:d}</boolean></value>"


def _write_int(value: int) -> str:
    if not LOWEST <= value <= HIGHEST:
        raise MisfitError("an integer beyond 32 bits, which XML-RPC does not have")
    return f"<value><int>{value:d}</int></value>"


def _write_spelling(value: IntText) -> str:
    if INTEGER.fullmatch(value) is None:
        raise MisfitError(BAD_INTEGER)
    return f"<value><int>{value}</int></value>"


def _write_double(value: float) -> str:
    if not isfinite(value):
        raise MisfitError("a number that is not finite")
    return f"<value><double>{_without_exponent(float.__repr__(value))}</double></value>"


def _without_exponent(spelling: str) -> str:
    """The same digits with the point where it belongs."""
    mantissa, e, exponent = spelling.partition("e")
    if not e:
        return spelling
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    digits, point = whole + fraction, len(whole) + int(exponent)
    return f"{sign}0.{'0' * -point}{digits}" if point <= 0 else f"{sign}{digits:0<{point}}.0"


def _write_date_time(value: DateTimeText) -> str:
    return f"<value><dateTime.iso8601>{escaped(value)}</dateTime.iso8601></value>"


def _write_base64_text(value: Base64Text) -> str:
    try:
        return _write_bytes(value.encode())
    except UnicodeEncodeError:
        raise MisfitError("half of a surrogate pair") from None


def _write_bytes(value: bytes) -> str:
    return f"<value><base64>{binascii.b2a_base64(value, newline=False).decode()}</base64></value>"


SCALARS: Final[dict[type, Callable[[Any], str]]] = {
    str: _write_string,
    bool: _write_bool,
    int: _write_int,
    float: _write_double,
    bytes: _write_bytes,
    IntText: _write_spelling,
    DateTimeText: _write_date_time,
    Base64Text: _write_base64_text,
}


def scalar_of(value: object) -> Callable[[Any], str]:
    """How an enumeration's member or the like is written: as the scalar that it is."""
    for kind in type(value).__mro__:
        if kind in SCALARS:
            return SCALARS[kind]
    raise MisfitError(f"XML-RPC has no type for {kind_of(value)}")
