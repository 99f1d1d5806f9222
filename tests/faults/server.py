"""A server on loopback that does what servers should not, and keeps a ledger of the requests it may have acted on."""

from __future__ import annotations

import contextlib
import select
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

WINDOW: Final = 64 * 1024
"""Bytes that arrive unread; the system would take in many MiB."""

FILLERS: Final = 8
"""Connections that fill a queue for one; the system may keep a few more than it was asked to."""

HUNG_UP: Final = getattr(select, "POLLRDHUP", select.POLLHUP)
"""The other side has ended its half, whatever it said before and nobody has read yet."""


class Peer:
    """One connection, seen from the server."""

    def __init__(self, server: FaultServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self._pending = b""
        self._begun = False

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
        self._begun = False
        return whole

    def part(self, count: int) -> None:
        """Some bytes of a request that is then dropped."""
        self._more(count)

    def _more(self, most: int = 65_536) -> bool:
        self.server.rest()
        data = self.sock.recv(most)
        self._pending += data
        if data and not self._begun:
            self._begun = True
            self.server.begun += 1
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
        self.server.rest()
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


def answer_once(peer: Peer) -> None:
    """One request, one acceptance."""
    peer.request()
    peer.accept()


def serve(peer: Peer) -> None:
    """Accept everything."""
    while peer.request():
        peer.accept()


def answering(status: bytes, body: bytes = b"", *headers: bytes) -> Script:
    """Answer the request that was just read with this."""
    return lambda peer: peer.answer(status, body, *headers)


class FaultServer:
    """Plays a script on every connection.

    ``warm`` is played before it on the first connection, to make that one a connection that was used. A ``raw`` script
    begins before the TLS handshake, on connections after the warm one, which then ends with its warm script.
    """

    def __init__(
        self,
        script: Script,
        *,
        tls: ssl.SSLContext | None = None,
        raw: bool = False,
        warm: Script | None = None,
    ) -> None:
        self.ledger: list[bytes] = []
        self.begun = 0
        """Requests of which a byte has arrived."""
        self.connections = 0
        self.most = 0
        """Connections that were open at the same time."""
        self.acceptance = b"accepted"
        self.refusal = b"refused"
        self.media = b"text/plain"
        self.stopped = threading.Event()
        self.warmed = threading.Event()
        self.rested = threading.Event()
        """Whatever the server does to an idle connection by itself, it has done."""
        self._deaf = threading.Event()
        self._script = script
        self.tls = tls
        self._raw = raw
        self._warm = warm
        self._open: list[socket.socket] = []
        self._playing: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        self.port: int = self._listener.getsockname()[1]
        self._taking = threading.Thread(target=self._serve, daemon=True)
        self._taking.start()

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

    def deafen(self) -> None:
        """Take no connection any more, and let the queue fill up: new ones are neither answered nor refused."""
        self._deaf.set()
        self._open.append(socket.create_connection(("127.0.0.1", self.port)))
        self._taking.join()
        self._listener.listen(0)
        for _ in range(FILLERS):
            filler = socket.socket()
            filler.settimeout(0)
            self._open.append(filler)
            with contextlib.suppress(BlockingIOError):
                filler.connect(("127.0.0.1", self.port))
        time.sleep(0.05)

    def open_now(self) -> int:
        """Connections that neither side has ended."""
        return sum(map(_is_open, self._open))

    def drain(self) -> None:
        """Read what has arrived, so that the end of a connection can arrive as well."""
        for sock in self._open:
            with contextlib.suppress(OSError):
                while socket.socket.recv(sock, WINDOW, socket.MSG_DONTWAIT):
                    pass

    def rest(self) -> None:
        """Something is waited for; on a connection that was used, it is what the client does next."""
        if self.warmed.is_set():
            self.rested.set()

    def settle(self, seconds: float = 0.05) -> list[bytes]:
        """The ledger once requests that are still on their way have arrived: all connections ended, or the time did."""
        until = time.monotonic() + seconds
        time.sleep(seconds / 10)
        for thread in self._playing.copy():
            thread.join(max(0.0, until - time.monotonic()))
        return self.ledger

    def _serve(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            if self._deaf.is_set():
                self._open.append(sock)
                return
            self.connections += 1
            self._open.append(sock)
            self.most = max(self.most, self.open_now())
            thread = threading.Thread(target=self._play, args=(sock, self.connections == 1), daemon=True)
            self._playing.append(thread)
            thread.start()

    def _play(self, sock: socket.socket, first: bool) -> None:  # noqa: FBT001, called by name of thread only
        with contextlib.suppress(OSError, ssl.SSLError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            warm = self._warm if first else None
            if self.tls is not None and (warm is not None or not self._raw):
                sock = self.tls.wrap_socket(sock, server_side=True)
                self._open.append(sock)
            peer = Peer(self, sock)
            try:
                if warm is not None:
                    warm(peer)
                    self.warmed.set()
                if warm is None or not self._raw:
                    self._script(peer)
            finally:
                peer.close()
                self.rest()


def _is_open(sock: socket.socket) -> bool:
    """Whether neither side has ended a connection."""
    watch = select.poll()
    try:
        watch.register(sock, HUNG_UP)
    except ValueError:
        return False  # closed by us
    return not watch.poll(0)
