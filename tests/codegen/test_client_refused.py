"""Specifications from which no client can be made: one line with file, pointer and remedy, and nothing is written."""

from __future__ import annotations

import pytest

from tests.codegen import client_specs as specs
from tests.codegen.specs import ANSWER, methods, operation, reference
from tests.codegen.workshop import Workshop

PARAMETERS = "#/paths/~1call/post/parameters"
SCHEMES = "#/components/securitySchemes"


def _parameters(*said: str) -> str:
    """A call with these query parameters."""
    rows = "".join(f"\n  - {{in: query, {one}}}" for one in said)
    return operation(f'parameters:{rows}\nresponses: {{"204": {{description: A.}}}}')


def _everywhere(count: int) -> str:
    """A body of so many classes that all hold each other, and each of them something that the client knows."""
    names = [f"C{number}" for number in range(count)]
    inner = ", ".join(f"{name}: {reference(name)}" for name in names)
    one = f"{{type: object, properties: {{{inner}, user: {{type: string, x-client-argument: user}}}}}}"
    schemas = "\n".join(f"{name}: {one}" for name in names)
    body = f"requestBody: {{content: {{application/json: {{schema: {reference('C0')}}}}}}}"
    return operation(f"{body}\n{ANSWER}", schemas)


@pytest.mark.parametrize(
    "text, pointer, problem, remedy",
    [
        pytest.param(
            _parameters(
                "name: a, required: true, x-client-argument: x, schema: {type: string}",
                "name: b, required: true, x-client-argument: x, schema: {type: integer}",
            ),
            f"{PARAMETERS}/1/schema",
            "the client argument 'x' has another type elsewhere",
            "give both the same schema, or different names",
            id="two types",
        ),
        pytest.param(
            _parameters(
                "name: a, x-client-argument: x, schema: {type: string}",
                "name: b, x-client-argument: x, schema: {type: string, format: password}",
            ),
            f"{PARAMETERS}/1/schema",
            "the client argument 'x' has another type elsewhere",
            "give both the same schema, or different names",
            id="secret and not",
        ),
        pytest.param(
            _parameters(
                "name: a, x-client-argument: x, schema: {type: string, default: one}",
                "name: b, x-client-argument: x, schema: {type: string, default: two}",
            ),
            f"{PARAMETERS}/1/schema",
            "the client argument 'x' has another default elsewhere",
            "give both the same default, or different names",
            id="two defaults",
        ),
        pytest.param(
            _parameters(
                "name: a, x-client-argument: x, schema: {type: string, default: one}",
                "name: b, required: true, x-client-argument: x, schema: {type: string}",
            ),
            f"{PARAMETERS}/1/schema",
            "the client argument 'x' has another default elsewhere",
            "give both the same default, or different names",
            id="a default and none",
        ),
        pytest.param(
            operation(
                """
                requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Send"}}}}
                responses: {"204": {description: A.}}
                """,
                """
                Send: {type: object, properties: {items: {type: array, items: {$ref: "#/components/schemas/Item"}}}}
                Item: {type: object, properties: {user: {type: string, x-client-argument: user}}}
                """,
            ),
            "#/components/schemas/Item/properties/user",
            "no request holds this at a fixed place, so 'user' would go nowhere",
            "remove x-client-argument",
            id="in a list",
        ),
        pytest.param(
            operation(
                'responses: {"200": {description: A., content: {application/json: {schema: '
                f"{reference('Answer')}}}}}}}}}",
                "Answer: {type: object, properties: {user: {type: string, x-client-argument: user}}}",
            ),
            "#/components/schemas/Answer/properties/user",
            "no request holds this at a fixed place, so 'user' would go nowhere",
            "remove x-client-argument",
            id="in an answer",
        ),
        pytest.param(
            specs.secured("basic: {type: http, scheme: basic, x-client-argument: [key]}"),
            f"{SCHEMES}/basic",
            "basic credentials are a user name and a password, and x-client-argument names 1",
            "name 2 in x-client-argument",
            id="half of basic",
        ),
        pytest.param(
            specs.secured("bearer: {type: http, scheme: bearer, x-client-argument: [user, token]}"),
            f"{SCHEMES}/bearer",
            "bearer credentials are a token, and x-client-argument names 2",
            "name 1 in x-client-argument",
            id="two bearers",
        ),
        pytest.param(
            specs.secured("""
                basic: {type: http, scheme: basic, x-client-argument: [user, token]}
                bearer: {type: http, scheme: bearer, x-client-argument: user}
            """),
            f"{SCHEMES}/bearer",
            "the client argument 'user' has another type elsewhere",
            "give both the same schema, or different names",
            id="a name and a token",
        ),
        pytest.param(
            specs.SESSION.replace("x-client-argument: [username, password]", "x-client-argument: [username, pin]"),
            f"{SCHEMES}/cookie",
            "the login 'login' does not take pin",
            "write x-client-argument where the login takes it",
            id="a login that does not take it",
        ),
        pytest.param(
            specs.SESSION.replace("required: [username, password]", "required: [username, password, remember]"),
            "#/paths/~1login/post",
            "the login 'login' needs remember, which no client argument gives",
            "name them with x-client-argument",
            id="a login that needs more",
        ),
        pytest.param(
            specs.SESSION.replace("login: login", "login: logout"),
            f"{SCHEMES}/cookie/x-session",
            "no operation is called 'logout'",
            "name the operationId of the login",
            id="no such login",
        ),
        pytest.param(
            _everywhere(9),
            "#/paths/~1call/post",
            "the client's arguments stand in more than 100 objects of this request",
            "write x-client-argument in fewer objects",
            id="everywhere",
        ),
    ],
)
def test_no_client(workshop: Workshop, text: str, pointer: str, problem: str, remedy: str) -> None:
    """The line says where, what and what to do."""
    workshop.write(text)
    outcome = workshop.run()

    assert (2, [f"error: acme/openapi.yaml{pointer}: {problem}; {remedy}"]) == (outcome.code, outcome.lines)
    assert not workshop.out.exists()


RESERVED = [
    "answers", "auth", "base_url", "deadline", "format", "hooks", "tls", "transport", "calls", "self", "settings",
    "super", "way", "class", "from", "import",
]  # fmt: skip


@pytest.mark.parametrize("name", RESERVED)
def test_reserved_client_argument(workshop: Workshop, name: str) -> None:
    """What every client is told anyway, what our code calls something, and what Python cannot name, is refused."""
    workshop.write(_parameters(f"name: a, x-client-argument: '{name}', schema: {{type: string}}"))
    parameter = workshop.run()
    workshop.write(specs.secured(f"bearer: {{type: http, scheme: bearer, x-client-argument: '{name}'}}"))
    scheme = workshop.run()

    said = f"no client argument can be called {name!r}; choose another name"
    assert [f"error: acme/openapi.yaml{PARAMETERS}/0/schema: {said}"] == parameter.lines
    assert [f"error: acme/openapi.yaml{SCHEMES}/bearer: {said}"] == scheme.lines
    assert not workshop.out.exists()


@pytest.mark.parametrize("name", ["User", "1st", "_user", "a-b", "a b", "ä", ""])
def test_no_name_at_all(workshop: Workshop, name: str) -> None:
    """A client argument is a lower-case name."""
    workshop.write(_parameters(f"name: a, x-client-argument: '{name}', schema: {{type: string}}"))
    outcome = workshop.run()

    assert 2 == outcome.code
    assert outcome.err.startswith(f"error: acme/openapi.yaml{PARAMETERS}/0/x-client-argument: ")


def test_xmlrpc(workshop: Workshop) -> None:
    """The same holds for positional parameters."""
    workshop.write(
        methods("""
            - name: a
              x-effect: read
              params: [{name: x, required: true, schema: {type: string, x-client-argument: user}}]
              result: {name: r, schema: {type: integer}}
            - name: b
              x-effect: read
              params: [{name: x, required: true, schema: {type: integer, x-client-argument: user}}]
              result: {name: r, schema: {type: integer}}
        """),
        dialect="xmlrpc",
    )
    said = "the client argument 'user' has another type elsewhere; give both the same schema, or different names"

    assert [f"error: acme/xmlrpc.yaml#/methods/1/params/0/schema: {said}"] == workshop.run().lines
