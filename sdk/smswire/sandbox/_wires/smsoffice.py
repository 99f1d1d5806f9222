"""SMS Office's two pages: texts for answers, whatever happens, and reports by query to a configured address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from smswire._segments import segments
from smswire._state import State
from smswire.sandbox._magic import Fate, fate_of
from smswire.sandbox._wire import Answered, Outgoing, Violation, Wire
from smswire.sandbox._wires._schemas import schema_of
from smswire.sandbox._wires._smsoffice_query import KNOWN, fields_of, passwords_of, problems_of, texts_of
from smswire.sandbox._world import Stored, World
from smswire_providers.smsoffice.codecs import decode_send_sms_params
from smswire_providers.smsoffice.codes import STATUS_CODE
from smswire_providers.smsoffice.models import Balance, DeliveryReport, Failure, GetBalanceParams, SendSmsParams, Sent
from smswire_providers.smsoffice.operations import SEND_SMS
from smswire_providers.smsoffice.server import (
    ROUTES,
    call_delivery_report,
    read_send_sms,
    write_get_balance,
    write_send_sms,
)
from smswire_runtime import DecodeError, Request, Response

PROVIDER: Final = "smsoffice"

WRONG: Final = "wrong"
"""The one password that is not accepted."""

PARTS: Final = 4
SENDER: Final = 11
_NUMBER: Final = re.compile("[1-9][0-9]{6,14}")
"""As in the specification."""

FIRST_NUMBER: Final = 10_000_000
"""Tracking numbers have eight digits, so that none looks like a code."""

RESEND: Final = (timedelta(minutes=60), timedelta(hours=3), timedelta(hours=12))
"""When a report is sent again, each time after the previous try."""

OK: Final = 200
NOT_KEPT: Final = 500
"""What a listener answers that wants the report again."""

# The documented texts with their documented spacing, which varies.
LOGIN_FAILED: Final = "Error: Login Failed"
INVALID_FROM: Final = "Error:Invalid [from] parameter"
INVALID_TO: Final = "Error:Invalid [to] parameter"
INVALID_MESSAGE: Final = "Error:Invalid [message] parameter"
NO_PREFIX: Final = "Error:Number must start with international prefix, 0 not allowed."
NO_CREDITS: Final = "Error: Not enough credits"
TOO_MANY_PARTS: Final = "Error:Max of 4 parts per message exceeded"

_OPERATIONS: Final = {route.path: route.operation for route in ROUTES}
_SCHEMAS: Final = {"get_balance": GetBalanceParams.__name__, "send_sms": SendSmsParams.__name__}
_METHODS: Final = ("GET", "HEAD", "POST")
"""What such a server lets a page answer; a page of that age does not look which one it was."""

_STATUS: Final = {row.name: str(row.code) for row in STATUS_CODE}
_REPORTS: Final = {
    State.QUEUED: (_STATUS["submitted"], "Submitted to gateway"),
    State.SUBMITTED: (_STATUS["submitted"], "Submitted to gateway"),
    State.DELIVERED: (_STATUS["delivered"], "Delivered to Mobile"),
    State.FAILED: (_STATUS["failed"], "Delivery Failed"),
    State.EXPIRED: (_STATUS["failed"], "Delivery Failed"),
}
"""What a report says of each state; the provider has no words for the others."""

_NO_ROUTE: Final = (_STATUS["no_route"], "Route not available")


class SmsOffice(Wire):
    """The wire of SMS Office."""

    provider = PROVIDER
    reporting = True
    connections = SEND_SMS.max_connections

    def serves(self, method: str, path: str) -> bool:  # noqa: ARG002, other methods get a refusal of this wire
        """The two pages, in any casing, as such servers have it."""
        return path.lower() in _OPERATIONS

    def answer(self, request: Request, world: World) -> Answered:
        """Answer what a page would."""
        operation = _OPERATIONS[request.path.lower()]
        found = list(_envelope(request))
        if request.method not in _METHODS:
            refused = Response(status=405, headers=(("Allow", ", ".join(_METHODS)),))
            return Answered(response=refused, violations=tuple(found), operation=operation)
        schema = schema_of(PROVIDER, _SCHEMAS[operation])
        fields = fields_of(request.query)
        texts = texts_of(fields)
        found += problems_of(fields, tuple(schema.document["properties"]))
        found += [
            Violation(path=f"query{one.path.removeprefix('$')}", problem=one.problem)
            for one in schema.violations(texts)
        ]
        if operation == "get_balance":
            return Answered(response=_balance(texts, world), violations=tuple(found), operation=operation)
        sent = _send(_params(request, texts), world)
        if isinstance(sent, Stored):
            answer = write_send_sms(Sent(tracking_number=sent.id))
            return Answered(response=answer, violations=tuple(found), messages=(sent,), operation=operation)
        if sent == TOO_MANY_PARTS:
            found.append(Violation(path="query.message", problem=f"more than {PARTS} parts"))
        return Answered(response=write_send_sms(_failure(sent)), violations=tuple(found), operation=operation)

    def report(self, world: World, stored: Stored, state: State) -> Outgoing | None:
        """The delivery report, to the address that the account is configured with now."""
        url = world.report_url(PROVIDER)
        words = _REPORTS.get(state)
        if url is None or words is None:
            return None
        if state is State.FAILED and fate_of(stored.to) is Fate.NO_ROUTE:
            words = _NO_ROUTE
        event = DeliveryReport(
            messageid=stored.id, to=stored.to, from_=stored.sender, status_id=words[0], status_message=words[1]
        )
        request = call_delivery_report(event)
        return Outgoing(url=_with_query(url, request.query), request=request, kind="report", resend=RESEND)

    def acknowledged(self, outgoing: Outgoing, response: Response) -> Violation | None:  # noqa: ARG002, as in every wire
        """A report is answered with 200, whatever the text, or with 500 when it could not be kept."""
        if response.status in {OK, NOT_KEPT}:
            return None
        return Violation(path="status", problem=f"HTTP {response.status} where {OK} says that a report is kept")

    def secrets(self, request: Request) -> tuple[str, ...]:
        """The password as it stands in the query, or in a body where it has no business to be."""
        body = request.body.decode("utf-8", "backslashreplace")
        found = dict.fromkeys([*passwords_of(request.query), *passwords_of(body)])
        return tuple(filter(None, found))


def _envelope(request: Request) -> Iterator[Violation]:
    if request.method != "GET":
        yield Violation(path="method", problem="only GET is documented")
    if request.path not in _OPERATIONS:
        yield Violation(path="path", problem="the documented paths are in lower case")
    if request.body:
        yield Violation(path="body", problem="all parameters stand in the query")


def _failure(text: str) -> Failure:
    return Failure(message=text.removeprefix("Error:").strip(), text=text)


def _is_admitted(texts: Mapping[str, str]) -> bool:
    """Whether there is a user, and a password other than the wrong one; a missing one counts as wrong."""
    return bool(texts.get("username")) and texts.get("password", WRONG) not in {WRONG, ""}


def _balance(texts: Mapping[str, str], world: World) -> Response:
    if not _is_admitted(texts):
        return write_get_balance(_failure(LOGIN_FAILED))
    return write_get_balance(Balance(amount=f"{world.credits(PROVIDER, texts['username']):.2f}"))


def _params(request: Request, texts: Mapping[str, str]) -> SendSmsParams:
    try:
        return read_send_sms(request)
    except DecodeError:  # a page takes what it finds, and what is missing is empty to it
        return decode_send_sms_params({name: texts.get(name, "") for name in KNOWN})


def _send(params: SendSmsParams, world: World) -> Stored | str:
    """The message, or the text that refuses it."""
    number = _number(params.to, world)
    parts = segments(params.message).count
    if not _is_admitted({"username": params.username, "password": params.password.reveal()}):
        return LOGIN_FAILED
    if not _is_sender(params.from_, world):
        return INVALID_FROM
    if number.startswith(("0", "+")):
        return NO_PREFIX
    if _NUMBER.fullmatch(number) is None or (fate := world.fate(number)) is Fate.INVALID_RECIPIENT:
        return INVALID_TO
    if not params.message:
        return INVALID_MESSAGE
    if parts > PARTS:
        return TOO_MANY_PARTS
    if fate is Fate.NO_CREDIT or not world.debit(PROVIDER, params.username, parts):
        return NO_CREDITS
    return world.store(
        provider=PROVIDER,
        id=str(FIRST_NUMBER + world.new_id()),
        account=params.username,
        to=number,
        sender=params.from_,
        text=params.message,
        receipt=world.report_url(PROVIDER),
    )


def _number(to: str, world: World) -> str:
    """The recipient; a plus sign that was not escaped arrives as a space."""
    number = f"+{to[1:]}" if to.startswith(" ") else to
    return number.removeprefix("+") if world.lenient else number


def _is_sender(sender: str, world: World) -> bool:
    return 0 < len(sender) <= SENDER and (world.lenient or (sender.isascii() and sender.isalnum()))


def _with_query(url: str, query: str) -> str:
    """The address with a query, behind one that it may have already."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=f"{parts.query}&{query}" if parts.query else query, fragment=""))
