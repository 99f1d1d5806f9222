"""Where an answer begins and ends, for who is handed its bytes as they arrive; the rules are those of ``_framing``."""

from __future__ import annotations

import io
import re
from collections.abc import Generator
from typing import Final, TypeAlias, TypeVar

from smswire_runtime._framing import (
    BODILESS,
    CHUNK_LINE,
    HEAD_LIMIT,
    INTERIM,
    LENGTH_DIGITS,
    SWITCHING,
    Fault,
    Head,
)
from smswire_runtime._outcomes import Reason

T = TypeVar("T")

Reading: TypeAlias = Generator[None, bytes, T]
"""It is sent what arrives, and nothing (``b""``) when the peer closed in order; it returns, or raises a Fault.

What it reads, it takes out of the bytes that it was given to begin with. They hold what came after it when it returns.
"""

_END: Final = re.compile(rb"\n\r?\n")
_END_LENGTH: Final = 3
_LENGTH: Final = re.compile(rf"[0-9]{{1,{LENGTH_DIGITS}}}")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*+(?:;.*+)?")


def read_head(data: bytearray) -> Reading[Head]:
    """The head of the final answer. Those before it count against the same budget of bytes."""
    room = HEAD_LIMIT
    while True:
        start = 0
        while (end := _END.search(data, start)) is None:
            if len(data) >= room:
                raise Fault(Reason.TOO_LARGE)
            start = max(0, len(data) - _END_LENGTH)
            piece = yield
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
    """The whole body. One that only the end of the connection ends is complete if the head announced that end."""
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
    while True:
        taken = into.write(data[:count])
        del data[:taken]
        count -= taken
        if not count:
            return
        piece = yield
        if not piece:
            raise Fault(Reason.TRUNCATED)
        data += piece


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
    while True:
        body.write(data)
        data.clear()
        if body.tell() > limit:
            raise Fault(Reason.TOO_LARGE)
        piece = yield
        if not piece:
            return body.getvalue()
        data += piece


def _line(data: bytearray) -> Reading[bytes]:
    """The next line without its end."""
    while (end := data.find(b"\r\n", 0, CHUNK_LINE)) < 0:
        if len(data) >= CHUNK_LINE:
            raise Fault(Reason.PROTOCOL)
        piece = yield
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
