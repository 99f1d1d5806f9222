"""Red Oxygen's one address: up to 500 messages in, what became of each out, receipts and replies by callback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import evolve

from smswire._errors import InvalidNumber
from smswire._numbers import national
from smswire._segments import segments
from smswire._state import State
from smswire.sandbox._magic import Fate
from smswire.sandbox._wire import Answered, Outgoing, Violation, Wire
from smswire.sandbox._wires import _redoxygen_results as results
from smswire.sandbox._wires._bodies import in_utf8, media_of, members, repeated
from smswire.sandbox._wires._passwords import passwords_in, passwords_in_query
from smswire.sandbox._wires._redoxygen_callbacks import TEXT, Sent, misfit_of, receipt_of, reply_of
from smswire.sandbox._wires._redoxygen_manners import Manner, manner_of
from smswire.sandbox._wires._redoxygen_orders import Complaint, Order, credentials_refused, read_order, text_of
from smswire.sandbox._wires._schemas import schema_of
from smswire.sandbox._world import Stored, World
from smswire_providers.redoxygen import server
from smswire_providers.redoxygen.models import (
    CallbackSender,
    OutgoingMessage,
    QueuedMessage,
    QueuedMessages,
    SendResponse,
)
from smswire_runtime import DecodeError, Json, Request, Response
from smswire_runtime._bodies import JSON, read_request

PROVIDER: Final = "redoxygen"
PATH: Final = server.ROUTES[0].path
OPERATION: Final = server.ROUTES[0].operation

COUNTRY: Final = "61"
"""The country of national numbers. The provider knows its customer's; the documents' samples are Australian."""

NUMBER: Final = 32
"""Characters of a number: 15 digits with any usual punctuation."""

OK: Final = 200
"""The HTTP status of everything that is answered to a POST: no document shows another."""


class RedOxygen(Wire):
    """The wire of Red Oxygen."""

    provider = PROVIDER

    def serves(self, method: str, path: str) -> bool:  # noqa: ARG002, other methods get this server's own refusal
        """The one documented path."""
        return path.rstrip("/") == PATH

    def answer(self, request: Request, world: World) -> Answered:
        """Answer a request; one that is refused as a whole stores nothing."""
        if request.method != "POST":
            response = _refused(results.NOT_QUEUED, "Only POST is served here", manner_of(None), 405)
            response = evolve(response, headers=(*response.headers, ("Allow", "POST")))
            return Answered(response=response, violations=(Violation(path="method", problem="not POST"),))
        request, found = in_utf8(request)
        found += tuple(_envelope(request))
        try:
            value = read_request(request, None)
        except DecodeError as error:
            found += (Violation(path=error.path, problem=error.problem),)
            response = _refused(results.NOT_QUEUED, f"The request could not be read: {error}", manner_of(None))
            return Answered(response=response, violations=found, operation=OPERATION)
        found += schema_of(PROVIDER, "SendRequest").violations(value) + repeated(request.body)
        manner = manner_of(members(value).get("Version"))
        if refused := credentials_refused(value):
            return Answered(response=_refused(*refused, manner), violations=found, operation=OPERATION)
        return _ordered(members(value), manner, found, world)

    def report(self, world: World, stored: Stored, state: State) -> Outgoing | None:
        """The receipt for a state, where one was ordered."""
        return receipt_of(world, stored, state)

    def reply(self, world: World, stored: Stored, text: str) -> Outgoing | None:
        """The reply, where replies by callback were ordered."""
        return reply_of(world, stored, text)

    def acknowledged(self, outgoing: Outgoing, response: Response) -> Violation | None:
        """What is wrong with an acknowledgement."""
        return misfit_of(outgoing, response)

    def secrets(self, request: Request) -> tuple[str, ...]:
        """The password."""
        return passwords_in(request) + passwords_in_query(request)


def _envelope(request: Request) -> Iterator[Violation]:
    media = media_of(request)
    if media != JSON:
        yield Violation(path="headers.Content-Type", problem=f"{media or 'none'} where {JSON} is due")
    if request.query:
        yield Violation(path="query", problem="everything stands in the body")


def _refused(code: str, words: str, manner: Manner, status: int = OK) -> Response:
    """The answer to a request that is refused as a whole."""
    answer = SendResponse(name="ROX_API_Response", version=manner.version, result=code, result_text=words[:TEXT])
    return server.write_send(answer, status)


def _ordered(value: dict[str, Json], manner: Manner, found: tuple[Violation, ...], world: World) -> Answered:
    """Carry out an order, or refuse it for the first complaint that is reason enough."""
    try:
        order = read_order(value, world.now())
    except DecodeError as error:  # an unknown member that no reader bears
        order = Complaint(path=error.path, problem=error.problem)
    complaints = (order,) if isinstance(order, Complaint) else order.complaints
    known = {one.path for one in found}
    found += tuple(Violation(path=one.path, problem=one.problem) for one in complaints if one.path not in known)
    refusing = next((one for one in complaints if one.refuses), None)
    if isinstance(order, Order) and (refusing is None or (world.lenient and order.messages.recipients)):
        return _queued(order, found, world)
    one = refusing or complaints[0]
    response = _refused(one.code, f"The request could not be queued: {one.path}: {one.problem}", manner)
    return Answered(response=response, violations=found, operation=OPERATION)


def _queued(order: Order, found: tuple[Violation, ...], world: World) -> Answered:
    request_id = order.manner.request_id(world)
    rows: list[QueuedMessage] = []
    stored: list[Stored] = []
    for number, message in order.messages.numbered.items():
        kept = _taken(order, message, request_id, world)
        if isinstance(kept, Stored):
            stored.append(kept)
            rows.append(_row(order, kept))
        else:
            rows.append(kept)
            if kept.result == results.NO_TEXT:
                problem = "missing, and there is no GlobalText"
                found += (Violation(path=f'$.Messages["{number}"].SMSText', problem=problem),)
    queued = QueuedMessages(count=len(rows), request_id=request_id, recipients=rows, numbers=order.messages.numbers)
    answer = SendResponse(
        name="ROX_API_Response",
        version=order.manner.version,
        result=results.SUCCESS,
        result_text="Success",
        messages=queued,
    )
    response = server.write_send(answer)
    return Answered(response=response, violations=found, messages=tuple(stored), operation=OPERATION)


def _row(order: Order, stored: Stored) -> QueuedMessage:
    return QueuedMessage(
        sms_id=stored.data.sms_id,
        dest_tn=stored.to,
        result=results.SUCCESS,
        result_text="Queued",
        timestamp=order.manner.time(stored.received_at),
    )


def _taken(order: Order, message: Any, request_id: str, world: World) -> Stored | QueuedMessage:
    """One message, stored, or the row that refuses it."""
    dest: Any = message.dest_tn if isinstance(message, OutgoingMessage) else None
    number = _number(dest)
    fate = world.fate(number) if number else Fate.INVALID_RECIPIENT
    if number is None or fate in {Fate.INVALID_RECIPIENT, Fate.NO_ROUTE}:
        return _refusal(dest, *results.REFUSALS[fate])
    text = text_of(order, message)
    if text is None:
        return _refusal(number, results.NO_TEXT, "The message has no text")
    if len(text) > TEXT and not world.lenient:
        return _refusal(number, results.LONG_TEXT, f"The text has more than {TEXT} characters")
    if fate is Fate.NO_CREDIT or not world.debit(PROVIDER, order.account, segments(text).count):
        return _refusal(number, *results.REFUSALS[Fate.NO_CREDIT])
    sms_id = order.manner.sms_id(world)
    sender = CallbackSender(account_id=order.account, username=order.username)
    return world.store(
        provider=PROVIDER,
        id=str(sms_id),
        account=order.account,
        to=number,
        sender="",
        text=text,
        scheduled_at=order.send_at,
        reference=request_id,
        receipt=order.receipt,
        reply=order.reply,
        data=Sent(
            manner=order.manner,
            request_id=request_id,
            sms_id=sms_id,
            sender=sender,
            receipt_flag=order.receipt_flag,
        ),
    )


def _number(dest: object) -> str | None:
    """The number in full international form; nothing for what is none."""
    if not isinstance(dest, str) or len(dest) > NUMBER:
        return None
    try:
        return f"+{national(dest.strip(), COUNTRY)}"
    except InvalidNumber:
        return None


def _refusal(dest: object, code: str, words: str) -> QueuedMessage:
    row = QueuedMessage(result=code, result_text=words)
    if isinstance(dest, str):
        row.dest_tn = dest[:NUMBER]
    return row
