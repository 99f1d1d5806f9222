"""Read the schemas of objects: classes with named properties, maps, numbered keys, and objects that are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen._extensions import extension
from codegen._model import Anything, Field, MapOf, Model, ModelRef, Numbered, Scalar, Type
from codegen._node import kind as kind_of
from codegen._node import untyped

if TYPE_CHECKING:
    from codegen._node import Node
    from codegen._schema import Reading, SchemaReader

OWN = frozenset({"additional_properties", "numbered", "numbers", "self"})
"""What a list of numbered items cannot be called, since its class uses these names."""


class ObjectReader:
    """Reads what has the type object, with a reader for all that is in it."""

    def __init__(self, schemas: SchemaReader) -> None:
        self.schemas = schemas

    def read(self, node: Node, wish: str) -> Type:
        """A class, or a map where no property is declared."""
        if "properties" not in node and "patternProperties" not in node:
            return self._map(node, wish)
        model, reference = self._begin(node, wish)
        self.schemas.later(lambda: self._complete(model, [node], wish))
        return reference

    def _begin(self, node: Node, wish: str) -> tuple[Model, ModelRef]:
        model = Model(node.pointer, node.pointer, "object", [], schema=node.value)
        reference = self.schemas.register(node, model, wish)
        self.schemas.shapes.readings[node.pointer].type = reference
        return model, reference

    def _complete(self, model: Model, nodes: list[Node], wish: str) -> None:
        """Read what is inside, all parts of ``allOf`` one after the other; the last one describes the whole."""
        for node in nodes:
            self._fill(model, node, wish)
        model.description = nodes[-1].words("description", model.description)
        _check(model, nodes)

    def _fill(self, model: Model, node: Node, wish: str) -> None:
        node.words("description")
        required = node.strings("required")
        for wire, child in node.mapping("properties"):
            one = self.schemas.field(wire, child, wish, required=wire in required)
            _put(model, one)
        model.accepted = {**model.accepted, **(extension(node, "x-accepted") or {})}
        self._undeclared(model, node, wish)

    def _undeclared(self, model: Model, node: Node, wish: str) -> None:
        numbered = extension(node, "x-numbered")
        patterns = list(node.mapping("patternProperties"))
        if numbered is not None:
            model.numbered = self._numbered(model, node, patterns, numbered, wish)
        elif patterns:
            node.lose("patternProperties", "matching properties are kept as free JSON; x-numbered makes them a list")
        if "additionalProperties" in node:
            rest = _schema(node, "additionalProperties")
            model.closed = rest.value is False and numbered is None
            inside: Any = untyped(rest.value)
            if inside not in (True, False, {}):
                node.document.take_whole(inside)
                rest.lose(None, "properties beside the declared ones are kept as free JSON")

    def _numbered(
        self, model: Model, node: Node, patterns: list[tuple[str, Node]], said: dict[str, Any], wish: str
    ) -> Numbered:
        if len(patterns) != 1:
            key = "patternProperties" if patterns else "x-numbered"
            raise node.error(key, "x-numbered needs exactly one pattern", "give the pattern of the numbered keys")
        if said["items"] in OWN:
            raise node.error("x-numbered", f"the list cannot be called {said['items']!r}", "give it another name")
        pattern, child = patterns[0]
        self.schemas.check_pattern(node, "patternProperties", pattern)
        value = self.schemas.read(child, wish + "Item").type
        if not isinstance(value, ModelRef) or value.row:
            raise child.error(None, "a numbered item has to be an object", "refer to an object schema")
        count = said.get("count")
        counts = [one for one in model.fields if one.wire == count]
        if count is not None and not counts:
            raise node.error("x-numbered", f"the count {count!r} is no declared property", "declare it")
        if counts and not (isinstance(counts[0].type, Scalar) and counts[0].type.kind == "integer"):
            raise node.error("x-numbered", f"the count {count!r} is no integer", "declare it as an integer")
        return Numbered(said["items"], count, said["max"], pattern, value)

    def _map(self, node: Node, wish: str) -> Type:
        value: Type = Anything()
        low = node.count("minProperties") if "minProperties" in node else None
        high = node.count("maxProperties") if "maxProperties" in node else None
        if "additionalProperties" in node:
            rest = _schema(node, "additionalProperties")
            if rest.value is False:
                high = 0
            else:
                value = self.schemas.inner(rest, wish + "Value")
        return MapOf(value, low, high)

    # -- joined objects -------------------------------------------------------

    def join(self, node: Node, wish: str, reading: Reading) -> Type:
        """``allOf``: one class with the properties of all."""
        branches = node.nodes("allOf")
        if not branches:
            raise node.error("allOf", "joins nothing", "list at least one schema")
        if len(branches) == 1 and "properties" not in node:
            inner = self.schemas.read(branches[0], wish)
            reading.take_up(inner)
            self.schemas.check_kinds(node, [inner.type])
            return inner.type
        resolved = [branch.resolved() for branch in branches]
        if not all("properties" in one or "allOf" in one for one in resolved):
            node.lose("allOf", "only objects are joined; this is kept as free JSON")
            return Anything()
        model, reference = self._begin(node, wish)
        joined: list[Node] = []
        self._gather(node, joined, ())
        for branch in joined:
            if branch.words("type", "object") != "object":
                raise branch.error("type", "only objects are joined with others", "write object")
            branch.ignore(*(self.schemas.documentation if branch.pointer != node.pointer else ()))
        model.description = reading.description
        self.schemas.later(lambda: self._complete(model, joined, wish))
        return reference

    def _gather(self, node: Node, found: list[Node], above: tuple[str, ...]) -> None:
        """All that is joined in the end, what stands inside first."""
        if node.pointer in above:
            raise node.error("allOf", "leads back to itself", "let an object be part of others in one direction only")
        for branch in node.nodes("allOf"):
            self._gather(branch.resolved(), found, (*above, node.pointer))
        found.append(node)


def _put(model: Model, one: Field) -> None:
    """A property that is declared again replaces the earlier one in its place."""
    for index, other in enumerate(model.fields):
        if other.wire == one.wire:
            one.required = one.required or other.required
            model.fields[index] = one
            return
    model.fields.append(one)


def _schema(node: Node, keyword: str) -> Node:
    child = node.child(keyword)
    if not isinstance(child.value, bool | dict):
        raise child.error(None, f"expected a schema, got {kind_of(child.value)}", "write a schema, true or false")
    return child


def _check(model: Model, nodes: list[Node]) -> None:
    """What is said about properties has to be about declared ones; ``allOf`` may declare them in another part."""
    fields = {one.wire: one for one in model.fields}
    for node in nodes:
        for wire in node.strings("required"):
            if wire in fields:
                fields[wire].required = True
            else:
                node.lose("required", f"{wire!r} is required and not declared among the properties")
        for wire in node.value.get("x-accepted", ()):
            if wire not in fields:
                raise node.error("x-accepted", f"{wire!r} is no property of this object", "name a declared property")
