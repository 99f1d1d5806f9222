"""Bodies: into UTF-8, which the documents mean, from what old clients declare; and names that stand twice in JSON."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from typing import Any, Final

from attrs import evolve

from smswire.sandbox._wire import Violation
from smswire_runtime import Json, Request
from smswire_runtime._json import member
from smswire_runtime._values import untyped

_SERVED: Final = {
    "iso8859-1": "cp1252",  # as browsers do: whoever says Latin-1 and means a euro sign has this
    "cp1252": "cp1252",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
"""Encodings that are read besides UTF-8, by the names of their codecs. Some of Python's others take quadratic time."""

_MARKS: Final = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


def members(value: Json) -> dict[str, Json]:
    """The members of an object; none of what is no object."""
    found: dict[str, Json] = untyped(value) if isinstance(value, dict) else {}
    return found


def items(value: Json) -> list[Json]:
    """The items of an array; none of what is no array."""
    found: list[Json] = untyped(value) if isinstance(value, list) else []
    return found


def media_of(request: Request) -> str:
    """The Content-Type without its parameters, in lower case; empty when there is none."""
    return (request.header("content-type") or "").partition(";")[0].strip().lower()


def in_utf8(request: Request) -> tuple[Request, tuple[Violation, ...]]:
    """The request with its body in UTF-8; a body that is not in its declared encoding stays as it is."""
    encoding = encoding_of(request)
    if encoding is None:
        return request, ()
    try:
        body = request.body.decode(encoding).encode()
    except UnicodeError:
        body = request.body
    problem = f"bodies travel as UTF-8, this one came as {encoding}"
    return evolve(request, body=body), (Violation(path="headers.Content-Type", problem=problem),)


def shown(request: Request) -> str:
    """The body as it stands, as text that can be searched."""
    return in_utf8(request)[0].body.decode("utf-8", "backslashreplace")


def as_it_stands(text: str, request: Request) -> str:
    """A part of what is shown, in the form in which it stands in the raw body."""
    encoding = encoding_of(request)
    if encoding is None:
        return text
    if encoding == "utf-16":
        encoding = "utf-16-be" if request.body.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    return text.encode(encoding, "replace").decode("utf-8", "backslashreplace")


def encoding_of(request: Request) -> str | None:
    """The codec of a body that is not in UTF-8; nothing for one that is, and for what this does not know."""
    for mark, encoding in _MARKS.items():
        if request.body.startswith(mark):
            return encoding
    declared = _CHARSET.search(request.header("content-type") or "")
    if declared is None:
        return None
    try:
        return _SERVED.get(codecs.lookup(declared[1]).name)
    except LookupError:
        return None


def repeated(body: bytes) -> tuple[Violation, ...]:
    """Names that stand twice in one object of a JSON document that was read: all but the last are lost in silence."""
    found: dict[str, None] = {}

    def note(pairs: list[tuple[str, Any]]) -> None:
        found.update((name, None) for name, times in Counter(name for name, _ in pairs).items() if times > 1)

    try:
        json.loads(body, object_pairs_hook=note)
    except (ValueError, RecursionError):  # deeper than this reader goes, and than any documented object
        return ()
    problem = "stands twice in one object, and only the last one counts"
    return tuple(Violation(path=member("$.", name).replace("$.[", "$..["), problem=problem) for name in found)
