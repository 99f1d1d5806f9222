"""The documents of the benchmarks: 500 invented recipients, the same in every run."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

Person: TypeAlias = tuple[str, str, str, str]
"""Number, name, e-mail address, text."""

RECIPIENTS: Final = 500
"""The largest batch that a documented wire takes."""

PRODUCT: Final = "bench"
ACCOUNT: Final = "CI00000001"
USER: Final = "user@example.com"
PASSWORD: Final = "invented-password"
ZONE: Final = -600

_TEXTS: Final = (
    "Your table for {count} is booked at {hour}:30. Reply 1 to confirm.",
    "Parcel {count}{hour} leaves us today and arrives before {hour} o'clock.",
    "Reminder: your appointment number {count} is tomorrow at {hour}:15.",
    "The water will be off on Monday from {hour}:00 for {count} minutes.",
)


def people() -> list[Person]:
    """Recipients with everything that a request can say about one; the texts have about 60 characters."""
    return [
        (
            f"+61407{index:06}",
            f"Recipient Number{index}",
            f"recipient.{index}@example.com",
            _TEXTS[index % len(_TEXTS)].format(count=index % 90 + 10, hour=index % 10 + 10),
        )
        for index in range(RECIPIENTS)
    ]


def request_document(recipients: list[Person]) -> dict[str, Any]:
    """The request as plain data."""
    messages = _messages(recipients)
    for number, (dest, name, email, text) in enumerate(recipients, 1):
        messages[str(number)] = {"DestTn": dest, "DestName": name, "DestEmail": email, "SMSText": text}
    return _request(messages)


def short_document(recipients: list[Person]) -> dict[str, Any]:
    """The common request: each recipient has a number and a text only."""
    messages = _messages(recipients)
    for number, (dest, _, _, text) in enumerate(recipients, 1):
        messages[str(number)] = {"DestTn": dest, "SMSText": text}
    return _request(messages)


def _messages(recipients: list[Person]) -> dict[str, Any]:
    return {"ReceiptFlag": 0, "ReplyType": "E", "TimeZoneOffset": ZONE, "Count": len(recipients)}


def _request(messages: dict[str, Any]) -> dict[str, Any]:
    return {
        "Name": "ROX_API_Request",
        "Version": "1.1",
        "Product": PRODUCT,
        "Sender": {"AccountId": ACCOUNT, "Username": USER, "Password": PASSWORD},
        "Messages": messages,
    }


def answer_document(recipients: list[Person]) -> dict[str, Any]:
    """The answer that queues them all, with integers as ids."""
    messages: dict[str, Any] = {"Count": len(recipients), "RequestId": "12092004391358440"}
    for number, (dest, *_) in enumerate(recipients, 1):
        messages[str(number)] = {
            "SMSId": 120000000 + number,
            "DestTn": dest,
            "Result": "0000",
            "ResultText": "Queued",
            "Timestamp": f"2026-09-20T04:39:{number % 60:02}.819Z",
        }
    return {
        "Name": "ROX_API_Response",
        "Version": "1.1",
        "Result": "0000",
        "ResultText": "Success",
        "Messages": messages,
    }


def rows() -> list[list[Any]]:
    """One row for each recipient, as an XML-RPC answer has them: number, accepted, id."""
    return [[dest.lstrip("+"), True, f"45fc1b{index:07x}"] for index, (dest, *_) in enumerate(people())]


def refused_rows() -> list[list[Any]]:
    """The same with every tenth refused: an error code stands where the id would be."""
    return [[dest, False, 5] if index % 10 == 0 else [dest, ok, key] for index, (dest, ok, key) in enumerate(rows())]
