"""Mini-specifications: what every document needs, so that a test shows only what it is about."""

from __future__ import annotations

from textwrap import dedent, indent

HEAD = """\
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: "https://acme.example"}]
"""

CALL = """\
/things:
  post:
    operationId: put_thing
    x-effect: idempotent
    requestBody:
      required: true
      content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
    responses:
      "200":
        description: The thing.
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
"""
"""One operation that sends a Thing and is answered with one."""

XMLRPC_HEAD = """\
openrpc: 1.3.2
info: {title: Acme, version: "1"}
servers: [{url: "https://acme.example/rpc/"}]
"""


def _block(key: str, text: str) -> str:
    body = dedent(text).strip("\n")
    return f"{key}:\n{indent(body, '  ')}\n" if body.strip() else ""


def document(*, paths: str = CALL, schemas: str = "", components: str = "", more: str = "", head: str = HEAD) -> str:
    """An OpenAPI document of these paths and schemas; ``more`` stands at its root."""
    inner = dedent(components).strip("\n") + "\n" + _block("schemas", schemas)
    return (
        head + dedent(more).strip("\n") + "\n" + (_block("paths", paths) or "paths: {}\n") + _block("components", inner)
    )


def things(schemas: str, *, more: str = "") -> str:
    """A document with these schemas, whose one operation sends a Thing and is answered with one."""
    return document(schemas=schemas, more=more)


def operation(text: str, schemas: str = "", *, components: str = "", more: str = "") -> str:
    """A document with one operation, ``POST /call``, that has these keywords besides its name and effect."""
    head = "operationId: call\nx-effect: send\n"
    post = _block("post", head + dedent(text).strip("\n"))
    return document(paths=_block("/call", post), schemas=schemas, components=components, more=more)


def methods(text: str, schemas: str = "", *, components: str = "", more: str = "") -> str:
    """An XML-RPC document of these methods."""
    inner = dedent(components).strip("\n") + "\n" + _block("schemas", schemas)
    return XMLRPC_HEAD + dedent(more).strip("\n") + "\n" + _block("methods", text) + _block("components", inner)


ANSWER = """\
responses:
  "204": {description: Done.}
"""
"""The least that an operation has to answer."""


def answer_of(schema: str) -> str:
    """Responses of one documented answer with this schema."""
    return f"""
        responses:
          "200":
            description: An answer.
            content: {{application/json: {{schema: {schema}}}}}
    """


def reference(name: str) -> str:
    """A reference to one of the document's schemas."""
    return f'{{$ref: "#/components/schemas/{name}"}}'
