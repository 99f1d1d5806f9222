"""A gateway on loopback, in a process of its own, so that what it does counts for nobody.

It answers each documented path with the same bytes at once, and keeps the last request of each, which proves that
whoever is measured did the whole work.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Generator
from typing import Any, Final

import urllib3

from tests.bench._people import answer_document, people
from tests.bench._processes import ROOT, environment

SEND: Final = "/smsapi/send"
TWILIO_ACCOUNT: Final = "AC00000000000000000000000000000000"
TWILIO_SEND: Final = f"/2010-04-01/Accounts/{TWILIO_ACCOUNT}/Messages.json"
LAST: Final = "/last"
"""Answers with the last body that each path was sent, as text, and says how many there were."""

TWILIO_SID: Final = "SM00000000000000000000000000000001"


def queued() -> bytes:
    """The answer that queues one message."""
    return json.dumps(answer_document(people()[:1])).encode()


def twilio_queued() -> bytes:
    """The answer of twilio's manual to a message that it queues."""
    dest, _, _, text = people()[0]
    return json.dumps(
        {
            "account_sid": TWILIO_ACCOUNT,
            "api_version": "2010-04-01",
            "body": text,
            "date_created": "Thu, 24 Sep 2026 05:01:45 +0000",
            "date_sent": None,
            "date_updated": "Thu, 24 Sep 2026 05:01:45 +0000",
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": "+15557122661",
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "messaging_service_sid": None,
            "sid": TWILIO_SID,
            "status": "queued",
            "subresource_uris": {"media": f"{TWILIO_SEND.removesuffix('.json')}/{TWILIO_SID}/Media.json"},
            "to": dest,
            "uri": f"{TWILIO_SEND.removesuffix('.json')}/{TWILIO_SID}.json",
        }
    ).encode()


# -- in its own process -------------------------------------------------------


class Connection(asyncio.Protocol):
    """One connection: whole requests in, whole answers out, for as long as the client keeps it."""

    answers: Final = {
        SEND: (b"200 OK", queued()),
        TWILIO_SEND: (b"201 Created", twilio_queued()),
    }
    last: Final[dict[str, str]] = {}
    count: Final[dict[str, int]] = {}

    def __init__(self) -> None:
        self._pending = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self._transport = transport if isinstance(transport, asyncio.Transport) else None

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._pending += data
        while (head := self._pending.find(b"\r\n\r\n") + 4) > 3:
            end = head + _length(self._pending[:head])
            if len(self._pending) < end:
                return
            request, self._pending = self._pending[:end], self._pending[end:]
            self._answer(request.split(b" ", 2)[1].decode(), request[head:])

    def _answer(self, path: str, body: bytes) -> None:
        if path == LAST:
            told = {name: [self.count[name], self.last[name]] for name in self.count}
            status, answer = b"200 OK", json.dumps(told).encode()
        else:
            self.count[path] = self.count.get(path, 0) + 1
            self.last[path] = body.decode()
            status, answer = self.answers.get(path, (b"404 Not Found", b"{}"))
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(answer))
        assert self._transport is not None
        self._transport.write(head + answer)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve() -> None:
    """Say the port, and serve until the starter is gone."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


# -- in the process that measures ---------------------------------------------


@contextlib.contextmanager
def gateway(module: str = "tests.bench._gateway") -> Generator[int]:
    """The port of a running gateway; another module may give other answers."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def last(port: int, path: str) -> tuple[int, Any]:
    """How many requests came to a path, and the body of the last."""
    with urllib3.HTTPConnectionPool("127.0.0.1", port) as pool:
        count, body = pool.urlopen("GET", LAST).json()[path]
    return count, body


if __name__ == "__main__":
    asyncio.run(serve())
