"""Plain-text answers: ordered patterns lead to classes, and templates write them."""

from __future__ import annotations

import pytest

from smswire_runtime import DecodeError, Response
from tests.codegen.conftest import Generator
from tests.codegen.specs import operation

SCHEMAS = """
    Balance:
      type: object
      required: [amount]
      properties:
        amount: {type: string, x-wire-format: {kind: decimal, places: 2}}
        text: {type: string}
    Failure: {type: object, required: [message], properties: {message: {type: string}}}
"""
GRAMMAR = """
    responses:
      "200":
        description: A text.
        content:
          text/plain:
            schema: {oneOf: [{$ref: "#/components/schemas/Balance"}, {$ref: "#/components/schemas/Failure"}]}
            x-text-grammar:
              - pattern: '(?i)^success: ?(?P<amount>[0-9.]+)$'
                schema: {$ref: "#/components/schemas/Balance"}
                template: "Success: {amount}"
                whole: text
              - pattern: '^(?P<amount>[0-9.]+)$'
                schema: {$ref: "#/components/schemas/Balance"}
                template: "{amount}"
              - pattern: '(?i)^error:\\s*(?P<message>.*)$'
                schema: {$ref: "#/components/schemas/Failure"}
                template: "Error: {message}"
                refusal: true
            examples: {good: {value: "Success: 1.00"}}
"""


def _parse(acme: object, body: bytes, status: int = 200) -> object:
    return acme.operations.parse_call(Response(status=status, body=body))  # type: ignore[attr-defined]


def test_text_answer(generated: Generator) -> None:
    """The first pattern that matches says what the text is."""
    acme = generated(operation(GRAMMAR, SCHEMAS))
    balance, failure = acme.models.Balance, acme.models.Failure

    assert balance(amount="1.50", text="SUCCESS:1.50") == _parse(acme, b"SUCCESS:1.50")
    assert balance(amount="2") == _parse(acme, b"2")
    assert failure(message="No credit") == _parse(acme, b"\xef\xbb\xbfError: No credit")
    assert "text/plain" == acme.operations.build_call().header("accept")


def test_refusing_text(generated: Generator) -> None:
    """A rule says whether its text refuses."""
    acme = generated(operation(GRAMMAR, SCHEMAS))

    assert acme.operations.refused_call(acme.models.Failure(message="x"))
    assert not acme.operations.refused_call(acme.models.Balance(amount="1"))


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"1.50\n", b"x" * 100_000, b"Error: a\nb"])
def test_undocumented_text(generated: Generator, body: bytes) -> None:
    """A text that no pattern matches is an error."""
    acme = generated(operation(GRAMMAR, SCHEMAS))

    with pytest.raises(DecodeError):
        _parse(acme, body)


def test_server_writes_texts(generated: Generator) -> None:
    """The server fills in a template, or writes the whole text again as it came."""
    acme = generated(operation(GRAMMAR, SCHEMAS))
    write = acme.server.write_call

    assert b"Success: 1.50" == write(acme.models.Balance(amount="1.50")).body
    assert b"success:1.50" == write(acme.models.Balance(amount="1.50", text="success:1.50")).body
    assert b"Error: No" == write(acme.models.Failure(message="No"), 400).body
    assert 400 == write(acme.models.Failure(message="No"), 400).status
    for answer in (acme.models.Balance(amount="1.50", text="Success: 1.50"), acme.models.Failure(message="x")):
        assert answer == acme.operations.parse_call(write(answer))


def test_document_body_is_believed_before_the_status(generated: Generator) -> None:
    """A text that the grammar knows counts whatever the status is."""
    acme = generated(operation(GRAMMAR, SCHEMAS))

    assert acme.models.Failure(message="No") == _parse(acme, b"Error: No", 500)
