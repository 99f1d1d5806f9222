"""Clients of the sandbox that this project did not write: the standard library's."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
import xmlrpc.client
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

from attrs import frozen

PATIENCE = 20.0
PASSWORD = "a-password"


@frozen
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


def ask(url: str, method: str = "GET", body: Any = None, **headers: str) -> Answer:
    """One request to the control API, or to any other path."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=data, method=method, headers=names)  # noqa: S310, loopback only
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310, loopback only
            return Answer(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


def send_smsoffice(url: str, to: str, text: str = "Hello", password: str = PASSWORD) -> str:
    """One message over the wire of SMS Office; its id."""
    query = urlencode({"username": "me", "password": password, "from": "Acme", "to": to, "message": text})
    answer = ask(f"{url}/sms/api/sendsms.asp?{query}").body.decode()
    return answer.rpartition(":")[2]


def redoxygen_request(*to: str, text: str = "Hello", receipts: str | None = None, replies: str | None = None) -> Any:
    """The body of a sending request of Red Oxygen."""
    messages: dict[str, Any] = {
        "ReceiptFlag": 0 if receipts is None else 1,
        "ReplyType": "E" if replies is None else "H",
        "TimeZoneOffset": 0,
        "Count": len(to),
    }
    if receipts is not None:
        messages["ReceiptCallbackURL"] = receipts
    if replies is not None:
        messages["ReplyCallbackURL"] = replies
    for number, recipient in enumerate(to, 1):
        messages[str(number)] = {"DestTn": recipient, "SMSText": text}
    sender = {"AccountId": "CI00000001", "Username": "me@example.com", "Password": PASSWORD}
    return {"Name": "ROX_API_Request", "Version": "1.1", "Product": "test", "Sender": sender, "Messages": messages}


def send_redoxygen(url: str, *to: str, **rest: Any) -> list[Any]:
    """Messages over the wire of Red Oxygen; the answer's rows."""
    body = redoxygen_request(*to, **rest)
    messages = ask(f"{url}/smsapi/send", "POST", body, Content_Type="application/json").json["Messages"]
    return [messages[str(number)] for number in range(1, len(to) + 1)]


def netoxygen(url: str) -> xmlrpc.client.ServerProxy:
    """The standard library's client of the NetOxygen wire."""
    return xmlrpc.client.ServerProxy(f"{url}/api2/")


class Line:
    """A connection on which octets go as they are."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self.sock = socket.create_connection((parts.hostname, parts.port or 80), timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def say(self, *parts: bytes) -> None:
        """Write octets."""
        self.sock.sendall(b"".join(parts))

    def all(self) -> bytes:
        """Everything until the other side closes or resets."""
        found = bytearray()
        try:
            while piece := self.sock.recv(65_536):
                found += piece
        except ConnectionError:
            pass
        return bytes(found)

    def answer(self) -> Answer:
        """One whole answer."""
        response = http.client.HTTPResponse(self.sock)
        response.begin()
        return Answer(response.status, dict(response.getheaders()), response.read())


def head(method: str, target: str, *headers: str, version: str = "HTTP/1.1") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {target} {version}", *headers, "", ""]).encode()
