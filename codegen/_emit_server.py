"""Write server.py, the other side of the same wires, and callbacks.py, what the provider calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codegen._answers import Answers
from codegen._code import annotation, docstring, imports
from codegen._codec_xmlrpc import ready_rows
from codegen._emit_operations import RUNTIME, own_names, travels
from codegen._lines import Lines
from codegen._model import ModelRef
from codegen._results import body_stem, stem, test_of
from codegen._templates import render
from codegen._words import snake

if TYPE_CHECKING:
    from codegen._model import Answer, Body, Callback, Model, Operation, Provider

MORE = {
    **RUNTIME,
    **dict.fromkeys(("DecodeError", "Headers", "Route"), "smswire_runtime"),
    **dict.fromkeys(
        ["arguments_of", "json_request", "read_parameters", "read_request", "unlike", "write_answer", "write_text"],
        "smswire_runtime._bodies",
    ),
    "TypeAlias": "typing",
    "loads_unchecked": "smswire_runtime._json",
}


class ServerEmitter:
    """Writes the side of the provider."""

    def __init__(self, provider: Provider, package: str) -> None:
        self.provider = provider
        self.package = package
        self.w = Lines()
        self.names: list[str] = []

    def source(self) -> str:
        """The text of server.py."""
        calls = any(operation.codec == "xmlrpc" for operation in self.provider.operations)
        for operation in self.provider.operations:
            if operation.codec == "xmlrpc":
                self._read_call(operation)
                self._write_call(operation)
            else:
                self._read(operation)
                self._write(operation)
        for callback in self.provider.callbacks:
            self._call(callback)
        self._routes(calls=calls)
        body = self.w.text()
        known = {**MORE, **own_names(self.provider, self.package)}
        known = {name: module for name, module in known.items() if name not in self.names}
        title = f"The wire of {self.provider.title} from the side of the provider: requests read, answers written."
        return render(
            "module.jinja", title=title, imports=imports(body, known), checked="", body=body, names=sorted(self.names)
        )

    def _define(self, name: str, head: str, words: str) -> None:
        self.names.append(name)
        self.w("", "", f"def {name}{head}:", docstring(words, "    "))

    # -- XML-RPC --------------------------------------------------------------

    def _read_call(self, operation: Operation) -> None:
        assert operation.parameters is not None
        model = self.provider.models[operation.parameters.key]
        wires = tuple(field.wire for field in model.fields)
        self._define(
            f"read_{operation.name}", f"(arguments: list[Json]) -> {model.name}",
            f"Read the arguments of {operation.key}; types are checked, constraints are not.",
        )  # fmt: skip
        self.w(f"    return decode_{snake(model.name)}(arguments_of(arguments, {wires!r}))")

    def _write_call(self, operation: Operation) -> None:
        said = operation.answers[0].body
        assert said is not None
        assert said.type is not None
        self._define(
            f"write_{operation.name}", f"(result: {annotation(self.provider, said.type)}) -> Response",
            f"Write the answer of {operation.key}.",
        )  # fmt: skip
        writer = "ready" if ready_rows(self.provider, said.type) is not None else "encode"
        self.w(f"    return call_answer({writer}_{stem(self.provider, operation, said.type)}(result))")

    # -- HTTP -----------------------------------------------------------------

    def _read(self, operation: Operation) -> None:
        parameters = self.provider.models[operation.parameters.key] if operation.parameters is not None else None
        body = _model(self.provider, operation.body)
        results = [parameters.name] if parameters is not None else []
        if operation.body is not None and operation.body.type is not None:
            results.append(annotation(self.provider, operation.body.type))
        result = results[0] if len(results) == 1 else f"tuple[{', '.join(results)}]" if results else "None"
        words = f"Read a request of {operation.name}; types are checked, constraints are not."
        self._define(f"read_{operation.name}", f"(request: Request) -> {result}", words)
        pieces: list[str] = []
        if parameters is not None:
            read = _parameters_read(self.provider, parameters, operation.routes[0])
            pieces.append(f"decode_{snake(parameters.name)}({read})")
        if operation.body is not None:
            shape = f"JSV_{snake(body.name).upper()}" if body is not None and _texts(operation.body) else "None"
            fold = ", fold=True" if self.provider.fold_names else ""
            read = f"read_request(request, {shape}{fold})"
            pieces.append(f"decode_{body_stem(self.provider, operation)}({read})")
        self.w(f"    return {', '.join(pieces) if pieces else 'None'}")

    def _write(self, operation: Operation) -> None:
        answers = Answers(self.provider, operation)
        types = answers.types()
        words = f"Write an answer of {operation.name}."
        rules = answers.text_rules()
        if rules:
            self._define(
                f"write_{operation.name}",
                f"(answer: {' | '.join(types)}, status: int = 200) -> Response",
                words,
            )
            for index, rule in enumerate(rules):
                model = self.provider.models[rule.model.key]
                rule_of = f"RULES_{operation.name.upper()}[{index}]"
                line = f"return write_text({rule_of}, encode_{snake(model.name)}(answer), status)"
                first = [self.provider.models[one.model.key].name for one in rules].index(model.name) == index
                if not first:
                    continue
                if model.name == types[-1]:
                    self.w(f"    {line}")
                else:
                    self.w(f"    if isinstance(answer, {model.name}):", f"        {line}")
            return
        media = answers.media()
        kinds = f", media: Literal[{', '.join(map(repr, media))}] = {media[0]!r}" if len(media) > 1 else ""
        self._define(
            f"write_{operation.name}",
            f"(answer: {' | '.join(types)}, status: int = 200{kinds}) -> Response",
            words,
        )
        chosen = "media" if kinds else repr(media[0] if media else "application/json")
        for name in types:
            if name == "None":
                self.w("    if answer is None:", "        return Response(status=status)")
        kinds_of = answers.kinds()
        for index, said in enumerate(kinds_of):
            line = f"return write_answer(status, {chosen}, encode_{stem(self.provider, operation, said)}(answer))"
            if index < len(kinds_of) - 1:
                self.w(f"    if {test_of(self.provider, said, 'answer') or 'True'}:", f"        {line}")
            else:
                self.w(f"    {line}")

    # -- calling back ---------------------------------------------------------

    def _call(self, callback: Callback) -> None:
        event = self.provider.models[callback.event.key]
        name = snake(event.name)
        self._define(
            f"call_{callback.name}", f"(event: {event.name}) -> Request",
            f"The request by which the provider reports a {event.name}; its path is the business of the caller.",
        )  # fmt: skip
        if callback.parameters is not None:
            places = {"query": travels(event, "query"), "headers": travels(event, "header")}
            pieces = "".join(f", {what}={what}_of({said})" for what, said in places.items() if said)
            self.w(f"    values = encode_{name}(event)")
            self.w(f"    return Request(method={callback.method!r}, path=''{pieces})")
        else:
            self.w(f"    return json_request({callback.method!r}, '', encode_{name}(event))")
        ack = _model(self.provider, acknowledgement(callback).body)
        if ack is not None:
            self._define(
                f"parse_{callback.name}_answer", f"(response: Response) -> {ack.name}",
                f"Read what the receiver answered to a {event.name}.",
            )  # fmt: skip
            self.w(f"    return decode_{snake(ack.name)}(read_body(response, None))")

    def _routes(self, *, calls: bool) -> None:
        w = self.w
        self.names.append("ROUTES")
        w("", "")
        with w.block("ROUTES: Final = ("):
            for operation in self.provider.operations:
                for route in operation.routes if not calls else ():
                    w(f"Route({operation.method!r}, {route!r}, {operation.key!r}),")
            if calls:
                w(f"Route('POST', {self.provider.operations[0].routes[0]!r}, ''),")
        w(
            ")",
            '"""Where each operation is called; an empty name stands for all methods of an XML-RPC address."""',
        )


def _parameters_read(provider: Provider, parameters: Model, route: str) -> str:
    """The expression that takes parameters from a request."""
    places = tuple((field.location, field.wire) for field in parameters.fields)
    labels = {field.wire: field.label for field in parameters.fields if field.label}
    options = (", fold=True" if provider.fold_names else "") + (f", labels={labels!r}" if labels else "")
    return f"read_parameters(request, {route!r}, {places!r}, JSV_{snake(parameters.name).upper()}{options})"


def _model(provider: Provider, body: Body | None) -> Model | None:
    return provider.models[body.type.key] if body is not None and isinstance(body.type, ModelRef) else None


def _texts(body: Body) -> bool:
    return any(media in {"text/jsv", "application/x-www-form-urlencoded"} for media in body.media)


def acknowledgement(callback: Callback) -> Answer:
    """The documented acknowledgement: the first answer that accepts."""
    accepting = [answer for answer in callback.answers if answer.status.startswith("2")]
    return (accepting or callback.answers)[0]


class CallbacksEmitter:
    """Writes the receiving side of callbacks and webhooks."""

    def __init__(self, provider: Provider, package: str) -> None:
        self.provider = provider
        self.package = package
        self.w = Lines()

    def source(self) -> str:
        """The text of callbacks.py; empty when the provider never calls."""
        if not self.provider.callbacks:
            return ""
        names: list[str] = []
        for callback in self.provider.callbacks:
            self._parse(callback)
            self._acknowledge(callback)
            names += [f"parse_{callback.name}", f"acknowledge_{callback.name}"]
        self._dispatch()
        body = self.w.text()
        return render(
            "module.jinja", title=f"What {self.provider.title} calls: events read, acknowledgements written, no I/O.",
            imports=imports(body, {**MORE, **own_names(self.provider, self.package)}), checked="", body=body,
            names=sorted([*names, "Event", "parse"]),
        )  # fmt: skip

    def _parse(self, callback: Callback) -> None:
        w = self.w
        event = self.provider.models[callback.event.key]
        w("", "")
        arguments = "headers: Headers, query: str, body: bytes, drift: Drift | None = None"
        with w.block(f"def parse_{callback.name}({arguments}) -> {event.name}:"):
            w(docstring(callback.description or callback.summary or callback.name))
            if callback.parameters is not None:
                w("request = Request(method='POST', path='', query=query, headers=headers, body=body)")
                read = _parameters_read(self.provider, event, "")
            else:
                read = "loads_unchecked(body)"
            w(f"return decode_{snake(event.name)}({read}, '$', drift)")

    def _acknowledge(self, callback: Callback) -> None:
        w = self.w
        answer = acknowledgement(callback)
        ack = _model(self.provider, answer.body)
        status = answer.status if answer.status.isdigit() else "200"
        words = '"""The documented acknowledgement, to be sent once the event is kept."""'
        w("", "")
        if ack is None:
            with w.block(f"def acknowledge_{callback.name}() -> Response:"):
                w(words, f"return Response(status={status})")
            return
        complete = all(field.has_default or not field.required for field in ack.fields)
        default = " | None = None" if complete else ""
        with w.block(f"def acknowledge_{callback.name}(answer: {ack.name}{default}) -> Response:"):
            chosen = f"{ack.name}() if answer is None else answer" if complete else "answer"
            w(words, f"return write_answer({status}, 'application/json', encode_{snake(ack.name)}({chosen}))")

    def _dispatch(self) -> None:
        w = self.w
        events = [self.provider.models[callback.event.key].name for callback in self.provider.callbacks]
        w("", "", f"Event: TypeAlias = {' | '.join(events)}", "", "")
        with w.block("def parse(headers: Headers, query: str, body: bytes) -> Event:"):
            w('"""Read an event of whichever kind it is."""')
            if len(events) == 1:
                w(f"return parse_{self.provider.callbacks[0].name}(headers, query, body)")
                return
            w("problems: list[DecodeError] = []")
            for callback in self.provider.callbacks:
                with w.block("try:"):
                    w(f"return parse_{callback.name}(headers, query, body)")
                with w.block("except DecodeError as error:"):
                    w("problems.append(error)")
            w(f"raise unlike({tuple(events)!r}, problems)")
