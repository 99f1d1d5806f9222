"""Lower an OpenAPI 3.0 or 3.1 document into the intermediate model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from codegen._extensions import extension
from codegen._model import (
    Answer,
    Anything,
    Body,
    Callback,
    Credential,
    Example,
    Field,
    Model,
    ModelRef,
    Operation,
    Provider,
    TextRule,
)
from codegen._regex import to_python
from codegen._schema import SchemaReader, Shapes
from codegen._words import pascal, snake

if TYPE_CHECKING:
    from codegen._load import Source
    from codegen._node import Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MEDIA = ("application/json", "text/jsv", "application/x-www-form-urlencoded", "text/plain", "text/html")
"""Media types with a codec; text/html only says that a page may come, and is never read."""
JSV = "text/jsv"
WITHOUT_MODEL = ("text/plain", "text/html")
LOCATIONS = ("query", "path", "header")


class OpenApiReader:
    """Reads one document; the order of its operations is kept."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = source.document.root
        self.shapes = Shapes()
        self.schemas = SchemaReader(self.shapes)
        self.operations: dict[str, Operation] = {}
        self.callbacks: list[Callback] = []
        self.aliases: list[tuple[Node, str, str]] = []
        self.samples: dict[str, list[Example]] = {}
        """Examples of parameters, joined by the names that they have in common."""

    def read(self) -> Provider:
        root = self.root
        version = root.text("openapi")
        if not version.startswith(("3.0", "3.1")):
            raise root.error("openapi", f"version {version!r} is not supported", "write the document as OpenAPI 3.1")
        info = root.child("info")
        info.ignore("contact", "license", "termsOfService", "summary")
        root.ignore("tags", "externalDocs", "jsonSchemaDialect", "security")
        for path, item in root.mapping("paths"):
            self._path(path, item)
        for name, item in root.mapping("webhooks"):
            self._called(name, item, None)
        self._join_routes()
        self._named_schemas()
        servers = [(node.text("url"), node.words("description", "")) for node in root.nodes("servers")]
        return Provider(
            self.source.provider, info.text("title"), info.text("version"), info.words("description", ""),
            self.source.document.file, self.source.digest, servers, self.shapes.models, self.shapes.enums,
            self.shapes.tables, list(self.operations.values()), self.callbacks, self._credentials(),
            extension(root, "x-max-connections"), extension(root, "x-property-names") == "case-insensitive",
        )  # fmt: skip

    def _named_schemas(self) -> None:
        if "components" not in self.root:
            return
        components = self.root.child("components")
        for name, node in components.mapping("schemas"):
            self.schemas.read(node, pascal(name))

    # -- paths and operations -------------------------------------------------

    def _path(self, path: str, item: Node) -> None:
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
            self._alias(node, alias, path)
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
        parameters = self._parameters(node, shared, f"{pascal(key)}Params", path)
        body = self._body(node.child("requestBody"), f"{pascal(key)}Request") if "requestBody" in node else None
        answers = self._answers(node, key)
        for name, child in node.mapping("callbacks"):
            for url, called in child.resolved().mapping_of_self():
                self._called(name, called, url)
        self.operations[key] = Operation(
            key, node.pointer, "http", effect, method.upper(), [path], node.words("summary", ""),
            node.words("description", ""), parameters, body, answers, extension(node, "x-answer-limit"),
            [(example, None) for example in self.samples.get(f"{node.pointer}/parameters", [])],
            secured=self._secured(node),
        )  # fmt: skip

    def _secured(self, node: Node) -> bool:
        if "security" in node:
            return bool(node.whole("security"))
        return bool(self.root.value.get("security"))

    def _alias(self, node: Node, target: str, path: str) -> None:
        self.aliases.append((node, target, path))
        node.ignore(
            "summary",
            "description",
            "tags",
            "requestBody",
            "responses",
            "security",
            "x-effect",
            "x-answer-limit",
        )

    def _join_routes(self) -> None:
        for node, target, path in self.aliases:
            if target not in self.operations:
                raise node.error(
                    "x-route-of", f"no operation is called {target!r}", "name an operationId of this document"
                )
            operation = self.operations[target]
            original = self.source.document.at(operation.pointer)
            for keyword in ("requestBody", "responses", "parameters"):
                if node.value.get(keyword) != original.value.get(keyword):
                    remedy = "refer both to the same components, or make it an operation of its own"
                    raise node.error(keyword, f"differs from that of {target!r}, of which it is a route", remedy)
            operation.routes.append(path)

    def _parameters(self, node: Node, shared: list[Node], name: str, path: str) -> Model | None:
        found: dict[tuple[str, str], Field] = {}
        samples: dict[tuple[str, str], list[Example]] = {}
        for child in [*shared, *node.nodes("parameters")]:
            parameter = child.resolved()
            place, wire = parameter.text("in"), parameter.text("name")
            if place not in LOCATIONS:
                parameter.lose(None, f"a parameter in {place!r} is not sent")
                continue
            if "schema" not in parameter:
                parameter.lose("content", "a parameter described by content is not sent")
                continue
            said = self.schemas.field(wire, parameter.child("schema"), name, required=parameter.flag("required"))
            said.location = place
            said.description = parameter.words("description", said.description)
            said.client_argument = extension(parameter, "x-client-argument") or said.client_argument
            parameter.ignore("deprecated", "allowEmptyValue", "style", "explode")
            samples[place, wire] = _examples(parameter)
            found[place, wire] = said
        for wire in _placeholders(path):
            if ("path", wire) not in found:
                raise node.error("parameters", f"the path names {{{wire}}} and no parameter does", "describe it")
        if not found:
            return None
        _told_apart(found)
        key = f"{node.pointer}/parameters"
        model = Model(key, key, "parameters", list(found.values()), f"The parameters of {name.removesuffix('Params')}.")
        self.shapes.models[key] = model
        self.shapes.titles[key] = name
        self.samples[key] = _joined([(found[one].wire, examples) for one, examples in samples.items()], node.pointer)
        return model

    # -- bodies and answers ---------------------------------------------------

    def _body(self, node: Node, wish: str) -> Body | None:
        node = node.resolved()
        required = node.flag("required")
        node.ignore("description")
        found = Body(None, [], required=required)
        for media, child in node.mapping("content"):
            self._media(found, media, child, wish)
        found.media.sort(key=MEDIA.index)
        return found if found.media else None

    def _media(self, found: Body, media: str, node: Node, wish: str) -> None:
        name = media.partition(";")[0].strip().lower()
        if name not in MEDIA:
            node.document.take_whole(node.value)
            node.lose(None, f"there is no codec for {media!r}")
            return
        if "schema" in node and name not in WITHOUT_MODEL:
            found.pointer = found.pointer or f"{node.pointer}/schema"
            said = self.schemas.read(node.child("schema"), wish).type
            if found.type is not None and found.type != said:
                node.lose("schema", "differs from the schema of another media type of the same body, which is used")
            found.type = found.type or said
        elif "schema" in node:
            self._plain(node.child("schema"))
        elif name not in WITHOUT_MODEL:
            found.type = found.type or Anything()
        if extension(node, "x-text-grammar") is not None:
            found.rules += [self._rule(rule) for rule in node.nodes("x-text-grammar")]
        if "encoding" in node:
            self._encoding(node.child("encoding"))
        found.media.append(name)
        found.examples += [(name, example) for example in _examples(node)]

    def _encoding(self, node: Node) -> None:
        """Form fields are written as plain text, or as JSV where they are no text; other ways are lost."""
        for _, child in node.mapping_of_self():
            if child.words("contentType", JSV) != JSV:
                child.lose("contentType", "form fields are written as plain text or JSV")

    def _plain(self, node: Node) -> None:
        """The schema of a text answer says which models the grammar leads to; it adds nothing to the rules."""
        target = node.resolved() if "$ref" in node else node
        if target is node:
            node.document.take_whole(node.value)

    def _rule(self, node: Node) -> TextRule:
        pattern = node.text("pattern")
        try:
            to_python(pattern)
        except ValueError as error:
            raise node.error("pattern", f"is no regular expression: {error}", "mend it") from None
        reference = self.schemas.read(node.child("schema"), "Text").type
        if not isinstance(reference, ModelRef):
            raise node.error("schema", "a rule has to lead to an object", "refer to an object schema")
        return TextRule(pattern, reference, node.text("template"), node.words("whole"), node.flag("refusal"))

    def _answers(self, node: Node, key: str) -> list[Answer]:
        answers: list[Answer] = []
        for status, child in node.mapping("responses"):
            answer = child.resolved()
            wish = pascal(key) + ("Answer" if status.startswith("2") else f"Answer{pascal(status)}")
            body = self._body(answer, wish) if "content" in answer else None
            for keyword in ("headers", "links"):
                if keyword in answer:
                    answer.lose(keyword, "is kept on the raw answer and has no type")
            answers.append(Answer(status, answer.text("description"), body, answer.pointer))
        if not answers:
            raise node.error("responses", "describes no answer", "describe at least the accepting one")
        return answers

    # -- what the provider calls ----------------------------------------------

    def _called(self, name: str, item: Node, url: str | None) -> None:
        for method in METHODS:
            if method not in item:
                continue
            node = item.child(method)
            key = node.words("operationId") or snake(name)
            if any(other.key == key for other in self.callbacks):
                raise node.error("operationId", f"{key!r} is already the name of a callback", "give each its own name")
            node.ignore("tags", "externalDocs", "deprecated", "security")
            parameters = self._parameters(node, [], pascal(key), "")
            body = self._body(node.child("requestBody"), pascal(key)) if "requestBody" in node else None
            if parameters is None and (body is None or not isinstance(body.type, ModelRef)):
                node.lose(None, "carries neither parameters nor an object")
                return
            self.callbacks.append(
                Callback(
                    key, node.pointer, method.upper(), url, node.words("summary", ""), node.words("description", ""),
                    parameters, body, self._answers(node, key),
                    self.samples.get(f"{node.pointer}/parameters", []),
                )
            )  # fmt: skip

    def _credentials(self) -> list[Credential]:
        if "components" not in self.root:
            return []
        found: list[Credential] = []
        for key, node in self.root.child("components").mapping("securitySchemes"):
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


def _examples(node: Node) -> list[Example]:
    found: list[Example] = []
    if "example" in node:
        found.append(Example("example", f"{node.pointer}/example", node.whole("example")))
    for name, child in node.mapping("examples"):
        example = child.resolved()
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
        joined.append(Example(name, f"{pointer}/parameters", value))
    return joined


def _told_apart(found: dict[tuple[str, str], Field]) -> None:
    """A name that stands in two places has the place in front where it comes again."""
    taken: set[str] = set()
    for (place, wire), one in found.items():
        while one.wire in taken:
            one.wire, one.label = f"{place}.{one.wire}", wire
        taken.add(one.wire)


def _placeholders(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:]]
