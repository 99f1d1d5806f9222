"""Credentials: said once to a client, written where a wire wants them, refused before anything when they are wrong."""

from __future__ import annotations

import itertools
import json
import pickle
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import pytest

from smswire_providers import eros
from smswire_runtime import (
    ConfigurationError,
    EncodeError,
    Event,
    Secret,
    ThreadedTransport,
    Urllib3Transport,
)
from smswire_runtime._client import basic, bearer
from tests.faults.cells import AMPLE
from tests.faults.kinds import SYNC, TRANSPORTS, Kind, Loop
from tests.faults.providers import EROS, NETOXYGEN, PROVIDERS, REDOXYGEN, SMSOFFICE, Provider
from tests.faults.server import FaultServer, serve
from tests.faults.silence import LOGIN, PASSWORD, TOKEN, USER, sung

HERE: Final = "http://127.0.0.1:9"
"""Nobody is called there."""


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server without faults."""
    with FaultServer(serve) as server:
        yield server


def head_and_body(request: bytes) -> tuple[list[str], bytes]:
    """The lines of a head, and what follows it."""
    head, _, body = request.partition(b"\r\n\r\n")
    return head.decode("ascii").split("\r\n"), body


def header(lines: list[str], name: str) -> list[str]:
    """The values of a header."""
    return [line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name}:")]


def sent(kind: Kind, provider: Provider, server: FaultServer, **settings: Any) -> tuple[list[str], bytes]:
    """The one request of a send."""
    server.acceptance, server.media = provider.acceptance, provider.media
    client = kind.client(provider, base_url=f"http://127.0.0.1:{server.port}", deadline=AMPLE, **settings)
    ended = kind.call(lambda: provider.send(client))
    kind.do(client.close)
    assert ended.error is None
    (request,) = server.ledger
    return head_and_body(request)


# -- where they stand ---------------------------------------------------------

LOGINS: Final[list[tuple[dict[str, Any], str]]] = [
    ({"token": TOKEN}, f"Bearer {TOKEN}"),
    ({"token": Secret(TOKEN), "auth": "bearer"}, f"Bearer {TOKEN}"),
    ({"token": None, "username": USER, "password": PASSWORD}, f"Basic {LOGIN}"),
    ({"token": None, "username": USER, "password": Secret(PASSWORD), "auth": "basic"}, f"Basic {LOGIN}"),
    ({"token": None, "username": "a", "password": "ü:€"}, f"Basic {b64encode('a:ü:€'.encode()).decode()}"),
    ({"token": None, "username": "key", "password": ""}, f"Basic {b64encode(b'key:').decode()}"),
]


@pytest.mark.parametrize("name", TRANSPORTS)
@pytest.mark.parametrize("login,expected", LOGINS)
def test_header(name: str, login: dict[str, Any], expected: str, loop: Loop, server: FaultServer) -> None:
    """Basic and bearer credentials stand in one header, and nowhere else."""
    lines, body = sent(Kind(name, loop), EROS, server, **login)

    assert [expected] == header(lines, "authorization")
    assert [] == header(lines, "cookie")
    assert b"canary-password" not in body
    assert TOKEN.encode() not in body


def test_body(loop: Loop, server: FaultServer) -> None:
    """Red Oxygen wants them in the document."""
    lines, body = sent(Kind(SYNC, loop), REDOXYGEN, server)

    assert {"AccountId": "account", "Username": USER, "Password": PASSWORD} == json.loads(body)["Sender"]
    assert [] == sung(lines)
    assert [] == header(lines, "authorization")


def test_parameters(loop: Loop, server: FaultServer) -> None:
    """NetOxygen wants them as the first two parameters."""
    lines, body = sent(Kind(SYNC, loop), NETOXYGEN, server)
    texts = [part.partition(b"<")[0].decode() for part in body.split(b"<string>")[1:]]

    assert [USER, PASSWORD] == texts[:2]
    assert [] == sung(lines)


def test_query(loop: Loop, server: FaultServer) -> None:
    """SMS Office wants them in the query, where nothing may follow them unescaped."""
    lines, body = sent(Kind(SYNC, loop), SMSOFFICE, server, password="a&to=1%")
    target = lines[0].split(" ")[1]

    assert f"username={USER}&password=a%26to%3D1%25&" in target
    assert 1 == target.count("&to=")
    assert b"" == body


# -- which are refused --------------------------------------------------------

GIVEN: Final = {"username": USER, "password": PASSWORD, "token": TOKEN}
RIGHT: Final = {
    frozenset({"token"}): {None, "bearer"},
    frozenset({"username", "password"}): {None, "basic", "session"},
}
"""What fits together, and the ways to authenticate with it."""

MIXTURES: Final = [
    (frozenset(names), auth)
    for count in range(len(GIVEN) + 1)
    for names in itertools.combinations(GIVEN, count)
    for auth in (None, "basic", "bearer", "session")
]


@pytest.mark.parametrize("names,auth", MIXTURES)
@pytest.mark.parametrize("client", [eros.Client, eros.AsyncClient])
def test_mixtures(client: Callable[..., Any], names: frozenset[str], auth: str | None) -> None:
    """What belongs to one way to authenticate is taken; a part of it, or a mixture, is refused at once."""
    credentials = {name: GIVEN[name] for name in names}
    if auth in RIGHT.get(names, set[str | None]()):
        assert client(**credentials, auth=auth) is not None
        return
    with pytest.raises(ConfigurationError) as caught:
        client(**credentials, auth=auth)

    assert [] == sung([str(caught.value), repr(caught.value)])
    assert "token" in str(caught.value) or auth in {"basic", "session"}


UNSAFE: Final = ("canary-text\r\nX: y", "canary-text\n", "canary-text\x00", "canary-text\x7f", "canary-text\ud800")


@pytest.mark.parametrize("bad", [*UNSAFE, 5, b"canary-text", ["canary-text"], Secret("canary-text\n")])
@pytest.mark.parametrize("name", ["username", "password", "token"])
def test_what_no_header_can_carry(name: str, bad: Any) -> None:
    """Control characters, and what is no text, are refused before there is a client, and not repeated."""
    good: dict[str, Any] = {"token": TOKEN} if name == "token" else {"username": USER, "password": PASSWORD}
    with pytest.raises(ConfigurationError) as caught:
        eros.Client(**{**good, name: bad})

    assert [] == sung([str(caught.value)])


@pytest.mark.parametrize("token", ["", "a b", "ü", "a\tb"])
def test_what_is_no_token(token: str) -> None:
    """A token has no spaces, and nothing beyond ASCII."""
    with pytest.raises(ConfigurationError):
        bearer(token)


@pytest.mark.parametrize("user", ["", "a:b"])
def test_what_is_no_user(user: str) -> None:
    """A colon would end a user's name."""
    with pytest.raises(ConfigurationError):
        basic(user, PASSWORD)


@pytest.mark.parametrize("provider", [REDOXYGEN, NETOXYGEN, SMSOFFICE], ids=lambda provider: provider.name)
@pytest.mark.parametrize("kind", TRANSPORTS)
@pytest.mark.parametrize("bad", UNSAFE)
def test_what_no_message_can_carry(provider: Provider, kind: str, bad: str, loop: Loop, server: FaultServer) -> None:
    """The same elsewhere: each credential is looked at before anything is connected."""
    way = Kind(kind, loop)
    for name in provider.credentials:
        client = way.client(provider, base_url=f"http://127.0.0.1:{server.port}", **{name: bad})
        with pytest.raises(EncodeError) as caught:
            way.call(partial(provider.send, client))
        way.do(client.close)

        assert [] == sung([str(caught.value), repr(caught.value), pickle.dumps(caught.value).decode("latin-1")])
    assert 0 == server.connections


# -- the other settings -------------------------------------------------------


async def listen(_: Event) -> None:
    """A hook that nobody would await."""


WRONG: Final[dict[str, list[Any]]] = {
    "base_url": ["", 5, "sms.test", f"https://{USER}:{PASSWORD}@sms.test", "http://sms.test"],
    "deadline": [0, -1, "5", None, float("nan"), float("inf"), True],
    "answers": ["", "strict", None, ["checked"]],
    "hooks": [print, 5, [5], [None], [listen]],
    "transport": ["x", 5, object()],
    "tls": [False],
}


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_settings(provider: Provider, asynchronous: bool) -> None:  # noqa: FBT001, a parameter
    """What cannot work is refused when a client is made, and says so without a secret."""
    make = provider.async_client if asynchronous else provider.client
    other = Urllib3Transport() if asynchronous else ThreadedTransport()
    for name, values in {**WRONG, "transport": [*WRONG["transport"], other]}.items():
        for value in values:
            with pytest.raises(ConfigurationError) as caught:
                make(**{**provider.credentials, "base_url": "https://sms.test", name: value})

            assert [] == sung([str(caught.value)])


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_what_a_client_shows(provider: Provider) -> None:
    """A client says where it connects to, and keeps the rest to itself, also from what is inside of it."""
    client = provider.client(**provider.credentials, base_url=f"{HERE}/base")
    inside = f"{vars(client)} {vars(client._calls)} {vars(client._link)} {client.raw!r}"

    assert f"<smswire_providers.{provider.name}.client.Client at {HERE}/base>" == repr(client)
    assert [] == sung([repr(client), str(client), inside])
    with pytest.raises((TypeError, AttributeError, pickle.PicklingError)):
        pickle.dumps(client)
