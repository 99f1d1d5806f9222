"""XML-RPC: calls by position, faults, rows, values or false."""

from __future__ import annotations

import xmlrpc.client

import pytest

from smswire_runtime import UNSET, DecodeError, Effect, EncodeError, Fault, Response
from tests.codegen.conftest import Generator
from tests.codegen.specs import methods

METHODS = methods(
    """
    - name: send_message
      x-effect: send
      x-answer-limit: 1000
      paramStructure: by-position
      params:
        - {name: user, required: true, schema: {type: string, x-client-argument: user}}
        - $ref: '#/components/contentDescriptors/Pass'
        - name: dest
          required: true
          schema: {oneOf: [{type: string}, {type: array, items: {type: string}, minItems: 1}]}
        - {name: sender, required: false, schema: {type: string, default: ""}}
        - {name: date, schema: {type: string, x-wire-format: {kind: date-time, patterns: [yyyy-MM-dd], zone: UTC}}}
        - {name: type, schema: {type: string, enum: [text, flash]}}
      result:
        name: rows
        schema:
          oneOf:
            - {type: array, items: {$ref: '#/components/schemas/Row'}}
            - {type: boolean, const: false, x-refusal: true}
      errors: [{code: 1, message: Fault}]
      examples:
        - name: one
          params: [{name: user, value: me}, {name: pass, value: x}, {name: dest, value: "1"}]
          result: {name: rows, value: [["1", true, "a"]]}
    - name: get_credits
      x-effect: read
      params: []
      result: {name: credits, schema: {oneOf: [{type: integer}, {const: false, x-refusal: true}]}}
    - name: system.info
      x-effect: read
      params: []
      result: {name: info, schema: {$ref: '#/components/schemas/Info'}}
    """,
    """
    Row:
      type: array
      x-row: [dest, ok, id]
      prefixItems: [{type: string}, {type: [boolean, integer]}, {type: [string, integer]}]
      minItems: 3
      maxItems: 3
    Info: {type: object, properties: {name: {type: string}, size: {type: integer}}}
    """,
    components="contentDescriptors: {Pass: {name: pass, required: true, schema: {type: string, format: password}}}",
)


def _answer(value: object) -> Response:
    return Response(status=200, body=xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True).encode())  # type: ignore[arg-type]


def test_call(generated: Generator) -> None:
    """A method is called by position at the path of its server."""
    acme = generated(METHODS, "xmlrpc")
    request = acme.operations.build_send_message(acme.models.SendMessageParams(user="me", pass_="x", dest=["1", "2"]))
    arguments, method = xmlrpc.client.loads(request.body)

    assert ("POST", "/rpc/", "text/xml") == (request.method, request.path, request.header("content-type"))
    assert ("send_message", ("me", "x", ["1", "2"], "")) == (method, arguments)
    assert (Effect.SEND, 1000) == (acme.operations.SEND_MESSAGE.effect, acme.operations.SEND_MESSAGE.answer_limit)


def test_optional_parameters(generated: Generator) -> None:
    """Parameters at the end may be left out, but not one in front of another."""
    acme = generated(METHODS, "xmlrpc")
    params = acme.models.SendMessageParams
    build = acme.operations.build_send_message

    assert 6 == len(xmlrpc.client.loads(build(params(user="a", pass_="b", dest="1", date="", type="text")).body)[0])
    with pytest.raises(EncodeError, match=r"^\$\.date: missing before type$"):
        build(params(user="a", pass_="b", dest="1", type="text"))
    with pytest.raises(EncodeError, match=r"^\$\.sender: missing before date$"):
        build(params(user="a", pass_="b", dest="1", sender=UNSET, date="2030-01-01"))


def test_parameters_are_checked(generated: Generator) -> None:
    """Arguments obey their schemas before anything is written."""
    acme = generated(METHODS, "xmlrpc")
    params = acme.models.SendMessageParams

    with pytest.raises(EncodeError, match=r"^\$\.dest: fewer than 1 items"):
        acme.operations.build_send_message(params(user="a", pass_="b", dest=[]))
    with pytest.raises(EncodeError, match=r"^\$\.type: none of text, flash"):
        acme.operations.build_send_message(params(user="a", pass_="b", dest="1", date="", type="voice"))
    assert "b" not in repr(params(user="a", pass_="b", dest="1")).replace("SendMessageParams", "")


def test_rows(generated: Generator) -> None:
    """Rows come as objects with named positions."""
    acme = generated(METHODS, "xmlrpc")
    rows = acme.operations.parse_send_message(_answer([["1", True, "a"], ["2", 9, 5]]))

    assert [("1", True, "a"), ("2", 9, 5)] == [(row.dest, row.ok, row.id) for row in rows]
    assert not acme.operations.refused_send_message(rows)
    with pytest.raises(DecodeError, match=r"^\$\[1\]\[2\]: missing"):
        acme.operations.parse_send_message(_answer([["1", True, "a"], ["2", 9]]))


def test_value_or_false(generated: Generator) -> None:
    """FALSE is the refusal; zero is a value."""
    acme = generated(METHODS, "xmlrpc")
    parse, refused = acme.operations.parse_get_credits, acme.operations.refused_get_credits

    assert 0 == parse(_answer(0))
    assert not refused(parse(_answer(0)))
    assert refused(parse(_answer(value=False)))
    assert refused(acme.operations.parse_send_message(_answer(value=False)))


def test_fault(generated: Generator) -> None:
    """A fault is a documented refusal of every method."""
    acme = generated(METHODS, "xmlrpc")
    body = xmlrpc.client.dumps(xmlrpc.client.Fault(3, "no"), methodresponse=True).encode()
    answer = acme.operations.parse_get_credits(Response(status=200, body=body))

    assert Fault(code=3, text="no") == answer
    assert acme.operations.refused_get_credits(answer)


def test_struct(generated: Generator) -> None:
    """A struct is an object; a method's dots do not stand in its Python name."""
    acme = generated(METHODS, "xmlrpc")
    info = acme.operations.parse_system_info(_answer({"name": "x", "size": 3, "new": [1]}))

    assert ("x", 3, {"new": [1]}) == (info.name, info.size, info.additional_properties)
    assert (
        "system.info" == xmlrpc.client.loads(acme.operations.build_system_info(acme.models.SystemInfoParams()).body)[1]
    )


def test_server_side(generated: Generator) -> None:
    """The server reads arguments by position and writes answers that the client reads."""
    acme = generated(METHODS, "xmlrpc")
    params = acme.models.SendMessageParams(user="a", pass_="b", dest="1")
    arguments, _ = xmlrpc.client.loads(acme.operations.build_send_message(params).body)
    rows = [acme.models.Row(dest="1", ok=True, id="x")]

    assert params == acme.server.read_send_message(list(arguments))
    assert rows == acme.operations.parse_send_message(acme.server.write_send_message(rows))
    assert False is acme.operations.parse_get_credits(acme.server.write_get_credits(result=False))
    with pytest.raises(DecodeError, match="7 arguments where at most 6"):
        acme.server.read_send_message(list("abcdefg"))


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<?xml version='1.0'?><!DOCTYPE a><a/>", b"\xff", b"<a>" * 10_000])
def test_unreadable_answer(generated: Generator, body: bytes) -> None:
    """Whatever a server sends, only our error comes out."""
    acme = generated(METHODS, "xmlrpc")

    with pytest.raises(DecodeError):
        acme.operations.parse_get_credits(Response(status=200, body=body))
