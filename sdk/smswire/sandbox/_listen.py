"""A sandbox that listens."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Final

from attrs import field, frozen

from smswire.sandbox._caller import is_loopback
from smswire.sandbox._control import Control
from smswire.sandbox._guard import Guard
from smswire.sandbox._http import Server
from smswire.sandbox._notices import Kind
from smswire.sandbox._sandbox import Sandbox
from smswire.sandbox._wire import Wire
from smswire.sandbox._wires import all_wires

BACKLOG: Final = 512
"""Connections that wait to be let in: as many as are let in."""

FAREWELL: Final = 0.5
"""Seconds for what is under way when the sandbox ends; what hangs on purpose is not waited for."""

TOKEN: Final = re.compile(r"[A-Za-z0-9._~-]{16,200}")
"""A token: long enough not to be guessed, and of characters that stand for themselves in addresses and cookies."""


_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f:.]{2,45}|\[[0-9A-Fa-f:.]{2,45}\]")


class WrongSettings(ValueError):
    """The sandbox does not start like this."""


@frozen(kw_only=True)
class Settings:
    """How a sandbox is started."""

    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 0
    lenient: bool = False
    expose: bool = False
    token: str | None = field(default=None, repr=False)
    allow_callbacks: tuple[str, ...] = ()
    wires: tuple[Wire, ...] = ()
    """Wires besides those of this package."""

    def __attrs_post_init__(self) -> None:
        if not is_loopback(self.host):
            if not self.expose:
                raise WrongSettings(f"{self.host} can be reached from elsewhere: that takes --expose and --token")
            if self.token is None:
                raise WrongSettings("a sandbox that can be reached from elsewhere needs a token")
        for host in self.allow_callbacks:
            if _HOST.fullmatch(host) is None:
                raise WrongSettings(f"{host!r} is no name or address of a host")
        if self.token is not None and TOKEN.fullmatch(self.token) is None:
            raise WrongSettings("a token has 16 to 200 characters of A-Z a-z 0-9 . _ ~ -")


@frozen
class Listening:
    """A sandbox that runs."""

    sandbox: Sandbox
    control: Control
    url: str


@asynccontextmanager
async def listening(settings: Settings) -> AsyncGenerator[Listening]:
    """Run a sandbox; it takes connections from the beginning on. OSError when it cannot have the address."""
    sandbox = Sandbox(
        lambda: [*all_wires(), *settings.wires],
        seed=settings.seed,
        lenient=settings.lenient,
        allow_callbacks=settings.allow_callbacks,
    )
    server = Server(sandbox, Guard(token=settings.token))
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: _confess(sandbox, context))
    sock = _bound(settings.host, settings.port)
    try:
        listener = await loop.create_server(server.connect, sock=sock, backlog=BACKLOG)
    except BaseException:
        sock.close()
        raise
    host, port = sock.getsockname()[:2]
    sandbox.caller.is_at(port)
    loop.call_soon(lambda: sandbox.wires)  # after whoever waits for the port was told
    try:
        yield Listening(sandbox, server.control, f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
    finally:
        listener.close()
        await sandbox.close()
        await server.close(FAREWELL)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(listener.wait_closed(), FAREWELL)


def _bound(host: str, port: int) -> socket.socket:
    """A socket at the first address of a name, so that the one port 0 stands for one port."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, _, _, _, address = found[0]
    return socket.create_server(address[:2], family=family, backlog=BACKLOG)


def _confess(sandbox: Sandbox, context: dict[str, Any]) -> None:
    """A fault that nothing caught: its kind is shown, not its words, in which a secret may stand."""
    error = context.get("exception")
    name = type(error).__name__ if error is not None else "something unexpected"
    sandbox.warn(Kind.SANDBOX, f"A fault of the sandbox: {name}")
