"""What a transport is, where it connects to, and how a request is written; still no sockets here."""

from __future__ import annotations

import ipaddress
import re
import warnings
from typing import Final, Protocol

from attrs import frozen

from smswire_runtime._deadline import Deadline
from smswire_runtime._errors import EncodeError
from smswire_runtime._messages import Request, Response
from smswire_runtime._operations import Operation
from smswire_runtime._outcomes import ClosedError, ConfigurationError, InsecureTransportWarning, Phase, Reason


class Failure(Exception):
    """An exchange that brought no complete answer. It stays inside the runtime."""

    def __init__(
        self, phase: Phase, reason: Reason, cause_name: str, *, wrote: bool, status: int | None = None
    ) -> None:
        super().__init__(phase, reason, cause_name)
        self.phase = phase
        self.reason = reason
        self.cause_name = cause_name
        self.wrote = wrote
        """Whether a write of the request had begun."""
        self.status = status


def failure_of(error: Exception) -> Failure:
    """What an exchange came to that ended in an exception.

    What a transport does not foresee says nothing of the bytes that it had written. Only its class is told on, since
    its text may repeat a URL. An error of ours which says that nothing was attempted is raised again.
    """
    if isinstance(error, Failure):
        return error
    if isinstance(error, ClosedError | ConfigurationError | EncodeError):
        raise error
    return Failure(Phase.SENDING, Reason.PROTOCOL, type(error).__name__, wrote=True)


# -- where to -----------------------------------------------------------------

DEFAULT_PORTS: Final = {"https": 443, "http": 80}
LONGEST_NAME: Final = 253
"""Characters of a host name (RFC 1035)."""

_BASE: Final = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?((?:/[^/]*)*)", re.IGNORECASE
)
_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_NUMBER: Final = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*")

_warned: set[str] = set()


@frozen(cache_hash=True)
class Base:
    """Where a client's requests go: the documented paths are appended to ``prefix``."""

    scheme: str
    host: str
    port: int
    prefix: str = ""

    @property
    def tls(self) -> bool:
        """Whether a connection is secured before the first byte of a request."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """Host and port as the Host header writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The base URL again; it holds no secret."""
        return f"{self.scheme}://{self.authority}{self.prefix}"


def parse_base(url: str, *, tls: bool = True) -> Base:
    """Read ``https://host[:port][/base]``. Plain http is for loopback, or for who says ``tls=False``.

    What is wrong is said without the URL, which may hold a password.
    """
    if not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance], a caller may not be type-checked
        raise ConfigurationError("the base URL is no text")
    match = _BASE.fullmatch(url) if url.isascii() and url.isprintable() else None
    if match is None:
        raise ConfigurationError(f"the base URL is wrong: {_complaint(url)}")
    scheme = match[1].lower()
    base = Base(scheme, read_host(match[2]), read_port(match[3], scheme), _read_prefix(match[4]))
    if base.tls and not tls:
        raise ConfigurationError("the base URL says https, and tls=False says plain http")
    if not base.tls and not is_loopback(base.host):
        if tls:
            raise ConfigurationError("plain http to another machine shows passwords to everybody; tls=False allows it")
        _warn_once(base.host)
    return base


def _complaint(url: str) -> str:
    if not url.isascii():
        return "a host name beyond ASCII is written in its xn-- form"
    if not url.isprintable():
        return "it holds a control character"
    for mark, name in (("@", "a user name or password"), ("?", "a query"), ("#", "a fragment"), ("\\", "a backslash")):
        if mark in url:
            return f"it holds {name}"
    return "expected https://host[:port][/base]"


def read_host(text: str) -> str:
    """A host name or address in lower case, an IPv6 address without its brackets."""
    try:
        if text.startswith("["):
            return str(ipaddress.IPv6Address(text[1:-1]))
        # What ends in a number is an address (as browsers have it); the system would read 127.1 and 0x7f000001 as well.
        if _NUMBER.fullmatch(text.rstrip(".").rpartition(".")[2]):
            return str(ipaddress.IPv4Address(text))
    except ValueError:
        raise ConfigurationError("the host looks like an IP address, and is none") from None
    name = text.removesuffix(".")
    if len(name) > LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise ConfigurationError("the host is no host name")
    return text.lower()


def read_port(text: str | None, scheme: str) -> int:
    """A port, by default that of the scheme."""
    port = DEFAULT_PORTS[scheme] if text is None else int(text)
    if not 1 <= port <= 65_535:  # noqa: PLR2004, the range of TCP
        raise ConfigurationError("a port lies between 1 and 65535")
    return port


def _read_prefix(path: str) -> str:
    prefix = path.removesuffix("/")
    segments = prefix.split("/")
    if not all(_SEGMENT.fullmatch(segment) for segment in segments) or {".", ".."} & set(segments) or "//" in prefix:
        raise ConfigurationError("the path of the base URL holds what a path cannot hold")
    return prefix


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, whatever a resolver says."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _warn_once(host: str) -> None:
    if host not in _warned:
        _warned.add(host)
        warnings.warn(f"everything sent to {host} can be read on the way: tls=False", InsecureTransportWarning, 4)


class Transport(Protocol):
    """Carries one request and brings back its answer. It never repeats and never follows.

    Any number of clients and threads may share one.
    """

    def exchange(self, base: Base, request: Request, operation: Operation, deadline: Deadline, /) -> Response:
        """The complete answer; otherwise a Failure, a ClosedError, or an EncodeError before the first byte.

        After any other exception nobody knows whether a byte was written.
        """
        ...

    def rest(self, base: Base, /) -> None:
        """Close the connections to a base that carry nothing; others may be made later."""
        ...

    def close(self) -> None:
        """Close every connection; again is nothing, and an exchange after it is a ClosedError."""
        ...


# -- what is written ----------------------------------------------------------

USER_AGENT: Final = "smswire"

_METHOD: Final = re.compile(r"[A-Z]{1,16}")
_TARGET: Final = re.compile(r"/[\x21\x22\x24-\x7e]*")
_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

OWN_HEADERS: Final = frozenset(
    [
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
        "accept-encoding",
        "expect",
        "upgrade",
        "te",
        "trailer",
        "proxy-authorization",
        "proxy-connection",
    ]
)
"""Headers that frame a message or belong to the connection; the transport alone writes them."""


def check_request(request: Request) -> None:
    """Refuse what would end a line or change the framing, before anything is connected; values are not repeated."""
    if _METHOD.fullmatch(request.method) is None:
        raise EncodeError("$.method", "not a method")
    if _TARGET.fullmatch(request.path) is None or "?" in request.path:
        raise EncodeError("$.path", "a character that a path cannot hold as it is")
    if request.query and _TARGET.fullmatch(f"/{request.query}") is None:
        raise EncodeError("$.query", "a character that a query cannot hold as it is")
    for index, (name, value) in enumerate(request.headers):
        if _NAME.fullmatch(name) is None or name.lower() in OWN_HEADERS:
            raise EncodeError(f"$.headers[{index}]", "not a header that a request may set")
        if not (value.isascii() and value.isprintable()):
            raise EncodeError(f"$.headers[{index}]", "a control character, or one beyond ASCII")


def write_request(request: Request, base: Base) -> bytes:
    """The whole request as it goes over the wire, so that it can be written at once."""
    check_request(request)
    lines = [
        f"{request.method} {base.prefix}{request.target} HTTP/1.1",
        f"Host: {base.authority}",
        "Accept-Encoding: identity",
    ]
    if request.header("user-agent") is None:
        lines.append(f"User-Agent: {USER_AGENT}")
    lines.extend([f"{name}: {value}" for name, value in request.headers])
    # Some servers wait for a length after everything but GET (RFC 9110, 8.6).
    if request.body or request.method != "GET":
        lines.append(f"Content-Length: {len(request.body)}")
    lines.append("\r\n")
    return "\r\n".join(lines).encode("ascii") + request.body
