"""SMS Office's wire answers as the provider does, and says what a query has against the specification."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire._state import State
from smswire.sandbox._wire import Answered
from smswire.sandbox._wires.smsoffice import SmsOffice
from smswire.sandbox._world import Stored, World
from smswire_providers.smsoffice import callbacks, operations
from smswire_providers.smsoffice.codes import FAILURE_TEXT, STATUS_CODE
from smswire_providers.smsoffice.models import Failure, Sent
from smswire_runtime import Request, Response
from tests.providers._specs import params as named_params
from tests.providers._wires import CALLS, Call, build, decoded
from tests.sandbox._worlds import world_at

WIRE = SmsOffice()
BALANCE, SEND = "/sms/api/balance.asp", "/sms/api/sendsms.asp"
LOGIN_FAILED = "Error: Login Failed"
SOUND = {"username": "user", "password": "pass", "from": "Acme", "to": "27831234567", "message": "text"}


def asked(
    query: str, path: str = SEND, world: World | None = None, *, method: str = "GET", body: bytes = b""
) -> Answered:
    """What is answered to a query as it stands."""
    request = Request(method=method, path=path, query=query, body=body)
    return WIRE.answer(request, world_at() if world is None else world)


def query_of(**changes: str | None) -> str:
    """A sound query with some parameters changed, and those that are None left out; ``from_`` is ``from``."""
    given_ = SOUND | {name.rstrip("_"): text for name, text in changes.items()}
    return "&".join(f"{name}={quote(text, safe='')}" for name, text in given_.items() if text is not None)


def send(world: World | None = None, **changes: str | None) -> Answered:
    """What is answered to a sound call with some parameters changed."""
    return asked(query_of(**changes), SEND, world)


def text_of(answered: Answered) -> str:
    """The text of an answer, which is HTTP 200 whatever it says."""
    assert 200 == answered.response.status
    assert "text/plain" == answered.response.media_type
    return answered.response.body.decode()


def places(answered: Answered) -> list[str]:
    """Where an answer found something wrong."""
    return [violation.path for violation in answered.violations]


def balance(world: World) -> Decimal:
    """What the balance page says."""
    label, _, amount = text_of(asked("username=user&password=pass", BALANCE, world)).partition(" ")
    assert "Success:" == label
    assert "." == amount[-3]
    return Decimal(amount)


# -- the documented examples --------------------------------------------------


@pytest.mark.parametrize("call", named_params(one for one in CALLS if one[0].spec.key == WIRE.provider))
def test_documented_calls(call: Call) -> None:
    """Every example of the specification is accepted without a violation, and its answer can be read."""
    name, given_ = call.operation.name, decoded(call.spec, call.operation, [call.parameters])

    answered = WIRE.answer(build(call.spec, call.operation, given_), world_at())

    assert () == answered.violations
    assert name == answered.operation
    assert not isinstance(getattr(operations, f"parse_{name}")(answered.response), Failure)


def test_the_examples_of_the_document() -> None:
    """The two addresses of the provider's document are answered as it says."""
    world = world_at()

    sent = asked("username=xxxx&password=xxxx&from=senderID&to=27831234567&message=Hello world", SEND, world)
    left = asked("username=xxxxx&password=xxxxx", BALANCE, world)

    assert "Success:message tracking number:10000001" == text_of(sent)
    assert "Success: 10000000.00" == text_of(left)
    assert "Hello world" == sent.messages[0].text


# -- credentials --------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [{"password": "wrong"}, {"password": ""}, {"password": None}, {"username": ""}, {"username": None}],
    ids=["wrong", "empty", "missing", "no-user", "user-missing"],
)
@pytest.mark.parametrize("path", [BALANCE, SEND])
def test_bad_credentials(path: str, changes: dict[str, str | None]) -> None:
    """The wrong password and any missing credential get the documented text, before anything else is looked at."""
    world = world_at()

    answered = asked(query_of(**changes, to="0", message=""), path, world)

    assert LOGIN_FAILED == text_of(answered)
    assert 0 == len(world)


def test_a_missing_parameter_is_told() -> None:
    """What is missing is shown, beside the refusal."""
    assert ["query.password"] == places(asked("username=user", BALANCE))


# -- sending ------------------------------------------------------------------


def test_what_is_stored() -> None:
    """A message is kept as it came, under the number that was answered."""
    world = world_at()

    answered = send(world, message="Grüezi & 😀\n1+1", username="me", from_="ElevenChars")

    number = text_of(answered).rpartition(":")[2]
    stored = world.find("smsoffice", number)
    assert stored is not None
    assert (stored,) == answered.messages
    assert ("me", "27831234567", "ElevenChars", "Grüezi & 😀\n1+1") == (
        stored.account,
        stored.to,
        stored.sender,
        stored.text,
    )
    assert () == answered.violations


def test_our_own_reader() -> None:
    """The generated client reads the tracking number."""
    found = operations.parse_send_sms(send().response)

    assert isinstance(found, Sent)
    assert "10000001" == found.tracking_number


@pytest.mark.parametrize(
    "changes, text",
    [
        ({"from_": ""}, "Error:Invalid [from] parameter"),
        ({"from_": None}, "Error:Invalid [from] parameter"),
        ({"from_": "TwelveLetter"}, "Error:Invalid [from] parameter"),
        ({"from_": "A b"}, "Error:Invalid [from] parameter"),
        ({"from_": "Zürich"}, "Error:Invalid [from] parameter"),
        ({"to": ""}, "Error:Invalid [to] parameter"),
        ({"to": None}, "Error:Invalid [to] parameter"),
        ({"to": "Bob"}, "Error:Invalid [to] parameter"),
        ({"to": "278312"}, "Error:Invalid [to] parameter"),
        ({"to": "2783123456789012"}, "Error:Invalid [to] parameter"),
        ({"to": "27831234567,27831234568"}, "Error:Invalid [to] parameter"),
        ({"to": "٢٧٨٣١٢٣٤٥٦٧"}, "Error:Invalid [to] parameter"),
        ({"to": "27831299905"}, "Error:Invalid [to] parameter"),
        ({"to": "0831234567"}, "Error:Number must start with international prefix, 0 not allowed."),
        ({"to": "0027831234567"}, "Error:Number must start with international prefix, 0 not allowed."),
        ({"to": "+27831234567"}, "Error:Number must start with international prefix, 0 not allowed."),
        ({"to": " 27831234567"}, "Error:Number must start with international prefix, 0 not allowed."),
        ({"message": ""}, "Error:Invalid [message] parameter"),
        ({"message": None}, "Error:Invalid [message] parameter"),
        ({"message": "x" * 613}, "Error:Max of 4 parts per message exceeded"),
        ({"message": "x" * 621}, "Error:Max of 4 parts per message exceeded"),
        ({"message": "ж" * 269}, "Error:Max of 4 parts per message exceeded"),
        ({"message": "€" * 305}, "Error:Max of 4 parts per message exceeded"),
        ({"to": "27831299904"}, "Error: Not enough credits"),
    ],
)
def test_refusals(changes: dict[str, str | None], text: str) -> None:
    """Each refusal has its documented text in its documented spacing, is documented as a code, and takes nothing."""
    world = world_at()

    answered = send(world, **changes)

    assert text == text_of(answered)
    assert FAILURE_TEXT.find(text.removeprefix("Error:").strip()) is not None
    assert (0, ()) == (len(world), answered.messages)
    assert balance(world_at()) == balance(world)
    provoked = {"27831299905", "27831299904"}
    assert (set() if changes.get("to") in provoked else {f"query.{next(iter(changes)).rstrip('_')}"}) == set(
        places(answered)
    )


@pytest.mark.parametrize(
    "message, parts",
    [("x", 1), ("x" * 160, 1), ("x" * 161, 2), ("x" * 612, 4), ("ж" * 70, 1), ("ж" * 268, 4), ("€" * 304, 4)],
    ids=["one", "full", "two", "four", "full-ucs2", "four-ucs2", "four-of-pairs"],
)
def test_credits_follow_the_parts(message: str, parts: int) -> None:
    """A message takes one credit for each part, up to four."""
    world = world_at()
    before = balance(world)

    answered = send(world, message=message)

    assert before - parts == balance(world)
    assert () == answered.violations


def test_no_credits_left() -> None:
    """When fewer are left than a message has parts, it is refused, and nothing is taken."""
    world = world_at()
    assert world.debit("smsoffice", "user", int(balance(world)) - 1)

    assert "Error: Not enough credits" == text_of(send(world, message="x" * 161))
    assert Decimal(1) == balance(world)
    assert text_of(send(world)).startswith("Success:")
    assert Decimal(0) == balance(world)


def test_no_route_is_for_the_report() -> None:
    """The provider takes a message that has no way: its report says so."""
    assert 1 == len(send(to="27831299903").messages)


# -- queries as they come -----------------------------------------------------


def test_names_in_any_casing() -> None:
    """The lists of the document have capitals, its samples none; both are read."""
    answered = asked("Username=u&Password=p&From=Acme&To=27831234567&Message=text")

    assert () == answered.violations
    assert 1 == len(answered.messages)


def test_paths_in_any_casing() -> None:
    """Such servers serve any casing; only one is documented."""
    answered = asked(query_of(), "/SMS/api/SendSMS.asp")

    assert WIRE.serves("GET", "/SMS/api/SendSMS.asp")
    assert not WIRE.serves("GET", "/sms/api/other.asp")
    assert ["path"] == places(answered)
    assert 1 == len(answered.messages)


@pytest.mark.parametrize(
    "message, text, problem",
    [
        ("a+b%20c", "a b c", None),
        ("a%2Bb", "a+b", None),
        ("100%", "100%", "a percent sign without two hexadecimal digits"),
        ("%zz", "%zz", "a percent sign without two hexadecimal digits"),
        ("Z%FCrich+ist", "Zürich ist", "not UTF-8"),
        ("a%81", "a\ufffd", "not UTF-8"),
        ("Z\udcfcrich", "Zürich", "not UTF-8"),
        ("a\ud800", "aí\u00a0€", "not UTF-8"),
        ("Zürich", "Zürich", "a character beyond ASCII that is not percent-encoded"),
        ("%F0%9F%98%80", "😀", None),
        ("a%0Ab", "a\nb", None),
        ("a%09b", "a\tb", "holds a forbidden character"),
    ],
)
def test_texts_as_they_are_escaped(message: str, text: str, problem: str | None) -> None:
    """A page takes whatever stands there; what is not escaped as UTF-8 is told of."""
    answered = asked(f"{query_of(message=None)}&message={message}")

    assert [text] == [stored.text for stored in answered.messages]
    told = [violation for violation in answered.violations if violation.problem.startswith(problem or "\0")]
    assert (["query.message"] if problem else []) == [violation.path for violation in told]
    assert (problem is None) == (() == answered.violations)


def test_unknown_parameters() -> None:
    """They change nothing, and are told of by name, unless they may be a piece of a password or of a text."""
    answered = asked(f"sender=x&{query_of(password='p')}&date=now&1+1=2".replace("password=p", "password=p&ss&a=b"))

    assert ["query.sender", "query[3]", "query[4]", "query.date", "query[9]"] == places(answered)
    assert 1 == len(answered.messages)


def test_a_parameter_of_the_other_page() -> None:
    """The balance page wants only credentials."""
    answered = asked(query_of(), BALANCE)

    assert ["query.from", "query.to", "query.message"] == places(answered)
    assert text_of(answered).startswith("Success: ")


def test_a_parameter_given_twice() -> None:
    """Such pages put both texts into one, which is no number; it is told of."""
    answered = asked(f"{query_of()}&to=27831234568")

    assert "Error:Invalid [to] parameter" == text_of(answered)
    assert {"query.to"} == set(places(answered))
    assert "given more than once" in [violation.problem for violation in answered.violations]


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_other_methods_that_pages_answer(method: str) -> None:
    """A page is run by POST and HEAD too, reads the query, and leaves the body alone; it is told of."""
    answered = asked(query_of(), method=method)
    by_body = asked("", method=method, body=query_of().encode())

    assert ["method"] == places(answered)
    assert 1 == len(answered.messages)
    assert LOGIN_FAILED == text_of(by_body)
    assert "body" in places(by_body)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_methods_that_no_page_answers(method: str) -> None:
    """The server refuses the others."""
    answered = asked(query_of(), method=method)

    assert (405, "GET, HEAD, POST") == (answered.response.status, answered.response.header("allow"))
    assert ["method"] == places(answered)


def test_lenient() -> None:
    """With --lenient what can be understood is taken, and told of all the same."""
    answered = send(world_at(lenient=True), to="+27831234567", from_="A. & B.")

    assert ["27831234567"] == [stored.to for stored in answered.messages]
    assert ["query.from", "query.to"] == places(answered)


# -- reports ------------------------------------------------------------------


def sent_to(url: str | None, to: str = "27831234567") -> tuple[World, Stored]:
    """A message of an account that is configured with this address."""
    world = world_at()
    if url is not None:
        world.report_urls["smsoffice"] = url
    (stored,) = send(world, to=to).messages
    return world, stored


@pytest.mark.parametrize(
    "state, code, words",
    [
        (State.SUBMITTED, 100, "Submitted to gateway"),
        (State.DELIVERED, 200, "Delivered to Mobile"),
        (State.FAILED, 300, "Delivery Failed"),
        (State.EXPIRED, 300, "Delivery Failed"),
    ],
)
def test_reports(state: State, code: int, words: str) -> None:
    """A report is the documented query, in the documented order and words, and our own receiver reads it."""
    world, stored = sent_to("http://127.0.0.1:9/reports.asp")

    found = WIRE.report(world, stored, state)

    assert found is not None
    assert ("report", "GET", b"") == (found.kind, found.request.method, found.request.body)
    address, _, query = found.url.partition("?")
    assert "http://127.0.0.1:9/reports.asp" == address
    assert [
        ("messageid", stored.id),
        ("to", "27831234567"),
        ("from", "Acme"),
        ("StatusID", str(code)),
        ("statusMessage", words),
    ] == parse_qsl(query, strict_parsing=True)
    event = callbacks.parse((), query, b"")
    assert (stored.id, code) == (event.messageid, event.status_id_value)
    assert STATUS_CODE.find(code) is not None


def test_a_report_of_no_route() -> None:
    """A message that has no way fails with the code for that."""
    world, stored = sent_to("http://127.0.0.1:9/", "27831299903")

    found = WIRE.report(world, stored, State.FAILED)

    assert found is not None
    assert {"StatusID": "400", "statusMessage": "Route not available"}.items() <= dict(
        parse_qsl(urlsplit(found.url).query)
    ).items()


def test_an_address_with_a_query() -> None:
    """The report's parameters stand behind those of the address, and nothing gets into the fragment."""
    world, stored = sent_to("http://127.0.0.1:9/r?key=1#top")

    found = WIRE.report(world, stored, State.DELIVERED)

    assert found is not None
    assert found.url.startswith("http://127.0.0.1:9/r?key=1&messageid=")
    assert "#" not in found.url


def test_the_address_of_now() -> None:
    """The address is the account's, so a change of it concerns what was sent before."""
    world, stored = sent_to("http://127.0.0.1:9/old")
    world.report_urls["smsoffice"] = "http://127.0.0.1:9/new"

    found = WIRE.report(world, stored, State.DELIVERED)

    assert found is not None
    assert "/new" == urlsplit(found.url).path


@pytest.mark.parametrize("state", [State.SCHEDULED, State.CANCELLED, State.UNKNOWN])
def test_states_without_words(state: State) -> None:
    """The provider has no code for them."""
    assert WIRE.report(*sent_to("http://127.0.0.1:9/"), state) is None


def test_no_address() -> None:
    """Without an address nothing is reported, and replies never are."""
    world, stored = sent_to(None)

    assert WIRE.report(world, stored, State.DELIVERED) is None
    assert WIRE.reply(world, stored, "yes") is None


def test_when_a_report_comes_again() -> None:
    """After an hour, three more, and twelve more."""
    found = WIRE.report(*sent_to("http://127.0.0.1:9/"), State.DELIVERED)

    assert found is not None
    assert (timedelta(hours=1), timedelta(hours=3), timedelta(hours=12)) == found.resend


@pytest.mark.parametrize(
    "status, body, right",
    [
        (200, b"", True),
        (200, b"anything", True),
        (500, b"", True),
        (204, b"", False),
        (404, b"", False),
        (302, b"", False),
    ],
)
def test_acknowledgements(status: int, body: bytes, right: bool) -> None:  # noqa: FBT001, a column of the table
    """200 keeps a report whatever its text, 500 asks for it again, and nothing else is documented."""
    found = WIRE.report(*sent_to("http://127.0.0.1:9/"), State.DELIVERED)
    assert found is not None

    wrong = WIRE.acknowledged(found, Response(status=status, body=body))

    assert right == (wrong is None)


# -- secrets ------------------------------------------------------------------


def masked(query: str, body: str = "") -> str:
    """A request as it is shown."""
    request = Request(method="GET", path=SEND, query=query, body=body.encode())
    shown = f"{query}\n{body}"
    for secret in sorted(WIRE.secrets(request), key=len, reverse=True):
        shown = shown.replace(secret, "***")
    return shown


@pytest.mark.parametrize(
    "field",
    [
        "password=hun2ter",
        "Password=hun2ter",
        "%70assword=hun2ter",
        "password=%68un2ter%2Bé",
        "password=hun2ter%",
        "password=a&hun2ter",
        "password=a&b=hun2ter",
        "password=hun2ter&password=hun2ter2",
        "password=\udcffhun2ter",
        "password=hun=2ter",
        "password=h2ter",
    ],
)
def test_secrets(field: str) -> None:
    """The password is masked in whichever way it stands in the query or the body, and the rest is left as it is."""
    query = f"username=me&{field}&to=27831234567"

    shown = masked(query, query.replace("\udcff", ""))

    assert "2ter" not in shown
    assert 2 == shown.count("username=me&")
    assert 2 == shown.count("&to=27831234567")


def test_a_short_password() -> None:
    """A short password is masked where it stands, and not in every word that holds it."""
    assert "username=a&***&from=a&to=1&message=a" == masked("username=a&password=a&from=a&to=1&message=a").strip()


def test_a_password_that_stands_elsewhere_too() -> None:
    """A password of some length is masked wherever it stands."""
    assert "***&from=***" == masked("password=hunter2&from=hunter2").strip()


def test_no_password() -> None:
    """Where there is none, nothing is masked."""
    assert "username=a&password=&to=1" == masked("username=a&password=&to=1").strip()


# -- anything at all ----------------------------------------------------------


@given(
    st.one_of(st.text(), st.text("usernamepasswordfromtomessage=&%+0127 \udcff", max_size=80)), st.binary(max_size=40)
)
def test_any_query_is_answered(query: str, body: bytes) -> None:
    """Any query and any body get a documented text."""
    for path, parse in ((BALANCE, operations.parse_get_balance), (SEND, operations.parse_send_sms)):
        request = Request(method="GET", path=path, query=query, body=body)

        parse(WIRE.answer(request, world_at()).response)

        assert all(isinstance(one, str) for one in WIRE.secrets(request))


@given(st.fixed_dictionaries({}, optional={name: st.text(max_size=12) for name in SOUND}))
def test_any_texts_are_answered(texts: dict[str, Any]) -> None:
    """Any texts get a documented answer; without violations the message is taken, unless the password is wrong."""
    query = "&".join(f"{name}={quote(text, safe='')}" for name, text in texts.items())

    answered = asked(query)

    taken = isinstance(operations.parse_send_sms(answered.response), Sent)
    assert taken == (1 == len(answered.messages))
    if not answered.violations:
        assert taken == (texts["password"] != "wrong")
