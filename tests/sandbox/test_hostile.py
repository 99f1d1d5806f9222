"""Malformed requests of every kind never stop the sandbox, and old clients are served."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Generator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smswire.sandbox import Served, _door, _http
from tests.sandbox.clients import Line, ask, head, send_smsoffice

TO = "27831234567"
TARGET = "/sms/api/sendsms.asp?" + urlencode({"username": "u", "password": "p", "from": "A", "to": TO, "message": "Hi"})
SUCCESS = b"Success:message tracking number:"


@pytest.fixture
def sane(sandbox: Served) -> Generator[Served]:
    """A sandbox that serves as usual afterwards, and has no fault of its own to confess."""
    yield sandbox
    assert "10" == send_smsoffice(sandbox.url, TO, "afterwards")[:2]
    assert [] == [warning for warning in sandbox.warnings() if warning["kind"] == "sandbox"]


def told(sandbox: Served, *parts: bytes) -> bytes:
    """Everything that is answered to some octets."""
    with Line(sandbox.url) as line:
        try:
            line.say(*parts)
            line.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return line.all()


def test_http_1_0(sane: Served) -> None:
    """A client of HTTP/1.0 without Host gets a plain answer that ends with its connection, never chunks."""
    answer = told(sane, head("GET", TARGET, version="HTTP/1.0"))

    start, _, body = answer.partition(b"\r\n\r\n")
    assert start.startswith(b"HTTP/1.0 200 OK\r\n")
    assert b"chunked" not in start.lower()
    assert body.startswith(SUCCESS)


def test_host_without_port(sane: Served) -> None:
    """A wire takes any Host: clients are pointed here in many ways."""
    with Line(sane.url) as line:
        line.say(head("GET", TARGET, "Host: www.smsoffice.co.za"))

        assert line.answer().body.startswith(SUCCESS)


def test_absolute_target(sane: Served) -> None:
    """A client that believes to talk to a proxy writes a whole address."""
    with Line(sane.url) as line:
        line.say(head("GET", f"http://www.smsoffice.co.za{TARGET}", "Host: www.smsoffice.co.za"))

        assert line.answer().body.startswith(SUCCESS)


def test_half_closed(sane: Served) -> None:
    """A client that closes its side after its requests gets every answer."""
    for count in (1, 3):
        for _ in range(30):
            assert count == told(sane, head("GET", TARGET, "Host: x") * count).count(SUCCESS)


def test_half_closed_while_waiting(sane: Served) -> None:
    """It gets an answer that takes a while too."""
    with Line(sane.url) as line:
        line.say(head("GET", "/_sandbox/wait?timeout=0.3", "Host: localhost"))
        line.sock.shutdown(socket.SHUT_WR)

        assert 408 == line.answer().status


def test_leaving_an_endless_answer(sane: Served) -> None:
    """A client that leaves an answer without an end makes room."""
    before = ask(f"{sane.url}/_sandbox/health").json["connections"]
    sane.chaos("smsoffice", "hang")
    for target in (TARGET, "/_sandbox/events"):
        with Line(sane.url) as line:
            line.say(head("GET", target, "Host: localhost"))
            time.sleep(0.1)
    until = time.monotonic() + 10
    while ask(f"{sane.url}/_sandbox/health").json["connections"] > before and time.monotonic() < until:
        time.sleep(0.01)

    assert before >= ask(f"{sane.url}/_sandbox/health").json["connections"]


def test_keep_alive(sane: Served) -> None:
    """A connection serves one request after the other, also when they come together."""
    request = head("GET", TARGET, "Host: x")
    with Line(sane.url) as line:
        line.say(request)
        assert 200 == line.answer().status
        line.say(request, head("GET", TARGET, "Host: x", "Connection: close"))

        assert 2 == line.all().count(SUCCESS)
    assert 1 == len({exchange["connection"] for exchange in sane.requests()})


def test_expect_continue(sane: Served) -> None:
    """A client that asks before it sends its body is told to go on."""
    with Line(sane.url) as line:
        line.say(head("POST", "/smsapi/send", "Host: x", "Content-Length: 2", "Expect: 100-continue"))
        assert b"HTTP/1.1 100 Continue\r\n\r\n" == line.sock.recv(100)
        line.say(b"{}")

        assert 200 == line.answer().status


def test_octets_beyond_ascii_in_the_target(sane: Served) -> None:
    """What a careless client puts into the address unencoded arrives as it would be encoded."""
    target = TARGET.replace("message=Hi", "message=Gr\u00fcezi").encode()
    with Line(sane.url) as line:
        line.say(b"GET ", target, b" HTTP/1.1\r\nHost: x\r\n\r\n")

        if line.answer().status == 200:
            assert "Gr\u00fcezi" == sane.messages()[0]["text"]


GARBAGE = {
    "nothing": b"",
    "zeros": b"\0" * 10_000,
    "tls": bytes.fromhex("16030100c8010000c40303") + b"\xa7" * 190,
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "wrong version": b"GET / HTTP/9.9\r\n\r\n",
    "no colon": b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "control characters": b"GET / HTTP/1.1\r\nHost: x\r\nX: \x00\x01\x7f\r\n\r\n",
    "two lengths": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "length and chunks": (
        b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    ),
    "negative length": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "huge length": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "broken chunks": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "half a head": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nConte",
    "half a body": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
    "half a chunk": b"POST /api2/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<",
    "long line": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 10_000 + b"\r\n",
    "dots": b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "encoded dots": b"GET /%2e%2e/%2e%2e/_http.py HTTP/1.1\r\nHost: x\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "connect": b"CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "trace": b"TRACE /smsapi/send HTTP/1.1\r\nHost: x\r\n\r\n",
    "upgrade": b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x00\xff\x00",
    "no target": b"GET  HTTP/1.1\r\nHost: x\r\n\r\n",
    "bad address": b"GET http://[ HTTP/1.1\r\nHost: [\r\n\r\n",
    "bad host": b"GET /_sandbox/messages HTTP/1.1\r\nHost: [::1\r\n\r\n",
    "gzip": b"POST /smsapi/send HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08",
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage(sane: Served, kind: str) -> None:
    """What is no request gets a refusal or silence, and stores nothing."""
    answer = told(sane, GARBAGE[kind])

    assert not answer or answer.startswith(b"HTTP/1.")
    assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert b"root:" not in answer
    assert [] == sane.messages()


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets(sane: Served, octets: bytes) -> None:
    """Any octets are survived."""
    answer = told(sane, octets)

    assert not answer or answer.startswith(b"HTTP/1.")


@given(st.sampled_from(["/smsapi/send", "/api2/", "/api/sendmessage", "/json/reply/SMSSend"]), st.binary(max_size=300))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_body(sane: Served, path: str, body: bytes) -> None:
    """Any octets are survived as a body, and answered with less than a 500."""
    assert ask(f"{sane.url}{path}", "POST", body).status < 500


def test_oversized_body(sane: Served) -> None:
    """A body beyond the limit is refused before it is read, whether or not its length was said."""
    size = _http.BODY + 1
    with Line(sane.url) as line:
        line.say(head("POST", "/smsapi/send", "Host: x", f"Content-Length: {size}"))
        assert 413 == line.answer().status
    with Line(sane.url) as line:
        line.say(head("POST", "/smsapi/send", "Host: x", "Transfer-Encoding: chunked"))
        try:
            for _ in range(size // 65_536 + 1):
                line.say(b"10000\r\n", b" " * 65_536, b"\r\n")
        except ConnectionError:
            pass
        else:
            assert 413 == line.answer().status

    assert {413} == {exchange["status"] for exchange in sane.requests()}


def test_slow_head(sane: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not come to the end of a head is told so and let go, on a fresh connection and on a used one."""
    monkeypatch.setattr(_door, "HEAD_TIME", 0.2)
    with Line(sane.url) as line:
        line.say(b"GET / HT")
        assert line.all().startswith(b"HTTP/1.1 408 ")
    with Line(sane.url) as line:
        line.say(head("GET", TARGET, "Host: x"))
        assert 200 == line.answer().status
        line.say(b"GET")
        assert line.all().startswith(b"HTTP/1.1 408 ")

    assert ["broken", "broken"] == [warning["kind"] for warning in sane.warnings()]


def test_idle_connection_is_left_alone(sane: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence between requests is no slow head, though head and body came apart."""
    monkeypatch.setattr(_door, "HEAD_TIME", 0.2)
    request = head("POST", "/smsapi/send", "Host: x", "Content-Length: 2")
    with Line(sane.url) as line:
        for _ in range(2):
            line.say(request)
            time.sleep(0.05)
            line.say(b"{}")
            assert 200 == line.answer().status
            time.sleep(0.4)


def test_slow_body(sane: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who does not come to the end of a body is told so."""
    monkeypatch.setattr(_http, "BODY_TIME", 0.2)
    with Line(sane.url) as line:
        line.say(head("POST", "/smsapi/send", "Host: x", "Content-Length: 100"), b"{")

        assert 408 == line.answer().status


def test_client_that_leaves(sane: Served) -> None:
    """A client that leaves before its answer does no harm."""
    for _ in range(50):
        with Line(sane.url) as line:
            line.say(head("GET", TARGET, "Host: x"))
            line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    assert 200 == ask(f"{sane.url}/_sandbox/health").status


def test_many_connections(sandbox: Served) -> None:
    """More connections than there is room for are turned away, and room is made when others leave."""
    with contextlib.ExitStack() as lines:
        for _ in range(_door.CONNECTIONS + 20):
            lines.enter_context(Line(sandbox.url))
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if json.loads(ask(f"{sandbox.url}/_sandbox/health").body)["connections"] < 5:
                break
        except OSError:
            time.sleep(0.01)

    assert 5 > ask(f"{sandbox.url}/_sandbox/health").json["connections"]
