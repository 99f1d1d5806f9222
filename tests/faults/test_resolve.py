"""From a name to a connection: lookups that hang or fail, and addresses that do not answer."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from smswire_runtime._deadline import Deadline
from smswire_runtime._outcomes import CallError, NotSent, Phase, Reason
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.cells import GRACE
from tests.faults.invented import asked, call
from tests.faults.server import FaultServer, serve

real = socket.getaddrinfo
"""The system's own."""


class Resolver:
    """Stands in for the system's: the one thing that cannot be had on loopback."""

    def __init__(self) -> None:
        self.asked = 0
        self.released = threading.Event()
        self.answer: list[Any] | OSError | None = None
        """Addresses, an error, or silence until released."""

    def __call__(self, host: str, port: int, *, flags: int = 0, **more: Any) -> Any:
        """As getaddrinfo; addresses are still read by the system."""
        if flags & socket.AI_NUMERICHOST:
            return real(host, port, flags=flags, **more)
        self.asked += 1
        if self.answer is None:
            self.released.wait(10)
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer or []


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Resolver]:
    """The resolver that names go to."""
    resolver = Resolver()
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    yield resolver
    resolver.released.set()


@contextlib.contextmanager
def deaf() -> Generator[int]:
    """A port whose queue of connections is full: it neither answers nor refuses."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.settimeout(0)
            with contextlib.suppress(BlockingIOError):
                filler.connect(listener.getsockname())
        time.sleep(0.05)
        yield listener.getsockname()[1]


def attempt(transport: Urllib3Transport, url: str, total: float = 0.4, connect: float = 5) -> CallError:
    """A call that is not sent."""
    with pytest.raises(NotSent) as caught:
        call(transport, url, asked("POST"), Deadline(total, connect))
    return caught.value


def test_a_lookup_that_hangs(resolver: Resolver) -> None:
    """Calls leave a lookup when their time is up, and share it, so that threads do not pile up."""
    transport = Urllib3Transport()
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        errors = [each.result() for each in [pool.submit(attempt, transport, "https://hangs.test") for _ in range(16)]]
    transport.close()

    assert {(Phase.RESOLVING, Reason.TIMEOUT)} == {(error.phase, error.reason) for error in errors}
    assert time.monotonic() - began < 2 * 0.4 + GRACE
    assert 1 == resolver.asked


def test_a_lookup_that_fails(resolver: Resolver) -> None:
    """A name that does not exist was not sent to."""
    resolver.answer = socket.gaierror(socket.EAI_NONAME, "unknown")
    transport = Urllib3Transport()
    error = attempt(transport, "https://nowhere.test")
    transport.close()

    assert (Phase.RESOLVING, Reason.RESOLVE, "gaierror") == (error.phase, error.reason, error.cause)


def test_no_addresses(resolver: Resolver) -> None:
    """A name without addresses is like none."""
    resolver.answer = []
    transport = Urllib3Transport()

    assert Reason.RESOLVE is attempt(transport, "https://nowhere.test").reason
    transport.close()


def test_a_lookup_that_is_cancelled() -> None:
    """Cancelling leaves a lookup as well."""
    resolver = Resolver()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolver)
        transport = Urllib3Transport()
        deadline = Deadline()
        threading.Timer(0.1, deadline.cancel).start()
        began = time.monotonic()
        with pytest.raises(NotSent) as caught:
            call(transport, "https://cancelled.test", asked("POST"), deadline)
        transport.close()
        resolver.released.set()

    assert Reason.CANCELLED is caught.value.reason
    assert time.monotonic() - began < 0.1 + GRACE


def test_an_address_that_is_deaf() -> None:
    """Connecting has its own, shorter time."""
    with deaf() as port:
        transport = Urllib3Transport()
        began = time.monotonic()
        error = attempt(transport, f"http://127.0.0.1:{port}", total=0.8, connect=0.3)
        transport.close()

    assert (Phase.CONNECTING, Reason.TIMEOUT) == (error.phase, error.reason)
    assert time.monotonic() - began < 0.8 + GRACE


def test_the_next_address(resolver: Resolver) -> None:
    """An address that refuses or is deaf leaves time for the next one."""
    with deaf() as port, socket.create_server(("127.0.0.1", 0)) as gone, FaultServer(serve) as server:
        closed = gone.getsockname()[1]
        gone.close()
        resolver.answer = [
            address
            for number in (closed, port, server.port)
            for address in real("127.0.0.1", number, type=socket.SOCK_STREAM)
        ]
        transport = Urllib3Transport()
        call(transport, f"http://localhost:{server.port}", asked("POST"), Deadline(5, 1))
        transport.close()

    assert 1 == len(server.ledger)
