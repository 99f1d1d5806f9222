"""Clients: what they are told once, how they authenticate, and what each call carries, over a real socket."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from smswire_runtime import (
    UNSET,
    ConfigurationError,
    EncodeError,
    Fault,
    NotSent,
    Reason,
    Rejected,
    Request,
    Response,
    Secret,
    _xmlrpc,
)
from tests.codegen import client_specs as specs
from tests.codegen.conftest import Generator
from tests.codegen.loopback import KINDS, Kind, Loopback, always, client_of

each_kind = pytest.mark.parametrize("kind", KINDS)


DONE = always(Response(status=204))


@pytest.fixture
def served() -> Iterator[Loopback]:
    """A server that answers 204, until a test wants something else."""
    with Loopback(DONE) as server:
        yield server


# -- where credentials travel -------------------------------------------------


@each_kind
def test_credentials_in_the_body(generated: Generator, served: Loopback, kind: Kind) -> None:
    """What the client was told stands in the body of each call, beside what the call is given."""
    acme = generated(specs.BODY)
    served.answering = always(acme.server.write_call("yes"))
    with client_of(acme.client, kind, "me", "p w", base_url=served.url) as call:
        value = call("call", text="Grüezi")
        raw = call("raw.call", text="again")

    assert "yes" == value
    assert acme.models.Send(user="me", password="p w", text="Grüezi") == acme.server.read_call(served.requests[0])
    assert acme.models.Send(user="me", password="p w", text="again") == acme.server.read_call(served.requests[1])
    assert ("yes", 200, b'"yes"') == (raw.value, raw.response.status, raw.response.body)
    assert "application/json" == raw.response.media_type


@each_kind
def test_credentials_in_objects_of_the_body(generated: Generator, served: Loopback, kind: Kind) -> None:
    """Objects that hold what the client knows are made by the call; what else they hold are its arguments."""
    acme = generated(specs.NESTED)
    with client_of(acme.client, kind, "A7", "0000", base_url=served.url) as call:
        call("call", note="n", parts_note="p", parts=[acme.models.Part(text="x")], to="you")
    with client_of(acme.client, kind, account="A7", pin=Secret("0000"), product="other", base_url=served.url) as call:
        call("call", note="n", parts=[], to="you")

    assert {
        "Name": "SEND",
        "Product": "acme",
        "Sender": {"Account": "A7", "Note": "n", "Secrets": {"Pin": "0000"}},
        "Parts": {"Product": "acme", "Count": 1, "Note": "p", "1": {"text": "x"}},
        "To": "you",
    } == json.loads(served.requests[0].body)
    assert "other" == json.loads(served.requests[1].body)["Product"]
    assert "other" == json.loads(served.requests[1].body)["Parts"]["Product"]


@each_kind
def test_credentials_in_the_query(generated: Generator, served: Loopback, kind: Kind) -> None:
    """They are escaped like any other parameter, and said once for all calls."""
    acme = generated(specs.QUERY)
    with client_of(acme.client, kind, "me&co", "p+w", base_url=served.url) as call:
        call("send_sms", to="a/b", message="Grüezi!")
        served.answering = always(acme.server.write_get_balance(-3))
        balance = call("get_balance")

    sent = acme.server.read_send_sms(served.requests[0])
    assert ("/send/a%2Fb", "GET") == (served.requests[0].path, served.requests[0].method)
    assert "username=me%26co&password=p%2Bw&message=Gr%C3%BCezi%21" == served.requests[0].query
    assert acme.models.SendSmsParams(username="me&co", password="p+w", to="a/b", message="Grüezi!") == sent
    assert -3 == balance


@each_kind
def test_credentials_in_headers(generated: Generator, served: Loopback, kind: Kind) -> None:
    """A key travels in its header; what is not given does not travel."""
    acme = generated(specs.HEADER)
    with client_of(acme.client, kind, "k3y", base_url=served.url) as call:
        call("call")
    with client_of(acme.client, kind, api_key="k3y", tenant="t", base_url=served.url) as call:
        call("call")

    assert ["k3y", "k3y"] == [request.header("x-api-key") for request in served.requests]
    assert [None, "t"] == [request.header("x-tenant") for request in served.requests]


@each_kind
def test_credentials_by_position(generated: Generator, served: Loopback, kind: Kind) -> None:
    """XML-RPC: the credentials go first, in the order of the document; FALSE and faults are refusals."""
    acme = generated(specs.POSITIONAL, "xmlrpc")
    rows = [acme.models.Row(dest="1", ok=True)]
    served.answering = always(acme.server.write_acme_send(rows))
    with client_of(acme.client, kind, "me", "p w", base_url=served.url) as call:
        sent = call("acme_send", dest=["1"])
        served.answering = always(acme.server.write_acme_send(result=False))
        with pytest.raises(Rejected) as refused:
            call("acme_send", dest=["1"], flash=True)
        served.answering = always(Response(status=200, body=_xmlrpc.dumps_fault(4, "no")))
        with pytest.raises(Rejected) as failed:
            call("raw.ping")

    assert rows == sent
    assert [
        ("acme.send", ["me", "p w", ["1"], False]),
        ("acme.send", ["me", "p w", ["1"], True]),
        ("ping", []),
    ] == [_xmlrpc.loads_call(request.body) for request in served.requests]
    assert ["/rpc/"] == list(dict.fromkeys(request.path for request in served.requests))
    assert (Reason.REFUSAL, False) == (refused.value.reason, refused.value.decoded())
    assert Fault(4, "no") == failed.value.decoded()


# -- schemes ------------------------------------------------------------------


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@each_kind
def test_basic(generated: Generator, served: Loopback, kind: Kind) -> None:
    """HTTP Basic goes with every call but those that want none."""
    acme = generated(specs.BASIC)
    with client_of(acme.client, kind, "mé", "p:w", base_url=served.url) as call:
        call("call")
        call("public")

    assert [_basic("mé", "p:w"), None] == [request.header("authorization") for request in served.requests]


@each_kind
def test_bearer(generated: Generator, served: Loopback, kind: Kind) -> None:
    """A bearer token goes with every call but those that want none."""
    acme = generated(specs.BEARER)
    with client_of(acme.client, kind, "t0ken", base_url=served.url) as call:
        call("call")
        call("public")

    assert ["Bearer t0ken", None] == [request.header("authorization") for request in served.requests]


def _sessions(acme: Any) -> Callable[[Request], Response]:
    """Opens sessions that are numbered, and takes calls of the last one only."""
    opened: list[str] = []

    def answering(request: Request) -> Response:
        if request.path == "/login":
            login = acme.server.read_login(request)
            assert ("me", "p w") == (login.username, login.password.reveal())
            opened.append(f"sid={len(opened) + 1}")
            cookies = ("Set-Cookie", f"{opened[-1]}; path=/; HttpOnly"), ("Set-Cookie", "other=1")
            return Response(status=204, headers=cookies)
        known = request.path == "/public" or [request.header("cookie")] == opened[-1:]
        return Response(status=204 if known else 401)

    return answering


@each_kind
def test_session(generated: Generator, served: Loopback, kind: Kind) -> None:
    """One login before the first call that needs one, another when a session is lost; only named cookies return."""
    acme = generated(specs.SESSION)
    served.answering = _sessions(acme)
    with client_of(acme.client, kind, "me", "p w", base_url=served.url) as call:
        call("public")
        call("call")
        call("call")
        served.answering = _sessions(acme)  # which knows no session of before
        call("call")

    assert [
        ("/public", None), ("/login", None), ("/call", "sid=1"), ("/call", "sid=1"),
        ("/call", "sid=1"), ("/login", None), ("/call", "sid=1"),
    ] == [(request.path, request.header("cookie")) for request in served.requests]  # fmt: skip
    assert {None} == {request.header("authorization") for request in served.requests}


@each_kind
def test_session_that_does_not_open(generated: Generator, served: Loopback, kind: Kind) -> None:
    """Without a session nothing of the call itself is sent: a refused login rejects it, any other leaves it unsent."""
    acme = generated(specs.SESSION)
    with client_of(acme.client, kind, "me", "p w", base_url=served.url) as call:
        served.answering = always(Response(status=401))
        with pytest.raises(Rejected) as refused:
            call("call")
        served.answering = always(Response(status=204))
        with pytest.raises(NotSent):
            call("call")

    assert (Reason.AUTHENTICATION, "call") == (refused.value.reason, refused.value.operation)
    assert ["/login", "/login"] == [request.path for request in served.requests]


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"username": "me", "password": "p w"}, [("/call", _basic("me", "p w"), None)]),
        ({"username": "me", "password": "p w", "auth": "basic"}, [("/call", _basic("me", "p w"), None)]),
        ({"token": "t"}, [("/call", "Bearer t", None)]),
        ({"token": Secret("t"), "auth": "bearer"}, [("/call", "Bearer t", None)]),
        (
            {"username": "me", "password": Secret("p w"), "auth": "session"},
            [("/login", None, None), ("/call", None, "sid=1")],
        ),
    ],
)
def test_ways_to_authenticate(
    generated: Generator, served: Loopback, given: dict[str, Any], expected: list[tuple[str, str | None, str | None]]
) -> None:
    """The given credentials choose the way; where they fit several, ``auth`` does, and the first one without it."""
    acme = generated(specs.ANY_WAY)
    sessions = _sessions(acme)
    served.answering = lambda request: DONE(request) if request.header("authorization") else sessions(request)
    with client_of(acme.client, "sync", base_url=served.url, **given) as call:
        call("call")

    assert expected == [
        (request.path, request.header("authorization"), request.header("cookie")) for request in served.requests
    ]


@each_kind
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"username": "me"},
        {"password": "p"},
        {"username": "me", "token": "t"},
        {"username": "me", "password": "p", "token": "t"},
        {"username": "me", "password": "p", "auth": "bearer"},
        {"token": "t", "auth": "session"},
        {"token": "t", "auth": "digest"},
    ],
)
def test_credentials_that_do_not_fit(generated: Generator, given: dict[str, str], kind: Kind) -> None:
    """Too few, too many or others than the chosen way needs: refused before anything is sent, and never repeated."""
    acme = generated(specs.ANY_WAY)
    clients = {"sync": acme.client.Client, "async": acme.client.AsyncClient}

    with pytest.raises(ConfigurationError) as error:
        clients[kind](**given)

    assert [] == [value for key, value in given.items() if key != "auth" and f" {value} " in f" {error.value} "]


def test_a_login_by_hand(generated: Generator, served: Loopback) -> None:
    """The login is a call like others; where the client was told nothing for it, it says what is missing."""
    acme = generated(specs.ANY_WAY)
    with client_of(acme.client, "sync", "me", "p w", base_url=served.url) as call:
        call("login", remember=True)
    with (
        client_of(acme.client, "sync", token="t", base_url=served.url) as call,
        pytest.raises(ConfigurationError) as no,
    ):
        call("login")

    with pytest.raises(ConfigurationError, match="the client's password, and it was not given"):
        acme.client.Calls("me", None, "t").login()
    assert {"username": "me", "password": "p w", "remember": True} == json.loads(served.request.body)
    assert "this call needs the client's username, and it was not given" == str(no.value)


# -- arguments ----------------------------------------------------------------


NEEDED = {"id": 1, "version": None, "text": "t", "nothing": None, "pin": "p", "at": "2030-01-02 04:04:05"}
THING = {
    "kind": "THING", "version": None, "text": "t", "nothing": None, "at": "2030-01-02 04:04:05", "pin": "p",
    "level": "low", "size": 3, "sizes": [1, 2],
}  # fmt: skip
"""What travels when nothing is given but what is needed."""


@each_kind
def test_what_need_not_be_given(generated: Generator, served: Loopback, kind: Kind) -> None:
    """What is optional is absent or its default, and a constant is no argument but always there."""
    acme = generated(specs.ARGUMENTS)
    served.answering = lambda request: acme.server.write_call(acme.server.read_call(request)[1])
    with client_of(acme.client, kind, base_url=served.url) as call:
        thing = call("call", **NEEDED)

    assert ("id=1", THING) == (served.request.query, json.loads(served.request.body))
    assert acme.codecs.decode_thing(THING) == thing


@pytest.mark.parametrize(
    "given, expected",
    [
        ({"at": datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)}, {}),
        ({"at": datetime(2030, 7, 2, 3, 4, 5, tzinfo=UTC)}, {"at": "2030-07-02 05:04:05"}),
        ({"ref": UUID(int=7)}, {"ref": "00000000000000000000000000000007"}),
        ({"ref": "free text"}, {"ref": "free text"}),
        ({"pin": Secret("s")}, {"pin": "s"}),
        ({"puk": "s"}, {"puk": "s"}),
        ({"puk": None}, {"puk": None}),
        ({"nothing": "x"}, {"nothing": "x"}),
        ({"perhaps": None}, {"perhaps": None}),
        ({"perhaps": 0}, {"perhaps": 0}),
        ({"size": UNSET, "sizes": UNSET, "level": UNSET}, {"size": UNSET, "sizes": UNSET, "level": UNSET}),
        ({"size": 0, "sizes": []}, {"size": 0, "sizes": []}),
        ({"level": "high", "version": "b"}, {"level": "high", "version": "b"}),
    ],
)
def test_arguments(generated: Generator, served: Loopback, given: dict[str, Any], expected: dict[str, Any]) -> None:
    """Each argument is written as its wire wants it: dates in their zone, GUIDs, secrets, null, words of a list."""
    acme = generated(specs.ARGUMENTS)
    served.answering = lambda request: acme.server.write_call(acme.server.read_call(request)[1])
    enums = {"level": acme.models.Level, "version": acme.models.ThingVersion}
    values = {
        name: enums[name](value) if name in enums and value is not UNSET else value for name, value in given.items()
    }
    with client_of(acme.client, "sync", base_url=served.url) as call:
        call("call", **{**NEEDED, **values})

    body = {name: value for name, value in {**THING, **expected}.items() if value is not UNSET}
    assert body == json.loads(served.request.body)


def test_order_of_arguments(generated: Generator) -> None:
    """What a call needs goes first, each part in the order of the document; all of it is said by name."""
    call = inspect.signature(generated(specs.ARGUMENTS).client.Client.call).parameters
    names = "self id version text nothing at pin late ref puk level size sizes perhaps"

    assert names.split() == list(call)
    assert {inspect.Parameter.KEYWORD_ONLY} == {one.kind for name, one in call.items() if name != "self"}
    assert ["at", "id", "nothing", "pin", "text", "version"] == sorted(
        name for name, one in call.items() if one.default is one.empty and name != "self"
    )


@pytest.mark.parametrize("wrong", [{"kind": "OTHER"}, {"text": "t", "tex": "x"}])
def test_no_such_argument(generated: Generator, wrong: dict[str, str]) -> None:
    """A constant and a misspelt name are no arguments."""
    with (
        client_of(generated(specs.ARGUMENTS).client, "sync") as call,
        pytest.raises(TypeError, match="unexpected keyword"),
    ):
        call("call", **{**NEEDED, **wrong})


@each_kind
@pytest.mark.parametrize("wrong", [{"text": 7}, {"id": "1"}, {"nothing": UNSET}, {"text": "\ud800"}, {"level": "x"}])
def test_wrong_arguments_are_not_sent(
    generated: Generator, served: Loopback, wrong: dict[str, Any], kind: Kind
) -> None:
    """What does not fit the specification is refused with its place before a connection is made."""
    acme = generated(specs.ARGUMENTS)
    with client_of(acme.client, kind, base_url=served.url) as call, pytest.raises(EncodeError, match=r"^\$"):
        call("call", **{**NEEDED, **wrong})

    assert [] == served.requests


def test_client_arguments(generated: Generator, served: Loopback) -> None:
    """What the client is told may be secret, null, absent, a word of a list, or its default; one need is a need."""
    acme = generated(specs.GIVEN)
    low = acme.models.Level.LOW
    with client_of(acme.client, "sync", "p", "z", None, base_url=served.url) as call:
        call("call")
    with client_of(
        acme.client, "sync", Secret("p"), zone="z", new="n", puk="q", level=low, shard=UNSET, most=None,
        base_url=served.url,
    ) as call:  # fmt: skip
        call("call")

    assert ("pin=p&shard=7&zone=z", {"new": None, "zone": "z"}) == _sent(served.requests[0])
    assert ("pin=p&puk=q&level=low&zone=z", {"new": "n", "zone": "z", "most": None}) == _sent(served.requests[1])
    with pytest.raises(TypeError, match="'zone'"):
        acme.client.Client("p", new="n")


def _sent(request: Request) -> tuple[str, Any]:
    return request.query, json.loads(request.body)


def test_order_of_client_arguments(generated: Generator) -> None:
    """What every client is told besides is keyword-only, and the same everywhere."""
    options = ["base_url", "deadline", "transport", "tls", "answers", "hooks"]
    for text, expected in {
        specs.GIVEN: ["pin", "zone", "new", "*", "puk", "level", "shard", "most"],
        specs.NESTED: ["account", "pin", "*", "product"],
        specs.ANY_WAY: ["username", "password", "*", "token", "auth"],
        specs.MEDIA: ["*"],
    }.items():
        for client in (generated(text).client.Client, generated(text).client.AsyncClient):
            found = inspect.signature(client).parameters.values()
            star = next(index for index, one in enumerate(found) if one.kind is inspect.Parameter.KEYWORD_ONLY)
            names = [one.name for one in found]

            assert [*expected, *options] == [*names[:star], "*", *names[star:]]


def test_secrets_stay_inside(generated: Generator) -> None:
    """Neither a client nor what it holds shows a password or a token."""
    acme = generated(specs.ANY_WAY)
    client: Any = acme.client.Client("me", "hunter2", base_url="http://127.0.0.1:9")
    calls: Any = acme.client.Calls("me", "hunter2", "tok3n")
    client.close()
    looked: list[Any] = [client, vars(client), calls, vars(calls), calls.login(), client.raw]
    shown = [repr(one) for one in looked]

    assert [] == [text for text in shown if "hunter2" in text or "tok3n" in text]
    assert "127.0.0.1:9" in str(client)


def test_objects_that_hold_themselves(generated: Generator, served: Loopback) -> None:
    """Only the outer object takes what the client knows; inner ones are arguments like any other."""
    acme = generated(specs.CIRCLE)
    node, other = acme.models.Node, acme.models.Other
    with client_of(acme.client, "sync", "me", base_url=served.url) as call:
        call("call", next=node(user="you"), other=other(text="t"))
        call("call")

    assert {"user": "me", "next": {"user": "you"}, "other": {"text": "t"}} == json.loads(served.requests[0].body)
    assert {"user": "me"} == json.loads(served.requests[1].body)
