"""Answers that a provider may give and its sandbox does not: whatever comes, every message has its submission."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smswire
from smswire import Outcome, Reason, State, Status, Submission
from smswire._account import in_order
from smswire.gateways import eros, netoxygen, redoxygen, smsoffice
from smswire_providers.eros import SMSContact
from smswire_providers.eros.server import read_send as read_eros
from smswire_providers.netoxygen import CancelRow, MessageStatus, SendRow, StatusRow
from smswire_providers.netoxygen.server import (
    read_get_status,
    write_cancel_message,
    write_clean_number,
    write_get_credits,
    write_get_status,
    write_send_message,
)
from smswire_providers.redoxygen import QueuedMessage, QueuedMessages, SendResponse
from smswire_providers.redoxygen.server import write_send
from smswire_runtime import UNSET, Request, Response, Secret, Unset
from smswire_runtime._xmlrpc_reading import loads_call
from tests.facade.answering import Answering

A, B, C = "+41790000001", "+41790000002", "+41790000003"
ACCEPTED, REJECTED, UNKNOWN = Outcome.ACCEPTED, Outcome.REJECTED, Outcome.UNKNOWN


def netoxygen_says(response: Response, rows: list[str], **options: Any) -> list[Submission]:
    """What becomes of messages to some numbers."""
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: response), **options)
    return list(gateway.send_all([(number, "Hello") for number in rows]))


def one_row(ok: bool | int | str, known: str | int) -> Submission:  # noqa: FBT001, the wire's own
    """The submission of the only message, from its row."""
    (submission,) = netoxygen_says(write_send_message([SendRow(dest=A[1:], ok=ok, id=known)]), [A])
    return submission


# -- NetOxygen ----------------------------------------------------------------


@pytest.mark.parametrize("flag", [True, 1, "1"])
def test_flags_that_accept(flag: bool | str) -> None:  # noqa: FBT001, the wire's own
    """A success may be said in several ways."""
    submission = one_row(flag, "45fc")

    assert (ACCEPTED, "45fc", False) == (submission.outcome, submission.id, submission.scheduled)


@pytest.mark.parametrize("flag", [9, "9"])
def test_pending(flag: int | str) -> None:
    """A pending message that has an id waits for its time; without one nothing is certain."""
    submission = one_row(flag, "45fc")

    assert (ACCEPTED, "45fc", True) == (submission.outcome, submission.id, submission.scheduled)
    assert UNKNOWN is one_row(flag, "").outcome


@pytest.mark.parametrize("flag", [False, 0, "0"])
@pytest.mark.parametrize(
    "code,reason",
    [
        (2, Reason.GATEWAY),
        (3, Reason.ROUTE),
        (4, Reason.TEXT),
        (5, Reason.RECIPIENT),
        (6, Reason.SENDER),
        (7, Reason.TEXT),
        (8, Reason.TOO_LONG),
        (10, Reason.OTHER),
    ],
)
def test_error_codes(flag: bool | str, code: int, reason: Reason) -> None:  # noqa: FBT001, the wire's own
    """An error code beside a flag that refuses says why, whether it is a number or a text."""
    for said in (code, str(code)):
        submission = one_row(flag, said)

        assert (REJECTED, reason, str(code)) == (submission.outcome, submission.reason, submission.code)
        assert isinstance(submission.error, smswire.Rejected)


@pytest.mark.parametrize(
    "flag,code",
    [
        *[(flag, code) for flag in (True, 1, "1", 9, "9", "", "yes") for code in (2, 3, 4, 5, 6, 7, 8, 10)],
        *[(flag, code) for flag in (False, 0, "0", "", "yes") for code in (1, 9)],
    ],
)
def test_contradictions(flag: bool | str, code: int) -> None:  # noqa: FBT001, the wire's own
    """A row whose flag and code say different things says nothing for certain, so that nothing is sent again."""
    for said in (code, str(code)):
        submission = one_row(flag, said)

        assert (UNKNOWN, None) == (submission.outcome, submission.id)
        assert isinstance(submission.error, smswire.OutcomeUnknown)


@pytest.mark.parametrize("flag", [False, 0, "0"])
@pytest.mark.parametrize("said", ["45fc", 11, ""])
def test_flag_that_refuses(flag: bool | str, said: str | int) -> None:  # noqa: FBT001, the wire's own
    """A flag that is 0 refuses when no code stands beside it, or one that nobody documented."""
    assert (REJECTED, Reason.OTHER) == ((found := one_row(flag, said)).outcome, found.reason)


def test_accepted_without_id() -> None:
    """A message that was taken and has no id was taken."""
    assert (ACCEPTED, None) == ((said := one_row(ok=True, known="")).outcome, said.id)


@pytest.mark.parametrize(
    "named,expected",
    [
        ([A, B, C], ["A", "B", "C"]),
        ([C, A, B], ["A", "B", "C"]),
        (["079 000 00 01", "079 000 00 02", "079 000 00 03"], ["A", "B", "C"]),
        (["0041 79 000 00 01", B, "790000003"], ["A", "B", "C"]),
        (["49170999999", B, C], [None, "B", "C"]),
        (["4979 000 00 01", B, "x"], [None, "B", None]),
        (["01", B, ""], [None, "B", None]),
        ([A, C], ["A", None, "C"]),
        ([], [None, None, None]),
        ([A, A, C], [None, None, "C"]),
        ([B, C, "41799999999"], [None, "B", "C"]),
        ([A, B, C, "41799999999"], ["A", "B", "C"]),
        ([A, B, C, C], ["A", "B", None]),
    ],
)
def test_rows_and_recipients(named: list[str], expected: list[str | None]) -> None:
    """A recipient has the row that names it, or the one in its place that does so in a shorter form; else none."""
    letters = {"1": "A", "2": "B", "3": "C"}
    rows = [SendRow(dest=number, ok=True, id=letters.get(number[-1:], "C")) for number in named]
    found = netoxygen_says(write_send_message(rows), [A, B, C])

    assert [(ACCEPTED if one else UNKNOWN, one) for one in expected] == [(one.outcome, one.id) for one in found]
    assert all(isinstance(one.error, smswire.OutcomeUnknown) for one in found if one.id is None)


@given(st.lists(st.sampled_from("abc"), max_size=4), st.lists(st.sampled_from("abcd"), max_size=5))
def test_nobody_gets_the_row_of_another(keys: list[str], rows: list[str]) -> None:
    """A row is never given to a key that it does not name."""
    for key, row in zip(keys, in_order(keys, rows, str), strict=True):
        assert row in {key, None}


def test_refused_credentials() -> None:
    """FALSE in place of all rows is what a wrong password gets."""
    found = netoxygen_says(write_send_message(result=False), [A, B])

    assert [(REJECTED, Reason.AUTHENTICATION)] * 2 == [(one.outcome, one.reason) for one in found]


def test_what_is_raised() -> None:
    """What is raised knows as much as a submission does: the reason, the code and the words, but shows no words."""
    found = netoxygen_says(write_send_message([SendRow(dest=A, ok=0, id=5)]), [A])
    found += netoxygen_says(write_send_message(result=False), [A])
    found += netoxygen_says(Response(status=500, headers=(), body=b""), [A])
    for one in found:
        with pytest.raises(smswire.CallError) as caught:
            one.raise_for_outcome()
        error: smswire.CallError = caught.value
        copy: smswire.CallError = pickle.loads(pickle.dumps(error))  # noqa: S301, our own bytes

        assert (one.reason, one.code) == (error.obstacle, error.code) == (copy.obstacle, copy.code)
        assert error.detail in {one.detail, ""}
        assert str(error) == str(copy)
        assert not error.detail or error.detail not in str(error)


@pytest.mark.parametrize("answer", [write_get_credits(result=False), Response(status=401, headers=(), body=b"")])
def test_reading_raises_the_reason(answer: Response) -> None:
    """A reading call that is refused says so in the words of a submission."""
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: answer))
    with pytest.raises(smswire.Rejected) as caught:
        gateway.balance()

    assert Reason.AUTHENTICATION == caught.value.obstacle == caught.value.reason
    assert "get_credits was rejected: authentication" in str(caught.value)


def test_normalize_nonsense() -> None:
    """FALSE for a number says nothing of the password for certain."""
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: write_clean_number(result=False)))
    with pytest.raises(smswire.Rejected) as caught:
        gateway.normalize("nonsense")

    assert (Reason.OTHER, None) == (caught.value.obstacle, caught.value.code)
    assert "number" in caught.value.detail


def test_fault() -> None:
    """A fault refuses everything, with its number and its text."""
    fault = (
        b"<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>7</int></value></member>"
        b"<member><name>faultString</name><value>no</value></member></struct></value></fault></methodResponse>"
    )
    found = netoxygen_says(Response(status=200, headers=(("Content-Type", "text/xml"),), body=fault), [A])

    assert [(REJECTED, Reason.OTHER, "7", "no")] == [(one.outcome, one.reason, one.code, one.detail) for one in found]


def statuses(rows: list[StatusRow], *ids: str) -> list[Status]:
    """What NetOxygen says of some messages."""
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: write_get_status(rows)))
    return gateway.status(ids)


@pytest.mark.parametrize(
    "said,state,reason",
    [
        (False, State.UNKNOWN, None),
        ([], State.UNKNOWN, None),
        (MessageStatus(), State.UNKNOWN, None),
        (1, State.QUEUED, None),
        ("9", State.SCHEDULED, None),
        (10, State.CANCELLED, None),
        ([1, 1], State.DELIVERED, None),
        (["1", "6"], State.EXPIRED, None),
        ([3, 5], State.FAILED, Reason.ROUTE),
        ([5], State.FAILED, Reason.RECIPIENT),
        ([1, 99], State.UNKNOWN, None),
        (MessageStatus(last_status=1), State.DELIVERED, None),
        (MessageStatus(last_status="2", sent_status=3), State.SUBMITTED, None),
        (MessageStatus(sent_status=8), State.QUEUED, None),
        (MessageStatus(last_status=10), State.CANCELLED, None),
        (MessageStatus(last_status=77), State.UNKNOWN, None),
    ],
    ids=str,
)
def test_status(
    said: MessageStatus | int | str | list[int | str] | Literal[False], state: State, reason: Reason
) -> None:
    """Both forms of a status are understood, and so is what says that an id is not known."""
    (status,) = statuses([StatusRow(id="x", status=said)], "x")

    assert ("x", state, reason) == (status.id, status.state, status.reason)


def test_status_of_three_positions() -> None:
    """The plain form may have its status code in a place of its own."""
    (status,) = statuses([StatusRow(id="x", status=1, status_code=2)], "x")

    assert State.SUBMITTED is status.state


def test_statuses_in_order() -> None:
    """Each id has its own row, in the order in which it was asked."""
    rows = [StatusRow(id="b", status=[1, 1]), StatusRow(id="a", status=[1, 6])]

    assert [State.EXPIRED, State.UNKNOWN, State.DELIVERED] == [one.state for one in statuses(rows, "a", "c", "b")]


def test_cancelled_in_order() -> None:
    """What nobody speaks of was not cancelled."""
    rows = [CancelRow(id="b", cancelled=True)]
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: write_cancel_message(rows)))

    assert [False, True] == gateway.cancel(["a", "b"])


@pytest.mark.parametrize("asked,named", [("17", "99"), ("17", "1-7"), ("17", ""), ("a", "A")])
def test_news_of_another(asked: str, named: str) -> None:
    """News of another message is none of this one, though it stands in its place: an id is never guessed."""
    rows = [CancelRow(id=named, cancelled=True)]
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: write_cancel_message(rows)))

    assert [State.UNKNOWN] == [one.state for one in statuses([StatusRow(id=named, status=[1, 1])], asked)]
    assert [False] == gateway.cancel([asked])


def test_many_ids() -> None:
    """More ids than a request has make several requests, and one answer in their order."""
    asked: list[int] = []

    def answer(request: Request) -> Response:
        ids = read_get_status(loads_call(request.body)[1]).id
        asked.append(len(ids))
        return write_get_status([StatusRow(id=one, status=[1, 1]) for one in reversed(ids)])

    gateway = netoxygen.connect("u", "p", transport=Answering(answer))
    ids = [f"id-{number}" for number in range(1_001)]

    assert ids == [one.id for one in gateway.status(ids)]
    assert [500, 500, 1] == asked


def test_what_xml_cannot_carry() -> None:
    """A character that this wire has no way to write is bad input like any other."""
    gateway = netoxygen.connect("u", "p", transport=Answering(lambda _: write_send_message([])))
    with pytest.raises(smswire.InvalidMessage, match="XML"):
        gateway.send(A, "a\ufffe")

    found = list(gateway.send_all([(A, "a\ufffe"), (B, "a\ufffe"), (C, "Hello")]))
    assert [Outcome.NOT_SENT, Outcome.NOT_SENT, UNKNOWN] == [one.outcome for one in found]


def test_eros_sender() -> None:
    """A sender that is a number is one on the wire, and any other is a name."""
    said: list[Any] = []

    def answer(request: Request) -> Response:
        model = read_eros(request).sms_model
        said.append(model.from_ if model else None)
        return Response(status=204)

    gateway = eros.connect(token="t", transport=Answering(answer))
    for sender in ("+41791112233", "Desk", None):
        gateway.send(A, "Hello", sender=sender).raise_for_outcome()

    assert [SMSContact(phone_number="+41791112233"), SMSContact(name="Desk"), UNSET] == said


# -- Red Oxygen ---------------------------------------------------------------


def red_oxygen_says(numbers: tuple[str, ...] | Unset, *queued: QueuedMessage) -> list[Submission]:
    """What becomes of messages to A and B."""
    answer = SendResponse(result="0000", messages=QueuedMessages(recipients=list(queued), numbers=numbers))
    gateway = redoxygen.connect("CI1", "u", "p", transport=Answering(lambda _: write_send(answer)))
    return list(gateway.send_all([(A, "Hello"), (B, "Hello")]))


def test_red_oxygen_counts_from_nought() -> None:
    """Results whose numbers belong to other recipients are nobody's."""
    found = red_oxygen_says(
        ("0", "1"), QueuedMessage(sms_id=1, dest_tn=A, result="0000"), QueuedMessage(sms_id=2, dest_tn=B, result="0000")
    )

    assert [UNKNOWN, UNKNOWN] == [one.outcome for one in found]


def test_red_oxygen_leaves_one_out() -> None:
    """A recipient that is missing is unknown, and one whose number is written in another way is not."""
    found = red_oxygen_says(("2",), QueuedMessage(sms_id=2, dest_tn="079 000 00 02", result="0000"))

    assert [(UNKNOWN, None), (ACCEPTED, "2")] == [(one.outcome, one.id) for one in found]


@pytest.mark.parametrize("named", ["+49170999999", "0170 999 99 99", "x", "0001"])
def test_red_oxygen_names_a_stranger(named: str) -> None:
    """A result that names a number that nobody wrote to is nobody's, whatever number it has itself."""
    found = red_oxygen_says(
        UNSET, QueuedMessage(sms_id=1, dest_tn=named, result="0000"), QueuedMessage(sms_id=2, dest_tn=B, result="0000")
    )

    assert [(UNKNOWN, None), (ACCEPTED, "2")] == [(one.outcome, one.id) for one in found]


@pytest.mark.parametrize(
    "result,outcome,reason",
    [
        ("0000", ACCEPTED, None),
        (0, ACCEPTED, None),
        ("2001", REJECTED, Reason.AUTHENTICATION),
        (2010, REJECTED, Reason.AUTHENTICATION),
        ("2011", REJECTED, Reason.OTHER),
        ("2100", REJECTED, Reason.OTHER),
        ("2101", UNKNOWN, Reason.GATEWAY),
        ("1", UNKNOWN, Reason.GATEWAY),
        ("", UNKNOWN, Reason.GATEWAY),
    ],
)
def test_red_oxygen_codes(result: str | int, outcome: Outcome, reason: Reason) -> None:
    """A code of a documented range decides for its own recipient; any other says nothing for certain."""
    found = red_oxygen_says(
        UNSET,
        QueuedMessage(sms_id=1, dest_tn=A, result="0000"),
        QueuedMessage(sms_id=2, dest_tn=B, result=result),
    )

    assert [(ACCEPTED, None), (outcome, reason)] == [(one.outcome, one.reason) for one in found]


# -- all of them --------------------------------------------------------------

Connect = Callable[..., smswire.Gateway]
GATEWAYS: dict[str, tuple[Connect, dict[str, Any], bytes]] = {
    "redoxygen": (
        redoxygen.connect,
        {"account_id": "CI1", "username": "u", "password": "p"},
        (
            b'{"Result":"0000","Messages":{"Count":2,"1":{"SMSId":1,"DestTn":"+41790000001","Result":"0000"},'
            b'"2":{"SMSId":"x","DestTn":"+41790000002","Result":2011,"ResultText":"no"}}}'
        ),
    ),
    "netoxygen": (
        netoxygen.connect,
        {"user": "u", "password": Secret("p")},
        write_send_message([SendRow(dest=A, ok=True, id="1"), SendRow(dest=B, ok=0, id=5)]).body,
    ),
    "eros": (
        eros.connect,
        {"token": "t"},
        b'{"CommId":"6f9619ff8b86d011b42d00c04fc964ff","Reference":"R","Status":true,"Message":"m"}',
    ),
    "smsoffice": (
        smsoffice.connect,
        {"username": "u", "password": "p", "sender": "Desk", "base_url": "http://127.0.0.1:9"},
        b"Success:message tracking number:1",
    ),
}


@st.composite
def mangled(draw: st.DrawFn, answer: bytes) -> bytes:
    """A documented answer of which some bytes became others, are gone, or came twice."""
    data = bytearray(answer)
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, len(data)))
        last = draw(st.integers(first, min(len(data), first + 12)))
        data[first:last] = draw(
            st.sampled_from([b"", b"0", b"null", b"true", b"[]", b"{}", b'"', b"<nil/>", b"\xff", b"</string>", b"-1"])
        )
    return bytes(data)


@pytest.mark.parametrize("answers", ["checked", "lenient"])
@pytest.mark.parametrize("provider", GATEWAYS)
@given(data=st.data())
def test_any_answer(provider: str, answers: str, data: st.DataObject) -> None:
    """Whatever an answer holds, and however leniently it is read, every message has a submission."""
    connect, account, answer = GATEWAYS[provider]
    status = data.draw(st.sampled_from([200, 200, 200, 204, 401, 500]))
    media = data.draw(st.sampled_from(["application/json", "text/xml", "text/plain", "text/jsv", ""]))
    headers = (("Content-Type", media),) if media else ()
    response = Response(status=status, headers=headers, body=data.draw(mangled(answer)))
    gateway = connect(**account, transport=Answering(lambda _: response), answers=answers)
    found = list(gateway.send_all([(A, "Hello"), (B, "Hello")]))

    assert [A, B] == [one.message.to for one in found]
    for one in found:
        assert isinstance(one.error, smswire.CallError) != (one.outcome is ACCEPTED)
        assert one.id is None or isinstance(one.id, str)
        assert repr(one)
        assert isinstance(one.detail, str)


def _xml(value: bytes) -> bytes:
    return b"<methodResponse><params><param><value>%b</value></param></params></methodResponse>" % value


def _array(*values: bytes) -> bytes:
    return b"<array><data>%b</data></array>" % b"".join(b"<value>%b</value>" % value for value in values)


@pytest.mark.parametrize(
    "provider,body",
    [
        ("netoxygen", _xml(_array(b"x", b"y"))),
        ("netoxygen", _xml(_array(b"<int>3</int>"))),
        ("netoxygen", _xml(_array(_array(b"<int>3</int>", b"<boolean>1</boolean>", b"id")))),
        ("netoxygen", _xml(_array(_array()))),
        ("redoxygen", b'{"Result": "0000", "Messages": "x"}'),
        ("redoxygen", b'{"Result": "0000", "Messages": {"1": null}}'),
        ("redoxygen", b'{"Result": "0000", "Messages": {"1": {"Result": "0000", "DestTn": 3}}}'),
        ("redoxygen", b'{"Result": "0000", "Messages": {"1": {"Result": [], "DestTn": "+41790000001"}}}'),
    ],
)
def test_rows_that_are_none(provider: str, body: bytes) -> None:
    """Rows of another shape, where answers are read leniently, say nothing of a message that was sent."""
    connect, account, _ = GATEWAYS[provider]
    response = Response(status=200, headers=(("Content-Type", "application/json"),), body=body)
    gateway = connect(**account, transport=Answering(lambda _: response), answers="lenient")
    found = [gateway.send(A, "Hello"), *gateway.send_all([(A, "Hello"), (B, "Hello")])]

    assert [UNKNOWN] * 3 == [one.outcome for one in found]
    assert all(isinstance(one.error, smswire.OutcomeUnknown) for one in found)


def test_refusal_of_another_shape() -> None:
    """What else came with a refusal, and in whatever shape, it stays one."""
    response = Response(status=401, headers=(("Content-Type", "application/json"),), body=b'{"ResponseStatus": 3}')
    gateway = eros.connect(token="t", transport=Answering(lambda _: response), answers="lenient")

    assert (REJECTED, Reason.AUTHENTICATION) == ((said := gateway.send(A, "Hello")).outcome, said.reason)
    response = Response(
        status=400,
        headers=(("Content-Type", "application/json"),),
        body=b'{"ResponseStatus": {"ErrorCode": "InvalidNumber", "Message": "no such number"}}',
    )
    said = gateway.send(A, "Hello")
    assert (REJECTED, "InvalidNumber", "no such number") == (said.outcome, said.code, said.detail)
