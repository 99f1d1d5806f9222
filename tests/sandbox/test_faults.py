"""What chaos does to a connection, seen from its other end; and that the request was acted on all the same."""

from __future__ import annotations

import http.client
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from smswire.sandbox import Served
from smswire.sandbox import _faults as faults
from tests.sandbox.clients import Line, ask, head, netoxygen, redoxygen_request, send_smsoffice

TO = "27831234567"
TARGET = "/sms/api/sendsms.asp?" + urlencode({"username": "u", "password": "p", "from": "A", "to": TO, "message": "Hi"})
ANSWER = b"Success:message tracking number:"


def told(sandbox: Served, *headers: str, version: str = "HTTP/1.1") -> bytes:
    """Everything that a sending request gets, until the connection ends."""
    with Line(sandbox.url) as line:
        line.say(head("GET", TARGET, "Host: x", *headers, version=version))
        return line.all()


@pytest.mark.parametrize("fault", ["drop", "rst"])
def test_nothing_is_said(sandbox: Served, fault: str) -> None:
    """The connection ends after the request without an octet, in order or not, and the request was acted on."""
    sandbox.chaos("smsoffice", fault)
    with Line(sandbox.url) as line:
        line.say(head("GET", TARGET, "Host: x"))
        try:
            ended = line.sock.recv(1)
        except ConnectionResetError:
            ended = None

    assert {"drop": b"", "rst": None}[fault] == ended
    [exchange] = sandbox.requests()
    assert (fault, False, None, None) == tuple(exchange[name] for name in ("fault", "answered", "status", "answer"))
    assert 1 == len(sandbox.messages())


def test_hang(sandbox: Served) -> None:
    """Nothing comes and the connection stays open; others are served meanwhile."""
    sandbox.chaos("smsoffice", "hang")
    with Line(sandbox.url) as line:
        line.say(head("GET", TARGET, "Host: x"))
        line.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.sock.recv(1)
        send_smsoffice(sandbox.url, TO)

    assert 2 == len(sandbox.messages())


def test_500(sandbox: Served) -> None:
    """The answer is a 500, and the message was accepted."""
    sandbox.chaos("smsoffice", "500")

    assert 500 == ask(f"{sandbox.url}{TARGET}").status
    assert 1 == len(sandbox.messages())


def test_truncated(sandbox: Served) -> None:
    """The connection ends in the middle of the body that the head announces."""
    sandbox.chaos("smsoffice", "truncated")

    start, _, body = told(sandbox).partition(b"\r\n\r\n")
    [length] = [int(line[15:]) for line in start.split(b"\r\n") if line.startswith(b"Content-Length:")]
    assert 0 < len(body) < length
    assert ANSWER.startswith(body[: len(ANSWER)])
    sandbox.chaos("smsoffice", "truncated")
    with pytest.raises(http.client.IncompleteRead):
        ask(f"{sandbox.url}{TARGET}")


def test_dripped(sandbox: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole answer comes, octet by octet."""
    monkeypatch.setattr(faults, "DRIP", 0.005)
    sandbox.chaos("smsoffice", "dripped")
    pieces: list[bytes] = []
    with Line(sandbox.url) as line:
        line.say(head("GET", TARGET, "Host: x"))
        while piece := line.sock.recv(100):
            pieces.append(piece)

    assert ANSWER in b"".join(pieces)
    assert len(pieces) > 50


def test_garbled(sandbox: Served) -> None:
    """The body is noise of the right length."""
    proper = ask(f"{sandbox.url}{TARGET}").body
    sandbox.chaos("smsoffice", "garbled")

    answer = ask(f"{sandbox.url}{TARGET}")
    assert (200, len(proper)) == (answer.status, len(answer.body))
    assert ANSWER not in answer.body


def test_slow(sandbox: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is whole, and late."""
    monkeypatch.setattr(faults, "SLOW", 0.3)
    sandbox.chaos("smsoffice", "slow")
    started = time.monotonic()

    assert ask(f"{sandbox.url}{TARGET}").body.startswith(ANSWER)
    assert time.monotonic() - started >= 0.3


def test_partial_rejection(sandbox: Served) -> None:
    """Every other recipient of a request is refused, in its row; the next request is as usual."""
    sandbox.chaos("redoxygen", "partial")
    body = redoxygen_request("+61407555001", "+61407555002", "+61407555003", "+61407555004")

    def results() -> list[bool]:
        messages = ask(f"{sandbox.url}/smsapi/send", "POST", body, Content_Type="application/json").json["Messages"]
        return [messages[number]["Result"] == "0000" for number in "1234"]

    assert [False, True, False, True] == results()
    assert ["+61407555002", "+61407555004"] == [message["to"] for message in sandbox.messages()]
    assert [True] * 4 == results()


def test_partial_rejection_of_one(sandbox: Served) -> None:
    """A request of one recipient is refused."""
    sandbox.chaos("smsoffice", "partial")

    assert ask(f"{sandbox.url}{TARGET}").body.startswith(b"Error:")
    assert [] == sandbox.messages()


def test_partial_rejection_of_rows(sandbox: Served) -> None:
    """An XML-RPC answer says in its rows whom it refuses."""
    sandbox.chaos("netoxygen", "partial")
    with netoxygen(sandbox.url) as client:
        rows: Any = client.send_message("me", "secret", ["41792223344", "41792223345"], "Hello")

    assert [False, True] == [bool(row[1]) for row in rows]


def test_count_and_wire(sandbox: Served) -> None:
    """A fault hits as many requests of its wire as was said, and no others."""
    sandbox.chaos("smsoffice", "500", count=2)
    body = redoxygen_request("+61407555001")
    statuses = [ask(f"{sandbox.url}{TARGET}").status, ask(f"{sandbox.url}/smsapi/send", "POST", body).status]
    left = ask(f"{sandbox.url}/_sandbox/chaos").json
    statuses += [ask(f"{sandbox.url}{TARGET}").status, ask(f"{sandbox.url}{TARGET}").status]

    assert [500, 200, 500, 200] == statuses
    assert [{"wire": "smsoffice", "fault": "500", "probability": 1.0, "count": 1}] == left
    assert [] == ask(f"{sandbox.url}/_sandbox/chaos").json


def test_probability(sandbox: Served) -> None:
    """A fault of some probability hits some requests, until it is taken away."""
    answer = ask(f"{sandbox.url}/_sandbox/chaos", "POST", {"fault": "500", "probability": 0.5, "count": None})
    statuses = [ask(f"{sandbox.url}{TARGET}").status for _ in range(60)]
    ask(f"{sandbox.url}/_sandbox/chaos", "DELETE")

    assert {"wire": None, "fault": "500", "probability": 0.5, "count": None} == answer.json
    assert {200, 500} == set(statuses)
    assert 200 == ask(f"{sandbox.url}{TARGET}").status


def test_double_send_after_a_fault(sandbox: Served) -> None:
    """A client that sends again because its answer was lost has sent twice, and that is shown."""
    sandbox.chaos("smsoffice", "drop")
    with pytest.raises(http.client.RemoteDisconnected):
        ask(f"{sandbox.url}{TARGET}")
    ask(f"{sandbox.url}{TARGET}")

    assert 2 == len(sandbox.messages())
    assert ["repeated"] == [warning["kind"] for warning in sandbox.warnings()]


@pytest.mark.parametrize("name", ["reset", "error", "truncate", "drip", "garble", "partial_rejection"])
def test_other_names(sandbox: Served, name: str) -> None:
    """A fault has another name that people give it."""
    known = {"rst", "500", "truncated", "dripped", "garbled", "partial"}

    assert ask(f"{sandbox.url}/_sandbox/chaos", "POST", {"fault": name}).json["fault"] in known
