"""msgspec, with numbered members as a table of messages beside the few named ones.

Leaves out: unknown fields are dropped; absent and null are one; a count or an id where a message belongs passes;
nothing at all is checked when a request is built or written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, Person


class QueuedMessage(msgspec.Struct, omit_defaults=True):
    """What became of one message."""

    result: str | int = msgspec.field(name="Result")
    sms_id: int | str | None = msgspec.field(name="SMSId", default=None)
    dest_tn: str | None = msgspec.field(name="DestTn", default=None)
    result_text: str | None = msgspec.field(name="ResultText", default=None)
    timestamp: str | None = msgspec.field(name="Timestamp", default=None)


class SendResponse(msgspec.Struct, rename="pascal"):
    """The answer."""

    result: str | int
    messages: dict[str, QueuedMessage | int | str | None] | None = None
    name: str | None = None
    version: str | float | None = None
    result_text: str | None = None


class Sender(msgspec.Struct, rename="pascal"):
    """The credentials."""

    account_id: str
    username: str
    password: str


class OutgoingMessage(msgspec.Struct, omit_defaults=True):
    """One message."""

    dest_tn: str = msgspec.field(name="DestTn")
    dest_name: str | None = msgspec.field(name="DestName", default=None)
    dest_email: str | None = msgspec.field(name="DestEmail", default=None)
    sms_text: str | None = msgspec.field(name="SMSText", default=None)


class SendRequest(msgspec.Struct, rename="pascal"):
    """The request."""

    product: str
    sender: Sender
    messages: dict[str, OutgoingMessage | int | str]
    name: str = "ROX_API_Request"
    version: str | float = "1.1"


class Row(msgspec.Struct, array_like=True):
    """One row of an XML-RPC answer."""

    dest: str
    ok: bool | int | str
    id: str | int


def reader(_: Callable[[bytes], Any]) -> Callable[[bytes], SendResponse]:
    """It has a JSON parser of its own; count and id are taken out of the table afterwards."""
    decode = msgspec.json.Decoder(SendResponse).decode

    def read(body: bytes) -> SendResponse:
        answer = decode(body)
        if answer.messages is not None:
            answer.messages.pop("Count", None)
            answer.messages.pop("RequestId", None)
        return answer

    return read


def ids(answer: SendResponse) -> list[int | str | None]:
    """The ids of all messages."""
    messages = answer.messages or {}
    return [row.sms_id for row in messages.values() if isinstance(row, QueuedMessage)]


def build(recipients: list[Person]) -> SendRequest:
    """The request."""
    messages: dict[str, OutgoingMessage | int | str] = {
        "ReceiptFlag": 0,
        "ReplyType": "E",
        "TimeZoneOffset": ZONE,
        "Count": len(recipients),
    }
    for number, (dest, name, email, text) in enumerate(recipients, 1):
        messages[str(number)] = OutgoingMessage(dest, name, email, text)
    return SendRequest(PRODUCT, Sender(ACCOUNT, USER, PASSWORD), messages)


def writer(_: Callable[[Any], bytes | str]) -> Callable[[SendRequest], bytes]:
    """It writes JSON itself."""
    return msgspec.json.Encoder().encode


def rows(lists: list[list[Any]]) -> list[Row]:
    """Typed rows."""
    return msgspec.convert(lists, list[Row])


def plain(typed: list[Row]) -> list[list[Any]]:
    """Plain rows."""
    written: list[list[Any]] = msgspec.to_builtins(typed)
    return written
