"""Arrays of many values alike, written all at once, which is several times faster than one by one.

Nothing (None) stands for whatever is out of the ordinary: then the values are written one by one, and that says what is
wrong with which of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from smswire_runtime._xmlrpc_scalars import SCALARS
from smswire_runtime._xmlrpc_values import MisfitError

OPEN: Final = "<value><array><data>"
CLOSE: Final = "</data></array></value>"

FEWEST: Final = 2
"""Items from which on writing them at once is quicker."""

_KINDS: Final = frozenset({str, bool, int})
"""Types whose values are written at once."""

_STRING, _STRING_END = "<value><string>", "</string></value>"
_BETWEEN: Final = _STRING_END + _STRING

_SPECIAL: Final = bytes(byte in b"&<>" or (byte < ord(" ") and byte not in b"\t\n") for byte in range(256))
"""1 for each byte of ASCII that may not stand in a document as it is."""

_FORBIDDABLE: Final = bytes(special or byte in b"\t\n\x7f" for byte, special in enumerate(_SPECIAL))
"""1 besides for every other control character, since a specification may forbid them."""


class Array:
    """An array that is XML already. It stands in the place of a list for who writes it, and for nobody else."""

    __slots__ = ("count", "parts")

    def __init__(self, parts: list[str], count: int) -> None:
        self.parts = parts
        self.count = count
        """The values in it."""


def _are_plain(texts: Iterable[str], special: bytes = _SPECIAL) -> bool:
    whole = "".join(texts)
    return whole.isascii() and 1 not in whole.encode().translate(special)


def of_texts(value: Any) -> Array | None:
    """A list of strings that are not empty and hold no control character.

    What is a string by inheritance counts as one; ``join`` raises TypeError for what is none at all.
    """
    if type(value) is not list or len(items := cast("list[str]", value)) < FEWEST:
        return None
    try:
        plain = _are_plain(items, _FORBIDDABLE)
    except TypeError:
        return None
    return _of_strings(items) if plain and all(items) else None


def of_strings(items: list[Any]) -> Array | None:
    """A list of strings, and of nothing that is one by inheritance only, since that may have an element of its own."""
    if list(map(type, items)).count(str) != len(items) or not _are_plain(items):
        return None
    return _of_strings(items)


def _of_strings(items: list[str]) -> Array:
    return Array([OPEN, _STRING, _BETWEEN.join(items), _STRING_END, CLOSE], len(items))


def of_lists(rows: list[Any], most: int) -> Array | None:
    """A list of lists that are alike, with at most so many values."""
    count, first = len(rows), rows[0]
    if not first or type(first[0]) not in _KINDS or count * len(first) > most:
        return None
    if list(map(type, rows)).count(list) != count:
        return None
    try:
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    except ValueError:  # rows of different lengths
        return None
    strict = all(set(map(type, column)) <= _KINDS for column in columns)
    return of_columns(columns, [_KINDS] * len(columns)) if strict else None


def of_columns(columns: Sequence[Sequence[Any]], kinds: Sequence[frozenset[type]]) -> Array | None:
    """A list of rows, by its columns, whose values have to be of these kinds; what inherits from one, is one."""
    count = len(columns[0])
    if count < FEWEST:
        return None
    cells: list[Iterable[str]] = []
    texts: list[str] = []
    glue = [OPEN]
    for column, allowed in zip(columns, kinds, strict=True):
        if str in allowed and (text := _together(column)) is not None:
            texts.append(text)
            glue[-1] += _STRING
            cells.append(column)
            glue.append(_STRING_END)
        elif (written := _cells(column, allowed, texts)) is None:
            return None
        elif isinstance(written, str):
            glue[-1] += written
        else:
            cells.append(written)
            glue.append("")
    return Array(_joined(cells, glue, count), count * (len(columns) + 1)) if _are_plain(texts) else None


def _together(column: Sequence[Any]) -> str | None:
    """The texts of a column one behind the other; nothing if one of them is no string."""
    try:
        return "".join(column)
    except TypeError:
        return None


def _cells(column: Sequence[Any], allowed: frozenset[type], texts: list[str]) -> Iterable[str] | None:
    """The cells of a column, or the one cell of all rows; what is text among them is added to the texts."""
    first: object = column[0]
    kind = type(first)
    count = len(column)
    alike = list(map(type, column)).count(kind) == count
    if not (kind in allowed if alike else set(map(type, column)) <= allowed):
        return None
    try:
        if not alike:
            texts += [item for item in column if type(item) is str]
            return [
                f"{_STRING}{item}{_STRING_END}" if type(item) is str else SCALARS[type(item)](item) for item in column
            ]
        if column.count(first) == count:
            return SCALARS[kind](first)
        return map({item: SCALARS[kind](item) for item in set(column)}.__getitem__, column)
    except MisfitError:  # its place is still to be found
        return None


def _joined(cells: list[Iterable[str]], glue: list[str], count: int) -> list[str]:
    """Each row's cells with the glue between them."""
    first = OPEN + glue[0]
    glue[-1] += CLOSE
    unit = [part for after in glue[1:] for part in ("", after)]
    if not unit:
        return [OPEN, glue[0] * count, CLOSE]
    unit[-1] += glue[0]
    parts = unit * count
    for index, cell in enumerate(cells):
        parts[2 * index :: len(unit)] = cell
    parts[-1] = glue[-1] + CLOSE
    parts.insert(0, first)
    return parts
