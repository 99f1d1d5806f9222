"""Clients of the age of these providers are served: HTTP/1.0, no port in Host, or no Host at all."""

from __future__ import annotations

import pytest

from smswire.sandbox import Served
from smswire_runtime._xmlrpc import dumps_call, loads_answer
from tests.sandbox.clients import Line, head

CALL = dumps_call("send_message", ["user", "pass", "0792223344", "test message"])
LENGTH = f"Content-Length: {len(CALL)}"


@pytest.mark.parametrize(
    "headers",
    [
        ["Host: sms.netoxygen.ch", "Content-Type: text/xml", "User-Agent: The Incutio XML-RPC PHP Library"],
        ["User-Agent: PEAR XML_RPC", "Host: sms.netoxygen.ch", "Content-Type: text/xml"],
        [],
        ["Connection: close"],
        ["Connection: Keep-Alive", "Content-Type: text/xml"],
    ],
    ids=["incutio", "pear", "bare", "close", "keep-alive"],
)
def test_calls(sandbox: Served, headers: list[str]) -> None:
    """An answer has a length and no pieces, and its connection ends unless the client wants to keep it."""
    with Line(sandbox.url) as line:
        line.say(head("POST", "/api2/", *headers, LENGTH, version="HTTP/1.0"), CALL)
        answer = line.answer()
        rest = b"" if "Connection: Keep-Alive" in headers else line.all()

    assert (200, b"") == (answer.status, rest)
    names = {name.lower() for name in answer.headers}
    assert "content-length" in names
    assert "transfer-encoding" not in names
    (row,) = loads_answer(answer.body)  # type: ignore[misc]  # rows, as the next line proves
    assert ["41792223344", True, sandbox.messages()[0]["id"]] == row


@pytest.mark.parametrize("headers", [[], ["Host: www.smsoffice.co.za"]], ids=["bare", "host"])
def test_queries(sandbox: Served, headers: list[str]) -> None:
    """A query is served likewise."""
    query = "username=x&password=y&from=senderID&to=27831234567&message=Hello+world"

    with Line(sandbox.url) as line:
        line.say(head("GET", f"/sms/api/sendsms.asp?{query}", *headers, version="HTTP/1.0"))
        found = line.all()

    assert found.endswith(f"Success:message tracking number:{sandbox.messages()[0]['id']}".encode())


def test_kept_alive(sandbox: Served) -> None:
    """One connection serves many calls, as the document of SMS Office suggests."""
    with Line(sandbox.url) as line:
        for text in ("one", "two", "three"):
            query = f"username=x&password=y&from=senderID&to=27831234567&message={text}"
            line.say(head("GET", f"/sms/api/sendsms.asp?{query}", "Host: www.smsoffice.co.za"))
            assert 200 == line.answer().status

    assert ["one", "two", "three"] == [message["text"] for message in sandbox.messages()]
    assert [] == sandbox.warnings()


def test_head(sandbox: Served) -> None:
    """A page is run for HEAD too, and no body follows."""
    query = "username=x&password=y&from=senderID&to=27831234567&message=text"

    with Line(sandbox.url) as line:
        line.say(head("HEAD", f"/sms/api/sendsms.asp?{query}", "Host: a", "Connection: close"))
        found = line.all()

    assert found.endswith(b"\r\n\r\n")
    assert 1 == len(sandbox.messages())
