"""What a request orders, as far as it can be read, and what the provider would refuse it for as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import frozen

from smswire.sandbox._wires import _redoxygen_results as results
from smswire.sandbox._wires._bodies import members
from smswire.sandbox._wires._redoxygen_manners import Manner, manner_of
from smswire_providers.redoxygen.codecs import decode_send_request
from smswire_providers.redoxygen.models import OutgoingMessage, OutgoingMessages, ReceiptFlag, ReplyType, SendRequest
from smswire_runtime import UNSET, Drift, Json
from smswire_runtime._json import member

RECIPIENTS: Final = 500
"""Messages in one request: both documents."""

NAME: Final = "ROX_API_Request"
VERSIONS: Final = ("1.1", 1.1)

OFFSETS: Final = range(-840, 720 + 1)
"""Minutes behind UTC, from UTC+14 to UTC-12."""

WRONG: Final = "wrong"
"""The one password that is not accepted."""

_OPTIONAL: Final = frozenset({"SendLater", "GlobalText", "DestName", "DestEmail", "SMSText"})
"""What may be left out. Many writers of JSON leave it out by null, which is no violation that changes anything."""

_IN_MESSAGE: Final = re.compile(r'\$\.Messages\["[0-9]+"\]')


@frozen(kw_only=True)
class Complaint:
    """Why a request, or one message of it, is not as the documents want it."""

    path: str
    problem: str
    code: str = results.NOT_QUEUED
    refuses: bool = True
    """Whether the provider refuses the whole request for it."""


@frozen(kw_only=True)
class Order:
    """What was ordered."""

    manner: Manner
    account: str
    username: str
    text: str | None
    """The one text for all, if there is one."""
    send_at: datetime | None
    receipt_flag: ReceiptFlag
    receipt: str | None
    """Where receipts go."""
    reply: str | None
    """Where replies go."""
    messages: OutgoingMessages
    complaints: tuple[Complaint, ...]


def credentials_refused(value: Json) -> tuple[str, str] | None:
    """Code and words for credentials that are missing or wrong; anything else is accepted."""
    found = members(members(value).get("Sender"))
    for name in ("AccountId", "Username", "Password"):
        text = found.get(name)
        if not isinstance(text, str) or not text:
            return results.MISSING_CREDENTIALS, f"Authentication failed: {name} is missing"
    return (results.WRONG_CREDENTIALS, "Authentication failed") if found["Password"] == WRONG else None


def read_order(value: Json, now: datetime) -> Order | Complaint:
    """The order of a request whose credentials are good; a complaint when there is nothing to be sent."""
    drift = Drift()
    model = decode_send_request(_without_nulls(value), "$", drift)
    messages: Any = model.messages
    if not isinstance(messages, OutgoingMessages):
        return Complaint(path="$.Messages", problem="missing" if messages is UNSET else "expected an object")
    complaints = [Complaint(path=path, problem=problem) for path, problem in drift.notes if not _IN_MESSAGE.match(path)]
    complaints += [*_envelope(model), *_numbering(messages), *_callbacks(messages)]
    send_at = _send_at(messages, now, complaints)
    flag: Any = messages.receipt_flag
    text: Any = messages.global_text
    return Order(
        manner=manner_of(model.version),
        account=model.sender.account_id,
        username=model.sender.username,
        text=text if isinstance(text, str) and text else None,
        send_at=send_at,
        receipt_flag=flag if isinstance(flag, ReceiptFlag) else ReceiptFlag.NEVER,
        receipt=_address(messages.receipt_callback_url) if _wants_receipts(messages) else None,
        reply=_address(messages.reply_callback_url) if messages.reply_type == ReplyType.HTTP_CALLBACK else None,
        messages=messages,
        complaints=tuple(complaints),
    )


def _without_nulls(value: dict[str, Json]) -> dict[str, Json]:
    """The request without optional fields that are null."""
    messages = value.get("Messages")
    if not isinstance(messages, dict):
        return value
    return {**value, "Messages": {name: _pruned(item) for name, item in members(_pruned(messages)).items()}}


def _pruned(item: Json) -> Json:
    if not isinstance(item, dict):
        return item
    return {name: part for name, part in members(item).items() if part is not None or name not in _OPTIONAL}


def _envelope(model: SendRequest) -> Iterator[Complaint]:
    """What has the right type, and a value that means nothing."""
    if model.name != NAME:
        yield Complaint(path="$.Name", problem=f"not {NAME}")
    if model.version not in VERSIONS:
        yield Complaint(path="$.Version", problem="not 1.1")
    if not model.product:
        yield Complaint(path="$.Product", problem="empty")
    for name, value in (("ReceiptFlag", model.messages.receipt_flag), ("ReplyType", model.messages.reply_type)):
        if _is_undocumented(value):
            yield Complaint(path=f"$.Messages.{name}", problem="none of the documented values")
    offset: Any = model.messages.time_zone_offset
    if isinstance(offset, int) and offset not in OFFSETS:
        yield Complaint(path="$.Messages.TimeZoneOffset", problem=f"not between {OFFSETS[0]} and {OFFSETS[-1]} minutes")


def _is_undocumented(value: Any) -> bool:
    return isinstance(value, ReceiptFlag | ReplyType) and not value.is_known


def _numbering(messages: OutgoingMessages) -> Iterator[Complaint]:
    """The numbered messages: at most so many, as many as Count says, and numbered as documented."""
    others = [key for key in messages.additional_properties if key.isascii() and key.isdigit()]
    found = len(messages.recipients) + len(others)
    count: Any = messages.count
    if not found:
        yield Complaint(path="$.Messages", problem="no numbered message")
    elif found > RECIPIENTS:
        problem = f"{found} messages where at most {RECIPIENTS} may stand"
        yield Complaint(path="$.Messages", problem=problem, code=results.TOO_MANY)
    elif others:
        problem = f"messages are numbered from 1 to {RECIPIENTS}, without leading zeros"
        yield Complaint(path=member("$.Messages", others[0]), problem=problem)
    if isinstance(count, int) and count != found:
        problem = f"says {count} where {found} messages follow"
        yield Complaint(path="$.Messages.Count", problem=problem, code=results.WRONG_COUNT)


def _callbacks(messages: OutgoingMessages) -> Iterator[Complaint]:
    """An address is needed, if only a null one, where something is to come to it."""
    receipts, replies = _wants_receipts(messages), messages.reply_type == ReplyType.HTTP_CALLBACK
    for name, needed, value in (
        ("ReceiptCallbackURL", receipts, messages.receipt_callback_url),
        ("ReplyCallbackURL", replies, messages.reply_callback_url),
    ):
        if needed and value is UNSET:
            yield Complaint(path=f"$.Messages.{name}", problem="missing; null would send everything to e-mail")
        elif isinstance(value, str) and _address(value) is None:
            yield Complaint(path=f"$.Messages.{name}", problem="no http or https address")


def _wants_receipts(messages: OutgoingMessages) -> bool:
    return any(messages.receipt_flag == flag for flag in (ReceiptFlag.ALWAYS, ReceiptFlag.ON_ERROR))


def _address(value: object) -> str | None:
    """A URL that can be called."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and parts.hostname and port != 0 else None


def _send_at(messages: OutgoingMessages, now: datetime, complaints: list[Complaint]) -> datetime | None:
    """When it is to be sent; nothing for now. A time that is over means now as well, which no document says."""
    text: Any = messages.send_later
    offset: Any = messages.time_zone_offset
    if not isinstance(text, str):
        return None
    path = "$.Messages.SendLater"
    local = messages.send_later_value
    try:
        moment = None if local is None else (local + timedelta(minutes=int(offset))).replace(tzinfo=UTC)
    except (OverflowError, ValueError, TypeError):  # a year before 1 or after 9999, or an offset that is no number
        moment = None
    if moment is None:
        complaints.append(
            Complaint(path=path, problem="no date and time as in 01-Jan-2030 00:00:01", code=results.BAD_TIME)
        )
        return None
    if moment <= now:
        complaints.append(Complaint(path=path, problem="lies in the past, so it is sent at once", refuses=False))
        return None
    return moment


def text_of(order: Order, message: OutgoingMessage) -> str | None:
    """What goes to this recipient: the text for all, or its own."""
    own: Any = message.sms_text
    return order.text or (own if isinstance(own, str) and own else None)
