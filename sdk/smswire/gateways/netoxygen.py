"""NetOxygen: many recipients of one text, schedules in Zurich, states, cancelling, credits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, Unpack

from smswire._account import Account, Prepared, in_order, numbers_in_order, shares, told
from smswire._checks import login
from smswire._clocks import ZURICH
from smswire._gateway import AsyncGateway, Gateway
from smswire._numbers import from_digits
from smswire._opening import AsyncOptions, Opening, Options
from smswire._outcome import Reason
from smswire._plans import Plan
from smswire._segments import Segments
from smswire._state import State
from smswire._url import ConnectionUrl
from smswire._values import Balance, Capabilities, Message, Status, Submission
from smswire_providers.netoxygen import CancelRow, MessageStatus, MessageType, SendRow, StatusRow, codes
from smswire_providers.netoxygen.client import BASE_URL, Calls
from smswire_runtime import CallError, Fault, Secret

BATCH: Final = 500
"""Recipients of one request. No limit is documented; an answer of 500 rows stays far below the limit of an answer."""

ERRORS: Final = {
    "ok": (State.QUEUED, None),
    "gateway_error": (State.FAILED, Reason.GATEWAY),
    "routing_error": (State.FAILED, Reason.ROUTE),
    "format_error": (State.FAILED, Reason.TEXT),
    "invalid_destination": (State.FAILED, Reason.RECIPIENT),
    "invalid_source": (State.FAILED, Reason.SENDER),
    "empty_message": (State.FAILED, Reason.TEXT),
    "message_too_long": (State.FAILED, Reason.TOO_LONG),
    "pending": (State.SCHEDULED, None),
    "cancelled": (State.CANCELLED, None),
}
STATES: Final = {
    "delivered_to_device": (State.DELIVERED, None),
    "delivered_to_network": (State.SUBMITTED, None),
    "submitted": (State.SUBMITTED, None),
    "message_error": (State.FAILED, Reason.TEXT),
    "routing_error": (State.FAILED, Reason.ROUTE),
    "expired": (State.EXPIRED, None),
    "gateway_error": (State.FAILED, Reason.GATEWAY),
    "queued": (State.QUEUED, None),
    "scheduled": (State.SCHEDULED, None),
}
GOOD: Final = frozenset({"ok", "pending"})
"""Error codes that are no errors."""

ACCEPTING: Final = frozenset({"1", "true"})
REFUSING: Final = frozenset({"0", "false"})
"""The flags of rows, as texts."""

PENDING: Final = "9"
"""The flag of a row whose message waits for its time."""


CLEANING: Final = "clean_number"
"""The operation that is given a number as somebody wrote it."""


class NetOxygen(Account):
    """An account with NetOxygen."""

    provider = "netoxygen"
    capabilities = Capabilities(
        batch=BATCH,
        schedule=True,
        flash=True,
        sender=True,
        status=True,
        cancel=True,
        balance=True,
        normalize=True,
        check=True,
    )

    def __init__(self, calls: Calls, *, sender: str | None = None, region: str | None = None) -> None:
        super().__init__(sender=sender, region=region)
        self._calls = calls

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:
        """The time as Zurich's clocks show it; one text, sender and time for all recipients of a request."""
        at = ZURICH.write(message.at, now) if message.at is not None else ""
        shared = (message.text, self.sender_of(message) or "", at, message.flash)
        return Prepared(message=message, to=number, segments=counted, shared=shared)

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """One row comes back for each recipient."""
        text, sender, at, flash = batch[0].shared
        answer = yield self._calls.send_message(
            dest=[one.to for one in batch],
            message=text,
            sender=sender,
            date=at,
            type=MessageType.FLASH if flash else MessageType.TEXT,
        )
        rows: list[SendRow | None] = numbers_in_order([one.to for one in batch], answer.value, lambda row: row.dest)
        return [
            self._submission(one, row, scheduled=bool(at)) if row is not None else self.missing(one, answer.value)
            for one, row in zip(batch, rows, strict=True)
        ]

    def _submission(self, prepared: Prepared, row: SendRow, *, scheduled: bool) -> Submission:
        """A flag accepts or refuses, and a code beside it that says the contrary leaves both in doubt."""
        flag, known = str(row.ok).casefold(), str(row.id)
        code = codes.ERROR_CODE.find(known)
        good = code is None or code.name in GOOD
        if flag in REFUSING and code is None:
            return self.rejected(prepared, Reason.OTHER, known, "", row)
        if flag in REFUSING and code is not None and not good:
            return self.rejected(prepared, ERRORS[code.name][1] or Reason.OTHER, known, code.description, row)
        if flag in ACCEPTING and good:
            return self.accepted(prepared, known or None, row, scheduled=scheduled)
        if flag == PENDING and good and known:
            return self.accepted(prepared, known, row, scheduled=True)
        return self.missing(prepared, row, detail="the flag of the row and what stands beside it decide nothing")

    def judged(self, error: CallError) -> tuple[Reason, str | None, str]:
        """FALSE is what a wrong password gets, or perhaps a number that is none; a fault brings a number and a text."""
        said = error.decoded()
        if said is False and error.operation == CLEANING:
            return Reason.OTHER, None, "the number was not understood, or the user or the password was refused"
        if said is False:
            return Reason.AUTHENTICATION, None, "the user or the password was refused"
        if isinstance(said, Fault):
            return Reason.OTHER, str(said.code), said.text
        return super().judged(error)

    def status(self, ids: Sequence[str]) -> Plan[list[Status]]:
        """What the provider knows of each message."""
        found: list[Status] = []
        for some in shares(ids, BATCH):
            answer = yield self._calls.get_status(id=some)
            rows: list[StatusRow | None] = in_order(some, answer.value, lambda row: str(row.id))
            found += [_status(one, row) for one, row in zip(some, rows, strict=True)]
        return found

    def cancel(self, ids: Sequence[str]) -> Plan[list[bool]]:
        """Whether each message was cancelled before its time."""
        done: list[bool] = []
        for some in shares(ids, BATCH):
            answer = yield self._calls.cancel_message(id=some)
            rows: list[CancelRow | None] = in_order(some, answer.value, lambda row: str(row.id))
            done += [row is not None and row.cancelled is True for row in rows]
        return done

    def balance(self) -> Plan[Balance]:
        """The credits, which may be fewer than none."""
        answer = yield self._calls.get_credits()
        return Balance(amount=Decimal(answer.value))

    def normalize(self, number: str) -> Plan[str]:
        """The number as the provider reads it."""
        answer = yield self._calls.clean_number(number=number)
        return from_digits(answer.value)

    def check(self) -> Plan[bool]:
        """Whether the provider knows the credentials."""
        answer = yield self._calls.auth()
        return bool(answer.value)


def _status(one: str, row: StatusRow | None) -> Status:
    """The state of a message: the latest of the struct, or the codes of the plain form."""
    said = row.status if row is not None else False
    if isinstance(said, MessageStatus):
        code = said.last_status_value if said.last_status_value is not None else said.sent_status_value
        words = said.last_status_text or said.sent_status_text or ""
        at = said.last_date_value or said.sent_date_value
        if code is not None and codes.STATUS_CODE.find(code) is None:  # a cancellation has an error code only
            return told(one, ERRORS, codes.ERROR_CODE, code, row, detail=words, at=at)
        return told(one, STATES, codes.STATUS_CODE, code, row, detail=words, at=at)
    known = [] if said is False else list(said) if isinstance(said, list) else [said]
    if row is not None and row.status_code_value is not None:
        known = [*known[:1], row.status_code_value]
    if len(known) > 1:
        return told(one, STATES, codes.STATUS_CODE, known[1], row)
    return told(one, ERRORS, codes.ERROR_CODE, known[0] if known else None, row)


# -- how one is opened ---------------------------------------------------------


def from_url(url: ConnectionUrl) -> Opening:
    """``netoxygen://user:pass@host``."""
    url.allow("from", "region")
    user, password = url.login()
    account = NetOxygen(Calls(user, password), sender=url.query.get("from"), region=url.query.get("region"))
    return Opening(account, None, url.base(BASE_URL))


def connect(
    user: str,
    password: str | Secret,
    *,
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[Options],
) -> Gateway:
    """A gateway over an account with NetOxygen."""
    return Opening(NetOxygen(Calls(*login(user, password)), sender=sender, region=region), None, BASE_URL).open(options)


def connect_async(
    user: str,
    password: str | Secret,
    *,
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[AsyncOptions],
) -> AsyncGateway:
    """The same for tasks."""
    return Opening(NetOxygen(Calls(*login(user, password)), sender=sender, region=region), None, BASE_URL).open_async(
        options
    )
