"""Web servers as people run them, each with a receiver behind it and a port of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from socketserver import ThreadingMixIn
from typing import Any, TypeAlias
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import uvicorn

from smswire.callbacks import Receiver, asgi, wsgi
from smswire.callbacks._server import Server
from tests.callbacks.callers import PATIENCE

Serving: TypeAlias = Callable[[Receiver], AbstractContextManager[int]]

_waitress: Any = import_module("waitress.server")  # it has no types


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the parent's name
        """Say nothing."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def wsgiref(receiver: Receiver) -> Generator[int]:
    """The standard library's, with a thread for each request."""
    with _Threads(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(wsgi(receiver))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join(PATIENCE)


@contextmanager
def waitress(receiver: Receiver, **options: Any) -> Generator[int]:
    """One for production: it has the whole request before it calls."""
    sockets: dict[Any, Any] = {}
    server = _waitress.create_server(wsgi(receiver), map=sockets, host="127.0.0.1", port=0, **options)
    thread = threading.Thread(target=server.run)
    thread.start()

    def close() -> None:
        for channel in list(sockets.values()):
            channel.close()

    try:
        yield server.effective_port
    finally:
        server.trigger.pull_trigger(close)
        thread.join(PATIENCE)
        server.task_dispatcher.shutdown()


@contextmanager
def mounted_waitress(receiver: Receiver) -> Generator[int]:
    """The same, mounted at /in, which it hands over as SCRIPT_NAME."""
    with waitress(receiver, url_prefix="/in") as port:
        yield port


@contextmanager
def uvicorn_server(receiver: Receiver, root_path: str = "") -> Generator[int]:
    """One for production, for ASGI."""
    config = uvicorn.Config(asgi(receiver), log_config=None, access_log=False, root_path=root_path)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


@contextmanager
def own(receiver: Receiver) -> Generator[int]:
    """What `smswire listen` runs."""
    with Server("127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.answer, args=(receiver,))
        thread.start()
        try:
            yield server.port
        finally:
            server.shutdown()
            thread.join(PATIENCE)


SERVERS: dict[str, Serving] = {
    "wsgiref": wsgiref,
    "waitress": waitress,
    "mounted waitress": mounted_waitress,
    "uvicorn": uvicorn_server,
    "own": own,
}
