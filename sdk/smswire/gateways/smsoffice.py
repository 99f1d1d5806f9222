"""SMS Office: one recipient per call, one connection at a time, a sender for every message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, Unpack

from smswire._account import Account, Prepared, told
from smswire._checks import login
from smswire._errors import InvalidMessage
from smswire._gateway import AsyncGateway, Gateway
from smswire._news import Kind, receipt
from smswire._numbers import to_digits
from smswire._opening import AsyncOptions, Opening, Options
from smswire._outcome import Reason
from smswire._plans import Plan
from smswire._segments import Segments
from smswire._state import State
from smswire._url import ConnectionUrl
from smswire._values import Balance, Capabilities, Message, Receipt, Submission
from smswire_providers.smsoffice import Failure, callbacks, codes
from smswire_providers.smsoffice.client import BASE_URL, Calls
from smswire_runtime import UNSET, CallError, Headers, Secret

SENDER: Final = 11
"""Letters and digits of a sender, as the document has it."""

REASONS: Final = {
    "invalid_from": Reason.SENDER,
    "invalid_to": Reason.RECIPIENT,
    "invalid_message": Reason.TEXT,
    "no_international_prefix": Reason.RECIPIENT,
    "not_enough_credits": Reason.CREDIT,
    "too_many_parts": Reason.TOO_LONG,
    "login_failed": Reason.AUTHENTICATION,
}
STATES: Final = {
    "submitted": (State.SUBMITTED, None),
    "delivered": (State.DELIVERED, None),
    "failed": (State.FAILED, None),
    "no_route": (State.FAILED, Reason.ROUTE),
}
"""What a delivery report says."""


class SmsOffice(Account):
    """An account with SMS Office."""

    provider = "smsoffice"
    capabilities = Capabilities(
        batch=1, schedule=False, flash=False, sender=True, balance=True, check=True, receipts=True, parts=4
    )

    def __init__(self, calls: Calls, *, sender: str | None = None, region: str | None = None) -> None:
        super().__init__(sender=sender, region=region)
        self._calls = calls

    def unfit(self, sender: str) -> str | None:
        """Whether it is none of letters and digits."""
        fine = sender.isascii() and sender.isalnum() and len(sender) <= SENDER
        return None if fine else f"a sender has 1 to {SENDER} letters and digits"

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:  # noqa: ARG002, it sends at once
        """Digits alone, and a sender for every message."""
        sender = self.sender_of(message)
        if sender is None:
            raise InvalidMessage("from: this provider wants a sender for every message", Reason.SENDER, elsewhere=True)
        return Prepared(message=message, to=to_digits(number), segments=counted, shared=(sender,))

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """One call for one recipient."""
        (one,) = batch
        answer = yield self._calls.send_sms(from_=one.shared[0], to=one.to, message=one.message.text)
        known = answer.value.tracking_number
        return [self.accepted(one, None if known is UNSET else known, answer.value)]

    def judged(self, error: CallError) -> tuple[Reason, str | None, str]:
        """A refusal is a text, which is recognised by how it begins."""
        said = error.decoded()
        if isinstance(said, Failure):
            code = codes.FAILURE_TEXT.find(said.message)
            return REASONS[code.name] if code else Reason.OTHER, code.name if code else None, said.message
        return super().judged(error)

    def balance(self) -> Plan[Balance]:
        """The credits, with two decimal places."""
        answer = yield self._calls.get_balance()
        return Balance(amount=answer.value.amount_value or Decimal(answer.value.amount))

    def check(self) -> Plan[bool]:
        """Whether the provider knows the credentials: it tells the balance."""
        return self.admits(self.balance())


# -- what is brought by callback ----------------------------------------------


def _report(headers: Headers, query: str, body: bytes) -> Receipt:
    """A delivery report; a code that is not documented says nothing."""
    event = callbacks.parse_delivery_report(headers, query, body)
    words = event.status_message or ""
    said = told(event.messageid, STATES, codes.STATUS_CODE, event.status_id_value, event, detail=words)
    return receipt(SmsOffice.provider, said, to=event.to or "")


CALLBACKS: Final = {"receipt": Kind("GET", _report, callbacks.acknowledge_delivery_report, standing=True)}
"""The address is set in the account, so it stays."""


# -- how one is opened ---------------------------------------------------------


def from_url(url: ConnectionUrl) -> Opening:
    """``smsoffice://user:pass@host?from=sender``."""
    url.allow("from", "region")
    user, password = url.login()
    account = SmsOffice(Calls(user, password), sender=url.query.get("from"), region=url.query.get("region"))
    return Opening(account, None, url.base(BASE_URL))


def connect(
    username: str,
    password: str | Secret,
    *,
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[Options],
) -> Gateway:
    """A gateway over an account with SMS Office."""
    return Opening(SmsOffice(Calls(*login(username, password)), sender=sender, region=region), None, BASE_URL).open(
        options
    )


def connect_async(
    username: str,
    password: str | Secret,
    *,
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[AsyncOptions],
) -> AsyncGateway:
    """The same for tasks."""
    account = SmsOffice(Calls(*login(username, password)), sender=sender, region=region)
    return Opening(account, None, BASE_URL).open_async(options)
