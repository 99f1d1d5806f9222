"""Faults before an answer: names, connections, proxies, handshakes, and the writing of the request."""

from __future__ import annotations

from smswire_runtime._outcomes import Reason
from tests.faults.fault import ACCEPTED, NOT_SENT, REJECTED, UNKNOWN, Place, fault
from tests.faults.server import Peer

# -- before the request -------------------------------------------------------


@fault(NOT_SENT, Reason.RESOLVE, raw=True, place=Place.NAMELESS)
def no_such_name(_: Peer) -> None:
    """The name does not exist."""


@fault(NOT_SENT, Reason.TIMEOUT, raw=True, place=Place.UNRESOLVED)
def lookup_that_hangs(_: Peer) -> None:
    """The resolver says nothing."""


@fault(NOT_SENT, Reason.REFUSED, raw=True, place=Place.CLOSED)
def refused(_: Peer) -> None:
    """Nobody listens."""


@fault(NOT_SENT, Reason.TIMEOUT, raw=True, place=Place.DEAF)
def deaf(_: Peer) -> None:
    """The queue of connections is full."""


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


# -- proxies ------------------------------------------------------------------


@fault(NOT_SENT, Reason.PROXY, raw=True, place=Place.PROXY)
def proxy_refuses(peer: Peer) -> None:
    """Its password is wrong, or the destination is forbidden."""
    peer.request()
    peer.answer(b"407 Proxy Authentication Required", b"<html>who are you?</html>")
    peer.wait(0.2)


@fault(NOT_SENT, Reason.TIMEOUT, raw=True, place=Place.PROXY)
def proxy_stalls(peer: Peer) -> None:
    """It says nothing to the CONNECT."""
    peer.request()
    peer.wait()


@fault(NOT_SENT, Reason.PROXY, raw=True, place=Place.PROXY)
def proxy_drops(peer: Peer) -> None:
    """It hangs up after the CONNECT."""
    peer.request()
    peer.close()


@fault(NOT_SENT, Reason.PROXY, raw=True, place=Place.PROXY)
def proxy_resets(peer: Peer) -> None:
    """It hangs up in the middle of the CONNECT, and rudely."""
    peer.part(10)
    peer.reset()


@fault({UNKNOWN, NOT_SENT}, over_tls=NOT_SENT, raw=True, place=Place.PROXY)
def proxy_drops_the_tunnel(peer: Peer) -> None:
    """It opens the tunnel and hangs up: without TLS the request may already be on its way."""
    peer.request()
    peer.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
    peer.close()


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
