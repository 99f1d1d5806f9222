"""What providers bring, and who brings it: raw bytes to a real socket."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

from smswire import Receipt, State
from smswire.callbacks import Event, Receiver
from smswire_runtime import Headers

KEY = "a key that nobody guesses"
OTHER = "another key from before"
PHONE = "+41792223344"
BASE = "https://x.test/in"
JSON: Headers = (("Content-Type", "application/json"),)
REPORT = "messageid=7&to=27831234567&StatusID=200&statusMessage=Delivered+to+Mobile"
"""A delivery report of SMS Office."""

PATIENCE = 10.0
"""Seconds in which an answer comes, on a machine that is busy."""


def receipt(known: str = "7", **more: Any) -> bytes:
    """A receipt of Red Oxygen."""
    item = {"SMSId": known, "DestTn": PHONE, "Result": "0000", "ResultText": "Delivered"}
    return json.dumps({"Name": "ROX_API_Receipt", "Version": "1.1", "Messages": {"Receipt": item | more}}).encode()


def reply(text: str = "Danke") -> bytes:
    """A reply that Red Oxygen brings."""
    item = {"SMSId": "7", "ReplyFrom": PHONE, "ReplyText": text, "SMSText": "Hello"}
    return json.dumps({"Name": "ROX_API_Reply", "Version": "1.1", "Messages": {"Reply": item}}).encode()


def news(state: State, known: str = "1", **more: Any) -> Receipt:
    """A receipt as a book gets it."""
    return Receipt(provider="p", id=known, state=state, **more)


def receiver(keys: list[str] | None = None, heard: list[Event] | None = None) -> Receiver:
    """A receiver that keeps what it hears in a list."""
    return Receiver(BASE, ([] if heard is None else heard).append, keys=keys or [KEY])


def path_of(receiving: Receiver, provider: str = "smsoffice", kind: str = "receipt") -> str:
    """The path of an address."""
    return urlsplit(receiving.addresses.address(provider, kind)).path


def request(method: str, target: str, body: bytes = b"", *headers: str, chunks: int = 0) -> bytes:
    """A request as it stands on the wire; with its length, or in chunks of so many bytes."""
    lines = [f"{method} {target} HTTP/1.1", "Host: x.test", "Connection: close", *headers]
    if chunks:
        lines.append("Transfer-Encoding: chunked")
        parts = [body[start : start + chunks] for start in range(0, len(body), chunks)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])
    elif body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def ask(port: int, sent: bytes) -> tuple[int, bytes]:
    """Status and body of the answer to these bytes; 0 when there is none."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        connection.sendall(sent)
        return answer(connection)


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of what comes, until the end."""
    came = bytearray()
    while piece := connection.recv(65_536):
        came += piece
    head, _, body = bytes(came).partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, body
