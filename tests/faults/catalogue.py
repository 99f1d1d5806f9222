"""The faults: what the server does, and what a send that meets it came to."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import frozen

from smswire_runtime._outcomes import NotSent, OutcomeUnknown, Reason, Rejected
from tests.faults.server import Peer, Script

Outcome: TypeAlias = str
ACCEPTED: Final = "Accepted"
NOT_SENT: Final = NotSent.__name__
REJECTED: Final = Rejected.__name__
UNKNOWN: Final = OutcomeUnknown.__name__

BIG: Final = 8 << 20
"""Bytes of a body that no socket takes at once."""

REFUSAL: Final = b"refused"
"""What the invented operation documents as a refusal; the server's ``acceptance`` is what it documents as one."""


@frozen(kw_only=True)
class Fault:
    """One way to fail."""

    name: str
    script: Script
    outcome: frozenset[Outcome]
    over_tls: frozenset[Outcome]
    reason: Reason | None = None
    """Where it is always the same."""
    raw: bool = False
    """It happens before the TLS handshake."""
    tls_only: bool = False
    big: bool = False
    """It needs a request that takes time to write."""
    refuse: bool = False
    """The server listens no longer."""
    fresh: bool = True
    """It can happen on a new connection, too."""


FAULTS: Final[dict[str, Fault]] = {}


def fault(
    outcome: Outcome | set[Outcome],
    reason: Reason | None = None,
    *,
    over_tls: Outcome | set[Outcome] | None = None,
    **traits: bool,
) -> Callable[[Script], Script]:
    """Enter a script into the catalogue under its own name."""

    def enter(script: Script) -> Script:
        name = script.__name__
        FAULTS[name] = Fault(
            name=name,
            script=script,
            outcome=_set(outcome),
            over_tls=_set(over_tls or outcome),
            reason=reason,
            **traits,
        )
        return script

    return enter


def _set(outcome: Outcome | set[Outcome]) -> frozenset[Outcome]:
    return frozenset({outcome} if isinstance(outcome, str) else outcome)


# -- before the request -------------------------------------------------------


@fault(NOT_SENT, Reason.REFUSED, raw=True, refuse=True)
def refused(_: Peer) -> None:
    """Nobody listens."""


@fault({UNKNOWN, NOT_SENT}, over_tls=NOT_SENT, raw=True)
def reset_on_accept(peer: Peer) -> None:
    """RST at once: without TLS the request may already be on its way."""
    peer.reset()


@fault({UNKNOWN, NOT_SENT}, over_tls=NOT_SENT, raw=True)
def close_on_accept(peer: Peer) -> None:
    """FIN at once."""
    peer.close()


@fault(NOT_SENT, Reason.TLS, raw=True, tls_only=True)
def close_in_handshake(peer: Peer) -> None:
    """FIN after the client's first words."""
    peer.part(10)
    peer.close()


@fault(NOT_SENT, Reason.TLS, raw=True, tls_only=True)
def reset_in_handshake(peer: Peer) -> None:
    """RST after the client's first words."""
    peer.part(10)
    peer.reset()


@fault(NOT_SENT, Reason.TIMEOUT, raw=True, tls_only=True)
def stall_in_handshake(peer: Peer) -> None:
    """Silence after the client's first words."""
    peer.part(10)
    peer.wait()


@fault(NOT_SENT, Reason.TLS, raw=True, tls_only=True)
def plain_instead_of_tls(peer: Peer) -> None:
    """Plain http where TLS is spoken to it."""
    peer.part(10)
    peer.answer(b"400 Bad Request", b"<html>speak http</html>")
    peer.wait(0.2)


# -- while the request is written ---------------------------------------------


@fault(UNKNOWN)
def reset_in_head(peer: Peer) -> None:
    """RST after a few bytes."""
    peer.part(10)
    peer.reset()


@fault(UNKNOWN)
def close_in_head(peer: Peer) -> None:
    """FIN after a few bytes."""
    peer.part(10)
    peer.close()


@fault(UNKNOWN, big=True)
def reset_in_body(peer: Peer) -> None:
    """RST in the middle of a long body."""
    peer.part(1000)
    peer.reset()


@fault(UNKNOWN, Reason.TIMEOUT, big=True)
def never_reads(peer: Peer) -> None:
    """The window closes, and nothing goes on."""
    peer.wait()


@fault({UNKNOWN, REJECTED}, big=True)
def early_413(peer: Peer) -> None:
    """An answer before the end of the request: readable or not, depending on who is faster."""
    peer.part(1000)
    peer.answer(b"413 Too Large", b"", b"Connection: close")
    peer.wait(0.1)
    peer.close()


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
    """The same in chunks of one byte."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    block = b"1\r\nx\r\n" * 10_000
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


# -- a status that decides ----------------------------------------------------

PAGE: Final = b"<html>a page for people</html>"


def _status(line: bytes, *headers: bytes, body: bytes = PAGE) -> Script:
    def script(peer: Peer) -> None:
        while peer.request():
            peer.answer(line, body, b"Content-Type: text/html", *headers)

    script.__name__ = f"status_{line.decode().lower().replace(' ', '_')}"
    return script


for _line in (b"400 Bad Request", b"404 Not Found", b"409 Conflict", b"413 Too Large", b"451 Unavailable"):
    fault(REJECTED, Reason.STATUS)(_status(_line))
for _line in (b"401 Unauthorized", b"403 Forbidden"):
    fault(REJECTED, Reason.AUTHENTICATION)(_status(_line))
fault(REJECTED, Reason.THROTTLED)(_status(b"429 Too Many Requests", b"Retry-After: 0"))
for _line in (b"408 Request Timeout", b"500 Error", b"502 Bad Gateway", b"503 Unavailable", b"504 Gateway Timeout"):
    fault(UNKNOWN, Reason.STATUS)(_status(_line, b"Retry-After: 0"))
for _line in (b"301 Moved", b"302 Found", b"303 See Other", b"307 Temporary", b"308 Permanent"):
    fault(UNKNOWN, Reason.STATUS)(_status(_line, b"Location: /elsewhere"))
fault(REJECTED, Reason.AUTHENTICATION)(_status(b"302 Login", b"Location: /Account/Login?redirect=%2F"))
fault(UNKNOWN, Reason.STATUS)(_status(b"304 Not Modified", body=b""))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"200 OK"))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"200 Empty", body=b""))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"201 Nonsense", body=b"\xff\xfe\x00"))
fault(REJECTED, Reason.REFUSAL)(_status(b"200 Refused", body=REFUSAL))
fault(REJECTED, Reason.REFUSAL)(_status(b"500 Refused", body=REFUSAL))
fault(REJECTED, Reason.AUTHENTICATION)(_status(b"401 Refused", body=REFUSAL))


# -- odd, and yet an acceptance -----------------------------------------------


@fault(ACCEPTED)
def accepted_despite_status(peer: Peer) -> None:
    """A documented body is believed before the status."""
    peer.request()
    peer.answer(b"500 Error", peer.server.acceptance, b"Content-Type: text/html")


@fault(ACCEPTED)
def accepted_after_interim(peer: Peer) -> None:
    """Interim answers before the final one."""
    peer.request()
    peer.say(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    peer.accept()


@fault(ACCEPTED)
def accepted_in_chunks(peer: Peer) -> None:
    """Chunks with an extension, and a trailer."""
    peer.request()
    body = peer.server.acceptance
    peer.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"%X;x=y\r\n" % len(body[:3]), body[:3])
    peer.say(b"\r\n%x\r\n" % len(body[3:]), body[3:], b"\r\n0\r\nX-Trailer: y\r\n\r\n")


@fault(ACCEPTED)
def accepted_by_http_1_0(peer: Peer) -> None:
    """The old way to end a body."""
    peer.request()
    peer.say(b"HTTP/1.0 200 OK\r\n\r\n", peer.server.acceptance)
    peer.finish()


@fault(ACCEPTED)
def accepted_with_bare_line_feeds(peer: Peer) -> None:
    """Scripts write heads like that."""
    peer.request()
    body = peer.server.acceptance
    peer.say(b"HTTP/1.1 200 OK\nX-Folded: a\n b\nContent-Length: %d\n\n" % len(body), body)


# -- only on a connection that was used before --------------------------------


@fault(ACCEPTED, fresh=False, raw=True)
def closed_while_idle(peer: Peer) -> None:
    """The server gave up waiting; a new connection serves."""
    if peer.server.tls is not None:
        peer.sock = peer.server.tls.wrap_socket(peer.sock, server_side=True)
    peer.request()
    peer.accept()


@fault(ACCEPTED, fresh=False)
def stray_bytes_while_idle(peer: Peer) -> None:
    """Some servers say 408 into the silence; it is no answer to what comes later."""
    if peer.server.connections == 1:
        peer.answer(b"408 Request Timeout")
        peer.wait()
    else:
        peer.request()
        peer.accept()
