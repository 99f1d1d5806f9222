"""Mini-specifications for the generation of clients: each is called over a socket, and read by both type checkers."""

from __future__ import annotations

from textwrap import dedent, indent

from tests.codegen.specs import document, methods, operation

BODY = operation(
    """
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Send"}}}}
    responses: {"200": {description: A., content: {application/json: {schema: {type: string}}}}}
    """,
    """
    Send:
      type: object
      required: [user, password, text]
      properties:
        user: {type: string, x-client-argument: user}
        password: {type: string, format: password, x-client-argument: password}
        text: {type: string}
    """,
)
"""Credentials in the body."""

NESTED = operation(
    """
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Send"}}}}
    responses: {"204": {description: A.}}
    """,
    """
    Send:
      type: object
      required: [Name, Sender, Parts, To]
      properties:
        Name: {type: string, const: SEND}
        Product: {type: string, x-client-argument: product, default: acme}
        Sender: {$ref: "#/components/schemas/Sender"}
        Parts: {$ref: "#/components/schemas/Parts"}
        To: {type: string}
    Sender:
      type: object
      required: [Account, Secrets, Note]
      properties:
        Account: {type: string, x-client-argument: account}
        Note: {type: string}
        Secrets:
          type: object
          required: [Pin]
          properties: {Pin: {type: string, format: password, x-client-argument: pin}}
    Parts:
      type: object
      x-numbered: {items: parts, count: Count, max: 9}
      properties:
        Count: {type: integer}
        Note: {type: string}
        Product: {type: string, x-client-argument: product, default: acme}
      patternProperties: {'^[1-9]$': {$ref: "#/components/schemas/Part"}}
    Part: {type: object, required: [text], properties: {text: {type: string}}}
    """,
)
"""Credentials in objects inside the body, and a constant and numbered members beside them."""

QUERY = document(
    paths="""
    /balance:
      get:
        operationId: get_balance
        x-effect: read
        parameters:
          - {name: username, in: query, required: true, x-client-argument: username, schema: {type: string}}
          - {name: password, in: query, required: true, x-client-argument: password,
             schema: {type: string, format: password}}
        responses: {"200": {description: A., content: {application/json: {schema: {type: integer}}}}}
    /send/{to}:
      get:
        operationId: send_sms
        x-effect: send
        parameters:
          - {name: username, in: query, required: true, x-client-argument: username, schema: {type: string}}
          - {name: password, in: query, required: true, x-client-argument: password,
             schema: {type: string, format: password}}
          - {name: to, in: path, required: true, schema: {type: string}}
          - {name: message, in: query, required: true, schema: {type: string}}
        responses: {"204": {description: A.}}
    """
)
"""Credentials in the query."""

HEADER = operation("""
    parameters:
      - {name: X-API-Key, in: header, required: true, schema: {type: string, format: password},
         x-client-argument: api_key}
      - {name: X-Tenant, in: header, schema: {type: string}, x-client-argument: tenant}
    responses: {"204": {description: A.}}
""")
"""A key in a header, and one more header that may stay away."""

POSITIONAL = methods(
    """
    - name: acme.send
      x-effect: send
      params:
        - {name: user, required: true, schema: {type: string, x-client-argument: user}}
        - {name: pass, required: true, schema: {type: string, format: password, x-client-argument: password}}
        - {name: dest, required: true, schema: {type: array, items: {type: string}}}
        - {name: flash, required: false, schema: {type: boolean, default: false}}
      result:
        name: rows
        schema: {oneOf: [{type: array, items: {$ref: "#/components/schemas/Row"}}, {const: false, x-refusal: true}]}
    - name: ping
      x-effect: read
      params: []
      result: {name: pong, schema: {type: integer}}
    """,
    """
    Row: {type: array, x-row: [dest, ok], prefixItems: [{type: string}, {type: boolean}], minItems: 2, items: false}
    """,
)
"""Credentials in positional parameters of XML-RPC."""

TWO_CALLS = """
    /call:
      post: {operationId: call, x-effect: send, responses: {"204": {description: A.}}}
    /public:
      get: {operationId: public, x-effect: read, security: [], responses: {"204": {description: A.}}}
"""


def secured(schemes: str, *, paths: str = TWO_CALLS, schemas: str = "") -> str:
    """A document of two calls, one of which wants credentials, with these ways to authenticate."""
    return document(
        paths=dedent(paths),
        schemas=schemas,
        components=f"securitySchemes:\n{indent(dedent(schemes).strip(), '  ')}",
        more=f"security: [{', '.join(f'{{{name}: []}}' for name in _names(schemes))}]",
    )


def _names(schemes: str) -> list[str]:
    lines = dedent(schemes).strip().splitlines()
    return [line.partition(":")[0] for line in lines if not line.startswith(" ")]


LOGIN = (
    """
    /login:
      post:
        operationId: login
        x-effect: idempotent
        security: []
        requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Login"}}}}
        responses: {"204": {description: A.}}
"""
    + TWO_CALLS
)
LOGIN_BODY = """
    Login:
      type: object
      required: [username, password]
      properties:
        username: {type: string, x-client-argument: username}
        password: {type: string, format: password, x-client-argument: password}
        remember: {type: boolean}
"""

BASIC = secured("http_basic: {type: http, scheme: basic, x-client-argument: [username, password]}")
BEARER = secured("http_bearer: {type: http, scheme: bearer, x-client-argument: token}")
SESSION = secured(
    """
    cookie: {type: apiKey, in: cookie, name: sid, x-client-argument: [username, password],
             x-session: {login: login, cookies: [sid, pid]}}
    """,
    paths=LOGIN,
    schemas=LOGIN_BODY,
)
ANY_WAY = secured(
    """
    basic: {type: http, scheme: basic, x-client-argument: [username, password]}
    bearer: {type: http, scheme: bearer, x-client-argument: token}
    session: {type: apiKey, in: cookie, name: sid, x-client-argument: [username, password],
              x-session: {login: login, cookies: [sid]}}
    """,
    paths=LOGIN,
    schemas=LOGIN_BODY,
)
"""Several ways to authenticate."""

ARGUMENTS = operation(
    """
    parameters:
      - {name: late, in: query, schema: {type: string}}
      - {name: id, in: query, required: true, schema: {type: integer}}
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
    responses: {"200": {description: A., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
    """,
    """
    Thing:
      type: object
      description: A thing.
      required: [kind, version, text, nothing, at, pin]
      properties:
        kind: {type: string, const: THING}
        version: {type: [string, "null"], enum: [a, b, null]}
        text: {type: string, description: What it says.}
        nothing: {type: [string, "null"]}
        at: {type: string, x-wire-format: {kind: date-time, patterns: [yyyy-MM-dd HH:mm:ss], zone: Europe/Zurich}}
        ref: {type: string, x-wire-format: {kind: guid, form: N}}
        pin: {type: string, format: password}
        puk: {type: [string, "null"], format: password}
        level: {$ref: "#/components/schemas/Level"}
        size: {type: integer, default: 3}
        sizes: {type: array, items: {type: integer}, default: [1, 2]}
        perhaps: {type: [integer, "null"]}
    Level:
      type: string
      enum: [low, high]
      default: low
    """,
)
"""Arguments of every kind."""

GIVEN = operation(
    """
    parameters:
      - {name: pin, in: query, required: true, x-client-argument: pin, schema: {type: string, format: password}}
      - {name: puk, in: query, x-client-argument: puk, schema: {type: string, format: password}}
      - {name: level, in: query, x-client-argument: level, schema: {$ref: "#/components/schemas/Level"}}
      - {name: shard, in: query, x-client-argument: shard, schema: {type: integer, default: 7}}
      - {name: zone, in: query, x-client-argument: zone, schema: {type: string}}
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Send"}}}}
    responses: {"204": {description: A.}}
    """,
    """
    Send:
      type: object
      required: [new, zone]
      properties:
        new: {type: [string, "null"], x-client-argument: new}
        zone: {type: string, x-client-argument: zone}
        most: {type: [string, "null"], format: password, x-client-argument: most}
    Level: {type: string, enum: [low, high]}
    """,
)
"""What a client may be told: secret, nullable, absent, enumerated, by default, needed by one message of two."""

NAMES = document(
    paths="""
    /names/{self}:
      post:
        operationId: type
        x-effect: send
        parameters:
          - {name: self, in: path, required: true, schema: {type: string}}
          - {name: format, in: query, schema: {type: string}}
          - {name: text, in: query, required: true, schema: {type: string}}
          - {name: token, in: query, required: true, x-client-argument: client, schema: {type: string}}
          - {name: list, in: query, schema: {type: array, items: {type: string}}}
        requestBody:
          required: true
          content:
            application/json: {schema: {$ref: "#/components/schemas/Client"}}
            text/jsv: {schema: {$ref: "#/components/schemas/Client"}}
        responses:
          "200": {description: A., content: {application/json: {schema: {$ref: "#/components/schemas/Answer"}}}}
    /others/{self}:
      post:
        operationId: other
        x-route-of: type
        parameters:
          - {name: self, in: path, required: true, schema: {type: string}}
          - {name: format, in: query, schema: {type: string}}
          - {name: text, in: query, required: true, schema: {type: string}}
          - {name: token, in: query, required: true, x-client-argument: client, schema: {type: string}}
          - {name: list, in: query, schema: {type: array, items: {type: string}}}
        requestBody:
          required: true
          content:
            application/json: {schema: {$ref: "#/components/schemas/Client"}}
            text/jsv: {schema: {$ref: "#/components/schemas/Client"}}
        responses:
          "200": {description: A., content: {application/json: {schema: {$ref: "#/components/schemas/Answer"}}}}
    /form: {post: {operationId: format, x-effect: send, responses: {"204": {description: A.}},
        requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Hook"}},
                                application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Hook"}}}}}}
    /raw: {get: {operationId: raw, x-effect: read, responses: {"204": {description: A.}}}}
    /close: {get: {operationId: close, x-effect: read, responses: {"204": {description: A.}}}}
    /list: {get: {operationId: list, x-effect: read, responses: {"204": {description: A.}}}}
    /self: {get: {operationId: self, x-effect: read, responses: {"204": {description: A.}}}}
    /route: {get: {operationId: route, x-effect: read, responses: {"204": {description: A.}}}}
    /deadline: {get: {operationId: deadline, x-effect: read, responses: {"204": {description: A.}}}}
    /client: {get: {operationId: client, x-effect: read, responses: {"204": {description: A.}}}}
    /runtime: {get: {operationId: runtime, x-effect: read, responses: {"204": {description: A.}}}}
    /operations: {get: {operationId: operations, x-effect: read, responses: {"204": {description: A.}}}}
    /secret: {get: {operationId: secret, x-effect: read, responses: {"204": {description: A.}},
        parameters: [{name: s, in: query, x-client-argument: secret, required: true,
                      schema: {type: string, format: password}},
                     {name: p, in: query, x-client-argument: session, schema: {type: string}}]}}
    /import: {get: {operationId: import, x-effect: read, responses: {"204": {description: A.}}}}
    """,
    schemas="""
    Client:
      type: object
      required: [text, self]
      properties:
        text: {type: string}
        self: {type: string}
        format: {type: string}
        route: {type: string}
        asked: {type: string}
        operations: {type: string}
        runtime: {type: string}
        client: {type: string}
        raw: {type: string}
        close: {type: string}
        type: {type: string}
        Class: {type: string}
        Session: {$ref: "#/components/schemas/Session"}
    Answer: {type: object, properties: {call: {$ref: "#/components/schemas/Call"}}}
    Call: {type: object, properties: {transport: {$ref: "#/components/schemas/Transport"}}}
    Calls: {type: object, properties: {call: {$ref: "#/components/schemas/Call"}}}
    Transport: {type: object, properties: {hook: {$ref: "#/components/schemas/Hook"}}}
    Hook: {type: object, properties: {calls: {$ref: "#/components/schemas/Calls"}}}
    Session: {type: object, properties: {id: {type: string}}}
    """,
)
"""Names that generated code uses for itself, wherever a specification can have one."""

MEDIA = document(
    paths="""
    /one: {post: {operationId: one, x-effect: send, responses: {"204": {description: A.}},
        requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}},
                                text/jsv: {schema: {$ref: "#/components/schemas/Thing"}}}}}}
    /two: {post: {operationId: two, x-effect: send, responses: {"204": {description: A.}},
        requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}},
                                application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Thing"}}}}}}
    /six: {post: {operationId: six, x-effect: send, responses: {"204": {description: A.}},
        requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}}
    """,
    schemas="Thing: {type: object, required: [a], properties: {a: {type: string}}}",
)
"""Operations that can be written in different encodings."""

ROUTES = document(
    paths="""
    /one: {post: {operationId: send, x-effect: send, responses: {"204": {description: A.}}}}
    /Failure/UUID: {post: {operationId: again, x-route-of: send, responses: {"204": {description: A.}}}}
    """,
    schemas="Failure: {type: object, properties: {a: {type: string}}}",
)
"""An operation with two addresses, one of which spells names of ours."""

TEXT = document(
    paths="""
    /balance:
      get:
        operationId: get_balance
        x-effect: read
        responses:
          "200": {$ref: "#/components/responses/Line"}
          default: {$ref: "#/components/responses/Line"}
    """,
    components="""
    responses:
      Line:
        description: A line.
        content:
          text/plain:
            schema: {$ref: "#/components/schemas/Balance"}
            x-text-grammar:
              - {pattern: '^balance: (?P<amount>[0-9]+)$', schema: {$ref: "#/components/schemas/Balance"},
                 template: "balance: {amount}"}
              - {pattern: '^no: (?P<why>.*)$', schema: {$ref: "#/components/schemas/Refused"},
                 template: "no: {why}", refusal: true}
    """,
    schemas="""
    Balance: {type: object, required: [amount], properties: {amount: {type: string}}}
    Refused: {type: object, required: [why], properties: {why: {type: string}}}
    """,
)
"""Answers in plain text."""

WEBHOOKS = document(
    paths="",
    schemas="Lost: {type: object, required: [id], properties: {id: {type: string}}}",
    more="""
    webhooks:
      lost:
        post:
          requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Lost"}}}}
          responses: {"204": {description: A.}}
    """,
)
"""A provider that only calls."""

CIRCLE = operation(
    """
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Node"}}}}
    responses: {"204": {description: A.}}
    """,
    """
    Node:
      type: object
      required: [user]
      properties:
        user: {type: string, x-client-argument: user}
        next: {$ref: "#/components/schemas/Node"}
        other: {$ref: "#/components/schemas/Other"}
    Other: {type: object, properties: {node: {$ref: "#/components/schemas/Node"}, text: {type: string}}}
    """,
)
"""A class that holds itself, directly and through another one, and something that the client knows."""

UNION = operation(
    """
    responses:
      "200":
        description: A.
        content:
          application/json:
            schema: {oneOf: [{$ref: "#/components/schemas/Good"}, {type: string}, {const: false, x-refusal: true}]}
      "400": {description: B., content: {application/json: {schema: {$ref: "#/components/schemas/Bad"}}}}
      default: {description: C.}
    """,
    """
    Good: {type: object, required: [a], properties: {a: {type: string}}}
    Bad: {type: object, required: [b], properties: {b: {type: string}}}
    """,
)
"""Several acceptances and several refusals."""

EMPTY = operation(
    """
    requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Nothing"}}}}
    responses:
      "200":
        description: A.
        content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Counted"}}}}
    """,
    """
    Nothing: {type: object, properties: {}}
    Counted: {type: object, x-numbered: {items: parts, count: Count, max: 2}, properties: {Count: {type: integer}},
              patternProperties: {'^[12]$': {$ref: "#/components/schemas/Part"}}}
    Part: {type: object, properties: {a: {type: string}}}
    """,
)
"""Classes without properties, and a list as an answer."""

OPENAPI = {
    "body": BODY,
    "nested": NESTED,
    "query": QUERY,
    "header": HEADER,
    "basic": BASIC,
    "bearer": BEARER,
    "session": SESSION,
    "any_way": ANY_WAY,
    "arguments": ARGUMENTS,
    "given": GIVEN,
    "names": NAMES,
    "media": MEDIA,
    "routes": ROUTES,
    "text": TEXT,
    "webhooks": WEBHOOKS,
    "circle": CIRCLE,
    "union": UNION,
    "empty": EMPTY,
}
"""All of them that are OpenAPI, by the name of a package."""
