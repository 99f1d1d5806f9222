"""Operations over HTTP: requests built and read, answers written and read."""

from __future__ import annotations

import json

import pytest

from smswire_runtime import UNSET, DecodeError, Effect, EncodeError, Request, Response, Route
from tests.codegen.conftest import Generator
from tests.codegen.specs import ANSWER, document, operation, things

JSON = (("Content-Type", "application/json"),)


def _answer(body: object, status: int = 200) -> Response:
    return Response(status=status, headers=JSON, body=json.dumps(body).encode())


def test_operation(generated: Generator) -> None:
    """An operation is data, a function that builds its request, and one that reads its answer."""
    acme = generated(things("Thing: {type: object, properties: {a: {type: string}}}"))
    thing = acme.models.Thing(a="x")
    request = acme.operations.build_put_thing(thing)
    said = acme.operations.PUT_THING

    assert ("put_thing", Effect.IDEMPOTENT, "POST", ("/things",)) == (said.name, said.effect, said.method, said.routes)
    assert 262144 == said.answer_limit
    assert None is said.max_connections
    assert ("POST", "/things", b'{"a":"x"}') == (request.method, request.path, request.body)
    assert "application/json" == request.header("content-type")
    assert "application/json" == request.header("accept")
    assert thing == acme.operations.parse_put_thing(_answer({"a": "x"}))
    assert not acme.operations.refused_put_thing(thing)


def test_server_side(generated: Generator) -> None:
    """The server reads what the client builds, and the client reads what the server writes."""
    acme = generated(things("Thing: {type: object, properties: {a: {type: string}}}"))
    thing = acme.models.Thing(a="x")

    assert thing == acme.server.read_put_thing(acme.operations.build_put_thing(thing))
    assert thing == acme.operations.parse_put_thing(acme.server.write_put_thing(thing))
    assert (Route("POST", "/things", "put_thing"),) == acme.server.ROUTES


@pytest.mark.parametrize("effect", ["read", "idempotent", "send"])
def test_effect(generated: Generator, effect: str) -> None:
    """What a repeat does comes from the document and not from the verb."""
    acme = generated(operation(ANSWER).replace("post:", "get:").replace("x-effect: send", f"x-effect: {effect}"))

    assert Effect(effect) is acme.operations.CALL.effect
    assert "GET" == acme.operations.CALL.method


def test_limits(generated: Generator) -> None:
    """The largest answer and the number of connections are known to who runs the operation."""
    acme = generated(operation(f"x-answer-limit: 4194304\n{ANSWER}", more="x-max-connections: 1"))

    assert 4194304 == acme.operations.CALL.answer_limit
    assert 1 == acme.operations.CALL.max_connections


def test_routes(generated: Generator) -> None:
    """Paths that mean the same are one operation, which takes any of them."""
    acme = generated(
        document(
            paths="""
                /one:
                  post:
                    operationId: send
                    x-effect: send
                    requestBody: {$ref: "#/components/requestBodies/A"}
                    responses: {"204": {description: A.}}
                /two:
                  post:
                    operationId: send_two
                    x-route-of: send
                    requestBody: {$ref: "#/components/requestBodies/A"}
                    responses: {"204": {description: A.}}
            """,
            components="""
                requestBodies:
                  A: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}
            """,
            schemas="A: {type: object, properties: {a: {type: string}}}",
        )
    )
    build = acme.operations.build_send

    assert ("/one", "/two") == acme.operations.SEND.routes
    assert "/one" == build(acme.models.A()).path
    assert "/two" == build(acme.models.A(), route="/two").path
    assert [("/one", "send"), ("/two", "send")] == [(route.path, route.operation) for route in acme.server.ROUTES]


WITH_PARAMETERS = operation("""
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
      - {name: from, in: query, required: true, schema: {type: string, maxLength: 9}}
      - {name: flag, in: query, schema: {type: boolean}}
      - {name: tag, in: query, schema: {type: array, items: {type: string}}}
      - {name: X-Trace, in: header, schema: {type: string}}
      - {name: id, in: query, schema: {type: string}}
    responses: {"204": {description: Done.}}
""").replace("/call:", "/call/{id}/it:")


def test_parameters(generated: Generator) -> None:
    """Parameters travel in the path, the query and headers, escaped as each of them wants."""
    acme = generated(WITH_PARAMETERS)
    params = acme.models.CallParams(id=7, from_="a&b=c ü/?", flag=True, tag=["x", "y"], x_trace="abc")
    request = acme.operations.build_call(params)

    assert "/call/7/it" == request.path
    assert "from=a%26b%3Dc%20%C3%BC%2F%3F&flag=true&tag=x&tag=y" == request.query
    assert "abc" == request.header("x-trace")
    assert b"" == request.body


def test_same_name_in_two_places(generated: Generator) -> None:
    """A path and a query parameter of one name are two fields, and each travels in its own place."""
    acme = generated(WITH_PARAMETERS)
    params = acme.models.CallParams(id=7, from_="a", query_id="eight")
    request = acme.operations.build_call(params)

    assert ("/call/7/it", "from=a&id=eight") == (request.path, request.query)
    assert params == acme.server.read_call(request)


def test_parameters_are_checked(generated: Generator) -> None:
    """Parameters obey their schemas, and nothing ends a path segment or a header early."""
    acme = generated(WITH_PARAMETERS)
    build, params = acme.operations.build_call, acme.models.CallParams

    with pytest.raises(EncodeError, match=r"^\$\.from: longer than 9"):
        build(params(id=7, from_="a" * 10))
    with pytest.raises(EncodeError, match=r"^\$\.id: expected an integer"):
        build(params(id="../7", from_="a"))
    with pytest.raises(EncodeError, match=r"^\$\.X-Trace: a header holds printable ASCII only"):
        build(params(id=7, from_="a", x_trace="a\r\nb: c"))


def test_server_reads_parameters(generated: Generator) -> None:
    """The server side reads from the three places what the client wrote there."""
    acme = generated(WITH_PARAMETERS)
    params = acme.models.CallParams(id=7, from_="ü &", flag=False, tag=["x"], x_trace="abc")

    assert params == acme.server.read_call(acme.operations.build_call(params))
    with pytest.raises(DecodeError, match=r"^\$\.from: missing"):
        acme.server.read_call(Request(method="POST", path="/call/7/it"))


def test_shared_parameters(generated: Generator) -> None:
    """Parameters of a path hold for each of its operations, which may say otherwise."""
    acme = generated(
        document(
            paths="""
                /a/{x}:
                  parameters:
                    - {name: x, in: path, required: true, schema: {type: string}}
                    - {name: y, in: query, schema: {type: string}}
                  get:
                    operationId: first
                    x-effect: read
                    responses: {"204": {description: A.}}
                  put:
                    operationId: second
                    x-effect: idempotent
                    parameters: [{name: y, in: query, required: true, schema: {type: integer}}]
                    responses: {"204": {description: A.}}
            """
        )
    )

    assert "" == acme.operations.build_first(acme.models.FirstParams(x="1")).query
    assert "y=3" == acme.operations.build_second(acme.models.SecondParams(x="1", y=3)).query


def test_parameters_and_body(generated: Generator) -> None:
    """An operation may have both."""
    acme = generated(
        operation(
            """
            parameters: [{name: a, in: query, schema: {type: string}}]
            requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}
            responses: {"204": {description: A.}}
            """,
            "B: {type: object, properties: {b: {type: integer}}}",
        )
    )
    params, body = acme.models.CallParams(a="x"), acme.models.B(b=1)
    request = acme.operations.build_call(params, body)

    assert ("a=x", b'{"b":1}') == (request.query, request.body)
    assert (params, body) == acme.server.read_call(request)


@pytest.mark.parametrize(
    "media, value",
    [
        ("{schema: {type: string}}", "x"),
        ("{schema: {type: array, items: {type: integer, maximum: 9}}}", [1]),
        ("{schema: {}}", {"a": [None]}),
        ("{}", {"a": [None]}),
    ],
)
def test_body_without_a_class(generated: Generator, media: str, value: object) -> None:
    """A body that is no object is written and read like any other value."""
    acme = generated(operation(f"requestBody: {{content: {{application/json: {media}}}}}\n{ANSWER}"))
    request = acme.operations.build_call(value)

    assert value == json.loads(request.body)
    assert value == acme.server.read_call(request)


def test_body_without_a_class_is_checked(generated: Generator) -> None:
    """A body that is no object obeys its schema."""
    items = "{type: array, items: {type: integer, maximum: 9}}"
    acme = generated(operation(f"requestBody: {{content: {{application/json: {{schema: {items}}}}}}}\n{ANSWER}"))

    with pytest.raises(EncodeError, match=r"^\$\[1\]: above 9$"):
        acme.operations.build_call([1, 10])
    with pytest.raises(DecodeError, match=r"^\$\[0\]: expected an integer, got a string$"):
        acme.server.read_call(Request(method="POST", path="/call", body=b'["1"]'))


def test_client_arguments(generated: Generator) -> None:
    """What a client is told once is an ordinary parameter or property of the operation."""
    acme = generated(
        operation(
            """
            parameters: [{name: user, in: query, required: true, x-client-argument: username, schema: {type: string}}]
            requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}
            responses: {"204": {description: A.}}
            """,
            "B: {type: object, properties: {Product: {type: string, x-client-argument: product, default: mine}}}",
            components="""
            securitySchemes:
              basic: {type: http, scheme: basic, x-client-argument: [username, password]}
              bearer: {type: http, scheme: bearer, x-client-argument: token}
            """,
            more="security: [{basic: []}]",
        )
    )
    request = acme.operations.build_call(acme.models.CallParams(user="me"), acme.models.B())

    assert ("user=me", b'{"Product":"mine"}') == (request.query, request.body)


def test_no_parameters_and_no_body(generated: Generator) -> None:
    """An operation may take nothing and say nothing."""
    acme = generated(operation(ANSWER))
    request = acme.operations.build_call()

    assert ("POST", "/call", "", b"") == (request.method, request.path, request.query, request.body)
    assert None is acme.operations.parse_call(Response(status=204))
    assert None is acme.server.read_call(request)
    assert 204 == acme.server.write_call(None, 204).status


def test_absent_query_parameters(generated: Generator) -> None:
    """Parameters that are not given do not travel, and are absent for the server."""
    acme = generated(operation(f"parameters: [{{name: a, in: query, schema: {{type: string}}}}]\n{ANSWER}"))
    request = acme.operations.build_call(acme.models.CallParams())

    assert "" == request.query
    assert UNSET is acme.server.read_call(request).a
