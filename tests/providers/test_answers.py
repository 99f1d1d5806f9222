"""Every documented answer is read, judged, and written by the server with nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest

from codegen._model import Operation
from smswire_runtime import DecodeError, Drift, Fault, Response, _xmlrpc
from tests.providers._places import KINDS, put
from tests.providers._specs import OPERATIONS, Json, Spec, each_operation, is_array, is_object, params, spelled
from tests.providers._verdicts import is_refusal
from tests.providers._wires import (
    ANSWERS,
    JSON,
    TEXT,
    UNDOCUMENTED,
    Told,
    answered,
    document,
    full_answers,
    parse,
    refused,
    replaced,
    write,
)

each_call = pytest.mark.parametrize(
    "spec, operation",
    [pytest.param(spec, one, id=f"{spec.key}-{one.name}") for spec, one in OPERATIONS if one.codec == "xmlrpc"],
)
each_answer = pytest.mark.parametrize("told", params(ANSWERS))


@each_answer
def test_an_example_is_kept(told: Told) -> None:
    """What was read is written again as it came, by the codec and by the server."""
    answer = parse(told.spec, told.operation, told.response())
    written = write(told, answer)

    assert answer == parse(told.spec, told.operation, written)
    assert told.status == written.status or told.operation.codec == "xmlrpc"
    if told.media == TEXT:
        assert told.value == written.body.decode()
    elif not isinstance(told.value, str) or told.media == "text/xml":
        assert spelled(told.value) == spelled(document(told, answer))
        found = json.loads(written.body) if told.media == JSON else _xmlrpc.loads_answer(written.body)
        assert spelled(told.value) == spelled(found)


@each_answer
def test_an_example_fits_its_schemas(told: Told) -> None:
    """What an answer holds is valid by the exported schema and by the specification, in every notation."""
    answer = parse(told.spec, told.operation, told.response())
    model = answered(told, answer)

    if model is not None:
        assert told.spec.fits(model, document(told, answer))
    else:
        assert told.spec.fits_source(told.type, told.pointer, document(told, answer))


@each_answer
def test_a_refusal_is_told_from_an_acceptance(told: Told) -> None:
    """A documented refusal is one: a code, a flag, FALSE, an HTTP status, an error line; anything else is none."""
    expected = is_refusal(told)
    found = refused(told.spec, told.operation, parse(told.spec, told.operation, told.response()))

    assert expected in {None, found}


@each_answer
def test_a_lenient_reader_reads_the_same(told: Told) -> None:
    """Where nothing is wrong, reading leniently notes nothing and changes nothing."""
    drift = Drift()

    assert parse(told.spec, told.operation, told.response()) == parse(told.spec, told.operation, told.response(), drift)
    assert [] == drift.notes


@pytest.mark.parametrize(
    "told",
    params((told, name) for told, name in ANSWERS if told.spec.provider.fold_names and told.media == JSON),
)
def test_names_are_read_in_any_casing(told: Told) -> None:
    """Where the specification says so, the casing of names means nothing."""
    assert told.type is not None
    answer = parse(told.spec, told.operation, told.response())
    for change in (str.lower, str.upper, str.swapcase):
        value = _renamed(told.value, change)

        other = Told(told.spec, told.operation, told.answer, told.media, value, told.name)
        assert answer == parse(told.spec, told.operation, other.response())


def _renamed(value: Json, change: Callable[[str], str]) -> Json:
    if is_object(value):
        return {change(name): _renamed(item, change) for name, item in value.items()}
    return [_renamed(item, change) for item in value] if is_array(value) else value


def test_an_example_says_the_same_in_every_notation() -> None:
    """Examples of one name are one value, whichever media type they are written in."""
    seen: dict[tuple[str, str, str, str], str] = {}
    compared = 0
    for told, name in ANSWERS:
        value = spelled(document(told, parse(told.spec, told.operation, told.response())))
        key = (told.spec.key, told.operation.key, told.answer.status, told.name)

        assert seen.setdefault(key, value) == value, name

        compared += told.media not in {JSON, TEXT, "text/xml"}
    assert compared


@each_call
def test_a_fault_is_a_refusal(spec: Spec, operation: Operation) -> None:
    """Every XML-RPC method may answer a fault, which refuses the call."""
    response = Response(status=200, body=_xmlrpc.dumps_fault(4, "Too many parameters."))

    answer = parse(spec, operation, response)

    assert Fault(4, "Too many parameters.") == answer
    assert refused(spec, operation, answer)


@each_operation
def test_an_undocumented_answer_is_a_decode_error(spec: Spec, operation: Operation) -> None:
    """A status that nothing describes, or a body that is a page for people, raises our error and no other."""
    page = b"<!DOCTYPE html><html><body>Sorry</body></html>"

    for status in (*range(200, 600, 50), UNDOCUMENTED):
        with pytest.raises(DecodeError):
            parse(spec, operation, Response(status=status, headers=(("Content-Type", "text/html"),), body=page))


@each_operation
def test_answers_of_another_type_leave_our_error(spec: Spec, operation: Operation) -> None:
    """Whatever JSON type stands where the answer should, nothing but DecodeError comes out."""
    for told in full_answers(spec, operation):
        for wrong in [*KINDS.values(), *(json.loads(text) for text in ("[[]]", "[{}]", '{"": []}'))]:
            other = replaced(told, put(told.value, (), wrong))
            if operation.codec != "xmlrpc" or wrong is not None:
                with suppress(DecodeError):
                    parse(spec, operation, other.response())
