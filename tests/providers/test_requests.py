"""Every documented request is read, built, and read by the server with nothing lost."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

import pytest

from codegen._model import Operation
from smswire_runtime import Effect, Route, _xmlrpc
from tests.providers._specs import Json, Spec, each_operation, each_spec, is_array, params, spelled
from tests.providers._wires import (
    CALLS,
    JSON,
    Call,
    arguments,
    build,
    decoded,
    media_of,
    notations,
    parameters_of,
    read,
    samples,
    shapes,
)

each_call = pytest.mark.parametrize("call", params(CALLS))


def texts(value: Json) -> list[str]:
    """A parameter as it stands in a query: a list once for each item, anything but text as JSON has it."""
    if is_array(value):
        return [text for item in value for text in texts(item)]
    return [value if isinstance(value, str) else json.dumps(value)]


@each_call
def test_an_example_fits_its_schemas(call: Call) -> None:
    """What an example says is valid by the exported schema and by the specification, in every notation."""
    for model, value in zip(shapes(call.spec, call.operation), arguments(call), strict=True):
        assert call.spec.fits(model, value)


@each_call
def test_an_example_is_kept(call: Call) -> None:
    """What was read is written again as it came: no field lost, no type changed."""
    for model, value in zip(shapes(call.spec, call.operation), arguments(call), strict=True):
        assert spelled(value) == spelled(call.spec.encode(model, call.spec.decode(model, value)))


@each_call
def test_an_example_travels_as_documented(call: Call) -> None:
    """The request carries the example: the same JSON document, the same arguments, the same pairs."""
    values = decoded(call.spec, call.operation, arguments(call))

    request = build(call.spec, call.operation, values, call.media)

    if call.operation.codec == "xmlrpc":
        assert (call.operation.key, list(call.parameters.values())) == _xmlrpc.loads_call(request.body)
    elif call.media == JSON:
        assert spelled(call.body) == spelled(json.loads(request.body))
    parameters = parameters_of(call.spec, call.operation)
    queried = [field.wire for field in parameters.fields if field.location == "query"] if parameters else []
    pairs = [(wire, text) for wire in queried if wire in call.parameters for text in texts(call.parameters[wire])]
    assert pairs == parse_qsl(request.query, keep_blank_values=True, strict_parsing=bool(pairs))


@each_call
def test_the_server_reads_what_was_built(call: Call) -> None:
    """A request says the same to its server in every media type."""
    values = decoded(call.spec, call.operation, arguments(call))

    for media in notations(call.operation):
        assert values == read(call.spec, call.operation, build(call.spec, call.operation, values, media))


def test_an_example_says_the_same_in_every_notation() -> None:
    """Examples of one name are one value, whichever media type they are written in."""
    told: dict[tuple[str, str, str], str] = {}
    compared = 0
    for call, name in CALLS:
        value = spelled(arguments(call))
        key = (call.spec.key, call.operation.key, name.rpartition("-")[2])

        assert told.setdefault(key, value) == value, name

        compared += call.wire_text
    assert compared


@each_operation
def test_an_operation_says_what_a_client_has_to_know(spec: Spec, operation: Operation) -> None:
    """Effect, verb, routes and limits stand in the code as they stand in the specification."""
    found = getattr(spec.module("operations"), operation.name.upper())

    assert (operation.key, Effect(operation.effect), operation.method) == (found.name, found.effect, found.method)
    assert tuple(operation.routes) == found.routes
    assert spec.provider.max_connections == found.max_connections
    assert operation.answer_limit in {None, found.answer_limit}


@each_operation
def test_each_route_is_called_and_served(spec: Spec, operation: Operation) -> None:
    """An operation can be called by each of its paths, which the table of its server holds."""
    values = decoded(spec, operation, samples(spec, operation))
    build_it = getattr(spec.module("operations"), f"build_{operation.name}")
    served = "" if operation.codec == "xmlrpc" else operation.key

    for path in operation.routes:
        request = build_it(*values, route=path) if len(operation.routes) > 1 else build_it(*values)

        if "{" not in path:
            assert (operation.method, path) == (request.method, request.path)
        assert Route(operation.method, path, served) in spec.module("server").ROUTES


@each_operation
def test_a_body_is_labelled(spec: Spec, operation: Operation) -> None:
    """A request names the media type of its body, and always says which answer it wants."""
    values = decoded(spec, operation, samples(spec, operation))

    for media in media_of(operation):
        request = build(spec, operation, values, media)

        assert media == request.header("content-type")
        assert request.header("accept")


@each_spec
def test_something_is_documented(spec: Spec) -> None:
    """Every operation and callback has examples, or the tests here would hold of nothing."""
    for operation in spec.provider.operations:
        documented = operation.parameter_examples or (operation.body is not None and operation.body.examples)
        assert documented or not shapes(spec, operation)
    for callback in spec.provider.callbacks:
        assert callback.parameter_examples or (callback.body is not None and callback.body.examples)
