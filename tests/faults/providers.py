"""The four providers as the faults meet them: a real send, and what their documents have for an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field, frozen

from smswire_providers import eros, netoxygen, redoxygen, smsoffice
from smswire_providers.eros.models import SMSContact, SMSModel
from smswire_providers.redoxygen.models import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType
from smswire_runtime._outcomes import Reason
from tests.faults.fault import ACCEPTED, UNKNOWN, Outcome
from tests.faults.invented import BIG
from tests.faults.silence import NUMBER, PASSWORD, TEXT, TOKEN, USER


@frozen(kw_only=True, eq=False)
class Provider:
    """One of the four."""

    name: str
    client: Callable[..., Any]
    async_client: Callable[..., Any]
    credentials: Mapping[str, str]
    send: Callable[[Any], Any]
    """One message with a client: its answer, or what is to be awaited for it."""
    send_big: Callable[[Any], Any] | None
    """The same with a request that no socket takes at once, where the wire has room for one."""
    accepted: Callable[[Any], bool]
    """Whether an answer is the documented acceptance."""
    operation: str
    acceptance: bytes
    refusal: bytes
    """One documented example of each; ``test_documented`` looks them up."""
    media: bytes
    differs: Mapping[str, tuple[Outcome, Reason | None]] = field(factory=dict[str, tuple[Outcome, Reason | None]])
    """Faults that mean something else here, since this provider documents more than bodies."""


# -- Red Oxygen: JSON ---------------------------------------------------------


def _rox_messages(texts: list[str]) -> OutgoingMessages:
    return OutgoingMessages(
        receipt_flag=ReceiptFlag.NEVER,
        reply_type=ReplyType.EMAIL,
        time_zone_offset=0,
        recipients=[OutgoingMessage(dest_tn=NUMBER, sms_text=text) for text in texts],
    )


REDOXYGEN: Final = Provider(
    name="redoxygen",
    client=redoxygen.Client,
    async_client=redoxygen.AsyncClient,
    credentials={"account_id": "account", "username": USER, "password": PASSWORD},
    send=lambda client: client.send(messages=_rox_messages([TEXT])),
    # As long as this wire allows: 500 texts of 4,000 characters, four bytes each.
    send_big=lambda client: client.send(messages=_rox_messages([TEXT, *["😜" * 4000] * 499])),
    accepted=lambda answer: answer.messages.recipients[0].sms_id == 123,
    operation="send",
    acceptance=(
        b'{"Name": "ROX_API_Response", "Result": "0000", "ResultText": "Success", "Version": "1.1", "Messages": '
        b'{"Count": 2, "RequestId": "12092004391358440", "1": {"SMSId": 123, "DestTn": "+61111222333", '
        b'"Result": "0000", "ResultText": "Queued", "Timestamp": "2024-09-20T04:39:13.819Z"}, "2": {"SMSId": 124, '
        b'"DestTn": "+61111222334", "Result": "0000", "ResultText": "Queued", '
        b'"Timestamp": "2024-09-20T04:39:13.819Z"}}}'
    ),
    refusal=(
        b'{"Name": "ROX_API_Response", "Version": "1.1", "Result": "2001", "ResultText": "Authentication failed"}'
    ),
    media=b"application/json",
)


# -- NetOxygen: XML-RPC -------------------------------------------------------

NETOXYGEN: Final = Provider(
    name="netoxygen",
    client=netoxygen.Client,
    async_client=netoxygen.AsyncClient,
    credentials={"user": USER, "password": PASSWORD},
    send=lambda client: client.send_message(dest=[NUMBER], message=TEXT),
    send_big=lambda client: client.send_message(dest=[NUMBER], message=TEXT + "x" * BIG),
    accepted=lambda rows: rows[0].id == "45fc1b70a2c14",
    operation="send_message",
    acceptance=(
        b"<?xml version='1.0'?>\n<methodResponse><params><param><value><array><data><value><array><data>"
        b"<value><string>41792223344</string></value><value><boolean>1</boolean></value>"
        b"<value><string>45fc1b70a2c14</string></value></data></array></value></data></array></value></param></params>"
        b"</methodResponse>"
    ),
    refusal=(
        b"<?xml version='1.0'?>\n<methodResponse><params><param><value><boolean>0</boolean></value></param></params>"
        b"</methodResponse>"
    ),
    media=b"text/xml",
)


# -- Eros: JSON, and statuses that are documented -----------------------------


def _eros_model(text: str) -> SMSModel:
    return SMSModel(to=[SMSContact(phone_number=NUMBER)], message_body=text)


EROS: Final = Provider(
    name="eros",
    client=eros.Client,
    async_client=eros.AsyncClient,
    credentials={"token": TOKEN},
    send=lambda client: client.send(sms_model=_eros_model(TEXT)),
    send_big=lambda client: client.send(sms_model=_eros_model(TEXT + "x" * BIG)),
    accepted=lambda answer: answer is None or answer.reference == "SMS-10023",
    operation="send",
    acceptance=(
        b'{"CommId": "6f9619ff8b86d011b42d00c04fc964ff", "Reference": "SMS-10023", "Status": true, '
        b'"Message": "SMS saved for background processing."}'
    ),
    refusal=(
        b'{"CommId": "00000000000000000000000000000000", "Reference": "", "Status": false, '
        b'"Message": "No valid recipient."}'
    ),
    media=b"application/json",
    differs={
        # The documented meaning of this status is an exception, which may have come after the sending.
        "accepted_despite_status": (UNKNOWN, Reason.STATUS),
        "status_500_refused": (UNKNOWN, Reason.STATUS),
        # An answer may be written in two notations, so its type says how to read it.
        "accepted_as_another_type": (UNKNOWN, Reason.UNREADABLE),
        # That one is documented.
        "status_204_no_content": (ACCEPTED, None),
    },
)


# -- SMS Office: a query and a line of text -----------------------------------

SMSOFFICE: Final = Provider(
    name="smsoffice",
    client=smsoffice.Client,
    async_client=smsoffice.AsyncClient,
    credentials={"username": USER, "password": PASSWORD},
    send=lambda client: client.send_sms(from_="sender", to=NUMBER[1:], message=TEXT),
    send_big=None,
    accepted=lambda sent: sent.tracking_number == "12345678",
    operation="send_sms",
    acceptance=b"Success:message tracking number:12345678",
    refusal=b"Error: Login Failed",
    media=b"text/plain",
)

PROVIDERS: Final = (REDOXYGEN, NETOXYGEN, EROS, SMSOFFICE)
