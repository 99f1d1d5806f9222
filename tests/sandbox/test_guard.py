"""Nobody controls the sandbox whom a browser was tricked into being, and nobody from elsewhere without the token."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest

from smswire.sandbox import Served
from smswire.sandbox._listen import Settings, WrongSettings, listening
from tests.sandbox.clients import Answer, Line, ask, head

TOKEN = "0123456789abcdef-token"


def told(sandbox_url: str, method: str, target: str, *headers: str) -> Answer:
    """The answer to a request with exactly these headers."""
    with Line(sandbox_url) as line:
        line.say(head(method, target, *headers, "Content-Length: 0"))
        return line.answer()


@pytest.mark.parametrize(
    "headers",
    [
        ["Host: evil.example"],
        ["Host: evil.example:8025"],
        ["Host: 127.0.0.1.evil.example"],
        ["Host: localhost.evil.example"],
        ["Host: 127.0.0.1", "Origin: http://evil.example"],
        ["Host: 127.0.0.1", "Origin: null"],
        ["Host: 127.0.0.1:8025", "Origin: http://127.0.0.1:3000"],
        ["Host: 127.0.0.1", "Sec-Fetch-Site: cross-site"],
    ],
)
def test_foreign(sandbox: Served, headers: list[str]) -> None:
    """A page of another origin, and one under a name that was pointed here, get nowhere."""
    answer = told(sandbox.url, "DELETE", "/_sandbox/messages", *headers)

    assert 403 == answer.status
    assert answer.json["where"].startswith("headers.")


@pytest.mark.parametrize("target", ["/_sandbox/messages", "/_sandbox/events", "/"])
def test_rebound_name(sandbox: Served, target: str) -> None:
    """A name that was pointed here reads nothing either."""
    assert 403 == told(sandbox.url, "GET", target, "Host: evil.example").status


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8025", "localhost:1", "LOCALHOST", "[::1]:80", "127.1.2.3"])
def test_own(sandbox: Served, host: str) -> None:
    """This machine's names control it, and so does its own page."""
    headers = (f"Host: {host}", f"Origin: http://{host}", "Sec-Fetch-Site: same-origin")

    assert 204 == told(sandbox.url, "DELETE", "/_sandbox/messages", *headers).status


def test_wire_and_browser(sandbox: Served) -> None:
    """A wire takes any Host, but not what a page of another origin made a browser send."""
    target = "/sms/api/balance.asp?username=u&password=p"

    assert 200 == told(sandbox.url, "GET", target, "Host: evil.example", "Origin: http://evil.example").status
    assert 403 == told(sandbox.url, "GET", target, "Host: 127.0.0.1", "Sec-Fetch-Site: cross-site").status


def test_page(sandbox: Served) -> None:
    """The page lets nothing run but its own files."""
    answer = ask(f"{sandbox.url}/")

    assert 200 == answer.status
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    for path in ("/__init__.py", "/page.py", "/index.html/", "/%2e%2e/_http.py", "/favicon.ico"):
        assert 404 == ask(f"{sandbox.url}{path}").status


@pytest.fixture
def exposed() -> Generator[str]:
    """The address of a sandbox with a token."""
    loop = asyncio.new_event_loop()
    context: Any = listening(Settings(expose=True, token=TOKEN))
    running = loop.run_until_complete(context.__aenter__())
    import threading  # noqa: PLC0415

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield running.url
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.run_until_complete(context.__aexit__(None, None, None))
    loop.close()


def test_token(exposed: str) -> None:
    """With a token, whoever shows it controls the sandbox under any name, and nobody else."""
    host, target = "Host: sandbox.example", "/_sandbox/messages"

    assert 401 == told(exposed, "GET", target, "Host: 127.0.0.1").status
    assert 401 == told(exposed, "GET", target, host, "Authorization: Bearer wrong").status
    assert 200 == told(exposed, "GET", target, host, f"Authorization: Bearer {TOKEN}").status
    foreign = (f"Authorization: Bearer {TOKEN}", "Origin: http://evil.example")
    assert 403 == told(exposed, "DELETE", target, host, *foreign).status
    assert 200 == told(exposed, "GET", "/sms/api/balance.asp?username=u&password=p", host).status


def test_token_of_the_page(exposed: str) -> None:
    """A browser that brings the token in the address gets it as a cookie, which then is enough."""
    assert 401 == told(exposed, "GET", "/", "Host: x").status
    assert 401 == told(exposed, "GET", "/?token=wrong", "Host: x").status
    welcome = told(exposed, "GET", f"/?token={TOKEN}", "Host: x")
    assert (303, "/") == (welcome.status, welcome.headers["Location"])
    assert {"HttpOnly", "SameSite=Strict"} <= set(welcome.headers["Set-Cookie"].split("; "))
    cookie = f"Cookie: a=b; {welcome.headers['Set-Cookie'].partition(';')[0]}"
    assert 200 == told(exposed, "GET", "/", "Host: x", cookie).status
    assert 200 == told(exposed, "GET", "/_sandbox/messages", "Host: x", cookie).status


@pytest.mark.parametrize(
    "settings, problem",
    [
        ({"host": "0.0.0.0"}, "--expose"),  # noqa: S104, it is refused
        ({"host": "192.0.2.1", "expose": True}, "needs a token"),
        ({"host": "", "expose": True}, "needs a token"),
        ({"token": "short"}, "16 to 200"),
        ({"token": "with spaces and 16 characters"}, "16 to 200"),
    ],
)
def test_wrong_settings(settings: Any, problem: str) -> None:
    """An address that others reach takes a token that cannot be guessed."""
    with pytest.raises(WrongSettings, match=problem):
        Settings(**settings)
