"""Faults of answers as HTTP: none, half of one, or bytes whose end nobody can tell."""

from __future__ import annotations

import zlib
from typing import Final

from smswire_runtime._outcomes import Reason
from tests.faults.fault import ACCEPTED, UNKNOWN, fault
from tests.faults.server import Peer

# -- instead of an answer -----------------------------------------------------


@fault(UNKNOWN, Reason.RESET)
def reset_after_request(peer: Peer) -> None:
    """RST once the whole request is there."""
    peer.request()
    peer.reset()


@fault(UNKNOWN, Reason.RESET)
def close_after_request(peer: Peer) -> None:
    """FIN once the whole request is there."""
    peer.request()
    peer.close()


@fault(UNKNOWN, Reason.RESET)
def finish_after_request(peer: Peer) -> None:
    """An orderly end once the whole request is there."""
    peer.request()
    peer.finish()


@fault(UNKNOWN, Reason.TIMEOUT)
def silence(peer: Peer) -> None:
    """Nothing at all."""
    peer.request()
    peer.wait()


@fault(UNKNOWN)
def half_a_status_line(peer: Peer) -> None:
    """The beginning of an answer."""
    peer.request()
    peer.say(b"HTTP/1.")
    peer.finish()


@fault(UNKNOWN, Reason.PROTOCOL)
def garbage(peer: Peer) -> None:
    """Something else than HTTP."""
    peer.request()
    peer.say(b"\x00\xffhello\r\n\r\n")
    peer.wait()


@fault(UNKNOWN, Reason.PROTOCOL)
def garbage_before_the_status_line(peer: Peer) -> None:
    """A proper answer after something else."""
    peer.request()
    peer.say(b"hello\r\n")
    peer.accept()
    peer.wait()


@fault(UNKNOWN, Reason.TOO_LARGE)
def endless_status_line(peer: Peer) -> None:
    """A line without an end."""
    peer.request()
    peer.say(b"HTTP/1.1 200 ")
    while not peer.server.stopped.is_set():
        peer.say(b"a" * 4096)


@fault(UNKNOWN, Reason.TOO_LARGE)
def two_hundred_headers(peer: Peer) -> None:
    """More headers than anybody needs."""
    peer.request()
    peer.answer(b"200 OK", peer.server.acceptance, *(b"X-%d: y" % number for number in range(200)))
    peer.wait()


@fault(UNKNOWN, Reason.TOO_LARGE)
def one_huge_header(peer: Peer) -> None:
    """A header larger than a head may be."""
    peer.request()
    peer.answer(b"200 OK", peer.server.acceptance, b"X: " + b"y" * 100_000)
    peer.wait()


@fault(UNKNOWN, Reason.PROTOCOL)
def a_line_that_is_no_header(peer: Peer) -> None:
    """It may repeat what was sent, so nobody may log it."""
    request = peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\n" + request[:60].replace(b":", b"").replace(b"\r\n", b" ") + b"\r\n\r\n")
    peer.wait()


@fault(UNKNOWN, Reason.TIMEOUT)
def dripped_head(peer: Peer) -> None:
    """A byte at a time, each in time for itself."""
    peer.request()
    peer.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@fault(UNKNOWN, Reason.PROTOCOL)
def switching_protocols(peer: Peer) -> None:
    """A protocol that nobody asked for."""
    peer.request()
    peer.say(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
    peer.wait()


@fault(UNKNOWN, Reason.TOO_LARGE)
def endless_interim_answers(peer: Peer) -> None:
    """Continue, continue, continue."""
    peer.request()
    while not peer.server.stopped.is_set():
        peer.say(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


# -- half an answer -----------------------------------------------------------


def _cut(peer: Peer, *headers: bytes) -> None:
    peer.request()
    peer.say(b"\r\n".join([b"HTTP/1.1 200 OK", *headers, b"", b""]), peer.server.acceptance[:4])


@fault(UNKNOWN, Reason.TRUNCATED)
def body_cut_by_finish(peer: Peer) -> None:
    """Less than the Content-Length, in order."""
    _cut(peer, b"Content-Length: 100")
    peer.finish()


@fault(UNKNOWN, Reason.TRUNCATED)
def body_cut_by_reset(peer: Peer) -> None:
    """Less than the Content-Length, then RST."""
    _cut(peer, b"Content-Length: 100")
    peer.wait(0.05)
    peer.reset()


@fault(UNKNOWN, Reason.TIMEOUT)
def body_that_stalls(peer: Peer) -> None:
    """Less than the Content-Length, and then nothing."""
    _cut(peer, b"Content-Length: 100")
    peer.wait()


@fault(UNKNOWN, Reason.TIMEOUT)
def dripped_body(peer: Peer) -> None:
    """A byte at a time."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n")
    peer.drip(b"x" * 40)


@fault(UNKNOWN, Reason.TRUNCATED)
def unannounced_end(peer: Peer) -> None:
    """No length, and no word that the end of the connection is the end of the body."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\n\r\n", peer.server.acceptance)
    peer.finish()


@fault(UNKNOWN, Reason.TRUNCATED)
def announced_end_by_reset(peer: Peer) -> None:
    """The end was announced, and something else came."""
    _cut(peer, b"Connection: close")
    peer.wait(0.05)
    peer.reset()


@fault(UNKNOWN)
def announced_end_too_early(peer: Peer) -> None:
    """Nothing in HTTP shows that it is cut; the reading of it does."""
    _cut(peer, b"Connection: close")
    peer.finish()


@fault(ACCEPTED, over_tls=UNKNOWN)
def announced_end_without_alert(peer: Peer) -> None:
    """Over TLS anybody could have cut it there."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", peer.server.acceptance)
    peer.close()


@fault(UNKNOWN, Reason.TRUNCATED)
def chunks_cut(peer: Peer) -> None:
    """No last chunk."""
    peer.request()
    body = peer.server.acceptance
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(body), body, b"\r\n")
    peer.finish()


# -- an answer that is not one ------------------------------------------------


def _framed(peer: Peer, *headers: bytes) -> None:
    peer.request()
    peer.say(b"\r\n".join([b"HTTP/1.1 200 OK", *headers, b"", b""]), peer.server.acceptance)
    peer.wait()


@fault(UNKNOWN, Reason.PROTOCOL)
def chunk_of_nonsense(peer: Peer) -> None:
    """A size that is no number."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\neight\r\n", peer.server.acceptance)
    peer.wait()


@fault(UNKNOWN, Reason.PROTOCOL)
def chunk_below_zero(peer: Peer) -> None:
    """A size that http.client would read as "everything"."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", b"x" * 4096)
    peer.wait()


@fault(UNKNOWN, Reason.PROTOCOL)
def length_and_chunks(peer: Peer) -> None:
    """Two ways to tell the end."""
    _framed(peer, b"Transfer-Encoding: chunked", b"Content-Length: 8")


@fault(UNKNOWN, Reason.PROTOCOL)
def two_lengths(peer: Peer) -> None:
    """Two ends."""
    _framed(peer, b"Content-Length: 8", b"Content-Length: 9")


@fault(UNKNOWN, Reason.PROTOCOL)
def length_below_zero(peer: Peer) -> None:
    """No length at all."""
    _framed(peer, b"Content-Length: -8")


@fault(UNKNOWN, Reason.TOO_LARGE)
def length_beyond_the_limit(peer: Peer) -> None:
    """Refused before a byte of it is read."""
    _framed(peer, b"Content-Length: 99999999999")


@fault(UNKNOWN, Reason.TOO_LARGE)
def endless_body(peer: Peer) -> None:
    """A body that never ends."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    block = b"x" * 65_536
    while not peer.server.stopped.is_set():
        peer.say(block)


@fault(UNKNOWN, Reason.TOO_LARGE)
def endless_chunks(peer: Peer) -> None:
    """The same in small chunks."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    block = b"200\r\n%b\r\n" % (b"x" * 512) * 100
    while not peer.server.stopped.is_set():
        peer.say(block)


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * (1 << 20)
    return b"".join([*(packer.compress(zeros) for _ in range(64)), packer.flush()])


BOMB: Final = _bomb()
"""64 MiB of nothing in 64 KiB."""


@fault(UNKNOWN, Reason.ENCODING)
def gzip_bomb(peer: Peer) -> None:
    """An encoding that nobody asked for, left unread."""
    peer.request()
    peer.answer(b"200 OK", BOMB, b"Content-Encoding: gzip")
    peer.wait()
