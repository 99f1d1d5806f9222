"""Members, items and positions: what generated codecs call for all that is not a single value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._json import check_free, member
from smswire_runtime._misfits import check_items, unwritable
from smswire_runtime._shapes import String
from smswire_runtime._values import NO_EXTRAS, UNSET, Json, Unset

HARMLESS: Final = frozenset({str, bool, type(None)})
"""Types of free JSON that need no check."""


def extras(data: dict[str, Json], known: frozenset[str], path: str) -> dict[str, Json]:
    """The members of an object that its schema does not name."""
    found = {key: item for key, item in data.items() if key not in known}
    for key, item in found.items():
        if type(item) not in HARMLESS:
            check_free(item, member(path, key))
    return found or NO_EXTRAS


def without(data: dict[str, Json], known: frozenset[str]) -> dict[str, Json]:
    """The members of an object that are not named; a copy and few removals, since most are numbered items."""
    rest = data.copy()
    for key in known:
        rest.pop(key, None)
    return rest


def clean(shape: String, column: Sequence[Any]) -> bool:
    """Whether no text of a column holds a character that its pattern forbids; absent ones do not count."""
    return shape.pattern is None or shape.pattern.search("".join(filter(None, column))) is not None


def place(path: str, keys: Sequence[str] | None, index: int) -> str:
    """The path of one of many items, which are numbered by keys or by their positions."""
    return f"{path}[{index}]" if keys is None else member(path, keys[index])


def put_extras(out: dict[str, Json], more: Mapping[str, Json], known: frozenset[str], path: str) -> None:
    """Write the members that the schema does not name."""
    check_free(dict(more), path, EncodeError)
    for key, item in more.items():
        if key in known:
            raise EncodeError(member(path, key), "a declared field among the additional properties")
        out[key] = item


def fold(data: dict[str, Json], names: Mapping[str, str]) -> dict[str, Json]:
    """The same object with the declared casing of its names; a name in its declared casing goes first."""
    folded: dict[str, Json] = {}
    for key, item in data.items():
        name = names.get(key.lower(), key)
        if name == key or (name not in data and name not in folded):
            folded[name] = item
        else:
            folded[key] = item
    return folded


def check_count(count: Any, length: int, low: float, path: str) -> int:
    """The number of numbered items: derived, or as it was given if that is right."""
    if length < low:
        raise EncodeError(path, f"below {low}")
    if count is UNSET:
        return length
    if type(count) is not int:
        raise unwritable("an integer", count, path)
    if count != length:
        raise EncodeError(path, f"says {count} where {length} items follow")
    return count


def number_keys(  # noqa: PLR0913, PLR0917 - generated calls only
    items: Any,
    numbers: tuple[str, ...] | Unset,
    plain: tuple[str, ...],
    is_number: Callable[[str], object],
    high: int | None,
    more: Json,
    path: str,
) -> tuple[str, ...]:
    """The keys of numbered items: 1, 2, 3 and so on, unless they came in another way."""
    count = len(check_items(items, path, 0, high))
    if numbers is UNSET:
        keys = plain[:count] if count <= len(plain) else tuple(map(str, range(1, count + 1)))
    elif len(numbers) != count:
        raise EncodeError(path, f"has {len(numbers)} numbers for {count} items")
    else:
        keys = numbers
        if len(set(keys)) < count or not all(map(is_number, keys)):
            raise EncodeError(path, "has numbers that stand twice or are none")
    if more and any(map(is_number, more)):
        raise EncodeError(path, "a numbered item among the additional properties")
    return keys


def put_position(out: list[Json], index: int, item: Json, path: str) -> None:
    """Write a position that may be absent, where all before it are present."""
    if len(out) != index:
        raise EncodeError(f"{path}[{len(out)}]", "missing before a later position")
    out.append(item)


def read_rest(items: list[Json], count: int, path: str) -> list[Json] | Unset:
    """What stands behind the named positions."""
    if len(items) <= count:
        return UNSET
    rest = items[count:]
    check_free(rest, path, DecodeError)
    return rest


def put_rest(out: list[Json], count: int, rest: Any, path: str) -> None:
    """Write what stood behind the named positions."""
    if rest is UNSET:
        return
    check_items(rest, path, 0, None)
    check_free(rest, path, EncodeError)
    if len(out) != count:
        raise EncodeError(f"{path}[{len(out)}]", "missing before a later position")
    out.extend(rest)
