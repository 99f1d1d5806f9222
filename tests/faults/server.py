"""A server on loopback that does what servers should not, and keeps a ledger of the requests it may have acted on."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self, TypeAlias

PATIENCE: Final = 3.0
"""Seconds after which a silent server gives up, so that a client without a deadline is caught and not waited for."""


class Peer:
    """One connection, seen from the server."""

    def __init__(self, server: FaultServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self._pending = b""

    def request(self) -> bytes:
        """A whole request, which goes into the ledger; empty when the client left before its end."""
        while b"\r\n\r\n" not in self._pending:
            if not self._more():
                return b""
        head, _, _ = self._pending.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        end = len(head) + 4 + length
        while len(self._pending) < end:
            if not self._more():
                return b""
        whole, self._pending = self._pending[:end], self._pending[end:]
        self.server.ledger.append(whole)
        return whole

    def part(self, count: int) -> None:
        """Some bytes of a request that is then dropped."""
        self._pending += self.sock.recv(count)

    def _more(self) -> bool:
        data = self.sock.recv(65_536)
        self._pending += data
        return bool(data)

    def say(self, *parts: bytes) -> None:
        """Write bytes as they are."""
        self.sock.sendall(b"".join(parts))

    def answer(self, status: bytes, body: bytes = b"", *headers: bytes) -> None:
        """Write a proper answer."""
        lines = [b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body), b"", body]
        self.say(b"\r\n".join(lines))

    def accept(self) -> None:
        """The documented acceptance."""
        self.answer(b"200 OK", self.server.acceptance, b"Content-Type: " + self.server.media)

    def drip(self, data: bytes, pause: float = 0.1) -> None:
        """Write byte after byte."""
        for octet in data:
            self.say(bytes([octet]))
            self.wait(pause)

    def wait(self, seconds: float = PATIENCE) -> None:
        """Do nothing until the time is over or the server stops."""
        self.server.stopped.wait(seconds)

    def reset(self) -> None:
        """End the connection without a word (RST)."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def close(self) -> None:
        """End the connection with FIN, and over TLS without the closing alert."""
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        self.sock.close()

    def finish(self) -> None:
        """End the connection in order, over TLS with the closing alert."""
        if isinstance(self.sock, ssl.SSLSocket):
            with contextlib.suppress(OSError):
                self.sock.settimeout(0.2)
                self.sock.unwrap()
        self.close()


Script: TypeAlias = Callable[[Peer], None]


class FaultServer:
    """Plays a script on every connection.

    With ``warm``, the first request of the first connection is answered properly, and the script goes on from there.
    A ``raw`` script begins before the TLS handshake, on connections after the warm one.
    """

    def __init__(
        self,
        script: Script,
        *,
        tls: ssl.SSLContext | None = None,
        raw: bool = False,
        warm: bool = False,
    ) -> None:
        self.ledger: list[bytes] = []
        self.connections = 0
        self.acceptance = b"accepted"
        self.media = b"text/plain"
        self.stopped = threading.Event()
        self.warmed = threading.Event()
        self._script = script
        self.tls = tls
        self._raw = raw
        self._warm = warm
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopped.set()
        self.refuse()
        self._listener.close()
        for sock in self._open:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            sock.close()

    def refuse(self) -> None:
        """Listen no longer, so that new connections are refused; the port stays ours, lest another server gets them."""
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            self._listener.close()  # where a listener cannot be shut down

    def settle(self, seconds: float = 0.05) -> list[bytes]:
        """The ledger once requests that are still on their way have arrived."""
        time.sleep(seconds)
        return self.ledger

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._play, args=(sock, self.connections == 1), daemon=True).start()

    def _play(self, sock: socket.socket, first: bool) -> None:  # noqa: FBT001, called by name of thread only
        with contextlib.suppress(OSError, ssl.SSLError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            warm = self._warm and first
            if self.tls is not None and (warm or not self._raw):
                sock = self.tls.wrap_socket(sock, server_side=True)
            self._open.append(sock)
            peer = Peer(self, sock)
            try:
                if warm:
                    peer.request()
                    peer.accept()
                    self.warmed.set()
                if not (warm and self._raw):
                    self._script(peer)
            finally:
                peer.close()
