"""Who may call Eros: by Basic, by a token, by the cookies of a session."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from smswire.sandbox._wires._eros_sessions import SESSIONS
from smswire.sandbox._wires.eros import PROVIDER, Eros
from smswire_providers.eros import operations
from tests.providers._specs import Json
from tests.sandbox._eros import (
    FORM,
    JSON,
    JSV,
    LOGIN_PATHS,
    basic,
    cookies_of,
    each_send,
    message,
    post,
    refused,
    texts,
)
from tests.sandbox._worlds import world_at


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
