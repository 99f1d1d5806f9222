"""A call as it came: its method, its arguments as they were spelled, and where its password stands."""

from __future__ import annotations

import pyexpat
import re
from collections.abc import Iterator
from typing import Final

from smswire_runtime import DecodeError, Json
from smswire_runtime._values import untyped
from smswire_runtime._xmlrpc import loads_call

_PIECES: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)"
    rb"|(?P<end></param\s*>?)|(?P<empty><param\s*/>)|(?P<start><param(?:\s[^<>]*)?>)"
    rb"|<[^<>]*>?"
    rb"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
"""Broken XML is taken apart too, since its password is secret as well; every branch takes what it has looked at."""

PASSWORD: Final = 2
"""Which parameter the password is, counted from one."""


SHORT: Final = 6
"""Octets below which a password is masked together with its tags only, lest half of the request is masked."""


def read_call(body: bytes) -> tuple[str, list[Json]]:
    """The method and its arguments; numbers are texts as they were spelled, since some clients type all digits so."""
    method, arguments = loads_call(body, lexical=True)
    return method, _spelled(arguments, _doubles(body)) if _has_double(arguments) else arguments


def _has_double(value: Json) -> bool:
    if isinstance(value, dict):
        return any(map(_has_double, untyped(value).values()))
    return any(map(_has_double, untyped(value))) if isinstance(value, list) else isinstance(value, float)


def _doubles(body: bytes) -> Iterator[str]:
    """The text of each double, in the order of the document, which is known to be sound and without entities."""
    found: list[str] = []
    parser = pyexpat.ParserCreate()
    parser.buffer_text = True
    inside = False

    def start(name: str, _: object) -> None:
        nonlocal inside
        inside = name == "double"
        if inside:
            found.append("")

    def end(_: str) -> None:
        nonlocal inside
        inside = False

    def text(part: str) -> None:
        if inside:
            found[-1] += part

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(body, True)  # noqa: FBT003, the parser takes its arguments by position
    return iter(found)


def _spelled(value: Json, doubles: Iterator[str]) -> Json:
    if isinstance(value, dict):
        return {name: _spelled(item, doubles) for name, item in untyped(value).items()}
    if isinstance(value, list):
        return [_spelled(item, doubles) for item in untyped(value)]
    return next(doubles) if isinstance(value, float) else value


def passwords(body: bytes) -> tuple[str, ...]:
    """The texts of the second parameter as they stand in the body; the whole body where nobody can tell."""
    count, inside, found = 0, False, list[bytes]()
    for piece in _PIECES.finditer(body):
        match piece.lastgroup:
            case "start" | "empty":
                count += 1
                inside = piece.lastgroup == "start" and count == PASSWORD
            case "end" if inside:
                break
            case "text" | "data" if inside:
                found.append(_with_surroundings(piece.span(piece.lastgroup), body))
            case _:
                pass
    if b"\0" in body or (count < PASSWORD and not _is_call(body)):
        found = [body]
    return tuple(dict.fromkeys(one.decode("utf-8", "backslashreplace") for one in found if one))


def _with_surroundings(span: tuple[int, int], body: bytes) -> bytes:
    """A piece of a password, without the space around it; a short one with its tags, since it may be anywhere."""
    start, end = span
    text = body[start:end].strip()
    if not 0 < len(text) < SHORT:
        return text
    opened, closed = body.rfind(b"<", 0, start), body.find(b">", end)
    return body[opened : closed + 1 or None]


def _is_call(body: bytes) -> bool:
    try:
        loads_call(body)
    except DecodeError:
        return False
    return True
