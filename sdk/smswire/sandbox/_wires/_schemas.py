"""What a JSON value has against the exported schema of its model: everything, with the path of each.

A decoder stops at the first type that does not fit, an encoder at the first constraint; whoever looks for the mistakes
of a client wants them all. The schemas are those that the wheel ships for other people's tools, so this reads the
words that the generator writes and refuses any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from smswire.sandbox._wire import Violation
from smswire_runtime import Json
from smswire_runtime._json import member
from smswire_runtime._misfits import kind_of
from smswire_runtime._values import untyped

MOST: Final = 100
"""Violations told of one request. Five hundred recipients may each break three rules; nobody reads so many."""

_SAYS_NOTHING: Final = frozenset(
    {"$schema", "$id", "$defs", "title", "description", "examples", "default", "format", "writeOnly", "type", "$ref"}
    | {"readOnly", "deprecated", "items", "prefixItems", "additionalProperties"}
)
"""Words that constrain nothing (``format`` says "password" and no more), or that come before all others or after."""

_FORBIDS: Final = re.compile(r"\^\[\^[^\]]*\]\*\$")
"""Patterns that do no more than forbid characters, which people need not read."""

_WORDS: Final = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "boolean": "a boolean",
    "integer": "an integer",
    "number": "a number",
    "null": "null",
}


class Schema:
    """One exported schema."""

    def __init__(self, document: Mapping[str, Any], *, fold: bool = False) -> None:
        self.document = document
        self.fold = fold
        """Whether the names of properties are read in any casing."""

    def violations(self, value: Json) -> tuple[Violation, ...]:
        """What the value has against it, the first MOST of it."""
        return tuple(islice(self.check(self.document, value, "$"), MOST))

    def check(self, schema: Mapping[str, Any], value: Json, path: str) -> Iterator[Violation]:
        """What one value has against one part of the document."""
        if "$ref" in schema:
            yield from self.check(self._resolved(schema["$ref"]), value, path)
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if kinds and not any(_is(kind, value) for kind in kinds):
            expected = " or ".join(_WORDS[kind] for kind in kinds)
            yield Violation(path=path, problem=f"expected {expected}, got {kind_of(value)}")
            return  # what else is wrong with it follows from this
        for word, limit in schema.items():
            if word not in _SAYS_NOTHING:
                kind, rule = _RULES[word]
                if _is(kind, value):
                    yield from rule(self, limit, untyped(value), path)
        if isinstance(value, list) and ("items" in schema or "prefixItems" in schema):
            yield from _items(self, schema, untyped(value), path)
        if isinstance(value, dict) and schema.get("additionalProperties", True) is not True:
            yield from _additional(self, schema, untyped(value), path)

    def named(self, names: Mapping[str, Any], value: Mapping[str, Json]) -> dict[str, str]:
        """The members that stand for declared names, by these names: one in the declared casing goes first."""
        found = {name: name for name in names if name in value}
        if self.fold:
            declared = {name.lower(): name for name in names}
            for key in value:
                found.setdefault(declared.get(key.lower(), key), key)
        return found

    def _resolved(self, reference: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["$defs"][reference.removeprefix("#/$defs/")]
        return found


@cache
def schema_of(provider: str, model: str, *, fold: bool = False) -> Schema:
    """The schema that is exported for a model."""
    text = files(f"smswire_providers.{provider}").joinpath("schemas", f"{model}.schema.json").read_text("utf-8")
    return Schema(json.loads(text), fold=fold)


def _is(kind: str, value: Json) -> bool:
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "integer":
            return _is("number", value) and (isinstance(value, int) or value.is_integer())
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case _:
            return True


def _required(schema: Schema, names: list[str], value: dict[str, Json], path: str) -> Iterator[Violation]:
    found = schema.named(dict.fromkeys(names), value)
    for name in names:
        if name not in found:
            yield Violation(path=member(path, name), problem="missing")


def _properties(schema: Schema, parts: Mapping[str, Any], value: dict[str, Json], path: str) -> Iterator[Violation]:
    found = schema.named(parts, value)
    for name, part in parts.items():
        if name in found:
            yield from schema.check(part, value[found[name]], member(path, name))


def _pattern_properties(
    schema: Schema, parts: Mapping[str, Any], value: dict[str, Json], path: str
) -> Iterator[Violation]:
    for pattern, part in parts.items():
        for key, item in value.items():
            if _compiled(pattern).search(key):
                yield from schema.check(part, item, member(path, key))


def _additional(schema: Schema, whole: Mapping[str, Any], value: dict[str, Json], path: str) -> Iterator[Violation]:
    """What no property and no pattern stands for."""
    rest = whole["additionalProperties"]
    known = set(schema.named(whole.get("properties", {}), value).values())
    for key, item in value.items():
        if key in known or any(_compiled(pattern).search(key) for pattern in whole.get("patternProperties", {})):
            continue
        if rest is False:
            yield Violation(path=member(path, key), problem="is not documented")
        else:
            yield from schema.check(rest, item, member(path, key))


def _members(_: Schema, limit: int, value: dict[str, Json], path: str, *, below: bool) -> Iterator[Violation]:
    if len(value) < limit if below else len(value) > limit:
        yield Violation(path=path, problem=f"{'fewer' if below else 'more'} than {limit} members ({len(value)})")


def _unique(_: Schema, wanted: bool, value: list[Json], path: str) -> Iterator[Violation]:  # noqa: FBT001, as it is said
    texts = {json.dumps(item, sort_keys=True) for item in value} if wanted else set[str]()
    if wanted and len(texts) < len(value):
        yield Violation(path=path, problem="holds an item twice")


def _items(schema: Schema, whole: Mapping[str, Any], value: list[Json], path: str) -> Iterator[Violation]:
    """The positions that have a schema of their own, and the rest."""
    first, rest = whole.get("prefixItems", []), whole.get("items", True)
    for index, item in enumerate(value):
        if index < len(first):
            yield from schema.check(first[index], item, f"{path}[{index}]")
        elif rest is False:
            yield Violation(path=f"{path}[{index}]", problem="is not documented")
        elif rest is not True:
            yield from schema.check(rest, item, f"{path}[{index}]")


def _count(_: Schema, limit: int, value: list[Json], path: str, *, below: bool) -> Iterator[Violation]:
    if len(value) < limit if below else len(value) > limit:
        yield Violation(path=path, problem=f"{'fewer' if below else 'more'} than {limit} items ({len(value)})")


def _length(_: Schema, limit: int, value: str, path: str, *, below: bool) -> Iterator[Violation]:
    if len(value) < limit if below else len(value) > limit:
        words = f"{'shorter' if below else 'longer'} than {limit} ({len(value)})"
        yield Violation(path=path, problem=words if value else "empty")


def _pattern(_: Schema, pattern: str, value: str, path: str) -> Iterator[Violation]:
    if not _compiled(pattern).search(value):
        words = "holds a forbidden character" if _FORBIDS.fullmatch(pattern) else f"does not match {pattern}"
        yield Violation(path=path, problem=words)


def _size(_: Schema, limit: float, value: float, path: str, *, below: bool) -> Iterator[Violation]:
    if value < limit if below else value > limit:
        yield Violation(path=path, problem=f"{'below' if below else 'above'} {limit}")


def _strictly(_: Schema, limit: float, value: float, path: str, *, below: bool) -> Iterator[Violation]:
    if value <= limit if below else value >= limit:
        yield Violation(path=path, problem=f"not {'above' if below else 'below'} {limit}")


def _multiple(_: Schema, step: float, value: float, path: str) -> Iterator[Violation]:
    if value / step % 1:
        yield Violation(path=path, problem=f"no multiple of {step}")


def _enum(_: Schema, values: list[Json], value: Json, path: str) -> Iterator[Violation]:
    if value not in values:  # where True would stand for 1, its type was refused before
        yield Violation(path=path, problem=f"none of {', '.join(map(repr, values))}")


def _const(schema: Schema, constant: Json, value: Json, path: str) -> Iterator[Violation]:
    return _enum(schema, [constant], value, path)


def _alternatives(schema: Schema, parts: list[Mapping[str, Any]], value: Json, path: str) -> Iterator[Violation]:
    """The alternatives differ in their types, so the one that finds fault with more than the type is meant."""
    problems = [list(schema.check(part, value, path)) for part in parts]
    if all(problems):
        yield from max(problems, key=lambda found: found[0].path != path)


def _all(schema: Schema, parts: list[Mapping[str, Any]], value: Json, path: str) -> Iterator[Violation]:
    for part in parts:
        yield from schema.check(part, value, path)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """In these patterns ``$`` is the very end, where Python would allow a line feed behind it."""
    return re.compile(pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern, re.ASCII)


_RULES: Final[Mapping[str, tuple[str, Callable[..., Iterator[Violation]]]]] = {
    "required": ("object", _required),
    "properties": ("object", _properties),
    "patternProperties": ("object", _pattern_properties),
    "minProperties": ("object", partial(_members, below=True)),
    "maxProperties": ("object", partial(_members, below=False)),
    "uniqueItems": ("array", _unique),
    "minItems": ("array", partial(_count, below=True)),
    "maxItems": ("array", partial(_count, below=False)),
    "minLength": ("string", partial(_length, below=True)),
    "maxLength": ("string", partial(_length, below=False)),
    "pattern": ("string", _pattern),
    "minimum": ("number", partial(_size, below=True)),
    "maximum": ("number", partial(_size, below=False)),
    "exclusiveMinimum": ("number", partial(_strictly, below=True)),
    "exclusiveMaximum": ("number", partial(_strictly, below=False)),
    "multipleOf": ("number", _multiple),
    "enum": ("any", _enum),
    "const": ("any", _const),
    "oneOf": ("any", _alternatives),
    "anyOf": ("any", _alternatives),
    "allOf": ("any", _all),
}
"""Each word that constrains: what kind of value it speaks of, and how."""
