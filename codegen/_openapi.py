"""Lower an OpenAPI 3.0 or 3.1 document into the intermediate model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from codegen._content import JSON, TEXT, ContentReader
from codegen._extensions import extension
from codegen._model import Answer, Body, Callback, Credential, ModelRef, Operation, Provider
from codegen._parameters import ParameterReader, placeholders
from codegen._schema import SchemaReader, Shapes
from codegen._words import pascal, snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codegen._load import Source
    from codegen._node import Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
STATUS = re.compile(r"(?:[1-5](?:[0-9]{2}|XX)|default)\Z")
SAME = ("requestBody", "responses", "parameters", "security", "x-effect", "x-answer-limit")
"""What a route of an operation may say again, as long as it says the same."""


class OpenApiReader:
    """Reads one document; the order of its operations is kept."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = source.document.root
        self.shapes = Shapes()
        self.schemas = SchemaReader(self.shapes)
        self.parameters = ParameterReader(self.schemas)
        self.content = ContentReader(self.schemas)
        self.operations: dict[str, Operation] = {}
        self.callbacks: list[Callback] = []
        self.aliases: list[tuple[Node, str, str, str]] = []

    def read(self) -> Provider:
        root = self.root
        version = root.text("openapi")
        if not version.startswith(("3.0", "3.1")):
            raise root.error("openapi", f"version {version!r} is not supported", "write the document as OpenAPI 3.1")
        info = root.child("info")
        info.ignore("contact", "license", "termsOfService", "summary")
        root.ignore("tags", "externalDocs", "jsonSchemaDialect")
        for path, item in root.entries("paths"):
            self._path(path, item)
        for name, item in root.entries("webhooks"):
            self._called(name, item, None)
        self._join_routes()
        self._named_schemas()
        servers = [(node.text("url"), node.words("description", "")) for node in root.nodes("servers")]
        return Provider(
            self.source.provider, info.text("title"), info.text("version"), info.words("description", ""),
            self.source.document.file, self.source.digest, servers, self.shapes.models, self.shapes.enums,
            self.shapes.tables, list(self.operations.values()), self.callbacks, self._credentials(),
            extension(root, "x-max-connections"), extension(root, "x-property-names") == "case-insensitive",
            self.parameters.checked,
        )  # fmt: skip

    def _named_schemas(self) -> None:
        if "components" not in self.root:
            return
        components = self.root.child("components")
        for name, node in components.mapping("schemas"):
            self.schemas.read(node, pascal(name))

    # -- paths and operations -------------------------------------------------

    def _path(self, path: str, item: Node) -> None:
        if not path.startswith("/"):
            raise item.error(None, f"the path {path!r} has no slash in front", "begin it with a slash")
        item = item.resolved()
        item.ignore("summary", "description")
        shared = item.nodes("parameters")
        if "servers" in item:
            item.lose("servers", "a server of one path alone is not used")
        for method in METHODS:
            if method in item:
                self._operation(path, method, item.child(method), shared)

    def _operation(self, path: str, method: str, node: Node, shared: list[Node]) -> None:
        key = node.words("operationId") or snake(f"{method} {path}")
        alias = extension(node, "x-route-of")
        if alias is not None:
            node.ignore("summary", "description", "tags", "externalDocs", "deprecated", *SAME)
            self.aliases.append((node, alias, path, method))
            return
        if key in self.operations:
            other = self.operations[key].pointer
            raise node.error(
                "operationId", f"{key!r} is already the name of {other}", "give each operation its own name"
            )
        effect = extension(node, "x-effect")
        if effect is None:
            raise node.error(None, "'x-effect' is missing", "say what a repeat does: read, idempotent or send")
        node.ignore("tags", "externalDocs", "deprecated")
        parameters = self.parameters.read(node, shared, f"{pascal(key)}Params", path)
        body = self._request(node, f"{pascal(key)}Request")
        answers = self._answers(node, key, grammar=True)
        for name, child in node.entries("callbacks"):
            called = child.resolved()
            for url, item in called.mapping_of_self():
                self._called(name, item, url)
        self.operations[key] = Operation(
            key, node.pointer, "http", effect, method.upper(), [path], node.words("summary", ""),
            node.words("description", ""), parameters, body, answers, extension(node, "x-answer-limit"),
            [(example, None) for example in self.parameters.samples.get(f"{node.pointer}/parameters", [])],
            secured=self._secured(node),
        )  # fmt: skip

    def _secured(self, node: Node) -> bool:
        """Whether an operation wants credentials; each of its ways to authenticate has to be described."""
        known = {name for name, _ in self._schemes()}
        said = node if "security" in node else self.root
        ways = said.nodes("security")
        for way in ways:
            for name, _ in way.mapping_of_self():
                if way.strings(name):
                    way.lose(name, "nothing asks for scopes")
                if name not in known:
                    raise way.error(name, "no security scheme has this name", "describe it in components")
        return bool(ways)

    def _schemes(self) -> Iterator[tuple[str, Node]]:
        if "components" in self.root:
            yield from self.root.child("components").mapping("securitySchemes")

    def _join_routes(self) -> None:
        for node, target, path, method in self.aliases:
            if target not in self.operations:
                raise node.error(
                    "x-route-of", f"no operation is called {target!r}", "name an operationId of this document"
                )
            operation = self.operations[target]
            original = self.source.document.at(operation.pointer)
            remedy = "refer both to the same components, or make it an operation of its own"
            for keyword in SAME:
                same = node.value.get(keyword) == original.value.get(keyword)
                if not same and (keyword in node or keyword in SAME[:3]):
                    raise node.error(keyword, f"differs from that of {target!r}, of which it is a route", remedy)
            if method.upper() != operation.method:
                raise node.error(None, f"{target!r} is called with {operation.method}", remedy)
            if set(placeholders(node, path)) != set(placeholders(original, operation.routes[0])):
                raise node.error(None, f"the names in the path differ from those of {target!r}", remedy)
            operation.routes.append(path)

    @staticmethod
    def _style(parameter: Node, place: str) -> None:
        """Parameters are written in the style that OpenAPI has for their place when it says nothing."""
        style, explode = ("form", True) if place == "query" else ("simple", False)
        if parameter.words("style", style) != style:
            parameter.lose("style", f"a parameter in {place} is written in the style {style!r}")
        if "explode" in parameter and parameter.flag("explode") != explode:
            parameter.lose("explode", "the items of an array are written " + ("one by one" if explode else "together"))

    # -- bodies and answers ---------------------------------------------------

    def _request(self, node: Node, wish: str) -> Body | None:
        if "requestBody" not in node:
            return None
        described = node.child("requestBody").resolved()
        body = self.content.body(described, wish, grammar=False)
        if body is None or body.type is None:
            described.lose("content", "a request without JSON, JSV or a form is sent without a body")
            return None
        if TEXT in body.media:
            described.lose("content", "a request is not written as text")
        return body

    def _answers(self, node: Node, key: str, *, grammar: bool) -> list[Answer]:
        answers: list[Answer] = []
        for status, child in node.entries("responses"):
            if not STATUS.match(status):
                raise child.error(None, f"{status!r} is no HTTP status", "write 200, 2XX or default")
            answer = child.resolved()
            wish = pascal(key) + ("Answer" if status.startswith("2") else f"Answer{pascal(status)}")
            body = self.content.body(answer, wish, grammar=grammar) if "content" in answer else None
            for keyword in ("headers", "links"):
                if keyword in answer:
                    answer.lose(keyword, "is kept on the raw answer and has no type")
            answers.append(Answer(status, answer.text("description"), body, answer.pointer))
        if not answers:
            raise node.error("responses", "describes no answer", "describe at least the accepting one")
        self._check_texts(node, answers)
        return answers

    @staticmethod
    def _check_texts(node: Node, answers: list[Answer]) -> None:
        """Where one answer is a text with a grammar, all are read by that grammar, whatever their status."""
        bodies = [answer.body for answer in answers]
        grammars = [body.rules for body in bodies if body is not None and body.rules]
        rules = grammars[0] if grammars else []
        for answer, body in zip(answers, bodies, strict=True):
            if rules and (body is None or body.type is not None or body.rules != rules):
                reason = "is read by the text grammar of another answer, since one grammar holds for all"
                node.document.lose(answer.pointer, reason)

    # -- what the provider calls ----------------------------------------------

    def _called(self, name: str, item: Node, url: str | None) -> None:
        item.check_object()
        for method in METHODS:
            if method not in item:
                continue
            node = item.child(method)
            key = node.words("operationId") or snake(name)
            if any(other.key == key for other in self.callbacks):
                raise node.error("operationId", f"{key!r} is already the name of a callback", "give each its own name")
            node.ignore("tags", "externalDocs", "deprecated", "security")
            parameters = self.parameters.read(node, [], pascal(key), "")
            body = self._event(node, pascal(key), alone=parameters is None)
            if parameters is None and body is None:
                node.document.take_whole(node.value)
                node.lose(None, "carries neither parameters nor an object as JSON")
                continue
            self.callbacks.append(
                Callback(
                    key, node.pointer, method.upper(), url, node.words("summary", ""), node.words("description", ""),
                    parameters, body, self._answers(node, key, grammar=False),
                    self.parameters.samples.get(f"{node.pointer}/parameters", []),
                )
            )  # fmt: skip

    def _event(self, node: Node, wish: str, *, alone: bool) -> Body | None:
        if "requestBody" not in node:
            return None
        described = node.child("requestBody").resolved()
        body = self.content.body(described, wish, grammar=False)
        if not alone:
            described.lose("content", "a callback that has parameters is read from them alone")
            return None
        if body is None or JSON not in body.media or not isinstance(body.type, ModelRef) or body.type.row:
            return None
        if len(body.media) > 1:
            described.lose("content", "a callback is read as JSON")
        return body

    def _credentials(self) -> list[Credential]:
        found: list[Credential] = []
        for key, node in self._schemes():
            credential = self._credential(key, node)
            if credential is None:
                node.document.take_whole(node.value)
                node.lose(None, "this way to authenticate has no client argument (x-client-argument)")
            else:
                found.append(credential)
        return found

    def _credential(self, key: str, node: Node) -> Credential | None:
        arguments = extension(node, "x-client-argument")
        if arguments is None:
            return None
        names = tuple([arguments] if isinstance(arguments, str) else arguments)
        kind, note = node.text("type"), node.words("description", "")
        if kind == "http" and node.words("scheme") in {"basic", "bearer"}:
            node.ignore("bearerFormat")
            return Credential(key, "basic" if node.value["scheme"] == "basic" else "bearer", names, description=note)
        session: dict[str, Any] | None = extension(node, "x-session")
        if kind == "apiKey" and session is not None:
            node.ignore("in", "name")
            if session["login"] not in self.operations:
                problem = f"no operation is called {session['login']!r}"
                raise node.error("x-session", problem, "name the operationId of the login")
            return Credential(key, "session", names, session["login"], tuple(session["cookies"]), note)
        return None
