"""Queries and forms: application/x-www-form-urlencoded, strict in what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from smswire_runtime._errors import DecodeError, EncodeError

FIELDS: Final = 1000
"""Fields in a form or a query (Django: 1000). The widest documented one has seven."""

_NAME: Final = r"[A-Za-z0-9_.\-\[\]]{1,40}"
"""What looks like a parameter's name; anything else might be a piece of a value and stays out of errors."""

_BAD_PERCENT: Final = "%(?![0-9A-Fa-f]{2})"
_PERCENTS: Final = "(?:%[0-9A-Fa-f]{2})+"
_RESERVED: Final = r"[^A-Za-z0-9\-._~%]+"
"""Bytes that do not stand for themselves (RFC 3986), apart from the percent sign, which goes first."""

_HALF: Final = "[\ud800-\udfff]"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled at its first use: an import must not pay for it."""
    return re.compile(pattern)


def loads(text: str | bytes, *, encoding: str = "utf-8") -> list[tuple[str, str]]:
    """The fields in their order; a name without a value has the empty one."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")  # so that the field with a byte beyond ASCII can be named
    if text.count("&") >= FIELDS:
        raise DecodeError("$", f"more than {FIELDS} fields")
    found: list[tuple[str, str]] = []
    for index, field in enumerate(filter(None, text.split("&"))):
        name, _, value = field.partition("=")
        name = _plain(name, f"$[{index}]", encoding)
        found.append((name, _plain(value, _path(name, index), encoding)))
    return found


def dumps(pairs: Iterable[tuple[str, str]], *, encoding: str = "utf-8") -> str:
    """The fields as they stand in a URL or a body; a space is ``%20``, which queries and forms both understand."""
    return "&".join(
        f"{_escaped(name, f'$[{index}]', encoding)}={_escaped(value, _path(name, index), encoding)}"
        for index, (name, value) in enumerate(pairs)
    )


def unquote(text: str) -> str:
    """A segment of a path, in which a plus is a plus."""
    return _unescaped(text, "$", "utf-8")


def _path(name: str, index: int) -> str:
    if not _compiled(_NAME).fullmatch(name):
        return f"$[{index}]"
    return f"$.{name}" if name.isidentifier() else f'$["{name}"]'


def _plain(text: str, path: str, encoding: str) -> str:
    return _unescaped(text.replace("+", " ") if "+" in text else text, path, encoding)


def _unescaped(text: str, path: str, encoding: str) -> str:
    if not text.isascii():
        raise DecodeError(path, "a character beyond ASCII that is not percent-encoded")
    if "%" not in text and encoding == "utf-8":
        return text
    text = text.replace("%20", " ")  # the most frequent one; the others take ten times as long
    if _compiled(_BAD_PERCENT).search(text):
        raise DecodeError(path, "a percent sign without two hexadecimal digits")
    raw = _compiled(_PERCENTS).sub(_bytes_of, text).encode("latin-1")
    try:
        return raw.decode(encoding)
    except UnicodeError:
        raise DecodeError(path, f"not {encoding.upper()}") from None
    except LookupError:
        raise DecodeError(path, "an unknown character encoding") from None


def _bytes_of(run: re.Match[str]) -> str:
    return bytes.fromhex(run[0].replace("%", "")).decode("latin-1")


def _escaped(text: str, path: str, encoding: str) -> str:
    try:
        raw = text.encode(encoding)
    except UnicodeError:
        half = _compiled(_HALF).search(text) is not None
        raise EncodeError(
            path, "half of a surrogate pair" if half else f"a character that {encoding.upper()} lacks"
        ) from None
    except LookupError:
        raise EncodeError(path, "an unknown character encoding") from None
    plain = raw.decode("latin-1").replace("%", "%25").replace(" ", "%20")
    return _compiled(_RESERVED).sub(_percents_of, plain)


def _percents_of(run: re.Match[str]) -> str:
    return "%" + run[0].encode("latin-1").hex("%").upper()
