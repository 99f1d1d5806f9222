"""No silent loss: whatever is neither generated nor enforced is reported by file and pointer, and fails --check."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codegen.conftest import Generator
from tests.codegen.specs import document, methods, operation, things
from tests.codegen.workshop import Workshop

SCHEMA = "/components/schemas/Thing/properties/a"
LOST_SCHEMAS = {
    "not": ("{type: string, not: {const: x}}", "/not"),
    "if": ("{type: string, if: {const: x}, then: {minLength: 1}}", "/if"),
    "then": ("{type: string, if: {const: x}, then: {minLength: 1}}", "/then"),
    "dependentRequired": ("{type: object, properties: {b: {}}, dependentRequired: {b: [c]}}", "/dependentRequired"),
    "dependentSchemas": ("{type: object, properties: {b: {}}, dependentSchemas: {b: {}}}", "/dependentSchemas"),
    "contains": ("{type: array, items: {}, contains: {type: string}}", "/contains"),
    "minContains": ("{type: array, items: {}, minContains: 1}", "/minContains"),
    "unevaluatedItems": ("{type: array, items: {}, unevaluatedItems: false}", "/unevaluatedItems"),
    "unevaluatedProperties": ("{properties: {b: {}}, unevaluatedProperties: false}", "/unevaluatedProperties"),
    "propertyNames": ("{type: object, propertyNames: {maxLength: 3}}", "/propertyNames"),
    "minProperties of a class": ("{type: object, properties: {b: {}}, minProperties: 1}", "/minProperties"),
    "required alone": ("{type: object, properties: {b: {}}, required: [c]}", "/required"),
    "required of a map": ("{type: object, required: [c]}", "/required"),
    "patternProperties": ("{type: object, patternProperties: {'^x': {type: string}}}", "/patternProperties"),
    "typed additionalProperties": (
        "{type: object, properties: {b: {}}, additionalProperties: {type: string}}", "/additionalProperties"
    ),
    "oneOf two objects": ("{oneOf: [{properties: {b: {}}}, {properties: {c: {}}}]}", "/oneOf"),
    "anyOf two texts": ("{anyOf: [{type: string, maxLength: 1}, {type: string, minLength: 9}]}", "/anyOf"),
    "oneOf free": ("{oneOf: [{type: string}, {}]}", "/oneOf"),
    "anyOf beside oneOf": ("{oneOf: [{type: string}, {type: integer}], anyOf: [{type: string}]}", "/anyOf"),
    "enum beside oneOf": ("{oneOf: [{type: string}, {type: integer}], enum: [a]}", "/enum"),
    "allOf texts": ("{allOf: [{type: string, maxLength: 3}, {type: string, minLength: 1}]}", "/allOf"),
    "const beside enum": ("{enum: [a, b], const: a}", "/const"),
    "enum of objects": ("{enum: [{b: 1}, {b: 2}]}", "/enum"),
    "const list": ("{const: [1]}", "/const"),
    "minLength of an enum": ("{type: string, enum: [a, b], minLength: 1}", "/minLength"),
    "minLength of a number": ("{type: integer, minLength: 1}", "/minLength"),
    "limits without a type": ("{minLength: 1}", "/minLength"),
    "prefixItems": ("{type: array, prefixItems: [{type: string}]}", "/prefixItems"),
    "items behind a row": (
        "{type: array, x-row: [b], prefixItems: [{type: string}], minItems: 1, items: {type: integer}}", "/items"
    ),
    "maxItems of a row": (
        "{type: array, x-row: [b], prefixItems: [{type: string}], minItems: 1, maxItems: 3}", "/maxItems"
    ),
    "limits beside a reference": ("{$ref: '#/components/schemas/Other', minProperties: 1}", "/minProperties"),
    "type beside a reference": ("{$ref: '#/components/schemas/Other', type: object}", "/type"),
    "nullable beside a reference": ("{$ref: '#/components/schemas/Other', nullable: true}", "/nullable"),
    "$defs": ("{type: string, $defs: {b: {}}}", "/$defs"),
    "$anchor": ("{type: string, $anchor: b}", "/$anchor"),
    "$dynamicRef": ("{$dynamicRef: '#b'}", "/$dynamicRef"),
    "contentEncoding": ("{type: string, contentEncoding: base64}", "/contentEncoding"),
    "unknown": ("{type: string, mood: good}", "/mood"),
    "unknown extension": ("{type: string, x-mood: good}", "/x-mood"),
    "misspelt extension": ("{type: string, x-wireformat: {kind: text}}", "/x-wireformat"),
    "extension of something else": ("{type: string, x-effect: send}", "/x-effect"),
    "refusal of a property": ("{oneOf: [{type: string}, {const: false, x-refusal: true}]}", ""),
    "format of a list's items": ("{type: array, items: {x-wire-format: {kind: flag}}}", "/items/x-wire-format"),
    "default that holds classes": ("{$ref: '#/components/schemas/Other', default: {}}", "/default"),
    "list that holds itself": ("{type: array, items: {$ref: '#/components/schemas/Thing/properties/a'}}", ""),
}  # fmt: skip


@pytest.mark.parametrize("schema, pointer", LOST_SCHEMAS.values(), ids=LOST_SCHEMAS)
def test_lost_keywords_of_schemas(workshop: Workshop, schema: str, pointer: str) -> None:
    """A keyword that changes nothing in generated code is reported, and --check insists on it."""
    other = "Other: {type: object, properties: {b: {type: string}}}"
    workshop.write(things(f"Thing: {{type: object, properties: {{a: {schema}}}}}\n{other}"))
    losses = workshop.losses()

    assert SCHEMA + pointer in losses
    assert losses[SCHEMA + pointer]
    assert 1 == workshop.run("--check").code
    workshop.accept(*(("acme/openapi.yaml", pointer) for pointer in losses))
    assert 0 == workshop.run("--check").code


POST = "/paths/~1call/post"
ANSWER = 'responses: {"200": {description: A.}}'
OBJECT = "{schema: {type: object, properties: {a: {}}}}"
BODY = "{content: {application/json: OBJECT}}"
PARAMETER = "{name: a, in: query, schema: {}}"
LOST_OPERATIONS = {
    "cookie": ("parameters: [{name: a, in: cookie, schema: {type: string}}]", "/parameters/0"),
    "content": ("parameters: [{name: a, in: query, content: {text/plain: {}}}]", "/parameters/0"),
    "style": ("parameters: [{name: a, in: query, style: pipeDelimited, schema: {}}]", "/parameters/0/style"),
    "explode": ("parameters: [{name: a, in: query, explode: false, schema: {type: array}}]", "/parameters/0/explode"),
    "reserved": ("parameters: [{name: a, in: query, allowReserved: true, schema: {}}]", "/parameters/0/allowReserved"),
    "object": ("parameters: [{name: a, in: query, schema: {type: object}}]", "/parameters/0/schema"),
    "headers": ("responses: {'200': {description: A., headers: {X: {schema: {}}}}}", "/responses/200/headers"),
    "links": ("responses: {'200': {description: A., links: {x: {operationId: call}}}}", "/responses/200/links"),
    "multipart": (
        "requestBody: {content: {multipart/form-data: OBJECT}}", "/requestBody/content/multipart~1form-data"
    ),
    "xml": (
        "responses: {'200': {description: A., content: {application/xml: OBJECT}}}",
        "/responses/200/content/application~1xml",
    ),
    "any media type": (
        "responses: {'200': {description: A., content: {'*/*': OBJECT}}}", "/responses/200/content/*~1*"
    ),
    "text without a grammar": (
        "responses: {'200': {description: A., content: {text/plain: {schema: {type: string}}}}}",
        "/responses/200/content/text~1plain",
    ),
    "text as a request": ("requestBody: {content: {text/plain: {schema: {type: string}}}}", "/requestBody/content"),
    "two schemas": (
        "requestBody: {content: {application/json: OBJECT, text/jsv: {schema: {type: object}}}}",
        "/requestBody/content/text~1jsv/schema",
    ),
    "one media type twice": (
        "requestBody: {content: {application/json: OBJECT, application/json; charset=utf-8: OBJECT}}",
        "/requestBody/content/application~1json; charset=utf-8",
    ),
    "encoding": (
        "requestBody: {content: {application/x-www-form-urlencoded: {schema: {}, encoding: {a: {contentType: a/b}}}}}",
        "/requestBody/content/application~1x-www-form-urlencoded/encoding/a/contentType",
    ),
    "style of an encoding": (
        "requestBody: {content: {application/x-www-form-urlencoded: {schema: {}, encoding: {a: {style: form}}}}}",
        "/requestBody/content/application~1x-www-form-urlencoded/encoding/a/style",
    ),
    "servers": ("servers: [{url: 'https://other.example'}]", "/servers"),
    "external example": (
        "requestBody: {content: {application/json: {schema: {}, examples: {a: {externalValue: x}}}}}",
        "/requestBody/content/application~1json/examples/a/externalValue",
    ),
    "extension among responses": ("responses: {'200': {description: A.}, x-more: 1}", "/responses/x-more"),
    "extension among callbacks": ("callbacks: {x-more: 1}", "/callbacks/x-more"),
    "callback without anything": ("callbacks: {a: {'{$url}': {post: {ANSWER}}}}", "/callbacks/a/{$url}/post"),
    "callback of a form": (
        "callbacks: {a: {'{$url}': {post: {requestBody: {content: {application/x-www-form-urlencoded: OBJECT}}}}}}",
        "/callbacks/a/{$url}/post",
    ),
    "callback with a body beside parameters": (
        "callbacks: {a: {'{$url}': {post: {ANSWER, parameters: [PARAMETER], requestBody: BODY}}}}",
        "/callbacks/a/{$url}/post/requestBody/content",
    ),
    "unknown": ("mood: good", "/mood"),
    "misspelt": ("x-answerlimit: 1", "/x-answerlimit"),
}  # fmt: skip


@pytest.mark.parametrize("text, pointer", LOST_OPERATIONS.values(), ids=LOST_OPERATIONS)
def test_lost_keywords_of_operations(workshop: Workshop, text: str, pointer: str) -> None:
    """What of an operation has no code is reported."""
    text = (
        text.replace("BODY", BODY).replace("OBJECT", OBJECT).replace("ANSWER", ANSWER).replace("PARAMETER", PARAMETER)
    )
    workshop.write(operation(text if text.startswith("responses") else f"{text}\n{ANSWER}"))
    losses = workshop.losses()

    assert POST + pointer in losses
    assert 1 == workshop.run("--check").code


LOST_ELSEWHERE = {
    "server variables": (
        "servers: [{url: 'https://{a}.example', variables: {a: {default: b}}}]",
        "/servers/0/variables",
    ),
    "path servers": ("paths: {/a: {servers: [{url: 'https://b.example'}]}}", "/paths/~1a/servers"),
    "extension of paths": ("paths: {x-more: 1}", "/paths/x-more"),
    "extension of a path": ("paths: {/a: {x-more: 1}}", "/paths/~1a/x-more"),
    "api key": (
        "components: {securitySchemes: {a: {type: apiKey, in: header, name: X-Key, x-client-argument: key}}}",
        "/components/securitySchemes/a",
    ),
    "oauth": ("components: {securitySchemes: {a: {type: oauth2, flows: {}}}}", "/components/securitySchemes/a"),
    "components that nobody uses": ("components: {headers: {a: {}}}", "/components/headers"),
    "a response that nobody uses": ("components: {responses: {a: {description: A.}}}", "/components/responses"),
    "unknown": ("mood: good", "/mood"),
    "unknown extension": ("x-mood: good", "/x-mood"),
    "security of no operation": ("security: []", "/security"),
}


@pytest.mark.parametrize("text, pointer", LOST_ELSEWHERE.values(), ids=LOST_ELSEWHERE)
def test_lost_keywords_elsewhere(workshop: Workshop, text: str, pointer: str) -> None:
    """What of a document has no code is reported."""
    workshop.write(f"openapi: 3.1.0\ninfo: {{title: Acme, version: '1'}}\n{text}\n")

    assert [pointer] == list(workshop.losses())


LOST_METHODS = {
    "links": ("links: []", "/methods/0/links"),
    "servers": ("servers: []", "/methods/0/servers"),
    "unknown": ("mood: good", "/methods/0/mood"),
}


@pytest.mark.parametrize("text, pointer", LOST_METHODS.values(), ids=LOST_METHODS)
def test_lost_keywords_of_methods(workshop: Workshop, text: str, pointer: str) -> None:
    """What of an XML-RPC method has no code is reported."""
    result = "result: {name: r, schema: {type: string}}"
    workshop.write(methods(f"- {{name: a, x-effect: read, params: [], {result}, {text}}}"), dialect="xmlrpc")

    assert [pointer] == list(workshop.losses())


@pytest.mark.parametrize("kind", ["base64", "dateTime.iso8601", "i4"])
def test_xmlrpc_type(workshop: Workshop, kind: str) -> None:
    """Another XML-RPC type for a string is not written yet, and that is said."""
    parameter = f"{{name: a, required: true, schema: {{type: string, x-xmlrpc-type: {kind}}}}}"
    workshop.write(
        methods(f"- {{name: a, x-effect: read, params: [{parameter}], result: {{name: r, schema: {{type: string}}}}}}"),
        dialect="xmlrpc",
    )

    assert ["/methods/0/params/0/schema/x-xmlrpc-type"] == list(workshop.losses())


def test_mixed_answers(workshop: Workshop) -> None:
    """Where a text grammar reads all answers, an answer that is no text is reported."""
    grammar = "[{pattern: '^(?P<a>.*)$', schema: {$ref: '#/components/schemas/Thing'}, template: '{a}'}]"
    workshop.write(
        operation(
            f"""
            responses:
              "200": {{description: A., content: {{text/plain: {{x-text-grammar: {grammar}}}}}}}
              "204": {{description: Nothing.}}
              "400": {{description: B., content: {{application/json: {{schema: {{type: string}}}}}}}}
            """,
            "Thing: {type: object, properties: {a: {type: string}}}",
        )
    )

    assert [f"{POST}/responses/204", f"{POST}/responses/400"] == sorted(workshop.losses())


def test_lost_schemas_are_still_read(generated: Generator) -> None:
    """What is reported does no harm: the value is kept as free JSON."""
    acme = generated(
        things("""
            Thing:
              type: object
              properties:
                a: {oneOf: [{type: object, properties: {b: {}}}, {type: object, properties: {c: {}}}]}
                d: {type: array, prefixItems: [{type: string}]}
        """),
        lossy=True,
    )
    wire: Any = {"a": {"c": [1]}, "d": ["x", 2]}

    assert wire == acme.codecs.encode_thing(acme.codecs.decode_thing(wire))


def test_documentation_is_no_loss(workshop: Workshop) -> None:
    """What is only for people is not a loss."""
    workshop.write(
        document(
            paths="""
                /call:
                  summary: A path.
                  description: A path.
                  post:
                    operationId: call
                    x-effect: send
                    summary: A call.
                    description: A call.
                    tags: [a]
                    deprecated: true
                    externalDocs: {url: "https://acme.example"}
                    requestBody:
                      description: A body.
                      content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}, example: {a: b}}}
                    responses: {"204": {description: A.}}
            """,
            schemas="""
                Thing:
                  title: A thing
                  type: object
                  description: A thing.
                  externalDocs: {url: "https://acme.example"}
                  properties:
                    a: {type: string, format: email, examples: [a], deprecated: true, readOnly: true, xml: {}}
                    b: {type: string, writeOnly: true, example: b, $comment: why}
            """,
            more="""
                tags: [{name: a}]
                externalDocs: {url: "https://acme.example"}
            """,
        )
    )

    assert {} == workshop.losses()
