"""Answers that arrive in pieces: what is read of them is what is read of a socket, however they are cut."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smswire_runtime import Reason
from smswire_runtime._framing import HEAD_LIMIT, Fault, Head, Reading, read_body, read_head
from smswire_runtime._line import Source

LIMIT: Final = 64
"""Bytes of a body, so that a few are too many."""

Read: TypeAlias = tuple[int, tuple[tuple[str, str], ...], bytes, bool] | Reason
"""Status, headers, body and whether nothing follows; or what is wrong."""


def from_socket(answer: bytes, method: str) -> Read:
    """What is read of a socket."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(answer)
        theirs.shutdown(socket.SHUT_WR)
        source = Source(ours, lambda: 5.0)
        try:
            head, body = source.read(_read(source.data, method))
        except Fault as fault:
            return fault.reason
        return head.status, head.headers, body, not source.has_more()


def from_pieces(pieces: Iterable[bytes], method: str) -> Read:
    """What is read of pieces, the end of the connection among them."""
    data = bytearray()
    reading = _read(data, method)
    next(reading)
    feed = iter([*pieces, b""])
    try:
        for piece in feed:
            reading.send(piece)
    except Fault as fault:
        return fault.reason
    except StopIteration as end:
        head, body = end.value
        return head.status, head.headers, body, not data and not any(feed)
    raise AssertionError("it waits for what comes after the end")


def _read(data: bytearray, method: str) -> Reading[tuple[Head, bytes]]:
    head = yield from read_head(data)
    return head, (yield from read_body(head, method, data, LIMIT))


def cut(answer: bytes, at: Iterable[int]) -> Iterator[bytes]:
    """The pieces between these places; none of them is empty."""
    places = sorted({0, len(answer), *(place for place in at if place < len(answer))})
    return (answer[begin:end] for begin, end in pairwise(places))


# -- answers, good and bad ----------------------------------------------------

STATUSES: Final = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.0 200 OK",
    b"HTTP/1.1 204",
    b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 101 Switching",
    b"HTTP/2 200",
    b"hello",
    b"",
]

FIELDS: Final = [
    b"Content-Length: 8",
    b"Content-Length: 9",
    b"Content-Length: -8",
    b"Content-Length: 0",
    b"Content-Length: 99999999",
    b"Transfer-Encoding: chunked",
    b"transfer-encoding: gzip, chunked",
    b"Content-Encoding: gzip",
    b"Connection: close",
    b"Connection: keep-alive",
    b"X-Folded: a\r\n  b",
    b"X: \xff",
    b"no header",
]

BODIES: Final = [
    b"accepted",
    b"accept",
    b"accepted and more",
    b"x" * (LIMIT + 1),
    b"8\r\naccepted\r\n0\r\n\r\n",
    b"3;a=b\r\nacc\r\n5\r\nepted\r\n0\r\nX: y\r\n\r\n",
    b"8\r\naccepted\r\n0\r\nno trailer\r\n\r\n",
    b"8\r\naccepted\r\n",
    b"8\r\naccepted0\r\n\r\n",
    b"eight\r\naccepted",
    b"-1\r\naccepted",
    b"50\r\n" + b"x" * 80,
    b"1" * 300,
    b"",
]


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    """A head, its lines ended in either way."""
    lines = [draw(st.sampled_from(STATUSES)), *draw(st.lists(st.sampled_from(FIELDS), max_size=4))]
    end = draw(st.sampled_from([b"\r\n", b"\n"]))
    return end.join([*lines, b"", b""])


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """One or more heads and a body, and perhaps a byte of it replaced."""
    answer = b"".join(draw(st.lists(heads(), min_size=1, max_size=3))) + draw(st.sampled_from(BODIES))
    if answer and draw(st.booleans()):
        place = draw(st.integers(0, len(answer) - 1))
        answer = answer[:place] + draw(st.binary(max_size=2)) + answer[place + 1 :]
    return answer


@given(answers(), st.lists(st.integers(1, 400), max_size=8), st.sampled_from(["GET", "HEAD"]))
@example(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\naccepted", [], "GET")
@example(b"HTTP/1.1 200 OK\n\r\n", [], "GET")
@example(b"\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", [1, 2, 3], "GET")
def test_the_same_as_from_a_socket(answer: bytes, at: Sequence[int], method: str) -> None:
    """Pieces of any size come to the same answer, or to the same fault."""
    expected = from_socket(answer, method)

    assert expected == from_pieces(cut(answer, at), method)
    assert expected == from_pieces(cut(answer, range(len(answer))), method)


LARGE: Final = [
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * HEAD_LIMIT + b"\r\n\r\n",
    b"HTTP/1.1 200 " + b"y" * 2 * HEAD_LIMIT,
    b"HTTP/1.1 100 Continue\r\n\r\n" * 4000,
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * (LIMIT + 1),
    b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * HEAD_LIMIT,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 20_000,
]


@pytest.mark.parametrize("answer", LARGE)
@pytest.mark.parametrize("size", [1 << 20, 16_384, 100])
def test_too_much(answer: bytes, size: int) -> None:
    """There is an end to everything, whether it comes at once or bit by bit."""
    assert Reason.TOO_LARGE is from_pieces(cut(answer, range(0, len(answer), size)), "GET")
