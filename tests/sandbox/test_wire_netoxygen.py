"""NetOxygen's wire answers as the provider does, and says what a call has against the specification."""

from __future__ import annotations

import base64
import xmlrpc.client
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire._segments import segments
from smswire._state import State
from smswire.sandbox._wire import Answered, Violation
from smswire.sandbox._wires._netoxygen_methods import MANY
from smswire.sandbox._wires.netoxygen import NetOxygen
from smswire.sandbox._world import World
from smswire_providers.netoxygen import operations
from smswire_providers.netoxygen.codes import ERROR_CODE, STATUS_CODE
from smswire_providers.netoxygen.models import MessageStatus, MessageType, SendMessageParams, StatusRow
from smswire_runtime import Headers, Request
from smswire_runtime._xmlrpc import dumps_call, loads_answer
from tests.providers._specs import params as named_params
from tests.providers._wires import CALLS, Call, build, decoded
from tests.sandbox._worlds import Clock, world_at

WIRE = NetOxygen()
TO = "41792223344"
METHODS: dict[str, list[Any]] = {
    "send_message": [TO, "text"],
    "auth": [],
    "get_credits": [],
    "account_status": [],
    "get_guid": [],
    "clean_number": ["022/364 8000"],
    "get_status": ["45fc000000001"],
    "cancel_message": ["45fc000000001"],
}
each_method = pytest.mark.parametrize("method", METHODS)


def posted(body: bytes | str, world: World | None = None, headers: Headers = ()) -> Answered:
    """What is answered to a body."""
    octets = body.encode() if isinstance(body, str) else body
    return WIRE.answer(
        Request(method="POST", path="/api2/", headers=headers, body=octets), world_at() if world is None else world
    )


def called(method: str, *arguments: Any, world: World | None = None, user: str = "user") -> Answered:
    """What is answered to a call of our own spelling."""
    return posted(dumps_call(method, [user, "pass", *arguments]), world)


def value(answered: Answered) -> Any:
    """What the standard library reads from an answer."""
    assert 200 == answered.response.status
    (found,), _ = xmlrpc.client.loads(answered.response.body.decode(), use_builtin_types=True)
    return found


def fault(answered: Answered) -> xmlrpc.client.Fault:
    """The fault of an answer, which is HTTP 200 like everything else."""
    assert 200 == answered.response.status
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(answered.response.body.decode())
    return caught.value


def places(answered: Answered) -> list[str]:
    """Where an answer found something wrong."""
    return [violation.path for violation in answered.violations]


def error(name: str) -> Any:
    """The documented error code of that name."""
    return next(code.code for code in ERROR_CODE if code.name == name)


def call_of(*arguments: str, method: str = "send_message") -> str:
    """A call whose arguments are spelled by hand."""
    body = "".join(f"<param>{argument}</param>" for argument in arguments)
    return f"<?xml version='1.0'?><methodCall><methodName>{method}</methodName><params>{body}</params></methodCall>"


# -- the documented examples --------------------------------------------------


@pytest.mark.parametrize("call", named_params(one for one in CALLS if one[0].spec.key == WIRE.provider))
def test_documented_calls(call: Call) -> None:
    """Every example of the specification is answered in a way that the specification can read, without a violation."""
    name, given_ = call.operation.name, decoded(call.spec, call.operation, [call.parameters])
    at_last = Clock(datetime(2006, 1, 1, tzinfo=UTC))  # before the dates of the examples

    answered = WIRE.answer(build(call.spec, call.operation, given_), world_at(at_last))

    assert () == answered.violations
    assert name == answered.operation
    read = getattr(operations, f"parse_{name}")(answered.response)
    assert ("wrong" == given_[0].pass_.reveal()) == (read is False)


# -- credentials --------------------------------------------------------------


@each_method
@pytest.mark.parametrize(
    "credentials",
    [["user", "wrong"], ["", "pass"], ["user", ""], ["user"], []],
    ids=["wrong", "no-user", "no-password", "one", "none"],
)
def test_bad_credentials(method: str, credentials: list[str]) -> None:
    """The wrong password and any missing credential get FALSE from every method, and nothing happens."""
    world = world_at()
    more = METHODS[method] if len(credentials) == 2 else []

    answered = posted(dumps_call(method, [*credentials, *more]), world)

    assert value(answered) is False
    assert 0 == len(world)
    assert method == answered.operation


@each_method
def test_any_other_credentials(method: str) -> None:
    """Any other user and password will do."""
    assert value(posted(dumps_call(method, ["somebody", "Wrong ", *METHODS[method]]))) is not False


def test_credentials_of_digits() -> None:
    """A password that a client took for a number is one."""
    answered = posted(call_of("<value><int>007</int></value>", "<value><i4>0815</i4></value>", method="auth"))

    assert value(answered) is True


def test_a_missing_credential_is_told() -> None:
    """What is missing is shown, beside the refusal."""
    assert ["$.params[1]"] == places(posted(dumps_call("auth", ["user"])))


# -- sending ------------------------------------------------------------------


def test_rows_in_the_order_of_the_request() -> None:
    """Each recipient has its row, in the order of the request, with its number as the provider writes it."""
    numbers = ["+41792223344", "022/364 8000", "0041 79 222 33 44", "12", "0792223344"]

    rows = value(called("send_message", numbers, "text"))

    assert [TO, "41223648000", TO, "12", TO] == [row[0] for row in rows]
    assert [True, True, True, False, True] == [row[1] for row in rows]
    assert error("invalid_destination") == rows[3][2]
    assert 4 == len({row[2] for row in rows if row[1]})


def test_what_is_stored() -> None:
    """A message is kept as it came, under the id that was answered."""
    world = world_at()

    answered = called("send_message", [TO], "Grüezi 😀", "Acme", "", "flash", world=world, user="me")

    ((_, _, id_),) = value(answered)
    stored = world.find("netoxygen", id_)
    assert stored is not None
    assert (stored,) == answered.messages
    assert ("me", TO, "Acme", "Grüezi 😀", True) == (
        stored.account,
        stored.to,
        stored.sender,
        stored.text,
        stored.flash,
    )
    assert State.SUBMITTED is stored.state
    assert () == answered.violations


@pytest.mark.parametrize("more", [[], [""], ["", ""], ["", "", ""], ["", "", "text"]])
def test_defaults(more: list[str]) -> None:
    """What is left out or empty: the default sender, at once, a normal message."""
    answered = called("send_message", TO, "text", *more)

    (stored,) = answered.messages
    assert ("textobox.ch", None, False) == (stored.sender, stored.scheduled_at, stored.flash)
    assert () == answered.violations


@pytest.mark.parametrize(
    "spelling",
    [
        "<value>0792223344</value>",
        "<value><string>0792223344</string></value>",
        "<value><int>0792223344</int></value>",
        "<value><i4>0792223344</i4></value>",
        "<value><i8>+41792223344</i8></value>",
        "<value><i8>0041792223344</i8></value>",
        f"<value><base64>{base64.b64encode(b'0792223344').decode()}</base64></value>",
        "<value><array><data><value><int>0792223344</int></value></data></array></value>",
        "<value><string>07&#57;2223344</string></value>",
        "<value><string><![CDATA[0792223344]]></string></value>",
    ],
)
def test_spellings_of_a_number(spelling: str) -> None:
    """However a client types a number, its digits arrive."""
    answered = posted(call_of("<value>u</value>", "<value>p</value>", spelling, "<value>text</value>"))

    assert [TO] == [stored.to for stored in answered.messages]
    assert () == answered.violations


@pytest.mark.parametrize(
    "spelling, text",
    [
        ("<int>0042</int>", "0042"),
        ("<i8>+7</i8>", "+7"),
        ("<double>1.50</double>", "1.50"),
        ("<double>-0.10</double>", "-0.10"),
        ("<boolean>1</boolean>", None),
        ("<base64>R3LDvGV6aSDwn5iA</base64>", "Grüezi 😀"),
        ("<base64>R3LD\n  vGV6aSDwn5iA</base64>", "Grüezi 😀"),
        ("<base64>/w==</base64>", None),
        ("<string>a &lt;b&gt; &amp; \U0001f600</string>", "a <b> & \U0001f600"),
        ("", ""),
    ],
)
def test_spellings_of_a_text(spelling: str, text: str | None) -> None:
    """A text that looks like a number keeps its spelling; what is no text at all is a fault."""
    world = world_at()

    answered = posted(
        call_of("<value>u</value>", "<value>p</value>", f"<value>{TO}</value>", f"<value>{spelling}</value>"), world
    )

    if text is None:
        assert -32602 == fault(answered).faultCode
        assert 0 == len(world)
    elif text:
        assert [text] == [stored.text for stored in answered.messages]
    else:
        assert [[TO, False, error("empty_message")]] == value(answered)


def test_doubles_keep_their_places() -> None:
    """Several numbers with a point are told apart."""
    numbers = "".join(f"<value><double>{number}.0</double></value>" for number in ("4179222", "4179333"))
    array = f"<value><array><data>{numbers}</data></array></value>"

    answered = posted(call_of("<value>u</value>", "<value>p</value>", array, "<value><double>3.10</double></value>"))

    assert [("41792220", "3.10"), ("41793330", "3.10")] == [(stored.to, stored.text) for stored in answered.messages]


@pytest.mark.parametrize(
    "arguments, name",
    [
        ([TO, ""], "empty_message"),
        ([TO, "x", "much too long a sender"], "invalid_source"),
        ([TO, "x", "Приветик"], "invalid_source"),
        ([TO, "x", "", "", "loud"], "format_error"),
        ([TO, "x" * (153 * 255 + 1)], "message_too_long"),
        (["no number", "x"], "invalid_destination"),
        (["41790099905", "x"], "invalid_destination"),
        (["41790099903", "x"], "routing_error"),
        (["41790099904", "x"], "gateway_error"),
    ],
)
def test_error_codes(arguments: list[str], name: str) -> None:
    """What cannot be sent has the documented code in place of the id, and takes no credits."""
    world = world_at()

    answered = called("send_message", *arguments, world=world)

    assert [[arguments[0], False, error(name)]] == value(answered)
    assert () == answered.messages
    assert 0 == len(world)
    assert value(called("get_credits", world=world_at())) == value(called("get_credits", world=world))


@pytest.mark.parametrize("sender", ["textobox.ch", "0791112233", "+41791112233", "123456789012345", "Zürich"])
def test_senders_that_fit(sender: str) -> None:
    """A number of up to 15 digits and a name of up to 11 GSM characters can stand in a message."""
    (stored,) = called("send_message", TO, "text", sender).messages

    assert sender == stored.sender


def test_ids_are_never_codes() -> None:
    """No id reads as a number, which some clients take for an error code and others send back as an integer."""
    world = world_at(seed=7)

    ids = [row[2] for row in value(called("send_message", [TO] * 20, "text", world=world))]

    assert 20 == len(set(ids))
    assert [] == [one for one in ids if one.isdigit() or ERROR_CODE.find(one) or len(one) != 13]
    assert ids == [row[2] for row in value(called("send_message", [TO] * 20, "text", world=world_at(seed=7)))]


# -- credits and the account --------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["x", "x" * 160, "x" * 161, "ж" * 70, "ж" * 71, "a" * 152 + "€" + "b" * 152],
    ids=["one", "full", "two", "full-ucs2", "two-ucs2", "pair"],
)
def test_credits_follow_the_segments(text: str) -> None:
    """Each accepted recipient takes one credit for each segment; refused ones take none."""
    world = world_at()
    before = value(called("get_credits", world=world))

    called("send_message", [TO, "12", "+41792223355"], text, world=world)

    assert before - 2 * segments(text).count == value(called("get_credits", world=world))
    assert before == value(called("get_credits", world=world, user="somebody else"))


def test_no_credits_left() -> None:
    """When the credits are used up, the rest of the recipients is refused, and zero is a number."""
    world = world_at()
    left = value(called("get_credits", world=world))
    assert world.debit("netoxygen", "user", left - 1)

    rows = value(called("send_message", [TO, "+41792223355"], "text", world=world))

    assert [True, False] == [row[1] for row in rows]
    assert error("gateway_error") == rows[1][2]
    credits_left = value(called("get_credits", world=world))
    assert (0, int) == (credits_left, type(credits_left))


def test_account() -> None:
    """The account has a kind, and an id that stays the same for its user and differs from other users' ones."""
    world = world_at()

    guid = value(called("get_guid", world=world))

    assert guid == str(UUID(guid))
    assert guid == value(called("get_guid", world=world_at(seed=5)))
    assert guid != value(called("get_guid", world=world, user="somebody else"))
    assert "regular" == value(called("account_status"))
    assert "free" == value(called("account_status", user="free"))


@pytest.mark.parametrize(
    "number, cleaned",
    [
        ("022/364 8000", "41223648000"),
        ("0792223344", "41792223344"),
        ("+41 (0)22 364 80 00", "41223648000"),
        ("0041792223344", "41792223344"),
        ("41792223344", "41792223344"),
        ("+27831234567", "27831234567"),
        ("(079) 222-33.44", "41792223344"),
        ("", False),
        ("12", False),
        ("0", False),
        ("Bob", False),
        ("+0792223344", False),
        ("1234567890123456", False),
        ("٠٧٩٢٢٢٣٣٤٤", False),
    ],
)
def test_clean_number(number: str, cleaned: object) -> None:
    """A number comes back as the provider writes it; what is none gets FALSE."""
    assert cleaned == value(called("clean_number", number))


# -- scheduling ---------------------------------------------------------------


def scheduled(date: str, world: World) -> tuple[Any, Answered]:
    """The row of a message with that date, and the whole answer."""
    answered = called("send_message", TO, "later", "", date, world=world)
    (row,) = value(answered)
    return row, answered


@pytest.mark.parametrize(
    "date, moment",
    [
        ("2026-01-15 12:00:01", datetime(2026, 1, 15, 11, 0, 1, tzinfo=UTC)),
        ("2026-07-01 08:30:00", datetime(2026, 7, 1, 6, 30, tzinfo=UTC)),
        ("2026-12-06 20:05:00", datetime(2026, 12, 6, 19, 5, tzinfo=UTC)),
    ],
)
def test_schedule(date: str, moment: datetime) -> None:
    """A date is one of the clocks in Zurich, in winter and in summer; its message is pending, with an id."""
    world = world_at()

    row, answered = scheduled(date, world)

    assert error("pending") == row[1]
    (stored,) = answered.messages
    assert (State.SCHEDULED, moment, row[2]) == (stored.state, stored.scheduled_at, stored.id)
    assert () == answered.violations


@pytest.mark.parametrize(
    "date",
    [
        "2026-01-15 12:00:00",
        "2006-12-06 20:05:00",
        "0001-01-01 00:00:00",
        "2026-02-30 10:00:00",
        "2026-03-29 02:30:00",
        "2026-13-01 10:00:00",
        "2026-12-06T20:05:00",
        "2026-12-06",
        "tomorrow",
    ],
)
def test_a_date_of_no_use(date: str) -> None:
    """A past or invalid date sends at once, as the document says, and is told of."""
    row, answered = scheduled(date, world_at())

    assert row[1] is True
    assert [None] == [stored.scheduled_at for stored in answered.messages]
    assert {"$.params[5]"} == set(places(answered))


def test_an_hour_that_comes_twice() -> None:
    """Of an hour that the clocks show twice the first one is taken, which is told of."""
    _, answered = scheduled("2026-10-25 02:30:00", world_at())

    assert [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)] == [stored.scheduled_at for stored in answered.messages]
    assert ["$.params[5]"] == places(answered)


def test_cancel() -> None:
    """A message can be cancelled as long as it waits, once, by its own account; its credits come back."""
    world = world_at()
    before = value(called("get_credits", world=world))
    (_, _, waiting), _ = scheduled("2026-07-01 08:30:00", world)
    ((_, _, gone),) = value(called("send_message", TO, "text", world=world))

    assert [[waiting, False]] == value(called("cancel_message", waiting, world=world, user="somebody else"))
    rows = value(called("cancel_message", [gone, waiting, "unknown"], world=world))

    assert [[gone, False], [waiting, True], ["unknown", False]] == rows
    assert [[waiting, False]] == value(called("cancel_message", waiting, world=world))
    assert before - 1 == value(called("get_credits", world=world))


def test_cancel_too_late() -> None:
    """Once its time has come, nothing is cancelled."""
    world = world_at()
    row, answered = scheduled("2026-07-01 08:30:00", world)
    world.learn(answered.messages[0], State.SUBMITTED)

    assert [[row[2], False]] == value(called("cancel_message", row[2], world=world))


# -- states -------------------------------------------------------------------


def status(world: World, id_: str) -> dict[str, Any]:
    """The struct that tells of a message."""
    ((told, found),) = value(called("get_status", [id_], world=world))
    assert id_ == told
    assert isinstance(found, dict)
    return dict(cast("dict[str, Any]", found))


def words(code: int) -> str:
    """The name of a documented status code."""
    found = STATUS_CODE.find(code)
    assert found is not None
    return found.name


def test_both_stages_of_a_message() -> None:
    """The struct tells of the sending and of the last news, in codes, in words, and on the clocks in Zurich."""
    clock = Clock()
    world = world_at(clock)
    answered = called("send_message", TO, "Grüezi", "Acme", world=world)
    (stored,) = answered.messages

    sent = {
        "from": "Acme",
        "to": TO,
        "length": 6,
        "sent_date": "2026-01-15 12:00:00",
        "sent_status": 3,
        "sent_status_text": "Message submitted",
    }
    nothing_heard = {"last_date": "", "last_status": 3, "last_status_text": "Message submitted"}
    assert sent | nothing_heard == status(world, stored.id)

    clock.advance(days=180)
    world.learn(stored, State.DELIVERED)

    heard = {
        "last_date": "2026-07-14 13:00:00",
        "last_status": 1,
        "last_status_text": "Delivered to the recipient device",
    }
    assert sent | heard == status(world, stored.id)


def test_the_stages_of_a_scheduled_message() -> None:
    """It is scheduled for its date, then sent at its time; a cancelled one keeps its date."""
    clock = Clock()
    world = world_at(clock)
    row, answered = scheduled("2026-01-15 13:00:00", world)

    waiting = status(world, row[2])
    assert ("2026-01-15 13:00:00", "scheduled") == (waiting["sent_date"], words(waiting["sent_status"]))
    assert ("", "scheduled") == (waiting["last_date"], words(waiting["last_status"]))

    clock.advance(hours=1)
    world.learn(answered.messages[0], State.SUBMITTED)

    sent = status(world, row[2])
    assert ("2026-01-15 13:00:00", "submitted") == (sent["sent_date"], words(sent["sent_status"]))
    assert ("2026-01-15 13:00:00", "submitted") == (sent["last_date"], words(sent["last_status"]))


def test_a_cancelled_message() -> None:
    """The only documented code that says so is an error code."""
    world = world_at()
    row, _ = scheduled("2026-01-15 13:00:00", world)
    called("cancel_message", row[2], world=world)

    found = status(world, row[2])

    assert (9, error("cancelled"), "Message canceled") == (
        found["sent_status"],
        found["last_status"],
        found["last_status_text"],
    )


@pytest.mark.parametrize(
    "state, name",
    [
        (State.DELIVERED, "delivered_to_device"),
        (State.FAILED, "message_error"),
        (State.EXPIRED, "expired"),
    ],
)
def test_final_states(state: State, name: str) -> None:
    """Each has its documented code."""
    world = world_at()
    (stored,) = called("send_message", TO, "text", world=world).messages
    world.learn(stored, state)

    assert name == words(status(world, stored.id)["last_status"])


def test_the_hour_that_comes_twice_is_told() -> None:
    """A message that goes out in it has a date like any other."""
    world = world_at(Clock(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))
    (stored,) = called("send_message", TO, "text", world=world).messages

    assert "2026-10-25 02:30:00" == status(world, stored.id)["sent_date"]


def test_unknown_ids() -> None:
    """An id that is unknown, or another account's, gets FALSE beside it; a list may be mixed, in any order."""
    world = world_at()
    (stored,) = called("send_message", TO, "text", world=world).messages

    rows = value(called("get_status", ["nothing", stored.id, "2"], world=world))

    assert ["nothing", stored.id, "2"] == [row[0] for row in rows]
    assert [bool, dict, bool] == [type(row[1]) for row in rows]
    assert [[stored.id, False]] == value(called("get_status", stored.id, world=world, user="somebody else"))


def test_status_as_our_own_reader_has_it() -> None:
    """The generated client reads rows and structs from these answers."""
    world = world_at()
    request = operations.build_send_message(
        SendMessageParams(user="u", pass_="p", dest=[TO], message="text", type=MessageType.TEXT)
    )

    sent = operations.parse_send_message(WIRE.answer(request, world).response)
    assert isinstance(sent, list)
    found = operations.parse_get_status(called("get_status", [str(sent[0].id)], world=world, user="u").response)

    assert isinstance(found, list)
    assert isinstance(found[0], StatusRow)
    assert isinstance(found[0].status, MessageStatus)
    assert TO == found[0].status.to


# -- what is no call ----------------------------------------------------------

BOMB = '<!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + call_of("<value>&b;</value>")[21:]
BROKEN = {
    "nothing": b"",
    "half": call_of("<value>user</value>").encode()[:-20],
    "text": b"hello",
    "json": b'{"method": "auth"}',
    "binary": bytes(range(256)),
    "doctype": b"<!DOCTYPE methodCall>" + call_of("<value>u</value>", method="auth")[21:].encode(),
    "bomb": BOMB.encode(),
    "entity": call_of("<value>&nbsp;</value>").encode(),
    "not-utf-8": call_of("<value>\xff</value>").encode("latin-1"),
    "encoding": b"<?xml version='1.0' encoding='utf-7'?><methodCall/>",
    "answer": b"<methodResponse><params><param><value>1</value></param></params></methodResponse>",
    "no-name": b"<methodCall><params></params></methodCall>",
    "big-integer": call_of("<value><int>99999999999999999999</int></value>").encode(),
    "bad-base64": call_of("<value><base64>!</base64></value>").encode(),
    "deep": call_of("<value><array><data>" * 1000 + "</data></array></value>" * 1000).encode(),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_what_is_no_call(body: bytes) -> None:
    """Broken XML, any document type and whatever is no call get a fault that says where, and nothing is stored."""
    world = world_at()

    answered = posted(body, world)

    found = fault(answered)
    assert -32700 == found.faultCode
    assert 1 == len(answered.violations)
    assert answered.violations[0].path in found.faultString
    assert 0 == len(world)


def test_an_unknown_method() -> None:
    """It gets a fault, whoever calls it."""
    answered = called("send_messages", TO, "text")

    assert -32601 == fault(answered).faultCode
    assert ["$.methodName"] == places(answered)


@pytest.mark.parametrize(
    "arguments, place",
    [
        ([], "$.params[2]"),
        ([TO], "$.params[3]"),
        ([{"to": TO}, "text"], "$.params[2]"),
        ([[TO, [TO]], "text"], "$.params[2][1]"),
        ([True, "text"], "$.params[2]"),
        ([TO, ["text"]], "$.params[3]"),
        ([TO, "text", "", "", "text", "more"], "$.params"),
    ],
)
def test_parameters_that_do_not_fit(arguments: list[Any], place: str) -> None:
    """Missing parameters, surplus ones and those of another type get a fault that says which."""
    world = world_at()

    answered = called("send_message", *arguments, world=world)

    found = fault(answered)
    assert -32602 == found.faultCode
    assert place in found.faultString
    assert place in places(answered)
    assert 0 == len(world)


def test_too_many_recipients() -> None:
    """No call makes an answer that could not be written."""
    most = posted(dumps_call("send_message", ["u", "p", [TO] * MANY, "text"]))
    more = posted(dumps_call("send_message", ["u", "p", [TO] * (MANY + 1), "text"]))
    ids = [stored.id for stored in most.messages]

    assert MANY == len(value(most))
    assert MANY == len(value(called("get_status", ids)))
    assert -32602 == fault(more).faultCode
    assert ["$.params[2]"] == places(more)


def test_violations_do_not_change_the_answer() -> None:
    """Each thing that the specification forbids is told with its place, and answered as the provider would."""
    answered = called("send_message", [TO, "", "\t1"], "a\tb", "A\tB", "soon", "loud")

    assert ["$.params[2][1]", "$.params[2][2]", "$.params[3]", "$.params[4]", "$.params[5]", "$.params[6]"] == list(
        dict.fromkeys(places(answered))
    )
    assert 3 == len(value(answered))


def test_violations_show_no_values() -> None:
    """They are shown in the inbox, so the password stays out of them."""
    answered = posted(xmlrpc.client.dumps(("user", "hunter2\t"), "auth"))

    assert ["$.params[1]"] == places(answered)
    assert "hunter2" not in repr(answered.violations)


def test_what_xml_cannot_carry() -> None:
    """Base64 brings any character; an answer that repeats it stays XML."""
    world = world_at()
    nasty = xmlrpc.client.Binary("\0\x1b\uffff12".encode())
    senders = xmlrpc.client.Binary(b"a\0\r")

    rows = value(posted(xmlrpc.client.dumps(("u", "p", [nasty, TO], "text", senders), "send_message"), world))
    ids = value(posted(xmlrpc.client.dumps(("u", "p", [nasty, rows[1][2]]), "get_status"), world))
    cancelled = value(posted(xmlrpc.client.dumps(("u", "p", nasty), "cancel_message"), world))

    assert "\ufffd\ufffd\ufffd12" == rows[0][0] == ids[0][0] == cancelled[0][0]


def test_lenient() -> None:
    """With --lenient a call that can be understood is taken, and told of all the same."""
    answered = called(
        "send_message", TO, "text", "A sender of many characters", "", "loud", "more", world=world_at(lenient=True)
    )

    assert 1 == len(answered.messages)
    assert ["$.params", "$.params[6]"] == places(answered)


# -- around the call ----------------------------------------------------------


@pytest.mark.parametrize("media", ["", "text/xml", "text/xml; charset=utf-8", "application/xml", "TEXT/XML"])
def test_media_types(media: str) -> None:
    """XML-RPC's media type is right, and none at all is served as well."""
    headers = (("content-type", media),) if media else ()

    assert () == posted(dumps_call("auth", ["u", "p"]), headers=headers).violations


def test_another_media_type() -> None:
    """It is served, and told of."""
    answered = posted(dumps_call("auth", ["u", "p"]), headers=(("Content-Type", "application/x-www-form-urlencoded"),))

    assert value(answered) is True
    assert ["headers.Content-Type"] == places(answered)


def test_paths() -> None:
    """The documented path is served; without its slash a web server tells the way."""
    request = Request(method="POST", path="/api2", body=dumps_call("auth", ["u", "p"]))

    answered = WIRE.answer(request, world_at())

    assert [True, True, False, False] == [WIRE.serves("POST", path) for path in ("/api2/", "/api2", "/api2/x", "/")]
    assert (301, "/api2/") == (answered.response.status, answered.response.header("location"))
    assert ["path"] == places(answered)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_http_methods(method: str) -> None:
    """Only POST is a call."""
    answered = WIRE.answer(Request(method=method, path="/api2/"), world_at())

    assert (405, "POST") == (answered.response.status, answered.response.header("allow"))


def test_a_query() -> None:
    """A query says nothing here, and is told of."""
    request = Request(method="POST", path="/api2/", query="user=u", body=dumps_call("auth", ["u", "p"]))

    assert [Violation(path="query", problem="all parameters stand in the body")] == list(
        WIRE.answer(request, world_at()).violations
    )


def test_it_does_not_call() -> None:
    """This provider is asked: it brings neither reports nor replies."""
    world = world_at()
    (stored,) = called("send_message", TO, "text", world=world).messages

    assert WIRE.report(world, stored, State.DELIVERED) is None
    assert WIRE.reply(world, stored, "yes") is None


# -- secrets ------------------------------------------------------------------

SECRET = "hun&<ter'2é"
ESCAPED = "hun&amp;&lt;ter'2é"
HIDDEN = {
    "escaped": call_of("<value>u</value>", f"<value><string>{ESCAPED}</string></value>", "<value>x</value>"),
    "untyped": call_of("<value>u</value>", f"<value>{ESCAPED}</value>"),
    "characters": call_of("<value>u</value>", "<value>hun&#38;&#x3c;ter'2&#233;</value>"),
    "base64": call_of(
        "<value>u</value>", f"<value><base64>{base64.b64encode(SECRET.encode()).decode()}</base64></value>"
    ),
    "cdata": call_of("<value>u</value>", f"<value><![CDATA[{SECRET}]]></value>"),
    "mixed": call_of("<value>u</value>", "<value><string>hun&amp;<![CDATA[<ter]]>'2é</string></value>"),
    "comment": call_of("<!--\n<param>\n--><value>u</value>", f"<value>{ESCAPED}</value>"),
    "spaced": f"<methodCall><methodName>x</methodName><param  a='b' >u</param >\n<param\n><value>{ESCAPED}",
    "half": call_of("<value>u</value>", f"<value>{ESCAPED}</value>")[:-50],
    "struct": call_of(
        "<value>u</value>", f"<value><struct><member><name>a</name><value>{ESCAPED}</value></member></struct></value>"
    ),
    "no-call": f"user=u&pass={SECRET}",
    "json": f'{{"pass": "{SECRET}"}}',
    "long": call_of("<value>u</value>", f"<value>  {ESCAPED * 3}\n</value>"),
}


def masked(body: bytes) -> str:
    """A body as it is shown."""
    shown = body.decode("utf-8", "backslashreplace")
    for secret in sorted(WIRE.secrets(Request(method="POST", path="/api2/", body=body)), key=len, reverse=True):
        shown = shown.replace(secret, "***")
    return shown


@pytest.mark.parametrize("body", HIDDEN.values(), ids=HIDDEN)
def test_secrets(body: str) -> None:
    """The password is masked in whichever way it stands in the body, and the rest is left as it is."""
    shown = masked(body.encode())

    assert "***" in shown
    pieces = ("hun", "ter", "2é", "&#38;", base64.b64encode(SECRET.encode()).decode())
    assert [] == [piece for piece in pieces if piece in shown]
    assert ("<methodName>" in body) == ("<methodName>" in shown)


def test_secrets_in_other_encodings() -> None:
    """A body that is not written octet by octet is masked as a whole."""
    assert "***" == masked(call_of("<value>u</value>", "<value>hunter2</value>").encode("utf-16"))


def test_a_short_password() -> None:
    """A short password is masked where it stands, and not in every word that holds it."""
    shown = masked(dumps_call("auth", ["me", "p"]))

    assert "<param><value><string>me</string></value></param><param><value>***</value></param>" in shown


def test_a_call_without_a_password() -> None:
    """Where there is none, nothing is masked."""
    body = dumps_call("auth", ["user"])

    assert body.decode() == masked(body)
    assert () == WIRE.secrets(Request(method="GET", path="/api2/"))


# -- anything at all ----------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "<methodCall>",
            "</methodCall>",
            "<methodName>",
            "</methodName>",
            "<params>",
            "</params>",
            "<param>",
            "</param>",
        ),
        *(
            "<value>",
            "</value>",
            "<string>",
            "</string>",
            "<int>",
            "</int>",
            "<array>",
            "<data>",
            "</data>",
            "</array>",
        ),
        *("<struct>", "<member>", "<name>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "&amp;", "&x;"),
        *("send_message", "user", "wrong", "0792223344", "\0", "\ud7ff", " ", "<double>1.5</double>", "<nil/>"),
    ]
)


@given(
    st.one_of(st.binary(), st.lists(PIECES, max_size=60).map(lambda parts: "".join(parts).encode("utf-8", "replace")))
)
def test_any_body_is_answered(body: bytes) -> None:
    """Any octets get an answer that is XML-RPC, and their secrets are found or hidden as a whole."""
    answered = posted(body)

    assert 200 == answered.response.status
    loads_answer(answered.response.body)
    WIRE.secrets(Request(method="POST", path="/api2/", body=body))


SCALARS = st.one_of(
    st.text(max_size=20),
    st.integers(-(2**31), 2**31 - 1),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(
    st.sampled_from([*METHODS, "x"]),
    st.lists(st.one_of(SCALARS, st.binary(max_size=9), st.lists(SCALARS, max_size=3)), max_size=8),
)
def test_any_parameters_are_answered(method: str, arguments: list[Any]) -> None:
    """Parameters of any kind and number get an answer that is XML-RPC."""
    spelled = [base64.b64encode(one.encode()) if isinstance(one, str) else one for one in arguments]

    answered = posted(xmlrpc.client.dumps(("u", "p", *spelled), method))

    loads_answer(answered.response.body)


def test_hostile_markup_takes_no_time() -> None:
    """Masking looks at each octet a bounded number of times."""
    for piece in (b"<!--", b"<![CDATA[", b"<param ", b"<param>", b"</param ", b"<", b"<param><!--"):
        WIRE.secrets(Request(method="POST", path="/api2/", body=piece * (2_000_000 // len(piece))))
