"""Red Oxygen's wire answers as its documents say, and stores what it accepted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire._state import State
from smswire.sandbox._wires.redoxygen import PATH, PROVIDER
from smswire_runtime import Request
from tests.providers._specs import Json
from tests.providers._specs import params as named_params
from tests.sandbox._redoxygen import EXAMPLES, WIRE, order, places, post, refused, results, rows, said, wanting
from tests.sandbox._worlds import NOON, world_at

# -- accepted ----------------------------------------------------------------------


@pytest.mark.parametrize("example", named_params(EXAMPLES))
def test_documented_requests_are_accepted(example: Json) -> None:
    """Each example of the specification is taken as it is: a row and a message for each recipient, no complaint."""
    answered = post(example)

    numbers = [key for key in example["Messages"] if key.isdigit()]
    assert () == answered.violations
    assert "send" == answered.operation
    assert ["0000"] * len(numbers) == results(answered)
    assert [example["Messages"][key]["DestTn"] for key in numbers] == [one.to for one in answered.messages]
    assert len(numbers) == said(answered).messages.count  # type: ignore[union-attr]
    assert "0000" == said(answered).result


def test_answers_are_written_in_the_manner_of_the_document_that_the_request_follows() -> None:
    """The manual has text, whole numbers and ISO times; the description of callbacks has a number, UUIDs and words."""
    manual = json.loads(post(order("+61111222333")).response.body)
    callbacks_ = json.loads(post(order("+61111222333") | {"Version": 1.1}).response.body)

    assert "1.1" == manual["Version"]
    assert type(manual["Messages"]["1"]["SMSId"]) is int
    assert "2026-01-15T11:00:00.000Z" == manual["Messages"]["1"]["Timestamp"]
    assert manual["Messages"]["RequestId"].isdigit()
    assert 1.1 == callbacks_["Version"]
    assert 36 == len(callbacks_["Messages"]["1"]["SMSId"])
    assert "15-Jan-2026 11:00:00 (UTC)" == callbacks_["Messages"]["1"]["Timestamp"]
    assert 36 == len(callbacks_["Messages"]["RequestId"])


def test_ids_are_those_that_messages_are_found_by_and_never_repeat() -> None:
    """What the wire answered is the id, as text; no two messages and no two requests share one."""
    world = world_at()
    answers = [
        post(order("+61111222333", "+61111222334") | {"Version": version}, world) for version in ("1.1", 1.1) * 3
    ]

    ids = [str(row.sms_id) for answered in answers for row in rows(answered)]
    assert [one.id for answered in answers for one in answered.messages] == ids
    assert all(world.find(PROVIDER, one) is not None for one in ids)
    assert len(ids) == len({*ids})
    assert len(answers) == len({said(answered).messages.request_id for answered in answers})  # type: ignore[union-attr]


def test_the_global_text_replaces_every_other() -> None:
    """With one, texts of the recipients do not count, and none is needed; without one, each has its own."""
    own = {"DestTn": "+61111222333", "SMSText": "own"}

    assert "all" == post(order(Count=1, GlobalText="all", **{"1": own})).messages[0].text
    assert "own" == post(order(Count=1, GlobalText=..., **{"1": own})).messages[0].text


def test_a_message_without_a_text_is_refused_alone() -> None:
    """The others are queued; the missing text is a violation."""
    answered = post(order("+61111222333", Count=2, GlobalText=..., **{"2": {"DestTn": "+61111222334", "SMSText": "x"}}))

    assert ["2013", "0000"] == results(answered)
    assert ["x"] == [one.text for one in answered.messages]
    assert ['$.Messages["1"].SMSText'] == places(answered)


def test_message_zero_is_read() -> None:
    """The manual counts from 0 in one place and from 1 in another; the answer keeps the numbers of the request."""
    answered = post(order(Count=2, **{"0": {"DestTn": "+61111222333"}, "7": {"DestTn": "+61111222334"}}))

    assert () == answered.violations
    assert {"0", "7"} == json.loads(answered.response.body)["Messages"].keys() - {"Count", "RequestId"}
    assert 2 == len(answered.messages)


def test_500_messages_are_the_most() -> None:
    """500 are taken, in the order of the request, 501 are refused as a whole, however they are numbered."""
    numbers = [f"+6140755{number:04d}" for number in range(501)]
    full = post(order(*numbers[:500]))

    assert ["0000"] * 500 == results(full)
    assert numbers[:500] == [row.dest_tn for row in rows(full)]
    assert "sending" == refused(post(order(*numbers)))
    with_zero = order(*numbers[:500], Count=501, **{"0": {"DestTn": numbers[500]}})
    assert "sending" == refused(post(with_zero))


@pytest.mark.parametrize(
    "written, to",
    [
        ("+61407555001", "+61407555001"),
        ("61407555001", "+61407555001"),
        ("0061407555001", "+61407555001"),
        ("0407 555 001", "+61407555001"),
        ("+1 (212) 555-0123", "+12125550123"),
        (" +41792223344 ", "+41792223344"),
    ],
)
def test_numbers_come_back_in_international_form(written: str, to: str) -> None:
    """Whatever way a number is written, the answer and the message have it with its country code."""
    answered = post(order(written))

    assert [to] == [row.dest_tn for row in rows(answered)]
    assert [to] == [one.to for one in answered.messages]


@pytest.mark.parametrize("written", ["12", "hello", "", "+", "+61407555001" * 20, "0", "\u0660407555001"])
def test_what_is_no_number_is_refused_alone(written: str) -> None:
    """The row says so with the number as it came; the others are queued."""
    answered = post(order(written, "+61111222333"))

    assert ["2012", "0000"] == results(answered)
    assert written.startswith(rows(answered)[0].dest_tn)
    assert ["+61111222333"] == [one.to for one in answered.messages]


@pytest.mark.parametrize("row", [None, "text", 7, [], {}, {"DestTn": None}, {"DestTn": 61111222333}, {"DestTn": []}])
def test_a_message_of_the_wrong_type_is_refused_alone(row: Json) -> None:
    """A row that holds no number is refused in its own row, and told."""
    answered = post(order("+61111222333", Count=2, **{"2": row}))

    assert ["0000", "2012"] == results(answered)
    assert places(answered)
    assert all(place.startswith('$.Messages["2"]') for place in places(answered))


# -- credits and magic numbers -----------------------------------------------------


def test_each_segment_costs_a_credit_of_the_account() -> None:
    """A long text costs more; whoever is refused pays nothing; another account has its own credits."""
    world = world_at()
    before = world.credits(PROVIDER, "CI00000001")
    post(order("+61111222333", "+61111222334", "12", GlobalText="x" * 161), world)

    assert before - 4 == world.credits(PROVIDER, "CI00000001")
    assert before == world.credits(PROVIDER, "CI00000002")


def test_without_credits_a_message_is_refused_alone() -> None:
    """Those that can still be paid are queued, in the order of the request."""
    world = world_at()
    assert world.debit(PROVIDER, "CI00000001", int(world.credits(PROVIDER, "CI00000001")) - 1)

    assert ["0000", "2016"] == results(post(order("+61111222333", "+61111222334"), world))
    assert Decimal(0) == world.credits(PROVIDER, "CI00000001")


@pytest.mark.parametrize("ending, result", [("99903", "2015"), ("99904", "2016"), ("99905", "2012")])
def test_magic_numbers_are_refused_in_the_words_of_the_wire(ending: str, result: str) -> None:
    """No route, no credit, invalid recipient: each has its result, and nothing is stored or paid."""
    world = world_at()
    before = world.credits(PROVIDER, "CI00000001")
    answered = post(order(f"+614075{ending}", "+61111222333"), world)

    assert [result, "0000"] == results(answered)
    assert ["+61111222333"] == [one.to for one in answered.messages]
    assert before - 1 == world.credits(PROVIDER, "CI00000001")


# -- credentials -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["AccountId", "Username", "Password"])
@pytest.mark.parametrize("value", [..., None, "", 7, ["x"]])
def test_a_missing_credential_counts_as_a_wrong_one(name: str, value: Json) -> None:
    """Each of the three is needed, as a text that is not empty."""
    asked = order("+61111222333")
    asked["Sender"][name] = value
    asked["Sender"] = {key: one for key, one in asked["Sender"].items() if one is not ...}

    assert "authentication" == refused(post(asked))


@pytest.mark.parametrize("asked", [{}, [], None, 7, "x", {"Sender": None}, {"Sender": "x"}, {"Messages": {}}])
def test_a_request_without_credentials_is_refused_for_them(asked: Json) -> None:
    """Whatever else is wrong with it."""
    assert "authentication" == refused(post(asked))


def test_only_the_password_wrong_is_wrong() -> None:
    """Any other is accepted, and so are any account and user."""
    asked = order("+61111222333")
    asked["Sender"]["Password"] = "wrong"

    assert "authentication" == refused(post(asked))
    for password in ("Wrong", "wrong ", "x", "pässword", "\u0000"):
        asked["Sender"]["Password"] = password
        assert ["0000"] == results(post(asked))


# -- refused as a whole ------------------------------------------------------------


@pytest.mark.parametrize(
    "change, place",
    [
        ({"Count": 2}, "$.Messages.Count"),
        ({"Count": 0}, "$.Messages.Count"),
        ({"Count": ...}, "$.Messages.Count"),
        ({"Count": "1"}, "$.Messages.Count"),
        ({"Count": 0, "1": ...}, "$.Messages"),
        ({"Count": 2, "501": {"DestTn": "+61111222334"}}, '$.Messages["501"]'),
        ({"Count": 2, "02": {"DestTn": "+61111222334"}}, '$.Messages["02"]'),
        ({"ReceiptFlag": ...}, "$.Messages.ReceiptFlag"),
        ({"ReceiptFlag": 3}, "$.Messages.ReceiptFlag"),
        ({"ReceiptFlag": "1"}, "$.Messages.ReceiptFlag"),
        ({"ReceiptFlag": 1}, "$.Messages.ReceiptCallbackURL"),
        ({"ReceiptFlag": 2, "ReceiptCallbackURL": "ftp://example.org/"}, "$.Messages.ReceiptCallbackURL"),
        ({"ReceiptFlag": 1, "ReceiptCallbackURL": "http://"}, "$.Messages.ReceiptCallbackURL"),
        ({"ReceiptFlag": 1, "ReceiptCallbackURL": "http://h:99999/"}, "$.Messages.ReceiptCallbackURL"),
        ({"ReceiptFlag": 1, "ReceiptCallbackURL": "http://h:0/"}, "$.Messages.ReceiptCallbackURL"),
        ({"ReceiptFlag": 1, "ReceiptCallbackURL": 7}, "$.Messages.ReceiptCallbackURL"),
        ({"ReplyType": ...}, "$.Messages.ReplyType"),
        ({"ReplyType": "X"}, "$.Messages.ReplyType"),
        ({"ReplyType": "H"}, "$.Messages.ReplyCallbackURL"),
        ({"ReplyType": "H", "ReplyCallbackURL": "no address"}, "$.Messages.ReplyCallbackURL"),
        ({"TimeZoneOffset": ...}, "$.Messages.TimeZoneOffset"),
        ({"TimeZoneOffset": 721}, "$.Messages.TimeZoneOffset"),
        ({"TimeZoneOffset": -841}, "$.Messages.TimeZoneOffset"),
        ({"TimeZoneOffset": 0.5}, "$.Messages.TimeZoneOffset"),
        ({"SendLater": "2030-01-01 00:00:01"}, "$.Messages.SendLater"),
        ({"SendLater": "31-Feb-2030 00:00:01"}, "$.Messages.SendLater"),
        ({"SendLater": "01-Okt-2030 00:00:01"}, "$.Messages.SendLater"),
        ({"SendLater": 7}, "$.Messages.SendLater"),
        ({"SendLater": "31-Dec-9999 23:59:59", "TimeZoneOffset": 720}, "$.Messages.SendLater"),
        ({"GlobalText": 7}, "$.Messages.GlobalText"),
    ],
)
def test_what_the_documents_require_is_required(change: dict[str, Json], place: str) -> None:
    """The whole request is refused with a sending error, the place is told, and nothing is stored or paid."""
    world = world_at()
    before = world.credits(PROVIDER, "CI00000001")
    answered = post(order("+61111222333", **change), world)

    assert "sending" == refused(answered)
    assert place in places(answered)
    assert before == world.credits(PROVIDER, "CI00000001")
    assert 0 == len(world)


@pytest.mark.parametrize(
    "change, place",
    [
        ({"Name": "ROX_API_Response"}, "$.Name"),
        ({"Name": ...}, "$.Name"),
        ({"Version": "1.0"}, "$.Version"),
        ({"Version": 1}, "$.Version"),
        ({"Version": None}, "$.Version"),
        ({"Product": ...}, "$.Product"),
        ({"Product": ""}, "$.Product"),
        ({"Messages": ...}, "$.Messages"),
        ({"Messages": None}, "$.Messages"),
        ({"Messages": []}, "$.Messages"),
    ],
)
def test_the_envelope_is_required(change: dict[str, Json], place: str) -> None:
    """A request of another name or version is none of this wire's."""
    asked = {name: value for name, value in (order("+61111222333") | change).items() if value is not ...}
    answered = post(asked)

    assert "sending" == refused(answered)
    assert place in places(answered)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xff", b"[" * 100_000, b"<xml/>", b'{"a":1e999}', b"{'a':1}", b"\x00"]
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    """With a sending error that says where; nothing raises."""
    answered = post(body)

    assert "sending" == refused(answered)
    assert ["$"] == places(answered)


def test_a_lenient_sandbox_takes_what_can_be_understood() -> None:
    """The violations are told all the same; what holds no message is still refused."""
    world = world_at(lenient=True)
    odd = order("+61111222333", Count=5, ReceiptFlag="1", ReplyType=..., TimeZoneOffset=None, SendLater="soon")
    answered = post({**odd, "Name": "x", "Version": 2}, world)

    assert ["0000"] == results(answered)
    assert {"$.Name", "$.Version", "$.Messages.Count", "$.Messages.ReceiptFlag", "$.Messages.SendLater"} <= {
        *places(answered)
    }
    assert "sending" == refused(post(order(Count=1), world))
    assert "sending" == refused(post({**odd, "Messages": 7}, world))


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_only_post_is_served(method: str) -> None:
    """Any other method is a 405 that says which one is."""
    answered = WIRE.answer(Request(method=method, path=PATH), world_at())

    assert 405 == answered.response.status
    assert "POST" == answered.response.header("Allow")


def test_the_one_path_is_served() -> None:
    """With and without a slash at its end."""
    assert WIRE.serves("POST", "/smsapi/send")
    assert WIRE.serves("POST", "/smsapi/send/")
    assert not WIRE.serves("POST", "/smsapi/sends")
    assert not WIRE.serves("POST", "/smsapi")


# -- odd clients -------------------------------------------------------------------


def test_bodies_in_other_encodings_are_read_and_told() -> None:
    """A mark, a charset, or none of both: old clients write what their platform writes."""
    asked = json.dumps(order("+61111222333", GlobalText="Grüezi €"), ensure_ascii=False)
    plain = post(b"\xef\xbb\xbf" + asked.encode(), headers=(("content-type", "application/json; charset=utf-8"),))
    coded = [
        post(asked.encode("utf-16")),
        post(asked.encode("utf-16-le"), headers=(("Content-Type", "application/json;charset=UTF-16LE"),)),
        post(asked.encode("cp1252"), headers=(("Content-Type", 'application/json; charset="iso-8859-1"'),)),
    ]

    assert () == plain.violations
    assert ["Grüezi €"] * 4 == [one.messages[0].text for one in (plain, *coded)]
    assert [["headers.Content-Type"]] * 3 == [places(one) for one in coded]


@pytest.mark.parametrize(
    "media", [None, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=x"]
)
def test_the_body_is_json_whatever_its_type_says(media: str | None) -> None:
    """Curl -d says that it is a form; the message goes out, and the header is told."""
    answered = post(order("+61111222333"), headers=() if media is None else (("Content-Type", media),))

    assert 1 == len(answered.messages)
    assert ([] if media and "json" in media else ["headers.Content-Type"]) == places(answered)


def test_optional_fields_may_be_null() -> None:
    """Many writers leave a field out in this way. It is told, since the documents allow it for addresses only."""
    row = {"DestTn": "+61111222333", "DestName": None, "DestEmail": None, "SMSText": None}
    answered = post(order(Count=1, SendLater=None, ReceiptCallbackURL=None, ReplyCallbackURL=None, **{"1": row}))

    assert ["0000"] == results(answered)
    assert {"$.Messages.SendLater", *(f'$.Messages["1"].{name}' for name in row if name != "DestTn")} == {
        *places(answered)
    }


def test_a_number_that_stands_twice_is_told() -> None:
    """A JSON reader keeps the last one without a word, and a recipient is lost."""
    body = json.dumps(order("+61111222333")).replace('"1": {', '"1": {"DestTn": "+61111222334"}, "1": {').encode()
    answered = post(body)

    assert ["+61111222333"] == [one.to for one in answered.messages]
    assert ['$..["1"]'] == places(answered)


# -- later -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "offset, text, moment",
    [
        (-600, "01-Jan-2030 00:00:01", datetime(2029, 12, 31, 14, 0, 1, tzinfo=UTC)),
        (0, "29-Feb-2028 23:59:59", datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)),
        (300, "01-jul-2026 10:00:00", datetime(2026, 7, 1, 15, 0, tzinfo=UTC)),
        (-345, "01-OCT-2026 05:45:00", datetime(2026, 10, 1, 0, 0, tzinfo=UTC)),
    ],
)
def test_send_later_is_read_on_the_clock_of_the_offset(offset: int, text: str, moment: datetime) -> None:
    """UTC+10 is -600; month names are English."""
    stored = post(order("+61111222333", TimeZoneOffset=offset, SendLater=text)).messages[0]

    assert moment == stored.scheduled_at
    assert State.SCHEDULED is stored.state


def test_a_time_that_is_over_means_now() -> None:
    """No document says what happens, so it is sent and told."""
    answered = post(order("+61111222333", SendLater="15-Jan-2026 11:00:00"))

    assert NOON == datetime(2026, 1, 15, 11, tzinfo=UTC)
    assert State.SUBMITTED is answered.messages[0].state
    assert answered.messages[0].scheduled_at is None
    assert ["$.Messages.SendLater"] == places(answered)


# -- secrets and hostile input -----------------------------------------------------


def secrets(body: bytes, media: str = "application/json") -> tuple[str, ...]:
    """The secrets of a body."""
    return WIRE.secrets(Request(method="POST", path=PATH, headers=(("Content-Type", media),), body=body))


@pytest.mark.parametrize(
    "body, secret",
    [
        (b'{"Sender":{"Password":"hunter2"}}', "hunter2"),
        (b'{"Sender":{"password" : "hun\\"ter\\u00e92"}}', 'hun\\"ter\\u00e92'),
        (b'{"Sender":{"P\\u0061ssword":"hunter2"}}', "hunter2"),
        (b'{"Sender":{"Password":"hunter2', "hunter2"),
        (b"{'Sender':{'Password':'hunter2'}}", "hunter2"),
        (b'{"Sender":{"Password":4711}}', "4711"),
        (b"AccountId=x&Password=hunter2&x=y", "hunter2"),
        (b'{"Password" : "hunter2", "x": "' + b"x" * 100_000 + b'"}', "hunter2"),
        ('{"Password":"hunter2"}'.encode("utf-16-le"), "h\0u\0n\0t\0e\0r\0002\0"),
    ],
)
def test_the_password_is_found_as_it_stands(body: bytes, secret: str) -> None:
    """Escaped, cut off, quoted in the wrong way, as a number, in another encoding."""
    media = "application/json; charset=utf-16-le" if b"\0" in body else "application/json"

    assert secret in secrets(body, media)
    assert secret in body.decode("utf-8", "backslashreplace")


def test_texts_about_passwords_are_no_secrets() -> None:
    """What a message says is not hidden, even when it speaks of a password."""
    text = 'Your "Password": 4711'

    assert ("myPassword",) == secrets(json.dumps(order("+61111222333", GlobalText=text)).encode())


@given(st.binary(max_size=200))
def test_no_octets_raise(body: bytes) -> None:
    """Any bytes get an answer, and their secrets can be asked for."""
    assert 200 == post(body).response.status
    assert isinstance(secrets(body), tuple)


@given(st.data())
def test_no_json_raises(data: st.DataObject) -> None:
    """Nor does any JSON value in any place of a request, in either mode."""
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
        max_leaves=5,
    )
    asked: dict[str, Json] = wanting(SendLater="01-Jan-2030 00:00:01")
    owner: dict[str, Json] = data.draw(
        st.sampled_from([asked, asked["Sender"], asked["Messages"], asked["Messages"]["1"]])
    )
    owner[data.draw(st.sampled_from([*owner, "501", "x"]))] = data.draw(junk)
    world = world_at(lenient=data.draw(st.booleans()))
    answered = post(asked, world)

    said(answered)
    for stored in answered.messages:
        WIRE.report(world, stored, State.FAILED)
        WIRE.reply(world, stored, "x")
