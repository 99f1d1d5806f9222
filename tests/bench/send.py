"""One send: models built, written, carried over a kept connection and read again, against what others need for it.

It is Red Oxygen's send, whose wire is the one that the peers can speak: JSON, with the credentials in the body.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs

from smswire_providers.redoxygen import Client, OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType, SendResponse
from smswire_runtime import _json
from tests.bench._findings import Backend, Finding, figure, quartiles, same
from tests.bench._gateway import SEND, TWILIO_ACCOUNT, TWILIO_SEND, TWILIO_SID, gateway, last, queued
from tests.bench._measure import OURS, Action, ratio, ratios
from tests.bench._people import ACCOUNT, PASSWORD, PRODUCT, USER, ZONE, people, short_document
from tests.bench.peers import with_openapi_python_client, with_twilio, with_urllib3

DEST, _, _, TEXT = people()[0]
DOCUMENT: Final = short_document(people()[:1])
ID: Final = 120000001
"""What the gateway calls every message."""

BODY: Final = json.dumps(DOCUMENT, separators=(",", ":")).encode()


def messages() -> OutgoingMessages:
    """A number and a text."""
    return OutgoingMessages(
        receipt_flag=ReceiptFlag.NEVER,
        reply_type=ReplyType.EMAIL,
        time_zone_offset=ZONE,
        recipients=[OutgoingMessage(dest_tn=DEST, sms_text=TEXT)],
    )


def ids(answer: SendResponse) -> list[object]:
    """The ids of all messages, which prove that they were read."""
    return [row.sms_id for row in answer.messages.recipients] if answer.messages else []


def against_urlopen() -> Finding:
    """Bare urllib3, which is handed the finished bytes and leaves the answer unread."""
    with gateway() as port:
        return _measure(port, with_urllib3.sender(port, SEND, BODY), queued(), _as_ours)


def against_openapi_python_client() -> Finding:
    """The client that another generator makes of the same document."""
    with gateway() as port:
        send = with_openapi_python_client.sender(port, people()[0])
        return _measure(port, lambda: send().sms_id, ID, _as_ours)


def against_twilio() -> Finding:
    """The SDK that the trade knows best, with a message of its own gateway."""
    with gateway() as port:
        send = with_twilio.sender(port, TWILIO_ACCOUNT, PASSWORD, DEST, TEXT)
        return _measure(port, send, TWILIO_SID, _as_twilio)


def _measure(port: int, peer: Action, answer: Any, check: Callable[[int], None]) -> Finding:
    """The peer has to give this answer, and its request has to stand the check."""
    same(answer, peer(), "the peer")
    check(port)
    with _ours(port, "orjson") as send:
        found = ratios(peer, {OURS: send})[OURS]
    with _ours(port, "stdlib") as send:
        aside = ratio(peer, send)
    _json.use_backend("orjson")
    return Finding(found.median, [quartiles(found), figure("on the standard library's json", aside)])


@contextmanager
def _ours(port: int, backend: Backend) -> Generator[Action]:
    _json.use_backend(backend)
    with Client(ACCOUNT, USER, PASSWORD, product=PRODUCT, base_url=f"http://127.0.0.1:{port}") as client:
        send = partial(_send, client)
        same([ID], ids(send()), OURS)
        _as_ours(port)
        yield send


def _send(client: Client) -> SendResponse:
    return client.send(messages=messages())


def _as_ours(port: int) -> None:
    same(DOCUMENT, json.loads(last(port, SEND)[1]), "the last request")


def _as_twilio(port: int) -> None:
    said = {"To": [DEST], "From": [with_twilio.SENDER], "Body": [TEXT]}
    same(said, parse_qs(last(port, TWILIO_SEND)[1]), "the last request")
