"""Passwords in a body, in each form in which they stand there: escaped, quoted in JSV's way, percent-encoded."""

from __future__ import annotations

import json
import re
from typing import Final

from smswire.sandbox._wires._bodies import as_it_stands, in_utf8, members, shown
from smswire_runtime import DecodeError, Json, Request, _json

_QUOTED: Final = r'"(?:[^"\\]|\\.|"")*+"?'
_IN_JSON: Final = re.compile(rf'"password"\s*:\s*(?P<value>{_QUOTED}|[^\s,}}]+)', re.IGNORECASE)
_ELSEWHERE: Final = re.compile(
    rf"""\bpassword["']?\s*[:=]\s*(?P<value>{_QUOTED}|'[^']*'?|[^\s,}}&][^,}}&\r\n]*)""", re.IGNORECASE
)
"""JSV, forms and queries, and what is nothing at all but may hold a password all the same."""


def passwords_in(request: Request) -> tuple[str, ...]:
    """The passwords of the body as they stand in it."""
    text = shown(request)
    try:
        value = _json.loads_unchecked(in_utf8(request)[0].body)
    except DecodeError:
        found = _values(_ELSEWHERE, text)
    else:
        found = _values(_IN_JSON, text) | _named(value)
    return tuple(as_it_stands(one, request) for one in found if one)


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
