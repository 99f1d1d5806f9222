"""Shapes: what generated codecs fall back on when a value does not pass their straight path.

A generated function checks in line what nearly every value is; whatever fails there comes here, to be converted, or
to be refused with the wire path. The rule for both directions: reading checks types and leaves constraints alone,
since servers drift; writing checks everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._json import check_free, check_number, member
from smswire_runtime._misfits import MaybeDrift, check_items, kind_of, misfit, unwritable
from smswire_runtime._secret import Secret
from smswire_runtime._values import UNSET, Json, OpenIntEnum, OpenStrEnum, untyped


class Shape(Protocol):
    """Reads and writes one value."""

    words: str
    """What the value should be, as in "expected a string"."""

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any: ...
    def encode(self, value: Any, path: str) -> Json: ...


class String:
    """A string with its constraints; ``plain`` says that its pattern does no more than forbid characters."""

    words = "a string"

    def __init__(
        self,
        *,
        low: int = 0,
        high: int | None = None,
        pattern: str | None = None,
        values: tuple[str, ...] | None = None,
        plain: bool = False,
    ) -> None:
        self.low = low
        self.high = high
        self.plain = plain
        self.pattern = re.compile(pattern, re.ASCII) if pattern is not None else None
        self.values = values

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        if isinstance(value, str):
            plain = getattr(value, "plain", None)
            return value if plain is None else plain
        return misfit(self.words, value, path, drift)

    def admits_all(self, texts: Sequence[Any]) -> bool:
        """Whether many plain strings pass all constraints, by a few looks at the whole; False proves nothing."""
        if not texts or list(map(type, texts)).count(str) != len(texts) or self.values is not None:
            return False
        if self.low and min(map(len, texts)) < self.low:
            return False
        if self.high is not None and max(map(len, texts)) > self.high:
            return False
        return self.pattern is None or (self.plain and self.pattern.search("".join(texts)) is not None)

    def encode(self, value: Any, path: str) -> Json:
        if type(value) is not str:  # what is one by inheritance is written as the string that it is
            if not isinstance(value, str):
                raise unwritable(self.words, value, path)
            value = str.__str__(value)
        if len(value) < self.low:
            raise EncodeError(path, f"shorter than {self.low} ({len(value)})" if value else "empty")
        if self.high is not None and len(value) > self.high:
            raise EncodeError(path, f"longer than {self.high} ({len(value)})")
        if self.values is not None and value not in self.values:
            raise EncodeError(path, f"none of {', '.join(map(repr, self.values))}")
        pattern = self.pattern
        if pattern is not None and not (self.plain and value.isprintable()) and not pattern.search(value):
            raise EncodeError(path, f"does not match {pattern.pattern}")
        return value


class Moment(String):
    """A date and time that is written as text; one that means nothing is refused, since a server may guess."""

    def __init__(self, inner: String, reader: Callable[[object], object]) -> None:
        super().__init__()
        self.inner = inner
        self.pattern = inner.pattern
        self.reader = reader

    def encode(self, value: Any, path: str) -> Json:
        text = self.inner.encode(value, path)
        if text and self.reader(text) is None:
            raise EncodeError(path, "no date and time that can be told for certain")
        return text


class Password(String):
    """A string that is secret in Python."""

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        found = super().decode(value, path, drift)
        return Secret(found) if isinstance(found, str) else found

    def encode(self, value: Any, path: str) -> Json:
        return super().encode(value.reveal() if isinstance(value, Secret) else value, path)


class Integer:
    """An integer with its constraints."""

    words = "an integer"

    def __init__(  # noqa: PLR0913 - one for each keyword of JSON Schema
        self,
        *,
        low: float | None = None,
        high: float | None = None,
        above: float | None = None,
        below: float | None = None,
        step: float | None = None,
        values: tuple[float, ...] | None = None,
    ) -> None:
        self.low = low
        self.high = high
        self.above = above
        self.below = below
        self.step = step
        self.values = values

    def accepts(self, value: Any) -> bool:
        """Whether the value is of this type at all."""
        return (isinstance(value, int) and not isinstance(value, bool)) or (
            isinstance(value, float) and value.is_integer()
        )

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        number: Any = getattr(value, "number", value) if isinstance(value, str) else value
        if not self.accepts(number):
            return misfit(self.words, value, path, drift)
        check_number(number, path)
        return int(number) if type(self) is Integer else number

    def encode(self, value: Any, path: str) -> Json:
        if isinstance(value, OpenIntEnum):
            value = value.value
        if not self.accepts(value):
            raise unwritable(self.words, value, path)
        check_number(value, path, EncodeError)
        limits = (
            (self.low is not None and value < self.low, f"below {self.low}"),
            (self.high is not None and value > self.high, f"above {self.high}"),
            (self.above is not None and value <= self.above, f"not above {self.above}"),
            (self.below is not None and value >= self.below, f"not below {self.below}"),
            (self.step is not None and value % self.step, f"no multiple of {self.step}"),
            (self.values is not None and value not in self.values, f"none of {self.values}"),
        )
        for broken, problem in limits:
            if broken:
                raise EncodeError(path, problem)
        return value


class Number(Integer):
    """An integer or a fraction."""

    words = "a number"

    def accepts(self, value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)


class Boolean:
    """True or false; ``values`` where the specification names only one of them."""

    words = "a boolean"

    def __init__(self, *, values: tuple[bool, ...] | None = None) -> None:
        self.values = values

        if values is not None:
            self.words = " or ".join(str(one).lower() for one in values)

    def accepts(self, value: Any) -> bool:
        """Whether the value is one of those that mean something here."""
        return isinstance(value, bool) and (self.values is None or value in self.values)

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        return value if self.accepts(value) else misfit(self.words, value, path, drift)

    def encode(self, value: Any, path: str) -> Json:
        if not self.accepts(value):
            raise unwritable(self.words, value, path)
        return value


class Null:
    """Nothing, said aloud."""

    words = "null"

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        return None if value is None else misfit(self.words, value, path, drift)

    def encode(self, value: Any, path: str) -> Json:
        if value is not None:
            raise unwritable(self.words, value, path)


class Free:
    """Any JSON value, within the limits that keep it harmless."""

    words = "a JSON value"

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        if value is UNSET:
            return misfit(self.words, value, path, drift)
        check_free(value, path)
        return value

    def encode(self, value: Any, path: str) -> Json:
        if value is UNSET:
            raise EncodeError(path, "missing")
        check_free(value, path, EncodeError)
        return value


class Choice:
    """A value of a documented enumeration; ``closed`` when only documented values may be written."""

    def __init__(self, enum: type[OpenStrEnum | OpenIntEnum], *, closed: bool) -> None:
        self.enum: Any = enum
        self.closed = closed
        self.plain = String() if issubclass(enum, OpenStrEnum) else Integer()
        self.words = self.plain.words
        self.known: dict[Any, Any] = {member.value: member for member in enum}

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        found = self.plain.decode(value, path, drift)
        if not isinstance(found, str if isinstance(self.plain, String) else int):
            return found
        known = self.known.get(found)
        return self.enum(found) if known is None else known

    def encode(self, value: Any, path: str) -> Json:
        if type(value) is self.enum and value in self.known:
            return value.value
        found = self.plain.encode(value, path)
        if self.closed and found not in self.known:
            raise EncodeError(path, f"none of {', '.join(map(str, self.known))}")
        return found


class Nested:
    """Another generated class, through its own functions."""

    def __init__(
        self,
        words: str,
        model: type[Any],
        decode: Callable[[Json, str, MaybeDrift], Any],
        encode: Callable[[Any, str], Json],
    ) -> None:
        self.words = words
        self.model = model
        self._decode = decode
        self._encode = encode

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        try:
            return self._decode(value, path, drift)
        except RecursionError:
            pass
        raise DecodeError("$", "nested too deeply")

    def encode(self, value: Any, path: str) -> Json:
        try:
            return self._encode(value, path)
        except RecursionError:
            pass
        raise EncodeError("$", "nested too deeply, or in a circle")


class Items:
    """An array of one shape."""

    words = "an array"

    def __init__(self, item: Shape, *, low: int = 0, high: int | None = None, unique: bool = False) -> None:
        self.item = item
        self.low = low
        self.high = high
        self.unique = unique

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        if type(value) is not list:
            return misfit(self.words, value, path, drift)
        items: list[Json] = untyped(value)
        decode = self.item.decode
        return [decode(item, f"{path}[{index}]", drift) for index, item in enumerate(items)]

    def encode(self, value: Any, path: str) -> Json:
        items = check_items(value, path, self.low, self.high)
        if type(self.item) is String and not self.unique and self.item.admits_all(items):
            return list(items)
        encode = self.item.encode
        out = [encode(item, f"{path}[{index}]") for index, item in enumerate(items)]
        if self.unique and any(item in out[:index] for index, item in enumerate(out)):
            raise EncodeError(path, "an item stands twice")
        return out


class Table:
    """An object whose keys are data."""

    words = "an object"

    def __init__(self, value: Shape, *, low: int = 0, high: int | None = None) -> None:
        self.value = value
        self.low = low
        self.high = high

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        if type(value) is not dict:
            return misfit(self.words, value, path, drift)
        members: dict[str, Json] = untyped(value)
        decode = self.value.decode
        return {key: decode(item, member(path, key), drift) for key, item in members.items()}

    def encode(self, value: Any, path: str) -> Json:
        if not isinstance(value, Mapping):
            raise unwritable(self.words, value, path)
        members: Mapping[Any, Any] = untyped(value)
        count = len(members)
        if count < self.low or (self.high is not None and count > self.high):
            raise EncodeError(path, f"{count} entries where {self.low} to {self.high or 'any number'} may stand")
        encode = self.value.encode
        for key in members:
            if not isinstance(key, str):
                raise EncodeError(path, f"expected strings as names, got {kind_of(key)}")
        return {key: encode(item, member(path, key)) for key, item in members.items()}


class Either:
    """Alternatives of different JSON types."""

    def __init__(self, *options: Shape) -> None:
        self.options = options
        self.words = " or ".join(option.words for option in options)

    def decode(self, value: Json, path: str, drift: MaybeDrift) -> Any:
        for option in self.options:
            if _fits(option, value):
                return option.decode(value, path, drift)
        return misfit(self.words, value, path, drift)

    def encode(self, value: Any, path: str) -> Json:
        for option in self.options:
            if _writes(option, value):
                return option.encode(value, path)
        raise unwritable(self.words, value, path)


def _fits(option: Any, value: Json) -> bool:
    match option:
        case String():
            return isinstance(value, str)
        case Integer():
            return option.accepts(value)
        case Boolean():
            return option.accepts(value)
        case Null():
            return value is None
        case Choice():
            return _fits(option.plain, value)
        case Items():
            return isinstance(value, list)
        case Nested():
            return isinstance(value, list if option.words == Items.words else dict)
        case Table():
            return isinstance(value, dict)
        case _:
            return value is not UNSET


def _writes(option: Any, value: Any) -> bool:
    match option:
        case Nested():
            return isinstance(value, option.model)
        case Password():
            return isinstance(value, str | Secret)
        case Items():
            return isinstance(value, list | tuple)
        case _:
            return _fits(option, value)
