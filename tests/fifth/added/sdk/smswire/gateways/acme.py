"""Acme: up to 100 recipients of one text, schedules in UTC, states, cancelling, credits, receipts by callback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, Unpack

from smswire._account import Account, Prepared, in_order, shares, told
from smswire._clocks import ahead
from smswire._gateway import AsyncGateway, Gateway
from smswire._news import Kind, receipt
from smswire._opening import AsyncOptions, Opening, Options
from smswire._outcome import Reason
from smswire._plans import Plan
from smswire._segments import Segments
from smswire._state import State
from smswire._url import ConnectionUrl
from smswire._values import Balance, Capabilities, Message, Receipt, Status, Submission
from smswire.callbacks._addresses import Addresses
from smswire_providers.acme import News, Refusal, Row, callbacks, codes
from smswire_providers.acme.client import BASE_URL, Calls, authentication
from smswire_runtime import UNSET, CallError, ConfigurationError, Headers, Secret

BATCH: Final = 100
"""Recipients of one request, and ids of one question, as the document has it."""

ERRORS: Final = {
    "token": Reason.AUTHENTICATION,
    "credits": Reason.CREDIT,
    "number": Reason.RECIPIENT,
    "barred": Reason.ROUTE,
    "sender": Reason.SENDER,
    "text": Reason.TEXT,
}
STATES: Final = {
    "scheduled": (State.SCHEDULED, None),
    "sent": (State.SUBMITTED, None),
    "delivered": (State.DELIVERED, None),
    "failed": (State.FAILED, None),
    "barred": (State.FAILED, Reason.ROUTE),
    "expired": (State.EXPIRED, None),
    "cancelled": (State.CANCELLED, None),
}


class Acme(Account):
    """An account with Acme."""

    provider = "acme"
    capabilities = Capabilities(
        batch=BATCH,
        schedule=True,
        flash=False,
        sender=True,
        status=True,
        cancel=True,
        balance=True,
        check=True,
        receipts=True,
    )

    def __init__(
        self, calls: Calls, *, addresses: Addresses | None = None, sender: str | None = None, region: str | None = None
    ) -> None:
        super().__init__(sender=sender, region=region)
        self._calls = calls
        self._addresses = addresses

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:
        """One text, sender and time for all recipients of a request."""
        at = ahead(message.at, now) if message.at is not None else UNSET
        shared = (message.text, self.sender_of(message), at)
        return Prepared(message=message, to=number, segments=counted, shared=shared)

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """One row comes back for each recipient."""
        text, sender, at = batch[0].shared
        numbers = [one.to for one in batch]
        answer = yield self._calls.send(
            text=text,
            to=numbers,
            from_=UNSET if sender is None else sender,
            send_at=at,
            report_to=self._addresses.address(self.provider, "receipt") if self._addresses else UNSET,
        )
        rows: list[Row | None] = in_order(numbers, answer.value.messages, lambda row: row.to)
        return [self._submission(one, row, scheduled=at is not UNSET) for one, row in zip(batch, rows, strict=True)]

    def _submission(self, prepared: Prepared, row: Row | None, *, scheduled: bool) -> Submission:
        """An id accepts, a documented error refuses, and anything else says nothing for certain."""
        if row is None:
            return self.missing(prepared, row)
        if row.error is UNSET and row.id is not UNSET:
            return self.accepted(prepared, row.id, row, scheduled=scheduled)
        error = codes.ERROR.find(row.error) if row.error is not UNSET else None
        if error is None:
            return self.missing(prepared, row)
        return self.rejected(prepared, ERRORS[error.name], error.name, error.description, row)

    def judged(self, error: CallError) -> tuple[Reason, str | None, str]:
        """A refusal of the whole request names an error, too."""
        said = error.decoded()
        if isinstance(said, Refusal):
            code = codes.ERROR.find(said.error)
            return ERRORS[code.name] if code else Reason.OTHER, said.error, said.message or ""
        return super().judged(error)

    def status(self, ids: Sequence[str]) -> Plan[list[Status]]:
        """What the provider knows of each message; of some it may know nothing."""
        found: list[Status] = []
        for some in shares(ids, BATCH):
            answer = yield self._calls.get_messages(id=some)
            rows: list[News | None] = in_order(some, answer.value.messages, lambda row: row.id)
            found += [_told(one, row) for one, row in zip(some, rows, strict=True)]
        return found

    def cancel(self, ids: Sequence[str]) -> Plan[list[bool]]:
        """Whether each message was cancelled before its time."""
        done: list[bool] = []
        for some in shares(ids, BATCH):
            answer = yield self._calls.cancel_messages(id=some)
            rows: list[News | None] = in_order(some, answer.value.messages, lambda row: row.id)
            done += [row is not None and row.state == "cancelled" for row in rows]
        return done

    def balance(self) -> Plan[Balance]:
        """The credits."""
        answer = yield self._calls.get_account()
        return Balance(amount=Decimal(answer.value.credits))

    def check(self) -> Plan[bool]:
        """Whether the provider knows the token: it tells the credits."""
        return self.admits(self.balance())


def _told(one: str, row: News | None) -> Status:
    if row is None:
        return Status(id=one, state=State.UNKNOWN)
    return told(one, STATES, codes.STATE, row.state, row, at=row.at_value)


# -- what is brought by callback ----------------------------------------------


def _report(headers: Headers, query: str, body: bytes) -> Receipt:
    event = callbacks.parse_report(headers, query, body)
    return receipt(Acme.provider, _told(event.id, event))


CALLBACKS: Final = {"receipt": Kind("POST", _report, callbacks.acknowledge_report)}


# -- how one is opened ---------------------------------------------------------


def _opening(
    token: str | Secret, addresses: Addresses | None, sender: str | None, region: str | None, base_url: str = BASE_URL
) -> Opening:
    calls = Calls(token)
    account = Acme(calls, addresses=addresses, sender=sender, region=region)
    return Opening(account, authentication(calls, token), base_url)


def from_url(url: ConnectionUrl) -> Opening:
    """``acme://:TOKEN@host?callback=https://public.address&from=sender``."""
    url.allow("callback", "from", "region")
    if url.user:
        raise ConfigurationError("a token is needed, and no user: acme://:TOKEN@…")
    addresses = Addresses(url.query["callback"]) if "callback" in url.query else None
    return _opening(url.password, addresses, url.query.get("from"), url.query.get("region"), url.base(BASE_URL))


def connect(
    token: str | Secret,
    *,
    addresses: Addresses | None = None,
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[Options],
) -> Gateway:
    """A gateway over an account with Acme; with ``addresses`` receipts are brought there."""
    return _opening(token, addresses, sender, region).open(options)


def connect_async(
    token: str | Secret,
    *,
    addresses: Addresses | None = None,
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[AsyncOptions],
) -> AsyncGateway:
    """The same for tasks."""
    return _opening(token, addresses, sender, region).open_async(options)
