"""Receipts and replies as the provider calls them out, and what it wants to hear."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from attrs import evolve, frozen

from smswire._state import State
from smswire.sandbox._wire import Outgoing, Violation
from smswire.sandbox._wires import _redoxygen_results as results
from smswire.sandbox._wires._redoxygen_manners import Manner
from smswire.sandbox._wires._schemas import schema_of
from smswire.sandbox._world import Stored, World
from smswire_providers.redoxygen import codes, server
from smswire_providers.redoxygen.models import (
    CallbackSender,
    Receipt,
    ReceiptFlag,
    ReceiptItem,
    ReceiptMessages,
    Reply,
    ReplyItem,
    ReplyMessages,
)
from smswire_runtime import DecodeError, Request, Response
from smswire_runtime._bodies import JSON, read_body

TEXT: Final = 4_000
"""Characters of a text: String(4000) in the document of the callbacks."""

OK: Final = 200


@frozen(kw_only=True)
class Sent:
    """What the wire remembers of a message: whatever its receipts and replies repeat."""

    manner: Manner
    request_id: str
    sms_id: str | int
    """Of the type that the answer had."""
    sender: CallbackSender
    receipt_flag: ReceiptFlag


def receipt_of(world: World, stored: Stored, state: State) -> Outgoing | None:
    """The receipt for a state, where one was ordered."""
    sent: Sent = stored.data
    told = results.RECEIPTS.get(state)
    if told is None or stored.receipt is None:
        return None
    result, words = told
    if sent.receipt_flag is ReceiptFlag.ON_ERROR and result == results.SUCCESS:
        return None
    item = ReceiptItem(
        sms_id=sent.sms_id,
        dest_tn=stored.to,
        result=result,
        result_text=words,
        timestamp=sent.manner.time(world.now()),
    )
    receipt = Receipt(
        name="ROX_API_Receipt",
        version=sent.manner.version,
        sender=sent.sender,
        messages=ReceiptMessages(request_id=sent.request_id, receipt=item),
    )
    return _outgoing(stored.receipt, server.call_receipt(receipt), "receipt")


def reply_of(world: World, stored: Stored, text: str) -> Outgoing | None:
    """The reply, where replies by callback were ordered."""
    sent: Sent = stored.data
    if stored.reply is None:
        return None
    item = ReplyItem(
        sms_id=sent.sms_id,
        reply_from=stored.to,
        reply_text=_carried(text),
        sms_text=_carried(stored.text),
        timestamp=sent.manner.time(world.now()),
    )
    reply = Reply(
        name=sent.manner.reply_name,
        version=sent.manner.version,
        sender=sent.sender,
        messages=ReplyMessages(request_id=sent.request_id, reply=item),
    )
    return _outgoing(stored.reply, server.call_reply(reply), "reply")


def misfit_of(outgoing: Outgoing, response: Response) -> Violation | None:
    """What is wrong with an acknowledgement. One that says "not kept" in the documented form is none the worse."""
    receipt = outgoing.kind == "receipt"
    if response.status != OK:
        return Violation(path="status", problem=f"HTTP {response.status} where {OK} is expected")
    try:
        value = read_body(response, None)
        ack = server.parse_receipt_answer(response) if receipt else server.parse_reply_answer(response)
    except DecodeError as error:
        return Violation(path=error.path, problem=error.problem)
    if found := schema_of("redoxygen", "ReceiptAck" if receipt else "ReplyAck").violations(value):
        return found[0]
    row = codes.RESULT_CODE.find(ack.result_value or "")
    if row is None or row.name == "authentication":
        return Violation(path="$.Result", problem="neither 0000 nor between 2011 and 2100")
    if response.media_type != JSON:
        problem = f"{response.media_type or 'none'} where {JSON} is due"
        return Violation(path="headers.Content-Type", problem=problem)
    return None


def _carried(text: str) -> str:
    """What a callback can carry of a text."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:TEXT]


def _outgoing(url: str, request: Request, kind: str) -> Outgoing:
    parts = urlsplit(url)
    return Outgoing(url=url, request=evolve(request, path=parts.path or "/", query=parts.query), kind=kind)
