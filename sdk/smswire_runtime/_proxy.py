"""The proxy that stands between, where one does."""

from __future__ import annotations

import ipaddress
import os
from base64 import b64encode
from typing import Final
from urllib.parse import unquote, urlsplit

from attrs import field, frozen

from smswire_runtime._outcomes import ConfigurationError
from smswire_runtime._secret import Secret
from smswire_runtime._transport import Base, is_loopback, read_host, read_port

PROXY_PORT: Final = "3128"
"""The registered port of squid, where a proxy's URL names none."""


@frozen
class Proxy:
    """An HTTP proxy. Every connection is tunnelled through it with CONNECT, so that it never sees a request."""

    host: str
    port: int
    authorization: Secret | None = field(default=None, repr=False)
    """The value of the Proxy-Authorization header."""

    def write_connect(self, base: Base) -> bytes:
        """The request for a tunnel."""
        name = f"[{base.host}]" if ":" in base.host else base.host
        lines = [f"CONNECT {name}:{base.port} HTTP/1.1", f"Host: {name}:{base.port}"]
        if self.authorization is not None:
            lines.append(f"Proxy-Authorization: {self.authorization.reveal()}")
        return "\r\n".join([*lines, "\r\n"]).encode("ascii")


def parse_proxy(url: str) -> Proxy:
    """Read ``http://[user:password@]host[:port]``; what is wrong is said without the URL."""
    wrong = ConfigurationError("the proxy's URL is wrong: expected http://[user:password@]host[:port]")
    text = url if "://" in url else f"http://{url}"
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise wrong
    try:
        parts = urlsplit(text)
    except ValueError:
        raise wrong from None
    if parts.scheme == "https":
        # TLS within TLS has reads that no deadline reaches.
        raise ConfigurationError("a proxy is reached by http://; the tunnel through it is TLS all the same")
    if parts.scheme != "http" or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise wrong
    login, _, place = parts.netloc.rpartition("@")
    host, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        host, port = place, PROXY_PORT
    if not host or not port.isdigit():
        raise wrong
    return Proxy(read_host(host), read_port(port, "http"), _basic(login) if login else None)


def _basic(login: str) -> Secret:
    user, _, password = login.partition(":")
    return Secret(f"Basic {b64encode(f'{unquote(user)}:{unquote(password)}'.encode()).decode('ascii')}")


def find_proxy(base: Base) -> Proxy | None:
    """The proxy that the environment names for a destination: HTTPS_PROXY, unless NO_PROXY or loopback."""
    if not base.tls or is_loopback(base.host):
        return None
    url = _environment("https_proxy")
    if not url or is_exempt(base, _environment("no_proxy")):
        return None
    return parse_proxy(url)


def _environment(name: str) -> str:
    """The lower-case variable goes first, as in curl and the standard library."""
    return os.environ.get(name) or os.environ.get(name.upper()) or ""


def is_exempt(base: Base, rules: str) -> bool:
    """Whether NO_PROXY names a destination: ``*``, a host, a domain, either with a port, an address or a network."""
    return any(_matches(base, rule.strip().lower()) for rule in rules.split(",") if rule.strip())


def _matches(base: Base, rule: str) -> bool:
    if rule == "*":
        return True
    try:
        return ipaddress.ip_address(base.host) in ipaddress.ip_network(rule.strip("[]"), strict=False)
    except ValueError:
        pass  # a name on one side or on both
    name, colon, port = rule.rpartition(":")
    if colon and port.isdigit():
        if int(port) != base.port:
            return False
        rule = name
    rule = rule.removeprefix("*").strip("[]").strip(".")
    host = base.host.removesuffix(".")
    return bool(rule) and (host == rule or host.endswith(f".{rule}"))
