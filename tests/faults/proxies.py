"""A proxy that works."""

from __future__ import annotations

import contextlib
import socket
import threading

from tests.faults.server import Peer


def tunnel(peer: Peer) -> None:
    """What a proxy should do with a CONNECT."""
    place = peer.request().split(b" ")[1].decode()
    host, _, port = place.rpartition(":")
    with socket.create_connection((host, int(port))) as target:
        peer.say(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n")
        back = threading.Thread(target=_pump, args=(target, peer.sock), daemon=True)
        back.start()
        _pump(peer.sock, target)
        back.join(2)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
