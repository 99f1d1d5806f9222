"""Requests to the wire of Red Oxygen, and what is read of its answers."""

from __future__ import annotations

import json
from typing import Any

from smswire.sandbox._wire import Answered
from smswire.sandbox._wires.redoxygen import PATH, PROVIDER, RedOxygen
from smswire.sandbox._world import World
from smswire_providers.redoxygen import operations
from smswire_providers.redoxygen.codes import RESULT_CODE
from smswire_providers.redoxygen.models import SendResponse
from smswire_runtime import Request
from tests.providers._specs import Json
from tests.providers._wires import CALLS
from tests.sandbox._worlds import world_at

WIRE = RedOxygen()
JSON_HEADERS = (("Content-Type", "application/json"),)
EXAMPLES = [(call.body, name) for call, name in CALLS if call.spec.key == PROVIDER]

RECEIPTS = "http://www.your_domain.com/Receipt"
REPLIES = "http://www.your_domain.com/Reply"


def order(*numbers: str, **changes: Json) -> dict[str, Json]:
    """A sound order for these numbers, with some fields of its messages changed, and those that are ... left out."""
    rows = {str(number): {"DestTn": to} for number, to in enumerate(numbers, 1)}
    messages = {"ReceiptFlag": 0, "ReplyType": "E", "TimeZoneOffset": 0, "Count": len(rows), "GlobalText": "Hello"}
    messages |= rows | changes
    return {
        "Name": "ROX_API_Request",
        "Version": "1.1",
        "Product": "test",
        "Sender": {"AccountId": "CI00000001", "Username": "user@your_domain.com", "Password": "myPassword"},
        "Messages": {name: value for name, value in messages.items() if value is not ...},
    }


def post(
    body: bytes | Json, world: World | None = None, *, headers: tuple[tuple[str, str], ...] = JSON_HEADERS
) -> Answered:
    """What is answered to a body; JSON unless it is bytes."""
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(method="POST", path=PATH, headers=headers, body=octets)
    return WIRE.answer(request, world_at() if world is None else world)


def said(answered: Answered) -> SendResponse:
    """The answer as the generated client reads it, strictly."""
    return operations.parse_send(answered.response)


def rows(answered: Answered) -> list[Any]:
    """The rows of an answer that accepted the request."""
    messages = said(answered).messages
    assert messages
    return messages.recipients


def results(answered: Answered) -> list[str | int]:
    """The result of each row."""
    return [row.result for row in rows(answered)]


def places(answered: Answered) -> list[str]:
    """Where an answer found something wrong."""
    return [violation.path for violation in answered.violations]


def refused(answered: Answered) -> str:
    """The code of a request that was refused as a whole, which stores nothing and names no messages."""
    answer = said(answered)
    assert () == answered.messages
    assert not answer.messages
    assert 200 == answered.response.status
    assert isinstance(answer.result, str)
    row = RESULT_CODE.find(answer.result)
    assert row is not None
    assert row.name != "success"
    return row.name


def wanting(version: str | float = "1.1", **changes: Json) -> dict[str, Json]:
    """An order that wants receipts and replies by callback."""
    wanted = {"ReceiptFlag": 1, "ReceiptCallbackURL": RECEIPTS, "ReplyType": "H", "ReplyCallbackURL": REPLIES}
    return order("+61111222333", **(wanted | changes)) | {"Version": version}
