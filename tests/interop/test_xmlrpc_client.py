"""The standard library's XML-RPC reads what we write, and we read what it writes."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from codegen._model import Operation
from smswire_runtime import Response
from tests.providers._instances import BOUNDED, XML, instances, typed_instances
from tests.providers._specs import OPERATIONS, Json, Spec, is_array, is_object, params, spelled
from tests.providers._wires import (
    ANSWERS,
    CALLS,
    Call,
    Told,
    build,
    decoded,
    document,
    parameters_of,
    parse,
    read,
    write,
)

METHODS = [(spec, operation) for spec, operation in OPERATIONS if operation.codec == "xmlrpc"]
each_method = pytest.mark.parametrize(
    "spec, operation", [pytest.param(spec, one, id=f"{spec.key}-{one.name}") for spec, one in METHODS]
)
each_call = pytest.mark.parametrize("call", params(one for one in CALLS if one[0].operation.codec == "xmlrpc"))
each_answer = pytest.mark.parametrize("told", params(one for one in ANSWERS if one[0].operation.codec == "xmlrpc"))


def answer_of(value: Json) -> Response:
    """An answer as the standard library writes it."""
    return Response(status=200, body=xmlrpc.client.dumps((value,), methodresponse=True).encode())


def changed(value: Json, kind: type, change: Callable[[Json], Json]) -> Json:
    """A value with every part of one type replaced."""
    if is_object(value):
        return {name: changed(item, kind, change) for name, item in value.items()}
    if is_array(value):
        return [changed(item, kind, change) for item in value]
    return change(value) if isinstance(value, kind) else value


@each_call
def test_it_reads_our_calls(call: Call) -> None:
    """The documented calls say the same to it: method, arguments, types."""
    request = build(call.spec, call.operation, decoded(call.spec, call.operation, [call.parameters]))

    arguments, method = xmlrpc.client.loads(request.body)

    assert call.operation.key == method
    assert spelled(list(call.parameters.values())) == spelled(arguments)


@each_answer
def test_we_read_its_answers(told: Told) -> None:
    """The documented answers mean the same when it writes them."""
    answer = parse(told.spec, told.operation, answer_of(told.value))

    assert parse(told.spec, told.operation, told.response()) == answer
    assert spelled(told.value) == spelled(document(told, answer))


@each_answer
def test_it_reads_our_answers(told: Told) -> None:
    """What our server side writes says the same to it."""
    response = write(told, parse(told.spec, told.operation, told.response()))

    (found,), method = xmlrpc.client.loads(response.body)

    assert method is None
    assert spelled(told.value) == spelled(found)


@each_answer
def test_we_read_strings_that_it_writes_as_base64(told: Told) -> None:
    """A string may come as base64 of its UTF-8, from servers that fear for their characters."""
    value = changed(told.value, str, lambda text: xmlrpc.client.Binary(text.encode()))

    assert parse(told.spec, told.operation, told.response()) == parse(told.spec, told.operation, answer_of(value))


@each_method
def test_both_read_each_other(spec: Spec, operation: Operation) -> None:
    """The same of all values that the schemas allow, in calls and in answers, both ways."""
    model, answer = parameters_of(spec, operation), operation.answers[0]
    assert model is not None
    assert answer.body is not None
    assert answer.body.type is not None
    said = answer.body.type
    told = Told(spec, operation, answer, "text/xml", None, "")

    @BOUNDED
    @given(data=st.data())
    def holds(data: DataObject) -> None:
        values = data.draw(instances(spec, model, XML))
        request = build(spec, operation, [spec.decode(model, values)])
        arguments, method = xmlrpc.client.loads(request.body)
        theirs = xmlrpc.client.dumps(tuple(values.values()), operation.key).encode()

        assert (operation.key, spelled(list(values.values()))) == (method, spelled(arguments))
        assert read(spec, operation, request) == read(spec, operation, evolve(request, body=theirs))

        value = data.draw(typed_instances(spec, said, told.pointer, XML))
        result = parse(spec, operation, answer_of(value))
        (found,), _ = xmlrpc.client.loads(write(told, result).body)

        assert spelled(value) == spelled(found)

    holds()
