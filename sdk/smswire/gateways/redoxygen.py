"""Red Oxygen: up to 500 recipients per request, each with a text of its own; receipts and replies by callback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeAlias, Unpack

from smswire._account import Account, Prepared, digits_of, is_short_for, judged
from smswire._checks import login
from smswire._clocks import BEHIND_UTC
from smswire._errors import InvalidMessage
from smswire._gateway import AsyncGateway, Gateway
from smswire._news import Kind
from smswire._opening import AsyncOptions, Opening, Options
from smswire._outcome import Reason
from smswire._plans import Plan
from smswire._segments import Segments
from smswire._state import State
from smswire._url import ConnectionUrl
from smswire._values import Capabilities, Message, Receipt, Reply, Submission
from smswire_providers.redoxygen import (
    OutgoingMessage,
    OutgoingMessages,
    QueuedMessage,
    ReceiptFlag,
    ReplyType,
    SendResponse,
    callbacks,
    codes,
)
from smswire_providers.redoxygen.client import BASE_URL, Calls
from smswire_runtime import UNSET, CallError, Code, ConfigurationError, Headers, Secret

LONGEST: Final = 4_000
"""Characters of a text, as the document has it."""

DONE: Final = "success"
REASONS: Final = {
    "authentication": Reason.AUTHENTICATION,
    "sending": Reason.OTHER,
}
"""Only ranges are documented, so that the words beside a code say more than its reason."""

STATES: Final = {
    "success": (State.DELIVERED, None),
    "authentication": (State.FAILED, Reason.AUTHENTICATION),
    "sending": (State.FAILED, None),
}
"""What a receipt says."""

Where: TypeAlias = Callable[[str], str]
"""Gives the public address to which a ``receipt`` or a ``reply`` is to be brought."""


class RedOxygen(Account):
    """An account with Red Oxygen."""

    provider = "redoxygen"
    capabilities = Capabilities(batch=500, schedule=True, flash=False, sender=False, receipts=True, replies=True)

    def __init__(self, calls: Calls, *, addresses: Where | None = None, region: str | None = None) -> None:
        super().__init__(region=region)
        self._calls = calls
        self._addresses = addresses

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:
        """The time in UTC; recipients of a request share nothing else."""
        if len(message.text) > LONGEST:
            problem = f"text: {len(message.text)} characters, and this provider takes {LONGEST}"
            raise InvalidMessage(problem, Reason.TOO_LONG, elsewhere=True)
        at = BEHIND_UTC.write(message.at, now) if message.at is not None else (UNSET, 0)
        return Prepared(message=message, to=number, segments=counted, shared=at)

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """One result comes back for each recipient, under the number that it had in the request."""
        later, offset = batch[0].shared
        addresses = self._addresses
        answer = yield self._calls.send(
            messages=OutgoingMessages(
                receipt_flag=ReceiptFlag.ALWAYS if addresses else ReceiptFlag.NEVER,
                receipt_callback_url=addresses("receipt") if addresses else UNSET,
                reply_type=ReplyType.HTTP_CALLBACK if addresses else ReplyType.EMAIL,
                reply_callback_url=addresses("reply") if addresses else UNSET,
                time_zone_offset=offset,
                send_later=later,
                recipients=[OutgoingMessage(dest_tn=one.to, sms_text=one.message.text) for one in batch],
            )
        )
        said: SendResponse = answer.value
        results = said.messages.numbered if said.messages else {}
        recipients: frozenset[str] = frozenset()
        found: list[Submission] = []
        for number, one in enumerate(batch, 1):
            result = results.get(number)
            if result is not None and result.dest_tn and result.dest_tn != one.to:  # most repeat what was sent
                recipients = recipients or frozenset(digits_of(each.to) for each in batch)
                named, wanted = digits_of(result.dest_tn), digits_of(one.to)
                if named != wanted and (named in recipients or not is_short_for(named, wanted)):
                    result = None  # what stands there is said of another
            if result is None:
                found.append(self.missing(one, results.get(number)))
            else:
                found.append(self._submission(one, result, scheduled=later is not UNSET))
        return found

    def _submission(self, prepared: Prepared, result: QueuedMessage, *, scheduled: bool) -> Submission:
        """A documented code decides; any other says nothing for certain."""
        code = _documented(result.result_value or "")
        if code is None:
            return self.missing(prepared, result)
        if code.name == DONE:
            return self.accepted(prepared, result.sms_id_value, result, scheduled=scheduled)
        words = result.result_text if isinstance(result.result_text, str) else code.description
        return self.rejected(prepared, REASONS[code.name], result.result_value or "", words, result)

    def judged(self, error: CallError) -> tuple[Reason, str | None, str]:
        """A refusal of the whole request has a code and words, too."""
        said = error.decoded()
        if isinstance(said, SendResponse):
            code = codes.RESULT_CODE.find(said.result_value or "")
            words = said.result_text if isinstance(said.result_text, str) else ""
            return REASONS.get(code.name, Reason.OTHER) if code else Reason.OTHER, said.result_value, words
        return super().judged(error)


@lru_cache(maxsize=256)
def _documented(result: str) -> Code | None:
    """What a result stands for; the results of a batch are a few, over and over."""
    return codes.RESULT_CODE.find(result)


# -- what is brought by callback ----------------------------------------------


def _receipt(headers: Headers, query: str, body: bytes) -> Receipt:
    """A receipt; a code that is not documented says nothing."""
    event = callbacks.parse_receipt(headers, query, body)
    item = event.messages.receipt
    code = item.result_value
    (state, reason), words = judged(STATES, codes.RESULT_CODE, code)
    return Receipt(
        provider=RedOxygen.provider,
        id=item.sms_id_value or "",
        state=state,
        reason=reason,
        code=code,
        detail=item.result_text or words,
        to=item.dest_tn or "",
        at=item.timestamp_value,
        raw=event,
    )


def _reply(headers: Headers, query: str, body: bytes) -> Reply:
    event = callbacks.parse_reply(headers, query, body)
    item = event.messages.reply
    return Reply(
        provider=RedOxygen.provider,
        id=item.sms_id_value or "",
        sender=item.reply_from,
        text=item.reply_text,
        original=item.sms_text or "",
        at=item.timestamp_value,
        raw=event,
    )


CALLBACKS: Final = {
    "receipt": Kind("POST", _receipt, callbacks.acknowledge_receipt),
    "reply": Kind("POST", _reply, callbacks.acknowledge_reply),
}


# -- how one is opened ---------------------------------------------------------


def from_url(url: ConnectionUrl) -> Opening:
    """``redoxygen://user:pass@host?account=CI00000001&callback=https://public.address``."""
    url.allow("account", "callback", "region")
    user, password = url.login()
    if not url.query.get("account"):
        raise ConfigurationError("an account is needed: redoxygen://USER:PASS@…?account=ID")
    addresses = _addresses(url.query.get("callback"))
    calls = Calls(url.query["account"], user, password, "smswire")
    account = RedOxygen(calls, addresses=addresses, region=url.query.get("region"))
    return Opening(account, None, url.base(BASE_URL))


def _addresses(public: str | None) -> Where | None:
    """Where receipts and replies are brought, if anywhere."""
    if not public:
        return None
    from smswire.callbacks._addresses import Addresses  # noqa: PLC0415, most who send receive nothing

    return Addresses(public).of(RedOxygen.provider)


def connect(  # noqa: PLR0913, what an account consists of
    account_id: str,
    username: str,
    password: str | Secret,
    *,
    product: str = "smswire",
    addresses: Where | None = None,
    region: str | None = None,
    **options: Unpack[Options],
) -> Gateway:
    """A gateway over an account with Red Oxygen; with ``addresses`` receipts and replies are brought there."""
    account = RedOxygen(Calls(account_id, *login(username, password), product), addresses=addresses, region=region)
    return Opening(account, None, BASE_URL).open(options)


def connect_async(  # noqa: PLR0913, what an account consists of
    account_id: str,
    username: str,
    password: str | Secret,
    *,
    product: str = "smswire",
    addresses: Where | None = None,
    region: str | None = None,
    **options: Unpack[AsyncOptions],
) -> AsyncGateway:
    """The same for tasks."""
    account = RedOxygen(Calls(account_id, *login(username, password), product), addresses=addresses, region=region)
    return Opening(account, None, BASE_URL).open_async(options)
