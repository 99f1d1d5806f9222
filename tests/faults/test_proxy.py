"""Proxies: tunnels that work, tunnels that fail in every way, and whom the environment sends through which."""

from __future__ import annotations

import base64
import ssl
import time

import pytest

from smswire_runtime._deadline import Deadline
from smswire_runtime._outcomes import ConfigurationError, NotSent, Phase, Reason
from smswire_runtime._proxy import Proxy, find_proxy, is_exempt, parse_proxy
from smswire_runtime._transport import Base, parse_base
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.cells import GRACE, TOTAL
from tests.faults.invented import asked, call
from tests.faults.proxies import tunnel
from tests.faults.server import FaultServer, Peer, Script, serve
from tests.faults.silence import PASSWORD, check_silent

LOGIN = f"user:{PASSWORD}"


def answers(line: bytes, *after: bytes) -> Script:
    """A proxy that answers the CONNECT with this."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.say(b"HTTP/1.1 " + line + b"\r\n\r\n", *after)
        peer.wait(1)

    return script


def stalls(peer: Peer) -> None:
    """A proxy that says nothing."""
    peer.request()
    peer.wait()


def drips(peer: Peer) -> None:
    """A proxy that says it slowly."""
    peer.request()
    peer.drip(b"HTTP/1.1 200 Connection established\r\n\r\n")


def drops(peer: Peer) -> None:
    """A proxy that hangs up."""
    peer.request()
    peer.close()


def resets(peer: Peer) -> None:
    """A proxy that hangs up rudely."""
    peer.part(10)
    peer.reset()


def drops_after(peer: Peer) -> None:
    """A proxy that opens the tunnel and hangs up."""
    peer.request()
    peer.say(b"HTTP/1.1 200 OK\r\n\r\n")
    peer.close()


def babbles(peer: Peer) -> None:
    """A proxy that speaks something else."""
    peer.request()
    peer.say(b"hello\r\n\r\n")
    peer.wait(1)


def shouts(peer: Peer) -> None:
    """A proxy whose answer never ends."""
    peer.request()
    while not peer.server.stopped.is_set():
        peer.say(b"X: " + b"y" * 4096 + b"\r\n")


def test_tunnel(server_side: ssl.SSLContext, client_side: ssl.SSLContext) -> None:
    """The proxy sees where to, and its own password; the server gets the request."""
    with FaultServer(serve, tls=server_side) as server, FaultServer(tunnel) as proxy:
        transport = Urllib3Transport(trust=client_side, proxy=f"http://{LOGIN}@127.0.0.1:{proxy.port}")
        for _ in range(2):
            call(transport, f"https://localhost:{server.port}", asked("POST"))
        transport.close()
        login = base64.b64encode(LOGIN.encode())
        lines = [
            b"CONNECT localhost:%d HTTP/1.1" % server.port,
            b"Host: localhost:%d" % server.port,
            b"Proxy-Authorization: Basic " + login,
        ]

        assert [b"\r\n".join([*lines, b"", b""])] == proxy.ledger
        assert 2 == len(server.ledger)
        assert b"Proxy-Authorization" not in server.ledger[0]


@pytest.mark.parametrize(
    "script,phase,reason",
    [
        (answers(b"407 Proxy Authentication Required"), Phase.CONNECTING, Reason.PROXY),
        (answers(b"403 Forbidden"), Phase.CONNECTING, Reason.PROXY),
        (answers(b"302 Found", b"Location: /login"), Phase.CONNECTING, Reason.PROXY),
        (answers(b"503 Unavailable"), Phase.CONNECTING, Reason.PROXY),
        (answers(b"200 OK", b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\naccepted"), None, None),
        (stalls, Phase.CONNECTING, Reason.TIMEOUT),
        (drips, Phase.CONNECTING, Reason.TIMEOUT),
        (drops, Phase.CONNECTING, Reason.PROXY),
        (resets, Phase.CONNECTING, Reason.PROXY),
        (drops_after, Phase.SECURING, Reason.TLS),
        (babbles, Phase.CONNECTING, Reason.PROXY),
        (shouts, Phase.CONNECTING, Reason.PROXY),
    ],
)
def test_tunnel_that_fails(
    script: Script,
    phase: Phase | None,
    reason: Reason | None,
    server_side: ssl.SSLContext,
    client_side: ssl.SSLContext,
) -> None:
    """Whatever a proxy does with a CONNECT, the request was not sent."""
    with FaultServer(serve, tls=server_side) as server, FaultServer(script) as proxy:
        address = f"http://{LOGIN}@127.0.0.1:{proxy.port}"
        transport = Urllib3Transport(trust=client_side, proxy=address)
        began = time.monotonic()
        with pytest.raises(NotSent) as caught:
            call(transport, f"https://localhost:{server.port}", asked("POST"), Deadline(TOTAL, TOTAL))
        seconds = time.monotonic() - began
        transport.close()

        assert seconds <= TOTAL + GRACE
        assert [] == server.settle()
        assert not any(b"canary-text" in request for request in proxy.ledger)
        if phase is not None:
            assert (phase, reason) == (caught.value.phase, caught.value.reason)
        check_silent(caught.value)


@pytest.mark.parametrize(
    "url,proxy",
    [
        ("http://proxy.test:8080", Proxy("proxy.test", 8080)),
        ("proxy.test:8080", Proxy("proxy.test", 8080)),
        ("http://proxy.test/", Proxy("proxy.test", 3128)),
        ("http://[::1]:8080", Proxy("::1", 8080)),
        ("http://[::1]", Proxy("::1", 3128)),
    ],
)
def test_proxy_url(url: str, proxy: Proxy) -> None:
    """A proxy is a host and a port."""
    assert proxy == parse_proxy(url)


def test_proxy_login() -> None:
    """Its password may hold anything, percent-encoded, and does not show."""
    proxy = parse_proxy("http://us%3Aer:canary%40password@proxy.test")

    assert proxy.authorization is not None
    assert f"Basic {base64.b64encode(b'us:er:canary@password').decode()}" == proxy.authorization.reveal()
    assert "canary" not in repr(proxy)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "https://proxy.test",
        "socks5://proxy.test",
        "http://canary-password@",
        "http://proxy.test/path",
        "http://proxy.test?q",
        "http://proxy.test:port",
        "http://proxy.test:99999",
        "http://pro xy.test",
        "http://proxy.test\r\n",
        "http://[::1",
        "http://prüfung.test",
    ],
)
def test_proxy_url_that_is_refused(url: str) -> None:
    """What is no proxy is refused without being repeated."""
    with pytest.raises(ConfigurationError) as caught:
        parse_proxy(url)

    assert "canary" not in str(caught.value)


SMS = Base("https", "api.sms.test", 443)


@pytest.mark.parametrize(
    "rules,exempt",
    [
        ("", ()),
        ("*", (SMS,)),
        ("api.sms.test", (SMS,)),
        ("API.SMS.test", (SMS,)),
        ("sms.test", (SMS,)),
        (".sms.test", (SMS,)),
        ("*.sms.test", (SMS,)),
        ("elsewhere.test, sms.test:443", (SMS,)),
        ("sms.test:8443", ()),
        ("ms.test", ()),
        ("test.api.sms.test", ()),
        (",,", ()),
        ("10.0.0.0/8", (Base("https", "10.1.2.3", 443),)),
        ("10.1.2.3", (Base("https", "10.1.2.3", 443),)),
        ("[2001:db8::1]", (Base("https", "2001:db8::1", 443),)),
    ],
)
def test_no_proxy(rules: str, exempt: tuple[Base, ...]) -> None:
    """NO_PROXY names hosts, domains, ports, addresses and networks."""
    known = (SMS, Base("https", "10.1.2.3", 443), Base("https", "2001:db8::1", 443))
    expected = known if rules == "*" else exempt

    assert expected == tuple(base for base in known if is_exempt(base, rules))


def test_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTPS_PROXY is for https, and never for loopback."""
    for name in ("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert find_proxy(SMS) is None

    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.test:8080")
    assert Proxy("proxy.test", 8080) == find_proxy(SMS)
    assert find_proxy(parse_base("https://localhost")) is None
    assert find_proxy(Base("http", "api.sms.test", 80)) is None

    monkeypatch.setenv("NO_PROXY", "sms.test")
    assert find_proxy(SMS) is None
