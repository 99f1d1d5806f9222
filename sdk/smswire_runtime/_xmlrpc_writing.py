"""Write XML-RPC as its specification of 1999 has it: strings are typed, integers have 32 bits, doubles no exponent."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from math import isfinite
from typing import Any, Final, TypeAlias, cast

from smswire_runtime._errors import EncodeError
from smswire_runtime._misfits import kind_of
from smswire_runtime._values import Json
from smswire_runtime._xmlrpc_values import (
    BAD_INTEGER,
    BAD_METHOD,
    DEPTH,
    INTEGER,
    METHOD,
    TOO_DEEP,
    Base64Text,
    DateTimeText,
    IntText,
    MisfitError,
    unlike,
)

VALUES: Final = 100_000
"""Values in a document, so that parts which stand in many places cannot multiply. 500 rows that hold a struct of nine
members each have 6,000."""

LOWEST: Final = -(2**31)
HIGHEST: Final = 2**31 - 1
"""Integers that may be written: the specification knows 32 bits, though servers may answer with 64."""

_HEADER: Final = "<?xml version='1.0'?>\n"
_OPEN, _CLOSE = "<value><array><data>", "</data></array></value>"

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""C0 control characters, halves of surrogate pairs, U+FFFE and U+FFFF are not XML. A carriage return is, but every
reader makes a line feed of it."""

_SPECIAL: Final = bytes(byte in b"&<>" or (byte < ord(" ") and byte not in b"\t\n") for byte in range(256))
"""1 for each byte that may not stand as it is."""

_Column: TypeAlias = tuple[object, ...]


def _escaped(text: str) -> str:
    if not text.isprintable() and _FORBIDDEN.search(text) is not None:
        raise MisfitError("a character that XML cannot carry unchanged")
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def _write_string(value: str) -> str:
    return f"<value><string>{_escaped(value)}</string></value>"


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
    return f"<value><dateTime.iso8601>{_escaped(value)}</dateTime.iso8601></value>"


def _write_base64_text(value: Base64Text) -> str:
    try:
        return _write_bytes(value.encode())
    except UnicodeEncodeError:
        raise MisfitError("half of a surrogate pair") from None


def _write_bytes(value: bytes) -> str:
    return f"<value><base64>{binascii.b2a_base64(value, newline=False).decode()}</base64></value>"


_SCALARS: Final[dict[type, Callable[[Any], str]]] = {
    str: _write_string,
    bool: _write_bool,
    int: _write_int,
    float: _write_double,
    bytes: _write_bytes,
    IntText: _write_spelling,
    DateTimeText: _write_date_time,
    Base64Text: _write_base64_text,
}


class _Writer:
    """Writes values into parts; counts them, so that neither loops nor shared parts grow without end."""

    def __init__(self, before: str) -> None:
        self.parts = [_HEADER, before]
        self._count = 0

    def document(self, after: str) -> bytes:
        self.parts.append(after)
        return "".join(self.parts).encode()

    def write(self, value: object, depth: int = 0) -> None:
        scalar = _SCALARS.get(type(value))
        if scalar is not None:
            self.parts.append(scalar(value))
        elif isinstance(value, list | tuple):
            self._array(cast("list[Json]", value), depth + 1)
        elif isinstance(value, dict):
            self._struct(cast("dict[str, Json]", value), depth + 1)
        else:
            self.parts.append(_scalar_of(value)(value))

    def _descend(self, count: int, depth: int) -> None:
        if depth > DEPTH:
            raise MisfitError(TOO_DEEP)
        self._count += count
        if self._count > VALUES:
            raise MisfitError(f"more than {VALUES} values")

    def _array(self, value: list[Json], depth: int) -> None:
        self._descend(len(value), depth)
        texts = _texts(value)
        if texts is not None:
            self.parts += texts
            return
        rows = _rows(value) if depth < DEPTH else None
        if rows is not None:
            self._descend(len(value) * len(value[0]), depth)
            self.parts += rows
            return
        self.parts.append(_OPEN)
        index = 0
        try:
            for index, item in enumerate(value):  # noqa: B007, the index tells where a misfit stands
                self.write(item, depth)
        except MisfitError as misfit:
            raise misfit.under(index) from None
        self.parts.append(_CLOSE)

    def _struct(self, value: dict[str, Json], depth: int) -> None:
        self._descend(len(value), depth)
        self.parts.append("<value><struct>")
        for name, item in value.items():
            if not isinstance(cast("object", name), str):
                raise MisfitError(f"expected strings as names, got {kind_of(name)}")
            try:
                self.parts.append(f"<member><name>{_escaped(name)}</name>")
                self.write(item, depth)
            except MisfitError as misfit:
                raise misfit.under(name) from None
            self.parts.append("</member>")
        self.parts.append("</struct></value>")


def _scalar_of(value: object) -> Callable[[Any], str]:
    """How an enumeration's member or the like is written: as the scalar that it is."""
    for kind in type(value).__mro__:
        if kind in _SCALARS:
            return _SCALARS[kind]
    raise MisfitError(f"XML-RPC has no type for {kind_of(value)}")


def _texts(value: list[Any]) -> list[str] | None:
    """An array of plain strings, all at once; None where care is needed."""
    count = len(value)
    if count < 2 or list(map(type, value)).count(str) != count or not _plain("".join(value)):  # noqa: PLR2004, see _rows
        return None
    return [_OPEN, "<value><string>", "</string></value><value><string>".join(value), "</string></value>", _CLOSE]


def _plain(text: str) -> bool:
    """Whether a text can stand in a document as it is."""
    return text.isascii() and 1 not in text.encode().translate(_SPECIAL)


def _rows(value: list[Any]) -> list[str] | None:
    """An array of alike rows, column by column, which is several times faster; None where care is needed.

    A column of one type is checked and written at once. One that holds the same in every row becomes part of the
    glue that stands between the others.
    """
    count = len(value)
    if count < 2 or list(map(type, value)).count(list) != count:  # noqa: PLR2004, one row is none the faster
        return None
    if count * len(value[0]) > VALUES:
        return None
    with suppress(ValueError, MisfitError):  # rows of different lengths; a misfit, whose place is still to be found
        return _by_column(list(zip(*value, strict=True)), count)
    return None


def _by_column(columns: list[_Column], count: int) -> list[str] | None:
    cells: list[Iterable[str]] = []
    texts: list[str] = []
    glue = [_OPEN]
    for column in columns:
        kind = type(column[0])
        if list(map(type, column)).count(kind) != count:
            return None
        if kind is str:
            strings = cast("tuple[str, ...]", column)
            texts += strings
            glue[-1] += "<value><string>"
            cells.append(strings)
            glue.append("</string></value>")
        elif kind is int or kind is bool:
            write = _SCALARS[kind]
            if column.count(column[0]) == count:
                glue[-1] += write(column[0])
            else:
                cells.append(map({item: write(item) for item in set(column)}.__getitem__, column))
                glue.append("")
        else:
            return None
    if not _plain("".join(texts)):
        return None
    return _joined(cells, glue, count)


def _joined(cells: list[Iterable[str]], glue: list[str], count: int) -> list[str]:
    """Each row's cells with the glue between them."""
    first = _OPEN + glue[0]
    glue[-1] += _CLOSE
    unit = [part for after in glue[1:] for part in ("", after)]
    if not unit:
        return [_OPEN, glue[0] * count, _CLOSE]
    unit[-1] += glue[0]
    parts = unit * count
    for index, cell in enumerate(cells):
        parts[2 * index :: len(unit)] = cell
    parts[-1] = glue[-1] + _CLOSE
    parts.insert(0, first)
    return parts


def _written(value: Json, before: str, after: str, *steps: int | str) -> bytes:
    writer = _Writer(before)
    try:
        writer.write(value)
    except MisfitError as misfit:
        raise EncodeError(misfit.under(*steps).path, misfit.problem) from None
    return writer.document(after)


def dumps_call(method: str, params: list[Json]) -> bytes:
    """Write a call."""
    if not isinstance(cast("object", method), str) or METHOD.fullmatch(method) is None:
        raise EncodeError("$.methodName", BAD_METHOD)
    writer = _Writer(f"<methodCall><methodName>{method}</methodName><params>")
    for index, value in enumerate(params):
        writer.parts.append("<param>")
        try:
            writer.write(value)
        except MisfitError as misfit:
            raise EncodeError(misfit.under(index, "params").path, misfit.problem) from None
        writer.parts.append("</param>")
    return writer.document("</params></methodCall>")


def dumps_answer(value: Json) -> bytes:
    """Write an answer."""
    return _written(value, "<methodResponse><params><param>", "</param></params></methodResponse>", 0, "params")


def dumps_fault(code: int, text: str) -> bytes:
    """Write a fault."""
    given: dict[str, Json] = {"faultCode": code, "faultString": text}
    for (name, value), kind, words in zip(given.items(), (int, str), ("an integer", "a string"), strict=True):
        if not isinstance(value, kind) or isinstance(value, bool):
            misfit = unlike(words, value, name, "fault")
            raise EncodeError(misfit.path, misfit.problem)
    members = {"faultCode": int(code), "faultString": str(text)}
    return _written(members, "<methodResponse><fault>", "</fault></methodResponse>", "fault")
