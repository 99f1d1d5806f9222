"""Write the JSON Schemas that other tools validate with: self-contained, draft 2020-12, strict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from codegen._model import Enumeration, Model
from codegen._node import unescape, untyped

if TYPE_CHECKING:
    from codegen._model import Field, Provider
    from codegen._node import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DROPPED = frozenset({"nullable", "discriminator", "xml", "externalDocs", "example"})
"""OpenAPI's own keywords, which a strict validator refuses; null becomes a type."""
OF_KIND = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "object": (
        "properties",
        "required",
        "patternProperties",
        "additionalProperties",
        "minProperties",
        "maxProperties",
    ),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
OF_KIND["integer"] = OF_KIND["number"]
MAPS = ("properties", "patternProperties", "$defs", "dependentSchemas")
LISTS = ("oneOf", "anyOf", "allOf", "prefixItems")
SINGLE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")


class SchemaExporter:
    """Exports the source schemas of one provider."""

    def __init__(self, provider: Provider, document: Document) -> None:
        self.provider = provider
        self.document = document
        shapes: list[Model | Enumeration] = [*provider.models.values(), *provider.enums.values()]
        self.shapes = shapes
        self.names = {one.pointer: one.name for one in shapes}
        self._taken = set(self.names.values())
        self._clean: dict[str, tuple[Any, frozenset[str]]] = {}
        self._definitions: dict[str, str] = {}

    def schema(self, model: Model | Enumeration) -> dict[str, Any]:
        """One model with all that it refers to."""
        body, needed = self._of(model)
        return self._complete(self._headed(model, body), needed)

    def _headed(self, shape: Model | Enumeration, body: dict[str, Any]) -> dict[str, Any]:
        head = {"$schema": DIALECT, "$id": f"urn:smswire:{self.provider.key}:{shape.name}", "title": shape.name}
        return {**head, **{key: value for key, value in body.items() if key != "title"}}

    def anonymous(self, pointer: str) -> dict[str, Any]:
        """A schema that has no class, with all that it refers to."""
        body, needed = self._at(pointer)
        return self._complete(dict(body), needed)

    def _complete(self, schema: dict[str, Any], needed: frozenset[str]) -> dict[str, Any]:
        found = {name: self._at(pointer)[0] for name, pointer in self._closure(needed).items()}
        return {**schema, "$defs": found} if found else schema

    def _closure(self, needed: frozenset[str]) -> dict[str, str]:
        """The names and pointers of all that is referred to, directly or not, in the order of the names."""
        found: dict[str, str] = {}
        todo = sorted(needed)
        while todo:
            pointer = todo.pop()
            name = self._name(pointer)
            if name not in found:
                found[name] = pointer
                todo += sorted(self._at(pointer)[1])
        return dict(sorted(found.items()))

    def files(self) -> dict[str, str]:
        """The text of every schema file by its name."""
        return {f"{one.name}.schema.json": f"{self._text(one)}\n" for one in self.shapes}

    def _text(self, shape: Model | Enumeration) -> str:
        """What ``json.dumps`` makes of ``schema``, from definitions that are written once for all files."""
        body, needed = self._of(shape)
        text = _indented(self._headed(shape, body))
        definitions = [self._definition(name, pointer) for name, pointer in self._closure(needed).items()]
        if not definitions:
            return text
        head, joined = text.removesuffix("\n}"), ",\n    ".join(definitions)
        return f'{head},\n  "$defs": {{\n    {joined}\n  }}\n}}'

    def _definition(self, name: str, pointer: str) -> str:
        if pointer not in self._definitions:
            text = _indented(self._at(pointer)[0]).replace("\n", "\n    ")
            self._definitions[pointer] = f"{json.dumps(name, ensure_ascii=False)}: {text}"
        return self._definitions[pointer]

    def _of(self, model: Model | Enumeration) -> tuple[dict[str, Any], frozenset[str]]:
        if isinstance(model, Model) and model.kind == "parameters":
            return self._parameters(model)
        return self._at(model.pointer)

    def _parameters(self, model: Model) -> tuple[dict[str, Any], frozenset[str]]:
        """Parameters have no schema of their own: the object of their named parts."""
        needed: set[str] = set()
        properties: dict[str, Any] = {}
        for field in model.fields:
            inner, more = self._clean_node(self.document.at(field.pointer).value)
            needed |= more
            properties[field.wire] = self._described(inner, field)
        required = [field.wire for field in model.fields if field.required]
        body: dict[str, Any] = {"description": model.description, "type": "object", "properties": properties}
        return ({**body, "required": required} if required else body), frozenset(needed)

    def _described(self, inner: Any, field: Field) -> Any:
        if isinstance(inner, dict) and field.description and "description" not in inner:
            return {"description": field.description, **untyped(inner)}
        return untyped(inner)

    def _name(self, pointer: str) -> str:
        if pointer not in self.names:
            wish = name = unescape(pointer.rpartition("/")[2])
            number = 2
            while name in self._taken:
                name, number = f"{wish}{number}", number + 1
            self._taken.add(name)
            self.names[pointer] = name
        return self.names[pointer]

    def _at(self, pointer: str) -> tuple[Any, frozenset[str]]:
        if pointer not in self._clean:
            self._clean[pointer] = self._clean_node(self.document.at(pointer).value)
        return self._clean[pointer]

    def _clean_node(self, node: Any) -> tuple[Any, frozenset[str]]:
        needed: set[str] = set()
        return self._cleaned(node, needed), frozenset(needed)

    def _cleaned(self, source: Any, needed: set[str]) -> Any:
        if not isinstance(source, dict):
            return untyped(source)
        node: dict[str, Any] = untyped(source)
        out: dict[str, Any] = {}
        for key, value in node.items():
            if key.startswith("x-") or key in DROPPED:
                continue
            if key == "$ref" and isinstance(value, str):
                pointer = value.removeprefix("#")
                needed.add(pointer)
                out[key] = f"#/$defs/{self._name(pointer)}"
            elif key in MAPS and isinstance(value, dict):
                out[key] = {name: self._cleaned(child, needed) for name, child in untyped(value).items()}
            elif key in LISTS and isinstance(value, list):
                out[key] = [self._cleaned(child, needed) for child in untyped(value)]
            else:
                out[key] = self._cleaned(value, needed) if key in SINGLE else value
        if "example" in node and "examples" not in out:
            out["examples"] = [node["example"]]
        return _full_rows(_one_type_each(_nullable(node, _limits(out))))


def _full_rows(schema: dict[str, Any]) -> dict[str, Any]:
    """Rows of each allowed length, where last positions may be absent: a strict validator knows full rows only."""
    positions = schema.get("prefixItems", [])
    low, high = schema.get("minItems", 0), len(positions)
    closed = schema.get("items") is False or schema.get("maxItems") == high
    if not closed or low >= high:
        return schema
    rows = [
        {"type": "array", "prefixItems": positions[:length], "minItems": length, "maxItems": length}
        for length in range(max(low, 1), high + 1)
    ]
    empty = [] if low else [{"type": "array", "maxItems": 0}]
    own = {"type", "prefixItems", "minItems", "maxItems", "items"}
    return {**{key: value for key, value in schema.items() if key not in own}, "anyOf": [*empty, *rows]}


def _indented(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _nullable(node: dict[str, Any], out: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 3.0 says ``nullable`` where JSON Schema lists the type null."""
    if node.get("nullable") is not True:
        return out
    if not isinstance(out.get("type"), str):
        return {"anyOf": [out, {"type": "null"}]} if out else out
    out["type"] = [out["type"], "null"]
    if "enum" in out and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    return out


def _limits(out: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 3.0 says whether a limit itself is excluded, where JSON Schema has a limit of its own for that."""
    for keyword in ("minimum", "maximum"):
        exclusive = f"exclusive{keyword.capitalize()}"
        if isinstance(out.get(exclusive), bool) and out.pop(exclusive):
            out[exclusive] = out.pop(keyword)
    return out


def _one_type_each(schema: dict[str, Any]) -> dict[str, Any]:
    """A list of types as alternatives with the keywords that belong to each, as strict validators want it."""
    if not isinstance(schema.get("type"), list):
        return schema
    kinds: list[str] = schema["type"]
    if len(kinds) == 1:
        return {**schema, "type": kinds[0]}
    if len(kinds) == 2 and "null" in kinds:  # noqa: PLR2004 - strict validators allow just this pair
        return schema
    own = {key for names in OF_KIND.values() for key in names}
    rest = {key: value for key, value in schema.items() if key != "type" and key not in own}
    branches = [
        {"type": kind, **{key: schema[key] for key in OF_KIND.get(kind, ()) if key in schema}} for kind in kinds
    ]
    return {**rest, "anyOf": branches}
