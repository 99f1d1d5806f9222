"""Whole answers: statuses and bodies that decide, and odd ones that are acceptances all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from smswire_runtime._outcomes import Reason
from tests.faults.fault import ACCEPTED, REJECTED, UNKNOWN, fault
from tests.faults.server import Peer, Script

# -- a status that decides ----------------------------------------------------

Body: TypeAlias = Callable[[Peer, bytes], bytes]
"""The body of an answer to a request."""


def page(_: Peer, request: bytes) -> bytes:
    """A page for people. It repeats the request, as many error pages do."""
    return b"<html>something went wrong with %b</html>" % request


def refusal(peer: Peer, _: bytes) -> bytes:
    """What the operation documents as a refusal."""
    return peer.server.refusal


def nothing(_: Peer, __: bytes) -> bytes:
    """No body."""
    return b""


def noise(_: Peer, __: bytes) -> bytes:
    """Bytes that are no text."""
    return b"\xff\xfe\x00"


def _status(line: bytes, *headers: bytes, body: Body = page) -> Script:
    def script(peer: Peer) -> None:
        while request := peer.request():
            peer.answer(line, body(peer, request), b"Content-Type: text/html", *headers)

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
fault(UNKNOWN, Reason.STATUS)(_status(b"304 Not Modified", body=nothing))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"200 OK"))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"200 Empty", body=nothing))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"201 Nonsense", body=noise))
fault(UNKNOWN, Reason.UNREADABLE)(_status(b"204 No Content", body=nothing))
fault(REJECTED, Reason.REFUSAL)(_status(b"200 Refused", body=refusal))
fault(REJECTED, Reason.REFUSAL)(_status(b"500 Refused", body=refusal))
fault(REJECTED, Reason.AUTHENTICATION)(_status(b"401 Refused", body=refusal))
fault(REJECTED, Reason.AUTHENTICATION)(_status(b"401 Empty", body=nothing))


# -- odd, and yet an acceptance -----------------------------------------------


@fault(ACCEPTED)
def accepted_despite_status(peer: Peer) -> None:
    """A documented body is believed before the status."""
    peer.request()
    peer.answer(b"500 Error", peer.server.acceptance, b"Content-Type: text/html")


@fault(ACCEPTED)
def accepted_despite_type(peer: Peer) -> None:
    """A documented body is believed before the type that its server says."""
    peer.request()
    peer.answer(b"200 OK", peer.server.acceptance, b"Content-Type: application/octet-stream")


@fault(ACCEPTED)
def accepted_as_another_type(peer: Peer) -> None:
    """The same where the type is one that some provider writes."""
    peer.request()
    peer.answer(b"200 OK", peer.server.acceptance, b"Content-Type: text/jsv")


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
