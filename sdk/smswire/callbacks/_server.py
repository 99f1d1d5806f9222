"""A receiver on a socket of its own, for who has no web server: one request a connection, and every wait ends."""

from __future__ import annotations

import io
import re
import socket
import threading
import time
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Final, cast

from smswire.callbacks._receiver import BODY_LIMIT, PATIENCE, Receiver, say
from smswire_runtime import Response

REQUEST_LIMIT: Final = 4 * BODY_LIMIT
"""Bytes of a whole request: its lines and headers, its body, and what chunks add to that."""

LINE_LIMIT: Final = 16 * 1024
"""Bytes of the first line: a path and the longest query that a receiver takes, with room for words about it."""

CONNECTIONS: Final = 64
"""Requests at a time; each is through within PATIENCE, and others wait their turn."""

LINGER: Final = 0.5
"""Seconds in which a refused client may go on sending, so that a reset does not take the answer from it."""

_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_CHUNK_LINE: Final = 256


class Server(ThreadingMixIn, TCPServer):
    """Listens from the beginning, and answers once ``answer`` is called."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._receiver: Receiver | None = None
        self._turns = threading.Semaphore(CONNECTIONS)
        super().__init__((host, port), _Handler)
        self.port: int = self.server_address[1]

    def answer(self, receiver: Receiver) -> None:
        """Answer requests until ``shutdown`` is called from another thread, or Ctrl-C comes."""
        self._receiver = receiver
        self.serve_forever(poll_interval=0.1)

    @property
    def receiver(self) -> Receiver:
        """Whose requests these are."""
        if self._receiver is None:
            raise RuntimeError("nobody answers yet")
        return self._receiver

    def process_request(self, request: Any, client_address: Any) -> None:
        """See TCPServer."""
        self._turns.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread to be had
            self._turns.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """See TCPServer."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._turns.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of who went away in the middle of a request."""


class _TooLargeError(OSError):
    """More than any request of a provider."""


class _Reading(io.RawIOBase):
    """What a connection brings, until its time is up."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._end = time.monotonic() + PATIENCE
        self._left = REQUEST_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self._left <= 0:
            raise _TooLargeError
        self._connection.settimeout(left)
        count = self._connection.recv_into(buffer)
        self._left -= count
        return count


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    _expects = False

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_Reading(self.connection))
        self.command = ""

    def handle(self) -> None:
        """One request: whoever calls has one piece of news at a time."""
        try:
            response = self._answer()
        except TimeoutError:
            response = say(408, "too slow")
        except _TooLargeError:
            response = say(413, "too large")
        except OSError:  # it went away
            return
        if response is not None:
            with suppress(OSError):
                self._write(response)
                self._linger()

    def _answer(self) -> Response | None:
        """The answer; nothing to who left before all was said, or has been answered already."""
        self.raw_requestline = self.rfile.readline(LINE_LIMIT + 1)
        if len(self.raw_requestline) > LINE_LIMIT:
            return say(414, "too long")
        if not self.raw_requestline.endswith(b"\n") or not self.parse_request():
            return None
        if self.request_version == self.default_request_version:  # a line without a version, which may have been cut
            return say(400, "no request")
        path, _, query = self.path.partition("?")
        receiver = cast("Server", self.server).receiver
        admitted = receiver.admit(self.command, path, query)
        if isinstance(admitted, Response):
            return admitted
        body = self._body()
        if isinstance(body, Response):
            return body
        return receiver.take(admitted, query, tuple(self.headers.items()), body)

    def _body(self) -> bytes | Response:
        said, coding = self.headers.get("Content-Length"), self.headers.get("Transfer-Encoding")
        if coding is not None:
            chunked = coding.strip().lower() == "chunked" and said is None
            return self._chunks() if chunked else say(400, "no such coding")
        length = said or "0"
        if not (length.isascii() and length.isdigit()):
            return say(400, "not a length")
        if len(length) > len(str(BODY_LIMIT)) or int(length) > BODY_LIMIT:
            return say(413, "too large")
        self._continue()
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else say(400, "incomplete")

    def _chunks(self) -> bytes | Response:
        """A body in chunks; it ends with an empty one."""
        self._continue()
        body = bytearray()
        while (found := _CHUNK.fullmatch(self.rfile.readline(_CHUNK_LINE))) is not None:
            size = int(found[1], 16)
            if len(body) + size > BODY_LIMIT:
                return say(413, "too large")
            if size == 0:
                return bytes(body) if self._trailers() else say(400, "incomplete")
            body += self.rfile.read(size)
            if self.rfile.read(2) != b"\r\n":
                break
        return say(400, "no chunk")

    def _trailers(self) -> bool:
        while (line := self.rfile.readline(LINE_LIMIT)) not in {b"\r\n", b"\n"}:
            if not line:
                return False
        return True

    def _continue(self) -> None:
        if self._expects:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def handle_expect_100(self) -> bool:
        """Nobody is told to go on who is refused anyway."""
        self._expects = True
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002, the parent's names
        """What was no request is not repeated in the answer."""
        self._write(say(code, "no request"))
        self._linger()

    def _write(self, response: Response) -> None:
        headers = (*response.headers, ("Content-Length", str(len(response.body))), ("Connection", "close"))
        lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        self.connection.settimeout(PATIENCE)
        self.connection.sendall(head if self.command == "HEAD" else head + response.body)

    def _linger(self) -> None:
        """Take what is still coming, for a moment: to close before that would be a reset."""
        self.connection.shutdown(socket.SHUT_WR)
        end = time.monotonic() + LINGER
        while (left := end - time.monotonic()) > 0:
            self.connection.settimeout(left)
            if not self.connection.recv(BODY_LIMIT):
                return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the parent's name
        """Say nothing: an address is a secret."""
