"""Where an answer begins and ends: HTTP/1.x out of bytes that somebody brings, within a budget; no sockets here."""

from __future__ import annotations

import io
import re
from collections.abc import Generator
from typing import Final, TypeAlias, TypeVar

from smswire_runtime._messages import Headers
from smswire_runtime._outcomes import Reason

T = TypeVar("T")

Reading: TypeAlias = Generator[int, bytes, T]
"""It says how many bytes it has a use for, and is sent what arrives: more than that, too, and nothing (``b""``) when
the peer closed in order. It returns, or raises a Fault.

What it reads, it takes out of the bytes that it was given to begin with. They hold what came after it when it returns.
"""

HEAD_LIMIT: Final = 64 * 1024
"""Bytes of status lines and headers, interim answers included. Servers allow 8 KiB (nginx) to 64 KiB (IIS)."""

HEADERS: Final = 100
"""Headers of one answer, as in http.client."""

BLOCK: Final = 16 * 1024
"""Bytes asked for at a time: what one TLS record holds."""

CHUNK_LINE: Final = 256
"""Bytes of the line before a chunk or of a trailer: a length in hexadecimal, and extensions that nobody uses."""

LENGTH_DIGITS: Final = 12
"""Digits of a length; more than any limit has, and few enough for int() to be quick."""

INTERIM: Final = range(100, 200)
SWITCHING: Final = 101
BODILESS: Final = frozenset({204, 304})

_END: Final = re.compile(rb"\n\r?\n")
_END_LENGTH: Final = 3
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


def read_head(data: bytearray) -> Reading[Head]:
    """The head of the final answer. Those before it count against the same budget of bytes."""
    room = HEAD_LIMIT
    while True:
        start = 0
        while (end := _END.search(data, start)) is None:
            if len(data) >= room:
                raise Fault(Reason.TOO_LARGE)
            start = max(0, len(data) - _END_LENGTH)
            piece = yield min(BLOCK, room - len(data))
            if not piece:
                raise Fault(Reason.TRUNCATED if data else Reason.RESET)
            data += piece
        room -= end.end()
        if room < 0:
            raise Fault(Reason.TOO_LARGE)
        head = Head(bytes(data[: end.start()].removesuffix(b"\r")))
        del data[: end.end()]
        if head.status not in INTERIM:
            return head
        if head.status == SWITCHING:
            raise Fault(Reason.PROTOCOL)


def read_body(head: Head, method: str, data: bytearray, limit: int) -> Reading[bytes]:
    """The whole body, or a Fault.

    A body that only the end of the connection ends is complete if the head announced that end, and the peer then closed
    in order: over TLS with its closing alert, without which whoever brings the bytes raises (RFC 9112, 9.8).
    """
    if method == "HEAD" or head.status in BODILESS:
        return b""
    if head.tokens("content-encoding") - {"identity"}:
        raise Fault(Reason.ENCODING)
    lengths = head.values("content-length")
    if transfer := head.tokens("transfer-encoding"):
        if lengths or transfer != {"chunked"}:
            raise Fault(Reason.PROTOCOL)
        return (yield from _read_chunks(data, limit))
    if lengths:
        return (yield from _read_counted(data, _length(lengths, limit)))
    if head.persistent:
        raise Fault(Reason.TRUNCATED)
    return (yield from _read_rest(data, limit))


def _length(values: list[str], limit: int) -> int:
    if len(set(values)) != 1 or _LENGTH.fullmatch(values[0]) is None:
        raise Fault(Reason.PROTOCOL)
    if (length := int(values[0])) > limit:
        raise Fault(Reason.TOO_LARGE)
    return length


def _take(count: int, data: bytearray, into: io.BytesIO) -> Reading[None]:
    """So many bytes, and not one more."""
    taken = into.write(data[:count])
    del data[:taken]
    count -= taken
    while count:
        piece = yield min(BLOCK, count)
        if not piece:
            raise Fault(Reason.TRUNCATED)
        into.write(piece[:count])
        data += piece[count:]
        count -= min(len(piece), count)


def _read_counted(data: bytearray, length: int) -> Reading[bytes]:
    if len(data) >= length:  # mostly it came along with the head
        body = bytes(data[:length])
        del data[:length]
        return body
    whole = io.BytesIO()
    yield from _take(length, data, whole)
    return whole.getvalue()


def _read_rest(data: bytearray, limit: int) -> Reading[bytes]:
    """Everything until the peer closes."""
    body = io.BytesIO()
    piece = bytes(data)
    data.clear()
    while True:
        body.write(piece)
        if body.tell() > limit:
            raise Fault(Reason.TOO_LARGE)
        piece = yield min(BLOCK, limit + 1 - body.tell())
        if not piece:
            return body.getvalue()


def _line(data: bytearray) -> Reading[bytes]:
    """The next line without its end."""
    while (end := data.find(b"\r\n", 0, CHUNK_LINE)) < 0:
        if len(data) >= CHUNK_LINE:
            raise Fault(Reason.PROTOCOL)
        piece = yield BLOCK
        if not piece:
            raise Fault(Reason.TRUNCATED)
        data += piece
    line = bytes(data[:end])
    del data[: end + 2]
    return line


def _read_chunks(data: bytearray, limit: int) -> Reading[bytes]:
    body = io.BytesIO()
    # The framing may take as much as the body itself: no server cuts it into pieces of less than six bytes.
    room = limit + HEAD_LIMIT
    while True:
        line = yield from _line(data)
        match = _CHUNK.fullmatch(line)
        if match is None:
            raise Fault(Reason.PROTOCOL)
        room -= len(line) + 4
        size = int(match[1], 16)
        if room < 0 or body.tell() + size > limit:
            raise Fault(Reason.TOO_LARGE)
        if not size:
            break
        yield from _take(size, data, body)
        if (yield from _line(data)):
            raise Fault(Reason.PROTOCOL)
    while line := (yield from _line(data)):
        room -= len(line) + 2
        if room < 0:
            raise Fault(Reason.TOO_LARGE)
        if b":" not in line:
            raise Fault(Reason.PROTOCOL)
    return body.getvalue()
