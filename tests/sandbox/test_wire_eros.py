"""Eros' wire takes messages in each notation, refuses as a ServiceStack does, and hides what is secret."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire._state import State
from smswire.sandbox._wire import Outgoing
from smswire.sandbox._wires._eros_bodies import OCTETS
from smswire.sandbox._wires._eros_jsv import LOOKED_AT
from smswire.sandbox._wires.eros import MANY, PROVIDER, Eros
from smswire_providers.eros import operations
from smswire_providers.eros.models import CommResponse
from smswire_runtime import Request, Response
from tests.providers._specs import Json
from tests.providers._specs import params as named_params
from tests.providers._wires import CALLS, Call
from tests.sandbox._eros import (
    FORM,
    IMMEDIATE_PATHS,
    JSON,
    JSV,
    TO,
    WIRE,
    ZEROS,
    basic,
    blamed,
    cookies_of,
    each_send,
    jsv,
    message,
    places,
    post,
    refused,
    said,
    texts,
)
from tests.sandbox._worlds import world_at

# -- accepted ----------------------------------------------------------------------


@pytest.mark.parametrize("call", named_params((call, name) for call, name in CALLS if call.spec.key == PROVIDER))
def test_documented_requests_are_accepted(call: Call) -> None:
    """Each example of the specification, in each of its formats, is taken without a complaint."""
    body: Any = call.body if call.wire_text else json.dumps(call.body)
    path = call.operation.routes[0]
    answered = post(body, path=path, media=call.media)

    assert 200 == answered.response.status
    assert () == answered.violations
    assert call.operation.name == answered.operation


@each_send
@pytest.mark.parametrize("ending", ["", "/", ".json", ".JSV"])
def test_every_path_takes_every_format(path: str, ending: str) -> None:
    """JSON, JSV and a form mean the same on each of them, whatever its casing, with a slash or a suffix at its end."""
    jsv = f"{{To:[{{PhoneNumber:{TO}}}],MessageBody:Hello}}"
    bodies = [(json.dumps(message()), JSON), (f"{{SMSModel:{jsv}}}", JSV), (f"SMSModel={quote(jsv)}", FORM)]
    for written in (path, path.upper(), path.lower()):
        assert WIRE.serves("POST", written + ending)
        for body, media in bodies:
            answered = post(body, path=written + ending, media=media)

            assert ["Hello"] == texts(answered)
            assert () == answered.violations
            assert ("send_immediate" if path in IMMEDIATE_PATHS else "send") == answered.operation


def test_an_answer_tells_the_id_by_which_all_its_messages_are_found() -> None:
    """One answer for several recipients: one id in 32 digits, one message for each, each of which is paid."""
    world = world_at()
    before = world.credits(PROVIDER, "user")
    answered = post(message(TO, "+27835131545", MessageBody="x" * 161), world)
    answer = said(answered)

    assert isinstance(answer, CommResponse)
    assert answer.status
    assert isinstance(answer.comm_id, str)
    assert 32 == len(answer.comm_id)
    assert [TO, "+27835131545"] == [one.to for one in world.find_all(PROVIDER, answer.comm_id)]
    assert {answer.reference} == {one.reference for one in answered.messages}
    assert before - 4 == world.credits(PROVIDER, "user")


def test_what_is_immediate_is_said_to_be_sent() -> None:
    """The two operations differ in their words."""
    assert "SMS saved for background processing." == said(post(message())).message
    assert "SMS sent." == said(post(message(), path="/api/send/immediate")).message


@pytest.mark.parametrize(
    "sender, shown",
    [
        ({"Name": "Desk", "PhoneNumber": "+27110000000"}, "+27110000000"),
        ({"Name": "Desk"}, "Desk"),
        ({}, ""),
        (None, ""),
        (..., ""),
    ],
)
def test_the_sender_is_the_number_or_the_name(sender: Json, shown: str) -> None:
    """Whatever is given of a contact; the gateway chooses where nothing is."""
    assert [shown] == [one.sender for one in post(message(From=sender)).messages]


def test_names_are_read_in_any_casing() -> None:
    """Newer hosts and clients write camel case."""
    camel = {"smsModel": {"to": [{"phonenumber": TO}], "MESSAGEBODY": "x", "replyIsAllowed": True}}
    answered = post(camel)

    assert ["x"] == texts(answered)
    assert () == answered.violations
    assert ["y"] == texts(post(f"{{smsmodel:{{TO:[{{phoneNumber:{TO}}}],messagebody:y}}}}", media=JSV))
    assert ["z"] == texts(post(f"smsMODEL={{to:[{{phoneNumber:{TO}}}],messagebody:z}}", media=FORM))


@pytest.mark.parametrize("form", ["{}", "N", "D", "{D}", "(D)", "zeros"])
def test_guids_are_read_in_every_form(form: str) -> None:
    """32 digits, with hyphens, in braces, in parentheses, zeros for none; requests are to hold the first two."""
    digits, dashed = "6f9619ff8b86d011b42d00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF"
    forms = {
        "{}": f"{{{digits}}}",
        "N": digits,
        "D": dashed,
        "{D}": f"{{{dashed}}}",
        "(D)": f"({dashed})",
        "zeros": ZEROS,
    }
    answered = post(message(LinkedObjectId=forms[form], From={"ContactId": forms[form]}))

    assert ["Hello"] == texts(answered)
    assert (form in {"N", "D", "zeros"}) is (not answered.violations)


# -- refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "body, fields",
    [
        ({}, []),
        ("", []),
        ("null", []),
        ({"SMSModel": None}, []),
        ({"Other": 1}, []),
        (message(To=...), ["SMSModel.To"]),
        (message(To=[]), ["SMSModel.To"]),
        (message(To=None), ["SMSModel.To"]),
        (message(MessageBody=...), ["SMSModel.MessageBody"]),
        (message(MessageBody=""), ["SMSModel.MessageBody"]),
        (message(MessageBody=None, To=[]), ["SMSModel.To", "SMSModel.MessageBody"]),
        ({"SMSModel": {}}, ["SMSModel.To", "SMSModel.MessageBody"]),
        ({"SMSModel": "x"}, ["SMSModel"]),
        ({"SMSModel": []}, ["SMSModel"]),
        (message(To="x"), ["SMSModel.To"]),
        (message(To=[None]), ["SMSModel.To[0]"]),
        (message(To=[TO]), ["SMSModel.To[0]"]),
        (message(To=[{"PhoneNumber": 27831234567}]), ["SMSModel.To[0].PhoneNumber"]),
        (message(MessageBody=7), ["SMSModel.MessageBody"]),
        (message(ReplyIsAllowed="True"), ["SMSModel.ReplyIsAllowed"]),
        (message(From="Desk"), ["SMSModel.From"]),
        (message(LinkedObjectId="x"), ["SMSModel.LinkedObjectId"]),
        (message(LinkedObjectId=""), ["SMSModel.LinkedObjectId"]),
        (message(To=[{"PhoneNumber": TO, "ContactId": "x"}]), ["SMSModel.To[0].ContactId"]),
        (message() | {"CreateCommunicationReferencesImmediately": 1}, ["CreateCommunicationReferencesImmediately"]),
    ],
)
def test_an_invalid_body_is_400_and_stores_nothing(body: Json, fields: list[str]) -> None:
    """The error names the fields that are to blame, and the inbox gets the place."""
    world = world_at()
    before = world.credits(PROVIDER, "user")
    answered = post(body, world)
    refused(answered, 400)

    assert fields == blamed(answered)
    assert 0 == len(world)
    assert before == world.credits(PROVIDER, "user")
    assert answered.violations


@pytest.mark.parametrize("media", [JSON, JSV, FORM, None, "text/json"])
@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"\xff\xfe\xff", b"[" * 100_000, b"{" * 100_000, b'"', b"%%", b"\x00", b"7"]
)
def test_nonsense_is_400(body: bytes, media: str | None) -> None:
    """In each format, with an error of the framework; nothing raises and nothing is stored."""
    refused(post(body, media=media), 400)


@pytest.mark.parametrize("media", ["application/xml", "text/csv", "multipart/form-data; boundary=x", "text/plain", "x"])
def test_a_body_of_another_type_is_refused(media: str) -> None:
    """As what cannot be read; the header is told."""
    answered = post(message(), media=media)

    assert "SerializationException" == refused(answered, 400)
    assert ["headers.Content-Type"] == places(answered)


def test_json_that_is_called_a_form_is_explained() -> None:
    """What curl -d does without a header: the framework finds no field in it."""
    answered = post(message(), media=FORM)

    assert "ArgumentNullException" == refused(answered, 400)
    assert "headers.Content-Type" in places(answered)


@pytest.mark.parametrize(
    "numbers, words",
    [
        (["2783123499905"], "No valid recipient."),
        (["12"], "No valid recipient."),
        (["hello"], "No valid recipient."),
        ([TO, "x" * 100], "No valid recipient."),
        (["2783123499903"], "No route to the recipient."),
        ([TO, "2783123499904"], "Not enough credits."),
    ],
)
def test_a_documented_refusal_is_200_with_a_status_of_false(numbers: list[str], words: str) -> None:
    """For all recipients together: nothing is stored or paid when one cannot be served; zeros mean no id."""
    world = world_at()
    before = world.credits(PROVIDER, "user")
    answered = post(message(*numbers), world)
    answer = said(answered)

    assert isinstance(answer, CommResponse)
    assert (False, words, ZEROS) == (answer.status, answer.message, answer.comm_id)
    assert operations.refused_send(answer)
    assert () == answered.messages
    assert before == world.credits(PROVIDER, "user")


def test_without_credits_for_all_nobody_gets_anything() -> None:
    """One answer cannot say that some were served."""
    world = world_at()
    assert world.debit(PROVIDER, "user", int(world.credits(PROVIDER, "user")) - 1)

    assert "Not enough credits." == said(post(message(TO, "+27835131545"), world)).message
    assert ["Hello"] == texts(post(message(), world))


def test_there_are_limits_of_this_sandbox() -> None:
    """A thousand recipients are served, one more is refused; so is a body that nobody could mean."""
    world = world_at()
    numbers = [f"+2783123{number:04d}" for number in range(MANY)]

    assert numbers == [one.to for one in post(message(*numbers), world).messages]
    assert "TooMany" == refused(post(message(*numbers, TO), world), 400)
    for media in (JSON, JSV, FORM):
        assert "SerializationException" == refused(post(b"{" * (OCTETS + 1), world, media=media), 400)
    long = jsv(f'MessageBody:"{"x" * LOOKED_AT}"')
    assert ["x" * LOOKED_AT] == texts(post(long, media=JSV))
    refused(post(long.replace("MessageBody", " MessageBody"), media=JSV), 400)


def test_a_contact_without_a_number_is_no_recipient() -> None:
    """There is no address book in which an id could be looked up."""
    assert "No valid recipient." == said(post(message(To=[{"Name": "Thandi"}]))).message
    assert "No valid recipient." == said(post(message(To=[{"ContactId": "6f9619ff8b86d011b42d00c04fc964ff"}]))).message


def test_nulls_are_left_out_and_told() -> None:
    """As the framework reads them; the specification has no null in a request."""
    answered = post(message(Notes=None, ReplyIsAllowed=None, SuiteId=None, From={"Name": None}))

    assert ["Hello"] == texts(answered)
    assert {f"$.SMSModel.{name}" for name in ("Notes", "ReplyIsAllowed", "SuiteId", "From.Name")} == {*places(answered)}


def test_a_single_contact_stands_for_a_list() -> None:
    """As the framework reads it, in both notations; it is told."""
    for body, media in (
        (message(To={"PhoneNumber": TO}), JSON),
        (f"{{SMSModel:{{To:{{PhoneNumber:{TO}}},MessageBody:Hello}}}}", JSV),
    ):
        answered = post(body, media=media)

        assert [TO] == [one.to for one in answered.messages]
        assert ["$.SMSModel.To"] == places(answered)


def test_control_characters_are_told_and_taken() -> None:
    """The specification forbids them, the document does not."""
    answered = post(message(MessageBody="a\u0007b", Notes="\t"))

    assert ["a\u0007b"] == texts(answered)
    assert ["$.SMSModel.MessageBody", "$.SMSModel.Notes"] == places(answered)


def test_a_lenient_sandbox_takes_what_can_be_understood() -> None:
    """Whatever else is wrong is told all the same; without a text or a recipient nothing can be sent."""
    world = world_at(lenient=True)
    odd = message(LinkedObjectId="x", ReplyIsAllowed="yes", From=7, To=[{"PhoneNumber": TO}, None])
    answered = post(odd | {"CreateCommunicationReferencesImmediately": 1}, world)

    assert ["Hello"] == texts(answered)
    assert "$.SMSModel.LinkedObjectId" in places(answered)
    assert "$.SMSModel.To[1]" in places(answered)
    assert "NotEmpty" == refused(post(message(MessageBody=7), world), 400)
    assert "NotEmpty" == refused(post(message(To=[None]), world), 400)
    assert "SerializationException" == refused(post({"SMSModel": 7}, world), 400)


# -- callbacks, secrets, hostile input ---------------------------------------------


def test_this_provider_calls_nobody() -> None:
    """There are neither receipts nor replies on this wire."""
    world = world_at()
    stored = post(message(), world).messages[0]
    outgoing = Outgoing(url="http://h/", request=Request(method="POST", path="/"), kind="receipt")

    assert WIRE.report(world, stored, State.DELIVERED) is None
    assert WIRE.reply(world, stored, "x") is None
    assert WIRE.acknowledged(outgoing, Response(status=200)) is None


def secrets(body: str = "", path: str = "/auth/credentials", query: str = "", **headers: str) -> tuple[str, ...]:
    """The secrets of a request."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return WIRE.secrets(Request(method="POST", path=path, query=query, headers=pairs, body=body.encode()))


@pytest.mark.parametrize(
    "body, media, secret",
    [
        ('{"UserName":"desk","Password":"p\\"ss"}', JSON, 'p\\"ss'),
        ('{"userName":"desk","password" : "hunter2"', JSON, "hunter2"),
        ('{UserName:desk,Password:"p""s,s"}', JSV, 'p""s,s'),
        ("{UserName:desk,Password:hunter 2}", JSV, "hunter 2"),
        ("UserName=desk&Password=p%26ss%3D1&RememberMe=True", FORM, "p%26ss%3D1"),
        ("UserName=desk&password=hunter+2", FORM, "hunter+2"),
    ],
)
def test_passwords_are_found_as_they_stand(body: str, media: str, secret: str) -> None:
    """Escaped, quoted in JSV's way, percent-encoded, in a body that is cut off."""
    assert secret in secrets(body, content_type=media)
    assert secret in body


def test_credentials_of_headers_and_queries_are_found() -> None:
    """The text of Basic, a token, the cookies of a session, a password where none belongs."""
    found = secrets(
        path="/api/send",
        query="UserName=u&Password=hun%74er2",
        authorization=basic("user", "hunter2"),
        cookie='a=b; ss-id=one; ss-pid="two"',
    )

    assert {basic("user", "hunter2").removeprefix("Basic "), "one", "two", "hun%74er2"} <= {*found}
    assert "b" not in found
    assert "token" in secrets(path="/api/send", authorization="Bearer token")


def test_the_ids_of_an_opened_session_are_secrets_of_its_login() -> None:
    """They stand in the answer, and whoever knows them can use the session."""
    wire, world = Eros(), world_at()
    body = '{"UserName":"desk","Password":"x"}'
    request = Request(method="POST", path="/auth/credentials", headers=(("Content-Type", JSON),), body=body.encode())
    answered = wire.answer(request, world)

    assert {value for name, value in cookies_of(answered).items() if name != "ss-opt"} <= {*wire.secrets(request)}


def test_texts_about_passwords_are_no_secrets() -> None:
    """A message that speaks of a password is shown as it is."""
    assert ("",) == secrets(json.dumps(message(MessageBody='"Password": "hunter2"')), path="/api/send")


@given(
    st.binary(max_size=200),
    st.sampled_from([JSON, JSV, FORM, None, "x"]),
    st.sampled_from(["/api/send", "/auth/credentials"]),
)
def test_no_octets_raise(body: bytes, media: str | None, path: str) -> None:
    """Any bytes in any format get an answer as documented, and their secrets can be asked for."""
    answered = post(body, path=path, media=media)

    assert answered.response.status in {200, 400, 401}
    headers = () if media is None else (("Content-Type", media),)
    assert isinstance(WIRE.secrets(Request(method="POST", path=path, headers=headers, body=body)), tuple)


@given(st.text(alphabet='{}[]":, \nTrue1SMSModelToMessageBody+x', max_size=60))
def test_no_text_of_jsv_raises(text: str) -> None:
    """Nor does any text of the characters that its grammar is made of, alone or inside a message."""
    for body in (text, jsv(text), f"{{SMSModel:{text}}}", jsv(f"MessageBody:{text}")):
        assert post(body, media=JSV).response.status in {200, 400}
