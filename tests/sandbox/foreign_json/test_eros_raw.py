"""Raw JSV over a socket: every route, every way to choose the format, and clients of another age."""

from __future__ import annotations

import base64

import pytest

from smswire.sandbox import Served
from smswire_runtime import Json, _json, _jsv
from tests.sandbox.clients import Answer, Line, head

BASIC = f"Authorization: Basic {base64.b64encode(b'desk:secret').decode()}"
JSON, JSV = "application/json", "text/jsv"
BODY = '{SMSModel:{To:[{PhoneNumber:+27831234567}],MessageBody:"Grüezi, \U0001f600"}}'.encode()
LOGIN = b'{UserName:desk,Password:"p&ss=1"}'

ROUTES = [
    "/api/sendmessage",
    "/api/sendmessage/immediate",
    "/api/send",
    "/api/send/immediate",
    "/api/sms/send",
    "/api/sms/send/immediate",
    "/json/reply/SMSSend",
    "/api/json/reply/SMSSend",
]
PREDEFINED = ROUTES[6:]
LOGINS = ["/auth/credentials", "/api/auth/credentials"]

each_route = pytest.mark.parametrize("route", ROUTES)


def post(sandbox: Served, target: str, body: bytes = BODY, *headers: str, version: str = "HTTP/1.1") -> Answer:
    """The answer to a body of JSV."""
    lines = ["Host: localhost", f"Content-Length: {len(body)}", f"Content-Type: {JSV}", *headers]
    with Line(sandbox.url) as line:
        line.say(head("POST", target, *lines, version=version), body)
        return line.answer()


def read(answer: Answer) -> tuple[str, Json]:
    """The media type of an answer, and its value as that says."""
    media = answer.headers["Content-Type"].partition(";")[0]
    return media, _jsv.loads_bytes(answer.body) if media == JSV else _json.loads(answer.body)


@each_route
@pytest.mark.parametrize(
    "ending, headers, media",
    [
        ("", [f"Accept: {JSV}"], JSV),
        ("", [f"Accept: {JSON}"], JSON),
        ("", ["Accept: */*"], JSV),
        ("", [], JSON),
        (".jsv", [f"Accept: {JSON}"], JSV),
        (".json", [f"Accept: {JSV}"], JSON),
        ("?format=jsv", [f"Accept: {JSON}"], JSV),
        ("?format=json", [f"Accept: {JSV}"], JSON),
    ],
)
def test_every_route_answers_in_the_format_that_is_asked_for(
    sandbox: Served, route: str, ending: str, headers: list[str], media: str
) -> None:
    """By header, by suffix, by query; the predefined routes answer JSON unless suffix or query say otherwise."""
    answer = post(sandbox, f"{route}{ending}", BODY, BASIC, *headers)
    found, value = read(answer)

    (message,) = sandbox.messages(provider="eros")
    assert 200 == answer.status
    assert (JSON if route in PREDEFINED and not ending else media) == found
    assert message["id"] == value["CommId"]
    assert "Grüezi, 😀" == message["text"]
    assert "Content-Length" in answer.headers


@each_route
def test_every_route_wants_to_know_who_calls(sandbox: Served, route: str) -> None:
    """Without credentials 401, in the format that is asked for."""
    answer = post(sandbox, f"{route}.jsv")

    assert 401 == answer.status
    assert "Unauthorized" == read(answer)[1]["ResponseStatus"]["ErrorCode"]
    assert [] == sandbox.messages()


@pytest.mark.parametrize("route", LOGINS)
@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_a_session_opens_by_jsv(sandbox: Served, route: str, version: str) -> None:
    """The cookies stand in headers of their own, and let the user in at every route."""
    lines = ["Host: localhost", f"Content-Length: {len(LOGIN)}", f"Content-Type: {JSV}", f"Accept: {JSV}"]
    with Line(sandbox.url) as line:
        line.say(head("POST", route, *lines, "Connection: close", version=version), LOGIN)
        raw = line.all().decode()
    cookies = [one.partition(";")[0] for one in raw.split("Set-Cookie: ")[1:]]

    assert {"ss-id", "ss-pid"} <= {cookie.partition("=")[0] for cookie in cookies}
    for target in ROUTES:
        assert 200 == post(sandbox, target, BODY, f"Cookie: {'; '.join(cookies)}").status
    assert 401 == post(sandbox, ROUTES[0], BODY, "Cookie: ss-id=other").status


@each_route
@pytest.mark.parametrize("headers", [[], ["Connection: Keep-Alive"]])
def test_clients_of_another_age(sandbox: Served, route: str, headers: list[str]) -> None:
    """HTTP/1.0 without Host: never in pieces, and the connection ends unless it is to be kept."""
    with Line(sandbox.url) as line:
        lines = [f"Content-Length: {len(BODY)}", f"Content-Type: {JSV}", BASIC, *headers]
        line.say(head("POST", route, *lines, version="HTTP/1.0"), BODY)
        answer = line.answer()

    assert 200 == answer.status
    assert "Transfer-Encoding" not in answer.headers
    assert 1 == len(sandbox.messages())


@pytest.mark.parametrize("body", [b"", b"{", b"{SMSModel:", b"nonsense", b"\xff", b"{SMSModel:{}}", b"[]", BODY[:-1]])
def test_an_invalid_body_stores_nothing(sandbox: Served, body: bytes) -> None:
    """400, with an error that the framework would give, and the connection goes on."""
    answer = post(sandbox, f"{ROUTES[0]}.jsv", body, BASIC)

    assert 400 == answer.status
    assert read(answer)[1]["ResponseStatus"]["ErrorCode"]
    assert [] == sandbox.messages()


@pytest.mark.parametrize(
    "target, status",
    [
        ("/api/sendmessage.xml", 403),
        ("/api/sendmessage?format=csv", 403),
        ("/api/sendmessage.foo", 404),
        ("/json/reply/SMSSend[]", 404),
        ("/api/unknown", 404),
    ],
)
def test_what_is_not_there_is_refused(sandbox: Served, target: str, status: int) -> None:
    """Other formats, other endings, other paths: never a 500, and nothing is stored."""
    assert status == post(sandbox, target, BODY, BASIC).status
    assert [] == sandbox.messages()
