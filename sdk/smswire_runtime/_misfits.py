"""What does not fit: in the words of JSON, with the wire path, and never with the value itself, which may be secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar, cast

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._values import UNSET, untyped

_KINDS: Final = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
}


class Misfit(NamedTuple):
    """Something in an answer that does not fit its schema: where, and what is wrong; never the value itself."""

    path: str
    problem: str


class Drift:
    """What was found in an answer that does not fit its schema, while it was read leniently."""

    def __init__(self) -> None:
        self.notes: list[Misfit] = []

    def note(self, path: str, problem: str) -> None:
        self.notes.append(Misfit(path, problem))


MaybeDrift: TypeAlias = Drift | None
T = TypeVar("T")


def kind_of(value: object) -> str:
    """What a value is, in the words of JSON; never the value itself, which may be secret."""
    if value is None:
        return "null"
    if value is UNSET:
        return "nothing"
    for kind in type(value).__mro__:
        if kind in _KINDS:
            return _KINDS[kind]
    return type(value).__name__


def misfit(words: str, value: Any, path: str, drift: MaybeDrift) -> Any:
    """A value of the wrong type: refused, or kept as it is by a lenient reader."""
    problem = "missing" if value is UNSET else f"expected {words}, got {kind_of(value)}"
    if drift is None:
        raise DecodeError(path, problem)
    drift.note(path, problem)
    return value


def misfit_of(_: type[T], words: str, value: Any, path: str, drift: MaybeDrift) -> T:
    """The same where a generated class is due; a whole answer that is none is refused even by a lenient reader."""
    return cast("T", misfit(words, value, path, None if path == "$" else drift))


def unwritable(words: str, value: Any, path: str) -> EncodeError:
    """The error for a value of the wrong type on its way out."""
    return EncodeError(path, "missing" if value is UNSET else f"expected {words}, got {kind_of(value)}")


def check_items(value: Any, path: str, low: int, high: int | None) -> Sequence[Any]:
    """A list that is to be written, and its length."""
    if not isinstance(value, list | tuple):
        raise unwritable("an array", value, path)
    items: Sequence[Any] = untyped(value)
    if len(items) < low:
        raise EncodeError(path, f"fewer than {low} items ({len(items)})")
    if high is not None and len(items) > high:
        raise EncodeError(path, f"more than {high} items ({len(items)})")
    return items
