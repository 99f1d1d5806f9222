"""Names of a specification that generated clients use for themselves, and those that Python does."""

from __future__ import annotations

import inspect
import json

from smswire_runtime import Response
from tests.codegen import client_specs as specs
from tests.codegen.conftest import Generator
from tests.codegen.loopback import KINDS, Loopback, always, client_of, names_in

SELF = {"self_": "1", "text": "outer", "body_text": "inner", "body_self_": "2"}


def test_every_name_is_called(generated: Generator) -> None:
    """Each operation is one method, whose name is that of the document unless the client has it or Python."""
    client = generated(specs.NAMES).client.Client
    found = [name for name, _ in inspect.getmembers(client, inspect.isfunction) if not name.startswith("__")]

    assert sorted([
        "close",  # the client's own
        "type", "format", "raw_", "close_", "list_", "self", "route", "deadline", "client", "runtime_", "operations",
        "secret", "import_",
    ]) == sorted(found)  # fmt: skip


def test_parameters_and_properties_of_one_name(generated: Generator) -> None:
    """Where a parameter and a property are called alike, that of the body says so; our own options give way."""
    acme = generated(specs.NAMES)
    body = {
        "text": "inner", "self": "2", "format": "f", "route": "r", "asked": "a", "operations": "o", "runtime": "u",
        "client": "c", "raw": "w", "close": "l", "type": "t", "Class": "k", "Session": {"id": "s"},
    }  # fmt: skip
    given = {
        **SELF, "format": "query", "list_": ["x", "y"], "body_format": "f", "route": "r", "asked_": "a",
        "operations_": "o", "runtime_": "u", "client": "c", "raw": "w", "close": "l", "type": "t", "class_": "k",
        "session": acme.models.Session(id="s"),
    }  # fmt: skip
    with Loopback(always(acme.server.write_type(acme.models.Answer()))) as server:
        for kind in KINDS:
            with client_of(acme.client, kind, client="tok", secret="pw", base_url=server.url) as call:
                assert acme.models.Answer() == call("type", **given)
        with client_of(acme.client, "sync", client="tok", secret="pw", base_url=server.url) as call:
            call("type", **given, call_format="jsv", call_route="/others/{self}")

    first, second, third = server.requests
    assert ("/names/1", "format=query&text=outer&token=tok&list=x&list=y") == (first.path, first.query)
    assert body == json.loads(first.body)
    assert (first.path, first.query, first.body) == (second.path, second.query, second.body)
    assert ("/others/1", "text/jsv") == (third.path, third.header("content-type"))
    assert acme.server.read_type(first)[1] == acme.server.read_type(third)[1]


def test_client_arguments_of_our_names(generated: Generator) -> None:
    """A client can be told a ``secret``, a ``client`` and a ``session`` as well as a user."""
    acme = generated(specs.NAMES)
    with Loopback(always(Response(status=204))) as server:
        with client_of(acme.client, "sync", "tok", "pw", session="s", base_url=server.url) as call:
            call("secret")
        with client_of(acme.client, "async", client="tok", secret="pw", base_url=server.url) as call:
            call("raw.secret")

    assert ["s=pw&p=s", "s=pw"] == [request.query for request in server.requests]


def test_schemas_of_our_names(generated: Generator) -> None:
    """A schema may be called as the runtime calls something; only what a package itself exports gives way."""
    acme = generated(specs.NAMES)
    names = {"Answer", "Call", "Calls2", "Client2", "Hook", "Session", "Transport"}
    hook = acme.models.Hook(calls=acme.models.Calls2(call=acme.models.Call()))
    answer = acme.models.Answer(call=acme.models.Call(transport=acme.models.Transport(hook=hook)))
    with (
        Loopback(always(acme.server.write_type(answer))) as server,
        client_of(acme.client, "sync", "tok", "pw", base_url=server.url) as call,
    ):
        assert answer == call("type", **SELF)
        assert answer == call("raw.type", **SELF).value

    assert names <= set(names_in(acme.models))


def test_words_in_routes_are_no_names(generated: Generator) -> None:
    """A module imports what it needs, and not what a path or a description happens to spell."""
    acme = generated(specs.ROUTES)
    for module in (acme.client, acme.operations, acme.server):
        assert not {"Failure", "UUID"} & set(names_in(module))
