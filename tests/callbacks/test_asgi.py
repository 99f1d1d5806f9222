"""The ASGI application with servers of other habits: what a specification allows, and what some do nevertheless."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import MutableMapping
from typing import Any

import pytest

from smswire.callbacks import Event, Receiver, asgi
from tests.callbacks.callers import BASE, KEY, REPORT, path_of, receipt, receiver

PATH = path_of(receiver())


def _scope(**more: Any) -> dict[str, Any]:
    """A request for the report, or another one."""
    return {"type": "http", "method": "GET", "headers": [], "query_string": REPORT.encode(), "path": PATH, **more}


async def _calm() -> MutableMapping[str, Any]:
    return {"type": "http.request"}


def _ask(receiving: Receiver, scope: dict[str, Any], *messages: dict[str, Any]) -> list[MutableMapping[str, Any]]:
    """What the application says to these messages."""
    said: list[MutableMapping[str, Any]] = []
    coming = iter(messages or [{"type": "http.request"}])

    async def receive() -> MutableMapping[str, Any]:
        return next(coming)

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    async def call() -> None:
        await asgi(receiving)(scope, receive, send)

    asyncio.run(call())
    return said


@pytest.mark.parametrize(
    "scope",
    [
        {"path": PATH},
        {"path": PATH, "raw_path": None},
        {"path": "not this", "raw_path": PATH.encode()},
        {"path": PATH, "raw_path": f"{PATH}?{REPORT}".encode()},
        {"path": PATH, "raw_path": PATH.replace("-", "%2D").encode()},
        {"path": PATH, "root_path": "/in"},
        {"path": PATH.removeprefix("/in"), "root_path": "/in"},
        {"path": PATH, "raw_path": PATH.removeprefix("/in").encode(), "root_path": "/in"},
    ],
)
def test_path(scope: dict[str, Any]) -> None:
    """The whole path is found, wherever a server puts it."""
    started, _ = _ask(receiver(), _scope(**scope))

    assert 200 == started["status"]


@pytest.mark.parametrize("path", ["/in/ü", "/in/\ud800", "", "*"])
def test_strange_path(path: str) -> None:
    """What is no path of ours is not found."""
    started, _ = _ask(receiver(), _scope(path=path))

    assert 404 == started["status"]


def test_body_in_pieces() -> None:
    """A body may come in any number of messages, some of them empty; one that breaks off is none."""
    heard: list[Event] = []
    scope = _scope(method="POST", path=path_of(receiver(), "redoxygen"), query_string=b"")
    body = receipt()
    pieces = [{"type": "http.request", "body": body[at : at + 1], "more_body": True} for at in range(len(body))]
    last, gone = {"type": "http.request"}, {"type": "http.disconnect"}
    nothing = _ask(receiver(heard=heard), scope, *pieces, gone)
    before = list(heard)
    started, _ = _ask(receiver(heard=heard), scope, *pieces, last)

    assert ([], []) == (nothing, before)
    assert 200 == started["status"]
    assert 1 == len(heard)


def test_client_that_is_gone() -> None:
    """An event whose acknowledgement nobody takes is kept all the same, and nothing is raised."""
    heard: list[Event] = []

    async def send(_: MutableMapping[str, Any]) -> None:
        raise OSError("gone")

    async def call() -> None:
        await asgi(receiver(heard=heard))(_scope(), _calm, send)

    asyncio.run(call())

    assert 1 == len(heard)


def test_other_protocols() -> None:
    """The life of a server is accompanied, and a websocket is turned away."""
    start, stop = {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}

    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == [
        message["type"] for message in _ask(receiver(), {"type": "lifespan"}, start, stop)
    ]
    assert [{"type": "websocket.close"}] == _ask(receiver(), {"type": "websocket"})
    assert [] == _ask(receiver(), {"type": "something else"})


def test_keep_holds_up_nobody() -> None:
    """While one event is being kept, however long that takes, others are."""
    both = threading.Barrier(2)
    receiving = Receiver(BASE, lambda _: both.wait(10), keys=[KEY])
    statuses: list[int] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        statuses.append(message.get("status", 0))

    async def twice() -> None:
        application = asgi(receiving)
        await asyncio.gather(*(application(_scope(), _calm, send) for _ in range(2)))

    asyncio.run(twice())

    assert [200, 200] == [status for status in statuses if status]
