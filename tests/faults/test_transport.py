"""The default transport where nothing fails: where it goes, what it writes, what it refuses and what it repeats."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import smswire_runtime
from smswire_runtime import Effect, EncodeError, Request
from smswire_runtime._deadline import LONGEST_SECONDS, Deadline
from smswire_runtime._outcomes import (
    ConfigurationError,
    InsecureTransportWarning,
)
from smswire_runtime._policy import Call
from smswire_runtime._transport import Base, parse_base, write_request
from smswire_runtime._urllib3 import Urllib3Transport
from tests.faults.invented import asked, call, parse, refused, url
from tests.faults.server import FaultServer, Peer, serve
from tests.faults.silence import CANARIES, NUMBER


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server without faults."""
    with FaultServer(serve) as server:
        yield server


def test_connection_is_kept(server: FaultServer) -> None:
    """One connection serves one call after the other."""
    transport = Urllib3Transport()
    for _ in range(3):
        assert "accepted" == call(transport, url(server), asked("POST")).value
    transport.close()

    assert 1 == server.connections
    assert 3 == len(server.ledger)


def test_request_on_the_wire(server: FaultServer) -> None:
    """A request goes out as it was built, with the base path before the documented one, and nothing unasked."""
    transport = Urllib3Transport()
    request = Request(method="POST", path="/x/", query="a=%20", headers=(("X-A", "b c"),), body=b"body")
    call(transport, f"{url(server)}/base/", Call(asked("POST").operation, request, parse, refused))
    transport.close()
    lines = [
        b"POST /base/x/?a=%20 HTTP/1.1",
        b"Host: localhost:%d" % server.port,
        b"Accept-Encoding: identity",
        b"User-Agent: smswire",
        b"X-A: b c",
        b"Content-Length: 4",
        b"",
        b"body",
    ]

    assert lines == server.ledger[0].split(b"\r\n")


@pytest.mark.parametrize(
    "request_",
    [
        Request(method="GET\r\nX: y", path="/"),
        Request(method="get", path="/"),
        Request(method="GET", path="/a b"),
        Request(method="GET", path="/a\r\nX: y"),
        Request(method="GET", path="//host\x00"),
        Request(method="GET", path="/a?b=c"),
        Request(method="GET", path="a"),
        Request(method="GET", path="/a#b"),
        Request(method="GET", path="/ü"),
        Request(method="GET", path="/", query="a=\n"),
        Request(method="GET", path="/", query="a=\x7f"),
        Request(method="GET", path="/", query="a#b"),
        Request(method="GET", path="/", headers=(("X", "canary-text\r\nY: z"),)),
        Request(method="GET", path="/", headers=(("X", "canary-text\n"),)),
        Request(method="GET", path="/", headers=(("X", "canary-text\x00"),)),
        Request(method="GET", path="/", headers=(("X", "canary-text ü"),)),
        Request(method="GET", path="/", headers=(("X:", "y"),)),
        Request(method="GET", path="/", headers=(("", "y"),)),
        Request(method="GET", path="/", headers=(("Content-length", "0"),)),
        Request(method="GET", path="/", headers=(("Transfer-Encoding", "chunked"),)),
        Request(method="GET", path="/", headers=(("Host", "elsewhere.test"),)),
    ],
)
def test_request_that_is_refused(request_: Request, server: FaultServer) -> None:
    """What would end a line or change the framing is refused before anything is connected."""
    transport = Urllib3Transport()
    with pytest.raises(EncodeError) as caught:
        call(transport, url(server), Call(asked("GET").operation, request_, parse, refused))
    transport.close()

    assert 0 == server.connections
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "text,base",
    [
        ("https://sms.test", Base("https", "sms.test", 443)),
        ("HTTPS://SMS.Test:8443/", Base("https", "sms.test", 8443)),
        ("https://sms.test/a/b/", Base("https", "sms.test", 443, "/a/b")),
        ("https://sms.test/a%20b", Base("https", "sms.test", 443, "/a%20b")),
        ("https://[2001:db8::0:1]:444/a", Base("https", "2001:db8::1", 444, "/a")),
        ("http://127.0.0.1:80", Base("http", "127.0.0.1", 80)),
        ("http://[::1]", Base("http", "::1", 80)),
        ("http://localhost:8080/x", Base("http", "localhost", 8080, "/x")),
        ("https://xn--bcher-kva.test", Base("https", "xn--bcher-kva.test", 443)),
        ("https://sms.test.", Base("https", "sms.test.", 443)),
    ],
)
def test_base_url(text: str, base: Base) -> None:
    """A base URL names scheme, host, port and the path before the documented ones."""
    assert base == parse_base(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sms.test",
        "ftp://sms.test",
        "https://",
        "https:///a",
        "https://user:canary-password@sms.test",
        "https://user@sms.test",
        "https://sms.test?key=canary-password",
        "https://sms.test/#a",
        "https://sms.test/a b",
        "https://sms.test/a\n",
        "https://sms.test\r\nX: y",
        "https://sms.test\x00",
        "https://sms.test\\@elsewhere.test",
        "https://bücher.test",
        "https://sms。test",
        "https://sms.test:0",
        "https://sms.test:65536",
        "https://sms.test:\u0661",
        "https://sms.test:80:80",
        "https://-sms.test",
        "https://sms..test",
        "https://.test",
        "https://a" + "a" * 63 + ".test",
        "https://" + "a." * 130 + "test",
        "https://127.1",
        "https://2130706433",
        "https://0x7f000001",
        "https://0177.0.0.1",
        "https://1.2.3.4.5",
        "https://[::1",
        "https://[::1%25eth0]",
        "https://[::g]",
        "https://sms.test/a/../b",
        "https://sms.test/./b",
        "https://sms.test/a//b",
        "https://sms.test/%zz",
        "http://sms.test",
        "http://localhost.elsewhere.test",
        "http://128.0.0.1",
    ],
)
def test_base_url_that_is_refused(text: str) -> None:
    """Whatever is not plainly a base URL is refused, and the complaint does not repeat it."""
    with pytest.raises(ConfigurationError) as caught:
        parse_base(text)

    assert "canary" not in str(caught.value)


def test_plain_http_off_loopback() -> None:
    """Plain http to another machine needs tls=False, which warns once for each host."""
    with pytest.warns(InsecureTransportWarning, match="plain-1.test"):
        parse_base("http://plain-1.test", tls=False)

    assert Base("http", "plain-1.test", 80) == parse_base("http://plain-1.test", tls=False)
    assert Base("http", "127.0.0.1", 80) == parse_base("http://127.0.0.1", tls=False)
    with pytest.raises(ConfigurationError):
        parse_base("https://plain-1.test", tls=False)


@pytest.mark.parametrize("base", [Base("https", "a.test", 443), Base("https", "::1", 8443), Base("http", "a.test", 80)])
def test_host_header(base: Base) -> None:
    """The Host header names a port only where it is not that of the scheme."""
    written = write_request(Request(method="GET", path="/"), base)

    assert {443: b"Host: a.test", 8443: b"Host: [::1]:8443", 80: b"Host: a.test"}[base.port] in written.split(b"\r\n")


@pytest.mark.parametrize(
    "total,connect", [(0, 1), (-1, 1), (1, 0), (float("nan"), 1), (float("inf"), 1), (1, LONGEST_SECONDS * 2)]
)
def test_deadline_that_is_none(total: float, connect: float) -> None:
    """There is no endless wait."""
    with pytest.raises(ConfigurationError):
        Deadline(total, connect)


FORK = """
import os, sys
from smswire_runtime import Effect, Operation, Request
from smswire_runtime._deadline import Deadline
from smswire_runtime._policy import Call, Terms, run, steps
from smswire_runtime._transport import parse_base
from smswire_runtime._urllib3 import Urllib3Transport

base = parse_base(sys.argv[1])
transport = Urllib3Transport()
operation = Operation(name="x", effect=Effect.SEND, method="GET", routes=("/x",))
asked = Call(operation, Request(method="GET", path="/x"), lambda answer, drift: answer.body, lambda body: False)

def call():
    deadline = Deadline()
    run(steps(asked, Terms(base), deadline), transport, base, deadline)

call()
child = os.fork()
call()
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
os._exit(0)
"""


def test_fork(server: FaultServer) -> None:
    """The child of a fork does not write to the connections of its parent."""
    path = os.pathsep.join(filter(None, [str(Path(smswire_runtime.__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-c", FORK, url(server)], check=False, timeout=30, env={**os.environ, "PYTHONPATH": path}
    )

    assert 0 == done.returncode
    assert 3 == len(server.ledger)
    assert 2 == server.connections


# -- what is repeated ---------------------------------------------------------


def drop_then_serve(peer: Peer) -> None:
    """Fail once."""
    peer.request()
    if len(peer.server.ledger) > 1:
        peer.accept()


@pytest.mark.parametrize("effect", [Effect.READ, Effect.IDEMPOTENT])
def test_repeated(effect: Effect) -> None:
    """What changes nothing, or nothing more, is repeated."""
    with FaultServer(drop_then_serve) as server:
        transport = Urllib3Transport()
        call(transport, url(server), asked("POST", effect))
        transport.close()

    assert 2 == len(server.ledger)


# -- what others print --------------------------------------------------------


def test_debugging_output(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """http.client prints requests when somebody turns that on; ours do not go through it."""
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    transport = Urllib3Transport()
    for method in ("GET", "POST"):
        call(transport, url(server), asked(method))
    transport.close()
    out, err = capfd.readouterr()

    assert NUMBER[1:].encode() in server.ledger[0]
    assert [] == [canary for canary in CANARIES if canary in out + err]


def test_ipv6() -> None:
    """An IPv6 address is a host like any other."""
    with contextlib.ExitStack() as stack:
        try:
            listener = stack.enter_context(socket.create_server(("::1", 0), family=socket.AF_INET6))
        except OSError:
            pytest.skip("no IPv6 on this machine")

        def answer() -> None:
            sock, _ = listener.accept()
            with sock:
                sock.recv(65_536)
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\naccepted")

        threading.Thread(target=answer, daemon=True).start()
        transport = Urllib3Transport()

        assert "accepted" == call(transport, f"http://[::1]:{listener.getsockname()[1]}", asked("GET")).value
        transport.close()
