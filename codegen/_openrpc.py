"""Lower an XML-RPC document, written in the OpenRPC 1.3 vocabulary, into the intermediate model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codegen._extensions import extension
from codegen._model import Answer, Body, Example, Field, Model, Operation, Provider
from codegen._schema import SchemaReader, Shapes
from codegen._words import pascal

if TYPE_CHECKING:
    from codegen._load import Source
    from codegen._node import Node

XML = "text/xml"
METHOD = re.compile(r"[A-Za-z0-9_.:/]+\Z")
"""What the specification of XML-RPC allows in the name of a method."""


class OpenRpcReader:
    """Reads one document; parameters are positional, as XML-RPC has them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = source.document.root
        self.shapes = Shapes()
        self.schemas = SchemaReader(self.shapes)
        self.operations: dict[str, Operation] = {}

    def read(self) -> Provider:
        root = self.root
        version = root.text("openrpc")
        if not version.startswith("1."):
            raise root.error("openrpc", f"version {version!r} is not supported", "write the document as OpenRPC 1.3")
        root.ignore("externalDocs", "$schema")
        info = root.child("info")
        info.ignore("contact", "license", "termsOfService")
        path, servers = self._servers()
        for node in root.nodes("methods"):
            self._method(node.resolved(), path)
        if "components" in root:
            for name, node in root.child("components").mapping("schemas"):
                self.schemas.read(node, pascal(name))
        return Provider(
            self.source.provider, info.text("title"), info.text("version"), info.words("description", ""),
            self.source.document.file, self.source.digest, servers, self.shapes.models, self.shapes.enums,
            self.shapes.tables, list(self.operations.values()), [], [], extension(root, "x-max-connections"),
            extension(root, "x-property-names") == "case-insensitive",
        )  # fmt: skip

    def _servers(self) -> tuple[str, list[tuple[str, str]]]:
        """All servers answer at one documented path, which belongs to the request; the rest is the base address."""
        found: list[tuple[str, str]] = []
        paths: list[str] = []
        for node in self.root.nodes("servers"):
            node.words("name")
            node.ignore("summary")
            try:
                parts = urlsplit(node.text("url"))
            except ValueError as error:
                raise node.error("url", f"is no URL: {error}", "write a URL as https://host/path") from None
            if not parts.scheme or not parts.netloc or parts.query or parts.fragment:
                raise node.error("url", f"{node.value['url']!r} is no address", "write a URL as https://host/path")
            paths.append(parts.path or "/")
            found.append((f"{parts.scheme}://{parts.netloc}", node.words("description", "")))
        if len(set(paths)) > 1:
            raise self.root.error("servers", "the servers have different paths", "give all of them the same path")
        return (paths or ["/"])[0], found

    def _method(self, node: Node, path: str) -> None:
        key = node.text("name")
        if key in self.operations:
            other = self.operations[key].pointer
            raise node.error("name", f"{key!r} is already the name of {other}", "give each method its own name")
        if not METHOD.match(key):
            raise node.error("name", f"{key!r} is no XML-RPC method", "use letters, digits and _ . : /")
        effect = extension(node, "x-effect")
        if effect is None:
            raise node.error(None, "'x-effect' is missing", "say what a repeat does: read, idempotent or send")
        if node.words("paramStructure", "by-position") != "by-position":
            raise node.error("paramStructure", "XML-RPC has no named parameters", "write by-position")
        node.ignore("tags", "externalDocs", "deprecated")
        parameters = self._parameters(node, key)
        result = node.child("result").resolved()
        said = self.schemas.read(result.child("schema"), f"{pascal(key)}Result")
        result.words("name")
        result.ignore("summary", "required", "deprecated")
        body = Body(said.type, [XML])
        self._errors(node)
        self.operations[key] = Operation(
            key, node.pointer, "xmlrpc", effect, "POST", [path], node.words("summary", ""),
            node.words("description", ""), parameters, None,
            [Answer("200", result.words("description", said.description), body, result.pointer)],
            extension(node, "x-answer-limit"), self._examples(node, parameters),
        )  # fmt: skip

    def _parameters(self, node: Node, key: str) -> Model:
        fields: list[Field] = []
        wish = f"{pascal(key)}Params"
        for child in node.nodes("params"):
            descriptor = child.resolved()
            wire = descriptor.text("name")
            if any(other.wire == wire for other in fields):
                raise descriptor.error("name", f"{wire!r} stands twice", "give each parameter its own name")
            one = self.schemas.field(wire, descriptor.child("schema"), wish, required=descriptor.flag("required"))
            one.location = "position"
            summary = descriptor.words("summary", "")
            one.description = descriptor.words("description", one.description or summary)
            descriptor.ignore("deprecated")
            if fields and one.required and not fields[-1].required:
                raise descriptor.error(
                    "required", "stands behind an optional parameter", "make the earlier one required"
                )
            fields.append(one)
        place = f"{node.pointer}/params"
        model = Model(place, place, "parameters", fields, f"The parameters of {key}, by name.")
        self.shapes.models[place] = model
        self.shapes.titles[place] = wish
        return model

    def _errors(self, node: Node) -> None:
        """Every method may answer a standard fault, which the codec knows; its text is for the reference."""
        for child in node.nodes("errors"):
            error = child.resolved()
            error.check_object()
            error.ignore("code", "message", "data")

    def _examples(self, node: Node, parameters: Model) -> list[tuple[Example, Example | None]]:
        found: list[tuple[Example, Example | None]] = []
        for child in node.nodes("examples"):
            pairing = child.resolved()
            pairing.ignore("summary", "description")
            name = pairing.text("name")
            values: list[object] = []
            arguments_ = pairing.nodes("params")
            if len(arguments_) > len(parameters.fields):
                problem = f"{len(arguments_)} values for {len(parameters.fields)} parameters"
                raise pairing.error("params", problem, "remove some")
            for argument, field in zip(arguments_, parameters.fields, strict=False):
                one = argument.resolved()
                if one.words("name", field.wire) != field.wire:
                    raise one.error("name", f"stands where {field.wire!r} is due", "keep the order of the parameters")
                one.ignore("summary", "description")
                values.append(one.whole("value"))
            arguments = Example(name, f"{pairing.pointer}/params", values)
            result: Example | None = None
            if "result" in pairing:
                one = pairing.child("result").resolved()
                one.words("name")
                one.ignore("summary", "description")
                result = Example(name, f"{one.pointer}/value", one.whole("value"))
            found.append((arguments, result))
        return found
