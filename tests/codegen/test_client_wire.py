"""Clients: encodings, addresses, answers in text, and providers that have nothing to call."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

from smswire_runtime import ConfigurationError, OutcomeUnknown, Rejected, Response
from tests.codegen import client_specs as specs
from tests.codegen.conftest import Generator
from tests.codegen.loopback import KINDS, Kind, Loopback, always, client_of, names_in
from tests.codegen.specs import ANSWER, HEAD, XMLRPC_HEAD, operation

each_kind = pytest.mark.parametrize("kind", KINDS)


DONE = always(Response(status=204))


# -- encodings ----------------------------------------------------------------


def test_encodings_that_differ(generated: Generator) -> None:
    """Where operations can be written in different encodings, each that has a choice takes it as an argument."""
    acme = generated(specs.MEDIA)
    with (
        Loopback(DONE) as server,
        client_of(acme.client, "sync", base_url=server.url) as call,
    ):
        for name, options in {"one": ["json", "jsv"], "two": ["json", "form"]}.items():
            call(name, a="x y")
            for option in options:
                call(name, a="x y", format=option)
        call("six", a="x y")

    json, jsv, form = "application/json", "text/jsv", "application/x-www-form-urlencoded"
    assert [json, json, jsv, json, json, form, json] == [one.header("content-type") for one in server.requests]
    assert [b'{a:"x y"}', b"a=x%20y"] == [server.requests[2].body, server.requests[5].body]
    assert "format" not in inspect.signature(acme.client.Client).parameters
    assert "format" not in inspect.signature(acme.client.Client.six).parameters


SAME = specs.MEDIA.replace("application/x-www-form-urlencoded", "text/jsv")


@each_kind
def test_encodings_of_a_client(generated: Generator, kind: Kind) -> None:
    """Where all operations that have a choice have the same, the client is told once."""
    acme = generated(SAME)
    with Loopback(DONE) as server, client_of(acme.client, kind, format="jsv", base_url=server.url) as call:
        call("one", a="x")
        call("two", a="x")
        call("six", a="x")

    assert ["text/jsv", "text/jsv", "application/json"] == [one.header("content-type") for one in server.requests]
    assert "format" not in inspect.signature(acme.client.Client.one).parameters


def test_no_such_choice(generated: Generator) -> None:
    """An encoding or a route that the document does not name is refused, and never taken for another one."""
    with Loopback(DONE) as server:
        with pytest.raises(ConfigurationError, match=r"^format is one of json, jsv$"):
            generated(SAME).client.Client(format="xml", base_url=server.url)
        with client_of(generated(specs.MEDIA).client, "sync", base_url=server.url) as call:
            for name, choices in {"one": "json, jsv", "two": "json, form"}.items():
                with pytest.raises(ConfigurationError, match=rf"^format is one of {choices}$"):
                    call(name, a="x", format="xml")
        with (
            client_of(generated(specs.ROUTES).client, "sync", base_url=server.url) as call,
            pytest.raises(ConfigurationError, match=r"^route is one of /one, /Failure/UUID$"),
        ):
            call("send", route="/elsewhere")
        with client_of(generated(specs.NAMES).client, "sync", "tok", "pw", base_url=server.url) as call:
            for name in ("call_format", "call_route"):
                with pytest.raises(ConfigurationError, match=f"^{name} is one of "):
                    call("type", self_="1", text="t", body_text="t", body_self_="2", **{name: "elsewhere"})

    assert [] == server.requests


# -- addresses ----------------------------------------------------------------


def test_routes(generated: Generator) -> None:
    """An operation with several addresses goes to the first unless it is told another one."""
    acme = generated(specs.ROUTES)
    with Loopback(DONE) as server, client_of(acme.client, "sync", base_url=server.url) as call:
        call("send")
        call("send", route="/Failure/UUID")

    assert ["/one", "/Failure/UUID"] == [request.path for request in server.requests]


def _served_at(servers: str) -> str:
    """A document with these servers."""
    return operation(ANSWER).replace('servers: [{url: "https://acme.example"}]', f"servers: {servers}")


@pytest.mark.parametrize(
    "servers, address",
    [
        ('[{url: "https://acme.example/"}]', "https://acme.example"),
        ('[{url: "https://acme.example/v1/"}]', "https://acme.example/v1"),
        ('[{url: "http://acme.example:8080"}]', "http://acme.example:8080"),
        ('[{url: "https://one.example"}, {url: "https://two.example"}]', "https://one.example"),
        ('[{url: /api}, {url: "https://two.example"}]', "https://two.example"),
    ],
)
def test_documented_address(generated: Generator, servers: str, address: str) -> None:
    """The first documented address that is complete is where a client goes unless it is told another one."""
    acme = generated(_served_at(servers))

    assert address == acme.client.BASE_URL
    for client in (acme.client.Client, acme.client.AsyncClient):
        assert address == inspect.signature(client).parameters["base_url"].default


@pytest.mark.parametrize(
    "servers",
    [
        "[]",
        "[{url: /api}]",
        "[{url: api}]",
        "[{url: //acme.example}]",
        '[{url: "https://{region}.acme.example"}]',
        '[{url: "wss://acme.example"}]',
        '[{url: "https://user:pass@acme.example"}]',
        '[{url: "https://acme.example/?key=1"}]',
    ],
)
@each_kind
def test_no_documented_address(generated: Generator, servers: str, kind: Kind) -> None:
    """Where a document has no complete address, the client has to be told one; OpenAPI allows that."""
    acme = generated(_served_at(servers))
    clients = {"sync": acme.client.Client, "async": acme.client.AsyncClient}
    with pytest.raises(TypeError, match="'base_url'"):
        clients[kind]()
    with Loopback(DONE) as server, client_of(acme.client, kind, base_url=f"{server.url}/api/") as call:
        call("call")

    assert "/api/call" == server.request.path
    assert not hasattr(acme.client, "BASE_URL")


def test_variables_of_an_address_are_no_silent_loss(generated: Generator) -> None:
    """Variables of a server are not filled in: the report says so, and the address is asked for."""
    variables = '[{url: "https://{region}.acme.example", variables: {region: {default: eu}}}]'
    package = generated(_served_at(variables), lossy=True)

    assert not hasattr(package.client, "BASE_URL")


def test_address_of_xmlrpc(generated: Generator) -> None:
    """The path of an XML-RPC address belongs to the request, whichever server it is sent to."""
    acme = generated(specs.POSITIONAL, "xmlrpc")
    bare = generated(specs.POSITIONAL.replace(XMLRPC_HEAD.splitlines()[-1], "servers: []"), "xmlrpc")

    assert "https://acme.example" == acme.client.BASE_URL
    assert inspect.Parameter.empty is inspect.signature(bare.client.Client).parameters["base_url"].default
    with (
        Loopback(always(acme.server.write_ping(1))) as server,
        client_of(acme.client, "sync", "me", "pw", base_url=f"{server.url}/base/") as call,
    ):
        call("ping")
    assert "/base/rpc/" == server.request.path


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "acme.example"},
        {"base_url": "http://acme.example"},
        {"base_url": "https://user:hunter2@acme.example"},
        {"base_url": None},
        {"base_url": "https://acme.example", "tls": False},
        {"deadline": 0},
        {"deadline": -1.0},
        {"deadline": "1"},
        {"deadline": float("nan")},
        {"answers": "whatever"},
    ],
)
@each_kind
def test_wrong_options(generated: Generator, wrong: dict[str, Any], kind: Kind) -> None:
    """What a client cannot work with is refused when it is made, with an error of ours that repeats no password."""
    acme = generated(specs.ROUTES)
    clients = {"sync": acme.client.Client, "async": acme.client.AsyncClient}

    with pytest.raises(ConfigurationError) as error:
        clients[kind](**wrong)

    assert "hunter2" not in str(error.value)


# -- answers in text ----------------------------------------------------------


@each_kind
def test_text_answers(generated: Generator, kind: Kind) -> None:
    """A line of text is what its grammar says, whatever the status; any other leaves the outcome open."""
    acme = generated(specs.TEXT)
    balance, refused = acme.models.Balance(amount="7"), acme.models.Refused(why="broke")
    with Loopback(DONE) as server, client_of(acme.client, kind, base_url=server.url) as call:
        for status in (200, 400, 500):
            server.answering = always(acme.server.write_get_balance(balance, status))
            assert balance == call("get_balance")
            server.answering = always(acme.server.write_get_balance(refused, status))
            with pytest.raises(Rejected) as error:
                call("get_balance")
            assert (refused, status) == (error.value.decoded(), error.value.status)
        server.answering = always(Response(status=200, body=b"<html>"))
        with pytest.raises(OutcomeUnknown):
            call("get_balance")


# -- what there is ------------------------------------------------------------


def test_webhooks_only(generated: Generator) -> None:
    """A provider that only calls has events and no client."""
    acme = generated(specs.WEBHOOKS)
    package = importlib.import_module(acme.name)

    assert not (acme.folder / "client.py").exists()
    assert not hasattr(package, "Client")
    assert "Client" not in package.__all__
    assert acme.models.Lost(id="x") == acme.callbacks.parse((), "", b'{"id":"x"}')


def test_clients_of_a_package(generated: Generator) -> None:
    """A package offers its clients beside its models, loads them when asked, and has nothing that is misspelt."""
    acme = generated(specs.BODY)
    package = importlib.import_module(acme.name)

    assert {"Client", "AsyncClient", "Send"} == set(package.__all__)
    assert set(package.__all__) <= set(dir(package))
    assert (acme.client.Client, acme.client.AsyncClient) == (package.Client, package.AsyncClient)
    with pytest.raises(AttributeError, match=r"^module 'made_\d+\.acme' has no attribute 'Clientt'$"):
        _ = package.Clientt


def test_a_call_as_a_value(generated: Generator) -> None:
    """``Calls`` makes requests without a connection: what is sent, how it is read, and what refuses."""
    acme = generated(specs.BODY)
    call = acme.client.Calls("me", "pw").call(text="t")

    assert acme.operations.CALL is call.operation
    assert acme.models.Send(user="me", password="pw", text="t") == acme.server.read_call(call.request)
    assert "yes" == call.parse(acme.server.write_call("yes"), None)
    assert not call.refused("yes")


def test_every_call_has_four_doors(generated: Generator) -> None:
    """The same calls with the same arguments: plain and raw, synchronous and not."""
    for text in (specs.ARGUMENTS, specs.NAMES, specs.MEDIA, specs.ANY_WAY):
        clients = generated(text).client
        kinds = [clients.Client, clients.AsyncClient, clients.RawClient, clients.AsyncRawClient, clients.Calls]
        calls = [name for name in names_in(clients.Calls) if not name.startswith("_")]
        for name in calls:
            signatures = [inspect.signature(getattr(kind, name)).replace(return_annotation=None) for kind in kinds]

            assert [signatures[0]] * len(kinds) == signatures
            assert [False, True, False, True] == [inspect.iscoroutinefunction(getattr(one, name)) for one in kinds[:4]]


def test_head_of_specifications() -> None:
    """The address that the tests above replace is there."""
    assert 'servers: [{url: "https://acme.example"}]' in HEAD
