"""What users write, for type checkers alone: what holds of every client, and what has to be refused.

Nobody runs this. Each line that is wrong is marked for both checkers; where one of them finds nothing wrong, it
complains of the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, assert_type

import smswire_runtime
from smswire_providers import eros, netoxygen, redoxygen, smsoffice
from smswire_runtime import (
    AiohttpTransport,
    Answer,
    AsyncTransport,
    Base,
    CallError,
    CancelledTooLate,
    ClosedError,
    ConfigurationError,
    Deadline,
    Event,
    Headers,
    Hook,
    Misfit,
    NotSent,
    OpenTelemetryHook,
    Operation,
    OutcomeUnknown,
    Phase,
    Reason,
    Rejected,
    Request,
    Response,
    Secret,
    SmswireError,
    Stage,
    ThreadedTransport,
    Transport,
    Urllib3Transport,
    log_event,
)

SENDER = eros.SMSContact(name="Acme", phone_number="+41791112233")
MODEL = eros.SMSModel(from_=SENDER, to=[SENDER], message_body="Grüezi")
MESSAGES = redoxygen.OutgoingMessages(
    receipt_flag=redoxygen.ReceiptFlag.ALWAYS,
    reply_type=redoxygen.ReplyType.EMAIL,
    time_zone_offset=-60,
    recipients=[redoxygen.OutgoingMessage(dest_tn="+41792223344", sms_text="Grüezi")],
)


# -- every call of every client -----------------------------------------------


def red_oxygen(account: str, password: Secret) -> None:
    """JSON with numbered keys."""
    with redoxygen.Client(account, "user", password) as client:
        assert_type(client, redoxygen.Client)
        assert_type(client.send(messages=MESSAGES), redoxygen.SendResponse)
        assert_type(client.raw.send(messages=MESSAGES), Answer[redoxygen.SendResponse])
    redoxygen.Client(account_id=account, username="user", password="secret", product="mine")


def net_oxygen() -> None:
    """XML-RPC: what comes back is the value, since a refusal is an exception."""
    client = netoxygen.Client("user", "secret", deadline=10)
    at = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
    flash = netoxygen.MessageType.FLASH
    rows = client.send_message(dest=["0792223344"], message="Grüezi", sender="Acme", date=at, type=flash)
    assert_type(rows, list[netoxygen.SendRow])
    assert_type(client.send_message(dest="0792223344", message="Grüezi"), list[netoxygen.SendRow])
    assert_type(client.auth(), bool)
    assert_type(client.get_credits(), int)
    assert_type(client.account_status(), netoxygen.AccountStatus)
    assert_type(client.get_guid(), str)
    assert_type(client.clean_number(number="022/364 8000"), str)
    assert_type(client.get_status(id=["1"]), list[netoxygen.StatusRow])
    assert_type(client.cancel_message(id="1"), list[netoxygen.CancelRow])
    assert_type(client.raw.send_message(dest=["1"], message="x"), Answer[list[netoxygen.SendRow]])
    assert_type(client.raw.auth(), Answer[bool])
    assert_type(client.raw.get_credits(), Answer[int])
    assert_type(client.raw.account_status(), Answer[netoxygen.AccountStatus])
    assert_type(client.raw.get_guid(), Answer[str])
    assert_type(client.raw.clean_number(number="1"), Answer[str])
    assert_type(client.raw.get_status(id="1"), Answer[list[netoxygen.StatusRow]])
    assert_type(client.raw.cancel_message(id=["1"]), Answer[list[netoxygen.CancelRow]])
    client.close()


def eros_gateway(auth: Literal["basic", "session"]) -> None:
    """Three ways to authenticate, three encodings, several addresses."""
    client = eros.Client("user", "secret", auth=auth, format="jsv")
    eros.Client(token=Secret("token"))
    eros.Client(token="token", auth="bearer", format="form")
    assert_type(client.send(sms_model=MODEL), eros.CommResponse | None)
    assert_type(client.send(sms_model=MODEL, route="/json/reply/SMSSend"), eros.CommResponse | None)
    assert_type(
        client.send_immediate(sms_model=MODEL, create_communication_references_immediately=True),
        eros.CommResponse | None,
    )
    assert_type(client.authenticate(remember_me=True), eros.AuthenticateResponse | None)
    assert_type(client.raw.send(sms_model=MODEL), Answer[eros.CommResponse | None])
    assert_type(client.raw.send_immediate(sms_model=MODEL), Answer[eros.CommResponse | None])
    assert_type(client.raw.authenticate(), Answer[eros.AuthenticateResponse | None])


def sms_office() -> None:
    """Query strings and plain text."""
    client = smsoffice.Client("user", "secret", tls=False)
    assert_type(client.get_balance(), smsoffice.Balance)
    assert_type(client.send_sms(from_="Acme", to="27831234567", message="Hello"), smsoffice.Sent)
    assert_type(client.raw.get_balance(), Answer[smsoffice.Balance])
    assert_type(client.raw.send_sms(from_="Acme", to="27831234567", message="Hello"), Answer[smsoffice.Sent])


async def all_asynchronous() -> None:
    """The same calls in a task."""
    async with redoxygen.AsyncClient("account", "user", "secret") as red:
        assert_type(red, redoxygen.AsyncClient)
        assert_type(await red.send(messages=MESSAGES), redoxygen.SendResponse)
        assert_type(await red.raw.send(messages=MESSAGES), Answer[redoxygen.SendResponse])
    net = netoxygen.AsyncClient("user", "secret")
    assert_type(await net.send_message(dest=["1"], message="x"), list[netoxygen.SendRow])
    assert_type(await net.auth(), bool)
    assert_type(await net.get_credits(), int)
    assert_type(await net.account_status(), netoxygen.AccountStatus)
    assert_type(await net.get_guid(), str)
    assert_type(await net.clean_number(number="1"), str)
    assert_type(await net.get_status(id=["1"]), list[netoxygen.StatusRow])
    assert_type(await net.cancel_message(id=["1"]), list[netoxygen.CancelRow])
    assert_type(await net.raw.get_credits(), Answer[int])
    gateway = eros.AsyncClient(token="token", format="json")
    assert_type(await gateway.send(sms_model=MODEL), eros.CommResponse | None)
    assert_type(await gateway.send_immediate(sms_model=MODEL), eros.CommResponse | None)
    assert_type(await gateway.authenticate(), eros.AuthenticateResponse | None)
    office = smsoffice.AsyncClient("user", "secret", base_url="http://127.0.0.1:8080")
    assert_type(await office.get_balance(), smsoffice.Balance)
    assert_type(await office.send_sms(from_="Acme", to="27831234567", message="Hello"), smsoffice.Sent)
    await office.close()


# -- what comes back ----------------------------------------------------------


def raw(client: netoxygen.Client) -> None:
    """An acceptance as it came."""
    answer = client.raw.get_credits()
    assert_type(answer.value, int)
    assert_type(answer.response, Response)
    assert_type(answer.response.status, int)
    assert_type(answer.response.headers, Headers)
    assert_type(answer.response.body, bytes)
    assert_type(answer.drift, tuple[Misfit, ...])


def errors(client: redoxygen.Client) -> None:
    """What became of a call that was not accepted."""
    try:
        client.send(messages=MESSAGES)
    except NotSent as error:
        assert_type(error.phase, Phase)
        assert_type(error.reason, Reason)
    except Rejected as error:
        assert_type(error.status, int | None)
        assert_type(error.decoded(), object)
        assert_type(error.response, Response | None)
    except OutcomeUnknown as error:
        assert_type(error.operation, str)
        assert_type(error.cause, str)
    except (ClosedError, ConfigurationError) as error:
        problem: SmswireError = error
        print(problem)  # noqa: T201, as a user would
    kinds: Sequence[type[CallError]] = [NotSent, Rejected, OutcomeUnknown]
    ends: Sequence[type[SmswireError]] = [*kinds, CancelledTooLate]
    print(ends)  # noqa: T201, as a user would
    more: Sequence[type[Exception]] = [SmswireError, *kinds]
    print(more)  # noqa: T201, as a user would


# -- what is given ------------------------------------------------------------


def count(event: Event) -> None:
    """A hook is any function of an event."""
    assert_type(event.stage, Stage)
    assert_type(event.error, CallError | None)
    assert_type(event.status, int | None)
    assert_type(event.drift, tuple[Misfit, ...])


class Counter:
    """A hook is any object that can be called like one."""

    def __call__(self, event: Event, /) -> None:
        """One more."""


hooks: Sequence[Hook] = [count, Counter(), log_event, OpenTelemetryHook()]
smsoffice.Client("user", "secret", hooks=hooks)
smsoffice.AsyncClient("user", "secret", hooks=(count,))


class Recorded:
    """A transport is anything that has its three methods."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """Nothing leaves this machine."""
        assert_type(base.url, str)
        assert_type(request.target, str)
        assert_type(operation.name, str)
        assert_type(deadline.left(), float)
        return Response(status=204)

    def rest(self, base: Base) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


own: Transport = Recorded()
usual: Transport = Urllib3Transport(proxy="http://127.0.0.1:3128", max_connections=4)
threaded: AsyncTransport = ThreadedTransport(max_connections=4)
single: AsyncTransport = AiohttpTransport()
eros.Client(token="token", transport=own)
eros.Client(token="token", transport=usual, answers="lenient", base_url="https://sms.example/base")
eros.AsyncClient(token="token", transport=threaded)
eros.AsyncClient(token="token", transport=single, deadline=2.5)


# -- what is refused ----------------------------------------------------------

# A misspelt name, although these modules load some of their names late. (To name it is all there is to it: B018.)
netoxygen.Clientt  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
eros.AsyncClientt  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018
smswire_runtime.NotSend  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018

# Credentials that are missing, too many, of another type, or of another provider.
netoxygen.Client("user")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
netoxygen.Client("user", "secret", "more")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
netoxygen.Client("user", b"secret")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
redoxygen.AsyncClient("user", "secret")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
smsoffice.Client(user="user", password="secret")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
eros.Client(auth="digest")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
eros.Client(token="token", format="xml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

# Options that do not exist, or are something else.
netoxygen.Client("user", "secret", timeout=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
netoxygen.Client("user", "secret", deadline="3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
netoxygen.Client("user", "secret", tls="off")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
netoxygen.Client("user", "secret", answers="loose")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
netoxygen.Client("user", "secret", hooks=print)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
netoxygen.Client("user", "secret", hooks=[len])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
netoxygen.Client("user", "secret", transport=threaded)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
netoxygen.AsyncClient("user", "secret", transport=usual)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def wrong_calls(net: netoxygen.Client, gateway: eros.Client, office: smsoffice.Client, red: redoxygen.Client) -> None:
    """Arguments that are missing, misspelt, of another type, by position, or the client's."""
    net.send_message(dest=["1"])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    net.send_message(["1"], "x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    net.send_message(dest=[1], message="x")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    net.send_message(dest=["1"], message="x", typ="flash")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    net.send_message(dest=["1"], message="x", type="flash")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    net.send_message(dest=["1"], message="x", user="me")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    net.send_message(dest=["1"], message="x", date=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    net.get_credit()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    net.raw.close()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    gateway.send(sms_model=MODEL, route="/api/sendmessage/immediate")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.send(sms_model={"To": []})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    gateway.send(sms_model=MODEL, format="json")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    office.send_sms(sender="Acme", to="1", message="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    red.send(messages=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    red.raw = red.raw  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


async def wrong_tasks(net: netoxygen.Client, asynchronous: netoxygen.AsyncClient) -> None:
    """One kind of client taken for the other."""
    await net.get_credits()  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    credits_left: int = asynchronous.get_credits()  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    print(credits_left)  # noqa: T201, as a user would
    with asynchronous:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass
    async with net:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


class Half:
    """Not a transport: it cannot be closed."""

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline) -> Response:
        """As the transport that there is."""
        return Urllib3Transport().exchange(base, request, operation, deadline)


netoxygen.Client("user", "secret", transport=Half())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
