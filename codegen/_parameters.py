"""Read the parameters of an operation: those in the path, the query and the headers become one class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codegen._extensions import extension
from codegen._model import Example, Field, ListOf, MapOf, Model, ModelRef, OneOf, Type
from codegen._roles import parts

if TYPE_CHECKING:
    from codegen._node import Node
    from codegen._schema import SchemaReader

STYLES = {"query": "form", "path": "simple", "header": "simple"}
"""Where a parameter may travel, and how it is written there."""
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class ParameterReader:
    """Reads lists of parameters."""

    def __init__(self, schemas: SchemaReader) -> None:
        self.schemas = schemas
        self.samples: dict[str, list[Example]] = {}
        """Examples by the key of their class, joined by the names that they have in common."""
        self.checked: list[tuple[str, Example]] = []
        """Each example with the pointer of its schema."""

    def read(self, node: Node, shared: list[Node], name: str, path: str) -> Model | None:
        """The class of an operation's parameters; its own go before those that its path shares."""
        found: dict[tuple[str, str], Field] = {}
        samples: dict[tuple[str, str], list[Example]] = {}
        for group in (shared, node.nodes("parameters")):
            own: set[tuple[str, str]] = set()
            for child in group:
                parameter = child.resolved()
                key = parameter.text("in"), parameter.text("name")
                if key in own:
                    raise child.error(None, f"{key[1]!r} stands in the {key[0]} twice", "describe it once")
                own.add(key)
                one = self._parameter(parameter, key, name)
                if one is not None:
                    found[key], samples[key] = one, examples_of(parameter)
                    self.checked += [(one.pointer, example) for example in samples[key]]
        self._check_path(node, path, {wire for place, wire in found if place == "path"})
        return self._class(node, name, found, samples) if found else None

    def _parameter(self, parameter: Node, key: tuple[str, str], name: str) -> Field | None:
        place, wire = key
        if place not in STYLES:
            parameter.lose(None, f"a parameter in {place!r} is not sent")
            return None
        if "schema" not in parameter:
            parameter.lose(None, "a parameter described by content is not sent")
            return None
        required = parameter.flag("required")
        if place == "path" and not required:
            raise parameter.error("required", "a part of the path is always there", "write required: true")
        one = self.schemas.field(wire, parameter.child("schema"), name, required=required)
        one.location = place
        one.description = parameter.words("description", one.description)
        one.client_argument = extension(parameter, "x-client-argument") or one.client_argument
        parameter.ignore("deprecated", "allowEmptyValue")
        self._check_style(parameter, place, one.type)
        if any(isinstance(part, ModelRef | MapOf) for part in parts(one.type)):
            parameter.lose("schema", "an object cannot stand in a parameter, which is refused when it is sent")
        return one

    @staticmethod
    def _check_style(parameter: Node, place: str, said: Type) -> None:
        usual = STYLES[place]
        if parameter.words("style", usual) != usual:
            parameter.lose("style", f"is written in the style {usual!r}")
        explode = parameter.flag("explode") if "explode" in parameter else True
        options = said.options if isinstance(said, OneOf) else (said,)
        if place == "query" and not explode and any(isinstance(option, ListOf) for option in options):
            parameter.lose("explode", "each item of a list is written with the name of the parameter")

    @staticmethod
    def _check_path(node: Node, path: str, described: set[str]) -> None:
        named = set(placeholders(node, path))
        for wire in sorted(named - described):
            raise node.error("parameters", f"the path names {{{wire}}} and no parameter does", "describe it")
        for wire in sorted(described - named):
            raise node.error("parameters", f"{wire!r} is no part of the path", f"write {{{wire}}} in the path")

    def _class(
        self,
        node: Node,
        name: str,
        found: dict[tuple[str, str], Field],
        samples: dict[tuple[str, str], list[Example]],
    ) -> Model:
        _told_apart(found)
        key = f"{node.pointer}/parameters"
        model = Model(key, key, "parameters", list(found.values()), f"The parameters of {name.removesuffix('Params')}.")
        self.schemas.shapes.models[key] = model
        self.schemas.shapes.titles[key] = name
        self.samples[key] = _joined([(found[one].wire, examples) for one, examples in samples.items()], key)
        return model


def placeholders(node: Node, path: str) -> list[str]:
    """The names in the braces of a path."""
    rest = _PLACEHOLDER.sub("", path)
    for character in "{}?#":
        if character in rest:
            raise node.error(None, f"{character!r} in the path {path!r}", "write /segment/{name}; a query is described")
    return _PLACEHOLDER.findall(path)


def examples_of(node: Node) -> list[Example]:
    """The examples beside a schema."""
    found: list[Example] = []
    if "example" in node:
        found.append(Example("example", f"{node.pointer}/example", node.whole("example")))
    for name, child in node.mapping("examples"):
        example = child.resolved()
        example.check_object()
        example.ignore("summary", "description")
        if "externalValue" in example:
            example.lose("externalValue", "an example outside the document is not checked")
        if "value" in example:
            found.append(Example(name, f"{example.pointer}/value", example.whole("value")))
    return found


def _joined(samples: list[tuple[str, list[Example]]], pointer: str) -> list[Example]:
    """One example of all parameters for each name; a parameter without that name stays away."""
    names = list(dict.fromkeys(example.name for _, found in samples for example in found))
    joined: list[Example] = []
    for name in names:
        value: dict[str, Any] = {}
        for wire, found in samples:
            chosen = [example for example in found if example.name == name]
            if chosen:
                value[wire] = chosen[0].value
        joined.append(Example(name, pointer, value))
    return joined


def _told_apart(found: dict[tuple[str, str], Field]) -> None:
    """A name that stands in two places has the place in front where it comes again."""
    taken: set[str] = set()
    for (place, wire), one in found.items():
        while one.wire in taken:
            one.wire, one.label = f"{place}.{one.wire}", wire
        taken.add(one.wire)
