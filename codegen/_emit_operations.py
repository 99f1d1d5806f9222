"""Write operations.py: for each operation how a request is built and what its answer means, without any I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._answers import Answers
from codegen._code import annotation, docstring, imports
from codegen._codec_xmlrpc import is_call
from codegen._guards import Guards
from codegen._lines import Lines
from codegen._model import ModelRef
from codegen._results import body_stem, result_types, stem
from codegen._templates import render
from codegen._words import snake

if TYPE_CHECKING:
    from codegen._model import Model, Operation, Provider

FORMATS = {"application/json": "json", "text/jsv": "jsv", "application/x-www-form-urlencoded": "form"}

PUBLIC = "Drift Effect Fault Json Operation Request Response Secret TextRule UNSET Unset"
BODIES = "headers_of path_with positional query_of read_body renamed undocumented write_body"
RUNTIME = {
    **dict.fromkeys(PUBLIC.split(), "smswire_runtime"),
    **dict.fromkeys(BODIES.split(), "smswire_runtime._bodies"),
    **dict.fromkeys(("call_answer", "call_request", "read_call"), "smswire_runtime._xmlrpc_calls"),
    **dict.fromkeys(("_json", "_text"), "smswire_runtime"),
    "documented": "smswire_runtime._codes",
    **dict.fromkeys(("Any", "Final", "Literal"), "typing"),
}


def own_names(provider: Provider, package: str, *, operations: bool = True) -> dict[str, str]:
    """Where the names of one provider live; without those of operations.py for that module itself."""
    found: dict[str, str] = {}
    for model in provider.models.values():
        name = snake(model.name)
        found[model.name] = f"{package}.models"
        for function in (f"decode_{name}", f"encode_{name}", f"dumps_{name}", f"ready_{name}", f"audit_{name}"):
            found[function] = f"{package}.codecs"
        found[f"JSV_{name.upper()}"] = f"{package}.codecs"
    for enum in provider.enums.values():
        found[enum.name] = f"{package}.models"
    found["codes"] = package
    for operation in provider.operations:
        stems = [stem(provider, operation, said) for said in result_types(operation)]
        for name in (*stems, body_stem(provider, operation)):
            found |= dict.fromkeys((f"decode_{name}", f"encode_{name}", f"ready_{name}"), f"{package}.codecs")
        if operations:
            found[f"RULES_{operation.name.upper()}"] = f"{package}.operations"
    return found


def travels(parameters: Model, place: str) -> str:
    """The arguments for what writes the parameters of one place; empty when there are none."""
    own = [field for field in parameters.fields if field.location == place]
    renamed = {field.wire: field.label for field in own if field.label}
    values = f"renamed(values, {renamed!r})" if renamed else "values"
    return f"{values}, {tuple(field.label or field.wire for field in own)!r}" if own else ""


class OperationsEmitter:
    """Writes one provider's operations."""

    def __init__(self, provider: Provider, package: str) -> None:
        self.provider = provider
        self.package = package
        self.audited = Guards(provider).audited()
        self.w = Lines()

    def source(self) -> str:
        """The text of operations.py."""
        names: list[str] = []
        for operation in self.provider.operations:
            answers = Answers(self.provider, operation)
            self._constant(operation)
            answers.rules(self.w)
            self._build(operation)
            answers.parse(self.w)
            answers.refused(self.w)
            names += [
                operation.name.upper(),
                f"build_{operation.name}",
                f"parse_{operation.name}",
                f"refused_{operation.name}",
            ]
        body = self.w.text()
        known = {**RUNTIME, **own_names(self.provider, self.package, operations=False)}
        title = f"The operations of {self.provider.title}: requests built, answers read, no I/O."
        return render(
            "module.jinja", title=title, imports=imports(body, known), checked="", body=body, names=sorted(names)
        )

    def _constant(self, operation: Operation) -> None:
        said = {
            "name": repr(operation.key),
            "effect": f"Effect.{operation.effect.upper()}",
            "method": repr(operation.method),
            "routes": repr(tuple(operation.routes)),
            "answer_limit": operation.answer_limit,
            "max_connections": self.provider.max_connections,
            "anonymous": True if self.provider.credentials and not operation.secured else None,
            **Answers(self.provider, operation).by_status(),
        }
        arguments = ", ".join(f"{name}={value}" for name, value in said.items() if value is not None)
        self.w("", "", f"{operation.name.upper()}: Final = Operation({arguments})")
        self.w(docstring(operation.summary or operation.name))

    def _build(self, operation: Operation) -> None:
        w = self.w
        parameters = self.provider.models[operation.parameters.key] if operation.parameters is not None else None
        body = self._body_model(operation)
        arguments = [f"params: {parameters.name}"] if parameters is not None else []
        if operation.body is not None:
            said = operation.body.type
            arguments.append(f"body: {annotation(self.provider, said) if said is not None else 'Any'}")
        media = [one for one in operation.body.media if one in FORMATS] if operation.body is not None else []
        options: list[str] = []
        if len(media) > 1:
            options.append(f"format: Literal[{', '.join(repr(FORMATS[one]) for one in media)}] = {FORMATS[media[0]]!r}")
        if len(operation.routes) > 1:
            options.append(f"route: Literal[{', '.join(map(repr, operation.routes))}] = {operation.routes[0]!r}")
        w("", "")
        with w.block(
            f"def build_{operation.name}({', '.join([*arguments, *(['*', *options] if options else [])])}) -> Request:"
        ):
            w(docstring(operation.description or operation.summary or operation.name))
            if operation.codec == "xmlrpc":
                self._call(operation, parameters)
            else:
                self._request(operation, parameters, body, media)

    def _call(self, operation: Operation, parameters: Model | None) -> None:
        wires = tuple(field.wire for field in parameters.fields) if parameters is not None else ()
        values, audit = "[]", ""
        if parameters is not None:
            name = snake(parameters.name)
            ready = is_call(self.provider, parameters)
            values = f"positional({'ready' if ready else 'encode'}_{name}(params), {wires!r})"
            audit = f", lambda: audit_{name}(params, '$')" if ready and parameters.key in self.audited else ""
        self.w(f"return call_request({operation.routes[0]!r}, {operation.key!r}, {values}{audit})")

    def _body_model(self, operation: Operation) -> Model | None:
        said = operation.body.type if operation.body is not None else None
        return self.provider.models[said.key] if isinstance(said, ModelRef) else None

    def _request(self, operation: Operation, parameters: Model | None, body: Model | None, media: list[str]) -> None:
        w = self.w
        path = "route" if len(operation.routes) > 1 else repr(operation.routes[0])
        pieces: list[str] = []
        if parameters is not None:
            w(f"values = encode_{snake(parameters.name)}(params)")
            travelling = {place: travels(parameters, place) for place in ("path", "query", "header")}
            if travelling["path"]:
                path = f"path_with({path}, {travelling['path']})"
            if travelling["query"]:
                pieces.append(f"query=query_of({travelling['query']})")
            extra = f" + headers_of({travelling['header']})" if travelling["header"] else ""
        else:
            extra = ""
        accept = Answers(self.provider, operation).accept()
        if not media:
            headers = f"(('Accept', {accept!r}),){extra}"
        elif len(media) == 1:
            headers = f"(('Content-Type', {media[0]!r}), ('Accept', {accept!r})){extra}"
            pieces.append(f"body={self._dumped(operation, body, media[0])}")
        else:
            self._formats(operation, media, body, accept)
            headers = f"(('Content-Type', content_type), ('Accept', accept)){extra}"
            pieces.append("body=content")
        arguments = [f"method={operation.method!r}", f"path={path}", f"headers={headers}", *pieces]
        w(f"return Request({', '.join(arguments)})")

    def _formats(self, operation: Operation, media: list[str], body: Model | None, accept: str) -> None:
        w = self.w
        answers = Answers(self.provider, operation).media()
        for index, one in enumerate(media):
            last = index == len(media) - 1
            with w.block("else:" if last else f"{'el' if index else ''}if format == {FORMATS[one]!r}:"):
                wanted = one if one in answers else accept
                w(f"content_type, accept = {one!r}, {wanted!r}")
                w(f"content = {self._dumped(operation, body, one)}")

    def _dumped(self, operation: Operation, body: Model | None, media: str) -> str:
        name = body_stem(self.provider, operation)
        if media != "application/json":
            return f"write_body({media!r}, encode_{name}(body))"
        return f"dumps_{name}(body)" if body is not None else f"_json.dumps_checked(encode_{name}(body))"
