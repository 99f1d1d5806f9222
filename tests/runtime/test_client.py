"""What generated clients are made of: credentials that are chosen, hidden and written, and links that are checked."""

from __future__ import annotations

import base64
import copy
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from smswire_runtime import (
    UNSET,
    ConfigurationError,
    Drift,
    Effect,
    Operation,
    Request,
    Response,
    Secret,
    ThreadedTransport,
    Urllib3Transport,
    nullable_secret,
    optional_secret,
    secret,
)
from smswire_runtime._client import AsyncLink, Settings, SyncLink, basic, bearer, choose, given, hidden, pick
from smswire_runtime._deadline import Deadline
from smswire_runtime._policy import Call, Exchange, Terms
from smswire_runtime._transport import parse_base

LOOPBACK = "http://127.0.0.1:9"
CONTROL = ["\x00", "\r\n", "\n", "\x1f", "\x7f", "\ud800"]


def _ways(user: str | None, password: str | None, token: str | None) -> Mapping[str, Mapping[str, object]]:
    login = {"username": user, "password": password}
    return {"basic": login, "bearer": {"token": token}, "session": login}


# -- choosing -----------------------------------------------------------------


@pytest.mark.parametrize(
    "auth, credentials, way",
    [
        (None, ("u", "p", None), "basic"),
        ("basic", ("u", "p", None), "basic"),
        ("session", ("u", "p", None), "session"),
        (None, (None, None, "t"), "bearer"),
        ("bearer", (None, None, "t"), "bearer"),
        (None, ("", "", None), "basic"),
    ],
)
def test_pick(auth: str | None, credentials: tuple[str | None, str | None, str | None], way: str) -> None:
    """The credentials choose the way; where they fit several, ``auth`` does, and the first one without it."""
    assert way == pick(auth, _ways(*credentials))


@pytest.mark.parametrize(
    "auth, credentials, problem",
    [
        (None, (None, None, None), "the client needs username and password, or token, and nothing besides"),
        (None, ("u", None, None), "the client needs username and password, or token, and nothing besides"),
        (None, ("u", "p", "t"), "the client needs username and password, or token, and nothing besides"),
        ("bearer", ("u", "p", None), "the client needs token, and nothing besides"),
        ("bearer", ("u", "p", "t"), "the client needs token, and nothing besides"),
        ("session", (None, None, "t"), "the client needs username and password, and nothing besides"),
        ("digest", ("u", "p", None), "auth is one of basic, bearer, session"),
        ("", ("u", "p", None), "auth is one of basic, bearer, session"),
    ],
)
def test_nothing_to_pick(
    auth: str | None, credentials: tuple[str | None, str | None, str | None], problem: str
) -> None:
    """Too few, too many or others than are needed: what is needed is said, and nothing that was given."""
    with pytest.raises(ConfigurationError) as error:
        pick(auth, _ways(*credentials))

    assert problem == str(error.value)


def test_choose() -> None:
    """One of the choices passes in silence; what is none of them is refused and not repeated."""
    choose("format", "json", ("json", "jsv"))
    for wrong in ("JSON", "", "hunter2"):
        with pytest.raises(ConfigurationError) as error:
            choose("format", wrong, ("json", "jsv"))
        assert "format is one of json, jsv" == str(error.value)


def test_given() -> None:
    """What is there is given, also when it is empty; what is not is named."""
    assert "x" == given("user", "x")
    assert "" == given("user", "")
    with pytest.raises(ConfigurationError, match=r"^this call needs the client's user, and it was not given$"):
        given("user", None)


# -- hiding -------------------------------------------------------------------


def test_hidden() -> None:
    """A text is hidden, a secret stays the one it is, and nothing stays nothing."""
    one = Secret("x")

    assert Secret("x") == hidden("x")
    assert one is hidden(one)
    assert None is hidden(None)


@pytest.mark.parametrize("hide", [secret, optional_secret, nullable_secret, hidden])
def test_every_converter_hides(hide: Any) -> None:
    """Each way to hide takes a text and a secret; only those that may be absent or null leave that alone."""
    one = Secret("x")

    assert Secret("x") == hide("x")
    assert one is hide(one)
    assert hide not in {optional_secret, nullable_secret} or UNSET is hide(UNSET)
    assert hide not in {nullable_secret, hidden} or None is hide(None)


def test_a_secret_does_not_show_itself() -> None:
    """No way to make text of it gives it away, and none to store it; ``reveal`` does."""
    one = Secret("hunter2")
    shown = [str(one), repr(one), f"{one}", f"{one:>20}", f"{one!r}", "%s" % one, repr([one]), repr({"a": one})]  # noqa: UP031

    assert [] == [text for text in shown if "hunter2" in text]
    assert "hunter2" == one.reveal()
    assert one is copy.copy(one) is copy.deepcopy(one)
    assert Secret("hunter2") == one != Secret("other")
    assert hash(Secret("hunter2")) == hash(one)
    assert one != "hunter2"
    with pytest.raises(TypeError):
        pickle.dumps(one)


# -- headers ------------------------------------------------------------------


@pytest.mark.parametrize("user, password", [("user", "secret"), ("mé", "pä:ß€"), ("key", "")])
def test_basic(user: str, password: str) -> None:
    """A user and a password in UTF-8; the password may hold colons, or be empty."""
    for given_password in (password, Secret(password)):
        header = basic(user, given_password).authorization.reveal()
        assert f"{user}:{password}" == base64.b64decode(header.removeprefix("Basic ")).decode()


@pytest.mark.parametrize("token", ["t", "eyJhbGciOi.J9._-~+/=", Secret("t0ken")])
def test_bearer(token: str | Secret) -> None:
    """A token as it is."""
    assert f"Bearer {token.reveal() if isinstance(token, Secret) else token}" == bearer(token).authorization.reveal()


@pytest.mark.parametrize("password", [None, 7, b"hunter2", *(f"hunter2{one}" for one in CONTROL)])
def test_wrong_password(password: Any) -> None:
    """What cannot stand in a header is refused, and not repeated."""
    for wrong in (password, Secret(password) if isinstance(password, str) else password):
        with pytest.raises(ConfigurationError) as error:
            basic("user", wrong)
        assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("user", [None, "", "a:b", 7, *(f"hunter2{one}" for one in CONTROL)])
def test_wrong_user(user: Any) -> None:
    """The same for a user name, which holds no colon either."""
    with pytest.raises(ConfigurationError) as error:
        basic(user, "secret")

    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("token", [None, "", "hunter2 x", "hunter2ä", 7, *(f"hunter2{one}" for one in CONTROL)])
def test_wrong_token(token: Any) -> None:
    """The same for a token, which is printable ASCII without spaces."""
    with pytest.raises(ConfigurationError) as error:
        bearer(token)

    assert "hunter2" not in str(error.value)


def _nothing(_: Response, _drift: Drift | None) -> None:
    """An answer that says nothing."""


def test_a_header_is_written_last() -> None:
    """A header adds itself to the request and to nothing else, and shows itself nowhere."""
    header = bearer("hunter2")
    operation = Operation(name="invented", effect=Effect.SEND, method="POST", routes=("/x",))
    request = Request(method="POST", path="/x", headers=(("Accept", "a/b"),), body=b"body")
    call: Call[None] = Call(operation, request, _nothing, bool)
    step = next(header.steps(call, Terms(parse_base(LOOPBACK)), Deadline()))

    assert isinstance(step, Exchange)
    assert (("Accept", "a/b"), ("Authorization", "Bearer hunter2")) == step.request.headers
    assert ("POST", "/x", b"body") == (step.request.method, step.request.path, step.request.body)
    assert (("Accept", "a/b"),) == request.headers
    assert [] == [text for text in (repr(header), str(header), repr(step)) if "hunter2" in text]


# -- links --------------------------------------------------------------------


def _settings(**other: Any) -> Settings:
    said: dict[str, Any] = {"base_url": LOOPBACK, "deadline": 3, "tls": True, "answers": "checked", "hooks": ()}
    return Settings(**{**said, **other})


@pytest.mark.parametrize(
    "wrong",
    [
        {"answers": "loose"},
        {"deadline": 0},
        {"deadline": None},
        {"base_url": "ftp://127.0.0.1"},
        {"base_url": "http://sms.example"},
        {"hooks": print},
        {"hooks": [None]},
        {"hooks": None},
    ],
)
def test_wrong_settings(wrong: dict[str, Any]) -> None:
    """What a client cannot work with is refused when it is made."""
    with pytest.raises(ConfigurationError):
        _settings(**wrong).terms()


async def _awaited(_: object) -> None:
    """A hook that nobody would await."""


def test_hooks_are_not_awaited() -> None:
    """A hook that has to be awaited would never run, so it is refused."""
    with pytest.raises(ConfigurationError, match="none that has to be awaited"):
        _settings(hooks=[_awaited]).terms()


def test_transports_of_the_other_kind() -> None:
    """Each kind of client takes its own kind of transport, and no other object."""
    threaded: Any = ThreadedTransport()
    plain: Any = Urllib3Transport()
    neither: list[Any] = [object(), Response(status=200)]
    for wrong in (threaded, *neither):
        with pytest.raises(ConfigurationError):
            SyncLink(_settings(), None, wrong)
    for wrong in (plain, *neither):
        with pytest.raises(ConfigurationError):
            AsyncLink(_settings(), None, wrong)
    plain.close()
