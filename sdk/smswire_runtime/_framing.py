"""Where an answer begins and ends: HTTP/1.x out of the bytes of a socket, within a deadline and a budget."""

from __future__ import annotations

import io
import re
import ssl
from collections.abc import Callable
from socket import socket
from typing import Final

from smswire_runtime._messages import Headers
from smswire_runtime._outcomes import Reason

HEAD_LIMIT: Final = 64 * 1024
"""Bytes of status lines and headers, interim answers included. Servers allow 8 KiB (nginx) to 64 KiB (IIS)."""

HEADERS: Final = 100
"""Headers of one answer, as in http.client."""

BLOCK: Final = 16 * 1024
"""Bytes asked of a socket at a time: what one TLS record holds."""

CHUNK_LINE: Final = 256
"""Bytes of the line before a chunk or of a trailer: a length in hexadecimal, and extensions that nobody uses."""

LENGTH_DIGITS: Final = 12
"""Digits of a length; more than any limit has, and few enough for int() to be quick."""

_END: Final = re.compile(rb"\r?\n\r?\n")
_END_LENGTH: Final = 4
_STATUS: Final = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: [^\r\n\x00]*+)?(?:\r?\n|\Z)")
_FIELD: Final = re.compile(
    rb"([A-Za-z0-9!#$%&'*+.^_`|~-]++):[ \t]*+([^\r\n\x00]*+(?:\r?\n[ \t][^\r\n\x00]*+)*+)(?:\r?\n|\Z)"
)
_FOLD: Final = re.compile(r"\s*\r?\n\s*")
_LENGTH: Final = re.compile(rf"[0-9]{{1,{LENGTH_DIGITS}}}")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*+(?:;.*+)?")


class Fault(Exception):
    """What is wrong, in one word, and the name of the class of the error that said so."""

    def __init__(self, reason: Reason, cause_name: str = "") -> None:
        super().__init__(reason, cause_name)
        self.reason = reason
        self.cause_name = cause_name


class Source:
    """What arrives on a socket. It never waits beyond the deadline and never takes in more than its budget."""

    __slots__ = ("_at", "_buffer", "_require", "_room", "_sock")

    def __init__(self, sock: socket, require: Callable[[], float]) -> None:
        self._sock = sock
        self._require = require
        self._room = HEAD_LIMIT
        self._buffer = b""
        self._at = 0

    def allow(self, count: int) -> None:
        """So many more bytes may arrive, besides those that already have."""
        self._room = count

    def receive(self, most: int = BLOCK) -> bytes:
        """What arrives next; nothing when the peer closed in order."""
        if self._room <= 0:
            raise Fault(Reason.TOO_LARGE)
        self._sock.settimeout(self._require())
        piece = self._sock.recv(min(most, self._room))
        self._room -= len(piece)
        return piece

    def head(self) -> bytes:
        """Everything up to the next empty line."""
        data = bytearray(self._rest())
        start = 0
        while (end := _END.search(data, start)) is None:
            start = max(0, len(data) - _END_LENGTH)
            piece = self.receive()
            if not piece:
                raise Fault(Reason.TRUNCATED if data else Reason.RESET)
            data += piece
        self._buffer = bytes(data[end.end() :])
        return bytes(data[: end.start()])

    def line(self) -> bytes:
        """The next line without its end."""
        while (end := self._buffer.find(b"\r\n", self._at, self._at + CHUNK_LINE)) < 0:
            if len(self._buffer) - self._at >= CHUNK_LINE:
                raise Fault(Reason.PROTOCOL)
            piece = self.receive()
            if not piece:
                raise Fault(Reason.TRUNCATED)
            self._buffer = self._rest() + piece
        line = self._buffer[self._at : end]
        self._at = end + 2
        return line

    def take(self, count: int, into: io.BytesIO) -> None:
        """So many bytes, and not one more."""
        piece = self._buffer[self._at : self._at + count]
        self._at += len(piece)
        while True:
            into.write(piece)
            count -= len(piece)
            if not count:
                return
            piece = self.receive(min(BLOCK, count))
            if not piece:
                raise Fault(Reason.TRUNCATED)

    def drain(self, into: io.BytesIO) -> None:
        """Everything until the peer closes."""
        into.write(self._rest())
        while piece := self.receive():
            into.write(piece)

    def _rest(self) -> bytes:
        rest = self._buffer[self._at :]
        self._buffer, self._at = b"", 0
        return rest

    def has_more(self) -> bool:
        """Whether more arrived than was read, as far as this process knows."""
        if self._at < len(self._buffer):
            return True
        return isinstance(self._sock, ssl.SSLSocket) and self._sock.pending() > 0


class Head:
    """The status and the headers of an answer, and what they say about its body."""

    __slots__ = ("_values", "headers", "http_1_1", "status")

    def __init__(self, data: bytes) -> None:
        match = _STATUS.match(data)
        if match is None:
            raise Fault(Reason.PROTOCOL)
        self.http_1_1 = match[1] == b"1"
        self.status = int(match[2])
        self.headers = _read_fields(data, match.end())
        self._values: dict[str, list[str]] = {}
        for name, value in self.headers:
            self._values.setdefault(name.lower(), []).append(value)

    def values(self, name: str) -> list[str]:
        """The values of all headers of that name, in lower case."""
        return self._values.get(name, [])

    def tokens(self, name: str) -> set[str]:
        """The comma-separated parts of a header, in lower case."""
        if name not in self._values:
            return set()
        parts = ",".join(self._values[name]).split(",")
        return {part.strip().lower() for part in parts} - {""}

    @property
    def persistent(self) -> bool:
        """Whether the connection stays open after the answer."""
        tokens = self.tokens("connection")
        return "close" not in tokens if self.http_1_1 else "keep-alive" in tokens


def _read_fields(data: bytes, at: int) -> Headers:
    fields: list[tuple[str, str]] = []
    while at < len(data):
        match = _FIELD.match(data, at)
        if match is None:
            raise Fault(Reason.PROTOCOL)
        if len(fields) == HEADERS:
            raise Fault(Reason.TOO_LARGE)
        name, value = match[1].decode("ascii"), match[2].decode("latin-1").rstrip(" \t")
        fields.append((name, _FOLD.sub(" ", value) if "\n" in value else value))
        at = match.end()
    return tuple(fields)


INTERIM: Final = range(100, 200)
SWITCHING: Final = 101
BODILESS: Final = frozenset({204, 304})


def read_head(source: Source) -> Head:
    """The head of the final answer. Those before it count against the same budget of bytes."""
    while True:
        head = Head(source.head())
        if head.status not in INTERIM:
            return head
        if head.status == SWITCHING:
            raise Fault(Reason.PROTOCOL)


def read_body(head: Head, method: str, source: Source, limit: int) -> bytes:
    """The whole body, or a Fault.

    A body that only the end of the connection ends is complete if the head announced that end, and the peer then closed
    in order: over TLS with its closing alert, without which the socket raises (RFC 9112, 9.8).
    """
    if method == "HEAD" or head.status in BODILESS:
        return b""
    if head.tokens("content-encoding") - {"identity"}:
        raise Fault(Reason.ENCODING)
    body = io.BytesIO()
    lengths = head.values("content-length")
    if transfer := head.tokens("transfer-encoding"):
        if lengths or transfer != {"chunked"}:
            raise Fault(Reason.PROTOCOL)
        _read_chunks(source, body, limit)
    elif lengths:
        length = _length(lengths, limit)
        source.allow(length)
        source.take(length, body)
    elif head.persistent:
        raise Fault(Reason.TRUNCATED)
    else:
        source.allow(limit + 1)
        source.drain(body)
        if body.tell() > limit:
            raise Fault(Reason.TOO_LARGE)
    return body.getvalue()


def _length(values: list[str], limit: int) -> int:
    if len(set(values)) != 1 or _LENGTH.fullmatch(values[0]) is None:
        raise Fault(Reason.PROTOCOL)
    if (length := int(values[0])) > limit:
        raise Fault(Reason.TOO_LARGE)
    return length


def _read_chunks(source: Source, body: io.BytesIO, limit: int) -> None:
    # The framing may take as much as the body itself: no server cuts it into pieces of less than six bytes.
    source.allow(2 * limit + HEAD_LIMIT)
    while True:
        match = _CHUNK.fullmatch(source.line())
        if match is None:
            raise Fault(Reason.PROTOCOL)
        if not (size := int(match[1], 16)):
            break
        if body.tell() + size > limit:
            raise Fault(Reason.TOO_LARGE)
        source.take(size, body)
        if source.line():
            raise Fault(Reason.PROTOCOL)
    while line := source.line():
        if b":" not in line:
            raise Fault(Reason.PROTOCOL)
