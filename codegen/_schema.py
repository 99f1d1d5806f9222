"""Read JSON Schemas into the intermediate model; inline objects and enumerations become named ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast, get_args

from codegen._extensions import extension
from codegen._model import (
    Anything,
    Code,
    CodeTable,
    Enumeration,
    EnumKind,
    EnumRef,
    Field,
    Kind,
    ListOf,
    MapOf,
    Model,
    ModelRef,
    Numbered,
    OneOf,
    Scalar,
    Type,
    WireFormat,
)
from codegen._node import kind as kind_of
from codegen._node import untyped
from codegen._regex import to_python
from codegen._words import pascal

if TYPE_CHECKING:
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

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._open: set[str] = set()

    def read(self, node: Node, wish: str) -> Reading:
        """The type of a schema; ``wish`` names the class if one has to be made."""
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
        if isinstance(found, Scalar):
            return replace(found, **self._constraints(node, found.kind))
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
            return self._all_of(node, wish, reading)
        kinds = self._kinds(node)
        if not kinds:
            return Anything()
        if "enum" in node or "const" in node:
            return self._constants(node, kinds, wish, reading)
        options = tuple(self._of_kind(node, one, wish) for one in kinds)
        return options[0] if len(options) == 1 else OneOf(options, (False,) * len(options))

    def _kinds(self, node: Node) -> list[str]:
        said = node.value.get("type")
        kinds = node.strings("type") if isinstance(said, list) else [node.text("type")] if "type" in node else []
        for one in kinds:
            if one not in KINDS:
                raise node.error("type", f"{one!r} is no JSON type", f"use one of {', '.join(sorted(KINDS))}")
        if not kinds:
            if "properties" in node or "additionalProperties" in node or "patternProperties" in node:
                kinds = ["object"]
            elif "items" in node or "prefixItems" in node:
                kinds = ["array"]
            elif "enum" in node or "const" in node:
                values = node.value["enum"] if "enum" in node else [node.value["const"]]
                listed: list[Any] = untyped(values) if isinstance(values, list) else []
                kinds = list(dict.fromkeys(_json_kind(value) for value in listed))
        if node.flag("nullable") and "null" not in kinds:
            kinds.append("null")
        return kinds

    def _of_kind(self, node: Node, kind: str, wish: str) -> Type:
        if kind == "object":
            return self._object(node, wish)
        if kind == "array":
            return self._array(node, wish)
        secret = kind == "string" and node.value.get("format") == "password"
        xmlrpc = extension(node, "x-xmlrpc-type") if kind == "string" else None
        return Scalar(cast("Kind", kind), secret=secret, xmlrpc=xmlrpc, **self._constraints(node, kind))

    def _constraints(self, node: Node, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keyword, name in LIMITS.get(kind, {}).items():
            if keyword not in node:
                continue
            if keyword == "pattern":
                found[name] = self._pattern(node)
            elif name in {"min_length", "max_length"}:
                found[name] = node.integer(keyword)
            else:
                limit = node.child(keyword)
                if type(limit.value) not in {int, float}:
                    raise limit.error(None, f"expected a number, got {kind_of(limit.value)}", "write a number")
                found[name] = limit.value
        return found

    def _pattern(self, node: Node) -> str:
        text = node.text("pattern")
        _words_check(node, "pattern", text)
        return text

    def _constants(self, node: Node, kinds: list[str], wish: str, reading: Reading) -> Type:
        said = node.whole("enum") if "enum" in node else [node.whole("const")]
        if not isinstance(said, list) or not said:
            raise node.error("enum", "expected a list with at least one value", "list the allowed values")
        values: list[Any] = untyped(said)
        for value in values:
            found = _json_kind(value)
            if found not in kinds and not (found == "integer" and "number" in kinds):
                problem = f"the value {value!r} is no {' or '.join(kinds)}"
                raise node.error("enum" if "enum" in node else "const", problem, "correct the value or the type")
        if "const" in node and not reading.has_default:
            reading.default, reading.has_default = values[0], True
        if kinds in (["string"], ["integer"]) and "enum" in node:
            kind: EnumKind = "string" if kinds == ["string"] else "integer"
            return self._enumeration(node, kind, values, wish, reading)
        options: list[Type] = []
        for one in kinds:
            own = tuple(
                value
                for value in values
                if _json_kind(value) == one or (one == "number" and _json_kind(value) == "integer")
            )
            if own:
                options.append(Scalar(cast("Kind", one), values=None if one == "null" else own))
        return options[0] if len(options) == 1 else OneOf(tuple(options), (False,) * len(options))

    def _enumeration(self, node: Node, kind: EnumKind, values: list[Any], wish: str, said: Reading) -> Type:
        own = self.shapes.tables[node.pointer].codes if said.codes == node.pointer else []
        codes = {code.code: code for code in own}
        labels = [codes[value].name if value in codes else "" for value in values]
        notes = [codes[value].description if value in codes else "" for value in values]
        self.shapes.enums[node.pointer] = Enumeration(
            node.pointer, node.pointer, kind, values, labels, notes, said.description, node.value
        )  # fmt: skip
        self.shapes.titles[node.pointer] = wish
        return EnumRef(node.pointer, kind)

    def _array(self, node: Node, wish: str) -> Type:
        if "prefixItems" in node:
            return self._row(node, wish)
        item = self.read(node.child("items"), wish + "Item").type if "items" in node else Anything()
        low = node.integer("minItems") if "minItems" in node else None
        high = node.integer("maxItems") if "maxItems" in node else None
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
        low = node.integer("minItems") if "minItems" in node else 0
        node.ignore("maxItems")
        if "items" in node:
            rest = node.child("items")
            if rest.value not in (False, True):
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
        return self._register(node, model, wish)

    def field(self, wire: str, node: Node, owner: str, *, required: bool) -> Field:
        """One property or position with all that its schema says."""
        said = self.read(node, owner + pascal(wire))
        return Field(
            wire, said.type, node.pointer, required, said.description, said.default, said.has_default,
            said.wire_format, said.client_argument, said.codes,
        )  # fmt: skip

    def _register(self, node: Node, model: Model, wish: str) -> ModelRef:
        self.shapes.models[node.pointer] = model
        self.shapes.titles[node.pointer] = wish
        return ModelRef(node.pointer, row=model.kind == "row")

    def _object(self, node: Node, wish: str) -> Type:
        if "properties" not in node and "patternProperties" not in node:
            return self._map(node, wish)
        model = Model(node.pointer, node.pointer, "object", [], schema=node.value)
        reference = self._register(node, model, wish)
        self.shapes.readings[node.pointer].type = reference
        self._fill(model, node, wish)
        return reference

    def _fill(self, model: Model, node: Node, wish: str) -> None:
        model.description = node.words("description", model.description)
        required = node.strings("required")
        properties = list(node.mapping("properties"))
        model.fields += [self.field(wire, child, wish, required=wire in required) for wire, child in properties]
        for wire in required:
            if wire not in {one.wire for one in model.fields}:
                node.lose("required", f"{wire!r} is required and not declared among the properties")
        model.accepted = extension(node, "x-accepted") or model.accepted
        for wire in model.accepted:
            if wire not in {one.wire for one in model.fields}:
                raise node.error("x-accepted", f"{wire!r} is no property of this object", "name a declared property")
        self._undeclared(model, node, wish)

    def _undeclared(self, model: Model, node: Node, wish: str) -> None:
        numbered = extension(node, "x-numbered")
        patterns = list(node.mapping("patternProperties"))
        if numbered is not None:
            model.numbered = self._numbered(node, patterns, numbered, wish)
        elif patterns:
            node.lose("patternProperties", "matching properties are kept as free JSON; x-numbered makes them a list")
        if "additionalProperties" in node:
            rest = node.child("additionalProperties")
            model.closed = rest.value is False and numbered is None
            if rest.value not in (True, False, {}):
                node.document.take_whole(rest.value)
                rest.lose(None, "properties beside the declared ones are kept as free JSON")

    def _numbered(self, node: Node, patterns: list[tuple[str, Node]], said: dict[str, Any], wish: str) -> Numbered:
        if len(patterns) != 1:
            raise node.error(
                "x-numbered",
                "needs exactly one entry in patternProperties",
                "give the pattern of the numbered keys",
            )
        pattern, child = patterns[0]
        _words_check(node, "patternProperties", pattern)
        value = self.read(child, wish + "Item").type
        if not isinstance(value, ModelRef):
            raise child.error(None, "a numbered item has to be an object", "refer to an object schema")
        count = said.get("count")
        if count is not None and count not in node.value.get("properties", {}):
            raise node.error("x-numbered", f"the count {count!r} is no declared property", "declare it")
        return Numbered(said["items"], count, said["max"], pattern, value)

    def _map(self, node: Node, wish: str) -> Type:
        value: Type = Anything()
        if "additionalProperties" in node:
            rest = node.child("additionalProperties")
            if rest.value is not False:
                value = self.read(rest, wish + "Value").type
        low = node.integer("minProperties") if "minProperties" in node else None
        high = node.integer("maxProperties") if "maxProperties" in node else None
        return MapOf(value, low, high)

    def _alternatives(self, node: Node, keyword: str, wish: str, reading: Reading) -> Type:
        branches = node.nodes(keyword)
        node.ignore("type", "discriminator")
        if not branches:
            raise node.error(keyword, "lists no alternative", "list at least one")
        options: list[Type] = []
        refusals: list[bool] = []
        for index, branch in enumerate(branches):
            refusals.append(bool(extension(branch.resolved(), "x-refusal")))
            said = self.read(branch, f"{wish}{index + 1}" if len(branches) > 1 else wish)
            options.append(said.type)
            self._lend(reading, said, branch)
        flat = [(one, refused) for option, refused in zip(options, refusals, strict=True) for one in _flatten(option)]
        if node.flag("nullable"):
            flat.append((Scalar("null"), False))
        kinds = [json_kind_of(option) for option, _ in flat]
        if len(set(kinds)) < len(kinds) or "any" in kinds:
            if len(flat) == 1:
                return flat[0][0]
            node.lose(keyword, "alternatives of one JSON type cannot be told apart and are kept as free JSON")
            return Anything()
        return flat[0][0] if len(flat) == 1 else OneOf(tuple(o for o, _ in flat), tuple(r for _, r in flat))

    @staticmethod
    def _lend(reading: Reading, said: Reading, branch: Node) -> None:
        """One alternative may say how its values are written and what their codes mean; it holds for the whole."""
        reading.codes = reading.codes or said.codes
        if said.wire_format is not None and reading.wire_format not in {None, said.wire_format}:
            branch.lose("x-wire-format", "another alternative has a different one, which is used")
        reading.wire_format = reading.wire_format or said.wire_format

    def _all_of(self, node: Node, wish: str, reading: Reading) -> Type:
        branches = node.nodes("allOf")
        resolved = [branch.resolved() for branch in branches]
        if len(branches) == 1 and "properties" not in node:
            inner = self.read(branches[0], wish)
            reading.description = reading.description or inner.description
            node.ignore("type")
            return inner.type
        if not all("properties" in one or "allOf" in one for one in resolved):
            node.lose("allOf", "only objects are joined; this is kept as free JSON")
            return Anything()
        model = Model(node.pointer, node.pointer, "object", [], schema=node.value)
        reference = self._register(node, model, wish)
        self.shapes.readings[node.pointer].type = reference
        for branch in [*resolved, node]:
            self._join(model, branch, wish)
        model.description = reading.description
        node.ignore("type")
        return reference

    def _join(self, model: Model, branch: Node, wish: str) -> None:
        if "allOf" in branch and branch.pointer != model.pointer:
            for deeper in branch.nodes("allOf"):
                self._join(model, deeper.resolved(), wish)
        before = {one.wire: one for one in model.fields}
        model.fields = []
        if branch.pointer != model.pointer:
            branch.ignore("type", *DOCUMENTATION)
        self._fill(model, branch, wish)
        added = {one.wire: one for one in model.fields}
        for wire, one in added.items():
            one.required = one.required or (wire in before and before[wire].required)
        model.fields = list({**before, **added}.values())


def _code(row: dict[str, Any]) -> Code:
    return Code(row["name"], row["description"], row.get("code"), row.get("from"), row.get("to"), row.get("prefix"))


_JSON_KINDS: dict[Any, str] = {
    dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"
}  # fmt: skip


def _json_kind(value: object) -> str:
    return "null" if value is None else _JSON_KINDS.get(type(value), "any")


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


def _flatten(option: Type) -> tuple[Type, ...]:
    return option.options if isinstance(option, OneOf) else (option,)


def _words_check(node: Node, keyword: str, pattern: str) -> None:
    try:
        to_python(pattern)
    except ValueError as error:
        raise node.error(keyword, f"{pattern!r} is no regular expression: {error}", "mend it") from None
