"""Eros: one recipient per call, since one answer cannot say what became of several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias, Unpack, cast

from attrs import evolve

from smswire._account import Account, Prepared
from smswire._checks import login
from smswire._gateway import AsyncGateway, Gateway
from smswire._opening import AsyncOptions, Opening, Options
from smswire._outcome import Reason
from smswire._plans import Plan
from smswire._segments import Segments
from smswire._url import ConnectionUrl
from smswire._values import Capabilities, Message, Submission
from smswire_providers.eros import CommResponse, ErrorResponse, SMSContact, SMSModel
from smswire_providers.eros.client import BASE_URL, Calls, authentication
from smswire_runtime import UNSET, CallError, Secret, Unset


class Eros(Account):
    """An account with an Eros gateway."""

    provider = "eros"
    capabilities = Capabilities(batch=1, schedule=False, flash=False, sender=True, check=True)

    def __init__(
        self, calls: Calls, *, by_token: bool = False, sender: str | None = None, region: str | None = None
    ) -> None:
        super().__init__(sender=sender, region=region)
        self._calls = calls
        if by_token:  # what tells whether credentials are right is a session, which takes a user and a password
            self.capabilities = evolve(self.capabilities, check=False)

    def word(self, message: Message, number: str, counted: Segments, now: datetime) -> Prepared:  # noqa: ARG002, it sends at once
        """A sender that is a number is a phone number, and any other a name."""
        return Prepared(message=message, to=number, segments=counted, shared=(self.sender_of(message),))

    def send(self, batch: Sequence[Prepared]) -> Plan[list[Submission]]:
        """One call for one recipient; an answer without a body accepts without saying an id."""
        (one,) = batch
        answer = yield self._calls.send(
            sms_model=SMSModel(
                from_=_contact(one.shared[0]),
                to=[SMSContact(phone_number=one.to)],
                message_body=one.message.text,
            )
        )
        return [self.accepted(one, _id(answer.value), answer.value)]

    def judged(self, error: CallError) -> tuple[Reason, str | None, str]:
        """A refusal names what is wrong in words; its code is that of an exception."""
        said = error.decoded()
        reason, code, detail = super().judged(error)
        if isinstance(said, CommResponse):
            return reason, code, _text(said.message) or detail
        if isinstance(said, ErrorResponse):
            status = said.response_status
            return reason, _text(status.error_code) or code, _text(status.message) or detail
        return reason, code, detail

    def check(self) -> Plan[bool]:
        """Whether the provider knows the user and the password: it opens a session."""
        return self.admits(self._login()) if self.capabilities.check else super().check()

    def _login(self) -> Plan[object]:
        return (yield self._calls.authenticate())


def _contact(sender: str | None) -> SMSContact | Unset:
    return (
        UNSET if sender is None else SMSContact(phone_number=sender) if sender[:1] == "+" else SMSContact(name=sender)
    )


def _id(said: CommResponse | None) -> str | None:
    """The id of a communication, or its reference where the id is all zeros, which means none."""
    if said is None:
        return None
    known = said.comm_id_value
    return known.hex if known is not None and known.int else _text(said.reference)


def _text(said: object) -> str | None:
    return said if isinstance(said, str) and said else None


# -- how one is opened ---------------------------------------------------------


Auth: TypeAlias = Literal["basic", "bearer", "session"]
Format: TypeAlias = Literal["json", "jsv", "form"]


def _opening(  # noqa: PLR0913, what an account consists of
    username: str | None,
    password: str | Secret | None,
    *,
    token: str | Secret | None,
    auth: Auth | None,
    format: Format,  # noqa: A002, the word of the wire
    sender: str | None,
    region: str | None,
    base_url: str = BASE_URL,
) -> Opening:
    if username is not None and password is not None:
        username, password = login(username, password)
    calls = Calls(username, password, token, format)
    account = Eros(calls, by_token=token is not None, sender=sender, region=region)
    return Opening(account, authentication(auth, calls, username, password, token), base_url)


def from_url(url: ConnectionUrl) -> Opening:
    """``eros://user:pass@host?auth=basic|bearer|session&format=json|jsv``; with a token ``eros://:TOKEN@host``."""
    url.allow("auth", "format", "from", "region")
    auth = cast("Auth | None", url.choice("auth", "basic", "bearer", "session"))
    said = cast("Format", url.choice("format", "json", "jsv", "form") or "json")
    by_token = auth == "bearer" or (auth is None and not url.user)
    return _opening(
        None if by_token else url.user,
        None if by_token else url.password,
        token=url.password if by_token else None,
        auth=auth,
        format=said,
        sender=url.query.get("from"),
        region=url.query.get("region"),
        base_url=url.base(BASE_URL),
    )


def connect(  # noqa: PLR0913, what an account consists of
    username: str | None = None,
    password: str | Secret | None = None,
    *,
    token: str | Secret | None = None,
    auth: Auth | None = None,
    format: Format = "json",  # noqa: A002, the word of the wire
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[Options],
) -> Gateway:
    """A gateway over an account with an Eros gateway, by user and password or by token."""
    opening = _opening(username, password, token=token, auth=auth, format=format, sender=sender, region=region)
    return opening.open(options)


def connect_async(  # noqa: PLR0913, what an account consists of
    username: str | None = None,
    password: str | Secret | None = None,
    *,
    token: str | Secret | None = None,
    auth: Auth | None = None,
    format: Format = "json",  # noqa: A002, the word of the wire
    sender: str | None = None,
    region: str | None = None,
    **options: Unpack[AsyncOptions],
) -> AsyncGateway:
    """The same for tasks."""
    opening = _opening(username, password, token=token, auth=auth, format=format, sender=sender, region=region)
    return opening.open_async(options)
