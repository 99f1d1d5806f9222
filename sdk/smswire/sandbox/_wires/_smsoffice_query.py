"""A query as a page on an old web server reads it: whatever stands there means something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote_to_bytes

from attrs import frozen

from smswire.sandbox._wire import Violation

KNOWN: Final = frozenset({"username", "password", "from", "to", "message"})
"""Every documented parameter."""

SHORT: Final = 6
"""Characters below which a password is masked together with its name only, lest half of the request is masked."""

_BAD_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_NAME: Final = re.compile("[a-z][a-z0-9_.-]{0,39}")
"""What looks like a parameter's name; anything else may be a piece of a value, and values stay out of violations."""

_FALLBACK: Final = "cp1252"
"""What such servers take for text that is not UTF-8."""


@frozen(kw_only=True)
class Field:
    """One field of a query."""

    name: str
    """In lower case, since names have any casing there."""
    part: str
    """The whole field as it stands in the query."""
    raw: str
    """Its value as it stands in the query."""
    text: str
    problems: tuple[str, ...] = ()
    cut: bool = False
    """Whether it looks like the rest of a password that held an ampersand: it follows one, and no document names it."""


def fields_of(query: str) -> list[Field]:
    """The fields in their order."""
    found: list[Field] = []
    behind = False
    for part in filter(None, query.split("&")):
        label, _, raw = part.partition("=")
        name = _decoded(label)[0].lower()
        text, problems = _decoded(raw)
        behind = name == "password" or (behind and name not in KNOWN)
        cut = behind and name != "password"
        found.append(Field(name=name, part=part, raw=raw, text=text, problems=problems, cut=cut))
    return found


def _decoded(raw: str) -> tuple[str, tuple[str, ...]]:
    problems: list[str] = []
    if not raw.isascii():
        problems.append("a character beyond ASCII that is not percent-encoded")
    if _BAD_PERCENT.search(raw):
        problems.append("a percent sign without two hexadecimal digits")
    octets = unquote_to_bytes(_octets(raw.replace("+", " ")))
    try:
        return octets.decode(), tuple(problems)
    except UnicodeDecodeError:
        return octets.decode(_FALLBACK, "replace"), (*problems, "not UTF-8")


def _octets(raw: str) -> bytes:
    """What came over the wire; octets that were no UTF-8 stand in a request's text as halves of surrogate pairs."""
    try:
        return raw.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "surrogatepass")


def texts_of(fields: Sequence[Field]) -> dict[str, str]:
    """The text of each documented parameter; one that is given again goes behind the first, as such pages have it."""
    found: dict[str, list[str]] = {}
    for field in fields:
        if field.name in KNOWN:
            found.setdefault(field.name, []).append(field.text)
    return {name: ", ".join(texts) for name, texts in found.items()}


def problems_of(fields: Sequence[Field], names: Sequence[str]) -> Iterator[Violation]:
    """What is wrong with a query, whatever its texts mean; ``names`` are those that the page reads."""
    seen: set[str] = set()
    for index, field in enumerate(fields):
        told = field.name in KNOWN or (not field.cut and _NAME.fullmatch(field.name) is not None)
        path = f"query.{field.name}" if told else f"query[{index}]"
        if field.name not in names:
            yield Violation(path=path, problem="a parameter that is not documented")
        elif field.name in seen:
            yield Violation(path=path, problem="given more than once")
        for problem in field.problems:
            yield Violation(path=path, problem=problem)
        seen.add(field.name)


def passwords_of(query: str) -> Iterator[str]:
    """The passwords as they stand in a query, with what an ampersand cut off; short ones with their names only."""
    for field in fields_of(query):
        if field.cut or (field.name == "password" and field.raw):
            yield field.part
            if len(field.raw) >= SHORT:
                yield field.raw
