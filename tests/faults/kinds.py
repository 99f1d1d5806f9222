"""The three ways to call: synchronously, and asynchronously over either transport."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from inspect import isawaitable
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from attrs import frozen

from smswire_runtime import AiohttpTransport, ThreadedTransport, Urllib3Transport
from smswire_runtime._outcomes import CallError
from tests.faults.providers import Provider

T = TypeVar("T")

SYNC: Final = "sync"
TRANSPORTS: Final[dict[str, Callable[..., Any]]] = {
    SYNC: Urllib3Transport,
    "threaded": ThreadedTransport,
    "aiohttp": AiohttpTransport,
}

HANGS: Final = 60.0
"""Seconds after which a call that does not end fails its test."""


class Loop:
    """An event loop on a thread of its own, for any number of threads that have something to await."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await something there."""
        assert threading.current_thread() is not self._thread
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(HANGS)


@frozen
class Ended:
    """How a call ended, and after how many seconds."""

    value: Any
    error: CallError | None
    seconds: float
    began: float
    """When, on the monotonic clock."""


class Kind:
    """One way to call. What it is given to do looks the same in all of them."""

    def __init__(self, name: str, loop: Loop, transport: Callable[..., Any] | None = None) -> None:
        self.name = name
        self._loop = loop
        self._transport = transport or TRANSPORTS[name]

    def transport(self, **options: Any) -> Any:
        """A transport; one that belongs to an event loop is made there."""
        return self.do(lambda: self._transport(**options))

    def client(self, provider: Provider, **settings: Any) -> Any:
        """A client with the provider's credentials."""
        kind = provider.client if self.name == SYNC else provider.async_client
        return self.do(lambda: kind(**{**provider.credentials, **settings}))

    def do(self, work: Callable[[], Any]) -> Any:
        """What comes of some work, awaited where it has to be."""
        return work() if self.name == SYNC else self._loop.run(_awaited(work))

    def call(self, work: Callable[[], Any]) -> Ended:
        """Make a call, and look at the clock where it is made."""
        if self.name == SYNC:
            return _timed(work)
        return self._loop.run(_timed_there(work))


async def _awaited(work: Callable[[], Any]) -> Any:
    found = work()
    return await found if isawaitable(found) else found


def _timed(work: Callable[[], Any]) -> Ended:
    value = error = None
    began = time.monotonic()
    try:
        value = work()
    except CallError as caught:
        error = caught
    return Ended(value, error, time.monotonic() - began, began)


async def _timed_there(work: Callable[[], Awaitable[Any]]) -> Ended:
    value = error = None
    began = time.monotonic()
    try:
        value = await work()
    except CallError as caught:
        error = caught
    return Ended(value, error, time.monotonic() - began, began)
