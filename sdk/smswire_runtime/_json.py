"""JSON on the standard library, or on orjson when it is installed: the same results and the same errors.

What a library reads at once is believed, apart from what the two disagree on. Everything else goes through
one careful reader and one careful writer, which decide and which word the errors, whatever library is in use.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from itertools import accumulate
from json import JSONDecodeError, JSONDecoder, JSONEncoder
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite
from typing import Any, Final, Literal, NoReturn, TypeAlias, cast

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._values import Json

AnyCodecError: TypeAlias = type[DecodeError] | type[EncodeError]

LOWEST: Final = -(2**63)
HIGHEST: Final = 2**64 - 1
"""What a JSON number may be: what 64 bits hold, signed or unsigned. orjson makes floats of other integers."""

DEPTH: Final = 64
"""Nesting of what is written, and of free JSON that is read. The deepest documented wire has five levels."""

NESTING: Final = 1024
"""Nesting that the reader bears: orjson's own limit, so that it costs nothing there. Decoders follow declared
levels only, and ``check_free`` holds everything else to DEPTH."""

KEY_SHOWN: Final = 40
"""Characters of a member's name that a path shows: the longest documented name has 40."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

quote: Final[Callable[[str], str]] = encode_basestring
"""Text as a JSON string, escaped as orjson escapes it; a C function where Python has one."""

_BEYOND: Final = "a number beyond 64 bits"
_LONE: Final = "half of a surrogate pair"
_NESTED: Final = f"nested deeper than {NESTING} levels"
_TOO_DEEP: Final = f"nested deeper than {DEPTH} levels"

_ALIKE: Final = bytes(ord("0") if byte in b"0123456789" else byte for byte in range(256))
_STRIDE: Final = 4
"""19 digits in a row, as many as 2**63 has, cover four neighbours among every fourth byte."""
_SAMPLE: Final = b"0" * 4
_NUMBER_LENGTH: Final = len(str(HIGHEST))
_LONG_RUN: Final = b"0" * 19
_SHORT: Final = 1024
"""Bytes up to which a look at all of them costs less than choosing where to look."""
_LOOKS: Final = 32
"""Places of the sample that are looked at closely; after as many false alarms the whole body costs less."""
_LONG_NUMBER: Final = re.compile(rb"(?:^|[\[,:\s])-?[0-9]{19}")

_WHOLE_ESCAPE: Final = re.compile(
    r"\\(?:[^u]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u(?![dD][89a-fA-F])[0-9a-fA-F]{4})"
)
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""A string, or one that nobody ends: it takes the rest, lest each of its quotes is tried as a beginning."""
_NO_BRACKETS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS: Final = [1 if byte in b"[{" else -1 for byte in range(256)]
_PART: Final = re.compile(r'[ \t\n\r]*+([\[\]{},:]|"(?:[^"\\]++|\\.)*+"|[^ \t\n\r\[\]{},:"]++)', re.DOTALL)
_SCALAR: Final = '"-0123456789tfnNI'
_VALUE: Final = "[{" + _SCALAR
_FIRST_ITEM: Final = _VALUE + "]"
_NAME: Final = '"'
_FIRST_NAME: Final = '"}'


def member(path: str, key: str) -> str:
    """The path of an object's member; a name that is no plain word is quoted, and cut when it is long."""
    if key.isascii() and key.isidentifier() and len(key) <= KEY_SHOWN:
        return f"{path}.{key}"
    return f"{path}[{encode_basestring_ascii(key[:KEY_SHOWN])}]"


def number_fits(value: float) -> bool:
    """Whether every JSON library agrees on this number. NaN does not fit."""
    return LOWEST <= value <= HIGHEST


def check_number(value: float, path: str, error: AnyCodecError = DecodeError) -> None:
    """Refuse a number beyond 64 bits, be it an integer or what orjson makes of one; NaN too."""
    if not LOWEST <= value <= HIGHEST:
        raise error(path, _BEYOND if value == value else "not a number")  # noqa: PLR0124, NaN alone differs from itself


def check_free(value: Json, path: str, error: AnyCodecError = DecodeError) -> None:
    """Hold free-form JSON to JSON's own types, to DEPTH levels and to numbers of 64 bits.

    Level by level instead of recursive, since nesting may be hostile.
    """
    level: list[Any] = [value]
    for depth in range(1, DEPTH + 2):
        below: list[Any] = []
        for item in level:
            if item is None or isinstance(item, str | bool):
                continue
            if isinstance(item, int | float):
                check_number(item, path, error)
            elif not isinstance(item, list | tuple | dict):
                raise error(path, f"expected a JSON value, got {type(item).__name__}")
            elif depth > DEPTH:
                raise error(path, _TOO_DEEP)
            elif isinstance(item, dict):
                _check_keys(cast("Iterable[Any]", item), path, error)
                below.extend(cast("dict[str, Any]", item).values())
            else:
                below.extend(cast("list[Any]", item))
        level = below


def _check_keys(members: Iterable[Any], path: str, error: AnyCodecError) -> None:
    for key in members:
        if not isinstance(key, str):
            raise error(path, f"expected strings as names, got {type(key).__name__}")


def loads(body: bytes | bytearray) -> Json:
    """Read a document in UTF-8; raises DecodeError and nothing else."""
    body = body.removeprefix(BYTE_ORDER_MARK)
    if not _may_hold_long_number(body):
        try:
            return _read(body)
        except (ValueError, RecursionError):
            pass  # outside this handler, since the library's error holds the document
    return _read_carefully(body)


def loads_unchecked(body: bytes | bytearray) -> Json:
    """Read a document for a decoder that calls ``check_number`` or ``check_free`` where a float may stand.

    The same as ``loads`` at a library's full speed, except that integers beyond 64 bits arrive as floats.
    """
    body = body.removeprefix(BYTE_ORDER_MARK)
    try:
        if backend == "stdlib" and _may_hold_long_number(body):
            return _read_with_stdlib(body, _FLOATING_DECODER)
        return _read(body)
    except (ValueError, RecursionError):
        pass  # as above
    return _read_carefully(body)


def _may_hold_long_number(body: bytes | bytearray) -> bool:
    """Rule out integers beyond 64 bits, by a look at a sample that costs little; a short body is its own sample."""
    if len(body) <= _SHORT:
        return _LONG_RUN in body.translate(_ALIKE) and _LONG_NUMBER.search(body) is not None
    sample = body[::_STRIDE].translate(_ALIKE)
    found = sample.find(_SAMPLE)
    for _ in range(_LOOKS):
        if found < 0:
            return False
        start = found * _STRIDE
        if _LONG_RUN in body[max(0, start - _STRIDE) : start + 6 * _STRIDE].translate(_ALIKE):
            break
        found = sample.find(_SAMPLE, found + 1)
    return _LONG_RUN in body.translate(_ALIKE) and _LONG_NUMBER.search(body) is not None


def _read_with_stdlib(body: bytes | bytearray, decoder: JSONDecoder | None = None) -> Json:
    if _bears_more() and body.count(b"[") + body.count(b"{") > NESTING and _nesting(body) > NESTING:
        raise DecodeError("$", _NESTED)
    text = body.decode()
    value = (decoder or _DECODER).decode(text)
    if "\\" in text:
        _check_surrogates(text)
    return value


def _bears_more() -> bool:
    """Whether the standard library may read deeper than orjson: by its own limit, or since somebody raised it."""
    return sys.version_info >= (3, 12) or sys.getrecursionlimit() > NESTING


def _nesting(body: bytes | bytearray) -> int:
    """The deepest level of brackets outside strings."""
    brackets = _STRING.sub(b"", body).translate(None, _NO_BRACKETS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)


def _check_surrogates(text: str) -> None:
    if ("\\ud" in text or "\\uD" in text) and "\\" in _WHOLE_ESCAPE.sub("", text):
        raise DecodeError("$", _LONE)


def _read_carefully(body: bytes | bytearray) -> Json:
    """Decide where the libraries disagree or one has failed, and word the error."""
    value: Json = None
    problem = ""
    text = ""
    try:
        text = body.decode()
        if _nesting(body) > NESTING:
            problem = _NESTED
        else:
            value = _CAREFUL_DECODER.decode(text)
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}"
    except JSONDecodeError as error:
        problem = f"not JSON at character {error.pos}" if text else "empty"
    except RecursionError:
        value = _read_deep(text)
    if problem:
        raise DecodeError("$", problem)
    _check_surrogates(text)
    return value


def _read_deep(text: str) -> Json:
    """Read what the standard library's recursion does not bear; how much that is depends on who calls."""
    root: list[Json] = []
    inside: list[Any] = [root]
    name = ""
    expected = _VALUE
    position = 0
    while expected:
        part, start, position = _next_part(text, position)
        if not part or part[0] not in expected:
            raise DecodeError("$", f"not JSON at character {start}")
        if part in {":", ","}:
            expected = _NAME if part == "," and type(inside[-1]) is dict else _VALUE
        elif expected in {_NAME, _FIRST_NAME} and part != "}":
            name, expected = _scalar(part, start), ":"
        elif part in {"[", "{"}:
            inside.append(_place([] if part == "[" else {}, inside[-1], name))
            expected = _FIRST_ITEM if part == "[" else _FIRST_NAME
        else:
            if part in {"]", "}"}:
                inside.pop()
            else:
                _place(_scalar(part, start), inside[-1], name)
            expected = "" if len(inside) == 1 else ",}" if type(inside[-1]) is dict else ",]"
    if text[position:].strip(" \t\n\r"):
        raise DecodeError("$", f"not JSON at character {position}")
    return root[0]


def _place(value: Any, container: Any, name: str) -> Any:
    if type(container) is dict:
        container[name] = value
    else:
        container.append(value)
    return value


def _next_part(text: str, position: int) -> tuple[str, int, int]:
    found = _PART.match(text, position)
    return ("", position, position) if found is None else (found[1], found.start(1), found.end())


def _scalar(part: str, start: int) -> Any:
    try:
        return _CAREFUL_DECODER.decode(part)
    except JSONDecodeError as error:
        problem = f"not JSON at character {start + error.pos}"
    raise DecodeError("$", problem)


def _integer(text: str) -> int:
    if len(text) <= _NUMBER_LENGTH and LOWEST <= (value := int(text)) <= HIGHEST:
        return value
    raise DecodeError("$", _BEYOND)


def _integer_or_float(text: str) -> float:
    return int(text) if len(text) <= _NUMBER_LENGTH and number_fits(int(text)) else _float(text)


def _float(text: str) -> float:
    if isfinite(value := float(text)):
        return value
    raise DecodeError("$", _BEYOND)


def _constant(_: str) -> NoReturn:
    raise DecodeError("$", "NaN and Infinity are not JSON")


_DECODER: Final = JSONDecoder(parse_float=_float, parse_constant=_constant)
_FLOATING_DECODER: Final = JSONDecoder(parse_int=_integer_or_float, parse_float=_float, parse_constant=_constant)
_CAREFUL_DECODER: Final = JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)


def dumps(value: Json, path: str = "$") -> bytes:
    """Write a document, compact and in UTF-8, checking everything; raises EncodeError and nothing else."""
    return text(value, path).encode()


def dumps_checked(value: Json, path: str = "$") -> bytes:
    """Write what an encoder has built and checked: JSON's own types, finite numbers, bounded nesting.

    The same bytes as ``dumps`` at a library's full speed, except that floats below 1e-4 or from 1e16 on may
    be spelled with another exponent.
    """
    try:
        return _dump(value)
    except (TypeError, ValueError, RecursionError):
        pass  # outside this handler, since the library's error holds the value
    return dumps(value, path)


def text(value: Json, path: str = "$") -> str:
    """What ``dumps`` writes, for a place inside a larger document."""
    pieces: list[str] = []
    _write(value, path, 1, pieces.append)
    return "".join(pieces)


def joined(pieces: Iterable[str], path: str = "$") -> bytes:
    """The pieces of a written document in UTF-8; half of a surrogate pair is refused."""
    try:
        return "".join(pieces).encode()
    except UnicodeEncodeError:
        pass  # outside this handler, since this error holds the document
    raise EncodeError(path, _LONE)


def _write(value: Any, path: str, depth: int, add: Callable[[str], None]) -> None:
    if isinstance(value, str):
        if not value.isascii():
            joined(value, path)
        add(encode_basestring(value))
    elif value is None or value is True or value is False:
        add("null" if value is None else "true" if value else "false")
    elif isinstance(value, int | float):
        check_number(value, path, EncodeError)
        add(int.__repr__(value) if isinstance(value, int) else float.__repr__(value))
    elif depth > DEPTH:
        raise EncodeError(path, _TOO_DEEP)
    elif isinstance(value, dict):
        _write_object(cast("dict[str, Any]", value), path, depth, add)
    elif isinstance(value, list | tuple):
        separator = "["
        for index, item in enumerate(cast("list[Any]", value)):
            add(separator)
            _write(item, f"{path}[{index}]", depth + 1, add)
            separator = ","
        add("]" if value else "[]")
    else:
        raise EncodeError(path, f"expected a JSON value, got {type(value).__name__}")


def _write_object(value: dict[str, Any], path: str, depth: int, add: Callable[[str], None]) -> None:
    _check_keys(value, path, EncodeError)
    separator = "{"
    for key, item in value.items():
        place = member(path, key)
        add(separator)
        add(encode_basestring(key))
        if not key.isascii():
            joined(key, place)
        add(":")
        _write(item, place, depth + 1, add)
        separator = ","
    add("}" if value else "{}")


_ENCODER: Final = JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))


def _dump_with_stdlib(value: Json) -> bytes:
    return _ENCODER.encode(value).encode()


_read: Callable[[bytes | bytearray], Json]
_dump: Callable[[Json], bytes]
backend: str
"""The library in use, "orjson" or "stdlib"; read it from this module, since ``use_backend`` sets it anew."""


def use_backend(name: Literal["orjson", "stdlib"]) -> None:
    """Choose the JSON library for the whole process; ImportError when it is orjson and not installed."""
    global _read, _dump, backend  # noqa: PLW0603, one library per process
    if name == "orjson":
        import orjson  # noqa: PLC0415, an extra

        _read = orjson.loads
        _dump = orjson.dumps
    elif name == "stdlib":
        _read = _read_with_stdlib
        _dump = _dump_with_stdlib
    else:
        raise ValueError(f"no JSON library {name!r}: choose orjson or stdlib")
    backend = name


def _choose_backend(wanted: str | None) -> None:
    if wanted:
        use_backend(cast("Literal['orjson', 'stdlib']", wanted))
        return
    try:
        use_backend("orjson")
    except ImportError:
        use_backend("stdlib")


_choose_backend(os.environ.get("SMSWIRE_JSON"))
