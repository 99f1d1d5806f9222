"""JSV as a real ServiceStack reads it, which takes far more than the grammar has and loses some of it without a word.

Its reader eats values without looking at what they are for: to the matching bracket or quote, else to the next comma or
closing brace. What then cannot be converted is skipped. Whoever sends such a text believes that it was read, so here
it is read as it was meant where that is plain, and each loss is told. Sources: ServiceStack.Text, JsvTypeSerializer,
DeserializeTypeRefJsv, DeserializeListWithElements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from smswire.sandbox._wire import Violation
from smswire.sandbox._wires._bodies import items, members
from smswire_runtime import DecodeError, EncodeError, Json, _jsv
from smswire_runtime._formats import GuidFormat
from smswire_runtime._json import member
from smswire_runtime._values import untyped

GUIDS: Final = frozenset({"LinkedObjectId", "SuiteId", "LicenseeId", "ContactId"})
"""Properties that are GUIDs, which no shape of JSV says."""

GUID: Final = GuidFormat("N")

LOOKED_AT: Final = 64 * 1024
"""Characters of a text that is read as a real server reads it; a longer one has to be JSV, since no hand wrote it."""

_END: Final = re.compile("[,}]")
_BRACKET: Final = re.compile(r'["{}\[\]]')
_CLOSING: Final = {"{": "}", "[": "]"}
_BOOLEANS: Final = {"true": True, "false": False}
_LOST: Final = "a real ServiceStack silently loses it"


def is_guid(text: str) -> bool:
    """Whether the text is a GUID in any of its forms, zeros included."""
    try:
        GUID.write(text, "$")
    except EncodeError:
        return False
    return True


def read_jsv(text: str, shape: Json, path: str = "$") -> tuple[Json, tuple[Violation, ...]]:
    """The value of a text by a shape, and what a real server would make of it; DecodeError for what none can read."""
    if len(text) > LOOKED_AT:
        return _jsv.typed(_jsv.loads(text), shape, path, fold=True), ()
    reader = _ServiceStack()
    real: Json = None
    failure = ""
    try:
        real = reader.convert(text, shape, path)
    except _NotReadError as error:
        failure = str(error)
    first: DecodeError | None = None
    for lenient in (False, True):
        try:
            value = _jsv.typed(_jsv.loads(text, lenient=lenient), shape, path, fold=True)
        except DecodeError as error:
            first = first or error
        else:
            return value, _told(reader, path, failure, first)
    if failure or reader.open:
        raise first or DecodeError(path, failure)
    return real, _told(reader, path, failure, first)


def _told(reader: _ServiceStack, path: str, failure: str, error: DecodeError | None) -> tuple[Violation, ...]:
    """What a real server would lose, or at least why this is no JSV."""
    found = tuple(Violation(path=place, problem=problem) for place, problem in reader.lost.items())
    if failure:
        problem = error.problem if error else failure
        found += (Violation(path=path, problem=f"{problem}; a real ServiceStack cannot read it"),)
    elif error and not found:
        found = (Violation(path=error.path, problem=error.problem),)
    return found


class _NotReadError(Exception):
    """What the real reader throws, and mostly catches a level above."""


def _boolean(text: str) -> bool:
    if text.lower() in _BOOLEANS:
        return _BOOLEANS[text.lower()]
    raise _NotReadError("white space around it" if text.strip().lower() in _BOOLEANS else "neither True nor False")


def _guid(text: str) -> str | None:
    if not text or is_guid(text):
        return text or None
    raise _NotReadError("a GUID in quotes" if text.startswith('"') else "no GUID")


class _ServiceStack:
    """The real reader, step by step; it goes as deep as the shape and no deeper."""

    def __init__(self) -> None:
        self.lost: dict[str, str] = {}
        """What was lost, and why."""
        self.open = False
        """Whether a bracket or a quote is never closed, which the real reader does not mind."""

    def convert(self, text: str, shape: Json, path: str) -> Json:
        """The value of a text that was eaten."""
        if not text:
            return None
        if isinstance(shape, dict):
            return self._object(text, members(untyped(shape)), path)
        if isinstance(shape, list):
            return self._items(text, items(untyped(shape))[1], path)
        if shape == "boolean":
            return _boolean(text)
        return text[1:-1].replace('""', '"') if text.startswith('"') else text

    def _object(self, text: str, shape: Mapping[str, Json], path: str) -> Json:
        if not text.startswith("{"):
            raise _NotReadError("white space before it" if text[0].isspace() else "no object")
        names = {name.lower(): name for name in shape}
        value: dict[str, Json] = {}
        at = 1
        while at < len(text) and text != "{}":
            key, at = self._key(text, at)
            name = names.get(key.lower())
            item, at = self._value(text, at + 1)
            self.open |= at >= len(text)
            if name is not None:
                self._set(value, name, item, shape[name], member(path, name))
                if item[:1] in {"{", "[", '"'} and text[at : at + 1] not in {",", "}"}:
                    self.lost.setdefault(member(path, name), f"goes on after its end; {_LOST} from there")
            elif key.startswith('"') and (name := names.get(key.strip('"').lower())):
                self.lost.setdefault(member(path, name), f"a name in quotes, which is no name; {_LOST}")
            at += 1
        return value

    def _set(self, value: dict[str, Json], name: str, item: str, shape: Json, path: str) -> None:
        try:
            found = _guid(item) if name in GUIDS else self.convert(item, shape, path)
        except _NotReadError as error:
            self.lost.setdefault(path, f"{error}; {_LOST}")
        else:
            value[name] = found

    def _items(self, text: str, shape: Json, path: str) -> Json:
        text = text.strip()
        self.open |= text.startswith("[") and not text.endswith("]")
        inner = text[1:-1] if text.startswith("[") else text
        if not inner.strip():
            return []
        found: list[Json] = []
        at = 0
        while at < len(inner):
            item, at = self._value(inner, at)
            found.append(self.convert(item, shape, f"{path}[{len(found)}]"))
            at += 1
        return found

    def _key(self, text: str, at: int) -> tuple[str, int]:
        if text[at] in {'"', "{"}:
            end = self._balanced(text, at)
        else:
            end = text.find(":", at + 1)
            if end < 0:
                raise _NotReadError("a name without a value")
        return text[at:end].strip(), end

    def _value(self, text: str, at: int) -> tuple[str, int]:
        first = text[at : at + 1]
        if first in {"", ",", "}"}:
            return "", at
        if first in {'"', "{", "["}:
            end = self._balanced(text, at)
        else:
            found = _END.search(text, at + 1)
            end = found.start() if found else len(text)
        return text[at:end], end

    def _balanced(self, text: str, at: int) -> int:
        """Behind the bracket or quote that closes the one here; brackets of the other kind do not count."""
        if text[at] == '"':
            return self._quoted(text, at)
        opening, closing = text[at], _CLOSING[text[at]]
        depth, quoted = 1, False
        for found in _BRACKET.finditer(text, at + 1):
            quoted ^= found[0] == '"'
            if not quoted:
                depth += (found[0] == opening) - (found[0] == closing)
                if not depth:
                    return found.end()
        self.open = True
        return len(text)

    def _quoted(self, text: str, at: int) -> int:
        end = at
        while True:
            end = text.find('"', end + 1)
            if end < 0:
                self.open = True
                return len(text)
            if text[end + 1 : end + 2] != '"':
                return end + 1
            end += 1
