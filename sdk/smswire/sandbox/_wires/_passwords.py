"""Passwords in a body, in each form in which they stand there: escaped, quoted in JSV's way, percent-encoded."""

from __future__ import annotations

import json
import re
from typing import Final

from smswire.sandbox._wires._bodies import as_it_stands, members, shown
from smswire_runtime import DecodeError, Json, Request, _json

PARSED: Final = 64 * 1024
"""Characters of a body that is read as JSON to find names with escapes in them, which no writer of long ones makes."""

_QUOTED: Final = r'"(?:[^"\\]++|\\.|"")*+"?'
_IN_JSON: Final = re.compile(rf'"password"\s*+:\s*+(?P<value>{_QUOTED}|[^\s,}}]+)', re.IGNORECASE)
_ELSEWHERE: Final = re.compile(
    rf"""\bpassword["']?\s*+[:=]\s*+(?P<value>{_QUOTED}|'[^']*+'?|[^\s,}}&][^,}}&\r\n]*+)""", re.IGNORECASE
)
"""JSV, forms and queries, and what is nothing at all but may hold a password all the same."""


def passwords_in(request: Request) -> tuple[str, ...]:
    """The passwords of the body as they stand in it."""
    text = shown(request)
    found = _values(_IN_JSON, text)
    if not found:
        value = _read(text)
        found = _named(value) if value is not None else _values(_ELSEWHERE, text)
    return tuple(as_it_stands(one, request) for one in found if one)


def _read(text: str) -> Json:
    """The value of a short text that is JSON; None of any other."""
    if len(text) > PARSED:
        return None
    try:
        return _json.loads_unchecked(text.encode())
    except DecodeError:
        return None


def passwords_in_query(request: Request) -> tuple[str, ...]:
    """The passwords of the query, where no document wants any, but some clients put them."""
    return tuple(one for one in _values(_ELSEWHERE, request.query) if one)


def _values(pattern: re.Pattern[str], text: str) -> dict[str, None]:
    return {found["value"].strip("\"'"): None for found in pattern.finditer(text)}


def _named(value: Json) -> dict[str, None]:
    """Those of an object and of the objects in it, since a name may be written with escapes too."""
    found: dict[str, None] = {}
    for one in (members(value), *map(members, members(value).values())):
        for name, text in one.items():
            if name.lower() == "password" and isinstance(text, str):
                found |= {text: None, json.dumps(text)[1:-1]: None}
    return found
