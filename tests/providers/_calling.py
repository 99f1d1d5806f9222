"""Documented requests as calls of a generated client, and the generated server side behind a socket.

How an example is divided between a client and its calls follows from the specification alone: what has an
``x-client-argument`` is told once, anything else is an argument of the call.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import attrs

from codegen._model import Field, Model, ModelRef, OneOf, Operation, Scalar
from smswire_runtime import UNSET, Request, Response, _xmlrpc
from tests.providers._specs import Spec
from tests.providers._wires import FORMATS, Call, arguments, decoded, media_of, read, shapes

OTHERS: Final = ("some-body", "p w")
"""A user and a password, or a token, where an example names none."""


@dataclass
class Told:
    """What a client is told, what its call is given, and what has to arrive."""

    client: dict[str, Any] = field(default_factory=dict[str, Any])
    call: dict[str, Any] = field(default_factory=dict[str, Any])
    arriving: list[Any] = field(default_factory=list[Any])


def divided(call: Call) -> Told:
    """An example, divided."""
    spec, operation = call.spec, call.operation
    told = Told(arriving=decoded(spec, operation, arguments(call)))
    for model, value in zip(shapes(spec, operation), told.arriving, strict=True):
        _divide(spec, model, value, told)
    if call.media is not None and len(media_of(operation)) > 1:
        told.client["format"] = FORMATS[call.media]
    return Told(credentials(spec) | told.client, told.call, told.arriving)


def credentials(spec: Spec) -> dict[str, str]:
    """Arguments for the first way to authenticate, where there is one."""
    ways = spec.provider.credentials
    return dict(zip(ways[0].arguments, OTHERS, strict=False)) if ways else {}


def _divide(spec: Spec, model: Model, value: Any, told: Told) -> None:
    for one in model.fields:
        found = getattr(value, one.name)
        if one.client_argument is not None:
            told.client[one.client_argument] = found
        elif holds_arguments(spec, one):
            _divide(spec, spec.model(one.type), found, told)
        elif _is_constant(one):
            setattr(value, one.name, _attributes(value)[one.name].default)  # one spelling of several
        elif model.numbered is None or one.wire != model.numbered.count:
            assert one.name not in told.call
            told.call[one.name] = found
    if model.numbered is not None:
        told.call[model.numbered.items] = getattr(value, model.numbered.items)


def holds_arguments(spec: Spec, one: Field) -> bool:
    """Whether a property is an object of which the client knows something."""
    if not isinstance(one.type, ModelRef):
        return False
    return any(inner.client_argument or holds_arguments(spec, inner) for inner in spec.model(one.type).fields)


def _is_constant(one: Field) -> bool:
    options = one.type.options if isinstance(one.type, OneOf) else (one.type,)
    return one.has_default and all(isinstance(option, Scalar) and len(option.values or ()) == 1 for option in options)


class Provided:
    """A provider's side of its wire: what it reads, and what it answers as soon as a test has said that."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.read: list[tuple[str, list[Any]]] = []
        """Operations that were called, and what arrived."""
        self.response = Response(status=500)

    def __call__(self, request: Request) -> Response:
        operation = next(self._called(request))
        self.read.append((operation.name, read(self.spec, operation, request)))
        return self.response

    def _called(self, request: Request) -> Iterator[Operation]:
        """The operation that the table of the generated server names."""
        table = self.spec.module("server").ROUTES
        served = [one.operation for one in table if (one.method, one.path) == (request.method, request.path)]
        named = [_xmlrpc.loads_call(request.body)[0]] if served == [""] else served
        yield from (one for one in self.spec.provider.operations if one.key in named)


def completed(value: Any) -> Any:
    """The same object when what is absent was not said to be absent, so that defaults stand there."""
    said = {name: getattr(value, name) for name, one in _attributes(value).items() if one.init}
    return type(value)(**{name: inner for name, inner in said.items() if inner is not UNSET})


def _attributes(value: Any) -> dict[str, attrs.Attribute[Any]]:
    return attrs.fields_dict(value.__class__)
