"""A server on loopback that keeps what arrives and answers as it is told, and clients of both kinds that look alike."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from operator import attrgetter
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeAlias

from smswire_runtime import Request, Response

Kind: TypeAlias = Literal["sync", "async"]
KINDS: Final[tuple[Kind, ...]] = ("sync", "async")

Answering: TypeAlias = Callable[[Request], Response]
Invoke: TypeAlias = Callable[..., Any]
"""Makes a call by its name, which may begin with ``raw.``, and waits for what it brings."""


def always(response: Response) -> Answering:
    """The same answer to every request."""
    return lambda _: response


class _Handler(BaseHTTPRequestHandler):
    """Hands requests over as our own, and writes our answers as they are."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def _loopback(self) -> Loopback:
        assert isinstance(self.server, _Server)
        return self.server.loopback

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        path, _, query = self.path.partition("?")
        headers = tuple(self.headers.items())
        request = Request(method=self.command, path=path, query=query, headers=headers, body=body)
        self._loopback.requests.append(request)
        response = self._loopback.answering(request)
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status not in {204, 304}:
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815, the names are http.server's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the name is http.server's
        """Nothing: what arrived is kept."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    loopback: Loopback


class Loopback:
    """Answers every request as ``answering`` says, and keeps all of them in their order."""

    def __init__(self, answering: Answering) -> None:
        self.answering: Answering = answering
        self.requests: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.loopback = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def request(self) -> Request:
        """The last one."""
        return self.requests[-1]


@contextmanager
def client_of(clients: Any, kind: Kind, *credentials: Any, **options: Any) -> Generator[Invoke]:
    """The client of a generated module, closed in the end."""
    with asyncio.Runner() as runner:
        made = clients.Client if kind == "sync" else clients.AsyncClient
        client = made(*credentials, **options)

        def invoke(name: str, **arguments: Any) -> Any:
            call = attrgetter(name)(client)(**arguments)
            return call if kind == "sync" else runner.run(call)

        try:
            yield invoke
        finally:
            closed = client.close()
            if kind == "async":
                runner.run(closed)


def names_in(thing: Any) -> list[str]:
    """What a module or a class defines."""
    return list[str](thing.__dict__)
