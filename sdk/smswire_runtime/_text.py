"""Answers in plain text: ordered patterns take a text apart, a template writes one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from attrs import frozen

from smswire_runtime._errors import DecodeError, EncodeError
from smswire_runtime._json import member

TEXT_LIMIT: Final = 4096
"""Characters in an answer: documented ones have fewer than 200, and no pattern may take long over a hostile one."""

_WIDEST: Final = 4
"""Bytes that UTF-8 spends on a character at most, so that no long body is decoded only to be refused."""

_BOM: Final = b"\xef\xbb\xbf"
_PLACE: Final = r"\{([A-Za-z_][A-Za-z0-9_]*)\}"


@frozen(kw_only=True)
class TextRule:
    """One form of an answer: its pattern, whose named groups are the parts, and the template that writes it."""

    pattern: str
    template: str
    whole: str | None = None
    """The part that receives the complete text as it came."""
    refusal: bool = False


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when the first answer comes: an import must not pay for it."""
    return re.compile(pattern)


def match(rules: Sequence[TextRule], body: bytes) -> tuple[int, dict[str, str]]:
    """The index of the first rule that fits the whole text, and the parts that it names."""
    text = _decoded(body)
    for index, rule in enumerate(rules):
        found = _compiled(rule.pattern).fullmatch(text)
        if found is None:
            continue
        parts = {name: part for name, part in found.groupdict().items() if part is not None}
        if rule.whole is not None:
            parts[rule.whole] = text
        return index, parts
    raise DecodeError("$", "an undocumented answer")


def render(rule: TextRule, parts: Mapping[str, str]) -> bytes:
    """The text of an answer: the whole text if it is given, or else the template with its parts filled in."""
    if rule.whole is not None and rule.whole in parts:
        return _encoded(rule.whole, parts[rule.whole])
    pieces = _compiled(_PLACE).split(rule.template)
    return b"".join(
        _encoded(piece, parts.get(piece, "")) if index % 2 else piece.encode() for index, piece in enumerate(pieces)
    )


def _decoded(body: bytes) -> str:
    raw = body.removeprefix(_BOM)
    if len(raw) > TEXT_LIMIT * _WIDEST:
        raise DecodeError("$", f"longer than {TEXT_LIMIT} characters")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise DecodeError("$", "not UTF-8") from None
    if len(text) > TEXT_LIMIT:
        raise DecodeError("$", f"longer than {TEXT_LIMIT} characters")
    return text


def _encoded(name: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise EncodeError(member("$", name), "half of a surrogate pair") from None
