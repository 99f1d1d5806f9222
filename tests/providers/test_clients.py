"""Every documented request goes through the generated clients, and every documented answer comes back."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Iterator
from typing import Any

import pytest

from codegen._model import Credential, Operation
from smswire_runtime import UNSET, OutcomeUnknown, Rejected, Response, Secret
from tests.codegen.loopback import KINDS, Kind, Loopback, always, client_of
from tests.providers._calling import OTHERS, Provided, completed, credentials, divided
from tests.providers._specs import OPERATIONS, SPECS, Spec, each_operation, params
from tests.providers._verdicts import Verdict, verdict
from tests.providers._wires import ANSWERS, CALLS, Call, Told, parse, write

EXAMPLES = {(call.spec.key, call.operation.key): call for call, _ in reversed(CALLS)}
"""The first documented request of each operation."""
ACCEPTED = {(told.spec.key, told.operation.key): told for told, _ in reversed(ANSWERS) if verdict(told) == "accepted"}
"""The first documented acceptance of each operation."""
PATIENCE = 2.0
"""Seconds for a call that is repeated when nobody knows whether it took effect, since a repeat does no harm."""

each_kind = pytest.mark.parametrize("kind", KINDS)
each_call = pytest.mark.parametrize("call", params(CALLS))
each_answer = pytest.mark.parametrize("told", params(ANSWERS))


@pytest.fixture(scope="module")
def served() -> Iterator[Loopback]:
    """One server for all of them."""
    with Loopback(always(Response(status=500))) as server:
        yield server


def _acceptance(call: Call) -> Response:
    told = ACCEPTED[call.spec.key, call.operation.key]
    return write(told, parse(told.spec, told.operation, told.response()))


@each_kind
@each_call
def test_an_example_arrives(call: Call, kind: Kind, served: Loopback) -> None:
    """A documented request is one call of a client, and arrives as documented; what is not said is its default."""
    provided, told = Provided(call.spec), divided(call)
    provided.response = _acceptance(call)
    served.answering = provided
    clients = call.spec.module("client")
    with client_of(clients, kind, **told.client, base_url=served.url) as invoke:
        value = invoke(call.operation.name, **told.call)
        raw = invoke(f"raw.{call.operation.name}", **{name: one for name, one in told.call.items() if one is not UNSET})

    name, arriving = call.operation.name, told.arriving
    assert [(name, arriving), (name, [completed(one) for one in arriving])] == provided.read
    assert parse(call.spec, call.operation, provided.response) == value == raw.value
    assert call.operation.routes[0] == served.request.path
    assert call.media in {None, served.request.header("content-type")}


@each_kind
@each_answer
def test_an_example_comes_back(told: Told, kind: Kind, served: Loopback) -> None:
    """A documented answer is a value, a refusal, or an open outcome, as its specification has it; raw has the rest."""
    response = told.response()
    served.answering = always(response)
    expected = parse(told.spec, told.operation, response)
    found = _ended(told, kind, served, told.operation.name)
    raw = _ended(told, kind, served, f"raw.{told.operation.name}")

    assert (verdict(told), expected) == (found[0], found[1])
    assert (verdict(told), expected) == (raw[0], raw[1])
    assert (response.status, response.body) == (raw[2].status, raw[2].body)
    assert response.media_type == raw[2].media_type


def _ended(told: Told, kind: Kind, served: Loopback, name: str) -> tuple[Verdict, Any, Any]:
    """What a call came to: a verdict, the decoded answer, the answer as it came."""
    example = divided(EXAMPLES[told.spec.key, told.operation.key])
    client = {**example.client, "base_url": served.url}
    if verdict(told) == "unknown" and told.operation.effect != "send":
        client["deadline"] = PATIENCE
    with client_of(told.spec.module("client"), kind, **client) as invoke:
        try:
            answer = invoke(name, **example.call)
        except (Rejected, OutcomeUnknown) as error:
            return "rejected" if isinstance(error, Rejected) else "unknown", error.decoded(), error.response
    return ("accepted", answer.value, answer.response) if name.startswith("raw.") else ("accepted", answer, None)


@each_operation
def test_each_route_is_called(spec: Spec, operation: Operation, served: Loopback) -> None:
    """A call goes to any of the addresses that mean the same."""
    call = EXAMPLES[spec.key, operation.key]
    provided, told = Provided(spec), divided(call)
    provided.response = _acceptance(call)
    served.answering = provided
    served.requests.clear()
    with client_of(spec.module("client"), "sync", **told.client, base_url=served.url) as invoke:
        for path in operation.routes:
            invoke(operation.name, **told.call, **({"route": path} if len(operation.routes) > 1 else {}))

    assert operation.routes == [one.path for one in served.requests]


@each_operation
@each_kind
def test_a_lenient_client(spec: Spec, operation: Operation, kind: Kind, served: Loopback) -> None:
    """Where nothing is wrong, a lenient client brings the same, and has no drift to tell of."""
    call = EXAMPLES[spec.key, operation.key]
    told = divided(call)
    served.answering = always(_acceptance(call))
    with client_of(spec.module("client"), kind, **told.client, base_url=served.url, answers="lenient") as invoke:
        answer = invoke(f"raw.{operation.name}", **told.call)

    assert (parse(spec, operation, _acceptance(call)), ()) == (answer.value, answer.drift)


# -- credentials --------------------------------------------------------------


WAYS = [(spec, one) for spec in SPECS for one in spec.provider.credentials]


@each_kind
@pytest.mark.parametrize("spec, way", [pytest.param(spec, one, id=f"{spec.key}-{one.key}") for spec, one in WAYS])
def test_each_way_to_authenticate(spec: Spec, way: Credential, kind: Kind, served: Loopback) -> None:
    """Each documented way puts its credentials where it says, with every call that wants them and with no other."""
    told = dict(zip(way.arguments, OTHERS, strict=False))
    choice = {"auth": way.key} if len(spec.provider.credentials) > 1 else {}
    cookies = "; ".join(f"{name}=c-{name}" for name in way.cookies)
    expected = {
        "basic": ("Basic " + base64.b64encode(":".join(OTHERS).encode()).decode(), None),
        "bearer": (f"Bearer {told[way.arguments[0]]}", None),
        "session": (None, cookies),
    }
    for operation in spec.provider.operations:
        call = EXAMPLES[spec.key, operation.key]
        served.answering = _welcoming(spec, way, call)
        served.requests.clear()
        with client_of(spec.module("client"), kind, **told, **choice, base_url=served.url) as invoke:
            if not operation.secured:
                continue
            invoke(operation.name, **divided(call).call)

        found = [(one.header("authorization"), one.header("cookie")) for one in served.requests]
        assert [(None, None)] * bool(way.login) + [expected[way.kind]] == found


def _welcoming(spec: Spec, way: Credential, call: Call) -> Any:
    """A server that opens a session for whoever asks, and accepts the call."""
    login = next((one for one in spec.provider.operations if one.key == way.login), None)
    cookies = tuple(("Set-Cookie", f"{name}=c-{name}; path=/; HttpOnly") for name in way.cookies)

    def answering(request: Any) -> Response:
        if login is None or request.path not in login.routes:
            return _acceptance(call)
        opened = _acceptance(EXAMPLES[spec.key, login.key])
        return Response(status=opened.status, headers=(*opened.headers, *cookies), body=opened.body)

    return answering


@each_operation
def test_no_secret_is_shown(spec: Spec, operation: Operation, served: Loopback) -> None:
    """No error of a call shows what the client was told: not its text, its repr, nor its attributes."""
    call = EXAMPLES[spec.key, operation.key]
    told = divided(call)
    secrets = [value.reveal() for value in told.client.values() if isinstance(value, Secret)]
    secrets += [*credentials(spec).values()][-1:]
    served.answering = always(Response(status=200, headers=(("Content-Type", "text/html"),), body=b"<html>"))
    clients = spec.module("client")
    with (
        client_of(clients, "sync", **told.client, base_url=served.url) as invoke,
        pytest.raises(OutcomeUnknown) as error,
    ):
        invoke(operation.name, **told.call)

    shown = [str(error.value), repr(error.value), repr(vars(error.value)), repr(error.value.args)]
    assert secrets
    assert [] == [text for text in shown for secret in secrets if secret in text]


# -- what others rely on -------------------------------------------------------


def test_all_is_walked() -> None:
    """Every operation has a request and an acceptance that are sent and answered above."""
    every = {(spec.key, operation.key) for spec, operation in OPERATIONS}

    assert every == set(EXAMPLES) == set(ACCEPTED)
    assert {"accepted", "rejected", "unknown"} == {verdict(told) for told, _ in ANSWERS}


@pytest.mark.parametrize("spec", params((spec, spec.key) for spec in SPECS))
def test_a_package_offers_its_clients(spec: Spec) -> None:
    """The clients of ``client`` are those of the package."""
    package = importlib.import_module(f"smswire_providers.{spec.key}")

    assert (spec.module("client").Client, spec.module("client").AsyncClient) == (package.Client, package.AsyncClient)
    assert set(package.__all__) <= set(dir(package))
