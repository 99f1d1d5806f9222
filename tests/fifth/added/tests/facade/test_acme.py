"""Acme keeps what every gateway promises; its side of the wire stands here, made of what was generated for a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlsplit

import pytest

from smswire import Reason, Receipt, State, segments
from smswire.callbacks import Event, Receiver
from smswire.gateways import acme
from smswire.sandbox import Served, serve
from smswire.sandbox._magic import Fate
from smswire.sandbox._wire import Answered, Outgoing, Violation, Wire
from smswire.sandbox._wires._schemas import schema_of
from smswire.sandbox._world import Stored, World
from smswire_providers.acme import AccountInfo, Known, News, Order, Refusal, Row, Taken, server
from smswire_runtime import UNSET, DecodeError, Request, Response
from tests.facade.contract import GatewayContract

WRONG = "wrong"
"""The one token that is not accepted."""

KEPT = 204

ROUTES = {(route.method, route.path): route.operation for route in server.ROUTES}
STATES = {
    State.SCHEDULED: "scheduled",
    State.SUBMITTED: "sent",
    State.DELIVERED: "delivered",
    State.FAILED: "failed",
    State.EXPIRED: "expired",
    State.CANCELLED: "cancelled",
}
REFUSALS = {Fate.INVALID_RECIPIENT: "number", Fate.NO_ROUTE: "barred", Fate.NO_CREDIT: "credits"}


class AcmeWire(Wire):
    """The wire of Acme."""

    provider = "acme"

    def serves(self, method: str, path: str) -> bool:
        """What is documented."""
        return (method, path) in ROUTES

    def answer(self, request: Request, world: World) -> Answered:
        """Who has no token gets no further."""
        operation = ROUTES[request.method, request.path]
        (token,) = self.secrets(request)
        if token in {"", WRONG}:
            return Answered(response=server.write_send(Refusal(error="token"), 401), operation=operation)
        try:
            return self._answer(operation, request, token, world)
        except DecodeError as error:
            return _refused(operation, (Violation(path=error.path, problem=error.problem),))

    def _answer(self, operation: str, request: Request, token: str, world: World) -> Answered:
        if operation == "send":
            return _send(request, token, world)
        if operation == "get_account":
            left = int(world.credits(self.provider, token))
            return Answered(response=server.write_get_account(AccountInfo(credits=left)), operation=operation)
        asked = server.read_get_messages(request).id
        known = [one for one in (world.find(self.provider, each) for each in asked) if one is not None]
        if operation == "cancel_messages":
            for one in known:
                world.cancel(one)
        answer = Known(messages=[News(id=one.id, state=STATES.get(one.state, "sent")) for one in known])
        return Answered(response=server.write_get_messages(answer), operation=operation)

    def report(self, world: World, stored: Stored, state: State) -> Outgoing | None:
        """News of a message, to the address that its request named."""
        if stored.receipt is None or state not in STATES:
            return None
        news = News(id=stored.id, state=STATES[state], at=f"{world.now():%Y%m%d%H%M%S}")
        return Outgoing(url=stored.receipt, request=server.call_report(news), kind="receipt")

    def acknowledged(self, outgoing: Outgoing, response: Response) -> Violation | None:  # noqa: ARG002, of any news
        """Only the status counts."""
        return None if response.status == KEPT else Violation(path="status", problem=f"not {KEPT}")

    def secrets(self, request: Request) -> tuple[str, ...]:
        """The token."""
        return ((request.header("authorization") or "").removeprefix("Bearer "),)


def _refused(operation: str, found: tuple[Violation, ...]) -> Answered:
    response = server.write_send(Refusal(error="text", message=found[0].problem), 400)
    return Answered(response=response, violations=found, operation=operation)


def _send(request: Request, token: str, world: World) -> Answered:
    order = server.read_send(request)
    if found := schema_of("acme", "Order").violations(json.loads(request.body)):
        return _refused("send", found)
    rows: list[Row] = []
    stored: list[Stored] = []
    parts = segments(order.text).count
    for to in order.to:
        error = REFUSALS.get(world.fate(to)) or (None if world.debit("acme", token, parts) else "credits")
        if error is None:
            stored.append(_stored(order, to, token, world))
        rows.append(Row(to=to, error=error) if error is not None else Row(to=to, id=stored[-1].id))
    answer = server.write_send(Taken(messages=rows))
    return Answered(response=answer, messages=tuple(stored), operation="send")


def _stored(order: Order, to: str, token: str, world: World) -> Stored:
    return world.store(
        provider="acme",
        id=f"m-{world.new_id()}",
        account=token,
        to=to,
        sender=order.from_ or "",
        text=order.text,
        scheduled_at=order.send_at_value,
        receipt=None if order.report_to is UNSET else order.report_to,
    )


class TestAcme(GatewayContract):
    """JSON, a token, rows."""

    provider = "acme"
    tables: ClassVar = {"ERROR": [acme.ERRORS], "STATE": [acme.STATES]}

    @pytest.fixture(scope="class")
    @staticmethod
    def served() -> Iterator[Served]:
        """A sandbox that has this wire, too."""
        with serve(wires=[AcmeWire()]) as served:
            yield served

    @pytest.fixture
    @staticmethod
    def sandbox(served: Served) -> Served:
        """The same, as new."""
        served.clear()
        return served

    def url(self, host: str, password: str = "secret") -> str:
        """A token, and no user."""
        return f"acme://:{password}@{host}"


def test_receipt() -> None:
    """News that are brought become a receipt, and are acknowledged as documented."""
    kept: list[Event] = []
    receiver = Receiver("https://example.com/sms", kept.append, keys=["a key that nobody guesses"])
    path = urlsplit(receiver.addresses.address("acme", "receipt")).path
    request = server.call_report(News(id="m-1", state="barred", at="20300102030405"))
    answer = receiver.handle("POST", path, "", request.headers, request.body)

    assert KEPT == answer.status
    (receipt,) = kept
    assert isinstance(receipt, Receipt)
    assert ("m-1", State.FAILED, Reason.ROUTE) == (receipt.id, receipt.state, receipt.reason)
