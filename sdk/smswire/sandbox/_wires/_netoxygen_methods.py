"""The eight methods of NetOxygen: parameters in, what the provider answers out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from attrs import fields, frozen

from smswire._segments import segments
from smswire._state import State
from smswire.sandbox._magic import Fate
from smswire.sandbox._wire import Violation
from smswire.sandbox._wires._netoxygen_rules import (
    DEFAULT_SENDER,
    ERRORS,
    PARTS,
    clean_number,
    is_sender,
    planned,
    status_of,
)
from smswire.sandbox._world import Stored, World
from smswire_providers.netoxygen import server
from smswire_providers.netoxygen.models import (
    AccountStatus,
    AccountStatusParams,
    AuthParams,
    CancelMessageParams,
    CancelRow,
    CleanNumberParams,
    GetCreditsParams,
    GetGuidParams,
    GetStatusParams,
    MessageType,
    SendMessageParams,
    SendRow,
    StatusRow,
)
from smswire_runtime import Json, Response

PROVIDER: Final = "netoxygen"

FREE: Final = "free"
"""The one user whose account is free; all others have regular ones."""

MANY: Final = 5_000
"""Recipients or ids in one call. A row of an answer has at most twelve values, and a document is given 100,000."""

_ACCOUNTS: Final = UUID("9d1f4c3e-6f0a-5d0b-8a51-4b1f0c1d2e3f")
"""The namespace of the accounts' ids, so that a user always belongs to the same account."""

_ID: Final = "45fc"
"""What ids begin with. They have 13 hexadecimal digits, and none reads as a number, which clients take for a code."""

_ID_DIGITS: Final = 9

_NOT_XML: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@frozen(kw_only=True)
class Done:
    """What a method came to."""

    result: Any
    messages: tuple[Stored, ...] = ()
    violations: tuple[Violation, ...] = ()


@frozen(kw_only=True)
class Method:
    """One method: how its parameters are read and checked, what it does, and how it answers."""

    kind: type
    """The class of its parameters."""
    read: Callable[[list[Json]], Any]
    run: Callable[[Any, World], Done]
    write: Callable[[Any], Response]

    @property
    def name(self) -> str:
        """Its name on the wire."""
        return self.read.__name__.removeprefix("read_")

    @property
    def model(self) -> str:
        """The name of the schema of its parameters."""
        return self.kind.__name__

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parameters, in their order."""
        return tuple(one.metadata["wire"] for one in fields(self.kind))

    @property
    def refusal(self) -> Response:
        """FALSE, which every method answers to bad credentials."""
        return self.write(False)  # noqa: FBT003, what goes over the wire


def carried(text: str) -> str:
    """What XML can carry of a text: base64 may have brought any character."""
    return _NOT_XML.sub("\ufffd", text)


def _each(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


# -- sending ------------------------------------------------------------------


def _send_message(params: SendMessageParams, world: World) -> Done:
    at, violations = _time(params, world)
    refusal = _refusal(params, world)
    rows: list[SendRow] = []
    messages: list[Stored] = []
    for dest in _each(params.dest):
        number = clean_number(dest)
        code = refusal or _obstacle(number, params, world)
        if number is None or code is not None:
            rows.append(SendRow(dest=number or carried(dest), ok=False, id=code or ERRORS["invalid_destination"]))
            continue
        stored = _store(number, params, at, world)
        messages.append(stored)
        waits = stored.state is State.SCHEDULED
        rows.append(SendRow(dest=number, ok=ERRORS["pending"] if waits else True, id=stored.id))
    return Done(result=rows, messages=tuple(messages), violations=violations)


def _time(params: SendMessageParams, world: World) -> tuple[datetime | None, tuple[Violation, ...]]:
    """When to send: at once, too, for a date that is past or that no clock in Zurich shows."""
    if not params.date:
        return None, ()
    at = planned(params.date)
    if at is None:
        problem = "no time that the clocks in Zurich show, so the message is sent at once"
    elif at <= world.now():
        at, problem = None, "past, so the message is sent at once"
    elif params.date_value is None:
        problem = "a time that the clocks in Zurich show twice, of which the first is taken"
    else:
        return at, ()
    return at, (Violation(path="$.params[5]", problem=f"date: {problem}"),)


def _refusal(params: SendMessageParams, world: World) -> int | None:
    """The error code that all recipients get."""
    if not params.message:
        return ERRORS["empty_message"]
    if segments(params.message).count > PARTS:
        return ERRORS["message_too_long"]
    if world.lenient:
        return None
    if params.type and not params.type.is_known:
        return ERRORS["format_error"]
    return None if not params.sender or is_sender(params.sender) else ERRORS["invalid_source"]


def _obstacle(number: str | None, params: SendMessageParams, world: World) -> int | None:
    """The error code that one recipient gets; for credits there is none, and that of the gateway comes closest."""
    if number is None:
        return ERRORS["invalid_destination"]
    match world.fate(number):
        case Fate.INVALID_RECIPIENT:
            return ERRORS["invalid_destination"]
        case Fate.NO_ROUTE:
            return ERRORS["routing_error"]
        case Fate.NO_CREDIT:
            return ERRORS["gateway_error"]
        case _:
            paid = world.debit(PROVIDER, params.user, segments(params.message).count)
            return None if paid else ERRORS["gateway_error"]


def _store(number: str, params: SendMessageParams, at: datetime | None, world: World) -> Stored:
    return world.store(
        provider=PROVIDER,
        id=f"{_ID}{world.new_id() % 16**_ID_DIGITS:0{_ID_DIGITS}x}",
        account=params.user,
        to=number,
        sender=params.sender or DEFAULT_SENDER,
        text=params.message,
        flash=params.type == MessageType.FLASH,
        scheduled_at=at,
    )


# -- asking and cancelling ----------------------------------------------------


def _own(id: str, user: str, world: World) -> Stored | None:  # noqa: A002, its name everywhere
    """The message of that id, if it is one of this account's."""
    stored = world.find(PROVIDER, id)
    return stored if stored is not None and stored.account == user else None


def _get_status(params: GetStatusParams, world: World) -> Done:
    rows: list[StatusRow] = []
    for one in _each(params.id):
        stored = _own(one, params.user, world)
        rows.append(StatusRow(id=carried(one), status=False if stored is None else status_of(stored)))
    return Done(result=rows)


def _cancel_message(params: CancelMessageParams, world: World) -> Done:
    rows: list[CancelRow] = []
    for one in _each(params.id):
        stored = _own(one, params.user, world)
        cancelled = stored is not None and world.cancel(stored)
        if cancelled and stored is not None:
            world.debit(PROVIDER, params.user, -stored.cost)  # credits agree with what was sent, and this never is
        rows.append(CancelRow(id=carried(one), cancelled=cancelled))
    return Done(result=rows)


def _auth(_: AuthParams, __: World) -> Done:
    return Done(result=True)


def _get_credits(params: GetCreditsParams, world: World) -> Done:
    return Done(result=int(world.credits(PROVIDER, params.user)))


def _account_status(params: AccountStatusParams, _: World) -> Done:
    return Done(result=AccountStatus.FREE if params.user == FREE else AccountStatus.REGULAR)


def _get_guid(params: GetGuidParams, _: World) -> Done:
    return Done(result=str(uuid5(_ACCOUNTS, params.user)))


def _clean_number(params: CleanNumberParams, _: World) -> Done:
    return Done(result=clean_number(params.number) or False)


METHODS: Final = {
    method.name: method
    for method in (
        Method(
            kind=SendMessageParams,
            read=server.read_send_message,
            run=_send_message,
            write=server.write_send_message,
        ),
        Method(kind=AuthParams, read=server.read_auth, run=_auth, write=server.write_auth),
        Method(
            kind=GetCreditsParams,
            read=server.read_get_credits,
            run=_get_credits,
            write=server.write_get_credits,
        ),
        Method(
            kind=AccountStatusParams,
            read=server.read_account_status,
            run=_account_status,
            write=server.write_account_status,
        ),
        Method(kind=GetGuidParams, read=server.read_get_guid, run=_get_guid, write=server.write_get_guid),
        Method(
            kind=CleanNumberParams,
            read=server.read_clean_number,
            run=_clean_number,
            write=server.write_clean_number,
        ),
        Method(
            kind=GetStatusParams,
            read=server.read_get_status,
            run=_get_status,
            write=server.write_get_status,
        ),
        Method(
            kind=CancelMessageParams,
            read=server.read_cancel_message,
            run=_cancel_message,
            write=server.write_cancel_message,
        ),
    )
}
"""Every documented method by its name."""
