"""What a provider calls: callbacks of operations and webhooks."""

from __future__ import annotations

import json

import pytest

from smswire_runtime import UNSET, DecodeError
from tests.codegen.conftest import Generator
from tests.codegen.specs import document, operation

JSON = (("Content-Type", "application/json"),)
SCHEMAS = """
    Receipt:
      type: object
      required: [Receipt]
      properties: {Receipt: {type: object, required: [Id], properties: {Id: {type: [string, integer]}}}}
    Reply:
      type: object
      required: [Reply]
      properties: {Reply: {type: object, required: [Text], properties: {Text: {type: string}}}}
    Ack:
      type: object
      required: [Name, Result]
      properties:
        Name: {type: string, const: ACK}
        Result: {type: string, default: "0000", maxLength: 4}
"""
CALLBACKS = operation(
    """
    responses: {"204": {description: Done.}}
    callbacks:
      receipt:
        '{$request.body#/ReceiptUrl}':
          post:
            operationId: receipt
            summary: One receipt.
            requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Receipt"}}}}
            responses:
              "200":
                description: Kept.
                content: {application/json: {schema: {$ref: "#/components/schemas/Ack"}}}
      reply:
        '{$request.body#/ReplyUrl}':
          post:
            requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Reply"}}}}
            responses: {"202": {description: Kept.}}
    """,
    SCHEMAS,
)


def test_callback(generated: Generator) -> None:
    """A callback's body is read into its class."""
    acme = generated(CALLBACKS)
    event = acme.callbacks.parse_receipt(JSON, "", b'{"Receipt":{"Id":1},"More":true}')

    assert 1 == event.receipt.id
    assert {"More": True} == event.additional_properties
    with pytest.raises(DecodeError, match=r"^\$\.Receipt\.Id: missing"):
        acme.callbacks.parse_receipt(JSON, "", b'{"Receipt":{}}')


def test_acknowledgement(generated: Generator) -> None:
    """The documented acknowledgement is written, from its defaults alone if they suffice."""
    acme = generated(CALLBACKS)
    said = acme.callbacks.acknowledge_receipt(acme.models.Ack(result="2011"))

    assert {"Name": "ACK", "Result": "0000"} == json.loads(acme.callbacks.acknowledge_receipt().body)
    assert {"Name": "ACK", "Result": "2011"} == json.loads(said.body)
    assert (200, "application/json") == (said.status, said.media_type)
    assert (202, b"") == (acme.callbacks.acknowledge_reply().status, acme.callbacks.acknowledge_reply().body)


def test_several_events(generated: Generator) -> None:
    """At one address the events are told apart by what they hold."""
    acme = generated(CALLBACKS)
    parse = acme.callbacks.parse

    assert isinstance(parse(JSON, "", b'{"Receipt":{"Id":"a"}}'), acme.models.Receipt)
    assert isinstance(parse(JSON, "", b'{"Reply":{"Text":"hi"}}'), acme.models.Reply)
    with pytest.raises(DecodeError, match=r"no Receipt: \$\.Receipt: missing; no Reply: \$\.Reply: missing"):
        parse(JSON, "", b"{}")
    with pytest.raises(DecodeError):
        parse(JSON, "", b"<html>")


def test_provider_calls(generated: Generator) -> None:
    """The server side writes what the receiver reads, and reads its acknowledgement."""
    acme = generated(CALLBACKS)
    event = acme.models.Receipt(receipt=acme.models.ReceiptReceipt(id="a"))
    request = acme.server.call_receipt(event)
    ack = acme.callbacks.acknowledge_receipt()

    assert event == acme.callbacks.parse_receipt(request.headers, request.query, request.body)
    assert acme.models.Ack() == acme.server.parse_receipt_answer(ack)


WEBHOOK = document(
    paths="",
    more="""
        x-property-names: case-insensitive
        webhooks:
          delivery_report:
            get:
              operationId: delivery_report
              parameters:
                - {name: messageId, in: query, required: true, schema: {type: string}}
                - {name: StatusID, in: query, required: true, schema: {type: string, x-wire-format: {kind: integer}}}
                - {name: from, in: query, schema: {type: string}}
              responses: {"200": {description: Kept.}, "500": {description: Not kept.}}
    """,
)


def test_webhook(generated: Generator) -> None:
    """A webhook of query parameters is read in any casing; other parameters do no harm."""
    acme = generated(WEBHOOK)
    event = acme.callbacks.parse((), "MESSAGEID=a%20b&statusId=200&from=&x=y", b"")

    assert ("a b", "200", 200, "") == (event.message_id, event.status_id, event.status_id_value, event.from_)
    assert UNSET is acme.callbacks.parse((), "messageid=1&statusid=2", b"").from_
    assert 200 == acme.callbacks.acknowledge_delivery_report().status
    with pytest.raises(DecodeError, match=r"^\$\.StatusID: missing"):
        acme.callbacks.parse((), "messageid=1", b"")


def test_server_calls_the_webhook(generated: Generator) -> None:
    """The server side writes the query that the receiver reads."""
    acme = generated(WEBHOOK)
    event = acme.models.DeliveryReport(message_id="a&b", status_id="300", from_="ü")
    request = acme.server.call_delivery_report(event)

    assert "GET" == request.method
    assert event == acme.callbacks.parse_delivery_report(request.headers, request.query, request.body)


def test_webhooks_alone(generated: Generator) -> None:
    """A document may hold webhooks and no operation at all."""
    acme = generated(WEBHOOK)

    assert () == acme.server.ROUTES
    assert [] == [name for name in dir(acme.operations) if name.startswith("build_")]


def test_webhook_with_a_body_and_parameters(generated: Generator) -> None:
    """A webhook may carry a body; several of them are told apart."""
    acme = generated(
        document(
            schemas=SCHEMAS,
            paths="",
            more="""
                webhooks:
                  receipt:
                    post:
                      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Receipt"}}}}
                      responses: {"200": {description: Kept.}}
                  note:
                    get:
                      parameters: [{name: id, in: query, required: true, schema: {type: integer}}]
                      responses: {"200": {description: Kept.}}
            """,
        )
    )

    assert 5 == acme.callbacks.parse((), "id=5", b"").id
    assert 1 == acme.callbacks.parse(JSON, "", b'{"Receipt":{"Id":1}}').receipt.id
