"""The examples for web frameworks work as they stand: each on a server of the trade, called back by the sandbox."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pytest
from attrs import define

from smswire.callbacks import Addresses
from smswire.sandbox import Served

KEY = "a key that nobody guesses"
PHONE = "+41792223344"
EARLY = "+41792299909"
"""A magic number of the sandbox: its receipt comes before the answer to the request."""

PATIENCE = 20.0
"""Seconds in which an application starts, or hears of something, on a machine that is busy."""

WAITRESS = "import waitress; from {} import application; waitress.serve(application, sockets=[listening])"
UVICORN = "import uvicorn; uvicorn.Server(uvicorn.Config('{}:app', access_log=False)).run(sockets=[listening])"
SERVERS = {"flask_app": WAITRESS, "django_app": WAITRESS, "fastapi_app": UVICORN}


@define
class Site:
    """An example that runs."""

    url: str
    name: str

    def send(self, to: str, text: str) -> dict[str, Any]:
        """Ask it to send a text."""
        order = {"to": to, "text": text}
        if self.name == "fastapi_app":
            request = Request(f"{self.url}/send", json.dumps(order).encode(), {"Content-Type": "application/json"})  # noqa: S310, loopback
        else:
            request = Request(f"{self.url}/send", urlencode(order).encode())  # noqa: S310, loopback
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310, loopback
            return json.loads(answer.read())  # type: ignore[no-any-return]

    def wait(self, count: int) -> list[dict[str, str]]:
        """What it shows, once there is so much of it."""
        end = time.monotonic() + PATIENCE
        while True:
            with urlopen(self.url, timeout=PATIENCE) as answer:  # noqa: S310, loopback
                shown: list[dict[str, str]] = json.loads(answer.read())
            if len(shown) >= count or time.monotonic() > end:
                return shown
            time.sleep(0.02)


@contextmanager
def running(name: str, gateway: Callable[[str], str]) -> Generator[Site]:
    """An example as a process of its own; it says nothing of what it knows."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        code = f"import socket; listening = socket.socket(fileno={listening.fileno()}); {SERVERS[name].format(name)}"
        secrets = {"SMSWIRE_CALLBACK_KEY": KEY, "SECRET_KEY": "canary", "SMSWIRE_URL": gateway(f"{url}/sms")}
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent,
            env={**os.environ, **secrets, "PUBLIC_URL": url},
            pass_fds=[listening.fileno()],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Site(url, name)
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=PATIENCE)

    assert [] == [word for word in (KEY, "canary", "/sms/", "2223344", "2299909", "Grüezi", "Danke") if word in said]


@pytest.fixture(params=SERVERS)
def name(request: pytest.FixtureRequest) -> str:
    """Each of the examples."""
    return str(request.param)


def test_receipts_and_replies(name: str, sandbox: Served) -> None:
    """It sends, hears of a receipt and of a reply, and of the receipt that was there before the answer, once each."""
    host = sandbox.url.removeprefix("http://")
    with running(
        name, lambda sms: f"redoxygen://user:canary@{host}?account=CI1&callback={quote(sms, safe='')}"
    ) as site:
        early = site.send(EARLY, "Grüezi")
        sent = site.send(PHONE, "Grüezi")
        with pytest.raises(HTTPError, match="400"):
            site.send("nobody", "Grüezi")
        site.wait(1)
        message = sandbox.wait_for(to=PHONE)
        sandbox.receipt(message, "failed")
        site.wait(2)
        sandbox.reply(message, "Danke 😀")
        shown = site.wait(3)
        sandbox.advance("1s")  # it comes back when every call is through

    assert ["accepted", "accepted"] == [early["outcome"], sent["outcome"]]
    assert [
        {"id": sent["id"], "from": PHONE, "text": "Danke 😀"},
        {"id": sent["id"], "state": "failed"},
        {"id": early["id"], "state": "delivered"},
    ] == [{key: value for key, value in line.items() if key != "detail"} for line in shown]
    assert [] == sandbox.warnings()


def test_standing_address(name: str, sandbox: Served) -> None:
    """Reports come to the address that was set in an account."""
    host = sandbox.url.removeprefix("http://")
    with running(name, lambda _: f"smsoffice://user:canary@{host}?from=Desk") as site:
        sandbox.report_to(Addresses(f"{site.url}/sms", [KEY]).address("smsoffice", "receipt"))
        sent = site.send(PHONE, "Grüezi")
        sandbox.receipt(sandbox.wait_for(to=PHONE), "delivered")
        (shown,) = site.wait(1)
        sandbox.advance("1s")  # as above

    assert (sent["id"], "delivered") == (shown["id"], shown["state"])
    assert [] == sandbox.warnings()


READING = """
import io, json
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults
from {} import application, receiver
told = []
for path in ("/sms/nobody", urlsplit(receiver.addresses.address("redoxygen", "receipt")).path):
    body = io.BytesIO(bytes(2_000_000))
    environ = {{"REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_LENGTH": "2000000", "wsgi.input": body}}
    setup_testing_defaults(environ)
    list(application(environ, lambda status, _: told.append((int(status[:3]), body.tell()))))
print(json.dumps(told))
"""


@pytest.mark.parametrize("name", [name for name, server in SERVERS.items() if server is WAITRESS])
def test_bodies(name: str) -> None:
    """Nothing is read for who does not know an address, and of a body that is too large no more than a part."""
    known = {"SMSWIRE_CALLBACK_KEY": KEY, "SECRET_KEY": "canary", "PUBLIC_URL": "http://127.0.0.1"}
    environ = {**os.environ, **known, "SMSWIRE_URL": "smsoffice://user:canary@127.0.0.1:9?from=Desk"}
    command = [sys.executable, "-c", READING.format(name)]
    done = subprocess.run(command, cwd=Path(__file__).parent, env=environ, check=True, capture_output=True)
    stranger, (status, taken) = json.loads(done.stdout)

    assert [404, 0] == stranger
    assert 413 == status
    assert taken < 1_500_000


def test_strangers(name: str) -> None:
    """What is not signed is not found, what is not documented is not taken, and nobody can make it fail."""
    with running(name, lambda _: "smsoffice://user:canary@127.0.0.1:9?from=Desk") as site:
        mine = Addresses(f"{site.url}/sms", [KEY]).address("smsoffice", "receipt").removeprefix(site.url)
        for path in (f"{mine}a", "/sms/", "/sms/%FF%00", f"/sms/{'a' * 5000}", mine):
            for body in (None, b"x" * 70_000):
                with pytest.raises(HTTPError, match=r"40[045]|413"):
                    urlopen(site.url + path, body, timeout=PATIENCE)  # noqa: S310, loopback
        shown = site.wait(0)

    assert [] == shown
