"""What a parser gave as a tree of JSON values: nothing shared, nothing circular, nothing that JSON does not have."""

from __future__ import annotations

from math import isfinite
from typing import Any

from codegen._errors import SpecError
from codegen._node import escape, untyped

DEPTH = 100
"""Levels of nesting; a hundred properties inside each other would be half as many, and documents have about twenty."""

COPIES = 50_000
"""Objects and arrays that aliases may stand for: a few lines of aliases of aliases mean billions."""


class _Tree:
    def __init__(self, file: str) -> None:
        self.file = file
        self.path: list[str] = []
        self.seen: set[int] = set()
        self.copies = 0

    def error(self, problem: str, remedy: str) -> SpecError:
        return SpecError(self.file, "".join(f"/{escape(step)}" for step in self.path), problem, remedy)

    def value(self, value: object, *, copied: bool) -> Any:
        if isinstance(value, dict | list):
            copied = self._enter(untyped(value), copied=copied)
            read = self._object if isinstance(value, dict) else self._array
            return read(untyped(value), copied=copied)
        if isinstance(value, str):
            self._text(value)
        elif isinstance(value, float) and not isfinite(value):
            raise self.error(f"{value} is no JSON number", "write a finite number, or a string")
        elif value is not None and not isinstance(value, bool | int | float):
            raise self.error(f"expected a JSON value, got {type(value).__name__}", "put it in quotation marks")
        return value

    def _enter(self, value: object, *, copied: bool) -> bool:
        if len(self.path) > DEPTH:
            del self.path[3:]
            raise self.error(f"nested deeper than {DEPTH} levels", "give the inner parts a name and refer to them")
        copied = copied or id(value) in self.seen
        self.seen.add(id(value))
        self.copies += copied
        if self.copies > COPIES:
            del self.path[3:]
            raise self.error(f"aliases that stand for more than {COPIES} objects and arrays", "refer with $ref instead")
        return copied

    def _object(self, value: dict[Any, Any], *, copied: bool) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, child in value.items():
            if not isinstance(key, str):
                raise self.error(f"the key {key!r} is not a string", "put it in quotation marks")
            self.path.append(key)
            self._text(key)
            out[key] = self.value(child, copied=copied)
            self.path.pop()
        return out

    def _array(self, value: list[Any], *, copied: bool) -> list[Any]:
        out: list[Any] = []
        for index, child in enumerate(value):
            self.path.append(str(index))
            out.append(self.value(child, copied=copied))
            self.path.pop()
        return out

    def _text(self, text: str) -> None:
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise self.error("half of a surrogate pair", "write the whole character")


def tree(file: str, value: object) -> Any:
    """The same values, each in a place of its own; what is no JSON is refused with its JSON pointer."""
    return _Tree(file).value(value, copied=False)
