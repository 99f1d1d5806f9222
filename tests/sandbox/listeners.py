"""A listener for callbacks that this project did not write: the standard library's server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

from attrs import define, frozen

PATIENCE = 10.0


@frozen
class Call:
    """A request that came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@frozen
class Reply:
    """What is answered to it."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


Script: TypeAlias = Callable[[Call], Reply]


def acknowledge(call: Call) -> Reply:
    """What the provider's document wants to hear."""
    if call.method == "GET":
        return Reply(body=b"OK")
    kind = "Receipt" if "Receipt" in call.json["Messages"] else "Reply"
    answer = {"Name": f"ROX_API_{kind}_Response", "Version": "1.1", "Result": "0000", "ResultText": "OK"}
    return Reply(body=json.dumps(answer).encode(), headers=(("Content-Type", "application/json"),))


@define
class Listener:
    """Where callbacks go. ``script`` says what they get."""

    url: str
    calls: list[Call]
    script: Script

    def wait(self, count: int) -> list[Call]:
        """The calls, once there are so many."""
        until = time.monotonic() + PATIENCE
        while len(self.calls) < count and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.calls) >= count, f"{len(self.calls)} calls came, and {count} should have"
        return self.calls


def listen() -> tuple[Listener, ThreadingHTTPServer]:
    """A listener that runs, and its server, which somebody has to shut down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            call = Call(self.command, self.path, dict(self.headers), body)
            reply = listener.script(call)
            listener.calls.append(call)
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_GET  # noqa: N815, its name in the library

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, its name in the library
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}", [], acknowledge)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return listener, server
