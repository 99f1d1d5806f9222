"""Eros' wire answers as a ServiceStack does: every path, format and way to say who calls, and its words for errors."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smswire._state import State
from smswire.sandbox._wire import Answered, Outgoing
from smswire.sandbox._wires._eros_bodies import OCTETS
from smswire.sandbox._wires._eros_jsv import LOOKED_AT
from smswire.sandbox._wires._eros_sessions import SESSIONS
from smswire.sandbox._wires.eros import MANY, PROVIDER, Eros
from smswire.sandbox._world import World
from smswire_providers.eros import operations
from smswire_providers.eros.models import CommResponse, ErrorResponse
from smswire_runtime import Request, Response, _jsv
from tests.providers._specs import Json
from tests.providers._specs import params as named_params
from tests.providers._wires import CALLS, Call
from tests.sandbox._worlds import world_at

WIRE = Eros()
JSON, JSV, FORM = "application/json", "text/jsv", "application/x-www-form-urlencoded"
TO = "+27831234567"
ZEROS = "0" * 32
PASSWORD = "pass"

SEND_PATHS = [
    "/api/sendmessage",
    "/api/send",
    "/api/sms/send",
    "/json/reply/SMSSend",
    "/api/json/reply/SMSSend",
    "/api/SMSSend",
]
IMMEDIATE_PATHS = ["/api/sendmessage/immediate", "/api/send/immediate", "/api/sms/send/immediate"]
LOGIN_PATHS = [
    "/auth/credentials",
    "/api/auth/credentials",
    "/json/reply/Authenticate",
    "/api/json/reply/Authenticate",
    "/api/Authenticate",
]
JSON_ONLY = [
    path for path in (*SEND_PATHS, *LOGIN_PATHS) if "reply" in path or path in {"/api/SMSSend", "/api/Authenticate"}
]

each_send = pytest.mark.parametrize("path", [*SEND_PATHS, *IMMEDIATE_PATHS])


def basic(user: str, password: str = PASSWORD) -> str:
    """The header of HTTP Basic."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def message(*numbers: str, **changes: Json) -> dict[str, Json]:
    """A sound message to these numbers, with some of its fields changed, and those that are ... left out."""
    sound: dict[str, Json] = {"To": [{"PhoneNumber": number} for number in numbers or (TO,)], "MessageBody": "Hello"}
    model = sound | changes
    return {"SMSModel": {name: value for name, value in model.items() if value is not ...}}


def post(  # noqa: PLR0913, everything that a request may differ in
    body: bytes | str | Json,
    world: World | None = None,
    path: str = "/api/sendmessage",
    *,
    media: str | None = JSON,
    wire: Eros = WIRE,
    query: str = "",
    **headers: str | None,
) -> Answered:
    """What is answered to a body; JSON unless it is text or bytes. A user calls, unless the headers say otherwise."""
    octets = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    given_ = {"authorization": basic("user"), "content-type": media} | headers
    pairs = tuple((name.title(), value) for name, value in given_.items() if value is not None)
    request = Request(method="POST", path=path, query=query, headers=pairs, body=octets)
    return wire.answer(request, world_at() if world is None else world)


def said(answered: Answered, status: int = 200) -> Any:
    """The answer as the generated client reads it, strictly."""
    assert status == answered.response.status
    return operations.parse_send(answered.response)


def refused(answered: Answered, status: int) -> str:
    """The error code of an answer, which stores nothing and says why in so many words."""
    answer = said(answered, status)
    assert isinstance(answer, ErrorResponse)
    assert () == answered.messages
    assert answer.response_status.message
    code = answer.response_status.error_code
    assert isinstance(code, str)
    return code


def blamed(answered: Answered) -> list[str]:
    """The fields that an error names."""
    errors = json.loads(answered.response.body)["ResponseStatus"]["Errors"]
    return [error["FieldName"] for error in errors]


def places(answered: Answered) -> list[str]:
    """Where an answer found something wrong."""
    return [violation.path for violation in answered.violations]


def texts(answered: Answered) -> list[str]:
    """The texts that were stored."""
    return [one.text for one in answered.messages]


def format_of(response: Response) -> str:
    """The format of an answer, proved by reading it."""
    if response.media_type == JSV:
        assert isinstance(_jsv.loads_bytes(response.body), dict)
    else:
        assert "application/json; charset=utf-8" == response.header("content-type")
        assert isinstance(json.loads(response.body), dict)
    return response.media_type


# -- accepted ------------------------------------------------------------------


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


# -- the format of the answer ---------------------------------------------------


@pytest.mark.parametrize("path", ["/api/sendmessage", "/api/send/immediate"])
@pytest.mark.parametrize(
    "accept, media, expected",
    [
        (JSON, JSON, JSON),
        (JSV, JSON, JSV),
        ("text/jsv; charset=utf-8", JSON, JSV),
        ("TEXT/JSV", JSON, JSV),
        (f"{JSV}, {JSON}", JSON, JSON),
        (f"{JSON}, {JSV}", JSV, JSV),
        (f"{JSV};q=0.9, {JSON};q=0.1", FORM, JSON),
        ("application/xml, text/jsv;q=0.1", JSON, "application/xml"),
        ("*/*", JSON, JSON),
        ("*/*", JSV, JSV),
        ("*/*", FORM, JSON),
        (None, JSON, JSON),
        (None, JSV, JSON),
    ],
)
def test_the_format_follows_the_rules_of_the_framework(
    path: str, accept: str | None, media: str, expected: str
) -> None:
    """The preferred of what is accepted, the request's own first; q-values do not count; anything means its own."""
    bodies = {JSON: json.dumps(message()), JSV: f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}],MessageBody:Hello}}}}"}
    bodies[FORM] = f"SMSModel={quote(bodies[JSV][10:-1])}"
    answered = post(bodies[media], path=path, media=media, accept=accept)

    if expected in {JSON, JSV}:
        assert expected == format_of(answered.response)
        assert ["Hello"] == texts(answered)
        assert () == answered.violations
    else:
        refused(answered, 403)
    assert "Accept" == answered.response.header("vary")


@each_send
def test_a_suffix_or_a_query_decides(path: str) -> None:
    """Before the header Accept, on predefined paths too; the suffix before the query."""
    assert JSV == format_of(post(message(), path=f"{path}.jsv", accept=JSON).response)
    assert JSON == format_of(post(message(), path=f"{path}.json", accept=JSV).response)
    assert JSV == format_of(post(message(), path=path, query="x=1&Format=JSV", accept=JSON).response)
    assert JSON == format_of(post(message(), path=path, query="format=json", accept=JSV).response)
    assert JSON == format_of(post(message(), path=f"{path}.json", query="format=jsv").response)


@pytest.mark.parametrize("path", JSON_ONLY)
def test_predefined_paths_answer_json(path: str) -> None:
    """Whatever the header Accept says."""
    asked = {"UserName": "user", "Password": "pass"} if "uth" in path else message()

    assert JSON == format_of(post(asked, path=path, accept=JSV).response)


@pytest.mark.parametrize("kind", ["xml", "csv", "html"])
@pytest.mark.parametrize("path", ["/api/sendmessage", "/json/reply/SMSSend", "/auth/credentials"])
def test_formats_that_are_not_documented_are_refused(kind: str, path: str) -> None:
    """By suffix or by query: a 403 in JSON, as from a ServiceStack where they are switched off; nothing is stored."""
    for answered in (post(message(), path=f"{path}.{kind}"), post(message(), path=path, query=f"format={kind}")):
        assert JSON == format_of(answered.response)
        assert "UnauthorizedAccessException" == refused(answered, 403)
        assert ["headers.Accept"] == places(answered)
    assert "UnauthorizedAccessException" == refused(post(message(), accept="text/csv"), 403)


@pytest.mark.parametrize("accept", ["text/html, */*", "image/png", "", "text/html;q=0.1, text/jsv"])
def test_an_accept_that_a_real_server_answers_otherwise_is_told(accept: str) -> None:
    """HTML is preferred to all else there; here comes JSON, and a word about it."""
    answered = post(message(), accept=accept)

    assert JSON == format_of(answered.response)
    assert ["headers.Accept"] == places(answered)
    assert ["Hello"] == texts(answered)


@each_send
def test_whoever_writes_camel_case_is_answered_in_it(path: str) -> None:
    """As on newer hosts, whose clients read nothing else; the newest path answers nothing else."""
    newest = path == "/api/SMSSend"
    camel = {"smsModel": {"to": [{"phoneNumber": TO}], "messageBody": "x"}}
    asked = [
        (json.dumps(camel), JSON, True),
        (f'{{smsModel:{{To:[{{PhoneNumber:{TO}}}],MessageBody:"smsModel:"}}}}', JSV, True),
        (f"smsModel={{To:[{{PhoneNumber:{TO}}}],MessageBody:x}}", FORM, True),
        (json.dumps(message(MessageBody="userName")), JSON, newest),
        (f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}],MessageBody:x}}}}", JSV, newest),
    ]
    for body, media, small in asked:
        answered = post(body, path=path, media=media)
        refused_ = post(body, path=path, media=media, authorization=None)
        names = {True: ("commId", "responseStatus"), False: ("CommId", "ResponseStatus")}[small]

        assert names[0] in json.loads(answered.response.body)
        assert names[1] in json.loads(refused_.response.body)
        assert said(answered).status
        assert "Unauthorized" == refused(refused_, 401)


def test_errors_are_negotiated_like_answers() -> None:
    """An error comes as JSV to whoever reads JSV."""
    answered = post({}, accept=JSV)
    tree = _jsv.loads_bytes(answered.response.body)

    assert 400 == answered.response.status
    assert "ArgumentNullException" == tree["ResponseStatus"]["ErrorCode"]
    assert JSV == post(message(), accept=JSV, authorization=None).response.media_type


# -- paths and methods ----------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
@pytest.mark.parametrize("path", ["/api/sendmessage", "/json/reply/SMSSend", "/auth/credentials", "/api/send.jsv"])
def test_only_post_is_served(method: str, path: str) -> None:
    """Any other method is a 405 in the framework's words, whoever calls."""
    answered = WIRE.answer(Request(method=method, path=path), world_at())

    assert "NotImplementedException" == refused(answered, 405)
    assert "POST" == answered.response.header("Allow")


@pytest.mark.parametrize(
    "path", ["/api/sendmessage.foo", "/api/send.immediate", "/json/reply/SMSSend[]", "/API/SMSSend%5B%5D"]
)
def test_an_unknown_ending_leads_nowhere(path: str) -> None:
    """A 404 of this service; batches are not documented, since they stop in the middle."""
    assert WIRE.serves("POST", path)
    assert "NotFound" == refused(post(message(), path=path), 404)


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api2/", "/api/unknown", "/json/reply/Other", "/json/oneway/SMSSend", "/auth"]
)
def test_other_paths_are_not_of_this_wire(path: str) -> None:
    """They belong to others, or to nobody."""
    assert not WIRE.serves("POST", path)


# -- who calls -------------------------------------------------------------------


@pytest.mark.parametrize(
    "authorization",
    [
        basic("user"),
        basic("user").replace("Basic", "basic"),
        basic("key", ""),
        basic("us:er", "a:b"),
        basic("Müller", "pässword"),
        "Bearer eyJhbGciOiJIUzI1NiJ9.e30.x",
        "bearer token",
    ],
)
def test_credentials_are_accepted(authorization: str) -> None:
    """A user and a password, an API key as the user, a token: any of them."""
    assert ["Hello"] == texts(post(message(), authorization=authorization))


@each_send
@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !",
        "Basic ====",
        f"Basic {base64.b64encode(b'user').decode()}",
        basic("", "pass"),
        basic("user", "wrong"),
        basic("wrong", ""),
        "Bearer",
        "Bearer wrong",
        "Digest username=x",
        "wrong",
    ],
)
def test_without_good_credentials_nothing_is_told(path: str, authorization: str | None) -> None:
    """Missing or wrong: 401 with the framework's error and the way to authenticate, whatever the body."""
    for body in (message(), {}, b"nonsense"):
        answered = post(body, path=path, authorization=authorization)

        assert "Unauthorized" == refused(answered, 401)
        assert "Basic" in (answered.response.header("WWW-Authenticate") or "")


def test_accounts_are_told_apart_and_keys_do_not_show() -> None:
    """Each user, key and token has credits of its own; neither a key nor a token becomes a name."""
    world = world_at()
    answers = [
        post(message(), world, authorization=authorization)
        for authorization in (basic("user"), basic("a-key", ""), "Bearer a-token")
    ]
    accounts = [answered.messages[0].account for answered in answers]

    assert "user" == accounts[0]
    assert 3 == len({*accounts})
    assert not any(secret in account for secret in ("a-key", "a-token") for account in accounts)
    assert {world.credits(PROVIDER, account) for account in accounts} == {world.credits(PROVIDER, "user")}


def cookies_of(answered: Answered) -> dict[str, str]:
    """The cookies that an answer sets."""
    lines = [value for name, value in answered.response.headers if name == "Set-Cookie"]
    assert all("httponly" in line and "path=/" in line for line in lines)
    return dict(line.partition(";")[0].split("=", 1) for line in lines)


@pytest.mark.parametrize("path", LOGIN_PATHS)
@pytest.mark.parametrize(
    "body, media",
    [
        ('{"UserName":"desk","Password":"p&ss=1"}', JSON),
        ('{"provider":"credentials","userName":"desk","password":"p&ss=1","rememberMe":true}', JSON),
        ('{UserName:"desk",Password:"p&ss=1"}', JSV),
        ("UserName=desk&Password=p%26ss%3D1&RememberMe=True", FORM),
        ("username=desk&password=p%26ss%3D1", f"{FORM}; charset=utf-8"),
    ],
)
def test_a_session_opens_with_two_cookies(path: str, body: str, media: str) -> None:
    """In each format and at each path; the cookies let the user in, and the answer reads as documented."""
    wire, world = Eros(), world_at()
    answered = post(body, world, path, media=media, wire=wire, authorization=None)
    cookies = cookies_of(answered)
    answer: Any = operations.parse_authenticate(answered.response)

    assert "authenticate" == answered.operation
    assert () == answered.violations
    assert "desk" == answer.user_name
    assert cookies["ss-id"] == answer.session_id.reveal()
    assert cookies["ss-id"] != cookies["ss-pid"]
    sent = post(message(), world, wire=wire, authorization=None, cookie=f"a=b; ss-id={cookies['ss-id']}; ss-pid=x")
    assert ["desk"] == [one.account for one in sent.messages]


def test_only_a_remembered_session_lives_by_its_permanent_cookie() -> None:
    """Without RememberMe it ends with the browser, which forgets the other cookie."""
    wire, world = Eros(), world_at()
    for remembered in (True, False):
        asked = {"UserName": "desk", "Password": "x", "RememberMe": remembered}
        cookies = cookies_of(post(asked, world, "/auth/credentials", wire=wire))
        cookie = f"ss-pid={cookies['ss-pid']}"
        sent = post(message(), world, wire=wire, authorization=None, cookie=cookie)

        assert (200 if remembered else 401) == sent.response.status


@pytest.mark.parametrize(
    "asked",
    [
        {"UserName": "desk", "Password": "wrong"},
        {"UserName": "desk"},
        {"UserName": "desk", "Password": ""},
        {"UserName": "desk", "Password": None},
        {"UserName": "", "Password": "x"},
        {"UserName": 7, "Password": "x"},
        {"Password": "x"},
        {},
        "",
    ],
)
def test_a_missing_credential_counts_as_a_wrong_one(asked: Json) -> None:
    """No session, no cookie, 401."""
    answered = post(asked, path="/auth/credentials", authorization=None)

    assert "Unauthorized" == refused(answered, 401)
    assert {} == cookies_of(answered)


def test_a_session_of_nobody_is_not_accepted() -> None:
    """A made-up id, an empty one, an id under another cookie's name, an id of another sandbox."""
    wire, world = Eros(), world_at()
    own, strange = (
        cookies_of(post({"UserName": "u", "Password": "p"}, world, "/auth/credentials", wire=one))["ss-id"]
        for one in (wire, Eros())
    )
    for cookie in ("ss-id=x", "ss-id=", "ss-id", f"session={own}", f"ss-id={strange}"):
        assert 401 == post(message(), world, wire=wire, authorization=None, cookie=cookie).response.status


def test_sessions_are_bounded() -> None:
    """A client that logs in for each message pushes its own oldest sessions out, and nothing else grows."""
    wire, world = Eros(), world_at()
    first = cookies_of(post({"UserName": "u", "Password": "p"}, world, "/auth/credentials", wire=wire))["ss-id"]
    for _ in range(SESSIONS):
        wire.sessions.open("u", remembered=False, world=world)

    assert SESSIONS == len(list(wire.sessions.of("u")))
    assert 401 == post(message(), world, wire=wire, authorization=None, cookie=f"ss-id={first}").response.status


# -- refused ----------------------------------------------------------------------


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


# -- JSV --------------------------------------------------------------------------


def jsv(fields: str) -> str:
    """A message to one number with some fields as they stand."""
    return f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}],{fields}}}}}"


def test_the_documents_own_sample_is_read_and_flagged() -> None:
    """Indented as it is printed, with real values in it; a real server would lose the message as a whole."""
    lines = [
        "{",
        "\tSMSModel: ",
        "\t{",
        "\t\tFrom: ",
        "\t\t{",
        "\t\t\tName: Eros Desk,",
        "\t\t\tContactId: 00000000000000000000000000000000",
        "\t\t},",
        "\t\tTo: ",
        "\t\t[",
        "\t\t\t{",
        f"\t\t\t\tPhoneNumber: {TO}",
        "\t\t\t}",
        "\t\t],",
        "\t\tMessageBody: Your booking is confirmed.,",
        "\t\tReplyIsAllowed: False,",
        "\t\tSuiteId: 00000000000000000000000000000000",
        "\t},",
        "\tCreateCommunicationReferencesImmediately: False",
        "}",
    ]
    for end in ("\n", "\r\n"):
        answered = post(end.join(lines), media=JSV, accept=JSV)

        assert ["Your booking is confirmed."] == texts(answered)
        assert ["Eros Desk"] == [one.sender for one in answered.messages]
        assert ["$.SMSModel"] == places(answered)
        assert "a real ServiceStack silently loses it" in answered.violations[0].problem
        assert JSV == answered.response.media_type


@pytest.mark.parametrize(
    "fields, text, place",
    [
        ("MessageBody:Hi,ReplyIsAllowed:True ", "Hi", "$.SMSModel.ReplyIsAllowed"),
        ("MessageBody:Hi,ReplyIsAllowed:1", "Hi", "$.SMSModel.ReplyIsAllowed"),
        ('MessageBody:Hi,ReplyIsAllowed:"True"', "Hi", "$.SMSModel.ReplyIsAllowed"),
        ("MessageBody:[urgent] call,ReplyIsAllowed:True", "[urgent]", "$.SMSModel.MessageBody"),
        ('MessageBody:"Hi" there,ReplyIsAllowed:True', "Hi", "$.SMSModel.MessageBody"),
        ('MessageBody:Hi,SuiteId:"6f9619ff8b86d011b42d00c04fc964ff"', "Hi", "$.SMSModel.SuiteId"),
        ("MessageBody:Hi,SuiteId:{6f9619ff-8b86-d011-b42d-00c04fc964ff}", "Hi", "$.SMSModel.SuiteId"),
        ("MessageBody:Hi: there", "Hi: there", "$"),
    ],
)
def test_what_a_real_server_loses_is_flagged(fields: str, text: str, place: str) -> None:
    """The message goes out, as it was meant or as it would have gone; the place is told."""
    answered = post(jsv(fields), media=JSV)

    assert [text] == texts(answered)
    assert place in places(answered)


def test_a_space_in_a_list_loses_the_list() -> None:
    """Both recipients are served here, and the loss is told."""
    answered = post(
        f"{{SMSModel:{{To:[{{PhoneNumber:{TO}}}, {{PhoneNumber:+27835131545}}],MessageBody:Hi}}}}", media=JSV
    )

    assert [TO, "+27835131545"] == [one.to for one in answered.messages]
    assert ["$.SMSModel.To"] == places(answered)


@pytest.mark.parametrize(
    "body, place",
    [
        (json.dumps(message(), separators=(",", ":")), "$.SMSModel"),
        (json.dumps(message()), "$"),
        (json.dumps(message(), indent=1), "$"),
        (jsv('"MessageBody":"Hi"'), "$.SMSModel.MessageBody"),
        (jsv("MessageBody:Hi, there"), "$.SMSModel"),
        (jsv("MessageBody:[urgent] call"), "$.SMSModel"),
    ],
)
def test_what_a_real_server_cannot_send_is_refused(body: str, place: str) -> None:
    """Since nobody could tell what was meant; the place says what was lost."""
    answered = post(body, media=JSV)

    refused(answered, 400)
    assert place in places(answered)


@pytest.mark.parametrize("cut", [1, 2, 3, 10, 40])
def test_a_cut_text_is_refused(cut: int) -> None:
    """A real reader does not mind a missing brace; half a message is none."""
    refused(post(jsv('MessageBody:"Hi",ReplyIsAllowed:True')[:-cut], media=JSV), 400)


def test_proper_jsv_is_read_right() -> None:
    """The last row of the table, quoted and unquoted, with other alphabets and a byte order mark."""
    quoted = '{SMSModel:{From:{Name:A},To:[{Name:"B, Jr",PhoneNumber:"+27831234567"}],MessageBody:"Hi: ""x"" {a}"}}'

    assert ['Hi: "x" {a}'] == texts(post(quoted, media=JSV))
    assert () == post(quoted, media=JSV).violations
    assert ["Grüße 😀"] == texts(
        post(b"\xef\xbb\xbf" + jsv("MessageBody:Grüße 😀").encode(), media=f"{JSV}; charset=utf-8")
    )
    assert [None] == [None for _ in range(1)]


def test_a_trailing_line_end_is_told() -> None:
    """What an editor leaves behind, a real reader takes for the beginning of another name."""
    answered = post(jsv("MessageBody:Hi") + "\n", media=JSV)

    assert ["Hi"] == texts(answered)
    assert ["$"] == places(answered)


def test_forms_hold_jsv() -> None:
    """With spaces as plus signs, in another charset, with what a real server would lose, and given twice."""
    body = "SMSModel=%7BTo:%5B%7BPhoneNumber:%2B27831234567%7D%5D,MessageBody:caf%E9+Z%FCrich,ReplyIsAllowed:True+%7D"
    answered = post(f"{body}&CreateCommunicationReferencesImmediately=true", media=f"{FORM}; charset=iso-8859-1")
    twice = post(f"SMSModel=x&smsmodel={quote(jsv('MessageBody:Hi')[10:-1])}", media=FORM)

    assert ["café Zürich"] == texts(answered)
    assert "$.SMSModel.ReplyIsAllowed" in places(answered)
    assert ["Hi"] == texts(twice)
    assert "$.SMSModel" in places(twice)


def test_bodies_in_other_encodings_are_read_and_told() -> None:
    """A mark or a charset: old clients write what their platform writes."""
    text = json.dumps(message(MessageBody="Grüezi €"), ensure_ascii=False)
    plain = post(b"\xef\xbb\xbf" + text.encode(), media="application/json; charset=utf-8")
    coded = [
        post(text.encode("utf-16")),
        post(text.encode("cp1252"), media="application/json; charset=windows-1252"),
        post(jsv("MessageBody:Grüezi €").encode("utf-16-be"), media=f"{JSV}; charset=utf-16be"),
    ]

    assert () == plain.violations
    assert [["Grüezi €"]] * 4 == [texts(one) for one in (plain, *coded)]
    assert all("headers.Content-Type" in places(one) for one in coded)


# -- callbacks, secrets, hostile input ----------------------------------------------


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
