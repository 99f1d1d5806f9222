"""From the regular expressions of JSON Schema (ECMA-262) to Python's, which differ in a few places that matter."""

from __future__ import annotations

import re
from functools import cache

CONTROLS = frozenset(map(chr, [*range(0x20), 0x7F]))
_NEGATED_CLASS = re.compile(r"\^\[\^(?P<inside>(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|-)+)\]\*\$\Z")


@cache
def to_python(pattern: str) -> str:
    r"""The same expression for ``re.search`` with ``re.ASCII``: ``$`` is the very end, not before a last newline."""
    out: list[str] = []
    inside = False
    skip = False
    for character in pattern:
        if skip:
            skip = False
        elif character == "\\":
            skip = True
        elif inside:
            inside = character != "]"
        elif character == "[":
            inside = True
        elif character == "$":
            out.append(r"\Z")
            continue
        out.append(character)
    text = "".join(out)
    try:
        re.compile(text, re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from None
    return text


@cache
def only_refuses_controls(pattern: str) -> bool:
    """Whether the expression says no more than which control characters may not occur.

    Such patterns stand on nearly every string that is sent, and whole documents can be checked for them at once.
    """
    found = _NEGATED_CLASS.match(pattern)
    if found is None:
        return False
    refused = re.compile(f"[{found['inside']}]")
    return not refused.search("".join(map(chr, [*range(0x20, 0x7F), *range(0x80, 0x3000)])))
