"""Read JSON Schemas into the intermediate model; inline objects and enumerations become named ones."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast, get_args

from codegen._constants import constants, fits, kind_of_constant
from codegen._extensions import extension
from codegen._model import (
    Anything,
    Code,
    CodeTable,
    Enumeration,
    EnumRef,
    Field,
    Kind,
    ListOf,
    MapOf,
    Model,
    ModelRef,
    OneOf,
    Scalar,
    Type,
    WireFormat,
)
from codegen._node import kind as kind_of
from codegen._node import untyped
from codegen._objects import ObjectReader
from codegen._regex import to_python
from codegen._words import pascal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from codegen._node import Node

KINDS = frozenset(get_args(Kind)) | {"object", "array"}
DOCUMENTATION = (
    "title",
    "examples",
    "example",
    "externalDocs",
    "deprecated",
    "readOnly",
    "$comment",
    "xml",
    "format",
    "writeOnly",
)
"""Keywords for people: they reach the reference page and the exported schema, and change nothing in code."""

LIMITS = {
    "string": {"minLength": "min_length", "maxLength": "max_length", "pattern": "pattern"},
    "number": {
        "minimum": "minimum",
        "maximum": "maximum",
        "exclusiveMinimum": "exclusive_minimum",
        "exclusiveMaximum": "exclusive_maximum",
        "multipleOf": "multiple_of",
    },
}
LIMITS["integer"] = LIMITS["number"]


@dataclass(slots=True)
class Reading:
    """What one schema says: its type, and what belongs to the property that has it."""

    type: Type
    description: str = ""
    default: Any = None
    has_default: bool = False
    wire_format: WireFormat | None = None
    client_argument: str | None = None
    codes: str | None = None

    def take_up(self, other: Reading) -> None:
        """What another schema says holds here as well, unless this one says something itself."""
        self.description = self.description or other.description
        if not self.has_default:
            self.default, self.has_default = other.default, other.has_default
        self.wire_format = self.wire_format or other.wire_format
        self.client_argument = self.client_argument or other.client_argument
        self.codes = self.codes or other.codes


@dataclass(slots=True)
class Shapes:
    """All named shapes of one provider, by the JSON pointer where they stand."""

    models: dict[str, Model] = field(default_factory=dict[str, Model])
    enums: dict[str, Enumeration] = field(default_factory=dict[str, Enumeration])
    tables: dict[str, CodeTable] = field(default_factory=dict[str, CodeTable])
    readings: dict[str, Reading] = field(default_factory=dict[str, Reading])
    titles: dict[str, str] = field(default_factory=dict[str, str])
    """The wished class name of each shape."""


class SchemaReader:
    """Reads schema nodes of one document."""

    documentation = DOCUMENTATION

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._objects = ObjectReader(self)
        self._open: set[str] = set()
        self._tasks: deque[Callable[[], None]] = deque()
        self._busy = False

    def read(self, node: Node, wish: str) -> Reading:
        """The type of a schema; ``wish`` names the class if one has to be made."""
        if self._busy:
            return self._read(node, wish)
        self._busy = True
        try:
            said = self._read(node, wish)
            while self._tasks:
                self._tasks.popleft()()
        finally:
            self._busy = False
        return said

    def later(self, task: Callable[[], None]) -> None:
        """Read the inside of a class when its outside is known, so that long chains of references do not recurse."""
        self._tasks.append(task)

    def _read(self, node: Node, wish: str) -> Reading:
        if node.value is True:
            return Reading(Anything())
        if not isinstance(node.value, dict):
            raise node.error(None, f"expected a schema, got {kind_of(node.value)}", "write a schema object")
        if "$ref" in node:
            return self._reference(node)
        if node.pointer in self.shapes.readings:
            known = self.shapes.readings[node.pointer]
            if node.pointer in self._open and not isinstance(known.type, ModelRef):
                node.lose(None, "a list or map that contains itself is kept as free JSON below its first level")
            return known
        reading = Reading(Anything())
        self.shapes.readings[node.pointer] = reading
        self._open.add(node.pointer)
        self._beside(node, reading)
        reading.type = self._type(node, wish, reading)
        self._open.discard(node.pointer)
        return reading

    def _reference(self, node: Node) -> Reading:
        target = node.resolved()
        reading = replace(self.read(target, pascal(target.pointer.rpartition("/")[2])))
        self._beside(node, reading)
        extra = self._limits(node, reading.type)
        reading.type = extra
        return reading

    def _limits(self, node: Node, found: Type) -> Type:
        """Constraints beside a reference narrow what it leads to; in a union each alternative that knows them."""
        if isinstance(found, Scalar):
            return replace(found, **self._constraints(node, found.kind))
        if isinstance(found, OneOf):
            return replace(found, options=tuple(self._limits(node, option) for option in found.options))
        return found

    def _beside(self, node: Node, reading: Reading) -> None:
        """Keywords that may stand beside a type or a reference."""
        node.ignore(*DOCUMENTATION)
        reading.description = node.words("description", reading.description)
        if "default" in node:
            reading.default, reading.has_default = node.whole("default"), True
        if (said := extension(node, "x-wire-format")) is not None:
            patterns = tuple(said.get("patterns", ()))
            rest = {key: said[key] for key in ("zone", "form", "width", "places") if key in said}
            reading.wire_format = WireFormat(said["kind"], patterns, **rest)
        if (argument := extension(node, "x-client-argument")) is not None:
            reading.client_argument = argument
        if (codes := extension(node, "x-codes")) is not None:
            reading.codes = node.pointer
            rows = [_code(row) for row in codes]
            self.shapes.tables[node.pointer] = CodeTable(node.pointer, node.pointer, reading.description, rows)
            self.shapes.titles[node.pointer] = pascal(node.pointer.rpartition("/")[2])

    def _type(self, node: Node, wish: str, reading: Reading) -> Type:
        for keyword in ("oneOf", "anyOf"):
            if keyword in node:
                return self._alternatives(node, keyword, wish, reading)
        if "allOf" in node:
            joined = self._objects.join(node, wish, reading)
            return _or_null(joined) if node.flag("nullable") else joined
        kinds = self._kinds(node)
        if not kinds:
            return Anything()
        if "enum" in node or "const" in node:
            return constants(self.shapes, node, kinds, wish, reading)
        options = tuple(self._of_kind(node, one, wish) for one in kinds)
        return options[0] if len(options) == 1 else OneOf(options, (False,) * len(options))

    def check_kinds(self, node: Node, options: list[Type]) -> None:
        """A type beside alternatives or parts is to be one that they have."""
        kinds = self._kinds(node) if "type" in node else []
        allowed = {"number" if one == "integer" else one for one in kinds} | {"any", "null"}
        for option in [one for said in options for one, _ in _flatten(said)]:
            if kinds and json_kind_of(option) not in allowed:
                node.lose("type", "is another than that of an alternative")

    def _kinds(self, node: Node) -> list[str]:
        said = node.value.get("type")
        kinds = node.strings("type") if isinstance(said, list) else [node.text("type")] if "type" in node else []
        for one in kinds:
            if one not in KINDS:
                raise node.error("type", f"{one!r} is no JSON type", f"use one of {', '.join(sorted(KINDS))}")
        if len(set(kinds)) < len(kinds) or said == []:
            raise node.error("type", "expected a list of different types", "list each type once")
        if not kinds:
            if "properties" in node or "additionalProperties" in node or "patternProperties" in node:
                kinds = ["object"]
            elif "items" in node or "prefixItems" in node:
                kinds = ["array"]
            elif "enum" in node or "const" in node:
                values = node.value["enum"] if "enum" in node else [node.value["const"]]
                listed: list[Any] = untyped(values) if isinstance(values, list) else []
                kinds = list(dict.fromkeys(kind_of_constant(value) for value in listed))
        if node.flag("nullable") and "null" not in kinds:
            kinds.append("null")
        return kinds

    def _of_kind(self, node: Node, kind: str, wish: str) -> Type:
        if kind == "object":
            return self._objects.read(node, wish)
        if kind == "array":
            return self._array(node, wish)
        secret = kind == "string" and node.value.get("format") == "password"
        if kind == "string" and extension(node, "x-xmlrpc-type") is not None:
            node.lose("x-xmlrpc-type", "strings are written as <string>, in whichever type they are read")
        return Scalar(cast("Kind", kind), secret=secret, **self._constraints(node, kind))

    def _constraints(self, node: Node, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keyword, name in LIMITS.get(kind, {}).items():
            if keyword not in node:
                continue
            if keyword == "pattern":
                found[name] = self._pattern(node)
            elif name in {"min_length", "max_length"}:
                found[name] = node.count(keyword)
            else:
                found[name] = self._limit(node, keyword)
        for name in ("exclusive_minimum", "exclusive_maximum"):
            if isinstance(found.get(name), bool):  # OpenAPI 3.0: whether the limit itself is excluded
                limit = found.pop(name.removeprefix("exclusive_"), None) if found[name] else None
                found[name] = limit
        return found

    @staticmethod
    def _limit(node: Node, keyword: str) -> float:
        limit = node.child(keyword)
        old = keyword.startswith("exclusive") and keyword.removeprefix("exclusive").lower() in node
        if type(limit.value) not in ({int, float, bool} if old else {int, float}):
            raise limit.error(None, f"expected a number, got {kind_of(limit.value)}", "write a number")
        if keyword == "multipleOf" and limit.value <= 0:
            raise limit.error(None, "nothing is a multiple of it", "write a number above 0")
        found: float = limit.value
        return found

    def _pattern(self, node: Node) -> str:
        text = node.text("pattern")
        self.check_pattern(node, "pattern", text)
        return text

    @staticmethod
    def check_pattern(node: Node, keyword: str, pattern: str) -> None:
        """Refuse a pattern that is no regular expression."""
        try:
            to_python(pattern)
        except ValueError as error:
            raise node.error(keyword, f"{pattern!r} is no regular expression: {error}", "mend it") from None

    def _array(self, node: Node, wish: str) -> Type:
        if "prefixItems" in node:
            return self._row(node, wish)
        item = self.inner(node.child("items"), wish + "Item") if "items" in node else Anything()
        low = node.count("minItems") if "minItems" in node else None
        high = node.count("maxItems") if "maxItems" in node else None
        return ListOf(item, low, high, node.flag("uniqueItems"))

    def _row(self, node: Node, wish: str) -> Type:
        names = extension(node, "x-row")
        positions = node.nodes("prefixItems")
        if names is None:
            node.lose("prefixItems", "positions without names (x-row) are read as free JSON")
            node.ignore("items", "minItems", "maxItems")
            return ListOf(Anything())
        if len(names) != len(positions):
            problem = f"{len(names)} names for {len(positions)} positions"
            raise node.error("x-row", problem, "name each position of prefixItems once")
        low = node.count("minItems") if "minItems" in node else 0
        if low > len(positions):
            raise node.error("minItems", f"is more than the {len(positions)} positions", "describe all positions")
        if "maxItems" in node and node.count("maxItems") != len(positions):
            node.lose("maxItems", f"is not checked, since {len(positions)} positions are described")
        if "items" in node:
            rest = node.child("items")
            if not isinstance(rest.value, bool):
                node.document.take_whole(rest.value)
                rest.lose(None, "what stands behind the named positions is kept as free JSON")
        fields = [
            self.field(name, item, wish, required=i < low)
            for i, (name, item) in enumerate(zip(names, positions, strict=True))
        ]
        model = Model(
            node.pointer,
            node.pointer,
            "row",
            fields,
            node.words("description", ""),
            schema=node.value,
            min_items=low,
        )
        return self.register(node, model, wish)

    def field(self, wire: str, node: Node, owner: str, *, required: bool) -> Field:
        """One property or position with all that its schema says."""
        said = self.read(node, owner + pascal(wire))
        if said.has_default and not can_be_default(said.type, said.default):
            node.lose("default", "a default that holds classes is not generated")
            said = replace(said, default=None, has_default=False)
        return Field(
            wire, said.type, node.pointer, required, said.description, said.default, said.has_default,
            said.wire_format, said.client_argument, said.codes,
        )  # fmt: skip

    def inner(self, node: Node, wish: str) -> Type:
        """The type of what stands in a list or a map."""
        said = self.read(node, wish)
        if said.wire_format is not None:
            node.lose("x-wire-format", "only a property, a position or a parameter has a value beside its text")
        return said.type

    def register(self, node: Node, model: Model, wish: str) -> ModelRef:
        """Keep a class under the pointer where it stands."""
        self.shapes.models[node.pointer] = model
        self.shapes.titles[node.pointer] = wish
        return ModelRef(node.pointer, row=model.kind == "row")

    def _alternatives(self, node: Node, keyword: str, wish: str, reading: Reading) -> Type:
        branches = node.nodes(keyword)
        node.ignore("discriminator")
        if not branches:
            raise node.error(keyword, "lists no alternative", "list at least one")
        flat: dict[Type, bool] = {}
        for index, branch in enumerate(branches):
            refusal = bool(extension(branch.resolved(), "x-refusal"))
            said = self.read(branch, f"{wish}{index + 1}" if len(branches) > 1 else wish)
            self._lend(reading, said, branch)
            for one, refused in _flatten(said.type):
                flat[one] = flat.get(one, False) or refused or refusal
        if node.flag("nullable"):
            flat.setdefault(Scalar("null"), False)
        self.check_kinds(node, list(flat))
        if len(flat) == 1 and len(branches) == 1:
            return next(iter(flat))
        kinds = {json_kind_of(option) for option in flat}
        if len(kinds) < len(flat) or "any" in kinds:
            node.lose(keyword, "alternatives of one JSON type cannot be told apart and are kept as free JSON")
            return Anything()
        return OneOf(tuple(flat), tuple(flat.values())) if len(flat) > 1 else next(iter(flat))

    @staticmethod
    def _lend(reading: Reading, said: Reading, branch: Node) -> None:
        """One alternative may say how its values are written and what their codes mean; it holds for the whole."""
        reading.codes = reading.codes or said.codes
        if said.wire_format is not None and reading.wire_format not in {None, said.wire_format}:
            branch.lose("x-wire-format", "another alternative has a different one, which is used")
        reading.wire_format = reading.wire_format or said.wire_format


def _code(row: dict[str, Any]) -> Code:
    return Code(row["name"], row["description"], row.get("code"), row.get("from"), row.get("to"), row.get("prefix"))


def can_be_default(said: Type, value: Any) -> bool:
    """Whether a default can be written down in Python: constants, and lists and maps of nothing else."""
    match said:
        case ModelRef():
            return False
        case ListOf(item=inner) | MapOf(value=inner) if not isinstance(inner, Scalar | Anything):
            return not value
        case OneOf(options=options):
            return all(can_be_default(option, value) for option in options if kind_fits(option, value))
        case _:
            return True


def kind_fits(option: Type, value: Any) -> bool:
    """Whether a value is of the JSON type of an alternative."""
    kind = json_kind_of(option)
    return kind == "any" or fits(value, [kind])


def json_kind_of(option: Type) -> str:
    """The JSON type by which an alternative is told from the others."""
    if isinstance(option, Scalar | EnumRef):
        return "number" if option.kind == "integer" else option.kind
    if isinstance(option, MapOf):
        return "object"
    if isinstance(option, ListOf):
        return "array"
    if isinstance(option, ModelRef):
        return "array" if option.row else "object"
    return "any"


def _or_null(said: Type) -> Type:
    null = Scalar("null")
    options = said.options if isinstance(said, OneOf) else (said,)
    refusals = said.refusals if isinstance(said, OneOf) else (False,)
    if null in options or isinstance(said, Anything):
        return said
    return OneOf((*options, null), (*refusals, False))


def _flatten(option: Type) -> Iterator[tuple[Type, bool]]:
    if isinstance(option, OneOf):
        yield from zip(option.options, option.refusals, strict=True)
    else:
        yield option, False
