"""Stands between a browser and the sandbox, and breaks what a test wants broken."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 65_536
PATIENCE = 10.0


class Relay:
    """Carries octets from a port of its own to the sandbox's, until it is told not to."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._is_open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break what is open, and take nothing new."""
        with self._lock:
            self._is_open = False
            broken, self._open = self._open, set()
        for sock in broken:
            _end(sock)

    def mend(self) -> None:
        """Take connections again."""
        with self._lock:
            self._is_open = True

    def close(self) -> None:
        """End everything."""
        self.cut()
        _end(self._listener)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, timeout=PATIENCE)
            except OSError:
                _end(client)
                continue
            server.settimeout(None)
            with self._lock:
                taken = self._is_open
                if taken:
                    self._open |= {client, server}
            if not taken:
                _end(client)
                _end(server)
                continue
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(CHUNK):
                sink.sendall(piece)
        for sock in (source, sink):
            with self._lock:
                self._open.discard(sock)
            _end(sock)


def _end(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()


@contextmanager
def relay(url: str) -> Generator[Relay]:
    """A relay to a sandbox, as long as the block runs."""
    running = Relay(url)
    try:
        yield running
    finally:
        running.close()
