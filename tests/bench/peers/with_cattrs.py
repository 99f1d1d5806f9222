"""cattrs with its presets, detailed errors as by default, wire names as aliases, and hooks for the numbered members.

Leaves out: strings and integers are not checked but converted, or passed on where several types may stand; unknown
fields are dropped; absent and null are one; nothing is checked when a request is built or written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import define, field
from cattrs import Converter
from cattrs.preconf.json import make_converter as make_stdlib_converter
from cattrs.preconf.orjson import make_converter as make_orjson_converter

from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, Person


@define
class QueuedMessage:
    """What became of one message."""

    result: str | int = field(alias="Result")
    sms_id: int | str | None = field(alias="SMSId", default=None)
    dest_tn: str | None = field(alias="DestTn", default=None)
    result_text: str | None = field(alias="ResultText", default=None)
    timestamp: str | None = field(alias="Timestamp", default=None)


@define
class QueuedMessages:
    """All of them, under their numbers."""

    count: int | None
    request_id: str | None
    messages: dict[str, QueuedMessage]


@define
class SendResponse:
    """The answer."""

    result: str | int = field(alias="Result")
    messages: QueuedMessages | None = field(alias="Messages", default=None)
    name: str | None = field(alias="Name", default=None)
    version: str | float | None = field(alias="Version", default=None)
    result_text: str | None = field(alias="ResultText", default=None)


@define
class Sender:
    """The credentials."""

    account_id: str = field(alias="AccountId")
    username: str = field(alias="Username")
    password: str = field(alias="Password")


@define
class OutgoingMessage:
    """One message."""

    dest_tn: str = field(alias="DestTn")
    dest_name: str | None = field(alias="DestName", default=None)
    dest_email: str | None = field(alias="DestEmail", default=None)
    sms_text: str | None = field(alias="SMSText", default=None)


@define
class OutgoingMessages:
    """All of them in a list."""

    receipt_flag: int
    reply_type: str
    time_zone_offset: int
    messages: list[OutgoingMessage]


@define
class SendRequest:
    """The request."""

    name: str = field(alias="Name")
    version: str | float = field(alias="Version")
    product: str = field(alias="Product")
    sender: Sender = field(alias="Sender")
    messages: OutgoingMessages = field(alias="Messages")


Row: TypeAlias = tuple[str, bool | int | str, str | int]
"""One row of an XML-RPC answer: number, accepted, id."""


def _converter(*, stdlib: bool) -> Converter:
    make = make_stdlib_converter if stdlib else make_orjson_converter
    converter = make(use_alias=True, omit_if_default=True)

    def read_messages(data: dict[str, Any], _: Any) -> QueuedMessages:
        rest = dict(data)
        count, request_id = rest.pop("Count", None), rest.pop("RequestId", None)
        return QueuedMessages(count, request_id, converter.structure(rest, dict[str, QueuedMessage]))

    def write_messages(messages: OutgoingMessages) -> dict[str, Any]:
        written = converter.unstructure(messages.messages, list[OutgoingMessage])
        return {
            "ReceiptFlag": messages.receipt_flag,
            "ReplyType": messages.reply_type,
            "TimeZoneOffset": messages.time_zone_offset,
            "Count": len(written),
            **{str(number): message for number, message in enumerate(written, 1)},
        }

    converter.register_structure_hook(QueuedMessages, read_messages)
    converter.register_unstructure_hook(OutgoingMessages, write_messages)
    return converter


_ROWS = _converter(stdlib=False)


def reader(loads: Callable[[bytes], Any]) -> Callable[[bytes], SendResponse]:
    """One of the presets."""
    structure = _converter(stdlib=loads is json.loads).structure

    def read(body: bytes) -> SendResponse:
        return structure(loads(body), SendResponse)

    return read


def ids(answer: SendResponse) -> list[int | str | None]:
    """The ids of all messages."""
    return [row.sms_id for row in answer.messages.messages.values()] if answer.messages else []


def build(recipients: list[Person]) -> SendRequest:
    """The request."""
    messages = [
        OutgoingMessage(DestTn=dest, DestName=name, DestEmail=email, SMSText=text)
        for dest, name, email, text in recipients
    ]
    return SendRequest(
        Name="ROX_API_Request",
        Version="1.1",
        Product=PRODUCT,
        Sender=Sender(AccountId=ACCOUNT, Username=USER, Password=PASSWORD),
        Messages=OutgoingMessages(0, "E", ZONE, messages),
    )


def writer(dumps: Callable[[Any], bytes | str]) -> Callable[[SendRequest], bytes | str]:
    """One of the presets."""
    unstructure = _converter(stdlib=dumps is json.dumps).unstructure

    def write(request: SendRequest) -> bytes | str:
        return dumps(unstructure(request))

    return write


def rows(lists: list[list[Any]]) -> list[Row]:
    """Typed rows."""
    return _ROWS.structure(lists, list[Row])


def plain(typed: list[Row]) -> list[list[Any]]:
    """Plain rows."""
    return [list(row) for row in typed]
