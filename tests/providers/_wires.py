"""How each wire is driven in both directions: the same steps for every operation, whatever its codec."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from codegen._model import Answer, Body, Model, ModelRef, Operation, Type
from codegen._node import escape
from smswire_runtime import Request, Response, _xmlrpc
from tests.providers._instances import sample, typed_sample
from tests.providers._specs import OPERATIONS, Json, Spec, is_array

JSON = "application/json"
TEXT = "text/plain"
FORMATS = {JSON: "json", "text/jsv": "jsv", "application/x-www-form-urlencoded": "form"}
"""What ``build_x`` calls the media types of its requests."""
UNDOCUMENTED = 418
"""A status that no provider documents; for the answer ``default``."""


@dataclass(frozen=True)
class Call:
    """An operation's request in one of its documented notations, with what it holds."""

    spec: Spec
    operation: Operation
    parameters: Json
    body: Json
    """A JSON value, or text as it travels in another media type."""
    media: str | None

    @property
    def wire_text(self) -> bool:
        return self.media != JSON and isinstance(self.body, str)


@dataclass(frozen=True)
class Told:
    """A documented answer of an operation."""

    spec: Spec
    operation: Operation
    answer: Answer
    media: str
    value: Json
    name: str

    @property
    def status(self) -> int:
        text = self.answer.status
        return int(text) if text.isdigit() else UNDOCUMENTED if text == "default" else int(text[0]) * 100

    @property
    def type(self) -> Type | None:
        return self.answer.body.type if self.answer.body is not None else None

    @property
    def pointer(self) -> str:
        """Where the schema of the answer stands."""
        if self.operation.codec == "xmlrpc":
            return f"{self.answer.pointer}/schema"
        return f"{self.answer.pointer}/content/{escape(self.media)}/schema"

    def response(self) -> Response:
        """The answer as it travels."""
        if self.operation.codec == "xmlrpc":
            body = _xmlrpc.dumps_answer(self.value)
        else:
            body = (json.dumps(self.value) if self.media == JSON else self.value).encode()
        return Response(status=self.status, headers=(("Content-Type", self.media),), body=body)


def answered(told: Told, answer: object) -> Model | None:
    """The class of an answer that has one."""
    if told.media == TEXT:
        return next(model for model in told.spec.provider.models.values() if model.name == type(answer).__name__)
    return told.spec.model(told.type) if isinstance(told.type, ModelRef) else None


def document(told: Told, answer: object) -> Json:
    """What an answer holds, as the JSON value of its class or of its result."""
    model = answered(told, answer)
    if model is not None:
        return told.spec.encode(model, answer)
    assert told.type is not None
    return told.spec.encode_type(told.operation, told.type, answer)


# -- the documented examples --------------------------------------------------


def _calls(spec: Spec, operation: Operation) -> Iterator[tuple[Call, str]]:
    parameters = [(arguments.value, arguments.name) for arguments, _ in operation.parameter_examples]
    bodies = operation.body.examples if operation.body is not None else []
    model = parameters_of(spec, operation)
    for value, name in parameters if not bodies else []:
        yield Call(spec, operation, named(value, model), None, None), name
    for media, example in bodies:
        first = named(parameters[0][0], model) if parameters else sample(spec, model) if model else None
        kind = FORMATS.get(media, media)
        yield Call(spec, operation, first, example.value, media), f"{kind}-{example.name}"
    if not shapes(spec, operation):
        yield Call(spec, operation, None, None, None), "nothing"


def _answers(spec: Spec, operation: Operation) -> Iterator[tuple[Told, str]]:
    for answer in operation.answers:
        for media, example in answer.body.examples if answer.body is not None else []:
            if media in FORMATS or media == TEXT:
                told = Told(spec, operation, answer, media, example.value, example.name)
                yield told, f"{answer.status}-{FORMATS.get(media, 'text')}-{example.name}"
    for _, result in operation.parameter_examples:
        if result is not None:
            told = Told(spec, operation, operation.answers[0], "text/xml", result.value, result.name)
            yield told, result.name


def named(value: Json, model: Model | None) -> Json:
    """Positional arguments by their names."""
    if not is_array(value) or model is None:
        return value
    return dict(zip([field.wire for field in model.fields], value, strict=False))


# -- both directions of a call ------------------------------------------------


def parameters_of(spec: Spec, operation: Operation) -> Model | None:
    """The class of an operation's parameters."""
    return spec.provider.models[operation.parameters.key] if operation.parameters is not None else None


def body_of(spec: Spec, operation: Operation) -> Model | None:
    """The class of an operation's body."""
    return model_of(spec, operation.body)


def model_of(spec: Spec, body: Body | None) -> Model | None:
    """The class of a body that has one."""
    return spec.model(body.type) if body is not None and isinstance(body.type, ModelRef) else None


def shapes(spec: Spec, operation: Operation) -> list[Model]:
    """The classes that ``build_x`` takes, in its order."""
    return [model for model in (parameters_of(spec, operation), body_of(spec, operation)) if model is not None]


def samples(spec: Spec, operation: Operation) -> list[Json]:
    """A full value for each class that ``build_x`` takes."""
    return [sample(spec, model) for model in shapes(spec, operation)]


def decoded(spec: Spec, operation: Operation, values: list[Json]) -> list[Any]:
    """The values that ``build_x`` takes, in their classes."""
    return [spec.decode(model, value) for model, value in zip(shapes(spec, operation), values, strict=True)]


def arguments(call: Call) -> list[Json]:
    """The values that ``build_x`` takes, as JSON; text that travels is read by the server."""
    spec, operation = call.spec, call.operation
    if not call.wire_text:
        return [value for value in (call.parameters, call.body) if value is not None]
    body = body_of(spec, operation)
    assert body is not None
    built = build(spec, operation, decoded(spec, operation, samples(spec, operation)))
    headers = (("Content-Type", f"{call.media}; charset=utf-8"),)
    request = Request(method=built.method, path=built.path, query=built.query, headers=headers, body=call.body.encode())
    value = spec.encode(body, read(spec, operation, request)[-1])
    return [value] if call.parameters is None else [call.parameters, value]


def media_of(operation: Operation) -> list[str]:
    """The media types in which a request can be written."""
    return [media for media in operation.body.media if media in FORMATS] if operation.body is not None else []


def notations(operation: Operation) -> list[str | None]:
    """The media types of a request's body; one notation without a name where there is no choice."""
    return [*media_of(operation)] or [None]


def build(spec: Spec, operation: Operation, values: list[Any], media: str | None = None) -> Request:
    """A request, in one of several media types where the operation has them."""
    options = {"format": FORMATS[media]} if media is not None and len(media_of(operation)) > 1 else {}
    built: Request = getattr(spec.module("operations"), f"build_{operation.name}")(*values, **options)
    return built


def read(spec: Spec, operation: Operation, request: Request) -> list[Any]:
    """What the server reads from a request: the parameters, the body."""
    function = getattr(spec.module("server"), f"read_{operation.name}")
    if operation.codec == "xmlrpc":
        method, arguments = _xmlrpc.loads_call(request.body)
        assert operation.key == method
        return [function(arguments)]
    found = function(request)
    if not shapes(spec, operation):
        assert found is None
        return []
    return list(found) if len(shapes(spec, operation)) > 1 else [found]


def write(told: Told, answer: Any) -> Response:
    """The answer as the server writes it, in the media type of the example."""
    function = getattr(told.spec.module("server"), f"write_{told.operation.name}")
    several = told.media in FORMATS and told.answer.body is not None and len(_readable(told.answer.body)) > 1
    options = {"media": told.media} if several else {}
    found: Response
    found = function(answer) if told.operation.codec == "xmlrpc" else function(answer, told.status, **options)
    return found


def replaced(told: Told, value: Json) -> Told:
    """The same answer with another value."""
    return replace(told, value=value)


def _readable(body: Body) -> list[str]:
    return [media for media in body.media if media in FORMATS]


def parse(spec: Spec, operation: Operation, response: Response, drift: Any = None) -> Any:
    """What an answer means."""
    return getattr(spec.module("operations"), f"parse_{operation.name}")(response, drift)


def refused(spec: Spec, operation: Operation, answer: Any) -> bool:
    """Whether an answer is a documented refusal."""
    found = getattr(spec.module("operations"), f"refused_{operation.name}")(answer)
    assert isinstance(found, bool)
    return found


def full_answers(spec: Spec, operation: Operation) -> Iterator[Told]:
    """A full answer of every documented status that has JSON or XML-RPC values."""
    for answer in operation.answers:
        if answer.body is None or answer.body.type is None:
            continue
        media = "text/xml" if operation.codec == "xmlrpc" else JSON
        told = Told(spec, operation, answer, media, None, "full")
        value = typed_sample(spec, answer.body.type, told.pointer)
        yield Told(spec, operation, answer, media, value, "full")


CALLS = [
    (call, f"{spec.key}-{operation.name}-{name}")
    for spec, operation in OPERATIONS
    for call, name in _calls(spec, operation)
]
ANSWERS = [
    (told, f"{spec.key}-{operation.name}-{name}")
    for spec, operation in OPERATIONS
    for told, name in _answers(spec, operation)
]
