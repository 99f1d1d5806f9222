"""From a host name to a connected socket, in a time that is known."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeAlias

from smswire_runtime._deadline import Deadline
from smswire_runtime._framing import Fault
from smswire_runtime._outcomes import Reason

Address: TypeAlias = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]

ADDRESSES: Final = 8
"""Addresses that are tried for one connection; what a resolver adds to them gains nothing in a few seconds."""


class _Lookup:
    """One lookup that any number of calls wait for and leave when their time is up.

    getaddrinfo cannot be interrupted, so it has a thread of its own. Calls share it: there is one for each name,
    however many calls gave up waiting.
    """

    def __init__(self, host: str, port: int) -> None:
        self._key = (host, port)
        self._waiting: list[threading.Event] = []
        self.addresses: Sequence[Address] | None = None
        self.cause_name = ""

    def run(self) -> None:
        try:
            self.addresses = socket.getaddrinfo(*self._key, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            self.cause_name = type(error).__name__
        with _state.lock:
            _state.lookups.pop(self._key, None)
            for event in self._waiting:
                event.set()

    def join(self) -> threading.Event:
        event = threading.Event()
        self._waiting.append(event)
        return event


class _State:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.lookups: dict[tuple[str, int], _Lookup] = {}


_state = _State()


def _forget() -> None:
    """In the child of a fork: the threads that were looking something up stayed behind."""
    global _state  # noqa: PLW0603, the lock may be held by one of those threads
    _state = _State()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def resolve(host: str, port: int, deadline: Deadline) -> Sequence[Address]:
    """The addresses of a host."""
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        pass  # a name
    with _state.lock:
        lookup = _state.lookups.get((host, port))
        if lookup is None:
            lookup = _state.lookups[host, port] = _Lookup(host, port)
            threading.Thread(target=lookup.run, name="smswire-resolve", daemon=True).start()
        event = lookup.join()
    deadline.watch(event.set)
    event.wait(deadline.require_connected())
    deadline.require_connected()
    if not lookup.addresses:
        raise Fault(Reason.RESOLVE, lookup.cause_name)
    return lookup.addresses


def dial(addresses: Sequence[Address], deadline: Deadline) -> socket.socket:
    """A socket connected to the first address that answers; those to come always keep their share of the time."""
    fault = Fault(Reason.RESOLVE)
    candidates = addresses[:ADDRESSES]
    for index, (family, kind, protocol, _, address) in enumerate(candidates):
        sock = None
        try:
            sock = socket.socket(family, kind, protocol)
            deadline.watch(partial(hang_up, sock))
            sock.settimeout(deadline.require_connected() / (len(candidates) - index))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except BaseException as error:
            if sock is not None:
                sock.close()
            if not isinstance(error, OSError):
                raise
            fault = Fault(_reason(error), type(error).__name__)
        else:
            return sock
    raise fault


def _reason(error: OSError) -> Reason:
    if isinstance(error, TimeoutError):
        return Reason.TIMEOUT
    return Reason.REFUSED if isinstance(error, ConnectionRefusedError) else Reason.UNREACHABLE


def hang_up(sock: socket.socket) -> None:
    """End whatever another thread is doing with a socket, without touching its TLS state."""
    with suppress(OSError):  # it was not connected, or no longer is
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
