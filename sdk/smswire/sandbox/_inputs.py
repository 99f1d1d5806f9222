"""What the control API is told, read strictly: nonsense gets an answer that says where and what."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl, unquote

from smswire.sandbox._magic import digits_of
from smswire_runtime import DecodeError, Json, Request
from smswire_runtime._json import loads, member

Choice = TypeVar("Choice", bound=enum.Enum)

SHOWN: Final = 40
"""Characters of nonsense that an answer repeats."""

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
_INTEGER: Final = re.compile(r"0|[1-9][0-9]{0,15}")


class Refused(Exception):
    """What is wrong with a request of the control API, where, and the status that says so."""

    def __init__(self, status: int, where: str, what: str) -> None:
        super().__init__(status, where, what)
        self.status = status
        self.where = where
        self.what = what


def unfit(where: str, what: str) -> Refused:
    """Something can be read, and does not fit."""
    return Refused(422, where, what)


def read_segment(text: str) -> str:
    """One segment of a path."""
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise Refused(400, "path", "not UTF-8") from None


def read_query(request: Request, names: Collection[str]) -> dict[str, str]:
    """The parameters of a query, each of which is known and given once."""
    try:
        pairs = parse_qsl(request.query, keep_blank_values=True, errors="strict", max_num_fields=SHOWN)
    except UnicodeDecodeError:
        raise Refused(400, "query", "not UTF-8") from None
    except ValueError:
        raise unfit("query", f"more than {SHOWN} parameters") from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name not in names:
            known = ", ".join(sorted(names)) or "none"
            raise unfit(f"query.{name[:SHOWN]}", f"no such parameter here; there are: {known}")
        if name in values:
            raise unfit(f"query.{name}", "given twice")
        values[name] = value
    return values


def read_recipient(query: dict[str, str]) -> str:
    """The digits of ``to``; empty when there is none."""
    to = query.get("to", "")
    digits = digits_of(to)
    if to and not digits:
        raise unfit("query.to", "a number without a digit")
    return digits


def read_choice(text: str, choices: Collection[str], where: str) -> str | None:
    """One of the choices; None for an empty text."""
    if text and text not in choices:
        raise unfit(where, f"expected one of {', '.join(choices)}")
    return text or None


def read_number(text: str, where: str, lowest: float, highest: float) -> float:
    """A number between two others."""
    if _NUMBER.fullmatch(text) is None or not lowest <= float(text) <= highest:
        raise unfit(where, f"expected a number from {lowest:g} to {highest:g}")
    return float(text)


def read_integer(text: str, where: str, lowest: int, highest: int) -> int:
    """A whole number between two others."""
    if _INTEGER.fullmatch(text) is None or not lowest <= int(text) <= highest:
        raise unfit(where, f"expected a whole number from {lowest} to {highest}")
    return int(text)


class Body:
    """The members of a JSON object, each of which is known."""

    def __init__(self, request: Request, names: Collection[str]) -> None:
        try:
            value: Any = loads(request.body)
        except DecodeError as error:
            raise Refused(400, error.path, f"not JSON: {error.problem}") from None
        if not isinstance(value, dict):
            raise unfit("$", f"expected an object, got {_kind(value)}")
        self._members = cast("dict[str, Any]", value)
        for name in self._members:
            if name not in names:
                raise unfit(member("$", name), f"no such member here; there are: {', '.join(sorted(names))}")

    def has(self, name: str) -> bool:
        """Whether a member is there and not null."""
        return self._members.get(name) is not None

    def gives(self, name: str) -> bool:
        """Whether a member is there, be it null."""
        return name in self._members

    def requires(self, name: str) -> bool:
        """Whether a member that has to be there is not null."""
        return self._required(name) is not None

    def text(self, name: str, longest: int, shape: str = "") -> str:
        """A string of some length and shape."""
        value = self._required(name)
        if not isinstance(value, str):
            raise unfit(f"$.{name}", f"expected a string, got {_kind(value)}")
        if not 0 < len(value) <= longest:
            raise unfit(f"$.{name}", f"expected 1 to {longest} characters, got {len(value)}")
        if re.search(shape, value) is None or (shape.endswith("$") and value.endswith("\n")):
            raise unfit(f"$.{name}", f"does not fit {shape}")
        return value

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """A member of an enumeration."""
        value = self._required(name)
        for choice in kind:
            if choice.value == value:
                return choice
        raise unfit(f"$.{name}", f"expected one of {', '.join([str(choice.value) for choice in kind])}")

    def one_of(self, name: str, choices: Collection[str]) -> str:
        """One of some words."""
        value = self._required(name)
        if not isinstance(value, str) or value not in choices:
            raise unfit(f"$.{name}", f"expected one of {', '.join(choices)}")
        return value

    def number(self, name: str, lowest: float, highest: float) -> float:
        """A number between two others."""
        value = self._required(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise unfit(f"$.{name}", f"expected a number from {lowest:g} to {highest:g}")
        return float(value)

    def integer(self, name: str, lowest: int, highest: int) -> int:
        """A whole number between two others; 1.0 is one too, as in JSON Schema."""
        value = self.number(name, lowest, highest)
        if not value.is_integer():
            raise unfit(f"$.{name}", "expected a whole number")
        return int(value)

    def _required(self, name: str) -> Any:
        if name not in self._members:
            raise unfit(f"$.{name}", "missing")
        return self._members[name]


def _kind(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
