"""The stream of events misses nothing, and says when it would."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Generator
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from attrs import frozen

from smswire.sandbox import Served
from smswire.sandbox._events import Events
from tests.sandbox.clients import ask, send_redoxygen, send_smsoffice
from tests.sandbox.listeners import Listener

TO = "27831234567"


@frozen
class Event:
    """One event of the stream."""

    id: str
    kind: str
    data: Any


class Stream:
    """The standard library reading a stream of server-sent events."""

    def __init__(self, url: str, last: str | None = None) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        self._connection.request("GET", "/_sandbox/events", headers={"Last-Event-ID": last} if last else {})
        self._answer = self._connection.getresponse()
        assert "text/event-stream" == self._answer.headers["Content-Type"]
        self._fields()

    def _fields(self) -> dict[str, str]:
        fields: dict[str, str] = {}
        while line := self._answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        return fields

    def next(self) -> Event:
        """The next event."""
        fields = self._fields()
        return Event(fields["id"], fields["event"], json.loads(fields["data"]))

    def until(self, kind: str) -> list[Event]:
        """The events up to the next one of a kind."""
        found = [self.next()]
        while found[-1].kind != kind:
            found.append(self.next())
        return found

    def close(self) -> None:
        """Leave."""
        self._answer.close()
        self._connection.close()


Open = Callable[..., Stream]


@pytest.fixture
def stream(sandbox: Served) -> Generator[Open]:
    """Streams of the sandbox."""
    opened: list[Stream] = []

    def open_stream(last: str | None = None) -> Stream:
        opened.append(Stream(sandbox.url, last))
        return opened[-1]

    yield open_stream
    for each in opened:
        each.close()


def test_what_happens(sandbox: Served, stream: Open, listener: Listener) -> None:
    """Messages, requests, states, replies, callbacks, warnings and clearing are told in order, as they happen."""
    events = stream()
    [row] = send_redoxygen(sandbox.url, "+61407555001", receipts=listener.url, replies=listener.url)
    sandbox.receipt(row["SMSId"], "delivered")
    send_redoxygen(sandbox.url, "+61407555001", receipts=listener.url, replies=listener.url)
    ask(f"{sandbox.url}/_sandbox/messages", "DELETE")

    found = events.until("cleared")
    kinds = [event.kind for event in found if event.kind != "callback"]
    assert ["message", "request", "state", "message", "warning", "request", "cleared"] == kinds
    message, state = found[0].data, next(event.data for event in found if event.kind == "state")
    assert (str(row["SMSId"]), "+61407555001", "Hello") == (message["id"], message["to"], message["text"])
    assert (message["number"], "delivered") == (state["number"], state["state"])
    assert "request" not in message


def test_reply_and_callback(sandbox: Served, stream: Open, listener: Listener) -> None:
    """A reply is told, and what came of the call that brought it."""
    [row] = send_redoxygen(sandbox.url, "+61407555001", replies=f"{listener.url}/reply?key=1")
    events = stream()
    sandbox.reply(row["SMSId"], "yes")

    reply, callback = events.until("callback")
    assert ("reply", "yes") == (reply.kind, reply.data["text"])
    call = {"kind": "reply", "url": f"{listener.url}/reply", "attempt": 1, "status": 200, "problem": None}
    assert call == {name: callback.data[name] for name in call}


def test_reconnect(sandbox: Served, stream: Open) -> None:
    """Who comes back with the id of the last event that it saw gets all that it missed."""
    first = stream()
    send_smsoffice(sandbox.url, TO, "seen")
    seen = first.until("request")[-1]
    first.close()
    send_smsoffice(sandbox.url, TO, "missed 1")
    send_smsoffice(sandbox.url, TO, "missed 2")
    events = stream(seen.id)

    texts = [event.data["text"] for event in (*events.until("request"), *events.until("request"))[::2]]
    assert ["missed 1", "missed 2"] == texts


@pytest.mark.parametrize("last", ["1", "another-1", "nonsense", "-", "another-99999999999999999999", "é"])
def test_unknown_place(sandbox: Served, stream: Open, last: str) -> None:
    """Who comes back to another run, or with nonsense, is told to look at everything anew."""
    send_smsoffice(sandbox.url, TO)

    assert "reload" == stream(last).next().kind


def test_ring() -> None:
    """The ring keeps the newest events, and knows what it no longer has."""
    events = Events(keep=3)
    for number in range(1, 6):
        events.publish("message", partial(int, number))

    def after(number: int) -> list[Any] | None:
        found = events.after(number)
        return None if found is None else [event.data() for event in found]

    assert [None, None, [3, 4, 5], [4, 5], [5], [], None] == [after(number) for number in range(7)]


def test_gone_message(sandbox: Served, stream: Open) -> None:
    """What is about a message that is gone is left out; that it was cleared is not."""
    first = stream()
    send_smsoffice(sandbox.url, TO)
    seen = first.next()
    first.close()
    sandbox.receipt(seen.data["id"], "delivered")
    ask(f"{sandbox.url}/_sandbox/messages", "DELETE")

    assert ["request", "cleared"] == [event.kind for event in stream(seen.id).until("cleared")]
