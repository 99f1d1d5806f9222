"""Red Oxygen's receipts and replies come as its document has them, in the manner of the answer."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smswire._state import State
from smswire.sandbox._wire import Outgoing
from smswire_providers.redoxygen import callbacks
from smswire_providers.redoxygen.codes import RESULT_CODE
from smswire_providers.redoxygen.models import Receipt, ReceiptAck, Reply, ReplyAck
from smswire_runtime import Request, Response
from tests.providers._specs import Json
from tests.sandbox._redoxygen import RECEIPTS, REPLIES, WIRE, post, wanting
from tests.sandbox._worlds import Clock, world_at


def receipt_for(state: State, asked: Json, clock: Clock | None = None) -> Outgoing | None:
    """The receipt for a state of the one message of an order."""
    world = world_at(clock)
    stored = post(asked, world).messages[0]
    if clock is not None:
        clock.advance(minutes=2)
    return WIRE.report(world, stored, state)


def heard(outgoing: Outgoing | None) -> tuple[Json, callbacks.Event]:
    """What a listener gets: the JSON value, and the event that the generated receiver makes of it."""
    assert outgoing is not None
    request = outgoing.request
    return json.loads(request.body), callbacks.parse(request.headers, request.query, request.body)


@pytest.mark.parametrize("version", ["1.1", 1.1])
def test_a_receipt_is_as_documented(version: str | float) -> None:
    """It repeats the ids of the answer, each in its own type, and says what became of the message and when."""
    world = world_at()
    answered = post(wanting(version), world)
    row = json.loads(answered.response.body)["Messages"]
    outgoing = WIRE.report(world, answered.messages[0], State.DELIVERED)
    value, event = heard(outgoing)

    item = row["1"]
    told = {"SMSId": item["SMSId"], "DestTn": "+61111222333", "Result": "0000", "ResultText": "Delivered"}
    assert {
        "Name": "ROX_API_Receipt",
        "Version": version,
        "Sender": {"AccountId": "CI00000001", "Username": "user@your_domain.com"},
        "Messages": {"RequestId": row["RequestId"], "Receipt": told | {"Timestamp": item["Timestamp"]}},
    } == value
    assert type(item["SMSId"]) is type(value["Messages"]["Receipt"]["SMSId"])
    assert isinstance(event, Receipt)
    assert outgoing is not None
    assert (RECEIPTS, "receipt", "POST", "/Receipt") == (
        outgoing.url,
        outgoing.kind,
        outgoing.request.method,
        outgoing.request.path,
    )


@pytest.mark.parametrize("state", [State.FAILED, State.EXPIRED, State.CANCELLED, State.UNKNOWN])
@pytest.mark.parametrize("flag", [1, 2])
def test_a_failure_has_a_sending_error(state: State, flag: int) -> None:
    """With both flags, at the time when it became known."""
    value, event = heard(receipt_for(state, wanting(ReceiptFlag=flag), Clock()))

    row = RESULT_CODE.find(value["Messages"]["Receipt"]["Result"])
    assert row is not None
    assert "sending" == row.name
    assert "2026-01-15T11:02:00.000Z" == value["Messages"]["Receipt"]["Timestamp"]
    assert isinstance(event, Receipt)


def test_receipts_come_where_they_were_ordered_and_nowhere_else() -> None:
    """Never without the flag or the address; with flag 2 only for failures; never for what is still on its way."""
    assert receipt_for(State.DELIVERED, wanting(ReceiptFlag=0)) is None
    assert receipt_for(State.DELIVERED, wanting(ReceiptFlag=2)) is None
    assert receipt_for(State.FAILED, wanting(ReceiptCallbackURL=None)) is None
    for state in (State.QUEUED, State.SUBMITTED, State.SCHEDULED):
        assert receipt_for(state, wanting()) is None


@pytest.mark.parametrize("version, name", [("1.1", "ROX_API_Reply"), (1.1, "ROX_API_Reply_Response")])
def test_a_reply_is_as_documented(version: str | float, name: str) -> None:
    """It repeats the ids and the text of the message; its name is the comment's, or the sample's."""
    world = world_at()
    answered = post(wanting(version), world)
    row = json.loads(answered.response.body)["Messages"]
    outgoing = WIRE.reply(world, answered.messages[0], "Danke 😀")
    value, event = heard(outgoing)

    assert {
        "SMSId": row["1"]["SMSId"],
        "ReplyFrom": "+61111222333",
        "ReplyText": "Danke 😀",
        "SMSText": "Hello",
        "Timestamp": row["1"]["Timestamp"],
    } == value["Messages"]["Reply"]
    assert (name, version, row["RequestId"]) == (value["Name"], value["Version"], value["Messages"]["RequestId"])
    assert isinstance(event, Reply)
    assert outgoing is not None
    assert (REPLIES, "reply") == (outgoing.url, outgoing.kind)


@pytest.mark.parametrize("kind", ["E", "S", "B"])
def test_replies_that_go_elsewhere_are_not_called(kind: str) -> None:
    """By e-mail and by text message they do not come here; nor without an address."""
    world = world_at()

    assert WIRE.reply(world, post(wanting(ReplyType=kind), world).messages[0], "x") is None
    assert WIRE.reply(world, post(wanting(ReplyCallbackURL=None), world).messages[0], "x") is None


@example("x" * 50)
@given(st.text(alphabet=st.characters(), max_size=50))
def test_any_reply_can_be_carried(text: str) -> None:
    """Also halves of surrogate pairs, and texts that are longer than the 4,000 characters of the document."""
    world = world_at()
    stored = post(wanting(), world).messages[0]
    value, _ = heard(WIRE.reply(world, stored, text * 100))

    assert len(value["Messages"]["Reply"]["ReplyText"]) <= 4000


def test_an_address_keeps_its_query() -> None:
    """A listener may tell its accounts apart by it."""
    outgoing = receipt_for(State.DELIVERED, wanting(ReceiptCallbackURL="http://127.0.0.1:8000?a=1&b=%20"))

    assert outgoing is not None
    assert ("/", "a=1&b=%20") == (outgoing.request.path, outgoing.request.query)


def acknowledged(kind: str, body: bytes | Json, status: int = 200, media: str = "application/json") -> str | None:
    """Where an acknowledgement is not the documented one."""
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()
    outgoing = Outgoing(url=RECEIPTS, request=Request(method="POST", path="/Receipt"), kind=kind)
    response = Response(status=status, headers=(("Content-Type", media),), body=octets)
    found = WIRE.acknowledged(outgoing, response)
    return None if found is None else found.path


def test_documented_acknowledgements_are_right() -> None:
    """What the generated receiver answers, the document's own with its number, and one that says "not kept"."""
    for kind, made in (
        ("receipt", callbacks.acknowledge_receipt()),
        ("reply", callbacks.acknowledge_reply()),
        ("receipt", callbacks.acknowledge_receipt(ReceiptAck(version=1.1))),
        ("reply", callbacks.acknowledge_reply(ReplyAck(result="2011", result_text="The reply could not be stored"))),
    ):
        assert acknowledged(kind, made.body) is None


@pytest.mark.parametrize(
    "change, place",
    [
        ({"Name": "ROX_API_Receipt"}, "$.Name"),
        ({"Name": "ROX_API_Reply_Response"}, "$.Name"),
        ({"Name": ...}, "$.Name"),
        ({"Version": "1.0"}, "$.Version"),
        ({"Version": ...}, "$.Version"),
        ({"Result": "9999"}, "$.Result"),
        ({"Result": "2001"}, "$.Result"),
        ({"Result": "0"}, "$.Result"),
        ({"Result": ...}, "$.Result"),
        ({"ResultText": 7}, "$.ResultText"),
    ],
)
def test_a_wrong_acknowledgement_is_told(change: dict[str, Json], place: str) -> None:
    """One field that is not as documented is found."""
    sound: dict[str, Json] = {"Name": "ROX_API_Receipt_Response", "Version": "1.1", "Result": "0000"}
    sound |= {"ResultText": "OK"} | change

    assert place == acknowledged("receipt", {name: value for name, value in sound.items() if value is not ...})


def test_what_is_no_acknowledgement_is_told() -> None:
    """Another status, an empty body, HTML, another JSON value, the answer to the other kind, another media type."""
    sound = callbacks.acknowledge_receipt().body

    assert "status" == acknowledged("receipt", sound, status=201)
    assert "$" == acknowledged("receipt", b"")
    assert "$" == acknowledged("receipt", b"OK")
    assert "$" == acknowledged("receipt", [])
    assert "$.Name" == acknowledged("reply", sound)
    assert "headers.Content-Type" == acknowledged("receipt", sound, media="text/html")
