"""JSV, the compact text format of ServiceStack: JSON's structure, CSV's quoting, and no types.

    value  = object / list / scalar            ; no white space anywhere
    object = "{" [ key ":" value *("," key ":" value) ] "}"
    list   = "[" [ value *("," value) ] "]"
    scalar = DQ DQ                             ; the empty string
           / 1*<any except " : , { } [ ] CR LF>       ; bare
           / DQ *( <not DQ> / DQ DQ ) DQ       ; a quote is doubled, no backslash escapes

A value of zero characters is null. White space inside a bare value belongs to it. What the grammar leaves open is
decided so that nothing is lost in silence, as a real server would lose it:

- A key is bare. It is quoted only where it could not stand bare: one that is empty, holds a character of the grammar,
  or has white space at an end. A key that is quoted without need is refused, since a server keeps its quotes
  and does not know it. So is a key that stands twice.
- A bare value holds colons only as a date and time in ISO 8601, which servers write unquoted.
- ``[]`` is the empty list. A list of one null would be written alike, so it is refused; ``[,]`` is two nulls.
- A null property is left out, so it comes back as absent.
- The empty text is null, and the empty string is ``""``, at the top level as everywhere.
- ``null`` is a text of four letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias, cast

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._json import HIGHEST, LOWEST, member
from smswire_runtime._members import fold as fold_names
from smswire_runtime._misfits import kind_of
from smswire_runtime._values import Json

JsvTree: TypeAlias = Any
"""What JSV says without a schema: None, str, list, dict."""

DEPTH: Final = 64
"""Nesting of objects and lists, the same as for free JSON. The deepest documented message has four levels."""

NUMBER_LENGTH: Final = 32
"""Characters of a number: .NET's longest decimal has 31, and a double at most 24."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

_SPECIAL: Final = re.compile(r'[":,{}\[\]\r\n]')
_BARE: Final = re.compile(r'[^":,{}\[\]\r\n]*+')
_QUOTED: Final = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_SPACE: Final = re.compile(r"\s*+")
_DATE_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_ENDS: Final = {"{": "}", "[": "]"}
_GUID: Final = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A GUID is written bare wherever it stands: a server that expects one skips it in quotation marks without a word, and
text of this form means the same either way."""
_INTEGER: Final = re.compile(r"-?[0-9]+")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BOOLEANS: Final = {"true": True, "false": False}

_LONE: Final = "half of a surrogate pair"
_TOO_DEEP: Final = f"nested deeper than {DEPTH} levels"
_SPACED: Final = "white space outside a value"


def loads(text: str, *, lenient: bool = False) -> JsvTree:
    """Read a text by the grammar; ``lenient`` allows white space around the parts, as samples in documents have it."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _refusal(error.start, _LONE) from None
    return _Reader(text, lenient=lenient).read()


def loads_bytes(body: bytes, *, lenient: bool = False) -> JsvTree:
    """Read a text in UTF-8, with or without a byte order mark."""
    plain = body.removeprefix(BYTE_ORDER_MARK)
    try:
        text = plain.decode()
    except UnicodeDecodeError as error:
        raise DecodeError("$", f"not UTF-8 at byte {len(body) - len(plain) + error.start}") from None
    return loads(text, lenient=lenient)


def dumps(value: Json, path: str = "$") -> str:
    """Write a value; every string is quoted, since servers disagree on which need it."""
    writer = _Writer(path)
    writer.write(value)
    return "".join(writer.pieces)


def typed(tree: JsvTree, shape: Json, path: str, *, fold: bool = False) -> Json:
    """The values that a tree stands for by a shape; null stays null, and unknown properties stay as they came.

    A shape is "string", "boolean", "integer", "number", "any", ["list", shape] or {"Property": shape}.
    With ``fold``, properties are found in any casing and come back in the declared one.
    """
    if tree is None or shape == "any":
        return tree
    if isinstance(shape, Mapping):
        return _typed_object(tree, cast("Mapping[str, Json]", shape), path, fold=fold)
    if isinstance(shape, list | tuple):
        if not isinstance(tree, list):
            raise DecodeError(path, "expected an array")
        items = cast("Sequence[JsvTree]", tree)
        item_shape = cast("list[Json]", shape)[1]
        return [typed(item, item_shape, f"{path}[{index}]", fold=fold) for index, item in enumerate(items)]
    words, convert = _SCALARS[shape]
    if not isinstance(tree, str):
        raise DecodeError(path, f"expected {words}, got {kind_of(tree)}")
    converted = convert(tree)
    if converted is None:
        raise DecodeError(path, f"expected {words}")
    return converted


def _typed_object(tree: JsvTree, shape: Mapping[str, Json], path: str, *, fold: bool) -> Json:
    if not isinstance(tree, dict):
        raise DecodeError(path, "expected an object")
    found = cast("dict[str, JsvTree]", tree)
    if fold:
        found = fold_names(found, {name.lower(): name for name in shape})
    return {
        key: typed(item, shape[key], member(path, key), fold=fold) if key in shape else item
        for key, item in found.items()
    }


def _boolean(text: str) -> bool | None:
    return _BOOLEANS.get(text.lower())


def _integer(text: str) -> int | None:
    if len(text) > NUMBER_LENGTH or not _INTEGER.fullmatch(text):
        return None
    value = int(text)
    return value if LOWEST <= value <= HIGHEST else None


def _number(text: str) -> float | None:
    if len(text) > NUMBER_LENGTH or not _NUMBER.fullmatch(text):
        return None
    value = int(text) if _INTEGER.fullmatch(text) else float(text)
    return value if LOWEST <= value <= HIGHEST else None


_SCALARS: Final[Mapping[str, tuple[str, Callable[[str], Json]]]] = {
    "string": ("a string", str),
    "boolean": ("a boolean", _boolean),
    "integer": ("an integer of 64 bits", _integer),
    "number": ("a number of 64 bits", _number),
}


def _refusal(position: int, problem: str) -> DecodeError:
    return DecodeError("$", f"not JSV at character {position}: {problem}")


class _Reader:
    """Reads with a stack of its own, since nesting may be hostile, and never goes back further than one value."""

    def __init__(self, text: str, *, lenient: bool) -> None:
        self.text = text
        self.lenient = lenient
        self.at = 0

    def read(self) -> JsvTree:
        inside: list[Any] = [[]]
        ends: list[str] = []
        key = ""
        self.skip_space()
        while True:
            end = _ENDS.get(self.text[self.at : self.at + 1], "")
            value: Any = self.begin(end, len(ends)) if end else self.scalar()
            if ends and ends[-1] == "}":
                inside[-1][key] = value
            else:
                inside[-1].append(value)
            if end:
                inside.append(value)
                ends.append(end)
            if not end or self.next_is(end):
                self.leave(inside, ends)
                if not ends:
                    return inside[0][0]
                self.expect(",", f'"," or "{ends[-1]}"')
            if ends[-1] == "}":
                key = self.key(inside[-1])

    def begin(self, end: str, depth: int) -> JsvTree:
        if depth >= DEPTH:
            raise _refusal(self.at, _TOO_DEEP)
        self.at += 1
        self.skip_space()
        return {} if end == "}" else []

    def leave(self, inside: list[Any], ends: list[str]) -> None:
        """Leave the objects and lists that end here; after the outermost one nothing may follow."""
        while ends and self.next_is(ends[-1]):
            self.at += 1
            self.skip_space()
            inside.pop()
            ends.pop()
        if not ends and self.at < len(self.text):
            self.fail("expected the end")

    def scalar(self) -> str | None:
        return self.quoted() if self.next_is('"') else self.bare()

    def quoted(self) -> str:
        found = _QUOTED.match(self.text, self.at)
        if found is None:
            raise _refusal(self.at, "a quote that nothing closes")
        self.at = found.end()
        self.skip_space()
        return found[1].replace('""', '"')

    def bare(self) -> str | None:
        start, end = self.at, self.end_of_bare(self.at)
        if self.text[end : end + 1] == ":" and (found := _DATE_TIME.match(self.text, start)):
            end = found.end()
        value = self.text[start:end]
        if value.isspace() and self.text[end : end + 1] in {"{", "[", '"', "\r", "\n"}:
            raise _refusal(start, _SPACED)
        self.at = end
        self.skip_space()
        return (value.rstrip() if self.lenient else value) or None

    def key(self, siblings: dict[str, JsvTree]) -> str:
        start = self.at
        if self.next_is('"'):
            key = self.quoted()
            if _stands_bare(key):
                raise _refusal(start, "a quoted key, which a server would not know")
        else:
            key = self.bare_key()
        if key in siblings:
            raise _refusal(start, "a key that stands twice")
        self.expect(":", '":" after a key')
        return key

    def bare_key(self) -> str:
        start, end = self.at, self.end_of_bare(self.at)
        written = self.text[start:end]
        key = written.rstrip()
        if written and (written[0].isspace() or (not self.lenient and key != written)):
            raise _refusal(start if written[0].isspace() else start + len(key), _SPACED)
        if not key:
            self.fail("expected a key")
        self.at = end
        self.skip_space()
        return key

    def end_of_bare(self, start: int) -> int:
        found = _BARE.match(self.text, start)
        return start if found is None else found.end()

    def skip_space(self) -> None:
        if self.lenient and (found := _SPACE.match(self.text, self.at)):
            self.at = found.end()

    def next_is(self, character: str) -> bool:
        return self.text.startswith(character, self.at)

    def expect(self, character: str, words: str) -> None:
        if not self.next_is(character):
            self.fail(f"expected {words}")
        self.at += 1
        self.skip_space()

    def fail(self, problem: str) -> NoReturn:
        raise _refusal(self.at, _SPACED if self.text[self.at : self.at + 1].isspace() else problem)


def _stands_bare(key: str) -> bool:
    return bool(key) and key == key.strip() and not _SPECIAL.search(key)


class _Writer:
    """Writes into pieces and remembers where it is, so that a path is only built for an error."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.trail: list[str | int] = []
        self.pieces: list[str] = []

    def write(self, value: Any) -> None:
        if isinstance(value, str):
            self.quote(value)
        elif isinstance(value, bool):
            self.pieces.append("True" if value else "False")
        elif isinstance(value, int | float):
            self.pieces.append(self.number(value))
        elif isinstance(value, Mapping | list | tuple):
            self.nested(cast("Mapping[Any, Any] | list[Any]", value))
        elif value is not None:
            raise self.error(f"expected a JSON value, got {kind_of(value)}")

    def nested(self, value: Mapping[Any, Any] | list[Any]) -> None:
        if len(self.trail) >= DEPTH:
            raise self.error(_TOO_DEEP)
        if isinstance(value, Mapping):
            self.properties(value)
        else:
            self.items(value)

    def quote(self, text: str) -> None:
        if _GUID.fullmatch(text):
            self.pieces.append(text)
            return
        try:
            text.encode()
        except UnicodeEncodeError:
            raise self.error(_LONE) from None
        self.pieces.append('"' + text.replace('"', '""') + '"')

    def number(self, value: float) -> str:
        """Digits alone for a whole number, since a server skips 1.0 where it expects an integer."""
        if not LOWEST <= value <= HIGHEST:
            raise self.error("a number beyond 64 bits" if value == value else "not a number")  # noqa: PLR0124, NaN
        whole = isinstance(value, int) or value.is_integer()
        return int.__repr__(int(value)) if whole else float.__repr__(value)

    def properties(self, value: Mapping[Any, Any]) -> None:
        separator = "{"
        for key, item in value.items():
            if not isinstance(key, str):
                raise self.error(f"expected strings as keys, got {kind_of(key)}")
            if item is None:
                continue
            self.trail.append(key)
            self.pieces.append(separator)
            self.key(key)
            self.write(item)
            self.trail.pop()
            separator = ","
        self.pieces.append("{}" if separator == "{" else "}")

    def key(self, key: str) -> None:
        self.quote(key)
        if _stands_bare(key):
            self.pieces[-1] = str(key)
        self.pieces.append(":")

    def items(self, value: list[Any]) -> None:
        if len(value) == 1 and value[0] is None:
            self.trail.append(0)
            raise self.error("a null alone in a list reads as an empty list")
        separator = "["
        for index, item in enumerate(value):
            self.trail.append(index)
            self.pieces.append(separator)
            self.write(item)
            self.trail.pop()
            separator = ","
        self.pieces.append("]" if value else "[]")

    def error(self, problem: str) -> EncodeError:
        path = self.path
        for step in self.trail:
            path = f"{path}[{step}]" if isinstance(step, int) else member(path, step)
        return EncodeError(path, problem)
